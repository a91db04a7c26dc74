"""The page of conversations for cadres is what the bot says: `WRITE_DOCS=1` writes it anew."""

from __future__ import annotations

import os
from datetime import timedelta

from botapi import Chat, Person, join, talk
from cast import MONDAY, admit
from running import ROOT, Bot
from transcript import scene

_PAGE = ROOT / "docs" / "telegram-mau.md"
_HEAD = """\
# Hỏi trợ lý qua Telegram: vài cuộc trò chuyện mẫu

Trang này do bài kiểm thử tự động ghi lại từ một lần chạy thật: đồng chí gõ như vậy thì trợ lý trả
lời như vậy. Chữ đậm, chữ nghiêng như trên điện thoại; ô `như thế này` là nút bấm. Các câu trả lời
dựa trên bộ văn bản mẫu và một số văn bản của những địa phương không có thật (Lâm Khê, Đông Kỳ…),
vào ngày 4/3/2024 giả định."""


def _lan(bot: Bot, number: int) -> Chat:
    """The same person each time, with nothing said before."""
    lan = Person(5_912_000_000 + number, "Lan", "Nguyễn")
    admit(bot, lan)
    return talk(bot.api, lan)


def _asking(bot: Bot) -> str:
    chat = _lan(bot, 1)
    chat.asks("han nop bao cao cua cap co so huyen vinh loi")
    chat.asks("Còn cấp huyện thì sao?")
    chat.asks("PBTTT Thị ủy Ngã Năm là ai?")
    chat.asks("Ai là Bí thư Tỉnh ủy Long An?")
    return scene(
        "Hỏi, và hỏi tiếp",
        "Không cần gõ dấu. Câu sau dựa vào câu trước. Không có câu trả lời chắc chắn thì trợ lý nói"
        " rõ như vậy, và chỉ những chỗ gần nhất để đồng chí mở xem.",
        chat.lines,
    )


def _reading(bot: Bot) -> str:
    chat = _lan(bot, 2)
    chat.asks("Ai chủ trì hội nghị rút kinh nghiệm ở Ngã Năm?")
    chat.taps("Nguồn 1")
    passage = chat.gets()
    chat.taps("📎 Tệp gốc", on=passage)
    chat.gets()
    return scene(
        "Xem nguồn, xem tệp gốc",
        "Nút nguồn mở đoạn văn quanh câu được trích (câu ấy gạch chân), từ đó lấy được tệp.",
        chat.lines,
    )


def _deadlines(bot: Bot) -> str:
    chat = _lan(bot, 3)
    reply = chat.asks("/hanchot tuần này")
    chat.taps("📍 Theo địa phương")
    reply.becomes("chọn địa phương")
    chat.taps("📍 Đông Kỳ", on=reply)
    reply.becomes("tuần này, Đông Kỳ")
    chat.taps("Tháng này", on=reply)
    reply.becomes("tháng này, Đông Kỳ")
    return scene("Hạn chót", "Theo tuần, theo tháng, theo địa phương.", chat.lines)


def _looking_up(bot: Bot) -> str:
    chat = _lan(bot, 4)
    chat.asks("/vanban 60-KH/TU")
    chat.asks("/vanban 48-KH/TU")
    chat.asks("tìm: chọn đơn vị làm điểm ở Ngã Năm")
    return scene(
        "Tra theo số, tìm đoạn văn",
        "Một số, ký hiệu có thể là của nhiều văn bản: trợ lý liệt kê để đồng chí chọn.",
        chat.lines,
    )


def _group(bot: Bot) -> str:
    lan = _lan(bot, 5).person
    group = join(bot.api, lan, -1002999000001, "Văn phòng Huyện ủy")
    name = f"@{bot.api.world.me.username}"
    group.says("Chiều nay các đồng chí nộp báo cáo nhé.")
    group.asks(f"{name} Kế hoạch 60-KH/TU ban hành ngày nào?")
    return scene("Trong nhóm", "Trợ lý chỉ lên tiếng khi được gọi tên.", group.lines)


def _daily(bot: Bot) -> str:
    chat = _lan(bot, 6)
    chat.says("/theodoi Lâm Khê")
    chat.gets()
    chat.gets()
    bot.move_clock(MONDAY.replace(hour=7, minute=1) + timedelta(days=3))
    chat.gets()
    bot.move_clock(MONDAY)
    return scene(
        "Tin hằng ngày",
        "Theo dõi một địa phương hoặc cơ quan thì mỗi sáng có tin, nếu có điều mới.",
        chat.lines,
    )


def _forgetting(bot: Bot) -> str:
    chat = _lan(bot, 7)
    reply = chat.asks("/xoa")
    chat.taps("🗑 Xóa dữ liệu", on=reply)
    reply.becomes("Đã xóa")
    return scene("Xóa dữ liệu", "Đồng chí xóa được mọi điều trợ lý giữ về mình.", chat.lines)


def _strangers(bot: Bot) -> str:
    minh = talk(bot.api, Person(5_913_000_000, "Minh", "Trần"))
    reply = minh.asks("Xin chào")
    minh.taps("Xin quyền")
    reply.becomes("Đã gửi yêu cầu")
    return scene("Người chưa được cấp quyền", "Chưa có quyền thì xin được ngay.", minh.lines)


def test_the_page_shows_what_the_bot_says(bot: Bot) -> None:
    scenes = [
        make(bot)
        for make in (
            _asking,
            _reading,
            _deadlines,
            _looking_up,
            _group,
            _daily,
            _forgetting,
            _strangers,
        )
    ]
    page = "\n\n".join([_HEAD, *scenes]) + "\n"
    if os.environ.get("WRITE_DOCS"):
        _PAGE.write_text(page, "utf-8")
    assert _PAGE.read_text("utf-8") == page, "WRITE_DOCS=1 writes docs/telegram-mau.md anew"
