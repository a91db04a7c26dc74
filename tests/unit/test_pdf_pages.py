"""Made papers, printed and scanned in every layout, against the text that they were made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pages.layouts import LAYOUTS, LIMITS, QUICK, Layout, as_word, exported, made
from pages.measure import distance, levelled, measure
from pages.papers import make_paper

from assistant.documents.ocr import find_engine
from assistant.documents.read import read_document
from assistant.errors import OcrMissing


def needs_ocr(layout: Layout) -> None:
    if layout.group != "digital":
        try:
            find_engine()
        except OcrMissing as missing:
            pytest.skip(str(missing))


def check(layout: Layout, seed: int) -> None:
    needs_ocr(layout)
    paper, data = made(layout.name, seed)

    document = read_document("a.pdf", data)

    found = measure(paper, document.text)
    assert found.error_rate <= LIMITS[layout.group]
    assert not found.lost_numbers
    assert not found.lost_dates
    assert (document.number, document.issued_on) == (paper.number, paper.issued_on)
    assert not document.omissions


@pytest.mark.parametrize("layout", [o for o in LAYOUTS if o.name in QUICK], ids=lambda o: o.name)
def test_made_papers_are_read_right(layout: Layout) -> None:
    check(layout, seed=2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda o: o.name)
def test_made_papers_are_read_right_in_every_layout(layout: Layout, seed: int) -> None:
    check(layout, seed)


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_exports_is_read_right(tmp_path: Path) -> None:
    paper = make_paper(5, sections=1, table_rows=4)

    document = read_document("a.pdf", exported(as_word(paper), tmp_path))

    found = measure(paper, document.text)
    assert found.error_rate <= LIMITS["digital"]
    assert not found.lost_numbers + found.lost_dates


@pytest.mark.parametrize("seed", range(1, 7))
def test_sentences_are_whole_across_pages_with_running_heads(seed: int) -> None:
    paper, data = made("running heads, four pages", seed)

    document = read_document("a.pdf", data)

    lines = document.text.split("\n")
    sentences = [one for line in paper.body_lines for one in line.split(". ") if "|" not in line]
    assert [one for one in sentences if not any(one in line for line in lines)] == []
    assert len(sentences) > 20
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    assert len(document.pages) >= 3
    assert "lưu hành trong Đảng bộ" not in document.text


def test_rows_of_tables_stay_together() -> None:
    paper, data = made("table", 2)

    document = read_document("a.pdf", data)

    rows = [line for line in paper.named_lines if line.startswith("TT: ")]
    assert [line for line in document.text.split("\n") if line.startswith("TT: ")] == rows
    assert len(rows) == 8
    starts = [document.text.index(row) for row in rows]
    pages = {page.number for page in document.pages for at in starts if page.start <= at < page.end}
    assert pages == {1, 2}  # the names of the columns go with the table overleaf


def test_errors_are_counted() -> None:
    assert distance("kế hoạch", "kế hoạch") == 0
    assert distance("kế hoạch", "kê hoạchh") == 2
    assert distance("", "ba") == distance("ba", "") == 2
    paper = make_paper(1)
    assert measure(paper, paper.text).error_rate == 0
    spoilt = paper.text.replace(paper.number, "1" + paper.number)
    assert paper.number in measure(paper, spoilt).lost_numbers
    assert levelled("a | b -----\n c") == "a b c"
