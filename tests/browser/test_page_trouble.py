"""Pages where something is wrong, and papers that not everybody may see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import made_papers
import pytest
from fastapi.testclient import TestClient

from assistant.embedding.encoder import Encoder
from assistant.errors import FileChanged, PageNotDrawn
from assistant.faces.http import page_image
from assistant.faces.http.app import create_app
from assistant.faces.http.page_words import LANGUAGES, RELATIONS, SUCCESSIONS, WORDS
from assistant.index.build import build_index
from assistant.settings import load_settings
from assistant.state import Keys, StateFile
from assistant.types import Access

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    found = tmp_path_factory.mktemp("trouble")
    made_papers.lay_out(found / "corpus")
    build_index([found / "corpus"], found / "index", encoder)
    return found


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    settings = load_settings(
        index=folder / "index", state=folder / "state.sqlite", http={"rate_per_address": 0}
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as found:
        yield found


def test_the_words_are_there_in_both_languages() -> None:
    assert LANGUAGES == tuple(WORDS) == tuple(RELATIONS) == tuple(SUCCESSIONS)
    assert WORDS["vi"].keys() == WORDS["en"].keys()
    assert RELATIONS["vi"].keys() == RELATIONS["en"].keys()


def test_a_missing_index_is_told_with_its_remedy(tmp_path: Path) -> None:
    settings = load_settings(index=tmp_path / "none", state=tmp_path / "state.sqlite")
    with TestClient(create_app(settings)) as client:
        reply = client.get("/", headers=HTML)
    assert reply.status_code == 503
    assert "Chưa có chỉ mục văn bản" in reply.text
    assert "assistant index" in reply.text
    assert str(tmp_path) not in reply.text


def test_who_asks_too_fast_is_told_to_wait(folder: Path, tmp_path: Path) -> None:
    settings = load_settings(
        index=folder / "index",
        state=tmp_path / "state.sqlite",
        http={"rate_per_address": 1, "rate_this_machine": True},
    )
    with TestClient(create_app(settings)) as client:
        replies = [client.get("/documents", headers=HTML) for _ in range(40)]
    slowed = replies[-1]
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert "chờ một lát" in slowed.text


def test_what_should_not_fail_says_so_without_a_trace(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("assistant.faces.http.page_views.statements", fail)
    reply = client.get("/", params={"q": "Hạn gửi báo cáo?"}, headers=HTML)
    assert reply.status_code == 500
    assert "Hệ thống gặp lỗi" in reply.text
    assert "a fault of ours" not in reply.text
    assert "/?q=" in reply.text  # to try again


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, "Không tìm thấy trang này"),
        ("/documents/0123456789ab", 404, "Không tìm thấy văn bản này"),
        ("/documents/..%2f..%2fetc%2fpasswd", 404, "Không tìm thấy"),
        ("/search?q=b%C3%A1o&from=h%C3%B4m", 422, "Chưa hiểu được yêu cầu"),
        ("/search?q=b%C3%A1o&kind=xyz", 422, "Chưa hiểu được yêu cầu"),
        ("/search?q=b%C3%A1o&page=x", 422, "Yêu cầu chưa đúng"),
        ("/?q=%3F%3F%3F", 422, "Chưa hiểu được yêu cầu"),
        ("/?q=" + "a" * 2001, 422, "Yêu cầu chưa đúng"),
        ("/deadlines?from=2024&to=2023", 422, "Chưa hiểu được yêu cầu"),
    ],
)
def test_wrong_addresses_say_what_to_do(
    client: TestClient, address: str, status: int, said: str
) -> None:
    reply = client.get(address, headers=HTML)
    assert (reply.status_code, said in reply.text) == (status, True)


@pytest.mark.parametrize("path", ["//elsewhere.example", "/\\elsewhere.example", "/%5Celsewhere"])
def test_a_strange_path_leads_nowhere_else(client: TestClient, path: str) -> None:
    reply = client.get(f"{client.base_url}{path}", headers=HTML)
    assert reply.status_code == 404
    assert 'href="//' not in reply.text
    assert 'href="/\\' not in reply.text


def test_programs_get_problem_details_instead(client: TestClient) -> None:
    reply = client.get("/documents/0123456789ab", headers={"Accept": "application/json"})
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_internal_papers_show_to_a_key_alone(client: TestClient, folder: Path) -> None:
    keys = Keys(StateFile(folder / "state.sqlite"))
    _, secret = keys.create("văn phòng", frozenset(Access))
    key = {"X-API-Key": secret, **HTML}
    opened = client.get("/documents", params={"number": "77-TB/HU"}, headers=key)
    assert "Hoàng Văn Kín" in opened.text
    assert "Lưu hành nội bộ" in opened.text
    assert opened.headers["Cache-Control"].startswith("private")
    document = opened.url.path
    for address in (
        "/",
        "/documents",
        "/documents?number=77-TB/HU",
        "/search?q=l%E1%BB%8Bch+tr%E1%BB%B1c+c%C6%A1+quan",
        "/?q=Ai+tr%E1%BB%B1c+c%C6%A1+quan+Sao+Mai%3F",
        "/deadlines",
        document,
        f"{document}/pages/1.png",
    ):
        seen = client.get(address, headers=HTML)
        assert "Kín" not in seen.text, address
        if address.startswith(document):
            assert seen.status_code == 404


def test_a_broken_or_endless_pdf_harms_nobody(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing of the kind")
    page = page_image.PdfPage(broken, _digest(broken), 1)
    with pytest.raises(PageNotDrawn, match="Page 1"):
        page_image.draw(page)


def test_a_file_that_was_exchanged_is_not_shown(folder: Path) -> None:
    path = folder / "corpus" / "dai.pdf"
    assert page_image.draw(page_image.PdfPage(path, _digest(path), 1))
    with pytest.raises(FileChanged, match="changed"):
        page_image.draw(page_image.PdfPage(path, "0" * 64, 1))
    with pytest.raises(FileChanged, match="cannot be read"):
        page_image.draw(page_image.PdfPage(path.with_name("gone.pdf"), "0" * 64, 1))


def test_a_page_takes_no_more_time_than_it_may(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "corpus" / "dai.pdf"
    monkeypatch.setattr(page_image, "_SECONDS", 0.001)
    with pytest.raises(PageNotDrawn, match="TimeoutExpired"):
        page_image.draw(page_image.PdfPage(path, _digest(path), 1))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
