"""Ruled tables in the image of a page: where their lines and cells are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.documents.layout import Box, Grid, GridCell

Dark = NDArray[np.bool_]

_SHORTEST = 0.3  # inches: no stroke of a letter is as long
_LOWEST = 0.15  # of a row: its sides are known by reaching from line to line
_MOST_PAIRS = 1_000_000  # of lines that may meet: a full page of rows has 50,000
_NEAR = 0.05  # inches within which lines meet, or are one
_DRAWN = 0.6  # share of a cell's side that is drawn where it has that side


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A straight line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


def find_grids(dark: Dark, dpi: float) -> list[Grid]:
    """The ruled tables of an upright page, from top to bottom, in its pixels.

    `dark` is True where there is ink. A frame around one text is no table.
    """
    near = _NEAR * dpi
    across = _strokes(dark, dpi, _SHORTEST)
    down = _strokes(dark.T, dpi, _LOWEST)
    if len(across) * len(down) > _MOST_PAIRS:
        return []  # a picture, hatched or dotted
    down = [side for side in down if _reaches(side, across, near)]
    grids = []
    for rows, columns in _joined(across, down, near):
        grid = _grid(rows, columns, near)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: grid.box.top)


def _reaches(side: _Stroke, across: Sequence[_Stroke], near: float) -> bool:
    """Whether a stroke begins at one line and ends at another."""
    met = [line.at for line in across if line.start - near <= side.at <= line.end + near]
    return any(abs(at - side.start) <= near for at in met) and any(
        abs(at - side.end) <= near for at in met
    )


def _strokes(dark: Dark, dpi: float, shortest: float) -> list[_Stroke]:
    """Lines that run along the rows of the image, of so many inches at least."""
    length, near = max(8, int(shortest * dpi)), max(1.0, _NEAR * dpi)
    thick = dark.copy()  # a line that leans by a pixel is whole
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    sums = np.cumsum(np.pad(thick, ((0, 0), (1, 0))), axis=1, dtype=np.uint16)
    if sums.shape[1] <= length:
        return []
    # Sixteen bits are fast; where a row holds more, the differences are still right.
    full = sums[:, length:] - sums[:, :-length] >= length * 0.97
    done: list[tuple[int, int, int, int]] = []  # first row, last row, start, end
    open_: list[tuple[int, int, int, int]] = []
    for y in np.flatnonzero(full.any(axis=1)).tolist():
        done += [line for line in open_ if y - line[1] > near]
        open_ = [line for line in open_ if y - line[1] <= near]
        edges = np.flatnonzero(np.diff(np.pad(full[y].astype(np.int8), 1)))
        ends = (edges[1::2] + length - 1).tolist()
        for start, end in zip(edges[::2].tolist(), ends, strict=True):
            for at, (first, _, left, right) in enumerate(open_):
                if start <= right + near and end >= left - near:
                    open_[at] = (first, y, min(left, start), max(right, end))
                    break
            else:
                open_.append((y, y, start, end))
    return [
        _Stroke((first + last) / 2, start, end)
        for first, last, start, end in (*done, *open_)
        if last - first <= 4 * near  # thicker ones are pictures and dark edges
    ]


def _joined(
    across: Sequence[_Stroke], down: Sequence[_Stroke], near: float
) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """Lines that touch one another, in groups."""
    groups: list[tuple[list[_Stroke], list[_Stroke]]] = []
    for row in across:
        touching = [
            column
            for column in down
            if row.start - near <= column.at <= row.end + near
            and column.start - near <= row.at <= column.end + near
        ]
        rows, columns = [row], touching
        apart = []
        for group in groups:
            if any(column in group[1] for column in touching):
                rows, columns = group[0] + rows, list(dict.fromkeys(group[1] + columns))
            else:
                apart.append(group)
        groups = [*apart, (rows, columns)]
    return groups


def _grid(rows: Sequence[_Stroke], columns: Sequence[_Stroke], near: float) -> Grid | None:
    tops = _places([row.at for row in rows], near)
    lefts = _places([column.at for column in columns], near)
    high, wide = len(tops) - 1, len(lefts) - 1
    if high < 1 or wide < 2:
        return None
    boxes: dict[tuple[int, int], GridCell] = {}
    for r in range(high):
        for c in range(wide):
            if (r, c) in boxes:
                continue
            right, bottom = c, r
            while right + 1 < wide and not _is_drawn(
                columns, lefts[right + 1], tops[r], tops[r + 1], near
            ):
                right += 1
            while bottom + 1 < high and not _is_drawn(
                rows, tops[bottom + 1], lefts[c], lefts[right + 1], near
            ):
                bottom += 1
            box = Box(lefts[c], tops[r], lefts[right + 1], tops[bottom + 1])
            for y in range(r, bottom + 1):
                for x in range(c, right + 1):
                    boxes[y, x] = GridCell(box, right + 1 - c, y > r)
    cells = tuple(tuple(_once([boxes[r, c] for c in range(wide)])) for r in range(high))
    if max(map(len, cells)) < 2:
        return None
    return Grid(Box(lefts[0], tops[0], lefts[-1], tops[-1]), cells)


def _once(cells: Sequence[GridCell]) -> Iterator[GridCell]:
    """Each cell of a row once, though it covers several columns."""
    for at, cell in enumerate(cells):
        if not at or cell.box != cells[at - 1].box:
            yield cell


def _places(found: Sequence[float], near: float) -> list[float]:
    """Where lines stand, those that lie together taken as one."""
    places: list[list[float]] = []
    for at in sorted(found):
        if places and at - places[-1][-1] <= near:
            places[-1].append(at)
        else:
            places.append([at])
    return [sum(place) / len(place) for place in places]


def _is_drawn(strokes: Sequence[_Stroke], at: float, start: float, end: float, near: float) -> bool:
    """Whether there is a line at this place along most of a cell's side."""
    drawn = sum(
        max(0.0, min(end, stroke.end) - max(start, stroke.start))
        for stroke in strokes
        if abs(stroke.at - at) <= 1.5 * near
    )
    return drawn >= _DRAWN * (end - start)
