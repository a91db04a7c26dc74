"""Searching and asking: `/api/v1` but for documents and their files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from assistant.faces.http.access import Audience, remember_browser
from assistant.faces.http.caching import is_fresh, not_modified, tag_of, with_caching
from assistant.faces.http.limits import limited
from assistant.faces.http.models import (
    AnswerReply,
    AskRequest,
    DeadlinesReply,
    FacetsReply,
    FeedbackRequest,
    SearchReply,
    SuggestionsReply,
)
from assistant.faces.http.openapi import problems
from assistant.faces.http.parameters import Holder, Narrowed, Words, checked_filters
from assistant.faces.http.replies import Replies, facets
from assistant.faces.http.services import Services, TheServices
from assistant.faces.ics import calendar
from assistant.index.listing import FACETS
from assistant.retrieval.filters import why_nothing_fits
from assistant.service import MAX_RESULTS, Assistant, Conversation
from assistant.types import Access

router = APIRouter(
    prefix="/api/v1",
    dependencies=[Depends(limited)],
    responses=problems(401, 422, 429, 500, 503),
)
_HOUR = 3600
_CALENDAR = "text/calendar; charset=utf-8"


@router.get("/search", response_model=SearchReply, responses=problems(304), tags=["search"])
async def search(
    request: Request,
    services: TheServices,
    filters: Narrowed,
    q: Words,
    k: Annotated[int, Query(ge=1, le=MAX_RESULTS, description="How many passages.")] = 10,
) -> Response:
    """The passages that a query is about, the best first."""

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        tag = tag_of(request, services, assistant.index, filters.access)
        if is_fresh(request, tag):
            return tag, None
        result = assistant.search(q, k, filters)
        store = assistant.index.within(filters.access).store
        note = None if result.hits else why_nothing_fits(filters, store, result.query.language)
        return tag, _replies(services).search(result, note)

    tag, body = await services.answer(work)
    if services.settings.http.log_questions:
        request.state.logged["query"] = q
    if body is None:
        return not_modified(tag, filters.access)
    request.state.logged["hits"] = len(body["hits"])
    return with_caching(JSONResponse(body), tag, filters.access)


@router.post(
    "/ask",
    response_model=AnswerReply,
    responses=problems(404, 408, 413),
    tags=["ask"],
)
async def ask(
    request: Request, services: TheServices, access: Audience, holder: Holder, asked: AskRequest
) -> Response:
    """An answer in the documents' own words, with its sources.

    Without `conversation` the service begins one: send its id with the next question, and that may
    lean on this one.
    """
    filters = checked_filters(
        access,
        asked.kind,
        asked.number,
        asked.issuer,
        asked.place,
        asked.since,
        asked.until,
    )

    def work(assistant: Assistant) -> tuple[dict[str, Any], str]:
        held, conversation_id = _conversation(services, asked, holder)
        answer = assistant.ask(asked.question, filters, held)
        return _replies(services).answer(answer, conversation_id), assistant.index.build

    body, build = await services.answer(work)
    services.metrics.count_answer(body["outcome"])
    request.state.logged.update(outcome=body["outcome"], build=build)
    if services.settings.http.log_questions:
        request.state.logged["question"] = asked.question
    response = JSONResponse(body, headers={"Cache-Control": "no-store"})
    if holder and body["conversation"] and not asked.conversation:
        seconds = int(services.settings.conversation_hours * _HOUR)
        remember_browser(request, response, seconds)
    return response


@router.delete(
    "/conversations/{conversation_id}",
    status_code=204,
    response_class=Response,
    responses=problems(404),
    tags=["ask"],
)
async def delete_conversation(
    services: TheServices,
    holder: Holder,
    conversation_id: Annotated[str, Path(max_length=200)],
) -> Response:
    """Forgets a conversation at once; left alone it is forgotten after a day."""

    def work() -> None:
        # Also says so where it is unknown, has expired or is another's.
        services.conversations.open(conversation_id, holder)
        services.conversations.delete(conversation_id, holder)

    await services.reading.run(work)
    return Response(status_code=204)


@router.post(
    "/feedback",
    status_code=204,
    response_class=Response,
    responses=problems(408, 413),
    tags=["ask"],
)
async def feedback(services: TheServices, given: FeedbackRequest) -> Response:
    """Keeps what somebody thought of an answer, without a name."""
    kept = given.question if services.settings.http.log_questions else None
    await services.reading.run(
        lambda: services.feedback.keep(given.verdict, given.outcome, given.documents, kept)
    )
    services.metrics.count_feedback(given.verdict)
    return Response(status_code=204)


@router.get("/suggest", response_model=SuggestionsReply, responses=problems(304), tags=["search"])
async def suggest(
    request: Request,
    services: TheServices,
    access: Audience,
    q: Annotated[str, Query(max_length=200, description="What was typed so far.")],
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> Response:
    """Titles, numbers and headings that hold the words typed so far."""

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        tag = tag_of(request, services, assistant.index, access)
        if is_fresh(request, tag):
            return tag, None
        return tag, _replies(services).suggestions(assistant.suggest(q, limit, access))

    tag, body = await services.read(work)
    return _cached(tag, body, access)


@router.get("/facets", response_model=FacetsReply, responses=problems(304), tags=["search"])
async def count_facets(request: Request, services: TheServices, filters: Narrowed) -> Response:
    """How many documents there are of each kind, issuer, place and year, within the filters."""

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        tag = tag_of(request, services, assistant.index, filters.access)
        if is_fresh(request, tag):
            return tag, None
        listing = assistant.index.within(filters.access).store.listing
        counts = {facet: listing.counts(facet, filters) for facet in FACETS}
        return tag, facets(counts, listing.total(filters))

    tag, body = await services.read(work)
    return _cached(tag, body, filters.access)


@router.get(
    "/deadlines", response_model=DeadlinesReply, responses=problems(304), tags=["deadlines"]
)
async def deadlines(request: Request, services: TheServices, filters: Narrowed) -> Response:
    """What is due: who must do what by when, and which document says so.

    `from` and `to` bound the day that is due, and leave out what names none; `issuer` is the body
    that issued the document or that must act.
    """

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        tag = tag_of(request, services, assistant.index, filters.access)
        if is_fresh(request, tag):
            return tag, None
        found = assistant.deadlines(filters)
        return tag, _replies(services).deadlines(found, date.today())

    tag, body = await services.read(work)
    return _cached(tag, body, filters.access)


@router.get(
    "/deadlines.ics",
    response_class=Response,
    responses={
        200: {"description": "A calendar", "content": {"text/calendar": {}}},
        **problems(304),
    },
    tags=["deadlines"],
)
async def deadlines_calendar(
    request: Request, services: TheServices, filters: Narrowed
) -> Response:
    """The deadlines whose day the text names, as a calendar to subscribe to."""

    def work(assistant: Assistant) -> tuple[str, bytes | None]:
        tag = tag_of(request, services, assistant.index, filters.access)
        if is_fresh(request, tag):
            return tag, None
        made = datetime.fromisoformat(assistant.index.manifest.created)
        return tag, calendar(assistant.deadlines(filters), made)

    tag, body = await services.read(work)
    if body is None:
        return not_modified(tag, filters.access)
    headers = {"Content-Disposition": 'attachment; filename="han-cong-viec.ics"'}
    response = Response(body, media_type=_CALENDAR, headers=headers)
    return with_caching(response, tag, filters.access)


def _conversation(
    services: Services, asked: AskRequest, holder: str | None
) -> tuple[Conversation | None, str | None]:
    """The conversation that is gone on with, or a new one. Raises ConversationNotFound."""
    conversation_id = asked.conversation
    if not conversation_id:
        if not asked.remember:
            return None, None
        conversation_id = services.conversations.begin(holder)
    return services.conversations.open(conversation_id, holder), conversation_id


def _cached(tag: str, body: dict[str, Any] | None, access: frozenset[Access]) -> Response:
    if body is None:
        return not_modified(tag, access)
    return with_caching(JSONResponse(body), tag, access)


def _replies(services: Services) -> Replies:
    return Replies(services.settings.http.base_url)
