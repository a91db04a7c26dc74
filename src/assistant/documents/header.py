"""The head of an official document: type, number, issuer, place, date and subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.documents.bodies import issuer_name, place_in
from assistant.documents.marks import HEAD_LINES, access_of, handling_marks
from assistant.types import Access
from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.numbers import KINDS, DocumentNumber, find_numbers
from assistant.vietnamese.patterns import LOWER, UPPER


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the head; None where it does not.

    `title` is the type with the subject (trích yếu). `official` tells a whole head, as on the
    paper itself, from a text that only opens with a type's name.
    """

    kind: str | None = None
    number: DocumentNumber | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: date | None = None
    title: str | None = None
    official: bool = False


NATION = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG (?:HÒA|HOÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    r"|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc"
)
DATED = re.compile(
    rf"(?:(?<!\w)(?P<place>(?:TP\.?\s*)?[{UPPER}][{LOWER}]+(?:[\s-][{UPPER}][{LOWER}]+|\s\d+){{0,4}})"
    r"\s*,\s*)?"
    r"ngày\s+(?P<day>\d{1,2})(?:\s+tháng\s+|/)(?P<month>\d{1,2})(?:\s+năm\s+|/)(?P<year>\d{4})"
    r"\s*\.?$"
)
_WEEKDAY = re.compile(r"(?:Thứ|Chủ [Nn]hật|Hôm)\b")
NUMBERED = re.compile(r"(?:^|[\s(])(?:Luật\s+)?[Ss]ố\s*:?\s*(?=\d)")
_SYMBOL_OF_TYPE = {
    place_tone_marks(name).upper(): symbol
    for symbol, name in [*reversed(KINDS.items()), ("QyĐ", "Quy định"), ("TT", "Thông tư")]
}
_TYPE = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, _SYMBOL_OF_TYPE), key=len, reverse=True))})(?!\w)"
)
ADDRESSED = re.compile(r"\W{0,4}Kính gửi\b")
LETTER = re.compile(r"\(?(?:V/v|Về việc)\b\s*:?\s*")
_BODY_BEGINS = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo|Để|Trên cơ sở|Xét|Kính gửi|Nhằm|Ngày|Sau|Trong|Qua|Hội nghị)\b"
    r"|(?:[IVX]+|\d+|[A-ZĐa-zđ])\s*[.)\-–]|(?:Điều|Chương|Phần|Mục)\s+[\dIVX]|[-+•]"
)
SIGNED = re.compile(rf"\bT[/.]?M\.?\s+([{UPPER}]+(?:\s+[{UPPER}]+)*)")
URGENT = re.compile(r"(?:THƯỢNG )?KHẨN|HỎA TỐC|HOẢ TỐC")
RULE = re.compile(r"[\W_]{3,}")
_ADDRESSED_BESIDE = re.compile(r"\bKính gửi\b")
# The words of a letter's subject, or the document that it is about.
_GOES_ON = re.compile(rf"[{LOWER}\d\"“(]|(?:{'|'.join(map(re.escape, KINDS.values()))})(?!\w)")
_LONGEST_LINE = 160
_LINES_UNDER_TYPE = 4
_LONGEST_SUBJECT = 400
_MOST_SUBJECT_LINES = 6
# What a letter is about stands in a column of about so many characters, over so many lines.
_NARROW, _MOST_LETTER_LINES = 60, 4


def read_header(lines: Sequence[str]) -> Header | None:
    """Reads the head of a document's lines; None where they have none.

    The two columns of a head may come one after the other or row by row.
    """
    head = _Head()
    for at, line in enumerate(lines[:HEAD_LINES]):
        if head.type_at is None and (kind := type_of(line)):
            head.kind, head.type_at = kind, at
        elif len(line) > _LONGEST_LINE or at > (head.type_at or at) + _LINES_UNDER_TYPE:
            break
        else:
            head.take(line)
    if head.type_at is None and not head.is_official():
        return None
    kind = head.kind or _kind_by_number(lines, head.number)
    signers = [" ".join(m[1].split()) for line in lines for m in SIGNED.finditer(line)]
    issuer = issuer_name(head.bodies, signers) if head.is_official() else None
    place = head.place or (place_in(issuer) if issuer else None)
    title = _title(lines, head)
    return Header(kind, head.number, issuer, place, head.issued_on, title, head.is_official())


def _kind_by_number(lines: Sequence[str], number: DocumentNumber | None) -> str | None:
    """The type that a number names; a letter where it names none and one is written below."""
    if number is None or number.kind in KINDS:
        return number.kind if number else None
    letter = any(LETTER.search(line) or ADDRESSED.match(line) for line in lines[:HEAD_LINES])
    return "CV" if letter else number.kind


class _Head:
    """What was met so far, line by line."""

    def __init__(self) -> None:
        self.kind: str | None = None
        self.type_at: int | None = None
        self.number: DocumentNumber | None = None
        self.place: str | None = None
        self.issued_on: date | None = None
        self.nation = False
        self.bodies: list[str] = []

    def take(self, line: str) -> None:
        """Takes nation, date and number out of a line; capitals that are left name a body."""
        for _, start, end in reversed(handling_marks(line)):
            line = f"{line[:start]} {line[end:]}"
        rest, found = NATION.subn(" ", line)
        self.nation = self.nation or found > 0
        rest = self._take_number(rest.strip(" *|\t"))
        rest = self._take_date(rest).strip(" *_-–.,|()")
        if (
            self.type_at is None
            and (self.number is None or not self.bodies)
            and rest.isupper()
            and sum(c.isalpha() for c in rest) > 3
            and access_of([rest]) is Access.PUBLIC
            and not URGENT.fullmatch(rest)
        ):
            self.bodies.append(" ".join(rest.split()))

    def is_official(self) -> bool:
        typed, dated = self.type_at is not None, self.issued_on is not None
        return (
            self.number is not None
            or (typed and (self.nation or (dated and bool(self.bodies))))
            or (self.nation and dated and bool(self.bodies))
        )

    def _take_date(self, rest: str) -> str:
        dated = DATED.search(rest)
        if dated is None or self.issued_on is not None:
            return rest
        if dated["place"] and _WEEKDAY.match(dated["place"]):
            return rest
        before = rest[: dated.start()]
        if _has_small(before) and not LETTER.match(before):
            return rest  # the end of a sentence
        try:
            self.issued_on = date(int(dated["year"]), int(dated["month"]), int(dated["day"]))
        except ValueError:
            return before
        self.place = " ".join(dated["place"].split()) if dated["place"] else None
        return before

    def _take_number(self, rest: str) -> str:
        if self.number is not None:
            return rest
        said = NUMBERED.search(rest)
        for mention in find_numbers(rest):
            alone = self.type_at is None and (mention.start, mention.end) == (0, len(rest))
            if not alone and (said is None or mention.start != said.end()):
                continue
            before = "" if said is None else rest[: said.start()]
            after = rest[mention.end :].strip(" *|,")
            sentence = DATED.sub("", after).strip()
            if not _has_small(before) and (not _has_small(sentence) or LETTER.match(sentence)):
                self.number = mention.number
                return f"{before} {after}".strip()
        return rest


def _has_small(text: str) -> bool:
    return any(c.islower() for c in text)


def type_of(line: str) -> str | None:
    """The symbol of the type that a line in capitals names."""
    words = place_tone_marks(" ".join(line.split()))
    if re.fullmatch(r"(?:\w ){3,}\w", words):  # K Ế  H O Ạ C H
        words = " ".join("".join(part.split()) for part in re.split(r"\s{2,}", line.strip()))
    found = _TYPE.match(words)
    return _SYMBOL_OF_TYPE[found[0]] if found and not found[0].islower() else None


def letter_subject(lines: Sequence[str]) -> list[tuple[int, int, int]]:
    """What a letter is about, behind its `V/v`: the lines, and `[start, end)` in each.

    It stands in a narrow column, so it may go on over short lines, down to whom it is sent to.
    """
    opens = ((at, LETTER.match(line)) for at, line in enumerate(lines[:HEAD_LINES]))
    first, found = next(((at, match) for at, match in opens if match), (0, None))
    if found is None:
        return []
    pieces: list[tuple[int, int, int]] = []
    for at, line in enumerate(lines[first : first + _MOST_LETTER_LINES], first):
        begin = found.end() if at == first else 0
        own = line[begin : _letter_end(line)].rstrip(" |")
        own = own if "(" in own else own.rstrip(" )")  # the brackets are around all of it
        goes_on = _GOES_ON.match(own) and not RULE.fullmatch(line)
        if at > first and (len(own) > _NARROW or not goes_on or _BODY_BEGINS.match(line)):
            break
        if own:
            pieces.append((at, begin, begin + len(own)))
        if len(own) > _NARROW or own.endswith((".", ":", ";")):
            break
    return pieces


def _letter_end(line: str) -> int:
    """Where what a letter is about ends: before what stands in the column beside it."""
    beside = (pattern.search(line) for pattern in (DATED, NATION, _ADDRESSED_BESIDE))
    return min((found.start() for found in beside if found), default=len(line))


def _title(lines: Sequence[str], head: _Head) -> str | None:
    """The type with the subject under it, or a letter's `V/v`."""
    if head.type_at is None:
        about = " ".join(lines[at][start:end] for at, start, end in letter_subject(lines))
        return f"Công văn về việc {about.strip()}" if about else None
    line = " ".join(lines[head.type_at].split())
    name = _TYPE.match(place_tone_marks(line))
    kind = line[: name.end()] if name else line
    rest = line[len(kind) :].strip(" :-–")
    subject = _subject(lines, head.type_at + 1, open_ended=bool(rest))
    if subject and rest.upper().startswith("CỦA "):
        rest = ""
    words = " ".join(part for part in (rest, *subject) if part)
    if words.startswith("Về "):
        words = f"về {words[3:]}"
    return f"{kind.capitalize()} {words}".strip()[:_LONGEST_SUBJECT]


def _subject(lines: Sequence[str], start: int, *, open_ended: bool) -> list[str]:
    """The lines under the type, up to the rule or to where the text begins."""
    following = [" ".join(line.split()) for line in lines[start : start + _MOST_SUBJECT_LINES + 1]]
    ruled = next((at for at, line in enumerate(following) if RULE.fullmatch(line)), None)
    subject: list[str] = []
    for at, line in enumerate(following[:ruled]):
        if len(line) + sum(map(len, subject)) > _LONGEST_SUBJECT or _BODY_BEGINS.match(line):
            break
        if DATED.search(line) or NUMBERED.match(line) or access_of([line]) is Access.INTERNAL:
            continue
        first = at == 0 and not open_ended
        capitals = line.isupper() and (not subject or subject[-1].isupper())
        if ruled is None and not (first or capitals or line[0].islower()):
            break
        if ruled is None and line.endswith((".", ":", ";")):
            break
        subject.append(line)
    return subject
