"""OpenDocument text files (.odt)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.documents.blocks import Block, Reading
from assistant.documents.marks import HEAD_LINES
from assistant.documents.opendocument_styles import (
    DRAW,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    Lists,
    Styles,
)
from assistant.documents.package import Package
from assistant.documents.silence import silenced
from assistant.documents.tables import Cell, table_rows
from assistant.errors import DocumentRefused
from assistant.vietnamese.legacy import (
    capital_font,
    draws_capitals,
    encoding_of_font,
    lines_to_unicode,
    runs_to_unicode,
)
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_REMEDY = "Open it in LibreOffice and save it again, as .odt or .docx."
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
# Deleted text, comments, tables of contents, and what is not shown.
_PASSED_OVER = frozenset(
    [
        f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}hidden-text",
        f"{TEXT}hidden-paragraph", f"{TEXT}ruby-text", f"{TEXT}note-citation", f"{TEXT}number",
        f"{OFFICE}annotation", f"{OFFICE}forms", f"{OFFICE}scripts", f"{TEXT}sequence-decls",
    ]
)  # fmt: skip
_CHARACTERS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_MARGINS = tuple(
    f"{STYLE}{place}{page}" for place in ("header", "footer") for page in ("", "-first", "-left")
)
_BOX = f"{DRAW}text-box"
_MOST_SPACES = 1000
_MOST_REPEATS = 200


def read_opendocument(source: str, data: bytes) -> Reading:
    """Paragraphs, lists, tables, notes and text boxes in their order. Raises `DocumentRefused`."""
    try:
        with silenced():
            package = Package(source, data)
            _check_key(source, package)
            return _File(package).reading()
    except DocumentRefused:
        raise
    except RecursionError:
        raise DocumentRefused(source, "its parts are nested too deeply", _REMEDY) from None
    except Exception as error:  # what broken markup can lead to is not to be listed
        raise DocumentRefused(
            source, f"it is a broken OpenDocument file ({type(error).__name__})", _REMEDY
        ) from None


def _check_key(source: str, package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package:
        root = package.xml(manifest)
        if next(root.iter(f"{_MANIFEST}encryption-data"), None) is not None:
            raise DocumentRefused(
                source, "it is protected by a password", "Save a copy without the password."
            )


class _File:
    """An .odt file while it is read."""

    def __init__(self, package: Package) -> None:
        self._root = package.xml("content.xml")
        more = package.xml("styles.xml") if "styles.xml" in package else None
        self._margin = more
        roots = [self._root] if more is None else [more, self._root]
        self._styles = Styles(roots)
        self._lists = Lists(roots, self._styles)
        self._by_words = not any(map(encoding_of_font, self._styles.fonts()))
        self._told = 0

    def reading(self) -> Reading:
        if self._by_words:
            _decode_by_words(self._root)
        body = self._root.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise KeyError("office:text")
        blocks = tuple(self._blocks(body))
        margins: list[str] = []
        if self._margin is not None:
            for page in self._margin.iter(*_MARGINS):
                margins += [block.text for block in self._blocks(page)]
        cells: list[str] = []
        for child in list(body)[:HEAD_LINES]:
            for place in child.iter(f"{TABLE}table-cell", _BOX):
                for paragraph in place.iter(*_PARAGRAPHS):
                    cells += _lines("".join(text for text, _ in self._runs(paragraph, [], [])))
        return Reading(blocks, scan=(*margins, *cells))

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child, self._lists.heading_label(child))
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, None, 0)
            elif child.tag == f"{TABLE}table":
                yield from table_rows(list(self._rows(child)))
            elif child.tag not in _PASSED_OVER:
                yield from self._blocks(child)

    def _list(self, element: Element, style: str | None, level: int) -> Iterator[Block]:
        style = element.get(f"{TEXT}style-name") or style
        self._lists.open(element, style, level)
        for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            first = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, style, level + 1)
                elif child.tag in _PARAGRAPHS:
                    mark = self._lists.label(item, child, style, level) if first else ""
                    yield from self._paragraph(child, mark)
                    first = False
                elif child.tag not in _PASSED_OVER:
                    yield from self._blocks(child)

    def _paragraph(self, paragraph: Element, mark: str) -> Iterator[Block]:
        boxes: list[Element] = []
        notes: list[Element] = []
        text = self._text(paragraph, boxes, notes)
        level = None
        if paragraph.tag == f"{TEXT}h":
            stated = paragraph.get(f"{TEXT}outline-level") or "1"
            level = int(stated) if stated.isdigit() else 1
        before = [box for box in boxes if not text.strip()]
        for box in before:
            yield from self._blocks(box)
        for line in _lines(text):
            yield Block(mark + line, level=level)
            mark = ""
        for box in boxes[len(before) :]:
            yield from self._blocks(box)
        for note in notes:
            yield from self._note(note)

    def _text(self, paragraph: Element, boxes: list[Element], notes: list[Element]) -> str:
        return runs_to_unicode(self._runs(paragraph, boxes, notes))

    def _runs(
        self, paragraph: Element, boxes: list[Element], notes: list[Element]
    ) -> list[tuple[str, str | None]]:
        """(text, font) in their order; what hangs on the paragraph is collected beside it."""
        style = paragraph.get(f"{TEXT}style-name")
        runs: list[tuple[str, str | None]] = []

        def add(text: str | None, styles: tuple[str | None, ...]) -> None:
            if not text or self._styles.is_hidden(styles):
                return
            font = self._styles.font(styles)
            if self._styles.is_capital(styles):
                if encoding_of_font(font) is None:
                    text = text.upper()
                elif not draws_capitals(font):
                    font = capital_font(font)
            runs.append((text, font))

        def walk(element: Element, styles: tuple[str | None, ...]) -> None:
            add(_squeezed(element.text), styles)
            for child in element:
                if child.tag in _CHARACTERS:
                    add(_CHARACTERS[child.tag], styles)
                elif child.tag == f"{TEXT}s":
                    stated = child.get(f"{TEXT}c") or "1"
                    add(" " * min(int(stated) if stated.isdigit() else 1, _MOST_SPACES), styles)
                elif child.tag == f"{TEXT}note":
                    notes.append(child)
                elif child.tag == _BOX:
                    boxes.append(child)
                elif child.tag not in _PASSED_OVER:
                    own = child.get(f"{TEXT}style-name") if child.tag == f"{TEXT}span" else None
                    walk(child, (own, *styles) if own else styles)
                add(_squeezed(child.tail), styles)

        walk(paragraph, (style,))
        return runs

    def _note(self, note: Element) -> Iterator[Block]:
        body = note.find(f"{TEXT}note-body")
        if body is None:
            return
        self._told += 1
        citation = (note.findtext(f"{TEXT}note-citation") or "").strip()
        mark = f"[{citation or self._told}] "
        for block in self._blocks(body):
            yield Block(mark + block.text)
            mark = ""

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        for row in table.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table"), None) is not table:
                continue
            parent = row.getparent()
            names = parent is not None and parent.tag == f"{TABLE}table-header-rows"
            yield list(self._cells(row, names=names))

    def _cells(self, row: Element, *, names: bool) -> Iterator[Cell]:
        beside = 0  # how many places to the right the last cell still covers
        for cell in row:
            repeats = _whole(cell.get(f"{TABLE}number-columns-repeated"))
            if cell.tag == f"{TABLE}covered-table-cell":
                taken = min(beside, repeats)
                beside -= taken
                for _ in range(min(repeats - taken, _MOST_REPEATS)):
                    yield Cell((), names=names, goes_on=True)
            elif cell.tag == f"{TABLE}table-cell":
                columns = _whole(cell.get(f"{TABLE}number-columns-spanned"))
                beside = columns - 1
                blocks = tuple(self._blocks(cell))
                for _ in range(min(repeats, _MOST_REPEATS)):
                    yield Cell(blocks, columns=columns, names=names)


def _decode_by_words(root: Element) -> None:
    """Where old text lies in fonts that do not tell: paragraph by paragraph."""
    paragraphs = [p for p in root.iter(*_PARAGRAPHS) if p.find(f".//{TEXT}p") is None]
    texts = ["".join(map(str, paragraph.itertext())) for paragraph in paragraphs]
    for paragraph, text, told in zip(paragraphs, texts, lines_to_unicode(texts), strict=True):
        if told != text:
            for child in list(paragraph):
                paragraph.remove(child)
            paragraph.text = told


def _squeezed(text: str | None) -> str:
    """White space as OpenDocument reads it: line breaks of the markup are spaces."""
    return "" if text is None else text.replace("\n", " ").replace("\t", " ")


def _lines(text: str) -> list[str]:
    return [words for line in clean(text).split("\n") if (words := " ".join(line.split()))]


def _whole(stated: str | None) -> int:
    return int(stated) if stated and stated.isdigit() and len(stated) < 6 else 1
