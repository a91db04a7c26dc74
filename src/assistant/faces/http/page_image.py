"""A page of a PDF file as a picture, with a quote marked on it.

PDFium is fast and not made for hostile files, and it holds one lock: so each page is drawn by a
process of its own, with bounds on memory and time, and whatever happens to it happens to nobody
else. Run as a module this file is that process: PDF on stdin, PNG on stdout.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import FileChanged, PageNotDrawn
from assistant.faces.http.work import Lane

WIDTH = 1100  # pixels: sharp on a phone's screen and beside the text
_TALLEST = 3300
_MOST_BYTES = 64 * 1024 * 1024
_SECONDS = 10.0
_MEMORY = 1024 * 1024 * 1024
_CACHED_BYTES = 32 * 1024 * 1024
_AT_ONCE = 2
_MOST_WAITING = 30
_MARK = (255, 214, 64)
_LONGEST_QUOTE = 4000
_CLUE = 40  # letters of a quote that are looked for where it is not on the page as a whole

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PdfPage:
    """Which page of which file; `digest` is the SHA-256 that the file had when it was indexed."""

    path: Path
    digest: str
    number: int
    quote: str = ""

    @property
    def tag(self) -> str:
        """The same for the same picture."""
        said = f"{self.digest}\n{self.number}\n{WIDTH}\n{self.quote}"
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


class PageImages:
    """Draws pages, two at a time, and keeps those drawn last."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lane = Lane(_AT_ONCE, _MOST_WAITING)

    async def render(self, page: PdfPage) -> bytes:
        """The page as PNG.

        Raises:
            FileChanged: the file is gone, or is not the one that was indexed.
            PageNotDrawn: the page cannot be drawn.
            Overloaded: too many pages are waiting to be drawn.
        """
        if kept := self._drawn.get(page.tag):
            self._drawn.move_to_end(page.tag)
            return kept
        image = await self._lane.run(lambda: draw(page))
        if page.tag not in self._drawn:
            self._size += len(image)
        self._drawn[page.tag] = image
        while self._size > _CACHED_BYTES:
            _, dropped = self._drawn.popitem(last=False)
            self._size -= len(dropped)
        return image


def draw(page: PdfPage) -> bytes:
    """The page as PNG, drawn by a process of its own. Raises as `PageImages.render` does."""
    try:
        if page.path.stat().st_size > _MOST_BYTES:
            raise PageNotDrawn("The file is too large to show its pages.", "Download it instead.")
        data = page.path.read_bytes()
    except OSError as error:
        raise FileChanged(
            f"The file cannot be read ({error.strerror}).", "Build the index again."
        ) from None
    # Another file may have taken its place, and nobody has looked whether it may be shown.
    if hashlib.sha256(data).hexdigest() != page.digest:
        raise FileChanged("The file has changed since it was indexed.", "Build the index again.")
    said = json.dumps({"number": page.number, "quote": page.quote[:_LONGEST_QUOTE]})
    try:
        drawn = subprocess.run(  # noqa: S603
            # Nothing of this process's environment is of use to it.
            [sys.executable, "-I", "-m", __name__, said],
            env={},
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise PageNotDrawn(
            f"Page {page.number} cannot be drawn ({type(error).__name__}).",
            "Download the file instead.",
        ) from None
    return drawn.stdout


# --- In the process that draws


def _main() -> None:
    import os
    import resource

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    said = json.loads(sys.argv[1])
    sys.stdout.buffer.write(_render(sys.stdin.buffer.read(), said["number"], said["quote"]))


def _render(data: bytes, number: int, quote: str) -> bytes:
    import io

    import pypdfium2
    from PIL import Image, ImageChops, ImageDraw

    page = pypdfium2.PdfDocument(data)[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / width, _TALLEST / height)
    image = page.render(scale=scale).to_pil().convert("RGB")
    boxes = list(_boxes(page.get_textpage(), quote)) if quote else []
    if boxes:
        # Multiplied, so that what stands under the mark stays as dark as it was.
        marks = Image.new("RGB", image.size, "white")
        pen = ImageDraw.Draw(marks)
        for left, bottom, right, top in boxes:
            pen.rectangle(
                (
                    left * scale - 2,
                    (height - top) * scale - 2,
                    right * scale + 2,
                    (height - bottom) * scale + 2,
                ),
                fill=_MARK,
            )
        image = ImageChops.multiply(image, marks)
    saved = io.BytesIO()
    image.quantize(64).save(saved, "PNG", optimize=True)
    return saved.getvalue()


def _boxes(text: Any, quote: str) -> Iterator[Box]:
    """Where the quote stands, line by line, in points from the lower left corner."""
    letters: list[str] = []
    places: list[int] = []
    for index in range(text.count_chars()):
        for letter in _letters(text.get_text_range(index, 1)):
            letters.append(letter)
            places.append(index)
    begin, end = _find("".join(letters), "".join(_letters(quote)))
    line: Box | None = None
    for index in dict.fromkeys(places[begin:end]):
        box: Box = text.get_charbox(index)
        if line and _same_line(line, box):
            line = (
                min(line[0], box[0]),
                min(line[1], box[1]),
                max(line[2], box[2]),
                max(line[3], box[3]),
            )
        else:
            if line:
                yield line
            line = box
    if line:
        yield line


def _letters(text: str) -> Iterator[str]:
    """Letters and digits alone, without accents: spaces and hyphens differ from the clean text."""
    for sign in unicodedata.normalize("NFD", text.lower().replace("đ", "d")):
        if sign.isalnum():
            yield sign


def _find(page: str, quote: str) -> tuple[int, int]:
    """Where a quote stands on a page, or the part of it that does; nowhere is (0, 0)."""
    if (at := page.find(quote)) >= 0:
        return at, at + len(quote)
    if len(quote) > _CLUE:
        # It goes on over the edge of the page.
        if (at := page.find(quote[:_CLUE])) >= 0:
            return at, min(len(page), at + len(quote))
        if (at := page.find(quote[-_CLUE:])) >= 0:
            return max(0, at + _CLUE - len(quote)), at + _CLUE
    return 0, 0


def _same_line(line: Sequence[float], box: Sequence[float]) -> bool:
    middle = (box[1] + box[3]) / 2
    return line[1] <= middle <= line[3]


if __name__ == "__main__":
    _main()
