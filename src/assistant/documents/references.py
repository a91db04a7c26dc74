"""What a document says of other documents: its basis, what it changes, what it only names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.documents.changes import change_below, changes_in, is_joined, is_tail, words
from assistant.documents.overrides import NEWS
from assistant.types import Reference, Relation
from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.numbers import DocumentNumber, Mention, find_mentions, parse_number
from assistant.vietnamese.sentences import sentence_spans

_FIRM = words("căn cứ", "trên cơ sở")
_BASIS = re.compile(
    rf"(?P<firm>{_FIRM})|"
    + words("thực hiện", "triển khai", "thi hành", "quán triệt", "cụ thể hóa")
    # `làm theo`, `kèm theo`, `theo dõi` rest on nothing.
    + rf"|(?<!kèm )(?<!làm )(?<!tiếp ){words('theo')}(?!\s+{words('dõi', 'đó', 'hướng')})"
)
_FAR = 240
_MOST_WORDS = 7
_OTHER_CLAUSE = re.compile(r"[,;:.()]")
# `chưa triển khai Kế hoạch 60` rests on nothing.
_UNDONE = re.compile(words("không", "chưa", "không được", "chưa được", "chưa kịp") + r"\s+$")
# The verb right before a number that makes it something issued or told of.
_INTRODUCED = re.compile(
    words("ban hành", "ra", "có", "ký", "xây dựng", "nhắc đến", "nhắc tới", "đề cập", "nêu")
    + rf"\s+(?:{words('các', 'những')}\s+)?$"
)
# `Căn cứ của kế hoạch này là …`, where numbers of the document itself are left out.
_IS = re.compile(rf"[^,;:.]*{words('là')}\s*:?\s*$")
_DAY = (
    r"ngày\s{1,3}(\d{1,2})(?:\s?[/.-]\s?|\s{1,3}tháng\s{1,3})(\d{1,2})"
    r"(?:\s?[/.-]\s?|,?\s{1,3}năm\s{1,3})(\d{4})(?!\d)"
)
_DATED = re.compile(rf"\s?[,(]?\s?(?:(?:ra|ban hành)\s{{1,3}})?{_DAY}", re.IGNORECASE)
_ISSUED = re.compile(
    rf"\s?,?\s?(?:của|do)\s[^,;.:\d]{{1,100}}(?:,|,?\sban hành)\s{{1,3}}{_DAY}", re.IGNORECASE
)
_BULLET = re.compile(r"(?:[-+•*–]|[a-zđ]\)|\d{1,2}[.)])\s*")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Bearer:
    """The document whose text is read: its own number, date and kind, as far as they are known."""

    number: DocumentNumber | None = None
    issued_on: date | None = None
    kind: str | None = None

    def is_named(self, number: DocumentNumber, issued_on: date | None) -> bool:
        """Whether a number in the text is the document's own: another date is another document."""
        if self.number is None or not self.number.matches(number):
            return False
        return issued_on is None or self.issued_on in (None, issued_on)


def own_number(number: str | None, title: str, kind: str | None) -> DocumentNumber | None:
    """The number that a document goes by: the one of its header, else of its title.

    `Kế hoạch 18 về học tập…` is called so, though its full number is not known.
    """
    if number:
        return parse_number(number)
    first = next(iter(find_mentions(title)), None) if kind not in (None, NEWS) else None
    return first.number if first and first.start == 0 and first.number.kind == kind else None


def find_references(text: str, bearer: Bearer) -> tuple[Reference, ...]:
    """The other documents that a text names, each once a sentence, in order.

    A number without its body (`Kết luận 21`) is filled in where the text gives one that fits.
    """
    found = [*_references(text, bearer)]
    full = {one.number: parsed for one in found if (parsed := parse_number(one.number))}
    fuller: dict[str, str] = {}
    for short, number in full.items():
        if number.body is None:
            fits = [o for o, other in full.items() if other.body and other.matches(number)]
            if len(fits) == 1:
                fuller[short] = fits[0]
    filled = (
        replace(one, number=fuller.get(one.number, one.number), by=fuller.get(one.by or "", one.by))
        for one in found
    )
    once: dict[tuple[str, int, Relation, str | None], Reference] = {}
    for one in filled:
        once.setdefault((one.number, one.start, one.relation, one.by), one)
    return tuple(once.values())


@dataclass(frozen=True, slots=True)
class _Said:
    """How mention number `at` of a sentence stands to the document, or to the one numbered `by`."""

    at: int
    relation: Relation
    by: str | None = None


def _references(text: str, bearer: Bearer) -> Iterator[Reference]:
    below: tuple[Relation, str | None] | None = None
    for start, end in sentence_spans(text):
        sentence = place_tone_marks(text[start:end])
        if not (bullet := _BULLET.match(sentence)):
            below = None
        mentions = find_mentions(sentence) if _DIGIT.search(sentence) else []
        dates = [_date_of(sentence, mention) for mention in mentions]
        own = frozenset(
            at for at, mention in enumerate(mentions) if bearer.is_named(mention.number, dates[at])
        )
        said = _said(sentence, mentions, own, bearer.kind)
        if below and bullet:
            for at in _listed(sentence, mentions, bullet.end()):
                said.setdefault(at, _Said(at, *below))
        if sentence.endswith(":"):
            below = _below(sentence, mentions, own, bearer.kind)
        yield from _by_number(start, end, mentions, dates, own, said)


def _by_number(
    start: int,
    end: int,
    mentions: Sequence[Mention],
    dates: Sequence[date | None],
    own: frozenset[int],
    said: dict[int, _Said],
) -> Iterator[Reference]:
    """One reference for each document; what is said of it goes before its being named."""
    found: dict[tuple[str, date | None], Reference] = {}
    for at, mention in enumerate(mentions):
        if at in own:
            continue
        what = said.get(at, _Said(at, Relation.MENTIONS))
        number, issued_on = mention.number.canonical(), dates[at]
        one = Reference(number, start, end, what.relation, issued_on, what.by)
        known = found.get((number, issued_on))
        if known is None or known.relation is Relation.MENTIONS:
            found[number, issued_on] = one
    yield from found.values()


def _said(
    sentence: str, mentions: Sequence[Mention], own: frozenset[int], kind: str | None
) -> dict[int, _Said]:
    if not mentions:
        return {}
    said = {c.at: _Said(c.at, c.relation, c.by) for c in changes_in(sentence, mentions, own, kind)}
    others = [at for at in range(len(mentions)) if at not in own]
    rested = False
    end = 0
    for at in others if kind != NEWS else ():
        mention = mentions[at]
        between = sentence[end : mention.start]
        if at in said:
            rested = False
        else:
            rested = _rests(between, rested, first=end == 0)
            if rested:
                said[at] = _Said(at, Relation.BASIS)
        end = mention.end
    return said


def _rests(between: str, rested: bool, *, first: bool) -> bool:
    """Whether the document rests on the one whose number comes after `between`.

    `rested` tells whether it does on the one named before, which `between` follows.
    """
    near = between[-_FAR:]
    if _INTRODUCED.search(near):
        return False
    cue = next(reversed([*_BASIS.finditer(near)]), None)
    if cue is None:
        return rested and is_joined(near)
    if _UNDONE.search(near[: cue.start()]):
        return False
    # `Kết luận 01 để tiếp tục thực hiện Chỉ thị 05`: it is the one before that rests on it.
    if not first and not rested and len(near) == len(between) and is_tail(near[: cue.start()]):
        return False
    gap = near[cue.end() :]
    if not _OTHER_CLAUSE.search(gap) and len(gap.split()) <= _MOST_WORDS:
        return True
    return bool(cue["firm"]) and (is_joined(gap) or _IS.match(gap) is not None)


def _below(
    sentence: str, mentions: Sequence[Mention], own: frozenset[int], kind: str | None
) -> tuple[Relation, str | None] | None:
    """What a line that ends with a colon says of the documents in the list below it."""
    change = change_below(sentence, mentions, own, kind)
    if change or kind == NEWS:
        return change
    near = sentence[-_FAR:]
    cue = next(reversed([*_BASIS.finditer(near)]), None)
    gap = near[cue.end() : -1] if cue else ""
    if cue and not _OTHER_CLAUSE.search(gap) and len(gap.split()) <= _MOST_WORDS:
        return Relation.BASIS, None
    return None


def _listed(sentence: str, mentions: Sequence[Mention], bullet: int) -> Iterator[int]:
    """The mentions that a list item consists of."""
    end = bullet
    for at, mention in enumerate(mentions):
        between = sentence[end : mention.start]
        if not (is_joined(between) if at else len(between.split()) <= 2):
            return
        yield at
        end = mention.end


def _date_of(sentence: str, mention: Mention) -> date | None:
    """The date that stands beside a number; None where there is none, or no calendar has it."""
    found = _DATED.match(sentence, mention.end) or _ISSUED.match(sentence, mention.end)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
