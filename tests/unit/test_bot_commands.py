"""Which messages are commands, and which are questions."""

from __future__ import annotations

import pytest

from bots.telegram.commands import ASK, OTHERS, UNKNOWN, Command, read_command
from bots.telegram.greeting import COMMANDS, FOR_ADMINISTRATORS
from bots.telegram.strangers import Patience, read_code

_NAME = "tro_ly_bot"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/start", Command("start")),
        ("/tim rút kinh nghiệm", Command("tim", "rút kinh nghiệm")),
        ("/tim@Tro_Ly_Bot  làm điểm", Command("tim", "làm điểm")),
        ("/hạnchót", Command("hanchot")),
        ("/HanChot tháng này", Command("hanchot", "tháng này")),
        ("/tim@bot_khac gì đó", Command(OTHERS)),
        ("/khongco", Command(UNKNOWN, "khongco")),
        ("hạn chót", Command("hanchot")),
        ("Han chot?", Command("hanchot")),
        ("hạn chót tuần này", Command("hanchot", "tuần này")),
        ("Theo dõi", Command("theodoi")),
        ("theo dõi: Ngã Năm", Command("theodoi", "Ngã Năm")),
        ("tìm: đơn vị làm điểm", Command("tim", "đơn vị làm điểm")),
        ("xóa", Command("xoa")),
        ("xoá dữ liệu", Command("xoa")),
        ("trợ giúp", Command("help")),
        ("nguồn", Command("nguon")),
        ("", Command(ASK)),
    ],
)
def test_commands(said: str, meant: Command) -> None:
    assert read_command(said, _NAME) == meant


@pytest.mark.parametrize(
    "said",
    [
        "hạn chót nộp báo cáo là khi nào?",
        "Theo dõi việc thực hiện kế hoạch là ai?",
        "tìm đơn vị làm điểm ở Ngã Năm",
        "60/KH-UBND nói gì?",
        "xóa đói giảm nghèo là nhiệm vụ của ai",
        "nguồn kinh phí lấy ở đâu",
    ],
)
def test_questions_that_begin_like_a_command(said: str) -> None:
    assert read_command(said, _NAME) == Command(ASK, said)


def test_every_registered_command_is_understood() -> None:
    for command in (*COMMANDS, *FOR_ADMINISTRATORS):
        assert read_command(f"/{command.command}", _NAME) == Command(command.command)


@pytest.mark.parametrize("said", ["/start", "xin chào", "A" * 65, "mã mời của tôi đâu rồi ạ nhỉ"])
def test_what_is_no_invitation_code(said: str) -> None:
    assert read_code(said) is None


def test_an_invitation_code_alone_or_behind_start() -> None:
    code = "x-_" + "a1B2" * 5
    assert read_code(code) == read_code(f"/start {code}") == code


def test_strangers_are_answered_some_times_an_hour() -> None:
    patience = Patience()
    assert [patience.allows(1, now) for now in (0, 1, 2, 3)] == [True, True, True, False]
    assert patience.allows(2, 3)
    assert patience.allows(1, 3601)
    for person in range(20_000):
        patience.allows(person, 4000)
    assert len(patience._answered) == 10_000
