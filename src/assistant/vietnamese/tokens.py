"""The one tokenizer of index and query: syllables and numbers, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.vietnamese.normalize import fold, place_tone_marks

VERSION = 1

# Letters with any combining marks that NFC could not compose, or digits; never both in one token.
_TOKEN = re.compile(r"\d+|(?:[^\W\d_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable or number. `text` is its accented lower-case form; `[start, end)` its place."""

    text: str
    folded: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Tokens of text that went through `clean`, in order.

    Numbers lose leading zeros: `07/4` and `7/04` are the same.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        form, folded = _forms(match[0])
        tokens.append(Token(form, folded, match.start(), match.end()))
    return tokens


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
