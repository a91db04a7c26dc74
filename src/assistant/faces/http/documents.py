"""Documents, their passages and their files."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from assistant.errors import DocumentNotFound
from assistant.faces.http.access import Audience
from assistant.faces.http.caching import is_fresh, not_modified, tag_of, with_caching
from assistant.faces.http.files import OTHER, TYPES, OpenedFile
from assistant.faces.http.limits import limited
from assistant.faces.http.models import DocumentsReply, PassageReply, WholeDocumentReply
from assistant.faces.http.openapi import problems
from assistant.faces.http.parameters import DocumentId, Narrowed
from assistant.faces.http.replies import Replies
from assistant.faces.http.services import TheServices
from assistant.service import Assistant
from assistant.types import Access, Document

router = APIRouter(
    prefix="/api/v1/documents",
    dependencies=[Depends(limited)],
    responses=problems(304, 401, 422, 429, 500, 503),
    tags=["documents"],
)
_MOST_LISTED = 200
_MOST_OFFSET = 1_000_000


@router.get("", response_model=DocumentsReply)
async def documents(
    request: Request,
    services: TheServices,
    filters: Narrowed,
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 50,
    offset: Annotated[int, Query(ge=0, le=_MOST_OFFSET)] = 0,
) -> Response:
    """The documents within the filters, the newest first."""

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        tag = tag_of(request, services, assistant.index, filters.access)
        if is_fresh(request, tag):
            return tag, None
        total = assistant.index.within(filters.access).store.listing.total(filters)
        found = assistant.listed(filters, limit, offset)
        return tag, Replies(services.settings.http.base_url).documents(found, total, offset)

    tag, body = await services.read(work)
    if body is None:
        return not_modified(tag, filters.access)
    return with_caching(JSONResponse(body), tag, filters.access)


@router.get("/{document_id}", response_model=WholeDocumentReply, responses=problems(404))
async def document(
    request: Request, services: TheServices, access: Audience, document_id: DocumentId
) -> Response:
    """A document with its text, what it cites, what cites it, and what came in its place."""

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        found = _seen(assistant, document_id, access)
        tag = tag_of(request, services, assistant.index, access)
        if is_fresh(request, tag):
            return tag, None
        replies = Replies(services.settings.http.base_url)
        return tag, replies.record(assistant.record(found, access))

    tag, body = await services.read(work)
    if body is None:
        return not_modified(tag, access)
    return with_caching(JSONResponse(body), tag, access)


@router.get(
    "/{document_id}/passages/{passage_id}",
    response_model=PassageReply,
    responses=problems(404),
)
async def passage(
    request: Request,
    services: TheServices,
    access: Audience,
    document_id: DocumentId,
    passage_id: Annotated[str, Path(max_length=200)],
) -> Response:
    """One passage of a document, and its neighbours."""

    def work(assistant: Assistant) -> tuple[str, dict[str, Any] | None]:
        found = _seen(assistant, document_id, access)
        passages = assistant.passages(found, access)
        ids = [one.id for one in passages]
        if passage_id not in ids:
            raise DocumentNotFound(f"{found.source} has no passage {passage_id}.", "Search again.")
        tag = tag_of(request, services, assistant.index, access)
        if is_fresh(request, tag):
            return tag, None
        at = ids.index(passage_id)
        around = [ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None]
        replies = Replies(services.settings.http.base_url)
        return tag, replies.passage(passages[at], found, around)

    tag, body = await services.read(work)
    if body is None:
        return not_modified(tag, access)
    return with_caching(JSONResponse(body), tag, access)


@router.get(
    "/{document_id}/file",
    response_class=Response,
    responses={
        200: {
            "description": "The file, as an attachment",
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in sorted({*TYPES.values(), OTHER})
            },
        },
        **problems(404, 409),
    },
)
async def file(
    request: Request,
    services: TheServices,
    access: Audience,
    document_id: DocumentId,
    inline: Annotated[bool, Query(description="Show a PDF in place.")] = False,
) -> Response:
    """The document's file, byte for byte as it was indexed."""

    def work(assistant: Assistant) -> tuple[str, OpenedFile | None]:
        found = _seen(assistant, document_id, access)
        tag = tag_of(request, services, assistant.index, access, found.digest)
        if is_fresh(request, tag):
            return tag, None
        return tag, OpenedFile(assistant.index.store.path(found.id), found)

    tag, opened = await services.read(work)
    if opened is None:
        return not_modified(tag, access)
    return with_caching(opened.response(inline=inline), tag, access)


def _seen(assistant: Assistant, document_id: str, access: frozenset[Access]) -> Document:
    """The document of this id, if whoever asks may read it. Raises DocumentNotFound."""
    found = assistant.index.within(access).store.document(document_id)
    if found.access not in access:
        raise DocumentNotFound(f"No document in the index has the id {document_id}.")
    return found
