"""Whether a message in a group is meant for the bot, and what it says without the bot's name."""

from __future__ import annotations

import re

from telegram import Message
from telegram.constants import ChatType, MessageEntityType


def is_group(message: Message) -> bool:
    return message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)


def addressed_text(message: Message, username: str, bot_id: int) -> str | None:
    """The text meant for the bot: all of it in a private chat, in a group that of a message which
    names the bot, is a command to it by name, or replies to it; None where it is not meant.
    """
    text = message.text or ""
    if message.chat.type == ChatType.PRIVATE:
        return text
    if not is_group(message):
        return None
    mentions = message.parse_entities([MessageEntityType.MENTION, MessageEntityType.BOT_COMMAND])
    name = f"@{username}".lower()
    named = any(part.lower().endswith(name) for part in mentions.values())
    named = named or any(
        entity.user and entity.user.id == bot_id
        for entity in message.entities
        if entity.type == MessageEntityType.TEXT_MENTION
    )
    replied = message.reply_to_message
    if not named and not (replied and replied.from_user and replied.from_user.id == bot_id):
        return None
    return without_name(text, username)


def without_name(text: str, username: str) -> str:
    """The text without `@username`, but for the one that belongs to a command."""
    pattern = rf"(?<![\w/])@{re.escape(username)}(?!\w)[,:]?"
    return " ".join(re.sub(pattern, " ", text, flags=re.IGNORECASE).split())
