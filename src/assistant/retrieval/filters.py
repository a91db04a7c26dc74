"""Filters as people type them, and what to say where no document fits one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.errors import UsageError
from assistant.index.store import Borne, Store
from assistant.retrieval.periods import find_periods, month, year
from assistant.types import Filters, Language
from assistant.vietnamese.normalize import clean, fold, place_tone_marks, plain_dashes
from assistant.vietnamese.numbers import KINDS, kind_symbol, parse_number

_NEWS = frozenset("news|tin|bai|tin bai|bai bao|bai viet|tin tuc|ban tin".split("|"))
_BARE_NUMBER = re.compile(r"(?:số\s*:?\s*|so\s*:?\s*)?(\d{1,5}[a-z]?)", re.IGNORECASE)
_ISO = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?")
_WRITTEN = re.compile(r"(?:(?:(?P<d>\d{1,2})[/.-])?(?P<m>\d{1,2})[/.-])?(?P<y>\d{4})")
_MOST_SHOWN = 10


def read_filters(
    *,
    kind: str | None = None,
    number: str | None = None,
    issuer: str | None = None,
    place: str | None = None,
    since: str | None = None,
    until: str | None = None,
    today: date | None = None,
) -> Filters:
    """The filters that these texts mean; None and blank ones narrow nothing.

    A kind is a symbol or a name (`KH`, `ke hoach`, `tin`), a number any part of one that says its
    digits (`60`, `KH 60`, `60-KH/TU`), a date a day, a month or a year (`20/3/2023`, `2023-03-20`,
    `3/2023`, `2023`) or words for one (`năm ngoái`, counted from `today`): `since` is its first
    day, `until` its last. Issuer and place are in the document's words or short forms of them.

    Raises:
        UsageError: a kind, a number or a date is none, or `since` is after `until`.
    """
    first = _days(since, "first", today)[0] if _said(since) else None
    last = _days(until, "last", today)[1] if _said(until) else None
    if first and last and first > last:
        raise UsageError(
            f"The first date, {_said(since)}, is after the last one, {_said(until)}.",
            "Exchange the two.",
        )
    return Filters(
        kind=_kind(_said(kind)) if _said(kind) else None,
        number=_number(_said(number)) if _said(number) else None,
        issuer=_said(issuer) or None,
        place=_said(place) or None,
        since=first,
        until=last,
    )


def why_nothing_fits(filters: Filters, store: Store, language: Language = "vi") -> str | None:
    """Which of the filters no document fits, and what there is instead; None where some fit all.

    Only what documents within `filters.access` bear is told.
    """
    if _fits(filters, store):
        return None
    lines = [_line(one, store, language) for one in _single(filters) if not _fits(one, store)]
    together = {
        "vi": "Không có văn bản nào thỏa mãn cùng lúc tất cả các điều kiện lọc. Đồng chí hãy bớt"
        " một điều kiện.",
        "en": "No document fits all of these filters together. Leave one of them out.",
    }
    return "\n".join(lines) or together[language]


# --- Reading


def _said(text: str | None) -> str:
    return " ".join(plain_dashes(place_tone_marks(clean(text or ""))).split())


def _kind(text: str) -> str:
    """A symbol or a name: without accents a symbol may stand for two (ĐA, DA), a name does not."""
    if fold(text).lower() in _NEWS:
        return "news"
    if kind_symbol(text) is None:
        known = ", ".join(f"{symbol} ({name})" for symbol, name in KINDS.items())
        raise UsageError(f"“{text}” is no kind of document.", f"Known kinds: {known}, news (Bài).")
    return text


def _number(text: str) -> str:
    if bare := _BARE_NUMBER.fullmatch(text):
        return bare[1].lower()
    number = parse_number(text)
    if number is None:
        raise UsageError(
            f"“{text}” is no document number.", "Write it like 60-KH/TU, KH 60 or 60 alone."
        )
    return number.canonical()


def _days(text: str | None, which: str, today: date | None) -> tuple[date, date]:
    """The first and the last day of what a text names."""
    said = _said(text)
    try:
        match = _ISO.fullmatch(said) or _WRITTEN.fullmatch(said)
        if match:
            y, m, d = (int(match[part]) if match[part] else 0 for part in "ymd")
            if d:
                return date(y, m, d), date(y, m, d)
            if match["m"]:
                return month(date(y, m, 1).year, m)
            return year(y)
    except (ValueError, OverflowError):
        pass
    else:
        for period in find_periods(said, today or date.today()):
            whole = (period.start, period.end) == (0, len(said))
            if whole and period.since and period.until:
                return period.since, period.until
    raise UsageError(
        f"The {which} date, “{said}”, is no day, month or year.",
        "Write it like 20/3/2023, 2023-03-20, 3/2023 or 2023.",
    )


# --- What does not fit


def _fits(filters: Filters, store: Store) -> bool:
    rows = store.rows(filters)
    return rows is None or len(rows) > 0


def _single(filters: Filters) -> list[Filters]:
    """Each filter by itself; the dates are one."""
    access = Filters(access=filters.access)
    singles = [
        replace(access, kind=filters.kind),
        replace(access, number=filters.number),
        replace(access, issuer=filters.issuer),
        replace(access, place=filters.place),
        replace(access, since=filters.since, until=filters.until),
    ]
    return [one for one in singles if one != access]


def _line(filters: Filters, store: Store, language: Language) -> str:
    """A sentence about the one filter that is set."""
    fields: tuple[tuple[Borne, str, str | None], ...] = (
        ("kind", "thuộc loại", filters.kind),
        ("number", "mang số", filters.number),
        ("issuer", "của cơ quan", filters.issuer),
        ("place", "ở địa danh", filters.place),
    )
    for field, vi, wanted in fields:
        if wanted:
            there = _listed(store.values(field, filters.access), language)
            if language == "en":
                return f"No document has the {field} “{wanted}”. There are: {there}."
            return f"Không có văn bản nào {vi} “{wanted}”. Hiện có: {there}."
    dates = store.dates(filters.access)
    between = " – ".join(f"{day.day}/{day.month}/{day.year}" for day in dates) if dates else None
    if language == "en":
        return f"No document is of that time. Theirs are: {between or 'no dates'}."
    return (
        f"Không có văn bản nào trong thời gian đó. Văn bản hiện có: {between or 'không đề ngày'}."
    )


def _listed(values: Sequence[str], language: Language) -> str:
    more = len(values) - _MOST_SHOWN
    shown = ", ".join(values[:_MOST_SHOWN]) or {"vi": "không có", "en": "none"}[language]
    rest = {"vi": f" và {more} mục khác", "en": f" and {more} more"}[language]
    return shown + (rest if more > 0 else "")
