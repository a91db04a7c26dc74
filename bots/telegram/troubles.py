"""What went wrong lately, for `/trangthai`. In memory alone, and nothing that a person wrote."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_MOST = 20


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of what failed, and when, in seconds since 1970."""

    at: float
    line: str


class Troubles(logging.Handler):
    """Remembers the last warnings and errors of the log, redacted as the log is."""

    def __init__(
        self, redact: Callable[[str], str] = str, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(logging.WARNING)
        self._redact = redact
        self._now = now
        self._last: deque[Trouble] = deque(maxlen=_MOST)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
        self._last.append(Trouble(self._now(), self._redact(record.getMessage())))

    def last(self, most: int) -> list[Trouble]:
        """The newest first."""
        return [*self._last][::-1][:most]
