"""People, and the offices that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.answering.values.spans import Found, capitalised, is_free
from assistant.types import Query
from assistant.vietnamese.bodies import BodyMention, find_bodies
from assistant.vietnamese.family_names import FAMILY_NAMES
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.places import find_places, places_of
from assistant.vietnamese.syllables import is_syllable

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


def people(query: Query, text: str) -> Found:
    """Names of two words at least: behind a form of address or an office for sure, else any in
    capitals. Where it is asked for whom something is done, those for whom it is."""
    if whom := _for_whom(query.text, text):
        yield *whom, True
        return
    sure = [_name(match) for match in _PERSON.finditer(text) if not _OFFICE.match(match[1])]
    sure = [(a, b) for a, b in sure if " " in text[a:b]]
    sure += [name for name in _behind_offices(text) if is_free(name, sure)]
    yield from ((a, b, True) for a, b in sure)
    for start, end in capitalised(text):
        if is_free((start, end), sure):
            yield start, end, False


def _for_whom(question: str, text: str) -> tuple[int, int] | None:
    """`ủy quyền cho ai` → `ủy quyền cho phó bí thư thường trực`: behind the same words."""
    asked = _FOR_WHOM.search(question)
    if asked is None:
        return None
    words = question[: asked.start()].split()[-_MOST_BEFORE:]
    for verb in reversed([*map(" ".join, pairwise(words))]):
        said = re.search(rf"(?i)\b{re.escape(verb)}\b(?: [^\W\d_]+){{0,3}}? cho {_WHOM}", text)
        if said:
            return said.span("whom")
    return None


_FOR_WHOM = re.compile(r"(?i) cho (?:những )?(?:ai|người nào|đối tượng nào)\b")
_WHOM = (
    r"(?P<whom>[^.;:\n()]{3,120}?)(?= (?:trước|nhưng|để|khi|trong|theo|tiếp|làm|dự)\b|[.;:\n(]|$)"
)
_MOST_BEFORE = 5


def _behind_offices(text: str) -> Iterator[tuple[int, int]]:
    """`Chánh Văn phòng Thị ủy Mai Tấn Lộc`, `Thủ tướng Olaf Scholz`"""
    runs = {start: end for start, end in capitalised(text) if " " in text[start:end]}
    for office in _OFFICE.finditer(text):
        at = office.end() + 1
        if at in runs and not is_syllable(text[at : runs[at]].split(maxsplit=1)[0]):
            yield at, runs[at]
        found = _FULL_NAME.match(text, office.end())
        if found and _is_person(found["name"]):
            yield found.span("name")


_NAME = rf"(?:{'|'.join(FAMILY_NAMES)})(?:\s+[{UPPER}][^\W\d_]*){{2,3}}\b(?!\s+[{UPPER}])"
_LED_NAME = re.compile(rf" {_NAME}")
_FULL_NAME = re.compile(rf"(?:\s+[^\W\d_]+){{0,10}}?\s+(?P<name>{_NAME})")


def _is_person(name: str) -> bool:
    """Whether a full name is not that of a place: `Huyện ủy Trần Văn Thời`."""
    return not any(places_of(place) for place in find_places(name))


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
    known = [(folded.find(one), folded.find(one) + len(one)) for one in people if one in folded]
    if not known:
        return
    if role_asked := _ROLE_ASKED.search(fold(query.text).lower()):
        yield from ((*role.span("role"), True) for role in _ROLE.finditer(text, known[0][0]))
        if role_asked["group"]:
            return
    bodies = [(body.start, _body_end(text, body)) for body in find_bodies(text)]
    found: list[tuple[int, int]] = []
    for match in _OFFICE.finditer(text):
        if found and match.start() < found[-1][1]:
            continue
        end = _office_end(text, match.end(), dict(bodies))
        joined = found and re.fullmatch(
            r"\s*(?:,|và|kiêm|đồng thời là)\s*", text[found[-1][1] : match.start()]
        )
        if joined and not _LED_NAME.match(text, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((match.start(), end))
    taken = [*found, *bodies]
    person = next((one for one in known if is_free(one, taken)), None)
    if person:
        names = [person, *_names(text, [person, *taken])]
        found = [office for office in found if _holder(text, office, names) == person]
    # Else who it is is told by an office: `Bí thư xã kiêm chức gì?`
    for start, end in sorted(found, key=lambda office: _gap(office, person or known[0])):
        yield start, end, True


def _names(text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names of two words at least that are none of what is `taken`."""
    return [
        (start, end)
        for start, end in capitalised(text)
        if " " in text[start:end] and is_free((start, end), taken)
    ]


def _holder(
    text: str, office: tuple[int, int], names: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Whose office it is: of the name that it stands behind, else of the one that it stands right
    before, else of the nearest."""
    before = max((name for name in names if name[1] <= office[0]), default=None)
    after = min((name for name in names if name[0] >= office[1]), default=None)
    if before and _APPOSED.fullmatch(text, before[1], office[0]):
        return before
    if after and _LEADING.fullmatch(text, office[1], after[0]):
        return after
    return before or after


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1])


# `Trần Thị Bình, Phó Bí thư`, `Trần Thị Bình (Phó Bí thư)`
_APPOSED = re.compile(r"\s*[,(–-]\s*(?:(?:là|nguyên|hiện là) )?")
# `Bí thư Huyện ủy Trần Thị Bình`, `Tổ trưởng: đồng chí Trần Thị Bình`
_LEADING = re.compile(
    r"\s*:?\s*(?:(?:là|cho)\s+)?(?:(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)\s+)?", re.IGNORECASE
)


# What somebody is in a group of people, beside the office held.
_ROLE_ASKED = re.compile(r"\bvai tro (?:gi|nao)\b(?P<group> (?:trong|o) )?")
_MEMBER = (
    r"(?:[Tt]ổ trưởng|[Tt]ổ phó|[Tt]rưởng (?:[Bb]an|[Đđ]oàn)|[Pp]hó [Tt]rưởng (?:[Bb]an|[Đđ]oàn)"
    r"|[Tt]hành viên|[Tt]hư ký|[Ủủ]y viên)"
)
_ROLE = re.compile(
    rf"\blàm (?P<role>{_MEMBER}(?: thường trực)?(?:,? (?:kiêm|và) {_MEMBER}(?: thường trực)?)?)"
)


def _body_end(text: str, body: BodyMention) -> int:
    """Where a body ends: before whoever heads it, `Công an huyện Đỗ Quang Khải`."""
    behind = text[body.end : body.whole_end].strip()
    named = re.fullmatch(_NAME, behind) is not None and _is_person(behind)
    return body.end if named else body.whole_end


def _office_end(text: str, at: int, bodies: dict[int, int]) -> int:
    """Where an office ends: behind the body that follows it, or behind its capitalised words."""
    end = at
    for word in re.finditer(r"\s+(\w+)", text[at : at + 120]):
        start = at + word.start(1)
        if start < end or text[end:start].strip():
            break
        if start in bodies:
            end = bodies[start]
        elif word[1] in _GOES_ON or word[1][0].isupper():
            end = at + word.end()
        else:
            break
    return end


# `Phó Chủ tịch thường trực`, `Trưởng ban`
_GOES_ON = frozenset("thường trực thứ nhất ban đoàn tổ phòng khoa".split())
