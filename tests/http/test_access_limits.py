"""How fast one client may ask: the buckets themselves, the service, and real worker processes."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request as Outgoing
from urllib.request import urlopen

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from made_internal import lay_out

from assistant.embedding.encoder import Encoder
from assistant.faces.http.app import create_app
from assistant.faces.http.limits import Allowance, Limiter, Rate, address
from assistant.index.build import build_index
from assistant.settings import load_settings
from assistant.state import Keys, StateFile
from assistant.types import Access

RATE = Rate("address", 60)


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> Limiter:
    return Limiter(60, 600, now=clock)


def passes(allowance: Allowance) -> bool:
    return allowance.retry_after is None


def test_so_many_at_once_and_then_one_by_one(limiter: Limiter, clock: Clock) -> None:
    assert RATE.burst == 15
    left = [limiter.spend("a", RATE) for _ in range(15)]
    assert all(map(passes, left))
    assert [one.remaining for one in left] == list(range(14, -1, -1))
    refused = limiter.spend("a", RATE)
    assert (refused.remaining, refused.retry_after) == (0, 1)
    clock.now += 0.9
    assert not passes(limiter.spend("a", RATE))
    clock.now += 0.11
    assert passes(limiter.spend("a", RATE))
    assert not passes(limiter.spend("a", RATE))


def test_who_waits_as_told_is_let_in(limiter: Limiter, clock: Clock) -> None:
    slow = Rate("address", 7)
    for _ in range(100):
        allowance = limiter.spend("a", slow)
        if allowance.retry_after is not None:
            clock.now += allowance.retry_after
            assert passes(limiter.spend("a", slow))


def test_in_the_long_run_the_rate_is_kept(limiter: Limiter, clock: Clock) -> None:
    passed = 0
    for _ in range(36_000):
        clock.now += 0.1
        passed += passes(limiter.spend("a", RATE))
    assert 3_600 <= passed <= 3_600 + RATE.burst


def test_who_was_refused_is_not_put_back(limiter: Limiter, clock: Clock) -> None:
    for _ in range(500):
        limiter.spend("a", RATE)
    clock.now += 1.01
    assert passes(limiter.spend("a", RATE))


def test_clients_do_not_share(limiter: Limiter) -> None:
    for _ in range(50):
        limiter.spend("a", RATE)
    assert limiter.spend("b", RATE).remaining == RATE.burst - 1


def test_a_bucket_is_full_again_after_the_time_told(limiter: Limiter, clock: Clock) -> None:
    for _ in range(9):
        allowance = limiter.spend("a", RATE)
    clock.now += allowance.full_in
    assert limiter.spend("a", RATE).remaining == RATE.burst - 1


@pytest.mark.parametrize("seconds", [3600.0, 10.0**9])
def test_a_clock_that_is_put_back_shuts_nobody_out(
    limiter: Limiter, clock: Clock, seconds: float
) -> None:
    for _ in range(20):
        limiter.spend("a", RATE)
    clock.now -= seconds
    refused = limiter.spend("a", RATE)
    assert refused.retry_after == 1
    clock.now += 1.01
    assert passes(limiter.spend("a", RATE))


def test_a_flood_of_addresses_takes_no_memory_and_shuts_nobody_out(clock: Clock) -> None:
    limiter = Limiter(600, 0, now=clock)
    assert limiter.address is not None
    rate = limiter.address
    limiter.spend("quiet", rate)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(200_000):
        limiter.spend(f"address {number}", rate)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000  # kB
    assert limiter.spend("quiet", rate).remaining > rate.burst // 2
    fresh = sum(passes(limiter.spend(f"other {n}", rate)) for n in range(1_000))
    assert fresh == 1_000


def test_the_table_in_a_file_holds_no_address_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "state" / "rates"
    limiter = Limiter(60, 60, path)
    limiter.spend("address 203.0.113.7", RATE)
    held = path.read_bytes()
    assert b"203.0.113" not in held
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["rates"]
    assert len(held) < 2_000_000


def test_who_opens_one_table_shares_one_allowance(tmp_path: Path, clock: Clock) -> None:
    opened = [Limiter(60, 60, tmp_path / "rates", clock) for _ in range(3)]
    assert sum(passes(opened[i % 3].spend("a", RATE)) for i in range(50)) == RATE.burst
    again = Limiter(60, 60, tmp_path / "rates", clock)
    assert not passes(again.spend("a", RATE))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"x" * 5_000_000),
        lambda path: path.mkdir(),
        lambda path: path.parent.rmdir() or path.parent.write_text("a file"),
    ],
    ids=["empty", "too long", "a folder", "no folder"],
)
def test_a_table_that_cannot_be_used_stops_nobody(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    path = tmp_path / "state" / "rates"
    path.parent.mkdir()
    spoil(path)
    limiter = Limiter(60, 60, path, now=lambda: 1_700_000_000.0)
    assert sum(passes(limiter.spend("a", RATE)) for _ in range(50)) == RATE.burst


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_ipv6_is_counted_by_network(host: str, counted: str) -> None:
    request = Request({"type": "http", "client": (host, 1), "headers": []})
    assert address(request) == counted


def test_a_socket_without_an_address_has_a_bucket_too() -> None:
    assert address(Request({"type": "http", "client": None, "headers": []})) == ""


# --- The service


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("limits")
    build_index([lay_out(folder / "corpus")], folder / "index", encoder)
    return folder / "index"


@pytest.fixture
def service(index: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Ten requests at once without a key, twelve with one."""
    settings = load_settings(
        index=index,
        state=tmp_path / "state.sqlite",
        http={"rate_per_address": 6, "rate_per_key": 48, "rate_this_machine": True},
    )
    with TestClient(create_app(settings)) as client:
        yield client


def key(path: Path, name: str) -> dict[str, str]:
    return {"X-API-Key": Keys(StateFile(path)).create(name, [Access.PUBLIC])[1]}


def test_too_many_requests_are_told_when_to_come_back(service: TestClient) -> None:
    replies = [service.get("/api/v1/suggest?q=ke") for _ in range(11)]
    assert [one.status_code for one in replies] == [200] * 10 + [429]
    assert replies[0].headers["ratelimit-policy"] == '"address";q=10;w=100'
    assert re.fullmatch(r'"address";r=9;t=\d+', replies[0].headers["ratelimit"])
    assert "retry-after" not in replies[0].headers
    refused = replies[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    assert refused.headers["ratelimit"].startswith('"address";r=0;')


def test_what_is_asked_wrongly_or_of_nothing_counts_too(service: TestClient) -> None:
    asked = ["/api/v1/search", "/api/v1/documents/none", "/api/v1/search?q=a&k=0"] * 4
    assert [service.get(path).status_code for path in asked][10:] == [429, 429]


def test_pages_are_counted_and_say_so_as_pages(service: TestClient) -> None:
    replies = [service.get("/deadlines", headers={"Accept": "text/html"}) for _ in range(11)]
    assert [one.status_code for one in replies] == [200] * 10 + [429]
    assert replies[-1].headers["content-type"].startswith("text/html")
    assert "retry-after" in replies[-1].headers


def test_each_key_has_a_bucket_of_its_own(service: TestClient, tmp_path: Path) -> None:
    first, second = (key(tmp_path / "state.sqlite", name) for name in ("first", "second"))
    replies = [service.get("/api/v1/suggest?q=ke", headers=first) for _ in range(13)]
    assert [one.status_code for one in replies] == [200] * 12 + [429]
    assert replies[0].headers["ratelimit-policy"] == '"key";q=12;w=15'
    assert service.get("/api/v1/suggest?q=ke", headers=second).status_code == 200
    assert service.get("/api/v1/suggest?q=ke").headers["ratelimit"].startswith('"address";r=9;')


def test_keys_that_are_tried_count_against_the_address(service: TestClient) -> None:
    replies = [
        service.get("/api/v1/suggest?q=ke", headers={"X-API-Key": f"assistant_{i:08}_{'A' * 43}"})
        for i in range(12)
    ]
    assert [one.status_code for one in replies] == [401] * 10 + [429] * 2
    assert service.get("/api/v1/suggest?q=ke").status_code == 429


def test_health_and_static_files_are_not_counted(service: TestClient) -> None:
    open_ = ("/health/live", "/health/ready", "/openapi.json", "/static/site.css", "/metrics")
    for path in open_ * 4:
        reply = service.get(path)
        assert reply.status_code in (200, 404)
        assert "ratelimit" not in reply.headers
    assert service.get("/api/v1/suggest?q=ke").headers["ratelimit"].startswith('"address";r=9;')


def test_zero_sets_no_limit(index: Path, tmp_path: Path) -> None:
    http = {"rate_per_address": 0, "rate_per_key": 0}
    settings = load_settings(index=index, state=tmp_path / "state.sqlite", http=http)
    with TestClient(create_app(settings)) as client:
        replies = [client.get("/api/v1/suggest?q=ke") for _ in range(200)]
    assert {one.status_code for one in replies} == {200}
    assert "ratelimit" not in replies[0].headers


# --- Two worker processes


class Server:
    """`assistant serve` with two workers, on a free port."""

    def __init__(self, index: Path, state: Path, **variables: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.state = state
        self._process = subprocess.Popen(
            [Path(sys.executable).parent / "assistant", "serve", "--port", str(self.port)],
            env={
                **os.environ,
                "ASSISTANT_INDEX": str(index),
                "ASSISTANT_STATE": str(state),
                "ASSISTANT_HTTP__WORKERS": "2",
                **variables,
            },
            cwd=state.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Over a connection of its own, so that either worker may take it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with urlopen(
                Outgoing(f"http://127.0.0.1:{self.port}{path}", headers=named),
                timeout=30,
            ) as reply:
                return reply.status, json.load(reply)
        except HTTPError as error:
            return error.code, None

    def wait(self) -> None:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                if self.get("/health/ready")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


@pytest.fixture(scope="module")
def server(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(
        index,
        tmp_path_factory.mktemp("server") / "state.sqlite",
        ASSISTANT_HTTP__RATE_PER_ADDRESS="4",
        ASSISTANT_HTTP__RATE_PER_KEY="0",
        ASSISTANT_HTTP__TRUSTED_PROXIES='["127.0.0.1"]',
    )
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def test_a_key_opens_and_shuts_at_once_in_every_worker(server: Server) -> None:
    keys = Keys(StateFile(server.state))
    asked = "/api/v1/documents?number=77"
    for turn in range(3):
        text = keys.create(f"key {turn}", [Access.INTERNAL])[1]
        replies = [server.get(asked, X_API_Key=text) for _ in range(8)]
        assert [(status, body["total"]) for status, body in replies] == [(200, 1)] * 8
        keys.revoke(f"key {turn}")
        headers = {"X_API_Key": text, "X_Forwarded_For": f"198.51.100.{turn}"}
        assert {server.get(asked, **headers)[0] for _ in range(8)} == {401}


def test_workers_share_an_address_as_a_trusted_proxy_tells_it(server: Server) -> None:
    asked = "/api/v1/suggest?q=ke"
    for visitor in ("203.0.113.1", "203.0.113.2", "2001:db8:7::1"):
        said = [server.get(asked, X_Forwarded_For=visitor)[0] for _ in range(14)]
        assert said == [200] * 10 + [429] * 4
    assert server.get(asked, X_Forwarded_For="2001:db8:7::2")[0] == 429
    # What a visitor writes before the proxy does counts for nothing.
    assert server.get(asked, X_Forwarded_For="192.0.2.1, 203.0.113.1")[0] == 429


def test_what_is_said_of_an_address_by_anybody_else_counts_for_nothing(
    index: Path, tmp_path: Path
) -> None:
    server = Server(
        index,
        tmp_path / "state.sqlite",
        ASSISTANT_HTTP__WORKERS="1",
        ASSISTANT_HTTP__RATE_PER_ADDRESS="4",
        ASSISTANT_HTTP__RATE_THIS_MACHINE="true",
        ASSISTANT_HTTP__TRUSTED_PROXIES='["192.0.2.9"]',
    )
    try:
        server.wait()
        said = [
            server.get("/api/v1/suggest?q=ke", X_Forwarded_For=f"203.0.113.{i}")[0]
            for i in range(14)
        ]
    finally:
        server.stop()
    assert said == [200] * 10 + [429] * 4
