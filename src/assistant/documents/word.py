"""Word files (.docx)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.documents.blocks import Block, Reading, table_blocks
from assistant.documents.marks import HEAD_LINES
from assistant.documents.silence import silenced
from assistant.errors import DocumentRefused
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from lxml.etree import _Element as Element

# What the parts of a file may unpack to: a zip bomb stops here.
_MOST_BYTES = 400_000_000
_REMEDY = "Open it in Word or LibreOffice and save it as .docx again."
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})
_BOX = f"{_W}txbxContent"
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}


def read_word(source: str, data: bytes) -> Reading:
    """Paragraphs, tables and text boxes in their order. Raises `DocumentRefused`."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except Exception as error:
        raise DocumentRefused(
            source, f"it is not a whole Word file ({type(error).__name__})", _REMEDY
        ) from None
    if size > _MOST_BYTES:
        raise DocumentRefused(
            source, f"it unpacks to {size // 1_000_000} MB", "Split it into several files."
        )
    with silenced():
        try:
            file = docx.Document(io.BytesIO(data))
            styles = _style_names(file)
            body = file.element.body
            return Reading(tuple(_blocks(body, styles)), scan=(*_margins(file), *_head_cells(body)))
        except Exception as error:  # python-docx and lxml raise almost anything on broken files
            raise DocumentRefused(
                source, f"it is a broken Word file ({type(error).__name__})", _REMEDY
            ) from None


def _style_names(file: WordFile) -> dict[str, str]:
    """Names in small letters by the styles' ids."""
    return {style.style_id: (style.name or "").lower() for style in file.styles}


def _blocks(parent: Element, styles: dict[str, str]) -> Iterator[Block]:
    """Blocks of all that stands in an element, through content controls and insertions."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tbl":
            yield from table_blocks(
                [[block.text for block in _blocks(cell, styles)] for cell in _parts(row, "tc")]
                for row in _parts(child, "tr")
            )
        elif child.tag not in _DELETED:
            yield from _blocks(child, styles)


def _paragraph(paragraph: Element, styles: dict[str, str]) -> Iterator[Block]:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val") or "", "") if style is not None else ""
    level = _level(name)
    mark = "- " if name.startswith("list bullet") else ""
    for line in _lines(_text(paragraph)):
        yield Block(mark + line, level=level)
        mark = ""
    for box in _boxes(paragraph):
        yield from _blocks(box, styles)


def _level(style: str) -> int | None:
    """The level of a heading by its style's name, in English or Vietnamese Word."""
    if style in ("title", "tiêu đề"):
        return 1
    found = re.fullmatch(r"(?:heading|đầu đề|tiêu đề)\s*(\d)", style)
    return int(found[1]) if found else None


def _text(element: Element) -> str:
    """The text of runs as it stands after all changes are accepted, text boxes left out."""
    pieces = []
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[child.tag])
        elif child.tag != _BOX and child.tag not in _DELETED:
            pieces.append(_text(child))
    return "".join(pieces)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes anchored in an element, each once, though Word writes them twice."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _DELETED:
            yield from _boxes(child)


def _parts(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, without those of tables inside it."""
    for child in element:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag not in _DELETED:
            yield from _parts(child, tag)


def _lines(text: str) -> list[str]:
    return [words for line in clean(text).split("\n") if (words := " ".join(line.split()))]


def _margins(file: WordFile) -> Iterator[str]:
    """Lines of page headers and footers."""
    for section in file.sections:
        for part in (
            section.header,
            section.footer,
            section.first_page_header,
            section.first_page_footer,
            section.even_page_header,
            section.even_page_footer,
        ):
            if not part.is_linked_to_previous:
                yield from _all_lines(part._element)


def _head_cells(body: Element) -> Iterator[str]:
    """Each line of tables and text boxes near the beginning, where a mark may stand alone."""
    for child in list(body)[:HEAD_LINES]:
        for place in child.iter(f"{_W}tc", _BOX):
            yield from _all_lines(place)


def _all_lines(element: Element) -> Iterator[str]:
    for paragraph in element.iter(f"{_W}p"):
        yield from _lines(_text(paragraph))
