"""Bodies, places, and the levels of the Party and the state."""

from __future__ import annotations

import re

from assistant.answering.values.spans import MARK, Found, capitalised, is_free
from assistant.types import Query
from assistant.vietnamese.bodies import BodyMention, find_bodies
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.places import PlaceMention, find_places
from assistant.vietnamese.tokens import forms


def bodies(query: Query, text: str) -> Found:
    """Bodies with their places; sure by their names, or where they do what is asked."""
    places = find_places(text)
    one = fold(query.focus).lower() if query.focus.lower() in _OWN_NAMES else ""
    for body in find_bodies(text, places):
        if not one or fold(text[body.start : body.end]).lower().startswith(one):
            acts = query.focus.lower() in _ANY_UNIT and _acts(query, text, body)
            yield body.start, body.whole_end, body.sure or bool(one and body.place) or acts
    for agency in _AGENCY.finditer(text):
        if not one or fold(agency[0]).lower().startswith(one):
            yield (
                *agency.span(),
                _is_told_of(query, text, agency) and not _of_a_person(text, agency),
            )
    if query.focus.lower() in _ANY_UNIT:
        whole = (match for match in _BRANCH.finditer(text) if not _goes_on(text, match))
        yield from ((*match.span(), True) for match in whole)
    if one:
        for match in _BRANCH.finditer(text):
            if fold(match[0]).lower().startswith(one):
                yield *match.span(), True
        for match in re.finditer(rf"\b{query.focus}\s+", text, re.IGNORECASE):
            own = (match.start(), match.end())  # `phòng Tổ chức`, `Phòng Tổ chức`
            runs = [(a, b) for a, b in capitalised(text) if a in own and b > match.end()]
            if runs:
                yield match.start(), _name_end(text, runs[0][1]), not _of_a_person(text, match)


def _acts(query: Query, text: str, body: BodyMention) -> bool:
    """Whether a body opens the sentence, and does what is asked: `2. Trung tâm Y tế mở lớp …`"""
    mark = MARK.match(text)
    if text[mark.end() if mark else 0 : body.start].strip():
        return False
    done = [folded for _, folded in forms(text[body.whole_end : body.whole_end + 30])][:1]
    return done != [] and done[0] in {folded for _, folded in forms(query.text)}


# What ministries and the agencies below them are for, by the names of 2007 to 2025.
_SECTORS = (
    "Quốc phòng", "Công an", "Ngoại giao", "Ngoại vụ", "Nội vụ", "Tư pháp", "Tài chính",
    "Tài chính - Kế hoạch", "Kế hoạch và Đầu tư", "Công Thương", "Xây dựng", "Giao thông vận tải",
    "Giao thông vận tải - Xây dựng", "Nông nghiệp và Phát triển nông thôn", "Nông nghiệp",
    "Nông nghiệp và Môi trường", "Tài nguyên và Môi trường", "Thông tin và Truyền thông",
    "Lao động - Thương binh và Xã hội", "Văn hóa, Thể thao và Du lịch", "Văn hóa và Thể thao",
    "Văn hóa và Thông tin", "Văn hóa - Xã hội", "Du lịch", "Khoa học và Công nghệ",
    "Giáo dục và Đào tạo", "Y tế", "Dân tộc và Tôn giáo", "Dân tộc", "Quy hoạch - Kiến trúc",
    "Kinh tế và Hạ tầng", "Kinh tế", "Kinh tế, Hạ tầng và Đô thị", "Quản lý đô thị",
)  # fmt: skip
_AGENCY = re.compile(
    rf"\b(?:(?:Bộ|Sở|[Pp]hòng) (?:{'|'.join(sorted(_SECTORS, key=len, reverse=True))})"
    r"|(?:Thanh tra|Văn phòng) Chính phủ|(?:Ngân hàng|Kho bạc|Kiểm toán) [Nn]hà nước"
    r"|Bảo hiểm [Xx]ã hội|(?:Chi cục|Cục) (?:Thuế|Thống kê|Hải quan|Kiểm lâm))\b"
)


def _of_a_person(text: str, body: re.Match[str]) -> bool:
    """Whether a body only says whose office somebody holds: `Giám đốc Sở Y tế`."""
    return _OFFICE_OF.search(text, 0, body.start()) is not None


_OFFICE_OF = re.compile(
    r"\b(?:[Gg]iám đốc|[Tt]rưởng|[Bb]ộ trưởng|[Cc]hánh|[Ll]ãnh đạo|[Cc]án bộ) $"
)


def _is_told_of(query: Query, text: str, agency: re.Match[str]) -> bool:
    """Whether no other part of the sentence holds more of what is asked than the agency's."""
    asked = {folded for _, folded in forms(query.text)} - {f for _, f in forms(agency[0])}
    shares = []
    own = 0
    for part in re.finditer(r"[^;]+", text):
        share = len(asked & {folded for _, folded in forms(part[0])})
        shares.append(share)
        if part.start() <= agency.start() < part.end():
            own = share
    return own > 0 and own == max(shares)


_ANY_UNIT = frozenset({"đơn vị", "tổ chức", "cơ sở", "nơi", "cơ quan"})
# A branch by the unit or the office that it is of: `Đảng bộ phường Bến Chùa`, `chi bộ khu phố 4`.
_BRANCH = re.compile(
    r"\b(?:[Đđ]ảng bộ|[Cc]hi bộ|[Đđ]ảng ủy) (?:(?:xã|phường|thị trấn|[Ấấ]p|[Tt]hôn|[Bb]ản"
    r"|[Kk]hu phố|[Kk]hóm|[Tt]ổ dân phố|cơ quan|[Tt]rường|[Pp]hòng) )?"
    rf"(?:(?:[{UPPER}][^\W\d_]*|\d+)(?: |\b)){{1,4}}(?<! )"
)


def _goes_on(text: str, branch: re.Match[str]) -> bool:
    """Whether a branch's name may go on in small letters: `Chi bộ Bảo` of `… hiểm xã hội`."""
    small = re.match(r" [^\W\d_]", text[branch.end() :])
    capitals = re.findall(rf" [{UPPER}][^\W\d_]*", branch[0])
    return small is not None and small[0].islower() and len(capitals) == 1


def _name_end(text: str, at: int) -> int:
    """Where the name of an office ends whose first word alone has its capital: `Phòng Tổ chức
    đảng, đảng viên thuộc …`."""
    found = _NAMED_ON.match(text, at)
    return found.end() if found else at


_NAMED_ON = re.compile(
    r"(?:,? (?!(?:thuộc|của|là|và|có|do|phối|chủ|tham|chịu|được|phải|cần|sẽ|đã|trực|hoàn"
    r"|tổ chức thực|hướng|kiểm|theo|báo|tổng hợp|ở|tại|trong|với|cho|về|để|làm|giám|chọn|giúp"
    r"|lập|ban hành|cử|giao|nhận|gửi|nộp|trình|họp|đạt|mở|bầu|tặng|rà|bố trí|chỉ đạo|lãnh đạo"
    r"|yêu cầu|đề nghị|đề xuất|đôn đốc|chuẩn bị|triển khai|thực hiện|thẩm)\b)[^\W\d_]+){1,6}"
)


# Bodies that bear names of their own: `Chi bộ Trung tâm Y tế`.
_OWN_NAMES = frozenset({"chi bộ", "đảng bộ", "ban", "sở", "phòng", "đảng ủy", "bộ", "ngành"})


def places(query: Query, text: str) -> Found:
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
    for start, end in capitalised(text):
        if is_free((start, end), taken):
            yield start, end, False


def _is_site(text: str, place: PlaceMention) -> bool:
    """Whether a thing is said to be at this place, or this place to hold it."""
    return bool(_AT.search(text, 0, place.start)) or (
        not text[: place.start].strip() and _HOLDS.match(text, place.end) is not None
    )


_AT = re.compile(r"\btại $")
_HOLDS = re.compile(r" (?:đã |được chọn )?(?:tổ chức|mở|họp|làm|triển khai)\b")
_COMMITTEE = re.compile(r"(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng) ủy|UBND|HĐND|Ủy ban", re.IGNORECASE)
# What an address goes on with behind a comma: `Hội trường lớn, Trung tâm Chính trị huyện`.
_OF_ADDRESS = (
    "số|đường|phố|ngõ|tổ|khu|ấp|thôn|bản|khóm|buôn|làng|xã|phường|thị trấn|huyện|quận|thị xã"
    "|thành phố|tỉnh|tầng|phòng|nhà|trụ sở|trung tâm|trường|hội trường"
)
# Where a thing is held: `Địa điểm: …`, `tại Hội trường …`.
_SPOT = re.compile(
    r"(?:địa điểm(?: tổ chức)?\s*:|\btại|\bở)\s+((?:phòng|hội trường|nhà|trụ sở|trung tâm|sân"
    r"|khu|khách sạn|trường|văn phòng|công viên|quảng trường|bến|ga|cảng|cổng|chợ|đình|chùa|ngã ba"
    r"|ngã tư|chân cầu|đầu cầu)\b[^.;:\n()]*?"
    r"(?=\s+(?:(?:lúc|vào|từ) (?:\d|ngày|sáng|chiều|tối|thứ|các|mỗi)|để|nhằm|do)\b"
    # `… và kéo dài đến hết ngày 13/4` is no place, `… và sân vận động` is one.
    rf"|\s+và\s+(?!(?:{_OF_ADDRESS}|sân|quảng trường|công viên|chợ|đình|chùa|bến|văn phòng)\b)"
    rf"(?-i:[^\W\d_{UPPER}])"
    rf"|,(?! (?:{_OF_ADDRESS})\b)|[.;:\n()]|$))",
    re.IGNORECASE,
)
# A field of work has its capital on its first syllable alone: `Trường Tiểu học Lê Lợi`.
_COMPLETES = (
    " (?:tế|trị|hóa|chính|học(?: cơ sở| phổ thông)?|non|giáo|thao|nghiệp|doanh|thương|niên|nghề"
    "|vụ|sự|thông|tượng|lợi|sinh|lịch|dưỡng|tạo|thuật|nghệ|nữ|an)"
)
# One that bears a name stands without `tại` too: `Khu tái định cư Gò Dừa có 84 nền`.
_NAMED_SPOT = re.compile(
    r"\b((?:Hội trường|Nhà văn hóa|Nhà thi đấu|Trung tâm|Trụ sở|Sân vận động|Quảng trường|Công viên"
    r"|Khu(?! vực)|Trạm|Trường(?! hợp))(?: [^\W\d_]+){0,4}?"
    rf"(?: [{UPPER}][^\W\d_]*(?:{_COMPLETES})?){{1,4}}"
    # `Trung tâm Y tế huyện Phú Lạc`
    r"(?: (?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\b"
    rf"(?: [{UPPER}][^\W\d_]*){{0,4}})?)"
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


def levels(_: Query, text: str) -> Found:
    """`cấp huyện`, `cấp cơ sở`"""
    return ((m.start(), m.end(), True) for m in _LEVEL.finditer(text))
