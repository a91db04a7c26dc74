"""What a tap on a button brings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, Message, ReplyParameters

from bots.telegram.services import Context


@dataclass(frozen=True, slots=True)
class Note:
    """A few words on top of the chat; an `alert` stays until it is closed."""

    text: str
    alert: bool = False


Tap = Callable[[Context, CallbackQuery, Sequence[str]], Awaitable[Note | None]]
"""Does what a button is for, given the parts of its data behind the first."""

EXPIRED = Note("Tin nhắn này đã cũ. Đồng chí hỏi lại giúp.", alert=True)


def replies_to(message: Message) -> ReplyParameters:
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)
