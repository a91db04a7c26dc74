"""How a build goes on, and what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.index.corpus import Refusal
from assistant.index.duplicates import Copy
from assistant.index.ledger import Record


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: `done` of `total` files or, past reading, passages.

    Passages are encoded while files are read, so that their total grows as long.
    """

    stage: Literal["reading", "embedding", "indexing"]
    done: int
    total: int


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Pages of an indexed file that could not be read, for one reason."""

    source: str
    pages: tuple[int, ...]
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `documents` and `passages` are what the index now holds.

    `read`, `unchanged` and `removed` count files; `resumed` those of the first two that an
    interrupted build had read already. `copies` are files that say the same as another one, which
    alone is indexed. `passages_per_second` is of the passages newly made, over the whole time.
    """

    build: str
    documents: int
    passages: int
    read: int
    unchanged: int
    removed: int
    refused: tuple[Refusal, ...]
    seconds: float
    passages_per_second: float
    resumed: int = 0
    copies: tuple[Copy, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()


def incomplete(records: Sequence[Record]) -> Iterator[Incomplete]:
    """Pages that could not be read, by file and reason."""
    for record in records:
        pages: dict[tuple[str, str], list[int]] = {}
        for omission in record.omissions:
            pages.setdefault((omission.reason, omission.remedy), []).append(omission.page)
        for (reason, remedy), numbers in pages.items():
            yield Incomplete(record.source, tuple(numbers), reason, remedy)
