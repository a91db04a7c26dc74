"""What a question narrows its documents to: their type, who issued them, where, and when.

Read with or without accents, and in plain English. A wrong filter hides the answer, so only words
that speak of documents count, never a date or a body that a document speaks of; and a field is
`strict` only where documents are asked for: `các kế hoạch của Huyện ủy Hòa Bình năm 2023`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.retrieval.glossary import Glossary, is_english, translate
from assistant.retrieval.periods import Period, find_english_periods, find_periods
from assistant.types import Field, Narrowing, Span
from assistant.vietnamese.bodies import BodyMention, find_bodies
from assistant.vietnamese.normalize import place_tone_marks
from assistant.vietnamese.numbers import KINDS, Mention, find_mentions, kind_symbol
from assistant.vietnamese.patterns import UPPER, loose
from assistant.vietnamese.places import PlaceMention, find_places


def narrow(
    text: str,
    today: date,
    glossary: Glossary | None = None,
    places: Sequence[PlaceMention] | None = None,
    bodies: Sequence[BodyMention] | None = None,
) -> Narrowing:
    """Reads a clean question; `today` is what `năm ngoái` counts from.

    `glossary` holds the English terms: the package's where not given; `places` and `bodies` are
    those that `find_places` and `find_bodies` found, where the caller has them already.
    """
    spelt = place_tone_marks(text)
    places = find_places(spelt) if places is None else places
    if is_english(spelt, glossary):
        return _english(spelt, today, glossary, places)
    bodies = find_bodies(spelt, places) if bodies is None else bodies
    return _vietnamese(spelt, today, places, bodies)


@dataclass(frozen=True, slots=True)
class _Request:
    """The words for documents, `[start, end)`, that a question opens with or says are issued.

    `kinds` is empty for documents of any type; `asked`: they have a verb of searching, a plural
    or `nào`; `listing`: the documents themselves are wanted, not what stands in them;
    `searched`: a verb says so; `plain`: no type but news is named (`văn bản`, `bài viết`);
    `opens`: they stand at the beginning; `behind`: where the words behind their `nào` begin.
    """

    start: int
    end: int
    kinds: tuple[str, ...]
    listing: bool = False
    searched: bool = False
    plain: bool = False
    asked: bool = True
    opens: bool = True
    behind: int = 0


@dataclass(frozen=True, slots=True)
class _Named:
    """An issuer or a place in `[start, end)`, with the word that leads to it."""

    start: int
    end: int
    phrase: str


def _vietnamese(
    text: str, today: date, places: Sequence[PlaceMention], bodies: Sequence[BodyMention]
) -> Narrowing:
    request, mentions = _request(text), find_mentions(text)
    issuer = _issuer(text, mentions, bodies)
    located = _located(text, places, bodies, issuer)
    period, issued = _period(text, today, request)
    told = request and (request.asked or (request.opens and (issuer or period)))
    strict: dict[Field, bool] = {}
    # A document that is named by its number is looked up, and news of it may answer too.
    if request and request.listing and not mentions:
        strict["kind"] = request.searched or issuer is not None or period is not None
        strict["issuer"] = issuer is not None
        strict["date"] = issued and period is not None and period.exact
    return _narrowing(request if told else None, issuer, located, period, strict)


def _narrowing(
    request: _Request | None,
    issuer: _Named | None,
    located: Sequence[_Named],
    period: Period | None,
    strict: dict[Field, bool],
) -> Narrowing:
    read: list[tuple[Field, _Request | _Named | Period | None]] = [
        ("kind", request if request and request.kinds else None),
        ("issuer", issuer),
        *(("place", place) for place in located),
        ("date", period),
    ]
    spans = [Span(words.start, words.end, field) for field, words in read if words]
    return Narrowing(
        kinds=request.kinds if request else (),
        issuers=(issuer.phrase,) if issuer else (),
        places=tuple(place.phrase for place in located),
        since=period.since if period else None,
        until=period.until if period else None,
        strict=frozenset(field for field, words in read if words and strict.get(field)),
        spans=tuple(sorted(spans, key=lambda span: (span.start, span.end))),
    )


# --- Types


def _words(*phrases: str) -> str:
    return rf"(?<!\w)(?i:{loose(*phrases)})(?!\w)"


_NEWS = ("bài viết", "bài báo", "tin tức", "bản tin", "tin bài", "bài", "tin")
# Alone, these begin other words as well: bài hát, bài thi, tin tưởng.
_NEWS_ALONE = (
    _words("bài", "tin")
    + r"(?=\s*(?:$|[?.,])|\s+(?:"
    + _words(
        "nào", "về", "của", "đăng", "nói", "viết", "mới", "trên", "liên quan", "hôm nay",
        "hôm qua", "tháng", "năm", "tuần", "ngày",
    )
    + "))"
)  # fmt: skip
_PAPERS = ("văn bản", "tài liệu")
_NAMES = (*sorted({name.lower() for name in KINDS.values()}), "thông tư")
_NOUN = rf"(?:{_words(*_NAMES, *_PAPERS, *_NEWS[:-2])}|{_NEWS_ALONE})"
# Types whose names are everyday words too: they count only where documents are searched for.
_EVERYDAY = frozenset(
    map(
        kind_symbol,
        (
            "báo cáo", "quy chế", "quy định", "hướng dẫn", "chương trình", "dự án", "phương án",
            "quy hoạch", "đề án", "giấy mời", "biên bản",
        ),
    )
) - {"QĐ"}  # fmt: skip
_REGULATION = re.compile(_words("quy định"))
_SEARCH = _words(
    "tìm", "tìm kiếm", "tra cứu", "tra", "liệt kê", "danh sách", "kể tên", "thống kê", "xem", "mở"
)
_PLURAL = _words("các", "những", "bao nhiêu", "tất cả", "toàn bộ", "mọi", "một số")
_POLITE = _words(
    "xin", "hãy", "vui lòng", "giúp", "giùm", "cho", "tôi", "em", "mình", "anh", "chị", "biết",
    "muốn", "cần", "có", "hiện", "lại",
)  # fmt: skip
_NOUNS = rf"{_NOUN}(?:(?:\s*,\s*|\s+{_words('và', 'hoặc', 'hay')}\s+)(?:{_PLURAL}\s+)?{_NOUN})*"
_NOT_NUMBERED = rf"(?!\s+(?:{_words('số')}\s*:?\s*)?\d)"
_WHICH = rf"(?P<which>\s+{_words('nào', 'gì')})?"
# The documents that a question opens with.
_OPENS = re.compile(
    rf"\W*(?P<lead>(?:(?:{_SEARCH}|{_PLURAL}|{_POLITE})[\s,:]+)*)"
    rf"(?P<nouns>{_NOUNS}){_NOT_NUMBERED}{_WHICH}"
)
# BTV Tỉnh ủy ban hành những kế hoạch nào
_ISSUE = _words("ban hành", "phát hành")
_ISSUES = re.compile(
    rf"{_ISSUE}\s+(?P<lead>(?:{_PLURAL}\s+)*)(?P<nouns>{_NOUNS}){_NOT_NUMBERED}{_WHICH}"
)
_NOUN_FOUND = re.compile(_NOUN)
_SEARCHES, _PLURALS, _ISSUED_SOMEWHERE = map(re.compile, (_SEARCH, _PLURAL, _ISSUE))
_IS_NEWS = re.compile(loose(*_NEWS))
# Questions for what stands in a document, not for documents.
_CONTENT = re.compile(
    _words(
        "gì", "khi nào", "lúc nào", "ngày nào", "ai", "thế nào", "ra sao", "ở đâu", "vì sao",
        "tại sao", "bao lâu", "bao giờ", "mấy", "đến đâu", "hạn", "thời hạn", "yêu cầu",
        "bao nhiêu phần trăm",
    )
)  # fmt: skip


def _request(text: str) -> _Request | None:
    found = _OPENS.match(text)
    opens = found is not None
    found = found or _ISSUES.search(text)
    if found is None:
        return None
    searched = opens and _SEARCHES.search(found["lead"]) is not None
    several = _PLURALS.search(found["lead"]) is not None
    names = [" ".join(m[0].lower().split()) for m in _NOUN_FOUND.finditer(found["nouns"])]
    kinds = [kind_symbol(name) or ("news" if _IS_NEWS.fullmatch(name) else None) for name in names]
    everyday = any(
        kind in _EVERYDAY or _REGULATION.fullmatch(name)
        for kind, name in zip(kinds, names, strict=True)
    )
    if everyday and not (searched or _ISSUED_SOMEWHERE.search(text)):
        return None
    return _Request(
        found.start("nouns"),
        found.end("nouns"),
        () if None in kinds else tuple(dict.fromkeys(kind for kind in kinds if kind)),
        listing=opens and (searched or several) and not _CONTENT.search(text, found.end()),
        searched=searched,
        plain=set(kinds) <= {None, "news"},
        asked=bool(searched or several or found["which"]),
        opens=opens,
        behind=found.end(),
    )


# --- Issuers and places

_BY, _OF = (re.compile(rf"{_words(word)}\s+$") for word in ("do", "của"))
_AT = re.compile(
    rf"(?:{_words('ở', 'tại', 'của', 'thuộc', 'địa bàn')}|(?<!\w)(?i:in|at|of|from)(?!\w))\s+$"
)
_BESIDE = re.compile(rf"\s*(?:,|{_words('và', 'với', 'hay', 'hoặc')}|(?i:and|or)(?!\w))\s*")
_LEAD = 12  # characters: the longest of the words above, and a space
_DONE = rf"(?:\s+{_words('đã', 'vừa', 'mới', 'có', 'từng')})*"
_ISSUED_IT = re.compile(rf"{_DONE}\s+(?:{_ISSUE}|{_words('ký')})")
_BEFORE_ISSUE = re.compile(rf"{_DONE}\s+")
_OWN_NAME = re.compile(rf"(?:\s+[{UPPER}][^\W\d_]*){{1,5}}")
_BEHIND_DOCUMENT = re.compile(
    rf"(?:\s+{_words('nào', 'đó', 'này', 'mới', 'mới nhất')}"
    rf"|\s+{_words('năm', 'tháng', 'quý')}\s+[\w/]+)?\s+"
)


def _issuer(text: str, mentions: Sequence[Mention], bodies: Sequence[BodyMention]) -> _Named | None:
    """The body that a document is said to come from: `do … ban hành`, `kế hoạch của …`."""
    cased = text[1:] not in (text[1:].lower(), text[1:].upper())
    named = [_with_name(text, body, cased) for body in bodies]
    documents = [match.end() for match in _NOUN_FOUND.finditer(text)] if named else []
    documents += [mention.end for mention in mentions]
    for body in named:
        by = _BY.search(text, max(0, body.start - _LEAD), body.start)
        if by and any(e < by.start() for e in documents) and _ISSUED_IT.match(text, body.end):
            return replace(body, start=by.start())
    for body in named:
        if of := _OF.search(text, max(0, body.start - _LEAD), body.start):
            behind = (e for e in documents if e <= of.start())
            if any(_BEHIND_DOCUMENT.fullmatch(text, e, of.start()) for e in behind):
                return replace(body, start=of.start())
    for body in named:
        if (issues := _BEFORE_ISSUE.match(text, body.end)) and _ISSUES.match(text, issues.end()):
            return body
    return None


def _with_name(text: str, body: BodyMention, cased: bool) -> _Named:
    """A body with its place, or with the capitalised name that no table knows."""
    own = _OWN_NAME.match(text, body.end) if cased and body.place is None else None
    end = own.end() if own else body.whole_end
    return _Named(body.start, end, " ".join(text[body.start : end].split()))


def _located(
    text: str,
    places: Sequence[PlaceMention],
    bodies: Sequence[BodyMention],
    issuer: _Named | None,
) -> list[_Named]:
    """The places where things are said to be: `ở Ngã Năm`, `của Huyện ủy Vĩnh Lợi`."""
    begins = {body.place: body.start for body in bodies if body.place}
    found: list[_Named] = []
    inside = -1  # where the larger units that belong to the last place end
    for place in places:
        start = begins.get(place, place.start)
        if place.start < inside or (issuer and issuer.start <= place.start < issuer.end):
            continue
        lead = _AT.search(text, max(0, start - _LEAD), start)
        goes_on = found and _BESIDE.fullmatch(text, found[-1].end, start)
        if not lead and not goes_on:
            continue
        around = [p for p in places if p.start > place.start][: len(place.within)]
        inside = around[-1].end if around else place.end
        phrase = ", ".join((place.text, *place.within))
        found.append(_Named(lead.start() if lead else start, inside, phrase))
    return found


# --- Dates

_ISSUED = re.compile(
    rf"(?:{_words('ban hành', 'phát hành', 'xuất bản', 'công bố')}"
    r"|(?<!\w)(?i:ký|đăng|đăng tải)(?!\w))\s*$"
)
_DUE = re.compile(_words("nộp", "gửi", "báo cáo", "hoàn thành", "chậm nhất", "hạn") + r"\W*$")
_NEWEST = re.compile(rf"(?:\s+{_words('mới', 'mới nhất')})?\s+")


def _period(text: str, today: date, request: _Request | None) -> tuple[Period | None, bool]:
    """When the documents were issued, and whether the question surely speaks of that."""
    for period in find_periods(text, today):
        issued = _is_issue(text, period, request)
        if issued is not None:
            return period, issued
    return None, False


def _is_issue(text: str, period: Period, request: _Request | None) -> bool | None:
    """Whether documents were surely issued then; None where the period is something else."""
    before = text[: period.start]
    if _ISSUED.search(before):
        return True if _NOUN_FOUND.search(before) else None
    if request is None or _DUE.search(before):
        return None
    directly = _NEWEST.fullmatch(text, request.behind, period.start) is not None
    if period.bound:
        return True if directly and request.listing else None
    if directly and request.opens:
        # A plan for a year is often issued in another.
        return request.plain
    if request.opens:
        last = not text[period.end :].strip(" ?.!")
        return False if request.listing and last else None
    return (
        False if request.asked and request.kinds and (directly or not before.strip(" ,")) else None
    )


# --- English

_EN_KINDS = {
    "plan": "KH", "resolution": "NQ", "decision": "QĐ", "directive": "CT", "conclusion": "KL",
    "regulation": "QĐ", "guideline": "HD", "notice": "TB", "report": "BC", "program": "CTr",
    "programme": "CTr", "project": "DA", "news": "news", "article": "news",
}  # fmt: skip
_EN_EVERYDAY = frozenset({"BC", "CTr", "DA"})
_EN_NOUN = rf"\b(?P<noun>{'|'.join(_EN_KINDS)}|document|paper)(?P<several>s?)\b"
_EN_OPENS = re.compile(
    r"(?i)\W*(?P<lead>(?:(?:please|find|list|show|search|get|give|me|us|for|which|all|any|the|of"
    rf"|recent|latest)\W+)*){_EN_NOUN}"
)
_EN_SEARCH = re.compile(r"(?i)\b(?:find|list|show|search|get|give|all)\b")
_EN_ISSUED = r"\b(?:issued|published|released|dated|promulgated)"
_EN_BY = re.compile(
    rf"(?i){_EN_ISSUED}\s+(?:(?:in|on)\s+[\w ]{{3,20}}?\s+)?by\s+(?:the\s+)?"
    r"(?P<body>[^\W\d_]+(?:[ '-][^\W\d_]+)*?)"
    r"(?=\s+(?:in|on|before|after|since|during|about|last|this|from)\b|\s*(?:[?.,;]|$))"
)
_EN_ISSUED_BEFORE = re.compile(rf"(?i){_EN_ISSUED}(?:\s+by\s[\w' -]+?)?\s+$")
_EN_NOUN_BEFORE = re.compile(rf"(?i){_EN_NOUN}\s+$")
# "Plans in 2023" are as often plans for that year.
_EN_WEAK = re.compile(r"(?i)(?:in |during )?(?!last|this|today|yesterday|from|since|before|after)")


def _english(
    text: str, today: date, glossary: Glossary | None, places: Sequence[PlaceMention]
) -> Narrowing:
    request = _en_request(text)
    period, issued = _en_period(text, today)
    by = _EN_BY.search(text)
    body = translate(by["body"], glossary) if by else ()
    phrase = " ".join(concept.phrases[0] for concept in body)
    issuer = _Named(*by.span(), phrase) if by and phrase else None
    located = _located(text, places, (), issuer)
    if request is None or not request.listing or find_mentions(text):
        return _narrowing(request, issuer, located, period, {})
    sure = request.searched or issuer is not None or period is not None
    return _narrowing(
        request, issuer, located, period, {"kind": sure, "date": issued or request.plain}
    )


def _en_request(text: str) -> _Request | None:
    opens = _EN_OPENS.match(text)
    if opens is None:
        return None
    kind = _EN_KINDS.get(opens["noun"].lower())
    searched = _EN_SEARCH.search(opens["lead"]) is not None
    if not (searched or opens["several"] or kind == "news"):
        return None
    if kind in _EN_EVERYDAY and not (searched or re.search(rf"(?i){_EN_ISSUED}", text)):
        return None
    return _Request(
        opens.start("noun"),
        opens.end("several"),
        (kind,) if kind else (),
        listing=True,
        searched=searched,
        plain=kind in (None, "news"),
    )


def _en_period(text: str, today: date) -> tuple[Period | None, bool]:
    for period in find_english_periods(text, today):
        before = text[: period.start]
        issued = _EN_ISSUED_BEFORE.search(before) is not None
        named = _EN_NOUN_BEFORE.search(before) and not _EN_WEAK.match(text, period.start)
        if issued or named:
            return period, issued
    return None, False
