"""Fields of heads and feet: right, and standing where they are said to stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from made_files import PLAN
from made_heads import Expected, head
from pages.papers import Paper, make_paper
from pages.printing import as_word, printed

from assistant.documents.bodies import sentence_case
from assistant.documents.header_fields import HeaderField, HeaderFields, read_fields
from assistant.documents.read import read_document
from assistant.types import Document

LEAST = 0.98
ROOT = Path(__file__).parents[2]
HANDLING = (None, "LƯU HÀNH NỘI BỘ", "TÀI LIỆU HỘI NGHỊ", "DỰ THẢO LẦN 3")
URGENCY = (None, None, "KHẨN", "HỎA TỐC")


def values(found: HeaderFields) -> dict[str, object]:
    shown: dict[str, object] = {}
    for field in fields(found):
        one = getattr(found, field.name)
        if isinstance(one, tuple):
            shown[field.name] = sorted(part.value for part in one)
        else:
            shown[field.name] = one.value if one else None
    return shown


def wanted(paper: Expected) -> dict[str, object]:
    return {
        **{field.name: getattr(paper, field.name) for field in fields(paper)},
        "issued_on": paper.issued_on.isoformat(),
        "recipients": sorted(paper.recipients),
        "marks": sorted(paper.marks),
    }


def assert_places(document: Document, found: HeaderFields) -> None:
    """Every field stands in the text where it says, in words that hold its value."""
    for field in fields(found):
        one = getattr(found, field.name)
        for part in one if isinstance(one, tuple) else [one] if one else []:
            assert isinstance(part, HeaderField)
            said = document.text[part.start : part.end]
            assert said.strip() == said != ""
            if field.name in ("place", "subject", "signer", "recipients", "marks"):
                assert " ".join(said.split()) == part.value


def check_heads(seeds: range) -> None:
    wrong: list[tuple[int, str, object, object]] = []
    for seed in seeds:
        lines, expected = head(seed)
        document = read_document("a.txt", "\n".join(lines).encode())
        found = read_fields(document.text)
        assert_places(document, found)
        got, want = values(found), wanted(expected)
        got |= {
            "of document": (document.kind, document.number, document.issuer, document.place),
            "dated": document.issued_on,
        }
        want |= {
            "of document": (expected.kind, expected.number, expected.issuer, expected.place),
            "dated": expected.issued_on,
        }
        wrong += [(seed, name, got[name], want[name]) for name in want if got[name] != want[name]]
    total = len(seeds) * (len(fields(HeaderFields)) + 2)
    assert 1 - len(wrong) / total >= LEAST, wrong[:20]


def test_heads_of_the_party_and_the_state_in_every_layout() -> None:
    check_heads(range(250))


@pytest.mark.soak
def test_many_heads() -> None:
    check_heads(range(250, 4000))


def of_paper(paper: Paper) -> dict[str, object]:
    above = sentence_case(paper.issuer[0])
    superior = sentence_case(paper.superior)
    whole = above if above.startswith("Huyện ủy") else f"{above} {superior}"
    return {
        "kind": paper.kind,
        "number": paper.number,
        "superior": superior,
        "issuer": whole,
        "place": paper.place,
        "issued_on": paper.issued_on.isoformat(),
        "subject": paper.subject,
        "signer": paper.signer,
        "recipients": sorted([*paper.recipients, "Lưu Văn phòng"]),
        "marks": sorted(mark for mark in (paper.urgency, paper.handling) if mark),
    }


@pytest.mark.parametrize(("suffix", "make"), [(".pdf", printed), (".docx", as_word)])
def test_heads_of_real_files(suffix: str, make: Callable[[Paper], bytes]) -> None:
    wrong = []
    for seed in range(14):
        handling, urgency = HANDLING[seed % len(HANDLING)], URGENCY[seed // 2 % len(URGENCY)]
        paper = make_paper(seed, sections=1, handling=handling, urgency=urgency)
        document = read_document(f"a{suffix}", make(paper))
        found = read_fields(document.text)
        assert_places(document, found)
        got, want = values(found), of_paper(paper)
        wrong += [(seed, name, got[name], want[name]) for name in want if got[name] != want[name]]
    assert 1 - len(wrong) / (14 * len(fields(HeaderFields))) >= LEAST, wrong


def test_what_is_not_there_is_none() -> None:
    assert read_fields("Bài viết thường.\nHôm nay trời đẹp.") == HeaderFields()
    assert read_fields("") == HeaderFields()
    found = read_fields(
        "TỈNH ỦY HOA BAN\nSố     -KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nKẾ HOẠCH\nlàm đường"
    )
    assert (found.number, found.issued_on, found.place, found.signer) == (None, None, None, None)
    assert (found.recipients, found.marks, found.superior) == ((), (), None)
    assert found.kind is not None
    assert found.kind.value == "KH"


@pytest.mark.parametrize("mark", ["LƯU HÀNH NỘI BỘ", "Dự thảo lần 2", "TÀI LIỆU THU HỒI"])
@pytest.mark.parametrize("beside", ["HUYỆN ỦY SAO MAI {}", "Số 12-KH/HU {}", "{} Số 12-KH/HU"])
def test_a_mark_beside_another_column_is_seen_and_is_no_body(mark: str, beside: str) -> None:
    first = beside.split("{}", maxsplit=1)[0].strip() or beside.split("{}")[1].strip()
    text = PLAN.replace(first, beside.format(mark), 1)
    document = read_document("a.txt", text.encode())
    assert document.access == "internal"
    assert (document.number, document.issuer) == ("12-KH/HU", "Ban Thường vụ Huyện ủy Sao Mai")
    assert [one.value for one in read_fields(document.text).marks] == [mark]


@pytest.mark.parametrize(
    "line",
    [
        "Góp ý Dự thảo lần 2 của nghị quyết", "VỀ VIỆC ỨNG PHÓ TÌNH HUỐNG KHẨN CẤP",
        "Sử dụng tài liệu hội nghị đúng mục đích",
    ],
)  # fmt: skip
def test_words_of_a_sentence_are_no_marks(line: str) -> None:
    document = read_document("a.txt", PLAN.replace("-----", f"-----\n{line}.").encode())
    assert document.access == "public"
    assert read_fields(document.text).marks == ()


CORPUS = {
    "chi-thi/chi-thi-05-ct-tw.pdf": ("CT", "05-CT/TW", "Bộ Chính trị", date(2016, 5, 15)),
    "ket-luan/ket-luan-21-kl-tw.docx": ("KL", "21-KL/TW", None, date(2021, 10, 25)),
    "ket-luan/ket-luan-01-kl-tw.html": ("KL", "01-KL/TW", "Bộ Chính trị", date(2021, 5, 18)),
    "ke-hoach/ke-hoach-60-kh-tu-soc-trang.docx": ("KH", "60-KH/TU", None, date(2023, 3, 20)),
    "ke-hoach/ke-hoach-59-kh-tu-nga-nam.pdf": ("KH", "59-KH/TU", None, date(2023, 4, 7)),
}


@pytest.mark.parametrize("source", CORPUS)
def test_heads_of_the_sample(source: str) -> None:
    kind, number, issuer, issued_on = CORPUS[source]
    document = read_document(source, (ROOT / "corpus" / source).read_bytes())
    assert (document.kind, document.number, document.issued_on) == (kind, number, issued_on)
    found = read_fields(document.text)
    assert_places(document, found)
    if found.number:
        assert found.number.value == number
    if issuer:
        assert document.issuer == issuer
