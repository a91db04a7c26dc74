"""`/capnhat`: a rebuild, its progress in one message."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot, CallbackQuery, Message
from telegram.error import TelegramError

from assistant.errors import AssistantError
from assistant.types import Filters
from bots.telegram.failures import in_a_line
from bots.telegram.memory import Kept
from bots.telegram.replies import edit_by_id, reply, send
from bots.telegram.richtext import plain
from bots.telegram.services import Context, Services, services
from bots.telegram.taps import Note

logger = logging.getLogger(__name__)

REBUILD = "rebuild"
_EVERY = 3.0  # seconds between edits of one message
_LOOKS = 40
_AT_WORK = "Đang làm"
_STAGES = {"reading": "Đang đọc tệp", "embedding": "Đang lập chỉ mục nghĩa", "indexing": "Đang ghi"}
_BUSY = "Kho đang được cập nhật rồi; xong tôi sẽ báo ở tin nhắn đó."
_ELSEWHERE = "Kho đang được cập nhật ở nơi khác (dòng lệnh). Đồng chí thử lại sau ít phút."
_FAILED = "❌ Cập nhật không thành; kho cũ vẫn dùng được. Nguyên nhân có trong nhật ký ở máy chủ."
_INTERRUPTED = "Lần cập nhật này bị ngắt vì bot khởi động lại; kho cũ vẫn dùng được. Gõ /capnhat."


@dataclass(slots=True)
class Rebuild:
    """The rebuild that is under way, if any."""

    task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self.task is not None and not self.task.done()

    async def stop(self) -> None:
        """Ends it; the build that is live stays so."""
        if self.task and not self.task.done():
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task


async def update(context: Context, message: Message) -> None:
    """`/capnhat`."""
    if services(context).rebuild.running:
        await reply(context.bot, message, plain(_BUSY))
        return
    person = message.from_user.id if message.from_user else None
    await _begin(context, message.chat_id, person)


async def update_now(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `update`."""
    if services(context).rebuild.running:
        return Note(_BUSY, alert=True)
    if isinstance(query.message, Message):
        await _begin(context, query.message.chat_id, query.from_user.id)
    return None


async def own_up(bot: Bot, use: Services) -> None:
    """After a start: tells of rebuilds that the end before it cut off."""
    for chat, message, _ in use.memory.all_about(REBUILD):
        use.memory.drop(chat, message)
        with suppress(TelegramError):
            await edit_by_id(bot, chat, message, plain(_INTERRUPTED))


async def _begin(context: Context, chat: int, person: int | None) -> None:
    use = services(context)
    sent = await send(context.bot, chat, plain("🔄 Đang cập nhật kho văn bản…"))
    use.memory.keep(chat, sent, person, Kept(REBUILD))
    use.rebuild.task = asyncio.create_task(_run(context.bot, use, chat, sent[0]))


async def _run(bot: Bot, use: Services, chat: int, message: int) -> None:
    shown, at = "", time.monotonic()
    last: dict[str, Any] = {}
    async for last in _steps():
        if "stage" in last and time.monotonic() - at >= _EVERY:
            text = f"🔄 {_STAGES.get(last['stage'], _AT_WORK)}: {last['done']}/{last['total']}"
            if text != shown:
                shown, at = text, time.monotonic()
                await _show(bot, chat, message, text)
    use.memory.drop(chat, message)
    if "read" in last:
        try:
            await _taken_over(use, last["build"])
            total = await use.office.count(Filters())
        except AssistantError as error:
            logger.error("%s", error)
            await _show(bot, chat, message, _FAILED)
            return
        await _show(bot, chat, message, report_text(last, total))
    else:
        await _show(bot, chat, message, _ELSEWHERE if last.get("failed") == "busy" else _FAILED)


def report_text(report: dict[str, Any], total: int) -> str:
    """What a build did. No file is named: what may not be published is among them."""
    lines = [
        f"✅ Đã cập nhật kho trong {report['seconds']:.0f} giây.",
        f"Đọc mới {report['read']} tệp, không đổi {report['unchanged']}, bỏ {report['removed']}.",
    ]
    if report["refused"]:
        lines.append(
            f"⚠️ {report['refused']} tệp không đưa vào được; xem lý do ở máy chủ: assistant index."
        )
    lines.append(f"Văn bản được phổ biến trong kho: {total}.")
    return "\n".join(lines)


async def _taken_over(use: Services, build: str) -> None:
    """Waits until questions are answered from this build, though not for ever."""
    for _ in range(_LOOKS):
        if await use.office.use(lambda assistant: assistant.index.build) == build:
            return
        await asyncio.sleep(_EVERY / 6)


async def _steps() -> AsyncIterator[dict[str, Any]]:
    """What the process tells, line by line. It ends with whoever listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots.telegram.rebuild", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout  # noqa: S101
    try:
        async for line in process.stdout:
            with suppress(ValueError):
                yield json.loads(line)
        await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _show(bot: Bot, chat: int, message: int, text: str) -> None:
    try:
        await edit_by_id(bot, chat, message, plain(text))
    except TelegramError as error:
        logger.warning("The progress could not be shown: %s", in_a_line(error))
