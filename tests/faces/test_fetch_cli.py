"""`assistant fetch` from a server on loopback, as typed."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import made_pages
import pytest

from assistant.documents import fetch
from assistant.faces.cli import main


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/tin"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(made_pages.modern().encode() if found else b"")

    def log_message(self, format: str, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://bao.example:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name leads to this machine, as none may otherwise."""
    defaults = (lambda host, port: ["127.0.0.1"], None)
    monkeypatch.setattr(fetch.Fetcher.__init__, "__defaults__", defaults)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    sys.argv = ["assistant", "fetch", *arguments]
    with pytest.raises(SystemExit) as left:
        main()
    out, err = capsys.readouterr()
    code = left.value.code
    return (code if isinstance(code, int) else 0), out, " ".join(err.split())


@pytest.mark.usefixtures("loopback")
def test_a_page_is_saved_and_said_so(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, f"{site}/tin", "--into", str(tmp_path / "tin"))
    assert (code, err) == (0, "")
    assert f"Saved: {made_pages.HEADLINE}" in out
    (path,) = (tmp_path / "tin").iterdir()
    assert str(path) in out
    code, out, _ = run(capsys, f"{site}/tin", "--into", str(tmp_path / "tin"))
    assert code == 0
    assert "--update" in out


@pytest.mark.usefixtures("loopback")
def test_what_is_refused_stops_no_other_page(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = [f"{site}/khong", f"{site}/tin", "ftp://bao.example/a"]
    code, out, err = run(capsys, *urls, "--into", str(tmp_path), "--json")
    assert code == 1
    shown = json.loads(out)
    (page,) = shown["pages"]
    assert (page["outcome"], page["title"]) == ("saved", made_pages.HEADLINE)
    assert Path(page["path"]).parent == tmp_path
    assert [one["url"] for one in shown["refused"]] == [urls[0], urls[2]]
    assert all(one["reason"] and one["remedy"] for one in shown["refused"])
    assert "no such page (404). Check the address." in err
    assert "Traceback" not in err


def test_pages_of_the_own_network_are_refused(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = site.replace("bao.example", "127.0.0.1")
    code, out, err = run(capsys, f"{url}/tin", "--into", str(tmp_path / "tin"))
    assert (code, out) == (1, "")
    assert "not on the public internet" in err
    assert not (tmp_path / "tin").exists()


def test_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "https://bao.example/")[0] == 2
    assert run(capsys, "--into", "tin")[0] == 2
