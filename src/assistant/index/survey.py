"""One file of a corpus against what is known of it: unchanged, newly read, or refused."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.errors import AssistantError, DocumentRefused, SecretDocument
from assistant.index.corpus import Entry, Refusal, unreadable_file
from assistant.index.ledger import Record
from assistant.types import Document, Passage

Parsed = tuple[Document, tuple[Passage, ...]]
Parse = Callable[[str, bytes, bytes | None], Parsed]
Files = tuple[bytes, bytes | None]

# A file written to so shortly before it was read may be written to again within one tick of the
# file system's clock, which would leave its stamp as it is.
_TICK_NS = 100_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a file. `changes` says that the live build no longer tells the same of it.

    `record` is what to remember of the file, `refusal` what to report, `parsed` what was newly
    read of it.
    """

    changes: bool
    record: Record | None = None
    refusal: Refusal | None = None
    parsed: Parsed | None = None


def examine(entry: Entry, known: Record | None, parse: Parse, *, reuse: bool) -> Finding:
    """Reads a file at most once, and not at all where its stamp is that of the known record.

    With `reuse` off all is parsed again. Whatever a reader raises becomes a refusal, except
    errors that are not about this file.
    """
    path, indexed = str(entry.path), _is_indexed(known)
    if known and reuse and (known.path, known.stamp) == (path, entry.stamp):
        return _unchanged(known, changes=False)
    begun = time.time_ns()
    try:
        files = entry.read()
    except OSError as error:
        return Finding(indexed, refusal=unreadable_file(entry.source, error))
    stamp = entry.stamp if begun - entry.changed_ns > _TICK_NS else ()
    digest = _digest(*files)
    if known and reuse and known.digest == digest:
        # The build also holds the path, for those who want to see the file itself.
        moved = indexed and known.path != path
        return _unchanged(replace(known, path=path, stamp=stamp), changes=moved)
    record = Record(entry.source, path, stamp, digest)
    return _read(record, known, files, parse)


def _read(record: Record, known: Record | None, files: Files, parse: Parse) -> Finding:
    indexed = _is_indexed(known)
    try:
        parsed = parse(record.source, *files)
    except SecretDocument as error:  # no record, and whatever was known of it must go
        refusal = Refusal(record.source, error.reason, error.remedy, secret=True)
        return Finding(known is not None, refusal=refusal)
    except DocumentRefused as error:
        refused = replace(record, reason=error.reason, remedy=error.remedy)
        return Finding(indexed, refused, Refusal(record.source, error.reason, error.remedy))
    except AssistantError:
        raise
    except Exception as error:
        refusal = Refusal(
            record.source,
            f"it could not be made sense of ({type(error).__name__})",
            "Save it anew from the program that it was made with, or in another format.",
        )
        return Finding(indexed, refusal=refusal)
    return Finding(True, replace(record, document=parsed[0].id), parsed=parsed)


def _is_indexed(known: Record | None) -> bool:
    return known is not None and known.document is not None


def _unchanged(record: Record, *, changes: bool) -> Finding:
    if record.document is not None:
        return Finding(changes, record)
    return Finding(changes, record, Refusal(record.source, record.reason, record.remedy))


def _digest(data: bytes, sidecar: bytes | None) -> str:
    """SHA-256 over both files, in hex; a missing sidecar is not an empty one."""
    parts = [data] if sidecar is None else [data, sidecar]
    joined = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(joined).hexdigest()
