"""Whether a sentence tells what is asked by its own form: a cause, an aim, a scope, who came, a
duty, what a paper rests on, which ones there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.retrieval.glossary import translate
from assistant.types import Asked, Query
from assistant.vietnamese.tokens import forms

if TYPE_CHECKING:
    from assistant.answering.evidence import Evidence  # which imports this module

# A cause is asked for, and told.
_WHY = re.compile(
    r"\b(?:vì sao|tại sao|(?:vì )?lý do gì|do đâu|nhờ đâu|từ đâu mà"
    r"|(?:bắt nguồn|xuất phát|phát sinh) từ đâu|why|nguyên nhân)\b"
)
_CAUSE = re.compile(
    r"\b(?:nguyên nhân|nguyên do|lý do|là do|là vì|bởi vì|bởi|nhờ|từ việc)\b"
    r"|(?:^|[,;]\s*)(?:do|vì)\b"
)


def lacks_cause(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked why, and no word of the sentence, or of the line or heading above it,
    gives a cause, an aim or an outcome."""
    if not _WHY.search(query.text.lower()):
        return False
    above = (evidence.above, *evidence.hit.passage.headings[-1:])
    return not any(_BECAUSE.search(text.lower()) for text in (evidence.text, *above))


_BECAUSE = re.compile(
    r"\b(?:nguyên nhân|nguyên do|lý do|do|vì|bởi|nhờ|từ việc|xuất phát|nên|để|nhằm|khiến|tránh)\b"
)


# An aim is asked for, and told.
_WHAT_FOR = re.compile(
    r"\bđể làm gì\b|\bnhằm (?:mục đích |làm )?gì\b|\bmục đích\b|\bvì sao phải\b"
    r"|\bwhat (?:is|are|was|were) .{1,60} for\W*$|\bpurpose\b|\baim of\b"
)
# What a rule holds for is asked, and told.
_SCOPE_ASKED = re.compile(
    r"\báp dụng (?:cho|đối với|với)\b|\b(?:thuộc |trong )phạm vi\b"
    r"|\bphạm vi (?:áp dụng|điều chỉnh)\b"
    r"|\bđối tượng (?:áp dụng|điều chỉnh)\b|\b(?:apply|applies) to\b|\bscope of\b"
)
_SCOPE = re.compile(r"(?<!không )(?<!chưa )\b(?:áp dụng (?:cho|đối với|với)|điều chỉnh)\b")
_BEYOND_SCOPE = re.compile(
    r"\b(?:không|chưa) (?:được |bị )?(?:áp dụng|điều chỉnh|thuộc (?:\w+ )?phạm vi)\b"
    r"|\bnot (?:apply|cover)\b"
)
# Who took part is asked, and told.
_WHO_CAME = re.compile(
    r"\bnhững ai\b[^?]*\bdự\b|\bai (?:cùng |đến |tham )?dự\b|\bdự gồm (?:những )?ai\b"
)
_CAME = re.compile(
    r"(?:^|[.;,–-] ?|\b(?:cùng|tham|tới|đến|về) |thành phần )dự\b[^.;]{0,40}"
    r"\b(?:đồng chí|lãnh đạo|đại (?:diện|biểu)|ủy viên|bí thư|các)\b"
)
_AIM = re.compile(r"\b(?:mục đích|nhằm|để)\b")


def tells_grounds(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked what a paper rests on, and the sentence opens with that."""
    return (
        query.asked is Asked.DOCUMENT
        and RESTS_ON.search(query.text.lower()) is not None
        and _GROUNDS.match(evidence.text.lower()) is not None
    )


def is_ground(sentence: str) -> bool:
    """Whether a line says what a paper rests on, and no more."""
    return sentence.rstrip()[-1:] in (";", ",") and _GROUNDS.match(sentence.lower()) is not None


RESTS_ON = re.compile(
    r"\b(?:căn cứ|dựa (?:vào|trên|theo)|trên cơ sở|cơ sở|để thực hiện|thực hiện|theo)\b"
)
"""Words with which it is asked what a paper rests on."""

_GROUNDS = re.compile(
    r"(?:\W*)(?:thực hiện|căn cứ|thi hành|theo|trên cơ sở|triển khai|xét đề nghị)\b"
)


def tells(query: Query, evidence: Evidence) -> bool:
    """Whether a cause, an aim or somebody's duty is asked for, and told."""
    asked, said = query.text.lower(), evidence.text.lower()
    if _WHAT_FOR.search(asked):
        under = evidence.hit.passage.headings[-1:]
        return any(_AIM.search(text) for text in (said, *map(str.lower, under)))
    if _SCOPE_ASKED.search(asked):
        beyond = _BEYOND_SCOPE.search(asked) is not None
        return (_BEYOND_SCOPE if beyond else _SCOPE).search(said) is not None
    if _WHO_CAME.search(asked):
        return _CAME.search(said) is not None
    if _WHY.search(asked):
        return _CAUSE.search(said) is not None
    return tells_duty(query, evidence)


def tells_duty(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked what somebody has to do, and the sentence, or the line or heading above
    it, begins with that name: `6. Văn phòng Tỉnh ủy là cơ quan thường trực, có trách nhiệm: …`."""
    if not _DUTY_ASKED.search(query.text.lower()):
        return False
    above = (evidence.above, *evidence.hit.passage.headings[-1:])
    actors = [
        {" ".join(folded for _, folded in forms(phrase)) for phrase in concept.phrases}
        for concept in query.concepts
        if concept.name and concept.phrases[0][:1].isalpha()
    ]
    for line in (evidence.text, *above):
        said = " ".join(folded for _, folded in forms(_MARKED.sub("", line, count=1)))
        openings = (said, _LEADING_TO.sub("", said, count=1))
        if any(o.startswith(f"{name} ") for o in openings for names in actors for name in names):
            return True
    return False


_DUTY_ASKED = re.compile(
    r"\b(?:làm|thực hiện|nhiệm vụ|trách nhiệm|việc|chuẩn bị|lo|giao|đề nghị|phụ trách)"
    r" (?:những |các |nhiệm vụ |việc )?(?:gì|nào)\b"
    r"|\bwhat (?:must|should|does|do|did|is|are)\b.{1,60}"
    r"\b(?:do|responsible|asked to|tasked|required)\b"
)
_MARKED = re.compile(r"^\s*(?:[IVXLC]+|\d{1,3}(?:\.\d{1,3})*|[a-zđ])[.)]\s*|^\s*[-–+•*]\s*")
_LEADING_TO = re.compile(r"^(?:de nghi|giao|yeu cau|phan cong|cac|uy ban)\s+")


def counts_them(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked which ones there are of something, and the sentence says how many and
    goes on to name them: `Đợt này có ba việc: …`."""
    found = _WHICH_ONES[query.language].search(query.text.lower())
    if found is None:
        return False
    nouns: Sequence[str] = [found[1]]
    if query.language == "en":
        nouns = [phrase for one in translate(found[1])[-1:] for phrase in one.phrases]
    said = evidence.text.lower()
    return any(re.search(rf"\b{_FEW} {re.escape(n)}\b[^.;:]{{0,80}}:", said) for n in nouns)


_WHICH_ONES = {
    "vi": re.compile(r"\b(?:những|các|mấy|bao nhiêu) (\w+(?: \w+)?) (?:là )?(?:gì|nào)\b"),
    "en": re.compile(
        r"^(?:what|which) ([a-z]+(?: [a-z]+)?)"
        r" (?:do|does|did|is|are|was|were|must|should|can|may|will|has|have)\b"
    ),
}
_FEW = r"(?:\d{1,2}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
