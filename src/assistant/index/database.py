"""A finished SQLite file, opened so that nothing can be written."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import IndexDamaged

_MMAP_BYTES = 1 << 31  # SQLite maps at most this much; the rest is read


class Database:
    """Read-only SQL from any thread.

    One connection under a lock, made at once: a connection opened later would not find a build
    that was removed while it was in use.
    """

    def __init__(self, path: Path, views: str = "") -> None:
        """`views` makes temporary views, which stand before the tables whose names they bear."""
        self._path = path
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        try:
            self.rows(f"PRAGMA mmap_size = {_MMAP_BYTES}")
            if not self.rows("SELECT 1 FROM sqlite_master"):  # any read finds a file cut short
                raise self._damaged("it is empty")
            if views:
                self._shadow(views)
        except IndexDamaged:
            self.close()
            raise

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All result rows as tuples. Raises IndexDamaged where the file cannot be read."""
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first result row, or None."""
        return next(iter(self.rows(sql, values)), None)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _shadow(self, views: str) -> None:
        try:
            self._connection.executescript(f"PRAGMA temp_store = MEMORY; {views}")
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: object) -> IndexDamaged:
        return IndexDamaged(
            f"{self._path} cannot be read ({error}).",
            "Build the index again with `assistant index --full`.",
        )


def create(path: Path, schema: str) -> sqlite3.Connection:
    """A new database to be filled in one go. It is synced, or thrown away, as a whole."""
    connection = sqlite3.connect(path)
    connection.executescript(
        f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
        f"{schema}"
    )
    return connection
