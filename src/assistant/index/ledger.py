"""What the builder knows of each file, so that an unchanged one is not read again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.index.publish import write_atomically

FILE = "files.json"


@dataclass(frozen=True, slots=True)
class Record:
    """A file as it was last read: indexed as `document`, or else refused.

    `digest` is over the file and its sidecar. An empty `stamp` says that the file was being
    written when it was read, so that it must be compared by digest.
    """

    source: str
    path: str
    stamp: tuple[int, ...]
    digest: str
    document: str | None = None
    reason: str = ""
    remedy: str = ""


Ledger = Mapping[str, Record]


def read_ledger(folder: Path) -> Ledger:
    """The records of a build by source; none where they are lost, so that all is read anew."""
    try:
        fields = json.loads((folder / FILE).read_bytes())
        records = [Record(**{**f, "stamp": tuple(f["stamp"])}) for f in fields]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return {record.source: record for record in records}


def write_ledger(folder: Path, records: Iterable[Record]) -> None:
    """Replaces the records of a build. Only the builder, under its lock, may do so."""
    lines = ",\n".join(json.dumps(asdict(r), ensure_ascii=False) for r in records)
    write_atomically(folder / FILE, f"[\n{lines}\n]\n")
