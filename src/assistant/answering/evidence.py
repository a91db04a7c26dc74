"""Which sentences bear out a question, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answering.binding import bound_value
from assistant.answering.lists import introduces, introduction, items
from assistant.answering.telling import RESTS_ON, counts_them, is_ground, tells, tells_grounds
from assistant.answering.terms import Term, Words, match
from assistant.answering.values import Span, find_values
from assistant.documents.header_spans import find_head
from assistant.types import Asked, Document, Hit, Query
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import forms

Idf = Callable[[str, str], float]
"""Inverse document frequency of a token in a field of the index of words."""

Cosines = Sequence[NDArray[np.float32]]

FEATURES = ("standing", "cosine", "own", "pairs", "whole", "sure", "likely", "short")
# Near what a softmax fits over the sentences of twelve passages, on the even-numbered questions of
# two public sets and of made offices, where a sentence is right that holds the expected span; see
# `python -m benchmarks calibration`.
WEIGHTS = np.array([2.4, 20.0, -1.8, 3.1, 10.6, 3.5, 1.0, -0.1], dtype=np.float32)
# A passage's standing falls by e over a tenth of cosine below the best passage.
_FALL = 10.0
# Values are looked for in the sentences that are best without them.
_READ_FOR_VALUES = 12
# What a term counts outside the sentence itself.
_IN_INTRODUCTION, _BESIDE, _AROUND, _IN_HEADER = 0.9, 0.7, 0.4, 0.8
# How many others a sentence is held against, and its lead where there are none.
_RIVALS, _ALONE = 3, 5.0
# So much of the shorter one's words two sentences share that say the same.
_SAME = 0.6
# Fewer words than these are a heading or a mark, not a sentence.
_SHORT = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence at `document.text[start:end]`, how far it bears the question out, and its value.

    `introduction` is the line that introduces it where it is an item of a list. `coverage` is the
    idf-weighted share, 0 to 1, of the question's terms that it holds with that line, with what else
    was found of its document, and its document's head; `absent` are the terms that none of them
    holds, and `holds_names` tells whether the sentence itself has every name. `features` has the
    shape (len(FEATURES),), in that order. `lead` is how far its score stands above the mean of the
    best three others' that say something else.
    """

    hit: Hit
    start: int
    end: int
    introduction: tuple[int, int] | None
    coverage: float
    score: float
    value: Span | None
    absent: tuple[Term, ...]
    holds_names: bool
    features: NDArray[np.float32]
    lead: float = 0.0

    @property
    def text(self) -> str:
        """The sentence."""
        return self.hit.document.text[self.start : self.end]

    @property
    def above(self) -> str:
        """The line that introduces it; empty where there is none."""
        return self.hit.document.text[slice(*self.introduction)] if self.introduction else ""


def gather(
    query: Query, hits: Sequence[Hit], cosines: Cosines, terms: Sequence[Term], idf: Idf
) -> list[Evidence]:
    """Every sentence of the hits as evidence, the best first.

    `cosines` are those of the sentences of each hit's passage with the question, in order.
    """
    if not hits:
        return []
    wanted = _pairs(query, idf)
    best = hits[0].score
    found: dict[tuple[str, int], Evidence] = {}
    read = [_read(hit) for hit in hits]
    around = _by_document(read)
    rests = query.asked is Asked.DOCUMENT
    for one, near in zip(read, cosines, strict=True):
        hit = one.hit
        standing = float(np.exp(_FALL * (hit.score - best)))
        for evidence in _of_hit(one, near, terms, wanted, standing, around[hit.document.id], rests):
            key = (hit.document.id, evidence.start)
            if key not in found or found[key].score < evidence.score:
                found[key] = evidence
    ranked = _ranked(found.values())
    valued = [_with_value(query, e, terms) for e in ranked[:_READ_FOR_VALUES]]
    return _in_order([*valued, *ranked[_READ_FOR_VALUES:]])


def _ranked(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda e: (-e.score, e.hit.document.id, e.start))


def _in_order(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Sentences by their scores, the best first, each with how far it stands above others; one
    that says the same is no rival.
    """
    ranked = _ranked(evidence)
    words = [Words.of_text(e.text).folded for e in ranked]
    led = []
    for i, one in enumerate(ranked):
        rivals = (
            other.score
            for j, other in enumerate(ranked)
            if j != i and not (_same_value(one, other) or _mostly_shared(words[i], words[j]))
        )
        scores = [*islice(rivals, _RIVALS)]
        lead = one.score - sum(scores) / len(scores) if scores else _ALONE
        led.append(replace(one, lead=lead))
    return led


def _same_value(one: Evidence, other: Evidence) -> bool:
    return one.value is not None and other.value is not None and one.value.text == other.value.text


def _mostly_shared(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * min(len(one), len(other))


def _pairs(query: Query, idf: Idf) -> dict[tuple[str, str], float]:
    """Neighbouring words of the question, folded, and what each weighs."""
    own = query.language == "vi"
    texts = [query.text] if own else [concept.phrases[0] for concept in query.concepts]
    found = {(a[1], b[1]) for text in texts for a, b in pairwise(forms(text))}
    return {pair: idf("folded_pairs", "_".join(pair)) for pair in found}


@dataclass(frozen=True, slots=True)
class _Read:
    """A hit's sentences, and the words of each."""

    hit: Hit
    spans: Sequence[tuple[int, int]]
    words: Sequence[Words]


def _read(hit: Hit) -> _Read:
    text, passage = hit.document.text, hit.passage
    spans = sentence_spans(text, passage.start, passage.end) or [(passage.start, passage.end)]
    return _Read(hit, spans, [Words.of_text(text[start:end]) for start, end in spans])


def _of_hit(
    read: _Read,
    near: NDArray[np.float32],
    terms: Sequence[Term],
    wanted: Mapping[tuple[str, str], float],
    standing: float,
    around: Words,
    rests: bool,
) -> Iterator[Evidence]:
    hit, spans, inside = read.hit, read.spans, read.words
    text, passage = hit.document.text, hit.passage
    grounds = [rests and is_ground(text[start:end]) for start, end in spans]
    head = _head_end(hit.document, passage.start)
    openings = [introduction(text, start) for start, _ in spans]
    above = {opening: Words.of_text(text[slice(*opening)]) for opening in openings if opening}
    header = Words.of_text(*header_texts(hit.document), *passage.headings)
    weights = np.array([term.weight for term in terms])
    titles = {(heading.start, heading.end) for heading in hit.document.headings}
    held = _held(terms, inside)
    introduced = _held(terms, [above[opening] if opening else _NOTHING for opening in openings])
    edged = np.zeros((len(terms), len(spans) + 2))
    edged[:, 1:-1] = held
    everywhere = np.stack(
        [
            held,
            introduced * _IN_INTRODUCTION,
            np.maximum(edged[:, :-2], edged[:, 2:]) * _BESIDE,
            _far(terms, held, around, hit.document, grounds),
            np.broadcast_to(_held(terms, [header]) * _IN_HEADER, held.shape),
        ]
    ).max(axis=0)
    total = max(float(weights.sum()), 1e-9)
    all_pairs = max(sum(wanted.values()), 1e-9)
    shares = np.array([sum(idf for pair, idf in wanted.items() if pair in w.pairs) for w in inside])
    features = np.zeros((len(spans), len(FEATURES)), dtype=np.float32)
    features[:, FEATURES.index("standing")] = standing
    features[:, FEATURES.index("cosine")] = near[: len(spans)]
    features[:, FEATURES.index("own")] = weights @ held / total
    features[:, FEATURES.index("pairs")] = shares / all_pairs
    features[:, FEATURES.index("whole")] = weights @ everywhere / total
    features[:, FEATURES.index("short")] = [
        (len(words.folded) < _SHORT and not opening) or span in titles
        for words, opening, span in zip(inside, openings, spans, strict=True)
    ]
    scores, coverage = features @ WEIGHTS, weights @ everywhere / total
    names = np.array([term.name for term in terms], dtype=bool)
    for i, (start, end) in enumerate(spans):
        if end <= head:
            continue
        yield Evidence(
            hit=hit,
            start=start,
            end=end,
            introduction=openings[i],
            coverage=float(coverage[i]),
            score=float(scores[i]),
            value=None,
            absent=tuple(t for t, there in zip(terms, everywhere[:, i], strict=True) if not there),
            holds_names=bool(held[names, i].all()),
            features=features[i],
        )


_NOTHING = Words.of()


def _far(
    terms: Sequence[Term],
    held: NDArray[np.float64],
    around: Words,
    document: Document,
    grounds: Sequence[bool],
) -> NDArray[np.float64]:
    """What else was found of a document bears out, for each sentence: shape (terms, sentences).

    A name reaches no further than its passage, but in news, which is of one event; a number never.
    What a paper rests on, `Theo đề nghị của … tại Tờ trình số …`, bears on all that it orders.
    """
    near, far = held.max(axis=1, keepdims=True), _held(terms, [around])
    news = document.kind == "news"
    names = [term.name and not (news and term.text[0].isalpha()) for term in terms]
    # There may be no term at all.
    reached = np.where(np.array(names, dtype=bool).reshape(-1, 1), near, far) * _AROUND
    return np.where(np.array(grounds), far * _IN_HEADER, reached)


def _by_document(hits: Sequence[_Read]) -> dict[str, Words]:
    """The words of all that was found of each document."""
    words: dict[str, list[Words]] = {}
    for read in hits:
        words.setdefault(read.hit.document.id, []).extend(read.words)
    return {document: _NOTHING.union(*found) for document, found in words.items()}


def _held(terms: Sequence[Term], texts: Sequence[Words]) -> NDArray[np.float64]:
    """How far each text holds each term: shape (terms, texts)."""
    rows = [[match(term, words) for words in texts] for term in terms]
    return np.array(rows, dtype=np.float64).reshape(len(terms), len(texts))


def _with_value(query: Query, evidence: Evidence, terms: Sequence[Term]) -> Evidence:
    document = evidence.hit.document
    if query.asked is Asked.OTHER and counts_them(query, evidence):
        return _sure(evidence, likely=_OPENS_LIST)
    if query.asked is Asked.OTHER and query.focus:
        return _about(query.focus, evidence)
    if query.asked is Asked.OTHER and tells(query, evidence):
        return _sure(evidence)
    found = find_values(query, evidence.text, evidence.start)
    value = bound_value(query, document, evidence, found, terms)
    if listed := _listed_value(query, evidence):
        return replace(_sure(evidence, likely=_OPENS_LIST), value=listed)
    if value is None:
        return evidence
    if tells_grounds(query, evidence):
        rests = tuple(t for t in evidence.absent if not RESTS_ON.search(t.text))
        evidence = replace(evidence, absent=rests)
    return _with_feature(replace(evidence, value=value), "sure" if value.sure else "likely", 1.0)


def _about(focus: str, evidence: Evidence) -> Evidence:
    """A sentence under the name of what is asked for, or one that bears it: `hạn chế`."""
    text, opening = evidence.hit.document.text, evidence.introduction
    headings = evidence.hit.passage.headings[-1:]
    above = [text[slice(*opening)]] if opening else []
    wanted = f" {' '.join(folded for _, folded in forms(focus))} "
    said = (" ".join(folded for _, folded in forms(t)) for t in (evidence.text, *above, *headings))
    return _sure(evidence) if any(wanted in f" {one} " for one in said) else evidence


def _listed_value(query: Query, evidence: Evidence) -> Span | None:
    """The first value of a list that the sentence opens, where it is asked of each one, or for
    several; None where no two of the items have one."""
    text, asked = evidence.hit.document.text, query.text.lower()
    of_each = query.asked is Asked.COUNT and _OF_EACH.search(asked) is not None
    of_several = query.asked is Asked.DOCUMENT and _SEVERAL.search(asked) is not None
    titled = any(h.end == evidence.end for h in evidence.hit.document.headings)
    if not (
        (of_each or of_several) and (introduces(text, evidence.end) or (of_several and titled))
    ):
        return None
    each = [find_values(query, text[a:b], a) for a, b in items(text, evidence.end)]
    values = [sure for found in each if (sure := next((v for v in found if v.sure), None))]
    return values[0] if len(values) > 1 else None


_OF_EACH = re.compile(
    r"\b(?:mỗi|từng) (?!năm\b|tháng\b|quý\b|tuần\b|ngày\b|lần\b|kỳ\b|người\b|buổi\b)"
    r"|\beach (?!year|month|quarter|week|day|time|person)"
)
_SEVERAL = re.compile(
    r"\b(?:những|các) (?:\w+ ){1,2}(?:nào|gì)\b"
    r"|\b(?:which|what) \w+s (?:are|were|must|should|do|did)\b"
)


# All of a list goes before one of what it names.
_OPENS_LIST = 3.0


def _with_feature(evidence: Evidence, name: str, value: float) -> Evidence:
    features = evidence.features.copy()
    features[FEATURES.index(name)] = value
    return replace(evidence, features=features, score=float(features @ WEIGHTS))


def _sure(evidence: Evidence, *, likely: float = 0.0) -> Evidence:
    """A sentence that says what is asked for by its own form; `likely` puts it before others."""
    return _with_feature(_with_feature(evidence, "sure", 1.0), "likely", likely)


# Behind so many characters no head goes on.
_LONGEST_HEAD = 2_500


def _head_end(document: Document, start: int) -> int:
    """Where the head of an office's paper ends: its lines say what it is, and no more."""
    if document.kind in (None, "news") or start > _LONGEST_HEAD:
        return 0
    return _end_of_head(document.text[:_LONGEST_HEAD])


@lru_cache(maxsize=4096)
def _end_of_head(text: str) -> int:
    return find_head(text).end


def header_texts(document: Document) -> tuple[str, ...]:
    """What a document's head says of all that stands in it."""
    year = str(document.date.year) if document.date else None
    head = (document.title, document.number, document.issuer, document.place, year)
    return tuple(part for part in head if part)
