"""The examples of the page for cadres do what it says of them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.retrieval.lexicon import load_lexicon
from assistant.service import Assistant
from assistant.types import Outcome
from assistant.vietnamese.normalize import comparable

DOCS = Path(__file__).parents[2] / "docs"
_EXAMPLE = re.compile(r"^- `([^`\n]+)`\n((?:  .*\n)+)", re.MULTILINE)
_READ = re.compile(r"Hiểu là: \*([^*]+)\*")
_SPAN = re.compile(r"Đáp: \*\*([^*]+)\*\*")
_SOURCE = re.compile(r"\]\(\.\./corpus/([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """What the page says of a question: how it is read, the span that answers it, and the files
    that the span may be cited from. Without a span they are what a search may find first; without
    sources nothing is found.
    """

    question: str
    read: str | None
    span: str | None
    sources: frozenset[str]


def _examples() -> list[Example]:
    page = (DOCS / "cach-hoi.md").read_text("utf-8")
    return [_example(*match.groups()) for match in _EXAMPLE.finditer(page)]


def _example(question: str, said: str) -> Example:
    read, span = _READ.search(said), _SPAN.search(said)
    sources = frozenset(_SOURCE.findall(said))
    assert ("Không thấy:" in said) == (not sources), question
    assert ("Tìm thấy:" in said) == (bool(sources) and span is None), question
    return Example(question, read and read[1], span and span[1], sources)


def _same(text: str | None) -> str:
    return comparable(text or "").casefold()


def test_the_page_has_examples_of_every_kind() -> None:
    examples = _examples()
    assert len(examples) >= 20
    assert sum(example.read is not None for example in examples) >= 5
    assert sum(example.span is not None for example in examples) >= 10
    assert sum(not example.sources for example in examples) >= 2


@pytest.mark.parametrize("example", _examples(), ids=lambda example: example.question)
def test_an_example_holds(sample: Assistant, example: Example) -> None:
    result = sample.search(example.question)
    assert _same(result.query.restored) == _same(example.read)
    if example.sources and not example.span:
        assert result.hits[0].document.source in example.sources
        return
    answer = sample.ask(example.question)
    if not example.span:
        assert answer.outcome is Outcome.NOT_FOUND
        return
    assert answer.outcome in (Outcome.ANSWERED, Outcome.SEVERAL)
    assert example.sources & {citation.document.source for citation in answer.citations}
    said = [text for s in answer.statements for text in (s.value, s.text)]
    said += [citation.quote for citation in answer.citations]
    assert any(_same(example.span) in _same(text) for text in said)


def test_the_tables_of_the_administrators_page_can_be_used(tmp_path: Path) -> None:
    page = (DOCS / "du-lieu-rieng.md").read_text("utf-8")
    tables = re.findall(r"^## `(\w+\.toml)`.*?^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(tables) == 3
    for name, text in tables:
        assert tomllib.loads(text)
        (tmp_path / name).write_text(text, "utf-8")
    own = load_lexicon(tmp_path)
    assert [r.text for r in own.abbreviations.exact["BCĐ35"].readings] == ["Ban Chỉ đạo 35"]
    assert own.glossary is not None
    assert own.glossary.terms["support team"][0] == "tổ giúp việc"
