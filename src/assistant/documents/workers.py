"""Processes that read files, several at once: a file that breaks or hangs its reader costs itself.

Each process is a fresh interpreter and not a fork: the one that asks has threads of numeric
libraries, whose locks a fork would inherit as they happen to be.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, cast

from assistant.documents.parcel import from_bytes
from assistant.documents.read import read_document
from assistant.documents.work import (
    READY,
    Job,
    Orders,
    Outcome,
    Reader,
    read_file,
    receive,
    send,
)
from assistant.errors import BuildFailed

Outcomes = Generator[tuple[Job, Outcome], None, None]
ReadAll = Callable[[Iterable[Job]], Outcomes]
"""Reads files, and gives each with what became of it, in whichever order they are done.

Closed before its end, it gives up what is still being read."""

_MODULE = "assistant.documents.work"
_START_SECONDS = 120.0
_GRACE_SECONDS = 3.0
_LONGEST_SECONDS = 6 * 3600.0
# Scans are small for the time that they take: a page of 10 to 50 kB is a second of OCR.
_SECONDS_PER_MB = {".pdf": 120.0, ".png": 120.0, ".jpg": 120.0, ".jpeg": 120.0, ".tif": 240.0}
_OTHER_SECONDS_PER_MB = 20.0
# A second process is worth its start where there is enough to read.
_FILES_EACH, _BYTES_EACH = 12, 2_000_000
# How far reading runs ahead of whoever takes the outcomes.
_MOST_AHEAD, _MOST_BYTES_AHEAD = 64, 64_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take.

    `seconds` and `memory`, in MB, are for a small file; a larger one gets more of both by its size.
    `processes` is how many read at once: as many as there are cores where it is None.
    """

    seconds: float = 60.0
    memory: int = 640
    processes: int | None = None

    def __str__(self) -> str:
        return f"{self.seconds:g} s, {self.memory} MB"


def read_here(read: Reader) -> ReadAll:
    """Reads in this process, one file after the other: for readers that are trusted."""

    def read_all(jobs: Iterable[Job]) -> Outcomes:
        for job in jobs:
            yield job, read_file(job, read)

    return read_all


class Workers:
    """Reads files in processes of their own. Nothing runs before there is something to read.

    Call it with jobs, as a `ReadAll`. Close it, or use it as a context manager: what is being
    read then is given up.
    """

    def __init__(self, limits: Limits | None = None, read: Reader = read_document) -> None:
        self.limits = limits or Limits()
        self._orders = pickle.dumps(Orders(read, self.limits.memory * 1024**2))
        self._running: set[_Process] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._mine = threading.local()

    def __call__(self, jobs: Iterable[Job]) -> Outcomes:
        """Raises BuildFailed where no process can be started."""
        waiting = iter([*jobs])
        first = [*islice(waiting, _MOST_AHEAD)]
        if not first:
            return
        count = self._processes(first)
        threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        ahead: dict[Future[Outcome], tuple[Job, int]] = {}
        rest = _chained(first, waiting)
        try:
            while True:
                held = sum(size for _, size in ahead.values())
                while len(ahead) < _MOST_AHEAD and (held < _MOST_BYTES_AHEAD or not ahead):
                    job = next(rest, None)
                    if job is None:
                        break
                    size = _size(job)
                    ahead[threads.submit(self._read, job, size)] = job, size
                    held += size
                if not ahead:
                    return
                done, _ = wait(ahead, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda one: ahead[one][0].source):
                    job, _ = ahead.pop(future)
                    yield job, future.result()
        finally:
            for future in ahead:
                future.cancel()
            ended = self._end_all()
            threads.shutdown(wait=True, cancel_futures=True)
            for process in ended:
                process.dispose()

    def seconds_for(self, path: PurePath, size: int) -> float:
        """How long a file of this many bytes may take."""
        rate = _SECONDS_PER_MB.get(path.suffix.lower(), _OTHER_SECONDS_PER_MB)
        return min(self.limits.seconds * (1 + rate / 60 * size / 1_000_000), _LONGEST_SECONDS)

    def close(self) -> None:
        self._closed = True
        self._end_all()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _processes(self, jobs: list[Job]) -> int:
        most = self.limits.processes or _cores()
        size = sum(map(_size, jobs))
        wanted = max(len(jobs) // _FILES_EACH, size // _BYTES_EACH, 1)
        return min(most, wanted, len(jobs))

    def _read(self, job: Job, size: int) -> Outcome:
        """In a thread of the pool, with the process that is this thread's own."""
        process: _Process | None = getattr(self._mine, "process", None)
        if process is None or process.is_over:
            process = _Process(self._orders)
            self._mine.process = process
            with self._lock:
                self._running.add(process)
            if self._closed:
                process.end()
            process.wait_until_ready()
        seconds = self.seconds_for(job.path, size)
        outcome = process.read(job, size, seconds)
        if process.is_over:
            with self._lock:
                self._running.discard(process)
            process.dispose()
        return outcome or _lost(process, seconds)

    def _end_all(self) -> list[_Process]:
        with self._lock:
            running = [*self._running]
            self._running.clear()
        for process in running:
            process.end()
        return running


class _Process:
    """One reading process, used by one thread at a time."""

    def __init__(self, orders: bytes) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            # A session of its own: Ctrl-C in a terminal is for the one who asked, who then ends
            # this one together with the programs that it started.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-W", "ignore", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise _cannot_start(error.strerror or type(error).__name__) from error
        # Both are pipes, as asked above.
        self._jobs, self._answers = cast(
            tuple[BinaryIO, BinaryIO], (self._process.stdin, self._process.stdout)
        )
        self._orders = orders
        self._lock = threading.Lock()
        self.is_over = False
        self.timed_out = False

    @property
    def code(self) -> int | None:
        """How it ended, as `subprocess` says it."""
        return self._process.returncode

    def wait_until_ready(self) -> None:
        """Raises BuildFailed where it does not start."""
        if self._ask(self._orders, _START_SECONDS) != READY:
            self.end()
            raise _cannot_start(f"exit code {self.code}")

    def read(self, job: Job, size: int, seconds: float) -> Outcome | None:
        """The outcome of a file of about this many bytes; None where the process died of it."""
        message = self._ask(pickle.dumps((job, size, seconds)), seconds + _GRACE_SECONDS)
        state = receive(self._answers) if message is not None else None
        if state != READY:
            self.end()
        if message is None:
            return None
        try:
            return from_bytes(Outcome, message)
        except (ValueError, TypeError, KeyError):
            self.end()
            return None

    def end(self) -> None:
        """Kills it and what it started. From any thread, at any time."""
        with self._lock:
            if self.is_over:  # its number may be another's by now
                return
            self.is_over = True
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:  # Windows
                    self._process.kill()
            self._process.wait()

    def dispose(self) -> None:
        """Closes the pipes, once no thread uses them any more."""
        for pipe in (self._jobs, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()

    def _ask(self, message: bytes, seconds: float) -> bytes | None:
        clock = threading.Timer(seconds, self._give_up)
        clock.daemon = True
        clock.start()
        try:
            send(self._jobs, message)
            return receive(self._answers)
        except (OSError, ValueError):
            return None
        finally:
            clock.cancel()

    def _give_up(self) -> None:
        self.timed_out = True
        self.end()


def _lost(process: _Process, seconds: float) -> Outcome:
    """The outcome of a file that ended its reader."""
    code = process.code or 0
    if process.timed_out or code == -getattr(signal, "SIGALRM", 0):
        return Outcome(
            reason=f"it took longer to read than the {seconds:.0f} s that it is given",
            remedy="Split it or save it anew; or give files more with the setting `read_seconds`.",
        )
    anew = "Save it anew from the program that it was made with, or in another format."
    if code == -9:
        return Outcome(
            reason="the system ended its reader, most likely because memory ran out",
            remedy=f"{anew} Or free memory, or let fewer processes read: `read_processes`.",
        )
    if code == -getattr(signal, "SIGABRT", 0):
        return Outcome(
            reason="its reader broke off, most likely because it may take no more memory",
            remedy=f"{anew} Or give readers more with the setting `read_memory`.",
        )
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Outcome(reason=f"its reader crashed over it ({name})", remedy=anew)


def _cannot_start(cause: str) -> BuildFailed:
    return BuildFailed(
        f"No process could be started to read files in ({cause}).",
        "Free memory, or install the program again; then run `assistant index` again.",
    )


def _cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _size(job: Job) -> int:
    """Bytes on disk; 0 where the file has gone, which its reader will tell."""
    try:
        return job.path.stat().st_size
    except OSError:
        return 0


def _chained(first: list[Job], rest: Iterator[Job]) -> Iterator[Job]:
    yield from first
    yield from rest
