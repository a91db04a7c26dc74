"""A question about two places, documents or years at once, taken apart into one for each."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.types import Query
from assistant.vietnamese.bodies import find_bodies
from assistant.vietnamese.numbers import find_mentions

# What may stand between the things that are compared.
_JOINED = re.compile(
    r"(?i)\s*(?:,|và|hay|hoặc|với|so với|and|or|versus|vs|than)?\s*(?:ở|tại|của|in|of|with)?\s*"
    r"(?:the\s+)?(?:\w+\s+){0,4}"
)
_AND = re.compile(r"(?i)\b(?:và|hay|hoặc|với|and|or|versus|vs|than)\b")
_MOST = 4

_Span = tuple[int, int]


def compared(query: Query) -> dict[str, str]:
    """Each of the places, bodies, documents or years that the question names side by side → the
    question of it alone. Empty for a question that names no two of them.
    """
    text = query.text
    if each := _EACH.match(text):
        return {name: f"{each['head']}: {name} {each['ask']}" for name in each.group("a", "b")}
    group = _side_by_side(text, _names(query))
    if len(group) < 2:
        group = _side_by_side(text, [match.span() for match in _YEAR.finditer(text)])
    if len(group) < 2:
        return {}
    group = _alike(text, group)
    return {text[slice(*span)]: _with_one(text, group, span) for span in group[:_MOST]}


_YEAR = re.compile(r"(?<![\w/.,-])(?:19|20)\d\d(?![\w/]|[.,-]\d)")
# `Số đảng viên mới: Lâm Bình bao nhiêu, Na Hang bao nhiêu?`
_ASKS = (
    r"(?:là |có |được |đạt )?(?:bao nhiêu(?: \w+)?|mấy \w+|khi nào|bao giờ|ngày nào|hôm nào"
    r"|ai|ở đâu|thế nào|ra sao)"
)
_NAME = r"[^\W\d_]+(?: [^\W\d_]+){0,4}?"
_EACH = re.compile(
    rf"(?i)(?P<head>[^:]+):\s*(?P<a>{_NAME}) (?P<ask>{_ASKS})\s*,?\s*(?:(?:còn|và) )?"
    rf"(?P<b>{_NAME}) (?P=ask)\W*$"
)


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
        if between.strip() and _JOINED.fullmatch(between) and _AND.search(between):
            group = group if group[-1] == before else [before]
            group.append(span)
        elif len(group) > 1:
            break
        else:
            group = [span]
    return group


def _alike(text: str, group: list[_Span]) -> list[_Span]:
    """Each with the body or the unit before its name where those differ, or where what leads to
    both stands before that of the first: `của Tỉnh ủy Hà Nam và của Lý Nhân`."""
    own = [_with_own(text, span) for span in group]
    lead = _AND.sub("", text[group[0][1] : group[1][0]], count=1).strip(" ,")
    if lead and own[0] != group[0] and text[: own[0][0]].rstrip().endswith(f" {lead}"):
        return [own[0], *group[1:]]
    before = [text[a:b].lower() for (a, _), (b, _) in zip(own, group, strict=True)]
    # `Chi bộ xã A và xã B` are branches both.
    shared = any(all(one.endswith(other) for one in before) for other in before)
    return group if shared else own


def _with_own(text: str, name: _Span) -> _Span:
    """A name with the body or the unit that stands before it: `thị trấn Na Hang`."""
    start, end = name
    bodies = [b.start for b in find_bodies(text) if b.start < start and b.end == start - 1]
    unit = _UNIT.search(text, 0, start)
    return (bodies[0] if bodies else unit.start() if unit else start), end


_UNIT = re.compile(r"(?i)\b(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh) $")


def _with_one(text: str, group: list[_Span], kept: _Span) -> str:
    """The question with one of the group in the place of all, without what compares them."""
    start, end = group[0][0], group[-1][1]
    rest = _WHICH.sub("", text[end:], count=1)
    asks = _ASKING.search(text[:start]) or _ASKING.search(rest)
    rest = _WHICH_FIRST.sub("", rest) if asks else _FIRST.sub(" khi nào?", rest)
    for pattern, instead in _DIFFER:
        rest = pattern.sub(instead, rest)
    return f"{text[:start]}{text[slice(*kept)]}{rest}"


# `A và B, nơi nào …`: the answer is one of those that are named.
_SIDE = r"(?:nơi|bên|đơn vị|địa phương|huyện|xã|tỉnh|phường|cái|văn bản|năm)"
_WHICH = re.compile(rf"(?i)^\s*,?\s*(?:thì )?{_SIDE} nào\b")
_ASKING = re.compile(
    r"(?i)\b(?:nào|bao nhiêu|mấy|khi nào|bao giờ|đâu|gì|ai|thời hạn|hạn)\b"
    r"|\b(?:what|when|where|which|who|how)\b"
)
# `…, cái nào trước?` behind what is asked.
_WHICH_FIRST = re.compile(
    rf"(?i)\s*,\s*(?:và |thì )?{_SIDE} nào (?:là )?(?:có |ra |được )?(?:trước|sau"
    r"|(?:sớm|muộn|nhiều|ít|cao|thấp|lớn|nhỏ|đông|nhanh|chậm|xa|dài|ngắn)(?: hơn| nhất)?)\W*$"
)
_FIRST = re.compile(r"(?i)(?<=\w) (?:trước|sau|sớm|muộn)(?: hơn| nhất| tiên)?\W*$")
_HOW = r"(?:ra sao|(?:như )?thế nào|(?:ở |tại )?(?:chỗ|điểm) nào|(?:những )?gì|không)"
# What they differ in is asked of each: `… chênh nhau ra sao?`, `… nhiều đảng viên hơn?`.
_DIFFER = (
    (
        re.compile(rf"(?i)\s*,?\s*(?:có )?(?:khác|giống|chênh|hơn kém)(?: nhau)?(?: {_HOW})\W*$"),
        "?",
    ),
    (re.compile(r"(?i)\b(?:có )?(?:khác|chênh|hơn kém|cách) nhau (?=bao nhiêu|mấy)"), ""),
    (
        re.compile(r"(?i)\b(?:nhiều|ít|đông) (?P<what>\w+(?: \w+){0,2}) hơn\b"),
        r"bao nhiêu \g<what>",
    ),
)
