"""The application: everything put together, ready for a server."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from assistant import bootstrap
from assistant.errors import AssistantError
from assistant.faces.http import api, developers, documents, health, pages
from assistant.faces.http.limits import Limiter, RateLimitHeaders
from assistant.faces.http.metrics import Metrics
from assistant.faces.http.middleware import Bounded, Guarded, Observed
from assistant.faces.http.openapi import describe
from assistant.faces.http.page_site import Static
from assistant.faces.http.problems import handle_errors
from assistant.faces.http.services import Services, fingerprint
from assistant.settings import Settings, load_settings

_log = logging.getLogger("assistant.http")
_LEAST_COMPRESSED = 1_000
_COMPRESSION = 5  # half the time of the strongest, and nearly its size
_CORS_SECONDS = 3600
_ASKED = ["Accept-Language", "Content-Type", "If-None-Match", "X-API-Key", "X-Request-ID"]
_TOLD = [
    "Content-Disposition",
    "ETag",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service with these settings, else with those of this machine.

    The encoder and the index are opened when the server starts it.

    Raises:
        SettingsError: a setting cannot be used.
    """
    settings = settings or load_settings()
    metrics = Metrics()
    app = FastAPI(
        lifespan=partial(_lifespan, settings=settings, metrics=metrics),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    for router in (
        api.router,
        documents.router,
        health.router,
        developers.router,
        pages.router,
    ):
        app.include_router(router)
    app.mount("/static", Static())
    app.mount("/docs/files", developers.files())
    handle_errors(app)
    # From the inside to the outside.
    app.add_middleware(Bounded)
    app.add_middleware(GZipMiddleware, minimum_size=_LEAST_COMPRESSED, compresslevel=_COMPRESSION)
    if settings.http.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.http.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=_ASKED,
            expose_headers=_TOLD,
            max_age=_CORS_SECONDS,
        )
    app.add_middleware(RateLimitHeaders)
    app.add_middleware(Guarded)
    app.add_middleware(Observed, metrics=metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI, settings: Settings, metrics: Metrics) -> AsyncIterator[None]:
    try:
        live = await run_sync(bootstrap.make_live, settings)
    except AssistantError as error:
        told = {"reason": error.message, "remedy": error.remedy}
        _log.error("the service cannot start", extra=told)
        # The server, which gives up now, would add a traceback of what has just been told.
        logging.getLogger("uvicorn.error").addFilter(
            lambda record: not record.getMessage().startswith("Traceback")
        )
        raise
    state = bootstrap.make_state(settings)
    services = Services(
        settings=settings,
        live=live,
        state=state,
        conversations=bootstrap.make_conversations(settings, state),
        feedback=bootstrap.make_feedback(settings, state),
        keys=bootstrap.make_keys(settings),
        metrics=metrics,
        fingerprint=fingerprint(settings),
    )
    app.state.services = services
    app.state.live = live
    app.state.keys = services.keys
    app.state.limiter = Limiter(
        settings.http.rate_per_address,
        settings.http.rate_per_key,
        _buckets(settings),
        this_machine=settings.http.rate_this_machine,
    )
    try:
        yield
    finally:
        await run_sync(live.close)
        state.close()


def _buckets(settings: Settings) -> Path | None:
    """Where worker processes count requests together."""
    return settings.state.with_name("rates") if settings.http.workers > 1 else None
