"""The words of a text that say by when something is due."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.vietnamese.dates import DatePhrase, Lead, Precision, find_led_dates
from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.patterns import loose


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


def words(*phrases: str) -> str:
    """Any of the phrases as whole words, in any case, with or without accents."""
    return rf"(?<!\w)(?i:{loose(*phrases)})(?!\w)"


# To submit; not in `chương trình`, `công trình`, `trình bày`.
SUBMITS = (
    "".join(
        rf"(?<!{place_tone_marks(form)} )"
        for word in ("chương", "công", "quy", "quá", "lộ", "tờ", "giáo", "tiến")
        for form in dict.fromkeys((word, fold(word)))
    )
    + rf"{words('trình')}(?!\s+{words('bày', 'độ', 'tự')})"
)

_LINK = words("là", "vào", "đến", "tới", "trước", "trong", "hết", "lúc", "sau", "không quá")
_LATEST = words(
    "chậm nhất", "muộn nhất", "trễ nhất", "không muộn hơn", "không chậm hơn", "không trễ hơn"
)
_TERM = words("hạn chót", "hạn cuối", "thời hạn", "kỳ hạn", "hạn")
_NOT_PAST = r"(?<!quá )(?<!trễ )(?<!đúng )"
# What is written between a deadline word and its date, in at most so many words.
_WORDS_OF_TERM = rf"(?:\s+(?!{_LATEST})[^\W\d_]+){{0,8}}?(?:\s*:|\s+{words('là', 'vào', 'đến')})"
_LEAD = (
    rf"(?:(?P<latest>{_LATEST})|{_NOT_PAST}(?P<term>{_TERM}){_WORDS_OF_TERM}|(?P<before>{words('trước')})"
    rf"|(?P<until>{words('đến hết', 'đến trước', 'tới hết')})"
    rf"|(?P<within>{words('trong', 'đến', 'tới', 'vào', 'hết')}))(?:\s+{_LINK}){{0,3}}"
)
_TIME = rf"(?:\d{{1,2}}\s?(?:{words('giờ')}|h|g|:)\s?(?:\d{{1,2}}(?:\s?{words('phút')})?)?,?\s*)?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_OF_MONTH = r"(?:0?[1-9]|1[0-2])"
_EVERY = words("hằng", "hàng", "mỗi")
_UNIT = words("ngày", "tuần", "tháng", "quý", "năm")
_WEEKDAY = (
    rf"(?:{words('thứ')}\s+(?:[2-7]|{words('hai', 'ba', 'tư', 'năm', 'sáu', 'bảy')})"
    rf"|{words('chủ nhật')})"
)
_PART_OF_DAY = rf"(?:{words('sáng', 'trưa', 'chiều', 'tối')}\s+)?"
_NEXT_MONTH = words(
    "tháng sau", "tháng liền kề", "tháng kế tiếp", "tháng tiếp theo", "tháng đầu quý",
    "tháng cuối quý", "tháng cuối", "tháng đầu", "tháng cuối của quý", "tháng đầu của quý",
)  # fmt: skip

# ngày 15 hằng tháng; ngày 15/6 và 15/12 hằng năm; thứ Sáu hằng tuần; tháng 10 hằng năm
_RECURRING = re.compile(
    rf"(?:{_LEAD}|{words('định kỳ', 'định kỳ vào')})\s+{_TIME}(?:"
    rf"(?:{words('ngày')}\s+)?{_DAY}(?:\s?/\s?{_OF_MONTH})?"
    rf"(?:\s*(?:,|{words('và')})\s*(?:{words('ngày')}\s+)?{_DAY}(?:\s?/\s?{_OF_MONTH})?){{0,5}}"
    rf"(?:\s+{words('tháng')}\s+{_OF_MONTH})?"
    rf"|{_PART_OF_DAY}{_WEEKDAY}(?:\s*(?:,|{words('và')})\s*{_PART_OF_DAY}{_WEEKDAY}){{0,5}}"
    rf"|{words('tháng')}\s+{_OF_MONTH}|{words('quý')}\s+(?:IV|III|II|I|[1-4])"
    rf"|{words('đầu', 'cuối')}(?:\s+(?:{words('tháng')}\s+{_OF_MONTH}|{words('quý')}\s+[IV\d]+))?"
    rf")\s*,?\s*(?:{words('của')}\s+)?"
    rf"(?:{_EVERY}\s+{_UNIT}|{_NEXT_MONTH}(?:\s+{words('quý', 'sau', 'đó')})*)",
)
# trước ngày 25: a day whose month stands elsewhere, or nowhere
_BARE_DAY = re.compile(
    rf"(?:(?P<latest>{_LATEST})(?:\s+{_LINK}){{0,3}}|(?P<before>{words('trước')})"
    rf"|(?P<within>{words('vào')}))\s+{_TIME}"
    rf"{words('ngày')}\s+(?:{_DAY}|{words('mùng')}\s+\d{{1,2}})(?!\w|\s?[/.\-–]\s?\d"
    rf"|\s*(?:,|{words('và', 'đến')})\s*(?:{words('ngày')}\s+)?\d|\s+{words('tháng')})"
)
_SMALL = (
    "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười lăm",
    "hai mươi", "ba mươi",
)  # fmt: skip
_COUNT = rf"(?:(?:\d{{1,3}}|{words(*_SMALL)})(?:\s*\([^()\n]{{1,20}}\))?)"
_SPAN = rf"(?:{words('phút', 'giờ', 'ngày', 'tuần', 'tháng', 'quý', 'năm')}|h(?!\w))"
# The event that days are counted from, up to the end of its part of the sentence.
_ANCHOR = (
    rf"\s*,?\s*(?:(?:{words('kể', 'tính')}\s+)?{words('từ')}\s+"
    rf"{words('ngày', 'khi', 'thời điểm', 'lúc', 'giờ')}|{words('sau khi', 'trước khi')}"
    rf"|{words('sau', 'trước')}\s+{words('ngày', 'thời điểm', 'kỳ họp', 'phiên họp', 'hội nghị')})"
    rf"[^,;:()\n]{{0,160}}?(?=\s*[,;:()\n]|[.!?…]|$|\s+{words('phải', 'thì', 'để', 'hoàn thành')})"
)
# trong vòng 10 ngày làm việc kể từ ngày ký
_COUNTED = re.compile(
    rf"(?:(?P<within>{words('trong vòng', 'trong thời hạn', 'trong thời gian')})"
    rf"|(?P<latest>{_LATEST})|(?P<bare>{words('không quá', 'trong')})"
    rf"|(?P<term>{_TERM}){_WORDS_OF_TERM})"
    rf"(?:\s+{words('là', 'sau', 'trong', 'vòng', 'không quá', 'trước', 'tối đa')}){{0,2}}"
    rf"\s+(?P<count>{_COUNT})\s+(?P<unit>{_SPAN})(?:\s+(?P<working>{words('làm việc')}))?"
    rf"(?P<anchor>{_ANCHOR})?"
)
# nộp trước khi đại hội ít nhất 45 ngày; niêm yết ít nhất 48 giờ trước khi đóng; báo trước 5 ngày
_AT_LEAST = words("ít nhất", "tối thiểu", "chậm nhất", "muộn nhất")
_WORKING = rf"(?:\s+{words('làm việc')})?"
_SO_LONG = rf"{_COUNT}\s+{words('giờ', 'ngày', 'tuần')}{_WORKING}"
_AHEAD = re.compile(
    rf"{words('trước')}\s+{words('khi', 'ngày', 'kỳ', 'mỗi', 'thời điểm')}\s+"
    rf"(?!\d)[^,;:.()\n\d]{{2,60}}?\s+(?:{_AT_LEAST}\s+)?{_SO_LONG}"
    rf"|{_AT_LEAST}\s+{_SO_LONG}\s+{words('trước')}\s+{words('khi', 'ngày', 'kỳ', 'mỗi')}"
    rf"\s+[^,;:.()\n\d]{{2,80}}?(?=\s*[,;:.()\n]|$)"
    rf"|{words('trước')}\s+{_AT_LEAST}\s+{_SO_LONG}"
    rf"|{words('trước')}\s+{_COUNT}\s+{words('ngày', 'tuần')}(?!\s*\d){_WORKING}"
    rf"|{words('trước')}\s+{words('đại hội', 'hội nghị', 'phiên họp', 'cuộc họp', 'kỳ họp')}"
    rf"(?:\s+[^,;:.()\n\d]{{2,40}}?)?\s+(?:{_AT_LEAST}\s+)?{_SO_LONG}"
)
# báo cáo mỗi quý một lần; sáu tháng một lần gửi kiến nghị; hằng quý, … tổng hợp, báo cáo
_OFTEN = re.compile(
    rf"(?:{words('định kỳ', 'ít nhất')}\s+)?(?:"
    rf"(?:{_EVERY}|{words('từng')})\s+{_UNIT}(?:\s+{_AT_LEAST})?\s+{_COUNT}\s+{words('lần')}"
    rf"|{_COUNT}\s+{_SPAN}\s+{words('một', '1', '01')}\s+{words('lần')}"
    rf"|(?:(?<=[,;:.]\s)|^(?:\W*\w{{1,3}}[.)]\s)?){_EVERY}\s+{words('tuần', 'tháng', 'quý', 'năm')}"
    rf"|{_EVERY}\s+{words('tuần', 'tháng', 'quý', 'năm')}"
    rf"(?=\s*(?:[.,;]|$|{words('về', 'cho')})))"
)
# trong tuần này; hết năm; cuối quý; trước Tết Nguyên đán
_RELATIVE = re.compile(
    rf"{_LEAD}\s+(?:(?P<part>{words('đầu', 'giữa', 'cuối')})\s+)?"
    rf"(?:(?P<unit>{_UNIT})(?:\s+(?P<which>{words('này', 'nay', 'tới', 'sau')}))?"
    rf"|{words('Tết')}(?:\s+{words('Nguyên đán', 'âm lịch', 'dương lịch')})?(?:\s+\d{{4}})?)"
    rf"(?!\s+\w*\d)(?!\s+(?:{words('đến', 'qua', 'trước', 'sau', 'đó', 'vừa', 'học')}|[IVXL]+\b))"
)
# hoàn thành ngày 20/5/2024; Thời gian hoàn thành: 20/5/2024; Thời gian thực hiện: quý II/2024
_FINISHED = re.compile(
    rf"(?:{words('hoàn thành', 'xong')}|{words('hạn', 'hạn chót', 'hạn cuối', 'tiến độ')}\s*:"
    rf"|{words('thời hạn', 'thời gian')}\s+{words('hoàn thành', 'nộp', 'gửi', 'báo cáo')}\s*:)\s*$"
)
_PERIOD = re.compile(
    rf"{words('thời gian', 'thời gian thực hiện', 'thời gian triển khai')}\s*:\s*$"
)
_BEFORE = re.compile(rf"{words('trước', 'trước thời điểm')}\s*$")
_AIM = re.compile(words("phấn đấu", "dự kiến", "cố gắng", "quyết tâm", "dự định"))
_CLAUSE = re.compile(r"[,;:]")
_OF_ISSUE = re.compile(
    rf"{words('từ')}\s+{words('ngày', 'khi')}\s+{words('ký', 'ban hành', 'ký ban hành')}"
    rf"(?:\s+[^\W\d_]+\s+[^\W\d_]+\s+{words('này')})?\s*$"
)
_SINCE = re.compile(rf"{words('từ', 'kể từ', 'tính từ')}\s*$")
# What such limits cannot do without: cheap to look for in a sentence that has none.
_COMES_BACK = re.compile(r"(?i)h[ằàa]ng |m[ỗo]i |th[áa]ng (?:sau|li|k|ti|[đd]|cu)")
_HAS_COUNT = re.compile(
    r"(?i)(?:trong|v[òo]ng|h[ạa]n|gian|nh[ấa]t|h[ơo]n|qu[áa]|l[àa]|sau|[đd]a|tr[ướu][ơo]?c)"
    r"\s+(?:\d{1,3}|[^\W\d_]{2,4}(?: l[ăa]m| m[ươu][ơo]?i)?)(?:\s*\([^()]{1,20}\))?"
    r"\s+(?:ph|gi|ng|tu|th|qu|n[ăa]m|h)"
)
_IS_RELATIVE = re.compile(
    r"(?i)(?:tu[ầa]n|th[áa]ng|qu[ýy]|n[ăa]m|ng[àa]y) (?:n[àa]y|nay|t[ớo]i|sau)|cu[ốo]i|h[ếe]t"
    r"|tr[ưu][ớo]c t[ếe]t"
)
_SAYS_BEFORE = re.compile(r"(?i)tr[ưu][ớo]c")
_HOW_OFTEN = re.compile(r"(?i)h[ằàa]ng |m[ỗo]i |t[ừu]ng | l[ầa]n(?!\w)")
_OFTEN_OPENS = re.compile(r"\W*\w{1,3}[.)]\s")
_SOON = frozenset(("giờ", "ngày", "gio", "ngay"))
# What is sent or answered in so many days has a limit; anything else only lasts as long.
_ANSWERS = re.compile(
    rf"(?:{words('trả lời', 'giải quyết', 'gửi', 'nộp', 'chuyển', 'thông báo', 'báo cáo', 'báo')}"
    rf"|{SUBMITS})"
    r"[^,;:.()\n]*$"
)
_HAS_DAY = re.compile(r"(?i)ng[àa]y\s+(?:\d|m)")
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
        _dated(text, issued),
        _relative(text, issued),
        _bare_days(text),
        _often(text),
    ):
        found += [
            limit
            for limit in group
            if not any(limit.start < other.end and other.start < limit.end for other in found)
        ]
    found.sort(key=lambda limit: limit.start)
    floors = [0, *(limit.end for limit in found)]
    return [_with_aim(text, limit, at) for limit, at in zip(found, floors, strict=False)]


def _with_aim(text: str, limit: Limit, floor: int) -> Limit:
    """The limit as not firm where its clause strives or expects."""
    clause = max((m.end() for m in _CLAUSE.finditer(text, floor, limit.start)), default=floor)
    aims = list(_AIM.finditer(text, clause, limit.end))
    if not aims:
        return limit
    beside = aims[-1].end() <= limit.start and not text[aims[-1].end() : limit.start].strip()
    return replace(limit, start=aims[-1].start() if beside else limit.start, firm=False)


def _recurring(text: str) -> Iterator[Limit]:
    if not _COMES_BACK.search(text):
        return
    for match in _RECURRING.finditer(text):
        yield Limit(*match.span(), _lead(match))


def _counted(text: str, issued: date | None) -> Iterator[Limit]:
    if not _HAS_COUNT.search(text):
        return
    for match in _COUNTED.finditer(text):
        anchor = match["anchor"]
        window = max(0, match.start() - _LONGEST)
        answered = _ANSWERS.search(text, window, match.start()) and match["unit"].lower() in _SOON
        if match["bare"] and not (anchor or answered):
            continue  # how long something lasts
        inferred = None
        if issued and anchor and match["count"].isdigit() and not match["working"]:
            days = {"ngày": 1, "tuần": 7}.get(match["unit"].lower(), 0) * int(match["count"])
            if days and _OF_ISSUE.search(anchor):
                inferred = issued + timedelta(days=days)
        yield Limit(
            *match.span(), _lead(match), inferred=inferred, counted=True, anchored=bool(anchor)
        )


def _ahead(text: str) -> Iterator[Limit]:
    if not _SAYS_BEFORE.search(text):
        return
    for match in _AHEAD.finditer(text):
        yield Limit(*match.span(), Lead.BEFORE, counted=True, anchored=True)


def _often(text: str) -> Iterator[Limit]:
    if not _HOW_OFTEN.search(text):
        return
    for match in _OFTEN.finditer(text):
        begin = _OFTEN_OPENS.match(match[0])
        start = match.start() + (begin.end() if begin else 0)
        yield Limit(start, match.end(), Lead.WITHIN, often=True)


def _dated(text: str, issued: date | None) -> Iterator[Limit]:
    earlier: DatePhrase | None = None
    for when, at, lead in find_led_dates(text):
        before, earlier = earlier, when
        if before and at and _is_span(text, before, at):
            continue
        if at is None or lead is None:
            window = max(0, when.start - _LONGEST)
            period = when.precision in (Precision.MONTH, Precision.QUARTER, Precision.PART)
            if _FINISHED.search(text, window, when.start) or (
                period and _PERIOD.search(text, window, when.start)
            ):
                inferred = _inferred(when, issued, exclusive=False)
                yield Limit(
                    when.start, when.end, Lead.TERM, due=_named(when, False), inferred=inferred
                )
            continue
        exclusive = _BEFORE.search(text, at, when.start) is not None
        yield Limit(
            at,
            when.end,
            lead,
            due=_named(when, exclusive),
            exclusive=exclusive,
            inferred=_inferred(when, issued, exclusive),
        )


def _is_span(text: str, first: DatePhrase, at: int) -> bool:
    """Whether what begins at `at` ends a span of time: `từ năm 2021 đến năm 2023`."""
    window = max(0, first.start - _LONGEST)
    since = _SINCE.search(text, window, first.start)
    return since is not None and not text[first.end : at].strip(" ,")


def _relative(text: str, issued: date | None) -> Iterator[Limit]:
    if not _IS_RELATIVE.search(text):
        return
    for match in _RELATIVE.finditer(text):
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
    if not _HAS_DAY.search(text):
        return
    for match in _BARE_DAY.finditer(text):
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
