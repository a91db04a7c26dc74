"""`assistant serve` as people run it: a process of its own, stopped by a signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

COMMAND = Path(sys.executable).parent / "assistant"


@dataclass
class Service:
    """The command `assistant serve`, running."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    state: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, seconds: float = 30) -> int:
        """Asks it to stop as an administrator does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def serving(index: Path, folder: Path, *options: str, **variables: str) -> Iterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder.mkdir(parents=True, exist_ok=True)
    given = {
        "ASSISTANT_STATE": str(folder / "state.sqlite"),
        "ASSISTANT_HTTP__RATE_PER_ADDRESS": "0",
        "ASSISTANT_HTTP__WORKERS": "1",
        **variables,
    }
    command = [str(COMMAND), "serve", "--index", str(index), "--port", str(port), *options]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **given}, stdout=log, stderr=log
        )
    service = Service(process, port, folder / "log", folder / "state.sqlite")
    try:
        wait_until(lambda: _is_up(service))
        yield service
    finally:
        try:
            service.stop()
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def _is_up(service: Service) -> bool:
    if service.process.poll() is not None:
        raise AssertionError(service.log.read_text("utf-8"))
    try:
        return httpx.get(f"{service.url}/health/live", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it never came about"
        time.sleep(0.05)
