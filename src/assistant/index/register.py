"""The register of deadlines, in a table of the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol

from assistant.index.conditions import Origin, conditions, folded_words
from assistant.index.database import Database
from assistant.types import Deadline, Document, Filters
from assistant.vietnamese.places import home
from assistant.vietnamese.units import Place

# Each row bears what a filter looks at under the names of the table of documents, so that the
# same conditions serve both; `last` is the last day in time.
SCHEMA = """
CREATE TABLE deadline (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, title TEXT NOT NULL, kind TEXT, number TEXT,
    document_date TEXT, source TEXT NOT NULL, page INTEGER, start INTEGER NOT NULL,
    stop INTEGER NOT NULL, quote TEXT NOT NULL, phrase_start INTEGER NOT NULL,
    phrase_stop INTEGER NOT NULL, phrase TEXT NOT NULL, actor TEXT, duty TEXT NOT NULL,
    recipient TEXT, place TEXT, issuer TEXT, due TEXT, exclusive INTEGER NOT NULL, inferred TEXT,
    firm INTEGER NOT NULL, last TEXT, access TEXT NOT NULL, issuer_words TEXT
);
CREATE INDEX deadline_last ON deadline (last);
CREATE INDEX deadline_document ON deadline (document_id);
"""
# In the order of the fields of `Deadline`.
_COLUMNS = (
    "id, document_id, title, kind, number, document_date, source, page, start, stop, quote,"
    " phrase_start, phrase_stop, phrase, actor, duty, recipient, place, issuer, due, exclusive,"
    " inferred, firm"
)
_DATES = (5, 19, 21)
_FLAGS = (20, 22)
_ORDER = "due IS NULL, due, inferred IS NULL, inferred, source, phrase_start"


class Documents(Protocol):
    """What the documents of a store bear."""

    @property
    def kinds(self) -> Collection[str]: ...

    @property
    def provinces(self) -> frozenset[str]: ...

    def numbers(self, number: int, letter: str = "") -> Collection[str]: ...


@dataclass(frozen=True)
class Register:
    """Reads the deadlines of a build."""

    database: Database
    documents: Documents

    def find(self, filters: Filters) -> list[Deadline]:
        """The deadlines within the filters by their day, then those that name none.

        `since` and `until` bound the day that is named or inferred, and leave out what has
        neither; `issuer` is the body that issued the document or that must act; `place` the place
        of the duty, under its old names and its new ones.
        """
        found, values = conditions(replace(filters, since=None, until=None), self)
        if filters.since:
            found.append("coalesce(due, inferred) >= ?")
            values.append(filters.since.isoformat())
        if filters.until:
            found.append("last <= ?")
            values.append(filters.until.isoformat())
        rows = self.database.rows(
            f"SELECT {_COLUMNS} FROM deadline"  # noqa: S608
            f" WHERE {' AND '.join(found) or 'true'} ORDER BY {_ORDER}",
            values,
        )
        return [_deadline(row) for row in rows]

    def of(self, document_id: str) -> list[Deadline]:
        """The deadlines of one document, in the order of its text."""
        rows = self.database.rows(
            f"SELECT {_COLUMNS} FROM deadline WHERE document_id = ? ORDER BY rowid",  # noqa: S608
            (document_id,),
        )
        return [_deadline(row) for row in rows]

    @property
    def kinds(self) -> Collection[str]:
        return self.documents.kinds

    @property
    def provinces(self) -> frozenset[str]:
        return self.documents.provinces

    def numbers(self, number: int, letter: str) -> Collection[str]:
        return self.documents.numbers(number, letter)

    @cached_property
    def origins(self) -> Mapping[Origin, frozenset[Place]]:
        """Each place and issuer that deadlines have together → the units that they name."""
        rows = self.database.rows("SELECT DISTINCT place, issuer FROM deadline")
        return {(place, issuer): home(place, issuer, self.provinces) for place, issuer in rows}


def deadline_rows(document: Document, deadlines: Iterable[Deadline]) -> Iterator[tuple[Any, ...]]:
    """The rows of a document's deadlines."""
    for one in deadlines:
        last = one.when
        if last and one.exclusive:
            last -= timedelta(days=1)
        yield (
            one.id,
            one.document_id,
            one.title,
            one.kind,
            one.number,
            _iso(one.document_date),
            one.source,
            one.page,
            one.start,
            one.end,
            one.quote,
            one.phrase_start,
            one.phrase_end,
            one.phrase,
            one.actor,
            one.duty,
            one.recipient,
            one.place,
            one.body,
            _iso(one.due),
            one.exclusive,
            _iso(one.inferred),
            one.firm,
            _iso(last),
            document.access.value,
            folded_words(f"{one.body or ''}\n{one.actor or ''}"),
        )


def _deadline(row: tuple[Any, ...]) -> Deadline:
    fields = list(row)
    for at in _DATES:
        fields[at] = date.fromisoformat(row[at]) if row[at] else None
    for at in _FLAGS:
        fields[at] = bool(row[at])
    return Deadline(*fields)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
