"""What every reader hands over: blocks in reading order, and how they become one text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.types import Heading, Omission, Page


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row: one line of clean text.

    `level` is that of a heading by its markup, None for anything else; `turns` holds
    (offset into `text`, page) for each page that begins inside the block.
    """

    text: str
    page: int | None = None
    level: int | None = None
    turns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its reader found it.

    `scan` are lines as they stood in the file (page heads, margins, text boxes), in which
    marks are looked for besides the blocks; they are no part of the text. `fields` come from
    front matter. `headline`, `published` and `author` are what a web page's markup states,
    `dateline` is the line with its day of publication, wherever on the page it stands;
    `article` says that this markup, or the page around the text, makes it a news article;
    `from_markup` that the blocks are those of the article's own element. `omissions` are pages
    that could not be read.
    """

    blocks: tuple[Block, ...]
    scan: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    headline: str | None = None
    published: date | None = None
    dateline: str | None = None
    author: str | None = None
    article: bool = False
    from_markup: bool = False
    omissions: tuple[Omission, ...] = ()


# Tables that place text on the page instead of holding data: a document's head and foot.
_LAYOUT = re.compile(r"CỘNG SẢN VIỆT NAM|CỘNG H(?:ÒA|OÀ) XÃ HỘI|Nơi nhận\s*:", re.IGNORECASE)


def table_blocks(rows: Iterable[Sequence[Sequence[str]]]) -> Iterator[Block]:
    """Blocks of a table given as rows of cells of lines.

    A row becomes one line, `cell | cell`; a table that only places text on the page becomes
    the lines of its cells.
    """
    rows = list(rows)
    if any(_LAYOUT.search(line) for row in rows for cell in row for line in cell):
        yield from (Block(line) for row in rows for cell in row for line in cell)
        return
    for row in rows:
        cells = [" ".join(cell) for cell in row]
        if any(cells):
            yield Block(" | ".join(cells))


@dataclass(frozen=True, slots=True)
class Assembled:
    """The text of a document and what stands where in it."""

    text: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]


def assemble(blocks: Sequence[Block]) -> Assembled:
    """Joins blocks by line breaks; offsets of pages and headings are into the joined text."""
    headings: list[Heading] = []
    starts: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        if block.page is not None and (not starts or starts[-1][1] != block.page):
            starts.append((at, block.page))
        starts.extend((at + offset, page) for offset, page in block.turns)
        if block.level is not None:
            headings.append(Heading(block.level, block.text, at, at + len(block.text)))
        at += len(block.text) + 1
    text = "\n".join(block.text for block in blocks)
    ends = [start for start, _ in starts[1:]] + [len(text)]
    pages = tuple(
        Page(number, start, end) for (start, number), end in zip(starts, ends, strict=False)
    )
    return Assembled(text, pages, tuple(headings))
