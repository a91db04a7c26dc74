"""`/xoa`: all that is kept about a person goes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telegram import CallbackQuery, Message

from bots.telegram.erasure import erase
from bots.telegram.keyboards import button, markup
from bots.telegram.replies import edit, reply
from bots.telegram.richtext import bold, joined, plain
from bots.telegram.services import Context, services
from bots.telegram.taps import Note

_ASKS = (
    "Tôi sẽ xóa hẳn: câu hỏi và ngữ cảnh hỏi đáp, đánh giá 👍/👎, các mục theo dõi, tin nhắn đang"
    " chờ và tên của đồng chí."
)
_STAYS = (
    "“Xóa dữ liệu” giữ lại quyền hỏi (chỉ gồm số định danh Telegram và vai trò). “Xóa cả quyền hỏi”"
    " không giữ lại gì; muốn hỏi lại phải xin hoặc nhận mã mời."
)
_CHAT = "Tin nhắn trong khung chat này do Telegram lưu: đồng chí xóa bằng chức năng của Telegram."
_DONE = "Đã xóa dữ liệu về đồng chí. Quyền hỏi vẫn còn; đồng chí cứ gõ câu hỏi khi cần."
_DONE_ALL = "Đã xóa tất cả, kể cả quyền hỏi. Cảm ơn đồng chí đã dùng trợ lý."


async def ask(context: Context, message: Message) -> None:
    """Tells what goes, and waits for a tap."""
    person = message.from_user.id if message.from_user else 0
    text = joined("\n\n", [bold("Xóa dữ liệu về đồng chí?"), plain(_ASKS), plain(_STAYS),
                           plain(_CHAT)])  # fmt: skip
    buttons = markup(
        [button("🗑 Xóa dữ liệu", "x", person, 0)],
        [button("🗑 Xóa cả quyền hỏi", "x", person, 1)],
        [button("Thôi", "xn", person)],
    )
    await reply(context.bot, message, text, buttons)


async def confirm(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on one of the two: deletes, and says so."""
    person, leave = int(data[0]), data[1] == "1"
    if query.from_user.id != person:
        return Note("Nút này dành cho người đã gõ lệnh.", alert=True)
    await asyncio.to_thread(erase, services(context).state, person, leave=leave)
    if isinstance(query.message, Message):
        await edit(context.bot, query.message, plain(_DONE_ALL if leave else _DONE))
    return None


async def cancel(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on `no`."""
    if query.from_user.id != int(data[0]):
        return Note("Nút này dành cho người đã gõ lệnh.", alert=True)
    if isinstance(query.message, Message):
        await edit(context.bot, query.message, plain("Đồng chí đã thôi; không xóa gì."))
    return None
