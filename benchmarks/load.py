"""The HTTP service under load, from a process beside it.

    python -m benchmarks load [--cache DIR] [--seconds 60] [--workers 2]

All connections ask one question after another, none again before all others: searches first, then
questions to be answered. Midway through each a new build of the index is published by a process of
its own; a question about a document that only the new build holds tells when replies change.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from assistant.embedding import load_encoder
from assistant.faces.terminal import progress_bar
from assistant.index import Index
from assistant.index.build import build_index
from assistant.service import Assistant
from benchmarks.corpus import make_corpus
from benchmarks.queries import make_questions
from benchmarks.report import COMMAND, milliseconds

# What the project promises on two cores, the load beside it.
FLOORS = {"search": 80.0, "ask": 35.0}
MOST_P95_MS = 800.0
_GROWTH = 1.1  # memory is flat where the last third stays within this of the middle one
_TIMEOUT = 30.0
_WORD = "Quỳnh Lưu Khê"
_ASKED = f"Thôn {_WORD} nộp sổ theo dõi trước ngày nào?"
_PUBLISHED = """---
title: "Thông báo nộp sổ theo dõi tại thôn {word}"
kind: TB
number: {number}-TB/HU
---

Thôn {word} nộp sổ theo dõi trước ngày {day}/5/2024.
"""


@dataclass
class Tally:
    """What came of the requests of one phase."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.seconds += other.seconds
        self.statuses += other.statuses
        self.errors += other.errors


class Client:
    """One connection, kept open. A request on it raises OSError or HTTPException."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)

    def search(self, text: str) -> tuple[int, bytes]:
        return self._send("GET", f"/api/v1/search?{urlencode({'q': text})}")

    def ask(self, text: str) -> tuple[int, bytes]:
        return self._send("POST", "/api/v1/ask", json.dumps({"question": text}))

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path)

    def close(self) -> None:
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        return reply.status, reply.read()


@contextmanager
def serving(index: Path, workers: int, state: Path) -> Iterator[tuple[int, int]]:
    """The service in a process of its own: its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [str(COMMAND), "serve"]
    options = ["--index", str(index), "--port", str(port), "--workers", str(workers)]
    variables = {
        **os.environ,
        "ASSISTANT_STATE": str(state / "state.sqlite"),
        "ASSISTANT_HTTP__RATE_PER_ADDRESS": "0",
    }
    with (state / "log").open("wb") as log:
        process = subprocess.Popen([*command, *options], env=variables, stdout=log, stderr=log)
        try:
            _wait_until_ready(port, process)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_TIMEOUT)


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _TIMEOUT
    while time.monotonic() < ends and process.poll() is None:
        client = Client(port)
        try:
            if client.get("/health/ready")[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            client.close()
    raise RuntimeError("the service does not get ready")


def put_under_load(
    port: int, way: str, questions: Sequence[str], seconds: float, connections: int
) -> Tally:
    """Asks the questions in turn over all connections for so long."""
    waiting, lock = cycle(questions), threading.Lock()
    ends = time.perf_counter() + seconds
    tallies = [Tally() for _ in range(connections)]

    def work(tally: Tally) -> None:
        client = Client(port)
        send = client.search if way == "search" else client.ask
        while time.perf_counter() < ends:
            with lock:
                question = next(waiting)
            begin = time.perf_counter()
            try:
                status, _ = send(question)
                tally.statuses[status] += 1
            except (OSError, http.client.HTTPException) as error:
                tally.errors[type(error).__name__] += 1
                client.close()
            tally.seconds.append(time.perf_counter() - begin)
        client.close()

    threads = [threading.Thread(target=work, args=(tally,)) for tally in tallies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


class Publisher(threading.Thread):
    """Publishes a build midway, and notes how long it took until replies changed."""

    def __init__(self, port: int, folder: Path, corpus: Path, after: float, number: int) -> None:
        super().__init__()
        self._port, self._folder, self._corpus = port, folder, corpus
        self._after, self._number = after, number
        self.seconds_to_build: float | None = None
        self.seconds_to_change: float | None = None

    def run(self) -> None:
        time.sleep(self._after)
        day = str(10 + self._number)
        text = _PUBLISHED.format(word=_WORD, number=self._number, day=day)
        (self._folder / "new").mkdir(exist_ok=True)
        (self._folder / "new" / "published.md").write_text(text, "utf-8")
        begin = time.perf_counter()
        corpora = ["--corpus", str(self._corpus), "--corpus", str(self._folder / "new")]
        command = [str(COMMAND), "index", "--quiet", "--index", str(self._folder / "index")]
        subprocess.run([*command, *corpora], check=True)
        built = time.perf_counter()
        self.seconds_to_build = built - begin
        client = Client(self._port)
        while time.perf_counter() < built + _TIMEOUT:
            _, reply = client.ask(_ASKED)
            if f"trước ngày {day}/5/2024" in json.loads(reply)["answer"]:
                self.seconds_to_change = time.perf_counter() - built
                break
            time.sleep(0.1)
        client.close()


class Memory(threading.Thread):
    """Resident memory of a process and its children, in MB, twice a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._stopped = threading.Event()
        self.samples: list[float] = []

    def run(self) -> None:
        while not self._stopped.wait(0.5):
            self.samples.append(sum(map(_rss_mb, [self._pid, *_children(self._pid)])))

    def stop(self) -> dict[str, Any]:
        self._stopped.set()
        self.join()
        third = max(1, len(self.samples) // 3)
        begin, middle = max(self.samples[:third]), max(self.samples[third : 2 * third])
        end = max(self.samples[-third:])
        return {
            "first_third": round(begin),
            "second_third": round(middle),
            "last_third": round(end),
            "flat": end <= _GROWTH * max(begin, middle),
        }


def run(
    folder: Path, passages: int, seconds: float, connections: int, workers: int
) -> dict[str, Any]:
    """Builds the index in `folder`, or takes the one that is there, and puts it under load."""
    corpus, index = folder / f"corpus-{passages}", folder / f"index-{passages}"
    if not corpus.exists():
        make_corpus(corpus, passages)
    encoder = load_encoder("bundled")
    with progress_bar(quiet=False) as progress:
        report = build_index([corpus], index, encoder, progress=progress)
    with Index.open(index, encoder) as opened:
        questions = list(dict.fromkeys(make_questions(Assistant(opened, encoder), 40_000)))
    phases: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="assistant-load-") as temporary:
        scratch = Path(temporary)
        shutil.copytree(index, scratch / "index")  # a later run finds the kept one as it was
        with serving(scratch / "index", workers, scratch) as (port, pid):
            for number, way in enumerate(FLOORS):
                half = len(questions) // 2
                part = questions[number * half : (number + 1) * half]
                put_under_load(port, way, part[-500:], 2, connections)  # warm
                publisher = Publisher(port, scratch, corpus, seconds / 3, number)
                memory = Memory(pid)
                memory.start()
                publisher.start()
                used = _cpu_seconds(pid)
                tally = put_under_load(port, way, part, seconds, connections)
                used = _cpu_seconds(pid) - used
                publisher.join()
                phases[way] = _figures(way, tally, seconds, publisher, memory)
                phases[way]["cpu_ms_each"] = round(1000 * used / max(1, len(tally.seconds)), 1)
    return {
        "passages": report.passages,
        "seconds": seconds,
        "connections": connections,
        "workers": workers,
        **phases,
    }


def _figures(
    way: str, tally: Tally, seconds: float, publisher: Publisher, memory: Memory
) -> dict[str, Any]:
    times = milliseconds(tally.seconds)
    good = tally.statuses[http.client.OK]
    failed = len(tally.seconds) - good
    rss = memory.stop()
    return {
        "per_second": round(good / seconds, 1),
        "ms": {**times, "max": round(1000 * max(tally.seconds), 1)},
        "failed": failed,
        "statuses": {str(status): count for status, count in tally.statuses.items()},
        "errors": dict(tally.errors),
        "rebuild": {
            "seconds_to_build": publisher.seconds_to_build,
            "seconds_until_replies_changed": publisher.seconds_to_change,
        },
        "rss_mb": rss,
        "within": good / seconds >= FLOORS[way]
        and times["p95"] <= MOST_P95_MS
        and not failed
        and rss["flat"]
        and publisher.seconds_to_change is not None,
    }


def _rss_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_seconds(pid: int) -> float:
    """What a process and its children have used of the processors."""
    ticks = 0
    for one in (pid, *_children(pid)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    try:
        direct = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in direct for found in (int(child), *_children(int(child)))]
