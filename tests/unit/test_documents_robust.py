"""Whatever the bytes: a document whose offsets hold, or a refusal, and no long wait."""

from __future__ import annotations

import random
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import PLAN, docx, html, pdf

from assistant.documents.read import SUFFIXES, read_document
from assistant.errors import DocumentRefused
from assistant.types import Document
from assistant.vietnamese.normalize import clean

pytestmark = pytest.mark.alone

LONGEST = 5.0  # seconds for a file of half a megabyte on a busy machine


def read_or_refuse(source: str, data: bytes) -> Document | None:
    try:
        document = read_document(source, data)
    except DocumentRefused as error:
        refused = error
    else:
        check(document)
        return document
    assert refused.source == source
    assert refused.reason
    assert refused.remedy
    return None


def check(document: Document) -> None:
    text = document.text
    text.encode()
    assert text.strip()
    assert clean(text) == text
    assert document.title.strip()
    assert all(text[h.start : h.end] == h.text for h in document.headings)
    if document.pages:
        joined = "".join(text[page.start : page.end] for page in document.pages)
        assert joined == text


@given(st.binary(max_size=400), st.sampled_from(sorted(SUFFIXES)))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes, suffix: str) -> None:
    read_or_refuse(f"a{suffix}", data)


LINES = st.one_of(
    st.text(max_size=80),
    st.sampled_from(PLAN.split("\n")),
    st.sampled_from(
        ["", "---", "1.", "| a |", "# ", "Lượt xem: 3", "20/3/2023 17:09", "Ảnh: A", "Tin khác"]
    ),
)


@given(st.lists(LINES, max_size=30), st.sampled_from([".txt", ".md", ".html"]))
@settings(max_examples=200, deadline=None)
def test_any_lines(lines: list[str], suffix: str) -> None:
    text = "\n".join(lines)
    data = f"<p>{'</p><p>'.join(lines)}</p>" if suffix == ".html" else text

    read_or_refuse(f"a{suffix}", data.encode("utf-8", "replace"))


@given(st.lists(LINES, max_size=12))
@settings(max_examples=50, deadline=None)
def test_plain_text_keeps_its_words(lines: list[str]) -> None:
    text = "\n".join(lines)
    document = read_or_refuse("a.txt", text.encode("utf-8", "replace"))

    if document is not None and document.kind != "news" and not document.abridged:
        shown = clean(text.encode("utf-8", "replace").decode()).replace("-", "").split()
        assert "".join(document.text.replace("-", "").split()) == "".join(shown)


@cache
def real_files() -> tuple[tuple[str, bytes], ...]:
    lines = PLAN.split("\n")
    return (
        ("a.pdf", pdf([lines[:12], lines[12:]], numbered=True)),
        ("a.docx", docx([line for line in lines if line], header="Kế hoạch")),
        ("a.html", html("".join(f"<p>{line}</p>" for line in lines))),
        ("a.md", f"---\nkind: KH\n---\n{PLAN}".encode()),
        ("a.txt", PLAN.encode("utf-16")),
    )


def damaged(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    at = chance.randrange(len(out))
    match chance.randrange(5):
        case 0:
            return bytes(out[:at])
        case 1:
            out[at] ^= 1 << chance.randrange(8)
        case 2:
            for _ in range(chance.randrange(1, 100)):
                out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
        case 3:
            out[at : at + chance.randrange(300)] = bytes(chance.randrange(300))
        case _:
            out[at:at] = chance.randbytes(chance.randrange(1, 200))
    return bytes(out)


def read_damaged(count: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        source, data = chance.choice(real_files())
        suffix = chance.choice(sorted(SUFFIXES)) if chance.random() < 0.2 else source[1:]
        start = time.perf_counter()
        read_or_refuse(f"a{suffix}", damaged(data, chance))
        assert time.perf_counter() - start < LONGEST


def test_a_hundred_damaged_files() -> None:
    read_damaged(100, seed=1)


@pytest.mark.soak
def test_a_thousand_damaged_files() -> None:
    read_damaged(1000, seed=2)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@pytest.mark.parametrize(
    "piece",
    [
        "a-",
        "1.1.",
        "ngày 1, 1, ",
        "60-KH/",
        "Minh ",
        "Ảnh: A ",
        "A. ",
        "tom luoc ",
        "* ",
        "> ",
        "<b>",
    ],
)
def test_no_pattern_takes_long(piece: str, suffix: str) -> None:
    for data in (piece * 20_000, f"{piece * 7}\n" * 3_000):
        start = time.perf_counter()
        read_or_refuse(f"a{suffix}", data.encode())
        assert time.perf_counter() - start < LONGEST


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("a.html", b"<div>" * 50_000 + b"x"),
        ("a.html", b"<table><tr><td>" * 3_000 + b"x"),
        ("a.html", b"<ul>" + b"<li>x" * 20_000),
        ("a.md", b"> " * 3_000 + b"x"),
        ("a.md", b"".join(b"  " * depth + b"- a\n" for depth in range(300))),
        ("a.md", b"---\na: " + b"[" * 5_000 + b"\n---\nx"),
    ],
)
def test_deep_nesting(source: str, data: bytes) -> None:
    start = time.perf_counter()
    read_or_refuse(source, data)
    assert time.perf_counter() - start < LONGEST
