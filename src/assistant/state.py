"""What outlives a build: one SQLite file outside every index.

Several processes and threads use it at once: the command line, the HTTP service, the bot. Each call
is one short transaction behind a write-ahead log, so readers and writers do not wait for each
other for long, and a killed process leaves nothing half done.

Conversations are the first table. Whoever adds one appends its schema to `_MIGRATIONS` and
keeps its functions in a class of its own over a `StateFile`.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from assistant.errors import ConversationNotFound, StateError
from assistant.types import Antecedent, Turn

# `user_version` counts those that were applied. Never change one that was released: append.
_MIGRATIONS = (
    """
    CREATE TABLE conversation (
        id BLOB PRIMARY KEY, owner BLOB, used_at REAL NOT NULL, turn TEXT
    ) WITHOUT ROWID;
    CREATE INDEX conversation_used ON conversation (used_at);
    CREATE INDEX conversation_owner ON conversation (owner);
    """,
)
# Tells this project's file from any other SQLite file that a setting might name by mistake.
_APPLICATION_ID = 0x41_53_53_54
_BUSY_SECONDS = 10.0
_Identity = tuple[int, int, int]
_ID_BYTES = 24  # 192 random bits
_LONGEST_ID = 200
HOUR = 3600.0


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
        if _marks(connection) != (_APPLICATION_ID, len(_MIGRATIONS)):
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
                for version in range(applied, len(_MIGRATIONS)):
                    connection.executescript(
                        f"BEGIN IMMEDIATE; {_MIGRATIONS[version]};"
                        f"PRAGMA application_id = {_APPLICATION_ID};"
                        f"PRAGMA user_version = {version + 1}; COMMIT;"
                    )


class Conversations:
    """The last turn of each conversation, for `idle_hours` after it was last used.

    An id is a key: whoever holds it goes on with the conversation. So it is drawn at random, and
    the file holds its hash alone: who reads the file cannot use what stands there. A conversation
    that was begun for an owner is unknown to every other; the owner is hashed too, which keeps
    names out of the file, though not from someone who tries all names.

    What has expired or was deleted is overwritten in the file, not only unlinked.
    """

    def __init__(
        self, file: StateFile, idle_hours: float = 24.0, now: Callable[[], float] = time.time
    ) -> None:
        self._file = file
        self._idle = idle_hours * HOUR
        self._now = now

    def begin(self, owner: str | None = None) -> str:
        """A new conversation's id."""
        conversation_id = secrets.token_urlsafe(_ID_BYTES)
        with self._file.write() as connection:
            purged = self._purge(connection)
            connection.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, NULL)",
                (_hash(conversation_id), _owner(owner), self._now()),
            )
        if purged:
            self._file.forget_log()
        return conversation_id

    def open(self, conversation_id: str, owner: str | None = None) -> StoredConversation:
        """The conversation, to be gone on with.

        Raises:
            ConversationNotFound: it is unknown, has expired, was deleted or is another's.
        """
        self.last(conversation_id, owner)
        return StoredConversation(conversation_id, owner, self)

    def last(self, conversation_id: str, owner: str | None = None) -> Turn | None:
        """The turn that was kept last; None before the first. Raises ConversationNotFound."""
        with self._file.read() as connection:
            found = connection.execute(
                "SELECT turn FROM conversation WHERE id = ? AND owner IS ? AND used_at >= ?",
                (_hash(conversation_id), _owner(owner), self._now() - self._idle),
            ).fetchone()
        if found is None:
            raise _unknown()
        return _turn(found[0]) if found[0] else None

    def keep(self, conversation_id: str, turn: Turn, owner: str | None = None) -> None:
        """Replaces the last turn. Raises ConversationNotFound."""
        with self._file.write() as connection:
            purged = self._purge(connection)
            changed = connection.execute(
                "UPDATE conversation SET turn = ?, used_at = ? WHERE id = ? AND owner IS ?",
                (
                    json.dumps(asdict(turn), ensure_ascii=False),
                    self._now(),
                    _hash(conversation_id),
                    _owner(owner),
                ),
            ).rowcount
        if purged:
            self._file.forget_log()
        if not changed:
            raise _unknown()

    def delete(self, conversation_id: str, owner: str | None = None) -> bool:
        """Removes all that is held of it; False where there is no such conversation."""
        return self._delete("id = ? AND owner IS ?", _hash(conversation_id), _owner(owner)) > 0

    def delete_all(self, owner: str) -> int:
        """Removes every conversation of an owner; how many there were."""
        return self._delete("owner = ?", _owner(owner))

    def purge(self) -> int:
        """Removes what has expired; how many there were. `begin` and `keep` do so as well."""
        with self._file.write() as connection:
            purged = self._purge(connection)
        if purged:
            self._file.forget_log()
        return purged

    def _delete(self, condition: str, *values: bytes | None) -> int:
        with self._file.write() as connection:
            deleted = connection.execute(
                f"DELETE FROM conversation WHERE {condition}",  # noqa: S608
                values,
            ).rowcount
        if deleted:
            self._file.forget_log()
        return deleted

    def _purge(self, connection: sqlite3.Connection) -> int:
        return connection.execute(
            "DELETE FROM conversation WHERE used_at < ?", (self._now() - self._idle,)
        ).rowcount


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation of the state file, as `Assistant.ask` takes it."""

    id: str
    owner: str | None
    conversations: Conversations

    def last(self) -> Turn | None:
        return self.conversations.last(self.id, self.owner)

    def keep(self, turn: Turn) -> None:
        self.conversations.keep(self.id, turn, self.owner)


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
    if version > len(_MIGRATIONS):
        raise StateError(
            f"{path} was written by a newer version of this program "
            f"(schema {version}, this one knows {len(_MIGRATIONS)}).",
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


def _unknown() -> ConversationNotFound:
    return ConversationNotFound(
        "There is no such conversation: it has expired, was deleted, or its id is mistyped.",
        "Ask without it, or begin a new one.",
    )


def _hash(conversation_id: str) -> bytes:
    # Lone surrogates and endless ids out of a request are simply unknown.
    text = conversation_id[:_LONGEST_ID].encode("utf-8", "replace")
    return hashlib.sha256(b"conversation:" + text).digest()


def _owner(owner: str | None) -> bytes | None:
    return hashlib.sha256(b"owner:" + owner.encode("utf-8", "replace")).digest() if owner else None


def _turn(text: str) -> Turn:
    fields: dict[str, Any] = json.loads(text)
    found = tuple(Antecedent(**a) for a in fields.pop("antecedents"))
    return Turn(**fields, antecedents=found)
