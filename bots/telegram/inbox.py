"""Updates as they came: stored before Telegram may forget them, blanked once they are done."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.state import StateFile

# Telegram holds an update for a day, so none is repeated later; its number is held a little longer.
_REPEATED_WITHIN = 2 * 86_400.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as Telegram sent it: `body` is its JSON, `chat` what it is kept in order by."""

    id: int
    chat: int
    person: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An update that waits to be answered; `attempts` that failed so far, `received_at` in s."""

    id: int
    chat: int
    body: str
    attempts: int
    received_at: float


class Inbox:
    """The stored updates. Raises StateError where the file cannot be used."""

    def __init__(self, file: StateFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now

    def store(self, arrivals: Sequence[Arrival]) -> int:
        """Keeps those that are new, safe against a loss of power; how many there were."""
        now = self._now()
        with self._file.write() as connection:
            before = connection.total_changes
            # Due at once, whatever becomes of the clock.
            connection.executemany(
                "INSERT OR IGNORE INTO telegram_update VALUES (?, ?, ?, ?, ?, 0, 0, NULL)",
                [(a.id, a.chat, a.person, a.body, now) for a in arrivals],
            )
            stored = connection.total_changes - before
        if stored:
            # Emptying the log syncs the disk.
            self._file.forget_log()
        return stored

    def due(self, busy: Collection[int], most: int) -> list[Stored]:
        """The oldest open update of each chat that is not busy, the oldest first.

        One that is to be tried again later holds back those behind it in its chat.
        """
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT id, chat, body, attempts, received_at FROM telegram_update WHERE id IN"
                " (SELECT min(id) FROM telegram_update WHERE done_at IS NULL GROUP BY chat)"
                " AND due_at <= ? AND chat NOT IN (SELECT value FROM json_each(?))"
                " ORDER BY id LIMIT ?",
                (self._now(), json.dumps([*busy]), most),
            ).fetchall()
        return [Stored(*row) for row in rows]

    def seconds_to_next(self) -> float | None:
        """How long until one that failed is to be tried again; None where none waits."""
        with self._file.read() as connection:
            (first,) = connection.execute(
                "SELECT min(due_at) FROM telegram_update WHERE done_at IS NULL AND due_at > ?",
                (self._now(),),
            ).fetchone()
        return None if first is None else max(0.0, first - self._now())

    def done(self, update_id: int) -> None:
        """Blanks an update: its number alone stays for a while, so that a repeat is known."""
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_update SET done_at = ?, body = NULL, chat = NULL, person = NULL"
                " WHERE id = ?",
                (self._now(), update_id),
            )

    def retry(self, update_id: int, seconds: float) -> None:
        """Puts an update off for so many seconds."""
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_update SET due_at = ?, attempts = attempts + 1"
                " WHERE id = ? AND done_at IS NULL",
                (self._now() + seconds, update_id),
            )

    def tidy(self) -> None:
        """Drops the numbers of old updates, and what the log still holds of texts that are done."""
        with self._file.write() as connection:
            connection.execute(
                "DELETE FROM telegram_update WHERE done_at < ?", (self._now() - _REPEATED_WITHIN,)
            )
        self._file.forget_log()

    def forget(self, person: int) -> None:
        """Blanks all that a person sent, whether it was answered or not."""
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_update SET done_at = ?, body = NULL, chat = NULL, person = NULL"
                " WHERE person = ?",
                (self._now(), person),
            )

    def waiting(self) -> int:
        """How many updates are still to be answered."""
        with self._file.read() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM telegram_update WHERE done_at IS NULL"
            ).fetchone()
        return int(count)
