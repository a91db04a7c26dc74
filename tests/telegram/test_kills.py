"""No question is lost, and none is answered out of turn, whatever happens to the process."""

from __future__ import annotations

import time

import pytest
from botapi import Chat, talk
from cast import admit, new_person
from running import Bot

# Each with a word that stands in its own answer alone.
_QUESTIONS = (
    ("Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?", "23/3/2023"),
    ("Kế hoạch 60-KH/TU ban hành ngày nào?", "20 tháng 3 năm 2023"),
    ("Ai chủ trì hội nghị rút kinh nghiệm ở Ngã Năm?", "Trần Văn Việt"),
    ("Chỉ thị 05-CT/TW ban hành ngày nào?", "15 tháng 5 năm 2016"),
    ("Đồng chí Võ Minh Thắng là ai?", "Võ Minh Thắng"),
)


def _burst(bot: Bot, chats: int, each: int) -> list[Chat]:
    """Everybody asks the same questions in turn, all at once."""
    people = [new_person() for _ in range(chats)]
    admit(bot, *people)
    talking = [talk(bot.api, person) for person in people]
    for number in range(each):
        for chat in talking:
            chat.says(_QUESTIONS[number % len(_QUESTIONS)][0])
    return talking


def _answered(chat: Chat) -> list[int]:
    """Which question each of the bot's messages answers, in order."""
    texts = [reply.text.split("Nguồn")[0] for reply in chat.unread()]
    words = [word for _, word in _QUESTIONS]
    found = [[i for i, word in enumerate(words) if word in text] for text in texts]
    assert all(len(one) == 1 for one in found), texts
    return [one[0] for one in found]


def _sent(talking: list[Chat]) -> int:
    return sum(len(chat.room.sent) for chat in talking)


def _check(talking: list[Chat], each: int, most_twice: int) -> None:
    asked = [number % len(_QUESTIONS) for number in range(each)]
    twice = 0
    for chat in talking:
        answered = _answered(chat)
        # A kill may repeat the last one before it, never what lies further back.
        once = [q for i, q in enumerate(answered) if i == 0 or q != answered[i - 1]]
        assert once == asked, (answered, asked)
        twice += len(answered) - len(asked)
    assert twice <= most_twice


def _kill_and_restart(bot: Bot, chats: int, each: int, kill_at: list[int]) -> None:
    bot.start()
    talking = _burst(bot, chats, each)
    for count in kill_at:
        bot.api.wait(lambda n=count: _sent(talking) >= n, f"{count} answers", 120)  # type: ignore[misc]
        bot.kill()
        bot.start()
    total = chats * each
    bot.api.wait(lambda: _sent(talking) >= total, "every answer", 300)
    # Whatever is still to come belongs to the questions above.
    last = talk(bot.api, new_person())
    last.asks(_QUESTIONS[0][0])
    assert bot.api.pending() == 0
    _check(talking, each, most_twice=8 * len(kill_at))


def test_a_kill_loses_no_question(own_bot: Bot) -> None:
    _kill_and_restart(own_bot, chats=5, each=4, kill_at=[7])


@pytest.mark.soak
def test_kills_in_the_middle_of_two_hundred_questions(own_bot: Bot) -> None:
    _kill_and_restart(own_bot, chats=20, each=10, kill_at=[20, 55, 90, 120, 160])


def _measure(bot: Bot, chats: int, each: int, grows_less: int) -> None:
    warm = _burst(bot, 10, 3)
    bot.api.wait(lambda: _sent(warm) == 30, "the first answers", 60)
    before = bot.rss()
    begin = time.monotonic()
    talking = _burst(bot, chats, each)
    bot.api.wait(lambda: _sent(talking) == chats * each, "every answer", 600)
    print(
        f"{chats * each} questions in {time.monotonic() - begin:.1f} s,"
        f" {before >> 20} → {bot.rss() >> 20} MB"
    )
    assert bot.rss() - before < grows_less
    _check(talking, each, most_twice=0)


def test_a_burst_keeps_its_order(bot: Bot) -> None:
    _measure(bot, chats=15, each=8, grows_less=40 << 20)


@pytest.mark.soak
def test_an_hours_worth_in_a_burst(own_bot: Bot) -> None:
    _measure(own_bot.start(), chats=150, each=20, grows_less=40 << 20)
