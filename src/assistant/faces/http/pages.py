"""The pages, which work without JavaScript: asking, and what the other modules of pages add.

Every address is a GET that can be shared: a conversation is the questions before this one, in the
address too, so nothing of it is kept here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from assistant.faces.http import page_documents, page_lists, page_views
from assistant.faces.http.access import Audience
from assistant.faces.http.limits import limited
from assistant.faces.http.page_site import (
    error_page,
    here,
    language_of,
    own_path,
    page,
    url,
    widget_script,
)
from assistant.faces.http.page_words import WORDS
from assistant.faces.http.services import Services, TheServices
from assistant.service import Assistant
from assistant.types import Access, Answer, Document, Filters, Outcome, Turn

router = APIRouter(include_in_schema=False)
# Counted against whoever asks, as the widget's file is not.
_pages = APIRouter(dependencies=[Depends(limited)])

_EARLIER = 4  # questions before this one that a conversation goes back
_EARLIER_LENGTH = 2000
_NEWEST = 5
Text = Annotated[str, Query(max_length=2000)]


class Given(BaseModel):
    """The form for feedback; `document` are the ids of what the answer cites."""

    verdict: Literal["up", "down"]
    outcome: Outcome
    question: str = Field("", max_length=2000)
    document: list[Annotated[str, Field(max_length=100)]] = Field([], max_length=100)
    back: str = Field("/", max_length=20_000)


class Thread:
    """A conversation that lasts as long as the request: its questions come with the address."""

    def __init__(self) -> None:
        self._turn: Turn | None = None

    def last(self) -> Turn | None:
        return self._turn

    def keep(self, turn: Turn) -> None:
        self._turn = turn


@_pages.get("/")
async def ask(
    request: Request,
    services: TheServices,
    access: Audience,
    q: Text = "",
    after: Annotated[list[str] | None, Query(max_length=50)] = None,
    thanks: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    if not q.strip():
        return await _home(request, services, access)
    earlier = _recent([one for one in after or [] if one.strip()])

    def work(assistant: Assistant) -> Answer:
        thread = Thread()
        filters = Filters(access=access)
        for one in earlier:
            assistant.ask(one, filters, thread)
        return assistant.ask(q, filters, thread)

    answer = await services.answer(work)
    services.metrics.count_answer(answer.outcome.value)
    request.state.logged.update(outcome=answer.outcome.value)
    return page(
        request,
        "answer.html",
        section="/",
        question=q.strip(),
        # What stands alone, for a search or a report on it.
        read=answer.restored or q.strip(),
        answer=answer,
        statements=page_views.statements(answer),
        sources=page_views.sources(answer),
        nearest=page_views.nearest(answer),
        cited=list(dict.fromkeys(one.document.id for one in answer.citations)),
        thread=[
            {"question": one, "url": url("/", q=one, after=earlier[:at])}
            for at, one in enumerate(earlier)
        ],
        earlier=_recent([*earlier, q.strip()]),
        thanks=bool(thanks),
        here=here(request),
    )


async def _home(request: Request, services: Services, access: frozenset[Access]) -> Response:
    documents, total, updated = await services.read(lambda found: _newest(found, access))
    return page(
        request,
        "home.html",
        section="/",
        robots="index",
        documents=documents,
        total=total,
        updated=updated,
        examples=page_views.examples(documents, WORDS[language_of(request)]),
    )


@_pages.post("/feedback")
async def feedback(
    request: Request,
    services: TheServices,
    given: Annotated[Given, Form()],
) -> Response:
    """What a person thought of an answer, from the form below it."""
    # Another site's page must not speak for whoever visits it.
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return error_page(request, 403)
    question = given.question if services.settings.http.log_questions else None
    await services.reading.run(
        lambda: services.feedback.keep(given.verdict, given.outcome, given.document, question)
    )
    services.metrics.count_feedback(given.verdict)
    address = own_path(given.back)
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}thanks=1", 303)


@router.get("/widget.js")
async def widget(request: Request) -> Response:
    """The widget, for pages of any origin; what it may call is for the service's settings."""
    return widget_script(request)


def _recent(questions: list[str]) -> list[str]:
    """The last few of them, as far as an address holds them."""
    kept: list[str] = []
    for one in reversed(questions[-_EARLIER:]):
        if sum(map(len, kept)) + len(one) > _EARLIER_LENGTH:
            break
        kept.insert(0, one)
    return kept


def _newest(assistant: Assistant, access: frozenset[Access]) -> tuple[list[Document], int, date]:
    index, filters = assistant.index.within(access), Filters(access=access)
    listing = index.store.listing
    newest = [index.store.document(one) for one in listing.ids(filters, _NEWEST)]
    made = datetime.fromisoformat(index.manifest.created).date()
    return newest, listing.total(filters), made


for one in (page_documents.router, page_lists.router):
    _pages.include_router(one)
router.include_router(_pages)
