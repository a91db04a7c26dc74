"""What the bot keeps: updates, people, what its messages stand for, subscriptions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.state import StateFile
from assistant.types import Access, Antecedent, Cited, Deadline, Document, Turn
from bots.telegram.digest import digest_text, due_now, known_items, newcomer, news
from bots.telegram.due import read_asked, spanned
from bots.telegram.erasure import erase
from bots.telegram.inbox import Arrival, Inbox
from bots.telegram.memory import Kept, Memory, Source
from bots.telegram.people import DAY, People, Request
from bots.telegram.roles import Admission, Role
from bots.telegram.subscriptions import MOST, Subscriber, Subscription, Subscriptions


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path / "state.sqlite")


def _arrivals(*pairs: tuple[int, int]) -> list[Arrival]:
    return [Arrival(number, chat, chat, f'{{"u":{number}}}') for number, chat in pairs]


def test_one_update_of_each_chat_is_due_in_order(file: StateFile, clock: Clock) -> None:
    inbox = Inbox(file, clock)
    assert inbox.store(_arrivals((1, 7), (2, 7), (3, 8))) == 3
    assert [one.id for one in inbox.due(set(), 9)] == [1, 3]
    assert [one.id for one in inbox.due({7}, 9)] == [3]
    inbox.done(1)
    assert [one.id for one in inbox.due(set(), 9)] == [2, 3]
    inbox.retry(2, 60)
    assert [one.id for one in inbox.due(set(), 9)] == [3]
    assert inbox.seconds_to_next() == 60
    clock.time += 61
    assert [(one.id, one.attempts) for one in inbox.due(set(), 9)] == [(2, 1), (3, 0)]


def test_a_repeated_update_is_stored_once_until_its_number_is_old(
    file: StateFile, clock: Clock
) -> None:
    inbox = Inbox(file, clock)
    inbox.store(_arrivals((1, 7)))
    inbox.done(1)
    assert inbox.store(_arrivals((1, 7))) == 0
    assert inbox.waiting() == 0
    clock.time += 3 * DAY
    inbox.tidy()
    assert inbox.store(_arrivals((1, 7))) == 1


def test_nothing_of_an_update_is_left_on_the_disk(file: StateFile, clock: Clock) -> None:
    inbox = Inbox(file, clock)
    inbox.store([Arrival(1, 7, 7, '{"text": "cau hoi rieng tu"}')])
    inbox.done(1)
    inbox.tidy()
    assert all(b"rieng tu" not in path.read_bytes() for path in file.path.parent.iterdir())


def test_the_bot_answers_everybody_until_somebody_is_invited(file: StateFile) -> None:
    people = People(file, (), Admission.UNTIL_INVITED)
    assert people.role(5) is Role.CADRE
    people.invite(Role.CADRE, 1)
    assert people.role(5) is None
    people.admit(5, Role.CADRE)
    people.forget(5, leave=True)
    assert people.role(5) is None


def test_a_named_administrator_closes_the_bot(file: StateFile) -> None:
    people = People(file, (9,), Admission.UNTIL_INVITED)
    assert (people.role(5), people.role(9)) == (None, Role.ADMINISTRATOR)
    assert People(file, (9,), Admission.EVERYONE).role(5) is Role.CADRE


def test_an_invitation_is_used_once_and_expires(file: StateFile, clock: Clock) -> None:
    people = People(file, now=clock)
    code = people.invite(Role.ADMINISTRATOR, 1)
    another = ("y" if code[0] == "x" else "x") + code[1:]
    assert people.redeem(another, 5, "Lan") is None
    assert people.redeem(code, 5, " Lan \n Nguyễn ") is Role.ADMINISTRATOR
    assert people.redeem(code, 6, None) is None
    assert [(one.id, one.name) for one in people.everyone()] == [(5, "Lan Nguyễn")]
    late = people.invite(Role.CADRE, 1)
    clock.time += DAY + 1
    assert people.redeem(late, 6, None) is None
    assert code.encode() not in file.path.read_bytes()


def test_nobody_loses_a_role_by_an_invitation(file: StateFile) -> None:
    people = People(file)
    people.admit(5, Role.ADMINISTRATOR)
    assert people.redeem(people.invite(Role.CADRE, 1), 5, None) is Role.ADMINISTRATOR
    assert people.role(5) is Role.ADMINISTRATOR


def test_requests_are_noted_once_and_may_be_made_again_after_a_week(
    file: StateFile, clock: Clock
) -> None:
    people = People(file, now=clock)
    assert [people.request(5, "Lan"), people.request(5, "Lan")] == [Request.NEW, Request.PENDING]
    assert [one.id for one in people.applicants()] == [5]
    people.deny(5)
    assert people.applicants() == []
    assert people.request(5, "Lan") is Request.DENIED
    clock.time += 8 * DAY
    assert people.request(5, "Lan") is Request.NEW


def test_what_a_message_stands_for_expires(file: StateFile, clock: Clock) -> None:
    memory = Memory(file, 2, clock)
    turn = Turn(
        "Hỏi gì?",
        "vi",
        (Antecedent("place", "Ngã Năm"),),
        (Access.PUBLIC,),
        (Cited("d", 0, 4),),
    )
    kept = Kept("answer", "Hỏi gì?", "vi", turn, (Source("d", "ab", 0, 4),), ("x",))
    memory.keep(1, [10, 11], 5, kept)
    assert memory.find(1, 10) == memory.find(1, 11) == memory.last(1, 5, "answer") == kept
    assert memory.last(1, 6, "answer") is memory.last(1, 5, "search") is memory.find(2, 10) is None
    clock.time += 2 * 3600 + 1
    assert memory.find(1, 10) is None
    memory.purge()
    assert b"answer" not in file.path.read_bytes()


def _subscribe(own: Subscriptions, topic: str, person: int = 5) -> Subscription | None:
    return own.add(Subscriber(person, person, 7, None), topic, "place", ())


def test_subscriptions_are_held_once_and_are_bounded(file: StateFile) -> None:
    own = Subscriptions(file)
    first = _subscribe(own, "Ngã Năm")
    assert first is not None
    assert first == _subscribe(own, "Ngã Năm")
    assert all(_subscribe(own, f"xã {n}") for n in range(MOST - 1))
    assert _subscribe(own, "một nữa") is None
    assert own.remove(6, first.id) is None
    assert own.remove(5, first.id) == first
    assert len(own.of(5)) == MOST - 1


def test_a_day_is_begun_once_and_can_be_taken_back(file: StateFile) -> None:
    own, today = Subscriptions(file), date(2024, 3, 4)
    made = _subscribe(own, "Ngã Năm")
    assert made
    items = [(made.id, "d:1")]
    assert own.begin_telling(5, today, items)
    assert not own.begin_telling(5, today, items)
    assert own.told(made.id) == {"d:1"}
    own.take_back(5, None, items)
    assert own.told(made.id) == set()
    assert own.begin_telling(5, today, items)


def test_nothing_of_a_person_is_left(file: StateFile, clock: Clock) -> None:
    person = 5_812_349_871
    people = People(file, now=clock)
    people.admit(person, Role.CADRE, "Lan Riêng")
    Memory(file, 2, clock).keep(1, [10], person, Kept("answer", "câu hỏi riêng"))
    assert _subscribe(Subscriptions(file), "nơi riêng", person)
    Inbox(file, clock).store([Arrival(1, 7, person, "tin riêng")])
    erase(file, person, leave=True)
    with file.read() as connection:
        tables = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'telegram%'"
        ).fetchall()]  # fmt: skip
        rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables]  # noqa: S608
    assert str(person) not in str(rows)
    on_disk = b"".join(path.read_bytes() for path in file.path.parent.iterdir())
    assert "riêng".encode() not in on_disk
    assert "Riêng".encode() not in on_disk


# --- The daily message


def _deadline(day: date | None, *, name: str = "h1", exclusive: bool = False) -> Deadline:
    return Deadline(
        name, "d1", "Kế hoạch", "KH", "1-KH/TU", None, "a.txt", None, 0, 9, "q", 0, 1, "p",
        None, "nộp báo cáo", None, "Ngã Năm", None, day, exclusive, None, True,
    )  # fmt: skip


def _document(digest: str = "0" * 64) -> Document:
    return Document("d1", "a.txt", "Kế hoạch về báo cáo", "x", digest, number="1-KH/TU")


_NGA_NAM = Subscription(1, 5, "Ngã Năm", "place")


def test_who_is_due() -> None:
    now = datetime(2024, 3, 4, 7, 0, tzinfo=UTC)
    early, late = Subscriber(1, 1, 7, None), Subscriber(2, 2, 8, None)
    told = Subscriber(3, 3, 6, date(2024, 3, 4))
    before = Subscriber(4, 4, 6, date(2024, 3, 3))
    assert [one.person for one in due_now([early, late, told, before], now)] == [1, 4]
    # Whoever subscribes after the hour is written to on the next day.
    assert due_now([newcomer(9, 9, 7, now)], now) == []
    assert newcomer(9, 9, 8, now).told_on is None


def test_what_is_new_is_told_once() -> None:
    today = date(2024, 3, 4)
    known = known_items([_document()], [_deadline(date(2024, 6, 1))])
    assert not news(_NGA_NAM, [_document()], [_deadline(date(2024, 6, 1))], known, today)
    changed = news(_NGA_NAM, [_document("1" * 64)], [], known, today)
    assert len(changed.documents) == 1
    assert not news(_NGA_NAM, [_document("1" * 64)], [], known | changed.items, today)


def test_a_deadline_is_reminded_of_a_week_and_a_day_before() -> None:
    due = _deadline(date(2024, 3, 20))
    told = set(known_items([], [due]))
    reminded = []
    for day in range(1, 25):
        today = date(2024, 3, day)
        fresh = news(_NGA_NAM, [], [due], told, today)
        told |= fresh.items
        reminded += [day] if fresh.reminders else []
    assert reminded == [13, 19]


def test_the_day_before_an_exclusive_deadline_is_its_last() -> None:
    due = _deadline(date(2024, 3, 20), exclusive=True)
    told = known_items([], [due])
    assert not news(_NGA_NAM, [], [due], told, date(2024, 3, 11)).reminders
    assert news(_NGA_NAM, [], [due], told, date(2024, 3, 12)).reminders


def test_one_thing_of_two_subscriptions_is_named_once() -> None:
    other = Subscription(2, 5, "Sóc Trăng", "place")
    both = [news(one, [_document()], [], (), date(2024, 3, 4)) for one in (_NGA_NAM, other)]
    assert digest_text(both, date(2024, 3, 4)).plain.count("1-KH/TU") == 1


# --- Which deadlines


def test_deadlines_are_asked_for_by_time_and_place() -> None:
    today = date(2024, 3, 6)
    week = spanned("w", today)
    assert (week.since, week.until) == (date(2024, 3, 4), date(2024, 3, 10))
    asked = read_asked("tháng 4/2023 Ngã Năm", today)
    assert (asked.since, asked.until) == (date(2023, 4, 1), date(2023, 4, 30))
    assert asked.of == "Ngã Năm"
    assert asked.filters.place == "Ngã Năm"
    assert read_asked("Ban Thường vụ Tỉnh ủy", today).filters.issuer == "Ban Thường vụ Tỉnh ủy"
    ahead = read_asked("", today)
    assert (ahead.since, ahead.until, ahead.of) == (today, None, "")
