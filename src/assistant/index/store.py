"""Documents and passages, in SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import DocumentNotFound
from assistant.index.database import Database, create
from assistant.index.ranking import Rows
from assistant.types import Access, Document, Filters, Heading, Page, Passage
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.normalize import clean, fold, plain_dashes
from assistant.vietnamese.numbers import DocumentNumber, parse_number
from assistant.vietnamese.tokens import tokenize

FILE = "store.sqlite"

# Texts stand in a table of their own, so that filters scan short rows. A passage keeps its text,
# so that a long document need not be decoded for one passage.
_SCHEMA = """
CREATE TABLE document (
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL, first_row INTEGER NOT NULL, passages INTEGER NOT NULL,
    title TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT, number TEXT, issuer TEXT, place TEXT,
    issued_on TEXT, published_on TEXT, author TEXT, access TEXT NOT NULL,
    abridged INTEGER NOT NULL, number_key TEXT, number_folded TEXT, kind_key TEXT,
    issuer_words TEXT, place_words TEXT
);
CREATE INDEX document_number ON document (number_folded);
CREATE TABLE body (
    ordinal INTEGER PRIMARY KEY, text TEXT NOT NULL, pages TEXT NOT NULL, headings TEXT NOT NULL,
    cites TEXT NOT NULL
);
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, page INTEGER, headings TEXT NOT NULL,
    text TEXT NOT NULL
);
"""
_DOCUMENT = """
SELECT id, source, title, digest, kind, number, issuer, place, issued_on, published_on, author,
    access, abridged, text, pages, headings, cites
FROM document JOIN body USING (ordinal)
"""
_PASSAGE = """
SELECT row, passage.id, document.id, passage.text, start, stop, page, headings
FROM passage JOIN document ON document.ordinal = passage.document
"""
_CACHED_DOCUMENTS = 256


class Store:
    """Reads the documents and passages of a build, from any thread."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / FILE)
        self._cached = lru_cache(maxsize=_CACHED_DOCUMENTS)(self._load)

    @cached_property
    def document_count(self) -> int:
        return int(self._database.row("SELECT count(*) FROM document")[0])

    @cached_property
    def passage_count(self) -> int:
        return int(self._database.row("SELECT coalesce(max(row) + 1, 0) FROM passage")[0])

    def document(self, document_id: str) -> Document:
        """Raises DocumentNotFound."""
        return self._cached(document_id)

    def documents(self) -> Iterator[Document]:
        """All documents by source, one at a time."""
        for (document_id,) in self._database.rows("SELECT id FROM document ORDER BY ordinal"):
            yield self._load(document_id)

    def by_mention(self, number: DocumentNumber) -> list[Document]:
        """Documents that a number can mean, by date and issuer: a number is not a key.

        What it leaves out is open: `60-KH` is every plan 60, of whatever body.
        """
        rows = self._database.rows(
            "SELECT id, number FROM document WHERE number_folded LIKE ? OR number_folded LIKE ?"
            " ORDER BY coalesce(issued_on, published_on), issuer, ordinal",
            tuple(f"{number.number:02d}{number.letter}{sign}%" for sign in "-/"),
        )
        return [
            self.document(document_id)
            for document_id, printed in rows
            if (parsed := parse_number(printed)) and number.matches(parsed)
        ]

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
        """The rows of all passages within the filters, ascending; None where that is every row.

        Kind and number match whatever their case; issuer and place where they hold the words of
        the filter, one after another, whatever their case and accents. A document without a
        date is outside every range of dates. A blank filter narrows nothing.
        """
        conditions, values = self._conditions(filters)
        if not conditions:
            return None
        spans = self._database.rows(
            f"SELECT first_row, passages FROM document WHERE {' AND '.join(conditions)}"  # noqa: S608
            " ORDER BY ordinal",
            values,
        )
        ranges = [np.arange(first, first + count, dtype=np.int64) for first, count in spans]
        rows = np.concatenate(ranges) if ranges else np.empty(0, dtype=np.int64)
        return None if len(rows) == self.passage_count else rows

    def close(self) -> None:
        self._database.close()

    def _load(self, document_id: str) -> Document:
        fields = self._database.row(f"{_DOCUMENT} WHERE id = ?", (document_id,))
        if fields is None:
            raise _not_found(document_id)
        return _document(fields)

    def _conditions(self, filters: Filters) -> tuple[list[str], list[Any]]:
        conditions: list[str] = []
        values: list[Any] = []

        def narrow(condition: str, *given: Any) -> None:
            conditions.append(condition)
            values.extend(given)

        for column, wanted in (("kind_key", filters.kind), ("number_key", filters.number)):
            if wanted and wanted.strip():
                known = self._database.rows(
                    f"SELECT DISTINCT {column}, {column} FROM document"  # noqa: S608
                )
                folded = fold(_key(wanted))
                same = [pair for pair in known if pair[0] and fold(pair[0]) == folded]
                narrow(
                    f"{column} IN (SELECT value FROM json_each(?))",  # noqa: S608
                    json.dumps(_exact_or_all(same, _key(wanted))),
                )
        for column, wanted in (("issuer_words", filters.issuer), ("place_words", filters.place)):
            if wanted and wanted.strip():
                narrow(f"instr({column}, ?) > 0", _words(wanted))
        if filters.since:
            narrow("coalesce(issued_on, published_on) >= ?", filters.since.isoformat())
        if filters.until:
            narrow("coalesce(issued_on, published_on) <= ?", filters.until.isoformat())
        if filters.access != frozenset(Access):
            narrow("access IN (SELECT value FROM json_each(?))", json.dumps([*filters.access]))
        return conditions, values


class StoreWriter:
    """Fills a new store, document by document; passages get the next free rows."""

    def __init__(self, folder: Path) -> None:
        self._connection = create(folder / FILE, _SCHEMA)
        self.documents = 0
        self.passages = 0

    def add(self, document: Document, passages: Sequence[Passage], path: str) -> None:
        self._insert("document", self._document_row(document, len(passages), path))
        self._insert(
            "body",
            (
                self.documents,
                document.text,
                _json([(p.number, p.start, p.end) for p in document.pages]),
                _json([(h.level, h.text, h.start, h.end) for h in document.headings]),
                _json(document.cites),
            ),
        )
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
        number = _key(document.number) if document.number else None
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
            number,
            fold(number) if number else None,
            _key(document.kind) if document.kind else None,
            _words(document.issuer),
            _words(document.place),
        )

    def _insert(self, table: str, fields: tuple[Any, ...]) -> None:
        marks = ", ".join("?" * len(fields))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", fields)  # noqa: S608


def _document(fields: tuple[Any, ...]) -> Document:
    *header, issued, published, author, access, abridged, text, pages, headings, cites = fields
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
        pages=tuple(Page(*page) for page in json.loads(pages)),
        headings=tuple(Heading(*heading) for heading in json.loads(headings)),
        cites=tuple(json.loads(cites)),
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


def _exact_or_all(pairs: Sequence[tuple[str, str]], key: str) -> list[str]:
    """Out of pairs of a value and its key, whose keys all fold alike: the values that are meant.

    Without accents several symbols look the same (ĐA, DA): whoever types accents means them.
    """
    exact = [first for first, second in pairs if second == key]
    return exact if exact and is_accented(key) else [first for first, _ in pairs]


def _key(symbol: str) -> str:
    return plain_dashes(clean(symbol)).strip().lower()


def _words(text: str | None) -> str | None:
    """Folded words between spaces, so that whole words can be looked for: ` tinh uy `."""
    words = [token.folded for token in tokenize(clean(text or ""))]
    return f" {' '.join(words)} " if words else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
