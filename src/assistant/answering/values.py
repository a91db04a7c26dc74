"""The exact span that a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import Asked
from assistant.vietnamese.dates import find_dates, find_deadlines

# What follows a form of address; a name is its capitalised beginning.
_PERSON = re.compile(
    r"\b(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à|[Tt]ác giả:?)\s+([^\W\d_]+(?:\s+[^\W\d_]+){0,4})"
)


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
            found = [_name(match) for match in _PERSON.finditer(text)]
        case Asked.OTHER:
            found = []
    return [Span(text[a:b], offset + a, offset + b) for a, b in found if a < b]


def _deadlines(text: str) -> list[tuple[int, int]]:
    return [(phrase.start, phrase.end) for phrase in find_deadlines(text)]


def _dates(text: str) -> list[tuple[int, int]]:
    """Every date; one that is a deadline keeps its `trước`."""
    deadlines = _deadlines(text)
    dates = [(phrase.start, phrase.end) for phrase in find_dates(text)]
    alone = [d for d in dates if not any(a <= d[0] and d[1] <= b for a, b in deadlines)]
    return sorted(alone + deadlines)


def _name(match: re.Match[str]) -> tuple[int, int]:
    start = end = match.start(1)
    for word in re.finditer(r"\S+", match[1]):
        if not word[0][0].isupper():
            break
        end = start + word.end()
    return start, end
