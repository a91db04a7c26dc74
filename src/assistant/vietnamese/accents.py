"""Accents put back into text that was typed without them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from typing import Protocol

from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.tokens import Token, tokenize

# Absolute discount of the bigram model (Ney, Essen and Kneser, 1994).
_DISCOUNT = 0.75
# Added to every count, so that a form that was never counted has a probability too.
_UNSEEN = 0.1


@dataclass(frozen=True, slots=True)
class Form:
    """An accented form: how often it stands in the text, and before how many words and forms."""

    count: int
    followers: int
    different: int


NEVER = Form(0, 0, 0)


class AccentCounts(Protocol):
    """What was counted in the indexed text and in `question_phrases`."""

    @property
    def total(self) -> int:
        """How many words were counted."""

    def forms(self, folded: str) -> Mapping[str, Form]:
        """The accented forms of a folded syllable."""

    def follows(self, first: str, second: str) -> int:
        """How often the form `second` stands right after the form `first`."""


def is_accented(text: str) -> bool:
    """Whether any letter carries a diacritic."""
    return fold(text) != unicodedata.normalize("NFC", text)


def restore(text: str, counts: AccentCounts) -> str:
    """Puts accents back into text that was typed without them.

    The likeliest sequence of forms under a bigram model of the indexed text (Viterbi). A syllable
    that has accents, that is part of a document's number, or that is not known, stays as it is.
    """
    numbers = [(number.start, number.end) for number in find_numbers(text)]
    tokens = [t for t in tokenize(text) if not any(a <= t.start < b for a, b in numbers)]
    pieces: list[str] = []
    end = 0
    for token, form in zip(tokens, _viterbi(tokens, counts), strict=True):
        typed = text[token.start : token.end]
        pieces += [
            text[end : token.start],
            typed if form == token.text else like_typed(form, typed),
        ]
        end = token.end
    return "".join((*pieces, text[end:]))


@cache
def question_phrases() -> tuple[str, ...]:
    """Phrases that questions are put in, for counting beside the indexed text."""
    text = (files("assistant.vietnamese") / "data" / "questions.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _viterbi(tokens: Sequence[Token], counts: AccentCounts) -> list[str]:
    # Per form of the current token: log-probability of the best path to it, and that path.
    best: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    before: Mapping[str, Form] = {"": NEVER}
    for token in tokens:
        forms = _forms(token, counts)
        step: dict[str, tuple[float, list[str]]] = {}
        for form, seen in sorted(forms.items()):
            scored = [
                (score + log(probability(counts, (previous, before[previous]), form, seen)), path)
                for previous, (score, path) in best.items()
            ]
            score, path = max(scored, key=lambda pair: pair[0])
            step[form] = (score, [*path, form])
        best, before = step, forms
    return max(best.values(), key=lambda pair: pair[0])[1] if tokens else []


def _forms(token: Token, counts: AccentCounts) -> Mapping[str, Form]:
    """What the syllable may be. Accents that were typed are kept."""
    if token.text != token.folded:
        return {token.text: counts.forms(token.folded).get(token.text, NEVER)}
    return counts.forms(token.folded) or {token.text: NEVER}


def probability(counts: AccentCounts, previous: tuple[str, Form], form: str, seen: Form) -> float:
    """P(form | previous): discounted bigram, interpolated with the form's own frequency.

    `previous` is a form and its counts; where those are `NEVER`, the form's own frequency counts.
    """
    own = (seen.count + _UNSEEN) / (counts.total + 1)
    word, context = previous
    if not context.followers:
        return own
    together = max(counts.follows(word, form) - _DISCOUNT, 0.0)
    return (together + _DISCOUNT * context.different * own) / context.followers


def like_typed(form: str, typed: str) -> str:
    """The form in the case that was typed: all capitals, a capital first, or none."""
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form
