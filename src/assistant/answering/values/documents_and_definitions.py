"""Documents by their numbers, and what a thing is said to be."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.answering.values.spans import MARK, Found
from assistant.types import Query
from assistant.vietnamese.bodies import find_bodies
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_mentions, kind_symbol, parse_number, same_kind
from assistant.vietnamese.tokens import forms


def documents(query: Query, text: str) -> Found:
    """Documents other than those in the question, of the kind and issuer that were asked for."""
    mentions = find_mentions(text)
    if not mentions:
        return
    asked = [number for n in query.numbers if (number := parse_number(n))]
    kind = kind_symbol(query.focus) if query.focus else _own_kind(query)
    wanted = {
        fold(form).lower()
        for c in query.concepts
        if c.name
        for form in c.phrases
        if find_bodies(form, ())
    }
    for mention in mentions:
        if any(number.matches(mention.number) for number in asked):
            continue
        if kind and mention.number.kind and not same_kind(kind, mention.number.kind):
            continue
        if wanted and not asked and not _may_be_of(text, mention.end, wanted):
            continue
        gone = _GIVES_WAY.search(text, 0, mention.start)
        yield (
            mention.start,
            mention.end,
            not gone or _GONE_ASKED.search(query.text.lower()) is not None,
        )


# What a paper replaces is named for that alone.
_GIVES_WAY = re.compile(r"\b(?:thay thế|thay cho|bãi bỏ|hủy bỏ)(?: cho)?\s(?:[^\W\d]+ ){0,6}$")
_GONE_ASKED = re.compile(
    r"\b(?:thay|bãi bỏ|hủy bỏ|hết hiệu lực|replac\w+|supersed\w+|repeal\w*|instead)\b"
)


def _own_kind(query: Query) -> str | None:
    """The kind of the document whose number is asked for: `Công văn … mang số mấy?`"""
    if query.language != "vi" or not _OWN_NUMBER.search(query.text.lower()):
        return None
    first = query.text.lower().split()[:3]
    return next((k for n in (3, 2, 1) if (k := kind_symbol(" ".join(first[:n])))), None)


_OWN_NUMBER = re.compile(r"\b(?:mang số|số mấy|ký hiệu|số hiệu|số bao nhiêu|số gì)\b")


def _may_be_of(text: str, end: int, wanted: Collection[str]) -> bool:
    """Whether a document named up to here is said to be of one of these bodies, or of none."""
    said = _ISSUER.match(text, end)
    bodies = find_bodies(said[1], ()) if said else []
    if not said or not bodies:
        return True
    issuer = _committee(fold(said[1][bodies[0].start : bodies[0].end]).lower())
    return any(form in issuer or issuer in form for form in map(_committee, wanted))


def _committee(body: str) -> str:
    """A Party committee by one of its two names: `Ban Chấp hành Đảng bộ tỉnh` is `Tỉnh ủy`."""
    for full, short in _COMMITTEES:
        body = body.replace(f"ban chap hanh dang bo {full}", short)
    return body


_COMMITTEES = (
    ("tinh", "tinh uy"),
    ("thanh pho", "thanh uy"),
    ("huyen", "huyen uy"),
    ("thi xa", "thi uy"),
    ("xa", "dang uy xa"),
    ("phuong", "dang uy phuong"),
    ("thi tran", "dang uy thi tran"),
)


# `…, ngày 20/3/2023 của Ban Thường vụ Tỉnh ủy`
_ISSUER = re.compile(r"(?:,?\s*ngày\s+[\d/.\-]{3,12},?)?\s+của\s+([^,;.:]{3,80})")


def definitions(query: Query, text: str) -> Found:
    """What stands behind `là` where the words before it are those that are asked about."""
    begin = mark.end() if (mark := MARK.match(text)) else 0
    # `Câu lạc bộ Hưu trí (sau đây gọi là Câu lạc bộ) là …`
    bare = _IN_BRACKETS.sub(lambda m: " " * len(m[0]), text)
    copula = _COPULA.search(bare, begin)
    if copula is None or text[copula.end() :][:1].isdigit():  # how many there are
        return
    subject = forms(bare[begin : copula.start()])
    if _is_of_asked(query, subject) or _is_of_phrase(query.text, subject):
        # What belongs to a thing does not say what it is.
        yield copula.end(), len(text.rstrip(" .;")), "gồm" not in copula[0]


def _is_of_asked(query: Query, subject: Sequence[tuple[str, str]]) -> bool:
    """Whether little but what the question speaks of is defined."""
    words = {folded for _, folded in subject}
    phrases = [[forms(p) for p in concept.phrases] for concept in query.concepts]
    # A name says whose definition is wanted, where it is none of what is defined.
    held = [[p for p in each if all(folded in words for _, folded in p)] for each in phrases]
    asked = [h for h, concept in zip(held, query.concepts, strict=True) if h or not concept.name]
    if not asked or not all(asked):
        return False
    # What stands behind it narrows it: `báo cáo định kỳ` is no `báo cáo`.
    closing = {folded for h in asked for phrase in h for _, folded in phrase}
    few = len(subject) <= sum(len(h[0]) for h in asked) + _MORE_WORDS
    return few and subject[-1][1] in closing


def _is_of_phrase(question: str, subject: Sequence[tuple[str, str]]) -> bool:
    """Whether the very words are defined that the question asks the meaning of."""
    found = _ASKED_PHRASE.search(question)
    if found is None:
        return False
    asked = [folded for _, folded in forms(found[1] or found[2])]
    return [folded for _, folded in subject] == asked


_ASKED_PHRASE = re.compile(
    r"(?:thế nào là|khái niệm(?: của| về)?|định nghĩa(?: của| về)?)\s+[\"“]?([^,:;?\"”]{2,60})"
    r"|(?:^|[,:;]|\b(?:19|20)\d\d)\s*(?:quy định\s+)?[\"“]?([^,:;?\"”\d]{2,60}?)[\"”]?"
    r"\s+(?:được hiểu|(?:có )?nghĩa|là gì)",
    re.IGNORECASE,
)


_IN_BRACKETS = re.compile(r"\([^()]*\)")
_COPULA = re.compile(r"\b(?<!gọi )(?:được hiểu là|có nghĩa là|nghĩa là|tức là|là|bao gồm|gồm)\s+")
# So many words more than were asked may stand before the copula.
_MORE_WORDS = 3
