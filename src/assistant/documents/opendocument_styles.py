"""What OpenDocument's styles say: fonts, capitals, hidden text, the numbers of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.documents.numerals import letters, roman

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE = _NAMESPACE % "office"
TEXT = _NAMESPACE % "text"
TABLE = _NAMESPACE % "table"
STYLE = _NAMESPACE % "style"
DRAW = _NAMESPACE % "drawing"
_FO = _NAMESPACE % "xsl-fo-compatible"
_SVG = _NAMESPACE % "svg-compatible"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LONGEST_CHAIN = 20
_LEVELS = 10
_LARGEST = 32_767
_PLAIN_BULLETS = frozenset("-+*")
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "I": roman,
    "i": lambda number: roman(number).lower(),
    "A": lambda number: letters(number).upper(),
    "a": letters,
}
_Styles = tuple[str | None, ...]


class Styles:
    """The styles of a file, each with its parents."""

    def __init__(self, roots: Sequence[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._usual: Element | None = None
        self._faces: dict[str, str] = {}
        for root in roots:
            for face in root.iter(f"{STYLE}font-face"):
                family = face.get(f"{_SVG}font-family") or ""
                self._faces[face.get(f"{STYLE}name") or ""] = family.strip("'\"")
            for style in root.iter(f"{STYLE}style"):
                self._styles[style.get(f"{STYLE}name") or ""] = style
            for style in root.iter(f"{STYLE}default-style"):
                if style.get(f"{STYLE}family") == "paragraph":
                    self._usual = style

    def fonts(self) -> Iterator[str]:
        """The names of all fonts that the file declares."""
        yield from self._faces
        yield from self._faces.values()

    def font(self, styles: _Styles) -> str | None:
        """The font of text in these styles, the innermost first."""
        for properties in self._properties(styles):
            name = properties.get(f"{STYLE}font-name")
            if name:
                return self._faces.get(name) or name
            family = properties.get(f"{_FO}font-family")
            if family:
                return family.strip("'\"")
        return None

    def is_capital(self, styles: _Styles) -> bool:
        return self._first(styles, f"{_FO}text-transform") == "uppercase"

    def is_hidden(self, styles: _Styles) -> bool:
        return self._first(styles, f"{TEXT}display") == "none"

    def list_of(self, style: str | None) -> str | None:
        """The style of lists that a paragraph's style names."""
        for element in self._chain(style):
            if named := element.get(f"{STYLE}list-style-name"):
                return named
        return None

    def _first(self, styles: _Styles, name: str) -> str | None:
        found = (properties.get(name) for properties in self._properties(styles))
        return next((value for value in found if value is not None), None)

    def _properties(self, styles: _Styles) -> Iterator[Element]:
        for style in styles:
            for element in self._chain(style):
                yield from element.iterchildren(f"{STYLE}text-properties")
        if self._usual is not None:
            yield from self._usual.iterchildren(f"{STYLE}text-properties")

    def _chain(self, name: str | None) -> Iterator[Element]:
        for _ in range(_LONGEST_CHAIN):
            element = self._styles.get(name or "")
            if element is None:
                return
            yield element
            name = element.get(f"{STYLE}parent-style-name")


class Lists:
    """The numbers of a file's lists; to be asked in the order of the text."""

    def __init__(self, roots: Sequence[Element], styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Element]] = {}
        self._outline: dict[int, Element] = {}
        for root in roots:
            for style in root.iter(f"{TEXT}list-style"):
                name = style.get(f"{STYLE}name") or ""
                self._levels[name] = {_level(part): part for part in style}
            for style in root.iter(f"{TEXT}outline-style"):
                self._outline = {_level(part): part for part in style}
        self._counts: dict[str, list[int]] = {}
        self._lists: dict[str, list[int]] = {}
        self._chapters = [0] * _LEVELS

    def open(self, element: Element, style: str | None, level: int) -> None:
        """Begins a list: at its first number, or where another one stopped."""
        if level == 0:
            name = style or ""
            goes_on = element.get(f"{TEXT}continue-numbering") == "true"
            named = element.get(f"{TEXT}continue-list")
            earlier = self._lists.get(named) if named else None
            if earlier is not None:
                self._counts[name] = earlier
            elif not goes_on or name not in self._counts:
                self._counts[name] = [0] * _LEVELS
            self._lists[element.get(_XML_ID) or ""] = self._counts[name]
        elif style not in self._counts:
            self._counts[style or ""] = [0] * _LEVELS

    def label(self, item: Element, paragraph: Element, style: str | None, level: int) -> str:
        """What stands before an item, with the space after it."""
        style = style or self._styles.list_of(paragraph.get(f"{TEXT}style-name")) or ""
        form = self._levels.get(style, {}).get(level)
        if form is None or level >= _LEVELS:
            return "- "
        counts = self._counts.setdefault(style, [0] * _LEVELS)
        return _count(form, counts, level, self._levels[style], item.get(f"{TEXT}start-value"))

    def heading_label(self, paragraph: Element) -> str:
        """What stands before a heading that the file's outline numbers."""
        stated = paragraph.get(f"{TEXT}outline-level") or ""
        level = int(stated) - 1 if stated.isdigit() else -1
        form = self._outline.get(level)
        if paragraph.tag != f"{TEXT}h" or form is None or not form.get(f"{STYLE}num-format"):
            return ""
        if paragraph.get(f"{TEXT}is-list-header") == "true":
            return ""
        return _count(form, self._chapters, level, self._outline, None)


def _count(
    form: Element, counts: list[int], level: int, forms: Mapping[int, Element], start: str | None
) -> str:
    if form.tag == f"{TEXT}list-level-style-bullet":
        sign = (form.get(f"{TEXT}bullet-char") or "-").replace("–", "-")
        return f"{sign if sign in _PLAIN_BULLETS else '-'} "
    first = start or form.get(f"{TEXT}start-value") or "1"
    if start is not None or counts[level] == 0:
        counts[level] = int(first) if first.isdigit() and len(first) < 6 else 1
    else:
        counts[level] = min(counts[level] + 1, _LARGEST)
    for deeper in range(level + 1, _LEVELS):
        counts[deeper] = 0
    shown = form.get(f"{TEXT}display-levels") or "1"
    first_shown = max(0, level + 1 - (int(shown) if shown.isdigit() else 1))
    numbers = [_shown(forms.get(at), counts[at]) for at in range(first_shown, level + 1)]
    number = ".".join(part for part in numbers if part)
    label = f"{form.get(f'{STYLE}num-prefix') or ''}{number}{form.get(f'{STYLE}num-suffix') or ''}"
    return f"{label.strip()} " if label.strip() else ""


def _shown(form: Element | None, count: int) -> str:
    if form is None:
        return ""
    stated = form.get(f"{STYLE}num-format")
    return _FORMATS.get(stated, str)(max(count, 1)) if stated else ""


def _level(part: Element) -> int:
    stated = part.get(f"{TEXT}level") or "1"
    return int(stated) - 1 if stated.isdigit() else 0
