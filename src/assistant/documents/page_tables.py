"""The lines of pages, their tables row by row, also where a table goes on overleaf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from assistant.documents.blocks import Block
from assistant.documents.layout import Printed, Row, RowCell
from assistant.documents.reflow import Line, glue
from assistant.documents.tables import Cell, table_rows

_HEAD_OF_PAGE = 2  # lines, of a page number and a running head

Items = Sequence[Printed | Row]


@dataclass(frozen=True, slots=True)
class _Table:
    """What a page's end leaves of a table: its width and the rows that name its columns."""

    width: int
    names: tuple[tuple[Cell, ...], ...]


def lines_of_pages(pages: Sequence[Items]) -> list[list[Line]]:
    """The lines of pages numbered from 1; a row of a table is a line by itself.

    A table that goes on overleaf keeps its columns' names, and a row that a page's end parted is
    one row.
    """
    whole = [list(page) for page in pages]
    for page, overleaf in pairwise(whole):
        _join_row(page, overleaf)
    made: list[list[Line]] = []
    table: _Table | None = None
    for number, page in enumerate(whole, 1):
        lines, table = _lines(page, number, table)
        made.append(lines)
    return made


def _join_row(page: list[Printed | Row], overleaf: list[Printed | Row]) -> None:
    """What stands overleaf has the same cells, and nothing in the first one, which numbers rows."""
    at = _first_row(overleaf)
    row = page[-1] if page else None
    if at is None or not isinstance(row, Row):
        return
    rest = overleaf[at]
    if not isinstance(rest, Row) or [c.columns for c in rest.cells] != [
        c.columns for c in row.cells
    ]:
        return
    if row.cells[0].lines and not rest.cells[0].lines:
        page[-1] = Row(
            tuple(
                replace(cell, lines=(*cell.lines, *more.lines))
                for cell, more in zip(row.cells, rest.cells, strict=True)
            )
        )
        del overleaf[at]


def _first_row(page: Items) -> int | None:
    """Where a page's first row stands, if it is what the page begins with."""
    head = page[: _HEAD_OF_PAGE + 1]
    return next((at for at, item in enumerate(head) if isinstance(item, Row)), None)


def _lines(page: Items, number: int, before: _Table | None) -> tuple[list[Line], _Table | None]:
    """The lines of a page, and the table at its end. `before` is that of the page before."""
    lines: list[Line] = []
    first = _first_row(page)
    at = 0
    table: _Table | None = None
    for is_row, group in groupby(page, lambda item: isinstance(item, Row)):
        items = list(group)
        if is_row:
            rows = [item for item in items if isinstance(item, Row)]
            goes_on = before if at == first and before and before.width == rows[0].width else None
            texts, table = _rows(rows, goes_on)
            lines.extend(Line(text, number, whole=True) for text in texts)
        else:
            table = None
            lines.extend(
                Line(item.text, number, item.span) for item in items if isinstance(item, Printed)
            )
        at += len(items)
    return lines, table


def _rows(rows: Sequence[Row], before: _Table | None) -> tuple[list[str], _Table]:
    cells = [tuple(map(_cell, row.cells)) for row in rows]
    if before is not None:
        while cells and any(_says(cells[0], names) for names in before.names):
            del cells[0]  # the names, printed again
        return _texts([*before.names, *cells]), before
    texts = _texts(cells)
    taken = max(0, len(cells) - len(texts))
    names = tuple(tuple(replace(cell, names=True) for cell in row) for row in cells[:taken])
    return texts, _Table(rows[0].width, names)


def _texts(rows: Iterable[Sequence[Cell]]) -> list[str]:
    return [block.text for block in table_rows(rows)]


def _says(row: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return [cell.text for cell in row] == [cell.text for cell in other]


def _cell(cell: RowCell) -> Cell:
    blocks = tuple(Block(text) for text in _whole(cell.lines))
    return Cell(blocks, cell.columns, goes_on=cell.goes_on)


def _whole(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a cell, a word or number that is broken at a line's end in one piece."""
    made: list[str] = []
    for line in lines:
        between = glue(made[-1], line) if made else " "
        if between == " ":
            made.append(line)
        else:
            made[-1] = f"{made[-1] if between == '' else made[-1][:-1]}{line}"
    return iter(made)
