"""Accents put back into text that was typed without them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import log

from assistant.vietnamese.bigrams import UNKNOWN, AccentCounts, Bigrams, Seen
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.tokens import Token, tokenize
from assistant.vietnamese.usage import general_usage


def is_accented(text: str) -> bool:
    """Whether any letter carries a diacritic."""
    return fold(text) != unicodedata.normalize("NFC", text)


def restore(text: str, counts: AccentCounts) -> str:
    """Puts accents back into text that was typed without them.

    The likeliest sequence of forms under a bigram model of the indexed text, and of Vietnamese in
    general where that is silent (Viterbi). A syllable that has accents, that is part of a
    document's number, or that neither knows, stays as it is.
    """
    numbers = [(number.start, number.end) for number in find_numbers(text)]
    tokens = [t for t in tokenize(text) if not any(a <= t.start < b for a, b in numbers)]
    bigrams = Bigrams(counts, general_usage())
    pieces: list[str] = []
    end = 0
    for token, form in zip(tokens, _viterbi(text, tokens, bigrams), strict=True):
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


def may_be_name(text: str, token: Token) -> bool:
    """Whether a word within a text has a capital first, and no other."""
    typed = text[token.start : token.end]
    return token.start > 0 and typed[0].isupper() and not typed[1:].isupper()


def _viterbi(text: str, tokens: Sequence[Token], bigrams: Bigrams) -> list[str]:
    # Per form of the current token: log-probability of the best path to it, and that path.
    start, seen = bigrams.start()
    best: dict[str, tuple[float, list[str]]] = {start: (0.0, [])}
    before: Mapping[str, Seen] = {start: seen}
    for token in tokens:
        forms = _forms(token, bigrams, of_name=may_be_name(text, token))
        step: dict[str, tuple[float, list[str]]] = {}
        for form, seen in forms.items():
            scored = [
                (score + log(bigrams.probability((word, before[word]), form, seen)), path)
                for word, (score, path) in best.items()
            ]
            score, path = max(scored, key=lambda pair: pair[0])
            step[form] = (score, [*path, form])
        best, before = step, forms
    return max(best.values(), key=lambda pair: pair[0])[1] if tokens else []


def _forms(token: Token, bigrams: Bigrams, *, of_name: bool) -> Mapping[str, Seen]:
    """What the syllable may be. Accents that were typed are kept."""
    forms = bigrams.forms(token.folded, of_name=of_name)
    if token.text != token.folded or not forms:
        return {token.text: forms.get(token.text, UNKNOWN)}
    return forms


def like_typed(form: str, typed: str) -> str:
    """The form in the case that was typed: all capitals, a capital first, or none."""
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form
