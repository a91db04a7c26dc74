"""Opening an index: what is checked, that nothing is written, and builds that come and go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from fakes import FakeEncoder, FakeReader

from assistant.errors import IndexBusy, IndexDamaged, IndexNotFound
from assistant.index import Index, current_build
from assistant.index.build import build_index
from assistant.index.publish import builder
from assistant.vietnamese.accents import question_phrases

ENCODER = FakeEncoder()


def rebuild(folder: Path, count: int) -> None:
    """An index of `count` documents, the i-th of which holds the number i."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for i in range(count):
        (corpus / f"{i}.txt").write_text(f"Kế hoạch {i}\n\nNội dung số {i}.", encoding="utf-8")
    build_index([corpus], folder / "index", ENCODER, read=FakeReader())


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests do not cut the power: nothing waits for the disk."""
    monkeypatch.setattr("os.fsync", lambda _: None)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    rebuild(folder, 20)
    return folder


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    """A folder of one's own with a corpus of 20 documents and their index."""
    return Path(shutil.copytree(built, tmp_path / "place"))


# Phrases of questions that hold `kế`; they are counted beside the texts.
PHRASES = 3 * sum("kế" in phrase.split() for phrase in question_phrases())


def works(index: Index) -> bool:
    """Whether every part answers, and they agree."""
    row = index.store.passage_count - 1
    passage = index.store.passages([row])[0]
    number = passage.text.rsplit(" ", 1)[1].rstrip(".")
    vector = index.dense.vectors(np.array([row]))[0]
    return (
        index.lexical.search([[[("accented", number, 1.0)]]], 1)[0].tolist() == [row]
        and index.dense.search(vector, 1)[0].tolist() == [row]
        and index.store.document(passage.document_id).title in passage.text
        and index.accents.forms("ke")["kế"].count == PHRASES + index.store.document_count
    )


def test_no_index_is_named_with_the_remedy(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexNotFound, match=r"assistant index") as raised:
            Index.open(folder, ENCODER)
        assert str(folder) in raised.value.message
    assert [*tmp_path.iterdir()] == []


def test_half_written_builds_are_not_seen(place: Path) -> None:
    index_dir = place / "index"
    live = current_build(index_dir)
    for name in (".tmp-29991231T000000000000-00000000", "29991231T000000000000-00000000"):
        (index_dir / name).mkdir()
        shutil.copy(index_dir / live / "manifest.json", index_dir / name)
    with Index.open(index_dir, ENCODER) as index:
        assert index.build == live
        assert works(index)
    rebuild(place, 30)
    assert not [*index_dir.glob("*29991231*")]


@pytest.mark.parametrize("text", ["", "../../etc", "20230101T000000000000-00000000", "\udcff"])
def test_a_current_that_names_no_build_is_damage(place: Path, text: str) -> None:
    current = place / "index" / "CURRENT"
    current.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(IndexDamaged, match="--full") as raised:
        Index.open(place / "index", ENCODER)
    assert str(place) in raised.value.message


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"\0garbage" * (path.stat().st_size // 8 + 1))


@pytest.mark.parametrize("harm", [Path.unlink, cut, empty, garble])
@pytest.mark.parametrize(
    "part",
    [
        "manifest.json",
        "store.sqlite",
        "accents.sqlite",
        "dense.faiss",
        "sentences.codes",
        "lexical/meta.json",
    ],
)
def test_a_harmed_part_is_found_on_opening(
    place: Path, part: str, harm: Callable[[Path], None]
) -> None:
    live = place / "index" / current_build(place / "index")
    harm(live / part)
    with pytest.raises(IndexDamaged, match="assistant index --full") as raised:
        Index.open(place / "index", ENCODER)
    assert str(live) in raised.value.message


@pytest.mark.parametrize("part", ["store.sqlite", "dense.faiss", "sentences.*", "lexical"])
def test_parts_of_different_builds_are_found_on_opening(place: Path, part: str) -> None:
    index_dir = place / "index"
    first = index_dir / current_build(index_dir)
    rebuild(place, 30)
    second = index_dir / current_build(index_dir)
    if (first / part).is_dir():
        shutil.rmtree(second / part)
        shutil.copytree(first / part, second / part)
    else:
        for path in first.glob(part):
            shutil.copy(path, second)
    with pytest.raises(IndexDamaged, match="do not belong together"):
        Index.open(index_dir, ENCODER)


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    stats = {str(path): path.lstat() for path in [folder, *folder.rglob("*")]}
    return {name: (s.st_mtime_ns, s.st_ctime_ns, s.st_size) for name, s in stats.items()}


def test_opening_and_reading_write_nothing(place: Path) -> None:
    for lock in place.rglob(".tantivy-*.lock"):
        lock.unlink()
    before = state(place)
    with Index.open(place / "index", ENCODER) as index:
        assert works(index)
        assert index.is_current()
    assert state(place) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_user_without_the_right_to_write_can_read(place: Path) -> None:
    program = (
        "import os, pathlib, sys\n"
        "from assistant.index import Index\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "Index.open(folder, None).close()  # loads the libraries, which that user may not read\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "with Index.open(folder, None) as index:\n"
        "    assert not os.access(index.folder / 'lexical', os.W_OK)\n"
        "    print(len(index.lexical), len(index.dense), index.store.document_count)\n"
    )
    with tempfile.TemporaryDirectory() as public:
        shutil.copytree(place / "index", Path(public, "index"))
        Path(public).chmod(0o755)
        run = subprocess.run(
            [sys.executable, "-c", program, str(Path(public, "index"))],
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.stdout.split() == ["20", "20", "20"], run.stderr


def test_a_reader_keeps_its_build_while_others_come_and_it_goes(place: Path) -> None:
    index_dir = place / "index"
    with Index.open(index_dir, ENCODER) as index:
        assert index.is_current()
        rebuild(place, 30)
        assert not index.is_current()
        for i in (31, 32):
            (place / "corpus" / "x.txt").write_text(f"Thêm {i}", encoding="utf-8")
            rebuild(place, 30)
        assert not index.folder.exists()
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(lambda _: works(index), range(20)))
        assert index.store.document_count == 20


def test_a_build_removed_between_the_two_steps_of_opening(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_dir = place / "index"
    old = current_build(index_dir)
    rebuild(place, 30)
    new = current_build(index_dir)
    shutil.rmtree(index_dir / old)
    answers = iter([old])
    monkeypatch.setattr("assistant.index.current_build", lambda _: next(answers, new))
    with Index.open(index_dir, ENCODER) as index:
        assert index.build == new


def test_readers_never_fail_while_builds_are_published(place: Path) -> None:
    index_dir = place / "index"
    stop = False

    def read() -> int:
        opened = 0
        while not stop:
            with Index.open(index_dir, ENCODER) as index:
                assert len(index.lexical.search([[[("folded", "noi", 1.0)]]], 99)[0]) >= 20
            opened += 1
        return opened

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for i in range(8):
                (place / "corpus" / "x.txt").write_text(f"Nội {i}", encoding="utf-8")
                rebuild(place, 20)
        finally:
            stop = True
        assert all(reader.result() > 8 for reader in readers)


def test_a_second_builder_says_so_at_once(place: Path) -> None:
    index_dir = place / "index"
    with builder(index_dir), pytest.raises(IndexBusy) as raised:
        rebuild(place, 30)
    assert str(index_dir) in raised.value.message
    assert "assistant index" in raised.value.remedy
    rebuild(place, 30)


@pytest.fixture
def decomposed(tmp_path: Path) -> Path:
    """A folder whose name has its Vietnamese letters in decomposed form."""
    folder = tmp_path / normalize("NFD", "Văn phòng Đảng ủy – 100% #1?")
    folder.mkdir()
    return folder


def test_the_folder_may_have_any_name(decomposed: Path) -> None:
    rebuild(decomposed, 20)
    with Index.open(decomposed / "index", ENCODER) as index:
        assert works(index)


def test_importing_the_index_loads_no_engine() -> None:
    program = (
        "import sys, assistant.index.build\n"
        "print([m for m in ('faiss', 'tantivy', 'torch', 'onnxruntime') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
