"""The exact span that a question asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answering.values import (
    bodies_and_places,
    counts,
    dates,
    documents_and_definitions,
    people,
)
from assistant.answering.values.spans import Found, Span, is_free
from assistant.types import Asked, Query
from assistant.vietnamese.tokens import forms

__all__ = ["Span", "find_values"]


def find_values(query: Query, text: str, offset: int = 0) -> list[Span]:
    """Spans in `text` of the kind that is asked for, with offsets moved by `offset`.

    What the question says itself is no value, nor a number that it gives in other digits or words;
    of spans that overlap the surest and longest counts.
    """
    find = _FINDERS.get(query.asked)
    if find is None:
        return []
    said = _in_digits(query.text)
    named = [Span(text[a:b], a, b, sure) for a, b, sure in find(query, text) if a < b]
    new = [v for v in dict.fromkeys(named) if _in_digits(v.text) not in said]
    kept: list[Span] = []
    for value in sorted(new, key=lambda v: (not v.sure, v.start - v.end)):
        if is_free((value.start, value.end), [(other.start, other.end) for other in kept]):
            kept.append(value)
    return [
        replace(v, start=v.start + offset, end=v.end + offset) for v in sorted(kept, key=new.index)
    ]


def _in_digits(text: str) -> str:
    """Words folded, and small numbers in digits: `ba lớp` is `3 lớp`."""
    words = (_DIGITS.get(accented, folded) for accented, folded in forms(text))
    return f" {' '.join(words)} "


_DIGITS = {
    word: str(number)
    for number, word in enumerate("một hai ba bốn năm sáu bảy tám chín mười".split(), start=1)
}

_FINDERS: dict[Asked, Callable[[Query, str], Found]] = {
    Asked.DEADLINE: dates.deadlines,
    Asked.DATE: dates.dates,
    Asked.COUNT: counts.counts,
    Asked.PERSON: people.people,
    Asked.OFFICE: people.offices,
    Asked.BODY: bodies_and_places.bodies,
    Asked.PLACE: bodies_and_places.places,
    Asked.LEVEL: bodies_and_places.levels,
    Asked.DOCUMENT: documents_and_definitions.documents,
    Asked.DEFINITION: documents_and_definitions.definitions,
}
