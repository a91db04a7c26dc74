"""Conversations: what the next question may lean on."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from assistant.errors import ConversationNotFound
from assistant.state.file import StateFile
from assistant.types import Access, Antecedent, Cited, Turn

_ID_BYTES = 24  # 192 random bits
_LONGEST_ID = 200
HOUR = 3600.0


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
        return read_turn(json.loads(found[0])) if found[0] else None

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


def read_turn(fields: dict[str, Any]) -> Turn:
    """A turn out of what `dataclasses.asdict` made of it, also as an earlier version wrote it."""
    fields = dict(fields)
    found = tuple(Antecedent(**a) for a in fields.pop("antecedents"))
    access = tuple(map(Access, fields.pop("access", Access)))
    cited = tuple(Cited(*span) for span in fields.pop("cited", ()))
    return Turn(**fields, antecedents=found, access=access, cited=cited)
