"""Messages of the bot: cut anywhere, and still whole."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.richtext import (
    MESSAGE,
    Rich,
    Run,
    bold,
    html,
    italic,
    joined,
    length,
    marked,
    plain,
    shortened,
    split,
)

_TAGS = st.lists(st.sampled_from(["b", "i", "u", "code"]), max_size=2, unique=True).map(tuple)
_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
_RICH = st.lists(st.builds(Run, _TEXT, _TAGS), max_size=12).map(lambda runs: Rich(tuple(runs)))


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(markup: str) -> str:
    parser = _Balanced()
    parser.feed(markup)
    parser.close()
    assert parser.open == []
    return parser.text


@given(_RICH)
def test_html_is_balanced_and_says_the_same(rich: Rich) -> None:
    assert _read(html(rich)) == rich.plain


@given(_RICH, st.integers(5, 60))
def test_parts_are_within_the_limit_and_lose_nothing_but_space(rich: Rich, limit: int) -> None:
    parts = split(rich, limit)
    assert all(0 < length(part.plain) <= limit for part in parts)
    assert "".join("".join(p.plain.split()) for p in parts) == "".join(rich.plain.split())
    for part in parts:
        _read(html(part))


def test_special_characters_are_escaped() -> None:
    assert html(bold("a < b & c > d")) == "<b>a &lt; b &amp; c &gt; d</b>"
    assert html(plain("a\x00b\ud800c")) == "abc"


def test_tags_within_tags_are_closed_in_order() -> None:
    quoted = (plain("“") + bold("23/3/2023") + plain("”")).within("i")
    assert html(quoted) == "<i>“<b>23/3/2023</b>”</i>"
    assert html(plain("x").within("blockquote expandable")).endswith("</blockquote>")


def test_a_long_text_is_cut_between_paragraphs_then_sentences() -> None:
    paragraph = "Câu thứ nhất nói về báo cáo. " * 60
    text = plain(f"{paragraph.strip()}\n\n{paragraph.strip()}\n\n{paragraph.strip()}")
    parts = split(text)
    assert len(parts) == 2
    assert parts[0].plain == f"{paragraph.strip()}\n\n{paragraph.strip()}"
    sentences = split(plain(paragraph * 5))
    assert all(part.plain.endswith(".") for part in sentences)
    assert all(length(part.plain) <= MESSAGE for part in sentences)


def test_a_character_outside_the_basic_plane_counts_twice() -> None:
    assert length("a😀") == 3
    assert [part.plain for part in split(plain("😀" * 5), 4)] == ["😀😀", "😀😀", "😀"]


def test_parts_that_hold_nothing_are_not_joined() -> None:
    assert joined("\n", [plain("a"), plain(""), italic("b")]).plain == "a\nb"


def test_marks_may_overlap_or_lie_outside() -> None:
    assert html(marked("hạn nộp báo cáo", [(4, 7), (0, 5), (8, 99)])) == (
        "<b>hạn n</b><b>ộp</b> <b>báo cáo</b>".replace("</b><b>", "")
    )


@given(st.text(max_size=300), st.integers(10, 80))
def test_a_shortened_line_is_short(text: str, width: int) -> None:
    line = shortened(text, width)
    assert "\n" not in line
    assert len(line) <= width + len("…  …")


def test_a_shortened_line_keeps_the_value() -> None:
    text = "Mở đầu rất dài " * 20 + "trước ngày 23/3/2023 " + "và đoạn kết cũng dài " * 20
    at = text.index("trước ngày")
    line = shortened(text, 80, (at, at + len("trước ngày 23/3/2023")))
    assert "trước ngày 23/3/2023" in line
    assert line.startswith("… ")
    assert line.endswith(" …")
