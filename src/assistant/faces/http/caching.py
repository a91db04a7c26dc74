"""Replies that may be kept, and asked again whether they still hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from fastapi import Request
from starlette.responses import Response

from assistant.faces.http.services import Services
from assistant.index import Index
from assistant.types import Access


def tag_of(
    request: Request, services: Services, index: Index, access: Iterable[Access], *more: str
) -> str:
    """A weak validator of what the address gives: weak, since a reply may go compressed or not.

    It changes with the build, the audience, the service's version and tables, and the day, from
    which `năm ngoái` and what is past are counted.
    """
    parts = (
        index.folder.name,
        services.fingerprint,
        date.today().isoformat(),
        ",".join(sorted(access)),
        request.url.path,
        *sorted(f"{name}={value}" for name, value in request.query_params.multi_items()),
        *more,
    )
    digest = hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=12)
    return f'W/"{digest.hexdigest()}"'


def is_fresh(request: Request, tag: str) -> bool:
    """Whether the client holds what the tag stands for."""
    held = request.headers.get("if-none-match", "")
    wanted = tag.removeprefix("W/")
    return any(
        one.strip().removeprefix("W/") in (wanted, "*") for one in held[:2000].split(",") if held
    )


def with_caching(response: Response, tag: str, access: frozenset[Access]) -> Response:
    """Lets the reply be kept if it is asked for again each time; a shared cache keeps public ones.

    What a key opens is nobody else's, so a shared cache must not keep that.
    """
    internal = access != frozenset({Access.PUBLIC})
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache" if internal else "no-cache"
    response.headers.append("Vary", "X-API-Key")
    return response


def not_modified(tag: str, access: frozenset[Access]) -> Response:
    return with_caching(Response(status_code=304), tag, access)
