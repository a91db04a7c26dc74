"""The views that every face shares, with what only a reader at a browser needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.answering.lookup import Record
from assistant.documents.titles import kind_name
from assistant.faces import views
from assistant.faces.http.page_site import document_url
from assistant.faces.views import Json
from assistant.index.listing import Facet
from assistant.retrieval.suggestions import Suggestion
from assistant.service import SearchResult
from assistant.types import Answer, Deadline, Document, Passage


class Replies:
    """Makes the bodies of replies; `base_url` is put before every link."""

    def __init__(self, base_url: str | None) -> None:
        self._base = (base_url or "").rstrip("/")

    def answer(self, value: Answer, conversation: str | None) -> Json:
        body = views.answer(value, conversation)
        self._link(body["citations"])
        self._link(body["nearest"])
        self._link(body["hits"])
        return body

    def search(self, value: SearchResult, note: str | None) -> Json:
        body = {**views.search(value), "note": note}
        self._link(body["hits"])
        return body

    def documents(self, values: list[Document], total: int, offset: int) -> Json:
        shown = [{**views.document(one), "link": self._page(one.id)} for one in values]
        return {"total": total, "offset": offset, "documents": shown}

    def record(self, value: Record) -> Json:
        return {**views.record(value), "link": self._page(value.document.id)}

    def passage(self, value: Passage, document: Document, around: list[str | None]) -> Json:
        body = views.passage(value, document, (around[0], around[1]))
        self._link([body])
        return body

    def deadlines(self, values: list[Deadline], today: date) -> Json:
        body = views.deadlines(values, today)
        self._link([one["citation"] for one in body["deadlines"]])
        return body

    def suggestions(self, values: list[Suggestion]) -> Json:
        return {
            "suggestions": [
                {
                    "text": one.text,
                    "of": one.of,
                    "document_id": one.document_id,
                    "number": one.number,
                    "link": self._page(one.document_id),
                }
                for one in values
            ]
        }

    def _page(self, document_id: str) -> str:
        return self._base + document_url(document_id)

    def _link(self, placed: list[dict[str, Any]]) -> None:
        for one in placed:
            where = document_url(one["document_id"], one["start"], one["end"])
            one["link"] = self._base + where


def facets(counts: dict[Facet, list[tuple[str, int]]], total: int) -> Json:
    """The counts as JSON, each value with how it is called."""
    return {
        "total": total,
        **{
            facet: [
                {
                    "value": value,
                    "label": kind_name(value) if facet == "kind" else value,
                    "count": count,
                }
                for value, count in values
            ]
            for facet, values in counts.items()
        },
    }
