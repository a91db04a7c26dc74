"""Filters as conditions on the table of documents."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from assistant.types import Access, Filters
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.bodies import issuer_words
from assistant.vietnamese.normalize import clean, fold, plain_dashes
from assistant.vietnamese.numbers import KINDS, kind_symbol, parse_number, same_kind
from assistant.vietnamese.places import kin
from assistant.vietnamese.tokens import tokenize
from assistant.vietnamese.units import Place

Conditions = tuple[list[str], list[Any]]
# Where a document comes from: its place and its issuer, as they are written.
Origin = tuple[str | None, str | None]

_DIGITS = re.compile(r"0*(\d+)([a-z]?)", re.IGNORECASE)
_ORIGIN = "coalesce(place, '') || char(10) || coalesce(issuer, '')"


class Known(Protocol):
    """What the documents of an index bear."""

    @property
    def kinds(self) -> Collection[str]: ...

    @property
    def origins(self) -> Mapping[Origin, Collection[Place]]: ...

    @property
    def provinces(self) -> Collection[str]: ...

    def numbers(self, number: int, letter: str) -> Iterable[str]:
        """The document numbers that begin with these digits and this letter."""


def conditions(filters: Filters, known: Known) -> Conditions:
    """SQL conditions, all of which must hold, and their values; none where nothing is narrowed."""
    found: list[str] = []
    values: list[Any] = []

    def narrow(condition: str, *given: Any) -> None:
        found.append(condition)
        values.extend(given)

    def within(column: str, allowed: Iterable[str]) -> None:
        among = f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608
        narrow(among, json.dumps(list(allowed)))

    if wanted := _said(filters.kind):
        within("kind", _kinds(wanted, known.kinds))
    if wanted := _said(filters.number):
        within("number", _numbers(wanted, known))
    if wanted := _said(filters.issuer):
        ways = issuer_words(wanted)
        each = [" AND ".join(["instr(issuer_words, ?) > 0"] * len(way)) for way in ways]
        narrow(f"({' OR '.join(each)})", *(folded_words(words) for way in ways for words in way))
    if wanted := _said(filters.place):
        within(_ORIGIN, _origins(wanted, known))
    if filters.since:
        narrow("coalesce(issued_on, published_on) >= ?", filters.since.isoformat())
    if filters.until:
        narrow("coalesce(issued_on, published_on) <= ?", filters.until.isoformat())
    if filters.documents is not None:
        within("id", sorted(filters.documents))
    if filters.access != frozenset(Access):
        within("access", filters.access)
    return found, values


def _key(symbol: str) -> str:
    """A kind or a number in one spelling, for comparison."""
    return plain_dashes(clean(symbol)).strip().lower()


@lru_cache(maxsize=1 << 14)
def folded_words(text: str | None) -> str | None:
    """Folded words between spaces, so that whole words can be looked for: ` tinh uy `."""
    words = [token.folded for token in tokenize(clean(text or ""))]
    return f" {' '.join(words)} " if words else None


def _said(wanted: str | None) -> str:
    return " ".join(clean(wanted or "").split())


def _kinds(wanted: str, kinds: Iterable[str]) -> list[str]:
    """The kinds that a symbol or a name means: `kh`, `Kế hoạch`, `news`.

    A regulation may be numbered like a decision, so its name and the symbol mean both; the name
    of a decision means decisions alone.
    """
    known, symbol = list(kinds), kind_symbol(wanted)
    if symbol is None or fold(wanted).lower() == fold(symbol).lower():
        meant = _exact_or_all(known, wanted)
    else:
        meant = [symbol]
        if fold(wanted).lower() == fold(KINDS[symbol]).lower() and symbol == "QĐ":
            return meant
    alike = (kind for kind in known if symbol and kind != symbol and same_kind(kind, symbol))
    return [*meant, *alike]


def _numbers(wanted: str, known: Known) -> list[str]:
    """The numbers that a number means, what it leaves out left open: `60` is 60 of every kind."""
    bare = _DIGITS.fullmatch(wanted)
    if bare:
        return list(known.numbers(int(bare[1]), bare[2].lower()))
    number = parse_number(wanted)
    if number is None:
        return []
    begin_so = list(known.numbers(number.number, number.letter))
    same = _exact_or_all(begin_so, wanted)
    parsed = ((printed, parse_number(printed)) for printed in begin_so)
    return [*same, *(printed for printed, other in parsed if other and number.matches(other))]


def _origins(wanted: str, known: Known) -> list[str]:
    """The places and issuers that a place means: under its old names and its new ones too.

    A name that no unit bears is looked for word by word.
    """
    units, words = kin(wanted, known.provinces), folded_words(wanted)
    found = []
    for (place, issuer), own in known.origins.items():
        if own and units:
            fits = not units.isdisjoint(own)
        else:
            fits = words is not None and words in (folded_words(place or issuer) or "")
        if fits:
            found.append(f"{place or ''}\n{issuer or ''}")
    return found


def _exact_or_all(symbols: Iterable[str], wanted: str) -> list[str]:
    """Those that are the one wanted, whatever their case.

    Without accents several look the same (ĐA, DA): whoever types accents means them.
    """
    key = _key(wanted)
    same = [symbol for symbol in symbols if fold(_key(symbol)) == fold(key)]
    exact = [symbol for symbol in same if _key(symbol) == key]
    return exact if exact and is_accented(key) else same
