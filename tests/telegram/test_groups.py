"""In groups the bot answers when it is meant, and is silent otherwise."""

from __future__ import annotations

import itertools

from botapi import Chat, add_to_group, join
from cast import admit, new_person
from running import Bot

_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"
_OTHER = "Kế hoạch 60-KH/TU ban hành ngày nào?"
_numbers = itertools.count(-1002000000001, -1)


def _group(bot: Bot) -> Chat:
    person = new_person()
    admit(bot, person)
    group = join(bot.api, person, next(_numbers), "Văn phòng Huyện ủy")
    add_to_group(group)
    return group


def test_silent_unless_meant(bot: Bot) -> None:
    group = _group(bot)
    name = f"@{bot.api.world.me.username}"
    for said in (_QUESTION, "/hanchot@another_bot", f"{name}_khac hạn?", "/help@another_bot"):
        group.says(said)
    named = group.says(f"{name} {_QUESTION}")
    answer = group.gets()
    assert answer.answers == named
    assert "23/3/2023" in answer.text
    # A reply to the bot is meant for it, one to somebody else is not.
    own = group.says("Đồng chí nào rõ hơn không?", reply_to=named)
    asked = group.says("Còn cấp huyện thì sao?", reply_to=answer)
    follow_up = group.gets()
    assert follow_up.answers == asked
    assert "10/4/2023" in follow_up.text
    assert (group.asks(f"/vanban{name} 60-KH/TU").answers or 0) > own
    assert group.unread() == []


def test_a_name_alone_asks_for_a_question(bot: Bot) -> None:
    group = _group(bot)
    assert "@" in group.asks(f"@{bot.api.world.me.username}").text


def test_two_people_in_a_group_have_their_own_threads(bot: Bot) -> None:
    group = _group(bot)
    other = new_person()
    admit(bot, other)
    second = join(bot.api, other, group.room.id, "")
    name = f"@{bot.api.world.me.username}"
    group.asks(f"{name} Ở Vĩnh Lợi, hạn nộp báo cáo của cấp cơ sở là khi nào?")
    second.gets()
    second.asks(f"{name} {_OTHER}")
    group.gets()
    assert "10/4/2023" in group.asks(f"{name} Còn cấp huyện thì sao?").text


def test_a_stranger_in_a_group_is_told_once_politely(bot: Bot) -> None:
    group = _group(bot)
    stranger = join(bot.api, new_person(), group.room.id, "")
    said = stranger.says(f"@{bot.api.world.me.username} {_QUESTION}")
    reply = stranger.gets()
    assert reply.answers == said
    assert "23/3/2023" not in reply.text
    assert "Xin lỗi" in reply.text


def test_subscriptions_are_no_matter_for_a_group(bot: Bot) -> None:
    group = _group(bot)
    assert "nhắn riêng" in group.asks(f"/theodoi@{bot.api.world.me.username} Vĩnh Lợi").text
