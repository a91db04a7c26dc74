"""Broken and hostile files in a corpus: each is in the report, and the rest is indexed."""

from __future__ import annotations

import io
import os
import random
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import made_pages
import pytest
from fakes import FakeEncoder
from made_files import PLAN, docx, html, pdf
from openpyxl import Workbook
from pages.papers import make_paper
from pages.printing import as_word, printed

from assistant.documents.read import SUFFIXES
from assistant.index import Index
from assistant.index.build import BuildReport, Limits, build_index

LIMITS = Limits(seconds=20, processes=2)
MOST_MB = 1_500


def build(folder: Path, limits: Limits = LIMITS) -> BuildReport:
    return build_index([folder / "corpus"], folder / "index", FakeEncoder(), limits=limits)


# Files damaged at random.


@cache
def whole_files() -> tuple[tuple[str, bytes], ...]:
    """Real files of every format that can be made here."""
    paper = make_paper(3, sections=1, table_rows=3)
    lines = [line for line in PLAN.split("\n") if line]
    book = io.BytesIO()
    sheet = Workbook()
    for row in (("Số", "Trích yếu"), ("12-KH/HU", "Kế hoạch kiểm tra"), ("13-BC/HU", "Báo cáo")):
        sheet.active.append(row)
    sheet.save(book)
    return (
        (".pdf", printed(paper)),
        (".pdf", pdf([lines[:12], lines[12:]], numbered=True)),
        (".docx", as_word(paper)),
        (".docx", docx(lines, header="Kế hoạch", text_box="Khung chữ")),
        (".html", made_pages.tables().encode()),
        (".htm", html("".join(f"<p>{line}</p>" for line in lines))),
        (".md", f"---\nkind: KH\n---\n{PLAN}".encode()),
        (".txt", PLAN.encode("utf-16")),
        (".txt", paper.text.encode()),
        (".xlsx", book.getvalue()),
        (".odt", opendocument(lines)),
        (".rtf", rtf(lines)),
        (".doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + PLAN.encode("utf-16-le") * 8),
    )  # fmt: skip


def opendocument(lines: list[str]) -> bytes:
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content xmlns:office="{office}"'
            f' xmlns:text="{text}"><office:body><office:text>{body}</office:text></office:body>'
            "</office:document-content>",
        )
    return packed.getvalue()


def rtf(lines: list[str]) -> bytes:
    body = "\\par ".join(
        "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line) for line in lines
    )
    return f"{{\\rtf1\\ansi {body}}}".encode()


def damaged(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    at = chance.randrange(len(out))
    match chance.randrange(6):
        case 0:
            return bytes(out[:at])
        case 1:
            out[at] ^= 1 << chance.randrange(8)
        case 2:
            for _ in range(chance.randrange(1, 200)):
                out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
        case 3:
            out[at : at + chance.randrange(400)] = bytes(chance.randrange(400))
        case 4:
            out[at:at] = chance.randbytes(chance.randrange(1, 300))
        case _:
            half = chance.randrange(len(out))
            return bytes(out[half:] + out[:half])
    return bytes(out)


def write_damaged(corpus: Path, count: int, seed: int) -> set[str]:
    chance = random.Random(seed)  # noqa: S311
    corpus.mkdir()
    names = set()
    for i in range(count):
        suffix, data = chance.choice(whole_files())
        if chance.random() < 0.25:
            suffix = chance.choice(sorted(SUFFIXES))
        else:
            data = damaged(data, chance)
        name = f"{i:04}{suffix}"
        (corpus / name).write_bytes(data)
        names.add(name)
    return names


def accounted_for(folder: Path, report: BuildReport) -> set[str]:
    """The files that are indexed, said to be another's copy, or refused; each is one of these."""
    with Index.open(folder / "index", FakeEncoder()) as index:
        documents = [*index.store.documents()]
    indexed = {document.source for document in documents}
    copies = {copy.source for copy in report.copies}
    refused = {refusal.source for refusal in report.refused}
    assert all(refusal.reason and refusal.remedy for refusal in report.refused)
    assert not indexed & copies
    assert not (indexed | copies) & refused
    assert copies == {source for document in documents for source in document.also_at}
    return indexed | copies | refused


def read_damaged(folder: Path, count: int, seed: int) -> None:
    names = write_damaged(folder / "corpus", count, seed)
    with memory_watched() as peak:
        report = build(folder)
    assert accounted_for(folder, report) == names
    late = [r for r in report.refused if "took longer" in r.reason or "crashed" in r.reason]
    assert len(late) <= count // 50, late
    assert peak() < MOST_MB
    assert report.documents > count // 20


def test_a_hundred_malformed_files(tmp_path: Path) -> None:
    read_damaged(tmp_path, 100, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [2, 3])
def test_a_thousand_malformed_files(tmp_path: Path, seed: int) -> None:
    read_damaged(tmp_path, 1000, seed)


# Files made to do harm.


def zipped(**parts: bytes | str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return packed.getvalue()


def word_with(document: str) -> bytes:
    """A Word file with this as its main part."""
    packed, out = io.BytesIO(docx(["Văn bản"])), io.BytesIO()
    with zipfile.ZipFile(packed) as file, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in file.infolist():
            data = file.read(part)
            made.writestr(part, document.encode() if part.filename == "word/document.xml" else data)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_body(text: str, declared: str = "") -> str:
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return (
        f'<?xml version="1.0"?>{declared}<w:document {_W}><w:body>{paragraph}</w:body></w:document>'
    )


def laughing_word() -> bytes:
    entities = "".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' if i else '<!ENTITY l0 "ha">' for i in range(12)
    )
    return word_with(word_body("&l11;", f"<!DOCTYPE d [{entities}]>"))


def nosy_word(secret: Path) -> bytes:
    return word_with(
        word_body("Văn bản &x; hết", f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>')
    )


def word_bomb() -> bytes:
    return word_with(word_body("chữ " * 70_000_000))


def nested_word() -> bytes:
    return word_with(word_body("<w:r>" * 200_000 + "x" + "</w:r>" * 200_000))


def lying_word() -> bytes:
    """A part that says it unpacks to 10 bytes, and unpacks to far more."""
    data = bytearray(word_with(word_body("chữ " * 8_000_000)))
    name = b"word/document.xml"
    at = data.rfind(name) - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def pdf_objects(*objects: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % table)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), entries, data)


def pdf_bomb() -> bytes:
    """A page whose content unpacks to 1 GB."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()
    twice = zlib.compress(packed, 9)
    return pdf_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        stream(twice, b"/Filter[/FlateDecode/FlateDecode]"),
    )


def pdf_of_itself() -> bytes:
    """A tree of pages that is its own branch."""
    return pdf_objects(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000000>>"
    )


def pdf_poster() -> bytes:
    """A page of 5 m with an image of 50,000 × 50,000 pixels."""
    rows = zlib.compress(bytes(50_000 * 1_000), 9)
    return pdf_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        stream(b"14400 0 0 14400 0 0 cm /I Do"),
        stream(
            rows,
            b"/Type/XObject/Subtype/Image/Width 50000/Height 50000/BitsPerComponent 8"
            b"/ColorSpace/DeviceGray/Filter/FlateDecode",
        ),
    )


def sheet_of_rows() -> bytes:
    """A sheet that says it has a million rows of sixteen thousand cells, and holds the last one."""
    book = io.BytesIO()
    made = Workbook()
    made.active.cell(1_048_576, 16_384, "cuối")
    made.save(book)
    return book.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "thực thể.docx": laughing_word,
    "bom.docx": word_bomb,
    "lồng.docx": nested_word,
    "dối.docx": lying_word,
    "bom.pdf": pdf_bomb,
    "vòng.pdf": pdf_of_itself,
    "áp phích.pdf": pdf_poster,
    "khóa.pdf": lambda: pdf([["Văn bản khóa"]], owner_key="a", user_key="b"),
    "khóa.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
    "ô.xlsx": sheet_of_rows,
    "sâu.html": lambda: b"<div>" * 300_000 + b"x",
    "dài.txt": lambda: b"a" * 30_000_000,
    "rỗng.odt": lambda: zipped(mimetype="application/vnd.oasis.opendocument.text"),
    "lạ.xlsx": lambda: zipped(x_xml="<a/>"),
}


# It takes long to make the one, and to look for text on the other.
SLOW = frozenset({"bom.docx", "áp phích.pdf"})


def test_hostile_files_cost_themselves_alone(tmp_path: Path) -> None:
    read_hostile(tmp_path, HOSTILE.keys() - SLOW)


@pytest.mark.soak
def test_all_hostile_files_cost_themselves_alone(tmp_path: Path) -> None:
    read_hostile(tmp_path, HOSTILE.keys())


def read_hostile(tmp_path: Path, names: Set[str]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in names:
        (corpus / name).write_bytes(HOSTILE[name]())
    kept_apart = tmp_path / "riêng.txt"
    kept_apart.write_text("CHUYỆN RIÊNG", encoding="utf-8")
    (corpus / "tò mò.docx").write_bytes(nosy_word(kept_apart))
    with (corpus / "khổng lồ.pdf").open("wb") as giant:
        giant.truncate(2 * 1024**3)
    (corpus / "vòng lặp").symlink_to(corpus)
    (corpus / "chính nó.txt").symlink_to("chính nó.txt")
    for i in range(3):
        (corpus / f"lành {i}.txt").write_text(f"Văn bản lành số {i}.", encoding="utf-8")
    begun = time.perf_counter()
    with memory_watched() as peak:
        report = build(tmp_path)
    assert time.perf_counter() - begun < 120
    assert peak() < MOST_MB
    assert accounted_for(tmp_path, report) == {path.name for path in corpus.iterdir()}
    refused = {refusal.source: refusal.reason for refusal in report.refused}
    assert "larger than 512 MB" in refused["khổng lồ.pdf"]
    assert "password" in refused["khóa.pdf"]
    assert names - {"sâu.html", "ô.xlsx"} <= refused.keys()
    with Index.open(tmp_path / "index", FakeEncoder()) as index:
        texts = {document.source: document.text for document in index.store.documents()}
    assert {f"lành {i}.txt" for i in range(3)} <= texts.keys()
    assert not any("CHUYỆN RIÊNG" in text for text in texts.values())
    assert not any("haha" in text for text in texts.values())


# Memory of this process and of those that it started.


@contextmanager
def memory_watched() -> Iterator[Callable[[], float]]:
    """Gives the peak, in MB, of what the processes below this one hold together."""
    most, over = 0.0, threading.Event()
    before = frozenset(_below(os.getpid()))  # browsers and services of other tests

    def watch() -> None:
        nonlocal most
        while not over.wait(0.05):
            most = max(most, sum(_held_mb(pid) for pid in _below(os.getpid()) if pid not in before))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: most
    finally:
        over.set()
        thread.join()


def _below(pid: int) -> Iterator[int]:
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return
    for child in children:
        yield child
        yield from _below(child)


def _held_mb(pid: int) -> float:
    """0 of a child that has not begun its own program yet: what it shows is this process's."""
    try:
        if Path(f"/proc/{pid}/cmdline").read_bytes() == Path("/proc/self/cmdline").read_bytes():
            return 0.0
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
