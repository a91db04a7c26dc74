"""The exact span that a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import Asked
from assistant.vietnamese.dates import find_dates, find_deadlines

# What follows a form of address; a name is its capitalised beginning.
_PERSON = re.compile(r"\b(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)\s+([^\W\d_]+(?:\s+[^\W\d_]+){1,4})")
# Offices that follow a form of address as names do.
_OFFICE = re.compile(r"(?:Ủy viên|Bí thư|Phó|Chủ tịch|Trưởng|Thường trực|Tổng Bí thư)\b")


@dataclass(frozen=True, slots=True)
class Span:
    """`text` at `[start, end)` of the document."""

    text: str
    start: int
    end: int


def find_values(asked: Asked, text: str, offset: int = 0) -> list[Span]:
    """Spans in `text` of the kind that is asked for, with offsets moved by `offset`."""
    match asked:
        case Asked.DEADLINE:
            found = _deadlines(text)
        case Asked.DATE:
            found = _dates(text)
        case Asked.PERSON:
            found = _names(text)
        case Asked.OTHER:
            found = []
    return [Span(text[a:b], offset + a, offset + b) for a, b in found if a < b]


def _deadlines(text: str) -> list[tuple[int, int]]:
    """Deadlines; `vào ngày` says when a thing is, and no more."""
    phrases = [(phrase.start, phrase.end) for phrase in find_deadlines(text)]
    return [(a, b) for a, b in phrases if not text[a:b].lower().startswith("vào")]


def _dates(text: str) -> list[tuple[int, int]]:
    """Every date; one that is a deadline keeps its `trước`, and one that is an aim is no date."""
    phrases = find_deadlines(text)
    dates = [(phrase.start, phrase.end) for phrase in find_dates(text)]
    alone = [(a, b) for a, b in dates if not any(p.start <= a and b <= p.end for p in phrases)]
    return sorted(alone + [(p.start, p.end) for p in phrases if not _STRIVES.match(p.text)])


_STRIVES = re.compile(r"phấn đấu|cố gắng|quyết tâm", re.IGNORECASE)


def _names(text: str) -> list[tuple[int, int]]:
    """Names of two words at least."""
    spans = [_name(match) for match in _PERSON.finditer(text) if not _OFFICE.match(match[1])]
    return [(a, b) for a, b in spans if " " in text[a:b]]


def _name(match: re.Match[str]) -> tuple[int, int]:
    start = end = match.start(1)
    for word in re.finditer(r"\S+", match[1]):
        if not word[0][0].isupper():
            break
        end = start + word.end()
    return start, end
