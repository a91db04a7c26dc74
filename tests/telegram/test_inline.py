"""Inline mode: passages to send into any chat."""

from __future__ import annotations

from botapi import Chat, markup_text, talk
from cast import new_person
from running import Bot


def test_passages_are_found(cadre: Chat) -> None:
    answer = cadre.inline("nam han che cua hoi nghi lam diem")
    assert len(answer["results"]) >= 5
    first = answer["results"][0]
    assert "làm điểm" in markup_text(first["input_message_content"]["message_text"])
    assert answer["is_personal"]
    following = cadre.inline("nam han che cua hoi nghi lam diem", answer["next_offset"])
    ids = [{result["id"] for result in page["results"]} for page in (answer, following)]
    assert not ids[0] & ids[1]


def test_no_words_no_passages(cadre: Chat) -> None:
    assert cadre.inline("")["results"] == []
    assert cadre.inline("x" * 256) is not None
    assert cadre.inline("hạn nộp", "nonsense") is not None


def test_strangers_get_a_way_to_ask(bot: Bot) -> None:
    answer = talk(bot.api, new_person()).inline("hạn nộp báo cáo")
    assert answer["results"] == []
    assert answer["button"]["start_parameter"]


def test_an_inline_query_that_nobody_waits_for_stops_nothing(bot: Bot, cadre: Chat) -> None:
    refused = ("answerInlineQuery", "Bad Request: query is too old and response timeout expired or"
               " query ID is invalid")  # fmt: skip
    bot.api.expected.add(refused)
    with bot.api.lock:
        asked = cadre.types_inline("hạn nộp")
        del bot.api.world.inlines[asked.id]
    cadre.asks("Kế hoạch 60-KH/TU ban hành ngày nào?")
    bot.api.expected.remove(refused)
