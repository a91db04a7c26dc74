"""What the Bot API or the network does wrong: a clear line, a pause, and no question lost."""

from __future__ import annotations

import time

from botapi import Chat, talk
from cast import admit, new_person
from running import Bot

_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"
_OTHER = "Kế hoạch 60-KH/TU ban hành ngày nào?"


def _until(bot: Bot, words: str, seconds: float = 20.0) -> None:
    """Waits until the bot's log has a line with these words."""
    deadline = time.monotonic() + seconds
    while words not in bot.output:
        assert time.monotonic() < deadline, bot.output[-2000:]
        time.sleep(0.05)


def test_answers_get_through_in_the_end(bot: Bot) -> None:
    api = bot.api
    api.fail("sendMessage", retry_after=1)
    api.fail("sendMessage", code=502)
    api.fail("sendMessage", "break")
    people = [new_person() for _ in range(3)]
    admit(bot, *people)
    talking = [talk(api, person) for person in people]
    for chat in talking:
        chat.says(_QUESTION)
    for chat in talking:
        assert "23/3/2023" in chat.gets().text
    # One more each shows that nothing was sent twice.
    for chat in talking:
        assert "20 tháng 3 năm 2023" in chat.asks(_OTHER).text
        assert chat.unread() == []


def test_polling_goes_on(bot: Bot, cadre: Chat) -> None:
    api, chat = bot.api, cadre
    api.fail("getUpdates", code=409)
    api.fail("getUpdates", "break")
    chat.says(_QUESTION)
    chat.gets()
    _until(bot, "Another program fetches")
    # The answer to a poll is lost: its updates come again.
    api.fail("getUpdates", "lose")
    chat.says(_OTHER)
    assert "20 tháng 3 năm 2023" in chat.gets().text
    _until(bot, "Messages come in again.")
    chat.asks(_QUESTION)
    assert chat.unread() == []


def test_a_repeated_update_is_answered_once(bot: Bot, cadre: Chat) -> None:
    with bot.api.lock:
        message_id = cadre.says(_QUESTION)
        update = dict(bot.api.last_update)
    cadre.gets()
    bot.api.repeat(update)
    assert update["message"]["message_id"] == message_id
    assert "20 tháng 3 năm 2023" in cadre.asks(_OTHER).text
    assert cadre.unread() == []


def test_typing_that_fails_keeps_no_answer_back(bot: Bot, cadre: Chat) -> None:
    bot.api.fail("sendChatAction", code=500)
    cadre.asks(_QUESTION)


def test_who_blocked_the_bot_stops_nobody_else(bot: Bot, cadre: Chat) -> None:
    cadre.says(_QUESTION)
    cadre.gets()
    bot.api.fail("sendMessage", code=403)
    cadre.says(_QUESTION)
    cadre.says(_OTHER)
    assert "20 tháng 3 năm 2023" in cadre.gets().text


def test_a_wrong_token_is_told_and_not_shown(own_bot: Bot) -> None:
    wrong = "1234567890:AAEwrongWRONGwrongWRONGwrongWRONGwrong"
    own_bot.more["token"] = wrong
    own_bot.start(ready=False)
    _until(own_bot, "Telegram does not know the token.")
    assert own_bot.stop() == 0
    assert wrong not in own_bot.output
    assert wrong.split(":")[1] not in own_bot.output


def test_a_mistyped_token_is_one_line(own_bot: Bot) -> None:
    own_bot.more["token"] = "not-a-token"  # noqa: S105
    own_bot.start(ready=False)
    assert own_bot.waits_to_end(30) == 1
    assert own_bot.output.count("\n") == 1
    assert "ASSISTANT_TELEGRAM__TOKEN" in own_bot.output
    assert "not-a-token" not in own_bot.output
