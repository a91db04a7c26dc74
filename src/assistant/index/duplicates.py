"""Files that say the same: one of them is indexed, and the others are known to be its copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.index.corpus import Entry
from assistant.index.ledger import Record
from assistant.types import Access


@dataclass(frozen=True, slots=True)
class Copy:
    """The file `source` says the same as the file `of`, which is indexed for both."""

    source: str
    of: str


def pick_one_of_each(records: Iterable[Record], entries: Mapping[str, Entry]) -> tuple[Copy, ...]:
    """The copies among indexed files, by source.

    Which file stands for the others depends on their names alone, so that it is the same whatever
    was indexed before: one that a sidecar describes, else a PDF, whose pages can be cited, else
    the first.
    """
    alike: dict[str, list[str]] = {}
    for record in records:
        if record.document is not None and record.text:
            alike.setdefault(record.text, []).append(record.source)
    copies: list[Copy] = []
    for sources in alike.values():
        first = min(sources, key=lambda source: _rank(entries[source]))
        copies += [Copy(source, first) for source in sources if source != first]
    return tuple(sorted(copies, key=lambda copy: copy.source))


def strictest(levels: Iterable[str]) -> Access:
    """The access of a document whose files have these."""
    order: Sequence[Access] = tuple(Access)
    return max((Access(level) for level in levels), key=order.index)


def _rank(entry: Entry) -> tuple[bool, bool, str]:
    return entry.sidecar is None, entry.path.suffix.lower() != ".pdf", entry.source
