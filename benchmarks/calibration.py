"""The constants of ranking, of evidence and of abstaining, fitted again.

    python -m benchmarks calibration

Fitted on the even-numbered questions, reported on the odd ones. What is printed
as `in the code` is what the package uses; the fit says how far that is from the best.

- Ranking: a softmax over the candidates of each question, the judged passage being right, or in the
  made offices those that hold the span; both sorts weigh the same. The cosine's own weight is 1, so
  the others are in units of it.
- Evidence: a softmax over the sentences of the best passages, those that hold the span being right;
  over the public sets and the made offices of `tests/data/unseen` alike, which weigh the same.
- Abstaining: a logistic model of the best sentence of a whole set, and of what is left of it when
  the judged passages are taken out. There the question has no answer.
- Likelihood: a logistic model of whether a sentence answers, of the same best sentences; and one of
  the best three sentences to each question that the made offices answer, or do not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering import abstain, evidence, likelihood
from assistant.answering.names import with_names
from assistant.answering.terms import Term, query_terms
from assistant.embedding import Encoder, load_encoder
from assistant.evaluation import beir
from assistant.evaluation.answers import Question as Asked
from assistant.evaluation.answers import load_questions as load_office
from assistant.evaluation.retrieval import index_dataset
from assistant.index import Index
from assistant.index.build import build_index
from assistant.retrieval.coverage import coverage_concepts, idf
from assistant.retrieval.retriever import Ranking, Retriever, Weights
from assistant.retrieval.understand import understand
from assistant.types import Query
from assistant.vietnamese.normalize import comparable
from benchmarks.answers import Question, holds, load_questions
from benchmarks.report import ROOT, data_sets

Matrix = NDArray[np.float64]

_PASSAGES = 12
# The made offices whose questions were read; the others are only counted.
_OFFICES = tuple("123567abcdefgh")
# So many of the best sentences to a question are weighed, the best twice.
_BEST = 3
# What is shorter is no clause of its own.
_CLAUSE = 25
_RIDGE = 1e-3
_RIDGE_FREE, _RIDGE_BOUNDED = 20.0, 5.0
_SPEAKS_FOR = frozenset(
    {"lead", "score", "cosine", "passage", "coverage", "pairs", "names borne out", "words in it"}
)
_AGAINST = frozenset(
    {
        "names absent",
        "words absent",
        "wants value, has none",
        "must be exact, is not",
        "says nothing of it",
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates of one question: features of shape (n, f), and which of them are right."""

    features: Matrix
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """The signals of a sentence, whether it answers, and how much it counts."""

    signals: Matrix
    answers: bool
    weight: float


@dataclass(slots=True)
class Samples:
    """What was seen of one half of the questions."""

    ranking: list[Choice]
    office_ranking: list[Choice]
    evidence: list[Choice]
    offices: list[Choice]
    answerable: list[Matrix]
    unanswerable: list[Matrix]
    plain: list[Seen]
    papers: list[Seen]


def run(sets: Path) -> dict[str, Any]:
    """Fits on the even questions of all sets, reports on the odd ones."""
    encoder = load_encoder("bundled")
    even, odd = Samples(*([] for _ in range(8))), Samples(*([] for _ in range(8)))
    for folder in data_sets(sets):
        _collect(folder, encoder, (even, odd))
    for name in _OFFICES:
        _collect_office(name, encoder, (even, odd))
    used = Weights()
    return {
        "ranking": _ranking_figures(even, odd, np.array([1.0, used.sentence, used.coverage])),
        "evidence": _evidence_figures(even, odd),
        "abstaining": _abstaining_figures(even, odd),
        "likelihood": {
            "signals": list(likelihood.SIGNALS),
            "plain text": _likelihood_figures(
                even.plain, odd.plain, likelihood.PLAIN, likelihood.PLAIN_BIAS, bounded=True
            ),
            "office papers": _likelihood_figures(
                even.papers, odd.papers, likelihood.OFFICE, likelihood.OFFICE_BIAS, bounded=False
            ),
        },
    }


def _collect(folder: Path, encoder: Encoder, halves: Sequence[Samples]) -> None:
    dataset, questions = beir.load(folder), load_questions(folder)
    with tempfile.TemporaryDirectory(prefix="assistant-calibration-") as scratch:
        _, index, names = index_dataset(dataset, encoder, Path(scratch))
        with index:
            read = _Reader(index, encoder, names)
            for number, question in enumerate(questions):
                judged = dataset.qrels.get(question.id, {})
                read.question(question, set(judged), halves[number % 2])


def _collect_office(name: str, encoder: Encoder, halves: Sequence[Samples]) -> None:
    questions = load_office(ROOT / "tests" / "questions" / f"unseen-{name}.jsonl")
    with tempfile.TemporaryDirectory(prefix="assistant-calibration-") as scratch:
        build_index([ROOT / "tests" / "data" / "unseen" / name], Path(scratch) / "index", encoder)
        with Index.open(Path(scratch) / "index", encoder) as index:
            read = _Reader(index, encoder, {})
            alone = (q for q in questions if q.prev is None)
            for number, question in enumerate(alone):
                read.office_question(question, halves[number % 2])


class _Reader:
    """Reads the signals of questions off one index."""

    def __init__(self, index: Index, encoder: Encoder, names: dict[str, str]) -> None:
        self._index = index
        self._retriever = Retriever(index, encoder)
        self._names = names
        self._documents: dict[int, str] = {}

    def question(self, question: Question, judged: set[str], samples: Samples) -> None:
        query = understand(question.text, self._index.accents)
        ranking = self._retriever.rank(query)
        right = np.array([self._name(int(row)) in judged for row in ranking.rows])
        if right.any():
            samples.ranking.append(Choice(self._signals(query, ranking), right))
        for kept, into in (
            (np.ones_like(right), samples.answerable),
            (~right, samples.unanswerable),
        ):
            found = _only(ranking, kept)
            if len(found.rows):
                into.append(self._best(query, found, question, into is samples.answerable, samples))

    def _name(self, row: int) -> str:
        if row not in self._documents:
            passage = self._index.store.passages([row])[0]
            source = self._index.store.document(passage.document_id).source
            self._documents[row] = self._names[source]
        return self._documents[row]

    def _signals(self, query: Query, ranking: Ranking) -> Matrix:
        """Cosine, nearest sentence and coverage of each candidate."""
        rows, vector = np.sort(ranking.rows), ranking.vector
        assert vector is not None
        concepts = coverage_concepts(query, self._index.lexical)
        held, shares = self._index.lexical.search(concepts, len(rows), rows)
        coverage = np.zeros(len(rows))
        coverage[np.searchsorted(rows, held)] = shares
        columns = (
            self._index.dense.scores(vector, rows),
            self._index.sentences.best(vector, rows),
            coverage,
        )
        return np.stack(columns, axis=1)[np.searchsorted(rows, ranking.rows)].astype(np.float64)

    def _best(
        self, query: Query, ranking: Ranking, question: Question, answerable: bool, samples: Samples
    ) -> Matrix:
        """The signals of abstaining of the best sentence; its rivals go to the samples."""
        query, terms, found = self._gathered(query, ranking)
        if answerable:
            right = np.array([holds([one.text], question.spans) for one in found])
            if right.any():
                samples.evidence.append(Choice(_features(found), right))
        answers = answerable and holds([found[0].text], question.spans)
        samples.plain.append(Seen(abstain.likelihood_signals(query, found[0], terms), answers, 1.0))
        return abstain.signals(query, found[0], terms)

    def office_question(self, question: Asked, samples: Samples) -> None:
        """The passages and sentences found for a question; those are right that hold the answer,
        or that are in it."""
        answer = question.answer
        query = understand(question.text, self._index.accents)
        ranking = self._retriever.rank(query)
        if answer is not None:
            passages = (
                hit.passage.text for hit in self._retriever.hits(ranking, len(ranking.rows))
            )
            held = np.array([comparable(answer) in comparable(text) for text in passages])
            if held.any():
                samples.office_ranking.append(Choice(self._signals(query, ranking), held))
        query, terms, found = self._gathered(query, ranking)
        right = np.array([answer is not None and _tells(one, answer) for one in found], dtype=bool)
        if right.any():
            samples.offices.append(Choice(_features(found), right))
        for rank, (one, answers) in enumerate(zip(found[:_BEST], right, strict=False)):
            seen = abstain.likelihood_signals(query, one, terms)
            samples.papers.append(Seen(seen, bool(answers), 0.5 if rank else 1.0))

    def _gathered(
        self, query: Query, ranking: Ranking
    ) -> tuple[Query, Sequence[Term], list[evidence.Evidence]]:
        hits = self._retriever.hits(ranking, _PASSAGES)
        cosines = self._retriever.sentence_scores(ranking, len(hits))
        query = with_names(query, hits)
        weigh: Callable[[str, str], float] = lambda field, token: idf(  # noqa: E731
            self._index.lexical, field, token
        )
        terms = query_terms(query, weigh)
        return query, terms, evidence.gather(query, hits, cosines, terms, weigh)


def _tells(one: evidence.Evidence, answer: str) -> bool:
    span, said, own = (
        comparable(answer),
        comparable(f"{one.above} {one.text}"),
        comparable(one.text),
    )
    return span in said or (len(own) > _CLAUSE and own in span)


def _features(found: Sequence[evidence.Evidence]) -> Matrix:
    return np.stack([one.features for one in found]).astype(np.float64)


def _only(ranking: Ranking, kept: NDArray[np.bool_]) -> Ranking:
    return Ranking(ranking.rows[kept], ranking.scores[kept], ranking.ranks, ranking.vector)


def _ranking_figures(even: Samples, odd: Samples, used: Matrix) -> dict[str, Any]:
    often = round(len(even.ranking) / len(even.office_ranking))
    fitted = _softmax([*even.ranking, *even.office_ranking * often], 3)
    fitted = fitted / fitted[0]
    return {
        "signals": ["cosine", "sentence", "coverage"],
        "fitted": _rounded(fitted),
        "in the code": _rounded(used),
        "first is right, odd": {
            "fitted": _first_is_right(odd.ranking, fitted),
            "in the code": _first_is_right(odd.ranking, used),
        },
        "of offices": {
            "fitted": _first_is_right(odd.office_ranking, fitted),
            "in the code": _first_is_right(odd.office_ranking, used),
        },
    }


def _evidence_figures(even: Samples, odd: Samples) -> dict[str, Any]:
    often = round(len(even.evidence) / len(even.offices))
    fitted = _softmax([*even.evidence, *even.offices * often], len(evidence.FEATURES))
    used = evidence.WEIGHTS.astype(np.float64)
    return {
        "features": list(evidence.FEATURES),
        "fitted": _rounded(fitted),
        "in the code": _rounded(used),
        "first sentence is right, odd": {
            "fitted": _first_is_right(odd.evidence, fitted),
            "in the code": _first_is_right(odd.evidence, used),
        },
        "of offices": {
            "fitted": _first_is_right(odd.offices, fitted),
            "in the code": _first_is_right(odd.offices, used),
        },
    }


def _abstaining_figures(even: Samples, odd: Samples) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    features = np.stack([*even.answerable, *even.unanswerable])
    has = np.repeat([True, False], [len(even.answerable), len(even.unanswerable)])
    scale = features.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=2000).fit(features / scale, has)
    fitted, bias = model.coef_[0] / scale, float(model.intercept_[0])
    return {
        "signals": list(abstain.SIGNALS),
        "fitted": [*_rounded(fitted), round(bias, 2)],
        "in the code": [*_rounded(abstain.WEIGHTS), abstain.BIAS],
        "threshold": abstain.THRESHOLD,
        "odd": {
            "fitted": _separation(odd, fitted, bias),
            "in the code": _separation(odd, abstain.WEIGHTS, abstain.BIAS),
        },
    }


def _likelihood_figures(
    even: Sequence[Seen], odd: Sequence[Seen], used: Matrix, used_bias: float, *, bounded: bool
) -> dict[str, Any]:
    from sklearn.metrics import roc_auc_score

    fitted, bias = _logistic(even, bounded)
    seen, answers = np.stack([s.signals for s in odd]), [s.answers for s in odd]
    return {
        "fitted": [*_rounded(fitted), round(bias, 2)],
        "in the code": [*_rounded(used), used_bias],
        "auc, odd": {
            "fitted": round(float(roc_auc_score(answers, seen @ fitted)), 3),
            "in the code": round(float(roc_auc_score(answers, seen @ used)), 3),
        },
    }


def _logistic(seen: Sequence[Seen], bounded: bool) -> tuple[Matrix, float]:
    """Weights and bias; `bounded` so that no signal weighs against what it speaks for."""
    from scipy.optimize import minimize
    from scipy.special import expit

    features, answers = np.stack([s.signals for s in seen]), np.array([s.answers for s in seen])
    counts, ridge = np.array([s.weight for s in seen]), _RIDGE_BOUNDED if bounded else _RIDGE_FREE
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    standard = (features - mean) / scale

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        logits = standard @ weights[:-1] + weights[-1]
        value = counts @ (np.logaddexp(0, logits) - answers * logits)
        slope = counts * (expit(logits) - answers)
        inner = standard.T @ slope + ridge * weights[:-1]
        return value + ridge * weights[:-1] @ weights[:-1] / 2, np.append(inner, slope.sum())

    sides = [
        (
            0 if bounded and name in _SPEAKS_FOR else None,
            0 if bounded and name in _AGAINST else None,
        )
        for name in likelihood.SIGNALS
    ]
    start = np.zeros(features.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*sides, (None, None)]).x
    fitted = found[:-1] / scale
    return fitted, float(found[-1] - mean @ fitted)


def _separation(samples: Samples, weights: Matrix, bias: float) -> dict[str, float]:
    """How well the two sorts are told apart: area under the curve, and shares at the threshold."""
    from sklearn.metrics import roc_auc_score

    has = 1 / (1 + np.exp(-(np.stack(samples.answerable) @ weights + bias)))
    none = 1 / (1 + np.exp(-(np.stack(samples.unanswerable) @ weights + bias)))
    labels = np.repeat([1, 0], [len(has), len(none)])
    return {
        "auc": round(float(roc_auc_score(labels, np.concatenate([has, none]))), 3),
        "answerable refused": round(float((has < abstain.THRESHOLD).mean()), 3),
        "unanswerable refused": round(float((none < abstain.THRESHOLD).mean()), 3),
    }


def _softmax(choices: Sequence[Choice], width: int) -> Matrix:
    """Weights that make the right candidates likeliest, all of a question's together."""
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    # The ridge must not ask more of one feature than of another.
    scale = np.concatenate([choice.features for choice in choices]).std(axis=0) + 1e-9

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        value, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for choice in choices:
            scores = choice.features / scale @ weights
            whole, right = logsumexp(scores), logsumexp(scores[choice.right])
            value += (whole - right) / len(choices)
            share = np.exp(scores - whole)
            share[choice.right] -= np.exp(scores[choice.right] - right)
            slope = slope + (choice.features / scale).T @ share / len(choices)
        return float(value), slope

    found = minimize(loss, np.ones(width), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale, dtype=np.float64)


def _first_is_right(choices: Sequence[Choice], weights: Matrix) -> float:
    first = [c.right[np.argmax(c.features @ weights)] for c in choices]
    return round(float(np.mean(first)), 4)


def _rounded(values: Matrix) -> list[float]:
    return [round(float(value), 2) for value in values]
