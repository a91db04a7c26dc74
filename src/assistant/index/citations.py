"""Documents by number: which bear one, which cite one, and what came in one's place."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.documents.overrides import NEWS
from assistant.documents.references import own_number
from assistant.index.database import Database
from assistant.types import Access, Document, Reference, Relation
from assistant.vietnamese.numbers import DocumentNumber, parse_number, same_kind

# A document may be cited by thousands: the few that are shown first are found in the index alone,
# without their documents being read.
SCHEMA = """
CREATE TABLE designation (document INTEGER PRIMARY KEY, key TEXT NOT NULL, number TEXT NOT NULL);
CREATE INDEX designation_key ON designation (key);
CREATE TABLE reference (
    document INTEGER NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, number TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, relation TEXT NOT NULL, issued_on TEXT,
    changed_by TEXT, news INTEGER NOT NULL, day TEXT, access TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE INDEX reference_key ON reference (key, number, news, day DESC, document, relation, access);
"""
_COLUMNS = "reference.number, start, stop, relation, reference.issued_on, changed_by"
EVERYBODY = frozenset(Access)
_PASSIVE = {
    Relation.REPLACED_BY: Relation.REPLACES,
    Relation.AMENDED_BY: Relation.AMENDS,
    Relation.REPEALED_BY: Relation.REPEALS,
}
_CHANGES = frozenset(_PASSIVE.values())
_CACHED = 1024
_parsed = lru_cache(maxsize=4096)(parse_number)


@dataclass(frozen=True, slots=True)
class Citing:
    """A document that names another one: the sentence is `document.text[start:end]` of the
    reference's `start` and `end`.
    """

    document: Document
    reference: Reference


@dataclass(frozen=True, slots=True)
class Successor:
    """What replaces, amends or repeals a document, which `source.text[start:end]` says.

    `number` is its own, `document` None where it is not indexed.
    """

    relation: Relation
    number: str | None
    document: Document | None
    source: Document
    start: int
    end: int


class Citations:
    """Looks documents up by number, in the tables of a store.

    A number is not a key: whatever it leaves out is open, so `60-KH` is every plan 60. `access`
    says whose documents may be looked at.
    """

    def __init__(self, database: Database, document: Callable[[str], Document]) -> None:
        self._database = database
        self._document = document
        # A build never changes.
        self._written = lru_cache(maxsize=_CACHED)(self._find_written)
        self._citing = lru_cache(maxsize=_CACHED)(self._find_citing)

    def bearing(
        self, number: DocumentNumber, access: frozenset[Access] = EVERYBODY
    ) -> list[Document]:
        """Documents that a number can mean, the newest first, then by issuer; undated ones last."""
        key = _key(number)
        rows = self._designated(key, key, access)
        return [self._document(document_id) for document_id, one in rows if _fits(number, one)]

    def numbered(self, digits: int, access: frozenset[Access] = EVERYBODY) -> list[Document]:
        """Documents of this number, whatever their kind and body, in the order of `bearing`."""
        rows = self._designated(f"{digits}-", f"{digits}-\U0010ffff", access)
        return [self._document(document_id) for document_id, _ in rows]

    def citing(
        self,
        number: DocumentNumber,
        access: frozenset[Access] = EVERYBODY,
        *,
        limit: int | None = None,
        relations: frozenset[Relation] = frozenset(Relation),
    ) -> list[Citing]:
        """Sentences that name a document: by document, the newest first, news last, then in order.

        `limit` is how many documents are given; all where it is None.
        """
        numbers = self._written(number)
        ordinals = self._citing(number, access, relations)[:limit]
        rows = self._database.rows(
            f"SELECT document, {_COLUMNS} FROM reference"  # noqa: S608
            # By document: `+` keeps it off the index of numbers, which holds thousands more.
            " WHERE document IN (SELECT value FROM json_each(?)) AND +key = ?"
            " AND +number IN (SELECT value FROM json_each(?))"
            " AND relation IN (SELECT value FROM json_each(?)) ORDER BY position",
            (json.dumps(ordinals), _key(number), json.dumps(numbers), json.dumps([*relations])),
        )
        found: dict[int, list[Reference]] = defaultdict(list)
        for ordinal, *columns in rows:
            found[ordinal].append(_reference(columns))
        return [
            Citing(document, reference)
            for ordinal in ordinals
            for document in [self._document(self._id(ordinal))]
            for reference in found[ordinal]
        ]

    def count_citing(self, number: DocumentNumber, access: frozenset[Access] = EVERYBODY) -> int:
        """How many documents name a document."""
        return len(self._citing(number, access, frozenset(Relation)))

    def citing_document(
        self, document: Document, access: frozenset[Access] = EVERYBODY
    ) -> list[Citing]:
        """Sentences of other documents that can mean this one: dates that differ rule it out."""
        number = number_of(document)
        return [
            one
            for one in (self.citing(number, access) if number else ())
            if one.document.id != document.id and can_mean(one.reference, one.document, document)
        ]

    def cited(
        self, reference: Reference, by: Document, access: frozenset[Access] = EVERYBODY
    ) -> list[Document]:
        """The indexed documents that a reference in the document `by` can mean."""
        number = _parsed(reference.number)
        found = self.bearing(number, access) if number else []
        return [one for one in found if one.id != by.id and can_mean(reference, by, one)]

    def successors(
        self, document: Document, access: frozenset[Access] = EVERYBODY
    ) -> list[Successor]:
        """What replaces, amends or repeals a document, the newest first, each once."""
        found: dict[tuple[Relation, str], Successor] = {}
        for one in self._successors(document, access):
            found.setdefault(
                (one.relation, one.document.id if one.document else one.number or ""), one
            )
        return sorted(
            found.values(),
            key=lambda one: ((one.document or one.source).date or date.min, one.number or ""),
            reverse=True,
        )

    def _successors(self, document: Document, access: frozenset[Access]) -> Iterator[Successor]:
        for reference in document.references:
            if relation := _PASSIVE.get(reference.relation):
                yield from self._known(document, relation, reference, document, access)
        number = number_of(document)
        for one in self.citing(number, access, relations=_CHANGES) if number else ():
            source, reference = one.document, one.reference
            if source.id == document.id or not can_mean(reference, source, document):
                continue
            if reference.by is None:
                if _can_change(source, document) or reference.issued_on:
                    yield Successor(
                        reference.relation,
                        source.number,
                        source,
                        source,
                        reference.start,
                        reference.end,
                    )
            else:
                changer = Reference(reference.by, reference.start, reference.end)
                yield from self._known(document, reference.relation, changer, source, access)

    def _known(
        self,
        document: Document,
        relation: Relation,
        changer: Reference,
        source: Document,
        access: frozenset[Access],
    ) -> Iterator[Successor]:
        """The documents that bear the changer's number, else the number alone."""
        number = _parsed(changer.number)
        bearing: list[Document | None] = [
            one
            for one in (self.bearing(number, access) if number else ())
            if one.id != document.id
            and _agree(changer.issued_on, one.issued_on)
            and _can_change(one, document)
        ]
        for one in bearing or [None]:
            name = one.number if one and one.number else changer.number
            yield Successor(relation, name, one, source, changer.start, changer.end)

    def _designated(self, first: str, last: str, access: frozenset[Access]) -> list[Any]:
        """Ids and numbers of the documents whose keys lie between two keys."""
        return self._database.rows(
            "SELECT document.id, designation.number FROM designation"
            " JOIN document ON document.ordinal = designation.document"
            " WHERE key BETWEEN ? AND ? AND access IN (SELECT value FROM json_each(?))"
            " ORDER BY coalesce(document.issued_on, document.published_on) DESC, document.issuer,"
            " document.ordinal",
            (first, last, json.dumps([*access])),
        )

    def _find_citing(
        self, number: DocumentNumber, access: frozenset[Access], relations: frozenset[Relation]
    ) -> list[int]:
        """The ordinals of the documents that name a document, in order."""
        rows = self._database.rows(
            "SELECT document FROM reference"
            " WHERE key = ? AND number IN (SELECT value FROM json_each(?))"
            " AND relation IN (SELECT value FROM json_each(?))"
            " AND access IN (SELECT value FROM json_each(?)) ORDER BY news, day DESC, document",
            (
                _key(number),
                json.dumps(self._written(number)),
                json.dumps([*relations]),
                json.dumps([*access]),
            ),
        )
        return list(dict.fromkeys(ordinal for (ordinal,) in rows))

    def _id(self, ordinal: int) -> str:
        return str(self._database.row("SELECT id FROM document WHERE ordinal = ?", (ordinal,))[0])

    def _find_written(self, number: DocumentNumber) -> list[str]:
        """The numbers in references that can mean this one.

        One without a body (`Kế hoạch 60`) does not where the index knows plans 60, and all of
        other bodies.
        """
        key = _key(number)
        cited = {
            n for (n,) in self._rows("SELECT DISTINCT number FROM reference WHERE key = ?", key)
        }
        borne = {n for (n,) in self._rows("SELECT number FROM designation WHERE key = ?", key)}
        whole = [one for n in cited | borne if (one := _parsed(n)) and one.body]
        open_ends = number.body is None or not whole or any(map(number.matches, whole))
        return [
            n
            for n in cited
            if (one := _parsed(n)) and number.matches(one) and (one.body or open_ends)
        ]

    def _rows(self, sql: str, key: str) -> list[Any]:
        return self._database.rows(sql, (key,))


def designation_row(ordinal: int, document: Document) -> tuple[Any, ...] | None:
    """What table `designation` holds of a document; None of one without a number."""
    number = number_of(document)
    return (ordinal, _key(number), number.canonical()) if number else None


def reference_rows(ordinal: int, document: Document) -> Iterator[tuple[Any, ...]]:
    """What table `reference` holds of a document."""
    for position, one in enumerate(document.references):
        number = _parsed(one.number)
        yield (
            ordinal,
            position,
            _key(number) if number else "",
            one.number,
            one.start,
            one.end,
            one.relation.value,
            one.issued_on.isoformat() if one.issued_on else None,
            one.by,
            document.kind == NEWS,
            document.date.isoformat() if document.date else None,
            document.access.value,
        )


def references_of(database: Database, document_id: str) -> tuple[Reference, ...]:
    """The references of a document, as they went in."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM reference JOIN document ON ordinal = document"  # noqa: S608
        " WHERE id = ? ORDER BY position",
        (document_id,),
    )
    return tuple(map(_reference, rows))


def number_of(document: Document) -> DocumentNumber | None:
    """The number that a document goes by: of its header, else of its title."""
    return own_number(document.number, document.title, document.kind)


def can_mean(reference: Reference, source: Document, document: Document) -> bool:
    """Whether a reference in `source`, whose number fits, can mean `document`, by their dates.

    A summary bears the date of its original, and may name what came later.
    """
    if reference.issued_on and document.issued_on:
        return reference.issued_on == document.issued_on
    return source.abridged or _not_before(source, document)


def _can_change(changer: Document, document: Document) -> bool:
    """Whether one can replace the other: no office replaces what another place's office issued."""
    if not _not_before(changer, document):
        return False
    return _agree(changer.place, document.place)


def _not_before(later: Document, earlier: Document) -> bool:
    return later.date is None or earlier.issued_on is None or later.date >= earlier.issued_on


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _fits(number: DocumentNumber, written: str) -> bool:
    parsed = _parsed(written)
    return parsed is not None and number.matches(parsed)


def _key(number: DocumentNumber) -> str:
    """Equal for all numbers that match each other; many that do not match have it too."""
    kind = "QĐ" if same_kind(number.kind, "QĐ") else number.kind or ""
    return f"{number.number}{number.letter}-{kind}"


def _reference(row: Sequence[Any]) -> Reference:
    number, start, end, relation, issued_on, by = row
    issued = date.fromisoformat(issued_on) if issued_on else None
    return Reference(number, start, end, Relation(relation), issued, by)
