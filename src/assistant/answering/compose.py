"""From points to an answer: the documents' own sentences, each with where it stands."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.evidence import Evidence
from assistant.answering.lists import is_item
from assistant.answering.lookup import Unindexed
from assistant.answering.points import Point
from assistant.answering.terms import Term
from assistant.chunking import headings_at, page_at
from assistant.documents.titles import cited_title
from assistant.types import (
    Answer,
    Asked,
    Citation,
    Deadline,
    Document,
    Hit,
    Outcome,
    Query,
    Statement,
)
from assistant.vietnamese.places import find_places

_NEAREST = 3
_VALUES: Mapping[str, Mapping[Asked, str]] = {
    "vi": {
        Asked.DEADLINE: "thời hạn",
        Asked.DATE: "ngày, tháng",
        Asked.COUNT: "số lượng",
        Asked.PERSON: "tên người",
        Asked.OFFICE: "chức vụ",
        Asked.BODY: "cơ quan",
        Asked.PLACE: "địa điểm",
        Asked.LEVEL: "cấp",
        Asked.DOCUMENT: "số, ký hiệu văn bản",
    },
    "en": {
        Asked.DEADLINE: "a deadline",
        Asked.DATE: "a date",
        Asked.COUNT: "a number",
        Asked.PERSON: "a person's name",
        Asked.OFFICE: "an office",
        Asked.BODY: "a body",
        Asked.PLACE: "a place",
        Asked.LEVEL: "a level",
        Asked.DOCUMENT: "a document's number",
    },
}
_REFUSED = {
    "vi": (
        "Tài liệu mang dấu mật không được lưu và tra cứu ở đây; đề nghị đồng chí liên hệ văn phòng"
        " cấp ủy theo quy định về bảo vệ bí mật nhà nước."
    ),
    "en": (
        "Papers under a mark of secrecy are not kept or searched here; please turn to the Party"
        " committee's office, under the rules on state secrets."
    ),
}
_UNSURE = {
    "vi": "Chưa chắc đây là điều đồng chí hỏi; đề nghị đối chiếu với văn bản.",
    "en": "This may not be what you ask about; please check it in the document.",
}


def answered(
    query: Query,
    points: Sequence[Point],
    hits: Sequence[Hit],
    successor: Callable[[Document], str | None],
    *,
    listed: bool = False,
) -> Answer:
    """The answer that these points make; several where documents of several origins speak, unless
    it is a list that they are put on together."""
    citations: list[Citation] = []
    statements: list[Statement] = []
    for one in points:
        markers = []
        for quote in _runs(one.document.text, one.quotes):
            markers.append(len(citations) + 1)
            citations.append(_citation(len(citations) + 1, one.document, quote))
        replaced_by = successor(one.document)
        statements.append(_statement(query, one, tuple(markers), replaced_by))
    documents = {point.document.id for point in points if point.label is None}
    of_several = len(points) > 1 and len(documents) > 1
    outcome = Outcome.SEVERAL if of_several and not listed else Outcome.ANSWERED
    sure = all(point.sure for point in points)
    lines = [] if sure else [_UNSURE[query.language]]
    lines += [_line(s, query.language, of_several=of_several) for s in statements]
    unstated = ", ".join(dict.fromkeys(name for point in points for name in point.unstated))
    if unstated and query.language == "en":
        lines.append(f"(The document quoted does not mention: {unstated}.)")
    elif unstated:
        lines.append(f"(Văn bản được trích không nhắc tới: {unstated}.)")
    return replace(
        _answer(query, outcome, "\n".join(lines), hits),
        missing=unstated or None,
        statements=tuple(statements),
        citations=tuple(citations),
        sure=sure,
    )


def _runs(text: str, quotes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quotes, with the items of a list made one with what stands right before them."""
    runs: list[tuple[int, int]] = []
    for start, end in quotes:
        follows = bool(runs) and not text[runs[-1][1] : start].strip()
        if follows and is_item(text[start:end]):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def not_found(
    query: Query,
    evidence: Sequence[Evidence],
    terms: Sequence[Term],
    hits: Sequence[Hit],
    numbers: Sequence[Unindexed],
) -> Answer:
    """That nothing surely answers, what was missing, and where what comes nearest stands.

    It is not quoted: whoever is in a hurry would take it for the answer.
    """
    missing = _missing(query, evidence, terms)
    nearest = _nearest(evidence)
    text = "\n".join(_not_found(query, missing, nearest, numbers))
    found = _answer(query, Outcome.NOT_FOUND, text, hits)
    return replace(found, missing=missing, nearest=tuple(nearest))


def nothing_due(
    query: Query,
    days: tuple[date | None, date | None],
    following: Sequence[tuple[Document, Deadline]],
    hits: Sequence[Hit],
) -> Answer:
    """That nothing that was asked for falls due in these days, both inclusive, and where what comes
    next stands, with by when."""
    english = query.language == "en"
    since, until = (f"{day.day}/{day.month}/{day.year}" if day else "" for day in days)
    bounds = (("from", since), ("until", until)) if english else (("từ", since), ("đến", until))
    period = " ".join(f"{word} {day}" for word, day in bounds if day)
    if english:
        lines = [f"Nothing like that falls due {period} in the documents indexed here."]
    else:
        lines = [f"Trong các văn bản hiện có, không thấy việc như đồng chí hỏi có hạn {period}."]
    lines.append("Nearest deadlines:" if english else "Những hạn gần nhất:")
    places = []
    for number, (document, due) in enumerate(following, 1):
        place = _citation(number, document, (due.start, due.end))
        where = _located(place, same=False, english=english)
        lines.append(f"{number}. {' '.join(due.phrase.split())}: {where}")
        places.append(place)
    found = _answer(query, Outcome.NOT_FOUND, "\n".join(lines), hits)
    missing = f"anything due {period}" if english else f"việc có hạn {period}"
    return replace(found, missing=missing, nearest=tuple(places))


def _nearest(evidence: Sequence[Evidence]) -> list[Citation]:
    """The best sentence of each of the parts of documents that come first, by document."""
    best: dict[tuple[object, ...], Citation] = {}
    for one in evidence:
        place = _citation(0, one.hit.document, (one.start, one.end))
        best.setdefault((place.document.id, place.page, place.headings), place)
        if len(best) == _NEAREST:
            break
    documents = list(dict.fromkeys(place.document.id for place in best.values()))
    together = sorted(best.values(), key=lambda place: documents.index(place.document.id))
    return [replace(place, marker=marker) for marker, place in enumerate(together, 1)]


def refused(query: Query) -> Answer:
    """That papers under secrecy are not searched."""
    return _answer(query, Outcome.REFUSED, _REFUSED[query.language], ())


def _answer(query: Query, outcome: Outcome, text: str, hits: Sequence[Hit]) -> Answer:
    """One that states nothing yet."""
    return Answer(
        question=query.original,
        restored=query.restored,
        language=query.language,
        outcome=outcome,
        answer=text,
        missing=None,
        statements=(),
        citations=(),
        nearest=(),
        hits=tuple(hits),
        took_ms=0.0,
    )


def _citation(marker: int, document: Document, quote: tuple[int, int]) -> Citation:
    start, end = quote
    return Citation(
        marker=marker,
        document=document,
        page=page_at(document.pages, start),
        headings=_path(document, start),
        start=start,
        end=end,
        quote=document.text[start:end],
    )


def _path(document: Document, start: int) -> tuple[str, ...]:
    """The headings above a quote. An article in one line is no heading, and ends the one above."""
    opened = [h for h in document.headings if h.start <= start and _ARTICLE.match(h.text)]
    path = headings_at(document.headings, start)
    if opened and _ARTICLE.search(document.text, opened[-1].end, start + _ITS_NUMBER):
        return tuple(text for text in path if text != opened[-1].text)
    return path


_ARTICLE = re.compile(r"^Điều \d+", re.MULTILINE)
_ITS_NUMBER = len("Điều 100")


def _statement(
    query: Query, point: Point, markers: tuple[int, ...], superseded_by: str | None
) -> Statement:
    place, body = _whose(query, point)
    value = point.value
    within = value and any(a <= value.start and value.end <= b for a, b in point.spans)
    shown = value and value.told and within
    return Statement(
        text=point.text,
        value=value.text if value and shown else None,
        place=place,
        body=body,
        date=point.document.date,
        citations=markers,
        superseded_by=superseded_by,
        label=point.label,
    )


def _whose(query: Query, point: Point) -> tuple[str | None, str | None]:
    """Of which place and body a statement is: what a sentence says of a place is that place's,
    whoever wrote it down, unless the document's own is asked about."""
    document = point.document
    own, asked = document.place or "", query.text.lower()
    mentions = [found for line in point.text.splitlines() for found in find_places(line)]
    # `tỉnh chỉ đạo` names no place.
    named = [found.name for found in mentions if found.text.split()[-1][0].isupper()]
    names = [found.name for found in find_places(own)] or [own]
    of_own = any(name and name.lower() in asked for name in names)
    if not named or of_own or any(name in own for name in named):
        return document.place, document.issuer
    return next((name for name in named if name.lower() in asked), named[0]), None


def _line(statement: Statement, language: str, *, of_several: bool) -> str:
    marks = "".join(f"[{marker}]" for marker in statement.citations)
    text = f"{statement.text} {marks}"
    if statement.label:
        text = f"{statement.label}: {text}"
    if of_several:
        whose = ", ".join(filter(None, (statement.whose, _date(statement))))
        text = f"{whose}: {text}" if whose else text
    if statement.superseded_by:
        note = (
            "đã được thay thế, sửa đổi bởi" if language == "vi" else "since replaced or amended by"
        )
        text = f"{text} ({note} {statement.superseded_by})"
    return text


def _date(statement: Statement) -> str:
    when = statement.date
    return f"{when.day}/{when.month}/{when.year}" if when else ""


def _missing(query: Query, evidence: Sequence[Evidence], terms: Sequence[Term]) -> str:
    """What nothing that was found holds, nor the head of its document: terms, else the value that
    was asked for; the question itself where all of it is spoken of."""
    absent = evidence[0].absent if evidence else tuple(terms)
    nowhere = [term for term in absent if all(term in one.absent for one in evidence)]
    words = ", ".join(_in_words(query.text, dict.fromkeys(term.text for term in nowhere)))
    return words or _VALUES[query.language].get(query.asked) or query.text


def _in_words(text: str, terms: Iterable[str]) -> list[str]:
    """Terms, those in one that stand in a row in the question: `hình`, `thức` → `hình thức`."""
    found: list[str] = []
    for term in terms:
        together = f"{found[-1]} {term}" if found else ""
        if together and together.lower() in text.lower():
            found[-1] = together
        else:
            found.append(term)
    return found


def _not_found(
    query: Query, missing: str, nearest: Sequence[Citation], numbers: Sequence[Unindexed]
) -> Iterator[str]:
    english = query.language == "en"
    if english:
        yield "No sure answer was found in the documents indexed here."
    else:
        yield "Chưa tìm thấy câu trả lời chắc chắn trong các văn bản hiện có."
    if missing != query.text:
        looked_for = "Looked for and not found" if english else "Đã tìm mà không thấy"
        yield f"{looked_for}: {missing}."
    for one in numbers:
        cited = "; ".join(dict.fromkeys(cited_title(by.document) for by in one.cited_by))
        if cited and english:
            yield f"{one.number} is not indexed; it is cited by: {cited}."
        elif cited:
            yield f"Văn bản {one.number} chưa có ở đây, chỉ được nhắc tới trong: {cited}."
    if nearest:
        yield "Nearest places:" if english else "Những chỗ gần với câu hỏi nhất:"
        last = None
        for place in nearest:
            where = _located(place, same=place.document.id == last, english=english)
            yield f"{place.marker}. {where}"
            last = place.document.id


def _located(place: Citation, *, same: bool, english: bool) -> str:
    """Document, page and the heading that it stands under; `same` as the place before."""
    title = cited_title(place.document).removesuffix(".")
    again = "The same document" if english else "Cùng văn bản"
    parts = [again if same else title]
    if place.page:
        parts.append(f"{'page' if english else 'trang'} {place.page}")
    heading = place.headings[-1] if place.headings else ""
    if heading.lower() not in title.lower():
        heading = textwrap.shorten(heading, _HEADING, placeholder=" …")
        parts.append(f"{'under' if english else 'mục'} “{heading}”")
    elif len(parts) == 1 and place.document.headings:
        parts.append("at its beginning" if english else "phần đầu")
    return ", ".join(parts)


_HEADING = 80
