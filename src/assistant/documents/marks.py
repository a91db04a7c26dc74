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
_SPELLINGS = re.compile(r"(?:T[ỐÔO]I|TUY[ỆÊE]T)?M[ẬÂẠA]T")
_DEGREE = re.compile(r"(?:(?:mức )?độ|dấu(?: độ)?) mật\s*:?\s*(?=\w)", re.IGNORECASE)
_CELLS = re.compile(r"\t|\s\|\s|\s{2,}|[/;()\[\]{}•*·]|\s[-–—]\s")
# A mark that a reader of two columns glued to its neighbours.
_GLUED = re.compile(r"(?<!\w)(?<!BÍ )(?<!BẢO )(?<!CƠ )(?<!ĐỘ )(?:(?:TỐI|TUYỆT) )?MẬT(?![\w,])")
_NEIGHBOUR = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG (?:HÒA|HOÀ) XÃ HỘI|^\W*Số\s*:?\s*\d"
    r"|^(?:TỈNH|THÀNH|THỊ|HUYỆN|QUẬN|ĐẢNG) (?:ỦY|UỶ)(?: [^\W\d_]+){1,6} (?:TỐI |TUYỆT )?MẬT$"
)
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
    return Access.PUBLIC


def says_abridged(line: str) -> bool:
    """Whether a line of the head says that the text is a summary and not the original."""
    return _ABRIDGED.search(" ".join(fold(clean(line)).lower().split())) is not None


# What may stand before a mark on its line: TÀI LIỆU TỐI MẬT, BẢN SỐ 1 MẬT.
_CALLED = re.compile(
    r"^\s*(?:(?:tài\s+liệu|văn\s+bản|dấu|khẩn|bản\s+số\s*:?\s*\d+)\s*[:,-]?\s*)+(?=(?:tối\s+|tuyệt\s+)?mật\W*$)",
    re.IGNORECASE,
)


def _marks_secret(line: str) -> bool:
    if len(line) > _LONGEST_MARK:
        return False
    line = _CALLED.sub("", _DEGREE.sub("", line, count=1), count=1)
    cells = [cell for cell in _CELLS.split(line) if cell.strip()]
    if _is_mark(line) or (any(map(_is_mark, cells)) and all(map(_is_short_or_caps, cells))):
        return True
    joined = " ".join(line.split())
    return _GLUED.search(joined) is not None and _NEIGHBOUR.search(joined) is not None


def _is_mark(cell: str) -> bool:
    """`MẬT`, `Tối mật`, `T U Y Ệ T  M Ậ T`, `TOI MAT`; `mật` in small letters is a word."""
    joined = unicodedata.normalize("NFC", "".join(cell.split()))
    letters = "".join(c for c in joined if c.isalpha())
    if any(c.isdigit() for c in joined) or fold(letters).upper() not in _SECRET:
        return False
    if letters.lower() in ("tốimật", "tuyệtmật"):
        return True  # these two are marks in any case when they stand alone
    if letters.isupper():
        return _SPELLINGS.fullmatch(letters) is not None
    return letters == "Mật"


def _is_short_or_caps(cell: str) -> bool:
    """What may stand beside a mark on its line: capitals, a number, a date."""
    return not any(c.islower() for c in cell) or any(c.isdigit() for c in cell)
