"""`/trangthai` and `/moi`, for administrators."""

from __future__ import annotations

from datetime import datetime

from telegram import Message

from assistant.errors import AssistantError
from assistant.types import Filters
from bots.telegram.keyboards import button, markup
from bots.telegram.office import PUBLIC
from bots.telegram.refusals import told
from bots.telegram.replies import reply
from bots.telegram.richtext import Rich, bold, joined, plain, shortened
from bots.telegram.roles import Role
from bots.telegram.services import Context, Services, services

ONLY_ADMINISTRATORS = "Việc này dành cho người quản trị."
_MOST_TROUBLES = 5
_MOST_APPLICANTS = 8
_DAYS = 7
_FOR_ADMINISTRATORS = ("quan tri", "quản trị", "administrator", "admin")


async def status(context: Context, message: Message) -> None:
    """`/trangthai`: the index, the counts, what failed, who waits."""
    use = services(context)
    applicants = use.people.applicants()
    parts = [await _index(use), _work(use), _people(use, len(applicants)), _troubles(use)]
    buttons = [
        [button(f"✅ {shortened(one.name or str(one.id), 24)}", "ok", one.id),
         button("✖ Từ chối", "no", one.id)]
        for one in applicants[:_MOST_APPLICANTS]
    ]  # fmt: skip
    await reply(context.bot, message, joined("\n\n", parts), markup(*buttons))


async def invite(context: Context, message: Message, argument: str) -> None:
    """`/moi`: a code that lets one person in."""
    wanted = argument.strip().lower()
    role = Role.ADMINISTRATOR if wanted in _FOR_ADMINISTRATORS else Role.CADRE
    code = services(context).people.invite(role, _DAYS)
    await reply(context.bot, message, invitation_text(code, role, _DAYS, context.bot.username))


def invitation_text(code: str, role: Role, days: float, username: str | None) -> Rich:
    """What to pass on to the person who is invited."""
    whom = "người quản trị" if role is Role.ADMINISTRATOR else "cán bộ"
    parts = [plain(f"Mã mời cho một {whom}, dùng một lần, hạn {days:g} ngày:")]
    parts.append(plain(code).within("code"))
    if username:
        parts.append(plain(f"Hoặc gửi liên kết: https://t.me/{username}?start={code}"))
    return joined("\n\n", parts)


async def _index(use: Services) -> Rich:
    try:
        total = await use.office.count(Filters())
        build, passages = await use.office.use(
            lambda a: (a.index.build, a.index.within(PUBLIC).store.passage_count)
        )
    except AssistantError as error:
        return joined("\n", [bold("📚 Kho văn bản"), plain(told(error))])
    lines = [f"{total} văn bản được phổ biến, {passages} đoạn", f"Bản dựng: {build}"]
    if use.office.failure:
        lines.append("⚠️ Bản dựng mới nhất không mở được; đang dùng bản trước.")
    if use.rebuild.running:
        lines.append("🔄 Đang cập nhật.")
    return joined("\n", [bold("📚 Kho văn bản"), *map(plain, lines)])


def _work(use: Services) -> Rich:
    since = datetime.fromtimestamp(use.started_at, use.telegram.zone)
    way = "webhook" if use.telegram.webhook_url else "hỏi định kỳ"
    lines = [
        f"Chạy từ {since:%H:%M %d/%m/%Y}, nhận tin bằng {way}",
        # Without the one that is being answered here.
        f"Tin nhắn đang chờ trả lời: {max(0, use.inbox.waiting() - 1)}",
        f"Người nhận tin hằng ngày: {len(use.subscriptions.subscribers())}",
    ]
    return joined("\n", [bold("⚙️ Hoạt động"), *map(plain, lines)])


def _people(use: Services, waiting: int) -> Rich:
    listed = use.people.everyone()
    leading = sum(one.role is Role.ADMINISTRATOR for one in listed)
    lines = [f"{len(listed)} người được phép hỏi, trong đó {leading} quản trị"]
    if use.people.is_open():
        lines.append("⚠️ Đang trả lời tất cả mọi người. Mời người đầu tiên (/moi) là đóng lại.")
    if waiting:
        lines.append(f"🙋 {waiting} người xin quyền:")
    return joined("\n", [bold("👥 Người dùng"), *map(plain, lines)])


def _troubles(use: Services) -> Rich:
    last = use.troubles.last(_MOST_TROUBLES)
    if not last:
        return joined("\n", [bold("🩺 Sự cố"), plain("Không có từ khi khởi động.")])
    zone = use.telegram.zone
    lines = [
        f"{datetime.fromtimestamp(one.at, zone):%H:%M %d/%m} {shortened(one.line, 160)}"
        for one in last
    ]
    return joined("\n", [bold(f"🩺 Sự cố: {use.troubles.count} lần"), *map(plain, lines)])
