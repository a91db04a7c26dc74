"""The text that the encoder was tuned on: well-formed, and none of what it is measured with."""

from __future__ import annotations

import json
import os
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.documents.read import read_document
from assistant.vietnamese.normalize import comparable
from assistant.vietnamese.sentences import sentence_spans

TESTS = Path(__file__).parents[1]
SCRIPT = runpy.run_path(str(TESTS.parent / "scripts" / "tuning_text.py"))
SHARED = Path(os.environ.get("ASSISTANT_SHARED", "../shared"))
# Shorter ones may be alike by chance: `Nơi nhận:`, `Bao giờ họp?`
_TELLING = 30


@pytest.fixture(scope="module")
def documents() -> list[Any]:
    files = sorted(SCRIPT["FOLDER"].glob("*.txt"))
    return [document for file in files for document in SCRIPT["read_documents"](file)]


def test_every_document_has_questions_to_its_sentences(documents: list[Any]) -> None:
    assert len(documents) > 500
    for document in documents:
        assert len(document.sentences) > 5, document.title
        assert document.questions, document.title
        assert document.unanswered, document.title


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "made.txt"
    for text in ("S: một câu\n", "# Tên\nQ: câu hỏi gì?\n", "# Tên\nX: gì đây\n", "# Tên\nS:\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"made\.txt:\d"):
            SCRIPT["read_documents"](file)


def test_nothing_of_it_is_asked_or_read_in_tests_and_benchmarks(documents: list[Any]) -> None:
    learnt = {
        comparable(text).lower()
        for document in documents
        for text in (*document.sentences, *(q for q, _ in document.questions), *document.unanswered)
    }
    measured = {comparable(text).lower() for text in (*_asked(), *_read(), *_public())}
    assert len(measured) > 5_000
    assert not {text for text in learnt & measured if len(text) > _TELLING}


def _asked() -> Iterator[str]:
    for file in sorted((TESTS / "questions").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["question"]


def _read() -> Iterator[str]:
    for file in sorted((TESTS / "data" / "unseen").rglob("*.*")):
        document = read_document(file.name, file.read_bytes())
        text = document.text
        yield from (text[a:b] for a, b in sentence_spans(text))


def _public() -> Iterator[str]:
    for file in sorted((SHARED / "bench").glob("*/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = json.loads(line).get("text", "")
            yield from (text[a:b] for a, b in sentence_spans(text))
