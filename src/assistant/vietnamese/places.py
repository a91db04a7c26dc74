"""Places: where a text names them, and what became of each on 1 July 2025.

Then the districts ended and provinces merged. Older documents keep the names that they were
issued under, so an old name and what became of it find each other here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from assistant.vietnamese.normalize import fold
from assistant.vietnamese.remembering import remembering
from assistant.vietnamese.tokens import Token, tokenize
from assistant.vietnamese.units import RANKS, Place, Relation, units


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in `text[start:end]`, with the word of its level or its committee.

    `name` is spelt as in the table where only one spelling fits, else as typed; `level` is None
    where it is not said; `within` names the larger units that follow: `xã Tân Long, Cần Thơ`.
    """

    start: int
    end: int
    text: str
    level: str | None
    name: str
    within: tuple[str, ...] = ()

    @property
    def name_start(self) -> int:
        """Where the name itself begins, behind the word of its level; `TPHCM` is one word."""
        words, own = tokenize(self.text), len(tokenize(self.name))
        return self.start + words[-min(own, len(words))].start


@dataclass(frozen=True, slots=True)
class Related:
    """A place and how it stands to the one that was asked for."""

    place: Place
    relation: Relation


# The words before a name, the longest first; None: a committee of any level.
_LEADS: dict[tuple[str, ...], str | None] = {
    **{tuple(level.split()): level for level in sorted(RANKS, key=lambda word: -word.count(" "))},
    **{
        (first, second): level
        for first, level in (
            ("tỉnh", "tỉnh"), ("thành", "thành phố"), ("thị", "thị xã"),
            ("huyện", "huyện"), ("quận", "quận"),
        )
        for second in ("ủy", "đoàn")
    },
    ("đảng", "ủy"): None,
    ("đảng", "bộ"): None,
    ("tp",): "thành phố",
    ("tx",): "thị xã",
    ("tphcm",): "thành phố",
}  # fmt: skip
_LEADS_FOLDED = {tuple(fold(word) for word in lead): lead for lead in _LEADS}
_LEAD_BEGINNINGS = frozenset(lead[0] for lead in _LEADS_FOLDED)
_ALIASES = {"hcm": "ho chi minh"}
# Words beside which these syllables, typed without accents, are parts of others: cơ quan,
# phương tiện.
_GOES_BEFORE = {
    "phuong": frozenset("dia doi da song".split()),
    "quan": frozenset("co lien hai tham chu khach truc".split()),
}
_GOES_AFTER = {"phuong": frozenset("an cham dien huong phap thuc tien".split())}
_LONGEST_NAME = 6  # syllables
_NEW_NAME = 4
# Capitalised words that do not go on with a name but begin a body, an office or a person's name.
_BEGINS_OTHER = frozenset(
    "ban bí thư ủy hội đại đoàn chủ phó nghị trung đảng công quân mặt văn tổ hồ nguyễn trần lê"
    " phạm đồng và huyện tỉnh thị thành xã phường khu sở viện tòa trường giám theo tại ở".split()
)
_PREPOSITIONS = frozenset("ở tại về từ đến của cho và còn với theo trong o".split())
_PERSON = frozenset("chí ông bà anh chị tên".split())
_PERSONS_NAMES = frozenset({"ho chi minh"})
_BETWEEN = re.compile(r"\s*(?:[,(–-]|thuộc|thuoc|của|cua|\s)\s*", re.IGNORECASE)
_GAP = re.compile(r"[ \t]+\n?[ \t]*|\n[ \t]*")
_INSIDE_NAME = re.compile(r"[ \t]*(?:[-'\u2019\u02bc\u2013]|\n)?[ \t]*")


@remembering
def find_places(text: str) -> list[PlaceMention]:
    """The places that clean text names, in order.

    Behind a level's word or a committee any known unit, in any case, with accents or without, and
    any capitalised name; without one provinces and districts whose name is no ordinary word.
    """
    words = tokenize(text)
    accented = any(word.text != word.folded for word in words)
    # Where all is in capitals they say nothing.
    cased = not text.isupper()
    found: list[PlaceMention] = []
    at = 0
    while at < len(words):
        match = _after_lead(text, words, at, accented, cased) or _bare(text, words, at, cased)
        if match is None:
            at += 1
            continue
        end, level, name = match
        span = words[at].start, words[end - 1].end
        found.append(PlaceMention(*span, text[slice(*span)], level, name))
        at = end
    return _nested(text, found)


def places_of(mention: PlaceMention, near: Collection[str] = ()) -> tuple[Place, ...]:
    """The units that a mention can mean; none where the table does not know the name.

    `near` names provinces, old or new: units in them go before others of the same name.
    """
    return tuple(units().place(row) for row in _rows(mention, near))


def same_or_successors(mention: PlaceMention, near: Collection[str] = ()) -> tuple[Related, ...]:
    """The units that a mention can mean, and what they became and were, the closest first.

    A place that stands in several relations has the closest one.
    """
    return tuple(
        Related(units().place(row), relation)
        for row, relation in _related(_rows(mention, near)).items()
    )


def place_named(name: str) -> PlaceMention:
    """A clean text that is known to name a place: `Tân Long`, `xã Tân Long, Ngã Năm`."""
    whole = PlaceMention(0, len(name), name, None, name)
    return whole if _matching(tokenize(name)) else next(iter(find_places(name)), whole)


def kin(name: str, near: Collection[str] = ()) -> frozenset[Place]:
    """The units of any level that bear a place's name, what they became, and what became them."""
    return frozenset(map(units().place, _related(_surrounded(place_named(name), near))))


def home(place: str | None, issuer: str | None, near: Collection[str] = ()) -> frozenset[Place]:
    """The units that a document comes from: what its issuer's name says, and its place.

    The issuer says of which level a place is: `Huyện ủy Vĩnh Lợi`, place `Vĩnh Lợi`.
    """
    mentions = find_places(issuer or "")
    if place:
        seat = place_named(place)
        same = [_key(mention) == _key(seat) for mention in mentions]
        mentions = [
            replace(mention, within=mention.within or seat.within) if is_seat else mention
            for mention, is_seat in zip(mentions, same, strict=True)
        ] + ([] if any(same) else [seat])
    return frozenset(unit for mention in mentions for unit in places_of(mention, near))


def provinces(names: Iterable[str]) -> frozenset[str]:
    """The provinces, old or new, in which places of these names surely lie, for `near`."""
    found = ({unit.province for unit in places_of(place_named(name))} for name in names)
    return frozenset(province for (province,) in (each for each in found if len(each) == 1))


_Match = tuple[int, str | None, str]  # the word after the mention, level, name


def _after_lead(
    text: str, words: Sequence[Token], at: int, accented: bool, cased: bool
) -> _Match | None:
    """A place behind the word of its level or its committee."""
    lead = _lead(words, at, accented)
    if lead is None:
        return None
    level, start = _LEADS[lead], at + len(lead)
    if lead == ("tphcm",):
        return start, level, "Hồ Chí Minh"
    gap = text[words[start - 1].end : words[start].start] if start < len(words) else "!"
    # A full stop belongs to an abbreviation only: TP. Cần Thơ.
    if not (_GAP.fullmatch(gap) or (len(lead[0]) == 2 and gap in ("", ".", ". "))):
        return None
    capital = cased and _is_capital(text, words[start])
    for end in _ends(text, words, start):
        if capital and end == start + 1 and _runs_on(text, words, end):
            continue  # `huyện Lâm Khê` is not `huyện Lâm`
        rows = _matching(words[start:end])
        if rows and (chosen := _named(words[start:end], rows, level, capital)):
            return end, level, _spelling(text, words[start:end], chosen)
    # Typed without accents these two may be anything: quân, tình.
    sure = words[at].text != words[at].folded or words[at].text not in ("quan", "tinh")
    return _unknown(text, words, start, level) if capital and level and sure else None


def _runs_on(text: str, words: Sequence[Token], end: int) -> bool:
    """Whether another capitalised word of a name follows."""
    if end >= len(words) or text[words[end - 1].end : words[end].start] != " ":
        return False
    return _is_capital(text, words[end]) and words[end].text not in _BEGINS_OTHER


def _lead(words: Sequence[Token], at: int, accented: bool) -> tuple[str, ...] | None:
    """The level's word or committee that begins here.

    Without accents it counts in a text that has none: `cách xa Sóc Trăng` names no commune.
    """
    if words[at].folded not in _LEAD_BEGINNINGS:
        return None
    for length in (2, 1):
        part = words[at : at + length]
        lead = _LEADS_FOLDED.get(tuple(word.folded for word in part))
        typed = tuple(word.text for word in part)
        bare = not accented and all(word.text == word.folded for word in part)
        if lead is not None and (typed == lead or bare):
            before = words[at - 1].folded if at else ""
            after = words[at + length].text if at + length < len(words) else ""
            other = before in _GOES_BEFORE.get(typed[0], ()) or after in _GOES_AFTER.get(
                typed[0], ()
            )
            return None if other else lead
    return None


def _named(part: Sequence[Token], rows: list[int], level: str | None, capital: bool) -> list[int]:
    """Those of the units of this name that the words behind a lead mean."""
    accented = any(word.text != word.folded for word in part)
    fits = [row for row in rows if units().levels[row] == level]
    if level is None:
        fits = rows if capital else _large(rows)
    if part[0].text.isdigit():
        return fits
    if capital:
        return fits or rows
    # Few names of one syllable are typed in small letters: xã hội, thành phố Huế.
    if len(part) == 1:
        return fits if level == "thành phố" else []
    return fits or (rows if accented or (_large(rows) and not _is_ordinary(part)) else [])


def _unknown(text: str, words: Sequence[Token], start: int, level: str) -> _Match | None:
    """A capitalised name that is not in the table."""
    end = start
    if words[start].text.isdigit():
        return None
    while end < min(start + _NEW_NAME, len(words)) and (
        _is_capital(text, words[end]) and words[end].text not in _BEGINS_OTHER
    ):
        if end > start and text[words[end - 1].end : words[end].start] != " ":
            break
        end += 1
    return (end, level, text[words[start].start : words[end - 1].end]) if end > start else None


def _bare(text: str, words: Sequence[Token], at: int, cased: bool) -> _Match | None:
    """A province or a district named without its level."""
    longest = units().large.get(words[at].folded)
    if longest is None:
        return None
    for end in _ends(text, words, at, longest):
        part = words[at:end]
        if len(part) == 1:
            continue
        rows = _large(_matching(part))
        if not rows or " ".join(word.folded for word in part) in _PERSONS_NAMES:
            continue
        if _stands_alone(text, words, (at, end), cased):
            return end, None, _spelling(text, part, rows)
    return None


def _stands_alone(text: str, words: Sequence[Token], span: tuple[int, int], cased: bool) -> bool:
    """Whether the words are a place's name and not a part of other words or of another name."""
    part = words[slice(*span)]
    before = words[span[0] - 1] if span[0] else None
    after = words[span[1]] if span[1] < len(words) else None
    if not cased or not all(_is_capital(text, word) for word in part):
        # Việt Nam định hướng
        in_viet_nam = before is not None and (before.folded, part[0].folded) == ("viet", "nam")
        return not (_is_ordinary(part) or in_viet_nam)
    if before is not None:
        if before.text in _PERSON:
            return False
        adjoins = text[before.end : part[0].start] == " "
        short = text[before.start : before.end].isupper() and before.end - before.start > 1
        goes_before = before.text in _PREPOSITIONS or short
        if adjoins and _is_capital(text, before) and not goes_before:
            return False
    if after is not None and text[part[-1].end : after.start] == " " and _is_capital(text, after):
        return after.text in _BEGINS_OTHER
    accented = any(word.text != word.folded for word in part)
    said_so = before is not None and before.text in _PREPOSITIONS
    return said_so or not (accented and _is_ordinary(part))


def _nested(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """Each mention with the names of the larger ones that follow it directly."""
    for index in range(len(found) - 2, -1, -1):
        one, larger = found[index], found[index + 1]
        if _BETWEEN.fullmatch(text, one.end, larger.start) and _height(larger) > _height(one):
            found[index] = replace(one, within=(larger.name, *larger.within))
    return found


def _height(mention: PlaceMention) -> int:
    ranks = [units().rank(row) for row in _rows(replace(mention, within=()), ())]
    return max(ranks, default=RANKS.get(mention.level or "", -1))


def _ends(
    text: str, words: Sequence[Token], start: int, longest: int = _LONGEST_NAME
) -> Iterator[int]:
    """Where a known name that begins here may end, the longest first."""
    end = start + 1
    while end < min(start + longest, len(words)) and (
        _INSIDE_NAME.fullmatch(text, words[end - 1].end, words[end].start)
    ):
        end += 1
    return iter(range(min(end, len(words)), start, -1))


def _matching(part: Sequence[Token]) -> list[int]:
    """The units that bear this name, so far as accents were typed."""
    key = " ".join(word.folded for word in part)
    rows = units().named.get(_ALIASES.get(key, key))
    if not rows:
        return []
    typed = [word.text for word in part]
    if key in _ALIASES or all(word.text == word.folded for word in part):
        return rows
    return [row for row in rows if _agrees(typed, _spelt(units().names[row]))]


def _agrees(typed: Sequence[str], name: Sequence[Token]) -> bool:
    """Whether the accents are the name's, or none; southern spelling mixes hỏi and ngã."""
    return all(
        word in (own.text, own.folded) or _one_hook(word) == _one_hook(own.text)
        for word, own in zip(typed, name, strict=True)
    )


def _one_hook(word: str) -> str:
    return unicodedata.normalize("NFD", word).replace("\u0309", "\u0303")


@lru_cache(maxsize=1 << 14)
def _spelt(name: str) -> tuple[Token, ...]:
    return tuple(tokenize(name))


def _spelling(text: str, part: Sequence[Token], rows: Iterable[int]) -> str:
    names = {units().names[row] for row in rows}
    return names.pop() if len(names) == 1 else text[part[0].start : part[-1].end]


def _large(rows: Iterable[int]) -> list[int]:
    return [row for row in rows if units().rank(row) > 0]


def _is_capital(text: str, word: Token) -> bool:
    return text[word.start].isupper() or text[word.start].isdigit()


def _is_ordinary(part: Sequence[Token]) -> bool:
    """With all the accents of a name only the accented entries count, else those without too."""
    typed, key = (
        " ".join(words) for words in zip(*((w.text, w.folded) for w in part), strict=True)
    )
    if typed == key or typed in _ordinary_words():
        return typed in _ordinary_words()
    exact = any(typed == " ".join(w.text for w in _spelt(name)) for name in _names(key))
    return key in _ordinary_words() and not exact


def _names(key: str) -> set[str]:
    return {units().names[row] for row in units().named.get(key, ())}


@cache
def _ordinary_words() -> frozenset[str]:
    text = (files("assistant.vietnamese") / "data" / "places.ordinary.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _related(rows: list[int]) -> dict[int, Relation]:
    """Units and those that stand to them in a relation, each in its closest."""
    closest: dict[int, Relation] = {}
    for relation, row in product(Relation, rows):
        for other in units().relatives(row, relation):
            closest.setdefault(other, relation)
    return closest


def _rows(mention: PlaceMention, near: Collection[str]) -> list[int]:
    """The units that a mention means: of its level, else of the highest that bears the name."""
    table = units()
    rows = _surrounded(mention, near)
    if mention.level is None:
        highest = max(map(table.rank, rows), default=0)
        rows = [row for row in rows if table.rank(row) == highest]
    return rows


def _key(mention: PlaceMention) -> str:
    return _folded(mention.name)


@lru_cache(maxsize=1 << 12)
def _folded(name: str) -> str:
    return " ".join(word.folded for word in tokenize(name))


def _surrounded(mention: PlaceMention, near: Collection[str]) -> list[int]:
    """The units of a mention's name, and of its level where it has one, in what is around them."""
    table = units()
    rows = _matching(tokenize(mention.name))
    rows = [row for row in rows if table.levels[row] == mention.level] or rows
    for names in (*((name,) for name in mention.within), near):
        if len(rows) > 1:
            keys = frozenset(map(_folded, names))
            rows = [row for row in rows if keys & table.surroundings(row)] or rows
    return rows
