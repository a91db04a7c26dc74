"""Issuing bodies: what they are called, where a text names them, and how each is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise, product

from assistant.vietnamese.abbreviation_table import Table, key, shipped, sure_short_forms
from assistant.vietnamese.abbreviations import abbreviate, find_abbreviations
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.places import PlaceMention, find_places
from assistant.vietnamese.syllables import is_syllable
from assistant.vietnamese.tokens import Token, tokenize
from assistant.vietnamese.units import RANKS

_OF_A_LEVEL = (
    "Tỉnh ủy", "Thành ủy", "Thị ủy", "Huyện ủy", "Quận ủy", "Quân ủy", "Trung ương Đảng",
    "Bộ Chính trị", "Ban Bí thư", "Thủ tướng Chính phủ", "Chủ tịch nước",
    "Ủy ban Thường vụ Quốc hội", "Tỉnh đoàn", "Thành đoàn", "Thị đoàn", "Huyện đoàn", "Quận đoàn",
)  # fmt: skip
_OF_ANY_LEVEL = (
    "Ban Thường vụ", "Ban Chấp hành", "Ban Tuyên giáo và Dân vận", "Ban Tuyên giáo", "Ban Dân vận",
    "Ban Nội chính", "Ban Cán sự đảng", "Ủy ban Kiểm tra", "Đảng ủy", "Đảng đoàn",
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "Ủy ban Mặt trận Tổ quốc", "Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc",
    "Tòa án nhân dân", "Viện kiểm sát nhân dân", "Bộ Chỉ huy Quân sự", "Ban Chỉ huy Quân sự",
    "Liên đoàn Lao động", "Hội Liên hiệp Phụ nữ", "Hội Cựu chiến binh", "Hội Nông dân",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
)  # fmt: skip
# Alone they are everyday words too: a body says whose they are, or whom they belong to.
_OF_OTHERS = (
    "Thường trực", "Văn phòng", "Ban Tổ chức", "Ban Kinh tế", "Ban Đối ngoại", "Ban Chỉ đạo",
    "Ủy ban", "Trung ương", "Đảng bộ", "Chi bộ", "Chi ủy", "Công an", "Trường Chính trị",
    "Trung tâm Chính trị",
)  # fmt: skip
# So are these, if they are written without a capital.
_CAPITALISED = ("Chính phủ", "Quốc hội")

NAMES = (*_OF_A_LEVEL, *_OF_ANY_LEVEL, *_OF_OTHERS, *_CAPITALISED)
"""The names of bodies and of their parts, in the spelling of documents, without any place."""

_MOST_PARTS = 6
_MOST_FORMS = 12


@dataclass(frozen=True, slots=True)
class BodyMention:
    """A body named in `text[start:end]`, which ends before the name of its place.

    `parts` are its names as they stand there (`Ban Thường vụ`, `Đảng ủy`, `xã`); `place` is the
    one whose name follows. `sure` is False for everyday words: `văn phòng`, `chi bộ`.
    """

    start: int
    end: int
    parts: tuple[str, ...]
    place: PlaceMention | None
    sure: bool

    @property
    def whole_end(self) -> int:
        """Where the body ends with its place."""
        return self.place.end if self.place else self.end


def find_bodies(text: str, places: Sequence[PlaceMention] | None = None) -> list[BodyMention]:
    """The bodies that clean text names, in order, in any case, with accents or without any.

    `places` are those that `find_places` found there, where the caller has them already.
    """
    words = tokenize(text)
    names = _names()
    found: list[BodyMention] = []
    at = 0
    while at < len(words):
        run = list(_parts(text, words, at)) if words[at].folded in names else []
        if not run:
            at += 1
            continue
        places = find_places(text) if places is None else places
        found.append(_mention(text, words, run, places))
        at = run[-1].stop
    return found


def is_body(text: str) -> bool:
    """Whether a short text is the name of one body, and of nothing else."""
    found = find_bodies(text, ())
    return len(found) == 1 and found[0].sure and (found[0].start, found[0].end) == (0, len(text))


def body_forms(parts: Sequence[Sequence[str]], table: Table | None = None) -> tuple[str, ...]:
    """The ways to write a body whose parts may each be one of some names, as it was named first.

    `[["Ban Thường vụ"], ["Tỉnh ủy"]]` → `Ban Thường vụ Tỉnh ủy`, `BTV Tỉnh ủy`, `BTVTU`, …
    """
    if len(parts) > 2 and parts[-2][0].lower() == "đảng ủy":
        # Only communes and wards have one: their papers leave the level out.
        parts = [*parts[:-1], [*parts[-1], ""]]
    whole = [" ".join(filter(None, names)) for names in product(*parts)]
    short = [[*names, *(s for name in names for s in abbreviate(name, table))] for names in parts]
    forms = (
        *whole,
        *(form for name in whole for form in abbreviate(name, table)),
        *(" ".join(filter(None, names)) for names in product(*short)),
    )
    # A short form that is a syllable too would be found in other words: TU in `tư tưởng`.
    unique = (f for f in dict.fromkeys(forms) if not (f.isupper() and is_syllable(f)))
    return tuple(islice(unique, _MOST_FORMS))


def issuer_words(text: str, table: Table | None = None) -> tuple[tuple[str, ...], ...]:
    """The ways in which an issuer's name may be put: each the runs of words that it then holds.

    `BTV TU` is the standing committee of a province, a city or a town; between a body and its place
    the word of a unit may stand: `UBND Cà Mau` is `Ủy ban nhân dân tỉnh Cà Mau`.
    """
    ways: dict[tuple[str, ...], None] = {}
    for spelt in _spelt_out(text, table or shipped()):
        body = next(iter(find_bodies(spelt)), None)
        if body is None:
            ways[(spelt,)] = None
            continue
        before, behind = spelt[: body.start].strip(), spelt[body.end :].strip()
        for form in body_forms([[part] for part in body.parts], table):
            ways[tuple(filter(None, (before, form, behind)))] = None
    return tuple(ways)


def _spelt_out(text: str, table: Table) -> list[str]:
    """The text with its short forms replaced by each of their readings."""
    exact = table.exact.get(text) or table.exact.get(text.upper())
    known = [exact] if exact else table.folded.get(fold(text).lower(), ())
    if whole := [reading.text for entry in known for reading in entry.readings]:
        return whole
    shorts = find_abbreviations(text, table)
    ends = [0, *(short.end for short in shorts)]
    starts = [*(short.start for short in shorts), len(text)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    choices = islice(product(*(short.readings for short in shorts)), _MOST_FORMS)
    return [
        "".join((*(gap + name for gap, name in zip(gaps, names, strict=False)), gaps[-1]))
        for names in choices
    ]


# --- Names


@dataclass(frozen=True, slots=True)
class _Name:
    """A name's syllables, in small letters, with accents and without.

    `alone`: it is a body by itself, `capitalised`: if a capital says so; `has_level`: no unit
    follows it.
    """

    accented: tuple[str, ...]
    folded: tuple[str, ...]
    alone: bool
    capitalised: bool
    has_level: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """`words[start:stop]` as a name; None is the word of a unit."""

    start: int
    stop: int
    name: _Name | None


@cache
def _names() -> Mapping[str, tuple[_Name, ...]]:
    """First syllable, without accents → names and short forms that begin so, the longest first."""
    shorts = {key(name): forms for name, forms in sure_short_forms(shipped()).items()}
    names: dict[str, list[_Name]] = {}
    for name in NAMES:
        for form in (name, *shorts.get(key(name), ())):
            accented, folded = _spelt(form)
            entry = _Name(
                accented,
                folded,
                alone=name not in _OF_OTHERS,
                capitalised=name in _CAPITALISED,
                has_level=name in _OF_A_LEVEL or name == "Trung ương",
            )
            names.setdefault(folded[0], []).append(entry)
    return {
        first: tuple(sorted(group, key=lambda name: -len(name.folded)))
        for first, group in names.items()
    }


@cache
def _units() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return tuple(sorted(map(_spelt, RANKS), key=lambda unit: -len(unit[0])))


def _spelt(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = tokenize(name)
    return tuple(word.text for word in words), tuple(word.folded for word in words)


# --- Finding


def _parts(text: str, words: Sequence[Token], at: int) -> Iterator[_Part]:
    """The names that stand in a row from here, and the unit behind them."""
    name: _Name | None = None
    for count in range(_MOST_PARTS):
        if count and not (at < len(words) and text[words[at - 1].end : words[at].start].isspace()):
            return
        following = _name_at(text, words, at)
        if following is None:
            break
        name = following
        yield _Part(at, at + len(name.folded), name)
        at += len(name.folded)
    if name is None or name.has_level or at == len(words):
        return
    for accented, folded in _units():
        stop = at + len(folded)
        if _stands(text, words, at, accented, folded):
            # `tỉnh ủy` in small letters is no unit, nor is `quận đoàn`.
            if stop == len(words) or words[stop].folded not in ("uy", "doan"):
                yield _Part(at, stop, None)
            return


def _name_at(text: str, words: Sequence[Token], at: int) -> _Name | None:
    names = _names().get(words[at].folded, ())
    return next((n for n in names if _stands(text, words, at, n.accented, n.folded)), None)


def _stands(
    text: str,
    words: Sequence[Token],
    at: int,
    accented: tuple[str, ...],
    folded: tuple[str, ...],
) -> bool:
    """Whether a name stands here, with all of its accents or with none."""
    part = words[at : at + len(folded)]
    typed = tuple(word.text for word in part)
    in_number = text.endswith(("/", "-"), 0, part[0].start)  # 60-KH/TU
    return (
        typed in (accented, folded)
        and not in_number
        and all(text[one.end : other.start].isspace() for one, other in pairwise(part))
    )


def _mention(
    text: str, words: Sequence[Token], run: Sequence[_Part], places: Sequence[PlaceMention]
) -> BodyMention:
    start, end = words[run[0].start].start, words[run[-1].stop - 1].end
    following = words[run[-1].stop].start if run[-1].stop < len(words) else end
    directly = text[end:following].isspace()
    near = (p for p in places if directly and p.start <= following)
    place = next((p for p in near if following in (p.start, p.name_start)), None)
    names = [part.name for part in run if part.name]
    capital = text[start].isupper()
    sure = len(names) > 1 or (names[0].alone and (capital or not names[0].capitalised))
    spans = (slice(words[part.start].start, words[part.stop - 1].end) for part in run)
    return BodyMention(start, end, tuple(text[span] for span in spans), place, sure)
