"""Questions in a private chat: however they are typed, and what can be tapped afterwards."""

from __future__ import annotations

import pytest
from botapi import Chat, Reply

_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"


def _values(reply: Reply) -> str:
    return " ".join(reply.bold).casefold()


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (_QUESTION, "trước ngày 23/3/2023"),
        ("han nop bao cao cua cap co so huyen vinh loi", "trước ngày 23/3/2023"),
        ("vinh lowij yeeu caauf caaps cow sowr ddanhs gias xong truowcs ngayf naof", "23/3/2023"),
        ("PBTTT Thị ủy Ngã Năm là ai?", "võ minh thắng"),
        ("When was Conclusion 21-KL/TW issued?", "25 tháng 10 năm 2021"),
        ("Kế hoạch 60 – KH/TU ban hành ngày nào?", "20 tháng 3 năm 2023"),
    ],
)
def test_however_it_is_typed(cadre: Chat, question: str, value: str) -> None:
    assert value in _values(cadre.asks(question))


def test_an_answer_names_its_sources(cadre: Chat) -> None:
    reply = cadre.asks("Hạn nộp báo cáo của cấp cơ sở là khi nào?")
    days = ("12/3/2024", "20/3/2024", "08/3/2024")
    assert {f"Trước ngày {day}" for day in days} <= set(reply.bold)
    for said in (
        "1. Kế hoạch số 27-KH/HU, Ban Thường vụ Huyện ủy Đông Kỳ, 29/1/2024, trang 1",
        "2. Kế hoạch số 48-KH/TU, Ban Thường vụ Tỉnh ủy Hòa Giang, 15/1/2024",
        "3. Kế hoạch số 31-KH/HU, Ban Thường vụ Huyện ủy Lâm Khê, 2/2/2024",
    ):
        assert said in reply.text
    assert sum("Nguồn" in button for button in reply.buttons) == 3


def test_what_is_hardly_likely_is_told_with_a_word_of_caution(cadre: Chat) -> None:
    reply = cadre.asks("Vĩnh Lợi đặt ra yêu cầu gì đối với việc đánh giá?")
    assert reply.text.startswith("⚠️ Chưa chắc đây là điều đồng chí hỏi")
    assert "trung thực, khách quan" in reply.text
    assert "Chưa chắc" not in cadre.asks(_QUESTION).text


def test_what_was_restored_is_shown(cadre: Chat) -> None:
    reply = cadre.asks("ai chu toa hoi nghi rut kinh nghiem o nga nam")
    assert "Tôi hiểu câu hỏi là: ai chủ tọa hội nghị rút kinh nghiệm ở" in reply.text
    assert "Tôi hiểu" not in cadre.asks(_QUESTION).text


def test_english_is_answered_in_english(cadre: Chat) -> None:
    reply = cadre.asks("When was Conclusion 21-KL/TW issued?")
    assert "Sources" in reply.bold
    assert not {"Nguồn"} & set(reply.bold)
    assert any("Source" in button for button in reply.buttons)


def test_what_does_not_stand_there_is_not_made_up(cadre: Chat) -> None:
    reply = cadre.asks("Ai là Bí thư Tỉnh ủy Long An?")
    assert "Chưa tìm thấy câu trả lời" in reply.text
    assert "Long An" in reply.text


def test_what_stands_nearest_opens_with_a_tap(cadre: Chat) -> None:
    reply = cadre.asks("Huyện Vĩnh Lợi hỗ trợ bao nhiêu tiền cho chi bộ làm điểm?")
    assert "\n1. " in reply.text
    cadre.taps("📄 1")
    passage = cadre.gets()
    assert "Vĩnh Lợi" in passage.text
    assert "<u>" in passage.html, "the sentence is underlined"


def test_typing_is_shown(cadre: Chat) -> None:
    cadre.asks(_QUESTION)
    assert cadre.room.actions[0] == "typing"


def test_markup_in_a_question_stays_text(cadre: Chat) -> None:
    reply = cadre.asks("<b>Kế hoạch</b> 60-KH/TU & <script> ban hành ngày nào?")
    assert reply.text


def test_a_follow_up_leans_on_the_last_question(cadre: Chat) -> None:
    cadre.asks("Ở Vĩnh Lợi, hạn nộp báo cáo của cấp cơ sở là khi nào?")
    reply = cadre.asks("Còn cấp huyện thì sao?")
    assert "10/4/2023" in _values(reply)


def test_a_reply_leans_on_the_answer_that_it_replies_to(cadre: Chat) -> None:
    first = cadre.asks("Ở Vĩnh Lợi, hạn nộp báo cáo của cấp cơ sở là khi nào?")
    cadre.asks("Chỉ thị 05-CT/TW ban hành ngày nào?")
    reply = cadre.asks("Còn cấp huyện thì sao?", reply_to=first)
    assert "10/4/2023" in _values(reply)
