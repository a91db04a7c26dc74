"""From an answer to its source, to the passage around it, to the file; more; thumbs."""

from __future__ import annotations

import hashlib

from botapi import Chat
from cast import TASKS, task
from running import ROOT, Bot

_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"


def test_from_the_source_to_the_file(cadre: Chat) -> None:
    answer = cadre.asks(_QUESTION)
    cadre.taps("Nguồn 1")
    passage = cadre.gets()
    assert passage.answers == answer.id
    quoted = passage.parts("underline")
    assert quoted == [
        "Cấp cơ sở của huyện phải đánh giá xong và gửi báo cáo cho Ban Thường vụ Huyện ủy Vĩnh Lợi"
        " trước ngày 23/3/2023."
    ]
    assert len(passage.text) > len(quoted[0]) + 200
    cadre.taps("📎 Tệp gốc", on=passage)
    name, data = cadre.gets().document
    file = ROOT / "corpus" / "tin-bai" / "vinh-loi-danh-gia-nua-nhiem-ky.html"
    assert name == file.name
    assert hashlib.sha256(data).digest() == hashlib.sha256(file.read_bytes()).digest()
    assert "upload_document" in cadre.room.actions


def test_the_passages_around(cadre: Chat) -> None:
    cadre.asks("Năm hạn chế của hội nghị làm điểm ở xã Tân Long là gì?")
    cadre.taps("Nguồn 1")
    passage = cadre.gets()
    before = passage.text
    cadre.taps("Đoạn sau ▶", on=passage)
    passage.chat.api.wait(lambda: passage.text != before, "the next passage")
    cadre.taps("📑 Văn bản", on=passage)
    assert "Ngã Năm" in cadre.gets().text


def test_more_passages(cadre: Chat) -> None:
    cadre.asks(_QUESTION)
    cadre.taps("Đoạn liên quan")
    found = cadre.gets()
    assert found.text.startswith("🔎")
    assert "Vĩnh Lợi" in found.text
    cadre.taps("Sau ▶", on=found)
    found.becomes("xem từ 6")


def test_thumbs(cadre: Chat) -> None:
    answer = cadre.asks(_QUESTION)
    texts = []
    for thumb in ("👎", "👍", "👍"):
        texts.append(cadre.taps(thumb, on=answer).text)
        assert [b for b in answer.buttons if "✓" in b] in ([f"{thumb} ✓"], [])
    assert all(texts[:2])


def test_a_button_that_is_too_old_is_answered(bot: Bot, cadre: Chat) -> None:
    answer = cadre.asks(_QUESTION)
    for data in ("m:0", "s:nonsense", "s:0:0:0:0", "zz", "", "x", "h:w:0", "wa:1"):
        query = cadre.press(answer.id if data != "h:w:0" else 1, data)
        cadre.answered(query)
    assert bot.running


def test_a_tap_that_waited_too_long_is_carried_out(bot: Bot, cadre: Chat) -> None:
    answer = cadre.asks(_QUESTION)
    source = answer.rows[0][0].json["callback_data"]
    refused = ("answerCallbackQuery", "Bad Request: query is too old and response timeout expired"
               " or query ID is invalid")  # fmt: skip
    bot.api.expected.add(refused)
    bot.api.methods.callback_seconds = -1
    try:
        cadre.press(answer.id, source)
        assert "23/3/2023" in cadre.gets().text
        cadre.asks("Chỉ thị 05-CT/TW ban hành ngày nào?")
    finally:
        bot.api.methods.callback_seconds = 15
        bot.api.expected.remove(refused)


def test_a_long_answer_is_split_between_its_lines(cadre: Chat) -> None:
    parts = [cadre.asks("Các nhiệm vụ của phong trào thi đua ở xã Đá Bạc là gì?")]
    while "Nguồn" not in parts[-1].bold:
        parts.append(cadre.gets())
    assert len(parts) >= 2
    # Each task stands whole in one of the messages, and the buttons below the last.
    for number, what in enumerate(TASKS, 1):
        assert sum(task(number, what) in part.text for part in parts) == 1, what
    assert [bool(part.buttons) for part in parts] == [*[False] * (len(parts) - 1), True]
    assert cadre.unread() == []
