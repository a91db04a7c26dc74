"""Word files since 2007: .docx, .docm, .dotx, .dotm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.documents.blocks import Block, Reading
from assistant.documents.header import NATION, read_header
from assistant.documents.marks import HEAD_LINES
from assistant.documents.package import Package
from assistant.documents.silence import silenced
from assistant.documents.tables import Cell, table_rows, without_levels
from assistant.documents.word_lists import Numbering
from assistant.documents.word_runs import show
from assistant.documents.word_styles import Styles, W, is_on, val
from assistant.errors import DocumentRefused
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_REMEDY = "Open it in Word or LibreOffice and save it as .docx again."
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_BOX = f"{W}txbxContent"
_TEXT = frozenset({f"{W}t", f"{_MATH}t"})
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_PROPERTIES = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sectPr", f"{W}tblPr", f"{W}sdtPr", f"{W}rt"})


def read_word(source: str, data: bytes) -> Reading:
    """Paragraphs, lists, tables, notes and text boxes in their order. Raises `DocumentRefused`."""
    try:
        with silenced():
            return _File(source, Package(source, data)).reading()
    except DocumentRefused:
        raise
    except RecursionError:
        raise DocumentRefused(source, "its parts are nested too deeply", _REMEDY) from None
    except Exception as error:  # what broken markup can lead to is not to be listed
        raise DocumentRefused(
            source, f"it is a broken Word file ({type(error).__name__})", _REMEDY
        ) from None


class _File:
    """A Word file while it is read, from its first paragraph to its last."""

    def __init__(self, source: str, package: Package) -> None:
        self._source = source
        self._package = package
        self._main = package.main_part()
        self._relations = package.relations(self._main)
        self._styles = Styles(self._linked("styles"), self._linked("theme"))
        self._numbering = Numbering(self._linked("numbering"), self._styles)
        self._notes = {name: self._read_notes(name) for name in ("footnotes", "endnotes")}
        self._told = {"footnotes": 0, "endnotes": 0}
        self._fields = _Fields()
        self._carried = ""

    def reading(self) -> Reading:
        root = self._shown(self._main)
        body = root.find(f"{W}body")
        body = root if body is None else body
        margins = list(self._margins())
        head = list(self._letterhead(body))
        blocks = [*self._blocks(body), *self._left_over()]
        blocks = _with_letterhead(head, blocks)
        scan = (*margins, *_head_cells(body), *_drawn_words(root))
        return Reading(tuple(blocks), scan=scan)

    # --- parts -----------------------------------------------------------------------------------

    def _linked(self, kind: str) -> Element | None:
        """The part that the document links to as its styles, numbering or notes."""
        for relation in self._relations.values():
            if relation.type == kind:
                return self._package.xml(relation.target)
        return None

    def _shown(self, name: str) -> Element:
        root = self._package.xml(name)
        show(root, self._styles)
        return root

    def _read_notes(self, kind: str) -> dict[str, Element]:
        root = self._linked(kind)
        if root is None:
            return {}
        show(root, self._styles)
        return {val(note, "id") or "": note for note in root if val(note, "type") is None}

    # --- blocks ----------------------------------------------------------------------------------

    def _blocks(self, parent: Element) -> Iterator[Block]:
        """Blocks of all that stands in an element, through content controls and insertions."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}altChunk":
                yield from self._chunk(child)
            elif not _is_passed_over(child):
                yield from self._blocks(_alternative(child))

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        pieces: list[str] = []
        boxes: list[tuple[bool, Element]] = []
        notes: list[Element] = []
        self._gather(paragraph, pieces, boxes, notes)
        self._fields.end_paragraph()
        text = self._carried + "".join(pieces)
        self._carried = ""
        for first, box in boxes:
            if first:
                yield from self._blocks(box)
        if _is_deleted_mark(paragraph):
            self._carried = text  # its end was deleted: it goes on in the next paragraph
        elif not self._styles.name(paragraph).startswith(("toc ", "mục lục ")):
            level = self._styles.level(paragraph)
            mark = self._numbering.label(paragraph)  # counted also where nothing follows
            for line in _lines(text):
                yield Block(mark + line, level=level)
                mark = ""
        for first, box in boxes:
            if not first:
                yield from self._blocks(box)
        for note in notes:
            yield from self._note(note)

    def _left_over(self) -> Iterator[Block]:
        for line in _lines(self._carried):
            yield Block(line)

    def _gather(
        self,
        element: Element,
        pieces: list[str],
        boxes: list[tuple[bool, Element]],
        notes: list[Element],
    ) -> None:
        """The text of an element as it stands after all changes are accepted, and what hangs on it.

        A text box comes with whether it is anchored before the paragraph's first word.
        """
        for child in element:
            if child.tag in _TEXT:
                if self._fields.shows:
                    pieces.append(child.text or "")
            elif child.tag in _CHARACTERS:
                if self._fields.shows:
                    pieces.append(_CHARACTERS[child.tag])
            elif child.tag == f"{W}fldChar":
                self._fields.take(val(child, "fldCharType"))
            elif child.tag in _NOTES:
                notes.append(child)
            elif child.tag == _BOX:
                boxes.append((not "".join(pieces).strip(), child))
            elif not _is_passed_over(child):
                self._gather(_alternative(child), pieces, boxes, notes)

    def _note(self, reference: Element) -> Iterator[Block]:
        kind = _NOTES[reference.tag]
        note = self._notes[kind].pop(val(reference, "id") or "", None)
        if note is None:
            return
        self._told[kind] += 1
        mark = f"[{'*' if kind == 'endnotes' else ''}{self._told[kind]}] "
        for block in self._blocks(note):
            yield Block(mark + block.text)
            mark = ""

    def _chunk(self, chunk: Element) -> Iterator[Block]:
        """A file inside the file, as programs write that put papers together."""
        from assistant.documents.html import read_html
        from assistant.documents.old_word import read_rtf

        relation = self._relations.get(chunk.get(f"{_R}id") or "")
        if relation is None:
            return
        data = self._package.read(relation.target)
        reader = read_html
        if data.startswith((b"PK", b"{\\rtf")):
            reader = read_word if data.startswith(b"PK") else read_rtf
        yield from reader(self._source, data).blocks

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, table: Element) -> Iterator[Block]:
        yield from table_rows([list(self._cells(row)) for row in _parts(table, "tr")])

    def _cells(self, row: Element) -> Iterator[Cell]:
        names = is_on(row.find(f"{W}trPr/{W}tblHeader")) or False
        for at in ("gridBefore", "gridAfter"):
            skipped = val(row.find(f"{W}trPr/{W}{at}")) or "0"
            if at == "gridBefore" and skipped.isdigit() and int(skipped):
                yield Cell((), columns=int(skipped))
        for cell in _parts(row, "tc"):
            blocks = tuple(self._blocks(cell))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            span = val(cell.find(f"{W}tcPr/{W}gridSpan")) or "1"
            yield Cell(
                blocks,
                columns=int(span) if span.isdigit() and len(span) < 4 else 1,
                names=names,
                goes_on=merge is not None and (val(merge) or "continue") == "continue",
            )

    # --- heads and feet of pages -----------------------------------------------------------------

    def _margins(self) -> Iterator[str]:
        """Lines of the heads and feet of pages."""
        for name in {r.target for r in self._relations.values() if r.type in ("header", "footer")}:
            root = self._shown(name)
            yield from _all_lines(root)
            yield from _drawn_words(root)

    def _letterhead(self, body: Element) -> Iterator[Block]:
        """Blocks of the head of the first page."""
        section = next(body.iter(f"{W}sectPr"), None)
        if section is None:
            return
        by_type = {val(head, "type"): head for head in section.iterchildren(f"{W}headerReference")}
        own = is_on(section.find(f"{W}titlePg"))
        reference = by_type.get("first") if own else by_type.get("default")
        relation = None if reference is None else self._relations.get(reference.get(f"{_R}id", ""))
        if relation is not None:
            yield from self._blocks(self._shown(relation.target))


class _Fields:
    """Which of a field's parts is being read: its code is no text, its result is."""

    def __init__(self) -> None:
        self._codes: list[bool] = []

    @property
    def shows(self) -> bool:
        return not any(self._codes)

    def end_paragraph(self) -> None:
        """No code goes on in the next paragraph: a field that was never closed hides nothing."""
        self._codes = [False] * len(self._codes)

    def take(self, mark: str | None) -> None:
        if mark == "begin":
            self._codes.append(True)
        elif self._codes and mark == "separate":
            self._codes[-1] = False
        elif self._codes and mark == "end":
            self._codes.pop()


def _with_letterhead(head: list[Block], blocks: list[Block]) -> list[Block]:
    """The blocks with the head of the first page before them, where only that bears the head."""
    if not head:
        return blocks
    top = [block.text for block in blocks[:HEAD_LINES]]
    own, whole = read_header(top), read_header([*(block.text for block in head), *top])
    if whole is None or not whole.official or any(map(NATION.search, top)):
        return blocks
    gains = own is None or not own.official or (own.number is None and whole.number is not None)
    return [*without_levels(head), *blocks] if gains else blocks


def _is_passed_over(element: Element) -> bool:
    """Deleted text, properties, and controls that hold only a hint of what to write there."""
    if element.tag in _DELETED or element.tag in _PROPERTIES:
        return True
    if element.tag == f"{W}tr":
        return element.find(f"{W}trPr/{W}del") is not None
    return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr")) is True


def _alternative(element: Element) -> Element:
    """Of what Word writes twice the newer form, where it holds text."""
    if element.tag != f"{_MC}AlternateContent":
        return element
    forms = [*element.iterchildren(f"{_MC}Choice"), *element.iterchildren(f"{_MC}Fallback")]
    holding = (
        form for form in forms if any(next(form.iter(tag), None) is not None for tag in _TEXT)
    )
    return next(holding, forms[0] if forms else element)


def _is_deleted_mark(paragraph: Element) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one goes on with it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _DELETED)


def _parts(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, without those of tables inside it."""
    for child in element:
        if _is_passed_over(child):
            continue
        if child.tag == f"{W}{tag}":
            yield child
        else:
            yield from _parts(_alternative(child), tag)


def _lines(text: str) -> list[str]:
    return [words for line in clean(text).split("\n") if (words := " ".join(line.split()))]


def _head_cells(body: Element) -> Iterator[str]:
    """Each line of tables and text boxes near the beginning, where a mark may stand alone."""
    for child in list(body)[:HEAD_LINES]:
        for place in child.iter(f"{W}tc", _BOX):
            yield from _all_lines(place)


def _all_lines(element: Element) -> Iterator[str]:
    for paragraph in element.iter(f"{W}p"):
        pieces = [
            part.text or "" if part.tag in _TEXT else _CHARACTERS[part.tag]
            for part in paragraph.iter(*_TEXT, *_CHARACTERS)
        ]
        yield from _lines("".join(pieces))


def _drawn_words(root: Element) -> Iterator[str]:
    """Words that are drawn, as a mark across the page is."""
    for path in root.iter(f"{_VML}textpath"):
        yield from _lines(path.get("string") or "")
