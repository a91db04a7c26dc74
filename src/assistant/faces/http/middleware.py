"""Around every request: its id, its line in the log, its metrics, its bounds, its headers."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from typing import Any

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.faces.http.metrics import Metrics
from assistant.faces.http.problems import BROKEN, problem

MOST_BYTES = 64 * 1024
BODY_SECONDS = 15.0
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_REQUEST_ID = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)

_log = logging.getLogger("assistant.http")


class Observed:
    """Gives each request an id, logs it in one line, counts it, and answers what nobody caught.

    Endpoints add what is worth logging to `request.state.logged`.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["logged"] = {}
        status = 0
        # A HEAD is a GET whose body the server keeps back.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(asked, receive, send_with_id)
        except Exception:
            _log.exception("something failed that should not", extra={"request_id": request_id})
            if not status:
                await problem(Request(asked), BROKEN)(asked, receive, send_with_id)
            else:  # the reply has begun: only a broken connection can tell that it is not whole
                raise
        finally:
            seconds = time.perf_counter() - begin
            route = _route(asked)
            self._metrics.count_request(route, scope["method"], status, seconds)
            _log.info(
                "request",
                extra={
                    "request_id": request_id,
                    "method": scope["method"],
                    "route": route,
                    "status": status,
                    "ms": round(1000 * seconds, 1),
                    **_key(state),
                    **state["logged"],
                },
            )


class Bounded:
    """Refuses bodies that are too large, and those that come too slowly."""

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        size, ends, whole = 0, asyncio.get_running_loop().time() + BODY_SECONDS, False

        async def receive_bounded() -> Message:
            nonlocal size, whole
            if said.isdecimal() and int(said[:20]) > self._most:
                raise HTTPException(413)
            if whole:  # what comes now is that the client has gone
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
                if size > self._most:
                    raise HTTPException(413, headers={"Connection": "close"})
            return message

        await self._app(scope, receive_bounded, send)


class Guarded:
    """Tells browsers on every reply what it may not be used for.

    A reply that sets a policy of its own keeps it; pages may load what is ours, all else nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                html = headers.get("content-type", "").startswith("text/html")
                headers.setdefault("Content-Security-Policy", PAGE_POLICY if html else API_POLICY)
            await send(message)

        await self._app(scope, receive, send_guarded)


def _route(scope: Scope) -> str:
    """The route's own pattern, so that no id and no question gets into logs or metrics."""
    found = getattr(scope.get("route"), "path", None)
    if isinstance(found, str):
        return found
    return "/static" if scope["path"].startswith("/static/") else "(none)"


def _key(state: dict[str, Any]) -> dict[str, str]:
    key = state.get("key")
    return {"key": key.id} if key else {}
