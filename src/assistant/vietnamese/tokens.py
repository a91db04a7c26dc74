"""The one tokenizer of index and query: syllables and numbers, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.remembering import remembering

VERSION = 1

# Letters with any combining marks that NFC could not compose, or digits; never both in one token.
_TOKEN = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|\d+")


class Token(NamedTuple):
    """A syllable or number. `text` is its accented lower-case form; `[start, end)` its place."""

    text: str
    folded: str
    start: int
    end: int


@remembering
def tokenize(text: str) -> list[Token]:
    """Tokens of text that went through `clean`, in order.

    Numbers lose leading zeros: `07/4` and `7/04` are the same.
    """
    return [Token(*_forms(match[0]), *match.span()) for match in _TOKEN.finditer(text)]


def forms(text: str) -> list[tuple[str, str]]:
    """The same words without their places: accented and folded form of each."""
    return [_forms(word) for word in _TOKEN.findall(text)]


def find_words(text: str, folded: Container[str]) -> list[tuple[int, int]]:
    """Where words stand that have one of these folded forms, as spans `[start, end)`."""
    return [m.span() for m in _TOKEN.finditer(text) if _forms(m[0])[1] in folded]


def find_phrases(text: str, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where these runs of folded words stand, as spans `[start, end)`."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        by_first.setdefault(phrase[0], []).append(phrase)
    if not by_first:
        return []
    tokens = [(m.span(), _forms(m[0])[1]) for m in _TOKEN.finditer(text)]
    return [
        (start, tokens[i + len(phrase) - 1][0][1])
        for i, ((start, _), folded) in enumerate(tokens)
        for phrase in by_first.get(folded, ())
        if tuple(word for _, word in tokens[i : i + len(phrase)]) == phrase
    ]


@lru_cache(maxsize=1 << 16)
def _forms(word: str) -> tuple[str, str]:
    if word[0].isdecimal():
        digits = word.lstrip("0") or "0"
        return digits, digits
    form = place_tone_marks(word).lower()
    return form, fold(form)


def pairs(words: Sequence[str]) -> list[str]:
    """Neighbouring words joined: most Vietnamese words are two syllables long."""
    return [f"{a}_{b}" for a, b in pairwise(words)]
