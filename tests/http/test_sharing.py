"""Worker processes that tell each other how much they have under way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.faces.http.sharing import Shared, UnderWay


def test_who_has_clearly_more_is_ahead(tmp_path: Path) -> None:
    one, other = UnderWay(tmp_path, 2), UnderWay(tmp_path, 2)
    for _ in range(2):
        one.begin()
    assert not one.is_ahead()
    one.begin()
    assert one.is_ahead()
    assert not other.is_ahead()
    other.begin()
    assert not one.is_ahead()
    one.begin()
    assert one.is_ahead()
    one.end()
    assert not one.is_ahead()


def test_there_are_no_more_places_than_processes(tmp_path: Path) -> None:
    held = [UnderWay(tmp_path, 2) for _ in range(2)]
    with pytest.raises(OSError, match="2 processes"):
        UnderWay(tmp_path, 2)
    assert len(held) == 2


def test_a_place_is_free_again_and_empty_when_its_process_is_gone(tmp_path: Path) -> None:
    kept, gone = UnderWay(tmp_path, 2), UnderWay(tmp_path, 2)
    for _ in range(9):
        gone.begin()
        kept.begin()
    assert not kept.is_ahead()
    del gone
    successor = UnderWay(tmp_path, 2)
    assert kept.is_ahead()
    assert not successor.is_ahead()


def test_a_connection_is_closed_behind_a_reply_where_another_process_has_less(
    tmp_path: Path,
) -> None:
    mine, other = UnderWay(tmp_path, 2), UnderWay(tmp_path, 2)
    let_go = asyncio.Event()

    async def hello(_: Request) -> PlainTextResponse:
        await let_go.wait()
        return PlainTextResponse("hello")

    app = Shared(Starlette(routes=[Route("/", hello)]), mine)

    async def ask(client: httpx.AsyncClient, count: int) -> list[str | None]:
        let_go.clear()
        asked = [asyncio.create_task(client.get("/")) for _ in range(count)]
        await asyncio.sleep(0.05)
        let_go.set()
        return [reply.headers.get("connection") for reply in await asyncio.gather(*asked)]

    async def all_of_it() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            assert await ask(client, 2) == [None, None]
            assert await ask(client, 5) == ["close", "close", "close", None, None]
            for _ in range(3):
                other.begin()
            assert await ask(client, 5) == [None] * 5

    asyncio.run(all_of_it())
