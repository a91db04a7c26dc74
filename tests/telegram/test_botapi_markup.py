"""The server's reading of Telegram's HTML."""

from __future__ import annotations

import pytest
from botapi import markup
from botapi.refusals import Refusal


def test_entities_are_counted_in_utf16() -> None:
    text, entities = markup.parse("🗓 <b>trước ngày <i>23/3</i></b> &lt;hạn&gt; &amp; &#272;ảng")
    assert text == "🗓 trước ngày 23/3 <hạn> & Đảng"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 15},
        {"type": "italic", "offset": 14, "length": 4},
    ]


def test_space_at_the_ends_is_taken_off() -> None:
    text, entities = markup.parse("\n <b> hạn </b>\n")
    assert (text, entities) == ("hạn", [{"type": "bold", "offset": 0, "length": 3}])


def test_links_and_quotes() -> None:
    _, entities = markup.parse(
        '<a href="https://example.vn/?a=1&amp;b">nguồn</a><blockquote expandable>câu</blockquote>'
    )
    assert [entity["type"] for entity in entities] == ["text_link", "expandable_blockquote"]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>hạn", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<p>hạn</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("hạn <script>", 'Unsupported start tag "script" at byte offset 6'),
        (
            "<b><i>hạn</b></i>",
            'Unmatched end tag at byte offset 11, expected "</i>", found "</b>"',
        ),
        ("hạn</b>", "Unexpected end tag at byte offset 5"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("5 < 6 > 4", 'Unsupported start tag "" at byte offset 2'),
        ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_is_refused(html: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        markup.parse(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"
