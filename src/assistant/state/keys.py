"""API keys: which documents whoever holds one may read."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assistant.errors import KeyNotFound, KeyRefused, StateError, UsageError
from assistant.state.file import StateFile
from assistant.types import Access

_ID_BYTES, _SECRET_BYTES = 4, 32  # the id is no secret; of the secret 256 bits are drawn
# What a key looks like: searching a repository or a log for the beginning finds those that leaked.
_KEY = re.compile(r"(assistant_[0-9a-f]{8})_[\w-]{43}", re.ASCII)
_LONGEST_NAME = 100
_DAY = 86_400.0
_LONGEST_DAYS = 36_500
_COLUMNS = "id, name, access, created_at, used_at, expires_at, revoked_at"


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key. The key itself is shown once, when it is made, and held nowhere.

    `access` always holds `public`: those documents are everyone's. `used_at` is the beginning of
    the last day (UTC) on which it was used.
    """

    id: str
    name: str
    access: frozenset[Access]
    created_at: datetime
    used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def owner(self) -> str:
        """The name under which its conversations are kept."""
        return f"key:{self.id}"

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Keys:
    """The API keys of a state file.

    A key is drawn at random, long enough that none can be guessed, so its SHA-256 is all that the
    file holds: slow hashes are for what people think up. Every check reads the file, so what one
    process creates or revokes holds for all of them at once.
    """

    def __init__(self, file: StateFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now
        self._noted: dict[str, float] = {}

    def create(
        self, name: str, access: Collection[Access], days: int | None = None
    ) -> tuple[Key, str]:
        """A new key, and its text, which is to be had here alone. It ends after `days`.

        Raises:
            UsageError: the name is empty, too long or another key's, or `days` is out of bounds.
        """
        name = _checked_name(name)
        if days is not None and not 1 <= days <= _LONGEST_DAYS:
            raise UsageError(
                f"A key cannot be valid for {days} days.", f"Give 1 to {_LONGEST_DAYS} days."
            )
        now = self._now()
        key_id = f"assistant_{secrets.token_hex(_ID_BYTES)}"
        text = f"{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        levels = " ".join(sorted({*access, Access.PUBLIC}))
        with self._file.write() as connection:
            taken = connection.execute(
                "SELECT 1 FROM api_key WHERE name = ? AND revoked_at IS NULL", (name,)
            ).fetchone()
            if taken:
                raise UsageError(
                    f"There is a key named {name} already.",
                    "Revoke it first, or give another name.",
                )
            connection.execute(
                "INSERT INTO api_key VALUES (?, ?, ?, ?, ?, NULL, ?, NULL)",
                (key_id, name, _hash(text), levels, now, now + days * _DAY if days else None),
            )
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM api_key WHERE id = ?",  # noqa: S608
                (key_id,),
            ).fetchone()
        return _key(row), text

    def all(self) -> list[Key]:
        """Every key, revoked ones too, in the order in which they were made."""
        if not self._file.path.exists():
            return []
        with self._file.read() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM api_key ORDER BY created_at, id"  # noqa: S608
            ).fetchall()
        return [_key(row) for row in rows]

    def revoke(self, id_or_name: str) -> Key:
        """Ends a key for good; by name the one that is still in use.

        Raises:
            KeyNotFound: there is none, or it was revoked before.
        """
        wanted = _said(id_or_name)
        with self._file.write() as connection:
            row = connection.execute(
                "UPDATE api_key SET revoked_at = ? WHERE (id = ? OR name = ?)"  # noqa: S608
                f" AND revoked_at IS NULL RETURNING {_COLUMNS}",
                (self._now(), wanted, wanted),
            ).fetchone()
        if row is None:
            raise KeyNotFound(
                f"No key in use has the id or name {wanted}.",
                "`assistant keys list` shows those there are.",
            )
        return _key(row)

    def check(self, text: str) -> Key:
        """The key that this text is, if it may be used now.

        Raises:
            KeyRefused: it may not, for whatever reason: whoever holds it is not told which.
        """
        form = _KEY.fullmatch(text)
        if form is None or not self._file.path.exists():
            raise _refused()
        with self._file.read() as connection:
            row = connection.execute(
                f"SELECT hash, {_COLUMNS} FROM api_key WHERE id = ?",  # noqa: S608
                (form[1],),
            ).fetchone()
        # An unknown id takes as long as a known one.
        stored, fields = (row[0], row[1:]) if row else (bytes(32), None)
        if not hmac.compare_digest(stored, _hash(text)) or fields is None:
            raise _refused()
        key, now = _key(fields), self._now()
        if not key.is_usable(datetime.fromtimestamp(now, UTC)):
            raise _refused()
        self._note_use(key, now)
        return key

    def _note_use(self, key: Key, now: float) -> None:
        """Writes once a day, if it can: a file that is busy or full must not lock a reader out."""
        today = now - now % _DAY
        known = key.used_at is not None and key.used_at.timestamp() >= today
        if not known and self._noted.get(key.id) != today:
            self._noted[key.id] = today  # whatever comes of it: who waits for a lock, waits once
            with suppress(StateError), self._file.write() as connection:
                connection.execute("UPDATE api_key SET used_at = ? WHERE id = ?", (today, key.id))


def _checked_name(name: str) -> str:
    shown = _said(name)
    if not shown or len(shown) > _LONGEST_NAME or not shown.isprintable():
        raise UsageError(
            f"A key needs a name of 1 to {_LONGEST_NAME} printable characters.",
            "Name it after who will use it, e.g. `assistant keys create portal`.",
        )
    return shown


def _said(text: str) -> str:
    """Without the halves of surrogate pairs that a terminal may hand over, which cannot be kept."""
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _hash(text: str) -> bytes:
    return hashlib.sha256(b"key:" + text.encode("utf-8", "replace")).digest()


def _key(row: tuple[Any, ...]) -> Key:
    key_id, name, access, *times = row
    created, used, expires, revoked = map(_time, times)
    assert created is not None  # noqa: S101
    levels = frozenset(map(Access, access.split()))
    return Key(key_id, name, levels, created, used, expires, revoked)


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _refused() -> KeyRefused:
    return KeyRefused(
        "The API key is unknown, has expired or was revoked.",
        "Ask the administrator for a new one, or leave the key out to see public documents.",
    )
