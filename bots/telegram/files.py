"""The file itself, as it stood when it was indexed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from telegram import CallbackQuery, InputFile, Message
from telegram.constants import ChatAction

from assistant.types import Document
from bots.telegram.naming import named
from bots.telegram.reading import CHANGED
from bots.telegram.replies import typing
from bots.telegram.richtext import shortened
from bots.telegram.services import Context, services
from bots.telegram.taps import Note, replies_to

LARGEST_UP = 50 * 1024 * 1024
"""The largest file that a bot may send, in bytes."""

_CAPTION = 900
_UPLOAD_SECONDS = 120
_GONE = "Tệp gốc không còn ở máy chủ, hoặc đã được thay bằng bản khác. Đồng chí báo người quản trị."
_TOO_LARGE = "Tệp gốc lớn hơn 50 MB nên không gửi qua Telegram được. Đồng chí xem tại cơ quan."


class NotSent(Exception):
    """Why a file is not sent, in words for the person who asked."""


async def send_file(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on the file's button."""
    office = services(context).office
    document = await office.document(data[0])
    if not document.digest.startswith(data[1]):
        return Note(CHANGED, alert=True)
    message = query.message
    if not isinstance(message, Message):
        return None
    path = await office.path(document)
    async with typing(context.bot, message.chat_id, action=ChatAction.UPLOAD_DOCUMENT):
        try:
            content = await asyncio.to_thread(read_unchanged, path, document)
        except NotSent as reason:
            return Note(str(reason), alert=True)
        await context.bot.send_document(
            message.chat_id,
            InputFile(content, filename=PurePosixPath(document.source).name),
            caption=shortened(named(document), _CAPTION),
            reply_parameters=replies_to(message),
            write_timeout=_UPLOAD_SECONDS,
            read_timeout=_UPLOAD_SECONDS,
        )
    return None


def read_unchanged(path: Path, document: Document) -> bytes:
    """The file's bytes. Raises NotSent.

    Whatever was put in its place since was not checked for what may be published.
    """
    try:
        if path.stat().st_size > LARGEST_UP:
            raise NotSent(_TOO_LARGE)
        content = path.read_bytes()
    except OSError:
        raise NotSent(_GONE) from None
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise NotSent(_GONE)
    return content
