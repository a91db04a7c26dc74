"""Word files: what Word shows is what is read."""

# ruff: noqa: E501 (markup reads best on one line)
from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest
from docx import Document as WordFile
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_office import in_tcvn3, in_unicode, in_vni, paper_docx, saved, shown, write
from made_words import tcvn3
from pages.measure import distance
from pages.papers import Paragraph, make_paper

from assistant.documents import package
from assistant.documents.read import read_document
from assistant.documents.word import read_word
from assistant.errors import DocumentRefused

W = nsdecls("w")


def lines(file: WordDocument | bytes) -> list[str]:
    data = file if isinstance(file, bytes) else saved(file)
    return [block.text for block in read_word("a.docx", data).blocks]


def body(*markup: str) -> WordDocument:
    """A file of paragraphs and tables given as markup."""
    file = WordFile()
    for at, piece in enumerate(markup):
        marked = piece.replace(">", f" {W}>", 1) if W not in piece else piece
        file.element.body.insert(at, parse_xml(marked))
    return file


def run(text: str, properties: str = "") -> str:
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{made}<w:t xml:space="preserve">{text}</w:t></w:r>'


SHOWN = "<w:vanish w:val='0'/>"


def with_parts(data: bytes, parts: Mapping[str, str | bytes], relations: str = "") -> bytes:
    """A file with parts added or replaced, and with relations of its document added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Rel", relations.encode() + b"</Rel")
            if name not in parts:
                new.writestr(name, content)
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


# --- whole papers ------------------------------------------------------------------------------


@pytest.mark.parametrize("automatic", [False, True])
@pytest.mark.parametrize("typing", [in_unicode, in_tcvn3, in_vni])
def test_papers_are_read_without_an_error(typing: object, automatic: bool) -> None:
    for seed in range(4):
        paper = make_paper(seed, table_rows=3)

        document = read_document("a.docx", paper_docx(paper, typing, automatic=automatic))  # type: ignore[arg-type]

        assert document.text == shown(paper)
        assert document.number == paper.number
        assert document.kind == paper.kind
        assert document.issued_on == paper.issued_on
        assert document.place == paper.place
        headings = {heading.text for heading in document.headings}
        assert {
            part.text
            for part in paper.body
            if isinstance(part, Paragraph) and part.style == "heading"
        } <= headings


def test_every_number_and_date_of_many_papers() -> None:
    for seed in range(20, 30):
        paper = make_paper(seed, table_rows=2)
        text = "\n".join(lines(paper_docx(paper, in_tcvn3, automatic=True)))

        assert distance(shown(paper), text) == 0
        assert all(number in text for number in paper.numbers)
        assert all(day in text for day in paper.dates)


# --- old fonts ---------------------------------------------------------------------------------


def test_fonts_come_from_styles_and_themes() -> None:
    file = WordFile()
    file.styles["Normal"].font.name = ".VnTime"
    heading = file.styles["Heading 1"]
    heading.font.name = ".VnTimeH"
    fonts = heading.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]  # a theme's font would come first
    file.add_paragraph(tcvn3("thư ký"), style="Heading 1")
    file.add_paragraph(tcvn3("Cơ quan thường trực"))
    file.add_paragraph().add_run("Đảng bộ").font.name = "Arial"

    assert lines(file) == ["THƯ KÝ", "Cơ quan thường trực", "Đảng bộ"]


def test_the_soft_hyphen_is_a_letter_in_old_fonts_and_nothing_in_others() -> None:
    old = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'
    file = body(
        f"<w:p><w:r>{old}<w:t>Th</w:t><w:softHyphen/><w:t> ký</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>Thư</w:t><w:softHyphen/><w:t>ký</w:t></w:r></w:p>",
    )

    assert lines(file) == ["Thư ký", "Thưký"]


def test_old_text_in_a_new_font_is_told_by_its_words() -> None:
    file = WordFile()
    for text in ("Đảng bộ xã tổ chức đại hội nhiệm kỳ mới", "và bầu cấp ủy khóa này"):
        write(file.add_paragraph(), tcvn3(text))
    file.add_paragraph("Dòng này gõ bằng Unicode, phòng có hai cửa.")

    assert lines(file) == [
        "Đảng bộ xã tổ chức đại hội nhiệm kỳ mới",
        "và bầu cấp ủy khóa này",
        "Dòng này gõ bằng Unicode, phòng có hai cửa.",
    ]


# --- lists -------------------------------------------------------------------------------------


def numbered(*levels: str) -> WordDocument:
    """A file with one list (number 77) of levels given as `format|text` and more markup."""
    file = WordFile()
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{level.split("|")[0]}"/>'
        f'<w:lvlText w:val="{level.split("|")[1]}"/>{"".join(level.split("|")[2:])}</w:lvl>'
        for at, level in enumerate(levels)
    )
    numbering = file.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{made}</w:abstractNum>')
    )
    for number, override in (
        (77, ""),
        (78, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
    ):
        numbering.append(
            parse_xml(
                f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="77"/>{override}</w:num>'
            )
        )
    return file


def item(file: WordDocument, text: str, level: int = 0, number: int = 77) -> None:
    paragraph = file.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_numbers_as_word_shows_them() -> None:
    file = numbered("upperRoman|%1.", "decimal|%2.", "lowerLetter|%3)", "bullet|+")
    for text, level in [
        ("Mục đích", 0), ("Một", 1), ("nhỏ", 2), ("nhỏ nữa", 2), ("cộng", 3), ("Hai", 1),
        ("nhỏ", 2), ("Tổ chức", 0), ("Một", 1),
    ]:  # fmt: skip
        item(file, text, level)
    file.add_paragraph("Không đánh số")
    item(file, "Tiếp", 0)
    item(file, "Bắt đầu từ năm", 0, 78)
    item(file, "Bỏ số", 0, 0)

    assert lines(file) == [
        "I. Mục đích", "1. Một", "a) nhỏ", "b) nhỏ nữa", "+ cộng", "2. Hai", "a) nhỏ",
        "II. Tổ chức", "1. Một", "Không đánh số", "III. Tiếp", "V. Bắt đầu từ năm", "Bỏ số",
    ]  # fmt: skip


def test_an_empty_item_takes_a_number() -> None:
    file = numbered("decimal|%1.")
    for text in ("Một", "", "Ba"):
        item(file, text)

    assert lines(file) == ["1. Một", "3. Ba"]


def test_numbers_of_several_levels() -> None:
    file = numbered("upperRoman|Chương %1", "decimal|%1.%2.|<w:isLgl/>", "decimalZero|%2.%3")
    for level in (0, 1, 2, 1, 0, 1):
        item(file, "x", level)

    assert lines(file) == ["Chương I x", "1.1. x", "1.01 x", "1.2. x", "Chương II x", "2.1. x"]


def test_headings_with_numbers_are_headings() -> None:
    file = numbered("upperRoman|%1.|<w:pStyle w:val='Heading1'/>")
    file.styles["Heading 1"].element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:numId w:val="77"/></w:numPr>')
    )
    for text in ("Mục đích", "Tổ chức"):
        file.add_paragraph(text, style="Heading 1")
        file.add_paragraph("Đoạn văn của mục này.")

    document = read_document("a.docx", saved(file))

    assert [(h.level, h.text) for h in document.headings] == [
        (1, "I. Mục đích"),
        (1, "II. Tổ chức"),
    ]


# --- changes, fields, hidden text --------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<w:p>{run('Nộp ')}<w:del>{run('15/5')}</w:del><w:ins>{run('20/5')}</w:ins></w:p>", "Nộp 20/5"),
        (f"<w:p><w:moveFrom>{run('Đi')}</w:moveFrom>{run('Ở')}<w:moveTo>{run(' lại')}</w:moveTo></w:p>", "Ở lại"),
        (
            "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF </w:instrText></w:r>"
            f"{run('mã')}<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('kết quả')}"
            f"<w:r><w:fldChar w:fldCharType='end'/></w:r>{run('!')}</w:p>",
            "kết quả!",
        ),
        (f"<w:p><w:fldSimple w:instr='DATE'>{run('5/2/2024')}</w:fldSimple></w:p>", "5/2/2024"),
        (f"<w:p>{run('Thấy')}{run(' ẩn', '<w:vanish/>')}{run(' rõ', SHOWN)}</w:p>", "Thấy rõ"),
        (f"<w:p>{run('kế hoạch', '<w:caps/>')}</w:p>", "KẾ HOẠCH"),
        ("<w:p><w:r><w:t>a</w:t><w:sym w:font='Symbol' w:char='F0B3'/><w:sym w:font='Wingdings' w:char='F0E0'/></w:r></w:p>", "a≥→"),
        (f"<w:p><w:smartTag>{run('Hà ')}<w:smartTag>{run('Nam')}</w:smartTag></w:smartTag></w:p>", "Hà Nam"),
        (
            f"<w:p>{run('A')}<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
            f"<mc:Choice Requires='w14'>{run('mới')}</mc:Choice><mc:Fallback>{run('cũ')}</mc:Fallback>"
            "</mc:AlternateContent></w:p>",
            "Amới",
        ),
        (
            f"<w:p>{run('B')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Bấm vào đây')}"
            f"</w:sdtContent></w:sdt><w:sdt><w:sdtContent>{run('ảng')}</w:sdtContent></w:sdt></w:p>",
            "Bảng",
        ),
    ],
)  # fmt: skip
def test_what_word_shows(markup: str, text: str) -> None:
    assert lines(body(markup)) == [text]


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    deleted = "<w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>"

    assert lines(body(f"<w:p>{deleted}{run('Ban Thường ')}</w:p>", f"<w:p>{run('vụ')}</w:p>")) == [
        "Ban Thường vụ"
    ]


def test_a_field_without_an_end_hides_nothing() -> None:
    begin = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"

    assert lines(body(f"<w:p>{begin}{run('mã')}</w:p>", f"<w:p>{run('Thân bài')}</w:p>")) == [
        "Thân bài"
    ]


def test_files_inside_the_file_are_read() -> None:
    relations = "".join(
        f'<Relationship Id="rIdC{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/aFChunk" Target="chunk{at}.bin"/>'
        for at in (1, 2)
    )
    chunk = "<w:altChunk xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' r:id='rIdC{}'></w:altChunk>"
    file = body(chunk.format(1), chunk.format(2), f"<w:p>{run('Cuối')}</w:p>")
    inner = saved(body(f"<w:p>{run('Phụ lục')}</w:p>"))
    data = with_parts(
        saved(file),
        {"word/chunk1.bin": "<html><p>Trang kèm theo</p></html>", "word/chunk2.bin": inner},
        relations,
    )

    assert lines(data) == ["Trang kèm theo", "Phụ lục", "Cuối"]


def test_a_deleted_row_is_gone() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    gone = f"<w:tr><w:trPr><w:del w:id='1' w:author='a'/></w:trPr>{cell.format('bỏ')}{cell.format('1')}</w:tr>"

    rows = f"{gone}<w:tr>{cell.format('giữ')}{cell.format('2')}</w:tr>"

    assert lines(body(f"<w:tbl>{rows}</w:tbl>")) == ["giữ | 2"]


def test_a_table_of_contents_is_no_text() -> None:
    file = WordFile()
    file.styles.add_style("toc 1", 1)
    file.add_paragraph("I. MỤC ĐÍCH\t2", style="toc 1")
    file.add_paragraph("I. MỤC ĐÍCH")

    assert lines(file) == ["I. MỤC ĐÍCH"]


# --- notes -------------------------------------------------------------------------------------

RELATION = (
    '<Relationship Id="rIdN{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{0}" Target="{0}.xml"/>'
)


def test_notes_follow_their_paragraph() -> None:
    file = body(
        f"<w:p>{run('Các xã làm điểm')}<w:r><w:footnoteReference w:id='2'/></w:r>{run(' họp trước')}</w:p>",
        f"<w:p>{run('Các xã khác')}<w:r><w:endnoteReference w:id='3'/></w:r>"
        "<w:r><w:footnoteReference w:id='4'/></w:r></w:p>",
    )
    note = (
        "<w:{0} w:id='{1}'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> {2}</w:t></w:r></w:p></w:{0}>"
    )
    parts = {
        "word/footnotes.xml": f"<w:footnotes {W}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        + note.format("footnote", 4, "Theo Công văn 12-CV/HU.")
        + note.format("footnote", 2, "Gồm Mây Trắng, Hoa Ban.")
        + "</w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes {W}>{note.format('endnote', 3, 'Phụ lục 2.')}</w:endnotes>",
    }
    relations = RELATION.format("footnotes") + RELATION.format("endnotes")

    assert lines(with_parts(saved(file), parts, relations)) == [
        "Các xã làm điểm họp trước",
        "[1] Gồm Mây Trắng, Hoa Ban.",
        "Các xã khác",
        "[*1] Phụ lục 2.",
        "[2] Theo Công văn 12-CV/HU.",
    ]


# --- tables ------------------------------------------------------------------------------------


def table(*rows: str) -> str:
    """Rows of cells parted by `|`: `a>2` spans two columns, `^` goes on from the cell above it."""
    made = ""
    for row in rows:
        made += "<w:tr>"
        for cell in row.split("|"):
            text, _, span = cell.partition(">")
            merged = (
                "<w:vMerge/>"
                if text == "^"
                else '<w:vMerge w:val="restart"/>'
                if text[-1:] == "_"
                else ""
            )
            properties = (f'<w:gridSpan w:val="{span}"/>' if span else "") + merged
            made += f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text.strip('^_'))}</w:p></w:tc>"
        made += "</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (
            ["TT|Nội dung|Hạn", "1|Rà soát|15/6", "2|Báo cáo|"],
            ["TT: 1; Nội dung: Rà soát; Hạn: 15/6", "TT: 2; Nội dung: Báo cáo"],
        ),
        (
            ["TT_|Xã_|Đảng viên>2", "^|^|Nam|Nữ", "1|Mây Trắng|20|10"],
            ["TT: 1; Xã: Mây Trắng; Đảng viên - Nam: 20; Đảng viên - Nữ: 10"],
        ),
        (
            ["Nội dung|Đơn vị|Hạn", "Rà soát_|Hoa Ban|1/5", "^|Mai Vàng|2/5", "Phần hai>3"],
            [
                "Nội dung: Rà soát; Đơn vị: Hoa Ban; Hạn: 1/5",
                "Nội dung: Rà soát; Đơn vị: Mai Vàng; Hạn: 2/5",
                "Phần hai",
            ],
        ),
        (["TT|Việc", "(1)|(2)", "1|Họp"], ["TT: 1; Việc: Họp"]),
        (["Ấp Một|Ấp Hai", "Ấp Ba|Ấp Bốn"], ["Ấp Một | Ấp Hai", "Ấp Ba | Ấp Bốn"]),
        (["Xã Hoa Ban|Xã Mai Vàng", "Xã Mây Trắng|"], ["Xã Hoa Ban | Xã Mai Vàng", "Xã Mây Trắng"]),
        (["12|15", "13|16"], ["12 | 15", "13 | 16"]),
        (
            ["TT|Việc", "1|Họp", "Nơi nhận:|T/M ĐẢNG ỦY", "- Lưu|BÍ THƯ"],
            ["TT: 1; Việc: Họp", "Nơi nhận:", "T/M ĐẢNG ỦY", "- Lưu", "BÍ THƯ"],
        ),
    ],
)
def test_rows_make_sense_by_themselves(rows: list[str], shown: list[str]) -> None:
    assert lines(body(table(*rows))) == shown


def test_a_frame_around_text_is_no_table() -> None:
    assert lines(body(table("Điều 1. Phạm vi", "Quy chế này quy định việc họp."))) == [
        "Điều 1. Phạm vi",
        "Quy chế này quy định việc họp.",
    ]


# --- letterheads -------------------------------------------------------------------------------

LEFT = ("HUYỆN ỦY SAO MAI", "*", "Số 12-KH/HU")
RIGHT = ("ĐẢNG CỘNG SẢN VIỆT NAM", "Sao Mai, ngày 05 tháng 02 năm 2024")
TITLE = ("KẾ HOẠCH", "kiểm tra năm 2024", "-----", "Các chi bộ nộp báo cáo trước ngày 15/6/2024.")


def box(texts: tuple[str, ...]) -> str:
    paragraphs = "".join(f"<w:p>{run(text)}</w:p>" for text in texts)
    return (
        "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        f"<w:txbxContent>{paragraphs}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


@pytest.mark.parametrize("place", ["table", "boxes", "header", "tabs"])
def test_a_letterhead_wherever_it_stands(place: str) -> None:
    rest = [f"<w:p>{run(text)}</w:p>" for text in TITLE]
    if place == "boxes":
        rest[0] = f"<w:p>{box(LEFT)}{box(RIGHT)}{run(TITLE[0])}</w:p>"
    if place == "tabs":
        rest[:0] = [
            f"<w:p><w:r><w:t>{left}</w:t><w:tab/><w:t>{right}</w:t></w:r></w:p>"
            for left, right in (LEFT[::2][0:1] + RIGHT[:1], LEFT[2:] + RIGHT[1:])
        ]
    file = body(*rest)
    if place == "table":
        made = file.add_table(1, 2)
        for cell, texts in zip(made.rows[0].cells, (LEFT, RIGHT), strict=True):
            cell.text = "\n".join(texts)
        file.element.body.insert(0, made._tbl)
    if place == "header":
        section = file.sections[0]
        section.different_first_page_header_footer = True
        section.header.paragraphs[0].text = "Kế hoạch số 12"
        section.first_page_header.paragraphs[0].text = LEFT[0]
        for text in (*LEFT[1:], *RIGHT):
            section.first_page_header.add_paragraph(text)

    document = read_document("a.docx", saved(file))

    assert document.number == "12-KH/HU"
    assert document.issuer == "Huyện ủy Sao Mai"
    assert document.place == "Sao Mai"
    assert document.issued_on == date(2024, 2, 5)
    assert document.title == "Kế hoạch kiểm tra năm 2024"
    assert "Kế hoạch số 12\n" not in document.text
    assert document.text.count("ĐẢNG CỘNG SẢN") == 1


def test_running_heads_are_no_text_and_are_looked_through_for_marks() -> None:
    file = WordFile()
    file.sections[0].header.paragraphs[0].text = "Văn phòng Huyện ủy"
    file.add_paragraph("Chi bộ họp định kỳ.")

    reading = read_word("a.docx", saved(file))

    assert [block.text for block in reading.blocks] == ["Chi bộ họp định kỳ."]
    assert "Văn phòng Huyện ủy" in reading.scan


def test_words_across_the_page_are_looked_at() -> None:
    drawn = (
        "<v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textpath string='DỰ THẢO'/></v:shape>"
    )

    reading = read_word("a.docx", saved(body(f"<w:p><w:r><w:pict>{drawn}</w:pict></w:r></w:p>")))

    assert "DỰ THẢO" in reading.scan


# --- other packages and broken ones ------------------------------------------------------------


def as_type(data: bytes, kind: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        types = file.read("[Content_Types].xml").decode()
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return with_parts(data, {"[Content_Types].xml": types.replace(main, kind)})


@pytest.mark.parametrize("suffix", [".docm", ".dotx", ".dotm"])
def test_files_with_macros_and_templates(suffix: str) -> None:
    data = as_type(saved(body(f"<w:p>{run('Mẫu kế hoạch')}</w:p>")), "application/vnd.ms-word.x")

    assert read_document(f"a{suffix}", data).text == "Mẫu kế hoạch"


def test_strict_files() -> None:
    data = saved(body(f"<w:p>{run('Kế hoạch')}</w:p>"))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {
            name: file.read(name).decode()
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        }
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in parts.items()
    }

    assert read_document("a.docx", with_parts(data, strict)).text == "Kế hoạch"


def test_entities_are_refused() -> None:
    evil = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )

    with pytest.raises(DocumentRefused, match="entities"):
        read_document("a.docx", with_parts(saved(WordFile()), {"word/document.xml": evil}))


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_parts(saved(WordFile()), {"word/large.bin": " " * 3_000_000})
    monkeypatch.setattr(package, "_MOST_BYTES", 2_000_000)

    with pytest.raises(DocumentRefused, match="3 MB"):
        read_document("a.docx", data)


def test_a_part_is_not_unpacked_beyond_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(body(f"<w:p>{run('Dài ' * 300_000)}</w:p>"))
    monkeypatch.setattr(package, "_MOST_OF_PART", 1_000_000)

    with pytest.raises(DocumentRefused, match="1 MB"):
        read_document("a.docx", data)


@pytest.mark.parametrize("part", ["word/styles.xml", "word/numbering.xml", "word/document.xml"])
def test_broken_parts_are_a_refusal(part: str) -> None:
    data = with_parts(saved(WordFile()), {part: "<w:x"})

    with pytest.raises(DocumentRefused, match="broken"):
        read_document("a.docx", data)


def test_other_archives_are_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "Ghi chú")

    with pytest.raises(DocumentRefused, match="ZIP archive"):
        read_document("a.docx", out.getvalue())
