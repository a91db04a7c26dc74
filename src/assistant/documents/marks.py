"""Marks at the head of a page: secrecy, handling, and that a text is not the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from assistant.types import Access
from assistant.vietnamese.normalize import clean, fold

HEAD_LINES = 40
"""How many lines from a document's beginning are its head."""

_SECRET = frozenset({"MAT", "TOIMAT", "TUYETMAT"})
# As a typist, a scanner or a worn stamp may spell it; MẤT, MẶT, MẮT are other words.
_ALONE = re.compile(r"M[ẬÂẠA]T")
_MISREAD = str.maketrans({"0": "O", "1": "I", "l": "I"})
_DEGREE = re.compile(
    r"(?:dấu(?: chỉ)? (?:(?:mức )?độ )?|(?:mức )?độ )mật\s*:?\s*(?=\w)", re.IGNORECASE
)
_CELLS = re.compile(r"\t|\s\|\s|\s{2,}|[/;()\[\]{}•*·]|\s[-–—]\s")
# A mark that a reader of two columns glued to its neighbours.
_GLUED = re.compile(
    r"(?<!\w)(?<!BÍ )(?<!BẢO )(?<!CƠ )(?<!ĐỘ )(?<!THÂN )(?:(?:TỐI|TUYỆT) )?MẬT(?![\w,])"
)
_NEIGHBOUR = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG (?:HÒA|HOÀ) XÃ HỘI|^\W*Số\s*:?\s*\d"
    r"|^(?:(?:TỈNH|THÀNH|THỊ|HUYỆN|QUẬN|ĐẢNG|QUÂN) (?:ỦY|UỶ)|(?:ỦY|UỶ|VĂN|HỘI) (?:BAN|PHÒNG|ĐỒNG)"
    r"|BAN|BỘ|SỞ|CÔNG AN)(?: [^\W\d_]+){1,12} (?:TỐI |TUYỆT )?MẬT$"
)
_BEHIND_NUMBER = re.compile(r"\W*Số\s*:?\s*\d\S*\s+(?:Tối m|Tuyệt m|M)ật\W*")
# After these a lone line goes on with a heading that speaks of secrets.
_SPEAKS_OF_SECRETS = re.compile(r"(?:\b(?:bí|bảo|cơ|độ|bảo vệ|và|hoặc)|,)$", re.IGNORECASE)
_LONGEST_MARK = 160

_INTERNAL = re.compile(
    r"(?:tai lieu )?luu hanh noi bo|tai lieu (?:thu hoi|noi bo|(?:phuc vu )?hoi nghi)(?!\w)"
)
_INTERNAL_LINE = re.compile(rf"\W*(?:{_INTERNAL.pattern})(?: (?:thu hoi )?sau hoi nghi)?\W*")
_DRAFT_LINE = re.compile(
    r"\W*(?:ban )?du thao(?: (?:bao cao(?: chinh tri)?|ke hoach|nghi quyet|quyet dinh|quy dinh"
    r"|quy che|huong dan|chuong trinh|de an|to trinh|ket luan|chi thi))?"
    r"(?: lan(?: thu)? \w+)?(?:,? ngay [\d/. -]+)?\W*"
)
_ABRIDGED = re.compile(r"\btom luoc\b.*\bkhong phai\b.*\bban goc\b")


def bears_secrecy_mark(lines: Iterable[str]) -> bool:
    """Whether a line or cell of its own says MẬT, TỐI MẬT or TUYỆT MẬT, however it is spelt."""
    before = ""
    for line in map(clean, lines):
        if not line.strip():
            continue
        if _marks_secret(line.strip()) and not _SPEAKS_OF_SECRETS.search(before):
            return True
        before = line.strip()
    return False


def access_of(lines: Sequence[str]) -> Access:
    """Internal where a head says that the paper is for the office, a meeting, or a draft."""
    for line in map(clean, lines):
        folded = fold(line).lower().strip()
        parts = [" ".join(part.split()) for part in (folded, *_CELLS.split(folded))]
        if any(_INTERNAL_LINE.fullmatch(part) or _DRAFT_LINE.fullmatch(part) for part in parts):
            return Access.INTERNAL
        if line.isupper() and len(line) <= _LONGEST_MARK and _INTERNAL.search(parts[0]):
            return Access.INTERNAL
        if any(kind == "handling" for kind, _, _ in handling_marks(line)):
            return Access.INTERNAL
    return Access.PUBLIC


_HANDLING = (
    r"(?:TÀI LIỆU )?LƯU HÀNH NỘI BỘ|TÀI LIỆU (?:NỘI BỘ|THU HỒI|(?:PHỤC VỤ )?HỘI NGHỊ)"
    r"(?: (?:THU HỒI )?SAU HỘI NGHỊ)?|(?:BẢN )?DỰ THẢO LẦN(?: THỨ)? \w+"
)
_URGENCY_MARK = r"THƯỢNG KHẨN|(?:HỎA|HOẢ) TỐC|KHẨN(?! CẤP)"
# Beside another column of a head: a mark in capitals, or as one types it.
_BESIDE = re.compile(
    rf"(?<!\w)(?:(?P<handling>\(?(?:{_HANDLING}"
    r"|Lưu hành nội bộ|Tài liệu (?:hội nghị|thu hồi)|Dự thảo lần(?: thứ)? \w+)\)?)"
    rf"|(?P<urgency>\(?(?:{_URGENCY_MARK})\)?))(?!\w)"
)
_HEAD_CELL = re.compile(
    r"^\W*Số\s*:?\s*\d|ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG (?:HÒA|HOÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do"
    r"|,\s*ngày\s.{4,40}$"
)


def handling_marks(line: str) -> list[tuple[str, int, int]]:
    """(`handling` or `urgency`, start, end) of each mark that stands in a line of a head."""
    if len(line) > _LONGEST_MARK:
        return []
    rest = _BESIDE.sub("", line)
    if any(c.islower() for c in rest) and not _HEAD_CELL.search(rest):
        return []
    return [(str(m.lastgroup), m.start(), m.end()) for m in _BESIDE.finditer(line)]


def says_abridged(line: str) -> bool:
    """Whether a line of the head says that the text is a summary and not the original."""
    return _ABRIDGED.search(" ".join(fold(clean(line)).lower().split())) is not None


# What may stand around a mark on its line: TÀI LIỆU TỐI MẬT, BẢN SỐ 1 MẬT, HỎA TỐC MẬT.
_URGENCY = r"(?:thượng\s+)?khẩn|(?:hỏa|hoả)\s+tốc"
_COPY = r"bản\s+số\s*:?\s*\d+(?:/\d+)?"
_CALLED = re.compile(
    rf"^\W*(?:(?:tài\s+liệu|văn\s+bản|công\s+văn|báo\s+cáo|dấu|{_URGENCY}|{_COPY})\s*[:,-]?\s*)+"
    r"(?=(?:tối\s+|tuyệt\s+)?mật\W*$)",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    rf"(?<=mật)\W+(?:(?:{_URGENCY}|{_COPY}|thu\s+hồi(?:\s+sau\s+hội\s+nghị)?"
    r"|không\s+(?:phổ\s+biến|sao\s+chụp|lưu\s+hành))\W*)+$",
    re.IGNORECASE,
)


def _marks_secret(line: str) -> bool:
    if len(line) > _LONGEST_MARK:
        return False
    line = _FOLLOWED.sub("", _DEGREE.sub("", line, count=1), count=1)
    called = _CALLED.match(line)
    if called:
        line = line[called.end() :]
    if called and line.strip(" .*()[]").lower() == "mật":
        return True
    cells = [cell for cell in _CELLS.split(line) if cell.strip()]
    marks = any(_is_mark(_CALLED.sub("", cell, count=1)) for cell in cells)
    if _is_mark(line) or (marks and all(map(_is_short_or_caps, cells))):
        return True
    joined = " ".join(line.split())
    if _BEHIND_NUMBER.fullmatch(joined):
        return True
    return _GLUED.search(joined) is not None and _NEIGHBOUR.search(joined) is not None


def _is_mark(cell: str) -> bool:
    """`MẬT`, `Tối mật`, `T U Y Ệ T  M Ậ T`, `TOI MAT`; `mật` in small letters is a word."""
    joined = unicodedata.normalize("NFC", "".join(cell.split()))
    if sum(c.isupper() for c in joined) > 3:
        joined = joined.translate(_MISREAD)
    letters = "".join(c for c in joined if c.isalpha())
    folded = fold(letters).upper()
    if any(c.isdigit() for c in joined) or folded not in _SECRET:
        return False
    if folded != "MAT":
        # These two are marks in any case when they stand alone; in capitals whatever was made of
        # their accents, which are no other words.
        accented = letters.lower() in ("tốimật", "tuyệtmật")
        return accented or letters.isupper() or letters.istitle() or folded == "TUYETMAT"
    if sum(c.isupper() for c in letters) > 1:
        return _ALONE.fullmatch(letters.upper()) is not None
    return letters == "Mật"


def _is_short_or_caps(cell: str) -> bool:
    """What may stand beside a mark on its line: capitals, a number, a date."""
    return not any(c.islower() for c in cell) or any(c.isdigit() for c in cell)
