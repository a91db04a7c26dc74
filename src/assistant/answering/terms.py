"""What a question speaks of, as words to be looked for, and how far a text holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from assistant.types import Query
from assistant.vietnamese.function_words import LIGHT_WORDS
from assistant.vietnamese.tokens import forms

# A syllable without accents, in the question or in the text, that agrees with one that has some.
_FOLDED_ONLY = 0.5

_UNTRANSLATED = 0.4
# What a word of a turn of phrase counts beside one that tells.
_LIGHT = 0.3

Forms = Sequence[tuple[str, str]]
"""Words in order, each accented and folded."""


@dataclass(frozen=True, slots=True)
class Words:
    """Runs of text as sets, for matching."""

    accented: frozenset[str]
    folded: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, *runs: Forms) -> Words:
        columns = [tuple(zip(*run, strict=True)) for run in runs if run]
        return cls(
            frozenset(chain.from_iterable(accented for accented, _ in columns)),
            frozenset(chain.from_iterable(folded for _, folded in columns)),
            frozenset(chain.from_iterable(pairwise(folded) for _, folded in columns)),
        )

    @classmethod
    def of_text(cls, *texts: str) -> Words:
        """There may be no text at all."""
        return _kept(texts) if sum(map(len, texts)) <= _LONGEST_KEPT else _read(texts)

    def union(self, *others: Words) -> Words:
        """The words of all of them; no pair goes from one to another."""
        return Words(
            self.accented.union(*(other.accented for other in others)),
            self.folded.union(*(other.folded for other in others)),
            self.pairs.union(*(other.pairs for other in others)),
        )


_NONE = Words.of()


# A sentence is weighed several times for a question, and good ones for many questions.
@lru_cache(maxsize=4096)
def _kept(texts: tuple[str, ...]) -> Words:
    return _read(texts)


def _read(texts: tuple[str, ...]) -> Words:
    if len(texts) == 1:
        return Words.of(forms(texts[0]))
    return _NONE.union(*(Words.of_text(text) for text in texts))


_LONGEST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order, and as a set."""

    forms: Forms
    words: Words

    @classmethod
    def of_text(cls, text: str) -> Phrase:
        found = forms(text)
        return cls(found, Words.of(found))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the question speaks of, and the phrases that mean the same."""

    text: str
    phrases: tuple[Phrase, ...]
    weight: float
    name: bool


def query_terms(query: Query, idf: Callable[[str, str], float]) -> tuple[Term, ...]:
    """The question's concepts, weighted by how rare their words are.

    An English word without a translation cannot stand in a Vietnamese text, and weighs little.
    """
    terms, source = [], _source(query.text)
    for concept in query.concepts:
        written = (*concept.phrases, *_in_words(concept.phrases[0], query.text))
        phrases = tuple(map(Phrase.of_text, written))
        weights = [sum(idf("folded", folded) for _, folded in phrase.forms) for phrase in phrases]
        # What was asked itself; of an English word's translations the one that says most.
        total = weights[0] if query.language == "vi" else max(weights[: len(concept.phrases)])
        if query.language == "en" and concept.phrases[0].isascii() and not concept.name:
            total *= _UNTRANSLATED
        turn_of_phrase = not concept.name and LIGHT_WORDS.issuperset(concept.phrases[0].split())
        if turn_of_phrase or source.issuperset(phrases[0].words.accented):
            total *= _LIGHT
        terms.append(Term(concept.phrases[0], phrases, total, concept.name))
    return tuple(terms)


_IN_WORDS = dict(
    zip(map(str, range(2, 11)), "hai ba bốn năm sáu bảy tám chín mười".split(), strict=True)
)


def _in_words(number: str, question: str) -> tuple[str, ...]:
    """`3` before `xã`, as papers write it too: `ba xã`."""
    word = _IN_WORDS.get(number.lstrip("0"))
    if word is None:
        return ()
    return tuple(
        f"{word} {found[1].lower()}"
        for found in re.finditer(rf"(?<![\w/.,-])0?{number.lstrip('0')} ([^\W\d_]+)", question)
        if found[1].lower() not in _NOT_COUNTED
    )


# `tháng 3 năm 2024`, `quý 2 và quý 3` count nothing.
_NOT_COUNTED = frozenset("năm và đến tới hoặc của này là thì".split())


def _source(text: str) -> set[str]:
    """The words of a question that only say which law it is of: `Theo Điều 9 Luật Trồng trọt 2018`.

    A law's own articles do not name it.
    """
    laws = [*_LAW.finditer(text)]
    starts, ends = [0, *(law.end() for law in laws)], [*(law.start() for law in laws), len(text)]
    besides = {
        a for start, end in zip(starts, ends, strict=True) for a, _ in forms(text[start:end])
    }
    return {accented for law in laws for accented, _ in forms(law[0])} - besides


_LAW = re.compile(
    r"\b(?:điều \d+[a-z]?[^?]{0,60}?)?(?:bộ luật|luật|pháp lệnh|hiến pháp)\b[^,;?]{0,60}?"
    r"\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def weight(terms: Sequence[Term]) -> float:
    return sum(term.weight for term in terms)


def shared(terms: Sequence[Term], words: Words) -> float:
    """The weight of the terms that a text holds."""
    return sum(term.weight * match(term, words) for term in terms)


def match(term: Term, words: Words) -> float:
    """How far, 0 to 1, a text holds a term under any of its names."""
    best = 0.0
    for phrase in term.phrases:
        sought = phrase.words
        if sought.folded <= words.folded and sought.pairs <= words.pairs and phrase.forms:
            if sought.accented <= words.accented:
                return 1.0
            agreeing = sum(_agreement(accented, folded, words) for accented, folded in phrase.forms)
            best = max(best, agreeing / len(phrase.forms))
    return best


def _agreement(accented: str, folded: str, words: Words) -> float:
    """Words with different accents are different words: `ký` is not `kỳ`."""
    if accented in words.accented:
        return 1.0
    return _FOLDED_ONLY if accented == folded or folded in words.accented else 0.0
