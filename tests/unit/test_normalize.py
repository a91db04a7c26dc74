import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from assistant.vietnamese.normalize import (
    clean,
    comparable,
    fold,
    fold_each,
    place_tone_marks,
    plain_dashes,
)
from assistant.vietnamese.tokens import pairs, tokenize


def test_clean_gives_one_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Ủy ban Đảng")
    assert clean(decomposed) == "Ủy ban Đảng"
    assert clean("\u00d0ảng\u00a0bộ\u200b\r\nhuyện\ufeff") == "Đảng bộ\nhuyện"
    assert clean("a\x00b\x85c") == "a b c"


def test_tone_marks_stand_on_the_first_vowel_of_open_syllables() -> None:
    assert place_tone_marks("uỷ hoà toạ hoả khoẻ thuỷ UỶ HOÀ") == "ủy hòa tọa hỏa khỏe thủy ỦY HÒA"
    # Closed syllables, longer vowels and qu keep theirs.
    same = "hoàn toàn thuyền quý quỳ khuỷu hoạch xoè ra quẻ"
    assert place_tone_marks(same) == same.replace("xoè", "xòe")


def test_comparable_levels_what_looks_the_same() -> None:
    assert comparable("Thị uỷ  2020\u00a0– 2025") == comparable("Thị ủy 2020 - 2025")
    assert plain_dashes("60–KH/TU") == "60-KH/TU"


def test_numbers_lose_leading_zeros_and_pairs_join_neighbours() -> None:
    words = [token.text for token in tokenize("60-KH/TU, ngày 07/04")]
    assert words == ["60", "kh", "tu", "ngày", "7", "4"]
    assert pairs(words[:3]) == ["60_kh", "kh_tu"]
    assert [t.folded for t in tokenize("Đảng uỷ")] == ["dang", "uy"]


@given(st.text(st.one_of(st.characters(), st.sampled_from("aĐđồÔ\u0309\u1100\u1161가क़"))))
def test_folding_drops_the_marks_and_nothing_else(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    assert fold(text) == unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))
    assert len(fold_each(text)) == len(text)


def test_folding_keeps_places_where_they_must_stay() -> None:
    assert fold("Đảng ủy Ngã Năm") == fold_each("Đảng ủy Ngã Năm") == "Dang uy Nga Nam"
    assert fold("e\u0301a") == "ea"
    assert fold_each("e\u0301a") == "e a"
