"""What Word's styles say of paragraphs and runs: name, level, list, font, capitals, hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HEADING = re.compile(r"(?:heading|đầu đề|tiêu đề|mục)\s*(\d)")
_LONGEST_CHAIN = 20
_HIDDEN_LEVEL = 9  # Word's level of text that is no heading
_OFF = frozenset({"0", "false", "off", "none"})


def val(element: Element | None, name: str = "val") -> str | None:
    """An attribute of Word's, None where the element or the attribute is missing."""
    return None if element is None else element.get(W + name)


def is_on(element: Element | None) -> bool | None:
    """What a switch such as `<w:caps/>` says; None where it is missing."""
    return None if element is None else (val(element) or "true") not in _OFF


class Styles:
    """The styles of a file, each with those it is based on."""

    def __init__(self, root: Element | None, theme: Element | None = None) -> None:
        self._styles: dict[str, Element] = {}
        self._defaults: dict[str, str] = {}
        self._usual: Element | None = None
        self._theme = _theme_fonts(theme)
        for style in [] if root is None else root.iter(f"{W}style"):
            name, kind = val(style, "styleId") or "", val(style, "type") or ""
            self._styles[name] = style
            if (val(style, "default") or "0") not in _OFF:
                self._defaults[kind] = name
        if root is not None:
            self._usual = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._fonts: dict[str | None, str | None] = {}

    def name(self, paragraph: Element) -> str:
        """The name of a paragraph's style in small letters."""
        for style in self._of_paragraph(paragraph):
            return (val(style.find(f"{W}name")) or "").lower()
        return ""

    def level(self, paragraph: Element) -> int | None:
        """A paragraph's level as a heading, 1 the outermost; None for text."""
        direct = val(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        if direct is not None:
            return _level(direct)
        for style in self._of_paragraph(paragraph):
            name = (val(style.find(f"{W}name")) or "").lower()
            if name in ("title", "tiêu đề"):
                return 1
            if found := _HEADING.fullmatch(name):
                return int(found[1]) or None
            stated = val(style.find(f"{W}pPr/{W}outlineLvl"))
            if stated is not None:
                return _level(stated)
        return None

    def list_of(self, paragraph: Element) -> tuple[str, str | None, str | None] | None:
        """(list, level, style that names them) of a paragraph; None where it is in no list."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = None, None
        if own is not None:
            number, level = val(own.find(f"{W}numId")), val(own.find(f"{W}ilvl"))
            if number is not None:
                return number, level, None
        for style in self._of_paragraph(paragraph):
            stated = style.find(f"{W}pPr/{W}numPr")
            if stated is None:
                continue
            level = level or val(stated.find(f"{W}ilvl"))
            number = val(stated.find(f"{W}numId"))
            if number is not None:
                return number, level, val(style, "styleId")
        return None

    def number_style(self, name: str) -> str | None:
        """The list that a style of lists names."""
        style = self._styles.get(name)
        return None if style is None else val(style.find(f"{W}pPr/{W}numPr/{W}numId"))

    def font(self, run: Element | None, paragraph: Element | None) -> str | None:
        """The name of the font in which a run's Latin letters are set."""
        for properties in self._run_properties(run, paragraph):
            font = self._font(properties.find(f"{W}rFonts"))
            if font:
                return font
        return None

    def switch(self, name: str, run: Element, paragraph: Element | None) -> bool:
        """Whether a switch such as `caps` or `vanish` is on for a run."""
        for properties in self._run_properties(run, paragraph):
            said = is_on(properties.find(W + name))
            if said is not None:
                return said
        return False

    def names_of_fonts(self) -> Iterator[str]:
        """The fonts that the styles name."""
        yield from self._theme.values()
        for style in self._styles.values():
            for fonts in style.iter(f"{W}rFonts"):
                yield from fonts_in(fonts)
        if self._usual is not None:
            for fonts in self._usual.iter(f"{W}rFonts"):
                yield from fonts_in(fonts)

    def uses(self, name: str) -> bool:
        """Whether any style has a switch."""
        return any(next(style.iter(W + name), None) is not None for style in self._styles.values())

    def _font(self, fonts: Element | None) -> str | None:
        if fonts is None:
            return None
        theme = val(fonts, "hAnsiTheme") or val(fonts, "asciiTheme")
        if theme:
            return self._theme.get(theme[:5])
        return val(fonts, "hAnsi") or val(fonts, "ascii")

    def _run_properties(self, run: Element | None, paragraph: Element | None) -> Iterator[Element]:
        """From the run's own properties to those of the whole document."""
        own = None if run is None else run.find(f"{W}rPr")
        if own is not None:
            yield own
            for style in self._chain(val(own.find(f"{W}rStyle"))):
                yield from style.iterchildren(f"{W}rPr")
        if paragraph is not None:
            for style in self._of_paragraph(paragraph):
                yield from style.iterchildren(f"{W}rPr")
        if self._usual is not None:
            yield self._usual

    def _of_paragraph(self, paragraph: Element) -> Iterator[Element]:
        named = val(paragraph.find(f"{W}pPr/{W}pStyle"))
        yield from self._chain(named or self._defaults.get("paragraph"))

    def _chain(self, name: str | None) -> Iterator[Element]:
        """A style and those it is based on, from the nearest."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = val(style.find(f"{W}basedOn"))


def fonts_in(fonts: Element) -> Iterator[str]:
    """The names that a `w:rFonts` states."""
    for name in ("ascii", "hAnsi"):
        if found := val(fonts, name):
            yield found


def _level(stated: str) -> int | None:
    return int(stated) + 1 if stated.isdigit() and int(stated) < _HIDDEN_LEVEL else None


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """The Latin fonts of a theme by the first letters of the names that styles call them by."""
    found = {}
    for kind in ("major", "minor"):
        path = f".//{_A}{kind}Font/{_A}latin"
        latin = None if theme is None else theme.find(path)
        if latin is not None and latin.get("typeface"):
            found[kind] = latin.get("typeface") or ""
    return found
