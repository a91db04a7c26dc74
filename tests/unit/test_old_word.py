"""Word files of before 2007 and rich text: the same text as in the newer file."""

from __future__ import annotations

import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from made_office import all_converted, in_tcvn3, in_unicode, in_vni, paper_docx, shown
from made_words import tcvn3, vni
from pages.measure import distance
from pages.papers import Paragraph, make_paper

from assistant.documents import office, old_word
from assistant.documents.read import read_document
from assistant.errors import ConversionFailed, DocumentRefused, ProgramMissing

PAPER = make_paper(3, table_rows=4)
TYPINGS = [in_unicode, in_tcvn3, in_vni]


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gives up on every file."""

    def fail(source: str, data: bytes) -> bytes:
        raise old_word.NotConverted

    monkeypatch.setattr(old_word, "_convert", fail)


@pytest.fixture
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    if office.catdoc() is None:
        pytest.skip("catdoc is not installed")
    monkeypatch.setattr(old_word, "libreoffice", lambda: None)
    monkeypatch.setattr(office, "libreoffice", lambda: None)


def papers(suffix: str) -> tuple[bytes, ...]:
    """The paper as it is typed in each of `TYPINGS`."""
    return all_converted(
        tuple(paper_docx(PAPER, typing, automatic=True) for typing in TYPINGS), suffix
    )


def test_doc_files_need_no_program(request: pytest.FixtureRequest) -> None:
    files = papers("doc")
    request.getfixturevalue("no_programs")

    for data in files:
        document = read_document("a.doc", data)

        assert document.text == shown(PAPER)
        assert (document.number, document.issued_on) == (PAPER.number, PAPER.issued_on)


def test_rich_text_by_libreoffice() -> None:
    document = read_document("a.rtf", papers("rtf")[1])

    assert document.text == shown(PAPER)
    assert document.number == PAPER.number


@pytest.mark.soak
@pytest.mark.parametrize("at", [0, 2])
def test_rich_text_in_other_typings_by_libreoffice(at: int) -> None:
    assert read_document("a.rtf", papers("rtf")[at]).text == shown(PAPER)


def test_a_doc_file_that_the_library_cannot_read(no_library: None) -> None:
    text = read_document("a.doc", papers("doc")[1]).text

    assert distance(shown(PAPER), text) <= 0.001 * len(text)


@pytest.mark.parametrize("suffix", ["doc", "rtf"])
def test_catdoc_alone(suffix: str, no_library: None, no_libreoffice: None) -> None:
    document = read_document(f"a.{suffix}", papers(suffix)[0])

    assert document.number == PAPER.number
    assert all(day in document.text for day in PAPER.dates)
    texts = [part.text for part in PAPER.body if isinstance(part, Paragraph)]
    assert all(text.split(" ", 1)[1] in document.text for text in texts)


def test_old_fonts_by_catdoc_alone(no_library: None, no_libreoffice: None) -> None:
    _, in_abc, in_vni_times = papers("doc")
    assert "Huyện ủy" in read_document("a.doc", in_vni_times).text

    # It leaves the letter ư out: better no text than a wrong one.
    with pytest.raises(ProgramMissing, match="TCVN3") as refused:
        read_document("a.doc", in_abc)
    assert "apt-get install libreoffice" in refused.value.remedy


def rtf(text: str, font: str) -> bytes:
    """One paragraph, its bytes as Word of 1997 wrote them."""
    words = "".join(c if c.isascii() else f"\\'{ord(c):02x}" for c in text)
    return rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0\fnil {font};}}}}\f0 {words}\par}}".encode()


def test_rich_text_by_catdoc_keeps_every_letter(no_libreoffice: None) -> None:
    text = "Đảng bộ xã họp, thư ký ghi biên bản, nước ta đổi mới"

    assert read_document("a.rtf", rtf(tcvn3(text), ".VnTime")).text == text
    assert read_document("a.rtf", rtf(vni(text), "VNI-Times")).text == text


def test_without_any_program_the_remedy_is_the_command(no_programs: None) -> None:
    with pytest.raises(ProgramMissing) as refused:
        read_document("a.rtf", b"{\\rtf1\\ansi Chi b\\'f4 h\\'f4p.\\par}")

    assert refused.value.remedy.startswith("Install it: apt-get install libreoffice")


def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60 & wait\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    start = time.perf_counter()
    with pytest.raises(ConversionFailed, match="longer than"):
        office.convert_to_docx(b"{\\rtf1 x}", ".rtf", longest=0.3)

    assert time.perf_counter() - start < 10


def test_nothing_that_a_file_links_to_is_fetched() -> None:
    if office.libreoffice() is None:
        pytest.skip("LibreOffice is not installed")
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a.png".encode()
        field = rb'{\field{\*\fldinst INCLUDEPICTURE "' + address + rb'" \\d}{\fldrslt }}'
        made = office.convert_to_docx(rb"{\rtf1\ansi " + field + rb" Chi b\'f4\par}", ".rtf")
        server.shutdown()

    assert made
    assert asked == []


def test_folders_for_conversion_are_private_and_go() -> None:
    with office.private_folder(100) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "a").write_text("x")
    assert not folder.exists()


@pytest.mark.parametrize(
    ("stream", "reason"),
    [("EncryptedPackage", "password"), ("Workbook\0", "Excel"), ("PowerPoint Document", "none of")],
)
def test_what_else_is_in_such_a_file(stream: str, reason: str) -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    data = start + stream.encode("utf-16-le") + bytes(600)

    with pytest.raises(DocumentRefused, match=reason):
        read_document("a.doc", data)


def test_damaged_doc_files_end_soon(no_libreoffice: None) -> None:
    data = papers("doc")[0]
    for at in range(0, len(data), len(data) // 5):
        damaged = bytearray(data)
        damaged[at : at + 40] = bytes(40)
        start = time.perf_counter()
        for piece in (bytes(damaged), data[: at + 600]):
            with suppress(DocumentRefused):
                assert read_document("a.doc", piece).text
        assert time.perf_counter() - start < 20
