"""Abbreviations of party offices: `BTV TU` is Ban Thường vụ Tỉnh ủy.

What a short form stands for is data (`data/abbreviations.toml`, which tells its shape); which of
several readings is meant is decided by the words beside it. Texts went through `clean`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError
from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.numbers import KINDS, find_numbers
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.syllables import is_syllable

_OWN_TABLE = "abbreviations.toml"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+|\d+)*")
# What touches a word that is part of something else: an address, a number, a name with a stroke.
_TOUCHES_BEFORE = re.compile(r"[\w/@_-]$|\w[.]$")
_TOUCHES_AFTER = re.compile(r"[\w/@_-]|[.]\w")
_NUMBER_AFTER = re.compile(r"\s+(?:so\s*:?\s*)?\d", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?<!\S)\d+\s+$")
_SPECIAL = {
    "<number>": _NUMBER_AFTER,
    "<year number>": re.compile(r"\s+(?:so\s*:?\s*)?\d+/(?:19|20)\d\d/", re.IGNORECASE),
    "<name>": re.compile(rf"\s*[{UPPER}](?![{UPPER}]+(?!\w))\w"),
}
# TP. Cần Thơ, TP.HCM
_DOT = re.compile(rf"[.](?=\s?[{UPPER}])")
# How much each kind of evidence says for a reading.
_PHRASE_BESIDE, _SPECIAL_BESIDE, _PHRASE_NEAR = 4, 2, 1
_FURTHEST = 60
_FLAGS = ("chat", "dot")
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


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning, and the patterns over folded text that speak for it."""

    text: str
    previous: re.Pattern[str] | None = None
    next: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    special: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A short form with its readings; `chat`, `dot` and `previous` as in the data file."""

    short: str
    readings: tuple[Reading, ...]
    chat: bool = False
    dot: bool = False
    previous: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Short forms as they are printed, the same folded to small letters, and the way back."""

    exact: Mapping[str, Entry]
    folded: Mapping[str, tuple[Entry, ...]]
    shorts: Mapping[str, tuple[str, ...]]


def find_abbreviations(text: str, table: Table | None = None) -> list[Abbreviation]:
    """The short forms in a text, in order, none inside a document number or another word."""
    table = table or load()
    words = [m for m in _WORD.finditer(text) if fold(m[0]).lower() in table.folded]
    if not words:
        return []
    numbers = [(number.start, number.end) for number in find_numbers(text)]
    folded = "".join(map(_folded, text))
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
    return (table or load()).shorts.get(_key(phrase), ())


@cache
def load(extra: Path | None = None) -> Table:
    """The table of the package, with what an office's own file adds to it or puts before it.

    Raises:
        SettingsError: the file cannot be read, or an entry in it has another shape.
    """
    own = (files("assistant.vietnamese") / "data" / _OWN_TABLE).read_text("utf-8")
    data = _parsed(own, _OWN_TABLE)
    merged: dict[str, dict[str, Any]] = {e["short"]: e for e in _checked(data, _OWN_TABLE)}
    glued = data["glued"]
    if extra is not None:
        more = _parsed(_text_of(extra), str(extra))
        for entry in _checked(more, str(extra)):
            merged[entry["short"]] = _merged(entry, merged.get(entry["short"]))
    return _table(merged, glued)


# --- Finding


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """One character for one: spans in the folded text are spans in the text."""
    return fold(character)[:1] or " "


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
    """Typed in the capitals of its entry: `CTr`, `BTV`."""
    return word.isupper() or any(fold(entry.short) == fold(word) for entry in entries)


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
    numbered = _NUMBER_AFTER.match(folded, end) or _NUMBER_BEFORE.search(
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
        if _SPECIAL[name].match(text if name == "<name>" else folded, end):
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
    return (_capital(best) if opens or named else best) + space


# --- The table


def _key(phrase: str) -> str:
    return " ".join(place_tone_marks(phrase).lower().split())


def _table(merged: Mapping[str, dict[str, Any]], glued: Mapping[str, list[str]]) -> Table:
    shorts: dict[str, list[str]] = {}
    for name, entry in merged.items():
        for reading in entry["long"]:
            shorts.setdefault(_key(reading["text"]), []).append(name)
    exact = {name: _entry(entry, shorts) for name, entry in merged.items()}
    for office in glued["office"]:
        for body in glued["body"]:
            whole = exact[office].readings[0].text
            readings = tuple(
                replace(r, text=f"{_capital(whole)} {r.text}") for r in exact[body].readings
            )
            exact.setdefault(office + body, Entry(office + body, readings))
            for r in readings:
                shorts.setdefault(_key(r.text), []).extend((office + body, f"{office} {body}"))
    folded: dict[str, tuple[Entry, ...]] = {}
    for known in exact.values():
        form = fold(known.short).lower()
        folded[form] = (*folded.get(form, ()), known)
    return Table(exact, folded, {p: tuple(dict.fromkeys(s)) for p, s in shorts.items()})


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _entry(entry: Mapping[str, Any], shorts: Mapping[str, list[str]]) -> Entry:
    readings = tuple(_reading(reading, shorts) for reading in entry["long"])
    previous = _pattern(entry.get("previous", ()), shorts, r"(?<!\w){}\s+$")
    flags = (entry.get("chat", False), entry.get("dot", False))
    return Entry(entry["short"], readings, *flags, previous)


def _reading(reading: Mapping[str, Any], shorts: Mapping[str, list[str]]) -> Reading:
    following = reading.get("next", ())
    return Reading(
        reading["text"],
        _pattern(reading.get("previous", ()), shorts, r"(?<!\w){}\s+$"),
        _pattern([p for p in following if p not in _SPECIAL], shorts, r"\s*{}(?!\w)"),
        _pattern(reading.get("near", ()), shorts, r"(?<!\w){}(?!\w)"),
        tuple(p for p in following if p in _SPECIAL),
    )


def _pattern(
    phrases: Iterable[str], shorts: Mapping[str, list[str]], frame: str
) -> re.Pattern[str] | None:
    """Any of the phrases or of their short forms, over folded text."""
    forms = {fold(f) for p in phrases for f in (p, *shorts.get(_key(p), ()))}
    if not forms:
        return None
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    joined = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)
    return re.compile(frame.format(f"(?:{joined})"), re.IGNORECASE)


# --- The files


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path}: the abbreviations cannot be read: {error}.",
            "Name a UTF-8 file that exists.",
        ) from error


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: not a TOML file: {error}.", "Mend that line.") from error


def _checked(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries in one shape: every reading a table."""
    entries = data.get("abbreviation", [])
    known = {"abbreviation", "glued"} if name == _OWN_TABLE else {"abbreviation"}
    if data.keys() - known or not isinstance(entries, list):
        raise SettingsError(
            f"{name}: only [[abbreviation]] entries are known here.", "Remove the rest."
        )
    return [_checked_entry(entry, f"{name}, entry {i}") for i, entry in enumerate(entries, 1)]


def _checked_entry(entry: Any, where: str) -> dict[str, Any]:
    def require(right: object, cause: str) -> None:
        if not right:
            raise SettingsError(
                f"{where}: {cause}.", 'Write it as: short = "BTV", long = ["Ban Thường vụ"].'
            )

    require(isinstance(entry, dict), "not a table")
    short = entry.get("short")
    require(isinstance(short, str) and _WORD.fullmatch(short), "`short` must be one word")
    where = f"{where} ({short})"
    unknown = ", ".join(sorted(entry.keys() - {"short", "long", *_FLAGS, "previous"}))
    require(not unknown, f"unknown key {unknown}")
    long = entry.get("long")
    require(isinstance(long, list) and long, "`long` must be a list of readings")
    readings = [{"text": r} if isinstance(r, str) else r for r in entry["long"]]
    for reading in readings:
        right = isinstance(reading, dict) and not reading.keys() - {
            "text", "previous", "next", "near",
        }  # fmt: skip
        require(right, "a reading holds `text`, `previous`, `next` and `near` alone")
        text = reading.get("text")
        require(isinstance(text, str) and text.strip(), "a reading has no `text`")
        for side in ("previous", "next", "near"):
            require(_are_phrases(reading.get(side, [])), f"`{side}` must be a list of phrases")
    for flag in _FLAGS:
        require(isinstance(entry.get(flag, False), bool), f"`{flag}` must be true or false")
    require(_are_phrases(entry.get("previous", [])), "`previous` must be a list of phrases")
    return {**entry, "long": readings}


def _are_phrases(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(p, str) and p.strip() for p in value)


def _merged(entry: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """An office's entry, with the readings of the package behind its own."""
    if before is None:
        return entry
    own = {_key(reading["text"]) for reading in entry["long"]}
    rest = [r for r in before["long"] if _key(r["text"]) not in own]
    return {**before, **entry, "long": [*entry["long"], *rest]}
