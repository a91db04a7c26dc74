"""Workbooks: lists of documents, a line for each row."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from made_office import xlsx
from made_words import tcvn3, vni
from openpyxl import Workbook
from openpyxl.styles import Font

from assistant.documents.read import read_document
from assistant.documents.spreadsheet import read_spreadsheet
from assistant.errors import DocumentRefused


def lines(book: Workbook | bytes) -> list[str]:
    data = book if isinstance(book, bytes) else saved(book)
    return [block.text for block in read_spreadsheet("a.xlsx", data).blocks]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The file with other bytes in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        assert old in before.read(part)
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new, 1) if name == part else content)
    return out.getvalue()


def test_a_list_of_documents() -> None:
    data = xlsx(
        {
            "Văn bản 2024": [
                [None, "DANH SÁCH VĂN BẢN ĐÃ BAN HÀNH"],
                [],
                [None, "TT", "Số, ký hiệu", None, "Ngày ban hành", "Trích yếu"],
                [None, 1, 2, None, 3, 4],
                [None, 1, "12-KH/HU", None, datetime.date(2024, 2, 5), "Kiểm tra  năm 2024"],
                [],
                [None, 2, "15-BC/HU", None, datetime.datetime(2024, 3, 5, 17, 30), None],
                [],
                [None, None, "NGƯỜI LẬP"],
                [None, None, "Lê Văn Mẫu"],
            ],
            "Sheet2": [["Mây Trắng", 30], ["Hoa Ban", 25]],
        }
    )

    document = read_document("a.xlsx", data)

    assert document.text.split("\n") == [
        "Văn bản 2024",
        "DANH SÁCH VĂN BẢN ĐÃ BAN HÀNH",
        "TT: 1; Số, ký hiệu: 12-KH/HU; Ngày ban hành: 05/02/2024; Trích yếu: Kiểm tra năm 2024",
        "TT: 2; Số, ký hiệu: 15-BC/HU; Ngày ban hành: 17:30 ngày 05/03/2024",
        "NGƯỜI LẬP",
        "Lê Văn Mẫu",
        "Mây Trắng | 30",
        "Hoa Ban | 25",
    ]
    assert [heading.text for heading in document.headings] == ["Văn bản 2024"]
    assert document.title == "DANH SÁCH VĂN BẢN ĐÃ BAN HÀNH"
    assert document.number is None
    assert document.cites == ("12-KH/HU", "15-BC/HU")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (0.5, "General", "0,5"),
        (1234567, "#,##0", "1.234.567"),
        (1234.5, "#,##0.00", "1.234,50"),
        (0.875, "0.0%", "87,5%"),
        (7, "00", "07"),
        (-3.25, "General", "-3,25"),
        (True, "General", "Có"),
        (datetime.time(8, 5), "h:mm", "08:05"),
        ("#N/A", "General", ""),
        ("Dòng một\nDòng hai", "General", "Dòng một Dòng hai"),
    ],
)
def test_values_as_readers_write_them(value: object, form: str, shown: str) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for at, cell in enumerate(["TT", "Giá trị", 1, value]):
        made = sheet.cell(1 + at // 2, 1 + at % 2, cell)
    made.number_format = form

    assert lines(book) == [f"TT: 1; Giá trị: {shown}" if shown else "1"]


def test_merged_cells_and_two_rows_of_names() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["BẢNG TỔNG HỢP"],
        ["Đơn vị", "Đảng viên", None, "Ghi chú"],
        [None, "Nam", "Nữ", None],
        ["Mây Trắng", 20, 10, "Cụm một"],
        ["Hoa Ban", 15, 12, None],
    ):
        sheet.append(row)
    for area in ("A1:D1", "A2:A3", "B2:C2", "D2:D3", "D4:D5"):
        sheet.merge_cells(area)

    assert lines(book) == [
        "BẢNG TỔNG HỢP",
        "Đơn vị: Mây Trắng; Đảng viên - Nam: 20; Đảng viên - Nữ: 10; Ghi chú: Cụm một",
        "Đơn vị: Hoa Ban; Đảng viên - Nam: 15; Đảng viên - Nữ: 12; Ghi chú: Cụm một",
    ]


def test_what_formulas_gave_and_hidden_sheets() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["TT", "Tổng"])
    sheet.append([1, "=1+2"])
    hidden = book.create_sheet("Danh mục")
    hidden.append(["Không hiện"])
    hidden.sheet_state = "hidden"
    data = replaced(
        saved(book), "xl/worksheets/sheet1.xml", b"<f>1+2</f><v", b"<f>1+2</f><v>3</v><v"
    )

    assert lines(data) == ["TT: 1; Tổng: 3"]


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
    '<r><rPr><rFont val=".VnTimeH"/></rPr><t>{}</t></r><r><t xml:space="preserve"> xã</t></r>'
    "</si></sst>"
)


def test_old_fonts() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["TT", "Đơn vị"])
    sheet.append([1, tcvn3("thư ký Đảng ủy")])
    sheet.append([2, vni("Huyện ủy")])
    sheet.append([3, "RICH"])
    sheet["B2"].font = Font(name=".VnTime")
    sheet["B3"].font = Font(name="VNI-Times")

    data = saved(book)
    for part, old, new in (
        ("xl/worksheets/sheet1.xml", b't="inlineStr"><is><t>RICH</t></is>', b't="s"><v>0</v>'),
        ("[Content_Types].xml", b"</Types>", SHARED),
    ):
        data = replaced(data, part, old, new)
    with zipfile.ZipFile(holder := io.BytesIO(data), "a") as file:
        file.writestr("xl/sharedStrings.xml", STRINGS.format(tcvn3("bí thư")))
    data = holder.getvalue()

    assert lines(data) == [
        "TT: 1; Đơn vị: thư ký Đảng ủy",
        "TT: 2; Đơn vị: Huyện ủy",
        "TT: 3; Đơn vị: BÍ THƯ xã",
    ]


def test_old_text_without_old_fonts() -> None:
    texts = ["Đơn vị", "Đảng ủy xã, thường trực", "khối vận, mặt trận"]
    rows: list[list[object]] = [
        [number, tcvn3(text)] for number, text in zip(["TT", 1, 2], texts, strict=True)
    ]

    assert lines(xlsx({"Sheet1": rows})) == [
        "TT: 1; Đơn vị: Đảng ủy xã, thường trực",
        "TT: 2; Đơn vị: khối vận, mặt trận",
    ]


def test_too_large_and_broken_sheets() -> None:
    wide = Workbook()
    wide.worksheets[0].cell(1, 900, "xa")
    with pytest.raises(DocumentRefused, match="columns"):
        lines(wide)
    deep = Workbook()
    deep.worksheets[0].cell(1_048_576, 1, "sâu")
    assert lines(deep) == ["sâu"]
    with pytest.raises(DocumentRefused, match="broken"):
        read_document("a.xlsx", xlsx({"A": [[1]]})[:700])


def test_entities_are_refused() -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
    data = replaced(xlsx({"A": [["x"]]}), "xl/worksheets/sheet1.xml", b"<worksheet", declared)

    with pytest.raises(DocumentRefused, match="entities"):
        read_document("a.xlsx", data)


def test_marks_on_printed_pages_are_seen() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Kế hoạch"])
    sheet.oddHeader.center.text = "DỰ THẢO"

    assert "DỰ THẢO" in read_spreadsheet("a.xlsx", saved(book)).scan
