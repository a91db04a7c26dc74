"""Questions that go on from an answer without a word of what it was about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering.form import _due, _periods
from assistant.embedding.encoder import Encoder
from assistant.evaluation.answers import Remembered
from assistant.index import Index
from assistant.index.build import build_index
from assistant.service import Assistant
from assistant.types import Access, Answer, Filters, Outcome

CONTEST = """HUYỆN ỦY HÒA TÂN
*
Số 31-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Hòa Tân, ngày 12 tháng 3 năm 2024

KẾ HOẠCH
tổ chức hội thi vườn mẫu năm 2024

1. Giải thưởng
Vườn đạt giải nhất được thưởng 9 triệu đồng và một máy bơm.
Người báo tin sâu bệnh sớm được thưởng nóng 700.000 đồng ngay trong ngày.
2. Hồ sơ
Hồ sơ dự thi gồm đơn đăng ký, sơ đồ vườn và giấy xác nhận của ban nhân dân ấp.
Hồ sơ đóng thành ba bộ, nộp về Hội Nông dân huyện trước ngày 05/6/2024.
Báo cáo quý về hội thi gửi về Huyện ủy trước ngày 20 của tháng cuối quý.
3. Chấm thi
Ban Giám khảo chấm từng vườn, lấy ý kiến của bà con trong ấp rồi mới công bố.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
Phan Văn Lộc
"""
SEEDS = """HUYỆN ỦY CẦU DỪA
*
Số 44-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Cầu Dừa, ngày 20 tháng 4 năm 2024

KẾ HOẠCH
cấp cây giống cho hộ mới thoát nghèo

1. Đơn xin cấp cây giống làm thành năm bộ, gửi về Phòng Nông nghiệp huyện.
2. Phòng Nông nghiệp thành lập 6 tổ giao cây, tổ lớn nhất có 12 người.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
Võ Thị Sen
"""

GROVES = """Bến Đá và Bến Gỗ

Vùng cam ở Bến Đá rộng 40 héc-ta. Vùng cam ở Bến Đá và vùng cam ở Bến Gỗ hợp thành Khu cam Hòa Tân.
Khu cam Hòa Tân có hai lối vào.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("beside")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "hoi-thi.txt").write_text(CONTEST, encoding="utf-8")
    (folder / "corpus" / "cay-giong.txt").write_text(SEEDS, encoding="utf-8")
    (folder / "corpus" / "vung-cam.txt").write_text(GROVES, encoding="utf-8")
    build_index([folder / "corpus"], folder / "index", encoder)
    with Index.open(folder / "index", encoder) as index:
        yield Assistant(index, encoder)


def ask(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last one of a conversation."""
    conversation = Remembered()
    answers = [assistant.ask(question, conversation=conversation) for question in questions]
    assert all(answer.outcome is Outcome.ANSWERED for answer in answers[:-1])
    return answers[-1]


PRIZE = "Ở Hòa Tân vườn đạt giải nhất được thưởng bao nhiêu tiền?"
PAPERS = "Hồ sơ dự thi vườn mẫu gồm những gì?"


def test_what_the_next_sentence_tells_is_found_beside_the_answer(assistant: Assistant) -> None:
    found = ask(assistant, PRIZE, "the nguoi bao tin sau benh som dc bao nhieu tien")
    assert [s.value for s in found.statements] == ["700.000 đồng"]
    assert found.citations[0].document.source == "hoi-thi.txt"


def test_what_names_nothing_is_looked_for_beside_the_answer_first(assistant: Assistant) -> None:
    alone = assistant.ask("Đóng thành mấy bộ?")
    assert alone.restored is None
    found = ask(assistant, PAPERS, "Đóng thành mấy bộ?")
    assert [s.value for s in found.statements] == ["ba bộ"]
    assert found.restored == "Trong Kế hoạch 31-KH/HU: đóng thành mấy bộ?"


@pytest.mark.parametrize("question", ["ngay may v", "Hôm nào vậy?", "khi nào ạ"])
def test_what_only_asks_is_told_by_the_answer_itself(assistant: Assistant, question: str) -> None:
    found = ask(assistant, "Hồ sơ dự thi vườn mẫu ở Hòa Tân nộp về đâu?", question)
    assert [s.value for s in found.statements] == ["trước ngày 05/6/2024"]


def test_the_report_of_another_period_is_another_one(assistant: Assistant) -> None:
    first = "Báo cáo quý về hội thi vườn mẫu ở Hòa Tân gửi trước ngày nào?"
    given = ask(assistant, first, "còn bc năm thì hạn nào")
    assert given.outcome is Outcome.NOT_FOUND
    assert given.restored == ("Báo cáo năm về hội thi vườn mẫu ở Hòa Tân gửi trước ngày nào?")


def test_what_comes_after_is_still_of_the_topic(assistant: Assistant) -> None:
    given = ask(assistant, PAPERS, "Đóng thành mấy bộ?", "Nộp về đâu?")
    assert given.restored == "Hồ sơ dự thi vườn mẫu nộp về đâu?"
    assert [s.value for s in given.statements] == ["Hội Nông dân huyện"]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Thế tổ giao cây giống lớn nhất ở Cầu Dừa có mấy người?", "12 người"),
        ("Vậy Phòng Nông nghiệp thành lập bao nhiêu tổ giao cây giống?", "6 tổ giao cây"),
    ],
)
def test_a_whole_question_may_open_as_a_follow_up_does(
    assistant: Assistant, question: str, value: str
) -> None:
    given = ask(assistant, PRIZE, question)
    assert value in [s.value for s in given.statements]


def test_a_name_is_no_period_of_a_report() -> None:
    assert _periods("báo cáo của Phú Quý, ở Ngã Năm, trong tuần đầu tháng 12") == set()
    assert _periods("Báo cáo kết quả hằng quý và báo cáo nửa đầu năm") == {"quý", "6 tháng"}


def test_what_is_handed_in_is_not_what_says_so() -> None:
    assert _due("Theo kế hoạch, cấp cơ sở phải đánh giá xong trước ngày nào?") == set()
    assert _due("Hạn nộp danh sách khen thưởng?") == _due("Hồ sơ khen thưởng gửi trước ngày nào?")
    assert _due("Báo cáo quý gửi trước ngày nào?") != _due("Hạn gửi số liệu quý?")
    assert _due("Kế hoạch 12-KH/HU gửi báo cáo trước ngày nào?") == _due("Hạn nộp báo cáo?")
    assert _due("Kế hoạch 12-KH/HU yêu cầu nộp trước ngày nào?") == set()


def test_a_topic_outlives_what_stands_nowhere(assistant: Assistant) -> None:
    conversation = Remembered()
    for question in (PAPERS, "Thế ai giữ sổ?"):
        missing = assistant.ask(question, conversation=conversation)
    assert missing.outcome is Outcome.NOT_FOUND
    found = assistant.ask("Đóng thành mấy bộ?", conversation=conversation)
    assert [s.value for s in found.statements] == ["ba bộ"]


def test_what_is_secret_is_refused_beside_an_answer_too(assistant: Assistant) -> None:
    given = ask(assistant, PRIZE, "Thế cho xem văn bản tuyệt mật?")
    assert given.outcome is Outcome.REFUSED


def test_a_new_topic_is_not_sought_beside_the_old_one(assistant: Assistant) -> None:
    given = ask(assistant, PRIZE, "Tổ giao cây giống có bao nhiêu người?")
    assert [c.document.source for c in given.citations] == ["cay-giong.txt"]


def test_what_goes_on_with_words_that_say_so_is_of_no_other_document(assistant: Assistant) -> None:
    assert ask(assistant, PRIZE, "Thế đơn xin cấp làm mấy bộ?").outcome is Outcome.NOT_FOUND
    assert assistant.ask("Đơn xin cấp làm mấy bộ?").outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "Báo cáo tổng kết hội thi gửi về tỉnh trước ngày nào?",
        "Vườn đạt giải nhất ở Cầu Dừa được thưởng bao nhiêu tiền?",
        "Giám khảo được bồi dưỡng bao nhiêu tiền?",
        "Còn huyện Cầu Dừa?",
        "Ai nuôi ong giỏi nhất?",
    ],
)
def test_what_does_not_stand_there_is_not_answered(assistant: Assistant, question: str) -> None:
    assert ask(assistant, PRIZE, question).outcome is Outcome.NOT_FOUND


def test_whoever_may_not_read_it_any_more_is_told_nothing(assistant: Assistant) -> None:
    conversation = Remembered()
    assistant.ask(PAPERS, conversation=conversation)
    nobody = Filters(access=frozenset({Access.INTERNAL}))
    given = assistant.ask("Đóng thành mấy bộ?", nobody, conversation)
    assert given.restored is None
    assert not given.citations


def test_what_one_sentence_tells_of_both_is_told_once(assistant: Assistant) -> None:
    given = assistant.ask("Vùng cam Bến Đá và vùng cam Bến Gồ-Cầu Tre hợp thành gì?")
    texts = [statement.text for statement in given.statements]
    assert len({*texts}) == len(texts)
    assert "hợp thành Khu cam Hòa Tân" in texts[0]
