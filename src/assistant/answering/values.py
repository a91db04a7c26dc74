"""The exact span that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents.limits import Limit, find_limits
from assistant.retrieval.glossary import translate
from assistant.types import Asked, Query
from assistant.vietnamese.bodies import BodyMention, find_bodies
from assistant.vietnamese.dates import Lead, Precision, find_dates, find_deadlines
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_mentions, kind_symbol, parse_number, same_kind
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.places import PlaceMention, find_places
from assistant.vietnamese.tokens import forms, tokenize


@dataclass(frozen=True, slots=True)
class Span:
    """`text` at `[start, end)` of the document. `sure` says that it is what was asked for by its
    own form (a number with the noun that was counted), and not just of the right kind."""

    text: str
    start: int
    end: int
    sure: bool = True


_Found = Iterable[tuple[int, int, bool]]


def find_values(query: Query, text: str, offset: int = 0) -> list[Span]:
    """Spans in `text` of the kind that is asked for, with offsets moved by `offset`.

    What the question says itself is no value.
    """
    find = _FINDERS.get(query.asked)
    if find is None:
        return []
    said = f" {' '.join(folded for _, folded in forms(query.text))} "
    named = [Span(text[a:b], a, b, sure) for a, b, sure in find(query, text) if a < b]
    new = [v for v in named if f" {' '.join(f for _, f in forms(v.text))} " not in said]
    return [replace(v, start=v.start + offset, end=v.end + offset) for v in new]


def _deadlines(query: Query, text: str) -> _Found:
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


def _dates(query: Query, text: str) -> _Found:
    """Every date; one that is a deadline keeps its `trước`, and one that is an aim is no date."""
    phrases = find_deadlines(text)
    fine = _DAY if _DAY_ASKED.search(fold(query.text).lower()) else tuple(Precision)
    found = [
        (date.start, date.end, True)
        for date in find_dates(text)
        if date.precision in fine
        and not _PERIOD.search(text, 0, date.start)
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
    limits = (limit for limit in find_limits(text, None) if _comes_back(limit))
    found += [(limit.start, limit.end, True) for limit in limits if _is_new(limit, found)]
    if not found and _WHEN_ASKED.search(asked):
        found += _conditions(query, text)
    returning = [(m.start(), m.end(), True) for m in _RETURNING.finditer(text)]
    if fine is _DAY:
        returning = [span for span in returning if not text[span[0] :].lower().startswith("tuần")]
    if _WEEK_ASKED.search(fold(query.text).lower()):
        found = [(a, b, sure) for a, b, sure in found if "tuần" in text[a:b].lower()]
    return sorted({*found, *returning})


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


# What follows a form of address; a name is its capitalised beginning.
_PERSON = re.compile(
    r"\b(?:[Tt]ác giả|[Nn]hà báo|[Pp]hóng viên|[Cc]ộng tác viên|[Ảả]nh của|[Đđ]ồng chí|[Đđ]/c"
    r"|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ụ|[Đđ]ảng viên)\s+"
    r"([^\W\d_]+(?:\s+[^\W\d_]+){1,4})"
)
# Offices that follow a form of address as names do.
_OFFICE = re.compile(
    r"(?:Ủy viên|[Pp]hó [Bb]í thư|Tổng Bí thư|Bí thư|Phó [Cc]hủ tịch|Chủ tịch|Phó [Tt]rưởng"
    r"|Trưởng|Thường trực|Giám đốc|Phó [Gg]iám đốc|Chánh|Phó [Cc]hánh|Chủ nhiệm|Phó [Cc]hủ nhiệm"
    r"|Đại biểu|Bộ trưởng|Thứ trưởng|Thủ tướng|Phó [Tt]hủ tướng|Viện trưởng|Chánh án|Phó)\b"
)
_CAPITALS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")


def _people(_: Query, text: str) -> _Found:
    """Names of two words at least: behind a form of address for sure, else any in capitals."""
    sure = [_name(match) for match in _PERSON.finditer(text) if not _OFFICE.match(match[1])]
    sure = [(a, b) for a, b in sure if " " in text[a:b]]
    yield from ((a, b, True) for a, b in sure)
    for start, end in _capitalised(text):
        if not any(start < b and a < end for a, b in sure):
            yield start, end, False


def _name(match: re.Match[str]) -> tuple[int, int]:
    start = end = match.start(1)
    for word in re.finditer(r"\S+", match[1]):
        if not word[0][0].isupper():
            break
        end = start + word.end()
    return start, end


def _capitalised(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, but for a single one that only opens the sentence."""
    run: list[re.Match[str]] = []
    for word in re.finditer(r"\w+", text):
        follows = run and text[run[-1].end() : word.start()] == " "
        if word[0][0].isupper() and (follows or not run):
            run.append(word)
            continue
        yield from _run(run)
        run = [word] if word[0][0].isupper() else []
    yield from _run(run)


def _run(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if run and (len(run) > 1 or run[0].start() > 0):
        yield run[0].start(), run[-1].end()


def _offices(query: Query, text: str) -> _Found:
    """Offices, with the bodies behind them, of the person whom the question names."""
    folded = fold(text).lower()
    people = [fold(c.phrases[0]).lower() for c in query.concepts if c.name and " " in c.phrases[0]]
    known = [folded.find(person) for person in people if person in folded]
    if not known:
        return
    if role_asked := _ROLE_ASKED.search(fold(query.text).lower()):
        yield from ((*role.span("role"), True) for role in _ROLE.finditer(text, known[0]))
        if role_asked["group"]:
            return
    ends = {body.start: body.whole_end for body in find_bodies(text)}
    found: list[tuple[int, int]] = []
    for match in _OFFICE.finditer(text):
        if found and match.start() < found[-1][1]:
            continue
        end = _office_end(text, match.end(), ends)
        joined = found and re.fullmatch(
            r"\s*(?:,|và|kiêm|đồng thời là)\s*", text[found[-1][1] : match.start()]
        )
        if joined:
            found[-1] = (found[-1][0], end)
        else:
            found.append((match.start(), end))
    at = known[0]
    for start, end in sorted(found, key=lambda span: min(abs(span[0] - at), abs(span[1] - at))):
        yield start, end, True


# What somebody is in a group of people, beside the office held.
_ROLE_ASKED = re.compile(r"\bvai tro (?:gi|nao)\b(?P<group> (?:trong|o) )?")
_MEMBER = (
    r"(?:[Tt]ổ trưởng|[Tt]ổ phó|[Tt]rưởng (?:[Bb]an|[Đđ]oàn)|[Pp]hó [Tt]rưởng (?:[Bb]an|[Đđ]oàn)"
    r"|[Tt]hành viên|[Tt]hư ký|[Ủủ]y viên)"
)
_ROLE = re.compile(
    rf"\blàm (?P<role>{_MEMBER}(?: thường trực)?(?:,? (?:kiêm|và) {_MEMBER}(?: thường trực)?)?)"
)


def _office_end(text: str, at: int, bodies: dict[int, int]) -> int:
    """Where an office ends: behind the body that follows it, or behind its capitalised words."""
    end = at
    for word in re.finditer(r"\s+(\w+)", text[at : at + 120]):
        start = at + word.start(1)
        if start < end or text[end:start].strip():
            break
        if start in bodies:
            end = bodies[start]
        elif word[1] in ("thường", "trực", "thứ", "nhất") or word[1][0].isupper():
            end = at + word.end()
        else:
            break
    return end


def _bodies(query: Query, text: str) -> _Found:
    places = find_places(text)
    one = fold(query.focus).lower() if query.focus.lower() in _OWN_NAMES else ""
    for body in find_bodies(text, places):
        if not one or fold(text[body.start : body.end]).lower().startswith(one):
            acts = query.focus.lower() in _ANY_UNIT and _acts(query, text, body)
            yield body.start, body.whole_end, body.sure or bool(one and body.place) or acts
    if query.focus.lower() in _ANY_UNIT:
        yield from ((*match.span(), True) for match in _BRANCH.finditer(text))
    if one:
        for match in _BRANCH.finditer(text):
            if fold(match[0]).lower().startswith(one):
                yield *match.span(), True
        for match in re.finditer(rf"\b{query.focus}\s+", text, re.IGNORECASE):
            own = (match.start(), match.end())  # `phòng Tổ chức`, `Phòng Tổ chức`
            runs = [(a, b) for a, b in _capitalised(text) if a in own and b > match.end()]
            if runs:
                yield match.start(), _name_end(text, runs[0][1]), True


def _acts(query: Query, text: str, body: BodyMention) -> bool:
    """Whether a body opens the sentence, and does what is asked: `2. Trung tâm Y tế mở lớp …`"""
    mark = _MARK.match(text)
    if text[mark.end() if mark else 0 : body.start].strip():
        return False
    done = [folded for _, folded in forms(text[body.whole_end : body.whole_end + 30])][:1]
    return done != [] and done[0] in {folded for _, folded in forms(query.text)}


_ANY_UNIT = frozenset({"đơn vị", "tổ chức", "cơ sở", "nơi", "cơ quan"})
# A branch by the unit or the office that it is of: `Đảng bộ phường Bến Chùa`, `chi bộ khu phố 4`.
_BRANCH = re.compile(
    r"\b(?:[Đđ]ảng bộ|[Cc]hi bộ|[Đđ]ảng ủy) (?:(?:xã|phường|thị trấn|ấp|thôn|bản"
    r"|khu phố|khóm|tổ dân phố|cơ quan|trường|phòng) )?"
    rf"(?:(?:[{UPPER}][^\W\d_]*|\d+)(?: |\b)){{1,4}}(?<! )"
)


def _name_end(text: str, at: int) -> int:
    """Where the name of an office ends whose first word alone has its capital: `Phòng Tổ chức
    đảng, đảng viên thuộc …`."""
    found = _NAMED_ON.match(text, at)
    return found.end() if found else at


_NAMED_ON = re.compile(
    r"(?:,? (?!(?:thuộc|của|là|và|có|do|phối|chủ|tham|chịu|được|phải|cần|sẽ|đã|trực|hoàn"
    r"|tổ chức thực|hướng|kiểm|theo|báo|tổng hợp|ở|tại|trong|với|cho|về|để)\b)[^\W\d_]+){1,6}"
)


# Bodies that bear names of their own: `Chi bộ Trung tâm Y tế`.
_OWN_NAMES = frozenset({"chi bộ", "đảng bộ", "ban", "sở", "phòng", "đảng ủy", "bộ", "ngành"})


def _places(query: Query, text: str) -> _Found:
    """Places; sure where the word of the unit that was asked for stands before the name."""
    unit, seen = fold(query.focus).lower(), query.text.lower()
    spots = find_places(text)
    asked = f" {' '.join(folded for _, folded in forms(query.text))} "
    for place in spots:
        if _COMMITTEE.match(place.text) or f" {fold(place.name).lower()} " in asked:
            continue
        if unit in _UNITS:
            sure = fold(place.level or "").lower() == unit
        else:
            sure = not _VENUE.search(seen) or _is_site(text, place)
        yield place.start, place.end, sure
    for spot in (*_SPOT.finditer(text), *_NAMED_SPOT.finditer(text)):
        yield spot.start(1), spot.end(1), unit not in _UNITS
    labelled = _LABELLED.fullmatch(text)
    if labelled and unit not in _UNITS and _asks_for(query, labelled["label"]):
        yield *labelled.span("stated"), True
    taken = [(place.start, place.end) for place in spots]
    for start, end in _capitalised(text):
        if not any(start < b and a < end for a, b in taken):
            yield start, end, False


def _is_site(text: str, place: PlaceMention) -> bool:
    """Whether a thing is said to be at this place, or this place to hold it."""
    return bool(_AT.search(text, 0, place.start)) or (
        not text[: place.start].strip() and _HOLDS.match(text, place.end) is not None
    )


_AT = re.compile(r"\btại $")
_HOLDS = re.compile(r" (?:đã |được chọn )?(?:tổ chức|mở|họp|làm|triển khai)\b")
_COMMITTEE = re.compile(r"(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng) ủy|UBND|HĐND|Ủy ban", re.IGNORECASE)
# Where a thing is held: `Địa điểm: …`, `tại Hội trường …`.
_SPOT = re.compile(
    r"(?:địa điểm(?: tổ chức)?\s*:|\btại|\bở)\s+((?:phòng|hội trường|nhà|trụ sở|trung tâm|sân"
    r"|khu|khách sạn|trường|văn phòng|công viên|quảng trường|bến|ga|cảng|cổng|chợ|đình|chùa|ngã ba"
    r"|ngã tư|chân cầu|đầu cầu)\b[^.;:\n()]*?(?=\s+(?:lúc|vào|từ) \d|[.;:\n()]|$))",
    re.IGNORECASE,
)
# One that bears a name stands without `tại` too: `Khu tái định cư Gò Dừa có 84 nền`.
_NAMED_SPOT = re.compile(
    r"\b((?:Hội trường|Nhà văn hóa|Nhà thi đấu|Trung tâm|Trụ sở|Sân vận động|Quảng trường|Công viên"
    r"|Khu(?! vực)|Trạm|Trường(?! hợp))(?: [^\W\d_]+){0,4}?"
    rf"(?: [{UPPER}][^\W\d_]*){{1,4}})"
)
# `2. Điểm chính: nhà văn hóa thôn …`
_LABELLED = re.compile(
    r"\s*(?:\d{1,2}[.)]|[a-zđ]\)|[-+•*])?\s*(?P<label>[^\W\d][^:;.\n]{2,40}):\s+(?P<stated>[^;\n]+?)"
    r"[.;]?\s*"
)


def _asks_for(query: Query, label: str) -> bool:
    """Whether all words of a label are in the question."""
    asked = {folded for _, folded in forms(query.text)}
    return all(folded in asked for _, folded in forms(label))


# Asked of an event: the room or the building, not the commune that held it.
_VENUE = re.compile(
    r"\b(?:họp|tổ chức|diễn ra|khai mạc|địa điểm|tiếp công dân|held|take place|venue|meet)\b"
)
_UNITS = frozenset({"xa", "phuong", "thi tran", "huyen", "quan", "thi xa", "thanh pho", "tinh"})

_LEVEL = re.compile(r"\b[Cc]ấp\s+(?:cơ sở|xã|phường|huyện|quận|thị xã|thành phố|tỉnh|trung ương)\b")


def _levels(_: Query, text: str) -> _Found:
    return ((m.start(), m.end(), True) for m in _LEVEL.finditer(text))


def _documents(query: Query, text: str) -> _Found:
    """Documents other than those in the question, of the kind and issuer that were asked for."""
    asked = [number for n in query.numbers if (number := parse_number(n))]
    kind = kind_symbol(query.focus) if query.focus else _own_kind(query)
    wanted = {
        fold(form).lower()
        for c in query.concepts
        if c.name
        for form in c.phrases
        if find_bodies(form, ())
    }
    for mention in find_mentions(text):
        if any(number.matches(mention.number) for number in asked):
            continue
        if kind and mention.number.kind and not same_kind(kind, mention.number.kind):
            continue
        if wanted and not asked and not _may_be_of(text, mention.end, wanted):
            continue
        yield mention.start, mention.end, True


def _own_kind(query: Query) -> str | None:
    """The kind of the document whose number is asked for: `Công văn … mang số mấy?`"""
    if query.language != "vi" or not _OWN_NUMBER.search(query.text.lower()):
        return None
    first = query.text.lower().split()[:3]
    return next((k for n in (3, 2, 1) if (k := kind_symbol(" ".join(first[:n])))), None)


_OWN_NUMBER = re.compile(r"\b(?:mang số|số mấy|ký hiệu|số hiệu|số bao nhiêu|số gì)\b")


def _may_be_of(text: str, end: int, wanted: Collection[str]) -> bool:
    """Whether a document named up to here is said to be of one of these bodies, or of none."""
    said = _ISSUER.match(text, end)
    bodies = find_bodies(said[1], ()) if said else []
    if not said or not bodies:
        return True
    issuer = _committee(fold(said[1][bodies[0].start : bodies[0].end]).lower())
    return any(form in issuer or issuer in form for form in map(_committee, wanted))


def _committee(body: str) -> str:
    """A Party committee by one of its two names: `Ban Chấp hành Đảng bộ tỉnh` is `Tỉnh ủy`."""
    for full, short in _COMMITTEES:
        body = body.replace(f"ban chap hanh dang bo {full}", short)
    return body


_COMMITTEES = (
    ("tinh", "tinh uy"),
    ("thanh pho", "thanh uy"),
    ("huyen", "huyen uy"),
    ("thi xa", "thi uy"),
    ("xa", "dang uy xa"),
    ("phuong", "dang uy phuong"),
    ("thi tran", "dang uy thi tran"),
)


# `…, ngày 20/3/2023 của Ban Thường vụ Tỉnh ủy`
_ISSUER = re.compile(r"(?:,?\s*ngày\s+[\d/.\-]{3,12},?)?\s+của\s+([^,;.:]{3,80})")

_DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?"
_WORDS = (
    r"một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: một| hai| ba| bốn| lăm| sáu| bảy| tám| chín)?"
    r"|(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: \w+)?|(?:\w+ )?(?:trăm|nghìn|triệu|tỷ)(?: \w+)?"
)
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?<!\d )(?:(?:từ )?(?:{_DIGITS})(?:\s?%)?|(?:{_WORDS})\b)", re.IGNORECASE
)
_TERM = re.compile(r"\b\d{4}\s*[-–]\s*\d{4}\b")
_ORDINAL = re.compile(
    r"\b(?:lần )?thứ\s+(?:[IVXLC]+|\d+|\w+)\b|\bkh[óo]a\s+[IVXLC\d]+\b", re.IGNORECASE
)
_MARK = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*\s?[.)]|[a-zđ]\))\s")
_ALIKE = {
    "tien": ("đồng", "triệu", "tỷ", "tiền", "usd", "đô la", "euro"),
    "phan": ("phần trăm", "%"),
    "lau": ("năm", "tháng", "ngày", "giờ", "tuần", "phút", "thế kỷ", "thập kỷ", "quý"),
    "xa": ("km", "mét", "m", "cây số"),
}


# What is counted by that noun alone.
_ALIKE_WHOLE = {
    "cây số": ("km", "cây số"),
    "người": ("người", "đồng chí", "thành viên", "đảng viên", "cán bộ", "đại biểu"),
    "thành viên": ("thành viên", "đồng chí", "ủy viên"),
}


def _counts(query: Query, text: str) -> _Found:
    """Numbers that are no dates, documents, terms or marks; sure with the noun that is counted."""
    folded = fold(query.text).lower()
    if re.search(r"\bthu may\b|\bkhoa may\b|\blan may\b", folded):
        yield from ((m.start(), m.end(), True) for m in _ORDINAL.finditer(text))
        return
    taken = [(d.start, d.end) for d in find_dates(text)]
    taken += [(m.start, m.end) for m in find_mentions(text)]
    taken += [m.span() for m in _TERM.finditer(text)]
    if mark := _MARK.match(text):
        taken.append(mark.span())
    part = _PART_ASKED.search(query.text.lower())
    if part and len(_HOW_MANY.findall(query.text.lower())) == 1:
        yield from _of_part(text, part["whole"], part["asked"], taken)
        return
    headed = _HEADED.match(query.text) if not query.focus else None
    by_head = headed is not None and not _MEASURED.search(query.text.lower())
    had = _HAD.match(query.text)
    nouns = _nouns_of(headed["head"]) if headed and by_head else _nouns(query, folded)
    of_all = _HAS.search(folded) is not None
    in_all = _IN_ALL.search(folded) is not None and not _EACH.search(folded)
    of_each: set[str | None] = set()
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken):
            continue
        after = text[end : end + 40].lower()
        noun = next(
            (n for n in nouns if re.match(rf"\s*{_IN_BETWEEN}{re.escape(n)}(?!\w| chí)", after)),
            None,
        )
        clause = fold(re.split(r"[,;:]", text[:start])[-1]).lower()
        if in_all and _EACH.search(clause):
            of_each.add(noun)
            continue  # `mỗi chi bộ góp 200.000 đồng` is no sum
        if noun in of_each and not _SUM.search(clause):
            continue  # nor is what else is told of such things
        if by_head and not noun:
            continue
        if had and not _stands_beside(had["what"], text, start, end):
            continue
        percent = "%" in match[0] and "phần trăm" in nouns
        if noun:
            end += after.index(noun) + len(noun)
        if noun or percent or match[0][0].isdigit() or match[0].lower().startswith("từ "):
            told = not of_all or (
                _IS_HAD.search(fold(text[:start]).lower()) is not None
                and not match[0].lower().startswith("từ ")  # `có từ 09 đảng viên trở lên`
            )
            any_number = not query.focus and not _PRICE.search(query.text.lower())
            yield start, end, told and bool(noun or percent or any_number)


# `Khen thưởng cá nhân: Sao Mai bao nhiêu?`: what is counted stands before the colon.
_HEADED = re.compile(
    r"(?i)\W*(?!(?:cho|xin|em|tôi|dạ)\b)(?P<head>[^:?]+ [^:?]+):\s[^,:;?]{2,60} bao nhiêu\W*$"
)
_MEASURED = re.compile(
    r"\b(?:giá|kinh phí|ngân sách|tiền|tổng mức|phụ cấp|lương|thù lao|học phí|mức|vốn|thu|chi"
    r"|tỷ lệ|tỉ lệ|diện tích|sản lượng|năng suất|độ|chiều)\b(?! (?:bộ|ủy|cục|đoàn|hội)\b)"
)


def _nouns_of(head: str) -> tuple[str, ...]:
    """What may be counted of the words before a colon: two of them, or one that stands alone."""
    words = [token.text.lower() for token in tokenize(head)]
    alone = [
        word
        for before, word, after in zip(["", *words], words, [*words[1:], "là"], strict=False)
        if word in _COUNTED_ALONE or (before == "số" and after in _BEHIND_NOUN)
    ]
    return (*(f"{a} {b}" for a, b in pairwise(words)), *alone)


_BEHIND_NOUN = frozenset("là đã được bị của ở tại trong mới năm cần phải sẽ có".split())

# `Nữ có bao nhiêu?`: what is counted comes first.
_HAD = re.compile(r"(?i)\W*(?P<what>\w+(?: \w+){0,2}) có bao nhiêu\W*$")


def _stands_beside(what: str, text: str, start: int, end: int) -> bool:
    """Whether all words of `what` stand in the part of a sentence around a number."""
    left, right = _PARTED.split(text[:start])[-1], _PARTED.split(text[end:])[0]
    beside = {folded for _, folded in forms(f"{left} {right}")}
    return beside.issuperset(folded for _, folded in forms(what))


# `Đã kết nạp đảng viên, trong đó bao nhiêu là nữ?`
_PART_ASKED = re.compile(
    r"^(?P<whole>.*?)\btrong (?:số )?(?:đó|này|ấy)\b(?P<asked>.*\b(?:bao nhiêu|mấy)\b.*)$"
)
_HOW_MANY = re.compile(r"\b(?:bao nhiêu|mấy)\b")
_ASKS_ALONE = re.compile(
    r"\b(?:bao nhiêu|mấy|là|có|thì|số|được|chiếm|phần trăm|tỷ lệ|tiền|triệu|tỷ|đồng(?! chí| bào)"
    r"|đồng chí|người(?! dân|\W*$))\b"
)
_OF_WHOLE = re.compile(r"\btrong (?:số )?(?:đó|này|ấy)\b|\b(?:bao )?gồm\b")
_UNIT_OF_MONEY = re.compile(r"(?i)\s*(?:(?:nghìn|triệu|tỷ) )?(?:đồng(?! chí| bào)|triệu|tỷ)\b")
# `…, đạt 61,4% kế hoạch, trong đó …`
_GOES_ON = re.compile(r"(?i)\W*(?:đạt|bằng|tăng|giảm|chiếm|so với|vượt)\b")
_PARTED = re.compile(r"[,;:]\s|\s(?:và|còn)\s")


def _of_part(text: str, whole: str, asked: str, taken: Sequence[tuple[int, int]]) -> _Found:
    """The number of a part of what was counted: behind `trong đó`, with what the part is called
    beside it, where what stands before that is the whole."""
    words = [folded for _, folded in forms(_ASKS_ALONE.sub(" ", asked))]
    known = [folded for _, folded in forms(whole)]
    pairs = {*pairwise(known)}
    called = [word for word in words if word not in known]
    of_whole = next(_OF_WHOLE.finditer(text.lower()), None)
    if not called or of_whole is None:
        return
    parts = _PARTED.split(text[: of_whole.start()].rstrip(" ,;:("))
    before = next((part for part in reversed(parts) if not _GOES_ON.match(part)), "")
    if not pairs & {*pairwise([folded for _, folded in forms(before)])}:
        return
    stops = [m.span() for m in _PARTED.finditer(text)]
    for match in _NUMBER.finditer(text, of_whole.end()):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken):
            continue
        begin = max([of_whole.end(), *(b for _, b in stops if b <= start)])
        stop = min([len(text), *(a for a, _ in stops if a >= end)])
        beside = {folded for _, folded in forms(text[begin:start] + " " + text[end:stop])}
        percent = "phần trăm" in asked or "tỷ lệ" in asked
        if beside.issuperset(called) and ("%" in match[0]) is percent:
            unit = _UNIT_OF_MONEY.match(text, end)
            last = unit.end() if unit else end
            for token in () if unit else tokenize(text[end:stop]):
                if token.folded not in known:
                    break
                last = end + token.end
            yield start, last, True


# `31 hội viên là người Dao`
_IN_BETWEEN = r"(?:\w+\s+|(?:\w+\s+){1,2}là\s+)?"
_PRICE = re.compile(
    r"\b(?:giá|kinh phí|số tiền|tổng mức|phụ cấp|lương|thù lao|học phí|tiền (?:ăn|công|lương)"
    r"|mức (?:phạt|thưởng|chi)|trả(?= bao nhiêu))\b"
)
# How many there are in all: `trao Huy hiệu cho 7 đảng viên` says it of no commune.
_HAS = re.compile(
    r"\bco (?:tat ca |tong cong |ca thay |tong so )?(?:bao nhieu|may)(?: \w+){1,5}\W*$"
    r"|\bhow many (?:\w+ ){1,3}(?:does|do|did) .* have\W*$"
    r"|\bhow many (?:\w+ ){1,3}(?:are|were) there\b"
)
# The sum of all is asked, or what each one has is said.
_IN_ALL = re.compile(
    r"\btong (?:cong|so|kinh phi|muc|tien|gia tri|duoc|bao nhieu)\b|\btat ca\b|\bca thay\b"
    r"|\b(?:in total|altogether|total)\b"
)
_SUM = re.compile(r"\b(?:tong|tat ca|ca thay|in total|total)\b")
_EACH = re.compile(r"\b(?:moi|tung|each|every|per)\b")
_IS_HAD = re.compile(
    r"(?:\bco|\bgom|\bvoi|\bla|\bdu|\btong so|\bva|\btrong do|[:(,])"
    r"\s*(?:tat ca|tong cong|hon|gan|khoang|tren|du)?\s*$"
)

# Words of one syllable that are counted, whatever follows them.
_COUNTED_ALONE = frozenset(
    """năm tháng ngày giờ tuần phút quý người cuộc lần đợt mức điểm khoản điều chương mục phần xã
    huyện tỉnh phường thôn ấp hộ cụ đội nhóm tổ lớp buổi kỳ bước loại suất triệu tỷ đồng ý
    lượt vụ hồ ca con chiếc căn tấn mét trang câu trường""".split()
) - {"hồ"}


def _nouns(query: Query, folded: str) -> tuple[str, ...]:
    """The words that may name what is counted."""
    first = fold(" ".join(query.focus.split()[:1])).lower()
    asked = (
        (first == "tien" or (not first and bool(_PRICE.search(query.text.lower()))), "tien"),
        (first == "phan", "phan"),
        (first == "lau" or "bao lau" in folded or "how long" in folded, "lau"),
        (first == "xa" or "bao xa" in folded, "xa"),
    )
    alike = next((_ALIKE[key] for so, key in asked if so), None)
    if alike or (alike := _ALIKE_WHOLE.get(query.focus.lower())):
        return alike
    if query.language == "en":
        found = translate(query.focus)
        nouns = [p.lower() for c in found[:1] for p in c.phrases if not p.isascii()]
        # Vietnamese has `deceased` behind `party members`.
        described = [
            f"{b} {a}".lower() for c, d in pairwise(found) for a in c.phrases for b in d.phrases
        ]
        return (*described, *nouns)
    words = query.focus.lower().split()
    runs = [" ".join(words[:length]) for length in range(len(words), 1, -1)]
    alone = words[:1] if len(words) == 1 or set(words[:1]) & _COUNTED_ALONE else ()
    return (*runs, *alone)


def _definitions(query: Query, text: str) -> _Found:
    """What stands behind `là` where the words before it are those that are asked about."""
    begin = mark.end() if (mark := _MARK.match(text)) else 0
    copula = _COPULA.search(text, begin)
    if copula is None:
        return
    subject = forms(text[begin : copula.start()])
    words = {folded for _, folded in subject}
    phrases = [[forms(p) for p in concept.phrases] for concept in query.concepts]
    # A name says whose definition is wanted, where it is none of what is defined.
    held = [[p for p in each if all(folded in words for _, folded in p)] for each in phrases]
    asked = [h for h, concept in zip(held, query.concepts, strict=True) if h or not concept.name]
    if asked and all(asked) and len(subject) <= sum(len(h[0]) for h in asked) + _MORE_WORDS:
        yield copula.end(), len(text.rstrip(" .;")), True


_COPULA = re.compile(r"\b(?:được hiểu là|có nghĩa là|nghĩa là|tức là|là|bao gồm|gồm)\s+")
# So many words more than were asked may stand before the copula.
_MORE_WORDS = 3

_FINDERS: dict[Asked, Callable[[Query, str], _Found]] = {
    Asked.DEADLINE: _deadlines,
    Asked.DATE: _dates,
    Asked.COUNT: _counts,
    Asked.PERSON: _people,
    Asked.OFFICE: _offices,
    Asked.BODY: _bodies,
    Asked.PLACE: _places,
    Asked.LEVEL: _levels,
    Asked.DOCUMENT: _documents,
    Asked.DEFINITION: _definitions,
}
