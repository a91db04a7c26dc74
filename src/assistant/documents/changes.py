"""Which document replaces, amends or repeals which: the grammar of one sentence.

A change is claimed only where the words say that it is made: `rà soát, bổ sung Quy chế 12` is
work to be done, and `Luật sửa đổi Luật 34` says nothing of the document that it stands in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.overrides import NEWS
from assistant.types import Relation
from assistant.vietnamese.numbers import KINDS, Mention, kind_symbol, same_kind
from assistant.vietnamese.patterns import loose


def words(*phrases: str) -> str:
    """The phrases as whole words, in any case and with or without accents."""
    return rf"(?<!\w)(?i:{loose(*phrases)})(?!\w)"


_REPLACE = ("thay thế", "thay cho")
_AMEND = ("sửa đổi", "bổ sung", "điều chỉnh")
_REPEAL = ("bãi bỏ", "hủy bỏ", "thu hồi")
_ANY = words(*_REPLACE, *_AMEND, *_REPEAL)
_CHANGE = re.compile(rf"{_ANY}(?:\s*(?:,|{words('và', 'hoặc')})\s*{_ANY})*")
_KINDS = (
    (Relation.REPLACES, re.compile(rf"{words(*_REPLACE)}$")),
    (Relation.AMENDS, re.compile(rf"{words(*_AMEND)}$")),
    (Relation.REPEALS, re.compile(rf"{words(*_REPEAL)}$")),
)
_EXPIRES = re.compile(words("hết hiệu lực", "không còn hiệu lực", "chấm dứt hiệu lực"))
_PASSIVE = re.compile(rf"{words('được', 'bị')}\s*$")
_PASSED = {
    Relation.REPLACES: Relation.REPLACED_BY,
    Relation.AMENDS: Relation.AMENDED_BY,
    Relation.REPEALS: Relation.REPEALED_BY,
}

_NAMES = tuple({*KINDS.values(), "Luật", "Bộ luật", "Pháp lệnh", "Thông tư", "Điều lệ"})
_THIS = re.compile(rf"{words('văn bản', *_NAMES)}\s+{words('này')}")
_NAMED_BEFORE = re.compile(
    rf"({words('văn bản', *_NAMES)})(?:\s+{words('mới', 'để', 'nhằm')})?\s*$"
)
# What is still to be done, or is not done at all. `cần` is small: a city begins with it.
_PLANNED = re.compile(
    words(
        "không", "chưa", "tham mưu", "rà soát", "nghiên cứu", "đề nghị", "đề xuất", "kiến nghị",
        "dự kiến", "dự thảo", "xem xét", "kịp thời", "nếu", "khi", "góp ý", "lấy ý kiến",
        "xin ý kiến", "yêu cầu", "giao", "chỉ đạo", "tiếp tục", "trường hợp", "chuẩn bị", "phải",
    )
    + r"|(?<!\w)cần(?!\w)"
)  # fmt: skip
_WILL = re.compile(words("sẽ"))
# What may stand between a number and what its document does, after each comma.
_TAIL = re.compile(
    r"\s*(?:$|\(|"
    + words(
        "ngày", "năm", "của", "do", "ban hành", "về", "đã", "vừa", "chính thức", "để", "nhằm",
        "có hiệu lực", "và", "khóa", "sẽ", "cũng",
    )
    + ")"
)  # fmt: skip
# How far words are looked for: past this they belong to something else.
_FAR = 240
_LONGEST_TAIL = 400
_LONGEST_JOINT = 60
# What may stand between the change and the number of the document that is changed.
_PART = words(
    "một số", "một phần", "nội dung", "khoản", "điểm", "điều", "mục", "chương", "phần", "phụ lục",
    "cụm từ", "nhiệm vụ", "giải pháp", "chỉ tiêu", "mục tiêu", "tiêu chí",
)  # fmt: skip
_FILLER = words(
    "cho", "các", "những", "toàn bộ", "văn bản", "sau", "đây", "gồm", "số", "và",
    "hoặc", "của", "tại", "vào", "trong", "đối với", "hiệu lực", "thi hành", "kể từ ngày",
    *_NAMES,
)  # fmt: skip
_TO_OBJECT = re.compile(rf"(?:\s|[,:()\d]|(?<!\w)[a-zđIVX](?!\w)|{_PART}|{_FILLER})*+$")
_HAS_PART = re.compile(_PART)
# The regulation that a decision issues is changed with the decision: `… kèm theo Quyết định 12`.
_ANNEXED = re.compile(rf"[^;.:]*{words('kèm theo', 'ban hành theo', 'ban hành tại')}\s*$")
_BY = re.compile(
    rf"[^;.:]{{0,60}}?{words('bởi', 'bằng', 'theo', 'tại', 'ở', 'trong')}[^,;.:]{{0,30}}$"
)
_JOINED = re.compile(
    rf"(?:[,;:]\s*(?:{words('và', 'cùng', 'cùng với', 'cũng như')})?"
    rf"|{words('và', 'cùng với', 'cũng như')})\s*(?:{words('các')}\s*)?(?:{words('số')}\s*:?\s*)?$"
)
_STAYS = re.compile(rf"\s*(?:{words('vẫn', 'tiếp tục', 'còn', 'chỉ')})")
# Papers that report on others or ask for something: they change only papers of their own kind.
_REPORTING = frozenset({"BC", "TTr", "BB", "GM", "TB", "CV", "TC"})


@dataclass(frozen=True, slots=True)
class Change:
    """Mention number `at` of a sentence is changed; by the document itself where `by` is None.

    A relation such as REPLACED_BY says that mention `at` changes the document.
    """

    at: int
    relation: Relation
    by: str | None = None


def changes_in(
    sentence: str, mentions: Sequence[Mention], own: frozenset[int], kind: str | None
) -> list[Change]:
    """The changes that a sentence makes or tells of.

    Args:
        sentence: its text, tone marks in one place.
        mentions: the documents that it names, in order.
        own: which of them are the document itself.
        kind: the document's kind; a news item changes nothing itself.
    """
    if not (_CHANGE.search(sentence) or _EXPIRES.search(sentence)):
        return []
    reading = _Reading(sentence, mentions, own, kind)
    return [*reading.changes(), *reading.expiries()]


def change_below(
    sentence: str, mentions: Sequence[Mention], own: frozenset[int], kind: str | None
) -> tuple[Relation, str | None] | None:
    """What a line that ends with a colon does to the documents of the list below it, and the
    number of the document that does so where it is another one.
    """
    reading = _Reading(sentence, mentions, own, kind)
    last = next(reversed([*_CHANGE.finditer(sentence)]), None)
    if last and _TO_OBJECT.match(sentence, last.end()) and not reading.passive(last.start()):
        subject = reading.subject(last.start())
        return (_relation(last[0]), subject.by) if subject else None
    expires = _EXPIRES.search(sentence)
    if expires and reading.sets_out_of_force(expires):
        return Relation.REPEALS, None
    return None


def is_joined(between: str) -> bool:
    """Whether what stands between two numbers makes them one list."""
    return _JOINED.search(between[-_LONGEST_JOINT:]) is not None


def is_tail(text: str) -> bool:
    """Whether the date, issuer and subject of a number are all that stands there after it."""
    if len(text) > _LONGEST_TAIL or ";" in text or ":" in text:
        return False
    return all(_TAIL.match(part) for part in text.split(","))


@dataclass(frozen=True, slots=True)
class _Party:
    """Who makes a change, or suffers it: mention `at` numbered `by`, or this document."""

    at: int | None = None
    by: str | None = None


class _Reading:
    def __init__(
        self, text: str, mentions: Sequence[Mention], own: frozenset[int], kind: str | None
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._own = own
        self._kind = kind
        self._starts = [mention.start for mention in mentions]
        self._ends = [mention.end for mention in mentions]
        self._says_this = _THIS.search(text) is not None

    def changes(self) -> Iterator[Change]:
        for match in _CHANGE.finditer(self._text):
            relation = _relation(match[0])
            if passive := self.passive(match.start()):
                yield from self._suffered(match, relation, match.start() - passive)
                continue
            if subject := self.subject(match.start()):
                yield from self._made(match, relation, subject)

    def expiries(self) -> Iterator[Change]:
        """`Quy định số 66-QĐ/TW hết hiệu lực kể từ ngày Quy định này có hiệu lực`."""
        for match in _EXPIRES.finditer(self._text):
            if not self.sets_out_of_force(match):
                continue
            end = match.start()
            for at in reversed(range(bisect_right(self._ends, end))):
                between = self._text[self._ends[at] : end]
                if not (is_tail(between) if end == match.start() else is_joined(between)):
                    break
                if at not in self._own:
                    yield Change(at, Relation.REPEALS)
                end = self._starts[at]
            colon = self._text.find(":", match.end(), match.end() + _FAR)
            if colon >= 0:
                yield from (Change(at, Relation.REPEALS) for at, _ in self._objects(colon))

    def passive(self, start: int) -> int:
        """How long the word is that makes the verb at `start` a passive one; 0 for an active."""
        found = _PASSIVE.search(self._text[max(0, start - 10) : start])
        return len(found[0]) if found else 0

    def subject(self, end: int) -> _Party | None:
        """Who does what stands at `end`; None where nobody known does, or nothing is done."""
        last = bisect_right(self._ends, end) - 1
        if last >= 0:
            tail = self._text[self._ends[last] : end]
            if is_tail(tail) and not _PLANNED.search(tail):
                return self._party(last)
        if self._kind == NEWS:
            return None
        clause = self._text[max(0, end - _FAR) : end].rsplit(";", 1)[-1]
        this = next(reversed([*_THIS.finditer(clause)]), None)
        if this:
            return None if _PLANNED.search(clause, this.end()) else _Party()
        if _PLANNED.search(clause) or _WILL.search(clause):
            return None
        named = _NAMED_BEFORE.search(clause)
        if self._kind is None or (named and not _is_kind(named[1], self._kind)):
            return None
        return _Party()

    def sets_out_of_force(self, expiry: re.Match[str]) -> bool:
        """Whether it is the entry into force of this document that ends that of others."""
        before = self._text[max(0, expiry.start() - _LONGEST_JOINT) : expiry.start()]
        return self._kind != NEWS and self._says_this and not _PLANNED.search(before)

    def _made(self, match: re.Match[str], relation: Relation, subject: _Party) -> Iterator[Change]:
        """`Kế hoạch này thay thế Kế hoạch 12`."""
        for at, part in self._objects(match.end()):
            changed = Relation.AMENDS if part else relation
            if at not in self._own:
                if subject.by or self._may_change(at):
                    yield Change(at, changed, subject.by)
            elif subject.at is not None:  # said in the document that is changed
                yield Change(subject.at, _PASSED[changed])

    def _suffered(self, match: re.Match[str], relation: Relation, end: int) -> Iterator[Change]:
        """`Kế hoạch 12 được thay thế bằng Kế hoạch 61`."""
        at = bisect_left(self._starts, match.end())
        if at == len(self._starts) or not _BY.match(self._text[match.end() : self._starts[at]]):
            return
        agent, patient = self._party(at), self.subject(end)
        if patient is None:
            return
        if patient.at is not None:
            yield Change(patient.at, relation, agent.by)
        elif agent.at is not None:
            yield Change(agent.at, _PASSED[relation])

    def _objects(self, start: int) -> Iterator[tuple[int, bool]]:
        """The mentions that a change at `start` is made to, and whether to a part of them."""
        first = bisect_left(self._starts, start)
        if first == len(self._starts):
            return
        gap = self._text[start : self._starts[first]]
        if len(gap) > _FAR or not (_TO_OBJECT.match(gap) or _ANNEXED.match(gap)):
            return
        part = _HAS_PART.search(gap) is not None
        yield first, part
        for at in range(first + 1, len(self._mentions)):
            between = self._text[self._ends[at - 1] : self._starts[at]]
            if not is_joined(between) or _CHANGE.search(between):
                return
            if _STAYS.match(self._text, self._ends[at]):
                return
            yield at, part

    def _party(self, at: int) -> _Party:
        if at in self._own:
            return _Party()
        return _Party(at, self._mentions[at].number.canonical())

    def _may_change(self, at: int) -> bool:
        if self._kind not in _REPORTING:
            return True
        return same_kind(self._kind, self._mentions[at].number.kind)


def _relation(change: str) -> Relation:
    """What the last verb of `sửa đổi, bổ sung` does."""
    return next(relation for relation, verb in _KINDS if verb.search(change))


def _is_kind(name: str, kind: str | None) -> bool:
    symbol = kind_symbol(name)
    return symbol is not None and same_kind(symbol, kind)
