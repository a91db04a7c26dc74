"""The file of what outlives a build: one SQLite file outside every index.

Several processes and threads use it at once: the command line, the HTTP service, the bot. Each call
is one short transaction behind a write-ahead log, so readers and writers do not wait for each
other for long, and a killed process leaves nothing half done.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from assistant.errors import StateError
from assistant.state.schema import MIGRATIONS

# Tells this project's file from any other SQLite file that a setting might name by mistake.
_APPLICATION_ID = 0x41_53_53_54
_BUSY_SECONDS = 10.0
_Identity = tuple[int, int, int]


class StateFile:
    """The file itself: made on demand with its folder, readable by its owner alone.

    Every method that reads or writes raises StateError where the file cannot be used; the message
    names the file, the cause and the remedy.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connected: tuple[_Identity | None, sqlite3.Connection] | None = None

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment of the file."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept all together, or not at all where it raises."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def forget_log(self) -> None:
        """Empties the write-ahead log, which still holds the pages that were overwritten."""
        with self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the connection; the next call opens it again."""
        with self._lock:
            if self._connected:
                self._connected[1].close()
                self._connected = None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connect()
            except (sqlite3.Error, OSError) as error:
                with suppress(sqlite3.Error):
                    self.close()
                raise _unusable(self.path, error) from error

    def _connect(self) -> sqlite3.Connection:
        """The connection, opened anew where the file was put in another's place since."""
        identity = _identity(self.path)
        if self._connected and self._connected[0] == identity:
            return self._connected[1]
        self.close()
        if identity is None:
            self._prepare()
        connection = self._open()
        if _marks(connection) != (_APPLICATION_ID, len(MIGRATIONS)):
            connection.close()
            self._prepare()
            connection = self._open()
        self._connected = _identity(self.path), connection
        return connection

    def _open(self) -> sqlite3.Connection:
        # Never creates the file, which would give it the mode and the journal of the day.
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # the lock sees to that
        )
        # What is deleted is overwritten. NORMAL with a write-ahead log survives a killed process.
        connection.executescript("PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL;")
        return connection

    def _prepare(self) -> None:
        """Creates the file, or brings an older one up to date; one process at a time."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self.path.with_name(self.path.name + ".lock")
        with FileLock(lock, mode=0o600, timeout=_BUSY_SECONDS):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(self._open()) as connection:
                _check(self.path, connection)
                connection.execute("PRAGMA journal_mode = WAL")
                _, applied = _marks(connection)
                for version in range(applied, len(MIGRATIONS)):
                    connection.executescript(
                        f"BEGIN IMMEDIATE; {MIGRATIONS[version]};"
                        f"PRAGMA application_id = {_APPLICATION_ID};"
                        f"PRAGMA user_version = {version + 1}; COMMIT;"
                    )


def _identity(path: Path) -> _Identity | None:
    """Which file stands there, for this process: a connection must not be taken over a fork."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return os.getpid(), stat.st_dev, stat.st_ino


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Whose file it is, and how many migrations were applied."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    )
    return int(application), int(version)


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Raises StateError where the file is not ours, or is of a newer version than this program."""
    application, version = _marks(connection)
    empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    if application != _APPLICATION_ID and not empty:
        raise StateError(
            f"{path} is another program's database, not a state file.",
            "Name another file in the setting `state`.",
        )
    if version > len(MIGRATIONS):
        raise StateError(
            f"{path} was written by a newer version of this program "
            f"(schema {version}, this one knows {len(MIGRATIONS)}).",
            "Update the program, or name another file in the setting `state`.",
        )


def _unusable(path: Path, error: Exception) -> StateError:
    reason = str(error)
    if "full" in reason or "No space" in reason:
        remedy = "Free some space on its disk."
    elif "lock" in reason or "busy" in reason:
        remedy = "Another program holds it for long: end that one, or try again."
    elif "not a database" in reason or "malformed" in reason:
        remedy = "Put a backup in its place, or move it away and a new one is made."
    else:
        remedy = "Make the file and its folder writable, or name another in the setting `state`."
    return StateError(f"The state file {path} cannot be used ({reason}).", remedy)
