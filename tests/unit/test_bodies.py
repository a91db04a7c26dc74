"""The bodies that a text names, and the ways in which each is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.bodies import sentence_case
from assistant.vietnamese.bodies import NAMES, body_forms, find_bodies, is_body, issuer_words
from assistant.vietnamese.normalize import clean, fold


def read(text: str) -> list[tuple[str, str | None]]:
    """Each body that is surely one, with its place."""
    return [
        (text[body.start : body.end], body.place.name if body.place else None)
        for body in find_bodies(text)
        if body.sure
    ]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Ban Thường vụ Thị ủy Ngã Năm họp", [("Ban Thường vụ Thị ủy", "Ngã Năm")]),
        ("gửi Huyện ủy Vĩnh Lợi", [("Huyện ủy", "Vĩnh Lợi")]),
        ("HUYỆN ỦY VĨNH LỢI", [("HUYỆN ỦY", "Vĩnh Lợi")]),
        ("gửi tỉnh ủy trước", [("tỉnh ủy", None)]),
        ("Ủy ban Kiểm tra Trung ương", [("Ủy ban Kiểm tra Trung ương", None)]),
        ("Văn phòng Tỉnh ủy", [("Văn phòng Tỉnh ủy", None)]),
        ("UBND tỉnh Cà Mau", [("UBND tỉnh", "Cà Mau")]),
        ("Đảng ủy xã Sao Mai", [("Đảng ủy xã", "Sao Mai")]),
        ("Thường trực HĐND TP Cần Thơ", [("Thường trực HĐND", "Cần Thơ")]),
        ("Ban Chấp hành Đảng bộ tỉnh", [("Ban Chấp hành Đảng bộ tỉnh", None)]),
        ("Bộ Chính trị, Ban Bí thư", [("Bộ Chính trị", None), ("Ban Bí thư", None)]),
        ("HĐND, UBND xã", [("HĐND", None), ("UBND xã", None)]),
        ("UBND cấp xã", [("UBND", None)]),
        ("quyết định của Chính phủ", [("Chính phủ", None)]),
        # Everyday words, numbers, and words of something else.
        ("văn phòng phẩm, công an, trung ương, chính phủ", []),
        ("Chi bộ và Đảng bộ tỉnh", []),
        ("Quyết định 15/QĐ-UBND", []),
        ("thị uy của đoàn người", []),
        ("", []),
    ],
)
def test_bodies_in_a_text(text: str, bodies: list[tuple[str, str | None]]) -> None:
    assert read(text) == bodies


@pytest.mark.parametrize(
    "text", ["Ban Thường vụ Huyện ủy Vĩnh Lợi", "Đảng ủy xã Tân Long", "Văn phòng Tỉnh ủy"]
)
def test_case_and_accents_do_not_matter(text: str) -> None:
    (body,) = find_bodies(text)
    for form in (text.lower(), text.upper(), fold(text), fold(text).lower()):
        (same,) = find_bodies(form)
        assert (same.start, same.end, same.whole_end) == (body.start, body.end, body.whole_end)


def test_everyday_words_are_read_where_the_caller_knows_better() -> None:
    (body,) = find_bodies("của văn phòng")
    assert (body.parts, body.sure) == (("văn phòng",), False)


def test_a_body_is_one_name_and_nothing_else() -> None:
    assert is_body("ban thường vụ tỉnh ủy")
    assert not is_body("ban thường vụ tỉnh ủy họp")
    assert not is_body("Bộ Chính trị, Ban Bí thư")
    assert not is_body("kế hoạch")


def test_a_body_is_written_in_several_ways() -> None:
    forms = body_forms([["Ban Thường vụ"], ["Huyện ủy"]])
    assert forms[0] == "Ban Thường vụ Huyện ủy"
    assert {"BTV Huyện ủy", "BTV HU", "BTVHU"} <= set(forms)
    assert set(body_forms([["Ủy ban nhân dân"], ["tỉnh"]])) == {
        "Ủy ban nhân dân tỉnh",
        "UBND tỉnh",
    }
    both = body_forms([["Ban Thường vụ"], ["Tỉnh ủy", "Thị ủy"]])
    assert {"Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Thị ủy", "BTV Thị ủy"} <= set(both)
    # `TU` alone would be found in `tư tưởng`.
    assert body_forms([["Tỉnh ủy", "Thành ủy", "TU"]]) == ("Tỉnh ủy", "Thành ủy")


def test_an_issuer_may_be_named_by_short_forms_and_by_parts() -> None:
    assert ("Ban Thường vụ Thị ủy",) in issuer_words("BTV TU")
    assert ("Ban Thường vụ Tỉnh ủy",) in issuer_words("btv tu")
    assert {("Tỉnh ủy",), ("Thành ủy",), ("Thị ủy",)} == set(issuer_words("TU"))
    assert ("Ủy ban nhân dân", "Cà Mau") in issuer_words("UBND Cà Mau")
    assert issuer_words("Sở Nội vụ") == (("Sở Nội vụ",),)


def test_names_are_in_the_spelling_of_documents() -> None:
    for name in NAMES:
        assert sentence_case(name.upper()) == name


_TEXTS = st.lists(
    st.sampled_from(
        "Ban|Thường|vụ|BTV|TU|Tỉnh ủy|tinh uy|Huyện ủy|UBND|tỉnh|xã|Ngã Năm|Vĩnh Lợi|,|/|-|60|"
        "Văn phòng|Trung ương|và|của".split("|")
    ),
    max_size=14,
).map(" ".join) | st.text().map(clean)


@given(_TEXTS)
def test_spans_are_exact_in_order_and_apart(text: str) -> None:
    last = 0
    for body in find_bodies(text):
        assert last <= body.start < body.end <= body.whole_end <= len(text)
        assert text[body.start : body.end].split() == " ".join(body.parts).split()
        last = body.end
    assert all(issuer_words(text)) or not text.strip()


@pytest.mark.parametrize(
    ("text", "count"), [("UBND tỉnh " * 200, 200), ("Đảng ủy xã Tân Long, " * 95, 95)]
)
def test_a_question_full_of_bodies(text: str, count: int) -> None:
    assert len(find_bodies(text)) == count
