"""What the portal's developers rely on: bodies, statuses, headers."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from pydantic import BaseModel

from assistant.faces.http import models
from assistant.faces.http.logs import JsonFormatter
from assistant.settings import Settings
from assistant.state import Feedback, StateFile

VIETNAMESE = "Thời hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?"
DUE = "trước ngày 23/3/2023"
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,vi;q=0.5"}


def ask(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    reply = client.post("/api/v1/ask", json={"question": question, **more})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def first_document(client: TestClient, **params: str) -> str:
    listed = client.get("/api/v1/documents", params=params).json()
    return str(listed["documents"][0]["id"])


# --- Asking and searching


@pytest.mark.parametrize(
    "question",
    [
        VIETNAMESE,
        "thoi han cap co so cua huyen vinh loi gui bao cao la khi nao",
        "what is the deadline for base-level reports",
    ],
)
def test_the_question_is_answered_with_its_source(client: TestClient, question: str) -> None:
    answer = ask(client, question)
    assert answer["outcome"] == "answered"
    assert answer["statements"][0]["value"] == DUE
    citation = answer["citations"][0]
    whole = client.get(f"/api/v1/documents/{citation['document_id']}").json()
    assert whole["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert DUE in citation["quote"]
    where = f"start={citation['start']}&end={citation['end']}#quote"
    path = f"/documents/{citation['document_id']}?{where}"
    assert citation["link"] == f"https://hoi.example{path}"
    assert client.get(path).status_code == 200


def test_a_conversation_goes_on_until_it_is_deleted(client: TestClient) -> None:
    begun = ask(client, "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?")
    address = f"/api/v1/conversations/{begun['conversation']}"
    followed = ask(client, "Còn cấp huyện thì sao?", conversation=begun["conversation"])
    assert followed["conversation"] == begun["conversation"]
    assert "huyện" in followed["restored"]
    assert "Vĩnh Lợi" in followed["restored"]
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    gone = client.post(
        "/api/v1/ask",
        json={"question": "Còn cấp huyện?", "conversation": begun["conversation"]},
    )
    assert gone.status_code == 404
    assert gone.json()["code"] == "conversation_not_found"


def test_a_program_without_cookies_can_go_on_and_nothing_is_kept_unasked(
    client: TestClient,
) -> None:
    client.cookies.clear()
    reply = client.post("/api/v1/ask", json={"question": VIETNAMESE, "conversation": None})
    assert "set-cookie" not in reply.headers
    again = ask(client, "Còn cấp huyện thì sao?", conversation=reply.json()["conversation"])
    assert again["outcome"] in ("answered", "several", "not_found")
    assert ask(client, VIETNAMESE, remember=False)["conversation"] is None


def test_a_browser_s_conversation_is_that_browser_s(client: TestClient) -> None:
    client.cookies.clear()
    browser = {"Sec-Fetch-Site": "same-origin"}
    reply = client.post("/api/v1/ask", json={"question": VIETNAMESE}, headers=browser)
    assert "httponly" in reply.headers["set-cookie"].lower()
    body = {"question": "Còn cấp huyện?", "conversation": reply.json()["conversation"]}
    assert client.post("/api/v1/ask", json=body).status_code == 200
    client.cookies.clear()
    assert client.post("/api/v1/ask", json=body, headers=browser).status_code == 404
    assert client.post("/api/v1/ask", json=body).status_code == 404


def test_filters_narrow_and_a_note_tells_what_there_is(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "kiểm điểm", "kind": "KH", "k": 3}).json()
    assert {hit["kind"] for hit in found["hits"]} == {"KH"}
    assert found["note"] is None
    none = client.get("/api/v1/search", params={"q": "kiểm điểm", "place": "Hà Giang"}).json()
    assert none["hits"] == []
    assert "Hiện có" in none["note"]
    dated = client.get(
        "/api/v1/documents", params={"from": "2023-04-01", "to": "2023-04-30"}
    ).json()
    assert dated["total"] == len(dated["documents"]) > 0
    assert all(one["date"].startswith("2023-04") for one in dated["documents"])


def test_suggestions_need_no_accents_and_begin_with_what_begins_so(client: TestClient) -> None:
    found = client.get("/api/v1/suggest", params={"q": "60"}).json()["suggestions"]
    assert found[0]["text"] == "60-KH/TU"
    found = client.get("/api/v1/suggest", params={"q": "ke hoach kiem di"}).json()["suggestions"]
    assert found
    assert found[0]["text"].startswith("Kế hoạch kiểm điểm")
    assert client.get("/api/v1/suggest", params={"q": "…"}).json() == {"suggestions": []}


def test_counts_follow_the_filters_but_each_its_own(client: TestClient) -> None:
    everything = client.get("/api/v1/facets").json()
    kinds = {one["value"]: one["count"] for one in everything["kind"]}
    assert sum(kinds.values()) == everything["total"]
    within = client.get("/api/v1/facets", params={"kind": "ke hoach"}).json()
    assert within["total"] == kinds["KH"]
    assert {one["value"]: one["count"] for one in within["kind"]} == kinds
    plans = client.get("/api/v1/documents", params={"kind": "KH"}).json()["documents"]
    dated = [one["date"] for one in plans if one["date"]]
    assert sum(one["count"] for one in within["year"]) == len(dated) > 0


def test_the_calendar_holds_the_days_that_the_register_names(client: TestClient) -> None:
    listed = client.get("/api/v1/deadlines").json()
    days = sorted(one["due"] for one in listed["deadlines"] if one["due"])
    reply = client.get("/api/v1/deadlines.ics")
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(reply.content).walk("VEVENT")
    assert sorted(str(event.decoded("dtstart")) for event in events) == days
    march = client.get("/api/v1/deadlines", params={"from": "2023-03-01", "to": "2023-03-31"})
    assert [one["due"] for one in march.json()["deadlines"] if one["due"] == "2023-03-23"]


def test_feedback_is_kept_without_the_question(client: TestClient, settings: Settings) -> None:
    given = {"verdict": "down", "outcome": "not_found", "documents": ["a1"], "question": "bí mật"}
    assert client.post("/api/v1/feedback", json=given).status_code == 204
    kept = Feedback(StateFile(settings.state)).all()[0]
    assert (kept.verdict, kept.outcome, kept.documents) == ("down", "not_found", ("a1",))
    assert kept.question is None


def test_replies_are_what_the_openapi_document_says(client: TestClient) -> None:
    document = client.get("/api/v1/documents").json()["documents"][0]["id"]
    whole = client.get(f"/api/v1/documents/{document}").json()
    passage = f"/api/v1/documents/{document}/passages/{whole['passages'][0]['id']}"
    bodies: list[tuple[type[BaseModel], Any]] = [
        (models.AnswerReply, ask(client, VIETNAMESE)),
        (models.SearchReply, client.get("/api/v1/search?q=kiem diem").json()),
        (models.DocumentsReply, client.get("/api/v1/documents").json()),
        (models.WholeDocumentReply, whole),
        (models.PassageReply, client.get(passage).json()),
        (models.DeadlinesReply, client.get("/api/v1/deadlines").json()),
        (models.SuggestionsReply, client.get("/api/v1/suggest?q=ke").json()),
        (models.FacetsReply, client.get("/api/v1/facets").json()),
        (models.ReadyReply, client.get("/health/ready").json()),
    ]
    for model, body in bodies:
        assert model.model_validate(body).model_dump(mode="json") == body, model


# --- Documents and files


def test_passages_lead_on_to_one_another(client: TestClient) -> None:
    document = first_document(client)
    whole = client.get(f"/api/v1/documents/{document}").json()
    at, read = whole["passages"][0]["id"], []
    while at:
        passage = client.get(f"/api/v1/documents/{document}/passages/{at}").json()
        assert whole["text"][passage["start"] : passage["end"]] == passage["text"]
        read.append(at)
        at = passage["next"]
    assert read == [one["id"] for one in whole["passages"]]
    other = client.get("/api/v1/documents?limit=1&offset=1").json()["documents"][0]["id"]
    assert client.get(f"/api/v1/documents/{other}/passages/{read[0]}").status_code == 404


def test_a_file_comes_as_it_was_indexed_and_as_an_attachment(
    client: TestClient, settings: Settings
) -> None:
    for document in client.get("/api/v1/documents").json()["documents"]:
        path = Path(settings.corpus[0], document["source"])
        for inline in ("", "?inline=true"):
            reply = client.get(f"/api/v1/documents/{document['id']}/file{inline}")
            assert reply.content == path.read_bytes()
            shown = inline and path.suffix == ".pdf"
            kind = "inline" if shown else "attachment"
            assert reply.headers["content-disposition"].startswith(f"{kind}; filename=")
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in reply.headers["content-security-policy"]
            assert "script" not in reply.headers["content-security-policy"]
        if path.suffix == ".pdf":
            assert reply.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("harm", ["changed", "gone", "link"])
def test_a_file_that_is_no_longer_the_one_that_was_indexed_is_not_given(
    client: TestClient, settings: Settings, tmp_path: Path, harm: str
) -> None:
    document = first_document(client, kind="CT")
    source = client.get(f"/api/v1/documents/{document}").json()["source"]
    path = Path(settings.corpus[0], source)
    kept = tmp_path / "kept"
    path.rename(kept)
    try:
        if harm == "changed":
            path.write_bytes(kept.read_bytes() + b"\nM\xe1\xba\xacT")
        elif harm == "link":  # leads out of the corpus, to the very same bytes
            path.symlink_to(kept)
        reply = client.get(f"/api/v1/documents/{document}/file")
        assert reply.status_code == 409
        assert reply.json()["code"] == "file_changed"
        assert source not in reply.text
    finally:
        path.unlink(missing_ok=True)
        kept.rename(path)
    assert client.get(f"/api/v1/documents/{document}/file").status_code == 200


# --- Caching, compression, other origins


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=kiem+diem",
        "/api/v1/documents",
        "/api/v1/documents/{id}",
        "/api/v1/documents/{id}/file",
        "/api/v1/deadlines",
        "/api/v1/deadlines.ics",
        "/api/v1/suggest?q=ke",
        "/api/v1/facets",
    ],
)
def test_what_the_client_holds_is_not_sent_again(client: TestClient, path: str) -> None:
    path = path.format(id=first_document(client))
    first = client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    held = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    again = client.get(path, headers=held)
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    changed = client.get(path + ("&" if "?" in path else "?") + "kind=KH", headers=held)
    assert changed.status_code == 200


def test_large_replies_are_compressed(client: TestClient) -> None:
    reply = client.get("/api/v1/deadlines", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["vary"]


def test_only_origins_that_are_set_may_call(client: TestClient) -> None:
    asked = {"Access-Control-Request-Method": "POST"}
    ours = {"Origin": "https://portal.example", **asked}
    theirs = {"Origin": "https://evil.example", **asked}
    allowed = client.options("/api/v1/ask", headers=ours)
    assert allowed.headers["access-control-allow-origin"] == "https://portal.example"
    assert "access-control-allow-credentials" not in allowed.headers
    told = client.get("/api/v1/facets", headers=ours).headers["access-control-expose-headers"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(told.split(", "))
    refused = client.options("/api/v1/ask", headers=theirs)
    assert "access-control-allow-origin" not in refused.headers


# --- Errors


def fields(reply: httpx2.Response) -> dict[str, str]:
    return {one["field"]: one["message"] for one in reply.json()["errors"]}


Call = Callable[[TestClient], httpx2.Response]


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (lambda c: c.get("/api/v1/nothing"), 404, "not_found"),
        (lambda c: c.get("/api/v1/documents/000000000000"), 404, "document_not_found"),
        (lambda c: c.get("/api/v1/ask"), 405, "method_not_allowed"),
        (lambda c: c.post("/api/v1/ask", content=b"x" * 70_000), 413, "too_large"),
        (lambda c: c.post("/api/v1/ask", content=iter([b"x" * 40_000] * 2)), 413, "too_large"),
        (lambda c: c.post("/api/v1/ask", json={"question": "?!"}), 422, "unusable_question"),
        (lambda c: c.post("/api/v1/ask", json={}), 422, "invalid_request"),
        (lambda c: c.post("/api/v1/ask", content=b"{"), 422, "invalid_request"),
        (lambda c: c.get("/api/v1/search?q=a&kind=zz"), 422, "invalid_request"),
        (lambda c: c.get("/api/v1/search?q=" + "a" * 2001), 422, "invalid_request"),
        (lambda c: c.get("/api/v1/search?q=a", headers={"X-API-Key": "x"}), 401, "key_refused"),
    ],
)
def test_every_error_is_a_problem_in_the_reader_s_language(
    client: TestClient, call: Call, status: int, code: str
) -> None:
    reply = call(client)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == reply.headers["x-request-id"]
    assert not problem["detail"].isascii()
    client.headers.update(ENGLISH)
    try:
        assert call(client).json()["detail"].replace("–", "-").isascii()
    finally:
        client.headers.pop("Accept-Language")


def test_a_wrong_field_is_named_with_what_it_should_be(client: TestClient) -> None:
    reply = client.get("/api/v1/search", params={"k": "0", "from": "3/2023", "q": ""})
    assert set(fields(reply)) == {"k", "from", "q"}
    assert fields(reply)["k"] == "k phải từ 1 trở lên"
    assert "2023-03-20" in fields(reply)["from"]
    reply = client.get("/api/v1/search?q=a&from=2023-05-01&to=2023-04-01", headers=ENGLISH)
    assert fields(reply) == {"from": "from must be a day not after to"}
    reply = client.post("/api/v1/ask", json={"question": "a", "unknown": 1}, headers=ENGLISH)
    assert fields(reply) == {"unknown": "unknown is no field that is taken"}


def test_what_fails_unexpectedly_tells_nothing_but_its_id(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("/a/path/of/ours")

    monkeypatch.setattr("assistant.service.Assistant.search", fail)
    reply = client.get("/api/v1/search?q=a", headers={"X-Request-ID": "portal-17"})
    assert reply.status_code == 500
    assert reply.json()["request_id"] == "portal-17" == reply.headers["x-request-id"]
    assert "ours" not in reply.text
    failed = next(record for record in caplog.records if record.exc_info)
    assert getattr(failed, "request_id", None) == "portal-17"


def test_an_id_that_could_forge_a_log_line_is_replaced(client: TestClient) -> None:
    reply = client.get("/health/live", headers={"X-Request-ID": 'a" "b'})
    assert reply.headers["x-request-id"] not in ('a" "b', "")


# --- What is told to those who run it


def test_the_log_holds_no_question_and_the_metrics_no_path(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        ask(client, "bao giờ nộp báo cáo vàng anh")
        client.get("/api/v1/search?q=vàng anh")
        client.get("/api/v1/documents/vàng-anh")
        client.get("/vàng-anh")
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["route"] for line in requests] == [
        "/api/v1/ask",
        "/api/v1/search",
        "/api/v1/documents/{document_id}",
        "(none)",
    ]
    assert requests[0]["outcome"]
    ours = [line for line in lines if line["logger"].startswith("assistant")]
    assert "anh" not in json.dumps(ours, ensure_ascii=False)
    told = client.get("/metrics").text
    assert "anh" not in told
    assert 'assistant_http_requests_total{method="GET",route="(none)",status="404"}' in told
    assert "assistant_answers_total{outcome=" in told
    build = client.get("/health/ready").json()["build"]
    assert f'build="{build}"' in told
    assert "assistant_index_passages" in told


def test_every_reply_bears_the_headers_that_guard_it(client: TestClient) -> None:
    for path in ("/", "/api/v1/facets", "/nothing", "/health/live", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
