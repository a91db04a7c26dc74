"""Dates and deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.answering.values.spans import Found, is_free
from assistant.documents.limits import Limit, find_limits, put_off
from assistant.types import Query
from assistant.vietnamese.dates import Lead, Precision, find_dates, find_deadlines
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.tokens import forms


def deadlines(query: Query, text: str) -> Found:
    """Deadlines; `vào ngày` says when a thing is, and no more."""
    found = [
        (phrase.start, phrase.end, True)
        for phrase in find_deadlines(text)
        if not phrase.text.lower().startswith("vào")
    ]
    until = _UNTIL_ASKED.search(fold(query.text).lower()) is not None
    more = (limit for limit in find_limits(text, None) if _comes_back(limit) or until)
    found += [(limit.start, limit.end, True) for limit in more if _is_new(limit, found)]
    return sorted(found)


def _comes_back(limit: Limit) -> bool:
    """`trước ngày 20 của tháng cuối quý`"""
    return limit.lead in (Lead.BEFORE, Lead.LATEST, Lead.TERM) and not (
        limit.due or limit.inferred or limit.counted
    )


def _is_new(limit: Limit, found: Iterable[tuple[int, int, bool]]) -> bool:
    return not any(limit.start < end and start < limit.end for start, end, _ in found)


# Asked of an aim: what is to be reached by when.
_UNTIL_ASKED = re.compile(r"\b(?:den|toi) (?:khi nao|bao gio|nam nao|thang nao|ngay nao)\b")


def _ranges(text: str, dates: Sequence[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """`từ ngày … đến hết ngày …`: from the first date to the second."""
    found = []
    for (start, _, _), (_, end, _) in pairwise(sorted(dates)):
        lead = _FROM.search(text, max(0, start - 4), start)
        if lead and _TO.search(text, start, end):
            found.append((lead.start(), end, True))
    return found


_FROM, _TO = re.compile(r"[Tt]ừ $"), re.compile(r"\b(?:đến|tới)\b")
_DAY = (Precision.DAY, Precision.PART)
_DAY_ASKED = re.compile(r"\bngay (?:nao|may|bao nhieu)\b|\bhom nao\b|\bwh(?:at|ich) da(?:te|y)\b")
_WEEK_ASKED = re.compile(r"\btuan (?:nao|may|thu may)\b")
# A day or a week that comes back, or one that hangs on the paper's own.
_RETURNING = re.compile(
    r"(?:(?:sáng|chiều|tối) )?(?:ngày )?[Tt]hứ (?:[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy)"
    r"(?: (?:của )?tuần (?:thứ )?\w+)? (?:hằng|hàng|mỗi) (?:tuần|tháng|quý)"
    r"|(?:[Nn]gày|[Mm]ùng) \d{1,2} (?:hằng|hàng|mỗi) (?:tháng|quý)"
    r"|[Tt]uần (?:đầu(?: tiên)?|cuối(?: cùng)?|thứ \w+)"
    r" (?:của |trong )?(?:(?:hằng|hàng|mỗi|mọi) )?(?:tháng|quý)"
    r"|\b(?:kể )?từ ngày (?:ký|ban hành)(?: ban hành)?\b"
)


def _holds(text: str, end: int) -> bool:
    """Whether the clause that ends here is of something that is held."""
    return _HOLDING.search(re.split(r"[;.:]\s", text[:end])[-1].lower()) is not None


_HOLDING = re.compile(r"\b(?:họp|tổ chức|diễn ra|khai mạc|bắt đầu|mở|ra mắt|khởi công)\b")
# `nửa đầu năm 2024` is what is spoken of, and not when.
_PERIOD = re.compile(r"\b(?:nửa|tháng)\s+$")
_SINCE = re.compile(r"\btừ (?:năm|ngày|tháng|khi|lúc|bao giờ|hồi) (?:nào|mấy)?")
_HELD = re.compile(
    r"\b(?:họp|tổ chức|diễn ra|khai mạc|bắt đầu|mở|ra mắt|khởi công)(?: vào| lúc| từ)*"
    r" (?:lúc|khi|hôm|ngày|mấy|tháng|buổi|thời gian|bao giờ)\b"
)
_BY = re.compile(r"(?:chậm nhất|muộn nhất|trước|hạn)\b")
_STRIVES = re.compile(r"phấn đấu|cố gắng|quyết tâm", re.IGNORECASE)


def dates(query: Query, text: str) -> Found:
    """Every date; one that is a deadline keeps its `trước`, and one that is an aim is no date."""
    phrases = find_deadlines(text)
    off = {when.start for when in put_off(text)}
    born = _OF_BIRTH.search(query.text.lower()) is not None
    fine = _DAY if _DAY_ASKED.search(fold(query.text).lower()) else tuple(Precision)
    found = [
        (date.start, date.end, True)
        for date in find_dates(text)
        if date.precision in fine
        and not _PERIOD.search(text, 0, date.start)
        and date.start not in off
        and (born or not _BORN.search(text, max(0, date.start - _LONGEST_LEAD), date.start))
        and not any(p.start <= date.start and date.end <= p.end for p in phrases)
    ]
    # By when something is due for a thing need not be when that is held.
    asked = query.text.lower()
    held = _HELD.search(asked) is not None or _SINCE.search(asked) is not None
    found += [
        (p.start, p.end, not held or not _BY.match(p.text.lower()) or _holds(text, p.start))
        for p in phrases
        if p.when.precision in fine and not _STRIVES.match(p.text)
    ]
    found += _ranges(text, found)
    if _YEAR_ASKED.search(asked):
        taken = [(start, end) for start, end, _ in found]
        found += [(*y.span(), True) for y in _BARE_YEAR.finditer(text) if is_free(y.span(), taken)]
    limits = (limit for limit in find_limits(text, None) if _comes_back(limit))
    found += [(limit.start, limit.end, True) for limit in limits if _is_new(limit, found)]
    if not found and _WHEN_ASKED.search(asked):
        found += _conditions(query, text)
    returning = [(m.start(), m.end(), True) for m in _RETURNING.finditer(text)]
    if fine is _DAY:
        returning = [span for span in returning if not text[span[0] :].lower().startswith("tuần")]
    if _WEEK_ASKED.search(fold(query.text).lower()):
        found = [(a, b, sure) for a, b, sure in found if "tuần" in text[a:b].lower()]
    return sorted({(*_widened(text, a, b), sure) for a, b, sure in {*found, *returning}})


_OF_BIRTH = re.compile(r"\b(?:sinh|tuổi|born|birth)\b")
_BORN = re.compile(r"\b[Ss]inh(?: vào)?(?: ngày| năm| tháng)?\s*:?\s*$")
_LONGEST_LEAD = 24
_YEAR_ASKED = re.compile(r"\bnăm (?:nào|mấy|bao nhiêu)\b|\b(?:what|which) year\b")
# `mùa giải 2014`, `(2003)`; none of `2021 - 2025`, which is a term.
_BARE_YEAR = re.compile(
    r"(?<![\w.,/–-])(?<![–-] )(?:19|20)\d\d"
    r"(?=[);:?]|[.,](?!\d)|$| (?:và|đến|với|là|của|tại|ở|do|khi|để|được|đã|cho|trong|thì|từ)\b)"
)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A date with the day that a range begins with, and with its calendar: `từ ngày 15 đến ngày 17
    tháng 4 âm lịch`."""
    if lead := _FROM_DAY.search(text, max(0, start - 24), start):
        start = lead.start()
    lunar = _LUNAR.match(text, end)
    return start, lunar.end() if lunar else end


_FROM_DAY = re.compile(r"\b(?:[Tt]ừ )?ngày \d{1,2} (?:đến|tới|–|-) (?:hết )?$")
_LUNAR = re.compile(r"(?:\s*\(|\s)(?:âm|dương) lịch\b\)?")
_WHEN_ASKED = re.compile(r"\b(?:khi nào|lúc nào|bao giờ|when)\b")
_CONDITION = re.compile(r"\bkhi (?!nào\b|đó\b|ấy\b|này\b)[^,;.:\n]{8,}")


def _conditions(query: Query, text: str) -> list[tuple[int, int, bool]]:
    """`tự giải tán khi đã bàn giao xong`: on what a thing hangs, where the question has the two
    words before it."""
    asked = [folded for _, folded in forms(query.text)]
    pairs = set(pairwise(asked))
    return [
        (match.start(), match.end(), True)
        for match in _CONDITION.finditer(text)
        if tuple(folded for _, folded in forms(text[: match.start()])[-2:]) in pairs
    ]
