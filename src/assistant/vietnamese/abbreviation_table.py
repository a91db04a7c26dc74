"""The table of short forms: its shape, and how an office's own entries join those of the package.

`data/abbreviations.toml` tells how entries are written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.errors import SettingsError
from assistant.vietnamese.normalize import clean, fold, place_tone_marks
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.syllables import is_syllable

_OWN_TABLE = "abbreviations.toml"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+|\d+)*")
NUMBER_AFTER = re.compile(r"\s+(?:so\s*:?\s*)?\d", re.IGNORECASE)
# What may follow a short form beside phrases; the data file tells what they mean.
SPECIAL = {
    "<number>": NUMBER_AFTER,
    "<year number>": re.compile(r"\s+(?:so\s*:?\s*)?\d+/(?:19|20)\d\d/", re.IGNORECASE),
    "<name>": re.compile(rf"\s*[{UPPER}](?![{UPPER}]+(?!\w))\w"),
}
_FLAGS = ("chat", "dot")


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


@cache
def shipped() -> Table:
    """The table of the package."""
    data = _shipped_data()
    return _table({e["short"]: e for e in data["abbreviation"]}, data["glued"])


def extended(own: Mapping[str, Any], name: str) -> Table:
    """The table of the package with an office's own entries before it.

    `own` is the parsed file, `name` what errors call it. An entry for a short form that the package
    knows too keeps the readings of the package behind its own.

    Raises:
        SettingsError: an entry has another shape, or two are for one short form.
    """
    data = _shipped_data()
    merged: dict[str, dict[str, Any]] = {e["short"]: e for e in data["abbreviation"]}
    for short, entry in _checked(own, name).items():
        merged[short] = _merged(entry, merged.get(short))
    return _table(merged, data["glued"])


def key(phrase: str) -> str:
    """The form in which phrases are compared: small letters, one tone placement."""
    return " ".join(place_tone_marks(clean(phrase)).lower().split())


def sure_short_forms(table: Table) -> dict[str, tuple[str, ...]]:
    """Each phrase that has short forms which stand for nothing else and are no syllables."""
    texts = {key(r.text): r.text for entry in table.exact.values() for r in entry.readings}
    return {
        texts[phrase]: sure
        for phrase, shorts in table.shorts.items()
        if (sure := tuple(s for s in shorts if all(_is_sure(table.exact[p]) for p in s.split())))
    }


def _is_sure(entry: Entry) -> bool:
    return len(entry.readings) == 1 and not is_syllable(entry.short)


# --- Building


@cache
def _shipped_data() -> dict[str, Any]:
    text = (files("assistant.vietnamese") / "data" / _OWN_TABLE).read_text("utf-8")
    data = tomllib.loads(text)
    own = {"abbreviation": data["abbreviation"]}
    return {"abbreviation": [*_checked(own, _OWN_TABLE).values()], "glued": data["glued"]}


def _table(merged: Mapping[str, dict[str, Any]], glued: Mapping[str, list[str]]) -> Table:
    shorts: dict[str, list[str]] = {}
    for name, entry in merged.items():
        if name.islower():
            continue  # phones write so, documents do not
        for reading in entry["long"]:
            shorts.setdefault(key(reading["text"]), []).append(name)
    exact = {name: _entry(entry, shorts) for name, entry in merged.items()}
    for office in glued["office"]:
        for body in glued["body"]:
            whole = exact[office].readings[0].text
            readings = tuple(
                replace(r, text=f"{capital(whole)} {r.text}") for r in exact[body].readings
            )
            exact.setdefault(office + body, Entry(office + body, readings))
            for r in readings:
                shorts.setdefault(key(r.text), []).extend((office + body, f"{office} {body}"))
    folded: dict[str, tuple[Entry, ...]] = {}
    for known in exact.values():
        form = fold(known.short).lower()
        folded[form] = (*folded.get(form, ()), known)
    return Table(exact, folded, {p: tuple(dict.fromkeys(s)) for p, s in shorts.items()})


def capital(phrase: str) -> str:
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
        _pattern([p for p in following if p not in SPECIAL], shorts, r"\s*{}(?!\w)"),
        _pattern(reading.get("near", ()), shorts, r"(?<!\w){}(?!\w)"),
        tuple(p for p in following if p in SPECIAL),
    )


def _pattern(
    phrases: Iterable[str], shorts: Mapping[str, list[str]], frame: str
) -> re.Pattern[str] | None:
    """Any of the phrases or of their short forms, over folded text."""
    forms = {fold(f) for p in phrases for f in (p, *shorts.get(key(p), ()))}
    if not forms:
        return None
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    joined = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)
    return re.compile(frame.format(f"(?:{joined})"), re.IGNORECASE)


# --- Checking


def _checked(data: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """Short form → its entry in one shape: every reading a table."""
    entries = data.get("abbreviation", [])
    if unknown := ", ".join(sorted(data.keys() - {"abbreviation"})):
        raise SettingsError(
            f"{name}: unknown key {unknown}.", "Only [[abbreviation]] entries are known here."
        )
    if not isinstance(entries, list):
        raise SettingsError(
            f"{name}: `abbreviation` is no list.",
            "Begin each entry with the line [[abbreviation]].",
        )
    checked: dict[str, dict[str, Any]] = {}
    for i, entry in enumerate(entries, 1):
        one = _checked_entry(entry, f"{name}, entry {i}")
        if one["short"] in checked:
            raise SettingsError(
                f"{name}, entry {i} ({one['short']}): there is an entry for it already.",
                "Put all its readings into one entry.",
            )
        checked[one["short"]] = one
    return checked


def _checked_entry(entry: Any, where: str) -> dict[str, Any]:
    def require(right: object, cause: str) -> None:
        if not right:
            raise SettingsError(
                f"{where}: {cause}.", 'Write it as: short = "BTV", long = ["Ban Thường vụ"].'
            )

    require(isinstance(entry, dict), "not a table")
    short = entry.get("short")
    require(isinstance(short, str) and WORD.fullmatch(clean(short)), "`short` must be one word")
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
    texts = [key(reading["text"]) for reading in readings]
    require(len(texts) == len(set(texts)), "a reading stands there twice")
    for flag in _FLAGS:
        require(isinstance(entry.get(flag, False), bool), f"`{flag}` must be true or false")
    require(_are_phrases(entry.get("previous", [])), "`previous` must be a list of phrases")
    spelt = [{**reading, "text": _spelt(reading["text"])} for reading in readings]
    return {**entry, "short": clean(short), "long": spelt}


def _spelt(phrase: str) -> str:
    """A reading as it is put into a question: in one spelling, however it was typed."""
    return " ".join(place_tone_marks(clean(phrase)).split())


def _are_phrases(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(p, str) and p.strip() for p in value)


def _merged(entry: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """An office's entry, with the readings of the package behind its own."""
    if before is None:
        return entry
    own = {key(reading["text"]) for reading in entry["long"]}
    rest = [r for r in before["long"] if key(r["text"]) not in own]
    return {**before, **entry, "long": [*entry["long"], *rest]}
