"""The register of deadlines: what is read out of a text, and how it is found again."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from assistant.documents.deadlines import read_deadlines
from assistant.documents.read import read_document
from assistant.faces.ics import calendar
from assistant.index.store import Store, StoreWriter
from assistant.types import Access, Deadline, Document, Filters, Heading, Page

DATA = Path(__file__).parents[1] / "data" / "deadlines"
DAY = date(2024, 3, 20)
# How a passage's keys are called in a deadline.
FIELDS = {"actor": "actor", "to": "recipient", "place": "place", "duty": "duty"}


def document(text: str, **fields: Any) -> Document:
    given: dict[str, Any] = {"kind": "KH", "issued_on": DAY, "title": "Kế hoạch", **fields}
    return Document(
        id=given.pop("id", "d1"),
        source=given.pop("source", "kh.txt"),
        text=text,
        digest="",
        **given,
    )


def passages(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((DATA / name).read_text("utf-8"))["passage"]
    return found


def of_passage(passage: dict[str, Any]) -> Document:
    published = passage.get("published")
    issued = None if published else passage.get("issued", DAY)
    return document(
        passage["text"],
        kind=passage.get("kind", "KH"),
        issued_on=issued,
        published_on=published,
    )


@pytest.mark.parametrize("passage", passages("due.toml"), ids=lambda p: p["text"][:60])
def test_what_is_due_is_read(passage: dict[str, Any]) -> None:
    found = {one.phrase: one for one in read_deadlines(of_passage(passage))}

    assert list(found) == [wanted["phrase"] for wanted in passage["deadlines"]]
    for wanted in passage["deadlines"]:
        one = found[wanted["phrase"]]
        assert one.due == wanted.get("due")
        assert one.inferred == wanted.get("inferred")
        assert one.firm is wanted.get("firm", True)
        assert one.exclusive is wanted.get("exclusive", one.exclusive)
        for key, field in FIELDS.items():
            if key in wanted:
                assert getattr(one, field) == (wanted[key] or None)


@pytest.mark.parametrize("passage", passages("not_due.toml"), ids=lambda p: p["text"][:60])
def test_what_is_not_due_is_not_read(passage: dict[str, Any]) -> None:
    assert read_deadlines(of_passage(passage)) == ()


def test_the_set_is_large_enough_to_say_something() -> None:
    assert len(passages("due.toml")) >= 40
    assert len(passages("not_due.toml")) >= 40


def test_spans_are_of_the_text_and_pages_those_of_the_quote() -> None:
    text = (
        "Phần mở đầu của kế hoạch.\n"
        "Đảng uỷ xã họp kiểm điểm. Hoàn thành trước ngày 5/6/2024.\n"
        "Các chi bộ nộp báo cáo trước ngày 9/6/2024."
    )
    start = text.index("Các chi bộ")
    pages = (Page(1, 0, start), Page(2, start, len(text)))
    first, second = read_deadlines(document(text, pages=pages))

    for one in (first, second):
        assert text[one.start : one.end] == one.quote
        assert text[one.phrase_start : one.phrase_end] == one.phrase
        assert one.duty in one.quote
    assert first.quote == "Đảng uỷ xã họp kiểm điểm. Hoàn thành trước ngày 5/6/2024."
    assert first.actor == "Đảng uỷ xã"  # as it stands, not as it is compared
    assert (first.page, second.page) == (1, 2)


def test_a_heading_that_names_nobody_ends_the_search_for_who_acts() -> None:
    text = "Văn phòng Huyện ủy\nII. Tiến độ\nHoàn thành hồ sơ trước ngày 5/6/2024."
    at = text.index("II.")
    headings = (Heading(1, "II. Tiến độ", at, at + 11),)

    assert read_deadlines(document(text))[0].actor == "Văn phòng Huyện ủy"
    assert read_deadlines(document(text, headings=headings))[0].actor is None


def test_no_year_is_made_up_where_the_document_has_no_date() -> None:
    (one,) = read_deadlines(document("Chi bộ nộp báo cáo trước ngày 23/5.", issued_on=None))

    assert (one.due, one.inferred) == (None, None)


def test_a_deadline_that_is_said_twice_is_read_once() -> None:
    text = "Chi bộ gửi báo cáo trước ngày 5/6/2024.\nChi bộ  gửi báo cáo trước ngày 5/6/2024."

    assert len(read_deadlines(document(text))) == 1


def test_its_id_stays_as_long_as_the_document_says_the_same() -> None:
    said = "Chi bộ gửi báo cáo trước ngày 5/6/2024."
    (before,) = read_deadlines(document(said))
    (after,) = read_deadlines(document(f"Một dòng mới.\n{said}"))
    (other,) = read_deadlines(document(said.replace("5/6", "6/6")))

    assert before.id == after.id
    assert before.start != after.start
    assert other.id != before.id


@pytest.mark.parametrize(
    ("today", "text", "past"),
    [
        (date(2024, 6, 4), "trước ngày 5/6/2024", False),
        (date(2024, 6, 5), "trước ngày 5/6/2024", True),
        (date(2024, 6, 5), "chậm nhất ngày 5/6/2024", False),
        (date(2024, 6, 6), "chậm nhất ngày 5/6/2024", True),
        (date(2030, 1, 1), "trước ngày 5/6", False),
    ],
)
def test_the_named_day_itself_is_late_only_behind_before(
    today: date, text: str, past: bool
) -> None:
    (one,) = read_deadlines(document(f"Chi bộ gửi báo cáo {text}."))

    assert one.is_past(today) is past


def test_a_document_cannot_ask_for_what_was_due_before_it() -> None:
    said = "Các chi bộ gửi báo cáo trước ngày 1/3/2024."

    assert read_deadlines(document(said)) == ()
    assert len(read_deadlines(document(said, issued_on=date(2024, 2, 1)))) == 1


_WORDS = st.sampled_from(
    (
        "trước ngày hạn chậm nhất trong quý II/2024 hằng tháng 5/6/2024 5/6 31/2/2024 kể từ vòng"
        " 10 các chi bộ , ; : . ( ) | \n - hoàn thành gửi báo cáo về Huyện ủy đã phấn đấu cuối năm"
        " Tết 𝟝 \0"
    ).split(" ")
)


@given(st.lists(_WORDS, max_size=60).map(" ".join), st.none() | st.dates())
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read(text: str, issued: date | None) -> None:
    for one in read_deadlines(document(text, issued_on=issued)):
        assert text[one.start : one.end] == one.quote
        assert text[one.phrase_start : one.phrase_end] == one.phrase
        assert one.start <= one.phrase_start < one.phrase_end <= one.end
        assert one.duty in one.quote
        assert not (one.due and one.inferred)
        for said in (one.actor, one.recipient):
            assert said is None or said in text


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_writing_can_be_read(text: str) -> None:
    read_deadlines(document(text))


@pytest.mark.alone
@pytest.mark.parametrize(
    "piece",
    [
        "trước ngày 5/6/2024 ",
        "các chi bộ, ",
        "hạn ",
        "chậm nhất là ",
        "gửi báo cáo về ",
        "trong vòng 10 ngày kể từ ngày ",
        "đã ",
        "nếu ",
        "ngày 5, ",
        "(",
        "1. ",
        "Ban Tổ chức và ",
        "đề nghị các chi bộ gửi báo cáo trước ngày 5/6, ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(times: int) -> float:
        text = document(piece * times + "gửi trước ngày 5/6/2024")
        begin = time.process_time()
        read_deadlines(text)
        return time.process_time() - begin

    seconds(10)
    small, large = min(seconds(100) for _ in range(3)), min(seconds(800) for _ in range(2))
    assert large < 0.2 + 24 * small


def test_the_articles_say_what_their_readers_were_told(shared: Path) -> None:
    found = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        for one in read_deadlines(read_document(path.name, path.read_bytes())):
            found[one.phrase] = (one.actor, one.place, one.due, one.firm)

    assert found == {
        "phấn đấu đến cuối tháng 5": ("các chi bộ, đảng bộ còn lại", "Ngã Năm", None, False),
        "trước ngày 23/3/2023": ("cấp cơ sở", "Vĩnh Lợi", date(2023, 3, 23), True),
        "trước ngày 10/4/2023": ("cấp huyện", "Vĩnh Lợi", date(2023, 4, 10), False),
    }


# --- The register of an index


def stored(folder: Path, *documents: Document) -> Store:
    writer = StoreWriter(folder)
    for one in documents:
        writer.add(one, (), f"/corpus/{one.source}")
    writer.commit()
    writer.close()
    return Store(folder)


def phrases(found: list[Deadline]) -> list[str]:
    return [one.phrase for one in found]


@pytest.fixture
def register(tmp_path: Path) -> Store:
    return stored(
        tmp_path,
        document(
            "Các chi bộ nộp báo cáo trước ngày 9/6/2024.\n"
            "Ban Dân vận họp xong chậm nhất ngày 8/6/2024.\n"
            "Các tổ phục vụ hoàn thành việc được giao trước ngày 20/7.\n"
            "Đảng ủy báo cáo chậm nhất ngày 15 hằng tháng.",
            id="a",
            source="a.txt",
            issuer="Ban Thường vụ Huyện ủy Vĩnh Lợi",
            place="Vĩnh Lợi",
        ),
        document(
            "Chi bộ cơ quan gửi danh sách trước ngày 1/5/2024.",
            id="b",
            source="b.txt",
            number="7-KH/TU",
            issuer="Ban Thường vụ Tỉnh ủy Sóc Trăng",
            place="Sóc Trăng",
            access=Access.INTERNAL,
        ),
    )


def test_by_day_and_those_without_one_last(register: Store) -> None:
    found = register.deadlines()

    assert phrases(found) == [
        "trước ngày 1/5/2024",
        "chậm nhất ngày 8/6/2024",
        "trước ngày 9/6/2024",
        "trước ngày 20/7",
        "chậm nhất ngày 15 hằng tháng",
    ]
    text = register.document("b").text
    assert found[0] == read_deadlines(register.document("b"))[0]
    assert text[found[0].start : found[0].end] == found[0].quote


def test_bounds_take_the_named_day_and_the_last_in_time(register: Store) -> None:
    def between(since: date | None, until: date | None) -> list[str]:
        return phrases(register.deadlines(Filters(since=since, until=until)))

    both = ["chậm nhất ngày 8/6/2024", "trước ngày 9/6/2024"]
    assert between(date(2024, 6, 8), date(2024, 6, 8)) == both
    assert between(date(2024, 6, 9), date(2024, 6, 9)) == ["trước ngày 9/6/2024"]
    assert between(date(2024, 7, 1), None) == ["trước ngày 20/7"]
    assert between(None, date(2024, 5, 31)) == ["trước ngày 1/5/2024"]


def test_internal_documents_stay_unseen_without_the_right(register: Store) -> None:
    public = Filters(access=frozenset({Access.PUBLIC}))

    assert "trước ngày 1/5/2024" not in phrases(register.deadlines(public))
    assert len(register.deadlines(public)) == 4
    assert register.deadlines(replace(public, place="Sóc Trăng")) == []


def test_a_body_issued_it_or_has_to_act_and_a_place_has_two_names(register: Store) -> None:
    assert len(register.deadlines(Filters(issuer="huyen uy vinh loi"))) == 4
    assert phrases(register.deadlines(Filters(issuer="Ban Dân vận"))) == ["chậm nhất ngày 8/6/2024"]
    assert phrases(register.deadlines(Filters(place="soc trang"))) == ["trước ngày 1/5/2024"]
    assert phrases(register.deadlines(Filters(place="thành phố Cần Thơ"))) == [
        "trước ngày 1/5/2024"
    ]
    assert register.deadlines(Filters(place="Huế")) == []


@pytest.mark.alone
def test_ten_thousand_are_searched_at_once(tmp_path: Path) -> None:
    days = [
        f"{day}/{month}/{year}" for year in (2025, 2026) for month in range(1, 13) for day in (3, 9)
    ]
    store = stored(
        tmp_path,
        *(
            document(
                "\n".join(
                    f"Chi bộ {n} nộp báo cáo số {m} trước ngày {days[m]}." for m in range(40)
                ),
                id=f"d{n}",
                source=f"{n:03}.txt",
                place=f"Xã {n}",
            )
            for n in range(250)
        ),
    )
    month = Filters(since=date(2025, 3, 1), until=date(2025, 3, 20))
    store.deadlines(replace(month, place="Xã 7"))
    begin = time.perf_counter()
    found = store.deadlines(month)
    narrowed = time.perf_counter()
    every = store.deadlines()
    end = time.perf_counter()

    assert len(every) == 10_000
    assert len(found) == 500
    assert narrowed - begin < (end - narrowed) / 2


# --- The calendar


def test_a_calendar_of_the_same_build_is_the_same(register: Store) -> None:
    made = datetime(2024, 3, 21, 8, 30, tzinfo=UTC)
    found = register.deadlines()
    book = Calendar.from_ical(calendar(found, made))
    events = [event for event in book.walk("VEVENT") if isinstance(event, Event)]

    assert calendar(found, made) == calendar(register.deadlines(), made)
    assert [event.decoded("dtstart") for event in events] == [
        date(2024, 5, 1),
        date(2024, 6, 8),
        date(2024, 6, 9),
    ]
    assert {event.decoded("dtstamp") for event in events} == {made}
    assert len({str(event["uid"]) for event in events}) == 3


def test_text_is_escaped_and_what_is_not_firm_is_tentative() -> None:
    said = "Các chi bộ, đảng bộ dự kiến họp; báo cáo \\ kết quả trước ngày 5/6/2024."
    (one,) = read_deadlines(document(said))
    (event,) = Calendar.from_ical(calendar([one], datetime.now(UTC))).walk("VEVENT")

    assert one.duty in str(event["summary"])
    assert said in str(event["description"])
    assert str(event["status"]) == "CONFIRMED"
    (hope,) = read_deadlines(document("Chi bộ dự kiến họp xong trước ngày 5/6/2024."))
    (event,) = Calendar.from_ical(calendar([hope], datetime.now(UTC))).walk("VEVENT")
    assert str(event["status"]) == "TENTATIVE"
