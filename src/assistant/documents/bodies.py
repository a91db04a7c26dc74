"""Issuing bodies and places: out of capitals, out of a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.vietnamese.bodies import NAMES
from assistant.vietnamese.family_names import FAMILY_NAMES
from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.places import find_places, places_of

# How the common words of a body's name are written; what is left is a proper name.
_PHRASES = (
    *NAMES, "Ban Chính sách, chiến lược", "Hội đồng", "Ban Quản lý", "Ban", "Quân sự",
    "Trung tâm", "Sở", "Phòng", "Nội vụ", "Tài chính", "Tư pháp", "Giáo dục và Đào tạo",
    "các cơ quan", "cơ quan", "khối", "doanh nghiệp", "bảo vệ nền tảng tư tưởng của",
    "tỉnh", "thành phố", "thị xã", "huyện", "quận", "xã", "phường", "thị trấn", "đặc khu",
    "thôn", "ấp", "khóm", "khu phố", "tổ dân phố", "và", "của", "về", "các", "khóa",
)  # fmt: skip
_SHORT = {("ubnd",): "Ủy ban nhân dân", ("hđnd",): "Hội đồng nhân dân"}
_SPELT = {tuple(place_tone_marks(phrase).lower().split()): phrase for phrase in _PHRASES} | _SHORT
_LONGEST = max(map(len, _SPELT))
_UNITS = "TỈNH|THÀNH PHỐ|THỊ XÃ|THỊ TRẤN|HUYỆN|QUẬN|XÃ|PHƯỜNG|ĐẶC KHU"
_CONTINUES = re.compile(rf"(?:{_UNITS}|TRUNG ƯƠNG|VIỆT NAM)(?!\s*(?:ỦY|ĐOÀN)\b)\b")
_COMMITTEE = re.compile(r"(?:Tỉnh|Thành|Thị|Huyện|Quận|Đảng|Chi|Quân) ủy\b|Đảng bộ\b|Chi bộ\b")
_HIGHEST = ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương")

_NAME_WORD = rf"[{UPPER}][^\W\d_]*"
_PLACE = re.compile(
    r"(?<!\w)(?:(?:[Đđ]ảng [ủb][ỷyộ] )?"
    r"(?:[Tt]ỉnh|[Tt]hành phố|TP\.?|[Tt]hị xã|TX\.?|[Hh]uyện|[Qq]uận|[Xx]ã|[Tt]hị trấn|[Đđ]ặc khu)"
    r"|[Pp]hường|(?:[Tt]ỉnh|[Tt]hành|[Tt]hị|[Hh]uyện|[Qq]uận|[Đđ]ảng) ủy)\s+"
    rf"(?!Ủy\b|Đoàn\b)((?:{_NAME_WORD})(?:\s+{_NAME_WORD}){{0,4}})"
)
# Capitalised words that begin something else than a place's name.
_NOT_A_PLACE = re.compile(
    r"\s+(?:Ban (?:Thường|Chấp|Tổ|Tuyên|Dân|Nội|Chỉ)|Bí|Ủy|Hội|Đại|Đoàn|Chủ|Phó|Nghị|Trung|Đảng"
    r"|Công|Quân|Mặt|Văn [Pp]hòng|Tổ|Hồ Chí|Nguyễn|Trần|Lê)\b.*"
)


def sentence_case(capitals: str) -> str:
    """`BAN THƯỜNG VỤ TỈNH ỦY SÓC TRĂNG` → `Ban Thường vụ Tỉnh ủy Sóc Trăng`."""
    words = place_tone_marks(capitals).split()
    out: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            phrase = _SPELT.get(tuple(word.lower() for word in words[at : at + length]))
            if phrase is not None:
                out.append(phrase)
                at += length
                break
        else:
            out.append(words[at].capitalize())
            at += 1
    name = " ".join(out)
    return name[:1].upper() + name[1:]


def issuer_name(lines: Sequence[str], signers: Sequence[str] = ()) -> str | None:
    """The issuer, put together from the capitals above the number and the names behind T/M.

    `TỈNH ỦY X`, `VĂN PHÒNG` → `Văn phòng Tỉnh ủy X`; `TỈNH ỦY X` signed for the standing
    committee → `Ban Thường vụ Tỉnh ủy X`. None where nothing stands there.
    """
    names = [sentence_case(" ".join(lines[at] for at in group)) for group in parted(lines)]
    signed = [sentence_case(signer) for signer in signers]
    for highest in _HIGHEST[:2]:
        if highest in signed and (not names or names[-1] in _HIGHEST):
            return highest
    if not names:
        return None
    issuer = names[-1]
    if len(names) > 1 and not _has_own_name(issuer):
        issuer = f"{issuer} {names[-2]}"
    if "Ban Thường vụ" in signed and _COMMITTEE.match(issuer):
        issuer = f"Ban Thường vụ {issuer}"
    return issuer


def parted(lines: Sequence[str]) -> list[list[int]]:
    """Which of the lines in capitals belong to one body: `ỦY BAN NHÂN DÂN`, `TỈNH HOA BAN`."""
    groups: list[list[int]] = []
    for at, line in enumerate(lines):
        if groups and _CONTINUES.match(place_tone_marks(line)):
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def place_in(text: str) -> str | None:
    """The first place that a title names: `Huyện ủy Vĩnh Lợi …` → `Vĩnh Lợi`."""
    return next(iter(places_in(text)), None)


def places_in(text: str) -> list[str]:
    """The places named behind the word of their unit or committee, in order."""
    spans = (found.span(1) for found in _PLACE.finditer(place_tone_marks(text)))
    names = ((start, _NOT_A_PLACE.sub("", text[start:end])) for start, end in spans)
    return [name for start, name in names if not _is_somebody(text, start, name)]


def _is_somebody(text: str, start: int, name: str) -> bool:
    """Whether a full name behind a committee is a person's: `Chánh Văn phòng Thành ủy Mai Văn Lộc`,
    not `Huyện ủy Trần Văn Thời`."""
    words = name.split()
    if len(words) < _FULL_NAME or words[0] not in FAMILY_NAMES:
        return False
    if not _OFFICE_BEFORE.search(text, 0, start):
        return False
    named = find_places(text[:start] + name)
    return not any(places_of(place) for place in named if place.end > start)


_FULL_NAME = 3
_OFFICE_BEFORE = re.compile(
    r"(?:[Cc]hánh|[Bb]í thư|[Cc]hủ tịch|[Tt]rưởng|[Cc]hủ nhiệm|[Gg]iám đốc)[^,;.]{0,60}$"
)


def _has_own_name(name: str) -> bool:
    """Whether a body's name says whose it is: a unit, a committee, or the centre."""
    return bool(
        _COMMITTEE.search(name)
        or re.search(rf"\b(?:{_UNITS.lower()}|Trung ương|Quốc hội|Chính phủ|Việt Nam)\b", name)
        or name in _HIGHEST
    )
