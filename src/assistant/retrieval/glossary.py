"""English questions: which they are, and their party terms in Vietnamese.

The terms are data: `data/glossary.toml`, and an office's own file of the same shape.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from assistant.errors import SettingsError
from assistant.types import Concept
from assistant.vietnamese.normalize import clean, fold, place_tone_marks, plain_dashes
from assistant.vietnamese.syllables import is_syllable

# English words that carry no content of their own in a question.
_FUNCTION_WORDS = frozenset(
    """a about above after all also an and any anyone anything are as asked asks at be been
    before between both but by can come comes compare contain contained contains could
    currently define defined definition did do does doing during each else exactly find for
    found from get gets give go goes going got had happen happened happens has have her here
    his how i if in include included includes including into is it its know known let list
    made make makes many may me mean meaning means meant more most much must my name need
    needed needs no not note noted notes now of on only or other our out please said same
    say says set shall she should show shows so some something stated still such take takes
    tell than that the their them then there these they this those through to told took
    under up us use used want wanted wants was we went were what when where which while who
    whom whose why will with within would you your""".split()
)
# Those of them that no Vietnamese text without accents would hold.
_ENGLISH_ONLY = frozenset(w for w in _FUNCTION_WORDS if len(w) > 2 and not is_syllable(w))
_ASKS_IN_VIETNAMESE = re.compile(
    r"\b(?:la (?:gi|ai)|o dau|khi nao|luc nao|bao (?:gio|nhieu|lau)|the nao|vi sao|tai sao"
    r"|(?:ngay|nam|noi|nguoi|so) (?:nao|may))\b"
)
_ASK = frozenset("what when where which who whom whose why how".split())
# A hyphen parts words: mid-term is mid term.
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|\d+")
_BRITISH = (
    (re.compile(r"is(e|ed|ing|er|ation)$"), r"iz\1"),
    (re.compile(r"(?<=[^\W\d_]{3})our$"), "or"),
    (re.compile(r"ence$"), "ense"),
    (re.compile(r"tre$"), "ter"),
    (re.compile(r"amme$"), "am"),
)
_OWN_FILE = "glossary.toml"
# `red` and `ring` have no stem.
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Glossary:
    """English phrase, singular → Vietnamese phrases, the usual one first; and the most words that
    a phrase has.
    """

    terms: Mapping[str, tuple[str, ...]]
    longest: int


@cache
def shipped() -> Glossary:
    """The glossary of the package. A test checks its file, and reading it takes half the time."""
    text = (files("assistant.retrieval") / "data" / _OWN_FILE).read_text("utf-8")
    terms = tomllib.loads(text)["term"]
    return _glossary({_key(_WORD.findall(en)): tuple(t["vi"]) for t in terms for en in t["en"]})


def extended(own: Mapping[str, Any], name: str) -> Glossary:
    """The glossary of the package with an office's own terms before it.

    `own` is the parsed file, `name` what errors call it. What the package says of the same English
    phrase stays behind what the office says.

    Raises:
        SettingsError: a term has another shape, or an English phrase stands in two.
    """
    terms = dict(shipped().terms)
    for en, vi in _checked(own, name).items():
        terms[en] = tuple(dict.fromkeys((*vi, *terms.get(en, ()))))
    return _glossary(terms)


def is_english(text: str, glossary: Glossary | None = None) -> bool:
    """Whether a question is in English: accents in names alone, words that only English has."""
    plain = [word for word in text.split() if fold(word) == word or not word[0].isupper()]
    if 2 * len(plain) <= len(text.split()):
        return False  # `Lớp Tập Huấn Online Ở Đâu` is no row of names
    text = " ".join(plain)
    if fold(text) != text:
        return False
    words = [w.lower() for w in _WORD.findall(text) if not w.isdigit()]
    only = len(_ENGLISH_ONLY.intersection(words))
    if not only and _ASKS_IN_VIETNAMESE.search(text.lower()):
        return False  # `Facebook la gi`
    foreign = sum(not is_syllable(w) for w in words)
    asks = bool(words) and words[0] in _ASK
    return (
        only >= 2
        or (asks and only > 0)
        or (foreign > 0 and 2 * foreign >= len(words) and _known(words, glossary or shipped()))
    )


def translate(text: str, glossary: Glossary | None = None) -> tuple[Concept, ...]:
    """The content of an English question, term by term; the longest phrase wins."""
    glossary = glossary or shipped()
    terms = glossary.terms
    typed = _WORD.findall(plain_dashes(text).replace("’", "'"))
    words = [word.lower() for word in typed]
    keys = [_key([word]) for word in words]
    pieces: list[Concept] = []
    i = 0
    while i < len(words):
        for length in range(min(glossary.longest, len(words) - i), 0, -1):
            phrase = _entry(keys[i : i + length], terms)
            if phrase:
                pieces.append(Concept(terms[phrase], name=is_level(terms[phrase][0])))
                i += length
                break
        else:
            # Capitals in a row are one name: Vinh Loi.
            length = 1
            while typed[i][0].isupper() and _goes_on(typed[i + length : i + length + 1], terms):
                length += 1
            if words[i] not in _FUNCTION_WORDS:
                name = " ".join(map(_plain_form, typed[i : i + length]))
                opens = i == 0 and length == 1  # the question's capital, not a name's
                pieces.append(Concept((name,), name=not (name.islower() or opens)))
            i += length if words[i] not in _FUNCTION_WORDS else 1
    return tuple(pieces)


def _entry(keys: Sequence[str], terms: Mapping[str, tuple[str, ...]]) -> str | None:
    """The phrase under which words stand in the glossary; a verb's `-ed` or `-ing` may be more."""
    phrase = " ".join(keys)
    if phrase in terms:
        return phrase
    bases = (" ".join((*keys[:-1], base)) for base in _bases(keys[-1]))
    return next((base for base in bases if base in terms), None)


def _bases(verb: str) -> Iterator[str]:
    """What a verb with `-ed` or `-ing` may come from: transferring → transfer, rated → rate."""
    for ending in ("ing", "ed"):
        stem = verb.removesuffix(ending)
        if stem != verb and len(stem) > _SHORTEST_STEM:
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem.endswith("i"):
                yield f"{stem[:-1]}y"


def _goes_on(following: list[str], terms: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the next word, if any, is part of a name and no term of its own."""
    return bool(following) and following[0][0].isupper() and _key(following) not in terms


def is_level(phrase: str) -> bool:
    """Whether a phrase names a level of the Party: what holds for one does not for another."""
    return phrase.startswith("cấp ")


def _known(words: list[str], glossary: Glossary) -> bool:
    """Whether English has half of the words that are no syllables: raw Telex has `cow`, `sow`."""
    foreign = [word for word in words if not is_syllable(word)]
    known = [w for w in foreign if _key([w]) in glossary.terms or w in _ENGLISH_ONLY]
    return 2 * len(known) >= len(foreign)


def _glossary(terms: Mapping[str, tuple[str, ...]]) -> Glossary:
    return Glossary(terms, max(len(phrase.split()) for phrase in terms))


def _key(words: Iterable[str]) -> str:
    """The form in which phrases are compared: small letters, singular, American spelling."""
    return " ".join(map(_word_key, words))


@lru_cache(maxsize=4096)
def _word_key(word: str) -> str:
    return _american(_singular(word.lower()))


def _plain_form(word: str) -> str:
    """Without `'s` or an apostrophe."""
    return word.removesuffix("'s").removesuffix("'")


def _singular(word: str) -> str:
    """Without `'s`, and plain plurals only: reports → report, bodies → body."""
    word = _plain_form(word)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _american(word: str) -> str:
    """organise → organize, labour → labor. It also bends words that both spell alike, in the
    glossary as in the question, so that they still meet.
    """
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


# --- Checking


def _checked(data: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    """English phrase, singular → Vietnamese phrases."""
    terms = data.get("term", [])
    if unknown := ", ".join(sorted(data.keys() - {"term"})):
        raise SettingsError(f"{name}: unknown key {unknown}.", "Only [[term]] entries are known.")
    if not isinstance(terms, list):
        raise SettingsError(
            f"{name}: `term` is no list.", "Begin each entry with the line [[term]]."
        )
    checked: dict[str, tuple[str, ...]] = {}
    for i, term in enumerate(terms, 1):
        where = f"{name}, entry {i}"
        _check_term(term, where)
        vi = tuple(dict.fromkeys(place_tone_marks(clean(phrase)).strip() for phrase in term["vi"]))
        for phrase in term["en"]:
            en = _key(_WORD.findall(_plain(phrase)))
            if not en or checked.setdefault(en, vi) is not vi:
                raise SettingsError(
                    f"{where}: the English phrase “{phrase}” "
                    + ("stands in another entry too." if en else "holds no word."),
                    "Write each English phrase once, with all that it means.",
                )
    return checked


def _plain(phrase: str) -> str:
    return plain_dashes(clean(phrase)).replace("’", "'").lower()


def _check_term(term: Any, where: str) -> None:
    cause = None
    if not isinstance(term, dict):
        cause = "not a table"
    elif unknown := ", ".join(sorted(term.keys() - {"en", "vi"})):
        cause = f"unknown key {unknown}"
    else:
        for side in ("en", "vi"):
            phrases = term.get(side)
            right = isinstance(phrases, list) and all(
                isinstance(p, str) and p.strip() for p in phrases
            )
            if not right or not phrases:
                cause = f"`{side}` must be a list of phrases"
    if cause:
        raise SettingsError(
            f"{where}: {cause}.", 'Write it as: en = ["party cell"], vi = ["chi bộ"].'
        )
