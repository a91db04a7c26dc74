"""A reader that does what a file tells it to: break, hang, or take all memory there is."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from fakes import FakeReader

from assistant.errors import DocumentRefused
from assistant.types import Document

PLAIN = FakeReader()


def obey(source: str, data: bytes, *, sidecar: bytes | None = None) -> Document:
    """Reads a file as plain text, after what its first word says."""
    order, _, rest = data.decode().partition(" ")
    match order:
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(7)
        case "abort":
            os.abort()
        case "hang":
            time.sleep(600)
        case "spin":
            while True:  # holds the interpreter's lock nearly all the time
                pass
        case "program":
            child = subprocess.Popen(["sleep", "600"])  # noqa: S607
            Path(rest).write_text(str(child.pid), encoding="utf-8")
            child.wait()
        case "memory":
            data = b"".join(bytes(100_000_000) for _ in range(100))
        case "hidden-memory":
            try:
                data = bytes(100_000_000_000)
            except MemoryError:
                raise DocumentRefused(source, "it is broken", "Mend it.") from None
        case "print":
            print(data.decode(), flush=True)
            os.write(1, data * 1000)
            print(data.decode(), file=sys.stderr, flush=True)
        case "wait":
            time.sleep(float(rest.split()[0]))
    document = PLAIN(source, data, sidecar=sidecar)
    return replace(document, author="\ud83d") if order == "surrogate" else document
