"""Answers, hits and reports as the JSON that others rely on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.documents.header_fields import HeaderFields, read_fields
from assistant.documents.titles import cited_title
from assistant.errors import FetchRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assistant.answering.lookup import LookUp, Record
    from assistant.documents.saved_page import SavedPage
    from assistant.index.build import BuildReport
    from assistant.index.citations import Citing
    from assistant.service import SearchResult
    from assistant.types import (
        Answer,
        Citation,
        Deadline,
        Document,
        Hit,
        Passage,
        Reference,
        Statement,
    )

Json = dict[str, Any]


def answer(value: Answer, conversation: str | None = None) -> Json:
    """`conversation` is the id under which the answer can be asked on."""
    return {
        "question": value.question,
        "restored": value.restored,
        "conversation": conversation,
        "outcome": value.outcome.value,
        "answer": value.answer,
        "missing": value.missing,
        "sure": value.sure,
        "statements": [_statement(s) for s in value.statements],
        "citations": [_citation(c) for c in value.citations],
        "nearest": [_citation(c) for c in value.nearest],
        "hits": [_hit(rank, hit) for rank, hit in enumerate(value.hits, 1)],
        "took_ms": round(value.took_ms, 1),
    }


def search(value: SearchResult) -> Json:
    return {
        "query": value.query.original,
        "restored": value.query.restored,
        "total": value.total,
        "hits": [_hit(rank, hit) for rank, hit in enumerate(value.hits, 1)],
        "took_ms": round(value.took_ms, 1),
    }


def document(value: Document) -> Json:
    """A document without its text."""
    return {
        "id": value.id,
        **_head(value),
        "place": value.place,
        "issued_on": _iso(value.issued_on),
        "published_on": _iso(value.published_on),
        "author": value.author,
        "access": value.access.value,
        "abridged": value.abridged,
        "pages": len(value.pages) or None,
        "cites": list(value.cites),
        "source": value.source,
        "also_at": list(value.also_at),
        "url": value.url,
    }


def whole_document(value: Document, passages: list[Passage]) -> Json:
    """A document with its text, headings and passages."""
    return {
        **document(value),
        "header": _header(read_fields(value.text)),
        "text": value.text,
        "headings": [
            {"level": h.level, "text": h.text, "start": h.start, "end": h.end}
            for h in value.headings
        ],
        "passages": [
            {
                "id": p.id,
                "start": p.start,
                "end": p.end,
                "page": p.page,
                "headings": list(p.headings),
            }
            for p in passages
        ],
    }


def passage(value: Passage, document: Document, around: tuple[str | None, str | None]) -> Json:
    """A passage by itself, with the ids of the passages before and after it."""
    return {
        "passage_id": value.id,
        **_named(document),
        "page": value.page,
        "headings": list(value.headings),
        "start": value.start,
        "end": value.end,
        "text": value.text,
        "url": document.url,
        "previous": around[0],
        "next": around[1],
    }


def _header(value: HeaderFields) -> Json:
    """What head and foot state, each with where it stands in the text; null where they do not."""
    shown = asdict(value)
    return {name: list(one) if isinstance(one, tuple) else one for name, one in shown.items()}


def record(value: Record) -> Json:
    """A whole document with what it cites, what cites it and what came in its place."""
    text = value.document.text
    return {
        **whole_document(value.document, list(value.passages)),
        "references": [
            {
                **_reference(cited.reference, text),
                "number": cited.reference.number,
                "documents": [_named(one) for one in cited.documents],
            }
            for cited in value.cites
        ],
        "cited_by": [citing(one) for one in value.cited_by],
        "successors": [
            {
                "relation": one.relation.value,
                "number": one.number,
                "document": _named(one.document) if one.document else None,
                "said_in": _named(one.source),
                "start": one.start,
                "end": one.end,
                "quote": one.source.text[one.start : one.end],
            }
            for one in value.successors
        ],
    }


def citing(value: Citing) -> Json:
    """A sentence that cites a document, and the document in which it stands."""
    return {**_named(value.document), **_reference(value.reference, value.document.text)}


def looked_up(value: LookUp, records: Sequence[Record]) -> Json:
    """The documents of a number; `number` and `cited_by` of one that is not indexed."""
    shown: Json = {"documents": [record(one) for one in records]}
    if value.unindexed:
        shown["number"] = value.unindexed.number
        shown["cited_by"] = [citing(one) for one in value.unindexed.cited_by]
    return shown


def _named(value: Document) -> Json:
    return {"document_id": value.id, **_head(value), "source": value.source}


def _reference(value: Reference, text: str) -> Json:
    return {
        "relation": value.relation.value,
        "by": value.by,
        "dated": _iso(value.issued_on),
        "start": value.start,
        "end": value.end,
        "quote": text[value.start : value.end],
    }


def deadlines(values: Sequence[Deadline], today: date) -> Json:
    return {"total": len(values), "deadlines": [_deadline(value, today) for value in values]}


def _deadline(value: Deadline, today: date) -> Json:
    """`due` is a fact of the text, `inferred` is not; with `exclusive` the day itself is late."""
    return {
        "id": value.id,
        "phrase": value.phrase,
        "due": _iso(value.due),
        "exclusive": value.exclusive,
        "inferred": _iso(value.inferred),
        "firm": value.firm,
        "past": value.is_past(today),
        "actor": value.actor,
        "duty": value.duty,
        "recipient": value.recipient,
        "place": value.place,
        "body": value.body,
        "citation": {
            "document_id": value.document_id,
            "title": value.title,
            "kind": value.kind,
            "number": value.number,
            "issuer": value.body,
            "date": _iso(value.document_date),
            "page": value.page,
            "start": value.start,
            "end": value.end,
            "phrase_start": value.phrase_start,
            "phrase_end": value.phrase_end,
            "quote": value.quote,
            "source": value.source,
            "url": None,
        },
    }


def report(value: BuildReport) -> Json:
    return {
        "build": value.build,
        "documents": value.documents,
        "passages": value.passages,
        "read": value.read,
        "unchanged": value.unchanged,
        "removed": value.removed,
        "resumed": value.resumed,
        "refused": [
            {"source": r.source, "reason": r.reason, "remedy": r.remedy, "secret": r.secret}
            for r in value.refused
        ],
        "copies": [{"source": c.source, "same_as": c.of} for c in value.copies],
        "incomplete": [
            {"source": i.source, "pages": list(i.pages), "reason": i.reason, "remedy": i.remedy}
            for i in value.incomplete
        ],
        "seconds": round(value.seconds, 3),
        "passages_per_second": round(value.passages_per_second, 1),
    }


def fetched(pages: Sequence[SavedPage | FetchRefused]) -> Json:
    refused = [page for page in pages if isinstance(page, FetchRefused)]
    return {
        "pages": [
            {"url": p.url, "path": str(p.path), "outcome": p.outcome, "title": p.title}
            for p in pages
            if not isinstance(p, FetchRefused)
        ],
        "refused": [{"url": r.url, "reason": r.reason, "remedy": r.remedy} for r in refused],
    }


def _head(value: Document) -> Json:
    return {
        "title": cited_title(value),
        "kind": value.kind,
        "number": value.number,
        "issuer": value.issuer,
        "date": _iso(value.date),
    }


def _statement(value: Statement) -> Json:
    return {
        "text": value.text,
        "value": value.value,
        "place": value.place,
        "body": value.body,
        "date": _iso(value.date),
        "superseded_by": value.superseded_by,
        "label": value.label,
        "citations": list(value.citations),
    }


def _citation(value: Citation) -> Json:
    return {
        "marker": value.marker,
        "document_id": value.document.id,
        **_head(value.document),
        "page": value.page,
        "headings": list(value.headings),
        "start": value.start,
        "end": value.end,
        "quote": value.quote,
        "source": value.document.source,
        "url": value.document.url,
    }


def _hit(rank: int, value: Hit) -> Json:
    return {
        "rank": rank,
        "score": round(value.score, 4),
        "document_id": value.document.id,
        "passage_id": value.passage.id,
        **_head(value.document),
        "place": value.document.place,
        "page": value.passage.page,
        "headings": list(value.passage.headings),
        "start": value.passage.start,
        "end": value.passage.end,
        "text": value.passage.text,
        "highlights": [list(span) for span in value.highlights],
        "source": value.document.source,
        "url": value.document.url,
    }


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None
