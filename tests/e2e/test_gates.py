"""The gates at work in whole builds: nothing secret comes in, and nothing harmless stays out."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from fakes import FakeEncoder
from made_gates import harmless_files, secret_file, secret_files, secret_scan, trace
from pages.papers import make_paper
from pages.printing import as_word, printed

from assistant.documents.read import read_document
from assistant.index import Index
from assistant.index.build import BuildReport, Limits, build_index
from assistant.types import Access


def lay_out(folder: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    folder.mkdir()
    for name, data in files:
        (folder / name).write_bytes(data)
    return folder


def build(corpus: Path) -> BuildReport:
    return build_index([corpus], corpus.parent / "index", FakeEncoder(), limits=Limits())


def assert_no_trace(folder: Path, seeds: Iterable[int]) -> None:
    """No file below holds the word of a secret paper, in its name or in its bytes."""
    words = [word for seed in seeds for word in (trace(seed), trace(seed).lower())]
    for path in folder.rglob("*"):
        assert not any(word in path.name for word in words)
        if path.is_file():
            data = path.read_bytes()
            assert not [word for word in words if word.encode() in data], path


def check_secrets(folder: Path, count: int, scans: int) -> None:
    files = [*secret_files(count), *(secret_scan(1000 + i) for i in range(scans))]
    seeds = [*range(count), *range(1000, 1000 + scans)]
    corpus = lay_out(folder / "corpus", [*files, ("mở.txt", "Văn bản mở, ai cũng đọc.".encode())])
    report = build(corpus)
    assert report.documents == 1
    missed = {name for name, _ in files} - {r.source for r in report.refused if r.secret}
    assert not missed
    assert_no_trace(folder / "index", seeds)
    with Index.open(folder / "index", FakeEncoder()) as index:
        assert [document.source for document in index.store.documents()] == ["mở.txt"]


def check_harmless(folder: Path, count: int) -> None:
    corpus = lay_out(folder / "corpus", harmless_files(count))
    report = build(corpus)
    assert [(r.source, r.reason) for r in report.refused] == []
    assert report.documents + len(report.copies) == count


def test_no_secret_paper_is_indexed(tmp_path: Path) -> None:
    check_secrets(tmp_path, 34, scans=1 if shutil.which("tesseract") else 0)


@pytest.mark.soak
def test_of_200_secret_papers_none_is_indexed(tmp_path: Path) -> None:
    check_secrets(tmp_path, 200, scans=30)


def test_no_harmless_paper_is_taken_for_secret(tmp_path: Path) -> None:
    check_harmless(tmp_path, 30)


@pytest.mark.soak
def test_of_500_harmless_papers_none_is_taken_for_secret(tmp_path: Path) -> None:
    check_harmless(tmp_path, 500)


def test_only_the_administrators_report_names_a_secret_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    corpus = lay_out(tmp_path / "corpus", secret_files(4))
    (corpus / "mở.txt").write_text("Văn bản mở, ai cũng đọc.", encoding="utf-8")
    report = build(corpus)
    assert len(report.refused) == 4
    assert all(refusal.secret and "secrecy mark" in refusal.reason for refusal in report.refused)
    assert not any("QZ" in refusal.reason + refusal.remedy for refusal in report.refused)
    assert "QZ" not in caplog.text
    program = "from assistant.faces.cli import main; main()"
    arguments = ["--index", str(tmp_path / "index2"), "--corpus", str(corpus)]
    shown = subprocess.run(
        [sys.executable, "-c", program, "index", *arguments],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "Secret, for the administrator alone: 4" in shown.stdout
    assert shown.stderr == ""
    listed = subprocess.run(
        [sys.executable, "-c", program, "documents", "--index", str(tmp_path / "index2"), "--json"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert [one["source"] for one in json.loads(listed.stdout)["documents"]] == ["mở.txt"]
    assert "QZ" not in listed.stdout
    assert_no_trace(tmp_path / "index2", range(4))


def test_what_was_public_and_is_secret_now_leaves_every_build(tmp_path: Path) -> None:
    name, data = secret_file(0)
    corpus = lay_out(tmp_path / "corpus", [("mở.txt", "Văn bản mở, ai cũng đọc.".encode())])
    (corpus / name).write_text(f"Văn bản thường về {trace(0)}.", encoding="utf-8")
    build(corpus)
    (corpus / "khác.txt").write_text("Văn bản khác.", encoding="utf-8")
    build(corpus)
    (corpus / name).write_bytes(data)
    assert [refusal.secret for refusal in build(corpus).refused] == [True]
    assert_no_trace(tmp_path / "index", [0])


@pytest.mark.parametrize(
    "mark",
    [
        "LƯU HÀNH NỘI BỘ",
        "TÀI LIỆU HỘI NGHỊ",
        "TÀI LIỆU THU HỒI",
        "Dự thảo lần 2",
        "Tài liệu nội bộ",
    ],
)
@pytest.mark.parametrize("format", [".pdf", ".docx"])
def test_papers_for_the_office_are_internal_in_every_format(mark: str, format: str) -> None:
    paper = make_paper(7, sections=1, handling=mark)
    make = printed if format == ".pdf" else as_word
    document = read_document(f"a{format}", make(paper))
    assert document.access is Access.INTERNAL
    assert document.number == paper.number
