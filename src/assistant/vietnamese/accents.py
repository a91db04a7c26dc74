"""Text without its accents, and the accents put back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from math import log
from typing import Protocol

from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.tokens import Token, tokenize

# Weight of a form's overall frequency against its frequency after the word before it.
_PRIOR = 0.1

# A text may well hold no `nào`; a question will.
_COMMON: dict[str, list[str]] = {}
for _word in sorted(FUNCTION_WORDS):
    _COMMON.setdefault(fold(_word), []).append(_word)


class AccentCounts(Protocol):
    """What was counted in the indexed text."""

    def forms(self, folded: str) -> Mapping[str, int]:
        """The accented forms of a folded syllable, with how often each occurs."""

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
        pieces += [text[end : token.start], typed if form == token.text else _case(form, typed)]
        end = token.end
    return "".join((*pieces, text[end:]))


def _viterbi(tokens: Sequence[Token], counts: AccentCounts) -> list[str]:
    # Per form of the current token: log-probability of the best path to it, and that path.
    best: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for token in tokens:
        forms = _forms(token, counts)
        total = sum(forms.values())
        step: dict[str, tuple[float, list[str]]] = {}
        for form, count in sorted(forms.items()):
            scored = [
                (score + _log_likelihood(previous, form, count / total, counts), path)
                for previous, (score, path) in best.items()
            ]
            score, path = max(scored, key=lambda pair: pair[0])
            step[form] = (score, [*path, form])
        best = step
    return max(best.values(), key=lambda pair: pair[0])[1] if tokens else []


def _forms(token: Token, counts: AccentCounts) -> Mapping[str, int]:
    """What the syllable may be: the indexed text's forms, else a word that questions need."""
    if token.text != token.folded:
        return {token.text: 1}
    return (
        counts.forms(token.folded)
        or dict.fromkeys(_COMMON.get(token.folded, ()), 1)
        or {token.text: 1}
    )


def _log_likelihood(previous: str, form: str, share: float, counts: AccentCounts) -> float:
    """Log of P(form | previous), smoothed by the form's share among those of its syllable."""
    seen = counts.follows(previous, form) if previous else 0
    before = counts.forms(fold(previous)).get(previous, 0) if previous else 0
    return log((seen + _PRIOR * share) / (before + _PRIOR))


def _case(form: str, typed: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form
