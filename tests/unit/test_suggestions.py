"""Suggestions while typing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.index.listing import Outline
from assistant.retrieval.suggestions import Suggestions
from assistant.types import Access


def outline(
    document_id: str, title: str, *headings: str, number: str | None = None, year: int = 2020
) -> Outline:
    return Outline(
        document_id, title, "KH", number, date(year, 1, 1), Access.PUBLIC, tuple(headings)
    )


OUTLINES = [
    outline("a", "Kế hoạch kiểm điểm", "I. Mục đích", "II. Thời hạn", number="60-KH/TU"),
    outline("b", "Kế hoạch kiểm tra", "I. Mục đích", number="160-KH/TU", year=2024),
    outline("c", "Báo cáo về kế hoạch năm", "Kiểm điểm tập thể", year=2022),
]


def texts(typed: str, limit: int = 8) -> list[str]:
    return [one.text for one in Suggestions(OUTLINES).find(typed, limit)]


def test_the_last_word_may_be_unfinished_and_accents_left_out() -> None:
    assert texts("ke hoach kiem d") == ["Kế hoạch kiểm điểm"]
    assert texts("KẾ HOẠCH kiể") == ["Kế hoạch kiểm tra", "Kế hoạch kiểm điểm"]
    assert texts("hoạ kế") == []  # only the last word may be unfinished


def test_what_begins_as_typed_comes_first_then_titles_then_newer_ones() -> None:
    assert texts("kế hoạch") == [
        "Kế hoạch kiểm tra",
        "Kế hoạch kiểm điểm",
        "Báo cáo về kế hoạch năm",
    ]
    assert texts("kiểm điểm") == ["Kiểm điểm tập thể", "Kế hoạch kiểm điểm"]
    assert texts("60") == ["60-KH/TU"]


def test_a_text_that_several_documents_bear_is_suggested_once_for_the_newest() -> None:
    found = Suggestions(OUTLINES).find("mục đích")
    assert [(one.text, one.document_id) for one in found] == [("I. Mục đích", "b")]


@given(st.text(max_size=30), st.integers(min_value=-1, max_value=3))
def test_anything_may_be_typed(typed: str, limit: int) -> None:
    assert len(Suggestions(OUTLINES).find(typed, limit)) <= max(limit, 0)
