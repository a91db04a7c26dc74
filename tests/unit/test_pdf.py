"""PDF files page by page: which text is taken, what is left out, and how it is said."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF
from made_files import PLAN, font, pdf
from pages.layouts import SIGNATURE, made
from pages.papers import make_paper
from pages.printing import printed
from pages.scanning import Scan, scanned
from PIL import Image

from assistant.documents import pdf as pdf_reader
from assistant.documents.layout import Box, Word
from assistant.documents.ocr import Holds, Recognised, find_engine
from assistant.documents.pdf import read_pdf
from assistant.documents.pdf_file import opened
from assistant.documents.read import read_document
from assistant.errors import DocumentRefused, OcrFailed, OcrMissing, ProgramMissing, SecretDocument

LINE = "Các chi bộ trực thuộc gửi báo cáo về Văn phòng Huyện ủy trước ngày 15/6/2024."


@dataclass
class Engine:
    """Recognises the same lines on every page, with the same certainty; or fails."""

    lines: tuple[str, ...] = (LINE,)
    certainty: float = 0.95
    failure: str = ""
    asked: list[Holds] = field(default_factory=list)

    def recognise(self, image: Image.Image, *, dpi: int, holds: Holds = "page") -> Recognised:
        self.asked.append(holds)
        if self.failure:
            raise OcrFailed(self.failure)
        if holds != "page":
            return Recognised(())
        made = []
        for row, line in enumerate(self.lines):
            top = 300 + 40 * row
            words, left = [], 100
            for text in line.split():
                right = left + 12 * len(text)
                words.append(Word(text, Box(left, top, right, top + 30), self.certainty))
                left = right + 10
            made.append(tuple(words))
        return Recognised(tuple(made))


def scan_of(pages: int = 1, layers: tuple[str, ...] = ()) -> bytes:
    text = pdf([[LINE, LINE]] * pages)
    return scanned(text, Scan(dpi=100), layers=layers)


def joined(*files: bytes) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for file in files:
        part = pypdfium2.PdfDocument(file)
        whole.import_pages(part)
        part.close()
    saved = io.BytesIO()
    whole.save(saved)
    whole.close()
    return saved.getvalue()


def no_engine() -> Engine:
    raise OcrMissing("tesseract is not installed", "Install it: apt-get install tesseract-ocr")


# --- which text --------------------------------------------------------------------------------


def test_good_text_layers_are_not_recognised() -> None:
    engine = Engine()

    reading = read_pdf("a.pdf", pdf([PLAN.split("\n")]), engine=engine)

    assert not engine.asked
    assert any("KẾ HOẠCH" in block.text for block in reading.blocks)


def test_scanned_pages_among_typed_ones_are_recognised() -> None:
    engine = Engine(("Trang này chỉ có trên ảnh quét, không có lớp chữ nào cả.",))
    typed = pdf([PLAN.split("\n")])

    reading = read_pdf("a.pdf", joined(typed, scan_of(), typed), engine=engine)

    assert engine.asked.count("page") == 1
    pages = {block.page for block in reading.blocks if "ảnh quét" in block.text}
    assert pages == {2}


def test_the_stamp_of_a_signature_is_no_text_of_its_page() -> None:
    reading = read_pdf("a.pdf", scan_of(layers=(SIGNATURE,)), engine=Engine())

    assert [block.text for block in reading.blocks] == [LINE]
    assert any("Ký bởi" in line for line in reading.scan)  # marks are looked for there too


def test_garbage_for_text_is_recognised() -> None:
    # What a font without a table of its letters gives: each some places off.
    words = "7UrQ FkVd EmR FmR Vz PqW WkdQj Wxs WUzQJ wKdP KrfK PzF WlrX" * 8

    reading = read_pdf("a.pdf", pdf([[words]]), engine=Engine())

    assert [block.text for block in reading.blocks] == [LINE]


def test_foreign_text_stays_as_it_is_typed() -> None:
    english = "The district committee holds its regular meeting in the first week of every month."

    reading = read_pdf("a.pdf", pdf([[english] * 6]), engine=(engine := Engine()))

    assert not engine.asked
    assert english in reading.blocks[0].text


def test_letters_apart_are_recognised() -> None:
    apart = " ".join(LINE.replace(" ", "") * 2)

    reading = read_pdf("a.pdf", pdf([[apart]]), engine=Engine())

    assert [block.text for block in reading.blocks] == [LINE]


def test_text_in_fonts_from_before_unicode_is_converted(tmp_path: Path) -> None:
    file = FPDF(format="A4")
    file.add_page()
    file.add_font("plain", "", font())
    file.set_font("plain", size=12)
    # `Đảng bộ huyện tổ chức học tập nghị quyết` as TCVN3 stores it.
    typed = "§¶ng bé huyÖn tæ chøc häc tËp nghÞ quyÕt, nh©n d©n tÝch cùc tham gia s¶n xuÊt"
    file.multi_cell(0, 6, typed)

    reading = read_pdf("a.pdf", bytes(file.output()), engine=Engine(failure="not needed"))

    assert reading.blocks[0].text.startswith("Đảng bộ huyện tổ chức học tập nghị quyết")


# --- what is left out --------------------------------------------------------------------------


def test_without_an_engine_scans_are_refused_with_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ProgramMissing) as refused:
        read_document("a.pdf", scan_of())

    assert "tesseract" in refused.value.reason
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in refused.value.remedy


def test_without_an_engine_typed_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "find_engine", no_engine)
    typed = pdf([PLAN.split("\n")])

    document = read_document("a.pdf", joined(typed, scan_of(layers=(SIGNATURE,))))

    assert "KẾ HOẠCH" in document.text
    assert "Ký bởi" not in document.text
    [left_out] = document.omissions
    assert left_out.page == 2
    assert "tesseract" in left_out.reason
    assert "apt-get" in left_out.remedy


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        (Engine(("xkcd jqzw vbnm qqqq zxwv kkjj wwxx",)), "words"),
        (Engine(certainty=0.4), "sure of only 40%"),
        (Engine(failure="OCR took longer than 60 s"), "longer than 60 s"),
    ],
)
def test_a_page_that_cannot_be_made_out_is_left_out_alone(engine: Engine, reason: str) -> None:
    data = joined(pdf([PLAN.split("\n")]), scan_of())

    reading = read_pdf("a.pdf", data, engine=engine)

    [left_out] = reading.omissions
    assert left_out.page == 2
    assert reason in left_out.reason
    assert {block.page for block in reading.blocks} == {1}


def test_a_file_of_which_no_page_can_be_made_out_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="page 1") as refused:
        read_pdf("a.pdf", scan_of(), engine=Engine(certainty=0.35))

    assert "Scan it again" in refused.value.remedy


def test_blank_pages_are_not_told_of() -> None:
    blank = scanned(pdf([[]]), Scan(dpi=100))

    reading = read_pdf("a.pdf", joined(pdf([[LINE]]), blank), engine=Engine(()))

    assert not reading.omissions


def test_a_page_object_that_is_broken_costs_itself() -> None:
    data = bytearray(pdf([[LINE], [LINE]]))
    at = data.rfind(b"/MediaBox")
    data[at : at + 9] = b"/Mediabux"
    data = data.replace(b"/Type /Page\n", b"/Type /Pxge\n", 1)

    try:
        reading = read_pdf("a.pdf", bytes(data), engine=Engine())
    except DocumentRefused:
        return
    assert all(LINE in block.text for block in reading.blocks)


# --- marks -------------------------------------------------------------------------------------


def test_marks_in_what_is_recognised_are_found() -> None:
    with pytest.raises(SecretDocument):
        read_document("a.pdf", recognised_as(("MẬT", LINE)))


def recognised_as(lines: tuple[str, ...]) -> bytes:
    """A scan that really shows these lines."""
    needs_engine()
    return scanned(pdf([list(lines)]), Scan(dpi=200, noise=4))


def needs_engine() -> None:
    try:
        find_engine()
    except OcrMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(
    ("mark", "scan"),
    [
        ("MẬT", Scan(dpi=200, noise=6, jpeg=60, mark_slant=7)),
        ("TỐI MẬT", Scan(dpi=200, copied=True, mark_slant=-8)),
    ],
)
def test_stamped_marks_are_found(mark: str, scan: Scan) -> None:
    needs_engine()
    data = scanned(printed(make_paper(4, sections=1)), replace(scan, mark=mark))

    with pytest.raises(SecretDocument) as secret:
        read_document("a.pdf", data)

    assert mark not in str(secret.value)


@pytest.mark.soak
@pytest.mark.parametrize("slant", [-10, 0, 7])
@pytest.mark.parametrize("colour", [(215, 35, 40), (20, 20, 20)], ids=["red", "black"])
@pytest.mark.parametrize("copied", [False, True], ids=["scan", "copy"])
@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_stamped_marks_are_found_however_they_are_stamped(
    mark: str, copied: bool, colour: tuple[int, int, int], slant: float
) -> None:
    needs_engine()
    scan = Scan(200, noise=0 if copied else 8, copied=copied, stamped=True, jpeg=60)
    scan = replace(scan, mark=mark, mark_slant=slant, mark_colour=colour)

    with pytest.raises(SecretDocument):
        read_document("a.pdf", scanned(printed(make_paper(4, sections=1)), scan))


@pytest.mark.soak
@pytest.mark.parametrize("mark", ["HỎA TỐC", "KHẨN", "MẬU", "BẢN SAO"])
def test_other_stamps_are_no_secrets(mark: str) -> None:
    needs_engine()
    scan = Scan(200, noise=8, stamped=True, mark=mark, mark_slant=5)

    assert read_document("a.pdf", scanned(printed(make_paper(4, sections=1)), scan)).number


def test_words_of_annotations_are_looked_at_for_marks() -> None:
    file = FPDF(format="A4")
    file.add_font("plain", "", font())
    file.set_font("plain", size=12)
    file.add_page()
    file.multi_cell(0, 6, LINE)
    file.text_annotation(20, 20, "TUYỆT MẬT")

    with pytest.raises(SecretDocument):
        read_document("a.pdf", bytes(file.output()))


# --- pages as they are shown -------------------------------------------------------------------


def test_a_page_that_is_shown_turned_is_read_upright() -> None:
    paper, data = made("shown turned", 1)

    with opened("a.pdf", data) as file:
        sheet = file.sheet(1)

    assert (sheet.turned, sheet.width < sheet.height) == (0, True)
    assert sheet.lines[0][0].box.top < 120
    assert paper.superior in sheet.text


def test_words_stand_where_they_are_shown() -> None:
    with opened("a.pdf", pdf([[("TRÁI", "PHẢI"), LINE]])) as file:
        sheet = file.sheet(1)

    words = {word.text: word.box for line in sheet.lines for word in line}
    assert words["TRÁI"].right < sheet.width / 2 < words["PHẢI"].right
    assert words["TRÁI"].bottom < words["Các"].bottom < 200
    assert not sheet.images
