"""A question about two places or documents at once, taken apart into one for each."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.types import Query
from assistant.vietnamese.numbers import find_mentions

# What may stand between the things that are compared.
_JOINED = re.compile(
    r"(?i)\s*(?:,|và|hay|hoặc|với|so với|and|or|versus|vs\.?|than)?\s*(?:ở|tại|của|in|of|with)?\s*"
    r"(?:the\s+)?(?:\w+\s+){0,4}"
)
_MOST = 4

_Span = tuple[int, int]


def compared(query: Query) -> dict[str, str]:
    """Each of the places, bodies or documents that the question names side by side → the question
    of it alone. Empty for a question that names no two of them.
    """
    text = query.text
    named = _names(query)
    group = _side_by_side(text, named)
    if len(group) < 2:
        return {}
    return {text[slice(*span)]: _with_one(text, group, span) for span in group[:_MOST]}


def _names(query: Query) -> list[_Span]:
    """Where the names of the question stand: documents with their types, places, bodies."""
    text, seen = query.text, query.text.lower()
    mentions = [(m.start, m.end) for m in find_mentions(text)]
    found = list(mentions)
    for concept in query.concepts:
        name = concept.phrases[0].lower()
        named = concept.name and name[0].isalpha() and not name.startswith("cấp ")
        at = seen.find(name) if named else -1
        span = at, at + len(name)
        if at >= 0 and not any(a < span[1] and span[0] < b for a, b in mentions):
            found.append(span)
    return sorted(set(found))


def _side_by_side(text: str, spans: list[_Span]) -> list[_Span]:
    """The first run of spans with no more than a joining word between them."""
    group = spans[:1]
    for before, span in pairwise(spans):
        between = text[before[1] : span[0]]
        if between.strip() and _JOINED.fullmatch(between) and _joins(between):
            group = group if group[-1] == before else [before]
            group.append(span)
        elif len(group) > 1:
            break
        else:
            group = [span]
    return group


def _joins(between: str) -> bool:
    return bool(re.search(r"(?i)\b(?:và|hay|hoặc|với|and|or|versus|vs|than)\b", between))


def _with_one(text: str, group: list[_Span], kept: _Span) -> str:
    """The question with one of the group in the place of all."""
    start, end = group[0][0], group[-1][1]
    rest = _WHICH.sub("", text[end:], count=1)
    return f"{text[:start]}{text[slice(*kept)]}{rest}"


# `A và B, nơi nào …`: the answer is one of those that are named.
_WHICH = re.compile(
    r"(?i)^\s*,?\s*(?:thì )?(?:nơi|bên|đơn vị|địa phương|huyện|xã|tỉnh|phường) nào\b"
)
