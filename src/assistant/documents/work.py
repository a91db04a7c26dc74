"""One file of a corpus, read: in this process, or in a process of its own that may die of it.

Run as a program it is such a process: it is told once how to read, then gets one job at a time
and gives one outcome for each. What comes back is JSON: nothing that a broken or hostile file
makes of its reader can run code in the process that asked.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import pickle
import signal
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from assistant.documents.parcel import to_bytes
from assistant.errors import AssistantError, DocumentRefused, SecretDocument
from assistant.types import Document

AGAIN = "run `assistant index` again"
_LENGTH = struct.Struct(">Q")
_MEMORY_A_BYTE = 4  # of a file: its bytes, its text, and copies of both under way


class Reader(Protocol):
    """Makes a document of a file. Raises DocumentRefused or SecretDocument."""

    def __call__(self, source: str, data: bytes, *, sidecar: bytes | None = None) -> Document: ...


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read. One whose digest is among the `known` ones need not be read again."""

    source: str
    path: Path
    sidecar: Path | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: a document, a refusal with reason and remedy, or, with neither,
    nothing new.

    `digest` is over the file and its sidecar. A `passing` refusal is not about the bytes: the next
    run tries again. Of a `secret` file nothing is told but that it is one.
    """

    digest: str = ""
    document: Document | None = None
    reason: str = ""
    remedy: str = ""
    secret: bool = False
    passing: bool = False


def read_file(job: Job, read: Reader) -> Outcome:
    """Reads a file at most once. Whatever its reader raises becomes a refusal.

    Raises:
        AssistantError: something is wrong that is not about this file.
    """
    try:
        data = job.path.read_bytes()
        sidecar = job.sidecar.read_bytes() if job.sidecar else None
    except OSError as error:
        reason, remedy = why_unreadable(error)
        return Outcome(reason=reason, remedy=remedy, passing=True)
    except MemoryError:
        return _too_large("")
    digest = file_digest(data, sidecar)
    if digest in job.known:
        return Outcome(digest)
    try:
        document = read(job.source, data, sidecar=sidecar)
        to_bytes(document)  # half a surrogate pair cannot be stored
    except (DocumentRefused, MemoryError) as error:
        return _refused(digest, error)
    except AssistantError:
        raise
    except Exception as error:
        return Outcome(
            digest,
            reason=f"it could not be made sense of ({type(error).__name__})",
            remedy="Save it anew from the program that it was made with, or in another format.",
            passing=True,
        )
    return Outcome(digest, document)


def _refused(digest: str, error: DocumentRefused | MemoryError) -> Outcome:
    if isinstance(error, SecretDocument):
        return Outcome(reason=error.reason, remedy=error.remedy, secret=True, passing=True)
    if isinstance(error, MemoryError) or _is_about_memory(error):
        return _too_large(digest)
    return Outcome(digest, reason=error.reason, remedy=error.remedy)


def why_unreadable(error: Exception) -> tuple[str, str]:
    """Why the operating system does not give a file, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "it vanished while it was read", f"If it should be there, {AGAIN}."
        case PermissionError():
            return (
                "this user may not read it",
                f"Give the user who builds the index the right to read it, then {AGAIN}.",
            )
    cause = getattr(error, "strerror", None) or str(error)
    return f"it cannot be read ({cause})", f"Mend or replace it, then {AGAIN}."


def file_digest(data: bytes, sidecar: bytes | None) -> str:
    """SHA-256 over both files, in hex; a missing sidecar is not an empty one."""
    parts = [data] if sidecar is None else [data, sidecar]
    joined = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(joined).hexdigest()


def _is_about_memory(error: BaseException) -> bool:
    """Whether a lack of memory is what a reader took for a broken file."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return True
        cause = cause.__context__
    return False


def _too_large(digest: str) -> Outcome:
    return Outcome(
        digest,
        reason="it takes more memory to read than a reader is given",
        remedy="Split it into smaller files, or give readers more with the setting `read_memory`.",
    )


# The process.


@dataclass(frozen=True, slots=True)
class Orders:
    """What a reading process is told when it starts.

    `memory` is in bytes, for a small file; a larger one gets more by its size.
    """

    read: Reader
    memory: int


def send(channel: BinaryIO, message: bytes) -> None:
    """Raises OSError where nobody listens any more."""
    channel.write(_LENGTH.pack(len(message)) + message)
    channel.flush()


def receive(channel: BinaryIO) -> bytes | None:
    """The next message; None where the other side has gone, be it in the middle of one."""
    head = channel.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = channel.read(length)
    return message if len(message) == length else None


READY, LAST = b"ready", b"last"


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Reads files until nobody asks any more. After each outcome `READY`, or `LAST` at its end."""
    asked = receive(jobs)
    if asked is None:
        return
    orders: Orders = pickle.loads(asked)  # noqa: S301  # from the process that started this one
    _leave_no_dump()
    send(answers, READY)
    while (asked := receive(jobs)) is not None:
        job, size, seconds = pickle.loads(asked)  # noqa: S301
        _limit_memory(orders.memory + _MEMORY_A_BYTE * size)
        with _no_longer_than(seconds):
            outcome = read_file(job, orders.read)
            message = to_bytes(outcome)
        send(answers, message)
        # What a large file left behind in memory is not taken from the next one.
        used_up = _held_memory() > orders.memory // 2
        send(answers, LAST if used_up else READY)
        if used_up:
            return


def _leave_no_dump() -> None:
    """Where a reader crashes, nothing of its file's content stays on the disk."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(most: int) -> None:
    """Bounds what this process, and each that it starts, may allocate.

    Data, not addresses: what a library only maps or reserves costs nothing.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _held_memory() -> int:
    """In bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Ends this process after so long, also where nobody is left to end it.

    The signal keeps its default action, so that no library, however stuck, can put it off.
    """
    if not hasattr(signal, "alarm"):  # Windows
        yield
        return
    signal.alarm(math.ceil(seconds))
    try:
        yield
    finally:
        signal.alarm(0)


def main(work: Callable[[BinaryIO, BinaryIO], None] = serve) -> None:
    """Keeps the two ends of the pipe from libraries that print, then works."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    # Nobody listens any more: the one who asked has gone, or has ended this process's work.
    with contextlib.suppress(OSError):
        work(jobs, answers)
    os._exit(0)  # nothing that a reader left behind may hold it up


if __name__ == "__main__":
    main()
