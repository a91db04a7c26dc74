"""Requests shared out among the worker processes.

The kernel gives a new connection to whichever process looks first, and all requests on it stay
there: of two processes one may have nearly all of them, and its clients wait twice as long. So a
process that has more under way than another closes a connection behind its reply. The client opens
a new one, which the process with less to do is likelier to take.
"""

from __future__ import annotations

import mmap
from pathlib import Path

from filelock import FileLock, Timeout
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SIZE = 8
# So many more than another process a process may have under way.
_MARGIN = 2


class UnderWay:
    """How many requests each of several processes has under way, in a small file that all map."""

    def __init__(self, folder: Path, processes: int) -> None:
        """Takes a place of its own in the folder. Raises OSError where none is free."""
        self._own, self._lock = _claimed(folder, processes)
        path = folder / "under-way"
        with path.open("ab") as file:
            file.truncate(_SIZE * processes)
        with path.open("r+b") as file:
            self._counts = memoryview(mmap.mmap(file.fileno(), _SIZE * processes)).cast("q")
        self._counts[self._own] = 0  # one that was killed may have left its count

    def begin(self) -> None:
        self._counts[self._own] += 1

    def end(self) -> None:
        self._counts[self._own] -= 1

    def is_ahead(self) -> bool:
        """Whether another process has clearly less under way."""
        return self._counts[self._own] > min(self._counts) + _MARGIN


def _claimed(folder: Path, processes: int) -> tuple[int, FileLock]:
    """The first place that no other process holds, and the lock by which it is held."""
    for place in range(processes):
        lock = FileLock(folder / f"{place}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        return place, lock
    raise OSError(f"{processes} processes are serving already")


class Shared:
    """Closes a connection behind its reply where another process has less to do."""

    def __init__(self, app: ASGIApp, under_way: UnderWay) -> None:
        self._app = app
        self._under_way = under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start" and self._under_way.is_ahead():
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        self._under_way.begin()
        try:
            await self._app(scope, receive, send_last)
        finally:
            self._under_way.end()
