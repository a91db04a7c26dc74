"""Abbreviations of party offices: `BTV TU` is Ban Thường vụ Tỉnh ủy.

What a short form stands for is data (`data/abbreviations.toml`, which tells its shape); which of
several readings is meant is decided by the words beside it. Texts went through `clean`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.vietnamese.abbreviation_table import (
    NUMBER_AFTER,
    SPECIAL,
    WORD,
    Entry,
    Reading,
    Table,
    capital,
    key,
    shipped,
)
from assistant.vietnamese.normalize import fold, fold_each
from assistant.vietnamese.numbers import KINDS, find_numbers
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.syllables import is_syllable

# What touches a word that is part of something else: an address, a number, a name with a stroke.
_TOUCHES_BEFORE = re.compile(r"[\w/@_-]$|\w[.]$")
_TOUCHES_AFTER = re.compile(r"[\w/@_-]|[.]\w")
_NUMBER_BEFORE = re.compile(r"(?<!\S)\d+\s+$")
# TP. Cần Thơ, TP.HCM
_DOT = re.compile(rf"[.](?=\s?[{UPPER}])")
# How much each kind of evidence says for a reading.
_PHRASE_BESIDE, _SPECIAL_BESIDE, _PHRASE_NEAR = 4, 2, 1
_FURTHEST = 60
_Span = tuple[int, int]
_KIND_NAMES = frozenset(name.lower() for name in KINDS.values()) | {"thông tư", "văn bản"}


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form in `text[start:end]` of its source, and what it can stand for, best first.

    `certain` is False where the words beside it do not tell which reading is meant.
    """

    start: int
    end: int
    text: str
    readings: tuple[str, ...]
    certain: bool


def find_abbreviations(text: str, table: Table | None = None) -> list[Abbreviation]:
    """The short forms in a text, in order, none inside a document number or another word."""
    table = table or shipped()
    words = [m for m in WORD.finditer(text) if fold(m[0]).lower() in table.folded]
    if not words:
        return []
    numbers = [(number.start, number.end) for number in find_numbers(text)]
    folded = fold_each(text)
    cased = any(map(str.islower, text))
    found: list[Abbreviation] = []
    for at, word in enumerate(words):
        start, end = word.span()
        entries = _entries(word[0], table, exactly=folded != text)
        if not entries:
            continue
        if any(entry.dot for entry in entries) and _DOT.match(text, end):
            end += 1
        follows_dot = bool(found) and found[-1].end == start
        if _touched(text, start, end, follows_dot) or any(
            a < end and start < b for a, b in numbers
        ):
            continue
        if (cased and _is_in_capitals(word[0], entries)) or _is_meant(
            folded, (start, end), entries, _has_neighbour(text, words, at, table)
        ):
            found.append(_read(text, folded, (start, end), entries))
    return found


def expand(text: str, table: Table | None = None) -> str:
    """The text with each short form replaced by its likeliest reading."""
    pieces: list[str] = []
    end = 0
    for short in find_abbreviations(text, table):
        pieces += [text[end : short.start], _written(short, text)]
        end = short.end
    return "".join((*pieces, text[end:]))


def abbreviate(phrase: str, table: Table | None = None) -> tuple[str, ...]:
    """The short forms of a phrase, in any case: `ban thường vụ` → `("BTV",)`."""
    return (table or shipped()).shorts.get(key(phrase), ())


# --- Finding


def _touched(text: str, start: int, end: int, follows_dot: bool) -> bool:
    before = not follows_dot and _TOUCHES_BEFORE.search(text, max(0, start - 2), start)
    after = text[end - 1] != "." and _TOUCHES_AFTER.match(text, end)
    return bool(before or after)


def _entries(word: str, table: Table, *, exactly: bool) -> tuple[Entry, ...]:
    """The entries that a word may be: itself, and those that it is without accents.

    In a text with accents a word that is an entry as it stands is no other one (DA is not ĐA).
    """
    exact = table.exact.get(word) or table.exact.get(word.upper())
    if exact is not None and exactly:
        return (exact,)
    folded = [e for e in table.folded[fold(word).lower()] if e is not exact]
    if word != fold(word):
        folded = [e for e in folded if e.short.lower() == word.lower()]
    return (exact, *folded) if exact is not None else tuple(folded)


def _is_in_capitals(word: str, entries: Iterable[Entry]) -> bool:
    """Typed in the capitals of its entry: `CTr`, `BTV`. An entry of phones may have none."""
    as_entered = [entry for entry in entries if fold(entry.short) == fold(word)]
    return word.isupper() or any(not (e.chat and word.islower()) for e in as_entered)


def _has_neighbour(text: str, words: list[re.Match[str]], at: int, table: Table) -> bool:
    """Whether the word next to this one can be nothing else than a short form: `kh btv`."""
    pairs = [(words[i], words[i + 1]) for i in (at - 1, at) if 0 <= i < len(words) - 1]
    return any(
        text[first.end() : second.start()].isspace() and _is_plain(other[0], table)
        for first, second in pairs
        for other in (first, second)
        if other is not words[at]
    )


def _is_plain(word: str, table: Table) -> bool:
    return not is_syllable(word) and not any(e.chat for e in table.folded[fold(word).lower()])


def _is_meant(folded: str, span: _Span, entries: Iterable[Entry], neighbour: bool) -> bool:
    """Whether a word whose case says nothing is a short form."""
    if any(_is_said(folded, span, entry) for entry in entries):
        return True
    start, end = span
    word = folded[start:end]
    numbered = NUMBER_AFTER.match(folded, end) or _NUMBER_BEFORE.search(
        folded, max(0, start - _FURTHEST), start
    )
    if is_syllable(word):
        return word.isupper() and (neighbour or numbered is not None)
    chat = word.islower() and any(entry.chat for entry in entries)
    return neighbour or numbered is not None or not chat


def _is_said(folded: str, span: _Span, entry: Entry) -> bool:
    """Whether a phrase of the entry stands beside it."""
    return _stands_before(entry.previous, folded, span[0]) or any(
        _weight(folded, folded, span, reading) >= _PHRASE_BESIDE for reading in entry.readings
    )


def _stands_before(phrases: re.Pattern[str] | None, folded: str, start: int) -> bool:
    return phrases is not None and bool(phrases.search(folded, max(0, start - _FURTHEST), start))


def _weight(text: str, folded: str, span: _Span, reading: Reading) -> int:
    """What speaks for a reading, in the words around."""
    start, end = span
    weight = 0
    follows = reading.next is not None and reading.next.match(folded, end)
    if follows or _stands_before(reading.previous, folded, start):
        weight += _PHRASE_BESIDE
    for name in reading.special:
        # Whether a name follows, its capitals say, which may have accents.
        if SPECIAL[name].match(text if name == "<name>" else folded, end):
            weight += _SPECIAL_BESIDE + (name == "<year number>")
    if reading.near and reading.near.search(folded):
        weight += _PHRASE_NEAR
    return weight


def _read(text: str, folded: str, span: _Span, entries: Iterable[Entry]) -> Abbreviation:
    weights: dict[str, int] = {}
    for reading in (reading for entry in entries for reading in entry.readings):
        weight = _weight(text, folded, span, reading)
        weights[reading.text] = max(weight, weights.get(reading.text, 0))
    ordered = sorted(weights, key=lambda name: -weights[name])
    first = weights[ordered[0]]
    certain = len(ordered) == 1 or (first >= _SPECIAL_BESIDE and first > weights[ordered[1]])
    return Abbreviation(*span, text[slice(*span)], tuple(ordered), certain)


def _written(short: Abbreviation, text: str) -> str:
    """The best reading; a capital opens a text, and the type in front of a number: Kế hoạch 60."""
    best = short.readings[0]
    opens = not text[: short.start].strip() and not short.text.islower()
    named = best in _KIND_NAMES and re.match(r"\s+(?:số\s*:?\s*)?\d", text[short.end :])
    space = " " if text[short.end : short.end + 1].isalnum() else ""
    return (capital(best) if opens or named else best) + space
