"""What a paper rests on: the lines `Căn cứ …`, `Thực hiện …` with which its text opens."""

from __future__ import annotations

import re

from assistant.answering.points import Point
from assistant.answering.saying import kind_of_word
from assistant.answering.values import Span
from assistant.documents.header_spans import find_head
from assistant.types import Document, Query
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.sentences import sentence_spans

# Behind so many sentences without one there are no grounds.
_LINES_BEFORE = 2
_FAR = 4_000
_GROUND = re.compile(
    r"\W*(?:căn cứ|thực hiện|thi hành|triển khai|theo|trên cơ sở)\b", re.IGNORECASE
)
_PROPOSED = re.compile(r"\W*(?:theo|xét|trên cơ sở) (?:đề nghị|đề xuất)\b", re.IGNORECASE)
_PAPER = re.compile(rf"[{UPPER}][^,;:]{{3,160}}")


def grounds(document: Document) -> list[tuple[int, int]]:
    """The sentences that say what a paper rests on; empty where its text does not open so."""
    head = find_head(document.text)
    spans = sentence_spans(document.text, head.end, min(len(document.text), head.end + _FAR))
    found: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(spans):
        if _GROUND.match(document.text, start, end):
            found.append((start, end))
        elif found or at >= _LINES_BEFORE:
            break
    return found if head.end else []


def of_grounds(document: Document, query: Query) -> list[Point]:
    """What a paper says that it rests on; of the kind that is asked for, where one is."""
    text, lines = document.text, grounds(document)
    kind = kind_of_word(query.focus, query.language)
    if kind:
        name = fold(KINDS[kind]).lower()
        lines = [
            line for line in lines if re.search(rf"\b{name}\b", fold(text[slice(*line)]).lower())
        ]
    else:
        lines = [line for line in lines if not _PROPOSED.match(text[slice(*line)])] or lines
    if not lines:
        return []
    start, end = lines[0]
    named = _PAPER.search(text, _led(text, start), end) if len(lines) == 1 else None
    value = Span(named[0], named.start(), named.end()) if named else None
    return [Point(document, tuple(lines), tuple(lines), value)]


def _led(text: str, start: int) -> int:
    """Behind the words that a ground opens with."""
    lead = _GROUND.match(text, start)
    return lead.end() if lead else start
