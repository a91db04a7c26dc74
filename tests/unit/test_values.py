"""Which span of a sentence is the one asked for, and whether it can be told apart from others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import NoCounts
from made_answers import ask

from assistant.answering.alignment import FEATURES, features
from assistant.answering.terms import query_terms
from assistant.answering.values import find_values
from assistant.retrieval.understand import understand
from assistant.types import Asked, Document, Outcome

NEWS = Document("news", "tin.txt", "Huyện ủy Thanh Lộc sơ kết", "", digest="0", kind="news")

PRESENT = (
    "Dự hội nghị có các đồng chí: Hoàng Minh Giang, Chủ nhiệm Ủy ban Kiểm tra Huyện ủy, Vũ Thị"
    " Hạnh, Chánh Văn phòng Huyện ủy, Trưởng Công an huyện Đỗ Quang Khải và Bùi Văn Long."
)


def values(question: str, text: str, *, sure: bool = True) -> list[str]:
    found = find_values(understand(question, NoCounts()), text)
    return [span.text for span in found if span.sure or not sure]


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (
            "Huyện Thanh Lộc có bao nhiêu tổ chức cơ sở đảng?",
            "Đảng bộ huyện có 32 tổ chức cơ sở đảng, 180 chi bộ trực thuộc.",
            ["32 tổ chức cơ sở đảng"],
        ),
        ("Hội nghị họp lúc mấy giờ?", "Họp lúc 7 giờ 30 phút tại hội trường.", ["7 giờ 30 phút"]),
        ("Hội nghị họp lúc mấy giờ?", "Họp lúc 14 giờ tại hội trường.", ["14 giờ"]),
        ("Xã Hà Phú có mấy chi bộ?", "Xã có 100% chi bộ sinh hoạt đúng quy định.", []),
        (
            "Xã có bao nhiêu phần trăm chi bộ họp đúng quy định?",
            "Xã có 98% chi bộ họp đúng quy định.",
            ["98%"],
        ),
        (
            "Đơn vị nào làm điểm?",
            "Chọn Chi bộ Quân sự huyện và Đảng bộ xã Hà Phú làm điểm.",
            ["Đảng bộ xã Hà Phú"],
        ),
    ],
)
def test_a_value_is_whole_and_of_the_kind_asked_for(
    question: str, text: str, value: list[str]
) -> None:
    assert values(question, text) == value


def test_what_a_part_of_the_year_counts_is_not_the_years() -> None:
    half = "6 tháng đầu năm 2023, Đảng bộ huyện Thanh Lộc kết nạp 58 đảng viên."
    year = "Năm 2023, Đảng bộ huyện Thanh Lộc kết nạp 129 đảng viên."
    asked = "Năm 2023 Đảng bộ huyện Thanh Lộc kết nạp bao nhiêu đảng viên?"

    def outcome(question: str, text: str) -> Outcome:
        return ask(question, replace(NEWS, text=text)).outcome

    assert outcome(asked, half) is Outcome.NOT_FOUND
    assert outcome(asked, year) is Outcome.ANSWERED
    assert outcome(f"6 tháng đầu {asked[0].lower()}{asked[1:]}", half) is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("person", "office"),
    [
        ("Hoàng Minh Giang", ["Chủ nhiệm Ủy ban Kiểm tra Huyện ủy"]),
        ("Vũ Thị Hạnh", ["Chánh Văn phòng Huyện ủy"]),
        ("Đỗ Quang Khải", ["Trưởng Công an huyện"]),
        ("Bùi Văn Long", []),
    ],
)
def test_an_office_is_that_of_whom_it_stands_beside(person: str, office: list[str]) -> None:
    assert values(f"Đồng chí {person} giữ chức vụ gì?", PRESENT) == office


def test_whoever_is_named_by_an_office_may_hold_another() -> None:
    text = "Phó Bí thư Huyện ủy Lâm Khê làm Tổ trưởng, kiêm Chủ nhiệm câu lạc bộ."
    assert "Chủ nhiệm" in values("Phó Bí thư Huyện ủy kiêm chức gì?", text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Chánh Văn phòng Thị ủy Mai Tấn Lộc báo cáo.", ["Mai Tấn Lộc"]),
        ("Trưởng Công an xã Lê Bá Cường báo cáo.", ["Lê Bá Cường"]),
        ("Thủ tướng Olaf Scholz phát biểu.", ["Olaf Scholz"]),
        ("Bí thư Huyện ủy Trần Văn Thời báo cáo.", []),  # the district
        ("Trưởng Ban Tổ chức Huyện ủy báo cáo.", []),
    ],
)
def test_a_name_behind_an_office_is_a_person(text: str, names: list[str]) -> None:
    assert values("Ai báo cáo?", text) == names


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Họp tại Trường Tiểu học Lê Lợi.", "Trường Tiểu học Lê Lợi"),
        ("Họp tại Trung tâm Y tế huyện Phú Lạc vào sáng thứ Ba.", "Trung tâm Y tế huyện Phú Lạc"),
        ("Họp tại Hội trường lớn, Trung tâm Chính trị huyện.", None),
        ("Họp tại hội trường Ủy ban nhân dân xã, chủ đề về đất đai.", None),
    ],
)
def test_a_place_has_its_whole_name_and_no_more(text: str, place: str | None) -> None:
    whole = text.removeprefix("Họp tại ").removesuffix(".").split(", chủ đề")[0]
    assert values("Họp ở đâu?", text) == [place or whole]


def test_a_branch_has_the_number_of_its_unit() -> None:
    assert values("Chi bộ nào họp trước?", "Chi bộ Khu phố 4 họp trước.") == ["Chi bộ Khu phố 4"]


def test_what_overlaps_is_one_value() -> None:
    text = "Tập huấn từ ngày 02/5/2024 đến ngày 30/6/2024."
    found = values("Tập huấn trong thời gian nào?", text, sure=False)
    assert found == ["từ ngày 02/5/2024 đến ngày 30/6/2024"]


def test_a_number_that_the_question_gives_is_no_answer() -> None:
    text = "Trường có ba lớp, sau tăng lên bảy lớp."
    assert values("Trường từ 3 lớp tăng lên mấy lớp?", text) == ["bảy lớp"]


def test_a_class_of_invalid_is_no_day() -> None:
    text = "Đoàn thăm thương binh hạng 2/4 sáng 24/7."
    assert values("Đoàn thăm thương binh hôm nào?", text) == ["sáng 24/7"]


def test_years_of_history_and_bare_ones_are_dates() -> None:
    assert values("Thành được xây khi nào?", "Thành được xây năm 1428.") == ["năm 1428"]
    assert values("Trường mở năm nào?", "Trường (1998) nay có 20 lớp.") == ["1998"]
    assert values("Trường mở năm nào?", "Nhiệm kỳ 2020 - 2025, trường có 2000 em.") == []


def test_a_day_of_birth_answers_only_who_was_born_when() -> None:
    text = "Đồng chí Hoa, sinh ngày 15/3/1980, làm Trưởng ban từ ngày 01/6/2024."

    assert values("Ban họp vào ngày nào?", text) == ["ngày 01/6/2024"]
    assert "ngày 15/3/1980" in values("Đồng chí Hoa sinh ngày nào?", text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hoãn cuộc họp (dự kiến ngày 22/9/2024) sang ngày 05/10/2024.", "ngày 05/10/2024"),
        ("Cuộc họp được dời từ ngày 22/9/2024 sang ngày 05/10/2024.", "ngày 05/10/2024"),
        ("Lùi cuộc họp đến ngày 05/10/2024 thay vì ngày 22/9/2024.", "đến ngày 05/10/2024"),
    ],
)
def test_a_day_that_is_put_off_is_no_answer(text: str, day: str) -> None:
    found = values("Cuộc họp tổ chức vào ngày nào?", text)

    assert [one for one in found if "22/9" in one] == []
    assert len(found) == 1
    assert day.removeprefix("đến ") in found[0]


def test_what_a_paper_replaces_is_not_the_paper_asked_for() -> None:
    text = "Hướng dẫn này thay thế Hướng dẫn số 03-HD/BTCTU, ngày 20/10/2022."
    assert values("Hướng dẫn này căn cứ văn bản nào?", text) == []
    assert values("Hướng dẫn này thay văn bản nào?", text) == ["Hướng dẫn số 03-HD/BTCTU"]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Trưởng Công an xã Phú Đước là ai?", Asked.PERSON),
        ("Đồng chí Lê Thị Mai là ai?", Asked.OFFICE),
        ("Mất nước mấy ngày liền thì xã bị gì?", Asked.OTHER),
        ("Mưa mấy ngày liền?", Asked.COUNT),
    ],
)
def test_what_is_asked_for(question: str, asked: Asked) -> None:
    assert understand(question, NoCounts()).asked is asked


def told(question: str, text: str) -> str | None:
    [statement, *_] = ask(question, replace(NEWS, text=text)).statements
    return statement.value


MONEY = "Hộ dời đi tập trung được hỗ trợ 90 triệu đồng, hộ ở xen ghép được 75 triệu đồng."


def test_the_value_where_the_words_of_the_question_lead_to_is_told() -> None:
    assert told("Hộ dời đi tập trung được hỗ trợ bao nhiêu tiền?", MONEY) == "90 triệu đồng"
    text = "Hợp đồng được làm thành 02 bản, mỗi bên giữ 01 bản."
    assert told("Hợp đồng được làm thành mấy bản?", text) == "02 bản"
    text = "Tổng kinh phí hội thi 86 triệu đồng, trong đó ngân sách xã 56 triệu đồng."
    assert told("Tổng kinh phí hội thi là bao nhiêu?", text) == "86 triệu đồng"


def test_of_values_that_fit_alike_none_is_told_apart() -> None:
    text = "Hội thi làm vườn của huyện, xã Đông có 12 giải, xã Tây có 14 giải, xã Nam có 9 giải."
    given = ask("Hội thi làm vườn có mấy giải?", replace(NEWS, text=text))
    assert [(one.text, one.value) for one in given.statements] == [(text, None)]


def test_of_numbers_in_two_sentences_none_is_told_apart() -> None:
    text = "Hội thi làm vườn trao 12 giải. Năm trước, hội thi làm vườn trao 14 giải."
    given = ask("Hội thi làm vườn trao bao nhiêu giải?", replace(NEWS, text=text, kind=None))
    assert [(one.text, one.value) for one in given.statements] == [(text, None)]


def test_how_values_stand_to_a_question_is_measured() -> None:
    query = understand("Hộ ở xen ghép được bao nhiêu tiền?", NoCounts())
    found = find_values(query, MONEY)
    measured = features(query, MONEY, 0, found, query_terms(query, lambda *_: 1.0))
    assert measured.shape == (2, len(FEATURES))
    part = measured[:, FEATURES.index("part")]
    assert part[1] > part[0]
    assert measured.min() >= 0
    assert measured.max() <= 1


@pytest.mark.parametrize(
    ("question", "text", "whom"),
    [
        (
            "Bí thư bận thì ủy quyền tiếp dân cho ai?",
            "Khi vắng, bí thư ủy quyền cho phó bí thư thường trực tiếp dân.",
            ["phó bí thư thường trực"],
        ),
        (
            "Nền tái định cư ưu tiên cho ai?",
            "Khu có 84 nền; ưu tiên bố trí cho hộ chính sách, hộ nghèo.",
            ["hộ chính sách, hộ nghèo"],
        ),
        ("Nền tái định cư ưu tiên cho ai?", "Khu có 84 nền bố trí cho hộ nghèo.", []),
    ],
)
def test_for_whom_something_is_done(question: str, text: str, whom: list[str]) -> None:
    assert values(question, text) == whom


def test_a_place_ends_before_what_the_sentence_goes_on_with() -> None:
    text = "Lễ hội khai mạc tại Quảng trường Bến Gỗ và kéo dài đến hết ngày 13/4."
    assert "Quảng trường Bến Gỗ" in values("Lễ hội khai mạc ở đâu?", text)
    two = "Hội thi mở tại nhà văn hóa xã và sân vận động huyện."
    assert "nhà văn hóa xã và sân vận động huyện" in values("Hội thi mở ở đâu?", two)
