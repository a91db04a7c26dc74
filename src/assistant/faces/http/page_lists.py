"""The pages with lists: what is found, all documents, the documents of a number, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.answering import lookup
from assistant.errors import DocumentNotFound
from assistant.faces.http import page_facets, page_views
from assistant.faces.http.access import Audience
from assistant.faces.http.page_facets import Pager, State
from assistant.faces.http.page_site import document_url, kind_namer, language_of, page, url
from assistant.faces.http.page_words import WORDS
from assistant.faces.http.services import Services, TheServices
from assistant.index.listing import FACETS
from assistant.retrieval.filters import read_filters, why_nothing_fits
from assistant.service import MAX_RESULTS, Assistant, SearchResult
from assistant.types import Access, Deadline, Document, Filters

router = APIRouter()

_HITS = 10
_LISTED = 20
_OFFERED = 200
Short = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Narrowed:
    """A list's page and what it is narrowed to, as an address says it."""

    kind: Short = ""
    number: Short = ""
    issuer: Short = ""
    place: Short = ""
    since: Annotated[str, Query(alias="from", max_length=200)] = ""
    until: Annotated[str, Query(alias="to", max_length=200)] = ""
    page: Annotated[int, Query(ge=1, le=10_000)] = 1

    @property
    def chosen(self) -> dict[str, str]:
        said = {
            "kind": self.kind,
            "number": self.number,
            "issuer": self.issuer,
            "place": self.place,
            "from": self.since,
            "to": self.until,
        }
        return {name: " ".join(value.split()) for name, value in said.items() if value.strip()}

    def filters(self, access: frozenset[Access]) -> Filters:
        """Raises UsageError."""
        read = read_filters(
            kind=self.kind,
            number=self.number,
            issuer=self.issuer,
            place=self.place,
            since=self.since,
            until=self.until,
        )
        return replace(read, access=access)


Narrowing = Annotated[Narrowed, Depends()]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A page of the list of documents, and what it can be narrowed to."""

    documents: list[Document]
    total: int
    pager: Pager
    counts: page_facets.Counts
    why_nothing: str | None


@router.get("/search")
async def search(
    request: Request,
    services: TheServices,
    access: Audience,
    narrowed: Narrowing,
    q: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    state = State("/search", q.strip(), narrowed.chosen)
    if not state.query:
        return RedirectResponse(State("/documents", "", state.chosen).url(), 303)
    language = language_of(request)
    filters = narrowed.filters(access)

    def work(assistant: Assistant) -> tuple[SearchResult, str | None]:
        result = assistant.search(state.query, MAX_RESULTS, filters)
        store = assistant.index.within(access).store
        return result, None if result.hits else why_nothing_fits(filters, store, language)

    result, why = await services.answer(work)
    documents = {hit.document.id: hit.document for hit in result.hits}
    pager = page_facets.pager(state, narrowed.page, len(result.hits), _HITS)
    first = (pager.page - 1) * _HITS
    return page(
        request,
        "search.html",
        section="/documents",
        query=state.query,
        restored=result.query.restored,
        count=_count_hits(result, len(documents), WORDS[language]),
        why_nothing=why,
        hits=page_views.hits(result.hits[first : first + _HITS], first + 1),
        pager=pager,
        **_choices(request, state, page_facets.count(documents.values())),
    )


@router.get("/documents")
async def documents(
    request: Request,
    services: TheServices,
    access: Audience,
    narrowed: Narrowing,
    number: Short = "",
) -> Response:
    if number.strip():
        return await _look_up(request, services, access, number.strip())
    state = State("/documents", "", narrowed.chosen)
    language = language_of(request)
    filters = narrowed.filters(access)

    def work(assistant: Assistant) -> _Listed:
        store = assistant.index.within(access).store
        total = store.listing.total(filters)
        pager = page_facets.pager(state, narrowed.page, total, _LISTED)
        return _Listed(
            [
                store.document(one)
                for one in store.listing.ids(filters, _LISTED, (pager.page - 1) * _LISTED)
            ],
            total,
            pager,
            {facet: store.listing.counts(facet, filters) for facet in FACETS},
            None if total else why_nothing_fits(filters, store, language),
        )

    listed = await services.read(work)
    return page(
        request,
        "documents.html",
        section="/documents",
        count=WORDS[language]["count_documents"].replace("{n}", str(listed.total)),
        why_nothing=listed.why_nothing,
        documents=listed.documents,
        pager=listed.pager,
        **_choices(request, state, listed.counts),
    )


async def _look_up(
    request: Request, services: Services, access: frozenset[Access], number: str
) -> Response:
    """The document of a number; all of them where it is several's; else what cites it."""
    try:
        found = await services.read(
            lambda assistant: lookup.look_up(number, assistant.index.within(access).store, access)
        )
    except DocumentNotFound:
        return page(
            request,
            "lookup.html",
            404,
            section="/documents",
            number=number,
            documents=[],
            citing=[],
        )
    if len(found.documents) == 1:
        return RedirectResponse(document_url(found.documents[0].id), 303)
    cited_by = found.unindexed.cited_by if found.unindexed else ()
    return page(
        request,
        "lookup.html",
        200 if found.documents else 404,
        section="/documents",
        number=found.unindexed.number if found.unindexed else number,
        documents=found.documents,
        citing=page_views.citing(cited_by, language_of(request)),
    )


@router.get("/deadlines")
async def deadlines(
    request: Request, services: TheServices, access: Audience, narrowed: Narrowing
) -> Response:
    filters = replace(narrowed.filters(access), kind=None, number=None)

    def work(
        assistant: Assistant,
    ) -> tuple[list[Deadline], tuple[str, ...], tuple[str, ...]]:
        store = assistant.index.within(access).store
        found = assistant.deadlines(filters)
        return found, store.values("place", access), store.values("issuer", access)

    found, places, bodies = await services.read(work)
    language, today = language_of(request), date.today()
    words = WORDS[language]
    groups = page_views.timeline(page_views.due(found), today)
    names = {"upcoming": "upcoming", "past": "past_section", "undated": "undated"}
    chosen = {k: v for k, v in narrowed.chosen.items() if k in ("place", "issuer", "from", "to")}
    return page(
        request,
        "deadlines.html",
        section="/deadlines",
        total=len(found),
        dated=any(one.due for one in found),
        groups=[
            (name, words[names[name]], group)
            for name, group in groups.items()
            if group or (name == "upcoming" and found)
        ],
        today=today,
        days=page_views.days_left(words, today),
        place=narrowed.place,
        issuer=narrowed.issuer,
        since=chosen.get("from", ""),
        until=chosen.get("to", ""),
        places=places[:_OFFERED],
        bodies=bodies[:_OFFERED],
        narrowed=bool(chosen),
        calendar_url=url(
            "/api/v1/deadlines.ics",
            place=narrowed.place,
            issuer=narrowed.issuer,
            **{"from": filters.since, "to": filters.until},
        ),
    )


def _choices(request: Request, state: State, counts: page_facets.Counts) -> dict[str, object]:
    """What the templates of filters and of the field need."""
    language = language_of(request)
    words, named = WORDS[language], kind_namer(language)
    rest = {name: value for name, value in state.chosen.items() if name not in ("from", "to")}
    query = [("q", state.query)] if state.query else []
    return {
        "facets": page_facets.facets(counts, state, words, named),
        "chosen": page_facets.chosen(state, words, named),
        "clear_url": State(state.path, state.query, {}).url(),
        "here_path": state.path,
        "hidden": list(state.chosen.items()),
        "kept": [*query, *rest.items()],
        "since": state.chosen.get("from", ""),
        "until": state.chosen.get("to", ""),
    }


def _count_hits(result: SearchResult, documents: int, words: Mapping[str, str]) -> str:
    shown = len(result.hits)
    if not shown:
        return words["no_results"]
    if shown < result.total:
        return words["results_more"].replace("{k}", str(shown)).replace("{n}", str(result.total))
    return words["results"].replace("{n}", str(shown)).replace("{m}", str(documents))
