"""A scanned page into lines of text: made ready, turned upright, read, its tables put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.documents.cells import read_cells, without_tables
from assistant.documents.layout import Grid, Line, Printed, Row, Word, row_text, with_tables
from assistant.documents.mending import mended
from assistant.documents.ocr import OcrEngine
from assistant.documents.quality import Quality, weigh
from assistant.documents.ruling import find_grids
from assistant.documents.scans import (
    cleaned,
    halves,
    lies_on_side,
    slant,
    straightened,
)
from assistant.documents.scans import ink as ink_of
from assistant.documents.second_look import checked
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from PIL.Image import Image

# Letters of 13 and 14 points are read best at this resolution; scans somewhat below or above it
# are best left as they are.
BEST_DPI = 240.0
_LEAST_DPI, _MOST_DPI = 180.0, 260.0
_DOUBTFUL, _GUESSED = 0.7, 0.3  # certainty below which a line of no words, or any line, is none
_GAP = 2.0  # of a line's height
_MARGIN = 0.07  # of a page's height: where running heads and page numbers stand
_SURE = 0.7  # certainty of a page that stands upright
_GOOD = 0.7  # share of words that can be read, from which on a page stands upright


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read on a page: lines of text and rows of tables, in reading order.

    `confidence` is the engine's, `quality` what the words themselves say, `ink` the share of the
    page that is printed on, `turned` by how many degrees its image had to be turned.
    """

    lines: tuple[Printed | Row, ...]
    confidence: float
    quality: Quality
    ink: float
    turned: int = 0


def read_image(image: Image, dpi: float, engine: OcrEngine) -> ReadPage:
    """Reads the image of a page, however it lies; of an open book both pages.

    One without grey is in mode `1`. Raises OcrFailed.
    """
    image, dpi = _sized(cleaned(image, dpi), dpi, bilevel=image.mode == "1")
    turns = (90, 270, 0, 180) if lies_on_side(image, dpi) else (0, 180, 90, 270)
    pages: list[ReadPage] = []
    for degrees in turns:
        turned = image.rotate(degrees, expand=True) if degrees else image
        parts = [_read_upright(half, dpi, engine) for half in halves(turned, dpi)]
        pages.append(replace(_joined(parts), turned=degrees))
        if pages[-1].quality.share >= _GOOD and pages[-1].confidence >= _SURE:
            break
    return max(pages, key=lambda page: page.quality.balance * page.confidence)


def _sized(image: Image, dpi: float, *, bilevel: bool) -> tuple[Image, float]:
    """The image at the resolution at which it is read best."""
    from PIL import Image as Images

    if _LEAST_DPI <= dpi <= _MOST_DPI and not bilevel:
        return image, dpi
    scale = BEST_DPI / dpi
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Images.Resampling.BICUBIC), BEST_DPI


def _read_upright(image: Image, dpi: float, engine: OcrEngine) -> ReadPage:
    image = straightened(image, slant(image, dpi))
    dark = ink_of(image)
    grids = find_grids(dark, dpi)
    found = engine.recognise(without_tables(image, grids, dpi), dpi=round(dpi))
    lines = _margins_outside([mended(line) for line in _levelled(found.lines)], image.height)
    for grid in grids:
        lines.insert(_place(lines, grid), read_cells(image, dark, grid, dpi, engine))
    lines = checked([line for line in lines if line], image, dpi, engine)
    text = tuple(with_tables(lines, grids, image.width))
    certainty = _certainty([*found.lines, *lines])
    return ReadPage(text, certainty, weigh(_text(text)), float(dark.mean()))


def _margins_outside(lines: Sequence[Line], height: int) -> list[Line]:
    """What stands at the head of a page first, what stands at its foot last."""
    head = [line for line in lines if line[0].box.bottom < _MARGIN * height]
    foot = [line for line in lines if line[0].box.top > (1 - _MARGIN) * height]
    return [*head, *(line for line in lines if line not in head and line not in foot), *foot]


def _certainty(lines: Iterable[Line]) -> float:
    """The mean over all letters, 0 to 1; 0 where there are none."""
    words = [word for line in lines for word in line]
    letters = sum(len(word.text) for word in words)
    return sum(len(w.text) * w.certainty for w in words) / letters if letters else 0.0


def _place(lines: Sequence[Line], grid: Grid) -> int:
    """Which line a table stands before: behind the last one above it."""
    above = [at for at, line in enumerate(lines) if line and line[0].box.bottom <= grid.box.top]
    return above[-1] + 1 if above else 0


def _levelled(lines: Iterable[Line]) -> Iterator[Line]:
    """Words in the spelling in which documents are kept, without what is no text.

    Strokes of a signature and the rim of a stamp are read as words too, of which neither the
    engine is certain nor a dictionary knows.
    """
    for line in lines:
        words = (replace(word, text=clean(word.text).strip()) for word in line)
        parts = _parted(tuple(word for word in words if word.text))
        kept = tuple(word for part in parts if not _is_noise(part) for word in part)
        if kept:
            yield kept


def _parted(line: Line) -> list[Line]:
    """The parts of a line that wide gaps keep apart."""
    parts: list[list[Word]] = []
    for word in line:
        height = word.box.bottom - word.box.top
        if parts and abs(word.box.left - parts[-1][-1].box.right) < _GAP * height:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [tuple(part) for part in parts]


def _is_noise(part: Line) -> bool:
    text = " ".join(word.text for word in part)
    if not any(c.isalnum() for c in text):
        return True
    certainty = _certainty([part])
    if re.search(r"\d\d", text):
        return certainty < _GUESSED
    return certainty < _GUESSED or (certainty < _DOUBTFUL and weigh(text).share < _GOOD)


def _joined(parts: list[ReadPage]) -> ReadPage:
    if len(parts) == 1:
        return parts[0]
    lines = tuple(line for part in parts for line in part.lines)
    confidence = sum(part.confidence for part in parts) / len(parts)
    ink = max(part.ink for part in parts)
    return ReadPage(lines, confidence, weigh(_text(lines)), ink)


def _text(lines: Iterable[Printed | Row]) -> str:
    return "\n".join(line.text if isinstance(line, Printed) else row_text(line) for line in lines)
