"""What a message asks the bot to do: a command, its Vietnamese words, or else a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.vietnamese.normalize import clean, fold, fold_each

ASK = "ask"
OTHERS = "others"
"""A command for another bot."""
UNKNOWN = "unknown"

NAMES = (
    "start", "help", "tim", "vanban", "hanchot", "theodoi", "nguon", "xoa",
    "trangthai", "capnhat", "moi",
)  # fmt: skip

_SLASH = re.compile(r"/([^\s@/]{1,64})(?:@(\w{1,64}))?(?:\s+(.*))?", re.DOTALL)
# The words that by themselves are a command, and those that may have something behind them. A
# sentence that only begins with one is a question: `hạn chót nộp báo cáo là khi nào?`.
_WORDS = {
    "start": "bắt đầu|bắt đầu lại|xin chào|chào|hello|hi",
    "help": "trợ giúp|giúp|giúp đỡ|hướng dẫn|cách dùng|cách hỏi|help",
    "tim": "tìm|tìm kiếm|search",
    "vanban": "văn bản|danh sách văn bản|các văn bản|documents",
    "hanchot": "hạn chót|hạn|các hạn chót|danh sách hạn chót|hạn chót tuần này|hạn chót tháng này"
    "|deadlines",
    "theodoi": "theo dõi|danh sách theo dõi|subscribe",
    "nguon": "nguồn|xem nguồn|sources",
    "xoa": "xóa|xóa dữ liệu|xóa hết|xóa hội thoại|quên tôi|delete my data",
    "trangthai": "trạng thái",
    "capnhat": "cập nhật|cập nhật kho",
}
_LED = re.compile(r"(?:(tim kiem|tim)|theo doi)\s*:\s*(.+)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is one of NAMES, `ask`, `unknown` or `others`; `argument` what stands behind it."""

    name: str
    argument: str = ""


def read_command(text: str, username: str) -> Command:
    """Reads a message that was written to the bot `username`."""
    said = clean(text).strip()
    slash = _SLASH.fullmatch(said)
    if slash:
        written, whom, argument = slash[1], slash[2] or "", (slash[3] or "").strip()
        if whom and whom.lower() != username.lower():
            return Command(OTHERS)
        name = fold(written).lower().replace("_", "")
        return Command(name, argument) if name in NAMES else Command(UNKNOWN, written)
    folded = _folded(said)
    if worded := _by_words().get(folded):
        return Command(worded, said.split(" ", 2)[-1] if folded.endswith(" nay") else "")
    if led := _LED.fullmatch(fold_each(said)):
        return Command("tim" if led[1] else "theodoi", said[led.start(2) :].strip())
    return Command(ASK, said)


def _by_words() -> dict[str, str]:
    return {_folded(word): name for name, words in _WORDS.items() for word in words.split("|")}


def _folded(text: str) -> str:
    return " ".join(fold(text).lower().split()).strip(" .!?")
