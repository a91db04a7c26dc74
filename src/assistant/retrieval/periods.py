"""The days that words of a question name: `năm ngoái`, `từ tháng 3 đến tháng 5 năm 2023`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.vietnamese.dates import DatePhrase, find_dates
from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.patterns import loose


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both inclusive, that `text[start:end]` names; None is without end.

    `exact` is False where the year was guessed; `bound` is True behind `trước`, `sau`, `từ`.
    """

    start: int
    end: int
    since: date | None
    until: date | None
    exact: bool = True
    bound: bool = False


def _words(*phrases: str) -> str:
    return rf"(?<!\w)(?i:{loose(*phrases)})(?!\w)"


_RELATIVE = re.compile(
    rf"(?P<year>{_words('năm ngoái', 'năm trước', 'năm nay', 'năm này')})"
    rf"|(?P<quarter>{_words('quý này', 'quý trước')})"
    rf"|(?P<month>{_words('tháng này', 'tháng trước', 'tháng rồi', 'tháng vừa rồi')})"
    rf"|(?P<week>{_words('tuần này', 'tuần trước', 'tuần rồi', 'tuần vừa rồi')})"
    rf"|(?P<day>{_words('hôm nay', 'hôm qua')})"
)
_THIS = re.compile(_words("nay", "này"))
_FROM = re.compile(rf"{_words('từ', 'kể từ')}\s+$")
_TO = re.compile(rf"\s*(?:{_words('đến', 'tới', 'đến hết', 'cho đến')}|[-–])\s*")
_TO_NOW = re.compile(rf"\s+{_words('đến nay', 'trở lại đây', 'tới nay', 'trở đi')}")
_BEFORE = re.compile(rf"{_words('trước')}\s+$")
_AFTER = re.compile(rf"{_words('sau', 'từ sau')}\s+$")
_WITHIN = re.compile(rf"{_words('trong', 'vào', 'hồi')}\s+$")
_LEAD = 20
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ENGLISH = re.compile(
    r"(?i)\b(?:(?P<how>in|during|from|since|before|after)\s+)?(?:"
    r"(?P<which>last|this)\s+(?P<unit>year|month|week)|(?P<day>today|yesterday)"
    rf"|(?:(?P<month>{'|'.join(_MONTHS)})\s+)?(?P<year>(?:19|20)\d\d))(?![\w/-])"
)
# In small letters, of what is to come or goes on.
COMING = re.compile(
    r"\b(?P<unit>tuần|tháng|quý|năm) (?P<which>này|nay|sau|tới)\b|\b(?P<day>hôm nay|ngày mai)\b"
    r"|\b(?P<en>this|next) (?P<en_unit>week|month|quarter|year)\b"
)
_UNITS = {"week": "tuần", "month": "tháng", "quarter": "quý", "year": "năm"}


def find_periods(text: str, today: date) -> list[Period]:
    """Periods in clean text, in order, each with the word that bounds or leads to it."""
    spelt = place_tone_marks(text)
    return _led(spelt, _named(spelt, today))


def find_english_periods(text: str, today: date) -> list[Period]:
    """The same for `in March 2023`, `since 2022`, `last week`."""
    return [_english(match, today) for match in _ENGLISH.finditer(text)]


def coming_days(match: re.Match[str], today: date) -> tuple[date, date]:
    """The first and last day that a match of `COMING` names."""
    if day := match["day"]:
        at = today + timedelta(days=day == "ngày mai")
        return at, at
    unit = match["unit"] or _UNITS[match["en_unit"]]
    later = (match["which"] or match["en"]) in ("sau", "tới", "next")
    if unit == "tuần":
        return week(today + timedelta(days=7 * later))
    if unit == "tháng":
        return month(today.year, today.month + later)
    if unit == "quý":
        return quarter(today.year, (today.month + 2) // 3 + later)
    return year(today.year + later)


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


def month(year_number: int, number: int) -> tuple[date, date]:
    """The first and last day; `number` may run over into other years: 0 is December before."""
    count = year_number * 12 + number - 1
    first, following = (date(n // 12, n % 12 + 1, 1) for n in (count, count + 1))
    return first, following - timedelta(days=1)


def quarter(year_number: int, number: int) -> tuple[date, date]:
    """The first and last day; 0 is the fourth quarter of the year before."""
    return month(year_number, 3 * number - 2)[0], month(year_number, 3 * number)[1]


def week(day: date) -> tuple[date, date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _named(text: str, today: date) -> list[Period]:
    numbers = [(n.start, n.end) for n in find_numbers(text)]
    found = [p for d in find_dates(text) if (p := _of_phrase(d, today))]
    for match in _RELATIVE.finditer(text):
        if not any(a < match.end() and match.start() < b for a, b in numbers):
            found.append(Period(*match.span(), *_relative(match, today)))
    return sorted(found, key=lambda period: period.start)


def _of_phrase(when: DatePhrase, today: date) -> Period | None:
    """The days of a date phrase; a month without its year is the last one that has begun."""
    days: tuple[date, date] | None = None
    if when.day is not None:
        days = (when.date, when.date) if when.date else None
    elif when.quarter:
        days = quarter(when.year, when.quarter) if when.year else None
    elif when.month:
        guessed = today.year if when.month <= today.month else today.year - 1
        days = month(when.year or guessed, when.month)
    elif when.year:
        days = year(when.year)
    return Period(when.start, when.end, *days, exact=when.year is not None) if days else None


def _relative(match: re.Match[str], today: date) -> tuple[date, date]:
    back = 0 if _THIS.search(match[0]) else 1
    if match["year"]:
        return year(today.year - back)
    if match["quarter"]:
        return quarter(today.year, (today.month + 2) // 3 - back)
    if match["month"]:
        return month(today.year, today.month - back)
    if match["week"]:
        return week(today - timedelta(weeks=back))
    return (today - timedelta(days=back),) * 2


def _led(text: str, named: list[Period]) -> list[Period]:
    """`từ … đến …`, `trước …`, `sau …`, `trong …`."""
    found: list[Period] = []
    for at, period in enumerate(named):
        if found and period.start < found[-1].end:
            continue
        following = named[at + 1] if at + 1 < len(named) else None
        found.append(_with_lead(text, period, following))
    return [p for p in found if p.since is None or p.until is None or p.since <= p.until]


def _with_lead(text: str, period: Period, following: Period | None) -> Period:
    def led_by(words: re.Pattern[str]) -> re.Match[str] | None:
        return words.search(text, max(0, period.start - _LEAD), period.start)

    if begins := led_by(_FROM):
        if following and _TO.fullmatch(text, period.end, following.start):
            since, exact = _same_year(period, following), following.exact
            return Period(begins.start(), following.end, since, following.until, exact, bound=True)
        now = _TO_NOW.match(text, period.end)
        end = now.end() if now else period.end
        return replace(period, start=begins.start(), end=end, until=None, bound=True)
    if (before := led_by(_BEFORE)) and period.since and period.since > date.min:
        until = period.since - timedelta(days=1)
        return replace(period, start=before.start(), since=None, until=until, bound=True)
    if (after := led_by(_AFTER)) and period.until and period.until < date.max:
        since = period.until + timedelta(days=1)
        return replace(period, start=after.start(), since=since, until=None, bound=True)
    within = led_by(_WITHIN)
    return replace(period, start=within.start()) if within else period


def _same_year(first: Period, last: Period) -> date | None:
    """Where only the end names its year, the beginning is in the same or the one before."""
    if first.exact or first.since is None or last.until is None:
        return first.since
    since = first.since.replace(year=last.until.year)
    return since if since <= last.until else since.replace(year=since.year - 1)


def _english(match: re.Match[str], today: date) -> Period:
    since, until = _english_days(
        {k: (v or "").lower() for k, v in match.groupdict().items()}, today
    )
    how = (match["how"] or "in").lower()
    if how == "before":
        return Period(*match.span(), None, since - timedelta(days=1), bound=True)
    if how == "after":
        return Period(*match.span(), until + timedelta(days=1), None, bound=True)
    bound = how == "since"
    return Period(*match.span(), since, None if bound else until, bound=bound)


def _english_days(words: dict[str, str], today: date) -> tuple[date, date]:
    back = 1 if "last" in words["which"] or words["day"] == "yesterday" else 0
    if words["month"]:
        return month(int(words["year"]), _MONTHS.index(words["month"]) + 1)
    if words["year"] or words["unit"] == "year":
        return year(int(words["year"] or today.year - back))
    if words["unit"] == "month":
        return month(today.year, today.month - back)
    if words["unit"] == "week":
        return week(today - timedelta(weeks=back))
    return (today - timedelta(days=back),) * 2
