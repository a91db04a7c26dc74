"""Where words stand on a page, and the tables that lines rule around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

# In shares of a page's width.
_INDENT = 0.015
_SPACE = 0.004
_FEWEST_LINES = 4
_WIDE = 0.6  # of the widest line: what tells where the column stands


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, from its top left corner, in the page's own unit."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle, across and down."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def holds(self, across: float, down: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= across <= self.right and self.top <= down <= self.bottom

    def with_(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def scaled(self, factor: float) -> Box:
        """The same place in a unit of another size."""
        edges = (self.left, self.top, self.right, self.bottom)
        return Box(*(edge * factor for edge in edges))


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands; `certainty`, 0 to 1, is that of its recognition."""

    text: str
    box: Box
    certainty: float = 1.0


Line = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a ruled table, and how many columns it covers. `goes_on` says that it is the part
    of the cell above it: its box is that one's.
    """

    box: Box
    columns: int = 1
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its cells, row by row."""

    box: Box
    rows: tuple[tuple[GridCell, ...], ...]

    def scaled(self, factor: float) -> Grid:
        """The same table in a unit of another size."""
        rows = tuple(
            tuple(replace(cell, box=cell.box.scaled(factor)) for cell in row) for row in self.rows
        )
        return Grid(self.box.scaled(factor), rows)


@dataclass(frozen=True, slots=True)
class RowCell:
    """The lines of a cell; the rest is as in `GridCell`."""

    lines: tuple[str, ...]
    columns: int = 1
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as it stands on its page."""

    cells: tuple[RowCell, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return sum(cell.columns for cell in self.cells)


def line_text(line: Line) -> str:
    """Its words, parted by spaces."""
    return " ".join(word.text for word in line)


def row_text(row: Row) -> str:
    """A row as one line, `cell | cell`."""
    return " | ".join(" ".join(cell.lines) for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a line of text stands, in shares of its page's width.

    `first` is how wide its first word is; `start` and `edge` are where its column begins and ends.
    """

    left: float
    right: float
    first: float
    start: float
    edge: float

    @property
    def is_indented(self) -> bool:
        """Whether it begins to the right of its column."""
        return self.left > self.start + _INDENT

    def is_below(self, before: Span) -> bool:
        """Whether it may go on with a line: it begins at the column, with it, or has its middle."""
        return (
            self.left <= self.start + _INDENT
            or abs(self.left - before.left) <= _INDENT / 2
            or abs(self.left + self.right - before.left - before.right) <= _INDENT
        )

    def leaves_room_for(self, following: Span) -> bool:
        """Whether the first word of the following line would still have found room in this one."""
        return self.right + _SPACE + following.first < self.edge


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of text as it stands on its page; `span` is None where no column can be told."""

    text: str
    span: Span | None


def with_tables(lines: Sequence[Line], grids: Sequence[Grid], width: float) -> list[Printed | Row]:
    """The lines as text, with the rows of each table where its first word stood.

    `width` is that of the page.
    """
    column = _column(lines, width)
    return [
        Printed(line_text(item.words), _span(item.words, width, column) if column else None)
        if isinstance(item, _Run)
        else item
        for item in _parted(lines, grids)
    ]


@dataclass(frozen=True, slots=True)
class _Run:
    words: Line


def _column(lines: Sequence[Line], width: float) -> tuple[float, float] | None:
    """Where the text of a page begins and ends across, in shares of its width."""
    edges = [(line[0].box.left / width, line[-1].box.right / width) for line in lines if line]
    widest = max((right - left for left, right in edges), default=0.0)
    wide = [(left, right) for left, right in edges if right - left > _WIDE * widest]
    if len(wide) < _FEWEST_LINES:
        return None
    return min(left for left, _ in wide), max(right for _, right in wide)


def _span(words: Line, width: float, column: tuple[float, float]) -> Span:
    first, last = words[0].box, words[-1].box
    return Span(first.left / width, last.right / width, (first.right - first.left) / width, *column)


def _parted(lines: Sequence[Line], grids: Sequence[Grid]) -> Iterator[_Run | Row]:
    waiting = list(grids)
    for line in lines:
        run: list[Word] = []
        for word in line:
            grid = next((g for g in grids if g.box.holds(*word.box.middle)), None)
            if grid is None:
                run.append(word)
                continue
            if run:
                yield _Run(tuple(run))
                run = []
            if grid in waiting:
                waiting.remove(grid)
                yield from _rows(grid, lines)
        if run:
            yield _Run(tuple(run))


def _rows(grid: Grid, lines: Sequence[Line]) -> Iterator[Row]:
    words = [w for line in lines for w in line if grid.box.holds(*w.box.middle)]
    for row in grid.rows:
        cells = tuple(
            RowCell(
                ()
                if cell.goes_on
                else tuple(_cell_lines([w for w in words if cell.box.holds(*w.box.middle)])),
                cell.columns,
                cell.goes_on,
            )
            for cell in row
        )
        if any(cell.lines for cell in cells):
            yield Row(cells)


def _cell_lines(words: Sequence[Word]) -> Iterator[str]:
    """Words of one cell, line by line: those on one height, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        if rows and word.box.middle[1] < max(w.box.bottom for w in rows[-1][:1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        yield line_text(tuple(sorted(row, key=lambda word: word.box.left)))
