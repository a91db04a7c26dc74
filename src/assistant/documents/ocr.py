"""Text recognition (OCR) of a page's image, by an engine that can be changed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.documents.layout import Box, Line, Word
from assistant.errors import OcrFailed, OcrMissing

if TYPE_CHECKING:
    from PIL.Image import Image
    from tesserocr import PyTessBaseAPI

Holds = Literal["page", "lines", "figures", "digits", "stamps"]
"""What an image holds: a page with columns, margins and pictures; lines of text alone, one below
the other; such lines of numbers with their symbols, or of digits alone; or words strewn about."""

INSTALLS = "Install it: apt-get install "
"""How the remedy for a missing engine begins, up to the packages of Debian and Ubuntu."""

_LANGUAGE = "vie"
_FIGURES = "eng"  # reads digits better; Debian installs it with the program
_LINES_ALONE = 6  # tesseract's page segmentation modes
_MODES: Mapping[Holds, int] = {"page": 3, "stamps": 11}
_CHARACTERS: Mapping[Holds, str] = {
    "digits": "0123456789",
    "figures": "0123456789-/.,:;%()ABCDGHIKLNPQTUVWXYr",
}
_COLUMNS = (
    12  # of tesseract's table: level, page, block, paragraph, line, word, box, certainty, text
)
_LISTED = re.compile(r'languages(?: in "(?P<folder>[^"]+)")?')
_FOLDER_OF_4 = "/usr/share/tesseract-ocr/4.00/tessdata"  # version 4 does not tell its own
_LONGEST = 30.0  # seconds for one page; a full one takes about one


@dataclass(frozen=True, slots=True)
class Recognised:
    """What stands on an image: lines in reading order, boxes in its pixels."""

    lines: tuple[Line, ...]


class OcrEngine(Protocol):
    """Reads the Vietnamese text on a grey image of an upright page.

    Raises `OcrFailed` where it cannot. It is called from several threads at once.
    """

    def recognise(self, image: Image, *, dpi: int, holds: Holds = "page") -> Recognised: ...


class Tesseract:
    """The tesseract library, with the languages in a folder of its models.

    What it has loaded is kept for the next image: to start the program for each would take a
    third of the whole time. It is used by one thread at a time, so there are as many as threads.
    """

    def __init__(self, folder: str, longest: float = _LONGEST) -> None:
        self.folder = folder
        self._longest = longest
        self._idle: defaultdict[str, list[PyTessBaseAPI]] = defaultdict(list)
        self._figures = _FIGURES if _has(folder, _FIGURES) else _LANGUAGE

    def recognise(self, image: Image, *, dpi: int, holds: Holds = "page") -> Recognised:
        """Words by full page segmentation, or by none. Raises `OcrFailed`."""
        grey = image.convert("L")
        if not (grey.width and grey.height):
            return Recognised(())
        with self._loaded(self._figures if holds in _CHARACTERS else _LANGUAGE) as library:
            library.SetVariable("tessedit_char_whitelist", _CHARACTERS.get(holds, ""))
            library.SetPageSegMode(_MODES.get(holds, _LINES_ALONE))
            library.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
            library.SetSourceResolution(dpi)
            if not library.Recognize(round(1000 * self._longest)):
                raise OcrFailed(f"OCR failed, or took longer than {self._longest:g} s")
            return _recognised(library.GetTSVText(0))

    @contextmanager
    def _loaded(self, language: str) -> Iterator[PyTessBaseAPI]:
        idle = self._idle[language]
        library = idle.pop() if idle else _load(self.folder, language)
        try:
            yield library
        finally:
            # What is read next does not depend on this page.
            library.Clear()
            library.ClearAdaptiveClassifier()
            idle.append(library)


def find_engine() -> OcrEngine:
    """The engine that is installed. Raises `OcrMissing`, which says how to install one."""
    program = shutil.which("tesseract")
    if program is None:
        raise OcrMissing(
            "tesseract, which reads scans, is not installed",
            f"{INSTALLS}tesseract-ocr tesseract-ocr-vie",
        )
    if find_spec("tesserocr") is None:
        raise OcrMissing(
            "tesserocr, which reads scans with tesseract, is not installed",
            "Install it: pip install tesserocr",
        )
    folder = _models(program)
    if folder is None or not _has(folder, _LANGUAGE):
        raise OcrMissing(
            "tesseract, which reads scans, has no Vietnamese", f"{INSTALLS}tesseract-ocr-vie"
        )
    return _engine(folder)


@lru_cache(maxsize=1)
def _engine(folder: str) -> OcrEngine:
    return Tesseract(folder)


@lru_cache(maxsize=4)
def _models(program: str) -> str | None:
    """The folder where a program keeps its models."""
    try:
        listed = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = _LISTED.search(listed.stdout + listed.stderr)
    return found and (found["folder"] or os.environ.get("TESSDATA_PREFIX", _FOLDER_OF_4))


def _has(folder: str, language: str) -> bool:
    return Path(folder, f"{language}.traineddata").is_file()


_starting = threading.Lock()


def _load(folder: str, language: str) -> PyTessBaseAPI:
    """Raises `OcrFailed`, and MemoryError where there is no room for the library."""
    # Read when the library is loaded. Pages are read side by side: threads within one only get
    # in each other's way.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        from tesserocr import PyTessBaseAPI
    except ImportError as error:  # it is installed: see `find_engine`
        raise MemoryError(str(error)) from error
    silent = {"debug_file": os.devnull}
    try:
        with _starting:  # it sets what all engines share
            return PyTessBaseAPI(path=folder, lang=language, variables=silent)
    except RuntimeError as error:
        raise OcrFailed(f"OCR could not be started ({error})") from None


def _recognised(table: str) -> Recognised:
    """Out of tesseract's table, of which rows of level 5 hold a word each."""
    rows = (line.split("\t") for line in table.split("\n"))
    words = [row for row in rows if len(row) == _COLUMNS and row[0] == "5" and row[-1].strip()]
    return Recognised(
        tuple(tuple(map(_word, line)) for _, line in groupby(words, key=lambda row: row[2:5]))
    )


def _word(row: list[str]) -> Word:
    left, top, wide, high, certainty = map(float, row[6:11])
    return Word(row[11], Box(left, top, left + wide, top + high), max(0.0, certainty / 100))
