"""What the bot's own messages stand for, so that a button or a reply can go on from there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.state import StateFile, read_turn
from assistant.types import Language, Turn

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document, as one version of it stood: `digest` is how that version begins."""

    document_id: str
    digest: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a message stands for: `about` says what it shows, `text` the question or the query.

    `turn` is what the next question may lean on, `sources` what the text cites, `choices` what its
    buttons offer by number, `verdict` what the person thought of it.
    """

    about: str
    text: str = ""
    language: Language = "vi"
    turn: Turn | None = None
    sources: tuple[Source, ...] = ()
    choices: tuple[str, ...] = ()
    verdict: int = 0


class Memory:
    """Kept for some hours after the message was sent; then, or on request, overwritten."""

    def __init__(self, file: StateFile, hours: float, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._seconds = hours * HOUR
        self._now = now

    def keep(self, chat: int, messages: Sequence[int], person: int | None, kept: Kept) -> None:
        """Remembers what these messages stand for, together; replaces what they stood for."""
        body = json.dumps(asdict(kept), ensure_ascii=False)
        expires = self._now() + self._seconds
        with self._file.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO telegram_message VALUES (?, ?, ?, ?, ?)",
                [(chat, message, person, body, expires) for message in messages],
            )

    def replace(self, chat: int, message: int, kept: Kept) -> None:
        """Changes what a message stands for, for as long as it is kept, and nothing else."""
        body = json.dumps(asdict(kept), ensure_ascii=False)
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_message SET body = ? WHERE chat = ? AND id = ?",
                (body, chat, message),
            )

    def find(self, chat: int, message: int) -> Kept | None:
        """What a message stands for; None where it is not known any more."""
        with self._file.read() as connection:
            found = connection.execute(
                "SELECT body FROM telegram_message WHERE chat = ? AND id = ? AND expires_at >= ?",
                (chat, message, self._now()),
            ).fetchone()
        return _kept(found[0]) if found else None

    def last(self, chat: int, person: int, about: str) -> Kept | None:
        """The newest message of this kind that a person was answered with in a chat."""
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT body FROM telegram_message WHERE chat = ? AND person = ?"
                " AND expires_at >= ? AND json_extract(body, '$.about') = ?"
                " ORDER BY id DESC LIMIT 1",
                (chat, person, self._now(), about),
            ).fetchall()
        return _kept(rows[0][0]) if rows else None

    def all_about(self, about: str) -> list[tuple[int, int, Kept]]:
        """Chat, message and what it stands for, of every message of this kind."""
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT chat, id, body FROM telegram_message"
                " WHERE json_extract(body, '$.about') = ?",
                (about,),
            ).fetchall()
        return [(chat, message, _kept(body)) for chat, message, body in rows]

    def drop(self, chat: int, message: int) -> None:
        with self._file.write() as connection:
            connection.execute(
                "DELETE FROM telegram_message WHERE chat = ? AND id = ?", (chat, message)
            )

    def purge(self) -> None:
        """Deletes what has expired."""
        with self._file.write() as connection:
            connection.execute("DELETE FROM telegram_message WHERE expires_at < ?", (self._now(),))

    def forget(self, person: int) -> None:
        """Deletes all that a person was answered with, wherever."""
        with self._file.write() as connection:
            connection.execute("DELETE FROM telegram_message WHERE person = ?", (person,))


def _kept(body: str) -> Kept:
    fields: dict[str, Any] = json.loads(body)
    turn = fields.pop("turn")
    sources = tuple(Source(**source) for source in fields.pop("sources"))
    choices = tuple(fields.pop("choices"))
    return Kept(**fields, turn=read_turn(turn) if turn else None, sources=sources, choices=choices)
