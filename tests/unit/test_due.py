"""Questions after what falls due: which days they ask for, and what the register gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from fakes import NoCounts

from assistant.answering.compose import answered
from assistant.answering.due import choose_due, due_points, due_question, next_due
from assistant.answering.points import Point
from assistant.documents.deadlines import read_deadlines
from assistant.retrieval.understand import understand
from assistant.types import Document, Query

TODAY = date(2024, 5, 22)  # a Wednesday
PLAN = Document(
    id="d1",
    source="kh.txt",
    kind="KH",
    issued_on=date(2024, 1, 10),
    place="xã Tân Lộc",
    issuer="Đảng ủy xã Tân Lộc",
    title="Kế hoạch",
    digest="",
    text="""
1. Các chi bộ gửi báo cáo quý về Văn phòng Đảng ủy trước ngày 25/5/2024.
2. UBND xã hoàn thành kiểm kê đất đai trước ngày 20/6/2024.
3. Hội Nông dân xã tổ chức tập huấn xong trong tháng 6/2024.
4. Các chi bộ nộp đảng phí chậm nhất ngày 30/4/2024.
""",
)
REGISTER = read_deadlines(PLAN)


def read(text: str) -> Query:
    return understand(text, NoCounts())


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Tháng 6/2024 có việc gì đến hạn?", date(2024, 6, 1), date(2024, 6, 30)),
        ("Tháng 6 có việc gì đến hạn?", date(2024, 6, 1), date(2024, 6, 30)),
        ("Quý III/2024 có những hạn nào?", date(2024, 7, 1), date(2024, 9, 30)),
        ("Tuần này có hạn nào không?", date(2024, 5, 20), date(2024, 5, 26)),
        ("Tuần tới phải làm gì?", date(2024, 5, 27), date(2024, 6, 2)),
        ("Tháng sau phải nộp báo cáo gì?", date(2024, 6, 1), date(2024, 6, 30)),
        ("Hôm nay có gì đến hạn?", TODAY, TODAY),
        ("Ngày mai có gì đến hạn?", date(2024, 5, 23), date(2024, 5, 23)),
        ("Chi bộ phải nộp gì trước 25/5/2024?", TODAY, date(2024, 5, 25)),
        ("Những việc gì sắp đến hạn?", TODAY, date(2024, 6, 21)),
        ("Việc nào quá hạn?", None, date(2024, 5, 21)),
        ("Liệt kê các hạn trong năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("What is due in June 2024?", date(2024, 6, 1), date(2024, 6, 30)),
        ("What is overdue?", None, date(2024, 5, 21)),
    ],
)
def test_the_days_that_are_asked_for(question: str, since: date | None, until: date) -> None:
    found = due_question(read(question), TODAY)

    assert found is not None
    assert found.days == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "Hạn nộp báo cáo tháng 6 là khi nào?",
        "Báo cáo tháng 6 có thời hạn khi nào?",
        "UBND xã phải làm gì?",
        "Đảng viên nào quá hạn chuyển chính thức?",
        "Hồ sơ nào quá hạn giải quyết trong năm 2024?",
        "Kế hoạch 60-KH/TU có những thời hạn nào?",
        "Hồ sơ gồm những gì, thời hạn giải quyết bao lâu?",
        "Tháng 6/2024 có sự kiện gì?",
        "Thẻ hết hạn thì làm gì?",
    ],
)
def test_other_questions_are_not_of_the_register(question: str) -> None:
    assert due_question(read(question), TODAY) is None


def duties(question: str, today: date = TODAY) -> list[str]:
    asked = due_question(read(question), today)
    assert asked is not None
    return [one.duty.split(",")[0] for one in choose_due(asked, REGISTER)]


def test_what_falls_due_in_a_month_whoever_acts() -> None:
    found = duties("Tháng 6 có việc gì đến hạn?")

    assert [one.split()[0] for one in found] == ["UBND", "Hội"]


def test_of_one_body_alone_also_by_its_whole_name() -> None:
    assert duties("Ủy ban nhân dân xã phải làm gì trong tháng 6/2024?") == [
        "UBND xã hoàn thành kiểm kê đất đai trước ngày 20/6/2024"
    ]


def test_of_a_body_with_its_place() -> None:
    assert len(duties("UBND xã Tân Lộc phải làm gì trong tháng 6/2024?")) == 1
    assert duties("UBND xã Tân Phú phải làm gì trong tháng 6/2024?") == []


def test_what_a_body_must_do_is_not_what_others_do_by_its_paper() -> None:
    assert duties("Đảng ủy phải nộp gì trong năm 2024?") == []
    assert len(duties("Đảng ủy xã có những hạn nào trong năm 2024?")) == 4


def test_a_talk_on_a_theme_is_nothing_to_hand_in() -> None:
    text = "Hội Nông dân xã tổ chức sinh hoạt chuyên đề xong trước ngày 20/6/2024."
    asked = due_question(read("Hội Nông dân phải gửi gì trong tháng 6/2024?"), TODAY)
    assert asked is not None

    assert choose_due(asked, read_deadlines(replace(PLAN, text=text))) == []


def test_two_lines_of_a_table_name_no_place_together() -> None:
    text = "Tổng hợp báo cáo toàn tỉnh\nXong trước ngày 15/6/2024"
    lines = tuple((text.index(line), text.index(line) + len(line)) for line in text.split("\n"))
    rows = Point(replace(PLAN, text=text), lines, ((0, len(text)),))

    said = answered(read("Tháng 6 có việc gì đến hạn?"), [rows], (), lambda d: None)

    assert said.statements[0].text == text
    assert said.statements[0].place == PLAN.place


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Tỉnh giao ai mua báo?", "xã Tân Lộc"),
        ("Xã Tân Lộc chọn đơn vị nào?", "xã Tân Lộc"),
        ("Chọn đơn vị nào làm điểm?", "Hà Phú"),
    ],
)
def test_whose_a_statement_is(question: str, place: str) -> None:
    texts = ("Tỉnh chỉ đạo Sở Tài chính mua báo.", "Chọn Đảng bộ xã Hà Phú làm điểm.")
    text = texts[0] if "báo" in question else texts[1]
    one = Point(replace(PLAN, text=text), ((0, len(text)),), ((0, len(text)),))

    said = answered(read(question), [one], (), lambda d: None)

    assert said.statements[0].place == place


def test_a_month_without_a_year_is_of_the_last_one_that_holds_any() -> None:
    assert len(duties("Tháng 6 có việc gì đến hạn?", date(2027, 3, 1))) == 2


def test_overdue_lists_the_latest_first() -> None:
    assert [one[:14] for one in duties("Việc gì quá hạn?", date(2024, 5, 28))] == [
        "Các chi bộ gửi",
        "Các chi bộ nộp",
    ]


def test_that_a_day_has_passed_says_nothing_of_what_was_done() -> None:
    asked = due_question(read("Việc gì quá hạn?"), TODAY)
    assert asked is not None

    points = due_points(asked, REGISTER, documents())

    assert [one.unstated for one in points] == [("việc đã làm xong hay chưa",)]


def test_the_day_before_which_it_is_due_is_asked_for_too() -> None:
    assert len(duties("Chi bộ phải nộp gì trước 25/5/2024?")) == 1
    assert duties("Chi bộ phải nộp gì trước 24/5/2024?") == [
        "Các chi bộ gửi báo cáo quý về Văn phòng Đảng ủy trước ngày 25/5/2024"
    ]


def test_where_nothing_is_due_what_comes_next_is_told() -> None:
    asked = due_question(read("Chi bộ phải nộp gì trong tháng 3/2024?"), TODAY)
    assert asked is not None

    assert choose_due(asked, REGISTER) == []
    assert [one.phrase for one in next_due(asked, REGISTER)] == [
        "chậm nhất ngày 30/4/2024",
        "trước ngày 25/5/2024",
    ]


def test_of_whom_the_register_knows_nothing_it_says_nothing() -> None:
    asked = due_question(read("Đoàn Thanh niên phải nộp gì trong tháng 3/2024?"), TODAY)
    assert asked is not None

    assert choose_due(asked, REGISTER) == []
    assert next_due(asked, REGISTER) == []


def test_points_quote_the_document_and_tell_each_thing_once() -> None:
    asked = due_question(read("Liệt kê các hạn trong năm 2024"), TODAY)
    assert asked is not None
    twice = (*REGISTER, *(replace(one, id=f"{one.id}-2") for one in REGISTER))

    points = due_points(asked, twice, documents())

    assert len(points) == 4
    for one in points:
        assert one.value is not None
        assert one.value.text in one.text
        assert one.text in PLAN.text[slice(*one.quotes[0])]


def documents() -> Callable[[str], Document]:
    return {PLAN.id: PLAN}.__getitem__
