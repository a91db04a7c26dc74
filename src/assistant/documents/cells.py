"""The cells of a ruled table read as running text, row by row, and its numbers once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.documents.layout import Box, Grid, Line, Word
from assistant.documents.ocr import OcrEngine
from assistant.documents.pieces import Piece, read_pieces
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.syllables import is_syllable

if TYPE_CHECKING:
    from PIL.Image import Image

Grey = NDArray[np.uint8]
Dark = NDArray[np.bool_]

# Inches.
_RULE = 0.04  # a cell's own lines, and what leans into it
_ACCENT = 0.02  # between a letter and its accent
_THIN = 0.05  # what is lower is an accent or a dash by itself
_LONGEST_NUMBER = 6  # digits


def read_cells(image: Image, dark: Dark, grid: Grid, dpi: float, engine: OcrEngine) -> Line:
    """The words of a table with their places on the page. Raises OcrFailed."""
    page = np.asarray(image)
    rows = [
        [[] if cell.goes_on else list(_pieces(dark, cell.box, dpi)) for cell in row]
        for row in grid.rows
    ]
    words = read_pieces(
        page, [[p for cell in row for p in cell] for row in rows], dpi, engine, "lines"
    )
    texts = {piece: "".join(word.text for word in found) for piece, found in words.items()}
    words |= _numbers(page, _likely_numbers(rows, texts), texts, dpi, engine)
    # All words of a piece share its place: their order is that of reading.
    return tuple(
        replace(word, text=clean(word.text), box=piece.box)
        for row in rows
        for cell in row
        for piece in cell
        for word in words.get(piece, ())
    )


def _likely_numbers(
    rows: Sequence[Sequence[Sequence[Piece]]], texts: Mapping[Piece, str]
) -> list[Piece]:
    """What stands in columns of plain numbers, and lone signs that were read as no word."""
    found: list[Piece] = []
    for column in zip_longest(*rows, fillvalue=()):
        cells = [cell[0] for cell in column if len(cell) == 1]
        figures = sum(texts.get(cell, "").isdecimal() for cell in cells)
        for cell in cells:
            text = texts.get(cell, "")
            if text.isdecimal() or (len(text) <= _LONGEST_NUMBER and not _is_word(text)):
                narrow = cell.box.right - cell.box.left < cell.box.bottom - cell.box.top
                if narrow or (figures > 1 and figures * 2 >= len(cells)):
                    found.append(cell)
    return found


def _is_word(text: str) -> bool:
    return len(text) > 1 and text.isalpha() and (text.isupper() or is_syllable(text))


def _numbers(
    page: Grey,
    pieces: Sequence[Piece],
    texts: Mapping[Piece, str],
    dpi: float,
    engine: OcrEngine,
) -> dict[Piece, list[Word]]:
    """The pieces that are numbers. Where two readings differ, a third one decides."""
    again = _read_numbers(page, pieces, dpi, engine)
    open_ = [p for p, text in again.items() if texts.get(p, "").isdecimal() and text != texts[p]]
    third = _read_numbers(page, open_, dpi, engine, enlarged=1.5)
    told = {
        p: text if p not in open_ or third.get(p) == text else texts[p] for p, text in again.items()
    }
    return {p: [Word(text, p.box)] for p, text in told.items()}


def _read_numbers(
    page: Grey,
    pieces: Sequence[Piece],
    dpi: float,
    engine: OcrEngine,
    *,
    enlarged: float = 1.0,
) -> dict[Piece, str]:
    read = read_pieces(page, [[p] for p in pieces], dpi, engine, "digits", enlarged=enlarged)
    told = {piece: "".join(word.text for word in words) for piece, words in read.items()}
    return {piece: text for piece, text in told.items() if text.isdecimal()}


def without_tables(image: Image, grids: Sequence[Grid], dpi: float) -> Image:
    """The page with nothing where its tables are."""
    if not grids:
        return image
    image = image.copy()
    edge = _RULE * dpi
    for grid in grids:
        box = grid.box
        area = (box.left - edge, box.top - edge, box.right + edge, box.bottom + edge)
        left, top, right, bottom = (max(0, round(at)) for at in area)
        image.paste(255, (left, top, min(right, image.width), min(bottom, image.height)))
    return image


def _pieces(dark: Dark, cell: Box, dpi: float) -> Iterator[Piece]:
    """The lines of text in a cell, from top to bottom."""
    edge = _RULE * dpi
    top, bottom = round(cell.top + edge), round(cell.bottom - edge)
    left, right = round(cell.left + edge), round(cell.right - edge)
    inside = dark[top:bottom, left:right]
    if not inside.size:
        return
    for start, end in _bands(inside.sum(axis=1), dpi):
        columns = np.flatnonzero(inside[start:end].any(axis=0))
        if len(columns) < 2:
            continue
        pad = round(0.015 * dpi)
        profile = inside[start:end].sum(axis=1).astype(np.int64)
        fall = np.diff(np.append(profile, 0))
        baseline = top + start + int(np.argmin(fall)) + 1
        box = Box(
            left + int(columns[0]) - pad,
            top + start - pad,
            left + int(columns[-1]) + 1 + pad,
            top + end + pad,
        )
        yield Piece(box, baseline)


def _bands(profile: NDArray[np.int_], dpi: float) -> list[tuple[int, int]]:
    """Runs of rows with ink, accents joined to their letters."""
    edges = np.flatnonzero(np.diff(np.pad((profile > 0).astype(np.int8), 1)))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] <= _ACCENT * dpi:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    whole = [band for band in joined if band[1] - band[0] >= _THIN * dpi]
    return whole or joined[:1]
