"""From files of every office format to answers of the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from made_files import html
from made_office import converted, in_tcvn3, in_vni, paper_docx, xlsx
from made_words import tcvn3, vni
from pages.papers import make_paper

from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.service import Assistant


def assistant(*arguments: object) -> dict[str, object]:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("assistant")), *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_every_format_is_indexed_and_found(tmp_path: Path, encoder: Encoder) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    papers = {
        suffix: make_paper(40 + at, kind="KH", sections=1)
        for at, suffix in enumerate(["docx", "docm", "doc", "rtf", "odt", "txt", "html"])
    }
    for suffix, paper in papers.items():
        typed = paper_docx(paper, in_vni if suffix in ("doc", "docm") else in_tcvn3)
        if suffix in ("doc", "rtf", "odt"):
            typed = converted(typed, suffix)
        elif suffix == "txt":
            typed = tcvn3(paper.text).encode("latin-1")
        elif suffix == "html":
            lines = "".join(f"<p>{vni(line)}</p>" for line in paper.lines)
            typed = html(f"<div style='font-family:VNI-Times'>{lines}</div>")
        (corpus / f"{suffix}.{suffix}").write_bytes(typed)
    row = [1, "77-KH/HU", "Tu sửa cầu ván ấp Rạch Sen"]
    rows: list[list[object]] = [["TT", "Số, ký hiệu", "Trích yếu"], row]
    (corpus / "list.xlsx").write_bytes(xlsx({"Văn bản": rows}))
    before = {path.name: path.read_bytes() for path in corpus.iterdir()}
    index = tmp_path / "index"

    report = assistant("index", "--corpus", corpus, "--index", index)

    assert report["refused"] == []
    assert report["documents"] == len(papers) + 1
    with Index.open(index, encoder) as opened:
        service = Assistant(opened, encoder)
        for suffix, paper in papers.items():
            first = service.search(paper.number, k=1).hits[0].document
            assert first.source == f"{suffix}.{suffix}"
            assert first.number == paper.number
            assert first.issued_on == paper.issued_on
    hits = assistant("search", "tu sửa cầu ván", "-k", 1, "--index", index)["hits"]
    assert isinstance(hits, list)
    assert hits[0]["source"] == "list.xlsx"
    assert "Số, ký hiệu: 77-KH/HU; Trích yếu: Tu sửa cầu ván" in hits[0]["text"]
    assert {path.name: path.read_bytes() for path in corpus.iterdir()} == before
