"""A sentence with a limit of time, and what a part of it goes on from that says no more."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.documents.actors import Named, after_marker
from assistant.documents.duties import has_duty
from assistant.documents.limit_forms import words
from assistant.documents.limits import Limit
from assistant.types import Document

APART = re.compile(r";")
_LEADING = re.compile(rf"(?:[\s,;:]|{words('và', 'còn', 'rồi', 'để', 'đồng thời')})+")
_TRAILING = " ,;:.–-"
# Words that say nothing of what is due, besides the limit itself.
_BARE = re.compile(
    words(
        "thời gian", "thời hạn", "hoàn thành", "thực hiện", "xong", "tiến độ", "phải", "yêu cầu",
        "hạn", "việc này", "công việc này", "nội dung này", "nhiệm vụ này", "các nhiệm vụ trên",
        "các nội dung trên", "tất cả",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_FEW_WORDS = 4
LONGEST_LINE_ABOVE = 300


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is `document.text[start:end]` in one tone placement, which keeps its length.

    `before` is the sentence before it on its line, as a span of the document; `line` where its
    line begins.
    """

    document: Document
    text: str
    start: int
    end: int
    line: int
    before: tuple[int, int] | None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A clause without the mark of its list item and the words that join it to others."""
    start = after_marker(text, start, end) if start == 0 else start
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return start, end


def leans(text: str, limit: Limit, start: int, end: int) -> bool:
    """Whether a clause says by when and no more, or for which part of what opens the sentence."""
    rest = f"{text[start : limit.start]} {text[limit.end : end]}"
    if not _WORD.search(_BARE.sub(" ", rest)):
        return True
    few = len(rest.split()) <= _FEW_WORDS and not has_duty(rest)
    return few and ":" in text[:start] and has_duty(text[: text.index(":")])


def led_from(sentence: Sentence, start: int) -> tuple[int, int]:
    """What a clause goes on from, as a span of the document: the part before it, the sentence
    before, or the line above; where there is none, its own beginning, empty."""
    text, base = sentence.text, sentence.start
    before = text[:start].rstrip(_TRAILING)
    if _WORD.search(before[after_marker(before, 0, len(before)) :]):
        parts = [0] if ":" in before else [0, *(stop.end() for stop in APART.finditer(before))]
        opens = parts[-1]
        return base + trimmed(text, opens, start)[0], base + start
    if sentence.before:
        return sentence.before
    above = sentence.document.text.rfind("\n", 0, max(0, sentence.line - 1)) + 1
    if sentence.line > 0 and sentence.line - above <= LONGEST_LINE_ABOVE:
        return above, sentence.line
    return base, base


def slice_of(document: Document, named: Named | None, base: int) -> str | None:
    return document.text[base + named.start : base + named.end] if named else None
