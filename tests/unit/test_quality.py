"""What is text and what is not, judged by its words."""

from __future__ import annotations

import time

import pytest
from pages.papers import make_paper

from assistant.documents.quality import unreadable, weigh

ENGLISH = "The district committee holds its regular meeting in the first week of every month."


def test_vietnamese_and_foreign_words_can_be_read() -> None:
    paper = weigh(make_paper(3).text)
    assert paper.share > 0.97
    assert paper.accents > 0.6
    english = weigh(ENGLISH)
    assert english.share > 0.9
    assert english.accents == 0


@pytest.mark.parametrize(
    "garbage",
    [
        "7Kӵc KLӋQ QJKӏ TX\\ӂW FӫD %DQ 7Kѭӡng YӨ",  # letters shifted by their font
        "n g h ị q u y ế t c ủ a b a n c h ấ p h à n h",
        "\ufffd\ufffdng b\ufffd huy\ufffdn t\ufffd ch\ufffdc",
        "§¶ng bé huyÖn tæ chøc häc tËp nghÞ quyÕt",
        "xkcd jqzw vbnm qqqq zxwv kkjj wwxx",
        "",
    ],
)
def test_garbage_cannot(garbage: str) -> None:
    assert weigh(garbage).share < 0.6


def test_numbers_and_short_forms_say_nothing() -> None:
    assert weigh("12 15/6/2024 05-HD/VPTW UBND HĐND 3,5%").words == 0


@pytest.mark.parametrize("rule", ["-----", "…………", "______", ". . ."])
def test_lines_to_write_on_are_no_signs(rule: str) -> None:
    form = f"Họ và tên:\n{rule}\nNơi ở:\n{rule}"
    assert unreadable(form) is None
    assert unreadable(f"Mẫu\n{'-' * 200}\n{'.' * 500}") is None
    assert unreadable("Mẫu @%@$^&!()[]{}<>/|@%@$^&!") == "it holds signs, not words"
    assert unreadable("-----\n.....") == "it has no text"


def test_the_better_of_two_readings_weighs_more() -> None:
    good = "Các chi bộ trực thuộc gửi báo cáo về Văn phòng Huyện ủy"
    unaccented = "Cac chi bo truc thuoc gui bao cao ve Van phong Huyen uy"
    spoilt = "Cdc chl b0 trvc thuôc gui bdo cdo vê Vdn phdng Huyjn ly"

    assert weigh(good).balance > weigh(unaccented).balance > weigh(spoilt).balance


def test_hostile_text_takes_no_time() -> None:
    for text in ("a" * 1_000_000, "-" * 1_000_000, "a-" * 500_000, "ạ " * 500_000):
        begun = time.perf_counter()
        weigh(text)
        assert time.perf_counter() - begun < 5
