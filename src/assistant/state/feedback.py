"""What people thought of answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from assistant.state.file import StateFile
from assistant.types import Outcome

Verdict = Literal["up", "down"]

# The oldest give way: a file that anyone may write to must not fill the disk.
_MOST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person thought of one answer; `question` is None unless questions are kept."""

    given_at: datetime
    verdict: Verdict
    outcome: Outcome
    documents: tuple[str, ...]
    question: str | None


class Feedback:
    """Opinions in a state file: no name, and no question unless the caller gives it."""

    def __init__(self, file: StateFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now

    def keep(
        self,
        verdict: Verdict,
        outcome: Outcome,
        documents: Sequence[str] = (),
        question: str | None = None,
    ) -> None:
        """Adds an opinion on an answer that cites these documents, by id. Raises StateError."""
        with self._file.write() as connection:
            added = connection.execute(
                "INSERT INTO feedback (given_at, verdict, outcome, documents, question)"
                " VALUES (?, ?, ?, ?, ?)",
                (self._now(), verdict, outcome.value, json.dumps([*documents]), question),
            ).lastrowid
            connection.execute("DELETE FROM feedback WHERE id <= ?", ((added or 0) - _MOST_KEPT,))

    def all(self) -> list[Opinion]:
        """Every opinion, the latest first. Raises StateError."""
        if not self._file.path.exists():
            return []
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT given_at, verdict, outcome, documents, question FROM feedback"
                " ORDER BY id DESC"
            ).fetchall()
        return [
            Opinion(
                datetime.fromtimestamp(given_at, UTC),
                verdict,
                Outcome(outcome),
                tuple(json.loads(documents)),
                question,
            )
            for given_at, verdict, outcome, documents, question in rows
        ]
