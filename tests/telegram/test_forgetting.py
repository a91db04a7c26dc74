"""`/xoa` leaves nothing behind: in no table, and in no byte of the files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from botapi import Chat, talk
from cast import admit, new_person
from running import Bot

_QUESTION = "Bao nhiêu đại biểu mang tên xyzzy dự hội nghị ở Ngã Năm?"
_UNUSUAL = "xyzzy"
_TOPIC = "Lâm Khê"


def _varint(number: int) -> bytes:
    """As SQLite writes row ids: seven bits a byte, the highest first."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(0x80 | number & 0x7F)
    return bytes(reversed(out))


def _traces(number: int) -> list[bytes]:
    """The ways in which an id may stand in a file: as text, as a column, as a row's number."""
    return [str(number).encode(), number.to_bytes(6, "big"), _varint(number)]


def _name_of_its_own(number: int) -> str:
    """A name in letters alone, so that the number is not found in it."""
    return "".join("bcdghklmnt"[int(digit)] for digit in str(number)).capitalize()


def _rows_about(bot: Bot, number: int) -> list[str]:
    """Every row of every table that holds the number, or the unusual word."""
    found = []
    with closing(sqlite3.connect(bot.state)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
                text = " ".join(map(str, row))
                if str(number) in text or _UNUSUAL in text:
                    found.append(f"{table}: {text[:200]}")
    return found


def _live_a_little(bot: Bot) -> Chat:
    """Somebody who used everything that keeps something, by a name that nobody else bears."""
    person = new_person()
    person = replace(person, first_name=_name_of_its_own(person.id))
    admit(bot, person)
    chat = talk(bot.api, person)
    answer = chat.asks(_QUESTION)
    chat.taps("👎", on=answer)
    chat.asks(f"/tim {_UNUSUAL} hội nghị")
    chat.asks("/hanchot tháng này")
    chat.says(f"/theodoi {_TOPIC}")
    chat.gets()
    chat.gets()
    chat.asks("/help")
    assert _rows_about(bot, person.id)
    assert person.first_name.encode() in bot.bytes_on_disk()
    return chat


def _nothing_left(bot: Bot, chat: Chat) -> None:
    number = chat.person.id
    bot.api.wait(lambda: bot.api.pending() == 0, "all to be confirmed")
    # The last update is blanked when it is done, and the log emptied when there is nothing to do.
    bot.wait_until(
        lambda: not any(trace in bot.bytes_on_disk() for trace in _traces(number)),
        lambda: str(_rows_about(bot, number)),
    )
    assert _rows_about(bot, number) == []
    data = bot.bytes_on_disk()
    assert _UNUSUAL.encode() not in data
    assert chat.person.first_name.encode() not in data


def test_everything_goes_with_the_right_to_ask(bot: Bot) -> None:
    chat = _live_a_little(bot)
    asks = chat.asks("/xoa")
    assert "Xóa dữ liệu" in asks.bold[0]
    chat.taps("Xóa cả quyền hỏi")
    asks.becomes("Đã xóa tất cả")
    assert asks.buttons == []
    _nothing_left(bot, chat)
    assert "23/3/2023" not in chat.asks("Vĩnh Lợi hạn báo cáo?").text


def test_the_right_to_ask_may_stay_as_a_number_and_a_role(bot: Bot) -> None:
    chat = _live_a_little(bot)
    asks = chat.asks("/xoa")
    chat.taps("🗑 Xóa dữ liệu")
    asks.becomes("Đã xóa")
    bot.api.wait(lambda: bot.api.pending() == 0, "all to be confirmed")
    bot.wait_until(
        lambda: len(_rows_about(bot, chat.person.id)) == 1,
        lambda: str(_rows_about(bot, chat.person.id)),
    )
    [row] = _rows_about(bot, chat.person.id)
    assert row.startswith("telegram_person: ")
    assert "Nguyễn" not in row
    bot.wait_until(lambda: _UNUSUAL.encode() not in bot.bytes_on_disk(), lambda: "the word")
    # What was said before is not leant on any more.
    follow_up = "Còn cấp huyện thì sao?"
    somebody = new_person()
    admit(bot, somebody)
    assert chat.asks(follow_up).text == talk(bot.api, somebody).asks(follow_up).text


def test_one_may_think_again(bot: Bot) -> None:
    chat = _live_a_little(bot)
    asks = chat.asks("/xoa")
    chat.taps("Thôi")
    asks.becomes("không xóa gì")
    assert len(_rows_about(bot, chat.person.id)) > 2


def test_nobody_deletes_for_somebody_else(bot: Bot) -> None:
    chat, other = _live_a_little(bot), _live_a_little(bot)
    asks = chat.asks("/xoa")
    tap = other.answered(other.press(asks.id, asks.rows[0][0].json["callback_data"]))
    assert tap.alert
    assert len(_rows_about(bot, chat.person.id)) > 2
    assert len(_rows_about(bot, other.person.id)) > 2


def test_a_stranger_leaves_nothing(bot: Bot) -> None:
    stranger = talk(bot.api, new_person())
    stranger.asks("Hội nghị plover mở ngày nào?")
    number = stranger.person.id
    bot.wait_until(
        lambda: not any(t in bot.bytes_on_disk() for t in [b"plover", *_traces(number)]),
        lambda: str(_rows_about(bot, number)),
    )
