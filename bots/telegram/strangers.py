"""People who are not admitted: one polite sentence, and a way to ask to be let in."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import CallbackQuery, Message, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from bots.telegram.failures import in_a_line
from bots.telegram.keyboards import button, markup
from bots.telegram.people import Request
from bots.telegram.replies import edit, reply, send
from bots.telegram.richtext import bold, plain
from bots.telegram.roles import Role
from bots.telegram.services import Context, services
from bots.telegram.taps import Note

logger = logging.getLogger(__name__)

_SENTENCE = (
    "Chào đồng chí, trợ lý này chỉ trả lời những người đã được cơ quan cấp quyền; đồng chí có mã"
    " mời thì gửi mã cho tôi, chưa có thì bấm nút dưới đây để xin."
)
_IN_GROUP = (
    "Xin lỗi, tôi chỉ trả lời những người đã được cấp quyền; đồng chí nhắn riêng cho tôi để xin."
)
_SAID = {
    Request.NEW: "Đã gửi yêu cầu đến người quản trị. Khi được duyệt, tôi sẽ nhắn cho đồng chí.",
    Request.PENDING: "Yêu cầu của đồng chí đang chờ duyệt.",
    Request.DENIED: "Yêu cầu trước của đồng chí chưa được chấp thuận; một tuần sau có thể xin lại.",
    Request.FULL: "Đang có nhiều yêu cầu chờ duyệt; đồng chí thử lại vào ngày mai.",
}
_BAD_CODE = (
    "Mã mời này không đúng, đã dùng hoặc đã hết hạn; đồng chí xin người quản trị mã mới giúp."
)
_WELCOME = {
    Role.CADRE: "Chào mừng đồng chí! Từ nay đồng chí cứ gõ câu hỏi. Hướng dẫn: /help",
    Role.ADMINISTRATOR: "Chào mừng đồng chí quản trị! Đồng chí cứ gõ câu hỏi, hoặc xem /help.",
}
_REPLIES, _PER_SECONDS = 3, 3600.0
_MOST_REMEMBERED = 10_000
_SHORTEST_CODE, _LONGEST_CODE = 20, 64


@dataclass(slots=True)
class Patience:
    """How often strangers are answered: so many times an hour each. Held in memory alone."""

    _answered: OrderedDict[int, list[float]] = field(default_factory=OrderedDict)

    def allows(self, person: int, now: float) -> bool:
        times = [at for at in self._answered.pop(person, []) if now - at < _PER_SECONDS]
        allowed = len(times) < _REPLIES
        self._answered[person] = [*times, now] if allowed else times
        while len(self._answered) > _MOST_REMEMBERED:
            self._answered.popitem(last=False)
        return allowed


async def receive(context: Context, message: Message, user: User, text: str) -> None:
    """A private message of a stranger: an invitation code lets them in."""
    use = services(context)
    if not use.patience.allows(user.id, use.now()):
        return
    code = read_code(text)
    if code:
        await redeem(context, message, user, code)
        return
    await reply(context.bot, message, plain(_SENTENCE), markup([button("🙋 Xin quyền", "ask")]))


async def redeem(context: Context, message: Message, user: User, code: str) -> None:
    """Uses an invitation code up."""
    use = services(context)
    before = use.people.role(user.id)
    role = use.people.redeem(code, user.id, user.full_name)
    if role:
        await reply(context.bot, message, plain(_WELCOME[role]))
    elif before is None:
        buttons = markup([button("🙋 Xin quyền", "ask")])
        await reply(context.bot, message, plain(_BAD_CODE), buttons)
    else:
        await reply(context.bot, message, plain(_BAD_CODE))


async def receive_in_group(context: Context, message: Message, user: User) -> None:
    use = services(context)
    if use.patience.allows(user.id, use.now()):
        await reply(context.bot, message, plain(_IN_GROUP))


async def apply(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `ask to be let in`: administrators get a message with two buttons."""
    use, user = services(context), query.from_user
    if use.people.role(user.id):
        return Note("Đồng chí đã có quyền hỏi rồi.")
    became = use.people.request(user.id, user.full_name)
    if became is Request.NEW:
        name = f"{user.full_name} (@{user.username})" if user.username else user.full_name
        text = bold(name) + plain(f", số định danh {user.id}, xin quyền hỏi trợ lý.")
        buttons = markup([button("✅ Cho phép", "ok", user.id), button("✖ Từ chối", "no", user.id)])
        for administrator in use.people.administrators():
            try:
                await send(context.bot, administrator, text, buttons)
            except TelegramError as error:
                logger.warning("An administrator was not told of a request: %s", in_a_line(error))
    # A button may be said to be tapped below any message, so only those in private give way.
    if isinstance(query.message, Message) and query.message.chat.type == ChatType.PRIVATE:
        await edit(context.bot, query.message, plain(_SAID[became]))
    return Note(_SAID[became], alert=True)


async def decide(
    context: Context, query: CallbackQuery, data: Sequence[str], yes: bool
) -> Note | None:
    """An administrator's tap. The first one counts."""
    use, person = services(context), int(data[0])
    waiting = next((one for one in use.people.applicants() if one.id == person), None)
    if waiting is None:
        said = "Yêu cầu này đã được giải quyết."
    elif yes:
        use.people.admit(person, Role.CADRE, waiting.name)
        said = f"Đã cho phép {waiting.name or person}."
        await _tell(context, person, _WELCOME[Role.CADRE])
    else:
        use.people.deny(person)
        said = f"Đã từ chối {waiting.name or person}."
        await _tell(context, person, "Yêu cầu của đồng chí chưa được chấp thuận.")
    if isinstance(query.message, Message):
        await edit(context.bot, query.message, plain(said))
    return Note(said)


async def allow(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    return await decide(context, query, data, True)


async def deny(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    return await decide(context, query, data, False)


def read_code(text: str) -> str | None:
    """The invitation code in `/start CODE`, or sent by itself."""
    word = text.removeprefix("/start").strip()
    plausible = word.isascii() and word.replace("-", "").replace("_", "").isalnum()
    return word if plausible and _SHORTEST_CODE <= len(word) <= _LONGEST_CODE else None


async def _tell(context: Context, person: int, text: str) -> None:
    try:
        await send(context.bot, person, plain(text))
    except TelegramError as error:
        logger.warning("A person was not told of a decision: %s", in_a_line(error))
