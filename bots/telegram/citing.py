"""`/nguon`: the sources of an answer, each quote whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from telegram import Message

from assistant.errors import DocumentNotFound
from assistant.types import Document, Filters
from bots.telegram.asking import ANSWER
from bots.telegram.keyboards import button, markup, place, rows
from bots.telegram.memory import Source
from bots.telegram.naming import located
from bots.telegram.replies import reply
from bots.telegram.richtext import Rich, bold, joined, plain
from bots.telegram.services import Context, Services, services

_NONE = "Chưa có câu trả lời nào để xem nguồn: đồng chí hỏi trước, rồi gõ /nguon."
_MOST_BUTTONS = 8
_GONE = "Câu trả lời ấy không có nguồn, hoặc văn bản đã được thay bằng bản khác."


async def sources(context: Context, message: Message) -> None:
    """The sources of the answer that is replied to, else of the last one."""
    use = services(context)
    kept = None
    if message.reply_to_message:
        kept = use.memory.find(message.chat_id, message.reply_to_message.message_id)
    if kept is None and message.from_user:
        kept = use.memory.last(message.chat_id, message.from_user.id, ANSWER)
    if kept is None:
        total = await use.office.count(Filters())
        said = f"{_NONE}\n\nTrong kho hiện có {total} văn bản; xem danh sách: /vanban"
        await reply(context.bot, message, plain(said))
        return
    found = [await _cited(use, number, one) for number, one in enumerate(kept.sources, 1)]
    there = [one for one in found if one]
    if not there:
        await reply(context.bot, message, plain(_GONE))
        return
    head = bold("Sources, in full" if kept.language == "en" else "Nguồn, trích đầy đủ")
    parts = [head]
    for (document, page), group in groupby(there, key=lambda one: (one.document, one.page)):
        where = plain(located(document, page, kept.language))
        parts.append(joined("\n", [where, *(one.quoted() for one in group)]))
    buttons = [button(f"📄 {one.number}", *place(one.source)) for one in there[:_MOST_BUTTONS]]
    await reply(context.bot, message, joined("\n\n", parts), markup(*rows(buttons, 4)))


@dataclass(frozen=True, slots=True)
class _Cited:
    """A source, by its number, and the document as it still stands."""

    number: int
    source: Source
    document: Document
    page: int | None

    def quoted(self) -> Rich:
        quote = self.document.text[self.source.start : self.source.end]
        return plain(f"[{self.number}] {quote}").within("blockquote")


async def _cited(use: Services, number: int, source: Source) -> _Cited | None:
    """None where the document has changed since."""
    try:
        document = await use.office.document(source.document_id)
    except DocumentNotFound:
        return None
    if not document.digest.startswith(source.digest):
        return None
    page = next((p.number for p in document.pages if p.start <= source.start < p.end), None)
    return _Cited(number, source, document, page)
