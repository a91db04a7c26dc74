"""What the builder knows of each file, so that an unchanged one is not read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.parcel import from_bytes, to_bytes
from assistant.index.publish import write_atomically
from assistant.types import Omission

FILE = "files.json"


@dataclass(frozen=True, slots=True)
class Record:
    """A file as it was last read: indexed as `document`, or else refused.

    `digest` is over the file and its sidecar. An empty `stamp` says that the file was being
    written when it was read, so that it must be compared by digest. `text` is the same for files
    that say the same; only one of them is indexed. `access` is the file's own, `omissions`
    are its pages that could not be read. `conditions` are those under which a file or page could
    not be read where others may do better: a program that is missing, a limit of time.
    """

    source: str
    path: str
    stamp: tuple[int, ...]
    digest: str
    document: str | None = None
    reason: str = ""
    remedy: str = ""
    text: str = ""
    access: str = ""
    omissions: tuple[Omission, ...] = ()
    conditions: str = ""


Ledger = Mapping[str, Record]


def read_ledger(folder: Path) -> Ledger:
    """The records of a build by source; none where they are lost, so that all is read anew."""
    try:
        records = from_bytes(tuple[Record, ...], (folder / FILE).read_bytes())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {record.source: record for record in records}


def write_ledger(folder: Path, records: Iterable[Record]) -> None:
    """Replaces the records of a build. Only the builder, under its lock, may do so."""
    lines = ",\n".join(to_bytes(record).decode() for record in records)
    write_atomically(folder / FILE, f"[\n{lines}\n]\n")
