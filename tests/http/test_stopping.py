"""Once the service is asked to stop, each reply is the last one on its connection."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.faces.http.stopping import Stopping


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The signals that reach the server's own handler."""
    reached: list[int] = []
    before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda number, _: reached.append(number))
    yield reached
    for number, handler in before.items():
        signal.signal(number, handler)


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": b"whole"})


def ask(stopping: Stopping, kind: str = "http") -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    asyncio.run(stopping({"type": kind}, receive, send))
    return sent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_connections_close_behind_replies_once_it_is_to_stop(
    heard: list[int], number: signal.Signals
) -> None:
    stopping = Stopping(app)
    ask(stopping, "lifespan")
    assert ask(stopping)[0]["headers"] == [(b"a", b"b")]
    signal.raise_signal(number)
    start, body = ask(stopping)
    assert start["headers"] == [(b"a", b"b"), (b"connection", b"close")]
    assert body["body"] == b"whole"
    assert heard == [number]  # and the server hears of it
