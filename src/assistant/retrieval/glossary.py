"""Party terms out of data files: English ones in Vietnamese, and Vietnamese synonyms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.types import Concept
from assistant.vietnamese.normalize import fold, plain_dashes
from assistant.vietnamese.syllables import is_syllable

# English words that carry no content of their own in a question.
_FUNCTION_WORDS = frozenset(
    """a about above after all also an and any are as at be been before between but by can could did
    do does doing each for from give had has have her his how i if in into is it its let list many
    may me more most much must my name need no not of on or our out please say shall she should so
    some such tell than that the their them then there these they this those to under up us was we
    were what when where which while who whom whose why will with within would you your""".split()
)
# Those of them that no Vietnamese text without accents would hold.
_ENGLISH_ONLY = frozenset(w for w in _FUNCTION_WORDS if len(w) > 2 and not is_syllable(w))
_ASK = frozenset("what when where which who whom whose why how".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


def is_english(text: str) -> bool:
    """Whether a question is in English: no accents, and words that only English has."""
    if fold(text) != text:
        return False
    words = [w.lower() for w in _WORD.findall(text) if not w.isdigit()]
    only = len(_ENGLISH_ONLY.intersection(words))
    foreign = sum(not is_syllable(w) for w in words)
    asks = bool(words) and words[0] in _ASK
    return (
        only >= 2
        or (asks and only > 0)
        or (foreign > 0 and 2 * foreign >= len(words) and _known(words))
    )


def translate(text: str) -> tuple[Concept, ...]:
    """The content of an English question, term by term; the longest phrase wins."""
    terms, longest = _terms()
    typed = _WORD.findall(plain_dashes(text).replace("’", "'"))
    words = [word.lower() for word in typed]
    pieces: list[Concept] = []
    i = 0
    while i < len(words):
        for length in range(min(longest, len(words) - i), 0, -1):
            phrase = " ".join(_singular(w) for w in words[i : i + length])
            if phrase in terms:
                pieces.append(Concept(terms[phrase], name=is_level(terms[phrase][0])))
                i += length
                break
        else:
            # Capitals in a row are one name: Vinh Loi.
            length = 1
            while typed[i][0].isupper() and _goes_on(typed[i + length : i + length + 1]):
                length += 1
            if words[i] not in _FUNCTION_WORDS:
                pieces.append(Concept((" ".join(typed[i : i + length]),), name=True))
            i += length if words[i] not in _FUNCTION_WORDS else 1
    return tuple(pieces)


def _goes_on(following: list[str]) -> bool:
    """Whether the next word, if any, is part of a name and no term of its own."""
    terms, _ = _terms()
    return bool(following) and following[0][0].isupper() and following[0].lower() not in terms


def is_level(phrase: str) -> bool:
    """Whether a phrase names a level of the Party: what holds for one does not for another."""
    return phrase.startswith("cấp ")


def _known(words: list[str]) -> bool:
    terms, _ = _terms()
    return any(_singular(word) in terms or word in _ENGLISH_ONLY for word in words)


@cache
def synonyms() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Folded words of a phrase → the phrases of its group, itself first."""
    return {
        tuple(fold(phrase).split()): (phrase, *(p for p in group if p != phrase))
        for group in _load("synonyms.toml")["groups"]
        for phrase in group
    }


@cache
def _terms() -> tuple[Mapping[str, tuple[str, ...]], int]:
    """English phrase → Vietnamese phrases, and the most words that a phrase has."""
    terms = {
        " ".join(_singular(w) for w in _WORD.findall(en.lower())): tuple(term["vi"])
        for term in _load("glossary.toml")["term"]
        for en in term["en"]
    }
    return terms, max(len(phrase.split()) for phrase in terms)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("assistant.retrieval") / "data" / name).read_text("utf-8"))


def _singular(word: str) -> str:
    """Plain plurals only: reports → report, bodies → body."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and len(word) > 3:
        return word[:-1]
    return word
