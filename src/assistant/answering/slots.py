"""Levels, places, documents and dates in a question, and how a new one takes an old one's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.answering.asking import PAPER_EN, Pattern, Sentence, sentence, words
from assistant.retrieval.glossary import is_level, translate
from assistant.retrieval.periods import COMING, find_english_periods, find_periods
from assistant.types import Language
from assistant.vietnamese.bodies import BodyMention, find_bodies, is_body
from assistant.vietnamese.dates import find_dates
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import Mention, find_mentions
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.places import PlaceMention, find_places, places_of
from assistant.vietnamese.tokens import tokenize
from assistant.vietnamese.units import RANKS

Role = Literal["document", "place", "level", "date"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A level, place, document or date in `[start, end)` of a question.

    `text` is how it is named in another Vietnamese question; `place` and `mention` what was read.
    """

    role: Role
    start: int
    end: int
    text: str
    place: PlaceMention | None = None
    mention: Mention | None = None


_UNITS = "xã, phường, thị trấn, huyện, quận, thị xã, thành phố, tỉnh"
_BRANCH = words("chi bộ, đảng bộ, chi bộ cơ sở, đảng bộ cơ sở")
_EACH = words("các, những, mỗi, từng, tất cả các")
_AND = r"(?:\s*,\s*|\s+)(?:và\s+)?"
_WHO = (
    rf"(?:{_BRANCH}|{words('tỉnh ủy, thành ủy, huyện ủy, quận ủy, thị ủy, đảng ủy')}"
    rf"|{words(_UNITS)}(?!\s+ủy))"
)
# What is counted is no level: `có mấy chi bộ`.
LEVEL = Pattern(
    rf"(?<!mấy )(?<!nhiêu )(?:(?:{_EACH}\s+)?"
    rf"(?:{words('cấp, tuyến')}\s+{words(f'cơ sở, trung ương, {_UNITS}')}"
    rf"|{words('tổ chức cơ sở đảng, đảng bộ cơ sở, chi bộ cơ sở, chi bộ')}"
    rf"(?:{_AND}{_BRANCH}){{0,6}}(?:\s+{words('còn lại, trực thuộc')})?)"
    rf"|{_EACH}\s+{_WHO}(?:{_AND}{_WHO}){{0,6}}"
    rf"(?:\s+{words('còn lại, trực thuộc')})?)"
)
# `Còn huyện thì sao?`
BARE_LEVEL = Pattern(
    rf"\W*(?:{words('các, ở, bên, phía, của, cấp, đối với')}\s+)*"
    rf"(?P<unit>{words(f'cơ sở, trung ương, {_UNITS}')})\W*$",
    r"\W*(?:(?:the|at|in|for)\s+)*(?P<unit>district|commune|ward|province|grassroots)s?\W*$",
)
_LEVELS_EN = {
    "cấp cơ sở": "the base level",
    "cấp xã": "the commune level",
    "cấp huyện": "the district level",
    "cấp tỉnh": "the provincial level",
    "cấp trung ương": "the central level",
}
_UNITS_EN = {"district": "huyện", "commune": "xã", "ward": "phường", "province": "tỉnh"}
_COMMITTEES = {
    "huyện": "Huyện ủy",
    "quận": "Quận ủy",
    "thị xã": "Thị ủy",
    "thành phố": "Thành ủy",
    "tỉnh": "Tỉnh ủy",
    "xã": "Đảng ủy xã",
    "phường": "Đảng ủy phường",
    "thị trấn": "Đảng ủy thị trấn",
}
_LONGEST_NOUN = 12  # syllables
_IS_COMMITTEE = re.compile(r"(?i)(?:tỉnh|thành|thị|huyện|quận|đảng) ủy\b")
_BEHIND: dict[Language, dict[Role, str]] = {
    "vi": {"place": "ở", "document": "theo"},
    "en": {"place": "in", "document": "according to"},
}
# Words that lead to a slot and go with it.
LEADS = Pattern(
    words("ở, tại, của, cho, trong, vào, theo, đối với, với, về, bên, phía, do, từ, thuộc")
    + rf"|{words('cấp')}(?!\s+ủy(?!\w))",
    r"\b(?:in|at|of|for|from|by|the|on|during|according to|district|province|town|commune"
    rf"|{PAPER_EN})\b",
)


def find_slots(where: Sentence, *, alone: bool = False) -> list[Slot]:
    """What stands in a question, in order; `alone` where nothing else does: `huyện` is a level."""
    found: list[Slot] = []
    for slot in _slots(where, alone):
        if not any(slot.start < other.end and other.start < slot.end for other in found):
            found.append(slot)
    return sorted(found, key=lambda slot: slot.start)


def _slots(where: Sentence, alone: bool) -> Iterator[Slot]:
    """Those that go before others come first."""
    text = where.text
    for mention in find_mentions(text):
        yield Slot("document", mention.start, mention.end, mention.text, mention=mention)
    if alone and (bare := BARE_LEVEL.match(where)):
        unit = bare["unit"] if where.language == "vi" else _UNITS_EN.get(bare["unit"], "cơ sở")
        named = where.text[slice(*bare.span("unit"))] if where.language == "vi" else unit
        yield Slot("level", *bare.span(), f"cấp {named.lower()}")
    for place in find_places(text):
        # Of a name in small letters the table knows the right spelling.
        small = place.text == place.text.lower()
        named = (
            " ".join(filter(None, (place.level, place.name)))
            if where.language == "en" or small
            else place.text
        )
        yield Slot("place", place.start, place.end, named, place=place)
    if where.language == "en":
        yield from _english_levels(text)
    else:
        for start, end in LEVEL.spans(where):
            yield Slot("level", start, end, text[start:end].lower())
    today = date.today()
    find = find_english_periods if where.language == "en" else find_periods
    for period in find(text, today):
        yield Slot("date", period.start, period.end, text[period.start : period.end])
    for coming in COMING.finditer(text.lower()):
        yield Slot("date", *coming.span(), coming[0])
    for phrase in find_dates(text):
        yield Slot("date", phrase.start, phrase.end, phrase.text)


def _english_levels(text: str) -> Iterator[Slot]:
    tokens = list(re.finditer(r"\w+(?:[-'’]\w+)*", text))
    for i, first in enumerate(tokens):
        if not translate(first[0]):
            continue
        for last in reversed(tokens[i : i + 4]):
            found = translate(text[first.start() : last.end()])
            if len(found) == 1 and is_level(found[0].phrases[0]) and translate(last[0]):
                start = first.start() - 4 * text[: first.start()].lower().endswith("the ")
                yield Slot("level", start, last.end(), found[0].phrases[0])
                break


def put(base: str, language: Language, new: Sequence[Slot]) -> str:
    """The question `base` with each new slot in the place of its like, else beside all of it."""
    for slot in new:
        old = [s for s in find_slots(sentence(base, language)) if s.role == slot.role]
        if not old and slot.role == "level" and language == "vi" and (actor := _opening(base)):
            start, end = _giving_way(base, actor, slot.text)
            if bare := _BARE_UNIT.match(base, end):
                end = bare.end()
            base = _capital(f"{base[:start]}{slot.text}{base[end:]}")
            continue
        base = _replace(base, language, old, slot) if old else _add(base, language, slot)
    return base


# `Đảng ủy xã` without a name.
_BARE_UNIT = re.compile(rf" (?:xã|phường|thị trấn|huyện|tỉnh)(?! [{UPPER}])(?=\W)")


def _opening(base: str) -> BodyMention | None:
    """The body that a question begins with: it acts, and gives way to whoever acts instead."""
    return next((b for b in find_bodies(base) if b.sure and b.start == 0), None)


_LEVEL_LEAD = "cấp "


def _replace(base: str, language: Language, old: list[Slot], new: Slot) -> str:
    if new.role != "place" or new.place is None:
        kind = new.mention.number.kind if new.mention else None
        alike = [s for s in old if s.mention and s.mention.number.kind == kind]
        taken, named = (alike or old)[0], _named(new, language)
        before = base[: taken.start]
        # `cấp chi bộ` gives way to `cấp huyện` with its `cấp`.
        if named.startswith(_LEVEL_LEAD) and before.endswith(_LEVEL_LEAD):
            before = before.removesuffix(_LEVEL_LEAD)
        return before + named + base[taken.end :]
    return _replace_place(base, language, old, new, new.place)


def _replace_place(
    base: str, language: Language, old: list[Slot], new: Slot, place: PlaceMention
) -> str:
    """The place of the same level, else the first with the larger ones that follow it."""
    same = [s for s in old if s.place and place.level and s.place.level == place.level]
    taken = (same or old)[0]
    end = taken.end
    if not same and taken.place and taken.place.within:
        end = next((s.end for s in reversed(old[: 1 + len(taken.place.within)])), end)
    name = _named(new, language)
    committee = _COMMITTEES.get(_level(place) or "")
    if language == "vi" and committee and taken.place:
        if _IS_COMMITTEE.match(taken.text) and not place.level:
            name = f"{committee} {place.name}"
        tail = base[end:]
        # `Ban Thường vụ Huyện ủy`, of the place that gave way.
        if own := _COMMITTEES.get(_level(taken.place) or ""):
            spans = [(s.start, s.end) for s in find_slots(sentence(tail, "vi"))]
            tail = re.sub(
                rf"(?<!\w){own}(?!\w)",
                lambda m: m[0] if any(a <= m.start() < b for a, b in spans) else committee,
                tail,
                flags=re.IGNORECASE,
            )
        return base[: taken.start] + name + tail
    return base[: taken.start] + name + base[end:]


def _level(place: PlaceMention) -> str | None:
    """The level that is said, else that of the largest units of this name, if they agree."""
    if place.level:
        return place.level
    levels = {unit.level for unit in places_of(place)}
    highest = max((RANKS[level] for level in levels), default=0)
    largest = {level for level in levels if RANKS[level] == highest}
    return largest.pop() if len(largest) == 1 else None


def bare_place(name: Sentence, base: str, language: Language) -> Slot | None:
    """The commune that a name without its level means, where the question before names one."""
    if not all(word[0].isupper() for word in name.text.split()):
        return None
    for slot in find_slots(sentence(base, language)):
        if slot.role == "place" and slot.place:
            level = slot.place.level
            for lead in dict.fromkeys((level or "xã", "xã", "phường", "thị trấn")):
                found = find_places(f"{lead} {name.text}")
                if found and places_of(found[0]) and found[0].name.split() == name.text.split():
                    text = found[0].text if lead == level else name.text
                    return Slot("place", 0, len(name.text), text, place=found[0])
    return None


def bare_body(part: Sentence) -> str:
    """The body that a fragment names and nothing else, without its place: `của Tỉnh ủy`."""
    named = _LED_BODY.sub("", part.text)
    return named if is_body(named) else ""


_LED_BODY = re.compile(r"^(?i:của|ở|bên|phía|do|cua|o|ben|phia)\s+")


def put_body(base: str, language: Language, body: str) -> str:
    """The question of another body: in the place of the one that acts in it, else of the level or
    the place; empty where it names none of them."""
    acting = [b for b in find_bodies(base) if b.sure and not _TO.search(base, 0, b.start)]
    slots = find_slots(sentence(base, language))
    of_level = [(slot.start, slot.end) for slot in slots if slot.role == "level"]
    for start, end in ([_giving_way(base, old, body) for old in acting] or of_level)[:1]:
        return base[:start] + body + base[end:]
    for place in (slot for slot in slots if slot.role == "place"):
        lead = _AT.search(base, 0, place.start)
        start = lead.start() if lead else place.start
        return f"{base[:start]} của {body}{base[place.end :]}"
    return ""


def _giving_way(base: str, old: BodyMention, body: str) -> tuple[int, int]:
    """How much of a body gives way to another: its place does with its committee, and both stay
    behind `Ban Tuyên giáo` alone."""
    committee = _COMMITTEE.search(body)
    if committee is None:
        return old.start, old.start + len(old.parts[0])
    same = base[old.start : old.end].lower().endswith(committee[0].lower())
    return old.start, old.end if same else old.whole_end


_COMMITTEE = re.compile(
    r"(?i)\b(?:(?:tỉnh|thành|thị|huyện|quận|đảng) ủy|(?:xã|phường|thị trấn|huyện|tỉnh|trung ương))"
    r"(?: \w+)?$"
)
_TO = re.compile(r"(?i)\b(?:về|cho|lên|đến|tới|với) $")
_AT = re.compile(r"(?i) (?:(?:ở|tại|của|trong|bên|phía)\s+)+$")


def _add(base: str, language: Language, new: Slot) -> str:
    """`… ở Ngã Năm?` behind the question; a level or a date goes before it."""
    named = _named(new, language)
    if lead := _BEHIND[language].get(new.role):
        return f"{base.rstrip(' ?.')} {lead} {named}?"
    before = "At " if language == "en" and new.role == "level" else ""
    return f"{_capital(before + named)}, {lower_first(base, language)}"


def _named(slot: Slot, language: Language) -> str:
    if language == "vi":
        return slot.text
    if slot.role == "level":
        return _LEVELS_EN.get(slot.text, fold(slot.text))
    return fold(slot.place.name if slot.place else slot.text)


def replace_noun(base: Sentence, noun: str, stops: Pattern) -> str | None:
    """`base` with the noun phrase that shares words with `noun` replaced, else who has to do it
    (a level), else its first noun phrase.

    A phrase ends before what `stops` matches, a slot, or a comma. None where there is none.
    """
    tokens, new = tokenize(base.text), tokenize(noun)
    if len(new) > _LONGEST_NOUN:
        return None
    slots = find_slots(base)
    halts = [
        *((s.start, s.end) for s in slots),
        *stops.spans(base),
        *((m.start(), m.end()) for m in re.finditer(r"[,;:?]", base.text)),
    ]
    free = [not any(a <= t.start < b for a, b in halts) for t in tokens]
    run = _common(
        [t.folded if ok else "" for t, ok in zip(tokens, free, strict=True)],
        [t.folded for t in new],
    )
    if run:
        first, last, more = run
    elif level := next((s for s in slots if s.role == "level"), None):
        shown = lower_first(noun, base.language)
        return base.text[: level.start] + shown + base.text[level.end :]
    else:
        first = next((i for i, ok in enumerate(free) if ok), -1)
        last, more = first, True
    if first < 0:
        return None
    while (
        more
        and last + 1 < len(tokens)
        and free[last + 1]
        and not any(tokens[last].end <= a < tokens[last + 1].start for a, _ in halts)
    ):
        last += 1
    begin = tokens[first].start
    shown = lower_first(noun, base.language) if begin else noun
    return base.text[:begin] + shown + base.text[tokens[last].end :]


def replace_counted(base: Sentence, noun: str, stops: Pattern) -> str | None:
    """`base` with `noun` in the place of what is counted: `bao nhiêu tập thể`. None where nothing
    is, where that is long or a measure (`bao nhiêu tiền`), or where `noun` is a name."""
    asked = _HOW_MANY.search(base)
    name = all(token.text != noun[token.start : token.end] for token in tokenize(noun))
    if name or asked is None or base.language != "vi":
        return None
    start = asked.end()
    ends = [a for a, _ in stops.spans(base) if a >= start]
    ends += [slot.start for slot in find_slots(base) if slot.start >= start]
    ends += [m.start() for m in _UNTIL.finditer(base.seen, start)]
    end = min([*ends, len(base.text)])
    counted = base.text[start:end].strip()
    alike = {t.folded for t in tokenize(base.text)} & {t.folded for t in tokenize(noun)}
    if (
        not 0 < len(counted.split()) <= _SHORT_NOUN
        or alike
        or _MEASURE.match(base.part(start, end))
    ):
        return None
    return f"{base.text[:start]} {lower_first(noun, 'vi')} {base.text[end:].strip()}"


_SHORT_NOUN = 2  # of a longer one the end cannot be told
_HOW_MANY = Pattern(words("bao nhiêu, mấy"))
_MEASURE = Pattern(
    words("tiền, triệu, tỷ, đồng, phần trăm, lần, ngày, giờ, phút, tháng, năm, tuần, quý, buổi, kỳ")
)
_UNTIL = re.compile(r"[,;:?]|\s(?:khi|nếu|mỗi|một|neu|moi|mot)\s")


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, bool] | None:
    """The longest run of words of both: its first and last in `old`, and whether `new` goes on."""
    best: tuple[int, int, int] | None = None
    for i in range(len(old)):
        for j in range(len(new)):
            length = 0
            while (
                i + length < len(old)
                and j + length < len(new)
                and old[i + length] == new[j + length]
            ):
                length += 1
            if length and (best is None or length > best[0]):
                best = length, i, j
    if best is None:
        return None
    length, i, j = best
    return i, i + length - 1, j + length < len(new)


def lower_first(text: str, language: Language) -> str:
    """`Hạn nộp…` → `hạn nộp…` inside a sentence; names keep their capital."""
    slots = find_slots(sentence(text, language))
    if any(slot.start == 0 and slot.role in ("place", "document") for slot in slots):
        return text
    capitals = re.match(r"\w+ \w+", text)
    if capitals and all(word[0].isupper() for word in capitals[0].split()):
        return text
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def gaps(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of `text` between the spans."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return [(a, b) for a, b in zip(ends, starts, strict=True) if a < b]
