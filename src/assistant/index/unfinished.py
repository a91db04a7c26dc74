"""What a build has read and encoded so far: one that is interrupted loses none of it.

Kept in one SQLite file beside the builds, filled file by file. The build itself is written out of
it in the end; after that it is gone. Nothing of a secret file ever comes into it.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.documents.parcel import from_bytes, to_bytes
from assistant.errors import BuildFailed
from assistant.index.ledger import Ledger, Record
from assistant.index.manifest import Recipe
from assistant.index.ranking import Rows
from assistant.index.sentences import Codes, Vectors
from assistant.types import Document, Passage

FILE = ".unfinished.sqlite"
_SCHEMA = """
CREATE TABLE recipe (text TEXT NOT NULL);
CREATE TABLE file (
    source TEXT PRIMARY KEY, record BLOB NOT NULL, document BLOB, passages BLOB,
    vectors BLOB, counts BLOB, codes BLOB, scales BLOB
) WITHOUT ROWID;
"""
_PASSAGES = tuple[Passage, ...]
Parts = tuple[Document, _PASSAGES]


class Encoded(NamedTuple):
    """The vectors of a document's passages, and of their sentences, passage by passage.

    Shapes: (passages, dimension), (passages,), (sentences, dimension), (sentences,).
    """

    vectors: Vectors
    counts: Rows
    codes: Codes
    scales: Vectors

    @classmethod
    def empty(cls, dimension: int) -> Encoded:
        """Of a document without passages."""
        return cls(
            np.empty((0, dimension), dtype=np.float32),
            np.empty(0, dtype=np.int64),
            np.empty((0, dimension), dtype=np.int8),
            np.empty(0, dtype=np.float32),
        )


class Unfinished:
    """The work of a build under way. Only the builder, under its lock, may use it.

    The file is made when there is first something to keep. What another recipe made, or what
    cannot be read, is thrown away.
    """

    def __init__(self, index_dir: Path, recipe: Recipe) -> None:
        self._path = index_dir / FILE
        self._recipe = json.dumps(asdict(recipe), ensure_ascii=False)
        self._connection = self._opened()

    def records(self) -> Ledger:
        """What is kept, by source."""
        if self._connection is None:
            return {}
        found = self._connection.execute("SELECT source, record FROM file")
        return {source: from_bytes(Record, record) for source, record in found}

    def keep(self, record: Record, parts: Parts | None = None) -> None:
        """Keeps what was read of a file, in place of what was kept of it. Raises sqlite3.Error."""
        document = to_bytes(parts[0]) if parts else None
        passages = to_bytes(parts[1]) if parts else None
        self._write(
            "INSERT OR REPLACE INTO file (source, record, document, passages) VALUES (?, ?, ?, ?)",
            (record.source, to_bytes(record), document, passages),
        )

    def keep_encoded(self, source: str, encoded: Encoded) -> None:
        self._write(
            "UPDATE file SET vectors = ?, counts = ?, codes = ?, scales = ? WHERE source = ?",
            (*(np.ascontiguousarray(part).tobytes() for part in encoded), source),
        )

    def drop(self, source: str) -> None:
        """Forgets a file, down to the bytes on the disk."""
        if self._connection is None:
            return
        self._write("DELETE FROM file WHERE source = ?", (source,))
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def parts(self, source: str) -> Parts:
        document, passages = self._row("document, passages", source)
        try:
            return from_bytes(Document, document), from_bytes(_PASSAGES, passages)
        except (ValueError, TypeError, KeyError) as error:
            raise self._damaged(error) from error

    def passage_count(self, source: str) -> int:
        return len(self._row("counts", source)[0]) // np.dtype(np.int64).itemsize

    def is_encoded(self, source: str) -> bool:
        return bool(self._row("vectors IS NOT NULL", source)[0])

    def encoded(self, source: str, dimension: int) -> Encoded:
        vectors, counts, codes, scales = self._row("vectors, counts, codes, scales", source)
        return Encoded(
            np.frombuffer(vectors, dtype=np.float32).reshape(-1, dimension),
            np.frombuffer(counts, dtype=np.int64),
            np.frombuffer(codes, dtype=np.int8).reshape(-1, dimension),
            np.frombuffer(scales, dtype=np.float32),
        )

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def remove(self) -> None:
        """Throws all of it away."""
        self.close()
        for path in self._path.parent.glob(f"{FILE}*"):
            path.unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection | None:
        if not self._path.exists():
            return None
        connection = sqlite3.connect(self._path)
        try:
            _prepare(connection)
            recipe = connection.execute("SELECT text FROM recipe").fetchone()
            for (record,) in connection.execute("SELECT record FROM file"):
                from_bytes(Record, record)
            if recipe == (self._recipe,):
                return connection
        except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError):
            pass
        connection.close()
        self._connection = None
        self.remove()
        return None

    def _write(self, sql: str, values: tuple[object, ...]) -> None:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path)
            _prepare(self._connection)
            self._connection.executescript(_SCHEMA)
            self._connection.execute("INSERT INTO recipe VALUES (?)", (self._recipe,))
        with self._connection:
            self._connection.execute(sql, values)

    def _row(self, columns: str, source: str) -> tuple[Any, ...]:
        if self._connection is None:
            raise LookupError(f"Nothing of {source} is kept.")
        try:
            found = self._connection.execute(
                f"SELECT {columns} FROM file WHERE source = ?",  # noqa: S608
                (source,),
            ).fetchone()
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        return tuple(found)

    def _damaged(self, error: Exception) -> BuildFailed:
        self.remove()
        return BuildFailed(
            f"{self._path}, which holds the work of a build, is damaged ({error}).",
            "It was thrown away: run `assistant index` again.",
        )


def _prepare(connection: sqlite3.Connection) -> None:
    """A process that is killed then leaves a whole file; what is deleted is overwritten."""
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;"
    )
