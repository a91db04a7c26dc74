"""The service as a process: signals, slow clients, several workers, rebuilds under load."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from http_office import Office, build_office
from serving import COMMAND, Service, serving, wait_until

from assistant.embedding.encoder import Encoder

QUESTION = "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?"


@pytest.fixture(scope="module")
def service(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(office.index, tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.soak)])
def test_sigterm_finishes_what_is_in_flight(office: Office, tmp_path: Path, workers: str) -> None:
    with serving(office.index, tmp_path, "--workers", workers) as service:
        wait_until(lambda: httpx.get(f"{service.url}/health/ready").status_code == 200)
        stopping = threading.Event()
        answered: list[int] = []
        cut: list[str] = []
        refused: list[float] = []

        def ask() -> None:
            with httpx.Client(timeout=30) as client:
                while not refused:
                    begun = time.monotonic()
                    try:
                        reply = client.post(
                            f"{service.url}/api/v1/ask", json={"question": QUESTION}
                        )
                        answered.append(reply.status_code)
                    except httpx.ConnectError:
                        refused.append(begun)
                    except httpx.TransportError as error:
                        # A connection that stood idle may be closed before its next request
                        # arrives; of one that was taken, a reply is owed.
                        if not stopping.is_set() or not isinstance(
                            error, httpx.RemoteProtocolError | httpx.ReadError
                        ):
                            cut.append(repr(error))
                        refused.append(begun)

        with ThreadPoolExecutor(8) as pool:
            asking = [pool.submit(ask) for _ in range(8)]
            wait_until(lambda: len(answered) > 20)
            stopping.set()
            code = service.stop(20)
            for one in asking:
                one.result()
        assert code in (0, -signal.SIGTERM)
        assert set(answered) == {200}
        assert cut == []
    log = service.log.read_text("utf-8")
    assert "Traceback" not in log


def test_a_request_that_was_taken_is_answered_after_sigterm(office: Office, tmp_path: Path) -> None:
    with serving(office.index, tmp_path) as service:
        body = json.dumps({"question": QUESTION}).encode()
        head = (
            f"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        with socket.create_connection(("127.0.0.1", service.port)) as slow:
            slow.sendall(head + body[:10])  # its head was read, so it is in flight
            time.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(("127.0.0.1", service.port)).close()
            slow.sendall(body[10:])
            slow.settimeout(20)
            reply = b""
            while chunk := slow.recv(65536):
                reply += chunk
        assert reply.startswith(b"HTTP/1.1 200")
        assert "trước ngày 23/3/2023".encode() in reply
        service.stop()


def test_slow_and_half_open_connections_stop_nobody(service: Service) -> None:
    stuck = []
    try:
        for number in range(300):
            one = socket.create_connection(("127.0.0.1", service.port))
            stuck.append(one)
            if number % 3 == 1:
                one.sendall(b"GET /api/v1/search?q=a HTTP/1.1\r\nHost: a\r\nX-Slow: ")
            elif number % 3 == 2:
                one.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n{")
        with httpx.Client(timeout=10) as client:
            for _ in range(5):
                begin = time.monotonic()
                reply = client.post(f"{service.url}/api/v1/ask", json={"question": QUESTION})
                assert reply.status_code == 200
                assert time.monotonic() - begin < 5
    finally:
        for one in stuck:
            one.close()


def test_head_gives_what_get_gives_but_the_body(service: Service) -> None:
    with httpx.Client(base_url=service.url) as client:
        for path in ("/", "/api/v1/documents", "/health/live", "/nothing"):
            whole, head = client.get(path), client.head(path)
            assert head.status_code == whole.status_code
            assert head.headers["content-type"] == whole.headers["content-type"]
            assert head.content == b""


@pytest.mark.soak
def test_connections_that_never_ask_are_closed(service: Service) -> None:
    begun = [b"", b"GET / HTTP/1.1\r\nHost", b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\n"
             b"Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"]  # fmt: skip
    for sent in begun:
        with socket.create_connection(("127.0.0.1", service.port)) as one:
            one.settimeout(30)
            one.sendall(sent)
            reply = b""
            while chunk := one.recv(65536):
                reply += chunk
            assert reply == b"" or b" 408 " in reply.split(b"\r\n")[0]


@contextmanager
def searching(url: str, clients: int) -> Iterator[None]:
    """So many clients search all the while, each over one connection; none of them may fail."""
    stopped = threading.Event()

    def search() -> set[int]:
        statuses = set()
        with httpx.Client(timeout=30) as client:
            while not stopped.is_set():
                reply = client.get(f"{url}/api/v1/search", params={"q": "kiểm điểm"})
                statuses.add(reply.status_code)
        return statuses

    with ThreadPoolExecutor(clients) as threads:
        asked = [threads.submit(search) for _ in range(clients)]
        try:
            yield
        finally:
            stopped.set()
        assert set().union(*(one.result() for one in asked)) == {200}


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.soak), "2"])
def test_a_rebuild_under_load_fails_nobody_and_changes_the_answers(
    encoder: Encoder, tmp_path: Path, workers: str
) -> None:
    office = build_office(tmp_path / "office", encoder)
    new = "Khi nào thôn Bến Gạo nộp sổ theo dõi?"
    with serving(office.index, tmp_path / "service", "--workers", workers) as service:
        wait_until(lambda: httpx.get(f"{service.url}/health/ready").status_code == 200)

        def holds_new() -> bool:
            replies = [
                httpx.post(f"{service.url}/api/v1/ask", json={"question": new}, timeout=30)
                for _ in range(6)  # whichever worker takes it
            ]
            return all("trước ngày 9/8/2024" in one.json()["answer"] for one in replies)

        with searching(service.url, 4):
            assert not holds_new()
            text = "# Thông báo thôn Bến Gạo\n\nThôn Bến Gạo nộp sổ theo dõi trước ngày 9/8/2024."
            (office.corpus / "moi.md").write_text(text, "utf-8")
            command = [str(COMMAND), "index", "--quiet", "--corpus", str(office.corpus)]
            subprocess.run([*command, "--index", str(office.index)], check=True)
            wait_until(holds_new, 20)


def test_connections_are_shared_out_among_workers(office: Office, tmp_path: Path) -> None:
    with serving(office.index, tmp_path, ASSISTANT_HTTP__WORKERS="2") as service:
        wait_until(lambda: httpx.get(f"{service.url}/health/ready").status_code == 200)
        idle = _sockets(service.process.pid)

        def is_even() -> bool:
            more = [
                count - idle.get(pid, 0) for pid, count in _sockets(service.process.pid).items()
            ]
            of_workers = sorted(more)[-2:]
            return sum(of_workers) >= 14 and of_workers[0] >= 5

        with searching(service.url, 16):
            wait_until(is_even, 20)


def _sockets(parent: int) -> dict[int, int]:
    """How many sockets each child of a process has open."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(child): _open_sockets(Path(f"/proc/{child}/fd")) for child in children}


def _open_sockets(descriptors: Path) -> int:
    count = 0
    for one in descriptors.iterdir():
        with suppress(FileNotFoundError):
            count += str(one.readlink()).startswith("socket:")
    return count


def test_workers_count_together(office: Office, tmp_path: Path) -> None:
    with serving(office.index, tmp_path, "--workers", "2") as service:
        for _ in range(40):
            assert httpx.get(f"{service.url}/api/v1/suggest?q=ke").status_code == 200
        counted = 'requests_total{method="GET",route="/api/v1/suggest",status="200"} 40.0'
        for _ in range(6):
            assert counted in httpx.get(f"{service.url}/metrics").text


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_cannot_start_fails_and_says_why(office: Office, tmp_path: Path, workers: str) -> None:
    command = [str(COMMAND), "serve", "--index", str(office.index), "--port", "0"]
    done = subprocess.run(
        [*command, "--workers", workers],
        env={**os.environ, "ASSISTANT_ENCODER": str(tmp_path / "nothing")},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    told = [json.loads(line) for line in done.stderr.decode().splitlines() if line[:1] == "{"]
    (reason, *_) = [line for line in told if line["event"] == "the service cannot start"]
    assert str(tmp_path / "nothing") in reason["reason"]
    assert reason["remedy"]
    assert b"Traceback" not in done.stderr


def test_it_starts_without_an_index_and_finds_one_later(tmp_path: Path, office: Office) -> None:
    index = tmp_path / "index"
    with serving(index, tmp_path / "service") as service:
        reply = httpx.get(f"{service.url}/health/ready")
        assert reply.status_code == 503
        assert reply.json()["code"] == "index_unavailable"
        assert reply.headers["retry-after"]
        assert str(tmp_path) not in reply.text
        index.symlink_to(office.index)
        wait_until(lambda: httpx.get(f"{service.url}/health/ready").status_code == 200)


def test_a_port_that_is_taken_is_said_in_one_line(service: Service, office: Office) -> None:
    done = subprocess.run(
        [str(COMMAND), "serve", "--index", str(office.index), "--port", str(service.port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert f"{service.port} cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr
