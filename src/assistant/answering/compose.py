"""From evidence to an answer: the documents' own sentences, each with where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.abstain import is_borne_out
from assistant.answering.evidence import Evidence, Term
from assistant.chunking import headings_at, page_at
from assistant.documents.titles import cited_title
from assistant.types import Answer, Asked, Citation, Hit, Outcome, Query, Statement
from assistant.vietnamese.places import find_places

# A second sentence is shown where it bears the question out about as well as the first.
_ALMOST = 0.95
_NEAREST = 3
_VALUES: Mapping[str, Mapping[Asked, str]] = {
    "vi": {Asked.DEADLINE: "thời hạn", Asked.DATE: "ngày, tháng", Asked.PERSON: "tên người"},
    "en": {Asked.DEADLINE: "a deadline", Asked.DATE: "a date", Asked.PERSON: "a person's name"},
}


def compose(
    query: Query,
    evidence: Sequence[Evidence],
    terms: Sequence[Term],
    hits: Sequence[Hit],
    took_ms: float = 0.0,
) -> Answer:
    """The answer, or `not_found` with what was missing and the nearest documents."""
    good = [e for e in evidence if is_borne_out(query, e, terms)]
    if not good:
        missing = _missing(query, evidence, terms)
        return Answer(
            query.original,
            query.restored,
            query.language,
            Outcome.NOT_FOUND,
            _not_found(query, missing, hits),
            missing,
            (),
            (),
            tuple(hits),
            took_ms,
        )
    chosen = _choose(good)
    citations = tuple(_citation(i, e) for i, e in enumerate(chosen, 1))
    statements = tuple(_statement(i, e) for i, e in enumerate(chosen, 1))
    text = " ".join(f"{s.text} [{s.citations[0]}]" for s in statements)
    return Answer(
        query.original,
        query.restored,
        query.language,
        Outcome.ANSWERED,
        text,
        None,
        statements,
        citations,
        tuple(hits),
        took_ms,
    )


def _choose(good: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, and a second of the same document that is almost as good."""
    first = good[0]
    second = next(
        (
            e
            for e in good[1:]
            if e.hit.document.id == first.hit.document.id
            and not (e.start < first.end and first.start < e.end)
        ),
        None,
    )
    if second is None or first.value or second.score < _ALMOST * first.score:
        return [first]
    return [first, second]


def _citation(marker: int, evidence: Evidence) -> Citation:
    document = evidence.hit.document
    return Citation(
        marker=marker,
        document=document,
        page=page_at(document.pages, evidence.start),
        headings=headings_at(document.headings, evidence.start),
        start=evidence.start,
        end=evidence.end,
        quote=evidence.text,
    )


def _statement(marker: int, evidence: Evidence) -> Statement:
    document = evidence.hit.document
    # What a sentence says of a place is that place's, whoever wrote it down.
    named = [mention.name for mention in find_places(evidence.text)]
    elsewhere = bool(named) and not any(name in (document.place or "") for name in named)
    return Statement(
        text=evidence.text,
        value=evidence.value.text if evidence.value else None,
        place=named[0] if elsewhere else document.place,
        body=None if elsewhere else document.issuer,
        date=document.date,
        citations=(marker,),
    )


def _missing(query: Query, evidence: Sequence[Evidence], terms: Sequence[Term]) -> str:
    """What the nearest sentence and its document do not hold: terms, else the value asked for."""
    absent = evidence[0].absent if evidence else tuple(terms)
    words = ", ".join(dict.fromkeys(term.text for term in absent))
    return words or _VALUES[query.language].get(query.asked) or query.text


def _not_found(query: Query, missing: str, hits: Sequence[Hit]) -> str:
    titles = list(dict.fromkeys(cited_title(hit.document) for hit in hits))
    nearest = "; ".join(titles[:_NEAREST])
    if query.language == "en":
        text = f"This is not in the documents indexed here. Looked for and not found: {missing}."
        return f"{text} Nearest documents: {nearest}." if nearest else text
    text = f"Các văn bản hiện có không nêu nội dung này. Đã tìm mà không thấy: {missing}."
    return f"{text} Văn bản gần nhất: {nearest}." if nearest else text
