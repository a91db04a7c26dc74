"""How much of a question's words a passage holds, as a query to the index of words."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from math import log

from assistant.index.lexical import FIELDS, Clause, Concept, Lexical
from assistant.types import Language, Query
from assistant.vietnamese.tokens import Token, pairs, tokenize

# What a synonym counts beside the word that was asked.
_SYNONYM = 0.8
# A token that weighs less beside the heaviest one of the question is not looked up.
_LEAST = 0.08


def idf(lexical: Lexical, field: str, token: str) -> float:
    """Inverse document frequency over the passages: Robertson and Spärck Jones's, never below 0."""
    df = lexical.document_frequency(field, token)
    return log(1 + (len(lexical) - df + 0.5) / (df + 0.5))


def coverage_concepts(query: Query, lexical: Lexical) -> list[Concept]:
    """The question for `Lexical.search`, such that a passage that holds all of it scores 1.

    Syllables and neighbouring pairs, each accented and folded, count a quarter each; within each
    a token counts by its idf. Tokens that no passage holds count for nothing.
    """
    groups = [(*concept.phrases, *concept.related) for concept in query.concepts]
    if query.language == "vi":
        groups = [group for group in groups if len(group) > 1]
    concepts: list[Concept] = [[_clauses(tokenize(phrase)) for phrase in g] for g in groups]
    if query.language == "vi":
        taken = {word for group in concepts for _, word, _ in group[0]}
        concepts += [[clauses] for clauses in _neighbours(tokenize(query.text), taken)]
    weighted = [[_by_idf(clauses, lexical) for clauses in concept] for concept in concepts]
    return _scaled([_level(concept, query.language) for concept in _telling(weighted)])


def _neighbours(tokens: Sequence[Token], taken: Container[str]) -> Iterator[list[Clause]]:
    """Each token, and each pair of neighbours, by itself and once, but for those taken."""
    seen: set[str] = set()
    single = [(t.text, t.folded, "accented", "folded") for t in tokens]
    paired = [
        (f"{a.text}_{b.text}", f"{a.folded}_{b.folded}", "accented_pairs", "folded_pairs")
        for a, b in pairwise(tokens)
    ]
    for word, folded, accented_field, folded_field in single + paired:
        if word not in seen and word not in taken:
            seen.add(word)
            yield [(accented_field, word, 1.0), (folded_field, folded, 1.0)]


def _clauses(words: Sequence[Token]) -> list[Clause]:
    accented, folded = [w.text for w in words], [w.folded for w in words]
    columns = (accented, pairs(accented), folded, pairs(folded))
    return [
        (field, token, 1.0)
        for field, column in zip(FIELDS, columns, strict=True)
        for token in column
    ]


def _by_idf(clauses: Sequence[Clause], lexical: Lexical) -> list[Clause]:
    return [
        (field, token, weight * idf(lexical, field, token))
        for field, token, weight in clauses
        if lexical.document_frequency(field, token)
    ]


def _telling(concepts: Sequence[Concept]) -> list[Concept]:
    """Without the tokens that nearly every passage holds: they take longest and tell least."""
    heaviest = max((w for c in concepts for clauses in c for _, _, w in clauses), default=0.0)
    return [
        [[clause for clause in clauses if clause[2] >= _LEAST * heaviest] for clauses in concept]
        for concept in concepts
    ]


def _level(concept: Concept, language: Language) -> Concept:
    """Alternatives that weigh the same in all; what was not asked for itself a little less."""
    totals = [sum(weight for _, _, weight in clauses) for clauses in concept]
    whole = (totals[0] if language == "vi" else 0.0) or max(totals, default=0.0)
    shares = [1.0 if i == 0 or language == "en" else _SYNONYM for i in range(len(concept))]
    return [
        [(field, token, weight * share * whole / total) for field, token, weight in clauses]
        for clauses, total, share in zip(concept, totals, shares, strict=True)
        if total
    ]


def _scaled(concepts: Sequence[Concept]) -> list[Concept]:
    """Each field to a quarter of the whole."""
    totals = {
        field: sum(
            max((sum(w for f, _, w in clauses if f == field) for clauses in concept), default=0.0)
            for concept in concepts
        )
        for field in FIELDS
    }
    return [
        [
            [(field, token, weight / totals[field] / len(FIELDS)) for field, token, weight in c]
            for c in concept
        ]
        for concept in concepts
    ]
