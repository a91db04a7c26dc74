"""Excel workbooks (.xlsx, .xlsm): lists of documents and of tasks, row by row."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from assistant.documents.blocks import Block, Reading
from assistant.documents.marks import HEAD_LINES
from assistant.documents.package import Package
from assistant.documents.silence import silenced
from assistant.documents.tables import Cell, grid_rows, is_name
from assistant.errors import DocumentRefused
from assistant.vietnamese.legacy import encoding_of_font, lines_to_unicode, runs_to_unicode
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_REMEDY = "Open it in Excel or LibreOffice and save it as .xlsx again."
_MOST_ROWS = 100_000
_MOST_COLUMNS = 500
_MOST_CHARACTERS = 20_000_000
_HEAD_ROWS = 40  # among which the names of the columns are looked for
_MOST_NAME_ROWS = 3
_WIDE = 0.6  # of the widest row's cells: what a row of names has
_NAMELESS = re.compile(r"(?:sheet|trang tính|trang_tính|bảng tính)\s*\d*", re.IGNORECASE)
_REFERENCE = re.compile(
    rb"<mergeCell\s[^>]{0,200}?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
_MARGIN = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})")
_CODE = re.compile(r"&(?:[LCRPNDTFAGZBIUESXY]|\"[^\"]*\"|\d+|K[\dA-F]{6})")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NAMED = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_LONGEST_TITLE = 200
_MOST_MERGED = 1_000_000
_EMPTY: list[str] = []  # one for all empty rows: a sheet may have a million
_Grid = list[list[str]]
_Place = tuple[int, int]
_Area = tuple[int, int, int, int]


def read_spreadsheet(source: str, data: bytes) -> Reading:
    """The sheets that are shown, their names as headings. Raises `DocumentRefused`."""
    try:
        with silenced("openpyxl"):
            return _read(source, data)
    except DocumentRefused:
        raise
    except Exception as error:  # openpyxl raises almost anything on broken files
        raise DocumentRefused(
            source, f"it is a broken Excel file ({type(error).__name__})", _REMEDY
        ) from None


def _read(source: str, data: bytes) -> Reading:
    from openpyxl import load_workbook

    package = Package(source, data)
    if any(package.declares_entities(name) for name in package.names if name.endswith(".xml")):
        raise DocumentRefused(source, "it declares entities, which Excel never writes", _REMEDY)
    merged = dict(_merged(package))
    book = load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True
    )
    grids: list[tuple[str, _Grid]] = []
    size = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        grid: _Grid = []
        for row in _rows(source, sheet):
            size += sum(map(len, row))
            grid.append(row)
            if size > _MOST_CHARACTERS:
                raise DocumentRefused(
                    source, f"it has more than {_MOST_CHARACTERS:,} characters",
                    "Split it into several files.",
                )  # fmt: skip
        grids.append((sheet.title, grid))
    book.close()
    _decode_by_words([grid for _, grid in grids])
    blocks: list[Block] = []
    scan: list[str] = []
    for title, grid in grids:
        found = list(_sheet(grid, merged.get(title, ())))
        if found and not _NAMELESS.fullmatch(title.strip()):
            blocks.append(Block(" ".join(clean(title).split()), level=1))
        blocks += found
        scan += [text for row in grid[:HEAD_LINES] for cell in row for text in _lines(cell)]
    scan += _beside_the_cells(package)
    first = next((block.text for block in blocks if block.level is None), "")
    headline = first if first.isupper() and len(first) <= _LONGEST_TITLE else None
    return Reading(tuple(blocks), scan=tuple(scan), headline=headline)


def _rows(source: str, sheet: Worksheet) -> Iterator[list[str]]:
    """The rows of a sheet as text, each as long as what is written in it."""
    sheet.reset_dimensions()  # what a sheet says of its size is often wrong
    filled = 0
    for cells in sheet.iter_rows():
        row = [_shown(cell) for cell in cells[:_MOST_COLUMNS]]
        if any(cell.value is not None for cell in cells[_MOST_COLUMNS:]):
            raise DocumentRefused(
                source, f"a sheet has more than {_MOST_COLUMNS} columns", "Split it."
            )
        while row and not row[-1]:
            row.pop()
        filled += bool(row)
        if filled > _MOST_ROWS:
            raise DocumentRefused(
                source, f"a sheet has more than {_MOST_ROWS:,} rows", "Split it into several files."
            )
        yield row or _EMPTY


def _shown(cell: Any) -> str:
    """A cell's value as a Vietnamese reader writes it."""
    match cell.value:
        case None:
            shown = ""
        case bool(value):
            shown = "Có" if value else "Không"
        case datetime.datetime() as moment if moment.time() != _MIDNIGHT:
            shown = f"{moment:%H:%M} ngày {_day(moment)}"
        case datetime.date() as day:
            shown = _day(day)
        case datetime.time() as time:
            shown = f"{time:%H:%M}"
        case int(number) | float(number):
            shown = _number(number, cell.number_format or "")
        case value:
            shown = _words(value, cell)
    return shown


_MIDNIGHT = datetime.time()
_MOST_DECIMALS = 10


def _day(day: datetime.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _number(value: float, form: str) -> str:
    """`15,5`, `15,5%`: with a comma for decimals, and no more of them than the format shows."""
    plain = re.sub(r"\"[^\"]*\"|\\.|\[[^\]]*\]", "", form.split(";", maxsplit=1)[0])
    percent = plain.count("%") == 1
    value = value * 100 if percent else value
    stated = re.search(r"\.(0+)", plain)
    decimals = len(stated[1]) if stated else 0 if re.search(r"0", plain) else _MOST_DECIMALS
    text = f"{value:.{min(decimals, _MOST_DECIMALS)}f}"
    if not stated and "." in text:
        text = text.rstrip("0").rstrip(".")
    leading = re.fullmatch(r"0+", plain)
    if leading and text.isdigit():
        text = text.zfill(len(plain))
    if "#,##0" in plain:
        whole, _, rest = text.partition(".")
        text = f"{int(whole):,}".replace(",", "\0") + (f".{rest}" if rest else "")
    text = text.replace(".", ",").replace("\0", ".")
    return f"{text}%" if percent else text


def _words(value: Any, cell: Any) -> str:
    font = cell.font.name if cell.font is not None else None
    if isinstance(value, str):
        if value in _ERRORS:
            return ""
        return runs_to_unicode([(value, font)]) if encoding_of_font(font) else value
    if isinstance(value, list):  # rich text: strings, and blocks with fonts of their own
        return runs_to_unicode(
            (str(part), getattr(getattr(part, "font", None), "rFont", None) or font)
            for part in value
        )
    return str(value)


def _decode_by_words(grids: Sequence[_Grid]) -> None:
    """Where old text lies in fonts that do not tell: cell by cell, in place."""
    places = [(row, at) for grid in grids for row in grid for at, cell in enumerate(row) if cell]
    texts = [row[at] for row, at in places]
    for (row, at), text in zip(places, lines_to_unicode(texts), strict=True):
        row[at] = text


def _merged(package: Package) -> Iterator[tuple[str, Sequence[_Area]]]:
    """The merged cells by the sheets' names: first row and column, last row and column, from 0."""
    main = package.main_part()
    relations = package.relations(main)
    for sheet in package.xml(main).iter(_NAMED):
        relation = relations.get(sheet.get(_ID) or "")
        if relation is not None and relation.type == "worksheet":
            found = _REFERENCE.findall(package.read(relation.target))
            yield sheet.get("name") or "", [_area(*reference) for reference in found]


def _beside_the_cells(package: Package) -> Iterator[str]:
    """Lines of the heads and feet of printed pages, and of what is drawn on sheets."""
    for name in package.names:
        if name.startswith("xl/worksheets/sheet"):
            for found in _MARGIN.findall(package.read(name)):
                yield from _lines(_CODE.sub("\n", unescape(found.decode(errors="replace"))))
        elif name.startswith("xl/drawings/") and name.endswith(".xml"):
            for paragraph in package.xml(name).iter(f"{_DRAWING}p"):
                yield from _lines(
                    "".join(part.text or "" for part in paragraph.iter(f"{_DRAWING}t"))
                )


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> _Area:
    return int(top) - 1, _column(left), int(bottom) - 1, _column(right)


def _column(name: bytes) -> int:
    at = 0
    for letter in name:
        at = at * 26 + letter - ord("A") + 1
    return at - 1


def _sheet(grid: _Grid, areas: Sequence[_Area]) -> Iterator[Block]:
    """Titles above a table line by line, the table with its columns' names, what is below it."""
    owners = _owners(areas)
    filled = [at for at, row in enumerate(grid) if any(row)]
    columns = sorted({at for row in grid for at, cell in enumerate(row) if cell})
    table = [[owners.get((row, column), (row, column)) for column in columns] for row in filled]
    first, depth = _find_names(grid, table)
    foot = _foot(grid, table, filled)
    for row in table[:first]:
        yield from _plain(grid, row)
    cells: dict[_Place, Cell] = {}
    rows = [
        [cells.setdefault(place, _cell(grid, place, names=at < depth)) for place in row]
        for at, row in enumerate(table[first:foot])
    ]
    yield from grid_rows(rows)
    for row in table[foot:]:
        yield from _plain(grid, row)


def _owners(areas: Sequence[_Area]) -> dict[_Place, _Place]:
    """The place of the text that each merged place shows."""
    owners: dict[_Place, _Place] = {}
    for top, left, bottom, right in areas:
        if len(owners) + (bottom - top + 1) * (right - left + 1) > _MOST_MERGED:
            break
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                owners[row, column] = (top, left)
    return owners


def _text(grid: _Grid, place: _Place) -> str:
    row, column = place
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else ""


def _cell(grid: _Grid, place: _Place, *, names: bool) -> Cell:
    return Cell(tuple(map(Block, _lines(_text(grid, place)))), names=names)


def _plain(grid: _Grid, row: Sequence[_Place]) -> Iterator[Block]:
    for place in dict.fromkeys(row):
        if place[0] == _row_of(row):
            yield from _cell(grid, place, names=False).blocks


def _row_of(row: Sequence[_Place]) -> int:
    """The row that a line of places stands in: the lowest that one of them belongs to."""
    return max(place[0] for place in row)


def _find_names(grid: _Grid, table: Sequence[Sequence[_Place]]) -> tuple[int, int]:
    """Where the names of the columns begin and how many rows they take; (0, 0) for none."""
    texts = [[_text(grid, place) for place in dict.fromkeys(row)] for row in table]
    counts = [sum(map(bool, row)) for row in texts]
    widest = max(counts, default=0)
    for at, row in enumerate(texts[:_HEAD_ROWS]):
        written = [" ".join(text.split()) for text in row if text]
        if at + 1 < len(table) and counts[at] >= max(2, _WIDE * widest):
            if not all(map(is_name, written)):
                return 0, 0
            depth = 1
            while depth < _MOST_NAME_ROWS and _goes_on(grid, table, at + depth):
                depth += 1
            return at, depth
    return 0, 0


def _goes_on(grid: _Grid, table: Sequence[Sequence[_Place]], at: int) -> bool:
    """Whether a row holds more names below those above it, which span columns or rows."""
    if at + 1 >= len(table):
        return False
    above, row = table[at - 1], table[at]
    spans = any(left == right for left, right in pairwise(above))
    shares = any(place == other for place, other in zip(row, above, strict=True))
    written = [" ".join(_text(grid, place).split()) for place in row if _text(grid, place)]
    return (spans or shares) and all(map(is_name, written))


def _foot(grid: _Grid, table: Sequence[Sequence[_Place]], filled: Sequence[int]) -> int:
    """Where what stands below the table begins: after an empty row, with few cells in a row."""
    counts = [sum(bool(_text(grid, place)) for place in dict.fromkeys(row)) for row in table]
    half = max(counts, default=0) / 2
    foot = len(table)
    for at in range(len(table) - 1, 0, -1):
        if counts[at] > half:
            break
        if filled[at] - filled[at - 1] > 1:
            foot = at
    return foot


def _lines(text: str) -> list[str]:
    return [words for line in clean(text).split("\n") if (words := " ".join(line.split()))]
