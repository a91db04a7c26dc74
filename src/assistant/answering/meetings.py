"""When and where a meeting is, who chairs and who attends it, as the invitation to it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.evidence import header_texts
from assistant.answering.lists import items
from assistant.answering.points import Point
from assistant.answering.terms import Term, Words, match, shared, weight
from assistant.answering.values import Span
from assistant.types import Document, Query

_MEETING = re.compile(
    r"\b(?:họp|hội nghị|đại hội|buổi làm việc|lễ|tọa đàm|hội thảo|hội thi|giao ban|tập huấn"
    r"|diễn tập|giấy mời|thư mời|meeting|conference)\b"
)
# What is done for it or sent to it has times of its own.
_BESIDES = re.compile(
    r"\b(?:gửi|nộp|đăng ký|góp ý|chuẩn bị|báo cáo|tham luận|hạn|trước khi|sau khi|bao lâu|mấy ngày"
    r"|submit|register|deadline)\b"
)
_ITEM = r"^[ \t]*(?:[-+*•–][ \t]*|\d{1,2}(?:\.\d{1,2})*[.)][ \t]*|[a-zđ][.)][ \t]*)?"
_MORE = r"(?:[ ,][^:\n]{0,40})?[ \t]*:[ \t]*"


@dataclass(frozen=True, slots=True)
class _Fact:
    """What a question asks of a meeting, and the line of an invitation that tells it."""

    asked: re.Pattern[str]
    line: re.Pattern[str]
    listed: bool = False

    @classmethod
    def of(cls, asked: str, label: str, *, listed: bool = False) -> _Fact:
        line = re.compile(f"{_ITEM}(?:{label}){_MORE}", re.MULTILINE | re.IGNORECASE)
        return cls(re.compile(asked), line, listed)


_WHERE = _Fact.of(
    r"\b(?:ở|tại) đâu\b|\b(?:chỗ|nơi|địa điểm) nào\b|\bđịa điểm\b|\bwhere\b",
    "(?:thời gian (?:và|,) ?)?địa điểm",
)
_WHEN = _Fact.of(
    r"\b(?:mấy giờ|khi nào|lúc nào|bao giờ|thời gian nào)\b|\b(?:ngày|hôm|buổi) (?:nào|mấy)\b"
    r"|\bwhen\b|\bwhat time\b",
    "thời gian",
)
_FACTS = (
    _Fact.of(
        r"\b(?:chủ trì|chủ tọa|điều hành)\b.*\b(?:ai|người nào|đồng chí nào)\b"
        r"|\b(?:ai|người nào|đồng chí nào)\b.*\b(?:chủ trì|chủ tọa|điều hành)\b|\bwho chairs\b",
        "(?:người |đồng chí )?(?:chủ trì|chủ tọa)",
    ),
    _Fact.of(
        r"\b(?:thành phần|những ai|mời ai|ai (?:được mời|phải dự|tham dự|dự)|đại biểu nào)\b"
        r"|\bwho (?:is invited|attends)\b",
        r"(?:thành phần|[^:\n]{0,80}\bkính mời)",
        listed=True,
    ),
    _WHERE,
    _WHEN,
)
_INVITES = re.compile(r"\b(?:mời|triệu tập)\b", re.IGNORECASE)
_SAYS_LITTLE = frozenset(
    "hội nghị|họp|cuộc họp|phiên họp|đại hội|tổ chức|diễn ra|khai mạc|bắt đầu|lần|thứ|mời|giấy mời"
    "|chủ trì|chủ tọa|thành phần|địa điểm|thời gian|dự|tham dự|giờ|ngày".split("|")
)
# So much of what is asked about stands before the line that answers.
_ABOUT = 0.6
_AS_GOOD = 0.2


def invited(
    query: Query, documents: Sequence[Document], terms: Sequence[Term], *, numbered: bool = False
) -> list[Point]:
    """What the invitations that fit best say of the meeting that is asked about; the documents are
    those meant where they are `numbered`. Empty where something else is asked, or none fits."""
    text = query.text.lower()
    fact = next((one for one in _FACTS if one.asked.search(text)), None)
    if fact is None or not _MEETING.search(text) or _BESIDES.search(text):
        return []
    unique = {one.id: one for one in documents if _is_invitation(one)}
    told = [
        (1.0 if numbered else _share(document, found.start(), terms), _point(document, found, fact))
        for document in unique.values()
        if (found := fact.line.search(document.text)) is not None
    ]
    best = max((share for share, _ in told), default=0.0)
    least = max(_ABOUT, best - _AS_GOOD)
    # Of each body the one that fits best.
    of_each: dict[tuple[str | None, str | None], Point] = {}
    for share, point in sorted(told, key=lambda one: -one[0]):
        if share >= least:
            of_each.setdefault((point.document.issuer, point.document.place), point)
    return list(of_each.values())


def _is_invitation(document: Document) -> bool:
    """Also a notice or a letter that says both when and where something is held, once each."""
    if document.kind == "GM" or (document.kind and _INVITES.search(document.title)):
        return True
    fields = [len(line.findall(document.text)) for line in (_WHERE.line, _WHEN.line)]
    return document.kind in ("TB", "CV") and fields == [1, 1]


def _share(document: Document, before: int, terms: Sequence[Term]) -> float:
    """How much of what is asked about the head and what stands before a line hold, 0 to 1; nothing
    where a name is missing, or nothing tells this meeting from others."""
    words = Words.of_text(*header_texts(document), document.text[:before])
    if not all(match(term, words) for term in terms if term.name):
        return 0.0
    telling = [t for t in terms if t.name or t.text.lower() not in _SAYS_LITTLE]
    return shared(telling, words) / weight(telling) if weight(telling) else 0.0


def _point(document: Document, found: re.Match[str], fact: _Fact) -> Point:
    text = document.text
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    if fact.listed and (listed := items(text, found.end())):
        spans = ((start, found.end()), *listed)
        spans = tuple(_stripped(text, *span) for span in spans)
        return Point(document, spans, spans)
    value = _stripped(text, found.end(), _line_end(text, found.end()))
    end = value[1]
    said = Span(text[slice(*value)].rstrip("."), value[0], value[1] - text[:end].endswith("."))
    return Point(document, ((start, end),), ((start, end),), None if fact.listed else said)


def _line_end(text: str, at: int) -> int:
    """Where the line ends, or the next one where nothing is left of it."""
    end = text.find("\n", at)
    if end >= 0 and not text[at:end].strip():
        end = text.find("\n", end + 1)
    return len(text) if end < 0 else end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
