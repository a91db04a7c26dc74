"""Text recognition: the engine's faults, the image made ready, what is mended and read twice."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from pages.papers import make_paper
from pages.printing import printed
from pages.scanning import Scan, rendered, spoilt
from PIL import Image, ImageDraw

from assistant.documents.components import components
from assistant.documents.layout import Box, Line, Printed, Word, row_text, with_tables
from assistant.documents.mending import mended, with_divisions_in_order
from assistant.documents.ocr import Holds, Recognised, Tesseract, find_engine
from assistant.documents.ruling import find_grids
from assistant.documents.scans import cleaned, halves, ink, lies_on_side, slant, straightened
from assistant.documents.second_look import checked
from assistant.errors import OcrFailed, OcrMissing

PAGE = Image.new("L", (400, 400), 255)


def program(folder: Path, script: str) -> str:
    """A stand-in for tesseract, as a program of its own."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def line(text: str) -> Line:
    words, left = [], 0
    for word in text.split(" "):
        right = left + 12 * len(word)
        words.append(Word(word, Box(left, 100, right, 130)))
        left = right + 12
    return tuple(words)


def text(of: Line) -> str:
    return " ".join(word.text for word in of)


# --- the engine --------------------------------------------------------------------------------


def models() -> str:
    """The folder of the installed engine's models."""
    engine = find_engine()
    assert isinstance(engine, Tesseract)
    return engine.folder


def test_a_page_that_takes_too_long_is_given_up(page: Image.Image) -> None:
    engine = Tesseract(models(), longest=0.001)

    with pytest.raises(OcrFailed, match="longer"):
        engine.recognise(page, dpi=150)


def test_models_that_cannot_be_loaded_are_told(tmp_path: Path) -> None:
    (tmp_path / "vie.traineddata").write_bytes(b"no model")

    with pytest.raises(OcrFailed, match="started"):
        Tesseract(str(tmp_path)).recognise(PAGE, dpi=200)


def test_an_image_of_no_size_holds_nothing() -> None:
    assert find_engine().recognise(Image.new("L", (0, 40)), dpi=200) == Recognised(())


def test_what_is_read_does_not_depend_on_what_was_read_before(page: Image.Image) -> None:
    engine, other = Tesseract(models()), rendered(printed(make_paper(2, sections=1)), 150)[0]
    first = engine.recognise(page, dpi=150)

    for holds in ("figures", "stamps", "digits", "lines"):
        engine.recognise(other, dpi=150, holds=holds)

    assert engine.recognise(page, dpi=150) == first
    assert Tesseract(models()).recognise(page, dpi=150) == first


def test_threads_read_side_by_side(page: Image.Image) -> None:
    engine = Tesseract(models())
    small = page.crop((0, 0, page.width, page.height // 4))
    alone = engine.recognise(small, dpi=150)
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(lambda _: engine.recognise(small, dpi=150), range(8))] == [alone] * 8


def test_an_engine_without_vietnamese_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "echo 'List of available languages (1):'; echo eng")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(OcrMissing) as missing:
        find_engine()

    assert "apt-get install tesseract-ocr-vie" in missing.value.remedy


# --- the image ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return rendered(printed(make_paper(1, sections=1)), 150)[0]


@pytest.mark.parametrize("degrees", [-3.0, -1.5, 0.0, 0.6, 2.0])
def test_slanted_pages_are_straightened(page: Image.Image, degrees: float) -> None:
    slanted = cleaned(spoilt(page, Scan(150, noise=8, skew=degrees), last=False, seed=1), 150)

    found = slant(slanted, 150)

    assert found == pytest.approx(degrees, abs=0.21)
    assert abs(slant(straightened(slanted, found), 150)) <= 0.21


def test_an_empty_page_has_no_slant() -> None:
    assert slant(Image.new("L", (1000, 1400), 255), 150) == 0.0


def test_pages_on_their_side_are_known(page: Image.Image) -> None:
    assert not lies_on_side(cleaned(page, 150), 150)
    assert lies_on_side(cleaned(page.rotate(90, expand=True), 150), 150)


def test_open_books_are_parted(page: Image.Image) -> None:
    book = Image.new("L", (2 * page.width, page.height), 255)
    book.paste(page, (0, 0))
    book.paste(page, (page.width, 0))

    assert [half.width for half in halves(book, 150)] == pytest.approx([page.width] * 2, rel=0.1)
    assert len(halves(page, 150)) == 1
    assert len(halves(Image.new("L", (1700, 1200), 255), 150)) == 1


def test_uneven_light_and_dark_edges_are_evened_out(page: Image.Image) -> None:
    dark = cleaned(spoilt(page, Scan(150, lit=True), last=False, seed=1), 150)
    copied = cleaned(spoilt(page, Scan(150, copied=True), last=False, seed=1), 150)

    expected = ink(cleaned(page, 150)).mean()
    assert ink(dark).mean() == pytest.approx(expected, rel=0.15)
    assert ink(copied).mean() == pytest.approx(expected, rel=0.35)
    assert ink(copied)[:, :10].mean() == 0


def test_a_red_stamp_leaves_the_text_under_it(page: Image.Image) -> None:
    stamped = page.convert("RGB")
    ImageDraw.Draw(stamped).ellipse((300, 80, 520, 300), outline=(220, 30, 30), width=5)

    assert ink(cleaned(stamped, 150)).mean() == pytest.approx(
        ink(cleaned(page, 150)).mean(), rel=0.02
    )


# --- tables ------------------------------------------------------------------------------------


def ruled(merged: bool = False) -> Image.Image:
    image = Image.new("L", (800, 500), 255)
    draw = ImageDraw.Draw(image)
    for y in (50, 150, 250, 350):
        draw.line((50, y, 750, y), width=2)
    for x in (50, 250, 500, 750):
        draw.line((x, 150 if merged and x in (250, 500) else 50, x, 350), width=2)
    return image


def test_ruled_tables_are_found() -> None:
    [grid] = find_grids(np.asarray(ruled()) < 128, 150)

    assert [len(row) for row in grid.rows] == [3, 3, 3]
    assert grid.rows[1][2].box.holds(600, 200)


def test_cells_over_several_columns_are_one() -> None:
    [grid] = find_grids(np.asarray(ruled(merged=True)) < 128, 150)

    assert [[cell.columns for cell in row] for row in grid.rows] == [[3], [1, 1, 1], [1, 1, 1]]


def test_frames_and_rules_are_no_tables() -> None:
    image = Image.new("L", (800, 500), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 50, 750, 300), outline=0, width=2)
    draw.line((100, 400, 700, 400), width=2)

    assert find_grids(np.asarray(image) < 128, 150) == []


def test_an_image_of_noise_has_no_tables_and_takes_no_time() -> None:
    noise = np.random.default_rng(1).random((1200, 900)) < 0.5

    hatched = np.zeros((1700, 1200), dtype=bool)
    hatched[::7] = True
    hatched[:, ::40] = False
    for image in (noise, hatched, hatched.T, ~np.zeros_like(noise)):
        begun = time.perf_counter()
        assert find_grids(image, 100) == []
        components(image)
        assert time.perf_counter() - begun < 10


def test_words_of_a_table_become_its_rows() -> None:
    [grid] = find_grids(np.asarray(ruled()) < 128, 150)
    words = [
        Word(name, Box(x, y, x + 40, y + 20))
        for name, x, y in [
            ("trước", 60, 10), ("hai", 300, 90), ("một", 60, 90), ("dòng", 60, 120),
            ("bốn", 300, 190), ("sau", 60, 400),
        ]
    ]  # fmt: skip

    made = with_tables([(word,) for word in words], [grid], 800)

    assert [one.text if isinstance(one, Printed) else row_text(one) for one in made] == [
        "trước",
        "một dòng | hai | ",
        " | bốn | ",
        "sau",
    ]


def test_ink_that_touches_hangs_together() -> None:
    dark = np.zeros((20, 40), dtype=bool)
    dark[2:12, 2] = dark[11, 2:30] = dark[2:12, 29] = True  # a U
    dark[15:18, 5:8] = True

    found = sorted(components(dark), key=lambda part: part.top)

    assert [(part.left, part.top, part.right, part.bottom) for part in found] == [
        (2, 2, 30, 12),
        (5, 15, 8, 18),
    ]


# --- what is mended ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Kế hoạch số I61-KH/HU", "Kế hoạch số 161-KH/HU"),
        ("Chỉ thị số 31 1-CT/TU", "Chỉ thị số 311-CT/TU"),
        ("số §2-KL/TU,", "số 82-KL/TU,"),
        ("Tờ trình 281-TIr/HU", "Tờ trình 281-TTr/HU"),
        ("Kết luận 332-KIL/HU", "Kết luận 332-KL/HU"),
        ("Quyết định 196-QB/HU", "Quyết định 196-QĐ/HU"),
        ("310KH/UBKTTU", "310-KH/UBKTTU"),
        ("ngày 0] tháng I2 năm 2O20", "ngày 01 tháng 12 năm 2020"),
        ("ngày 28/1 1/2020;", "ngày 28/11/2020;"),
        ("đạt 9l,5% kế hoạch", "đạt 91,5% kế hoạch"),
        ("các chỉ bộ, chỉ ủy trực thuộc", "các chi bộ, chi ủy trực thuộc"),
        ("nguồn chỉ thường xuyên", "nguồn chi thường xuyên"),
        ("|331", "331"),
    ],
)
def test_what_leaves_no_doubt_is_mended(read: str, right: str) -> None:
    assert text(mended(line(read))) == right


@pytest.mark.parametrize(
    "read",
    [
        "số 161-KH/HU ngày 01/12/2020",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "giai đoạn II của đề án",
        "chỉ bộ phận một cửa mới nhận hồ sơ",
        "chỉ đạo, chỉ tiêu, chỉ thị, chỉ ủy ban kiểm tra",
        "ngày 31/12/2020 và 1/2021",
        "có 31 1-2 nhiệm vụ",
        "Công văn 120/UBND-VP",
        "có 2 12/2020",
        "Quyết định 12-XX/HU",
    ],
)
def test_what_may_be_right_stays(read: str) -> None:
    assert text(mended(line(read))) == read


def test_divisions_are_counted_on() -> None:
    read = ["I. MỤC ĐÍCH", "H. NỘI DUNG", "II. TỔ CHỨC", "IV. KẾT QUẢ", "I. MỤC TIÊU", "H. Ví dụ"]

    assert with_divisions_in_order(read) == [
        "I. MỤC ĐÍCH", "II. NỘI DUNG", "III. TỔ CHỨC", "IV. KẾT QUẢ", "I. MỤC TIÊU", "H. Ví dụ",
    ]  # fmt: skip


@dataclass
class Again:
    """Reads each piece as told: at first, and enlarged."""

    told: Mapping[int, str]
    asked: list[int] = field(default_factory=list)

    def recognise(self, image: Image.Image, *, dpi: int, holds: Holds = "page") -> Recognised:
        self.asked.append(dpi)
        place = Box(image.width / 4, 0, image.width / 2, image.height)
        return Recognised(((Word(self.told[dpi], place),),))


@pytest.mark.parametrize(
    ("first", "told", "right"),
    [
        ("1588-QĐ/HU", {200: "158-QD/HU", 300: "158-QD/HU"}, "158-QĐ/HU"),
        ("158-QĐ/HU", {200: "153-QD/HU", 300: "158-QD/HU"}, "158-QĐ/HU"),
        ("158-QĐ/HU", {200: "158-QB/HU"}, "158-QĐ/HU"),
        ("25/2/2025,", {200: "25/12/2025", 300: "25/12/2025"}, "25/12/2025,"),
        ("25/2/2025,", {200: "2512/2025", 300: "2512/2025"}, "25/2/2025,"),
        ("25/2/2025", {200: "25/22/2025", 300: "25/22/2025"}, "25/2/2025"),
    ],
)
def test_two_readings_outvote_one(first: str, told: Mapping[int, str], right: str) -> None:
    engine = Again(told)

    made = checked([(Word(first, Box(40, 40, 120, 70)),)], PAGE, 200, engine)

    assert text(made[0]) == right
    assert engine.asked == list(told)
