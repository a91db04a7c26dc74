"""Text recognition (OCR) of a page's image, by an engine that can be changed."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.documents.layout import Box, Line, Word
from assistant.errors import OcrFailed, OcrMissing

if TYPE_CHECKING:
    from PIL.Image import Image

Holds = Literal["page", "lines", "figures", "digits", "stamps"]
"""What an image holds: a page with columns, margins and pictures; lines of text alone, one below
the other; such lines of numbers with their symbols, or of digits alone; or words strewn about."""

INSTALLS = "Install it: apt-get install "
"""How the remedy for a missing engine begins, up to the packages of Debian and Ubuntu."""

_LANGUAGE = "vie"
_FIGURES = "eng"  # reads digits better; Debian installs it with the program
_MODES: Mapping[Holds, str] = {"page": "3", "stamps": "11"}
_CHARACTERS: Mapping[Holds, str] = {
    "digits": "0123456789",
    "figures": "0123456789-/.,:;%()ABCDGHIKLNPQTUVWXYr",
}
_LINE = ("block_num", "par_num", "line_num")
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


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The `tesseract` command, one process a page; `program` is its path."""

    program: str
    longest: float = _LONGEST

    def recognise(self, image: Image, *, dpi: int, holds: Holds = "page") -> Recognised:
        """Words by full page segmentation, or by none. Raises `OcrFailed`."""
        options = ["--psm", _MODES.get(holds, "6"), "--dpi", str(dpi)]
        language = _LANGUAGE
        if holds in _CHARACTERS:
            options += ["-c", f"tessedit_char_whitelist={_CHARACTERS[holds]}"]
            if _FIGURES in _languages(self.program):
                language = _FIGURES
        table = self._run(image, "-l", language, *options, "tsv")
        try:
            return _recognised(_rows(table))
        except (KeyError, TypeError, ValueError, csv.Error):
            raise OcrFailed("OCR did not tell where its words stand") from None

    def _run(self, image: Image, *options: str) -> str:
        packed = io.BytesIO()
        image.save(packed, "PPM")  # no time is lost on packing
        try:
            done = subprocess.run(  # noqa: S603 (a fixed program; nothing of a document)
                [self.program, "stdin", "stdout", *options],
                input=packed.getvalue(),
                capture_output=True,
                timeout=self.longest,
                check=True,
                # Pages are read side by side: threads within one only get in each other's way.
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except subprocess.TimeoutExpired:
            raise OcrFailed(f"OCR took longer than {self.longest:g} s") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip().split("\n")[-1]
            raise OcrFailed(f"OCR failed ({said or f'exit code {error.returncode}'})") from None
        except OSError as error:
            raise OcrFailed(f"OCR could not be started ({error.strerror})") from None
        return done.stdout.decode(errors="replace")


def find_engine() -> OcrEngine:
    """The engine that is installed. Raises `OcrMissing`, which says how to install one."""
    program = shutil.which("tesseract")
    if program is None:
        raise OcrMissing(
            "tesseract, which reads scans, is not installed",
            f"{INSTALLS}tesseract-ocr tesseract-ocr-vie",
        )
    if _LANGUAGE not in _languages(program):
        raise OcrMissing(
            "tesseract, which reads scans, has no Vietnamese", f"{INSTALLS}tesseract-ocr-vie"
        )
    return Tesseract(program)


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    try:
        listed = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(listed.stdout.split("\n")[1:])


def _rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of tesseract's table that hold a word."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return (row for row in rows if row["level"] == "5" and (row["text"] or "").strip())


def _recognised(rows: Iterator[dict[str, str]]) -> Recognised:
    lines: list[Line] = []
    for _, words in groupby(rows, key=lambda row: [row[part] for part in _LINE]):
        line = []
        for row in words:
            left, top = float(row["left"]), float(row["top"])
            box = Box(left, top, left + float(row["width"]), top + float(row["height"]))
            line.append(Word(row["text"], box, max(0.0, float(row["conf"]) / 100)))
        lines.append(tuple(line))
    return Recognised(tuple(lines))
