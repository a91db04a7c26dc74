"""Dates and deadlines as Vietnamese texts state them. Nothing is added to what stands there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.patterns import UPPER, loose
from assistant.vietnamese.remembering import remembering


class Precision(StrEnum):
    """The smallest unit that a date phrase names; `PART` is a beginning, middle or end."""

    DAY = "day"
    PART = "part"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date in `text[start:end]`. What the phrase leaves out is None.

    `date` is set only where day, month and year all stand there. For several days
    (`ngày 20 và 21/5`) `day` is the last one and `date` is None.
    """

    start: int
    end: int
    text: str
    precision: Precision
    day: int | None = None
    month: int | None = None
    quarter: int | None = None
    year: int | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class DeadlinePhrase:
    """A deadline in `text[start:end]`, from its deadline word to the end of its date.

    `aim` is True for what is only striven for or expected (`phấn đấu đến cuối tháng 5`).
    """

    start: int
    end: int
    text: str
    when: DatePhrase
    aim: bool = False


class Lead(StrEnum):
    """How a deadline is put: `chậm nhất`, `thời hạn`, `trước`, `đến hết`, `trong`."""

    LATEST = "latest"
    TERM = "term"
    BEFORE = "before"
    UNTIL = "until"
    WITHIN = "within"


def _words(*phrases: str) -> str:
    return f"(?i:{loose(*phrases)})"


_SEP = r"\s?[/.\-–]\s?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
# Behind `năm` alone a year may be of history.
_ANY_YEAR = r"(?:1\d|20)\d\d"
_OF_YEAR = rf"(?:\s*[/.\-–]\s*(?P<YEAR>{_YEAR})|,?\s+{_words('năm')}\s+(?P<YEAR_said>{_ANY_YEAR}))"
_PART_OF_DAY = rf"(?:{_words('rạng sáng', 'sáng', 'trưa', 'chiều', 'tối', 'đêm')}\s+)"
_NGAY = rf"{_words('ngày', 'mùng', 'mồng', 'hôm')}\s+"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _year(name: str) -> str:
    return _OF_YEAR.replace("YEAR", name)


_DATE = re.compile(
    r"(?=[\dCcDdGgHhMmNnQqRrSsTtĐđ])(?<![\w/])(?<!\d[.,])(?<![^\W\d]-)(?:"
    # ngày 20 tháng 3 năm 2023; 20 tháng 3
    rf"(?P<said>{_PART_OF_DAY}?(?:{_NGAY})?)(?P<d1>{_DAY})\s+{_words('tháng')}\s+(?P<m1>{_MONTH})"
    rf"(?!\d)(?:{_year('y1')})?"
    # ngày 20 và 21/5/2023; ngày 20-21/5
    rf"|{_PART_OF_DAY}?{_NGAY}{_DAY}(?:\s*,\s*{_DAY})*"
    rf"\s*(?:[-–,]|{_words('và', 'đến', 'đến ngày')})\s*"
    rf"(?P<d2>{_DAY})\s?/\s?(?P<m2>{_MONTH})(?:\s?/\s?(?P<y2>{_YEAR}))?"
    # ngày 20/3/2023; 20-3-2023
    rf"|{_PART_OF_DAY}?(?:{_NGAY})?(?P<d3>{_DAY}){_SEP}(?P<m3>{_MONTH}){_SEP}(?P<y3>{_YEAR})"
    # ngày 23/5 năm 2023; ngày 23/5; 23/5
    rf"|(?P<told>{_PART_OF_DAY}?(?:{_NGAY})?)(?P<d4>{_DAY})\s?/\s?(?P<m4>{_MONTH})"
    rf"(?:\s+{_words('năm')}\s+(?P<y4>{_YEAR}))?"
    # cuối tháng 5 năm 2023; tháng 3/2023; tháng 5
    rf"|(?P<part>{_words('đầu', 'giữa', 'cuối', 'hạ tuần', 'trung tuần', 'thượng tuần')}\s+)?"
    rf"{_words('tháng')}\s+(?P<m5>{_MONTH})(?!\d)(?:{_year('y5')})?"
    # quý II/2023, quý 2 năm 2023
    rf"|(?P<qpart>{_words('đầu', 'giữa', 'cuối')}\s+)?{_words('quý')}\s+"
    rf"(?P<q>(?i:IV|III|II|I)|[1-4])(?!\w)(?:{_year('y6')})?"
    # cuối năm 2023, năm 2023
    rf"|(?P<ypart>{_words('đầu', 'giữa', 'cuối')}\s+)?{_words('năm')}\s+(?P<y7>{_ANY_YEAR})"
    # 12/2023
    rf"|(?P<m8>{_MONTH})/(?P<y8>{_YEAR})"
    r")(?!\w)(?!\s?/\s?\d)(?!\s?[–-]\s?\d+(?![\d/.:]|\s?(?:h|g|giờ)(?![^\W\d])))(?![.,]\d)"
)

# Every date has a digit, but `quý II`: cheap to look for in a sentence that has none.
_MAY_HOLD_DATE = re.compile(r"\d|(?i:qu[yý])")

# A bare 5/7 is a date after these words, and a fraction before or after those.
_LEADS_TO_DATE = re.compile(
    rf"(?:{_words('từ', 'đến', 'trước', 'sau', 'vào', 'lúc', 'hết', 'qua', 'dịp', 'kỷ niệm', 'lễ')}"
    rf"|{_words('chậm nhất', 'muộn nhất', 'nay', 'hạn', 'là')}|\()\s*:?\s*$"
)
_LEADS_TO_COUNT = re.compile(
    rf"(?:{_words('đạt', 'có', 'được', 'với', 'gồm', 'chiếm', 'hoàn thành', 'còn', 'tỷ lệ')}"
    rf"|{_words('trên', 'tổng số', 'tại', 'của', 'khoảng', 'bằng')}"
    rf"|{_words('hạng', 'loại', 'bậc', 'thương binh', 'bệnh binh')})\s*:?\s*$"
)
_COUNTED = re.compile(
    r"\s*(?:%|"
    + _words(
        "đại biểu", "chỉ tiêu", "tiêu chí", "xã", "phường", "thị trấn", "huyện", "tỉnh", "đồng chí",
        "chi bộ", "đảng bộ", "đảng viên", "đơn vị", "hộ", "ấp", "khóm", "thôn", "bản", "người",
        "phiếu", "cơ sở", "trường", "nhiệm vụ", "nội dung", "tổ chức", "cán bộ", "cấp ủy",
        "ủy viên",
        "mô hình", "công trình", "dự án", "vụ", "điểm", "thành viên", "văn bản", "mục tiêu", "lần",
        "cuộc", "lớp", "số", "cơ quan", "hội viên", "đoàn viên", "hồ sơ", "nhóm", "ý kiến",
    )
    + r"(?!\w))"
)  # fmt: skip
_JOINS_DATE = re.compile(rf"\s*(?:,|[-–]|{_words('và', 'đến', 'hoặc')})\s*$")
_AFTER_DATE = _words(
    "ở", "tại", "có", "là", "đã", "sẽ", "vừa", "và", "của", "này", "do", "đến", "vào"
)
_FOLLOWS_DATE = re.compile(rf"(?!\s+[^\W\d_])|\s+(?:[{UPPER}]|{_AFTER_DATE}(?!\w))")
_LEADS_TO_MONTH = re.compile(rf"(?<!\w){_words('từ', 'đến', 'trước', 'sau', 'hết')}\s+$")

# The words of a clause that lead to its deadline, up to the date itself.
_LINK = _words("là", "vào", "đến", "trước", "trong", "hết", "cuối", "lúc", "xong")
_TIME = (
    rf"(?:(?:\d{{1,2}}\s*(?:{_words('giờ')}|h|g|:)\s*(?:\d{{1,2}}\s*(?:{_words('phút')}|')?)?"
    rf"|{_words('cuối giờ', 'hết giờ', 'giờ')}(?:\s+{_words('làm việc', 'hành chính')})?)\s*,?\s*)?"
)
# `trước 17 giờ thứ Sáu, ngày 22/5`
_WEEKDAY = (
    rf"(?:{_PART_OF_DAY}?(?:{_words('thứ')}\s+(?:[2-7]|"
    rf"{_words('hai', 'ba', 'tư', 'năm', 'sáu', 'bảy')})|{_words('chủ nhật')})\s*[,(]?\s*)?"
)
_LEAD = re.compile(
    rf"(?<!\w)(?:"
    rf"(?P<latest>{_words('chậm nhất', 'muộn nhất', 'trễ nhất', 'không muộn hơn', 'không quá')}"
    rf"|{_words('không chậm hơn', 'không trễ hơn')})(?:\s+{_LINK})*"
    rf"|(?<!quá )(?<!trễ )(?<!đúng )(?P<term>{_words('thời hạn', 'kỳ hạn', 'hạn')})"
    rf"(?!\s+{_words('chế', 'hán', 'mặn', 'mức')})"
    rf"(?:(?:\s+[^\W\d_]+){{0,10}}?(?:\s*:|\s+{_LINK})(?:\s+{_LINK})*"
    rf"|(?:\s+{_words('chót', 'cuối', 'cuối cùng', 'nộp', 'gửi', 'hoàn thành', 'trả lời')})?)"
    rf"|(?P<before>{_words('trước', 'trước thời điểm')})"
    rf"|(?P<until>{_words('đến hết', 'đến trước')})"
    rf"|(?P<within>{_words('hết', 'trong', 'đến', 'vào')})"
    rf")\s*{_TIME}{_WEEKDAY}$"
)
_PAST = re.compile(rf"(?<!\w){_words('so với', 'từ', 'kể từ')}\s+$")
# `tính đến ngày`; `quyền hạn`, `giới hạn`, `gia hạn`
_COUNTED_UP_TO = re.compile(rf"(?<!\w){_words('tính')}\s+$")
_NO_TERM = re.compile(rf"(?<!\w){_words('quyền', 'giới', 'gia')}\s+$")
# từ ngày 20/3 | đến ngày 25/3
_SPAN_OF_TIME = re.compile(
    rf"(?<!\w){_words('từ', 'kể từ')}\s+(?:{_NGAY})?[\d/]+"
    rf"(?:\s+{_words('tháng', 'năm')}\s+\d+)*\s+$"
)
_AIM = _words("phấn đấu", "dự kiến", "cố gắng", "quyết tâm")
_AIM_BEFORE = re.compile(rf"(?<!\w){_AIM}(?!\w)")
_AIM_BESIDE = re.compile(rf"(?<!\w){_AIM}(?:\s+{_words('hoàn thành', 'thực hiện', 'xong')})?\s+$")
_DUTY = re.compile(
    r"(?<!\w)"
    + _words(
        "hoàn thành", "nộp", "gửi", "báo cáo về", "xong", "phải", "yêu cầu", "đề nghị", "kết thúc",
        "thực hiện", "tổ chức", "triển khai", "ban hành", "trình",
    )
    + r"(?!\w)"
)  # fmt: skip
_DONE = re.compile(rf"(?<!\w){_words('đã', 'đạt', 'được')}(?!\w)")
_STOP = re.compile(r"[;\n]|[.!?…](?=\s|$)")
_CLAUSE = re.compile(r"[,;:\n]")
_MODERN = 1900
_LONGEST_LEAD = 120
_LONGEST_SENTENCE = 800


@remembering
def find_dates(text: str) -> list[DatePhrase]:
    """Dates in clean text, in order, none inside another. Fractions and numbers are left out."""
    spelt = place_tone_marks(text)
    if not _MAY_HOLD_DATE.search(spelt):
        return []
    numbers = [(mention.start, mention.end) for mention in find_numbers(text)]
    found: list[DatePhrase] = []
    for match in _DATE.finditer(spelt):
        start, end = match.span()
        if any(start < after and before < end for before, after in numbers):
            continue
        previous = found[-1].end if found else None
        if match["d4"] and not match["told"] and not match["y4"]:
            if not _is_bare_day(spelt, start, end, previous):
                continue
        elif match["y7"] and int(match["y7"]) < _MODERN and _COUNTED.match(spelt, end):
            continue  # `mỗi năm 1200 người`
        elif match["m8"] and not _LEADS_TO_MONTH.search(spelt, max(0, start - 30), start):
            continue
        phrase = _phrase(match, text)
        if phrase is not None:
            found.append(phrase)
    return found


def _is_bare_day(text: str, start: int, end: int, previous: int | None) -> bool:
    """Whether a lone `5/7` is a day of a month, by what stands around it."""
    if text[start:end] == "24/7" or _COUNTED.match(text, end):
        return False
    if previous is not None and _JOINS_DATE.match(text, previous, start):
        return True
    window = max(0, start - 30)
    if _LEADS_TO_DATE.search(text, window, start):
        return True
    if _LEADS_TO_COUNT.search(text, window, start):
        return False
    # What is counted stands right behind a fraction; a date is followed by anything else.
    return _FOLLOWS_DATE.match(text, end) is not None


def find_deadlines(text: str) -> list[DeadlinePhrase]:
    """Deadlines in clean text, in order: a deadline word with the date that it leads to."""
    return [led.phrase for led in _led_dates(text, find_dates(text)) if _is_deadline(led)]


def find_led_dates(text: str) -> list[tuple[DatePhrase, int | None, Lead | None]]:
    """Every date, with where the words begin that could make it a deadline, and of what sort.

    Whether anything is due is not judged. A date that says since when, or ends a span of days,
    has no such words.
    """
    dates = find_dates(text)
    led = {led.phrase.when: led for led in _led_dates(text, dates) if not _is_reference(led)}
    return [
        (when, led[when].at, led[when].lead) if when in led else (when, None, None)
        for when in dates
    ]


@dataclass(frozen=True, slots=True)
class _Led:
    """A phrase whose lead begins at `at`, in the sentence `text[opens:closes]`."""

    phrase: DeadlinePhrase
    lead: Lead
    text: str
    at: int
    opens: int
    closes: int


def _led_dates(text: str, dates: Sequence[DatePhrase]) -> Iterator[_Led]:
    spelt = place_tone_marks(text)
    previous = 0
    for when in dates:
        opens, closes = _sentence(spelt, when.start, when.end)
        floor = max(opens, previous, when.start - _LONGEST_LEAD)
        lead = _LEAD.search(spelt, floor, when.start)
        if lead is not None:
            start = lead.start()
            if beside := _AIM_BESIDE.search(spelt, floor, start):
                start = beside.start()
            clause = max((m.end() for m in _CLAUSE.finditer(spelt, opens, start)), default=opens)
            aim = start != lead.start() or _AIM_BEFORE.search(spelt, clause, start) is not None
            phrase = DeadlinePhrase(start, when.end, text[start : when.end], when, aim)
            kind = next(kind for kind in Lead if lead[kind.value])
            yield _Led(phrase, kind, spelt, lead.start(), opens, closes)
        previous = when.end


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence or list item around `[start, end)` begins and ends."""
    opens = max(0, start - _LONGEST_SENTENCE)
    for stop in _STOP.finditer(text, opens, start):
        opens = stop.end()
    limit = min(len(text), end + _LONGEST_SENTENCE)
    closes = _STOP.search(text, end, limit)
    return opens, closes.start() if closes else limit


def _is_reference(led: _Led) -> bool:
    until = led.lead in (Lead.UNTIL, Lead.WITHIN)
    return bool(
        _PAST.search(led.text, led.opens, led.at)
        or (until and _COUNTED_UP_TO.search(led.text, led.opens, led.at))
        or (led.lead is Lead.TERM and _NO_TERM.search(led.text, led.opens, led.at))
        or _SPAN_OF_TIME.search(led.text, led.opens, led.at)
    )


def _is_deadline(led: _Led) -> bool:
    """Whether the words around say that something is due, not what was or since when."""
    if _is_reference(led):
        return False
    if led.lead in (Lead.LATEST, Lead.TERM):
        return True
    when = led.phrase.when
    due = _DUTY.search(led.text, led.opens, led.closes) is not None
    done = _DONE.search(led.text, when.end, led.closes) is not None
    if led.lead is Lead.WITHIN:
        return due and not done and when.precision is not Precision.YEAR
    return due or when.precision in (Precision.DAY, Precision.PART)


_YEARS = ("1", "1_said", "2", "3", "4", "5", "5_said", "6", "6_said", "7", "8")


def _phrase(match: re.Match[str], text: str) -> DatePhrase | None:
    """The phrase of a match; None where no calendar has such a day."""
    day, month, year = (
        next((int(value) for number in numbers if (value := match[f"{unit}{number}"])), None)
        for unit, numbers in (("d", "1234"), ("m", "123458"), ("y", _YEARS))
    )
    several = match["d2"] is not None
    value = None
    if day is not None and month is not None:
        try:
            value = datetime.date(year or 2000, month, day)
        except ValueError:
            return None
    quarter = match["q"]
    part = match["part"] or match["qpart"] or match["ypart"]
    if day is not None:
        precision = Precision.DAY
    elif part:
        precision = Precision.PART
    elif quarter:
        precision = Precision.QUARTER
    else:
        precision = Precision.MONTH if month else Precision.YEAR
    start, end = match.span()
    return DatePhrase(
        start,
        end,
        text[start:end],
        precision,
        day,
        month,
        _ROMAN.get(quarter.upper()) or int(quarter) if quarter else None,
        year,
        None if several or year is None else value,
    )
