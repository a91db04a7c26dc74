"""What each reader finds in its format: pages, tables, headings, charsets."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable

import pytest
from docx import Document as WordFile
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_files import docx, html, pdf
from made_words import tcvn3, vni
from viparse.normalize.encodings import CHARMAPS

from assistant.documents.blocks import Block, assemble
from assistant.documents.charset import decode_text
from assistant.documents.quality import unreadable
from assistant.documents.read import read_document
from assistant.documents.reflow import Line, page_lines, reflow
from assistant.errors import DocumentRefused

PARAGRAPH = (
    "Các chi bộ trực thuộc Đảng ủy xã Mây Trắng tổ chức kiểm điểm theo đúng hướng dẫn của Ban "
    "Tổ chức Huyện ủy, gửi báo cáo về Văn phòng trước ngày 15 tháng 6 năm 2024 để tổng hợp và "
    "trình Ban Thường vụ xem xét trong cuộc họp thường kỳ của quý sau."
)


# --- PDF ---------------------------------------------------------------------------------------


def test_pdf_lines_become_paragraphs() -> None:
    second = "Văn phòng theo dõi và đôn đốc."

    document = read_document("a.pdf", pdf([[PARAGRAPH, second]]))

    assert document.text.split("\n") == [PARAGRAPH, second]


def test_a_sentence_crosses_a_page_under_head_and_number() -> None:
    words = (PARAGRAPH + " ") * 4
    half = words.index("gửi báo cáo", len(words) // 2)
    pages = [[PARAGRAPH, words[:half].strip()], [words[half:].strip()], ["Trang cuối."], ["Hết."]]

    document = read_document("a.pdf", pdf(pages, running_head="Kế hoạch số 12", numbered=True))

    assert document.text.split("\n") == [
        "Kế hoạch số 12",
        PARAGRAPH,
        words.strip(),
        "Trang cuối.",
        "Hết.",
    ]
    first, second, third, fourth = document.pages
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert document.text[second.start :].startswith("gửi báo cáo")
    assert document.text[third.start : third.end].strip() == "Trang cuối."
    assert document.text[fourth.start : fourth.end] == "Hết."
    assert (first.start, first.end, fourth.end) == (0, second.start, len(document.text))


def test_an_empty_page_is_no_page_of_text() -> None:
    document = read_document("a.pdf", pdf([["Một."], [], ["Ba."]]))

    assert [(page.number, document.text[page.start : page.end]) for page in document.pages] == [
        (1, "Một.\n"),
        (3, "Ba."),
    ]


# --- reflow ------------------------------------------------------------------------------------


def texts(*lines: str) -> list[str]:
    return [block.text for block in reflow([Line(line) for line in lines])]


def test_wrapped_lines_are_joined() -> None:
    assert texts(
        "Ban Thường vụ Huyện ủy Sao Mai yêu cầu các đảng bộ trực thuộc",
        "khẩn trương rà soát, bổ sung kế hoạch kiểm tra, giám sát năm",
        "2024 và gửi về Văn phòng.",
        "- Đảng bộ xã Mây Trắng làm điểm.",
        "1. Người đứng đầu chịu trách nhiệm trước Ban Thường vụ về kết",
        "quả.",
    ) == [
        "Ban Thường vụ Huyện ủy Sao Mai yêu cầu các đảng bộ trực thuộc khẩn trương rà soát, bổ "
        "sung kế hoạch kiểm tra, giám sát năm 2024 và gửi về Văn phòng.",
        "- Đảng bộ xã Mây Trắng làm điểm.",
        "1. Người đứng đầu chịu trách nhiệm trước Ban Thường vụ về kết quả.",
    ]


def test_hyphens_at_the_end_of_a_line() -> None:
    assert texts(
        "Kế hoạch này thực hiện theo Kế hoạch của cấp trên số 60-",
        "KH/TU và các văn bản về phát triển nông thôn, về kinh tế-",
        "xã hội, theo chương trình hợp tác của các nước trong organi-",
        "zation và các tổ chức khác trong vùng; nhiệm kỳ này, 2020 -",
        "2025, có thêm hai xã.",
    ) == [
        "Kế hoạch này thực hiện theo Kế hoạch của cấp trên số 60-KH/TU và các văn bản về phát "
        "triển nông thôn, về kinh tế-xã hội, theo chương trình hợp tác của các nước trong "
        "organization và các tổ chức khác trong vùng; nhiệm kỳ này, 2020 - 2025, có thêm hai xã."
    ]


def test_separate_notes_stay_separate() -> None:
    notes = [
        "Xã Mây Trắng nộp báo cáo kiểm điểm trước ngày 20/5/2024",
        "Xã Hoa Ban nộp báo cáo kiểm điểm trước ngày 21/5/2024",
        "Xã Mai Vàng nộp báo cáo kiểm điểm trước ngày 22/5/2024",
    ]

    assert texts(*notes) == notes


def test_numbers_that_are_no_page_numbers_stay() -> None:
    lines = page_lines(["Số đảng viên\n12", "Số chi bộ\n40", "Số tổ\n7"])

    assert [line.text for line in lines if line.text.isdigit()] == ["12", "40", "7"]


def test_shifted_page_numbers_go() -> None:
    lines = page_lines([f"Trang văn bản {word}.\n- {at} -" for at, word in enumerate("abc", 5)])

    assert [line.text for line in lines] == [f"Trang văn bản {word}." for word in "abc"]


def test_pages_and_headings_point_into_the_text() -> None:
    made = assemble(
        [Block("Một", 1, 1), Block("hai ba bốn", 1, None, ((4, 2), (7, 3))), Block("năm", 3)]
    )

    assert [(p.number, made.text[p.start : p.end]) for p in made.pages] == [
        (1, "Một\nhai "),
        (2, "ba "),
        (3, "bốn\nnăm"),
    ]
    assert [made.text[h.start : h.end] for h in made.headings] == ["Một"]


# --- Word --------------------------------------------------------------------------------------


def test_word_headings_lists_and_tables_in_order() -> None:
    data = docx(
        [
            ("Title", "Báo cáo của chi bộ"),
            ("Heading 1", "Kết quả"),
            "Chi bộ họp đủ mười hai kỳ.",
            [["Xã", "Đảng viên"], ["Mây Trắng", "30"], ["Hoa Ban", "25"]],
            ("Heading 2", "Hạn chế"),
            ("List Bullet", "Họp muộn"),
            ("List Bullet", "Ít góp ý"),
        ]
    )

    document = read_document("a.docx", data)

    assert document.text.split("\n") == [
        "Báo cáo của chi bộ",
        "Kết quả",
        "Chi bộ họp đủ mười hai kỳ.",
        "Xã: Mây Trắng; Đảng viên: 30",
        "Xã: Hoa Ban; Đảng viên: 25",
        "Hạn chế",
        "- Họp muộn",
        "- Ít góp ý",
    ]
    assert [(h.level, h.text) for h in document.headings] == [
        (1, "Báo cáo của chi bộ"),
        (1, "Kết quả"),
        (2, "Hạn chế"),
    ]
    assert document.title == "Báo cáo của chi bộ"


def saved(file: WordDocument) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_merged_cells_come_once() -> None:
    file = WordFile()
    table = file.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Số đảng viên theo xã"
    for cell, text in zip(table.rows[1].cells, ["Mây Trắng", "Hoa Ban", "Mai Vàng"], strict=True):
        cell.text = text

    document = read_document("a.docx", saved(file))

    assert document.text == "Số đảng viên theo xã\nMây Trắng | Hoa Ban | Mai Vàng"


W = nsdecls("w")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            f"<w:tbl {W}><w:tr><w:tc><w:p><w:r><w:t>Ngoài</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p>"
            "<w:r><w:t>Trong</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
            "Ngoài\nTrong",
        ),
        (
            f"<w:p {W}><w:r><w:t>Họp </w:t></w:r><w:del><w:r><w:delText>sáng</w:delText></w:r>"
            "</w:del><w:ins><w:r><w:t>chiều</w:t></w:r></w:ins><w:r><w:t> mai</w:t></w:r></w:p>",
            "Họp chiều mai",
        ),
        (
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Trong ô</w:t><w:br/><w:t>hai</w:t></w:r>"
            "</w:p></w:sdtContent></w:sdt>",
            "Trong ô\nhai",
        ),
        (
            f"<w:p {W}><w:hyperlink><w:r><w:t>Liên kết</w:t></w:r></w:hyperlink><w:r><w:tab/>"
            "<w:t>60</w:t><w:noBreakHyphen/><w:t>KH/TU</w:t></w:r></w:p>",
            "Liên kết 60-KH/TU",
        ),
    ],
)
def test_nothing_in_word_markup_is_lost(markup: str, text: str) -> None:
    file = WordFile()
    file.element.body.insert(0, parse_xml(markup))

    assert read_document("a.docx", saved(file)).text == text


def test_text_boxes_are_read_once() -> None:
    assert read_document("a.docx", docx(["Đoạn văn."], text_box="Trong khung")).text.split(
        "\n"
    ) == [
        "Đoạn văn.",
        "Trong khung",
    ]


# --- HTML and charsets -------------------------------------------------------------------------

PAGE = "<p>Chi bộ ấp Mây Trắng họp định kỳ.</p><p>Đảng viên góp ý thẳng thắn về đường làng.</p>"
SAID = "Chi bộ ấp Mây Trắng họp định kỳ.\nĐảng viên góp ý thẳng thắn về đường làng."


def windows_1258(text: str) -> bytes:
    """Vietnamese as Windows typed it: a base letter, then its tone."""
    out = bytearray()
    for character in text:
        try:
            out += character.encode("cp1258")
        except UnicodeEncodeError:
            pieces = unicodedata.normalize("NFD", character)
            base = unicodedata.normalize("NFC", pieces[:-1])
            tone = pieces[-1]
            if len(pieces) == 3 and pieces[1] in "\u0323\u0309\u0300\u0301\u0303":
                base, tone = unicodedata.normalize("NFC", pieces[0] + pieces[2]), pieces[1]
            out += (base + tone).encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    "data",
    [
        html(PAGE),
        html(PAGE, charset="utf-16"),
        b"<meta charset=windows-1258>" + windows_1258(PAGE),
        b"<html>" + windows_1258(PAGE),
        b'<html><meta charset="iso-8859-1">' + PAGE.encode(),
        b'<html><meta charset="iso-8859-1">' + windows_1258(PAGE),
        b'<html><meta charset="no-such-code">' + windows_1258(PAGE),
        b"\xef\xbb\xbf" + PAGE.encode(),
        ("<html>" + PAGE.replace("ấ", "&#7845;").replace("ẳ", "&#x1EB3;")).encode("utf-8"),
        ('<?xml version="1.0" encoding="utf-8"?><html>' + PAGE).encode(),
    ],
)
def test_pages_in_other_charsets(data: bytes) -> None:
    assert read_document("a.html", data).text == SAID


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258"]
)
def test_text_in_other_charsets(encoding: str) -> None:
    data = windows_1258(SAID) if encoding == "cp1258" else SAID.encode(encoding)

    assert read_document("a.txt", data).text == SAID


def test_bytes_in_no_known_charset() -> None:
    with pytest.raises(DocumentRefused, match="UTF-8"):
        decode_text("a.txt", bytes(range(128, 256)) * 3)


def test_what_a_page_hides_is_not_read() -> None:
    body = (
        "<script>var x='Mã lệnh'</script><style>p{}</style><p style='display: none'>Ẩn</p>"
        "<!-- Ghi chú --><p>Chi bộ <b>ấp</b>&nbsp;Mây\n  Trắng<br>họp định kỳ</p>"
        "<pre>Một\nhai</pre>"
    )

    assert read_document("a.html", html(body)).text == (
        "Chi bộ ấp Mây Trắng\nhọp định kỳ\nMột\nhai"
    )


def test_an_official_paper_on_a_portal_keeps_head_and_table_and_loses_the_menu() -> None:
    links = "".join(f'<li><a href="/{at}">Chuyên mục thứ {at}</a></li>' for at in range(12))
    body = (
        f"<nav><ul>{links}</ul></nav><div><ul>{links}</ul></div>"
        "<table><tr><td>HUYỆN ỦY SAO MAI<br>*<br>Số 12-KH/HU</td>"
        "<td>ĐẢNG CỘNG SẢN VIỆT NAM<br><i>Sao Mai, ngày 5 tháng 2 năm 2024</i></td></tr></table>"
        "<p>KẾ HOẠCH</p><p>kiểm tra năm 2024</p><p>-----</p>"
        "<table><tr><th>Việc</th><th>Hạn</th></tr>"
        "<tr><td>Rà soát</td><td>15/6/2024</td></tr></table>"
    )

    document = read_document("a.html", html(body))

    assert document.number == "12-KH/HU"
    assert "Chuyên mục" not in document.text
    assert document.text.split("\n") == [
        "HUYỆN ỦY SAO MAI",
        "*",
        "Số 12-KH/HU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Sao Mai, ngày 5 tháng 2 năm 2024",
        "KẾ HOẠCH",
        "kiểm tra năm 2024",
        "-----",
        "Việc | Hạn",
        "Rà soát | 15/6/2024",
    ]


def test_a_page_of_links_is_read() -> None:
    links = "".join(f'<li><a href="/{at}">Kế hoạch thứ {at} của chi bộ</a></li>' for at in range(9))

    document = read_document("a.html", html(f"<nav>Trang chủ</nav><ul>{links}</ul>"))

    assert "- Kế hoạch thứ 8 của chi bộ" in document.text


OLD = "Đảng bộ xã tổ chức đại hội, thư ký ghi biên bản, thường trực ký tên."


@pytest.mark.parametrize("typed", [tcvn3, vni])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1"])
def test_pages_in_old_fonts_without_their_names(typed: Callable[[str], str], charset: str) -> None:
    assert read_document("a.html", html(f"<p>{typed(OLD)}</p>", charset=charset)).text == OLD


def test_signs_that_no_page_can_hold_cost_nothing() -> None:
    page = "<p><font face='.VnTime'>§¶ng bé huyÖn&#1;&#x86; tæ chøc häc tËp</font></p>"
    assert "Đảng bộ huyện" in read_document("a.html", html(page)).text


@pytest.mark.parametrize(
    "page",
    [
        "<p><font face='.VnTime'>{0}</font></p>",
        '<style>p.MsoNormal, li {{font-size:14pt; font-family: ".VnTime", serif}}</style>'
        "<p class=MsoNormal>{0}</p>",
        "<div style='font-family:.VnTime'><p><b>{0}</b></p></div>",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_pages_in_old_fonts_by_their_names(page: str, charset: str) -> None:
    body = page.format(tcvn3("Thư ký")) + "<p><font face=Arial>có cá, été</font></p>"

    assert read_document("a.html", html(body, charset=charset)).text == "Thư ký\ncó cá, été"


def test_capitals_and_letters_that_markup_parts() -> None:
    body = (
        f"<p><font face='.VnTimeH'>{tcvn3('kế hoạch')}</font></p>"
        f"<p style='font-family:VNI-Times'>{vni('Huye')}<b>ä</b>n {vni('ủy')}</p>"
    )

    assert read_document("a.html", html(body)).text == "KẾ HOẠCH\nHuyện ủy"


@pytest.mark.parametrize("typed", [tcvn3, vni])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_text_files_in_old_encodings(
    typed: Callable[[str], str], encoding: str, suffix: str
) -> None:
    text = f"{OLD}\n\n- Đơn vị chủ trì: Ủy ban"

    document = read_document(f"a{suffix}", typed(text).encode(encoding))

    expected = text if typed is vni else text.replace("Ủ", "ủ")
    assert document.text == expected.replace("\n\n", "\n")


@pytest.mark.parametrize("charset", ["VISCII", "VPS"])
def test_text_files_of_other_encodings(charset: str) -> None:
    letters = {text: typed for typed, text in CHARMAPS[charset.lower()].pairs}
    typed = "".join(letters.get(letter, letter) for letter in OLD)

    assert read_document("a.txt", typed.encode("latin-1")).text == OLD


# --- Markdown ----------------------------------------------------------------------------------


def test_markdown_is_read_as_it_is_shown() -> None:
    text = (
        "# Sổ tay **chi bộ**\n\nMột đoạn văn dài được ngắt dòng bằng tay ở đây\nvà nối tiếp ở dòng "
        "sau, có [liên kết](http://a.b) và `mã`.\n\n## Việc cần làm\n\n- họp&nbsp;định kỳ\n"
        "- ghi biên bản\n\n3. nộp đảng phí\n4. góp ý\n\n"
        "| Xã | Hạn |\n|---|---|\n| Mây Trắng | 15/6 |\n\n"
        "<div>Khối <b>HTML</b></div>\n"
    )

    document = read_document("a.md", text.encode())

    assert document.text.split("\n") == [
        "Sổ tay chi bộ",
        "Một đoạn văn dài được ngắt dòng bằng tay ở đây và nối tiếp ở dòng sau, có liên kết và mã.",
        "Việc cần làm",
        "- họp định kỳ",
        "- ghi biên bản",
        "3. nộp đảng phí",
        "4. góp ý",
        "Xã | Hạn",
        "Mây Trắng | 15/6",
        "Khối HTML",
    ]
    assert [(h.level, h.text) for h in document.headings] == [
        (1, "Sổ tay chi bộ"),
        (2, "Việc cần làm"),
    ]


# --- headings ----------------------------------------------------------------------------------


def test_numbered_headings_nest() -> None:
    text = """QUY CHẾ
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Quy chế này quy định chế độ làm việc của chi bộ.
Chương II
CHẾ ĐỘ LÀM VIỆC
Mục 1. Sinh hoạt
Điều 2. Họp định kỳ
1. Thời gian
Chi bộ họp vào ngày 3 hằng tháng.
2. Người nào vắng mặt phải báo cáo với bí thư chi bộ bằng văn bản và nêu rõ lý do.
a) Vắng vì ốm đau;
b) Vắng vì công tác.
3. Hồ sơ gồm:
- sổ biên bản;
"""

    document = read_document("a.txt", text.encode())

    assert [(h.level, h.text) for h in document.headings] == [
        (1, "Chương I QUY ĐỊNH CHUNG"),
        (3, "Điều 1. Phạm vi điều chỉnh"),
        (1, "Chương II CHẾ ĐỘ LÀM VIỆC"),
        (2, "Mục 1. Sinh hoạt"),
        (3, "Điều 2. Họp định kỳ"),
        (4, "1. Thời gian"),
    ]


def test_entries_of_a_list_are_no_headings() -> None:
    text = "Các xã làm điểm\n1. Mây Trắng\n2. Hoa Ban\n3. Mai Vàng\nCác xã khác làm sau.\n"

    assert read_document("a.txt", text.encode()).headings == ()


# --- quality -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no text"),
        ("--- *** ...", "no text"),
        ("\ufffd\ue000\ue001 ab \ue002\ue003", "font"),
        ("a+-*/(){}[]<>=!@#$%^&*", "signs"),
        ("Đ ả n g b ộ h ọ p đ ị n h k ỳ v à o n g à y " * 3, "apart"),
        ("c3VwZXJjYWxpZnJhZ2lsaXN0aWNleHBpYWxpZG9jaW91cw " * 30, "strings"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam ®éc lËp tù do h¹nh phóc " * 3, "TCVN3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam ñoäc laäp töï do haïnh phuùc " * 3, "VNI"),
    ],
)
def test_what_cannot_be_read(text: str, reason: str) -> None:
    assert reason in (unreadable(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        PARAGRAPH,
        "An English page about the work of a rural commune, its roads and its schools. " * 3,
        "Le système français est décrit à côté où naît l'été. " * 5,
        "Xã | 12 | 30 | 45\nHuyện | 1.024 | 2.048 | 15,5 %",
        "12",
    ],
)
def test_what_can_be_read(text: str) -> None:
    assert unreadable(text) is None


def test_old_fonts_are_read_as_unicode() -> None:
    text = "Céng hoµ x· héi chñ nghÜa ViÖt Nam ®éc lËp tù do h¹nh phóc."

    document = read_document("a.html", html(f"<p>{text}</p>"))

    assert document.text == "Cộng hoà xã hội chủ nghĩa Việt Nam độc lập tự do hạnh phúc."
