"""PDF files, page by page: the text layer where it is good text, else text recognition (OCR)."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.blocks import Reading
from assistant.documents.layout import Grid, Printed, Row, row_text, with_tables
from assistant.documents.mending import with_divisions_in_order
from assistant.documents.ocr import INSTALLS, OcrEngine, find_engine
from assistant.documents.page_tables import lines_of_pages
from assistant.documents.pdf_file import PdfFile, Sheet, opened
from assistant.documents.quality import weigh
from assistant.documents.recognition import BEST_DPI, ReadPage, read_image
from assistant.documents.reflow import Line, page_lines, reflow
from assistant.documents.ruling import find_grids
from assistant.documents.scans import black_and_white
from assistant.documents.stamps import DPI as STAMP_DPI
from assistant.documents.stamps import stamp_lines
from assistant.errors import DocumentRefused, OcrFailed, OcrMissing, ProgramMissing
from assistant.types import Omission

if TYPE_CHECKING:
    from PIL.Image import Image

_HEAD_LINES = 12
_FEWEST_SHAPES = 3  # lines; a rule under a heading is one
_TABLE_DPI = 144.0
_LIGHTEST_LINE = 200  # grey level up to which a thin line counts as drawn
_PICTURED = 0.5  # share of a page from which on its image is a scan of it
_FEW_WORDS = 60  # a signature's stamp has fewer
_GOOD_SHARE = 0.8
_GOOD_ACCENTS = 0.4
_POOR_SHARE = 0.5  # below it a reading is worth nothing
_LEAST_CONFIDENCE = 0.55
_LEAST_STAMP = 500.0  # square points: a tenth of a square inch
_FIRST_PAGES = 2  # on which stamps are looked for by themselves
_FEWEST_WORDS = 5
_BLANK = 0.01  # share of ink that a page without text may have
_LEAST_DPI, _MOST_DPI = 72.0, 400.0  # what is rendered; pages beyond are not scans of paper
_MOST_AT_ONCE = 3  # pages of one file, whose images fill memory; other files take the other cores
_MANY_SHAPES = 60  # letters drawn as shapes: text that holds none
_SCAN_AGAIN = "Scan it again: upright, evenly lit, at 200 to 300 dpi."
_RESAVE = "Open it in a PDF viewer and save or print it as a new PDF."


@dataclass(slots=True)
class _Page:
    """A page on its way: its lines, or why there are none."""

    number: int
    lines: Sequence[Printed | Row] = ()
    scan: tuple[str, ...] = ()
    recognised: bool = False
    omission: Omission | None = None


def read_pdf(source: str, data: bytes, *, engine: OcrEngine | None = None) -> Reading:
    """Text with page numbers; pages that cannot be read are its omissions.

    `engine` is what recognises scanned pages: without it, the one that is installed. Raises
    `DocumentRefused` where no page can be read.
    """
    with opened(source, data) as file:
        pages = list(_read_pages(file, engine))
    omissions = tuple(page.omission for page in pages if page.omission)
    if not any(page.lines for page in pages):
        _refuse(source, omissions)
    split = _lines(pages)
    scan = [text for page, lines in zip(pages, split, strict=True) for text in _scan(page, lines)]
    return Reading(tuple(reflow(page_lines(split))), scan=tuple(scan), omissions=omissions)


def _lines(pages: Sequence[_Page]) -> list[list[Line]]:
    """The lines of each page."""
    split = lines_of_pages([page.lines for page in pages])
    if any(page.recognised for page in pages):
        texts = iter(with_divisions_in_order([line.text for lines in split for line in lines]))
        split = [[replace(line, text=next(texts)) for line in lines] for lines in split]
    return split


def _refuse(source: str, omissions: Sequence[Omission]) -> None:
    """Raises the refusal of a file of which no page could be read."""
    if not omissions:
        raise DocumentRefused(source, "it has no text", "Put the whole file there again.")
    first = omissions[0]
    if first.remedy.startswith(INSTALLS):
        raise ProgramMissing(source, f"it is a scan, and {first.reason}", first.remedy)
    raise DocumentRefused(source, f"on page {first.page} {first.reason}", first.remedy)


def _read_pages(file: PdfFile, engine: OcrEngine | None) -> Iterator[_Page]:
    """The pages in order; scanned ones are recognised side by side."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    at_once = min(cores or 1, _MOST_AT_ONCE)
    with ThreadPoolExecutor(at_once, "ocr") as pool:
        waiting: deque[_Page | Future[_Page]] = deque()
        try:
            for number in range(1, file.pages + 1):
                waiting.append(_begin(file, number, engine, pool))
                while len(waiting) > at_once:
                    yield _done(waiting.popleft())
            while waiting:
                yield _done(waiting.popleft())
        finally:
            for page in waiting:
                if isinstance(page, Future):
                    page.cancel()


def _done(page: _Page | Future[_Page]) -> _Page:
    return page.result() if isinstance(page, Future) else page


def _begin(
    file: PdfFile, number: int, engine: OcrEngine | None, pool: ThreadPoolExecutor
) -> _Page | Future[_Page]:
    """The page as its text layer has it, or its recognition under way."""
    try:
        sheet = file.sheet(number)
        if not _needs_ocr(sheet):
            page = _Page(number, _layer(file, sheet), sheet.notes)
            if not _may_bear_stamp(sheet):
                return page
            with suppress(OcrMissing):
                engine = engine or find_engine()
                head = file.rendered(number, STAMP_DPI, turned=sheet.turned)
                return pool.submit(_with_stamps, page, head, engine)
            return page
        try:
            engine = engine or find_engine()
        except OcrMissing as error:
            return _without_ocr(file, sheet, error.message, error.remedy)
        dpi = sheet.image_dpi if sheet.image_dpi and sheet.image_share >= _PICTURED else BEST_DPI
        dpi = min(max(dpi, _LEAST_DPI), _MOST_DPI)
        image = _without_layer(file.rendered(number, dpi, turned=sheet.turned), sheet)
        image = black_and_white(image) if sheet.is_bilevel else image
    except ValueError:
        return _Page(number, omission=Omission(number, "it is broken", _RESAVE))
    return pool.submit(_recognise, sheet, _layer(file, sheet), image, dpi, engine)


def _may_bear_stamp(sheet: Sheet) -> bool:
    """Whether an image on a head that was typed may be the picture of a stamp."""
    return sheet.number <= _FIRST_PAGES and any(
        image.top < sheet.height / 2 and image.area > _LEAST_STAMP for image in sheet.images
    )


def _with_stamps(page: _Page, image: Image, engine: OcrEngine) -> _Page:
    with suppress(OcrFailed):
        page.scan = (*page.scan, *stamp_lines(image, STAMP_DPI, engine))
    return page


def _needs_ocr(sheet: Sheet) -> bool:
    """Whether a text layer is missing, is no text, or does not look like all of the page."""
    quality = weigh(sheet.text)
    pictured = sheet.image_share >= _PICTURED
    if not sheet.text.strip():
        return bool(sheet.images) or sheet.drawn >= _MANY_SHAPES
    if quality.words and quality.share < _GOOD_SHARE:
        return True
    return pictured and (quality.words < _FEW_WORDS or quality.accents < _GOOD_ACCENTS)


def _without_layer(image: Image, sheet: Sheet) -> Image:
    """The scan of a page without the few words that a program typed over it."""
    if sheet.image_share >= _PICTURED and weigh(sheet.text).words < _FEW_WORDS:
        for word in (word for line in sheet.lines for word in line):
            box = word.box.scaled(image.width / sheet.width)
            image.paste("white", (int(box.left), int(box.top), ceil(box.right), ceil(box.bottom)))
    return image


def _stands_alone(sheet: Sheet) -> bool:
    """Whether a doubtful text layer is better than nothing: not a stamp's, and mostly words."""
    quality = weigh(sheet.text)
    pictured = sheet.image_share >= _PICTURED
    return quality.share >= _POOR_SHARE and not (pictured and quality.words < _FEW_WORDS)


def _without_ocr(file: PdfFile, sheet: Sheet, reason: str, remedy: str) -> _Page:
    if _stands_alone(sheet):
        return _Page(sheet.number, _layer(file, sheet), sheet.notes)
    scan = (*sheet.text.split("\n"), *sheet.notes)
    return _Page(sheet.number, scan=scan, omission=Omission(sheet.number, reason, remedy))


def _recognise(
    sheet: Sheet, layer: Sequence[Printed | Row], image: Image, dpi: float, engine: OcrEngine
) -> _Page:
    """A page as OCR reads it, or its text layer where that holds as much."""
    scan = (*sheet.text.split("\n"), *sheet.notes)
    try:
        read = read_image(image, dpi, engine)
        if sheet.number <= _FIRST_PAGES:
            upright = image.rotate(read.turned, expand=True)
            first = sheet.number == 1
            scan = (*scan, *stamp_lines(upright, dpi, engine, whole=first))
    except OcrFailed as error:
        if _stands_alone(sheet):
            return _Page(sheet.number, layer, scan)
        return _Page(
            sheet.number, scan=scan, omission=Omission(sheet.number, error.message, error.remedy)
        )
    typed = weigh(sheet.text)
    if read.quality.balance <= 1.2 * typed.balance + 5 and _stands_alone(sheet):
        return _Page(sheet.number, layer, (*scan, *_texts(read.lines)))
    if (reason := _too_poor(read)) is not None:
        scan = (*scan, *_texts(read.lines))
        return _Page(sheet.number, scan=scan, omission=Omission(sheet.number, reason, _SCAN_AGAIN))
    return _Page(sheet.number, read.lines, scan, recognised=True)


def _too_poor(read: ReadPage) -> str | None:
    """Why what OCR made of a page is not worth keeping, as a clause about it."""
    if not read.lines:
        return "no text can be made out on it" if read.ink > _BLANK else None
    if read.quality.words >= _FEWEST_WORDS and read.quality.share < _POOR_SHARE:
        return f"only {read.quality.share:.0%} of what OCR reads on it are words"
    if read.confidence < _LEAST_CONFIDENCE:
        return f"OCR is sure of only {read.confidence:.0%} of its letters"
    return None


def _layer(file: PdfFile, sheet: Sheet) -> list[Printed | Row]:
    """The text layer of a page, with the rows of its ruled tables."""
    grids: list[Grid] = []
    if sheet.drawn >= _FEWEST_SHAPES and sheet.lines:
        image = file.rendered(sheet.number, _TABLE_DPI, turned=sheet.turned).convert("L")
        found = find_grids(np.asarray(image) < _LIGHTEST_LINE, _TABLE_DPI)
        grids = [grid.scaled(sheet.width / image.width) for grid in found]
    return with_tables(sheet.lines, grids, sheet.width)


def _texts(lines: Iterable[Printed | Row]) -> list[str]:
    return [line.text if isinstance(line, Printed) else row_text(line) for line in lines]


def _scan(page: _Page, lines: Sequence[Line]) -> list[str]:
    """The lines in which marks are looked for: the page's edges, and what is not in its text."""
    texts = [line.text for line in lines]
    if len(texts) > 2 * _HEAD_LINES:
        texts = texts[:_HEAD_LINES] + texts[-_HEAD_LINES:]
    return [*texts, *(line for line in page.scan if line)]
