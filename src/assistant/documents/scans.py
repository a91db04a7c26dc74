"""The image of a scanned page made ready for text recognition: light, edges, slant, halves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

Grey = NDArray[np.uint8]
Dark = NDArray[np.bool_]

_SMALL_DPI = 75  # enough to see lines of text as bars
_WIDEST_SLANT = 6.0  # degrees
_STRAIGHT = 0.25  # degrees that need no mending
_RED = 60  # grey levels by which red ink is redder than anything else
_REDDISH = 30  # the same of thin lines on an image made smaller
_COLOURED = 35  # grey levels between the channels of coloured ink
_BRIGHT = 60  # grey level of the lightest channel of coloured ink
_STAMP = 0.8  # inches: a round stamp is larger, a number's is not
_MIDDLE = 128
_BAND = 256  # rows
_INK = 0.75  # of the paper's brightness: what is darker is ink


def cleaned(image: Image, dpi: float, *, stamps: bool = False) -> Image:
    """Grey, its paper evenly white, without single specks and dark edges.

    Large coloured stamps go too, unless `stamps` is set.
    """
    from PIL import Image as Images

    bare = image.convert("L") if stamps else _without_stamps(image, dpi)
    grey = np.asarray(_without_specks(bare) if image.mode == "1" else bare)
    paper = np.maximum(_paper(grey), 1)
    even = np.empty_like(grey)
    for top in range(0, len(grey), _BAND):  # a whole page of fractions takes much memory
        rows = slice(top, top + _BAND)
        even[rows] = np.minimum(np.divide(grey[rows], paper[rows], dtype=np.float32) * 255, 255)
    return Images.fromarray(_without_edges(even))


def red_ink(image: Image) -> Image:
    """What is printed in red, black on white."""
    from PIL import Image as Images

    red = _is_red(image, _RED)
    return Images.fromarray(np.where(red, 0, 255).astype(np.uint8))


def _is_red(image: Image, least: int) -> Dark:
    red, green, blue = (np.asarray(band) for band in image.convert("RGB").split())
    other = np.minimum(np.maximum(green, blue), 255 - least) + np.uint8(least)
    found: Dark = red > other  # in eight bits, which is several times as fast
    return found


def _without_stamps(image: Image, dpi: float) -> Image:
    """Grey, with the text under large coloured stamps and without the stamps.

    Small ones stay: numbers and dates are stamped too.
    """
    from PIL import Image as Images

    grey = image.convert("L")
    if image.mode not in ("RGB", "RGBA"):
        return grey
    factor = max(1, round(dpi / _SMALL_DPI))
    red = _is_red(image.convert("RGB").reduce(factor), _REDDISH)
    made = np.array(grey)
    for top, bottom in _runs(np.asarray(red.any(axis=1)), _SMALL_DPI // 6):
        for left, right in _runs(np.asarray(red[top:bottom].any(axis=0)), _SMALL_DPI // 6):
            if min(bottom - top, right - left) < _STAMP * _SMALL_DPI:
                continue
            # The pen's strokes beside it and across it go too.
            wide, high = right - left, bottom - top
            area = (left - wide // 4, top - high // 4, right + wide, bottom + high // 4)
            x, y, end, down = (max(0, at * factor) for at in area)
            colours = np.asarray(image.convert("RGB").crop((x, y, end, down))).astype(np.int16)
            lightest = colours.max(axis=2)
            coloured = _widened(lightest - colours.min(axis=2) > _COLOURED)
            under = np.where(coloured & (lightest > _BRIGHT), 255, lightest)
            made[y:down, x:end] = under[: made.shape[0] - y, : made.shape[1] - x]
    return Images.fromarray(made)


def _without_specks(image: Image) -> Image:
    """A copy in black and white without its single dark points."""
    from PIL import Image as Images

    grey = np.asarray(image)
    around = _widened(grey < _MIDDLE, itself=False)
    return Images.fromarray(np.where(around, grey, 255).astype(np.uint8))


def _widened(flags: Dark, *, itself: bool = True) -> Dark:
    """Where a flag is set at one of the eight points around, or at the point itself."""
    padded = np.pad(flags, 1)
    high, wide = flags.shape
    made = np.zeros(flags.shape, dtype=np.bool_)
    for down in (0, 1, 2):
        for across in (0, 1, 2):
            if itself or (down, across) != (1, 1):
                made |= padded[down : down + high, across : across + wide]
    return made


def _runs(flags: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Where flags are set, runs with smaller gaps between them taken as one."""
    edges = np.flatnonzero(np.diff(np.pad(flags.astype(np.int8), 1)))
    runs: list[tuple[int, int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and start - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def black_and_white(image: Image) -> Image:
    """An image in mode `1`: what was black and white before it was rendered."""
    return image.convert("L").point(lambda grey: 255 if grey >= _MIDDLE else 0, "1")


def ink(image: Image) -> Dark:
    """Where there is ink on a cleaned image."""
    return np.asarray(image) < 255 * _INK


def slant(image: Image, dpi: float) -> float:
    """By how many degrees the lines of text rise to the right; 0.0 where none can be told."""
    dark = ink(_small(image, dpi))
    if dark.sum() < 50:
        return 0.0
    strips = _strips(dark)
    coarse = max(np.arange(-_WIDEST_SLANT, _WIDEST_SLANT + 0.01, 0.5), key=strips.bars)
    return float(max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=strips.bars))


def straightened(image: Image, degrees: float) -> Image:
    """Turned back by a slant; unchanged where that is too small to matter."""
    from PIL import Image as Images

    if abs(degrees) < _STRAIGHT:
        return image
    return image.rotate(-degrees, Images.Resampling.BICUBIC, fillcolor=255)


def lies_on_side(image: Image, dpi: float) -> bool:
    """Whether the lines of text run up or down the image."""
    dark = ink(_small(image, dpi))
    return _strips(dark.T).bars(0.0) > 1.5 * _strips(dark).bars(0.0)


def halves(image: Image, dpi: float) -> list[Image]:
    """The two pages of an open book, left one first; else the image alone.

    They are two where the image is wider than high and a white strip runs down its middle, with
    text to both sides of it.
    """
    if image.width < 1.2 * image.height:
        return [image]
    dark = ink(_small(image, dpi))
    columns = dark.sum(axis=0)
    width = len(columns)
    white = columns <= dark.shape[0] * 0.004
    start, end = _longest_run(white[int(width * 0.4) : int(width * 0.6)])
    if end - start < 0.4 * _SMALL_DPI:
        return [image]
    gutter = (start + end) / 2 + int(width * 0.4)
    ink_left, ink_right = columns[: int(gutter)].sum(), columns[int(gutter) :].sum()
    if min(ink_left, ink_right) <= 0.03 * (ink_left + ink_right):
        return [image]
    middle = int(gutter / width * image.width)
    return [
        image.crop((0, 0, middle, image.height)),
        image.crop((middle, 0, image.width, image.height)),
    ]


def _paper(grey: Grey) -> Grey:
    """How bright the paper is at each point, without what is printed on it."""
    from PIL import Image as Images
    from PIL import ImageFilter

    step = 16
    small = Images.fromarray(grey).reduce(step)
    for _ in range(2):  # letters and lines are narrower than this reaches
        small = small.filter(ImageFilter.MaxFilter(5))
    small = small.filter(ImageFilter.GaussianBlur(3))
    shape = (grey.shape[1], grey.shape[0])
    return np.asarray(small.resize(shape, Images.Resampling.BILINEAR))


def _without_edges(grey: Grey) -> Grey:
    """White where the lid of a copier left a dark edge."""
    dark = grey < 255 * _INK
    high, wide = dark.shape
    for rows, lines in ((dark.T, wide), (dark, high)):
        share = rows.mean(axis=1)
        reach = lines // 12
        for side in (slice(None, reach), slice(lines - reach, None)):
            heavy = np.flatnonzero(share[side] > 0.5)
            if not len(heavy):
                continue
            first = side.start or 0
            edge = slice(0, heavy[-1] + 3) if first == 0 else slice(first + heavy[0] - 2, None)
            grey = grey.copy()
            (grey.T if rows is not dark else grey)[edge] = 255
    return grey


def _small(image: Image, dpi: float) -> Image:
    factor = max(1, round(dpi / _SMALL_DPI))
    return image.reduce(factor)


@dataclass(frozen=True, slots=True)
class _Strips:
    """How much ink stands in each row of an image's upright strips, of shape (strips, rows)."""

    ink: NDArray[np.float32]
    width: int  # of the image, in pixels

    def bars(self, degrees: float) -> float:
        """How sharply rows with text and rows without follow one another, seen at a slant."""
        count = len(self.ink)
        rise = np.tan(np.radians(degrees)) * self.width / count
        total = np.zeros(self.ink.shape[1], dtype=np.float32)
        for at, strip in enumerate(self.ink):
            total += np.roll(strip, round((at - count / 2) * rise))
        return float(np.square(np.diff(total)).sum())


def _strips(dark: Dark) -> _Strips:
    parts = np.array_split(dark, 24, axis=1)
    return _Strips(np.array([part.sum(axis=1, dtype=np.float32) for part in parts]), dark.shape[1])


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    return max(_runs(flags, 0), key=lambda run: run[1] - run[0], default=(0, 0))
