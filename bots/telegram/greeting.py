"""`/start` and `/help`: what the bot is for, with examples that are asked at a tap."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from telegram import BotCommand, BotCommandScopeChat, CallbackQuery, Message
from telegram.constants import ChatType
from telegram.error import TelegramError

from assistant.errors import AssistantError
from assistant.types import Document, Filters, Outcome
from bots.telegram.asking import Thread, answer_tap
from bots.telegram.keyboards import button, markup
from bots.telegram.memory import Kept
from bots.telegram.naming import brief
from bots.telegram.replies import reply
from bots.telegram.richtext import Rich, bold, joined, plain, shortened
from bots.telegram.roles import Role
from bots.telegram.services import Context, services
from bots.telegram.taps import EXPIRED, Note

HELP = "help"
COMMANDS = (
    BotCommand("start", "Bắt đầu"),
    BotCommand("help", "Hướng dẫn và câu hỏi mẫu"),
    BotCommand("tim", "Tìm đoạn văn bản: /tim rút kinh nghiệm"),
    BotCommand("vanban", "Văn bản trong kho, hoặc theo số: /vanban 60-KH/TU"),
    BotCommand("hanchot", "Hạn chót tuần này, tháng này, theo địa phương"),
    BotCommand("theodoi", "Nhận tin hằng ngày về một địa phương, cơ quan"),
    BotCommand("nguon", "Nguồn của câu trả lời vừa rồi, trích đầy đủ"),
    BotCommand("xoa", "Xóa mọi dữ liệu về đồng chí"),
)
FOR_ADMINISTRATORS = (
    BotCommand("trangthai", "Tình trạng của trợ lý"),
    BotCommand("capnhat", "Cập nhật kho văn bản"),
    BotCommand("moi", "Tạo mã mời: /moi, /moi quản trị"),
)
DESCRIPTION = (
    "Hỏi đáp và tra cứu văn bản của cơ quan: trả lời bằng nguyên văn, có nguồn. Đồng chí gõ câu hỏi"
    " bằng lời thường, có dấu hay không dấu đều được. Chỉ dùng cho văn bản được phổ biến; không gõ"
    " nội dung mật."
)
SHORT_DESCRIPTION = "Hỏi đáp, tra cứu văn bản của cơ quan: nguyên văn, có nguồn."

_MOST_EXAMPLES, _LOOKED_AT = 4, 20
_LINES = (
    "Gõ câu hỏi bằng lời thường, có dấu hay không dấu, viết tắt đều được. Hỏi tiếp thì gõ tiếp, "
    "hoặc trả lời vào tin nhắn muốn hỏi thêm.",
    "/tim – tìm đoạn văn bản\n"
    "/vanban – văn bản theo số, hoặc danh sách\n"
    "/hanchot – hạn chót tuần này, tháng này, theo địa phương\n"
    "/theodoi – nhận tin hằng ngày về một nơi\n"
    "/nguon – nguồn của câu trả lời vừa rồi\n"
    "/xoa – xóa mọi dữ liệu về đồng chí",
    "Trong nhóm, tôi chỉ trả lời khi được gọi tên @{username} hoặc khi đồng chí trả lời tin nhắn "
    "của tôi. Ở bất cứ đâu, gõ @{username} và vài từ để tìm nhanh.",
    "⚠️ Telegram là dịch vụ bên ngoài: tôi chỉ có văn bản được phổ biến. Đừng gõ nội dung mật.",
)
_ADMINISTRATORS = (
    "Quản trị: /trangthai – tình trạng; /capnhat – cập nhật kho; /moi – tạo mã mời; gửi một tệp cho"
    " tôi để đưa vào kho."
)


async def start(context: Context, message: Message, role: Role) -> None:
    """`/start`: who this is, and examples. An administrator's own commands come with it."""
    if role is Role.ADMINISTRATOR and message.chat.type == ChatType.PRIVATE:
        with suppress(TelegramError):
            await context.bot.set_my_commands(
                [*COMMANDS, *FOR_ADMINISTRATORS], scope=BotCommandScopeChat(message.chat_id)
            )
    await _greet(
        context,
        message,
        [
            plain(
                "Chào đồng chí! Tôi trả lời câu hỏi bằng nguyên văn văn bản của cơ quan, có nguồn"
                " kèm theo."
            ),
            plain("Đồng chí cứ gõ câu hỏi, hoặc bấm một ví dụ. Xem thêm: /help"),
            plain(_LINES[-1]),
        ],
    )


async def guide(context: Context, message: Message, role: Role) -> None:
    """`/help`."""
    username = context.bot.username
    lines = [bold("Cách dùng"), *(plain(line.format(username=username)) for line in _LINES)]
    if role is Role.ADMINISTRATOR:
        lines.append(plain(_ADMINISTRATORS))
    await _greet(context, message, lines)


async def example(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on an example: asks it."""
    message = query.message
    kept = services(context).memory.find(message.chat.id, message.message_id) if message else None
    at = int(data[0])
    if kept is None or not isinstance(message, Message) or not 0 <= at < len(kept.choices):
        return EXPIRED
    await answer_tap(context, query, message, kept.choices[at])
    return None


async def examples(context: Context) -> list[str]:
    """Questions to which the documents that there are have an answer."""
    office = services(context).office
    try:
        newest = await office.documents(Filters(), 0, _LOOKED_AT)
        places = await office.names("place", 2)
        answered = []
        for question in questions_about(newest, places):
            found = await office.ask(question, Thread(None))
            if found.outcome in (Outcome.ANSWERED, Outcome.SEVERAL):
                answered.append(question)
            if len(answered) == _MOST_EXAMPLES:
                break
    except AssistantError:
        return []
    return answered


def questions_about(documents: Sequence[Document], places: Sequence[str]) -> list[str]:
    """Questions of several kinds that these may answer, the likeliest to be asked first."""
    numbered = [brief(one) for one in documents if one.number][:2]
    deadlines = [f"Hạn nộp báo cáo của {place} là khi nào?" for place in places]
    return [
        *deadlines[:1],
        *(f"{number} ban hành ngày nào?" for number in numbered[:1]),
        *(f"{number} căn cứ vào văn bản nào?" for number in numbered),
        *(f"Tóm tắt {number}" for number in numbered[:1]),
        *deadlines[1:],
    ]


async def _greet(context: Context, message: Message, lines: Sequence[Rich]) -> None:
    tries = await examples(context)
    buttons = [[button(f"💬 {shortened(one, 55)}", "e", at)] for at, one in enumerate(tries)]
    sent = await reply(context.bot, message, joined("\n\n", lines), markup(*buttons))
    person = message.from_user.id if message.from_user else None
    services(context).memory.keep(message.chat_id, sent, person, Kept(HELP, choices=tuple(tries)))
