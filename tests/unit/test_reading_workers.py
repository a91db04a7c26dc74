"""Files read in processes of their own: whatever one does, it costs that file alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from broken_readers import obey
from fakes import FakeEncoder
from made_files import PLAN, docx, pdf

from assistant.documents import workers as module
from assistant.documents.read import read_document
from assistant.documents.work import Job, Outcome
from assistant.documents.workers import Limits, Workers
from assistant.errors import BuildFailed
from assistant.index import Index
from assistant.index.build import BuildReport, build_index
from assistant.types import Document

pytestmark = pytest.mark.alone

QUICK = Limits(seconds=1.5, memory=512, processes=2)


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read_all(folder: Path, limits: Limits = QUICK, read: Any = obey) -> dict[str, Outcome]:
    jobs = [Job(path.name, path) for path in sorted(folder.iterdir())]
    with Workers(limits, read) as workers:
        return {job.source: outcome for job, outcome in workers(jobs)}


def test_real_files_come_back_as_they_are_read_here(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", pdf([PLAN.split("\n")]))
    put(tmp_path, "b.docx", docx([line for line in PLAN.split("\n") if line]))
    put(tmp_path, "c.txt", PLAN)
    put(tmp_path, "d.txt", b"\xff\xfe\x00")
    put(tmp_path, "e.txt", f"MẬT\n{PLAN}")
    found = read_all(tmp_path, Limits(processes=2), read_document)
    for name in ("a.pdf", "b.docx", "c.txt"):
        expected = read_document(name, (tmp_path / name).read_bytes())
        assert found[name].document == expected
        assert expected.references
    assert found["d.txt"].reason
    assert found["e.txt"].secret
    assert found["e.txt"].document is None
    assert not found["e.txt"].digest


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("segfault", "its reader crashed over it (SIGSEGV)"),
        ("exit", "its reader crashed over it (exit code 7)"),
        ("abort", "its reader broke off, most likely because it may take no more memory"),
        ("memory", "it takes more memory to read than a reader is given"),
        ("hidden-memory", "it takes more memory to read than a reader is given"),
        ("surrogate", "it could not be made sense of (UnicodeEncodeError)"),
    ],
)
def test_a_file_that_breaks_its_reader_costs_itself(
    tmp_path: Path, order: str, reason: str
) -> None:
    for i in range(4):
        put(tmp_path, f"{i}.txt", f"Văn bản {i}")
    put(tmp_path, "2.txt", f"{order} hết")
    found = read_all(tmp_path, Limits(seconds=30, memory=512, processes=1))
    assert found["2.txt"].reason == reason
    assert found["2.txt"].remedy
    assert all(found[f"{i}.txt"].document for i in (0, 1, 3))


@pytest.mark.parametrize("order", ["hang", "spin"])
def test_a_file_that_takes_too_long_costs_itself(tmp_path: Path, order: str) -> None:
    put(tmp_path, "a.txt", f"{order} mãi")
    put(tmp_path, "b.txt", "Văn bản")
    begun = time.perf_counter()
    found = read_all(tmp_path)
    assert time.perf_counter() - begun < 15
    assert found["a.txt"].reason == "it took longer to read than the 2 s that it is given"
    assert "read_seconds" in found["a.txt"].remedy
    assert found["b.txt"].document


def test_programs_that_a_reader_started_end_with_it(tmp_path: Path) -> None:
    note = tmp_path.parent / f"{tmp_path.name}.pid"
    put(tmp_path, "a.txt", f"program {note}")
    assert "longer" in read_all(tmp_path)["a.txt"].reason
    assert wait_until_dead(int(note.read_text()))


def test_nothing_that_a_reader_prints_is_seen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "a.txt", "print chữ kín")
    found = read_all(tmp_path)
    assert isinstance(found["a.txt"].document, Document)
    assert capfd.readouterr() == ("", "")


def test_files_are_read_at_once(tmp_path: Path) -> None:
    for i in range(8):
        put(tmp_path, f"{i}.txt", "wait 0.5 xong" + " " * 600_000)
    begun = time.perf_counter()
    found = read_all(tmp_path, Limits(processes=4))
    assert len(found) == 8
    assert time.perf_counter() - begun < 8 * 0.5


def test_little_work_starts_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    begin = module._Process.__init__

    def note(process: module._Process, orders: bytes) -> None:
        started.append(process)
        begin(process, orders)

    monkeypatch.setattr(module._Process, "__init__", note)
    assert read_all(tmp_path) == {}
    assert started == []
    for i in range(8):
        put(tmp_path, f"{i}.txt", f"Văn bản {i}")
    assert len(read_all(tmp_path, Limits())) == 8
    assert len(started) == 1


def test_large_files_and_scans_get_more_time() -> None:
    workers = Workers(Limits(seconds=60))
    assert workers.seconds_for(Path("a.txt"), 1_000) < 61
    scans = workers.seconds_for(Path("a.PDF"), 25 * 30_000)
    assert scans > 60 + 25 * 2, "two seconds for a page of 30 kB"
    assert workers.seconds_for(Path("a.pdf"), 10**12) == 6 * 3600


def test_a_process_that_cannot_start_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.txt", "Văn bản")
    monkeypatch.setattr("sys.executable", str(tmp_path / "nothing"))
    with pytest.raises(BuildFailed, match="No process could be started"):
        read_all(tmp_path)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(BuildFailed, match="exit code 1"):
        read_all(tmp_path)


def test_a_module_in_the_current_folder_disturbs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "pickle.py", "raise SystemExit(3)")
    put(tmp_path, "a.txt", "Văn bản")
    monkeypatch.chdir(tmp_path)
    assert read_all(tmp_path)["a.txt"].document


# Builds.


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    for i in range(5):
        put(tmp_path / "corpus", f"{i}.txt", f"Văn bản {i}")
    return tmp_path


def build(office: Path, **options: Any) -> BuildReport:
    settings: Any = {"limits": QUICK, "read": obey, **options}
    return build_index([office / "corpus"], office / "index", FakeEncoder(), **settings)


def test_a_file_that_hangs_is_not_tried_again_until_it_changes(office: Path) -> None:
    put(office / "corpus", "treo.txt", "hang mãi")
    time.sleep(0.2)  # past the tick within which a file may be written to unseen
    report = build(office)
    assert [r.source for r in report.refused] == ["treo.txt"]
    assert report.documents == 5
    begun = time.perf_counter()
    assert build(office).refused == report.refused
    assert time.perf_counter() - begun < 1
    longer = build(office, limits=Limits(seconds=2.5, memory=512, processes=2))
    assert "3 s" in longer.refused[0].reason
    put(office / "corpus", "treo.txt", "Văn bản thứ sáu")
    assert build(office).documents == 6


def test_many_processes_make_the_build_that_one_makes(office: Path) -> None:
    for i in range(40):
        put(office / "corpus", f"dài {i}.txt", f"wait 0.0{i % 7} Văn bản {i} " + "chữ " * 300)
    shots = []
    for limits in (Limits(processes=1), Limits(processes=3), None):
        build(office, limits=limits, full=True)
        with Index.open(office / "index", FakeEncoder()) as index:
            rows = range(index.store.passage_count)
            vectors = index.dense.vectors(list(rows)).tolist()  # type: ignore[arg-type]
            shots.append(([*index.store.documents()], index.store.passages(rows), vectors))
    assert shots[0] == shots[1] == shots[2]


def test_a_builder_that_is_killed_leaves_no_process_behind(office: Path) -> None:
    notes = office / "pid"
    put(office / "corpus", "a.txt", f"program {notes}")
    program = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from broken_readers import obey
from fakes import FakeEncoder
from assistant.index.build import Limits, build_index
folder = pathlib.Path(sys.argv[2])
build_index([folder / "corpus"], folder / "index", FakeEncoder(), read=obey, limits=Limits(2))
"""
    tests = Path(__file__).parent.parent
    builder = subprocess.Popen([sys.executable, "-c", program, str(tests), str(office)])
    child = worker = 0
    try:
        deadline = time.monotonic() + 60
        while not (notes.exists() and notes.read_text()) and time.monotonic() < deadline:
            time.sleep(0.05)
        child = int(notes.read_text())
        worker = parent_of(child)
        assert parent_of(worker) == builder.pid
    finally:
        builder.kill()
        builder.wait()
        ended = worker and wait_until_dead(worker)
        if child and is_alive(child):
            os.kill(child, 9)
    assert ended


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until_dead(pid: int) -> bool:
    deadline = time.monotonic() + 15
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)
