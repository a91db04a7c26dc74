"""The words of a text that say by when something is due."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from assistant.documents import limit_forms as forms
from assistant.vietnamese.dates import DatePhrase, Lead, Precision, find_dates, find_led_dates


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of time in `text[start:end]`, whether or not something is due by it.

    `due` is the last day of the date or period that the words name in full, or its first where
    they ask for `exclusive`: before it. It is None where they leave out the year, name a part of
    a month, count from an event, or come back every month. `inferred` is then the day that they
    come to if they are read from the document's date, where that can be said.
    """

    start: int
    end: int
    lead: Lead
    firm: bool = True
    due: date | None = None
    exclusive: bool = False
    inferred: date | None = None
    counted: bool = False  # so many days
    anchored: bool = False  # so many days from an event
    often: bool = False  # once in so long
    spans: bool = False  # from one day to another
    event: bool = False  # before something takes place
    moved: bool = False  # put off to another day


_LONGEST = 60  # characters before a date in which its label is looked for
# A date without a year that is this long before the document's own is of the year after.
_BACK = timedelta(days=31)


def find_limits(text: str, issued: date | None) -> list[Limit]:
    """Limits of time in one line of clean text, in order, none inside another.

    `issued` is the document's date, from which `inferred` days are read.
    """
    found: list[Limit] = []
    for group in (
        _recurring(text),
        _ahead(text),
        _counted(text, issued),
        _after(text),
        _dated(text, issued),
        _relative(text, issued),
        _bare_days(text),
        _often(text),
        _before_events(text),
    ):
        found += [
            limit
            for limit in group
            if not any(limit.start < other.end and other.start < limit.end for other in found)
        ]
    found.sort(key=lambda limit: limit.start)
    floors = [0, *(limit.end for limit in found)]
    return [_with_aim(text, limit, at) for limit, at in zip(found, floors, strict=False)]


def limit_of_cell(text: str, issued: date | None) -> Limit | None:
    """The limit that a cell of a column of time says, which is all of its text: where it names
    several days the last one counts. None where it names none, tells what was done, or since when.
    """
    if forms.DONE.match(text):
        return None
    found = find_limits(f"{_COLUMN}{text}", issued)
    if found:
        return replace(found[-1], start=0, end=len(text))
    dates = find_dates(text)
    if not dates:
        counted = forms.DAYS.search(text)
        return Limit(0, len(text), Lead.TERM, counted=True, anchored=True) if counted else None
    last = dates[-1]
    if len(dates) == 1 and forms.SINCE.search(text, 0, last.start):
        return None
    if forms.WEEK_OF.search(text, 0, last.start):
        return Limit(0, len(text), Lead.TERM)
    day, inferred = _named(last, exclusive=False), _inferred(last, issued, exclusive=False)
    return Limit(0, len(text), Lead.TERM, due=day, inferred=inferred)


_COLUMN = "Hạn: "


def _with_aim(text: str, limit: Limit, floor: int) -> Limit:
    """The limit as not firm where its clause strives or expects."""
    clause = max((m.end() for m in forms.CLAUSE.finditer(text, floor, limit.start)), default=floor)
    aims = list(forms.AIM.finditer(text, clause, limit.end))
    if not aims:
        return limit
    beside = aims[-1].end() <= limit.start and not text[aims[-1].end() : limit.start].strip()
    return replace(limit, start=aims[-1].start() if beside else limit.start, firm=False)


def _recurring(text: str) -> Iterator[Limit]:
    if not forms.COMES_BACK.search(text):
        return
    for match in forms.RECURRING.finditer(text):
        yield Limit(*match.span(), _lead(match))


def _counted(text: str, issued: date | None) -> Iterator[Limit]:
    if not forms.HAS_COUNT.search(text):
        return
    for match in forms.COUNTED.finditer(text):
        anchor = match["anchor"]
        window = max(0, match.start() - _LONGEST)
        soon = match["unit"].lower() in forms.SOON
        answered = soon and forms.ANSWERS.search(text, window, match.start())
        if match["bare"] and not (anchor or answered):
            continue  # how long something lasts
        inferred = None
        if issued and anchor and match["count"].isdigit() and not match["working"]:
            days = {"ngày": 1, "tuần": 7}.get(match["unit"].lower(), 0) * int(match["count"])
            if days and forms.OF_ISSUE.search(anchor):
                inferred = issued + timedelta(days=days)
        yield Limit(
            *match.span(), _lead(match), inferred=inferred, counted=True, anchored=bool(anchor)
        )


def _ahead(text: str) -> Iterator[Limit]:
    if not forms.SAYS_BEFORE.search(text):
        return
    for match in forms.AHEAD.finditer(text):
        yield Limit(*match.span(), Lead.BEFORE, counted=True, anchored=True)


def _after(text: str) -> Iterator[Limit]:
    if forms.SAYS_AFTER.search(text):
        for match in forms.AFTER.finditer(text):
            yield Limit(*match.span(), Lead.WITHIN, counted=True, anchored=True)


def _before_events(text: str) -> Iterator[Limit]:
    if forms.SAYS_BEFORE.search(text):
        for match in forms.BEFORE_EVENT.finditer(text):
            yield Limit(*match.span(), Lead.BEFORE, event=True)


def _often(text: str) -> Iterator[Limit]:
    if not forms.HOW_OFTEN.search(text):
        return
    for match in forms.OFTEN.finditer(text):
        begin = forms.OFTEN_OPENS.match(match[0])
        start = match.start() + (begin.end() if begin else 0)
        yield Limit(start, match.end(), Lead.WITHIN, often=True)


def _dated(text: str, issued: date | None) -> Iterator[Limit]:
    earlier: DatePhrase | None = None
    dates = find_led_dates(text)
    for place, (said, at, lead) in enumerate(dates):
        when, before = said, earlier
        earlier = said
        moved = forms.MOVED.search(text, max(0, when.start - _LONGEST_MOVE), _opens(text, when))
        if moved and (when.month or when.quarter):
            start = moved.start("new")
            exclusive = forms.BEFORE.search(text, start, when.start) is not None
            yield Limit(
                start,
                when.end,
                Lead.UNTIL,
                due=_named(when, exclusive),
                exclusive=exclusive,
                inferred=_inferred(when, issued, exclusive),
                moved=True,
            )
            continue
        if forms.MOVES.match(text, when.end):
            continue  # from the day that no longer holds
        if before and (since := _span_start(text, before, when)) is not None:
            day, inferred = _named(when, False), _inferred(when, issued, exclusive=False)
            yield Limit(since, when.end, Lead.UNTIL, due=day, inferred=inferred, spans=True)
            continue
        if before and at and _is_span(text, before, at):
            continue
        if place + 1 < len(dates) and _runs_on(text, when, dates[place + 1][0]):
            when = dates[place + 1][0]
        if at is None or lead is None:
            window = max(0, when.start - _LONGEST)
            period = when.precision in (Precision.MONTH, Precision.QUARTER, Precision.PART)
            if forms.FINISHED.search(text, window, when.start) or (
                period and forms.PERIOD.search(text, window, when.start)
            ):
                inferred = _inferred(when, issued, exclusive=False)
                yield Limit(
                    when.start, when.end, Lead.TERM, due=_named(when, False), inferred=inferred
                )
            continue
        exclusive = forms.BEFORE.search(text, at, when.start) is not None
        closed = "(" in text[at : when.start] and text.startswith(")", when.end)
        yield Limit(
            at,
            when.end + closed,
            lead,
            due=_named(when, exclusive),
            exclusive=exclusive,
            inferred=_inferred(when, issued, exclusive),
        )


def _opens(text: str, when: DatePhrase) -> int:
    """Where a date begins; `sang ngày` is read as its morning."""
    return when.start + (len("sang") if text.startswith("sang ", when.start) else 0)


def put_off(text: str) -> list[DatePhrase]:
    """The dates that no longer hold: `gia hạn từ ngày 15/9/2026 đến ngày 30/9/2026`, or the last
    one before `nay gia hạn đến ngày 30/9/2026`; `lùi đến ngày … thay vì ngày 5/10`."""
    if not forms.PUTS_OFF.search(text):
        return []
    found: list[DatePhrase] = []
    for when, following in pairwise([*find_dates(text), None]):
        if when is None:
            continue
        window = max(0, when.start - _LONGEST_MOVE)
        stop = _opens(text, following) if following else when.end
        to = forms.TO_ANOTHER.fullmatch(text, when.end, stop)
        moved = to and forms.PUTS_OFF.search(text, window, stop)
        since = forms.FROM.search(text, window, when.start)
        if moved or since or forms.MOVES.match(text, when.end):
            found.append(when)
    return found


def _runs_on(text: str, first: DatePhrase, second: DatePhrase) -> bool:
    """Whether two dates make one span: `trong tháng 7 và tháng 8`, not `tháng 6 và tháng 12`."""
    if first.day or second.day or not forms.AND.fullmatch(text, first.end, second.start):
        return False
    if first.quarter and second.quarter:
        return second.quarter == first.quarter + 1
    return bool(first.month and second.month) and second.month == (first.month or 0) + 1


def _span_start(text: str, first: DatePhrase, last: DatePhrase) -> int | None:
    """Where a span of days begins: `từ ngày 4/5 đến hết ngày 20/5/2026`."""
    since = forms.SINCE.search(text, max(0, first.start - _LONGEST), first.start)
    return since.start() if since and forms.TO.fullmatch(text, first.end, last.start) else None


_LONGEST_MOVE = 160


def _is_span(text: str, first: DatePhrase, at: int) -> bool:
    """Whether what begins at `at` ends a span of time: `từ năm 2021 đến năm 2023`."""
    window = max(0, first.start - _LONGEST)
    since = forms.SINCE.search(text, window, first.start)
    return since is not None and not text[first.end : at].strip(" ,")


def _relative(text: str, issued: date | None) -> Iterator[Limit]:
    if not forms.IS_RELATIVE.search(text):
        return
    for match in forms.RELATIVE.finditer(text):
        lead, unit, which = _lead(match), match["unit"], match["which"]
        ends = (match["part"] or "").lower() == "cuối"
        if unit and not which and not ends and lead is not Lead.UNTIL:
            continue  # `trong năm` says no more than which year is spoken of
        inferred = None
        if issued and unit and lead is not Lead.BEFORE and (ends or not match["part"]):
            later = (which or "").lower() in ("tới", "sau")
            inferred = _end_of(unit.lower(), issued, later=later)
        yield Limit(*match.span(), lead, inferred=inferred)


def _bare_days(text: str) -> Iterator[Limit]:
    if not forms.HAS_DAY.search(text):
        return
    for match in forms.BARE_DAY.finditer(text):
        yield Limit(*match.span(), _lead(match))


def _lead(match: re.Match[str]) -> Lead:
    groups = match.groupdict()
    return next((lead for lead in Lead if groups.get(lead.value)), Lead.WITHIN)


def _named(when: DatePhrase, exclusive: bool) -> date | None:
    """The last day of what the phrase names in full, or its first where `exclusive`."""
    if when.date or when.year is None or when.day or when.precision is Precision.PART:
        return when.date
    if when.quarter:
        first, last = 3 * when.quarter - 2, 3 * when.quarter
    else:
        first, last = when.month or 1, when.month or 12
    return date(when.year, first, 1) if exclusive else _last(when.year, last)


def _inferred(when: DatePhrase, issued: date | None, exclusive: bool) -> date | None:
    """The day, if the phrase is of the first such year after the document's date."""
    if issued is None or _named(when, exclusive) or not (when.month or when.quarter or when.year):
        return None
    if when.precision is Precision.PART and not when.text.lower().startswith("cuối"):
        return None
    month = when.month or 3 * (when.quarter or 4)
    for year in (when.year,) if when.year else (issued.year, issued.year + 1):
        day = min(when.day or 31, monthrange(year, month)[1])
        if exclusive and not when.day:
            month, day = when.month or 3 * (when.quarter or 1) - 2, 1
        found = date(year, month, day)
        if when.year or found >= issued - _BACK:
            return found
    return None


def _end_of(unit: str, day: date, *, later: bool) -> date | None:
    """The last day of the week, month, quarter or year of a day, or of the one after it."""
    if unit == "tuần":
        return day + timedelta(days=6 - day.weekday() + 7 * later)
    months = {"tháng": 1, "quý": 3, "năm": 12}.get(unit)
    if months is None:
        return None
    count = (day.year * 12 + day.month - 1) // months * months + months * (1 + later) - 1
    return _last(count // 12, count % 12 + 1)


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
