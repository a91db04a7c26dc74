"""The assistant over whatever build is live: a newer one is opened beside it and takes over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

from assistant.errors import AssistantError, StateError
from assistant.service import Assistant

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
# What `current` gave is still used by nobody knows whom when the next build takes over.
_GRACE_SECONDS = 60.0
# How often a build that cannot be opened is tried again.
_RETRY_SECONDS = 10.0


@dataclass(slots=True, eq=False)
class _Opened:
    """An assistant over one build; `retired_at` since when there is a newer one."""

    assistant: Assistant
    users: int = 0
    retired_at: float | None = None


class Live:
    """Gives the assistant over the live build to any thread, without ever waiting for a new one.

    A thread of its own looks once a second for a newer build, opens it beside the old one, lets
    it answer once so that the first question need not wait, and then exchanges the two. The old
    one is closed when nobody uses it. A newer build that cannot be opened is logged and tried
    again; the old one goes on. Use as a context manager, or `close` it.
    """

    def __init__(
        self,
        open_assistant: Callable[[], Assistant],
        *,
        warm_up: Callable[[Assistant], object] = lambda _: None,
        look_seconds: float = _LOOK_SECONDS,
        grace_seconds: float = _GRACE_SECONDS,
    ) -> None:
        self._open = open_assistant
        self._warm_up = warm_up
        self._look_seconds = look_seconds
        self._grace = grace_seconds
        self._lock = threading.Lock()  # over the fields below; never held while opening
        self._opening = threading.Lock()
        self._current: _Opened | None = None
        self._retired: list[_Opened] = []
        self._failure: AssistantError | None = None
        self._retry_at = 0.0
        self._closed = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="index watcher", daemon=True)
        self._watcher.start()

    def current(self) -> Assistant:
        """The assistant over the live build, to be called at once: hold it by `use` for longer.

        The first call opens the build. One that was replaced stays open for a minute.

        Raises:
            IndexNotFound, IndexDamaged, EncoderMismatch: there is no build that can be opened.
        """
        return self._opened().assistant

    @contextmanager
    def use(self) -> Iterator[Assistant]:
        """The assistant over the live build, which stays open until the block ends.

        Raises as `current` does.
        """
        self._opened()
        with self._lock:
            opened = self._current
            if opened is None:
                raise StateError("The assistant was closed.", "Start it again.")
            opened.users += 1
        try:
            yield opened.assistant
        finally:
            with self._lock:
                opened.users -= 1
            self._sweep()

    @property
    def failure(self) -> AssistantError | None:
        """Why the newest build could not be opened; None where it was."""
        return self._failure

    def close(self) -> None:
        """Stops looking, and closes what nobody uses; the rest as soon as it is given back."""
        self._closed.set()
        if self._watcher is not threading.current_thread():
            self._watcher.join()
        with self._lock:
            if self._current:
                self._retire(self._current)
                self._current = None
        self._sweep()

    def __enter__(self) -> Live:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _opened(self) -> _Opened:
        """The live build, opened where none is yet."""
        if opened := self._current:
            return opened
        with self._opening:
            if self._current is None and time.monotonic() >= self._retry_at:
                self._replace()
            if self._current:
                return self._current
        failure = self._failure or StateError("The assistant was closed.", "Start it again.")
        raise failure.with_traceback(None)  # else it would grow with each thread that raises it

    def _watch(self) -> None:
        while not self._closed.wait(self._look_seconds):
            try:
                self._look()
                self._sweep()
            except Exception:  # whatever it was, the next build must still be picked up
                _log.exception("looking for a newer index failed")

    def _look(self) -> None:
        """Opens a newer build, where there is one."""
        opened = self._current
        if opened is None or time.monotonic() < self._retry_at:
            return
        try:
            if opened.assistant.index.is_current():
                self._failure = None
                return
        except AssistantError as error:
            self._fail(error)
            return
        with self._opening:
            self._replace()

    def _replace(self) -> None:
        """Opens the live build and lets it take over. Called with `_opening` held."""
        if self._closed.is_set():
            return
        try:
            assistant = self._open()
            self._warm_up(assistant)
        except AssistantError as error:
            self._fail(error)
            return
        with self._lock:
            previous, self._current = self._current, _Opened(assistant)
            if previous:
                self._retire(previous)
        self._failure, self._retry_at = None, 0.0
        _log.info("index opened", extra={"build": assistant.index.build})

    def _fail(self, error: AssistantError) -> None:
        if str(error) != str(self._failure):
            _log.error("the newest index cannot be opened", extra={"cause": str(error)})
        self._failure = error
        wait = _RETRY_SECONDS if self._current else self._look_seconds
        self._retry_at = time.monotonic() + wait

    def _retire(self, opened: _Opened) -> None:
        """Called with `_lock` held."""
        opened.retired_at = time.monotonic()
        self._retired.append(opened)

    def _sweep(self) -> None:
        """Closes the builds that were replaced and that nobody can be using any more."""
        if not self._retired:
            return
        now, grace = time.monotonic(), 0.0 if self._closed.is_set() else self._grace
        with self._lock:
            over = [
                one
                for one in self._retired
                if not one.users and one.retired_at is not None and now - one.retired_at >= grace
            ]
            self._retired = [one for one in self._retired if one not in over]
        for one in over:
            one.assistant.index.close()
