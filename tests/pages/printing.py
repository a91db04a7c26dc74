"""Papers printed to PDF, laid out as offices do it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from docx import Document as WordFile
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Cm, Pt
from fpdf import FPDF
from fpdf.enums import Align

from pages.papers import Paper, Paragraph, Table

# A Times as official papers have it; else whatever has every Vietnamese letter.
_FACES = (
    ("freefont", "FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf"),
    ("dejavu", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf"),
)
_FONTS = Path("/usr/share/fonts/truetype")


def faces() -> tuple[Path, Path, Path]:
    """Font files with Vietnamese letters: upright, bold, italic."""
    for folder, *names in _FACES:
        files = tuple(_FONTS / folder / name for name in names)
        if all(file.exists() for file in files):
            return cast(tuple[Path, Path, Path], files)
    spec = find_spec("font_roboto")
    assert spec is not None
    assert spec.submodule_search_locations
    home = Path(spec.submodule_search_locations[0], "files")
    return home / "Roboto-Regular.ttf", home / "Roboto-Bold.ttf", home / "Roboto-Italic.ttf"


class _Sheet(FPDF):
    """Pages with a running head and a number, both from the second page on."""

    def __init__(self, running_head: str, numbered: bool, orientation: str, size: float) -> None:
        super().__init__(orientation=orientation, format="A4")
        for style, file in zip(("", "B", "I"), faces(), strict=True):
            self.add_font("serif", style, file)
        self.running_head, self.numbered, self.size = running_head, numbered, size
        self.set_margins(30, 20, 20)
        self.set_auto_page_break(True, margin=20)

    def header(self) -> None:
        self.set_y(10)
        if self.page_no() == 1:
            self.set_y(20)
            return
        self.set_font("serif", "", 12)
        if self.numbered:
            self.cell(0, 5, str(self.page_no()), align=Align.C, new_x="LMARGIN", new_y="NEXT")
        if self.running_head:
            self.set_font("serif", "I", 10)
            self.cell(0, 5, self.running_head, align=Align.R, new_x="LMARGIN", new_y="NEXT")
        self.set_y(22)

    def columns(self, left: Sequence[str], right: Sequence[str], *, bold: Sequence[str]) -> None:
        """Two columns of centred lines, each with its own first line at the same height."""
        top, width = self.get_y(), self.epw / 2
        bottoms = []
        for lines, x in ((left, self.l_margin), (right, self.l_margin + width)):
            self.set_y(top)
            for line in lines:
                style = "B" if line in bold else "I" if ", ngày " in line else ""
                self.set_font("serif", style, min(13, self.size - 1))
                self.set_x(x)
                align = Align.L if "Nơi nhận:" in lines else Align.C
                self.multi_cell(
                    width, self.size * 0.45, line, align=align, new_x="LMARGIN", new_y="NEXT"
                )
                if line.startswith("ĐẢNG CỘNG SẢN"):
                    middle, down = x + width / 2, self.get_y() + 0.5
                    self.line(middle - 20, down, middle + 20, down)
                    self.ln(1)
            bottoms.append(self.get_y())
        self.set_y(max(bottoms) + 4)

    def paragraph(self, part: Paragraph) -> None:
        heading = part.style == "heading"
        self.set_font("serif", "B" if heading else "", self.size)
        indent = " " * 8
        self.multi_cell(
            0,
            self.size * 0.5,
            indent + part.text,
            align=Align.L if heading else Align.J,
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self.ln(1.5)

    def grid(self, table: Table) -> None:
        self.set_font("serif", "", self.size - 1)
        widths = (1, 5, 2.2, 4, 3)
        with self.table(
            col_widths=widths, line_height=self.size * 0.45, repeat_headings=0
        ) as drawn:
            for row in table.rows:
                cells = drawn.row()
                for cell in row:
                    cells.cell(cell)
        self.ln(2)


def printed(
    paper: Paper,
    *,
    running_head: str = "",
    numbered: bool = True,
    landscape: bool = False,
    size: float = 14,
) -> bytes:
    """The paper as a born-digital PDF; `size` of its letters in points."""
    sheet = _Sheet(running_head, numbered, "landscape" if landscape else "portrait", size)
    sheet.add_page()
    sheet.columns(paper.left, paper.right, bold=(*paper.issuer, paper.right[0]))
    for line in paper.title:
        sheet.set_font("serif", "B", size)
        sheet.multi_cell(0, size * 0.5, line, align=Align.C, new_x="LMARGIN", new_y="NEXT")
    sheet.cell(0, 5, "-----", align=Align.C, new_x="LMARGIN", new_y="NEXT")
    sheet.ln(2)
    for part in paper.body:
        if isinstance(part, Paragraph):
            sheet.paragraph(part)
        else:
            sheet.grid(part)
    sheet.ln(3)
    if sheet.get_y() > sheet.h - 75:  # the foot stays together
        sheet.add_page()
    right = (*paper.foot_right[:-1], "", "", "", paper.foot_right[-1])
    sheet.columns(paper.foot_left, right, bold=paper.foot_right)
    return bytes(sheet.output())


def as_word(paper: Paper) -> bytes:
    """The paper as a Word file, its head and foot in tables without lines."""
    file = WordFile()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    style = file.styles["Normal"]
    style.font.name, style.font.size = "FreeSerif", Pt(14)
    _pair(file, paper.left, paper.right)
    for line in (*paper.title, "-----"):
        file.add_paragraph(line).alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    for part in paper.body:
        if isinstance(part, Paragraph):
            file.add_paragraph(part.text).alignment = WD_PARAGRAPH_ALIGNMENT.JUSTIFY
        else:
            table = file.add_table(0, len(part.rows[0]), style="Table Grid")
            for row in part.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    _pair(file, paper.foot_left, paper.foot_right)
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def _pair(file: object, left: Sequence[str], right: Sequence[str]) -> None:
    table = file.add_table(1, 2)  # type: ignore[attr-defined]
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        cell.text = "\n".join(lines)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER


def exported(word: bytes, folder: Path) -> bytes:
    """A Word file as LibreOffice exports it to PDF; `folder` is empty and for its use alone."""
    (folder / "paper.docx").write_bytes(word)
    subprocess.run(
        [
            shutil.which("soffice") or "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--convert-to", "pdf", "--outdir", str(folder),
            str(folder / "paper.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    return (folder / "paper.pdf").read_bytes()
