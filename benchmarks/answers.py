"""How often an answer of two sentences holds the span that was asked for.

    python -m benchmarks answers [--limit 60] [--show]

Over each public set's whole index. An answer longer than two sentences or 80 words is wrong, and
so is `not_found`. Beside it a plain way: the two best sentences by vectors and BM25, the best one
alone where both are over the bound; and both whatever their length. Figures hold ids, never a
text of the sets.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding import Encoder, load_encoder
from assistant.evaluation import beir
from assistant.evaluation.retrieval import index_dataset
from assistant.index.ranking import Scores
from assistant.service import Assistant
from assistant.types import Answer
from assistant.vietnamese.normalize import clean, comparable
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import pairs, tokenize
from benchmarks.report import data_sets, milliseconds

MOST_SENTENCES, MOST_WORDS = 2, 80
# The plain way's share of vectors, and the usual constants of BM25.
_VECTORS, _K1, _B = 0.6, 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Question:
    """`spans` are the answers that are accepted."""

    id: str
    text: str
    spans: tuple[str, ...]


def load_questions(folder: Path) -> list[Question]:
    """The questions of a set that say which span answers them."""
    rows = beir.read_jsonl(folder / "queries.jsonl", ("_id", "text"))
    return [Question(r["_id"], r["text"], tuple(r["answers"])) for r in rows if r.get("answers")]


def is_right(texts: Sequence[str], spans: Sequence[str]) -> bool:
    """Whether one of the spans is in one of the texts, which together keep the bound."""
    return keeps_bound(texts) and holds(texts, spans)


def holds(texts: Sequence[str], spans: Sequence[str]) -> bool:
    shown = [comparable(text) for text in texts]
    return any(comparable(span) in text for span in spans for text in shown)


def keeps_bound(texts: Sequence[str]) -> bool:
    sentences = sum(len(sentence_spans(text)) for text in texts)
    return sentences <= MOST_SENTENCES and sum(len(text.split()) for text in texts) <= MOST_WORDS


class Plain:
    """The two best sentences: cosine and BM25, each standardised over all sentences."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self._sentences = [text[a:b] for text in texts for a, b in sentence_spans(text)]
        self._encoder = encoder
        self._vectors = encoder.encode_passages(self._sentences)
        self._words = [Counter(_words(sentence)) for sentence in self._sentences]
        self._holding = Counter(word for words in self._words for word in words)
        lengths = np.array([words.total() for words in self._words], dtype=np.float32)
        self._norms = _K1 * (1 - _B + _B * lengths / lengths.mean())

    def __call__(self, question: str) -> list[str]:
        """The best two, the better one first."""
        vector = self._encoder.encode_queries([question])[0]
        scores = _VECTORS * _standard(self._vectors @ vector)
        scores += (1 - _VECTORS) * _standard(self._bm25(_words(question)))
        return [self._sentences[i] for i in np.argsort(-scores, kind="stable")[:2]]

    def _bm25(self, asked: Sequence[str]) -> Scores:
        count = len(self._words)
        scores = np.zeros(count, dtype=np.float32)
        for word in set(asked) & self._holding.keys():
            held = np.array([words[word] for words in self._words], dtype=np.float32)
            holding = self._holding[word]
            idf = log(1 + (count - holding + 0.5) / (holding + 0.5))
            scores += np.float32(idf) * held * (_K1 + 1) / (held + self._norms)
        return scores


def _words(text: str) -> list[str]:
    syllables = [token.text for token in tokenize(clean(text))]
    return [*syllables, *pairs(syllables)]


def _standard(scores: Scores) -> Scores:
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), 1e-9), dtype=np.float32)


def run(sets: Path, limit: int | None = None, show: bool = False) -> dict[str, Any]:
    """Every question of every set, of `Assistant.ask` and of the plain way."""
    encoder = load_encoder("bundled")
    return {folder.name: _measure(folder, encoder, limit, show) for folder in data_sets(sets)}


def _measure(folder: Path, encoder: Encoder, limit: int | None, show: bool) -> dict[str, Any]:
    dataset, questions = beir.load(folder), load_questions(folder)[:limit]
    with tempfile.TemporaryDirectory(prefix="assistant-answers-") as scratch:
        _, index, _ = index_dataset(dataset, encoder, Path(scratch))
        with index:
            ask = Assistant(index, encoder).ask
            answers = [ask(question.text) for question in questions]
    plain = Plain([clean(text) for _, text in dataset.corpus.values()], encoder)
    two = [plain(question.text) for question in questions]
    bounded = [texts if keeps_bound(texts) else texts[:1] for texts in two]
    shown = [[s.text for s in answer.statements] for answer in answers]
    right = [is_right(texts, q.spans) for texts, q in zip(shown, questions, strict=True)]
    if show:
        _show(questions, answers, right)
    return {
        "questions": len(questions),
        "right": _share(right),
        "right_plain": _share(
            [is_right(t, q.spans) for t, q in zip(bounded, questions, strict=True)]
        ),
        "right_plain_any_length": _share(
            [holds(t, q.spans) for t, q in zip(two, questions, strict=True)]
        ),
        "not_found": _share([not texts for texts in shown]),
        "too_long": _share([not keeps_bound(texts) for texts in shown]),
        "words": round(float(np.mean([sum(len(t.split()) for t in texts) for texts in shown])), 1),
        "ms": milliseconds([answer.took_ms / 1000 for answer in answers]),
        "wrong": [q.id for q, ok in zip(questions, right, strict=True) if not ok],
    }


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4)


def _show(questions: Sequence[Question], answers: Sequence[Answer], right: Sequence[bool]) -> None:
    for question, answer, ok in zip(questions, answers, right, strict=True):
        if not ok:
            row = {"id": question.id, "question": question.text, "expected": question.spans}
            row |= {"outcome": answer.outcome, "answer": answer.answer}
            print(json.dumps(row, ensure_ascii=False), file=sys.stderr)
