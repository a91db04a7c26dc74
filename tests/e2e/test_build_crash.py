"""Builds that are killed, run out of disk or meet another builder: the last whole one stays."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder, FakeReader

from assistant.errors import AssistantError, BuildFailed, IndexBusy, IndexNotFound
from assistant.index import Index, current_build
from assistant.index.build import build_index

DOCUMENTS = 40
TESTS = Path(__file__).parent.parent

# Builds the index again and again, each time with one document changed, until it is killed. It
# prints a line whenever a build was published.
BUILDER = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from fakes import FakeEncoder, FakeReader
from assistant.index.build import build_index
folder = pathlib.Path(sys.argv[2])
for i in range(10_000):
    (folder / "corpus" / "đổi.txt").write_text(f"Lần {sys.argv[3]} {i}", encoding="utf-8")
    full = i % 2 == 0
    report = build_index(
        [folder / "corpus"], folder / "index", FakeEncoder(), read=FakeReader(), full=full
    )
    print(report.build, flush=True)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_corpus(tmp_path)
    return tmp_path


def write_corpus(folder: Path) -> None:
    (folder / "corpus").mkdir()
    for i in range(DOCUMENTS):
        text = f"Kế hoạch {i}\n\n" + f"Các xã báo cáo việc số {i} trước ngày 23/3/2023. " * 30
        (folder / "corpus" / f"kế hoạch {i}.txt").write_text(text, encoding="utf-8")


def build(folder: Path, *, full: bool = False) -> str:
    return build_index(
        [folder / "corpus"], folder / "index", FakeEncoder(), read=FakeReader(), full=full
    ).build


def assert_whole(folder: Path) -> str:
    """The live build opens, and each of its parts holds all; gives its name."""
    with Index.open(folder / "index", FakeEncoder()) as index:
        assert index.store.document_count >= DOCUMENTS
        for document in index.store.documents():
            rows = index.store.passage_rows_of(document.id)
            for passage in index.store.passages(rows.tolist()):
                assert document.text[passage.start : passage.end] == passage.text
        vectors = index.dense.vectors(np.arange(len(index.dense)))
        assert abs((vectors**2).sum(axis=1) - 1).max() < 1e-4
        found = index.lexical.search([[[("accented", "báo", 1.0)]]], 10**6)[0]
        assert {index.store.passages([row])[0].document_id for row in found.tolist()} == {
            d.id for d in index.store.documents() if d.source != "đổi.txt"
        }
        return index.build


def failure(work: Callable[[], object]) -> AssistantError | None:
    """What the work raises, if it fails."""
    try:
        work()
    except AssistantError as error:
        return error
    return None


@contextmanager
def builder_process(folder: Path, label: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(TESTS), str(folder), label],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        assert process.stdout.readline().strip(), "it publishes a first build"
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


def kill_at_random(folder: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    for i in range(kills):
        with builder_process(folder, f"{seed}-{i}") as process:
            time.sleep(rng.uniform(0, 0.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
            live = assert_whole(folder)
            assert process.stdout
            published = process.stdout.read().split()
            assert not published or live >= published[-1], "what was reported is what is live"
        following = build(folder, full=i % 2 == 0)
        assert current_build(folder / "index") == following == assert_whole(folder)
        names = [path.name for path in (folder / "index").iterdir()]
        assert not [name for name in names if name.startswith(".tmp-")]
        assert len(names) <= 2 + len([".lock", "CURRENT"]) + 1  # one killed just before CURRENT


def test_a_killed_build_leaves_the_last_whole_one(place: Path) -> None:
    kill_at_random(place, kills=5, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_builds_killed_many_times_leave_the_last_whole_one(place: Path, seed: int) -> None:
    kill_at_random(place, kills=12, seed=seed)


@pytest.mark.parametrize("stage", ["reading", "embedding", "indexing", "publishing", "renamed"])
def test_a_first_build_that_is_killed_leaves_no_index(place: Path, stage: str) -> None:
    program = """
import os, pathlib, signal, sys
sys.path.insert(0, sys.argv[1])
from fakes import FakeEncoder, FakeReader
from assistant.index import build, publish
folder, stage = pathlib.Path(sys.argv[2]), sys.argv[3]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
if stage == "publishing": build.publish = die
if stage == "renamed": publish.write_atomically = die
build.build_index(
    [folder / "corpus"], folder / "index", FakeEncoder(), read=FakeReader(),
    progress=lambda step: die() if (step.stage, step.done) == (stage, step.total) else None,
)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(TESTS), str(place), stage], check=False
    )
    assert run.returncode == -signal.SIGKILL
    with pytest.raises(IndexNotFound):
        Index.open(place / "index", None)
    assert build(place) == assert_whole(place)
    left = {path.name for path in (place / "index").iterdir()}
    assert left == {".lock", "CURRENT", current_build(place / "index")}


def test_two_builders_at_once(place: Path) -> None:
    program = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from fakes import FakeEncoder, FakeReader
from assistant.index.build import build_index
folder = pathlib.Path(sys.argv[2])
def hold(step):
    if step.stage == "indexing":
        print("in the middle", flush=True)
        sys.stdin.read()
build_index(
    [folder / "corpus"], folder / "index", FakeEncoder(), read=FakeReader(), progress=hold
)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(TESTS), str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "in the middle\n"
            begun = time.perf_counter()
            refused = failure(lambda: build(place))
            assert isinstance(refused, IndexBusy)
            assert time.perf_counter() - begun < 3
            assert str(place / "index") in refused.message
            assert [*(place / "index").glob(".tmp-*")], "the other one's work is left alone"
        finally:
            process.kill()
    assert build(place) == assert_whole(place), "the lock went with its process"


# What was done before a build was stopped is not done again.

STOPPED = """
import pathlib, signal, sys, time
sys.path.insert(0, sys.argv[1])
from fakes import FakeEncoder, FakeReader
from assistant.index.build import Limits, build_index
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell puts behind ignores it
folder, stage = pathlib.Path(sys.argv[2]), sys.argv[3]
def tell(step):
    if step.stage == stage and step.done >= step.total // 2:
        print("in the middle", flush=True)
        while True:  # one long wait would not end by a signal that comes just before it
            time.sleep(0.01)
build_index(
    [folder / "corpus"], folder / "index", FakeEncoder(), read=FakeReader(),
    limits=Limits(processes=2), progress=tell,
)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize(
    ("stage", "kept"), [("reading", range(1, DOCUMENTS)), ("indexing", [DOCUMENTS])]
)
def test_a_build_that_is_stopped_is_taken_up(
    place: Path, stage: str, kept: Sequence[int], number: int
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(TESTS), str(place), stage],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(number)
        assert process.wait(60) != 0
    with pytest.raises(IndexNotFound):
        Index.open(place / "index", None)
    reader, encoder = FakeReader(), FakeEncoder()
    report = build_index([place / "corpus"], place / "index", encoder, read=reader)
    assert report.resumed in kept
    assert len(reader.sources) == report.read == DOCUMENTS - report.resumed
    assert (encoder.encoded == 0) == (stage == "indexing")
    assert assert_whole(place) == report.build
    assert not [*(place / "index").glob(".unfinished*")]


# A full disk.


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no right to mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


def free_bytes(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def fill_up(place: Path, disk: Path, steps: int) -> None:
    """Builds with more and more room, from none to enough: each ends whole, or changes nothing."""
    (disk / "index").mkdir()
    (place / "index").symlink_to(disk / "index")
    before = free_bytes(disk)
    build(place)
    needed = before - free_bytes(disk)
    room = free_bytes(disk)
    failed = 0
    for step in range(steps):
        live = current_build(place / "index")
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(room - needed * step // steps))
        error = failure(lambda: build(place, full=True))
        if error:
            failed += 1
            assert isinstance(error, BuildFailed)
            assert "room" in error.remedy
            assert assert_whole(place) == live
            assert not [*(disk / "index").glob(".tmp-*")]
        ballast.unlink()
    assert failed >= steps - 2
    assert build(place, full=True) == assert_whole(place)


def test_a_full_disk_leaves_the_last_whole_build(place: Path) -> None:
    with small_disk(place / "disk", "8m") as disk:
        fill_up(place, disk, steps=12)


@pytest.mark.soak
def test_a_disk_that_is_full_at_any_point_leaves_the_last_whole_build(place: Path) -> None:
    with small_disk(place / "disk", "8m") as disk:
        fill_up(place, disk, steps=150)


@pytest.mark.parametrize("limit", [1_000, 20_000, 60_000])
def test_files_that_may_not_grow_fail_the_build(place: Path, limit: int) -> None:
    live = build(place)

    program = """
import pathlib, resource, sys
sys.path.insert(0, sys.argv[1])
from fakes import FakeEncoder, FakeReader
from assistant.errors import BuildFailed
from assistant.index.build import build_index
folder, limit = pathlib.Path(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    build_index(
        [folder / "corpus"], folder / "index", FakeEncoder(), read=FakeReader(), full=True
    )
except BuildFailed as error:
    print(error)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(TESTS), str(place), str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "could not be built" in run.stdout
    assert "still in use" in run.stdout
    assert assert_whole(place) == live
    assert not [*(place / "index").glob(".tmp-*")]
