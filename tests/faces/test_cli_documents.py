"""`assistant documents`: what a number means, and output that nobody reads to its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_files import docx

from assistant.embedding.encoder import Encoder
from assistant.index.build import build_index

COMMAND = str(Path(sys.executable).parent / "assistant")


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def shown(*arguments: str | Path) -> dict[str, Any]:
    result = run("documents", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def plan(number: str, place: str, day: str, *lines: str) -> bytes:
    head = f"HUYỆN ỦY {place.upper()}\n*\nSố {number}", f"ĐẢNG CỘNG SẢN VIỆT NAM\n{place}, {day}"
    return docx(["KẾ HOẠCH", "về nếp sống ở chi bộ", "-----", *lines], head=head)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    corpus, folder = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    (corpus / "cu.docx").write_bytes(
        plan("12-KH/HU", "Sao Mai", "ngày 05 tháng 02 năm 2020", "I. Mục đích", "Chi bộ họp.")
    )
    (corpus / "khac.docx").write_bytes(
        plan("12-KH/HU", "Mây Trắng", "ngày 07 tháng 3 năm 2022", "Chi bộ làm điểm.")
    )
    (corpus / "moi.docx").write_bytes(
        plan(
            "60-KH/HU",
            "Sao Mai",
            "ngày 10 tháng 5 năm 2023",
            "Thực hiện Kết luận số 35-KL/TW, các chi bộ họp.",
            "Kế hoạch này thay thế Kế hoạch số 12-KH/HU, ngày 05/02/2020.",
        )
    )
    build_index([corpus], folder, encoder)
    return folder


def test_one_document_shows_what_it_cites_and_what_replaced_it(index: Path) -> None:
    new = shown("60 KH-HU", "--index", index)["documents"][0]
    assert [(r["number"], r["relation"]) for r in new["references"]] == [
        ("35-KL/TW", "basis"),
        ("12-KH/HU", "replaces"),
    ]
    assert [d["source"] for r in new["references"] for d in r["documents"]] == ["cu.docx"]
    for reference in new["references"]:
        assert new["text"][reference["start"] : reference["end"]] == reference["quote"]
    old_id = new["references"][1]["documents"][0]["document_id"]
    old = shown(old_id, "--index", index)["documents"][0]
    assert [(s["relation"], s["number"]) for s in old["successors"]] == [("replaces", "60-KH/HU")]
    assert old["successors"][0]["document"]["document_id"] == new["id"]
    assert [c["document_id"] for c in old["cited_by"]] == [new["id"]]
    seen = run("documents", old_id, "--index", index).stdout
    assert "Replaced by Kế hoạch số 60-KH/HU" in seen
    assert "“Kế hoạch này thay thế Kế hoạch số 12-KH/HU, ngày 05/02/2020.”" in seen
    assert "I. Mục đích" in seen
    assert "Chi bộ họp." not in seen
    assert "Chi bộ họp." in run("documents", old_id, "--text", "--index", index).stdout


def test_several_documents_of_a_number_are_all_listed(index: Path) -> None:
    assert [d["source"] for d in shown("KH 12", "--index", index)["documents"]] == [
        "khac.docx",
        "cu.docx",
    ]
    seen = run("documents", "KH 12", "--index", index).stdout
    assert "can mean 2 documents" in seen
    assert seen.index("Mây Trắng") < seen.index("Sao Mai")


def test_a_number_that_is_only_cited_says_where(index: Path) -> None:
    found = shown("Kết luận 35", "--index", index)
    assert (found["documents"], found["number"]) == ([], "35-KL")
    assert [(c["source"], c["relation"], c["quote"]) for c in found["cited_by"]] == [
        ("moi.docx", "basis", "Thực hiện Kết luận số 35-KL/TW, các chi bộ họp.")
    ]
    seen = run("documents", "35-KL/TW", "--index", index)
    assert seen.returncode == 0
    assert "35-KL/TW is not in the index" in seen.stdout
    assert "“Thực hiện Kết luận số 35-KL/TW, các chi bộ họp.”" in seen.stdout


@pytest.mark.parametrize(("wanted", "code"), [("", 2), ("  ", 2), ("99-KL/TW", 1), ("zzz", 1)])
def test_what_names_no_document_is_said_so(index: Path, wanted: str, code: int) -> None:
    result = run("documents", wanted, "--index", index)
    assert result.returncode == code
    assert result.stderr.startswith("assistant: ")
    assert "Traceback" not in result.stderr


def test_documents_are_shown_without_the_encoder(index: Path) -> None:
    result = run("documents", "60-KH/HU", "--index", index, ASSISTANT_ENCODER="no-such-encoder")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "arguments", [("documents", "60-KH/HU"), ("documents", "--json"), ("search", "chi bộ")]
)
def test_a_reader_that_has_seen_enough_is_no_failure(
    index: Path, arguments: tuple[str, ...]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [COMMAND, *arguments, "--index", str(index)],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr.count("Traceback"), "Broken" in result.stderr) == (
        0,
        0,
        False,
    )
