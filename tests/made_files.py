"""Documents that tests make: real PDF, Word and HTML files of openly invented communes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF

NATION = "ĐẢNG CỘNG SẢN VIỆT NAM"
WIDTH = 75


def font() -> Path:
    """A font that has every Vietnamese letter."""
    spec = find_spec("font_roboto")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "files", "Roboto-Regular.ttf")


def pdf(
    pages: Sequence[Sequence[str | tuple[str, str]]],
    *,
    owner_key: str | None = None,
    user_key: str = "",
    running_head: str = "",
    numbered: bool = False,
) -> bytes:
    """Pages of paragraphs; a pair of texts stands in two columns side by side.

    With `user_key` the file opens by that password alone.
    """
    file = FPDF(format="A4")
    file.set_auto_page_break(False)
    file.add_font("roboto", "", font())
    if owner_key is not None:
        file.set_encryption(owner_password=owner_key, user_password=user_key)
    for number, paragraphs in enumerate(pages, 1):
        file.add_page()
        file.set_font("roboto", size=12)
        if running_head:
            file.cell(0, 6, running_head, new_x="LMARGIN", new_y="NEXT")
        for paragraph in paragraphs:
            if isinstance(paragraph, tuple):
                file.cell(95, 7, paragraph[0])
                file.cell(95, 7, paragraph[1], new_x="LMARGIN", new_y="NEXT")
            else:
                file.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        if numbered:
            file.set_y(-15)
            file.cell(0, 6, str(number), align="C")
    return bytes(file.output())


def empty_pdf() -> bytes:
    """A page with a line drawn on it, and no text: like a scan."""
    file = FPDF()
    file.add_page()
    file.line(10, 10, 100, 100)
    return bytes(file.output())


def docx(
    paragraphs: Sequence[str | tuple[str, str] | Sequence[Sequence[str]]],
    *,
    header: str = "",
    text_box: str = "",
    head: tuple[str, str] | None = None,
) -> bytes:
    """Paragraphs; (style, text) pairs; lists of rows as tables. `head` is a table of two cells."""
    file = Document()
    if header:
        file.sections[0].header.paragraphs[0].text = header
    if head is not None:
        for cell, text in zip(file.add_table(1, 2).rows[0].cells, head, strict=True):
            cell.text = text
    for item in paragraphs:
        if isinstance(item, str):
            file.add_paragraph(item)
        elif isinstance(item, tuple):
            file.add_paragraph(item[1], style=item[0])
        else:
            table = file.add_table(0, len(item[0]))
            for row in item:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    if text_box:
        run = file.add_paragraph().add_run()
        run._r.append(
            parse_xml(
                f"<w:pict {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><v:shape>"
                f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{text_box}</w:t></w:r></w:p></w:txbxContent>"
                "</v:textbox></v:shape></w:pict>"
            )
        )
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def html(body: str, *, charset: str = "utf-8", head: str = "") -> bytes:
    """A page in the charset that it declares."""
    page = f'<html><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'
    return page.encode(charset)


PLAN = """HUYỆN ỦY SAO MAI
*
Số 12-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sao Mai, ngày 05 tháng 02 năm 2024
KẾ HOẠCH
kiểm tra việc chấp hành Điều lệ Đảng năm 2024
-----
Thực hiện Hướng dẫn số 02-HD/TU, ngày 10/01/2024, Ban Thường vụ Huyện ủy xây dựng kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Giúp các chi bộ thấy rõ ưu điểm và hạn chế, từ đó đề ra biện pháp khắc phục.
2. Yêu cầu
Việc kiểm tra phải khách quan, đúng nguyên tắc và gửi báo cáo trước ngày 15/6/2024.
II. TỔ CHỨC THỰC HIỆN
Ủy ban Kiểm tra Huyện ủy theo dõi, đôn đốc các đơn vị thực hiện kế hoạch này.
Nơi nhận:
- Các chi bộ, đảng bộ trực thuộc,
- Lưu Văn phòng.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Mẫu
"""
