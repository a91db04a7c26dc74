"""Questions after what falls due, answered from the register: `Tháng 6 có việc gì đến hạn?`"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.answering.points import Point
from assistant.answering.values import Span
from assistant.retrieval.periods import (
    COMING,
    coming_days,
    find_english_periods,
    month,
    quarter,
    year,
)
from assistant.types import Deadline, Document, Language, Query
from assistant.vietnamese.abbreviations import expand
from assistant.vietnamese.dates import find_dates
from assistant.vietnamese.normalize import comparable, fold
from assistant.vietnamese.places import find_places
from assistant.vietnamese.tokens import forms

_MOST = 8
_THINGS = (
    r"(?:việc|công việc|nhiệm vụ|báo cáo|văn bản|hồ sơ|cái|hạn|hạn chót|thời hạn|mốc|deadline)"
)
_FALLS = r"(?:đến hạn|tới hạn|đáo hạn|sắp hạn|gần hạn|quá hạn|trễ hạn|hết hạn)"
_MUST = r"(?:phải|cần)(?: \w+)?? (?:nộp|gửi|làm|hoàn thành|xong|báo cáo|thực hiện|trình)(?: xong)?"
_WHAT = rf"(?:{_THINGS} (?:gì|nào)|gì)"
# `việc gì đến hạn`, `có gì quá hạn`, `liệt kê các hạn trong tháng 6`
_FALLS_DUE = re.compile(
    rf"\b{_WHAT}\b[^?]*?\b{_FALLS}\b|\b{_FALLS} (?:những |các )?{_WHAT}\b"
    r"|\b(?:liệt kê|danh sách|cho xem|xem)(?: \w+)? (?:hạn|hạn chót|thời hạn|mốc|deadline)\b"
    r"|\bcó (?:những |các )?(?:hạn|hạn chót|thời hạn|mốc thời gian|deadline) (?:gì|nào)\b"
    r"|\bwhat(?:'s| is| falls)? (?:due|overdue)\b|\b(?:which|what) deadlines\b"
)
# `phải nộp gì trước 25/5`: of a time, else it asks what a body has to do at all.
_MUST_DO = re.compile(rf"\b{_MUST} (?:những |các )?(?P<what>{_WHAT})(?=\W|$)")
_ASKS_WHEN = re.compile(r"\b(?:khi nào|bao giờ|ngày nào|lúc nào|bao lâu|mấy|when)\b")
_SENDS = re.compile(r"\b(?:nộp|gửi|báo cáo|trình|đăng ký|cung cấp|bàn giao|chuyển)\b")
_OVERDUE = re.compile(r"\b(?:quá hạn|trễ hạn|overdue)\b")
_SOON = re.compile(
    r"\b(?:sắp|gần)(?: đến| tới)? hạn\b|\b(?:sắp tới|thời gian tới|upcoming|due soon)\b"
)
_SOON_DAYS = timedelta(days=30)
_BEFORE = re.compile(r"\b(?:trước|before)\s*$")
_UNTIL = re.compile(r"\b(?:đến|tới|until|by)(?: hết)?\s*$")
_SINCE = re.compile(r"\b(?:từ|sau|after|from)\s*$")
# What is left of a question about a body: `chi bộ`, `UBND xã`.
_NO_BODY = re.compile(
    rf"\b(?:{_FALLS}|{_MUST}|{_THINGS}|trong|vào|trước|từ|sau|đến|hết|có|những|các|gì|nào|là|thì|liệt"
    r"|kê|danh sách|cho|xem|tôi|mình|của|phải|cần|sắp|tới|gần|nay|này|đã|bị|còn|với|ạ|nhỉ|vậy|kỳ"
    r"|không|chưa|nữa|thế|nhé|hả|đi|giúp|em|ở|tại)\b"
)


@dataclass(frozen=True, slots=True)
class DueQuestion:
    """Which deadlines are asked for: of these days, both inclusive, None without end.

    `yearless` where no year was said; `body` are words for whose they are, or for who has to act
    where it is asked what that `must` do; `places` words of places' names; `thing` what has to be
    handed in (`báo cáo`); `overdue` lists the latest first.
    """

    since: date | None
    until: date | None
    body: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    must: bool = False
    thing: str = ""
    overdue: bool = False
    yearless: bool = False
    language: Language = "vi"

    @property
    def days(self) -> tuple[date | None, date | None]:
        return self.since, self.until


def due_question(query: Query, today: date) -> DueQuestion | None:
    """What is asked of the register; None where something else is asked, or no time is named."""
    text = " ".join(query.text.lower().split())
    falls, must = _FALLS_DUE.search(text), _MUST_DO.search(text)
    if query.numbers or not (falls or must) or _ASKS_WHEN.search(text):
        return None
    end = max(found.end() for found in (falls, must) if found)
    places = (*query.narrowing.places, *(found.name for found in find_places(query.text)))
    named = tuple(word for place in places for word in _folded(place))
    vietnamese = query.language == "vi"
    if vietnamese and set(_left(text[end:])) - set(named):
        return None  # something else is asked of it: `hồ sơ nào quá hạn giải quyết`
    days = _days(query, text, today)
    if days is None:
        return None
    starts = min(found.start() for found in (falls, must) if found)
    thing = _thing(must) if must else ""
    body = tuple(w for w in _left(text[:starts]) if w not in named) if vietnamese else ()
    return replace(
        days,
        body=body,
        places=named,
        must=must is not None,
        thing=thing,
        language=query.language,
    )


def _days(query: Query, text: str, today: date) -> DueQuestion | None:
    if _OVERDUE.search(text):
        return DueQuestion(None, today - timedelta(days=1), overdue=True)
    if named := COMING.search(text):
        return DueQuestion(*coming_days(named, today))
    if query.language == "en":
        found = [p for p in find_english_periods(query.original, today) if p.since or p.until]
        return DueQuestion(found[0].since, found[0].until) if found else None
    if said := _said(text, today):
        return said
    return DueQuestion(today, today + _SOON_DAYS) if _SOON.search(text) else None


def _thing(must: re.Match[str]) -> str:
    """What has to be handed in: `báo cáo`, or anything that is sent."""
    words = _folded(must["what"])[:-1]
    thing = " ".join(words)
    if thing in ("bao cao", "ho so", "van ban"):
        return thing
    return "gửi" if _SENDS.search(must[0]) else ""


def _folded(text: str) -> list[str]:
    return [fold(accented) for accented, _ in forms(text.lower())]


def _said(text: str, today: date) -> DueQuestion | None:
    """The days that a date of the question names; of one without a year, those of this one."""
    dates = find_dates(text)
    if not dates:
        return None
    when = dates[-1]
    in_year = when.year or today.year
    try:
        if when.day and when.month:
            first = last = date(in_year, when.month, when.day)
        elif when.month:
            first, last = month(in_year, when.month)
        elif when.quarter:
            first, last = quarter(in_year, when.quarter)
        else:
            first, last = year(in_year)
    except ValueError:
        return None
    before, yearless = text[: when.start], when.year is None
    if _BEFORE.search(before) or _UNTIL.search(before):
        until = first - timedelta(days=1) if _BEFORE.search(before) and not when.day else last
        since = today if today <= until else until - _SOON_DAYS
        return DueQuestion(since, until, yearless=yearless)
    if _SINCE.search(before):
        return DueQuestion(first, None, yearless=yearless)
    return DueQuestion(first, last, yearless=yearless)


def _left(text: str) -> tuple[str, ...]:
    """The words that name neither a time nor what is asked: who has to act."""
    for when in reversed(find_dates(text)):
        text = f"{text[: when.start]} {text[when.end :]}"
    text = _NO_BODY.sub(" ", COMING.sub(" ", text))
    return tuple(word for word in _folded(text) if not word.isdigit())


def choose_due(question: DueQuestion, register: Sequence[Deadline]) -> list[Deadline]:
    """The deadlines that are asked for, by day; of a day without a year those of the year that
    comes next, else of the last one that there was."""
    years = (0, 1, *(-back for back in range(1, _MOST_YEARS))) if question.yearless else (0,)
    for moved in years:
        held = [one for one in register if _within(one, question, moved)]
        if found := [one for one in held if _fits(one, question)]:
            return sorted(found, key=_day, reverse=question.overdue)
    return []


def next_due(question: DueQuestion, register: Sequence[Deadline]) -> list[Deadline]:
    """What falls due next after the days that are asked about, else what did last before them;
    nothing where the register knows nobody and nothing that is named."""
    until = question.until
    dated = sorted((one for one in register if one.when and _fits(one, question)), key=_day)
    after = [one for one in dated if until and one.when and one.when > until]
    return (after or dated[::-1])[:_MOST_NEXT]


_MOST_NEXT = 3


def _day(one: Deadline) -> date:
    return one.when or date.max


_MOST_YEARS = 30


def _within(one: Deadline, question: DueQuestion, years: int) -> bool:
    if one.when is None:
        return False
    last = one.when - timedelta(days=one.exclusive)
    since, until = (_moved(day, years) for day in (question.since, question.until))
    return (since is None or one.when >= since) and (until is None or last <= until)


def _moved(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _fits(one: Deadline, question: DueQuestion) -> bool:
    """Whether it is due of whom the question names, and what."""
    duty = expand(one.duty).lower()
    said = " ".join(_folded(duty))
    sent = _SENDS.search(duty) is not None if question.thing == "gửi" else question.thing in said
    if not sent:
        return False
    acts = set(_folded(expand(one.actor or one.body or "")))
    whose = acts.union(_folded(expand(f"{one.place or ''} {one.body or ''}")))
    needed = acts if question.must else whose
    return needed.issuperset(question.body) and whose.issuperset(question.places)


def _point(one: Deadline, document: Document) -> Point:
    """What a document says is due: the words of it, with by when as the value."""
    phrase = (one.phrase_start, one.phrase_end)
    value = Span(one.phrase, *phrase)
    start = document.text.find(one.duty, one.start, max(one.end, one.start + len(one.duty)))
    duty = (start, start + len(one.duty)) if start >= 0 else (one.start, one.end)
    quote = (min(one.start, duty[0]), max(one.end, duty[1], phrase[1]))
    within = duty[0] <= phrase[0] and phrase[1] <= duty[1]
    spans = (duty,) if within else tuple(sorted((duty, phrase)))
    return Point(document, spans, (quote,), value)


def due_points(
    question: DueQuestion, register: Sequence[Deadline], document: Callable[[str], Document]
) -> list[Point]:
    """What is asked for out of the register, each thing once, though several papers tell it;
    `document` gives a document by its id."""
    once: dict[tuple[object, ...], Deadline] = {}
    for one in choose_due(question, register):
        once.setdefault((one.when, comparable(one.duty).lower()), one)
    due = list(once.values())
    points = [_point(one, document(one.document_id)) for one in due[:_MOST]]
    if points and question.overdue:
        # That a day has passed says nothing of what was done by then.
        points[0] = replace(points[0], unstated=(_DONE[question.language],))
    return [*points[:-1], replace(points[-1], more=True)] if len(due) > _MOST else points


_DONE: dict[Language, str] = {
    "vi": "việc đã làm xong hay chưa",
    "en": "whether it has been done",
}
