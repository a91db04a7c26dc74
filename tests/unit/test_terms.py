"""Words of texts as sets."""

from __future__ import annotations

import pytest

from assistant.answering.terms import Words


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
