"""Document numbers: `60-KH/TU` of the Party, `15/QĐ-UBND` of the State, and plain mentions.

The canonical form is the one that the issuing body prints: `05-CT/TW`, `15/QĐ-UBND`,
`59/2023/NĐ-CP`, `117/2025/QH15`, at least two digits. Where the body is not said
(`Kết luận 21`) it ends before it: `21-KL`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.patterns import loose
from assistant.vietnamese.remembering import remembering

KINDS: dict[str, str] = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "KL": "Kết luận",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "QĐi": "Quy định",
    "TT": "Thông tri",
    "HD": "Hướng dẫn",
    "TB": "Thông báo",
    "TC": "Thông cáo",
    "BC": "Báo cáo",
    "KH": "Kế hoạch",
    "QH": "Quy hoạch",
    "CTr": "Chương trình",
    "CTHĐ": "Chương trình hành động",
    "ĐA": "Đề án",
    "PA": "Phương án",
    "DA": "Dự án",
    "TTr": "Tờ trình",
    "CV": "Công văn",
    "BB": "Biên bản",
    "NĐ": "Nghị định",
    "TTLT": "Thông tư liên tịch",
    "CĐ": "Công điện",
    "GM": "Giấy mời",
}
"""The name of each type symbol."""

# Most regulations are numbered with the symbol of a decision: 66-QĐ/TW.
_SYMBOLS = {name.lower(): symbol for symbol, name in reversed(KINDS.items())} | {
    "quy định": "QĐ",
    "thông tư": "TT",
}
_SYMBOL_OF_NAME = {
    form: symbol
    for name, symbol in _SYMBOLS.items()
    for form in (fold(name), place_tone_marks(name))
}
_BY_SYMBOL = {fold(symbol).lower(): symbol for symbol in reversed(KINDS)} | {
    symbol.lower(): symbol for symbol in KINDS
}
_COLLIDING = frozenset({"QĐ", "QyĐ", "QĐi"})
# Names that go before a count as easily as before a number: `báo cáo 3 nội dung`.
_WEAK = frozenset(
    {"HD", "TB", "BC", "CTr", "CTHĐ", "ĐA", "PA", "DA", "QH", "TTr", "BB", "QC", "TC"}
)
_TYPED_SMALL = frozenset({"KH", "KL", "NQ", "QĐ", "CT", "NĐ"})

_PARTY_BODY = re.compile(r".*(?:TW|TU|HU|QU|ĐU)|ĐU.*|CB|BCT|BBT")
_STATE_BODY = re.compile(
    r"(?:UBND|HĐND|CP|TTg|CTN|QH\d*|UBTVQH\d*|VPCP|VPUBND|BNV|BTC|BCA|BQP|BTP|BYT|BXD|BGDĐT|BTTTT"
    r"|BKHĐT|BTNMT|BNNPTNT|BLĐTBXH|BVHTTDL|BKHCN|BGTVT|TANDTC|VKSNDTC)"
)

_DIGIT = re.compile(r"\d")
_DASH = "[-\u2010-\u2015\u2212]"
_LETTERS = "[A-Za-zĐđ]"
_BODY = rf"{_LETTERS}[A-Za-zĐđƯư\d]*(?:(?:/|{_DASH}){_LETTERS}[A-Za-zĐđƯư\d]*)*"
_NUMBER = re.compile(
    rf"(?<![\w/])(?<!\d[.,])(?<!\w{_DASH})(?P<number>\d{{1,5}})(?P<letter>[A-Za-z](?=\s*(?:/|{_DASH})))?"
    rf"(?:"
    rf"\s?/\s?(?P<year>(?:19|20)\d\d)\s?/\s?(?:(?P<kind_y>{_LETTERS}+)\s?{_DASH}\s?(?P<body_y>{_BODY})"
    rf"|(?P<law>(?:UBTV)?QH\d+))"
    rf"|(?P<first>\s?(?:/|{_DASH})\s?|\s|)(?P<kind>{_LETTERS}{{1,6}})(?P<second>\s?(?:/|{_DASH})\s?|\s)"
    rf"(?P<body>{_BODY})"
    rf")(?!\w)"
)
_NAMES = loose(*_SYMBOLS)
_NAME_BEFORE = re.compile(rf"(?<!\w)((?i:{_NAMES}))(?:\s+(?i:{loose('số')}))?\s*:?\s*$")
_LONGEST_LEAD = 60
_MENTION = re.compile(
    rf"(?<!\w)(?:(?P<name>(?i:{_NAMES}))(?P<gap>\s+)|(?P<symbol>{_LETTERS}{{2,4}})(?P<small>\s*))"
    rf"(?P<so>(?i:{loose('số')})\s*(?::\s*)?)?(?P<number>\d{{1,4}})(?P<letter>[A-Za-z](?!\w))?(?![\w%])"
    rf"(?![.,:/]\d)(?!\s?(?:/|{_DASH})\s?\w)"
)
_DATE_FOLLOWS = re.compile(rf"\s+(?i:{loose('ngày', 'năm', 'tháng')})\s+\d")
_COUNTED = re.compile(
    r"\s*(?:%|(?i:"
    + loose(
        "năm", "tháng", "ngày", "tuần", "giờ", "phút", "quý", "kỳ", "lần", "bước", "cấp", "loại",
        "nhóm", "điểm", "phần", "chương", "mục", "điều", "khoản", "trang", "bản", "tỷ", "triệu",
        "nghìn", "ngàn", "đồng", "người", "hộ", "xã", "phường", "huyện", "tỉnh", "ấp", "khóm",
        "nội dung", "vấn đề", "nhiệm vụ", "giải pháp", "mục tiêu", "chỉ tiêu", "tiêu chí", "đơn vị",
        "chi bộ", "đảng bộ", "đảng viên", "cán bộ", "đại biểu", "tổ chức", "cơ quan", "trường hợp",
        "văn bản", "lĩnh vực", "công trình", "mô hình", "chuyên đề", "thành viên", "cuộc", "lớp",
        "thủ tục", "hồ sơ", "vụ", "km", "ha", "kg", "tấn", "cái", "con", "ngành", "dự án",
    )
    + r")(?!\w)(?!\s+(?i:" + loose("hành", "nào") + r")(?!\w)))"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """What a number says: `number` and its `letter` (12a), type symbol, issuing body, year.

    `state` tells the State's way of writing from the Party's, so `60/KH-UBND` never equals
    `60-KH/TU`. `kind` is None in numbers of laws and of letters (`1234/UBND-VX`).
    """

    number: int
    kind: str | None = None
    body: str | None = None
    year: int | None = None
    letter: str = ""
    state: bool = False

    def canonical(self) -> str:
        """As printed; `parse_number` gives the same value back."""
        number = f"{self.number:02d}{self.letter}"
        if self.body is None:
            return f"{number}-{self.kind}"
        if not self.state:
            return f"{number}-{self.kind}/{self.body}"
        parts = [number]
        if self.year is not None:
            parts.append(str(self.year))
        parts.append(f"{self.kind}-{self.body}" if self.kind else self.body)
        return "/".join(parts)

    def matches(self, other: DocumentNumber) -> bool:
        """Whether both can be the same document, what either leaves out left open."""
        return (
            (self.number, self.letter) == (other.number, other.letter)
            and same_kind(self.kind, other.kind)
            and _open_or_equal(self.body, other.body)
            and _open_or_equal(self.year, other.year)
            and (None in (self.body, other.body) or self.state == other.state)
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A document named in `text[start:end]`; `name` is the type's name where it stands there."""

    start: int
    end: int
    text: str
    number: DocumentNumber
    name: str | None = None


def same_kind(one: str | None, other: str | None) -> bool:
    """Whether two type symbols can stand for one type: QĐ is a decision or a regulation."""
    return one == other or (one in _COLLIDING and other in _COLLIDING)


def kind_symbol(text: str) -> str | None:
    """The symbol of a type given by name or symbol in any case: `kế hoạch`, `kh` → `KH`."""
    words = " ".join(place_tone_marks(text).lower().split())
    return _SYMBOL_OF_NAME.get(words) or _BY_SYMBOL.get(words)


def find_numbers(text: str) -> list[Mention]:
    """Document numbers in clean text, in order, each with its issuing body."""
    return list(_numbers(text))


@remembering
def find_mentions(text: str) -> list[Mention]:
    """Documents named in clean text: numbers, with the type's name before them, and `KH số 60`."""
    if not _DIGIT.search(text):
        return []
    spelt = place_tone_marks(text)
    found = []
    for mention in _numbers(text):
        lead = _NAME_BEFORE.search(spelt, max(0, mention.start - _LONGEST_LEAD), mention.start)
        start, name = (lead.start(), lead[1]) if lead else (mention.start, None)
        found.append(Mention(start, mention.end, text[start : mention.end], mention.number, name))
    ends = [mention.end for mention in found]  # in order, as the numbers do not overlap
    numbered = len(found)
    for match in _MENTION.finditer(spelt):
        after = bisect_right(ends, match.start())
        if after < numbered and found[after].start < match.end():
            continue
        if (number := _mentioned(match, spelt)) is not None:
            start, end = match.span()
            found.append(Mention(start, end, text[start:end], number, match["name"]))
    return sorted(found, key=lambda mention: mention.start)


def parse_number(text: str) -> DocumentNumber | None:
    """The number that the whole of a short text is: `60 KH-TU`, `Số 05-CT/TƯ`, `KH số 60`."""
    words = " ".join(text.split()).strip(" .,;:?")
    bare = re.sub(rf"^(?i:{loose('số', 'luật số')})\s*:?\s*", "", words)
    if found := re.fullmatch(rf"(\d{{1,5}})([A-Za-z]?)\s?(?:/|{_DASH})\s?({_LETTERS}+)", bare):
        kind = _BY_SYMBOL.get(found[3].lower())
        return DocumentNumber(int(found[1]), kind, letter=found[2].lower()) if kind else None
    for candidate in (words, bare):
        for mention in find_mentions(candidate):
            if (mention.start, mention.end) == (0, len(candidate)):
                return mention.number
    return None


def _numbers(text: str) -> Iterator[Mention]:
    at = 0
    while _DIGIT.search(text, at) and (match := _NUMBER.search(text, at)):
        number = _parsed(match)
        at = match.end() if number else match.start() + len(match["number"])
        if number is not None:
            yield Mention(match.start(), match.end(), match[0], number)


def _parsed(match: re.Match[str]) -> DocumentNumber | None:
    value, letter = int(match["number"]), (match["letter"] or "").lower()
    kind: str | None = None
    if match["year"]:
        kind = _symbol(match["kind_y"], known=False) if match["kind_y"] else None
        if match["kind_y"] and kind is None:
            return None
        body = _body_name(match["body_y"] or match["law"])
        return DocumentNumber(value, kind, body, int(match["year"]), letter, state=True)
    first, second = match["first"].strip(), match["second"].strip()
    body = _body_name(match["body"])
    dashed = first == "/" and second not in ("", "/")
    letter_to = match["kind"].lower() not in _BY_SYMBOL
    if dashed and letter_to and _STATE_BODY.fullmatch(_body_name(match["kind"])):
        unit = f"{_body_name(match['kind'])}-{body}"
        return DocumentNumber(value, None, unit, None, letter, state=True)
    kind = _symbol(match["kind"], known=not (first and second and first != second))
    if kind is None or not _plausible(match, kind, body):
        return None
    head = re.split(rf"/|{_DASH}", body)[0]
    if _PARTY_BODY.fullmatch(head):
        state = False
    elif _STATE_BODY.fullmatch(head):
        state = True
    else:
        state = first == "/"
    return DocumentNumber(value, kind, body, None, letter, state)


def _symbol(text: str, *, known: bool) -> str | None:
    """The type symbol; one that no table knows must be in capitals."""
    symbol = _BY_SYMBOL.get(text.lower())
    return symbol or (text if not known and text.isupper() and len(text) > 1 else None)


def _plausible(match: re.Match[str], kind: str, body: str) -> bool:
    """Whether loosely written parts are a number and no words of a sentence."""
    if match["first"].strip() and match["second"].strip():
        return True
    if match["second"].strip():  # 60 KH-TU, 60KH/TU
        return match["kind"].isupper() or _is_body(body)
    if match["first"].strip():  # 60-KH TU
        return _is_body(body)
    if not match["first"]:
        return False
    return _is_body(body) and (match["kind"].isupper() or kind in _TYPED_SMALL)


def _is_body(body: str) -> bool:
    return bool(_PARTY_BODY.fullmatch(body) or _STATE_BODY.fullmatch(body))


def _body_name(text: str) -> str:
    """One spelling of an issuing body: `TƯ` → `TW`, `hdnd` → `HĐND`, `VPTW/nb`."""
    parts = re.split(rf"(/|{_DASH})", text)
    return "".join(_body_part(part) for part in parts)


def _body_part(part: str) -> str:
    if re.fullmatch(_DASH, part):
        return "-"
    if part.lower() in ("nb", "ttg"):
        return "nb" if part.lower() == "nb" else "TTg"
    name = re.sub("TƯ$", "TW", part.upper())
    return {"HDND": "HĐND", "DU": "ĐU"}.get(name, name)


def _mentioned(match: re.Match[str], text: str) -> DocumentNumber | None:
    value, marked = int(match["number"]), match["so"] is not None
    name, symbol = match["name"], match["symbol"]
    if name:
        kind = _SYMBOL_OF_NAME[" ".join(name.lower().split())]
        sure = marked or name[0].isupper() or kind not in _WEAK
    else:
        known = _BY_SYMBOL.get(symbol.lower())
        if known is None:
            return None
        kind = known
        sure = symbol == kind or (match["small"] != "" and (marked or kind in _TYPED_SMALL))
    if not sure or (not marked and 1900 <= value <= 2100):
        return None
    dated = _DATE_FOLLOWS.match(text, match.end())
    if not marked and not dated and _COUNTED.match(text, match.end()):
        return None
    return DocumentNumber(value, kind, letter=(match["letter"] or "").lower())


def _open_or_equal(one: object, other: object) -> bool:
    return one is None or other is None or one == other
