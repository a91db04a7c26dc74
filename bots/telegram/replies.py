"""Sending and editing: long texts in parts, the buttons below the last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, TelegramError

from bots.telegram.richtext import Rich, html, split

_TYPING_LASTS = 4.0
_LATE = 60.0


async def reply(
    bot: Bot, to: Message, text: Rich, buttons: InlineKeyboardMarkup | None = None
) -> list[int]:
    """Answers a message: the ids of what was sent, in order.

    What it answers is shown with it where that is not plain: in a group, or a while later.
    """
    late = (datetime.now(UTC) - to.date).total_seconds() > _LATE
    shown = late or to.chat.type != ChatType.PRIVATE
    about = ReplyParameters(to.message_id, allow_sending_without_reply=True) if shown else None
    return await send(bot, to.chat_id, text, buttons, about=about, thread=_thread(to))


async def send(
    bot: Bot,
    chat: int,
    text: Rich,
    buttons: InlineKeyboardMarkup | None = None,
    *,
    about: ReplyParameters | None = None,
    thread: int | None = None,
) -> list[int]:
    """Sends a text of any length: the ids of its messages."""
    parts = split(text)
    sent = []
    for at, part in enumerate(parts):
        message = await bot.send_message(
            chat,
            html(part),
            parse_mode=ParseMode.HTML,
            reply_markup=buttons if at == len(parts) - 1 else None,
            reply_parameters=about if at == 0 else None,
            message_thread_id=thread,
        )
        sent.append(message.message_id)
    return sent


async def edit(
    bot: Bot, message: Message, text: Rich, buttons: InlineKeyboardMarkup | None = None
) -> None:
    """Puts another text into a message of the bot's own; one of the same text stays as it is."""
    try:
        await bot.edit_message_text(
            html(split(text)[0]),
            parse_mode=ParseMode.HTML,
            chat_id=message.chat_id,
            message_id=message.message_id,
            reply_markup=buttons,
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


async def edit_by_id(bot: Bot, chat: int, message: int, text: Rich) -> None:
    """The same for a message that is known by its id alone; its buttons go."""
    try:
        await bot.edit_message_text(
            html(split(text)[0]), chat_id=chat, message_id=message, parse_mode=ParseMode.HTML
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


@asynccontextmanager
async def typing(
    bot: Bot, chat: int, thread: int | None = None, action: str = ChatAction.TYPING
) -> AsyncIterator[None]:
    """Shows that the bot is at work, for as long as it is."""

    async def show() -> None:
        with suppress(TelegramError):
            while True:
                await bot.send_chat_action(chat, action, message_thread_id=thread)
                await asyncio.sleep(_TYPING_LASTS)

    task = asyncio.create_task(show())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None
