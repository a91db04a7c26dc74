"""Questions as they are put in a chat: in capitals, with a greeting before and thanks behind."""

from __future__ import annotations

import pytest
from fakes import NoCounts

from assistant.retrieval.understand import understand
from assistant.types import Asked
from assistant.vietnamese.capitals import without_capitals
from assistant.vietnamese.courtesies import without_courtesies


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("HẠN NỘP BÁO CÁO LÀ NGÀY NÀO?", "Hạn nộp báo cáo là ngày nào?"),
        ("HAN NOP BAO CAO QUY IV LA KHI NAO", "Han nop bao cao quy IV la khi nao"),
        ("Hạn Nộp Báo Cáo Là Ngày Nào?", "Hạn nộp báo cáo là ngày nào?"),
        ("WHEN IS THE DEADLINE FOR REPORTS?", "When is the deadline for reports?"),
        ("KẾ HOẠCH 60-KH/TU NÓI VỀ VIỆC GÌ?", "KẾ HOẠCH 60-KH/TU nói về việc gì?"),
        # Names, abbreviations and numbers by themselves.
        ("60-KH/TU", "60-KH/TU"),
        ("UBND XÃ", "UBND XÃ"),
        ("Ban Thường Vụ Tỉnh Ủy Sóc Trăng", "Ban Thường Vụ Tỉnh Ủy Sóc Trăng"),
        ("Hạn nộp của BTV HU?", "Hạn nộp của BTV HU?"),
    ],
)
def test_capitals_throughout_say_nothing(typed: str, read: str) -> None:
    assert without_capitals(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Alo ad ơi, hạn nộp là khi nào??? 😊", "hạn nộp là khi nào??? 😊"),
        ("chao ban oi han nop khi nao", "han nop khi nao"),
        ("Dạ thưa đồng chí, ai ký kế hoạch?", "ai ký kế hoạch?"),
        ("Hạn nộp là khi nào ạ? Em cảm ơn ạ!", "Hạn nộp là khi nào ạ?"),
        ("hạn nộp khi nào em cảm ơn nhiều", "hạn nộp khi nào"),
        ("Hello, when is the deadline? Thanks!", "when is the deadline?"),
        ("Chào mừng Đại hội có hoạt động gì?", "Chào mừng Đại hội có hoạt động gì?"),
        ("Ai ký thư cảm ơn?", "Ai ký thư cảm ơn?"),
        ("Bạn đọc gửi bài về đâu?", "Bạn đọc gửi bài về đâu?"),
        ("Anh hùng Lê Văn Tám là ai?", "Anh hùng Lê Văn Tám là ai?"),
        ("Hi sinh khi làm nhiệm vụ được hưởng gì?", "Hi sinh khi làm nhiệm vụ được hưởng gì?"),
        ("Chào hàng cạnh tranh là gì?", "Chào hàng cạnh tranh là gì?"),
        ("hi ad, ai ký kế hoạch?", "ai ký kế hoạch?"),
        ("Xin chào", "Xin chào"),
    ],
)
def test_courtesies_ask_nothing(typed: str, read: str) -> None:
    assert without_courtesies(typed) == read


def test_how_it_is_put_changes_nothing_of_what_is_asked() -> None:
    plain = understand("Hạn nộp báo cáo của xã là ngày nào?", NoCounts())
    assert plain.asked is Asked.DEADLINE
    for typed in (
        "HẠN NỘP BÁO CÁO CỦA XÃ LÀ NGÀY NÀO?",
        "Hạn Nộp Báo Cáo Của Xã Là Ngày Nào?",
        "Chào bot, hạn nộp báo cáo của xã là ngày nào? Mình cảm ơn.",
    ):
        read = understand(typed, NoCounts())
        assert (read.asked, read.concepts) == (plain.asked, plain.concepts)
        assert (read.original, read.restored) == (typed, None)
