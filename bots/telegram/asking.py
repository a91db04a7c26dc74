"""A question and its answer, and what the person thinks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import CallbackQuery, Message
from telegram.error import BadRequest

from assistant.errors import AssistantError
from assistant.types import Answer, Turn
from bots.telegram import keyboards
from bots.telegram.answers import answer_text, language_of
from bots.telegram.memory import Kept
from bots.telegram.refusals import told
from bots.telegram.replies import reply, send, typing
from bots.telegram.richtext import bold, joined, plain
from bots.telegram.services import Context, services
from bots.telegram.taps import EXPIRED, Note, behind, replies_to

ANSWER = "answer"
_THANKS = {
    ("vi", 1): "Cảm ơn đồng chí.",
    ("vi", -1): "Cảm ơn đồng chí đã cho biết. Đồng chí thử hỏi cách khác, hoặc xem đoạn liên quan.",
    ("en", 1): "Thank you.",
    ("en", -1): "Thank you for telling. Try other words, or see more passages.",
}


class Thread:
    """The conversation as `Assistant.ask` takes it: from one turn to the next."""

    def __init__(self, previous: Turn | None) -> None:
        self.turn = previous

    def last(self) -> Turn | None:
        return self.turn

    def keep(self, turn: Turn) -> None:
        self.turn = turn


async def answer(context: Context, message: Message, question: str) -> None:
    """Answers a question that stands in a message, leaning on the one before it.

    A reply to an earlier answer leans on that one.
    """
    person = message.from_user.id if message.from_user else 0
    thread = Thread(_previous(context, message, person))
    topic = message.message_thread_id if message.is_topic_message else None
    async with typing(context.bot, message.chat_id, topic):
        try:
            found = await services(context).office.ask(question, thread)
        except AssistantError as error:
            await reply(context.bot, message, plain(told(error, language_of(question))))
            return
    sent = await reply(context.bot, message, answer_text(found), keyboards.under_answer(found))
    services(context).memory.keep(message.chat_id, sent, person, _kept(found, thread.turn))


async def answer_tap(
    context: Context, query: CallbackQuery, message: Message, question: str
) -> None:
    """Answers a question that a button stands for: shown with it, since nobody typed it."""
    thread = Thread(None)
    topic = message.message_thread_id if message.is_topic_message else None
    async with typing(context.bot, message.chat_id, topic):
        found = await services(context).office.ask(question, thread)
    text = joined("\n\n", [bold(f"💬 {question}"), answer_text(found)])
    buttons, about = keyboards.under_answer(found), replies_to(message)
    sent = await send(context.bot, message.chat_id, text, buttons, about=about, thread=topic)
    kept = _kept(found, thread.turn)
    services(context).memory.keep(message.chat_id, sent, query.from_user.id, kept)


async def judge(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on 👍 or 👎: noted with the answer, for as long as that is kept."""
    found, memory = behind(context, query), services(context).memory
    if found is None:
        return EXPIRED
    message, kept = found
    verdict = 1 if int(data[0]) > 0 else -1
    if kept.verdict != verdict:
        memory.replace(message.chat_id, message.message_id, replace(kept, verdict=verdict))
        if message.reply_markup:
            ticked = keyboards.with_verdict(message.reply_markup, verdict)
            try:
                await message.edit_reply_markup(ticked)
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    raise
    return Note(_THANKS[kept.language, verdict])


def _previous(context: Context, message: Message, person: int) -> Turn | None:
    memory = services(context).memory
    if message.reply_to_message:
        replied = memory.find(message.chat_id, message.reply_to_message.message_id)
        if replied and replied.turn:
            return replied.turn
    last = memory.last(message.chat_id, person, ANSWER)
    return last.turn if last else None


def _kept(found: Answer, turn: Turn | None) -> Kept:
    """What the answer's message stands for."""
    return Kept(
        ANSWER,
        turn.question if turn else found.question,
        found.language,
        turn,
        tuple(keyboards.source(c.document, c.start, c.end) for c in found.citations),
    )
