"""For those who run the service: whether it lives, whether it can answer, its metrics."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from assistant.errors import AssistantError
from assistant.faces.http.access import Audience
from assistant.faces.http.metrics import MEDIA_TYPE
from assistant.faces.http.models import HealthReply, ReadyReply
from assistant.faces.http.openapi import problems
from assistant.faces.http.services import TheServices

router = APIRouter(tags=["operation"], responses=problems(500))
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/health/live", response_model=HealthReply)
async def live() -> Response:
    """Whether the process answers at all."""
    return JSONResponse({"status": "ok"}, headers=_NOT_KEPT)


@router.get("/health/ready", response_model=ReadyReply, responses=problems(503))
async def ready(services: TheServices) -> Response:
    """Whether questions can be answered: an index is open."""

    def work() -> str:
        with services.live.use() as assistant:
            return assistant.index.build

    build = await services.reading.run(work)
    return JSONResponse({"status": "ok", "build": build}, headers=_NOT_KEPT)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"description": "Prometheus metrics", "content": {"text/plain": {}}},
        **problems(401, 503),
    },
)
async def metrics(services: TheServices, access: Audience) -> Response:
    """Requests, times, outcomes, and the live index, counted for whoever asks."""

    def work() -> bytes:
        try:
            with services.live.use() as assistant:
                return services.metrics.render(assistant.index.within(access))
        except AssistantError:
            return services.metrics.render(None)

    return Response(await services.reading.run(work), media_type=MEDIA_TYPE, headers=_NOT_KEPT)
