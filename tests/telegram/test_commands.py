"""The commands, by their names and in words, and the buttons below what they bring."""

from __future__ import annotations

import pytest
from botapi import Chat
from running import Bot

_NAMES = ["start", "help", "tim", "vanban", "hanchot", "theodoi", "nguon", "xoa"]
_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"


def test_the_commands_are_registered(bot: Bot) -> None:
    api = bot.api
    api.wait(lambda: api.called("setMyShortDescription"), "the bot to introduce itself")
    for scope in ("default", "all_private_chats"):
        assert [command["command"] for command in api.world.commands[scope]] == _NAMES
    assert all(command["description"] for command in api.world.commands["default"])


def test_help_has_examples_to_tap(cadre: Chat) -> None:
    for said in ("/start", "/help", "trợ giúp"):
        reply = cadre.asks(said)
        assert "đồng chí" in reply.text.casefold()
        examples = [button for button in reply.buttons if "💬" in button]
        assert len(examples) >= 2
    cadre.taps(examples[0])
    # What was tapped is shown as a question, since a tap leaves no message behind.
    answer = cadre.gets()
    assert answer.text.startswith(examples[0].rstrip(" …"))
    assert "Nguồn" in answer.bold


def test_search_goes_through_pages(cadre: Chat) -> None:
    first = cadre.asks("/tim rut kinh nghiem lam diem")
    assert "rút kinh nghiệm làm điểm" in first.text
    assert first.text.count("\n\n") == 5
    before = first.text
    cadre.taps("Sau ▶")
    first.becomes("xem từ 6 đến 10")
    cadre.taps("◀ Trước")
    assert first.becomes("xem từ 1 đến 5").text == before
    cadre.taps("📄 2")
    assert cadre.gets().text
    assert cadre.asks("Tìm kiếm: làm điểm").text.startswith("🔎")
    assert "/tim" in cadre.asks("/tim").text


def test_search_for_what_is_not_there(cadre: Chat) -> None:
    assert "đoạn" in cadre.asks("/tim zzzzqqq").text


@pytest.mark.parametrize("number", ["60-KH/TU", "60 kh tu", "kế hoạch 60"])
def test_a_document_by_its_number(cadre: Chat, number: str) -> None:
    reply = cadre.asks(f"/vanban {number}")
    assert "60-KH/TU" in reply.bold[0]
    assert "Ban Thường vụ Tỉnh ủy Sóc Trăng" in reply.bold[0]
    assert any("Tệp" in button for button in reply.buttons)


def test_another_bodys_number_is_another_document(cadre: Chat) -> None:
    assert "60-KH/TU" not in cadre.asks("/vanban 60/KH-UBND").text


def test_one_number_of_two_documents(cadre: Chat) -> None:
    reply = cadre.asks("/vanban 48-KH/TU")
    assert "Hòa Giang" in reply.text
    assert "Phú Giang" in reply.text
    cadre.taps("📑 2", on=reply)
    assert "48-KH/TU" in cadre.gets().text


def test_the_list_of_documents(cadre: Chat) -> None:
    reply = cadre.asks("/vanban")
    cadre.taps("Sau ▶")
    reply.becomes("(9–16)")
    cadre.taps("📑 9", on=reply)
    record = cadre.gets()
    cadre.taps("📝 Tóm tắt", on=record)
    assert "Nguồn" in cadre.gets().bold


def test_deadlines_by_time_and_place(cadre: Chat) -> None:
    reply = cadre.asks("/hanchot tuần này")
    assert "Trước ngày 08/3/2024" in reply.bold
    assert "Trước ngày 10/3/2024" in reply.bold
    assert "12/3/2024" not in reply.text
    cadre.taps("Tháng này")
    reply.becomes("12/3/2024")
    cadre.taps("📍 Theo địa phương")
    cadre.taps("📍 Đông Kỳ")
    reply.becomes("Đông Kỳ", "12/3/2024")
    assert "08/3/2024" not in reply.text
    cadre.taps("📄 1", on=reply)
    assert "Trước ngày 12/3/2024" in reply.bold
    assert "trước ngày 12/3/2024" in cadre.gets().text


def test_deadlines_by_words(cadre: Chat) -> None:
    assert "10/4/2023" in cadre.asks("/hanchot tháng 4/2023 Vĩnh Lợi").text
    assert "08/3/2024" in cadre.asks("hạn chót tuần này").text
    assert "Không có" in cadre.asks("/hanchot ngày 5/3/2024").text


def test_the_sources_in_full(cadre: Chat) -> None:
    assert "Chưa có câu trả lời" in cadre.asks("/nguon").text
    answer = cadre.asks(_QUESTION)
    cadre.asks("Chỉ thị 05-CT/TW ban hành ngày nào?")
    reply = cadre.asks("/nguon", reply_to=answer)
    assert "Vĩnh Lợi" in reply.text
    assert "trước ngày 23/3/2023" in reply.text
    assert "05-CT/TW" in cadre.asks("/nguon").text


def test_an_unknown_command_is_told_of_help(cadre: Chat) -> None:
    assert "/help" in cadre.asks("/nonsense").text


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1,
                     "height": 1, "is_animated": False, "is_video": False}},
        {"location": {"latitude": 9.6, "longitude": 105.9}},
        {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]},
    ],
    ids=["sticker", "location", "photo"],
)  # fmt: skip
def test_what_is_no_text_gets_a_kind_word(cadre: Chat, content: dict[str, object]) -> None:
    cadre.sends(content)
    assert "đồng chí" in cadre.gets().text.casefold()


def test_a_cadre_may_not_administrate(cadre: Chat) -> None:
    for said in ("/trangthai", "/capnhat", "/moi"):
        assert "người quản trị" in cadre.asks(said).text
    cadre.sends_file("a.txt", b"abc")
    assert "người quản trị" in cadre.gets().text


def test_long_questions_are_told_to_be_short(cadre: Chat) -> None:
    assert "ngắn gọn" in cadre.asks("hạn nộp báo cáo " * 200).text
