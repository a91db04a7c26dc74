"""Every endpoint, asked for internal papers by whoever may not read them.

The service over all papers is asked beside one whose index never held an internal paper: without
the right key both say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from made_internal import QUESTIONS, SECRETS, lay_out

from assistant.embedding.encoder import Encoder
from assistant.faces.http.app import create_app
from assistant.index import Index
from assistant.index.build import build_index
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.state import Keys, StateFile
from assistant.types import Access
from assistant.vietnamese.normalize import fold

PAGE = {"Accept": "text/html"}
FIRST = "Kế hoạch 12-KH/HU nói về việc gì?"


@dataclass(frozen=True)
class Papers:
    """Ids of the internal papers: what an attacker may have seen while holding a key."""

    plan: str
    report: str
    passage: str
    start: int


@dataclass(frozen=True)
class World:
    """Two services, keys of the first, and what its internal papers are called."""

    office: TestClient
    open_alone: TestClient
    keys: Mapping[str, str]
    papers: Papers

    def ask(self, call: Call, key: str | None = None) -> Response:
        return call.by(self.office, {"X-API-Key": self.keys[key]} if key else {})


@dataclass(frozen=True)
class Call:
    """One request. `internal` says that the internal key gets something internal by it."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: Any = None
    form: Any = None
    page: bool = False
    internal: bool = True

    def by(self, client: TestClient, headers: Mapping[str, str]) -> Response:
        client.cookies.clear()
        return client.request(
            self.method,
            self.path,
            params=self.params,
            json=self.body,
            data=self.form,
            headers={**(PAGE if self.page else {}), **headers},
            follow_redirects=False,
        )

    @property
    def said(self) -> str:
        """What the request itself says, which may come back."""
        return fold(f"{self.path} {self.params} {self.body} {self.form}").lower()


def _narrowed(path: str, *, page: bool = False) -> list[Call]:
    narrowings = [
        {},
        {"kind": "BC"},
        {"number": "77"},
        {"issuer": "Đảng ủy xã Thạch Quỳ"},
        {"place": "Thạch Quỳ"},
        {"from": "2024-09-01"},
    ]
    return [Call("GET", path, tuple(n.items()), page=page) for n in narrowings]


def _searches(path: str, *, page: bool = False) -> list[Call]:
    asked = [Call("GET", path, (("q", q),), page=page, internal=False) for q in QUESTIONS]
    found = [Call("GET", path, (("q", QUESTIONS[0]), ("kind", "KH")), page=page)]
    return asked + found


def _asked(question: str) -> Call:
    body = {"question": question, "remember": False}
    return Call("POST", "/api/v1/ask", body=body, internal=False)


# Each route of the service, by method and path, with requests that are after internal papers.
ROUTES: Mapping[tuple[str, str], Callable[[Papers], list[Call]]] = {
    ("GET", "/api/v1/search"): lambda _: _searches("/api/v1/search"),
    ("POST", "/api/v1/ask"): lambda _: [
        *map(_asked, QUESTIONS),
        Call(
            "POST",
            "/api/v1/ask",
            body={"question": "Ai được giới thiệu làm nhân sự khóa tới?", "remember": False},
        ),
    ],
    ("GET", "/api/v1/suggest"): lambda _: [
        Call("GET", "/api/v1/suggest", (("q", typed),))
        for typed in ("77", "nhan su", "vu viec", "phương án")
    ],
    ("GET", "/api/v1/facets"): lambda _: _narrowed("/api/v1/facets"),
    ("GET", "/api/v1/deadlines"): lambda _: _narrowed("/api/v1/deadlines"),
    ("GET", "/api/v1/deadlines.ics"): lambda _: _narrowed("/api/v1/deadlines.ics"),
    ("GET", "/api/v1/documents"): lambda _: _narrowed("/api/v1/documents"),
    ("GET", "/api/v1/documents/{document_id}"): lambda papers: [
        Call("GET", f"/api/v1/documents/{papers.plan}")
    ],
    ("GET", "/api/v1/documents/{document_id}/passages/{passage_id}"): lambda papers: [
        Call("GET", f"/api/v1/documents/{papers.plan}/passages/{papers.passage}")
    ],
    ("GET", "/api/v1/documents/{document_id}/file"): lambda papers: [
        Call("GET", f"/api/v1/documents/{papers.plan}/file"),
        Call("GET", f"/api/v1/documents/{papers.report}/file", (("inline", "true"),)),
    ],
    ("DELETE", "/api/v1/conversations/{conversation_id}"): lambda _: [
        Call("DELETE", "/api/v1/conversations/none", internal=False)
    ],
    ("POST", "/api/v1/feedback"): lambda papers: [
        Call(
            "POST",
            "/api/v1/feedback",
            body={"verdict": "up", "outcome": "answered", "documents": [papers.plan]},
            internal=False,
        )
    ],
    ("GET", "/metrics"): lambda _: [Call("GET", "/metrics", internal=False)],
    ("GET", "/"): lambda _: [
        Call("GET", "/", page=True),
        *(Call("GET", "/", (("q", q),), page=True, internal=False) for q in QUESTIONS),
        Call("GET", "/", (("after", FIRST), ("q", "Ai ký văn bản đó?")), page=True, internal=False),
    ],
    ("GET", "/search"): lambda _: _searches("/search", page=True),
    ("GET", "/documents"): lambda _: _narrowed("/documents", page=True),
    ("GET", "/deadlines"): lambda _: _narrowed("/deadlines", page=True),
    ("GET", "/documents/{document_id}"): lambda papers: [
        Call("GET", f"/documents/{papers.plan}", page=True),
        Call(
            "GET",
            f"/documents/{papers.plan}",
            (("start", str(papers.start)), ("end", str(papers.start + 40))),
            page=True,
        ),
    ],
    ("GET", "/documents/{document_id}/pages/{number}.png"): lambda papers: [
        Call("GET", f"/documents/{papers.report}/pages/1.png")
    ],
    ("POST", "/feedback"): lambda papers: [
        Call(
            "POST",
            "/feedback",
            form={"verdict": "up", "outcome": "answered", "document": papers.plan},
            page=True,
            internal=False,
        )
    ],
}
# What says the same to everybody, whoever asks; it is looked through all the same.
OPEN = {
    ("GET", path)
    for path in (
        "/openapi.json",
        "/docs",
        "/docs/start.js",
        "/health/live",
        "/health/ready",
        "/widget.js",
        "/robots.txt",
        "/favicon.ico",
    )
}


def routes() -> set[tuple[str, str]]:
    """Every method and path that the service answers; files of the package are mounted apart."""
    return {
        (method, str(context.path))
        for context in iter_route_contexts(create_app(load_settings()).routes)
        for method in context.methods or ()
        if method != "HEAD"
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[World]:
    with ExitStack() as opened:
        clients = []
        for name in ("office", "open"):
            folder = tmp_path_factory.mktemp(name)
            build_index(
                [lay_out(folder / "corpus", internal=name == "office")], folder / "index", encoder
            )
            settings = load_settings(
                index=folder / "index",
                state=folder / "state" / "assistant.sqlite",
                http={"rate_per_address": 0, "rate_per_key": 0},
            )
            clients.append(opened.enter_context(TestClient(create_app(settings))))
            if name == "office":
                state = settings.state
                with Index.open(settings.index, encoder) as index:
                    papers = _papers(Assistant(index, encoder))
        yield World(clients[0], clients[1], _keys(state), papers)


def _papers(assistant: Assistant) -> Papers:
    plan = assistant.find_documents("77-KH/HU")[0]
    report = assistant.find_documents("88-BC/ĐU")[0]
    assert {plan.access, report.access} == {Access.INTERNAL}
    passage = assistant.passages(plan)[-1]
    return Papers(plan.id, report.id, passage.id, passage.start)


def _keys(state: Path) -> dict[str, str]:
    """Name → the key's text."""
    keys = Keys(StateFile(state))
    yesterday = Keys(StateFile(state), now=lambda: 1_000_000_000.0)
    made = {
        "public": keys.create("public", [Access.PUBLIC])[1],
        "internal": keys.create("internal", [Access.PUBLIC, Access.INTERNAL])[1],
        "other": keys.create("other", [Access.INTERNAL])[1],
        "revoked": keys.create("revoked", [Access.INTERNAL])[1],
        "expired": yesterday.create("expired", [Access.INTERNAL], days=1)[1],
        "empty": "",
    }
    keys.revoke("revoked")
    made["unknown"] = made["internal"][:-4] + ("AAAA" if made["internal"][-4:] != "AAAA" else "B")
    made["twice"] = f"{made['internal']},{made['internal']}"
    made["garbage"] = "Bearer ' OR 1=1 --"
    return made


def calls(world: World, route: tuple[str, str]) -> list[Call]:
    return ROUTES[route](world.papers)


def shown(response: Response) -> str:
    """The status, headers and body, without what differs from request to request."""
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("etag", "x-request-id", "content-length", "date")
    }
    body = response.text
    if response.headers.get("content-type", "").startswith(("application/json", "application/pro")):
        fields = json.loads(body)
        for changing in ("took_ms", "request_id", "conversation"):
            fields.pop(changing, None)
        body = json.dumps(fields, ensure_ascii=False)
    return f"{response.status_code}\n{headers}\n{_unchanging(body)}"


def _unchanging(body: str) -> str:
    return re.sub(r"DTSTAMP:\w+|(?<=LAST-MODIFIED:)\w+", "", body)


def leaked(world: World, call: Call, response: Response) -> list[str]:
    """What only internal papers hold, their ids too, and the request did not say."""
    told = f"{response.headers} {response.text}"
    known = (*SECRETS, world.papers.plan, world.papers.report)
    return [one for one in known if one in told and fold(one).lower() not in call.said]


def test_every_route_has_its_access_test() -> None:
    assert routes() - OPEN == ROUTES.keys()


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
@pytest.mark.parametrize("key", [None, "public"])
def test_without_the_right_key_a_reply_is_that_of_an_office_without_internal_papers(
    world: World, route: tuple[str, str], key: str | None
) -> None:
    for call in calls(world, route)[:: 4 if key else 1]:
        told = world.ask(call, key)
        assert not leaked(world, call, told), call
        if route != ("GET", "/metrics"):
            assert shown(told) == shown(call.by(world.open_alone, {})), call


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_the_right_key_opens_internal_papers(world: World, route: tuple[str, str]) -> None:
    """Else the tests around this one would find nothing whatever was let through."""
    wanted = [call for call in calls(world, route) if call.internal]
    opened = 0
    for call in wanted:
        told = world.ask(call, "internal")
        assert told.status_code in (200, 303), (call, told.text)
        assert shown(told) != shown(world.ask(call)), call
        opened += bool(leaked(world, call, told)) or b"PNG" in told.content[:4]
    assert opened or not wanted


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
@pytest.mark.parametrize("key", ["unknown", "expired", "revoked", "empty", "twice", "garbage"])
def test_a_key_that_may_not_be_used_is_refused_and_never_taken_for_public(
    world: World, route: tuple[str, str], key: str
) -> None:
    call = calls(world, route)[-1]
    refused = world.ask(call, key)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("ApiKey")
    assert not leaked(world, call, refused)
    problem = call if not call.page else Call(call.method, call.path, call.params, form=call.form)
    said = world.ask(problem, key)
    assert said.headers["content-type"] == "application/problem+json"
    assert said.json()["status"] == 401
    # Whoever holds a key is not told whether it ever was one.
    assert said.json()["detail"] == world.ask(problem, "unknown").json()["detail"]


@pytest.mark.parametrize("path", sorted(path for _, path in routes() & OPEN))
def test_what_is_open_to_all_says_nothing_of_internal_papers(world: World, path: str) -> None:
    call = Call("GET", path)
    told = world.ask(call)
    assert told.status_code == 200
    assert not leaked(world, call, told)


def test_metrics_count_what_may_be_read_and_name_nothing(world: World) -> None:
    call = Call("GET", "/metrics")
    assert "assistant_index_documents 2.0" in world.ask(call).text
    assert "assistant_index_documents 4.0" in world.ask(call, "internal").text
    assert not leaked(world, call, world.ask(call, "internal"))


def test_an_etag_got_with_a_key_opens_nothing_without_it(world: World) -> None:
    for path in (f"/api/v1/documents/{world.papers.plan}", "/api/v1/documents"):
        call = Call("GET", path)
        held = world.ask(call, "internal").headers["etag"]
        for sent in (held, "*"):
            told = call.by(world.office, {"If-None-Match": sent})
            alone = call.by(world.open_alone, {"If-None-Match": sent})
            assert told.status_code == alone.status_code
        assert call.by(world.office, {"If-None-Match": held}).status_code != 304


def test_what_a_key_opened_is_kept_by_no_shared_cache(world: World) -> None:
    for call in (calls(world, route)[0] for route in ROUTES):
        told = world.ask(call, "internal")
        if call.method == "GET" and told.status_code == 200:
            control = told.headers["cache-control"]
            assert "private" in control or "no-store" in control, call
            kept = "no-store" not in world.ask(call).headers["cache-control"]
            assert not kept or "X-API-Key" in world.ask(call).headers["vary"], call


# --- Conversations


def begin(client: TestClient, question: str, **headers: str) -> str:
    reply = client.post("/api/v1/ask", json={"question": question}, headers=headers)
    assert reply.status_code == 200, reply.text
    conversation: str = reply.json()["conversation"]
    return conversation


def go_on(client: TestClient, conversation: str, **headers: str) -> Response:
    body = {"question": "Văn bản đó ban hành ngày nào?", "conversation": conversation}
    return client.post("/api/v1/ask", json=body, headers=headers)


def test_a_conversation_is_the_keys_that_began_it(world: World) -> None:
    client, mine, others = world.office, world.keys["internal"], world.keys["other"]
    client.cookies.clear()
    conversation = begin(client, FIRST, **{"X-API-Key": mine})
    assert go_on(client, conversation, **{"X-API-Key": mine}).json()["restored"]
    browser = {"Sec-Fetch-Site": "same-origin"}
    for headers in ({"X-API-Key": others}, {}, browser):
        assert go_on(client, conversation, **headers).status_code == 404
        path = f"/api/v1/conversations/{conversation}"
        assert client.delete(path, headers=headers).status_code == 404
    assert go_on(client, conversation, **{"X-API-Key": mine}).status_code == 200
    assert not client.cookies


def test_a_conversation_is_the_browsers_that_began_it(world: World) -> None:
    client, browser = world.office, {"Sec-Fetch-Site": "same-origin"}
    client.cookies.clear()
    reply = client.post("/api/v1/ask", json={"question": FIRST}, headers=browser)
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    conversation = reply.json()["conversation"]
    assert go_on(client, conversation, **browser).json()["restored"]
    mine = dict(client.cookies)
    client.cookies.clear()
    for cookies in ({}, {"assistant_browser": "A" * 32}, {"assistant_browser": "key:x"}):
        client.cookies.update(cookies)
        assert go_on(client, conversation, **browser).status_code == 404
        client.cookies.clear()
    headers = {"X-API-Key": world.keys["internal"]}
    client.cookies.update(mine)
    assert go_on(client, conversation, **headers).status_code == 404
    assert client.delete(f"/api/v1/conversations/{conversation}").status_code == 204
    assert go_on(client, conversation, **browser).status_code == 404


def test_a_cookie_cannot_stand_for_a_key(world: World) -> None:
    """Whoever learns a key's id, which is no secret, must not get at its conversations."""
    client = world.office
    client.cookies.clear()
    conversation = begin(client, FIRST, **{"X-API-Key": world.keys["internal"]})
    key_id = world.keys["internal"].rpartition("_")[0][:18]
    for cookie in (f"key:{key_id}", key_id, "key:" + key_id.ljust(28, "_")):
        client.cookies.set("assistant_browser", cookie)
        assert go_on(client, conversation).status_code == 404
        client.cookies.clear()


@pytest.mark.parametrize("path", ["/", "/documents", "/api/v1/documents", "/api/v1/search?q=a"])
def test_no_cookie_is_set_where_no_conversation_is_begun(world: World, path: str) -> None:
    world.office.cookies.clear()
    assert "set-cookie" not in world.office.get(path).headers
