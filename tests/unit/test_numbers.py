"""Document numbers in every way that people write them."""

from __future__ import annotations

import pytest

from assistant.vietnamese.numbers import (
    DocumentNumber,
    find_mentions,
    find_numbers,
    kind_symbol,
    parse_number,
    same_kind,
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("60-KH/TU", "60-KH/TU"),
        ("60 KH-TU", "60-KH/TU"),
        ("60/KH-TU", "60-KH/TU"),
        ("60-kh/tu", "60-KH/TU"),
        ("60–KH/TU", "60-KH/TU"),
        ("60 - KH / TU", "60-KH/TU"),
        ("60 kh tu", "60-KH/TU"),
        ("60KH/TU", "60-KH/TU"),
        ("Số 60-KH/TU", "60-KH/TU"),
        ("so 60-kh/tu", "60-KH/TU"),
        ("5-CT/TW", "05-CT/TW"),
        ("05-CT/TƯ", "05-CT/TW"),
        ("18/NQ-TW", "18-NQ/TW"),
        ("66-qd/tw", "66-QĐ/TW"),
        ("5053-CV/VPTW/nb", "5053-CV/VPTW/nb"),
        ("12a-QĐ/TU", "12a-QĐ/TU"),
        ("07-CTr/HU", "07-CTr/HU"),
        ("03-NQLT/TĐTN", "03-NQLT/TĐTN"),
        ("Số: 15/QĐ-UBND", "15/QĐ-UBND"),
        ("60/KH-UBND", "60/KH-UBND"),
        ("60-KH/UBND", "60/KH-UBND"),
        ("5/NQ-HDND", "05/NQ-HĐND"),
        ("59/2023/NĐ-CP", "59/2023/NĐ-CP"),
        ("12/SYT-KHTC", "12/SYT-KHTC"),
        ("1234/UBND-VX", "1234/UBND-VX"),
        ("117/2025/QH15", "117/2025/QH15"),
        ("Kế hoạch 60", "60-KH"),
        ("KH số 60", "60-KH"),
        ("ke hoach so 60", "60-KH"),
        ("kh 60", "60-KH"),
        ("Kết luận số 21-KL/TW", "21-KL/TW"),
        ("Quy định số 66-QĐ/TW", "66-QĐ/TW"),
        ("21-KL", "21-KL"),
        ("uỷ ban", None),
        ("20/3/2023", None),
        ("2020 - 2025", None),
        ("23/30 đại biểu", None),
        ("", None),
    ],
)
def test_parse_number(written: str, canonical: str | None) -> None:
    number = parse_number(written)

    assert (number.canonical() if number else None) == canonical


def test_party_and_state_numbers_differ() -> None:
    party, state = parse_number("60-KH/TU"), parse_number("60/KH-UBND")

    assert party is not None
    assert state is not None
    assert party != state
    assert not party.matches(state)
    assert (party.state, state.state) == (False, True)


def test_find_numbers_leaves_out_what_is_none() -> None:
    text = (
        "Có 23/30 đại biểu, đạt 5/7 chỉ tiêu KT-XH 12 tháng; 20 da tu ngay 20/3; 24/7; 2020-2025."
    )

    assert find_numbers(text) == []


def test_find_numbers_next_to_each_other() -> None:
    text = "Kế hoạch 58-KH/TU,60-KH/TU và (21-KL/TW)"

    assert [m.number.canonical() for m in find_numbers(text)] == [
        "58-KH/TU",
        "60-KH/TU",
        "21-KL/TW",
    ]


def test_a_file_name_is_no_number() -> None:
    assert find_numbers("ke-hoach-60-kh-tu-soc-trang.docx") == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Kết luận 21 của Bộ Chính trị", [("Kết luận 21", "21-KL")]),
        ("theo kế hoạch 18, chỉ thị 05", [("kế hoạch 18", "18-KH"), ("chỉ thị 05", "05-CT")]),
        ("Kế hoạch số 59-KH/TU", [("Kế hoạch số 59-KH/TU", "59-KH/TU")]),
        ("KL 21 và NQ18", [("KL 21", "21-KL"), ("NQ18", "18-NQ")]),
        ("thực hiện báo cáo số 5", [("báo cáo số 5", "05-BC")]),
        ("kế hoạch 60 ngày 20/3/2023", [("kế hoạch 60", "60-KH")]),
        ("Kế hoạch 12 năm 2023", [("Kế hoạch 12", "12-KH")]),
        ("kế hoạch 5 năm", []),
        ("báo cáo 6 tháng đầu năm", []),
        ("hướng dẫn 3 nội dung", []),
        ("thông báo 2 trường hợp", []),
        ("quyết định 15 ngày", []),
        ("Kế hoạch 2023", []),
        ("Chương trình 10%", []),
        ("Kế hoạch 1.500 ha", []),
    ],
)
def test_find_mentions(text: str, mentions: list[tuple[str, str]]) -> None:
    found = find_mentions(text)

    assert [(m.text, m.number.canonical()) for m in found] == mentions
    assert all(text[m.start : m.end] == m.text for m in found)


def test_a_mention_matches_the_number_that_it_leaves_open() -> None:
    plain, full = parse_number("Kết luận 21"), parse_number("21-KL/TW")

    assert plain is not None
    assert full is not None
    assert plain.matches(full)
    assert not plain.matches(DocumentNumber(22, "KL", "TW"))


def test_kinds() -> None:
    assert kind_symbol("kế hoạch") == kind_symbol("kh") == kind_symbol("KE HOACH") == "KH"
    assert kind_symbol("ctr") == "CTr"
    assert kind_symbol("tiểu thuyết") is None
    assert same_kind("QĐ", "QyĐ")
    assert not same_kind("QĐ", "KH")


def test_a_long_list_of_numbers_is_read_once() -> None:
    assert len(find_mentions("60-KH/TU KH 60 " * 40_000)) == 80_000
    assert find_mentions("KH số" + " " * 400_000) == []
