"""Words and vectors, added up: the passages that a question is about."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.index.ranking import Rows, Scores
from assistant.retrieval.coverage import coverage_concepts
from assistant.types import Field, Filters, Hit, Query
from assistant.vietnamese.numbers import parse_number
from assistant.vietnamese.tokens import find_phrases, find_words, tokenize

Mode = Literal["hybrid", "lexical", "dense"]

# How many questions may look up words at once, beside what encodes them.
_LOOKING_UP = 4
# How deep each signal is read before the two are added.
_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal adds to a passage's score, in cosine of the bundled encoder.

    The first two were fitted with a softmax over passages on the even-numbered questions of two
    public sets; see benchmarks/README.md.
    """

    # Its nearest sentence, beside the passage as a whole.
    sentence: float = 0.6
    # Holding every word of the question, beside holding none.
    coverage: float = 0.2
    # A document named by its number comes first: more than the signals above can make up.
    named: float = 2.0
    # A document of the kind, issuer or time asked for: outright, and in passing.
    strict: float = 0.8
    preferred: float = 0.08


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows that a search found, best first, with their scores and places per signal.

    `vector` of shape (dimension,) stands for the question; None where only words were compared.
    """

    rows: Rows
    scores: Scores
    ranks: dict[str, dict[int, int]]
    vector: Scores | None


class Retriever:
    """Searches one open index. `encoder` must be the one that built it."""

    def __init__(self, index: Index, encoder: Encoder, weights: Weights | None = None) -> None:
        self._index = index
        self._encoder = encoder
        self._weights = weights or Weights()
        self._pool = ThreadPoolExecutor(_LOOKING_UP)

    def rank(self, query: Query, filters: Filters | None = None, mode: Mode = "hybrid") -> Ranking:
        """All candidates within the filters, best first; ties go by passage row."""
        allowed = self._index.store.rows(filters) if filters else None
        concepts = coverage_concepts(query, self._index.lexical) if mode != "dense" else []
        # Words are looked up while the question is encoded, and again beside vectors. What is
        # done in Python is done before: two threads of it would wait for each other.
        look_up = self._index.lexical.prepare(concepts)
        beside = self._pool.submit(
            lambda: (look_up(_DEPTH, allowed), self._named(query, allowed), [*self._wanted(query)])
        )
        vector = self._vector(query) if mode != "lexical" else None
        covered, named, wanted = beside.result()
        found: dict[str, Rows] = {"lexical": covered[0]} if mode != "dense" else {}
        if vector is not None:
            found["dense"], _ = self._index.dense.search(vector, _DEPTH, allowed)
        if len(named):
            found["number"] = named
        # Whatever one signal found is scored exactly by both.
        rows = np.unique(np.concatenate([*found.values()])).astype(np.int64)
        nearness = self._pool.submit(self._nearness, vector, rows)
        others = np.setdiff1d(rows, covered[0], assume_unique=True)
        scores = np.zeros(len(rows), dtype=np.float32)
        for held, coverage in (covered, look_up(len(others), others)):
            scores[np.searchsorted(rows, held)] += self._weights.coverage * coverage
        scores += nearness.result()
        scores[np.isin(rows, named)] += self._weights.named
        for these, gain in wanted:
            scores[np.isin(rows, these)] += gain
        order = np.lexsort((rows, -scores))
        ranks = {
            name: {int(row): place for place, row in enumerate(places, 1)}
            for name, places in found.items()
        }
        return Ranking(rows[order], scores[order], ranks, vector)

    def _nearness(self, vector: Scores | None, rows: Rows) -> Scores:
        """What the vectors of passages and of their sentences add, by row."""
        if vector is None:
            return np.zeros(len(rows), dtype=np.float32)
        nearest = self._index.sentences.best(vector, rows)
        return self._index.dense.scores(vector, rows) + self._weights.sentence * nearest

    def _named(self, query: Query, allowed: Rows | None) -> Rows:
        """The rows of the documents whose numbers the question names."""
        store = self._index.store
        numbers = filter(None, map(parse_number, query.numbers))
        ids = {document.id for number in numbers for document in store.by_mention(number)}
        if not ids:
            return np.empty(0, dtype=np.int64)
        rows = np.concatenate([store.passage_rows_of(document_id) for document_id in sorted(ids)])
        return rows if allowed is None else np.intersect1d(rows, allowed)

    def _wanted(self, query: Query) -> Iterator[tuple[Rows, float]]:
        """Rows of the kinds, issuers, places and dates that a question wants, and what each gains.

        Nothing is left out: what does not fit comes after what does.
        """
        wish = query.narrowing
        fields: dict[Field, list[Filters]] = {
            "kind": [Filters(kind=kind) for kind in wish.kinds],
            "issuer": [Filters(issuer=issuer) for issuer in wish.issuers],
            "place": [Filters(place=place) for place in wish.places],
            "date": [Filters(since=wish.since, until=wish.until)],
        }
        for field, filters in fields.items():
            found = [rows for f in filters if (rows := self._index.store.rows(f)) is not None]
            if found:
                gain = self._weights.strict if field in wish.strict else self._weights.preferred
                yield np.concatenate(found), gain

    def hits(self, ranking: Ranking, k: int) -> list[Hit]:
        """The first `k` of a ranking, with their texts."""
        passages = self._index.store.passages(ranking.rows[:k].tolist())
        return [
            Hit(
                document=self._index.store.document(passage.document_id),
                passage=passage,
                score=float(score),
                ranks={name: at[int(row)] for name, at in ranking.ranks.items() if int(row) in at},
            )
            for row, score, passage in zip(ranking.rows, ranking.scores, passages, strict=False)
        ]

    def sentence_scores(self, ranking: Ranking, k: int) -> list[Scores]:
        """Cosines of the question with each sentence of the first `k` passages."""
        if ranking.vector is None or not k:
            return []
        scores, begins = self._index.sentences.scores(ranking.vector, ranking.rows[:k])
        return np.split(scores, begins[1:])

    def _vector(self, query: Query) -> Scores:
        vectors = self._encoder.encode_queries(query.embedded)
        mean = vectors.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def content_words(query: Query) -> frozenset[str]:
    """The folded words that the question is put in; single letters are passed over."""
    words = {t.folded for c in query.concepts for t in tokenize(c.phrases[0])}
    return frozenset(word for word in words if len(word) > 1 or word.isdigit())


def other_phrases(query: Query) -> frozenset[tuple[str, ...]]:
    """The folded words of phrases that mean what the question says otherwise."""
    return frozenset(
        tuple(token.folded for token in tokenize(phrase))
        for concept in query.concepts
        for phrase in concept.phrases[1:]
    ) - {()}


def highlights(
    words: Container[str], phrases: Iterable[tuple[str, ...]], text: str
) -> tuple[tuple[int, int], ...]:
    """Where these folded words stand in the text, and whole phrases of such words; those with
    only space between are one."""
    found = {*find_words(text, words), *find_phrases(text, phrases)}
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and (start < spans[-1][1] or text[spans[-1][1] : start].isspace()):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)
