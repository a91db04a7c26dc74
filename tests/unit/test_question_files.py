"""The questions with known answers: each answer stands in its source, and no kind is missing."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from office import lay_out
from question_files import CORPUS, OFFICE, Asked, load, texts, variants

from assistant.documents.overrides import NEWS
from assistant.documents.read import read_document
from assistant.types import Access, Document
from assistant.vietnamese.normalize import fold

ROOT = Path(__file__).parents[2]
PLACES = ROOT / "src/assistant/vietnamese/data/places.tsv"
ANSWERABLE = {
    "basis", "comparison", "contents", "date", "deadline", "definition", "document", "followup",
    "metadata", "number", "person", "place", "several", "summary", "topic",
}  # fmt: skip
UNANSWERABLE = {
    "missing_date", "missing_fact", "missing_person", "near_number", "no_such_body",
    "other_issuer", "other_level", "out_of_corpus", "secret", "wrong_place",
}  # fmt: skip
SHARES = {"accented": 0.45, "unaccented": 0.18, "typed": 0.1, "english": 0.12}
RUN = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def documents(folder: Path) -> list[Document]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [read_document(p.relative_to(folder).as_posix(), p.read_bytes()) for p in files]


@pytest.fixture(scope="module")
def questions() -> list[Asked]:
    return [*load(OFFICE), *load(CORPUS)]


@pytest.mark.parametrize("path", [OFFICE, CORPUS], ids=lambda path: path.stem)
def test_every_answer_stands_in_its_source(path: Path, folder: Path) -> None:
    held = texts(folder if path == OFFICE else ROOT / "corpus")
    for asked in load(path):
        assert set(asked.sources) <= set(held), asked.id
        assert bool(asked.spans) == bool(asked.sources), asked.id
        lists = variants(asked, held)
        assert all(lists), asked
        used = {row["source"] for rows in lists for row in rows}
        assert not asked.spans or used == set(asked.sources), asked
        assert all(any(w in text for text in held.values()) for s in asked.spans for w in s)


def test_ids_are_unique_and_previous_questions_come_before(questions: list[Asked]) -> None:
    seen: set[str] = set()
    for asked in questions:
        assert asked.id not in seen
        assert asked.prev is None or (asked.prev in seen and asked.prev[0] == asked.id[0])
        seen.add(asked.id)
    assert len({(a.question, a.prev) for a in questions}) == len(questions)


def test_kinds_styles_and_splits_have_their_shares(questions: list[Asked]) -> None:
    kinds = Counter(asked.kind for asked in questions)
    assert set(kinds) == ANSWERABLE | UNANSWERABLE
    assert min(kinds.values()) >= 5
    assert len(questions) >= 220
    assert sum(asked.prev is not None for asked in questions) >= 20
    styles = Counter(asked.style for asked in questions)
    assert set(styles) == set(SHARES)
    for style, share in SHARES.items():
        assert styles[style] >= share * len(questions), style
    assert sum(not asked.spans for asked in questions) >= 0.3 * len(questions)
    by_kind = defaultdict(list)
    for asked in questions:
        by_kind[asked.kind].append(asked.split)
    # Most are there to tune on; of each kind some are held back.
    for kind, splits in by_kind.items():
        assert set(splits) <= {"dev", "held"}
        assert splits.count("held") >= len(splits) // 8, kind


def test_a_kind_says_whether_there_is_an_answer(questions: list[Asked]) -> None:
    for asked in questions:
        if asked.kind == "followup":
            assert asked.prev
        else:
            assert bool(asked.spans) == (asked.kind in ANSWERABLE), asked.id


def test_unaccented_and_english_questions_hold_no_diacritics(questions: list[Asked]) -> None:
    for asked in questions:
        if asked.style in ("unaccented", "english"):
            assert fold(asked.question) == asked.question, asked.id


def test_the_made_documents_are_read_as_what_they_are(documents: list[Document]) -> None:
    assert len(documents) >= 22
    assert {Path(document.source).suffix for document in documents} >= {
        ".docx", ".html", ".md", ".pdf", ".txt",
    }  # fmt: skip
    for document in documents:
        assert 100 <= len(document.text.split()) <= 600, document.source
        if document.kind == NEWS:
            assert all((document.author, document.published_on, document.place)), document.source
            assert "Trang chủ" not in document.text, document.source
        else:
            assert all((document.number, document.issuer, document.issued_on)), document.source
    internal = [d for d in documents if d.access is Access.INTERNAL]
    assert [d.source for d in internal] == ["huong-dan/hd-19-btghu-lam-khe.txt"]


def test_the_places_are_invented(documents: list[Document]) -> None:
    lines = PLACES.read_text("utf-8").splitlines()
    known = {line.split("\t")[1] for line in lines if "\t" in line and not line.startswith("#")}
    places = {document.place for document in documents}
    assert {"Hòa Giang", "Phú Giang", "Lâm Khê", "Đông Kỳ", "Suối Mơ", "Rạch Tre"} <= places
    assert not places & known


def test_no_wording_is_shared_with_the_examples(questions: list[Asked], shared: Path) -> None:
    path = shared / "seeds" / "questions.jsonl"
    if not path.is_file():
        pytest.skip("no example questions here")
    examples = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    known = {run for example in examples for run in _runs(example)}
    for asked in questions:
        assert not known & _runs(asked.question), asked.question


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of six words, without accents and case."""
    words = re.findall(r"\w+", fold(text).lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
