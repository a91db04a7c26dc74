"""Secrecy and handling marks: none missed, no word taken for one, nothing quoted."""

from __future__ import annotations

import unicodedata

import pytest
from made_files import PLAN, docx, html, pdf

from assistant.documents.read import read_document
from assistant.errors import SecretDocument
from assistant.types import Access

BODY = "Nội dung về đập Mây Trắng không ai được biết."
HEAD = "HUYỆN ỦY SAO MAI\nSố 12-KH/HU\n"

MARKS = [
    "MẬT",
    "TỐI MẬT",
    "TUYỆT MẬT",
    "Mật",
    "Tối mật",
    "M Ậ T",
    "T U Y Ệ T  M Ậ T",
    "TỐI  MẬT",
    "TOI MAT",
    "TUYET MAT",
    "MAT",
    "(MẬT)",
    "* MẬT *",
    "Độ mật: TỐI MẬT",
    "ĐỘ MẬT: MẬT",
    "MẬT - KHẨN",
    "HỎA TỐC / TUYỆT MẬT",
    "TỈNH ỦY SAO MAI\tMẬT\tĐẢNG CỘNG SẢN VIỆT NAM",
    "TỈNH ỦY SAO MAI    TỐI MẬT    ĐẢNG CỘNG SẢN VIỆT NAM",
    "TUYỆT MẬT ĐẢNG CỘNG SẢN VIỆT NAM",
    "HUYỆN ỦY SAO MAI TỐI MẬT",
    "Số 12-KH/HU MẬT Sao Mai, ngày 5 tháng 2 năm 2024",
    "Số 12-KH/HU Mật",
    "DẤU CHỈ MỨC ĐỘ MẬT: MẬT",
    "Dấu chỉ độ mật: Tối mật",
    "TÀI LIỆU TỐI MẬT - THU HỒI SAU",
    "TÀI LIỆU MẬT KHÔNG PHỔ BIẾN",
    "MẬT, KHẨN",
    "HỎA TỐC MẬT",
    "MẬT Bản số: 2",
    "BAN THƯỜNG VỤ HUYỆN ỦY SAO MAI TUYỆT MẬT",
    "BAN TỔ CHỨC MẬT",
    # As OCR misreads them.
    "TUYẾT MẬT",
    "TUYỆT MẶT",
    "TÓI MẬT",
    "T0I MẬT",
    "TỐl MẬT",
    "MậT",
    "| TỐI MẬT |",
]

HARMLESS = [
    "Kế hoạch bảo vệ bí mật nhà nước",
    "KẾ HOẠCH BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "về danh mục bí mật nhà nước độ Tối mật",
    "VỀ DANH MỤC BÍ MẬT ĐỘ TUYỆT MẬT, TỐI MẬT VÀ MẬT",
    "Nhân dân có quan hệ mật thiết với Đảng.",
    "Tăng cường bảo mật thông tin",
    "QUY ĐỊNH VỀ BẢO MẬT",
    "MẬT ONG HOA BAN",
    "mật",
    "MẤT",
    "MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "MẮT",
    "Hội nghị mật vụ",
    "TỐI MAI HỌP",
    "Tối mật độ cao hơn.",
    "BÍ MẬT",
    "Cơ mật",
    "Người soạn: Nguyễn Thị Mật",
    "CÔNG TÁC BẢO MẬT",
    "BAN CHỈ ĐẠO CÔNG TÁC BẢO MẬT",
    "GẶP MẶT THÂN MẬT",
    "BAN LIÊN LẠC HỌP MẶT THÂN MẬT",
    "MẬT ĐỘ DÂN SỐ",
    "DANH MỤC TÀI LIỆU MẬT - TỐI MẬT CỦA NGÀNH",
    "Đóng dấu “MẬT” theo quy định",
    "NGUYỄN VĂN MẬT",
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_marked_paper_is_refused_without_a_word_of_it(mark: str, form: str) -> None:
    text = unicodedata.normalize(form, f"{HEAD}{mark}\nKẾ HOẠCH\nbảo vệ đập\n{BODY}")  # type: ignore[arg-type]

    with pytest.raises(SecretDocument) as refused:
        read_document("a.txt", text.encode())

    said = f"{refused.value} {refused.value.reason} {refused.value.remedy}"
    assert "a.txt" in said
    assert not any(word in said for word in ("đập", "Mây Trắng", "SAO MAI", "MẬT", "12-KH"))


@pytest.mark.parametrize("line", HARMLESS)
def test_the_word_in_a_sentence_is_no_mark(line: str) -> None:
    document = read_document("a.txt", f"{HEAD}KẾ HOẠCH\n{line}\n{BODY}".encode())

    assert line in document.text


def test_a_heading_broken_before_the_word_is_no_mark() -> None:
    text = f"{HEAD}QUY ĐỊNH\nvề danh mục bí mật nhà nước độ\nTỐI MẬT\n{BODY}"

    assert read_document("a.txt", text.encode()).text


def test_far_from_the_head_a_lone_word_is_no_mark() -> None:
    text = PLAN + "Đoạn văn của kế hoạch.\n" * 40 + "Mật\n"

    assert read_document("a.txt", text.encode()).text.endswith("Mật")


@pytest.mark.parametrize("line", ["MẬT", "TUYỆT MẬT"])
def test_a_mark_at_the_foot_of_a_long_text_is_one(line: str) -> None:
    text = PLAN + "Đoạn văn của kế hoạch.\n" * 60 + f"{line}\nNơi nhận: Văn phòng.\n"

    with pytest.raises(SecretDocument):
        read_document("a.txt", text.encode())


@pytest.mark.parametrize(
    "line",
    ["TÀI LIỆU MẬT", "Tài liệu tuyệt mật", "VĂN BẢN TỐI MẬT", "DẤU MẬT", "BẢN SỐ 1 MẬT", "tối mật"],
)
def test_what_stands_before_a_mark_does_not_hide_it(line: str) -> None:
    with pytest.raises(SecretDocument):
        read_document("a.txt", f"HUYỆN ỦY SAO MAI\n*\n{line}\n{PLAN}".encode())


@pytest.mark.parametrize("mark", ["MẬT", "TUYỆT MẬT"])
@pytest.mark.parametrize(
    ("source", "make"),
    [
        ("a.docx", lambda mark: docx([BODY], header=mark)),
        ("a.docx", lambda mark: docx([BODY], text_box=mark)),
        ("a.docx", lambda mark: docx([BODY], head=(f"HUYỆN ỦY\n{mark}", "ĐẢNG CỘNG SẢN"))),
        ("a.docx", lambda mark: docx([[[mark, "BẢN SỐ 2"]], BODY])),
        ("a.pdf", lambda mark: pdf([[("HUYỆN ỦY SAO MAI", mark), BODY]])),
        ("a.pdf", lambda mark: pdf([[BODY], [BODY], [mark, BODY]])),
        ("a.pdf", lambda mark: pdf([[" ".join(mark), BODY]])),
        ("a.html", lambda mark: html(f"<table><tr><td>A</td><td>{mark}</td></tr></table>{BODY}")),
        ("a.html", lambda mark: html(f"<div><b>{mark}</b><br>{BODY}</div>")),
        ("a.md", lambda mark: f"**{mark}**\n\n# Kế hoạch\n\n{BODY}".encode()),
        ("a.md", lambda mark: f"---\nkind: KH\n---\n# {mark}\n\n{BODY}".encode()),
        ("a.txt", lambda mark: f"{mark}\n{BODY}".encode("utf-16")),
    ],
)
def test_marks_are_seen_in_every_format(source: str, make: object, mark: str) -> None:
    with pytest.raises(SecretDocument):
        read_document(source, make(mark))  # type: ignore[operator]


def test_a_sidecar_lifts_no_secrecy() -> None:
    with pytest.raises(SecretDocument):
        read_document("a.txt", f"MẬT\n{BODY}".encode(), sidecar=b'access = "public"')


@pytest.mark.parametrize(
    "mark",
    [
        "LƯU HÀNH NỘI BỘ",
        "Lưu hành nội bộ",
        "(Lưu hành nội bộ)",
        "LUU HANH NOI BO",
        "TÀI LIỆU LƯU HÀNH NỘI BỘ",
        "TÀI LIỆU HỘI NGHỊ",
        "Tài liệu thu hồi sau hội nghị",
        "TÀI LIỆU THU HỒI",
        "Dự thảo",
        "DỰ THẢO LẦN 2",
        "(Dự thảo lần thứ ba)",
        "HUYỆN ỦY SAO MAI    LƯU HÀNH NỘI BỘ",
    ],
)
def test_papers_for_the_office_are_internal(mark: str) -> None:
    document = read_document("a.txt", f"{mark}\n{PLAN}".encode())

    assert document.access is Access.INTERNAL
    assert document.number == "12-KH/HU"


@pytest.mark.parametrize(
    "line",
    ["Góp ý dự thảo văn kiện", "Hội nghị", "Tài liệu hội nghị đã gửi các đồng chí.", "Nội bộ"],
)
def test_all_else_is_public(line: str) -> None:
    document = read_document("a.txt", f"{PLAN}\n{line}\n".encode())

    assert document.access is Access.PUBLIC


def test_the_office_may_say_otherwise() -> None:
    data = f"LƯU HÀNH NỘI BỘ\n{PLAN}".encode()

    assert read_document("a.txt", data, sidecar=b'access = "public"').access is Access.PUBLIC
    assert (
        read_document("b.txt", PLAN.encode(), sidecar=b'access = "internal"').access == "internal"
    )
