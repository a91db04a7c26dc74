"""Builds: what they read again, what they leave alone, and what they report."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from fakes import FakeEncoder, FakeReader

from assistant.documents.deadlines import read_deadlines
from assistant.documents.work import Job, Outcome, Reader, read_file
from assistant.errors import (
    BuildFailed,
    CorpusError,
    DocumentNotFound,
    EncoderError,
    EncoderMismatch,
    IndexNotFound,
)
from assistant.index import Index, current_build
from assistant.index import build as module
from assistant.index.build import BuildReport, Progress, build_index
from assistant.types import Access, Deadline, Document


class Office:
    """A corpus folder, and the index that is made of it."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.corpus.mkdir(parents=True)
        self.encoder = FakeEncoder()
        self.reader = FakeReader()

    def put(self, name: str, text: str) -> Path:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, **options: Any) -> BuildReport:
        self.reader.sources.clear()
        self.encoder.encoded = 0
        options = {"read": self.reader, **options}
        return build_index([self.corpus], self.index, self.encoder, **options)

    def open(self) -> Index:
        return Index.open(self.index, self.encoder)

    def texts(self, sources: list[str]) -> int:
        """How many texts of these files have a vector: their passages, and each one's sentences."""
        with self.open() as index:
            own = [d.id for d in index.store.documents() if d.source in sources]
            rows = np.concatenate([index.store.passage_rows_of(document) for document in own])
            return len(rows) + int(index.sentences.counts(rows).sum())

    def sources(self) -> list[str]:
        with self.open() as index:
            return [document.source for document in index.store.documents()]

    def builds(self) -> list[str]:
        return sorted(path.name for path in self.index.iterdir() if path.is_dir())


def plan(i: int) -> str:
    return (
        f"Kế hoạch {i}\n\nBan Thường vụ ban hành kế hoạch số {i}. Các xã báo cáo trước ngày"
        f" {i}/3/2023. Kinh phí là {i} triệu đồng do ngân sách cấp."
    )


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests write files and build at once: let their time stamps be trusted all the same.

    Nor do these tests cut the power: nothing waits for the disk.
    """
    monkeypatch.setattr("assistant.index.survey._TICK_NS", -(10**12))
    monkeypatch.setattr("os.fsync", lambda _: None)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Five plans, indexed."""
    office = Office(tmp_path)
    for i in range(1, 6):
        office.put(f"kế hoạch {i}.txt", plan(i))
    report = office.build()
    assert (report.read, report.unchanged, report.removed) == (5, 0, 0)
    assert report.documents == 5
    assert report.passages == 5
    assert office.encoder.encoded == office.texts(office.sources()) == 5 + 5 * 4
    assert report.passages_per_second > 0
    return office


def snapshot(index: Index) -> dict[str, Any]:
    """All that a build tells, whatever it was made from."""
    n = index.store.passage_count
    concepts = [[[("folded", word, 1.0)]] for word in ("ke", "hoach", "3", "trieu", "cau")]
    rows, scores = index.lexical.search(concepts, n)
    return {
        "documents": [*index.store.documents()],
        "passages": index.store.passages(range(n)),
        "vectors": index.dense.vectors(np.arange(n)).tolist(),
        "sentences": [part.tolist() for part in index.sentences.coded(np.arange(n))],
        "lexical": (rows.tolist(), scores.tolist()),
        "forms": index.accents.forms("ke"),
        "follows": index.accents.follows("kế", "hoạch"),
        "manifest": replace(index.manifest, created=""),
        "paths": [index.store.path(document.id) for document in index.store.documents()],
    }


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources of the files whose content was read, one for each time."""
    sources: list[str] = []

    def note(job: Job, read: Reader) -> Outcome:
        sources.append(job.source)
        return read_file(job, read)

    monkeypatch.setattr("assistant.documents.workers.read_file", note)
    return sources


def test_unchanged_files_are_not_opened(office: Office, opened: list[str]) -> None:
    build = current_build(office.index)
    before = {path: path.stat().st_mtime_ns for path in office.index.rglob("*")}
    report = office.build()
    assert opened == []
    assert (report.build, report.read, report.unchanged) == (build, 0, 5)
    assert (report.documents, report.passages_per_second) == (5, 0)
    after = {path: path.stat().st_mtime_ns for path in office.index.rglob("*")}
    assert after == before


def test_touched_files_are_compared_once_and_not_read_again(
    office: Office, opened: list[str]
) -> None:
    build = current_build(office.index)
    for path in office.corpus.iterdir():
        path.touch()
    report = office.build()
    assert len(opened) == len(set(opened)) == 5
    assert office.reader.sources == []
    assert (report.build, report.unchanged) == (build, 5)
    assert office.build().unchanged == 5
    assert len(opened) == 5


def test_a_file_written_as_it_was_read_is_compared_again(
    office: Office, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.survey._TICK_NS", 10**12)
    path = office.put("mới.txt", plan(7))
    office.build()
    opened.clear()
    stamp = path.stat()
    path.write_text(plan(8), encoding="utf-8")  # as long as before
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert office.build().read == 1
    assert opened == ["mới.txt"]


def test_only_what_changed_is_read_and_embedded(office: Office, opened: list[str]) -> None:
    first = current_build(office.index)
    office.put("kế hoạch 3.txt", plan(30))
    office.put("công văn.txt", "Công văn\n\nMột câu thôi.")
    (office.corpus / "kế hoạch 5.txt").unlink()
    report = office.build()
    assert opened == office.reader.sources == ["công văn.txt", "kế hoạch 3.txt"]
    assert (report.read, report.unchanged, report.removed) == (2, 3, 1)
    assert report.build != first
    assert office.encoder.encoded == office.texts(opened)
    assert office.builds() == sorted([first, report.build])


def test_a_removed_file_is_gone_from_every_part(office: Office) -> None:
    (office.corpus / "kế hoạch 4.txt").unlink()
    report = office.build()
    assert (report.removed, report.documents, office.encoder.encoded) == (1, 4, 0)
    with office.open() as index:
        assert "kế hoạch 4.txt" not in [d.source for d in index.store.documents()]
        assert index.lexical.document_frequency("accented", "4") == 0
        assert len(index.dense) == len(index.lexical) == index.store.passage_count
        assert index.accents.follows("số", "4") == 0


def test_builds_in_steps_equal_one_from_nothing(office: Office, tmp_path: Path) -> None:
    office.put("a/đầu.txt", "Đầu\n\nMột câu ở đầu.")
    office.build()
    office.put("kế hoạch 2.txt", plan(200))
    office.put("zz.txt", "Cuối\n\nMột câu ở cuối.\n\n" + "Thêm một câu nữa. " * 120)
    office.build()
    (office.corpus / "kế hoạch 1.txt").unlink()
    (office.corpus / "kế hoạch 5.txt").rename(office.corpus / "giữa.txt")
    report = office.build()
    assert (report.read, report.removed) == (1, 2)
    with office.open() as index:
        in_steps = snapshot(index)
    build_index([office.corpus], tmp_path / "other", office.encoder, read=FakeReader())
    with Index.open(tmp_path / "other", office.encoder) as index:
        assert snapshot(index) == in_steps


def test_full_reads_all_again(office: Office) -> None:
    first = current_build(office.index)
    report = office.build(full=True)
    assert (report.read, report.unchanged, report.removed) == (5, 0, 0)
    assert report.build != first


@pytest.mark.parametrize("changed", ["encoder", "dimension", "max_tokens", "reader", "schema"])
def test_another_recipe_makes_all_anew(
    office: Office, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {}
    match changed:
        case "encoder":
            office.encoder = FakeEncoder("another")
        case "dimension":
            office.encoder = FakeEncoder(dimension=32)
        case "max_tokens":
            options = {"max_tokens": 20}
        case "reader":
            monkeypatch.setattr(module, "READER", 99)
        case "schema":
            monkeypatch.setattr(module, "SCHEMA", 99)
            monkeypatch.setattr("assistant.index.manifest.SCHEMA", 99)
    report = office.build(**options)
    assert (report.read, report.unchanged) == (5, 0)
    assert office.build(**options).read == 0
    assert office.sources() == [f"kế hoạch {i}.txt" for i in range(1, 6)]


def test_the_order_of_files_and_corpora_does_not_matter(tmp_path: Path) -> None:
    shots = []
    for order in ("abc", "cba"):
        office = Office(tmp_path / order)
        other = tmp_path / order / "more"
        other.mkdir()
        for name in order:
            office.put(f"{name}.txt", plan(ord(name)))
            (other / f"{name}{name}.txt").write_text(plan(ord(name) + 1), encoding="utf-8")
        corpora = [office.corpus, other][:: 1 if order == "abc" else -1]
        build_index(corpora, office.index, office.encoder, read=office.reader)
        with office.open() as index:
            shots.append({**snapshot(index), "paths": None})
    assert shots[0] == shots[1]


def test_a_corpus_that_moved_is_not_read_again(office: Office, opened: list[str]) -> None:
    moved = office.corpus.rename(office.corpus.with_name("nơi khác"))
    office.corpus = moved
    report = office.build()
    assert (report.read, report.unchanged, office.encoder.encoded) == (0, 5, 0)
    with office.open() as index:
        assert all(index.store.path(d.id).is_file() for d in index.store.documents())
    opened.clear()
    office.build()
    assert opened == []


def test_decomposed_names_are_indexed_composed(office: Office) -> None:
    office.put(normalize("NFD", "Đảng ủy/nghị quyết.txt"), plan(9))
    office.build()
    assert normalize("NFC", "Đảng ủy/nghị quyết.txt") in office.sources()
    assert office.build().unchanged == 6


# Files that say the same.


def copies(report: BuildReport) -> dict[str, str]:
    return {copy.source: copy.of for copy in report.copies}


def test_the_same_text_in_two_files_is_indexed_once(office: Office) -> None:
    office.put("bản sao.txt", f"{plan(1)}\n \n")
    report = office.build()
    assert (report.documents, copies(report)) == (5, {"kế hoạch 1.txt": "bản sao.txt"})
    with office.open() as index:
        (document,) = [d for d in index.store.documents() if d.also_at]
        assert (document.source, document.also_at) == ("bản sao.txt", ("kế hoạch 1.txt",))
        assert index.store.passage_count == 5
    again = office.build()
    assert (again.build, again.copies, office.reader.sources) == (report.build, report.copies, [])


@pytest.mark.parametrize("removed", ["bản sao.txt", "kế hoạch 1.txt"])
def test_of_two_files_that_say_the_same_either_may_go(office: Office, removed: str) -> None:
    office.put("bản sao.txt", plan(1))
    office.build()
    (office.corpus / removed).unlink()
    report = office.build()
    assert (report.documents, report.removed, report.copies) == (5, 1, ())
    (kept,) = {"bản sao.txt", "kế hoạch 1.txt"} - {removed}
    with office.open() as index:
        in_steps = snapshot(index)
    assert kept in office.sources()
    build_index([office.corpus], office.index, office.encoder, read=FakeReader(), full=True)
    with office.open() as index:
        assert snapshot(index) == in_steps


def test_a_copy_that_changes_is_a_document_of_its_own(office: Office) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        office.put(name, plan(9))
    assert copies(office.build()) == {"b.txt": "a.txt", "c.txt": "a.txt"}
    office.put("a.txt", plan(10))
    assert copies(office.build()) == {"c.txt": "b.txt"}
    assert office.sources()[:2] == ["a.txt", "b.txt"]
    office.put("a.txt", "REFUSE")
    office.put("b.txt", plan(11))
    report = office.build()
    assert (report.copies, report.documents) == ((), 7)


def test_the_strictest_access_of_all_copies_counts(office: Office) -> None:
    office.put("a.txt", plan(9))
    office.put("b.txt", plan(9))

    def read(source: str, data: bytes, *, sidecar: bytes | None = None) -> Any:
        document = office.reader(source, data, sidecar=sidecar)
        return replace(document, access=Access.INTERNAL) if source == "b.txt" else document

    def access() -> Access:
        with office.open() as index:
            (found,) = [d.access for d in index.store.documents() if d.source == "a.txt"]
        return found

    office.build(read=read)
    assert access() is Access.INTERNAL
    office.put("kế hoạch 1.txt", plan(12))
    office.build(read=read)
    assert access() is Access.INTERNAL
    (office.corpus / "b.txt").unlink()
    office.build(read=read)
    assert access() is Access.PUBLIC


def test_a_copy_that_a_sidecar_describes_stands_for_the_others(office: Office) -> None:
    office.put("a.txt", plan(9))
    office.put("b.txt", plan(9))
    office.put("b.toml", "Tỉnh ủy")
    assert copies(office.build()) == {"a.txt": "b.txt"}


def test_a_sidecar_is_part_of_the_file(office: Office) -> None:
    office.put("kế hoạch 2.toml", "Tỉnh ủy")
    assert office.build().read == 1
    assert office.build().read == 0
    with office.open() as index:
        (issued,) = [d for d in index.store.documents() if d.issuer]
    assert (issued.source, issued.issuer) == ("kế hoạch 2.txt", "Tỉnh ủy")
    office.put("kế hoạch 2.toml", "Thị ủy")
    assert office.build().read == 1
    (office.corpus / "kế hoạch 2.toml").unlink()
    assert office.build().read == 1


# Files that cannot be indexed.


def refusals(report: BuildReport) -> dict[str, str]:
    assert all(refusal.remedy for refusal in report.refused)
    return {refusal.source: refusal.reason for refusal in report.refused}


def test_a_refused_file_stops_nothing_and_is_read_once(office: Office) -> None:
    office.put("a hỏng.txt", "REFUSE")
    office.put("questions.jsonl", "{}")
    office.put("kế hoạch 6.txt", plan(6))
    report = office.build()
    assert (report.read, report.documents) == (1, 6)
    assert refusals(report)["a hỏng.txt"] == "it says so"
    again = office.build()
    assert office.reader.sources == []
    assert again.refused == report.refused
    assert again.build == report.build
    (office.corpus / "a hỏng.txt").unlink()
    assert list(refusals(office.build())) == ["questions.jsonl"]


def test_a_new_refused_file_alone_makes_no_build(office: Office) -> None:
    build = current_build(office.index)
    office.put("hỏng.txt", "REFUSE")
    report = office.build()
    assert (report.build, len(report.refused)) == (build, 1)
    office.build()
    assert office.reader.sources == []


def test_a_document_that_is_now_refused_leaves_the_index(office: Office) -> None:
    office.put("kế hoạch 2.txt", "REFUSE")
    report = office.build()
    assert (report.documents, report.unchanged, report.removed) == (4, 4, 0)
    assert "kế hoạch 2.txt" not in office.sources()
    office.put("kế hoạch 2.txt", plan(2))
    assert office.build().documents == 5


@pytest.mark.parametrize(
    ("content", "error"), [(b"CRASH", "ZeroDivisionError"), (b"\xff\xfe", "UnicodeDecodeError")]
)
def test_a_reader_that_breaks_refuses_the_file(office: Office, content: bytes, error: str) -> None:
    (office.corpus / "lạ.txt").write_bytes(content)
    office.put("kế hoạch 6.txt", plan(6))
    report = office.build()
    assert report.documents == 6
    assert refusals(report) == {"lạ.txt": f"it could not be made sense of ({error})"}


def test_text_that_cannot_be_stored_refuses_the_file(office: Office) -> None:
    def read(source: str, data: bytes, *, sidecar: bytes | None = None) -> Any:
        document = office.reader(source, data, sidecar=sidecar)
        return replace(document, text="nửa \ud83d") if source == "lạ.txt" else document

    office.put("lạ.txt", plan(6))
    report = office.build(read=read)
    assert report.documents == 5
    assert "UnicodeEncodeError" in refusals(report)["lạ.txt"]


def test_a_file_that_vanishes_as_it_is_read_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put("kế hoạch 3.txt", plan(33))
    office.put("kế hoạch 4.txt", plan(44))

    def vanish(job: Job, read: Reader) -> Outcome:
        if job.source == "kế hoạch 3.txt":
            job.path.unlink()
        return read_file(job, read)

    monkeypatch.setattr("assistant.documents.workers.read_file", vanish)
    report = office.build()
    assert refusals(report) == {"kế hoạch 3.txt": "it vanished while it was read"}
    assert (report.documents, report.read) == (4, 1)


def test_a_file_that_may_not_be_read_is_named_and_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put("kế hoạch 6.txt", plan(6))

    allow = Path.read_bytes

    def deny(path: Path) -> bytes:
        if path.parent == office.corpus:
            raise PermissionError(13, "Permission denied", str(path))
        return allow(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", deny)
        assert refusals(office.build()) == {"kế hoạch 6.txt": "this user may not read it"}
    report = office.build()
    assert (report.read, report.refused) == (1, ())


# Secrets.


def traces(folder: Path, *words: str) -> list[Path]:
    """Files below the folder that hold one of the words, in their name or content."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and any(w in path.name or w.encode() in path.read_bytes() for w in words)
    ]


def test_nothing_of_a_secret_file_is_stored(office: Office) -> None:
    office.put("kín đáo.txt", "SECRET\n\nHoànglongbích.")
    for _ in range(2):
        report = office.build(full=True)
        (refusal,) = report.refused
        assert refusal.secret
        assert refusal.source == "kín đáo.txt"
        assert report.documents == 5
    assert office.build().refused == (refusal,), "it is reported every time"
    assert office.reader.sources == ["kín đáo.txt"]
    assert traces(office.index, "kín đáo", "Hoànglongbích", "hoanglongbich") == []


@pytest.mark.parametrize("was", ["Kín\n\nHoànglongbích.", "REFUSE"])
def test_what_turns_out_secret_leaves_older_builds_too(office: Office, was: str) -> None:
    office.put("kín đáo.txt", was)
    office.build()
    office.put("kế hoạch 1.txt", plan(10))
    office.build()
    assert traces(office.index, "kín đáo")
    office.put("kín đáo.txt", "SECRET")
    report = office.build()
    assert [refusal.secret for refusal in report.refused] == [True]
    assert report.documents == 5
    assert office.builds() == [report.build]
    assert traces(office.index, "kín đáo", "Hoànglongbích", "hoanglongbich") == []


# Corpora that are empty or missing.


def test_an_empty_corpus_cannot_begin_an_index(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("README.md", "không phải văn bản")
    with pytest.raises(CorpusError, match="There is no document in") as raised:
        office.build()
    assert str(office.corpus) in str(raised.value)
    assert not office.index.exists()


def test_a_corpus_that_became_empty_does_not_empty_the_index(office: Office) -> None:
    build = current_build(office.index)
    shutil.rmtree(office.corpus)
    office.corpus.mkdir()
    with pytest.raises(CorpusError, match="the index holds 5 from it") as raised:
        office.build()
    assert "mount" in raised.value.remedy
    assert "--allow-empty" in raised.value.remedy
    assert current_build(office.index) == build
    assert len(office.sources()) == 5


def test_of_several_corpora_none_may_become_empty_unseen(office: Office, tmp_path: Path) -> None:
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    both = [office.corpus, mounted]
    (mounted / "x.txt").write_text(plan(20), encoding="utf-8")
    build_index(both, office.index, office.encoder, read=office.reader)
    (mounted / "x.txt").unlink()
    with pytest.raises(CorpusError, match="mounted any more, and the index holds 1 from it"):
        build_index(both, office.index, office.encoder, read=office.reader)
    assert "x.txt" in office.sources()


def test_an_index_is_emptied_where_that_is_said(office: Office) -> None:
    shutil.rmtree(office.corpus)
    office.corpus.mkdir()
    report = office.build(allow_empty=True)
    assert (report.documents, report.passages, report.removed) == (0, 0, 5)
    with office.open() as index:
        assert [*index.store.documents()] == []
        assert len(index.dense.search(np.ones(64, dtype=np.float32), 3)[0]) == 0
    assert office.build().build == report.build
    office.put("a.txt", plan(1))
    assert office.build().documents == 1


def test_a_corpus_of_refused_files_gives_an_empty_index_and_says_why(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.txt", "REFUSE")
    report = office.build()
    assert (report.documents, list(refusals(report))) == (0, ["a.txt"])
    assert office.sources() == []


def test_a_missing_corpus_leaves_the_index_alone(office: Office) -> None:
    build = current_build(office.index)
    office.corpus.rename(office.corpus.with_name("gone"))
    with pytest.raises(CorpusError, match="does not exist"):
        office.build()
    assert current_build(office.index) == build
    assert len(office.sources()) == 5


# Builds that fail.


def test_a_broken_encoder_is_named_and_nothing_is_published(office: Office) -> None:
    build = current_build(office.index)
    office.put("kế hoạch 6.txt", plan(6))

    class Broken(FakeEncoder):
        def encode_passages(self, texts: Any) -> Any:
            return super().encode_passages(texts) * np.float32("nan")

    office.encoder = Broken()
    with pytest.raises(EncoderError, match="fake"):
        office.build()
    assert office.builds() == [build]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("odd")])
def test_whatever_fails_is_told_in_one_line(office: Office, error: Exception) -> None:
    build = current_build(office.index)
    office.put("kế hoạch 6.txt", plan(6))

    class Failing(FakeEncoder):
        def encode_passages(self, texts: Any) -> Any:
            raise error

    office.encoder = Failing()
    with pytest.raises(BuildFailed, match=str(office.index)) as raised:
        office.build()
    assert "still in use" in raised.value.remedy
    assert office.builds() == [build]
    assert not [*office.index.glob(".tmp-*")]


def test_an_index_that_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.txt", plan(1))
    office.index.write_text("a file")
    with pytest.raises(BuildFailed, match="File exists"):
        office.build()


@pytest.mark.parametrize("stage", ["embedding", "indexing"])
def test_a_stop_from_the_keyboard_loses_nothing_that_was_done(office: Office, stage: str) -> None:
    build = current_build(office.index)
    for i in range(6, 10):
        office.put(f"kế hoạch {i}.txt", plan(i))

    def stop(step: Progress) -> None:
        if step.stage == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.build(progress=stop)
    assert office.builds() == [build]
    assert not [*office.index.glob(".tmp-*")]
    report = office.build()
    assert office.reader.sources == []
    assert (report.read, report.resumed, report.unchanged) == (0, 4, 9)
    new = [f"kế hoạch {i}.txt" for i in range(6, 10)]
    assert office.encoder.encoded == (office.texts(new) if stage == "embedding" else 0)
    assert not [*office.index.glob(".unfinished*")]


def test_what_was_left_undone_is_compared_with_the_files(office: Office) -> None:
    def stop(step: Progress) -> None:
        raise KeyboardInterrupt

    def interrupt() -> None:
        with pytest.raises(KeyboardInterrupt):
            office.build(progress=lambda step: stop(step) if step.stage == "indexing" else None)

    office.put("a.txt", plan(6))
    office.put("b.txt", plan(7))
    office.put("c.txt", plan(8))
    interrupt()
    office.put("a.txt", plan(9))
    office.put("c.txt", "SECRET")
    (office.corpus / "b.txt").unlink()
    interrupt()
    assert traces(office.index, "triệu")
    assert not traces(office.index, "số 8", "c.txt")
    report = office.build()
    assert (office.reader.sources, report.documents) == (["c.txt"], 6)
    with office.open() as index:
        in_steps = snapshot(index)
    office.build(full=True)
    with office.open() as index:
        assert snapshot(index) == in_steps


@pytest.mark.parametrize("harm", ["garble", "cut", "recipe"])
def test_work_that_cannot_be_used_is_thrown_away(office: Office, harm: str) -> None:
    def stop(step: Progress) -> None:
        if step.stage == "indexing":
            raise KeyboardInterrupt

    office.put("a.txt", plan(6))
    with pytest.raises(KeyboardInterrupt):
        office.build(progress=stop)
    work = office.index / ".unfinished.sqlite"
    match harm:
        case "garble":
            work.write_bytes(b"x" * 5000)
        case "cut":
            work.write_bytes(work.read_bytes()[:3000])
        case "recipe":
            office.encoder = FakeEncoder("another")
    report = office.build()
    assert (report.documents, report.resumed) == (6, 0)
    assert "a.txt" in office.reader.sources


@pytest.mark.parametrize("part", ["dense.faiss", "store.sqlite", "manifest.json", "files.json"])
def test_a_damaged_index_is_built_anew(office: Office, part: str) -> None:
    live = office.index / current_build(office.index)
    (live / part).write_bytes(b"{")
    report = office.build()
    assert report.read == 5
    assert len(office.sources()) == 5


def test_a_lost_current_is_no_index_and_is_built_anew(office: Office) -> None:
    (office.index / "CURRENT").unlink()
    with pytest.raises(IndexNotFound):
        office.open()
    assert office.build().read == 5


# The rest.


def test_progress_goes_from_nothing_to_all_in_every_stage(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for i in range(140):
        office.put(f"{i}.txt", plan(i))
    steps: list[Progress] = []
    report = office.build(progress=steps.append)
    totals = {"reading": 140, "embedding": report.passages, "indexing": report.passages}
    assert list(dict.fromkeys(step.stage for step in steps)) == list(totals)
    for stage, total in totals.items():
        done = [step.done for step in steps if step.stage == stage]
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, total)
        ends = [step.total for step in steps if step.stage == stage]
        assert ends == sorted(ends)
        assert ends[-1] == total
        assert len(done) > 2


def test_only_the_newest_two_builds_stay(office: Office) -> None:
    foreign = office.index / "notes"
    foreign.mkdir()
    names = []
    for i in range(10, 14):
        office.put("thêm.txt", plan(i))
        names.append(office.build().build)
    assert names == sorted(names)
    assert office.builds() == [*names[-2:], "notes"]
    assert current_build(office.index) == names[-1]


def test_another_encoder_may_not_open_the_index(office: Office) -> None:
    with pytest.raises(EncoderMismatch) as raised:
        Index.open(office.index, FakeEncoder("another"))
    assert "fake" in raised.value.message
    assert "another" in raised.value.message
    assert "assistant index --full" in raised.value.remedy
    Index.open(office.index, None).close()


def test_the_manifest_says_what_the_build_is(office: Office) -> None:
    with office.open() as index:
        manifest = index.manifest
        fields = json.loads((index.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest.recipe.encoder, manifest.recipe.dimension) == ("fake", 64)
    assert fields["documents"] == manifest.documents == 5
    digest = manifest.corpus_digest
    office.put("kế hoạch 1.txt", plan(11))
    office.build()
    with office.open() as index:
        assert index.manifest.corpus_digest != digest


def test_deadlines_of_unchanged_files_are_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.open() as index:
        before = index.store.deadlines()
    read: list[str] = []

    def watched(document: Document) -> tuple[Deadline, ...]:
        read.append(document.source)
        return read_deadlines(document)

    monkeypatch.setattr("assistant.index.store.read_deadlines", watched)
    office.put("kế hoạch 6.txt", plan(6))
    office.put("kế hoạch 1.txt", plan(21))
    office.build()
    with office.open() as index:
        after = index.store.deadlines()
    assert sorted(read) == ["kế hoạch 1.txt", "kế hoạch 6.txt"]
    assert [d.phrase for d in after] == [f"trước ngày {i}/3/2023" for i in (2, 3, 4, 5, 6, 21)]
    assert [d for d in after if d.source not in read] == [d for d in before if d.source not in read]


@pytest.mark.alone
def test_nothing_changed_is_quick_for_thousands_of_files(tmp_path: Path, opened: list[str]) -> None:
    office = Office(tmp_path)
    for i in range(3_000):
        office.put(f"{i % 30}/{i}.txt", f"Công văn {i}")
    first = office.build()
    opened.clear()
    again = [office.build() for _ in range(3)]
    assert {(each.build, each.unchanged) for each in again} == {(first.build, 3_000)}
    assert opened == []
    # The quickest of them: in a process that ran thousands of tests, one may meet a collection.
    assert min(each.seconds for each in again) < first.seconds / 4


def test_a_document_has_the_path_of_its_file(office: Office) -> None:
    with office.open() as index:
        for document in index.store.documents():
            assert index.store.path(document.id) == office.corpus / document.source
        with pytest.raises(DocumentNotFound):
            index.store.path("no-such")
