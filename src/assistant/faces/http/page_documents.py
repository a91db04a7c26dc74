"""The page of a document: a passage marked in its text, its file beside it, what it cites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from assistant.answering.lookup import Record
from assistant.errors import DocumentNotFound
from assistant.faces.http import page_text, page_views
from assistant.faces.http.access import Audience
from assistant.faces.http.page_image import PageImages, PdfPage
from assistant.faces.http.page_site import language_of, page
from assistant.faces.http.page_words import WORDS
from assistant.faces.http.services import TheServices
from assistant.service import Assistant
from assistant.types import Access, Deadline, Document, Filters

router = APIRouter()

Position = Annotated[int | None, Query(ge=0, le=1_000_000_000)]


@router.get("/documents/{document_id}")
async def document(
    request: Request,
    services: TheServices,
    access: Audience,
    document_id: Annotated[str, Path(max_length=100)],
    start: Position = None,
    end: Position = None,
    sheet: Annotated[int | None, Query(ge=1, le=10_000)] = None,
) -> Response:
    def work(assistant: Assistant) -> tuple[Record, list[Deadline]]:
        found = _seen(assistant, document_id, access)
        record = assistant.record(found, access)
        return record, _deadlines_of(assistant, found, access)

    record, deadlines = await services.read(work)
    # A long document takes a while to be laid out.
    return await services.reading.run(
        lambda: _shown(
            request, record, deadlines, page_text.clamp(record.document, start, end), sheet
        )
    )


@router.get("/documents/{document_id}/pages/{number}.png")
async def page_image(
    request: Request,
    services: TheServices,
    access: Audience,
    document_id: Annotated[str, Path(max_length=100)],
    number: Annotated[int, Path(ge=1, le=10_000)],
    start: Position = None,
    end: Position = None,
) -> Response:
    def work(assistant: Assistant) -> PdfPage:
        found = _seen(assistant, document_id, access)
        if number > len(found.pages) or not page_views.is_pdf(found):
            raise DocumentNotFound(f"{found.source} has no page {number} to show.")
        span = page_text.clamp(found, start, end)
        quote = found.text[slice(*span)] if span else ""
        return PdfPage(
            assistant.index.within(access).store.path(found.id), found.digest, number, quote
        )

    wanted = await services.read(work)
    image = await _images(request).render(wanted)
    tag = f'"{wanted.tag}"'
    # What an internal page shows must not lie in a shared cache.
    headers = {"Cache-Control": "private, max-age=3600", "ETag": tag, "Vary": "X-API-Key"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(image, media_type="image/png", headers=headers)


def _shown(
    request: Request,
    record: Record,
    deadlines: Sequence[Deadline],
    span: page_text.Span | None,
    sheet: int | None,
) -> Response:
    language = language_of(request)
    shown = record.document
    lines = page_text.blocks(shown, span)
    return page(
        request,
        "document.html",
        section="/documents",
        document=shown,
        span=span,
        blocks=lines,
        contents=[line for line in lines if line.kind == "heading"],
        facts=page_views.facts(shown, WORDS[language], language),
        image=page_views.sheet(shown, span, sheet),
        file_url=f"/api/v1/documents/{shown.id}/file",
        successors=page_views.successors(record, language),
        cites=page_views.cites(record, language),
        cited_by=page_views.citing(record.cited_by, language),
        deadlines=page_views.due(deadlines),
        today=date.today(),
        days=page_views.days_left(WORDS[language], date.today()),
    )


def _images(request: Request) -> PageImages:
    """The pages drawn by this service."""
    state = request.app.state
    if not hasattr(state, "page_images"):
        state.page_images = PageImages()
    images: PageImages = state.page_images
    return images


def _seen(assistant: Assistant, document_id: str, access: frozenset[Access]) -> Document:
    """Raises DocumentNotFound, also where it is not for whoever asks."""
    return assistant.index.within(access).store.document(document_id)


def _deadlines_of(
    assistant: Assistant, document: Document, access: frozenset[Access]
) -> list[Deadline]:
    found = assistant.deadlines(Filters(number=document.number, access=access))
    return [one for one in found if one.document_id == document.id]
