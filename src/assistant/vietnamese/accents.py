"""Accents put back into text that was typed without them."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from assistant.vietnamese.bigrams import UNKNOWN, AccentCounts, Bigrams, Choice
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
    forms = bigrams.likeliest([_choices(text, token, bigrams) for token in tokens])
    pieces: list[str] = []
    end = 0
    for token, form in zip(tokens, forms, strict=True):
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


def _choices(text: str, token: Token, bigrams: Bigrams) -> list[Choice]:
    """What the syllable may be. Accents that were typed are kept."""
    forms = bigrams.forms(token.folded, of_name=may_be_name(text, token))
    if token.text != token.folded or not forms:
        return [Choice(token.text, forms.get(token.text, UNKNOWN))]
    return [Choice(form, seen) for form, seen in forms.items()]


def like_typed(form: str, typed: str) -> str:
    """The form in the case that was typed: all capitals, a capital first, or none."""
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form
