"""The pages of a PDF file through PDFium: words with their places, images, renderings."""

from __future__ import annotations

import ctypes
import math
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.documents.layout import Box, Line, Word
from assistant.errors import DocumentRefused
from assistant.vietnamese.legacy import encoding_of_font, lines_to_unicode, runs_to_unicode
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

POINTS = 72.0  # to the inch: the unit of a page

_MOST_PAGES = 3000
_MOST_CHARACTERS = 200_000  # on one page; a full one has 4,000
_MOST_PIXELS = 20_000_000  # A3 at 300 dpi
_LONGEST_FONT = 256
_SAMPLE = 200
_FEWEST_LETTERS = 50
_UNMAPPED = "\ufffd"
_RESAVE = "Open it in a PDF viewer and save or print it as a new PDF."
# PDFium keeps state of its own and may be used by one thread at a time.
_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown: size in points, the words of its text layer, what else is on it.

    A page that is shown turned is taken as it is read: `turned` is by how many degrees clockwise it
    has to be shown for that. `image_share` is how much of it images cover, 0 to 1; `image_dpi`
    how finely the largest was scanned, None without images, and `is_bilevel` whether it is black
    and white without grey. `images` are the places of all
    images; `drawn` counts the lines and shapes on it; `notes` are the words of its annotations.
    """

    number: int
    turned: int
    width: float
    height: float
    lines: tuple[Line, ...]
    image_share: float
    image_dpi: float | None
    is_bilevel: bool
    images: tuple[Box, ...]
    drawn: int
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its words, line by line."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines)


class PdfFile:
    """An open PDF. Pages are counted from 1."""

    def __init__(self, document: PdfDocument) -> None:
        self._document = document
        self.pages = len(document)

    def sheet(self, number: int) -> Sheet:
        """What stands on a page. Raises ValueError where it is broken."""
        import pypdfium2

        with _ONE_AT_A_TIME:
            try:
                page = self._document[number - 1]
                try:
                    return _sheet(number, page)
                finally:
                    page.close()
            except pypdfium2.PdfiumError as error:
                raise ValueError(str(error)) from None

    def rendered(self, number: int, dpi: float, *, turned: int | None = None) -> Image:
        """A page as it is shown, or turned, in colour where it has any. Raises ValueError.

        Of a page so large that its image would fill memory, a coarser one.
        """
        import pypdfium2

        with _ONE_AT_A_TIME:
            try:
                page = self._document[number - 1]
                try:
                    if turned is not None:
                        page.set_rotation(turned)
                    width, height = page.get_size()
                    most = (_MOST_PIXELS / max(1.0, width * height)) ** 0.5
                    scale = min(dpi / POINTS, most)
                    image: Image = page.render(scale=scale).to_pil()
                    return image
                finally:
                    page.close()
            except (pypdfium2.PdfiumError, ValueError) as error:
                raise ValueError(str(error)) from None


@contextmanager
def opened(source: str, data: bytes) -> Iterator[PdfFile]:
    """The file, open. Raises `DocumentRefused` where it cannot be opened or has too many pages."""
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == FPDF_ERR_PASSWORD:
                raise DocumentRefused(
                    source, "it is protected by a password", "Save a copy without the password."
                ) from None
            raise DocumentRefused(source, "it is a broken PDF", _RESAVE) from None
    try:
        if len(document) == 0:
            raise DocumentRefused(source, "it is a PDF without pages", _RESAVE)
        if len(document) > _MOST_PAGES:
            raise DocumentRefused(
                source,
                f"it has {len(document)} pages, more than {_MOST_PAGES}",
                "Split it into several files.",
            )
        yield PdfFile(document)
    finally:
        with _ONE_AT_A_TIME:
            document.close()


@dataclass(frozen=True, slots=True)
class _Frame:
    """Takes places on a page from the file's axes to how the page is shown."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        match self.turned:
            case 90:
                edges = (
                    bottom - self.bottom,
                    left - self.left,
                    top - self.bottom,
                    right - self.left,
                )
            case 180:
                edges = (
                    self.right - right,
                    bottom - self.bottom,
                    self.right - left,
                    top - self.bottom,
                )
            case 270:
                edges = (self.top - top, self.right - right, self.top - bottom, self.right - left)
            case _:
                edges = (left - self.left, self.top - top, right - self.left, self.top - bottom)
        return Box(*edges)


def _sheet(number: int, page: PdfPage) -> Sheet:
    turned = _upright(page)
    page.set_rotation(turned)
    left, bottom, right, top = page.get_bbox()
    frame = _Frame(left, bottom, right, top, turned)
    text = page.get_textpage()
    try:
        lines = tuple(_lines(text, frame))
    finally:
        text.close()
    width, height = page.get_size()
    images, drawn = _objects(page, frame)
    whole = Box(0, 0, width, height)
    largest = max(images, key=lambda image: image.box.area, default=None)
    return Sheet(
        number=number,
        turned=turned,
        width=width,
        height=height,
        lines=lines,
        # Some programs cut a scan into strips.
        image_share=min(1.0, sum(_shared(image.box, whole) for image in images)),
        image_dpi=largest.dpi if largest else None,
        is_bilevel=largest is not None and largest.bits == 1,
        images=tuple(image.box for image in images),
        drawn=drawn,
        notes=tuple(_notes(page)),
    )


def _upright(page: PdfPage) -> int:
    """How the page has to be turned for most of its text to stand upright."""
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        count = text.count_chars()
        sample = range(0, count, max(1, count // _SAMPLE))
        angles = Counter(
            round(math.degrees(raw.FPDFText_GetCharAngle(text, at)) / 90) * 90 % 360
            for at in sample
        )
    finally:
        text.close()
    return angles.most_common(1)[0][0] if count >= _FEWEST_LETTERS else page.get_rotation()


def _lines(text: PdfTextPage, frame: _Frame) -> Iterator[Line]:
    """The lines of a text layer in the order in which they were written."""
    found = [line for line in _typed_lines(text, frame) if line]
    plain = [" ".join(word.text for word in line) for line in found]
    for line, told in zip(found, lines_to_unicode(plain), strict=True):
        words = told.split(" ")
        if len(words) != len(line):
            words = [word.text for word in line]
        made = (
            Word(" ".join(clean(w).split()), old.box) for w, old in zip(words, line, strict=True)
        )
        yield tuple(word for word in made if word.text)


def _typed_lines(text: PdfTextPage, frame: _Frame) -> Iterator[Line]:
    """Words as they were typed, those in fonts from before Unicode converted by their font."""
    from pypdfium2 import raw

    edges = [ctypes.c_double() for _ in range(4)]
    name = ctypes.create_string_buffer(_LONGEST_FONT)
    flags = ctypes.c_int()
    line: list[Word] = []
    runs: list[tuple[str, str]] = []
    places: list[Box] = []
    for at in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        character = chr(code) if code else _UNMAPPED
        if character in " \t\r\n":
            if runs:
                line.append(_word(runs, places))
                runs, places = [], []
            if character == "\n":
                yield tuple(line)
                line = []
            continue
        if raw.FPDFText_IsHyphen(text, at) == 1 or character in "\x02\ufffe":
            character = "-"  # at a line's end; whether it belongs to the word is told later
        length = raw.FPDFText_GetFontInfo(text, at, name, _LONGEST_FONT, flags)
        font = name.raw[: max(0, min(length, _LONGEST_FONT) - 1)].decode(errors="replace")
        runs.append((character, font))
        if raw.FPDFText_GetCharBox(text, at, *edges):
            left, right, bottom, top = (edge.value for edge in edges)
            places.append(frame.shown(left, bottom, right, top))
    if runs:
        line.append(_word(runs, places))
    yield tuple(line)


def _word(runs: list[tuple[str, str]], places: list[Box]) -> Word:
    if any(encoding_of_font(font) for font in {font for _, font in runs}):
        text = runs_to_unicode(runs)
    else:
        text = "".join(character for character, _ in runs)
    box = Box(
        min((p.left for p in places), default=0.0),
        min((p.top for p in places), default=0.0),
        max((p.right for p in places), default=0.0),
        max((p.bottom for p in places), default=0.0),
    )
    return Word(text, box)


@dataclass(frozen=True, slots=True)
class _Image:
    box: Box
    dpi: float
    bits: int


def _objects(page: PdfPage, frame: _Frame) -> tuple[list[_Image], int]:
    """The images on a page, and how many shapes are drawn on it."""
    from pypdfium2 import raw

    images: list[_Image] = []
    drawn = 0
    for item in page.get_objects(max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            drawn += 1
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            box = frame.shown(*item.get_bounds())
            longest = max(box.right - box.left, box.bottom - box.top)
            if longest > 0:
                dpi = max(item.get_px_size()) / longest * POINTS
                images.append(_Image(box, dpi, item.get_metadata().bits_per_pixel))
    return images, drawn


def _notes(page: PdfPage) -> Iterator[str]:
    """What annotations say: comments, stamps, text typed over the page."""
    from pypdfium2 import raw

    for at in range(min(raw.FPDFPage_GetAnnotCount(page), 500)):
        note = raw.FPDFPage_GetAnnot(page, at)
        if not note:
            continue
        try:
            length = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
            if 2 < length < 20_000:
                held = ctypes.create_string_buffer(length)
                raw.FPDFAnnot_GetStringValue(
                    note, b"Contents", ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), length
                )
                yield clean(held.raw[:-2].decode("utf-16-le", errors="replace"))
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _shared(box: Box, whole: Box) -> float:
    """How much of the page a box covers, 0 to 1."""
    inside = Box(
        max(box.left, whole.left),
        max(box.top, whole.top),
        min(box.right, whole.right),
        min(box.bottom, whole.bottom),
    )
    return inside.area / whole.area if whole.area else 0.0
