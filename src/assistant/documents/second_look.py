"""Numbers and dates of a page read a second time, since one wrong digit makes another document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.layout import Box, Line, Word
from assistant.documents.ocr import OcrEngine
from assistant.documents.pieces import Piece, read_pieces

if TYPE_CHECKING:
    from PIL.Image import Image

_FEWEST_DIGITS = 2
_EDGE = 0.02  # inches around a word
_ENLARGED = 1.5
_MOST_MONTHS, _MOST_DAYS = 12, 31
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d[^\W_]{0,4}(?P<rest>-[^\W\d_]{2,6}/[^\d]+)")  # `26ó0-KL/HU`
_DATE = re.compile(r"\W*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\W*")


def checked(lines: Sequence[Line], image: Image, dpi: float, engine: OcrEngine) -> list[Line]:
    """The lines, with the digits of which two further readings say the same against the first.

    Raises OcrFailed.
    """
    page = np.asarray(image)
    pieces = {
        (at, place): _piece(word, dpi)
        for at, line in enumerate(lines)
        for place, word in enumerate(line)
        if sum(map(str.isdigit, word.text)) >= _FEWEST_DIGITS and _is_alone(word, line)
    }
    second = _read(page, list(pieces.values()), dpi, engine)
    doubtful = {
        at: piece
        for at, piece in pieces.items()
        if _groups(second.get(piece, "")) not in ([], _groups(lines[at[0]][at[1]].text))
    }
    third = _read(page, list(doubtful.values()), dpi, engine, enlarged=_ENLARGED)
    made = [list(line) for line in lines]
    for (at, place), piece in doubtful.items():
        groups = _groups(second[piece])
        if groups == _groups(third.get(piece, "")):
            word = made[at][place]
            made[at][place] = replace(word, text=_with_groups(word.text, groups))
    return [tuple(line) for line in made]


def _read(
    page: np.typing.NDArray[np.uint8],
    pieces: Sequence[Piece],
    dpi: float,
    engine: OcrEngine,
    *,
    enlarged: float = 1.0,
) -> dict[Piece, str]:
    rows = [[piece] for piece in pieces]
    found = read_pieces(page, rows, dpi, engine, "figures", enlarged=enlarged)
    return {piece: "".join(word.text for word in words) for piece, words in found.items()}


def _piece(word: Word, dpi: float) -> Piece:
    edge, box = _EDGE * dpi, word.box
    wider = Box(box.left - edge, box.top - edge, box.right + edge, box.bottom + edge)
    return Piece(wider, round(box.bottom))


def _is_alone(word: Word, line: Line) -> bool:
    """Whether its place is its own: words of one piece of a table share theirs."""
    return sum(other.box == word.box for other in line) == 1


def _groups(text: str) -> list[str]:
    return _DIGITS.findall(text)


def _with_groups(text: str, groups: Sequence[str]) -> str:
    """The text with other digits in it; as it is where they do not fit, or make no date of one."""
    if len(_groups(text)) != len(groups):
        number = _NUMBER.fullmatch(text)
        return f"{groups[0]}{number['rest']}" if number and len(groups) == 1 else text
    told = iter(groups)
    made = _DIGITS.sub(lambda _: next(told), text)
    return text if _is_date(text) and not _is_date(made) else made


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    return (
        found is not None
        and 1 <= int(found["day"]) <= _MOST_DAYS
        and 1 <= int(found["month"]) <= _MOST_MONTHS
    )
