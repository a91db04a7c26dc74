"""Pieces of a page set as lines of a picture of their own, and read there.

Recognition reads a line of words better than words strewn over a page, and lone digits worst of
all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.documents.layout import Box, Word
from assistant.documents.mending import mended
from assistant.documents.ocr import Holds, OcrEngine

if TYPE_CHECKING:
    from PIL.Image import Image

Grey = NDArray[np.uint8]

# Inches.
_APART = 0.08  # between two pieces, once side by side: little more than a space
_LEADING = 0.12  # between two lines
_WIDE = 6.5  # of a line


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of text or part of it: where it stands on the page, and its baseline."""

    box: Box
    baseline: int


def read_pieces(
    page: Grey,
    rows: Sequence[Sequence[Piece]],
    dpi: float,
    engine: OcrEngine,
    holds: Holds,
    *,
    enlarged: float = 1.0,
) -> dict[Piece, list[Word]]:
    """What the pieces say, set row by row, `enlarged` so many times. Raises OcrFailed."""
    from PIL.Image import Resampling

    rows = [row for row in rows if row]
    if not rows:
        return {}
    sheet, places = _set(page, rows, dpi)
    if enlarged != 1.0:
        size = (round(sheet.width * enlarged), round(sheet.height * enlarged))
        sheet = sheet.resize(size, Resampling.BICUBIC)
    read: dict[Piece, list[Word]] = {}
    for line in engine.recognise(sheet, dpi=round(dpi * enlarged), holds=holds).lines:
        for word in mended(line):
            middle = word.box.scaled(1 / enlarged).middle
            home = next((p for place, p in places if place.holds(*middle)), None)
            if home is not None:
                read.setdefault(home, []).append(word)
    return read


def _set(
    page: Grey, rows: Sequence[Sequence[Piece]], dpi: float
) -> tuple[Image, list[tuple[Box, Piece]]]:
    """The pieces side by side, row by row, on one baseline; and where each was put."""
    from PIL import Image as Images

    gap, leading, wide = round(_APART * dpi), round(_LEADING * dpi), _WIDE * dpi
    lines: list[list[Piece]] = []
    for row in rows:
        lines.append([])
        taken = 0.0
        for piece in row:
            width = piece.box.right - piece.box.left + gap
            if taken and taken + width > wide:
                lines.append([])
                taken = 0.0
            lines[-1].append(piece)
            taken += width
    places: list[tuple[Box, Piece]] = []
    y = leading
    widest = 0
    for line in lines:
        rise = max(round(p.baseline - p.box.top) for p in line)
        fall = max(round(p.box.bottom - p.baseline) for p in line)
        x = gap
        for piece in line:
            width = round(piece.box.right - piece.box.left)
            places.append((Box(x, y, x + width, y + rise + fall), piece))
            x += width + gap
        widest = max(widest, x)
        y += rise + fall + leading
    sheet = np.full((y + leading, widest + gap), 255, dtype=np.uint8)
    starts = [0, *np.cumsum([len(line) for line in lines]).tolist()]
    for first, last in pairwise(starts):
        rise = max(round(p.baseline - p.box.top) for _, p in places[first:last])
        for place, piece in places[first:last]:
            _paste(sheet, page, place, piece, rise)
    return Images.fromarray(sheet), places


def _paste(sheet: Grey, page: Grey, place: Box, piece: Piece, rise: int) -> None:
    box = piece.box
    left, top, right, bottom = (
        max(0, round(at)) for at in (box.left, box.top, box.right, box.bottom)
    )
    crop = page[top:bottom, left:right]
    y = round(place.top) + rise - (piece.baseline - top)
    x = round(place.left)
    y = max(0, y)
    sheet[y : y + crop.shape[0], x : x + crop.shape[1]] = crop[: sheet.shape[0] - y]
