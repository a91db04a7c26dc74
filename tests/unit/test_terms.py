"""Words of texts as sets."""

from __future__ import annotations

import pytest
from fakes import NoCounts

from assistant.answering.terms import Words, match, query_terms
from assistant.retrieval.understand import understand


@pytest.mark.parametrize("texts", [(), ("",), ("", "")])
def test_there_may_be_no_word(texts: tuple[str, ...]) -> None:
    assert Words.of_text(*texts) == Words.of()


def test_no_pair_goes_from_one_text_to_the_next() -> None:
    words = Words.of_text("Đảng ủy xã", "Vĩnh Lợi")
    assert words.accented == {"đảng", "ủy", "xã", "vĩnh", "lợi"}
    assert words.folded == {"dang", "uy", "xa", "vinh", "loi"}
    assert words.pairs == {("dang", "uy"), ("uy", "xa"), ("vinh", "loi")}


def test_long_texts_are_read_like_short_ones() -> None:
    long = "Huyện ủy báo cáo. " * 500
    assert Words.of_text(long) == Words.of_text(long[:900])


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("3 xã nguy cơ cao là xã nào?", "Trong đó ba xã nguy cơ cao là A, B, C.", True),
        ("03 xã nguy cơ cao là xã nào?", "Trong đó ba xã nguy cơ cao là A, B, C.", True),
        ("3 xã nguy cơ cao là xã nào?", "Trong đó bốn xã nguy cơ cao là A, B, C, D.", False),
        ("Ngày 3/5 xã họp gì?", "Ba xã họp giao ban.", False),
    ],
)
def test_a_small_number_is_looked_for_in_words_too(question: str, text: str, held: bool) -> None:
    terms = query_terms(understand(question, NoCounts()), lambda field, token: 1.0)
    [number] = [term for term in terms if term.text.lstrip("0").startswith("3")]
    assert (match(number, Words.of_text(text)) > 0) is held
