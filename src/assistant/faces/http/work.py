"""Work that takes a processor for a while, beside the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from assistant.errors import Overloaded

_T = TypeVar("_T")


class Lane:
    """A few threads, and so much room to wait for one.

    What waits longer than a person would is better refused at once: the queue is bounded.
    """

    def __init__(self, threads: int, most_waiting: int) -> None:
        self._threads = threads
        self._most = threads + most_waiting
        self._under_way = 0
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], _T]) -> _T:
        """What the work gives, done in a thread. Raises Overloaded."""
        if self._limiter is None:  # it belongs to the running loop
            self._limiter = CapacityLimiter(self._threads)
        if self._under_way >= self._most:
            raise Overloaded("More is asked at once than can be answered soon.", "Try again soon.")
        self._under_way += 1
        try:
            return await run_sync(work, limiter=self._limiter)
        finally:
            self._under_way -= 1
