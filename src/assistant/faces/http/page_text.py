"""Texts of documents as a page shows them: in pieces, marked or not, never as markup.

Templates write every piece through autoescape, so nothing in a document can become an element.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.types import Document, Hit

Span = tuple[int, int]
EXCERPT = 360
_ITEM = re.compile(r"(?:[-+•*]|\d{1,3}[.)]|[a-zđ][.)])\s")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `first` marks the beginning of what was looked for."""

    text: str
    marked: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a document. `page` is the page that begins with it; `level` of a heading 2 to 5."""

    kind: Literal["heading", "item", "paragraph"]
    anchor: str
    pieces: tuple[Piece, ...]
    level: int = 0
    page: int | None = None


def marked(text: str, value: str | None) -> tuple[Piece, ...]:
    """The text with every occurrence of the value marked."""
    if not value:
        return (Piece(text),)
    found = [(m.start(), m.end()) for m in re.finditer(re.escape(value), text)]
    return tuple(_pieces(text, 0, len(text), found))


def excerpt(hit: Hit, width: int = EXCERPT) -> tuple[Piece, ...]:
    """About `width` characters of a passage around its first highlights, cut at words."""
    text = hit.passage.text
    start, end = _window(text, hit.highlights, width)
    pieces = list(_pieces(text, start, end, hit.highlights))
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) else []
    return (*before, *pieces, *after)


def blocks(document: Document, span: Span | None) -> list[Block]:
    """A document line by line, with what stands in `span` marked."""
    headings = {heading.start: heading for heading in document.headings}
    outermost = min((heading.level for heading in document.headings), default=1)
    pages = sorted((page.start, page.number) for page in document.pages)
    wanted = [span] if span else []
    found: list[Block] = []
    turned = 0
    for start, end in _lines(document.text):
        # A page may begin with the line break that ends the line before.
        reached = bisect_left(pages, (end, 0))
        page = pages[reached - 1][1] if reached > turned else None
        turned = reached
        heading = headings.get(start)
        first = bool(span) and start <= span[0] < end if span else False
        pieces = tuple(_pieces(document.text, start, end, wanted, first=first))
        if heading:
            level = min(heading.level - outermost + 2, 2 + _DEEPEST - 1)
            found.append(Block("heading", f"h{start}", pieces, level, page))
        else:
            item = _ITEM.match(document.text, start) is not None
            found.append(Block("item" if item else "paragraph", f"p{start}", pieces, page=page))
    return found


def clamp(document: Document, start: int | None, end: int | None) -> Span | None:
    """The part of a document that a link names; None where it names none."""
    length = len(document.text)
    if start is None or end is None or not 0 <= start < end or start >= length:
        return None
    return start, min(end, length)


def page_of(document: Document, position: int) -> int | None:
    """The page on which a position of the text stands."""
    number = None
    for page in document.pages:
        if page.start <= position:
            number = page.number
    return number


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _window(text: str, spans: Sequence[Span], width: int) -> Span:
    if len(text) <= width:
        return 0, len(text)
    at = spans[0][0] if spans else 0
    start = max(0, min(at - width // 4, len(text) - width))
    if start:
        start = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    end = min(len(text), start + width)
    if end < len(text):
        end = max(text.rfind(" ", start, end), text.rfind("\n", start, end), start + 1)
    return start, end


def _pieces(
    text: str, start: int, end: int, spans: Iterable[Span], *, first: bool = False
) -> Iterator[Piece]:
    """`text[start:end]` in pieces; overlapping spans count once."""
    at = start
    for begin, stop in sorted(spans):
        begin, stop = max(begin, at), min(stop, end)  # noqa: PLW2901
        if begin >= stop:
            continue
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:stop], marked=True, first=first)
        first = False
        at = stop
    if at < end:
        yield Piece(text[at:end])
