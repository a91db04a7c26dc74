"""Words and vectors, fused: the passages that a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.retrieval.fusion import Scores, fuse
from assistant.types import Filters, Hit, Query
from assistant.vietnamese.tokens import pairs, tokenize

Mode = Literal["hybrid", "lexical", "dense"]

# How deep each signal is read before the two are fused.
_DEPTH = 200
_WEIGHTS = {"dense": 0.6, "lexical": 0.4}
# What a word in a title or heading, and a synonym of a word, count beside the word in the text.
_HEADING, _SYNONYM = 0.3, 0.2

Clause = tuple[str, str, float]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows that a search found, best first, with their scores and places per signal."""

    rows: Rows
    scores: Scores
    ranks: dict[str, dict[int, int]]


class Retriever:
    """Searches one open index. `encoder` must be the one that built it."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder

    def rank(self, query: Query, filters: Filters | None = None, mode: Mode = "hybrid") -> Ranking:
        """All candidates within the filters, best first; ties go by passage row."""
        allowed = self._index.store.rows(filters) if filters else None
        signals: dict[str, tuple[Rows, Scores]] = {}
        vector = None
        if mode != "dense":
            signals["lexical"] = self._index.lexical.search(clauses(query), _DEPTH, allowed)
        if mode != "lexical":
            vector = self._vector(query)
            signals["dense"] = self._index.dense.search(vector, _DEPTH, allowed)
        rows = np.unique(np.concatenate([found for found, _ in signals.values()])).astype(np.int64)
        columns = {name: _spread(rows, *found) for name, found in signals.items()}
        if vector is not None:
            columns["dense"] = self._index.dense.scores(vector, rows)
        fused = fuse([(scores, _WEIGHTS[name]) for name, scores in columns.items()])
        order = np.lexsort((rows, -fused))
        ranks = {
            name: {int(row): place for place, row in enumerate(found, 1)}
            for name, (found, _) in signals.items()
        }
        return Ranking(rows[order], fused[order], ranks)

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

    def _vector(self, query: Query) -> Scores:
        vectors = self._encoder.encode_queries(query.embedded)
        mean = vectors.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def clauses(query: Query) -> list[Clause]:
    """The weighted terms of a question: (field, token, weight)."""
    if query.language == "en":
        return [
            clause
            for concept in query.concepts
            for phrase in concept.phrases
            for clause in _phrase_clauses(phrase, 1 / len(concept.phrases))
        ]
    tokens = tokenize(query.text)
    accented, folded = [t.text for t in tokens], [t.folded for t in tokens]
    return [
        *(("accented", t, 0.5) for t in accented),
        *(("accented_pairs", t, 0.5) for t in pairs(accented)),
        *(("folded", t, 0.5) for t in folded),
        *(("folded_pairs", t, 0.5) for t in pairs(folded)),
        *(("heading", t, _HEADING) for t in folded),
        *(("heading_pairs", t, _HEADING) for t in pairs(folded)),
        *(
            clause
            for concept in query.concepts
            for synonym in concept.phrases[1:]
            for clause in _phrase_clauses(synonym, _SYNONYM)
        ),
    ]


def _phrase_clauses(phrase: str, weight: float) -> list[Clause]:
    words = [token.folded for token in tokenize(phrase)]
    return [
        *(("folded", word, weight) for word in words),
        *(("folded_pairs", pair, weight) for pair in pairs(words)),
        *(("heading", word, _HEADING * weight) for word in words),
        *(("heading_pairs", pair, _HEADING * weight) for pair in pairs(words)),
    ]


def _spread(rows: Rows, found: Rows, scores: Scores) -> Scores:
    """Scores of the found rows over all candidate rows; 0 where a signal did not find one."""
    column = np.zeros(len(rows), dtype=np.float32)
    column[np.searchsorted(rows, found)] = scores
    return column


def highlights(query: Query, text: str) -> tuple[tuple[int, int], ...]:
    """Where words of the question stand in the text; single letters are passed over."""
    words = {t.folded for c in query.concepts for phrase in c.phrases for t in tokenize(phrase)}
    spans: list[tuple[int, int]] = []
    for token in tokenize(text):
        if token.folded in words and (len(token.folded) > 1 or token.text.isdigit()):
            if spans and text[spans[-1][1] : token.start].isspace():
                spans[-1] = (spans[-1][0], token.end)
            else:
                spans.append((token.start, token.end))
    return tuple(spans)
