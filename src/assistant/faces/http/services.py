"""What every endpoint works with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from assistant.faces.http.metrics import Metrics
from assistant.faces.http.work import Lane
from assistant.live import Live
from assistant.retrieval.lexicon import own_files
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.state import Conversations, Feedback, Keys, StateFile

_T = TypeVar("_T")

# Answering keeps a processor busy, but for the time that the encoder runs outside the
# interpreter's lock: more threads would only get into each other's way, and one question that
# takes long would hold up all others.
_ANSWERING_THREADS, _MOST_QUESTIONS = 2, 256
_READING_THREADS, _MOST_READING = 4, 256


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the running service.

    `answering` is for questions and searches, `reading` for what only looks things up, so that
    a document opens at once however many questions wait.
    """

    settings: Settings
    live: Live
    state: StateFile
    conversations: Conversations
    feedback: Feedback
    keys: Keys
    metrics: Metrics = field(default_factory=Metrics)
    answering: Lane = field(default_factory=lambda: Lane(_ANSWERING_THREADS, _MOST_QUESTIONS))
    reading: Lane = field(default_factory=lambda: Lane(_READING_THREADS, _MOST_READING))
    fingerprint: str = ""

    async def answer(self, work: Callable[[Assistant], _T]) -> _T:
        """Does the work over the live build in a thread for questions. Raises Overloaded."""
        return await self.answering.run(lambda: self._on_live(work))

    async def read(self, work: Callable[[Assistant], _T]) -> _T:
        """Does the work over the live build in a thread for reading. Raises Overloaded."""
        return await self.reading.run(lambda: self._on_live(work))

    def _on_live(self, work: Callable[[Assistant], _T]) -> _T:
        with self.live.use() as assistant:
            return work(assistant)


def fingerprint(settings: Settings) -> str:
    """What, beside the build, decides a reply: this version, and the office's own tables."""
    digest = hashlib.sha256(version("assistant").encode())
    for file in own_files(settings.data) if settings.data else ():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


TheServices = Annotated[Services, Depends(services)]
