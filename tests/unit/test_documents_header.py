"""Heads of Party and State papers, whichever way a reader flattened their columns."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents.bodies import issuer_name, place_in, sentence_case
from assistant.documents.header import Header, read_header
from assistant.documents.read import read_document

PARTY, STATE = "ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def layouts(left: list[str], right: list[str]) -> list[list[str]]:
    """The ways in which readers put two columns into lines."""
    rows = [left, right]
    height = max(map(len, rows))
    padded = [[*row, *[""] * (height - len(row))] for row in rows]
    by_row = [[one, other] for one, other in zip(*padded, strict=True)]
    return [
        left + right,
        right + left,
        [" ".join(filter(None, row)) for row in by_row],
        ["          ".join(row).strip() for row in by_row],
        [cell for row in by_row for cell in row if cell],
        [" | ".join(row) for row in by_row],
    ]


PAPERS = [
    (
        ["TỈNH ỦY HOA BAN", "*", "Số 60-KH/TU"],
        [PARTY, "", "Hoa Ban, ngày 20 tháng 3 năm 2023"],
        ["KẾ HOẠCH", "kiểm điểm giữa nhiệm kỳ", "nhiệm kỳ 2020 - 2025", "-----", "Căn cứ điều lệ,"],
        ["T/M BAN THƯỜNG VỤ", "BÍ THƯ"],
        Header(
            kind="KH",
            issuer="Ban Thường vụ Tỉnh ủy Hoa Ban",
            place="Hoa Ban",
            issued_on=date(2023, 3, 20),
            title="Kế hoạch kiểm điểm giữa nhiệm kỳ nhiệm kỳ 2020 - 2025",
        ),
        "60-KH/TU",
    ),
    (
        ["TỈNH ỦY HOA BAN", "VĂN PHÒNG", "*", "Số 05-HD/VPTU"],
        [PARTY, "", "", "Hoa Ban, ngày 5 tháng 6 năm 2024"],
        ["HƯỚNG DẪN", "về thể thức văn bản", "Thực hiện Quy định số 66-QĐ/TW, nay hướng dẫn sau:"],
        ["CHÁNH VĂN PHÒNG"],
        Header(
            kind="HD",
            issuer="Văn phòng Tỉnh ủy Hoa Ban",
            place="Hoa Ban",
            issued_on=date(2024, 6, 5),
            title="Hướng dẫn về thể thức văn bản",
        ),
        "05-HD/VPTU",
    ),
    (
        ["ĐẢNG BỘ TỈNH HOA BAN", "HUYỆN ỦY SAO MAI", "*", "Số 07-QĐ/HU"],
        [PARTY, "", "", "Sao Mai, ngày 01 tháng 7 năm 2022"],
        ["QUY ĐỊNH", "về chế độ công tác của Ban Chấp hành", "-----"],
        ["T/M BAN CHẤP HÀNH"],
        Header(
            kind="QyĐ",
            issuer="Huyện ủy Sao Mai",
            place="Sao Mai",
            issued_on=date(2022, 7, 1),
            title="Quy định về chế độ công tác của Ban Chấp hành",
        ),
        "07-QĐ/HU",
    ),
    (
        ["BỘ CHÍNH TRỊ", "*", "Số 99-CT/TW"],
        [PARTY, "", "Hà Nội, ngày 9 tháng 9 năm 2019"],
        ["CHỈ THỊ CỦA BỘ CHÍNH TRỊ", "về tăng cường công tác kiểm tra", "-----"],
        ["T/M BỘ CHÍNH TRỊ"],
        Header(
            kind="CT",
            issuer="Bộ Chính trị",
            place="Hà Nội",
            issued_on=date(2019, 9, 9),
            title="Chỉ thị về tăng cường công tác kiểm tra",
        ),
        "99-CT/TW",
    ),
    (
        ["ỦY BAN NHÂN DÂN", "TỈNH HOA BAN", "Số: 15/QĐ-UBND"],
        [STATE, MOTTO, "Hoa Ban, ngày 07 tháng 02 năm 2023"],
        ["QUYẾT ĐỊNH", "Về việc ban hành Quy chế làm việc", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"],
        ["TM. ỦY BAN NHÂN DÂN"],
        Header(
            kind="QĐ",
            issuer="Ủy ban nhân dân tỉnh Hoa Ban",
            place="Hoa Ban",
            issued_on=date(2023, 2, 7),
            title="Quyết định về việc ban hành Quy chế làm việc",
        ),
        "15/QĐ-UBND",
    ),
    (
        ["HUYỆN ỦY SAO MAI", "*", "Số 120-CV/HU", "V/v báo cáo sơ kết"],
        [PARTY, "", "Sao Mai, ngày 3 tháng 4 năm 2023", ""],
        ["Kính gửi: Các chi bộ, đảng bộ trực thuộc", "Thực hiện kế hoạch, đề nghị gửi báo cáo."],
        ["T/L BAN THƯỜNG VỤ"],
        Header(
            kind="CV",
            issuer="Huyện ủy Sao Mai",
            place="Sao Mai",
            issued_on=date(2023, 4, 3),
            title="Công văn về việc báo cáo sơ kết",
        ),
        "120-CV/HU",
    ),
    (
        ["HUYỆN ỦY SAO MAI", "*", "Số 121-CV/HU", "V/v báo cáo sơ kết (lần 2)", "Kế hoạch 5-KH/TU"],
        [PARTY, "", "Sao Mai, ngày 3 tháng 4 năm 2023", "", ""],
        ["Kính gửi: Các chi bộ, đảng bộ trực thuộc", "Thực hiện kế hoạch, đề nghị gửi báo cáo."],
        ["T/L BAN THƯỜNG VỤ"],
        Header(
            kind="CV",
            issuer="Huyện ủy Sao Mai",
            place="Sao Mai",
            issued_on=date(2023, 4, 3),
            title="Công văn về việc báo cáo sơ kết (lần 2) Kế hoạch 5-KH/TU",
        ),
        "121-CV/HU",
    ),
]


@pytest.mark.parametrize("paper", range(len(PAPERS)))
@pytest.mark.parametrize("layout", range(6))
def test_every_paper_in_every_layout(paper: int, layout: int) -> None:
    left, right, body, foot, expected, number = PAPERS[paper]

    found = read_header([*layouts(left, right)[layout], *body, "Một đoạn văn dài.", *foot])

    assert found is not None
    assert found.official
    assert found.number is not None
    assert found.number.canonical() == number
    for name in ("kind", "issuer", "place", "issued_on", "title"):
        assert getattr(found, name) == getattr(expected, name), name


def test_what_does_not_stand_there_is_none() -> None:
    found = read_header(["TỈNH ỦY HOA BAN", "Số     -KH/TU", PARTY, "KẾ HOẠCH", "làm đường"])

    assert found is not None
    assert (found.number, found.issued_on) == (None, None)
    assert found.issuer == "Tỉnh ủy Hoa Ban"


def test_a_date_in_figures() -> None:
    found = read_header(["HUYỆN ỦY SAO MAI", "Số 1-BC/HU", "Sao Mai, ngày 05/02/2024", "BÁO CÁO"])

    assert found is not None
    assert (found.place, found.issued_on) == ("Sao Mai", date(2024, 2, 5))


def test_a_paper_without_a_subject_is_called_by_its_number() -> None:
    text = f"HUYỆN ỦY SAO MAI\nSố 120-CV/HU\n{PARTY}\nKính gửi: Các chi bộ\nĐề nghị gửi báo cáo."

    assert read_document("a.txt", text.encode()).title == "Công văn số 120-CV/HU"


@pytest.mark.parametrize(
    "lines",
    [
        ["Số 60-KH/TU và số 59-KH/TU là hai kế hoạch khác nhau."],
        ["Bài viết thường", "Hôm nay trời đẹp."],
        ["Sáng nay họp theo Kế hoạch số 60-KH/TU, ngày 20 tháng 3 năm 2023"],
        ["BÁO ĐIỆN TỬ", "Thứ Hai, ngày 20 tháng 3 năm 2023", "Tin tức"],
        [],
    ],
)
def test_texts_without_a_head(lines: list[str]) -> None:
    assert read_header(lines) is None


def test_a_type_alone_makes_no_official_paper() -> None:
    found = read_header(["BÁO CÁO", "kết quả thi đua quý I", "Chi bộ có 12 đảng viên."])

    assert found is not None
    assert not found.official
    assert (found.kind, found.title) == ("BC", "Báo cáo kết quả thi đua quý I")


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("BAN THƯỜNG VỤ TỈNH ỦY HOA BAN", "Ban Thường vụ Tỉnh ủy Hoa Ban"),
        ("ĐẢNG UỶ XÃ MÂY TRẮNG", "Đảng ủy xã Mây Trắng"),
        ("UỶ BAN KIỂM TRA", "Ủy ban Kiểm tra"),
        ("BAN CHẤP HÀNH ĐẢNG BỘ TỈNH HOA BAN", "Ban Chấp hành Đảng bộ tỉnh Hoa Ban"),
        ("ĐẢNG ỦY CÁC CƠ QUAN TỈNH", "Đảng ủy các cơ quan tỉnh"),
    ],
)
def test_capitals_become_a_name(capitals: str, name: str) -> None:
    assert sentence_case(capitals) == name


def test_issuers_are_put_together() -> None:
    assert issuer_name(["TỈNH ỦY HOA BAN"], ["BAN THƯỜNG VỤ"]) == "Ban Thường vụ Tỉnh ủy Hoa Ban"
    assert issuer_name(["TỈNH ỦY HOA BAN", "ỦY BAN KIỂM TRA"]) == "Ủy ban Kiểm tra Tỉnh ủy Hoa Ban"
    assert issuer_name(["BAN CHẤP HÀNH TRUNG ƯƠNG"], ["BỘ CHÍNH TRỊ"]) == "Bộ Chính trị"
    assert issuer_name([]) is None


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Huyện Sao Mai: Đánh giá nửa nhiệm kỳ", "Sao Mai"),
        ("Thị uỷ Hoa Ban rút kinh nghiệm", "Hoa Ban"),
        ("Đảng ủy xã Mây Trắng tổ chức hội nghị", "Mây Trắng"),
        ("Phường Mai Vàng ra quân", "Mai Vàng"),
        ("Hội nghị của Huyện ủy", None),
        ("Tỉnh Đoàn phát động thi đua", None),
        ("Tin trong nước", None),
    ],
)
def test_the_place_in_a_title(title: str, place: str | None) -> None:
    assert place_in(title) == place
