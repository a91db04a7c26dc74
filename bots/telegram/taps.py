"""What a tap on a button brings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, Message, ReplyParameters

from bots.telegram.memory import Kept
from bots.telegram.services import Context, services


@dataclass(frozen=True, slots=True)
class Note:
    """A few words on top of the chat; an `alert` stays until it is closed."""

    text: str
    alert: bool = False


Tap = Callable[[Context, CallbackQuery, Sequence[str]], Awaitable[Note | None]]
"""Does what a button is for, given the parts of its data behind the first."""

EXPIRED = Note("Tin nhắn này đã cũ. Đồng chí hỏi lại giúp.", alert=True)


def behind(
    context: Context, query: CallbackQuery, about: str | None = None
) -> tuple[Message, Kept] | None:
    """The message that the button stands under, and what it is kept for; None where that is gone.

    With `about`, only a message that shows this.
    """
    message = query.message
    if not isinstance(message, Message):
        return None
    kept = services(context).memory.find(message.chat_id, message.message_id)
    return None if kept is None or (about and kept.about != about) else (message, kept)


def replies_to(message: Message) -> ReplyParameters:
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)
