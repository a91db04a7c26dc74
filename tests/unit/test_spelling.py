from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_accents import Counts

from assistant.vietnamese.accents import question_phrases
from assistant.vietnamese.normalize import clean, fold
from assistant.vietnamese.spelling import correct
from assistant.vietnamese.tokens import tokenize

TEXT = (
    "Hạn nộp báo cáo tuần của trường cơ sở xã Vĩnh Thành là ngày mùng mười.",
    "Thường trực Huyện ủy gồm đồng chí Phan Hữu Việt.",
    "Kỷ luật đảng viên vi phạm ở mỗi kỳ họp cuối năm của chi bộ.",
    "Hội nghị trao đổi kinh nghiệm sản xuất, giữ gìn con đường mới ở xã Bình Dương.",
)
COUNTS = Counts(*TEXT, *question_phrases())
# `hạng` stands in the text as well, never before `nộp`.
RANKED = Counts(*TEXT * 5, "Các đơn vị hạng hai họp chi bộ.", *question_phrases())


@pytest.mark.parametrize("counts", [COUNTS, RANKED])
def test_southern_spelling(counts: Counts) -> None:
    assert correct("hạng nộp báo cáo tuần cũa trường cơ sỡ xã Vỉnh Thành", counts) == (
        "hạn nộp báo cáo tuần của trường cơ sở xã Vĩnh Thành"
    )


@pytest.mark.parametrize("text", ["Đồng chí Jang", "Ông Zanh", "xã Ka Lăng", "Đắk Kan"])
def test_names_that_no_syllable_begins_like_stay(text: str) -> None:
    counts = Counts("anh Giang và chị Ca", "ông Danh ở xã Quan Lăng", *TEXT)
    assert correct(text, counts) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kỉ luật đãng viên", "kỷ luật đảng viên"),
        ("CHAO ĐỔI kinh nghiệm Xản xuất", "TRAO ĐỔI kinh nghiệm Sản xuất"),
        ("dữ gìn con đườn mới", "giữ gìn con đường mới"),
        ("huyệng ủy, đồn chí thường trực", "huyện ủy, đồng chí thường trực"),
        ("Phan Hữu Viết là ai?", "Phan Hữu Việt là ai?"),
        ("đồng chí Phan Hữu Viet", "đồng chí Phan Hữu Việt"),
        ("thường trực huyên ủy", "thường trực huyện ủy"),
        ("nộp bao cáo theo 60-KH/TU", "nộp báo cáo theo 60-KH/TU"),
        ("hội ngị fải xong khi nào", "hội nghị phải xong khi nào"),
    ],
)
def test_slips(typed: str, meant: str) -> None:
    assert correct(typed, Counts(*TEXT * 3, *question_phrases())) == meant


@pytest.mark.parametrize(
    "text",
    [
        *TEXT,
        "con đường Dương Bình",
        "Nguyễn Thị Hoa ở Châu Hưng",
        "đơn vị hạng hai",
        "quỹ đạo của vệ tinh",
        "Panthers gửi 60-KH/TU ngày 23/3/2023",
        "han nop bao cao cua truong co so",
        "what is the deadline",
        "",
    ],
)
@pytest.mark.parametrize("counts", [COUNTS, RANKED])
def test_what_is_right_or_unknown_stays(text: str, counts: Counts) -> None:
    assert correct(text, counts) == text


def test_a_known_word_stays_without_strong_evidence() -> None:
    counts = Counts(*TEXT, "Các đơn vị hạng hai họp chi bộ.", "Gia hạn ba ngày.")
    assert correct("hạng ba", counts) == "hạng ba"  # `hạn ba` was seen but once
    people = Counts(*TEXT, *["Đồng chí Thành họp."] * 5, "Xã Thanh Bình.")
    assert correct("đồng chí Thanh", people) == "đồng chí Thanh"
    assert correct("dương mới", RANKED) == "dương mới"


def test_words_that_vietnamese_has_are_doubted_as_those_of_the_text_are() -> None:
    counts = Counts("Đơn vị hạng hai họp.", "Nếu gì cũng có.", *TEXT)
    assert correct("hạng nộp", counts) == "hạn nộp"  # so it is said in general
    assert correct("nêu gì", counts) == "nêu gì"  # the text has only `nếu gì`
    assert correct("xin được lội qua", Counts("Sửa lỗi hệ thống.", *TEXT)) == "xin được lội qua"


def test_names_are_spelt_as_the_text_spells_them() -> None:
    counts = Counts("Đồng chí Hồ Thị Sinh họp.", *TEXT)
    assert correct("đồng chí Hồ Thị Xinh", counts) == "đồng chí Hồ Thị Sinh"


def test_words_put_in_for_abbreviations_do_not_make_a_text_accented() -> None:
    typed = "hướng dẫn cho đại hội cap co so moi nhieu nhat"
    assert correct(typed, COUNTS, accented=False) == typed


def test_without_accents_the_change_has_none() -> None:
    assert correct("Chao doi kinh nghiem xan xuat", COUNTS) == "Trao doi kinh nghiem san xuat"
    assert correct("hang nop bao cao", COUNTS) == "han nop bao cao"


WORDS = sorted({token.text for token in tokenize(" ".join(TEXT))})
SLIPS = [
    word.replace(old, new)
    for word, (old, new) in product(
        WORDS, [("ả", "ã"), ("ủ", "ũ"), ("ĩ", "ỉ"), ("n", "ng"), ("s", "x"), ("ệ", "ế"), ("ý", "í")]
    )
]


@given(st.lists(st.sampled_from(WORDS + SLIPS), max_size=8))
def test_a_corrected_question_is_correct(words: list[str]) -> None:
    once = correct(" ".join(words), COUNTS)
    assert correct(once, COUNTS) == once


@given(st.data())
def test_the_text_itself_stays(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(TEXT)).split()
    start = data.draw(st.integers(0, len(words)))
    part = " ".join(words[start : data.draw(st.integers(start, len(words)))])
    assert correct(part, COUNTS) == part
    assert correct(fold(part), COUNTS) == fold(part)


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    result = correct(text, COUNTS)
    before, after = tokenize(text), tokenize(result)
    assert len(after) == len(before)
    known = {token.text for token in after} - {token.text for token in before}
    assert all(COUNTS.forms(fold(word)) for word in known)


@given(
    st.text(st.characters(exclude_categories=["L", "M"]) | st.sampled_from("яж会議أ"), max_size=60)
)
def test_text_of_other_letters_stays(text: str) -> None:
    assert correct(clean(text), COUNTS) == clean(text)
