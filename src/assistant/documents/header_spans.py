"""Where the parts of a document's head and foot stand in its text.

`header.read_header` says what a head states; here each part is a span `[start, end)` of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile

from assistant.documents.header import (
    DATED,
    NATION,
    NUMBERED,
    RULE,
    SIGNED,
    letter_subject,
    read_header,
    type_of,
)
from assistant.documents.marks import HEAD_LINES, access_of, handling_marks
from assistant.types import Access
from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.patterns import LOWER, UPPER

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in a head; `canonical` is the form in which numbers are compared."""

    start: int
    end: int
    canonical: str


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The day of issue, from `ngày` on; `place` is the name before it."""

    start: int
    end: int
    day: date
    place: Span | None


@dataclass(frozen=True, slots=True)
class Head:
    """The parts of a head; None or empty where it does not have them.

    `bodies` are the names in capitals, the superior body first; `end` is where the text begins.
    """

    number: NumberSpan | None = None
    issued: DateSpan | None = None
    bodies: tuple[Span, ...] = ()
    kind: Span | None = None
    subject: Span | None = None
    access: Span | None = None
    urgency: Span | None = None
    end: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed: `name`, under `offices` as they stand (`T/M BAN THƯỜNG VỤ`, `PHÓ BÍ THƯ`)."""

    name: Span
    offices: tuple[Span, ...]


_LONGEST_LINE = 160
_LONGEST_READ = 500  # longer lines belong to no head
_LINES_UNDER_TYPE = 4
_MOST_SUBJECT_LINES = 7
_FEWEST_LETTERS = 4
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+")
_MASK = "\0"

_BULLET = re.compile(r"\s*[-–—+•*]\s*")
_NAME = rf"[{UPPER}][{LOWER}]*(?:\s[{UPPER}][{LOWER}]*){{1,5}}"
_ONLY_NAME = re.compile(
    rf"(?:(?:Thiếu|Trung|Thượng|Đại)\s(?:tướng|tá|úy)\s|(?:PGS|GS|TS|ThS|BS)\.?\s?)*(?P<name>{_NAME})"
)
# At the end of a line whose left column is an entry of the list of recipients.
_NAME_BESIDE = re.compile(rf"[.;,:/]\s(?P<name>{_NAME})$")
_CAPITALS = re.compile(rf"(?:^|(?<=\s))[{UPPER}][{UPPER}/.]+(?:,?\s[{UPPER}][{UPPER}/.]*)*$")
_ON_BEHALF = re.compile(r"(?:T/M|TM|K/T|KT|T/L|TL|TUQ|T/UQ|Q)\b[.]?\s?")
_OFFICE = re.compile(
    r"BÍ THƯ|CHỦ TỊCH|CHÁNH|TRƯỞNG|PHÓ|GIÁM ĐỐC|CHỦ NHIỆM|ỦY VIÊN|HIỆU TRƯỞNG|CHỈ HUY|THƯ KÝ"
)
_SIGNED_BELOW = 8
_SKIPPED = re.compile(r"\W*(?:\(?(?:[Đđ]ã ký|ký tên|ký, đóng dấu)[^)]{0,30}\)?)?\W*", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^\W{0,4}Nơi nhận\b\s*:?", re.MULTILINE)
_ADDRESSED = re.compile(r"^\W{0,4}Kính gửi\b\s*:?", re.MULTILINE)


def lines_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the lines that hold something, without the white space around them."""
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        stripped = line[0].strip()
        if stripped:
            begin = line.start() + line[0].index(stripped)
            yield begin, begin + len(stripped)


def find_head(text: str) -> Head:
    """The head of a document; every part None where the text does not open with one."""
    lines: list[Span] = []
    for span in lines_in(text):
        lines.append(span)
        if len(lines) == HEAD_LINES:
            break
    type_at = next((i for i, (a, b) in enumerate(lines) if type_of(text[a:b])), None)
    header = read_header([text[a : min(b, a + _LONGEST_READ)] for a, b in lines])
    if header is None or not header.official:
        return Head()
    last = len(lines) if type_at is None else type_at + 1 + _LINES_UNDER_TYPE
    above: list[Span] = []
    for at, (a, b) in enumerate(lines[:last]):
        if at != type_at and b - a > _LONGEST_LINE:
            break
        above.append((a, b))
    found = _Parts(text, type_at)
    for at, span in enumerate(above):
        if at != type_at:
            found.take(at, span)
    subject = _subject(text, lines, type_at, header.title)
    kind = _kind_name(text, lines[type_at]) if type_at is not None else None
    ends = [span[1] for span in (subject, kind) if span]
    if not ends and found.lines:
        ends = [found.lines[-1][1]]
    end = max(ends, default=0)
    below = next(((a, b) for a, b in lines if a >= end), None)
    if below and RULE.fullmatch(text[slice(*below)]):
        end = below[1]
    return Head(
        number=found.number,
        issued=found.issued,
        bodies=tuple(found.bodies),
        kind=kind,
        subject=subject,
        access=found.access,
        urgency=found.urgency,
        end=end,
    )


class _Parts:
    """What was met so far in the lines of a head."""

    def __init__(self, text: str, type_at: int | None) -> None:
        self._text = text
        self._type_at = type_at
        self.number: NumberSpan | None = None
        self.issued: DateSpan | None = None
        self.bodies: list[Span] = []
        self.access: Span | None = None
        self.urgency: Span | None = None
        self.lines: list[Span] = []

    def take(self, at: int, span: Span) -> None:
        start, end = span
        line = self._text[start:end]
        found = handling_marks(line)
        if not found and access_of([line]) is Access.INTERNAL:
            self.access = self.access or span
            return
        numbered = self.number is not None
        rest = NATION.sub(lambda found: _MASK * len(found[0]), line)
        for kind, begin, stop in found:
            where = (start + begin, start + stop)
            if kind == "handling":
                self.access = self.access or where
            else:
                self.urgency = self.urgency or where
            rest = rest[:begin] + _MASK * (stop - begin) + rest[stop:]
        rest = self._take_date(self._take_number(rest, start), start)
        if rest != line:
            self.lines.append(span)
        above = self._type_at is None or at < self._type_at
        if above and not (numbered and self.bodies):
            self._take_bodies(rest, start)

    def _take_bodies(self, rest: str, offset: int) -> None:
        for piece in re.finditer(rf"[^{_MASK}|]+", rest):
            name = piece[0].strip(" *_-–.,()\t")
            if name.isupper() and sum(map(str.isalpha, name)) >= _FEWEST_LETTERS:
                begin = offset + piece.start() + piece[0].index(name)
                self.bodies.append((begin, begin + len(name)))
                self.lines.append((begin, begin + len(name)))

    def _take_number(self, rest: str, offset: int) -> str:
        if self.number is not None:
            return rest
        said = NUMBERED.search(rest)
        for mention in find_numbers(rest):
            alone = not rest[: mention.start].strip(" *|") and not rest[mention.end :].strip(" *|")
            if said is not None and mention.start == said.end():
                begin = said.start()
            elif alone:
                begin = mention.start
            else:
                continue
            self.number = NumberSpan(
                offset + mention.start, offset + mention.end, mention.number.canonical()
            )
            return rest[:begin] + _MASK * (mention.end - begin) + rest[mention.end :]
        return rest

    def _take_date(self, rest: str, offset: int) -> str:
        found = DATED.search(rest)
        if found is None or self.issued is not None:
            return rest
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return rest
        place = found.span("place") if found["place"] else None
        begin = rest.index("ngày", place[1] if place else found.start())
        self.issued = DateSpan(
            offset + begin,
            offset + len(rest.rstrip(" .")),
            day,
            (offset + place[0], offset + place[1]) if place else None,
        )
        return rest[: found.start()] + _MASK * (len(rest) - found.start())


def _kind_name(text: str, line: Span) -> Span:
    """The type's name in its line: `KẾ HOẠCH` of `KẾ HOẠCH kiểm tra …`."""
    start, end = line
    capitals = re.match(rf"[{UPPER}]+(?:\s+[{UPPER}]+)*(?!\w)", text[start:end])
    if capitals is None:
        return line
    # The longest run of capitals that is a type's name and nothing more.
    name = capitals[0]
    symbol = type_of(name)
    words = [*re.finditer(r"\S+", name)]
    for word in words:
        if type_of(name[: word.end()]) == symbol:
            return start, start + word.end()
    return start, start + len(name)


def _subject(
    text: str, lines: Sequence[Span], type_at: int | None, title: str | None
) -> Span | None:
    """The lines, or the part of one, that the header's title was put together from."""
    if title is None:
        return None
    if type_at is None:
        pieces = letter_subject([text[a:b] for a, b in lines])
        if not pieces:
            return None
        spans = [(lines[at][0] + start, lines[at][0] + end) for at, start, end in pieces]
        # What stands in the column beside it is no part of it.
        whole = takewhile(
            lambda two: not text[two[0][1] : two[1][0]].strip(" )|\n"), pairwise(spans)
        )
        return spans[0][0], max([spans[0][1], *(after[1] for _, after in whole)])
    wanted = _words(title)
    a, b = lines[type_at]
    kind = _kind_name(text, lines[type_at])
    at = len(_words(text[slice(*kind)]))
    begin: int | None = None
    end = b
    rest = _words(text[kind[1] : b])
    if rest and wanted[at : at + len(rest)] == rest:
        begin = kind[1] + len(text[kind[1] : b]) - len(text[kind[1] : b].lstrip(" :-–"))
        at += len(rest)
    for a, b in lines[type_at + 1 : type_at + 1 + _MOST_SUBJECT_LINES]:
        words = _words(text[a:b])
        left = wanted[at:]
        if not left:
            break
        if words and words[: len(left)] == left[: len(words)]:
            begin = a if begin is None else begin
            at, end = at + len(words), b
        elif begin is not None:
            break
    return None if begin is None else (begin, end)


def _words(text: str) -> list[str]:
    return _WORD.findall(place_tone_marks(text).lower())


def signed_for(text: str) -> list[Span]:
    """The bodies behind T/M, in whose name the document was signed."""
    found = []
    for match in SIGNED.finditer(text):
        name = match[1].split("\n", 1)[0].rstrip()
        if len(name) <= _LONGEST_LINE:
            found.append((match.start(1), match.start(1) + len(name)))
    return found


def find_signature(text: str, start: int = 0) -> Signature | None:
    """The first signature behind `start`; None where no name stands under an office.

    The column of the signature may come before or behind the list of recipients, or beside it.
    """
    lines = [*lines_in(text, start)]
    for at, span in enumerate(lines):
        office = _office(text, span)
        if office is None:
            continue
        found = _signature(text, lines[at + 1 : at + 1 + _SIGNED_BELOW], office)
        if found is not None:
            return found
    return None


def _signature(text: str, lines: Sequence[Span], first: Span) -> Signature | None:
    offices = [first]
    for span in lines:
        line = text[slice(*span)]
        bullet = _BULLET.match(line)
        if office := _office(text, span):
            offices.append(office)
        elif name := (_NAME_BESIDE.search(line) if bullet else _ONLY_NAME.fullmatch(line)):
            start, end = name.span("name")
            return Signature((span[0] + start, span[0] + end), tuple(offices))
        elif not (bullet or _SKIPPED.fullmatch(line) or _RECIPIENTS.match(line)):
            return None
    return None


def _office(text: str, span: Span) -> Span | None:
    """The capitals that end a line, where they name an office or on whose behalf it signs."""
    line = text[slice(*span)]
    if not line[-1:].isupper() or len(line) > _LONGEST_LINE:
        return None
    capitals = _CAPITALS.search(line)
    if capitals is None:
        return None
    words = place_tone_marks(capitals[0])
    on_behalf = _ON_BEHALF.match(words)
    if on_behalf is None and _OFFICE.match(words) is None:
        return None
    whole = on_behalf is not None or capitals.start() == 0 or _BULLET.match(line)
    recipients = _RECIPIENTS.match(line) is not None
    return (span[0] + capitals.start(), span[1]) if whole or recipients else None


def find_recipients(text: str, start: int = 0) -> list[Span]:
    """The entries under `Nơi nhận:`, without their dashes; empty where there are none."""
    return _listed(text, _RECIPIENTS.search(text, start))


def find_addressees(text: str) -> list[Span]:
    """Whom a letter goes to, behind or under `Kính gửi:`; empty where it says none."""
    return _listed(text, _ADDRESSED.search(text))


def _listed(text: str, found: re.Match[str] | None) -> list[Span]:
    if found is None:
        return []
    entries: list[Span] = []
    for at, (a, b) in enumerate(lines_in(text, found.end())):
        begin = a
        first = at == 0 and "\n" not in text[found.end() : a]
        bullet = _BULLET.match(text[a:b])
        if bullet:
            begin = a + bullet.end()
        elif not first:
            break
        office = _office(text, (a, b))
        beside = _NAME_BESIDE.search(text[a:b]) if b - a <= _LONGEST_LINE else None
        end = office[0] if office else a + beside.start() + 1 if beside else b
        entry = text[begin:end].strip(" :")
        if entry:
            begin += text[begin:end].index(entry)
            entries.append((begin, begin + len(entry)))
    return entries
