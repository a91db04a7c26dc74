"""The numbers that Word puts before the paragraphs of its lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.documents.numerals import letters, roman, vietnamese
from assistant.documents.symbols import symbol
from assistant.documents.word_styles import Styles, W, is_on, val
from assistant.vietnamese.legacy import encoding_of_font, runs_to_unicode

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_LARGEST = 32_767
_PLAIN_BULLETS = frozenset("-+*")


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "decimalZero": lambda number: f"{number:02}",
    "vietnameseCounting": vietnamese,
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    format: str
    text: str
    start: int
    restart: int | None
    legal: bool
    style: str | None


class Numbering:
    """The lists of a file. `label` is to be called once for each paragraph, in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        for element in [] if root is None else root:
            if element.tag == f"{W}abstractNum":
                self._abstract[val(element, "abstractNumId") or ""] = element
            elif element.tag == f"{W}num":
                self._numbers[val(element, "numId") or ""] = element

    def label(self, paragraph: Element) -> str:
        """What stands before a paragraph, with the space after it; empty where nothing does."""
        found = self._styles.list_of(paragraph)
        if found is None or found[0] not in self._numbers:
            return ""
        number, stated, style = found
        levels = self._levels_of(number)
        at = _whole(stated, -1)
        if at < 0:
            at = next((i for i, level in levels.items() if style and level.style == style), 0)
        level = levels.get(at)
        if level is None:
            return ""
        if level.format == "bullet":
            return f"{level.text if level.text in _PLAIN_BULLETS else '-'} "
        counts = self._count(number, at, levels)
        label = _PLACE.sub(lambda m: _shown(levels, counts, int(m[1]) - 1, level.legal), level.text)
        return f"{label.strip()} " if label.strip() else ""

    def _count(self, number: str, at: int, levels: Mapping[int, _Level]) -> list[int | None]:
        """Counts a paragraph; lists that share their definition go on from one another."""
        abstract = self._abstract_of(number)
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        override = self._override(number, at)
        first = (number, at) not in self._started
        self._started.add((number, at))
        before = counts[at]
        if override is not None and first:
            counts[at] = override
        elif before is None:
            counts[at] = levels[at].start
        else:
            counts[at] = min(before + 1, _LARGEST)
        for upper in range(at):  # a list may begin at an inner level
            if counts[upper] is None:
                counts[upper] = levels[upper].start if upper in levels else 1
        for deeper in range(at + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and at < restart):
                counts[deeper] = None
        return counts

    def _abstract_of(self, number: str) -> str:
        return val(self._numbers[number].find(f"{W}abstractNumId")) or ""

    def _override(self, number: str, at: int) -> int | None:
        for override in self._numbers[number].iterchildren(f"{W}lvlOverride"):
            if val(override, "ilvl") == str(at):
                stated = val(override.find(f"{W}startOverride"))
                return None if stated is None else _whole(stated, 1)
        return None

    def _levels_of(self, number: str) -> dict[int, _Level]:
        if number not in self._levels:
            abstract = self._definition(self._abstract_of(number))
            found = [] if abstract is None else list(abstract.iterchildren(f"{W}lvl"))
            for override in self._numbers[number].iterchildren(f"{W}lvlOverride"):
                found += override.iterchildren(f"{W}lvl")
            self._levels[number] = {
                _whole(val(level, "ilvl"), 0): self._level(level)
                for level in found
                if 0 <= _whole(val(level, "ilvl"), 0) < _LEVELS
            }
        return self._levels[number]

    def _definition(self, abstract: str) -> Element | None:
        """A definition, or the one that its style of lists points to."""
        found = self._abstract.get(abstract)
        link = None if found is None else val(found.find(f"{W}numStyleLink"))
        if link is None:
            return found
        number = self._styles.number_style(link)
        if number is None or number not in self._numbers:
            return found
        return self._abstract.get(self._abstract_of(number), found)

    def _level(self, level: Element) -> _Level:
        text = val(level.find(f"{W}lvlText")) or ""
        fonts = level.find(f"{W}rPr/{W}rFonts")
        font = val(fonts, "hAnsi") or val(fonts, "ascii")
        if encoding_of_font(font):
            text = runs_to_unicode([(text, font)])
        elif any("\uf000" <= c <= "\uf0ff" for c in text):
            text = "".join(symbol(ord(c), font) for c in text)
        restart = val(level.find(f"{W}lvlRestart"))
        return _Level(
            val(level.find(f"{W}numFmt")) or "decimal",
            text.replace("–", "-"),
            _whole(val(level.find(f"{W}start")), 0),
            None if restart is None else _whole(restart, 0),
            is_on(level.find(f"{W}isLgl")) or False,
            val(level.find(f"{W}pStyle")),
        )


def _shown(levels: Mapping[int, _Level], counts: list[int | None], at: int, legal: bool) -> str:
    count = counts[at]
    if count is None or at not in levels:
        return ""
    if legal:
        return str(count)
    if levels[at].format == "none":
        return ""
    return _FORMATS.get(levels[at].format, str)(count)


def _whole(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.isdigit() and len(stated) < 6 else otherwise
