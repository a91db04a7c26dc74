"""The spans of a text: how they are given, and those that several kinds of value go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """`text` at `[start, end)` of the document. `sure` says that it is what was asked for by its
    own form (a number with the noun that was counted), and not just of the right kind; `clear`,
    that no other span beside it fits nearly as well."""

    text: str
    start: int
    end: int
    sure: bool = True
    clear: bool = True

    @property
    def told(self) -> bool:
        """Whether it can be named as the answer, apart from the sentence it stands in."""
        return self.sure and self.clear


Found = Iterable[tuple[int, int, bool]]
"""Start, end and sureness of each span that is found, as in `Span`."""

MARK = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*\s?[.)]|[a-zđ]\))\s")
"""What an item of a list opens with: `1.`, `2.3)`, `a)`."""


def capitalised(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, but for a single one that only opens the sentence."""
    run: list[re.Match[str]] = []
    for word in re.finditer(r"\w+", text):
        follows = run and text[run[-1].end() : word.start()] == " "
        if word[0][0].isupper() and (follows or not run):
            run.append(word)
            continue
        yield from _run(run)
        run = [word] if word[0][0].isupper() else []
    yield from _run(run)


def _run(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if run and (len(run) > 1 or run[0].start() > 0):
        yield run[0].start(), run[-1].end()


def is_free(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    """Whether a span overlaps none of those that are `taken`."""
    return not any(span[0] < end and start < span[1] for start, end in taken)
