"""What a question narrows its documents to, and what it only speaks of."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.narrowing import narrow
from assistant.retrieval.periods import find_english_periods, find_periods
from assistant.types import Narrowing
from assistant.vietnamese.normalize import clean, fold

TODAY = date(2026, 3, 5)  # a Thursday


def read(text: str) -> Narrowing:
    return narrow(text, TODAY)


@pytest.mark.parametrize(
    ("text", "kinds", "strict"),
    [
        ("Tìm các kế hoạch về trồng rừng", ("KH",), True),
        ("Các nghị quyết về trồng rừng", ("NQ",), False),
        ("Những kết luận nào nói về trồng rừng?", ("KL",), False),
        ("Chỉ thị nào nói về trồng rừng?", ("CT",), False),
        ("Liệt kê báo cáo về trồng rừng", ("BC",), True),
        ("tìm kế hoạch, chỉ thị và công văn về trồng rừng", ("KH", "CT", "CV"), True),
        ("Đảng ủy xã đã ban hành những quy định nào?", ("QĐ",), False),
        ("tìm bài về trồng rừng", ("news",), True),
        ("các bài viết về trồng rừng", ("news",), False),
        ("tìm tin mới", ("news",), True),
        ("find plans for forests", ("KH",), True),
        ("Which directives mention forests?", ("CT",), False),
        ("show all news about forests", ("news",), True),
    ],
)
def test_types(text: str, kinds: tuple[str, ...], strict: bool) -> None:
    for form in (text, fold(text).lower()):
        assert read(form).kinds == kinds
        assert ("kind" in read(form).strict) is strict


@pytest.mark.parametrize(
    ("text", "issuers", "strict"),
    [
        ("Các kế hoạch của Huyện ủy Hòa Bình", ("Huyện ủy Hòa Bình",), True),
        ("Chỉ thị nào do Bộ Chính trị ban hành?", ("Bộ Chính trị",), False),
        ("Tìm văn bản do Ban Bí thư ký", ("Ban Bí thư",), True),
        ("Ban Thường vụ Quận ủy ra sao? Đảng ủy ban hành kế hoạch gì?", ("Đảng ủy",), False),
        ("Kế hoạch 7 của Đảng ủy xã Long Điền nêu gì?", ("Đảng ủy xã Long Điền",), False),
        ("Tìm nghị quyết của HĐND tỉnh Cà Mau năm 2024", ("HĐND tỉnh Cà Mau",), True),
    ],
)
def test_issuers(text: str, issuers: tuple[str, ...], strict: bool) -> None:
    assert read(text).issuers == issuers
    assert ("issuer" in read(text).strict) is strict
    unaccented = read(fold(text).lower())
    assert unaccented.issuers == tuple(fold(issuer).lower() for issuer in issuers)


def test_a_name_in_small_letters_ends_where_a_date_begins() -> None:
    found = read("cac nghi quyet cua thi uy nga nam nam 2023")
    assert found.issuers == ("thi uy nga nam",)
    assert found.since == date(2023, 1, 1)


def test_a_name_that_no_table_knows_ends_with_its_capitals() -> None:
    assert read("Các kế hoạch của Đảng ủy Sao Mai về học tập").issuers == ("Đảng ủy Sao Mai",)
    assert read("các kế hoạch của đảng ủy sao mai về học tập").issuers == ("đảng ủy",)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Hội nghị ở Ngã Năm bàn việc gì?", ("Ngã Năm",)),
        ("Hạn nộp báo cáo của xã Tân Long là khi nào?", ("xã Tân Long",)),
        ("Lễ hội tại huyện Vĩnh Lợi, tỉnh Bạc Liêu", ("huyện Vĩnh Lợi, Bạc Liêu",)),
        ("Các cuộc họp trên địa bàn tỉnh Cà Mau và Sóc Trăng", ("tỉnh Cà Mau", "Sóc Trăng")),
        ("Trách nhiệm của Ban Thường vụ Thị ủy Ngã Năm?", ("Thị ủy Ngã Năm",)),
        ("What did the meeting in Ngã Năm decide?", ("Ngã Năm",)),
        # The issuer says it already, or nothing says that it is there.
        ("Các kế hoạch của Huyện ủy Hòa Bình", ()),
        ("Ngã Năm là thị xã của tỉnh nào?", ()),
    ],
)
def test_where(text: str, places: tuple[str, ...]) -> None:
    found = read(text)
    assert found.places == places
    assert "place" not in found.strict
    assert len(read(fold(text).lower()).places) == len(places)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("các văn bản tháng 3/2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("các văn bản tháng 12/2023", date(2023, 12, 1), date(2023, 12, 31)),
        ("các văn bản tháng 2", date(2026, 2, 1), date(2026, 2, 28)),
        ("các văn bản tháng 11", date(2025, 11, 1), date(2025, 11, 30)),
        ("các văn bản quý 2 năm 2023", date(2023, 4, 1), date(2023, 6, 30)),
        ("các văn bản năm nay", date(2026, 1, 1), date(2026, 12, 31)),
        ("các văn bản năm ngoái", date(2025, 1, 1), date(2025, 12, 31)),
        ("các văn bản tháng trước", date(2026, 2, 1), date(2026, 2, 28)),
        ("các văn bản tháng này", date(2026, 3, 1), date(2026, 3, 31)),
        ("các văn bản tuần này", date(2026, 3, 2), date(2026, 3, 8)),
        ("các văn bản tuần trước", date(2026, 2, 23), date(2026, 3, 1)),
        ("các văn bản quý trước", date(2025, 10, 1), date(2025, 12, 31)),
        ("tin tức hôm nay", TODAY, TODAY),
        ("tin tức hôm qua", date(2026, 3, 4), date(2026, 3, 4)),
        ("các văn bản từ tháng 3 đến tháng 5 năm 2023", date(2023, 3, 1), date(2023, 5, 31)),
        ("các văn bản từ tháng 11 đến tháng 2 năm 2023", date(2022, 11, 1), date(2023, 2, 28)),
        ("các văn bản từ 05/3/2023 đến 07/4/2023", date(2023, 3, 5), date(2023, 4, 7)),
        ("các văn bản từ năm 2021 đến nay", date(2021, 1, 1), None),
        ("các văn bản trước năm 2022", None, date(2021, 12, 31)),
        ("các văn bản sau 01/7/2025", date(2025, 7, 2), None),
        ("kế hoạch năm ngoái", date(2025, 1, 1), date(2025, 12, 31)),
        ("kế hoạch ban hành ngày 07/4/2023", date(2023, 4, 7), date(2023, 4, 7)),
        ("Năm 2024, Huyện ủy ban hành những chỉ thị nào?", date(2024, 1, 1), date(2024, 12, 31)),
        ("plans issued in 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("directives issued by the Politburo after June 2023", date(2023, 7, 1), None),
        ("documents from last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("all documents since 2022", date(2022, 1, 1), None),
        ("find news from yesterday", date(2026, 3, 4), date(2026, 3, 4)),
    ],
)
def test_dates_of_issue(text: str, since: date | None, until: date | None) -> None:
    for form in (text, fold(text).lower()):
        assert (read(form).since, read(form).until) == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        "Báo cáo phải nộp trước ngày 10/5/2024?",
        "Đơn vị nào gửi kế hoạch trước ngày 10/5/2024?",
        "báo cáo trước ngày 10/5/2024",
        "Tìm kế hoạch phải hoàn thành trước ngày 10/5/2024",
        "Trách nhiệm của Huyện ủy Hòa Bình năm 2024 là gì?",
        "Đại hội năm 2025 diễn ra ở đâu?",
        "Các chương trình biểu diễn năm 2024",
        "Những bài hát nào ra đời năm 1990?",
        "Hội nghị ngày 10/5/2024 quyết định gì?",
        "Ai là Bí thư Huyện ủy Hòa Bình?",
        "What must be reported in 2024?",
        "Who spoke at the meeting last year?",
    ],
)
def test_what_a_document_speaks_of_narrows_no_date_and_no_issuer(text: str) -> None:
    for form in (text, fold(text).lower()):
        found = read(form)
        assert (found.since, found.until, found.issuers) == (None, None, ())
        assert not found.strict - {"kind"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kế hoạch 60-KH/TU nói gì?",
        "Kế hoạch số 18 yêu cầu gì?",
        "Các quy định về bảo mật là gì?",
        "Báo cáo phải có những nội dung gì?",
        "Chi bộ họp mấy lần?",
        "Các bãi đỗ xe ở đâu?",
        "ai la nguoi chu tri",
        "how many members are there",
    ],
)
def test_other_questions_narrow_nothing(text: str) -> None:
    assert read(text) == read(fold(text)) == Narrowing()


def test_strict_is_only_what_asks_for_documents() -> None:
    assert read("Tìm văn bản ban hành năm 2023").strict == {"date"}
    # A plan for 2023 may be of 2022, and what is told of a plan may be told by others.
    assert read("Các kế hoạch của Huyện ủy Hòa Bình năm 2023").strict == {"kind", "issuer"}
    assert read("Các kế hoạch của Huyện ủy Hòa Bình yêu cầu gì?").strict == frozenset()
    assert read("Kế hoạch 7 ban hành năm 2023 nêu gì?").strict == frozenset()
    # The year is guessed.
    assert read("Tìm văn bản tháng 2").strict == frozenset()


def test_the_words_that_were_read_are_shown() -> None:
    text = "Tìm các chỉ thị của Tỉnh ủy Cà Mau ban hành từ năm 2021 đến nay"
    words = {span.field: text[span.start : span.end] for span in read(text).spans}
    assert words == {
        "kind": "chỉ thị",
        "issuer": "của Tỉnh ủy Cà Mau",
        "date": "từ năm 2021 đến nay",
    }


def test_late_tone_marks_are_read_the_same() -> None:
    assert read("Tìm kế hoạch của Huyện uỷ Hoà Bình").issuers == ("Huyện ủy Hòa Bình",)


_PIECES = st.sampled_from(
    "tìm các những kế hoạch|chỉ thị|văn bản|bài|tin|nào|của|do|ban hành|Huyện ủy|bo chinh tri|"
    "Vĩnh Lợi|từ|đến|trước|sau|năm 2023|tháng 2|tháng 3/2023|29/2/2024|29/2|quý I|năm ngoái|"
    "tuần này|hôm nay|60-KH/TU|Kế hoạch 60|,|?|find|all|plans|issued|by|the|in|2023|last|year|"
    "before|since|March".split("|")
)
_TEXTS = st.lists(_PIECES, max_size=14).map(" ".join) | st.text().map(clean)
_DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@given(_TEXTS, _DAYS)
def test_spans_stand_in_the_question_and_fields_have_them(text: str, today: date) -> None:
    found = narrow(text, today)
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(text)
    fields = {span.field for span in found.spans}
    assert found.strict <= fields
    assert ("kind" in fields) == bool(found.kinds)
    assert ("issuer" in fields) == bool(found.issuers)
    assert ("place" in fields) == bool(found.places)
    assert ("date" in fields) == bool(found.since or found.until)
    assert not (found.since and found.until) or found.since <= found.until


@given(_TEXTS, _DAYS)
def test_periods_are_in_order_and_apart(text: str, today: date) -> None:
    for periods in (find_periods(text, today), find_english_periods(text, today)):
        last = 0
        for period in periods:
            assert last <= period.start < period.end <= len(text)
            assert period.since or period.until
            last = period.end
