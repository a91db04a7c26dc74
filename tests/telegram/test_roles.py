"""Who may ask: strangers, invitations, requests, administrators; and what nobody is shown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from botapi import Chat, talk
from cast import MONDAY, admit, new_person
from running import Bot

from assistant.state import StateFile
from bots.telegram.people import People

_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"


def _stranger(bot: Bot) -> Chat:
    return talk(bot.api, new_person())


def _code(text: str) -> str:
    found = re.search(r"[\w-]{24}", text)
    assert found, text
    return found[0]


def test_a_stranger_is_told_politely_and_can_ask(bot: Bot, admin: Chat) -> None:
    stranger = _stranger(bot)
    reply = stranger.asks(_QUESTION)
    assert "23/3/2023" not in reply.text
    assert reply.text.count(".") <= 1
    assert "đồng chí" in reply.text
    assert stranger.taps("Xin quyền").text
    reply.becomes("Đã gửi yêu cầu")

    request = admin.gets()
    assert stranger.person.first_name in request.text
    assert str(stranger.person.id) in request.text
    admin.taps("✅", on=request)
    request.becomes("Đã cho phép")
    assert "Chào mừng" in stranger.gets().text
    assert "23/3/2023" in stranger.asks(_QUESTION).text


def test_a_denied_request(bot: Bot, admin: Chat) -> None:
    stranger = _stranger(bot)
    stranger.asks("/start")
    stranger.taps("Xin quyền")
    request = admin.gets()
    # A stranger cannot let itself in by the administrator's button.
    stranger.press(1, request.rows[0][0].json["callback_data"])
    admin.taps("✖", on=request)
    request.becomes("Đã từ chối")
    assert "chưa được chấp thuận" in stranger.gets().text
    assert "23/3/2023" not in stranger.asks(_QUESTION).text
    assert stranger.taps("Xin quyền").text
    assert admin.unread() == []


def test_a_stranger_who_goes_on_is_not_answered_for_ever(bot: Bot) -> None:
    stranger = _stranger(bot)
    for _ in range(12):
        stranger.says(_QUESTION)
    # Whoever comes after them gets an answer: they did not hold anybody up.
    _stranger(bot).asks("/start")
    bot.api.wait(lambda: bot.api.pending() == 0, "all to be taken")
    assert 1 <= len(stranger.unread()) <= 5


def test_an_invitation_lets_one_person_in_once(bot: Bot, admin: Chat) -> None:
    invitation = admin.asks("/moi")
    code = _code(invitation.text)
    assert f"start={code}" in invitation.text
    first, second = _stranger(bot), _stranger(bot)
    assert "Chào mừng" in first.asks(f"/start {code}").text
    assert "23/3/2023" in first.asks(_QUESTION).text
    assert "đã dùng" in second.asks(code).text
    assert "23/3/2023" not in second.asks(_QUESTION).text


def test_the_command_makes_invitations(bot: Bot) -> None:
    done = bot.command("invite")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert bot.api.token not in done.stdout + done.stderr
    assert "Chào mừng" in _stranger(bot).asks(_code(done.stdout)).text


def test_an_invitation_expires(bot: Bot, admin: Chat) -> None:
    code = _code(admin.asks("/moi").text)
    bot.move_clock(MONDAY + timedelta(days=30))
    try:
        assert "hết hạn" in _stranger(bot).asks(code).text
    finally:
        bot.move_clock(MONDAY)


def test_an_administrator_sees_the_state(bot: Bot, admin: Chat) -> None:
    reply = admin.asks("/trangthai")
    for said in ("văn bản", "đoạn", "Sự cố", "người"):
        assert said in reply.text
    assert bot.api.token not in reply.text
    assert "/trangthai" in admin.asks("/help").text


# The made office has one paper for internal use, `19-HD/BTGHU`, with a deadline of its own.
_HIDDEN = ("19-HD", "BTGHU", "07/9/2024", "gương mẫu hiến", "hộ nghèo có địa chỉ")


@pytest.mark.parametrize(
    "said",
    [
        "Hướng dẫn 19-HD/BTGHU ban hành ngày nào?",
        "Mỗi chi bộ chọn một trong hai chuyên đề nào?",
        "/vanban 19-HD/BTGHU",
        "/vanban",
        "/tim chuyên đề đảng viên gương mẫu hiến đất làm đường",
        "/hanchot tháng 9/2024",
        "/hanchot Lâm Khê",
        "Tóm tắt Hướng dẫn 19-HD/BTGHU",
    ],
)
def test_an_internal_document_is_never_shown(bot: Bot, admin: Chat, said: str) -> None:
    """Not even to an administrator: Telegram is an outside service."""
    reply = admin.asks(said)
    found = [reply.text]
    while any("Sau ▶" in button for button in reply.buttons) and len(found) < 8:
        before = reply.text
        admin.taps("Sau ▶", on=reply)
        bot.api.wait(lambda last=before: reply.text != last, "the next page")  # type: ignore[misc]
        found.append(reply.text)
    shown = " ".join(found)
    # What the question says itself may be repeated.
    assert [word for word in _HIDDEN if word in shown and word not in said] == []


def test_an_internal_document_is_not_found_inline(admin: Chat) -> None:
    answer = admin.inline("chuyên đề đảng viên gương mẫu hiến đất làm đường")
    shown = str([result["input_message_content"] for result in answer["results"]])
    assert shown != "[]"
    assert not any(word in shown for word in _HIDDEN)


def test_who_was_removed_is_a_stranger_again(bot: Bot) -> None:
    person = new_person()
    admit(bot, person)
    chat = talk(bot.api, person)
    assert "23/3/2023" in chat.asks(_QUESTION).text
    state = StateFile(bot.state)
    People(state).forget(person.id, leave=True)
    state.close()
    assert "23/3/2023" not in chat.asks(_QUESTION).text
