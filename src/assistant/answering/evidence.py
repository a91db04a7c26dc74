"""Which sentences bear out a question, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.values import Span, find_values
from assistant.retrieval.glossary import is_level
from assistant.types import Asked, Document, Hit, Query
from assistant.vietnamese.numbers import find_mentions, parse_number
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import Token, tokenize

# What a term counts where it stands: in the sentence itself, beside it, or in the document's head.
_IN_SENTENCE, _IN_NEIGHBOUR, _IN_HEADER = 1.0, 0.7, 0.8
# A syllable that agrees without its accents only.
_FOLDED_ONLY = 0.5
_PAIR_SHARE = 0.3
# How much of what a sentence shares with the question must stand in the clause of its value.
_OF_SENTENCE = 0.7
# How much of what has to be done must stand in the clause of its deadline, not beside it.
_OF_DUTY = 0.5

Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the question speaks of, and the tokens of phrases that mean the same."""

    text: str
    phrases: tuple[tuple[Token, ...], ...]
    weight: float
    name: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence at `document.text[start:end]`, how far it bears the question out, and its values.

    `coverage` is the idf-weighted share, 0 to 1, of the question's terms that the sentence holds
    with its neighbours and its document's head; `absent` the terms that none of them holds.
    """

    hit: Hit
    start: int
    end: int
    coverage: float
    score: float
    value: Span | None
    absent: tuple[Term, ...]

    @property
    def text(self) -> str:
        return self.hit.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Words:
    """A run of text as sets, for matching."""

    accented: frozenset[str]
    folded: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, *texts: str) -> _Words:
        runs = [tokenize(text) for text in texts]
        return cls(
            frozenset(t.text for run in runs for t in run),
            frozenset(t.folded for run in runs for t in run),
            frozenset((a.folded, b.folded) for run in runs for a, b in pairwise(run)),
        )


def query_terms(query: Query, idf: Idf) -> tuple[Term, ...]:
    """The question's concepts, weighted by how rare their words are."""
    terms = []
    for concept in query.concepts:
        phrases = tuple(tuple(tokenize(phrase)) for phrase in concept.phrases)
        weight = max(sum(idf(token.folded) for token in phrase) for phrase in phrases)
        terms.append(Term(concept.phrases[0], phrases, weight, concept.name))
    return tuple(terms)


def gather(query: Query, hits: Sequence[Hit], terms: Sequence[Term]) -> list[Evidence]:
    """Every sentence of the hits as evidence, the best first."""
    if not hits:
        return []
    best, worst = hits[0].score, hits[-1].score
    found: dict[tuple[str, int], Evidence] = {}
    for hit in hits:
        standing = (hit.score - worst) / (best - worst) if best > worst else 1.0
        for evidence in _of_hit(query, hit, terms, standing):
            key = (hit.document.id, evidence.start)
            if key not in found or found[key].score < evidence.score:
                found[key] = evidence
    return sorted(found.values(), key=lambda e: (-e.score, e.hit.document.id, e.start))


def _of_hit(query: Query, hit: Hit, terms: Sequence[Term], standing: float) -> Iterator[Evidence]:
    text = hit.document.text
    spans = sentence_spans(text, hit.passage.start, hit.passage.end)
    header = _Words.of(*header_texts(hit.document), *hit.passage.headings)
    for i, (start, end) in enumerate(spans):
        inside = _Words.of(text[start:end])
        beside = _Words.of(
            *(text[a:b] for a, b in (*spans[max(0, i - 1) : i], *spans[i + 1 : i + 2]))
        )
        coverage, absent = _coverage(terms, inside, beside, header)
        value = _best_value(query, hit.document, (start, end), terms)
        score = coverage + 0.25 * standing + (0.3 if value else 0.0)
        yield Evidence(hit, start, end, coverage, score, value, absent)


def header_texts(document: Document) -> tuple[str, ...]:
    """What a document's head says of all that stands in it."""
    return tuple(
        part for part in (document.title, document.number, document.issuer, document.place) if part
    )


def _coverage(
    terms: Sequence[Term], inside: _Words, beside: _Words, header: _Words
) -> tuple[float, tuple[Term, ...]]:
    total = _weight(terms)
    if not total:
        return 0.0, ()
    held, absent = 0.0, []
    for term in terms:
        match = max(
            _IN_SENTENCE * _match(term, inside),
            _IN_NEIGHBOUR * _match(term, beside),
            _IN_HEADER * _match(term, header),
        )
        held += term.weight * match
        if not match:
            absent.append(term)
    together = _adjacent(terms, inside)
    return (1 - _PAIR_SHARE) * held / total + _PAIR_SHARE * together, tuple(absent)


def _match(term: Term, words: _Words) -> float:
    return max(_match_phrase(phrase, words) for phrase in term.phrases)


def _match_phrase(phrase: Sequence[Token], words: _Words) -> float:
    held = [
        1.0 if token.text in words.accented else _FOLDED_ONLY * (token.folded in words.folded)
        for token in phrase
    ]
    if len(phrase) == 1:
        return held[0]
    joined = [(a.folded, b.folded) in words.pairs for a, b in pairwise(phrase)]
    return sum(held) / len(held) if all(joined) else 0.0


def _adjacent(terms: Sequence[Term], words: _Words) -> float:
    """Share of the question's neighbouring terms that are neighbours in the sentence too."""
    neighbours = [(a.phrases[0][-1].folded, b.phrases[0][0].folded) for a, b in pairwise(terms)]
    return sum(pair in words.pairs for pair in neighbours) / len(neighbours) if neighbours else 0.0


def _best_value(
    query: Query, document: Document, sentence: tuple[int, int], terms: Sequence[Term]
) -> Span | None:
    """The value in the clause that shares most with the question.

    A clause about another level of the Party, or a date of another document than the one that is
    named, has no value.
    """
    start, end = sentence
    levels = [term for term in terms if is_level(term.text.lower())]
    duty = [term for term in terms if not term.name]
    whole = _shared(terms, _Words.of(document.text[start:end]))
    best: tuple[float, Span] | None = None
    for value in find_values(query.asked, document.text[start:end], start):
        words = _Words.of(_clause(document.text, start, end, value))
        if not all(_match(level, words) for level in levels):
            continue
        if query.asked is Asked.DEADLINE and _shared(duty, words) < _OF_DUTY * _weight(duty):
            continue
        if query.asked is Asked.DATE and not _dates_the_named(query, document, start, value):
            continue
        shared = _shared(terms, words)
        if shared >= _OF_SENTENCE * whole and (best is None or shared > best[0]):
            best = shared, value
    return best[1] if best else None


def _shared(terms: Sequence[Term], words: _Words) -> float:
    return sum(term.weight * _match(term, words) for term in terms)


def _weight(terms: Sequence[Term]) -> float:
    return sum(term.weight for term in terms)


def _dates_the_named(query: Query, document: Document, start: int, value: Span) -> bool:
    """Whether a date follows the document that the question names, or none before it is named."""
    wanted = [number for text in query.numbers if (number := parse_number(text))]
    if not wanted:
        return True
    before = find_mentions(document.text[start : value.start])
    spoken_of = before[-1].number if before else parse_number(document.number or "")
    return spoken_of is not None and any(number.matches(spoken_of) for number in wanted)


def _clause(text: str, start: int, end: int, value: Span) -> str:
    """The part between semicolons around a value."""
    begin = text.rfind(";", start, value.start)
    stop = text.find(";", value.end, end)
    return text[start if begin < 0 else begin + 1 : end if stop < 0 else stop]
