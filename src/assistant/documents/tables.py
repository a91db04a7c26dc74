"""Tables row by row, each row with its columns' names, so that it makes sense by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents.blocks import Block


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its blocks, and how many columns it covers.

    `names` says that the table itself marks it as a column's name; `goes_on` that it is a part of
    the cell above it.
    """

    blocks: tuple[Block, ...]
    columns: int = 1
    names: bool = False
    goes_on: bool = False

    @property
    def text(self) -> str:
        """Its blocks on one line."""
        return " ".join(block.text for block in self.blocks)


# Tables that place text on the page: a paper's head and foot.
_LAYOUT = re.compile(
    r"CỘNG SẢN VIỆT NAM|CỘNG H(?:ÒA|OÀ) XÃ HỘI|Nơi nhận\s*:"
    r"|^(?:T/?M|TM|K/?T|T/?L|TUQ)\.?\s+[^\Wa-zà-ỹ]{2}",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(?:STT|TT|Số TT|Số thứ tự|No\.?)", re.IGNORECASE)
_VALUE = re.compile(r"[\d\s.,/%:+–-]*\d[\d\s.,/%:+–-]*")
_LONGEST_NAME = 80
_MOST_LINES = 6  # in a cell; what has more is text that a table frames
_MOST_NAME_ROWS = 3
_MOST_SPANNED = 64


def table_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[Block]:
    """The blocks of a table.

    A row becomes `Name: value; Name: value` where the table names its columns, else
    `value | value`. What only places text on the page, a paper's head and foot, becomes the
    blocks of its cells, also where it is the end of another table.
    """
    yield from grid_rows(_grid(rows))


def grid_rows(grid: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    """The same for cells by row and column, where one that is merged stands in all its places."""
    framed = all(len(_once(row)) < 2 for row in grid)
    cut = 0 if framed else next((at for at, row in enumerate(grid) if _is_layout(row)), len(grid))
    yield from _data(grid[:cut])
    above: Sequence[Cell] = ()
    for row in grid[cut:]:
        for at, cell in _once(row):
            if at >= len(above) or above[at] is not cell:
                yield from cell.blocks
        above = row


def _data(grid: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    names = _names(grid)
    for at, row in enumerate(grid[len(names) :]):
        if names and at == 0 and _counts_columns(row):
            continue
        if line := _line(row, names[-1] if names else ()):
            yield Block(line)


def _grid(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """Cells by row and column, each in all the places that it covers."""
    grid: list[list[Cell]] = []
    for row in rows:
        line: list[Cell] = []
        for cell in row:
            at = len(line)
            above = grid[-1][at] if cell.goes_on and grid and at < len(grid[-1]) else None
            line += [above or cell] * min(max(cell.columns, 1), _MOST_SPANNED)
        grid.append(line)
    return grid


def _is_layout(row: Sequence[Cell]) -> bool:
    """Whether a row places the text of a head, a foot or a frame on the page."""
    return any(
        len(cell.blocks) > _MOST_LINES or any(_LAYOUT.search(block.text) for block in cell.blocks)
        for cell in row
    )


def _names(grid: Sequence[Sequence[Cell]]) -> list[tuple[str, ...]]:
    """The names of the columns as the first rows give them, one entry a row; empty for none."""
    if len(grid) < 2:
        return []
    marked = 0
    while marked < min(len(grid) - 1, _MOST_NAME_ROWS) and _is_marked(grid[marked]):
        marked += 1
    depth = marked or _depth(grid)
    if depth == 0:
        return []
    width = max(map(len, grid[:depth]))
    names: list[tuple[str, ...]] = []
    for upto in range(1, depth + 1):
        names.append(tuple(_name(grid[:upto], column) for column in range(width)))
    return names


def _is_marked(row: Sequence[Cell]) -> bool:
    return bool(row) and all(cell.names for cell in row)


def _depth(grid: Sequence[Sequence[Cell]]) -> int:
    """How many rows of names an unmarked table begins with."""
    first = grid[0]
    texts = [cell.text for cell in first]
    distinct = len({id(cell) for cell in first})
    if distinct < 2 or not all(map(is_name, texts)):
        return 0
    depth = 1
    while depth < min(len(grid) - 1, _MOST_NAME_ROWS) and _has_more_names(grid, depth):
        depth += 1
    if depth == 1 and len(set(texts)) < len(first):
        return 0
    rows = grid[depth:]
    if _SERIAL.fullmatch(texts[0].strip()) or depth > 1:
        return depth
    for column in range(len(first)):
        values = [row[column].text for row in rows if column < len(row) and row[column].text]
        if values and sum(_VALUE.fullmatch(value) is not None for value in values) * 2 > len(
            values
        ):
            return depth
    return depth if _known(texts) else 0


def _has_more_names(grid: Sequence[Sequence[Cell]], depth: int) -> bool:
    """Whether a row of names is parted further below: one spans columns, or another row too."""
    above, row = grid[depth - 1], grid[depth]
    shared = [cell is other for cell, other in zip(row, above, strict=False)]
    spans = any(cell is other for cell, other in pairwise(above))
    parted = any(shared) or (spans and len(_once(row)) == len(row))
    return parted and not all(shared) and all(is_name(cell.text) for cell in row)


_NAMES = re.compile(
    r"nội dung|nhiệm vụ|công việc|đơn vị|cơ quan|chủ trì|phối hợp|thời gian|thời hạn|hạn|tiến độ"
    r"|ghi chú|họ (?:và )?tên|chức vụ|số,? ký hiệu|trích yếu|ngày|địa điểm|địa bàn|sản phẩm|kết quả"
    r"|chỉ tiêu|người|tên|loại|việc|xã|huyện|mục tiêu|giải pháp|kinh phí|số lượng|phụ trách",
    re.IGNORECASE,
)


def _known(texts: Sequence[str]) -> bool:
    """Whether most cells of a row begin as the names of columns do in office tables."""
    names = [text for text in texts if _NAMES.match(text)]
    # `Đơn vị chủ trì`, not `Xã Mây Trắng`
    return sum(t.isupper() or t[1:].lower() == t[1:] for t in names) * 2 > len(texts)


def is_name(text: str) -> bool:
    """Whether a text can be the name of a column: short, and neither a number nor a date."""
    return bool(text) and len(text) <= _LONGEST_NAME and not _VALUE.fullmatch(text)


def _name(rows: Sequence[Sequence[Cell]], column: int) -> str:
    """`Số đảng viên - Nữ`: what stands above a column, from the outermost down."""
    parts: list[str] = []
    for row in rows:
        text = row[column].text.strip(" :") if column < len(row) else ""
        if text and text not in parts:
            parts.append(text)
    return " - ".join(parts)


def _counts_columns(row: Sequence[Cell]) -> bool:
    """Whether a row under the names only counts them: 1, 2, 3 or (1), (2), (3)."""
    texts = [cell.text.strip("() ") for _, cell in _once(row)]
    numbers = [text for text in texts if text.isdigit()]
    return (
        len(numbers) > 1
        and all(text.isdigit() or len(text) < 2 for text in texts)
        and [int(text) for text in numbers]
        == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
        and int(numbers[0]) == 1
    )


def _line(row: Sequence[Cell], names: Sequence[str]) -> str:
    cells = [(at, cell.text) for at, cell in _once(row)]
    filled = [text for _, text in cells if text]
    if not names or len(filled) == 1 or len({id(cell) for cell in row}) == 1:
        return filled[0] if len(filled) == 1 else _plain(cells)
    parts = []
    for at, text in cells:
        if text:
            name = names[at] if at < len(names) else ""
            parts.append(f"{name}: {text}" if name else text)
    return "; ".join(parts)


def _plain(cells: Sequence[tuple[int, str]]) -> str:
    return " | ".join(text for _, text in cells) if any(text for _, text in cells) else ""


def _once(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """The cells of a row with their columns, one that spans several at its first."""
    return [(at, cell) for at, cell in enumerate(row) if not at or row[at - 1] is not cell]


def without_levels(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks of a cell, none of them a heading."""
    return tuple(replace(block, level=None) for block in blocks)
