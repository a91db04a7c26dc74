"""Answers, hits and reports as the JSON that others rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.documents.titles import cited_title

if TYPE_CHECKING:
    from assistant.index.build import BuildReport
    from assistant.service import SearchResult
    from assistant.types import Answer, Citation, Document, Hit, Passage, Statement

Json = dict[str, Any]


def answer(value: Answer) -> Json:
    return {
        "question": value.question,
        "restored": value.restored,
        "conversation": None,
        "outcome": value.outcome.value,
        "answer": value.answer,
        "missing": value.missing,
        "statements": [_statement(s) for s in value.statements],
        "citations": [_citation(c) for c in value.citations],
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
    }


def whole_document(value: Document, passages: list[Passage]) -> Json:
    """A document with its text, headings and passages."""
    return {
        **document(value),
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


def report(value: BuildReport) -> Json:
    return {
        "build": value.build,
        "documents": value.documents,
        "passages": value.passages,
        "read": value.read,
        "unchanged": value.unchanged,
        "removed": value.removed,
        "refused": [
            {"source": r.source, "reason": r.reason, "remedy": r.remedy} for r in value.refused
        ],
        "seconds": round(value.seconds, 3),
        "passages_per_second": round(value.passages_per_second, 1),
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
        "url": None,
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
        "url": None,
    }


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None
