"""People, and the offices that they hold."""

from __future__ import annotations

import re

from assistant.answering.values.spans import Found, capitalised
from assistant.types import Query
from assistant.vietnamese.bodies import find_bodies
from assistant.vietnamese.normalize import fold

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


def people(_: Query, text: str) -> Found:
    """Names of two words at least: behind a form of address for sure, else any in capitals."""
    sure = [_name(match) for match in _PERSON.finditer(text) if not _OFFICE.match(match[1])]
    sure = [(a, b) for a, b in sure if " " in text[a:b]]
    yield from ((a, b, True) for a, b in sure)
    for start, end in capitalised(text):
        if not any(start < b and a < end for a, b in sure):
            yield start, end, False


def _name(match: re.Match[str]) -> tuple[int, int]:
    start = end = match.start(1)
    for word in re.finditer(r"\S+", match[1]):
        if not word[0][0].isupper():
            break
        end = start + word.end()
    return start, end


def offices(query: Query, text: str) -> Found:
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
