"""Documents and passages, in SQLite."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.documents.deadlines import read_deadlines
from assistant.errors import DocumentNotFound
from assistant.index.citations import (
    EVERYBODY,
    Citations,
    designation_row,
    reference_rows,
    references_of,
)
from assistant.index.citations import SCHEMA as CITATIONS_SCHEMA
from assistant.index.conditions import Origin, conditions, folded_words
from assistant.index.database import Database, create
from assistant.index.listing import Listing
from assistant.index.ranking import Rows
from assistant.index.register import SCHEMA as REGISTER_SCHEMA
from assistant.index.register import Register, deadline_rows
from assistant.types import Access, Deadline, Document, Filters, Heading, Page, Passage, Reference
from assistant.vietnamese.numbers import DocumentNumber
from assistant.vietnamese.places import home, provinces
from assistant.vietnamese.units import Place

FILE = "store.sqlite"

# Texts stand in a table of their own, so that filters scan short rows. A passage keeps its text,
# so that a long document need not be decoded for one passage.
_SCHEMA = (
    """
CREATE TABLE document (
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL, first_row INTEGER NOT NULL, passages INTEGER NOT NULL,
    title TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT, number TEXT, issuer TEXT, place TEXT,
    issued_on TEXT, published_on TEXT, author TEXT, access TEXT NOT NULL,
    abridged INTEGER NOT NULL, issuer_words TEXT, also_at TEXT NOT NULL, url TEXT
);
CREATE TABLE body (
    ordinal INTEGER PRIMARY KEY, text TEXT NOT NULL, pages TEXT NOT NULL, headings TEXT NOT NULL
);
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, page INTEGER, headings TEXT NOT NULL,
    text TEXT NOT NULL
);
"""
    + CITATIONS_SCHEMA
    + REGISTER_SCHEMA
)
_DOCUMENT = """
SELECT id, source, title, digest, kind, number, issuer, place, issued_on, published_on, author,
    access, abridged, also_at, url, text, pages, headings
FROM document JOIN body USING (ordinal)
"""
_PASSAGE = """
SELECT row, passage.id, document.id, passage.text, start, stop, page, headings
FROM passage JOIN document ON document.ordinal = passage.document
"""
# For readers of some access alone these stand before the tables: whatever is asked of the store,
# now or by code yet to come, a paper that they may not see is not there.
_VIEWS = """
CREATE TEMP VIEW document AS SELECT * FROM main.document WHERE access IN ({levels});
CREATE TEMP VIEW body AS SELECT body.* FROM main.body AS body
    JOIN main.document AS owner ON owner.ordinal = body.ordinal WHERE owner.access IN ({levels});
CREATE TEMP VIEW passage AS SELECT passage.* FROM main.passage AS passage
    JOIN main.document AS owner ON owner.ordinal = passage.document
    WHERE owner.access IN ({levels});
CREATE TEMP VIEW designation AS SELECT designation.* FROM main.designation AS designation
    JOIN main.document AS owner ON owner.ordinal = designation.document
    WHERE owner.access IN ({levels});
CREATE TEMP VIEW reference AS SELECT * FROM main.reference WHERE access IN ({levels});
CREATE TEMP VIEW deadline AS SELECT * FROM main.deadline WHERE access IN ({levels});
"""
_CACHED_DOCUMENTS = 256
_CACHED_FILTERS = 64

# The fields of a document's head that a search can be narrowed to, and that may be listed.
Borne = Literal["kind", "number", "issuer", "place"]


class Store:
    """Reads the documents and passages of a build that have this access, from any thread."""

    def __init__(self, folder: Path, access: frozenset[Access] = EVERYBODY) -> None:
        self._database = Database(folder / FILE, "" if access == EVERYBODY else _views(access))
        # A build never changes.
        self._cached = lru_cache(maxsize=_CACHED_DOCUMENTS)(self._load)
        self._narrowed = lru_cache(maxsize=_CACHED_FILTERS)(self._rows)
        self.citations = Citations(self._database, self.document)
        self.register = Register(self._database, self)
        self.listing = Listing(self._database, self)

    @cached_property
    def document_count(self) -> int:
        return int(self._database.row("SELECT count(*) FROM document")[0])

    @cached_property
    def passage_count(self) -> int:
        return int(self._database.row("SELECT coalesce(sum(passages), 0) FROM document")[0])

    @cached_property
    def row_count(self) -> int:
        """How many rows there are; more than passages where not all may be seen."""
        return int(self._database.row("SELECT coalesce(max(row) + 1, 0) FROM main.passage")[0])

    def document(self, document_id: str) -> Document:
        """Raises DocumentNotFound."""
        return self._cached(document_id)

    def has(self, document_id: str) -> bool:
        """Whether there is a document of this id."""
        found = self._database.row("SELECT 1 FROM document WHERE id = ?", (document_id,))
        return found is not None

    def documents(self) -> Iterator[Document]:
        """All documents by source, one at a time."""
        for (document_id,) in self._database.rows("SELECT id FROM document ORDER BY ordinal"):
            yield self._load(document_id)

    def by_mention(self, number: DocumentNumber) -> list[Document]:
        """Documents that a number can mean, the newest first, then by issuer; undated ones last.

        What it leaves out is open: `60-KH` is every plan 60, of whatever body.
        """
        return self.citations.bearing(number)

    def path(self, document_id: str) -> Path:
        """Where the document's file stood when it was indexed. Raises DocumentNotFound."""
        found = self._database.row("SELECT path FROM document WHERE id = ?", (document_id,))
        if found is None:
            raise _not_found(document_id)
        return Path(found[0])

    def passage(self, passage_id: str) -> Passage:
        """Raises DocumentNotFound."""
        found = self._database.row(f"{_PASSAGE} WHERE passage.id = ?", (passage_id,))
        if found is None:
            raise DocumentNotFound(
                f"No passage in the index has the id {passage_id}.",
                "The document may have changed since: search again.",
            )
        return _passage(found)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, in this order. Raises IndexError for a row out of range."""
        found = self._database.rows(
            f"{_PASSAGE} WHERE row IN (SELECT value FROM json_each(?))",  # noqa: S608
            (json.dumps([int(row) for row in rows]),),
        )
        by_row = {fields[0]: _passage(fields) for fields in found}
        try:
            return [by_row[int(row)] for row in rows]
        except KeyError as error:
            raise IndexError(f"There is no passage row {error}.") from None

    def passage_rows_of(self, document_id: str) -> Rows:
        """The rows of a document's passages, in its order. Raises DocumentNotFound."""
        found = self._database.row(
            "SELECT first_row, passages FROM document WHERE id = ?", (document_id,)
        )
        if found is None:
            raise _not_found(document_id)
        return np.arange(found[0], found[0] + found[1], dtype=np.int64)

    def rows(self, filters: Filters) -> Rows | None:
        """The rows of all passages within the filters, ascending; None where that is all there are.

        All match whatever their case and, where none were typed, their accents. A kind and a
        number match what they can mean; an issuer where its name holds the body's words, however
        it is abbreviated, and its place's; a place where a document's place or issuer is that unit,
        what it became or what became it. A document without a date is outside every range of dates.
        """
        return self._narrowed(filters)

    def _rows(self, filters: Filters) -> Rows | None:
        found, values = conditions(filters, self)
        if not found:
            return None
        spans = self._database.rows(
            f"SELECT first_row, passages FROM document WHERE {' AND '.join(found)}"  # noqa: S608
            " ORDER BY ordinal",
            values,
        )
        ranges = [np.arange(first, first + count, dtype=np.int64) for first, count in spans]
        rows = np.concatenate(ranges) if ranges else np.empty(0, dtype=np.int64)
        rows.setflags(write=False)
        return None if len(rows) == self.passage_count else rows

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Type symbols and `news`, those of most documents first."""
        return self.values("kind")

    @cached_property
    def provinces(self) -> frozenset[str]:
        """The provinces, old or new, in which places of the documents surely lie."""
        return provinces(self.values("place"))

    @cached_property
    def origins(self) -> dict[Origin, frozenset[Place]]:
        """Each place and issuer that documents have together → the units that they name."""
        found = self._database.rows("SELECT DISTINCT place, issuer FROM document")
        return {(place, issuer): home(place, issuer, self.provinces) for place, issuer in found}

    def numbers(self, number: int, letter: str = "") -> list[str]:
        """The document numbers that begin with these digits and this letter."""
        begin = [f"{digits}{letter}" for digits in (number, f"{number:02d}")]
        found = self._database.rows(
            "SELECT DISTINCT number FROM document WHERE number LIKE ? OR number LIKE ?"
            " OR number LIKE ? OR number LIKE ?",
            tuple(f"{digits}{sign}%" for digits in begin for sign in "-/"),
        )
        return [printed for (printed,) in found]

    def values(
        self,
        field: Borne,
        access: Collection[Access] = frozenset(Access),
    ) -> tuple[str, ...]:
        """What documents of this access bear in a field, the most frequent first."""
        found = self._database.rows(
            f"SELECT {field} FROM document WHERE {field} IS NOT NULL"  # noqa: S608
            " AND access IN (SELECT value FROM json_each(?))"
            f" GROUP BY {field} ORDER BY count(*) DESC, {field}",
            (json.dumps([*access]),),
        )
        return tuple(value for (value,) in found)

    def dates(self, access: Collection[Access] = frozenset(Access)) -> tuple[date, date] | None:
        """The first and the last date of documents of this access; None where none has one."""
        first, last = self._database.row(
            "SELECT min(coalesce(issued_on, published_on)), max(coalesce(issued_on, published_on))"
            " FROM document WHERE access IN (SELECT value FROM json_each(?))",
            (json.dumps([*access]),),
        )
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else None

    def deadlines(self, filters: Filters | None = None) -> list[Deadline]:
        """The deadlines within the filters, by day: see `Register.find`."""
        return self.register.find(filters or Filters())

    def close(self) -> None:
        self._database.close()

    def _load(self, document_id: str) -> Document:
        fields = self._database.row(f"{_DOCUMENT} WHERE id = ?", (document_id,))
        if fields is None:
            raise _not_found(document_id)
        return _document(fields, references_of(self._database, document_id))


class StoreWriter:
    """Fills a new store, document by document; passages get the next free rows."""

    def __init__(self, folder: Path) -> None:
        self._connection = create(folder / FILE, _SCHEMA)
        self.documents = 0
        self.passages = 0

    def add(
        self,
        document: Document,
        passages: Sequence[Passage],
        path: str,
        deadlines: Iterable[Deadline] | None = None,
    ) -> None:
        """Adds a document. Its deadlines are read out of it where they are not known already."""
        self._insert("document", self._document_row(document, len(passages), path))
        self._insert(
            "body",
            (
                self.documents,
                document.text,
                _json([(p.number, p.start, p.end) for p in document.pages]),
                _json([(h.level, h.text, h.start, h.end) for h in document.headings]),
            ),
        )
        if designation := designation_row(self.documents, document):
            self._insert("designation", designation)
        for reference in reference_rows(self.documents, document):
            self._insert("reference", reference)
        known = read_deadlines(document) if deadlines is None else deadlines
        for deadline in deadline_rows(document, known):
            self._insert("deadline", deadline)
        for row, p in enumerate(passages, self.passages):
            self._insert(
                "passage",
                (row, p.id, self.documents, p.start, p.end, p.page, _json(p.headings), p.text),
            )
        self.documents += 1
        self.passages += len(passages)

    def commit(self) -> None:
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()

    def _document_row(self, document: Document, passages: int, path: str) -> tuple[Any, ...]:
        return (
            self.documents,
            document.id,
            document.source,
            path,
            self.passages,
            passages,
            document.title,
            document.digest,
            document.kind,
            document.number,
            document.issuer,
            document.place,
            document.issued_on.isoformat() if document.issued_on else None,
            document.published_on.isoformat() if document.published_on else None,
            document.author,
            document.access.value,
            document.abridged,
            folded_words(document.issuer),
            _json(document.also_at),
            document.url,
        )

    def _insert(self, table: str, fields: tuple[Any, ...]) -> None:
        marks = ", ".join("?" * len(fields))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", fields)  # noqa: S608


def _views(access: frozenset[Access]) -> str:
    return _VIEWS.format(levels=", ".join(f"'{level.value}'" for level in sorted(access)))


def _document(fields: tuple[Any, ...], references: tuple[Reference, ...]) -> Document:
    *header, issued, published, author, access, abridged, also_at, url = fields[:-3]
    text, pages, headings = fields[-3:]
    document_id, source, title, digest, kind, number, issuer, place = header
    return Document(
        id=document_id,
        source=source,
        title=title,
        text=text,
        digest=digest,
        kind=kind,
        number=number,
        issuer=issuer,
        place=place,
        issued_on=date.fromisoformat(issued) if issued else None,
        published_on=date.fromisoformat(published) if published else None,
        author=author,
        access=Access(access),
        abridged=bool(abridged),
        also_at=tuple(json.loads(also_at)),
        url=url,
        pages=tuple(Page(*page) for page in json.loads(pages)),
        headings=tuple(Heading(*heading) for heading in json.loads(headings)),
        references=references,
    )


def _passage(fields: tuple[Any, ...]) -> Passage:
    _, passage_id, document_id, text, start, end, page, headings = fields
    path = tuple(json.loads(headings))
    return Passage(passage_id, document_id, text, start, end, page, path)


def _not_found(document_id: str) -> DocumentNotFound:
    return DocumentNotFound(
        f"No document in the index has the id {document_id}.",
        "See `assistant documents` for those there are.",
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
