"""Word files of made papers, in Unicode or as they were typed before it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from made_words import tcvn3, vni
from openpyxl import Workbook
from pages.papers import Paper, Paragraph, Table

Typing = Callable[[str], Iterator[tuple[str, str | None]]]


def in_unicode(text: str) -> Iterator[tuple[str, str | None]]:
    """Runs of (text, font) in the file's own font."""
    yield text, None


def in_tcvn3(text: str) -> Iterator[tuple[str, str | None]]:
    """In .VnTime, and in .VnTimeH what that has no letters for, or all of a line in capitals."""
    if text.isupper():
        yield tcvn3(text), ".VnTimeH"
        return
    for capital, letters in groupby(text, _needs_capitals):
        yield tcvn3("".join(letters)), ".VnTimeH" if capital else ".VnTime"


def in_vni(text: str) -> Iterator[tuple[str, str | None]]:
    """In VNI-Times, parted into runs in the middle of letters, as spelling checkers do."""
    typed = vni(text)
    for at in range(0, len(typed), 7):
        yield typed[at : at + 7], "VNI-Times"


def _needs_capitals(letter: str) -> bool:
    return letter.isupper() and not letter.isascii() and letter not in "ĂÂÊÔƠƯĐ"


_LIST = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="90">
<w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>"""


def paper_docx(paper: Paper, typing: Typing = in_unicode, *, automatic: bool = False) -> bytes:
    """A paper with its head and foot as tables; `automatic` leaves its numbers to Word."""
    file = Document()
    if automatic:
        numbering = file.part.numbering_part.element
        numbering.insert(0, parse_xml(_LIST))
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
        )
    _pair(file, paper.left, paper.right, typing)
    for line in paper.title:
        write(file.add_paragraph(), line, typing)
    for part in paper.body:
        if isinstance(part, Table):
            _table(file, part, typing)
        elif automatic and part.style != "paragraph":
            _item(file.add_paragraph(), part, typing)
        else:
            write(file.add_paragraph(), part.text, typing)
    file.add_paragraph()  # two tables that touch are one
    _pair(file, paper.foot_left, paper.foot_right, typing)
    return saved(file)


def shown(paper: Paper) -> str:
    """The text that a paper's Word file should give, rows of tables with their columns' names."""
    head = (*paper.left, *paper.right, *paper.title)
    return "\n".join((*head, *_body(paper), *paper.foot_left, *paper.foot_right))


def _body(paper: Paper) -> Iterator[str]:
    for part in paper.body:
        if isinstance(part, Paragraph):
            yield part.text
            continue
        names, *rows = part.rows
        for row in rows:
            yield "; ".join(f"{name}: {value}" for name, value in zip(names, row, strict=True))


def write(paragraph: WordParagraph, text: str, typing: Typing = in_unicode) -> None:
    for words, font in typing(text):
        run = paragraph.add_run(words)
        if font is not None:
            run.font.name = font


def saved(file: WordFile) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of rows of values by the sheets' names."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def converted(data: bytes, suffix: str) -> bytes:
    """A .docx file in another format, by LibreOffice; skips the test where that is missing."""
    return all_converted((data,), suffix)[0]


@lru_cache
def all_converted(files: tuple[bytes, ...], suffix: str) -> tuple[bytes, ...]:
    """The same for several files at once, which takes hardly longer than one."""
    with TemporaryDirectory() as folder:
        return _converted(files, suffix, Path(folder))


def _converted(files: Sequence[bytes], suffix: str, folder: Path) -> tuple[bytes, ...]:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    paths = [folder / f"{at}.docx" for at in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    subprocess.run(
        [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", suffix, "--outdir", str(folder), *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )  # fmt: skip
    return tuple(path.with_suffix(f".{suffix}").read_bytes() for path in paths)


def _item(paragraph: WordParagraph, part: Paragraph, typing: Typing) -> None:
    mark, text = part.text.split(" ", 1)
    level = 2 if mark == "-" else 1 if mark[0].isdigit() else 0
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        )
    )
    write(paragraph, text, typing)


def _pair(file: WordFile, left: Sequence[str], right: Sequence[str], typing: Typing) -> None:
    for cell, lines in zip(file.add_table(1, 2).rows[0].cells, (left, right), strict=True):
        fill(cell, lines, typing)


def fill(cell: _Cell, lines: Sequence[str], typing: Typing = in_unicode) -> None:
    for at, line in enumerate(lines):
        write(cell.paragraphs[0] if at == 0 else cell.add_paragraph(), line, typing)


def _table(file: WordFile, table: Table, typing: Typing) -> None:
    made = file.add_table(0, len(table.rows[0]))
    for row in table.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            fill(cell, [text], typing)
    made.rows[0]._tr.get_or_add_trPr().append(made._tbl.makeelement(qn("w:tblHeader"), {}))
