"""Which part of the bot a message, a tap or an inline query goes to, and who may."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from telegram import (
    BotCommandScopeAllPrivateChats,
    CallbackQuery,
    Message,
    Update,
    User,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import CallbackQueryHandler, InlineQueryHandler, MessageHandler, filters

from assistant.errors import AssistantError, StateError
from bots.telegram import (
    administration,
    asking,
    citing,
    due,
    files,
    following,
    forgetting,
    greeting,
    inline,
    looking_up,
    reading,
    rebuilding,
    searching,
    strangers,
    uploads,
)
from bots.telegram.addressing import addressed_text, is_group
from bots.telegram.commands import Command, read_command
from bots.telegram.erasure import erase
from bots.telegram.intake import until_it_works
from bots.telegram.refusals import sorry, told
from bots.telegram.replies import reply
from bots.telegram.richtext import plain
from bots.telegram.roles import Role
from bots.telegram.services import App, Context, of, services
from bots.telegram.taps import EXPIRED, Note, Tap

logger = logging.getLogger(__name__)

# What may stand in a tap's data behind its verb. Anybody can send anything.
_HEX, _NUMBER = r"[0-9a-f]{1,64}", r"-?[0-9]{1,18}"
_VERSION = _HEX, _HEX  # a document's id, and how its digest begins


@dataclass(frozen=True, slots=True)
class _Route:
    """What a button does, and how the parts of its data look."""

    tap: Tap
    shape: tuple[str, ...] = ()
    for_administrators: bool = False

    def fits(self, data: Sequence[str]) -> bool:
        return len(data) == len(self.shape) and all(
            re.fullmatch(pattern, part) for pattern, part in zip(self.shape, data, strict=True)
        )


_ROUTES: dict[str, _Route] = {
    "ask": _Route(strangers.apply),
    "s": _Route(reading.open_source, (*_VERSION, _NUMBER, _NUMBER)),
    "p": _Route(reading.turn_to, (*_VERSION, _NUMBER)),
    "r": _Route(reading.open_first, _VERSION),
    "f": _Route(files.send_file, _VERSION),
    "d": _Route(looking_up.open_document, _VERSION),
    "l": _Route(looking_up.turn, (_NUMBER,)),
    "y": _Route(looking_up.summarise, _VERSION),
    "m": _Route(searching.more, (_NUMBER,)),
    "t": _Route(searching.turn, (_NUMBER,)),
    "v": _Route(asking.judge, (_NUMBER,)),
    "e": _Route(greeting.example, (_NUMBER,)),
    "h": _Route(due.turn, ("[wmnax]", _NUMBER)),
    "hp": _Route(due.places),
    "hc": _Route(due.choose, (_NUMBER,)),
    "wa": _Route(following.choose, (_NUMBER,)),
    "ws": _Route(following.stop, (_NUMBER,)),
    "wt": _Route(following.hours),
    "wh": _Route(following.choose_hour, (_NUMBER,)),
    "x": _Route(forgetting.confirm, (_NUMBER, "[01]")),
    "xn": _Route(forgetting.cancel, (_NUMBER,)),
    "ok": _Route(strangers.allow, (_NUMBER,), for_administrators=True),
    "no": _Route(strangers.deny, (_NUMBER,), for_administrators=True),
    "ua": _Route(uploads.add, for_administrators=True),
    "un": _Route(uploads.drop, for_administrators=True),
    "uu": _Route(uploads.undo, for_administrators=True),
    "uc": _Route(rebuilding.update_now, for_administrators=True),
}
_ASK_IN = "ask"  # the one tap that is for people who may do nothing yet
_ONLY_TEXT = (
    "Tôi chỉ đọc được chữ. Đồng chí gõ câu hỏi giúp, có dấu hay không dấu đều được."
    " Hướng dẫn: /help"
)
_ONLY_FILES = "Đồng chí gửi văn bản dưới dạng tệp (PDF, Word…), không gửi ảnh chụp."
_NO_UPLOADS = "Chỉ người quản trị đưa được văn bản vào kho. Đồng chí gõ câu hỏi giúp tôi."
_UNKNOWN = "Tôi chưa biết lệnh này. Các lệnh: /help – hoặc đồng chí cứ gõ câu hỏi."
_EMPTY = "Đồng chí gõ câu hỏi kèm tên tôi, ví dụ: @{username} hạn nộp báo cáo là khi nào?"


def register(application: App) -> None:
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, _on_message))
    application.add_handler(CallbackQueryHandler(_on_tap))
    application.add_handler(InlineQueryHandler(_on_inline))


async def introduce(application: App) -> None:
    """Tells Telegram the commands and what the bot is for."""
    bot, own = application.bot, greeting.COMMANDS
    await until_it_works("Registering the commands", lambda: bot.set_my_commands(own))
    scope = BotCommandScopeAllPrivateChats()
    await until_it_works("Registering them", lambda: bot.set_my_commands(own, scope=scope))
    with suppress(TelegramError):
        await bot.set_my_description(greeting.DESCRIPTION)
        await bot.set_my_short_description(greeting.SHORT_DESCRIPTION)
    await rebuilding.own_up(bot, of(application))


async def _on_message(update: Update, context: Context) -> None:
    message = update.message
    user = message.from_user if message else None
    if not message or not user or user.is_bot:
        return
    text = addressed_text(message, context.bot.username, context.bot.id)
    if text is None:
        return
    role = services(context).people.role(user.id)
    try:
        if role is None:
            await _on_stranger(context, message, user, text)
        elif message.text is None:
            await _on_other_content(context, message, role)
        else:
            command = read_command(text, context.bot.username)
            await _carry_out(context, message, user, role, command)
    except (TelegramError, StateError):
        raise
    except AssistantError as error:
        await reply(context.bot, message, plain(told(error)))
    except Exception:
        logger.exception("A message could not be answered.")
        await reply(context.bot, message, plain(sorry()))


async def _on_stranger(context: Context, message: Message, user: User, text: str) -> None:
    if is_group(message):
        await strangers.receive_in_group(context, message, user)
    elif read_command(text, context.bot.username).name == "xoa":
        erase(services(context).state, user.id, leave=True)
        await reply(context.bot, message, plain("Tôi không giữ gì về đồng chí."))
    else:
        await strangers.receive(context, message, user, text)


async def _on_other_content(context: Context, message: Message, role: Role) -> None:
    """A file, a photo, or whatever else is no text."""
    if message.chat.type != ChatType.PRIVATE:
        return
    if message.document and role is Role.ADMINISTRATOR:
        await uploads.receive(context, message, message.document)
    elif message.document:
        await reply(context.bot, message, plain(_NO_UPLOADS))
    elif message.photo and role is Role.ADMINISTRATOR:
        await reply(context.bot, message, plain(_ONLY_FILES))
    elif message.effective_attachment is not None:
        await reply(context.bot, message, plain(_ONLY_TEXT))


async def _carry_out(  # noqa: PLR0912
    context: Context, message: Message, user: User, role: Role, command: Command
) -> None:
    argument = command.argument
    match command.name:
        case "ask" if argument:
            await asking.answer(context, message, argument)
        case "ask":
            await reply(context.bot, message, plain(_EMPTY.format(username=context.bot.username)))
        case "start" if code := strangers.read_code(argument):
            await strangers.redeem(context, message, user, code)
        case "start" if argument == "help":
            await greeting.guide(context, message, role)
        case "start":
            await greeting.start(context, message, role)
        case "help":
            await greeting.guide(context, message, role)
        case "tim":
            await searching.search(context, message, argument)
        case "vanban":
            await looking_up.documents(context, message, argument)
        case "hanchot":
            await due.deadlines(context, message, argument)
        case "theodoi":
            await following.follow(context, message, argument)
        case "nguon":
            await citing.sources(context, message)
        case "xoa":
            await forgetting.ask(context, message)
        case "trangthai" | "capnhat" | "moi":
            await _administer(context, message, role, command)
        case "unknown":
            await reply(context.bot, message, plain(_UNKNOWN))


async def _administer(context: Context, message: Message, role: Role, command: Command) -> None:
    if role is not Role.ADMINISTRATOR or message.chat.type != ChatType.PRIVATE:
        await reply(context.bot, message, plain(administration.ONLY_ADMINISTRATORS))
    elif command.name == "trangthai":
        await administration.status(context, message)
    elif command.name == "capnhat":
        await rebuilding.update(context, message)
    else:
        await administration.invite(context, message, command.argument)


async def _on_tap(update: Update, context: Context) -> None:
    query = update.callback_query
    if query:
        note = await _tapped(context, query)
        # Telegram waits for an answer only so long; what the tap was for is done anyway.
        with suppress(BadRequest, Forbidden):
            await query.answer(note.text if note else None, show_alert=note.alert if note else None)


async def _tapped(context: Context, query: CallbackQuery) -> Note | None:
    """Does what the button is for, where this person may."""
    verb, *data = (query.data or "").split(":")
    role = services(context).people.role(query.from_user.id)
    if verb != _ASK_IN and role is None:
        return Note("Đồng chí chưa có quyền hỏi trợ lý này.", alert=True)
    route = _ROUTES.get(verb)
    if route is None or not route.fits(data):
        return EXPIRED
    if route.for_administrators and role is not Role.ADMINISTRATOR:
        return Note(administration.ONLY_ADMINISTRATORS, alert=True)
    try:
        return await route.tap(context, query, data)
    except (TelegramError, StateError):
        raise
    except AssistantError as error:
        return Note(told(error)[:200], alert=True)
    except Exception:
        logger.exception("A tap could not be answered.")
        return Note(sorry()[:200], alert=True)


async def _on_inline(update: Update, context: Context) -> None:
    query = update.inline_query
    if query:
        role = services(context).people.role(query.from_user.id)
        await inline.answer_inline(context, query, role)
