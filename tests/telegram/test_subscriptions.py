"""`/theodoi` over a clock that the test moves: one message a day, which survives a restart."""

from __future__ import annotations

import time
from datetime import timedelta

from botapi import Chat, talk
from cast import MONDAY, Library, new_person
from running import Bot

_SOON = 0.5  # seconds within which a message comes, once the clock was moved
_AT_SEVEN = MONDAY.replace(hour=7, minute=0)


def _silence(chat: Chat) -> None:
    time.sleep(_SOON)
    assert chat.unread() == []


def test_daily_messages(own_bot: Bot, library: Library) -> None:
    bot, day = own_bot, timedelta(days=1)
    own = library.copy(bot.folder / "own")
    bot.corpus, bot.index = own.corpus, own.index
    # The papers of Lâm Khê set 8/3 (so 7/3 is the last day), 10/3 and 30/3. A Thursday evening:
    bot.start(_AT_SEVEN - 4 * day + timedelta(hours=13))
    chat = talk(bot.api, new_person())
    chat.says("/theodoi lam khe")
    assert "Đã theo dõi Lâm Khê" in chat.gets().text, "the place is called by its name"
    listed = chat.gets()
    assert "7 giờ" in listed.text
    assert "➕ Lâm Khê" not in listed.buttons
    # What is told at once, of this day, is not what is tested here.
    bot.move_clock(_AT_SEVEN - 4 * day + timedelta(hours=15))
    time.sleep(_SOON)
    for reply in chat.unread():
        assert chat.gets().id == reply.id

    # 2/3 is a week before the last day for 10/3, and there is a message before 7 on no day.
    bot.move_clock(_AT_SEVEN - 2 * day - timedelta(minutes=5))
    _silence(chat)
    told = []
    for ahead in (-2, -1, 2, 4):
        bot.move_clock(_AT_SEVEN + ahead * day + timedelta(minutes=1))
        time.sleep(_SOON)
        got = [chat.gets() for _ in chat.unread()]
        assert len(got) <= 1, "one message a day"
        told += [reply.text for reply in got]
    assert all("Tin hằng ngày" in text for text in told)
    everything = "\n".join(told)
    assert "08/3/2024" in everything
    assert "10/3/2024" in everything
    assert "12/3/2024" not in everything, "Đông Kỳ was not asked for"
    chat.says("/theodoi")
    chat.gets()
    chat.taps("Giờ nhận tin")
    assert "17 giờ" in chat.taps("17:00").text

    # After a restart there is nothing more on the same day, although there is a new document.
    assert bot.stop() == 0
    (bot.corpus / "lam-khe-moi.md").write_text(_NEW, "utf-8")
    built = bot.command_line("index", "--corpus", str(bot.corpus), "--index", str(bot.index))
    assert built.returncode == 0, built.stderr
    last = _AT_SEVEN + 4 * day
    bot.start(last + timedelta(hours=1))
    time.sleep(1)  # the first look is taken a second after the start
    _silence(chat)
    # On the next day it is told, at the hour that was chosen.
    bot.move_clock(last + day)
    _silence(chat)
    bot.move_clock((last + day).replace(hour=17, minute=1))
    news = chat.gets().text
    assert "52-KH/HU" in news
    assert "25/5/2024" in news
    _silence(chat)

    # Who stops is not written to any more.
    chat.says("/theodoi")
    chat.gets()
    assert "Đã thôi theo dõi" in chat.taps("✖").text
    bot.move_clock((last + 2 * day).replace(hour=17, minute=1))
    _silence(chat)


_NEW = """---
title: "Kế hoạch kiểm tra việc chi tiêu ở cơ sở"
kind: KH
number: 52-KH/HU
issuer: Ban Thường vụ Huyện ủy Lâm Khê
place: Lâm Khê
date: 2024-03-08
---

# Kế hoạch kiểm tra việc chi tiêu ở cơ sở

Các đảng ủy xã, thị trấn gửi báo cáo tự kiểm tra về Ủy ban Kiểm tra Huyện ủy trước ngày 25/5/2024.
"""
