"""The sample in `corpus/`: read as what it is, and holding nothing but what is known."""

from __future__ import annotations

import json
import os
import re
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assistant.documents.read import read_document
from assistant.types import Access, Document
from assistant.vietnamese.normalize import comparable

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SHARED = Path(os.environ.get("ASSISTANT_SHARED", ROOT / "../shared"))
NOTICE = "Bản tóm lược do dự án biên soạn, không phải bản gốc."

PLAN_60 = "ke-hoach/ke-hoach-60-kh-tu-soc-trang.docx"
PLAN_59 = "ke-hoach/ke-hoach-59-kh-tu-nga-nam.pdf"
PLAN_18 = "ke-hoach/ke-hoach-18-bac-lieu.md"
CONCLUSION_21 = "ket-luan/ket-luan-21-kl-tw.docx"
CONCLUSION_01 = "ket-luan/ket-luan-01-kl-tw.html"
DIRECTIVE_05 = "chi-thi/chi-thi-05-ct-tw.pdf"
NGA_NAM = "tin-bai/nga-nam-rut-kinh-nghiem-so-ket.md"
VINH_LOI = "tin-bai/vinh-loi-danh-gia-nua-nhiem-ky.html"


@dataclass(frozen=True)
class Head:
    """The header fields of a source."""

    kind: str
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    author: str | None = None
    title: str = ""


HEADS = {
    PLAN_60: Head(
        "KH",
        "60-KH/TU",
        "Ban Thường vụ Tỉnh ủy Sóc Trăng",
        date(2023, 3, 20),
        title="Đại hội đại biểu Đảng bộ tỉnh lần thứ XIV",
    ),
    PLAN_59: Head(
        "KH",
        "59-KH/TU",
        "Ban Thường vụ Thị ủy Ngã Năm",
        date(2023, 4, 7),
        title="các chi bộ, đảng bộ trực thuộc",
    ),
    PLAN_18: Head("KH", issuer="Ban Thường vụ Tỉnh ủy Bạc Liêu", title="Kế hoạch 18"),
    CONCLUSION_21: Head(
        "KL",
        "21-KL/TW",
        "Ban Chấp hành Trung ương",
        date(2021, 10, 25),
        title="xây dựng, chỉnh đốn Đảng",
    ),
    CONCLUSION_01: Head(
        "KL", "01-KL/TW", "Bộ Chính trị", date(2021, 5, 18), title="tiếp tục thực hiện Chỉ thị 05"
    ),
    DIRECTIVE_05: Head(
        "CT", "05-CT/TW", "Bộ Chính trị", date(2016, 5, 15), title="phong cách Hồ Chí Minh"
    ),
    NGA_NAM: Head("news", author="Văn Tá", title="Thị ủy Ngã Năm rút kinh nghiệm"),
    VINH_LOI: Head(
        "news", published_on=date(2023, 3, 20), author="Đỗ Hoàng", title="Huyện Vĩnh Lợi"
    ),
}
PLACES = {
    PLAN_60: "Sóc Trăng",
    PLAN_59: "Ngã Năm",
    PLAN_18: "Bạc Liêu",
    CONCLUSION_21: None,
    CONCLUSION_01: None,
    DIRECTIVE_05: None,
    NGA_NAM: "Ngã Năm",
    VINH_LOI: "Vĩnh Lợi",
}
KNOWN_DATES = {
    *("20/3/2023", "7/4/2023", "25/10/2021", "18/5/2021", "15/5/2016"),
    *("23/3/2023", "10/4/2023"),
}
KNOWN_NUMBERS = {head.number for head in HEADS.values() if head.number}


@cache
def read(source: str) -> Document:
    return read_document(source, (CORPUS / source).read_bytes())


def sample(*parts: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("source", parts or HEADS)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", comparable(text).lower())


def test_the_sample_is_these_files_two_of_each_format() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file() and path.name != "README.md"]
    assert {path.relative_to(CORPUS).as_posix() for path in files} == set(HEADS)
    assert sorted(path.suffix for path in files) == sorted([".docx", ".html", ".md", ".pdf"] * 2)


@sample()
def test_header_fields_are_those_of_the_source(source: str) -> None:
    document, head = read(source), HEADS[source]
    assert (document.kind, document.number, document.issuer) == (
        head.kind,
        head.number,
        head.issuer,
    )
    assert (document.issued_on, document.published_on) == (head.issued_on, head.published_on)
    assert document.author == head.author
    assert document.access is Access.PUBLIC
    assert head.title in document.title


@sample()
def test_place_of_the_source(source: str) -> None:
    assert read(source).place == PLACES[source]


@sample()
def test_it_is_a_digest_and_the_line_that_says_so_is_no_part_of_the_text(source: str) -> None:
    document = read(source)
    assert document.abridged
    assert "bản tóm lược do" not in document.text.lower()
    assert "bản gốc" not in document.text.lower()


@sample(NGA_NAM, PLAN_18, VINH_LOI, CONCLUSION_01)
def test_the_line_stands_at_the_head_once(source: str) -> None:
    text = (CORPUS / source).read_text(encoding="utf-8")
    assert text.count(NOTICE) == 1
    assert text.index(NOTICE) < len(text) / 3


@sample()
def test_headings_lead_through_it(source: str) -> None:
    document = read(source)
    assert len(document.headings) >= 2
    for heading in document.headings:
        assert document.text[heading.start : heading.end] == heading.text


@sample()
def test_it_states_no_date_and_no_number_that_is_not_known(source: str) -> None:
    text = comparable(read(source).text)
    dates = {f"{int(d)}/{int(m)}/{y}" for d, m, y in re.findall(r"(\d+)/(\d+)/(\d{4})", text)}
    assert dates <= KNOWN_DATES
    assert set(re.findall(r"\d+-[^\W\d]+/[^\W\d]+", text)) <= KNOWN_NUMBERS


@sample()
def test_no_year_or_day_is_added_to_a_date_that_has_none(source: str) -> None:
    text = comparable(read(source).text)
    assert not re.search(r"2[23]/0?5/\d|2[23] tháng 5 năm|cuối tháng 5(?:/| năm)|3[01]/0?5", text)


@sample()
def test_deadlines_stand_in_the_digest_of_their_own_source_alone(source: str) -> None:
    text = comparable(read(source).text)
    for deadline, owner in {
        "trước ngày 23/3/2023": VINH_LOI,
        "trước ngày 10/4/2023": VINH_LOI,
        "cuối tháng 5": NGA_NAM,
    }.items():
        assert (deadline in text) == (source == owner), deadline


def test_what_is_asked_about_is_there() -> None:
    for source, facts in {
        VINH_LOI: [
            "cấp cơ sở",
            "dự kiến",
            "Kết luận 21",
            "Kết luận 01",
            "Chỉ thị 05",
            "Kế hoạch 18",
        ],
        NGA_NAM: ["Sáng ngày 23/5", "Trần Văn Việt", "Võ Minh Thắng", "22/5", "60-KH/TU", "Văn Tá"],
        PLAN_59: ["60-KH/TU", "Tân Long", "Ban Chỉ đạo", "lần thứ XII"],
        CONCLUSION_21: ["Hội nghị lần thứ tư khóa XIII", "Bộ Chính trị"],
        PLAN_60: ["Cấp | Nghị quyết được kiểm điểm", "59-KH/TU"],
    }.items():
        text = comparable(read(source).text)
        assert [fact for fact in facts if fact not in text] == []
    shortcomings = read(NGA_NAM).text.split("Năm hạn chế cần rút kinh nghiệm")[1]
    assert re.findall(r"^(\d)\. ", shortcomings, re.MULTILINE) == ["1", "2", "3", "4", "5"]


def test_the_plan_has_two_pages_and_page_numbers_matter() -> None:
    document = read(PLAN_59)
    assert [page.number for page in document.pages] == [1, 2]
    assert document.text.index("Tân Long") >= document.pages[1].start
    assert document.text.index("Căn cứ ban hành") < document.pages[0].end


@sample()
def test_it_is_in_our_own_words(source: str) -> None:
    """The longest run shared with an article is its title."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the articles are not here")
    length = 20
    known = {run for text in _seeds() for run in _runs(text, length)}
    assert known
    assert [" ".join(run) for run in _runs(read(source).text, length) if run in known] == []


def _seeds() -> Iterator[str]:
    for path in (SHARED / "seeds").glob("*.txt"):
        yield path.read_text(encoding="utf-8")
    for path in (SHARED / "bench").glob("*/*.jsonl"):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)


def _runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + length]) for at in range(len(found) - length + 1))


def test_the_script_makes_these_files(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_sample.py"))
    if any(not (script["FONTS"] / name).is_file() for name in script["FONT_FILES"].values()):
        pytest.skip("the DejaVu fonts are not installed")
    first = script["build"](tmp_path / "first")
    for path, again in zip(first, script["build"](tmp_path / "again"), strict=True):
        source = path.relative_to(tmp_path / "first").as_posix()
        assert path.read_bytes() == again.read_bytes()
        assert read_document(source, path.read_bytes()).text == read(source).text
