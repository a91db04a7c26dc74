"""The documents of a store as lists: page by page, counted by field, outlined."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.index.conditions import Known, conditions
from assistant.index.database import Database
from assistant.types import Access, Filters

Facet = Literal["kind", "issuer", "place", "year"]
FACETS: tuple[Facet, ...] = ("kind", "issuer", "place", "year")

_DATE = "coalesce(issued_on, published_on)"
_COLUMNS: dict[Facet, str] = {
    "kind": "kind",
    "issuer": "issuer",
    "place": "place",
    "year": f"substr({_DATE}, 1, 4)",
}


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document is called, and its headings, outermost or not, in order."""

    document_id: str
    title: str
    kind: str | None
    number: str | None
    date: date | None
    access: Access
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """Reads the lists of a build; nothing here loads a document's text."""

    database: Database
    known: Known

    def ids(self, filters: Filters, limit: int | None = None, offset: int = 0) -> list[str]:
        """Ids of the documents within the filters, the newest first, undated ones last."""
        where, values = self._where(filters)
        rows = self.database.rows(
            f"SELECT id FROM document {where}"  # noqa: S608
            f" ORDER BY {_DATE} DESC, source LIMIT ? OFFSET ?",
            [*values, -1 if limit is None else limit, offset],
        )
        return [document_id for (document_id,) in rows]

    def total(self, filters: Filters) -> int:
        """How many documents there are within the filters."""
        where, values = self._where(filters)
        return int(self.database.row(f"SELECT count(*) FROM document {where}", values)[0])  # noqa: S608

    def counts(self, facet: Facet, filters: Filters) -> list[tuple[str, int]]:
        """A field's values and how many documents bear each, the most frequent first; years fall.

        What the filters say of this field itself is passed over.
        """
        where, values = self._where(_without(filters, facet))
        column = _COLUMNS[facet]
        order = "value DESC" if facet == "year" else "count(*) DESC, value"
        rows = self.database.rows(
            f"SELECT {column} AS value, count(*) FROM document {where}"  # noqa: S608
            f" GROUP BY value HAVING value IS NOT NULL ORDER BY {order}",
            values,
        )
        return [(value, count) for value, count in rows]

    def outlines(self) -> Iterator[Outline]:
        """Every document's outline, by source."""
        for document_id, title, kind, number, day, access, headings in self.database.rows(
            f"SELECT id, title, kind, number, {_DATE}, access, headings"  # noqa: S608
            " FROM document JOIN body USING (ordinal) ORDER BY ordinal"
        ):
            yield Outline(
                document_id,
                title,
                kind,
                number,
                date=date.fromisoformat(day) if day else None,
                access=Access(access),
                headings=tuple(text for _, text, _, _ in json.loads(headings)),
            )

    def _where(self, filters: Filters) -> tuple[str, list[object]]:
        found, values = conditions(filters, self.known)
        return (f"WHERE {' AND '.join(found)}" if found else ""), values


def _without(filters: Filters, facet: Facet) -> Filters:
    """The filters but for this field's own, so that its other values stay to be chosen."""
    match facet:
        case "kind":
            return replace(filters, kind=None)
        case "issuer":
            return replace(filters, issuer=None)
        case "place":
            return replace(filters, place=None)
        case "year":
            return replace(filters, since=None, until=None)
