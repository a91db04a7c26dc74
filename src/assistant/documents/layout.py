"""Where words stand on a page, and the tables that lines rule around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


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
class Grid:
    """A ruled table. `cells` are its rows, each with the boxes of its cells; a cell that goes
    over several columns or rows is one box, in its first row.
    """

    box: Box
    cells: tuple[tuple[Box, ...], ...]

    def scaled(self, factor: float) -> Grid:
        """The same table in a unit of another size."""
        cells = tuple(tuple(cell.scaled(factor) for cell in row) for row in self.cells)
        return Grid(self.box.scaled(factor), cells)


Row = tuple[tuple[str, ...], ...]
"""A row of a table: its cells, each with its lines."""


def line_text(line: Line) -> str:
    """Its words, parted by spaces."""
    return " ".join(word.text for word in line)


def row_text(row: Row) -> str:
    """A row as one line, `cell | cell`."""
    return " | ".join(" ".join(cell) for cell in row)


def with_tables(lines: Sequence[Line], grids: Sequence[Grid]) -> Iterator[str | Row]:
    """The lines as text, with the rows of each table where its first word stood."""
    waiting = list(grids)
    for line in lines:
        run: list[Word] = []
        for word in line:
            grid = next((g for g in grids if g.box.holds(*word.box.middle)), None)
            if grid is None:
                run.append(word)
                continue
            if run:
                yield line_text(tuple(run))
                run = []
            if grid in waiting:
                waiting.remove(grid)
                yield from _rows(grid, lines)
        if run or not line:
            yield line_text(tuple(run))


def _rows(grid: Grid, lines: Sequence[Line]) -> Iterator[Row]:
    words = [w for line in lines for w in line if grid.box.holds(*w.box.middle)]
    for row in grid.cells:
        cells = tuple(
            tuple(_cell_lines([word for word in words if cell.holds(*word.box.middle)]))
            for cell in row
        )
        if any(cells):
            yield cells


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
