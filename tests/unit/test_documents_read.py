"""One file in, one whole document or one clear refusal out."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from made_files import PLAN, docx, empty_pdf, html, pdf
from made_office import converted, xlsx

from assistant.documents.read import SUFFIXES, document_id, read_document
from assistant.errors import DocumentRefused
from assistant.types import Access, Document
from assistant.vietnamese.normalize import clean


def check_offsets(document: Document) -> None:
    text = document.text
    assert clean(text) == text
    assert all(text[h.start : h.end] == h.text for h in document.headings)
    assert all(line.strip() == line for line in text.split("\n"))
    ends = [0, *(page.end for page in document.pages)]
    if document.pages:
        assert [page.start for page in document.pages] == ends[:-1]
        assert ends[-1] == len(text)


def plan_as(suffix: str) -> bytes:
    lines = PLAN.strip().split("\n")
    left, right, body = "\n".join(lines[:3]), "\n".join(lines[3:5]), lines[5:]
    if suffix in (".docx", ".docm", ".dotx", ".dotm"):
        return docx(body, head=(left, right))
    if suffix in (".doc", ".dot", ".rtf", ".odt", ".ott"):
        suffix = {".dot": "doc", ".ott": "odt"}.get(suffix, suffix[1:])
        return converted(plan_as(".docx"), suffix)
    if suffix in (".xlsx", ".xlsm"):
        return xlsx({"Kế hoạch": [[line] for line in lines]})
    if suffix == ".pdf":
        columns = [(lines[0], lines[3]), ("*", ""), (lines[2], lines[4])]
        return pdf([[*columns, *body[:6]], body[6:]], numbered=True)
    if suffix in (".html", ".htm"):
        cells = "".join(f"<td>{cell.replace(chr(10), '<br>')}</td>" for cell in (left, right))
        paragraphs = "".join(f"<p>{line}</p>" for line in body)
        return html(f"<table><tr>{cells}</tr></table>{paragraphs}")
    return PLAN.encode()


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_a_plan_in_every_format(suffix: str) -> None:
    data = plan_as(suffix)

    document = read_document(f"ke-hoach/12{suffix}", data)

    check_offsets(document)
    assert document.id == document_id(f"ke-hoach/12{suffix}")
    assert document.digest == hashlib.sha256(data).hexdigest()
    assert document.kind == "KH"
    assert document.number == "12-KH/HU"
    assert document.issuer == "Ban Thường vụ Huyện ủy Sao Mai"
    assert document.place == "Sao Mai"
    assert document.issued_on == date(2024, 2, 5)
    assert document.title == "Kế hoạch kiểm tra việc chấp hành Điều lệ Đảng năm 2024"
    assert document.access is Access.PUBLIC
    assert not document.abridged
    assert document.cites == ("02-HD/TU",)
    headings = [(h.level, h.text) for h in document.headings if h.text != "Kế hoạch"]
    outermost = 2 if suffix in (".xlsx", ".xlsm") else 1  # under the sheet's name
    assert [(level - outermost + 1, text) for level, text in headings] == [
        (1, "I. MỤC ĐÍCH, YÊU CẦU"),
        (2, "1. Mục đích"),
        (2, "2. Yêu cầu"),
        (1, "II. TỔ CHỨC THỰC HIỆN"),
    ]
    assert "gửi báo cáo trước ngày 15/6/2024." in document.text
    assert [page.number for page in document.pages] == ([1, 2] if suffix == ".pdf" else [])


def test_ids_follow_the_source() -> None:
    assert document_id("a/b.txt") == document_id("a/b.txt") != document_id("a/c.txt")
    assert len(document_id("kế hoạch/số 12.pdf")) == 12


@pytest.mark.parametrize("suffix", [".txt", ".html", ".docx"])
def test_content_decides_not_the_suffix(suffix: str) -> None:
    document = read_document(f"named{suffix}", plan_as(".pdf"))

    assert document.number == "12-KH/HU"
    assert len(document.pages) == 2


def test_a_page_saved_as_text_is_a_page() -> None:
    assert "<p>" not in read_document("page.txt", plan_as(".html")).text


@pytest.mark.parametrize(
    ("source", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.docx", b"", "empty"),
        ("a.pdf", b"", "empty"),
        ("a.txt", " \n\u00a0\n".encode(), "no text"),
        ("a.md", b"---\ntitle: Trang\n---\n", "no text"),
        ("a.html", b"<html><body><script>var a = 1</script></body></html>", "no text"),
        ("a.html", b"<!-- -->", "no text"),
        ("a.docx", docx([]), "no text"),
        ("a.pdf", empty_pdf(), "no text"),
        ("a.pdf", pdf([["Một trang"]])[:400], "broken PDF"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "broken PDF"),
        ("a.pdf", pdf([["Một trang"]], owner_key="own", user_key="open"), "password"),
        ("a.pdf", b"not a pdf at all", "not a PDF"),
        ("a.docx", b"not a Word file", "not a Word file"),
        ("a.docx", docx(["Một đoạn"])[:900], "broken office file"),
        ("a.docx", b"PK\x05\x06" + bytes(18), "not a Word file"),
        ("a.txt", b"PK\x03\x04 no archive", "broken office file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "none of Word's"),
        ("a.txt", b"{\\rtf1 }", "no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\xff\xd8\xff\xe0\x9c\x8a\x91" * 9, "not text"),
        ("a.txt", "Đảng bộ".encode("utf-16") + b"\x00", "UTF-16"),
        ("a.txt", bytes(200), "no text"),
        ("a.xyz", b"text", "not read"),
        ("a.txt", b"TmFtIGZhbWUgZGVzIGNoYXJhY3RlcnM" * 50, None),
    ],
)
def test_refusals_name_file_cause_and_remedy(source: str, data: bytes, reason: str | None) -> None:
    if reason is None:
        assert read_document(source, data).text
        return
    with pytest.raises(DocumentRefused) as refused:
        read_document(source, data)

    assert refused.value.source == source
    assert reason in refused.value.reason
    assert refused.value.remedy
    assert str(refused.value).startswith(source)


def test_an_owner_password_alone_locks_nothing() -> None:
    document = read_document("a.pdf", pdf([["Một trang mở được."]], owner_key="own"))

    assert document.text == "Một trang mở được."


def test_plain_notes_lose_nothing() -> None:
    notes = (
        "Ghi nhớ của tổ công tác\n\n1. Người phụ trách xã Mây Trắng nộp báo cáo quý.\n"
        "2. Người phụ trách xã Hoa Ban kiểm tra hồ sơ.\n\n"
        "Hôm nay: 12\nXem lại bảng phân công (5/7 chỉ tiêu).\nLê Văn Mẫu\n"
    )

    document = read_document("notes.txt", notes.encode())

    assert document.text.split() == notes.split()
    assert document.kind is None
    assert document.headings == ()
    assert document.title == "Ghi nhớ của tổ công tác"


def test_a_long_first_line_is_cut_for_the_title_only() -> None:
    line = "Chi bộ ấp Mây Trắng họp định kỳ và bàn việc làm đường " * 12

    document = read_document("a.txt", line.encode())

    assert len(document.title) <= 201
    assert document.title.endswith("…")
    assert document.text == line.strip()


def test_cites_hold_the_fullest_form_and_not_the_document_itself() -> None:
    text = PLAN.replace(
        "II. TỔ CHỨC THỰC HIỆN",
        "Kế hoạch 12 nối tiếp Kết luận số 21-KL/TW, Kết luận 21 và Chỉ thị 05; 30/QĐ-UBND.\n"
        "II. TỔ CHỨC THỰC HIỆN",
    )

    document = read_document("a.txt", text.encode())

    assert document.cites == ("02-HD/TU", "21-KL/TW", "05-CT", "30/QĐ-UBND")


def test_digests_are_known_and_say_so_nowhere_in_the_text() -> None:
    notice = "Bản tóm lược do văn phòng biên soạn, không phải bản gốc."

    document = read_document("a.txt", f"{notice}\n{PLAN}".encode())

    assert document.abridged
    assert notice not in document.text
    assert document.number == "12-KH/HU"
    check_offsets(document)
