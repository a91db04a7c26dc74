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
from assistant.answering.values.spans import Found, Span
from assistant.types import Asked, Query
from assistant.vietnamese.tokens import forms

__all__ = ["Span", "find_values"]


def find_values(query: Query, text: str, offset: int = 0) -> list[Span]:
    """Spans in `text` of the kind that is asked for, with offsets moved by `offset`.

    What the question says itself is no value.
    """
    find = _FINDERS.get(query.asked)
    if find is None:
        return []
    said = f" {' '.join(folded for _, folded in forms(query.text))} "
    named = [Span(text[a:b], a, b, sure) for a, b, sure in find(query, text) if a < b]
    new = [
        v for v in dict.fromkeys(named) if f" {' '.join(f for _, f in forms(v.text))} " not in said
    ]
    return [replace(v, start=v.start + offset, end=v.end + offset) for v in new]


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
