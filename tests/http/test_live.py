"""The live build: picked up while it is used, from many threads, and never closed under anyone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import FakeEncoder, FakeReader
from serving import wait_until

from assistant.errors import IndexDamaged, IndexNotFound
from assistant.index import Index
from assistant.index.build import build_index
from assistant.live import Live
from assistant.service import Assistant
from assistant.types import Access, Filters

ENCODER = FakeEncoder()


def build(corpus: Path, index: Path, name: str, text: str) -> None:
    """Adds a file to the corpus, and publishes a build."""
    corpus.mkdir(exist_ok=True)
    (corpus / f"{name}.txt").write_text(text, "utf-8")
    build_index([corpus], index, ENCODER, read=FakeReader())


def open_live(index: Path, grace: float = 0.0) -> Live:
    return Live(
        lambda: Assistant(Index.open(index, ENCODER), ENCODER),
        look_seconds=0.02,
        grace_seconds=grace,
    )


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    build(corpus, index, "first", "Kế hoạch một\nHọp chi bộ ngày đầu tháng.")
    return corpus, index


@pytest.fixture
def live(folders: tuple[Path, Path]) -> Iterator[Live]:
    with open_live(folders[1]) as opened:
        yield opened


def is_current(live: Live) -> bool:
    return live.current().index.is_current()


def titles(live: Live) -> set[str]:
    with live.use() as assistant:
        return {document.title for document in assistant.documents()}


def test_a_new_build_takes_over_without_being_asked_for(
    folders: tuple[Path, Path], live: Live
) -> None:
    assert titles(live) == {"Kế hoạch một"}
    build(*folders, "second", "Kế hoạch hai\nHọp huyện ủy.")
    wait_until(lambda: titles(live) == {"Kế hoạch một", "Kế hoạch hai"})
    assert live.failure is None


def test_the_old_build_stays_open_for_who_uses_it_and_is_closed_then(
    folders: tuple[Path, Path], live: Live
) -> None:
    with live.use() as held:
        for name in ("second", "third", "fourth"):
            build(*folders, name, f"Kế hoạch {name}\nHọp huyện ủy.")
            wait_until(lambda: is_current(live))
        # Its files are gone by now: only the newest two builds are kept.
        assert not held.index.folder.exists()
        assert [document.title for document in held.documents()] == ["Kế hoạch một"]
        assert held.search("họp chi bộ").hits
    wait_until(lambda: _is_closed(held))


def test_what_current_gave_outlives_the_next_build_for_a_while(folders: tuple[Path, Path]) -> None:
    with open_live(folders[1], grace=60) as live:
        held = live.current()
        build(*folders, "second", "Kế hoạch hai\nHọp huyện ủy.")
        wait_until(lambda: live.current() is not held)
        assert held.search("họp").hits
    assert _is_closed(held)


def _is_closed(assistant: Assistant) -> bool:
    try:
        assistant.index.store.has("nothing")
    except IndexDamaged:
        return True
    return False


def test_an_index_that_comes_later_is_found(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    with open_live(index) as live:
        with pytest.raises(IndexNotFound), live.use():
            pass
        build(corpus, index, "first", "Kế hoạch một\nHọp chi bộ.")

        def is_there() -> bool:
            try:
                return titles(live) == {"Kế hoạch một"}
            except IndexNotFound:
                return False

        wait_until(is_there)


def test_a_newer_build_that_cannot_be_opened_leaves_the_old_one(
    folders: tuple[Path, Path], live: Live
) -> None:
    _, index = folders
    assert titles(live) == {"Kế hoạch một"}
    broken = index / "20990101T000000000000-00000000"
    shutil.copytree(live.current().index.folder, broken)
    (broken / "dense.faiss").write_bytes(b"nothing")
    (index / "CURRENT").write_text(f"{broken.name}\n", "utf-8")
    wait_until(lambda: isinstance(live.failure, IndexDamaged))
    assert titles(live) == {"Kế hoạch một"}


def test_threads_search_while_builds_are_published(folders: tuple[Path, Path], live: Live) -> None:
    stopped = threading.Event()

    def search() -> int:
        count = 0
        while not stopped.is_set():
            with live.use() as assistant:
                result = assistant.search("họp chi bộ")
                documents = {document.id for document in assistant.documents()}
                # All of a reply is of one build.
                assert {hit.document.id for hit in result.hits} <= documents
                assert result.hits
            count += 1
        return count

    with ThreadPoolExecutor(6) as pool:
        counts = [pool.submit(search) for _ in range(6)]
        try:
            for number in range(5):
                build(*folders, f"more{number}", f"Kế hoạch {number}\nHọp chi bộ {number}.")
                wait_until(lambda: is_current(live))
        finally:
            stopped.set()
        assert all(count.result() for count in counts)


QUESTIONS = [
    "Hạn cấp cơ sở gửi báo cáo là khi nào?",
    "ai chu tri hoi nghi rut kinh nghiem",
    "kế hoạch 60",
    "what is the deadline for base-level reports",
    "Đảng bộ xã nào làm điểm?",
    "BTV TU có kế hoạch gì về kiểm điểm?",
]


def test_one_assistant_answers_many_threads_as_it_answers_one(sample: Assistant) -> None:
    ways = [Filters(), Filters(access=frozenset({Access.PUBLIC})), Filters(kind="KH")]
    asked = [(question, filters) for question in QUESTIONS for filters in ways]

    def replies(one: tuple[str, Filters]) -> tuple[object, ...]:
        question, filters = one
        hits = [(h.passage.id, h.score) for h in sample.search(question, 10, filters).hits]
        answer = sample.ask(question, filters)
        return hits, answer.answer, [c.quote for c in answer.citations]

    alone = [replies(one) for one in asked]
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(replies, asked * 3)] == alone * 3
