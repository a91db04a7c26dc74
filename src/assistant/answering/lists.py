"""Items of lists and the lines that introduce them, in a document's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# How an item opens: `I.`, `Điều 1.`, `1.`, `1.2.`, `a)`, `-`, `+`; the outermost kind first.
_OPENINGS = (
    re.compile(r"(?:Phần|Chương|Mục)\s+\w+|[IVXLC]+\s?[.\-)/]\s"),
    re.compile(r"Điều\s+\d+"),
    re.compile(r"\d{1,3}(?:\.\d{1,3})*\s?[.\-)/]\s"),
    re.compile(r"\(?[a-zđA-ZĐ]\s?[.)/]\s"),
    re.compile(r"[-–—•*]\s*"),
    re.compile(r"[+o]\s+"),
)
_NO_ITEM = len(_OPENINGS)
# How far above an item the line that introduces it may stand.
_LINES_ABOVE = 60
_LONGEST_LIST = 60

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    level: int


def is_item(line: str) -> bool:
    """Whether a line opens as an item of a list does."""
    return any(opening.match(line.lstrip()) for opening in _OPENINGS)


def introduces(text: str, end: int) -> bool:
    """Whether a sentence that ends here announces what follows it."""
    return text.endswith(":", 0, end)


def introduction(text: str, start: int) -> _Span | None:
    """The line that introduces the list in which the line at `start` is an item, or None.

    It ends in a colon, is no item of the same or an inner list, and introduces no inner one. What a
    bare `Trong đó:` leans on belongs to it: the line above.
    """
    at = _line(text, start)
    if start > at.start + (_opening(text, at) or 0) + 1:
        return None  # not the first sentence of its line
    level, end = at.level, at.start - 1
    below = level
    for _ in range(_LINES_ABOVE):
        if end <= 0:
            return None
        line = _line(text, end - 1)
        end = line.start - 1
        if line.start == line.end:
            continue
        of_inner = introduces(text, line.end) and level < below < _NO_ITEM
        below = line.level
        if of_inner and line.level in (level, _NO_ITEM):
            continue
        outer = line.level < level or (line.level == _NO_ITEM and level < _NO_ITEM)
        if introduces(text, line.end) and (outer or line.level == level == _NO_ITEM):
            return _leant_on(text, line), line.end
        if _NO_ITEM in (level, line.level):
            return None  # plain lines in between: the list is over
        if outer:
            return None  # an outer item that announces nothing
    return None


def _leant_on(text: str, line: _Line) -> int:
    """Where a line begins, or the one right above it where it says nothing by itself."""
    if line.start == 0 or not _SAYS_NOTHING.fullmatch(text, line.start, line.end):
        return line.start
    above = _line(text, line.start - 2)
    says = above.end - above.start > 0 and not introduces(text, above.end)
    return above.start if says else line.start


_SAYS_NOTHING = re.compile(r"(?i)\W*(?:trong (?:số )?đó|cụ thể|(?:bao )?gồm)(?: có| là| như sau)?:")


def items(text: str, end: int) -> list[_Span]:
    """The items of the list that a line ending at `end` introduces: the lines of its first level.

    Each with the lines of inner lists below it. Empty where no list follows.
    """
    found: list[_Span] = []
    level = None
    at = end + 1
    while at < len(text) and len(found) < _LONGEST_LIST:
        line = _line(text, at)
        at = line.end + 1
        if line.start == line.end:
            continue
        if line.level == _NO_ITEM or (level is not None and line.level < level):
            break
        if level is None:
            level = line.level
        if line.level == level:
            found.append((line.start, line.end))
        else:
            found[-1] = (found[-1][0], line.end)
    return found


def _line(text: str, at: int) -> _Line:
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    end = len(text) if stop < 0 else stop
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    level = next(
        (i for i, opening in enumerate(_OPENINGS) if opening.match(text, start, end)), None
    )
    return _Line(start, end, _NO_ITEM if level is None else level)


def _opening(text: str, line: _Line) -> int | None:
    """How many characters the mark of an item takes up."""
    if line.level == _NO_ITEM:
        return None
    match = _OPENINGS[line.level].match(text, line.start, line.end)
    return match.end() - match.start() if match else None
