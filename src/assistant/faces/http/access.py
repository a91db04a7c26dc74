"""Who asks: which documents they may read, and whose their conversations are."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyHeader
from starlette.concurrency import run_in_threadpool

from assistant.state import Key, Keys
from assistant.types import Access

KEY_HEADER = "X-API-Key"
COOKIE = "assistant_browser"
PUBLIC = frozenset({Access.PUBLIC})

_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
_scheme = APIKeyHeader(
    name=KEY_HEADER,
    scheme_name="ApiKey",
    description="Made by `assistant keys create`. Without one, public documents alone.",
    auto_error=False,
)


async def api_key(
    request: Request, _: Annotated[str | None, Security(_scheme)] = None
) -> Key | None:
    """The key of the request; None where it has none.

    Raises:
        KeyRefused: the request bears a key that may not be used: it is never taken for public.
    """
    # Two header fields, or an empty one, are a key that is wrong.
    texts = request.headers.getlist(KEY_HEADER)
    if not texts:
        return None
    if not hasattr(request.state, "key"):
        keys: Keys = request.app.state.keys
        # Another process may hold the file for a moment.
        request.state.key = await run_in_threadpool(keys.check, ",".join(texts))
    held: Key = request.state.key
    return held


ApiKey = Annotated[Key | None, Depends(api_key)]


async def audience(key: ApiKey) -> frozenset[Access]:
    """The documents that whoever asks may read: public ones, and what the key opens."""
    return key.access if key else PUBLIC


async def owner(request: Request, key: ApiKey) -> str:
    """Whose conversations these are: the key's, or the browser's.

    A browser is known by a random cookie. It is set only when it begins a conversation: see
    `remember_browser`.
    """
    if key:
        return key.owner
    if not hasattr(request.state, "browser"):
        held = request.cookies.get(COOKIE, "")
        known = _TOKEN.fullmatch(held) is not None
        request.state.browser = held if known else secrets.token_urlsafe(_TOKEN_BYTES)
    return f"browser:{request.state.browser}"


Audience = Annotated[frozenset[Access], Depends(audience)]
Owner = Annotated[str, Depends(owner)]


def remember_browser(request: Request, response: Response, seconds: int) -> None:
    """Sets the cookie of a browser that begins a conversation; a key needs none."""
    browser = getattr(request.state, "browser", None)
    if browser:
        response.set_cookie(
            COOKIE,
            browser,
            max_age=seconds,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
