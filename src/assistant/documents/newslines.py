"""What a line of a saved news page is: text, caption, date line, byline, or page furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from assistant.vietnamese.normalize import fold
from assistant.vietnamese.patterns import LOWER, UPPER


class Sort(Enum):
    """What a line is to an article."""

    TEXT = auto()  # a paragraph
    SENTENCE = auto()  # a short sentence or list item
    SHORT = auto()  # a headline, a subheading, a name, a menu entry
    BULLET = auto()  # an entry of a menu or of a list without sentences
    CAPTION = auto()
    CREDIT = auto()  # a caption's second line: only who took the picture
    DATELINE = auto()
    COUNTER = auto()
    TOOL = auto()  # share, print, tags
    RELATED = auto()  # opens a list of other articles
    END = auto()  # comments, polls, statistics: nothing of the article comes after


_SHORTEST_TEXT = 15
_SHORTEST_SENTENCE = 4
_SHORTEST_UNENDED = 25  # a paragraph whose last stop was forgotten
_LONGEST_CAPTION = 300
_MOST_SENTENCES_OF_CAPTION = 2
_LONGEST_DATELINE = 110

_NUMBER = r"\d(?:[\d.,]*\d)?"
_COUNTED = (
    r"(?:"
    r"(?:so |tong )?(?:luot )?(?:xem|doc|truy cap|views?)\s*:?"
    r"|(?:da|dang) (?:xem|online|truy cap)\s*:?"
    r"|(?:hom (?:nay|qua)|(?:trong )?(?:ngay|tuan|thang|nam)(?: (?:nay|truoc|qua))?"
    r"|tat ca|tong (?:cong|so|luot)(?: luot)?(?: truy cap)?)\s*:"
    rf")\s*{_NUMBER}(?: luot| lan)?|{_NUMBER} (?:luot )?(?:xem|doc|truy cap|views?)"
)
_COUNTER = re.compile(rf"\W*(?:{_COUNTED})(?:\W+(?:{_COUNTED}))*\W*")
_END = re.compile(
    r"\W*(?:(?:viet|gui|them|dang|xem|y kien|cac|tat ca)? ?binh luan(?: moi| cua ban| ban doc)?"
    r"|y kien (?:ban doc|cua ban|phan hoi)(?:\W*\d*\W+gui binh luan)?|phan hoi"
    r"|(?:bang |phieu )?tham do(?: y kien)?"
    r"|(?:thong ke|luot|so luot) truy cap|thong tin can biet"
    r"|thoi tiet(?: [^:]{2,30}:.*(?:°|\bdo c\b).*)?"
    r"|lien ket (?:web|website|trang)|ban quyen(?: thuoc ve)?.*|copyright.*"
    r"|chiu trach nhiem (?:chinh|noi dung|xuat ban).*|tong bien tap\s*:.*"
    r"|giay phep (?:so|hoat dong|thiet lap|xuat ban|bao chi).*)\W*\d*\W*"
)
_RELATED = re.compile(
    r"\W*(?:(?:cac )?(?:tin|bai|tin bai|bai viet|tin tuc|video|noi dung|chu de)(?: tuc| viet)? "
    r"(?:lien quan|khac|cung (?:chuyen )?muc|cung chu de|moi(?: nhat| hon| dang)?|cu hon|da dua"
    r"|doc nhieu|noi bat|tiep theo|xem nhieu)|(?:xem|doc) (?:them|nhieu|tiep)|co the ban quan tam"
    r"|phim tu lieu|video(?: clip)?|thu vien (?:anh|video)|quang cao"
    r"|(?:doc|xem) nhieu(?: nhat)?\s*:.*\|.*)\W*"
)
_TOOL = re.compile(
    r"\W*(?:(?:chia se|facebook|zalo|twitter|tweet|print|email|google news|like|share|rss)"
    r"(?: (?:facebook|zalo|twitter|email|bai viet|len|qua|tren))*|in (?:bai|trang)(?: viet| nay)?"
    r"|gui (?:email|cho ban be|bai)|(?:co|kich) chu\W*(?:[\d+-].*)?|(?:doc|nghe) bai(?: viet)?"
    r"|a-? ?a ?a\+?|mac dinh|(?:tu khoa|tags?)\s*:.*|theo doi .{0,20}(?:google|facebook|zalo).*"
    r"|no title.*|(?:\d+ +){2,}.*|trang chu.*|dang nhap|tim kiem|danh gia bai viet.*"
    r"|.* [>»›] .*)\W*"
)
_LONGEST_LABEL = 14
# What a page's head or foot says of itself, however long.
_OF_PAGE = re.compile(
    r"\W*(?:ban quyen thuoc(?: ve)? (?:bao|cong|trang|so|ban bien tap|van phong)\b.*|copyright\b.*"
    r"|ghi ro nguon (?:tin|khi|website|bao|trang|cong)\b.*)"
)
# A row of a menu: three entries or more between bars, one of them the way home.
_MENU = re.compile(r"(?=.*\|.*\|)(?:.*\| ?)?(?:trang chu|trang nhat|lien ket website)(?: ?\|.*)?")
_LONG_LABELS = ((Sort.END, _OF_PAGE), (Sort.TOOL, _MENU))
_LABELS = (
    (Sort.COUNTER, _COUNTER),
    (Sort.END, _END),
    (Sort.RELATED, _RELATED),
    (Sort.TOOL, _TOOL),
    *_LONG_LABELS,
)
_PERSON = rf"(?:(?:[{UPPER}]\.\s?)*(?:[{UPPER}][{LOWER}]+|[{UPPER}]{{2,}}|[{UPPER}]\.?))"
_PEOPLE = (
    rf"{_PERSON}(?:\s+{_PERSON}){{0,4}}(?:\s*(?:,|-|–|&|và)\s*{_PERSON}(?:\s+{_PERSON}){{0,4}})*"
)
_CREDIT = re.compile(
    rf"(?P<before>^|.*[.\s(\[–-])[(\[]?(?:Ảnh|ẢNH|Nguồn ảnh|Photo|Clip)(?:\s+(?:minh họa|tư liệu))?"
    rf"(?:\s*[:.\-–]\s*|\s+)(?:{_PEOPLE}|[Ii]nternet|[Tt]ư liệu|[Mm]inh họa)[)\]]?\.?"
)
_LABELLED_BYLINE = re.compile(
    r"(?i:(?:tin|bài|thực hiện|tác giả|người viết)"
    r"(?:\s*(?:,|-|–|và|&)\s*(?:ảnh|bài|clip|video))*\s*:"
    rf"|(?:tin|bài)\s*(?:,|-|–|và)\s*ảnh)\s*(?P<who>{_PEOPLE})"
    rf"(?:\s*[,;–-]\s*(?i:ảnh)\s*:\s*{_PEOPLE})?\s*\.?"
)
_SOURCE_LINE = re.compile(r"\(?(?:Theo|Nguồn)\s*:?\s+\S.{0,60}")
_BYLINE = re.compile(rf"\(?(?P<who>{_PEOPLE})\)?")
# A name with the next element of the page stuck to it.
_GLUED_BYLINE = re.compile(
    rf"(?P<who>(?:{_PERSON}\s+){{1,4}}(?:[{UPPER}][{LOWER}]+|[{UPPER}]{{2,}}))"
    rf"(?=[{UPPER}][{LOWER}]+(?:\s|$)).*"
)
_FAMILY_NAMES = frozenset(
    """nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly lam dinh doan trinh
    truong mai dao cao luu ha ta thach kim son danh chau to quach tang thai van""".split()
)

_DAY = re.compile(
    r"(?:ngày\s*)?(?<!\d)"
    r"(?:(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{1,2}) tháng (\d{1,2}),? năm (\d{4}))(?!\d)",
    re.IGNORECASE,
)
# Who reports it, or from where, in front of the day: `Báo Hải Lương, `, `Đăng Khê, `.
_ORIGIN = re.compile(
    rf"(?:(?:Báo|Đài|Tạp chí|Bản tin|Trang tin|Trang thông tin|Cổng thông tin)\b[^,–-]{{2,70}}"
    rf"|{_PERSON}(?:\s+{_PERSON}){{0,4}})\s*[,–-]\s*(?=\S)"
)
_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}\s*(?:[:hg]|giờ)\s*\d{2}(?::\d{2})?(?:\s*(?:phút|AM|PM|SA|CH))?", re.IGNORECASE
)
_WEEKDAY = re.compile(r"(?:Thứ\s+\w+|Chủ\s+nhật|T[2-7]|CN)\b", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:đăng|cập nhật|xuất bản|phát hành|thời gian|bởi|lần cuối|gmt\s*[+\d]*|lượt xem|lượt đọc|xem"
    r"|views?|admin|quản trị|ban biên tập)(?!\w)",
    re.IGNORECASE,
)
# Tools of the page in the same line.
_BESIDE = re.compile(
    r"(?:(?:in|lưu|nghe|chia sẻ) (?:bài|trang|tin)(?: viết)?|gửi (?:email|bài|cho bạn bè)|chia sẻ"
    r"|(?:cỡ|kích) chữ|a[-+]?(?:\s+a[-+]?)+)(?!\w)",
    re.IGNORECASE,
)
_FILLER = re.compile(r"(?:ngày|lúc|vào|bài|tin|[\d.,:]+)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The date that a page says it was published on; `sure` with a time, weekday or label."""

    day: date
    sure: bool


def sort_of(line: str) -> Sort:
    """What a line of clean text is, by itself."""
    return _furniture(line) or _reading(line)


def _furniture(line: str) -> Sort | None:
    """What surrounds an article, if the line is that."""
    folded = " ".join(fold(line).lower().split())
    if dateline(line) is not None:
        return Sort.DATELINE
    if _LABELLED_BYLINE.fullmatch(line):
        return None
    labels = _LABELS if len(folded.split()) <= _LONGEST_LABEL else _LONG_LABELS
    for sort, pattern in labels:
        if pattern.fullmatch(folded):
            return sort
    if len(line) <= _LONGEST_CAPTION and (credit := _CREDIT.fullmatch(line)):
        caption = credit["before"].strip(" .([–-")
        if len(re.findall(r"[.!?…]\s", caption)) < _MOST_SENTENCES_OF_CAPTION:
            return Sort.CAPTION if caption else Sort.CREDIT
    return None


def _reading(line: str) -> Sort:
    words = line.split()
    ends = re.search(r"[.!?…:;][\"”’)\]]*$", line) is not None
    if ends and len(words) >= _SHORTEST_TEXT:
        return Sort.TEXT
    if ends and len(words) >= _SHORTEST_SENTENCE:
        return Sort.SENTENCE
    if re.match(r"[•·●○▪►»›*]\s|[-–+]\s", line):
        return Sort.BULLET
    inside = re.search(r"[^\W\d_]{2}[.!?…]\s+\S", line) is not None
    long = len(words) >= (_SHORTEST_TEXT if inside else _SHORTEST_UNENDED)
    return Sort.TEXT if long else Sort.SHORT


def dateline(line: str, *, under_headline: bool = False) -> Dateline | None:
    """The date of a line that holds a full date and nothing to read besides.

    Under a headline it may begin with the newspaper or the place.
    """
    if under_headline and (whole := dateline(line)):
        return whole
    if under_headline:
        line = _ORIGIN.sub("", line, count=1)
    found = _DAY.search(line) if len(line) <= _LONGEST_DATELINE else None
    if found is None:
        return None
    rest = line[: found.start()] + " " + line[found.end() :]
    sure = False
    for pattern in (_CLOCK, _WEEKDAY, _STAMP):
        rest, count = pattern.subn(" ", rest)
        sure = sure or count > 0
    rest = _FILLER.sub(" ", _BESIDE.sub(" ", rest))
    if any(c.isalpha() for c in rest):
        return None
    day, month, year = (int(found[at] or found[at + 3]) for at in (1, 2, 3))
    try:
        return Dateline(date(year, month, day), sure)
    except ValueError:
        return None


def byline(line: str, *, sure: bool = False) -> str | None:
    """Who a short line names as the author; with `sure` only where that is plain by itself."""
    line = line.strip()
    if labelled := _LABELLED_BYLINE.fullmatch(line):
        return labelled["who"]
    glued = _GLUED_BYLINE.fullmatch(line)
    plain = _BYLINE.fullmatch(line)
    who = glued["who"] if glued else plain["who"] if plain else None
    if who is None or len(who.split()) > 12:
        return None
    named = fold(who.split()[0]).lower() in _FAMILY_NAMES and 2 <= len(who.split()) <= 5
    return who if named or not sure else None


def is_source_line(line: str) -> bool:
    """`Theo Báo …`, `Nguồn: …`: whom the article was taken from."""
    return len(line) <= 70 and _SOURCE_LINE.fullmatch(line.strip()) is not None and line[-1] != "."
