"""What is stamped on the head of a page: read apart, since a frame or a slant hides it from OCR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.components import Component, components
from assistant.documents.layout import line_text
from assistant.documents.ocr import OcrEngine
from assistant.documents.scans import cleaned, ink, red_ink, slant, straightened
from assistant.vietnamese.normalize import clean, fold

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 200.0

_HEAD = 0.4  # of a page's height
_LEAST_RED = 0.0005  # share of the head
# The frame of a stamp, in inches.
_NARROWEST, _WIDEST = 0.4, 3.5
_LOWEST, _HIGHEST = 0.2, 1.6
_HOLLOW = 0.4  # the most of its area that a frame covers
_MOST_FRAMES = 12
_STEEPEST = 20.0  # degrees
_END = "*"


def _one_off(word: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of a word, and of it with one letter changed, added or lost."""
    changed = (f"{word[:at]}[A-Z]{{0,2}}{word[at + 1 :]}" for at in range(len(word)))
    return tuple(map(re.compile, changed))


_WORN = re.compile("M[ẬÂẠA]{2}T")
_MARKS = {"TỐI MẬT": _one_off("TOIMAT"), "TUYỆT MẬT": _one_off("TUYETMAT")}


def stamp_lines(
    image: Image, dpi: float, engine: OcrEngine, *, whole: bool = True
) -> tuple[str, ...]:
    """The words on the head of an upright page, and those of its stamps by themselves.

    They are for finding marks: some come twice, some are nonsense. Without `whole`, of framed and
    red stamps alone. Raises OcrFailed.
    """
    scale = DPI / dpi
    image = image.convert("L") if image.mode == "1" else image
    head = image.crop((0, 0, image.width, round(image.height * _HEAD)))
    head = head.resize((max(1, round(head.width * scale)), max(1, round(head.height * scale))))
    grey = cleaned(head, DPI, stamps=True)
    views = [straightened(grey, slant(grey, DPI))] if whole else []
    framed = list(_framed(grey))
    red = red_ink(head)
    if np.mean(np.asarray(red) < 128) >= _LEAST_RED:
        views.append(red)
        framed += _framed(red)
    if framed:
        views.append(_stacked(framed))
    lines = [
        _told(clean(line_text(line)))
        for view in views
        for line in engine.recognise(view, dpi=round(DPI), holds="stamps").lines
    ]
    # None goes on with the one before it.
    return tuple(part for line in dict.fromkeys(lines) for part in (line, _END))


def _told(line: str) -> str:
    """The line, or the mark that it is but for one letter."""
    if _WORN.fullmatch("".join(c for c in line if c.isalpha())):
        return "MẬT"
    letters = "".join(c for c in fold(line) if c.isalpha())
    if letters.isupper():
        for mark, shape in _MARKS.items():
            if any(form.fullmatch(letters) for form in shape):
                return mark
    return line


def _framed(grey: Image) -> Iterator[Image]:
    """What stands in each frame on an image, upright and without the frame."""
    from PIL import Image as Images

    found = [part for part in components(ink(grey)) if _is_frame(part)]
    found.sort(key=lambda part: part.top)
    for frame in found[:_MOST_FRAMES]:
        made = np.array(grey)
        for y, start, end in frame.runs:  # with the grey rim of its lines
            made[max(0, y - 2) : y + 3, max(0, start - 2) : end + 2] = 255
        box = (frame.left, frame.top, frame.right, frame.bottom)
        inside = Images.fromarray(made).crop(box)
        yield inside.rotate(-_slant_of(frame), Images.Resampling.BICUBIC, fillcolor=255)


def _is_frame(part: Component) -> bool:
    wide, high = part.right - part.left, part.bottom - part.top
    covered = sum(end - start for _, start, end in part.runs)
    return (
        _NARROWEST * DPI <= wide <= _WIDEST * DPI
        and _LOWEST * DPI <= high <= _HIGHEST * DPI
        and covered <= _HOLLOW * wide * high
    )


def _slant_of(frame: Component) -> float:
    """By how many degrees the upper side of a frame rises to the right."""
    top: dict[int, int] = {}
    for y, start, end in frame.runs:
        for x in range(start, end):
            top.setdefault(x, y)
    wide = frame.right - frame.left
    # Of a slanted frame the corner stands out: the longer side of it is the upper one.
    highest = min(top, key=lambda x: top[x])
    side = (
        (highest, frame.right - wide // 8)
        if highest - frame.left < wide / 2
        else (frame.left + wide // 8, highest)
    )
    columns = [x for x in range(*side) if x in top]
    if len(columns) < wide // 4:
        return 0.0
    slope = np.polyfit(columns, [top[x] for x in columns], 1)[0]
    degrees = float(-np.degrees(np.arctan(slope)))
    return degrees if abs(degrees) <= _STEEPEST else 0.0


def _stacked(views: list[Image]) -> Image:
    """Pictures one below the other, well apart."""
    from PIL import Image as Images

    gap = round(0.2 * DPI)
    wide = max(view.width for view in views) + 2 * gap
    sheet = Images.new("L", (wide, sum(view.height + gap for view in views) + gap), 255)
    y = gap
    for view in views:
        sheet.paste(view, (gap, y))
        y += view.height + gap
    return sheet
