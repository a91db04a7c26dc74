"""Files that an administrator sends: read, checked, shown, confirmed, and then answered from."""

from __future__ import annotations

import made_files
import pytest
from botapi import Chat
from running import Bot

_TITLE = "Kế hoạch trồng cây ven đường xã Mường Sơ"
_PLAN = [
    "KẾ HOẠCH",
    "trồng cây ven đường xã Mường Sơ",
    "-----",
    "Các chi bộ thôn của xã Mường Sơ trồng xong 1.250 cây sấu trước ngày 19/5/2024.",
    "Chi bộ thôn Nà Pheo làm điểm.",
    "Nơi nhận: các chi bộ; lưu Văn phòng Đảng ủy.",
]
_HEAD = (
    "ĐẢNG ỦY XÃ MƯỜNG SƠ\n*\nSố 27-KH/ĐU",
    "ĐẢNG CỘNG SẢN VIỆT NAM\nMường Sơ, ngày 01 tháng 3 năm 2024",
)


@pytest.fixture(scope="module")
def running_bot(bot_of_a_module: Bot) -> Bot:
    return bot_of_a_module


def test_a_file_is_confirmed_and_then_answered_from(bot: Bot, admin: Chat) -> None:
    admin.sends_file("ke hoach 27.docx", made_files.docx(_PLAN, head=_HEAD))
    shown = admin.gets()
    for said in ("27-KH/ĐU", "Mường Sơ", "1/3/2024", "trồng cây ven đường"):
        assert said in shown.text
    assert not (bot.corpus / "telegram").exists(), "nothing is kept before it is confirmed"
    admin.taps("✅ Đưa vào kho", on=shown)
    shown.becomes("ke hoach 27.docx")
    assert (bot.corpus / "telegram" / "ke hoach 27.docx").is_file()
    progress = admin.asks("/capnhat")
    progress.becomes("✅ Đã cập nhật kho", timeout=60)
    assert progress.edits
    question = "Các chi bộ thôn của xã Mường Sơ trồng xong bao nhiêu cây sấu trước ngày nào?"
    bot.wait_until(lambda: "19/5/2024" in admin.asks(question).text, lambda: "the new answer")


def test_a_file_that_is_not_wanted_after_all(bot: Bot, admin: Chat) -> None:
    admin.sends_file("thu.docx", made_files.docx(_PLAN, head=_HEAD))
    shown = admin.gets()
    admin.taps("✖ Bỏ", on=shown)
    shown.becomes("không lưu gì")
    assert not list(bot.corpus.rglob("thu.docx"))
    admin.sends_file("thu.docx", made_files.docx(_PLAN, head=_HEAD))
    shown = admin.gets()
    admin.taps("✅ Đưa vào kho", on=shown)
    shown.becomes("thu.docx")
    admin.taps("↩ Hoàn tác", on=shown)
    shown.becomes("Đã rút")
    assert not list(bot.corpus.rglob("thu.docx"))


def test_a_secret_file_is_refused_and_nothing_is_kept(bot: Bot, admin: Chat) -> None:
    head = (_HEAD[0].replace("27-KH", "88-KH") + "\nTỐI MẬT", _HEAD[1])
    body = [*_PLAN[:3], "Điểm tập kết ở hang Plugh phải giữ kín."]
    message = admin.sends_file("ke hoach plugh.docx", made_files.docx(body, head=head))
    reply = admin.gets()
    assert "dấu mật" in reply.text
    assert "Plugh" not in reply.text
    assert "plugh" not in reply.text
    assert message in admin.room.deleted, "it must not stay in the chat either"
    bot.wait_until(lambda: b"plugh" not in bot.bytes_on_disk().lower(), lambda: "a trace")
    for folder in (bot.corpus, bot.index):
        for path in folder.rglob("*"):
            assert "plugh" not in path.name
            assert path.is_dir() or b"plugh" not in path.read_bytes().lower()
    assert "plugh" not in bot.output.lower()
    assert "plugh" not in admin.asks("/trangthai").text.lower()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("anh.exe", b"MZ", "Loại tệp này chưa đọc được"),
        ("rong.docx", b"", "rỗng"),
        ("hong.docx", b"PK\x03\x04 broken", "hỏng"),
    ],
)
def test_what_cannot_be_read_is_told(
    bot: Bot, admin: Chat, name: str, data: bytes, said: str
) -> None:
    admin.sends_file(name, data)
    reply = admin.gets()
    assert said in reply.text
    assert "✅ Đưa vào kho" not in reply.buttons
    assert not list(bot.corpus.rglob(name))


def test_a_file_above_what_a_bot_may_fetch(admin: Chat) -> None:
    admin.sends_file("lon.pdf", b"%PDF", size=21 * 1024 * 1024)
    assert "20 MB" in admin.gets().text


def test_a_name_leads_nowhere_else(bot: Bot, admin: Chat) -> None:
    admin.sends_file("../../.thoat\x00/ra ngoài.docx", made_files.docx(_PLAN, head=_HEAD))
    shown = admin.gets()
    admin.taps("✅ Đưa vào kho", on=shown)
    bot.api.wait(lambda: "↩ Hoàn tác" in shown.buttons, "the file to be put there")
    put = [path for path in bot.folder.parent.rglob("*ra ngoài*") if path.is_file()]
    assert [path.parent for path in put] == [bot.corpus / "telegram"]
    admin.taps("↩ Hoàn tác", on=shown)
    shown.becomes("Đã rút")


def test_the_same_file_twice(bot: Bot, admin: Chat) -> None:
    added = []
    for _ in range(2):
        admin.sends_file("hai lan.docx", made_files.docx(_PLAN, head=_HEAD))
        shown = admin.gets()
        admin.taps("✅ Đưa vào kho", on=shown)
        added.append(shown)
    first, second = added
    assert "↩ Hoàn tác" in first.buttons
    assert "↩ Hoàn tác" not in second.buttons
    admin.taps("↩ Hoàn tác", on=first)
    first.becomes("Đã rút")
