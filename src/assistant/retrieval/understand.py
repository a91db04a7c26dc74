"""A question as it was typed, into a `Query`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.errors import UsageError
from assistant.retrieval.asking import asking
from assistant.retrieval.glossary import is_english, translate
from assistant.retrieval.lexicon import Lexicon, shipped
from assistant.retrieval.narrowing import narrow
from assistant.retrieval.synonyms import LONGEST
from assistant.types import Asked, Concept, Language, Narrowing, Query
from assistant.vietnamese.abbreviations import expand, find_abbreviations
from assistant.vietnamese.accents import is_accented, restore
from assistant.vietnamese.bigrams import AccentCounts
from assistant.vietnamese.bodies import BodyMention, body_forms, find_bodies, is_body
from assistant.vietnamese.capitals import without_capitals
from assistant.vietnamese.courtesies import without_courtesies
from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.normalize import (
    clean,
    comparable,
    fold,
    place_tone_marks,
    plain_dashes,
    without_surrogates,
)
from assistant.vietnamese.numbers import KINDS, Mention, find_mentions
from assistant.vietnamese.places import PlaceMention, find_places, same_or_successors
from assistant.vietnamese.spelling import correct
from assistant.vietnamese.telex import untype, untype_strays
from assistant.vietnamese.tokens import Token, tokenize
from assistant.vietnamese.units import Relation

MAX_CHARACTERS = 2_000

# The levels of the Party, folded: a deadline of one is none of another.
_LEVELS = frozenset(
    tuple(level.split())
    for level in (
        "co so",
        "xa",
        "phuong",
        "huyen",
        "quan",
        "thi xa",
        "thanh pho",
        "tinh",
        "trung uong",
    )
)
# A short form of more than so many words is a body or an office, and has to be borne out.
_LONG = 2
# How many old and new names of a place are looked for beside its own.
_MOST_RELATED = 8
# How many English terms may name one body together.
_MOST_TERMS = 3

_ANY_COMMITTEE = frozenset({"đảng ủy", "cấp ủy", "chi ủy", "đảng bộ", "chi bộ"})
# Words of grammar that people are called too: Lại Văn …, Từ Thị ….
_SURNAMES = frozenset({"lại", "từ"})
# Toàn Đảng bộ huyện …: an adjective, and no part of the name behind it.
_ADJECTIVES = frozenset({"toàn", "bên", "phía", "riêng", "cả"})
_SENTENCE_BEFORE = re.compile(r"(?:^|[.?!…:;])[\s\"“”‘’(–-]*$")

_YEAR = re.compile(r"(?:19|20)\d\d")
# It only asks: no text says `long` of what takes 20 minutes.
_HOW_LONG = re.compile(r"(?i)\bhow (?:long|often)\b")

_Span = tuple[int, int]
Readings = Mapping[tuple[str, ...], tuple[str, ...]]


def understand(
    question: str,
    counts: AccentCounts,
    today: date | None = None,
    lexicon: Lexicon | None = None,
    near: Collection[str] = (),
    language: Language | None = None,
) -> Query:
    """Reads a question: one spelling, its language, its accents put back, what it asks for.

    `today` is what `năm ngoái` counts from; the machine's date where it is not given.
    `lexicon` holds the abbreviations, synonyms and English terms: the package's where not given.
    `near` names provinces: a place is taken for the one in them before others of its name.
    `language` is what it is in, where that is known: a few words of it may not tell.

    Raises:
        UsageError: nothing is asked, or the question is longer than `MAX_CHARACTERS`.
    """
    question = without_surrogates(question)
    text = " ".join(plain_dashes(place_tone_marks(clean(question))).split())
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"The question is {len(question):,} characters long; {MAX_CHARACTERS:,} are accepted.",
            "Ask it in one or two sentences.",
        )
    if not tokenize(text):
        raise UsageError("The question holds no word.", "Ask with at least one word or number.")
    text = without_courtesies(without_capitals(text))
    today = today or date.today()
    lexicon = lexicon or shipped()
    if language == "en" or (language is None and is_english(text, lexicon.glossary)):
        return _english(question, text, today, lexicon)
    typed = _without_ending(untype(text) or untype_strays(text))
    return _vietnamese(question, typed, counts, today, lexicon, near)


def _without_ending(text: str) -> str:
    """`Ai ký v?`: what only ends a question is left out; `mục v` is a number."""
    found = _ENDING.search(text)
    return text if found is None or fold(found[1]).lower() in _NUMBERED else text[: found.end(1)]


_ENDING = re.compile(r"([^\W\d_]+) v\W*$")
_NUMBERED = frozenset("muc chuong phan khoa lan phu luc dieu khoan tieu nhom".split())


def _vietnamese(
    question: str,
    text: str,
    counts: AccentCounts,
    today: date,
    lexicon: Lexicon,
    near: Collection[str],
) -> Query:
    # ĐB, HĐND: an abbreviation in capitals says nothing of how the rest was typed.
    accented = is_accented(" ".join(word for word in text.split() if not word.isupper()))
    expanded = expand(text, lexicon.abbreviations)
    read = correct(expanded, counts, accented=accented)
    if not accented:
        read = restore(read, counts)
    read = _PERCENT.sub(" phần trăm", read)
    mentions, places = find_mentions(read), find_places(read)
    readings = _readings(text, lexicon)
    bodies = find_bodies(read, places)
    names = _places(read, places, near) | _bodies(bodies, readings, lexicon)
    asks = asking(read, "vi")
    typed = without_courtesies(without_capitals(" ".join(clean(question).split())))
    return Query(
        original=question,
        text=read,
        restored=read if comparable(read) != comparable(typed) else None,
        language="vi",
        asked=asks.kind,
        concepts=tuple(_concepts(read, mentions, asks.spans, names, readings, lexicon)),
        numbers=_numbers(mentions),
        narrowing=_with_readings(narrow(read, today, lexicon.glossary, places, bodies), readings),
        embedded=(read,),
        focus=asks.focus,
    )


# `đạt mấy %`
_PERCENT = re.compile(r"(?:(?<=mấy)|(?<=nhiêu)|(?<=Mấy)) ?%")


def _readings(text: str, lexicon: Lexicon) -> Readings:
    """Folded words of the best reading of each abbreviation → what else may stand for it.

    That is its short form, and the other readings where the words beside it do not decide.
    """
    return {
        tuple(fold(short.readings[0]).lower().split()): (
            *(short.readings[:1] if short.certain else short.readings),
            short.text,
        )
        for short in find_abbreviations(text, lexicon.abbreviations)
    }


def _english(question: str, text: str, today: date, lexicon: Lexicon) -> Query:
    mentions, asks = find_mentions(text), asking(text, "en")
    said = _HOW_LONG.sub(lambda asked: " " * len(asked[0]), text)
    concepts: list[Concept] = []
    end = asks.spans[0][1] if asks.kind is Asked.TOPIC and asks.spans[0][0] == 0 else 0
    for mention in mentions:
        before = translate(said[end : mention.start], lexicon.glossary)
        concepts += [*before, _mention_concept(mention)]
        end = mention.end
    concepts += translate(said[end:], lexicon.glossary)
    concepts = list(_with_roles([*_with_bodies(concepts, lexicon)]))
    phrases = [concept.phrases[0] for concept in concepts]
    # `Directive 05` names a document only in Vietnamese, and surely only as `chỉ thị số 05`.
    numbered = (p.isdigit() and not _YEAR.fullmatch(p) for p in phrases)
    spelt = (f"số {p}" if one else p for p, one in zip(phrases, numbered, strict=True))
    named = find_mentions(" ".join(spelt))
    return Query(
        original=question,
        text=text,
        restored=None,
        language="en",
        asked=asks.kind,
        concepts=tuple(concepts),
        numbers=_numbers(named),
        narrowing=narrow(text, today, lexicon.glossary),
        embedded=(text, " ".join(phrases)) if phrases else (text,),
        focus=asks.focus,
    )


def _with_bodies(concepts: Sequence[Concept], lexicon: Lexicon) -> Iterator[Concept]:
    """English terms that name one body together, as one: standing committee of the province's."""
    i = 0
    while i < len(concepts):
        for length in range(min(_MOST_TERMS, len(concepts) - i), 0, -1):
            parts = [concept.phrases for concept in concepts[i : i + length]]
            if is_body(" ".join(phrases[0] for phrases in parts)):
                forms = body_forms(parts, lexicon.abbreviations)
                # `Party committees` are any of them, as long as no level or place is said.
                yield Concept(forms, name=forms[0].lower() not in _ANY_COMMITTEE)
                break
        else:
            length = 1
            yield concepts[i]
        i += length


def _with_roles(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Who heads a group is called by its kind: the head of a `tổ công tác` is its `tổ trưởng`."""
    for i, concept in enumerate(concepts):
        kinds = {p.split()[0] for after in concepts[i + 1 : i + 2] for p in after.phrases}
        groups = sorted(kinds & _GROUPS)
        deputy, head = "phó trưởng" in concept.phrases, "trưởng" in concept.phrases
        forms = ("{} phó", "phó trưởng {}") if deputy else ("{} trưởng", "trưởng {}")
        roles = [form.format(group) for group in groups for form in forms if deputy or head]
        yield replace(concept, phrases=tuple(roles)) if roles else concept


_GROUPS = frozenset({"tổ", "đội", "đoàn"})


def _with_readings(narrowing: Narrowing, readings: Readings) -> Narrowing:
    """Each issuer also as what else its short form may have meant."""
    issuers = dict.fromkeys(narrowing.issuers)
    for best, *others in readings.values():
        for issuer in narrowing.issuers:
            issuers |= {issuer.replace(best, other): None for other in others[:-1]}
    return replace(narrowing, issuers=tuple(issuers))


def _numbers(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.number.canonical() for mention in mentions))


def _concepts(
    text: str,
    mentions: Sequence[Mention],
    asks: tuple[_Span, ...],
    names: Mapping[int, Concept],
    readings: Readings,
    lexicon: Lexicon,
) -> Iterator[Concept]:
    """The content of a Vietnamese question: document numbers, names, known phrases, syllables."""
    tokens = tokenize(text)
    i = 0
    while i < len(tokens):
        if name := names.get(tokens[i].start):
            yield name
            i += len(tokenize(name.phrases[0]))
            continue
        mention = next((m for m in mentions if m.start <= tokens[i].start < m.end), None)
        if mention:
            yield _mention_concept(mention)
            i += sum(mention.start <= token.start < mention.end for token in tokens[i:])
            continue
        unnamed = next((j for j in range(i + 1, len(tokens)) if tokens[j].start in names), None)
        taken, concept = _concept(text, tokens[i:], tokens[i:unnamed], readings, lexicon)
        if not any(a <= tokens[i].start < b for a, b in asks) and concept:
            yield concept
        i += taken


def _places(
    text: str, mentions: Sequence[PlaceMention], near: Collection[str]
) -> dict[int, Concept]:
    """Where the name of a place begins → the place, with what it was or became if that is sure."""
    found: dict[int, Concept] = {}
    for mention in mentions:
        start = mention.name_start
        related = same_or_successors(mention, near)
        sure = sum(one.relation is Relation.SAME for one in related) == 1
        labels = (one.place.label for one in related[1:] if one.place.name != mention.name)
        names = tuple(dict.fromkeys(labels))[:_MOST_RELATED] if sure else ()
        found[start] = Concept((text[start : mention.end],), name=True, related=names)
    return found


def _bodies(
    mentions: Sequence[BodyMention], readings: Readings, lexicon: Lexicon
) -> dict[int, Concept]:
    """Where a body begins → the body without its place, in all the ways to write it."""
    found: dict[int, Concept] = {}
    for body in mentions:
        words = [tuple(token.folded for token in tokenize(part)) for part in body.parts]
        whole = readings.get(tuple(word for part in words for word in part))
        parts = [
            (part, *readings.get(folded, ())[1:], *lexicon.synonyms.groups.get(folded, ((),))[0])
            for part, folded in zip(body.parts, words, strict=True)
        ]
        forms = body_forms([whole] if whole else parts, lexicon.abbreviations)
        if body.sure and forms:
            found[body.start] = Concept(forms, name=True)
    return found


def _mention_concept(mention: Mention) -> Concept:
    """A document's number as it is written, or the ways to name it where the body is left out.

    With a body nothing else will do: `60/KH-UBND` is not `Kế hoạch 60-KH/TU`.
    """
    number = mention.number
    if number.body is not None:
        return Concept((number.canonical(),), name=True)
    name = KINDS.get(number.kind or "", "")
    digits = f"{number.number}{number.letter}"
    return Concept(
        (mention.text, f"{name} {digits}", f"{name} số {digits}", number.canonical()), name=True
    )


def _concept(
    text: str, tokens: list[Token], unnamed: list[Token], readings: Readings, lexicon: Lexicon
) -> tuple[int, Concept | None]:
    """How many of the tokens make up the next concept, and the concept, if it has content.

    A name goes no further than `unnamed`, behind which a place or body begins; a known phrase may:
    `Ủy viên Ban Thường vụ`.
    """
    first = tokens[0]
    begins_level = first.folded == "cap"
    most = LONGEST if readings or begins_level else lexicon.synonyms.longest.get(first.folded, 0)
    ahead = tuple(token.folded for token in tokens[: min(most, LONGEST)])
    for length in range(len(ahead), 0, -1):
        words = ahead[:length]
        if other := readings.get(words):
            same = lexicon.synonyms.groups.get(tuple(fold(other[0]).lower().split()), ((),))[0]
            phrases = tuple(dict.fromkeys((*other, *same)))
            return length, Concept(phrases, name=len(other[0].split()) > _LONG)
        if begins_level and words[1:] in _LEVELS:
            phrase = text[first.start : tokens[length - 1].end].lower()
            return length, Concept(lexicon.synonyms.find(tokens[:length]) or (phrase,), name=True)
        known = words in lexicon.synonyms.groups
        if known and (group := lexicon.synonyms.find(tokens[:length])):
            return length, Concept(group, name=_is_name(text, tokens[:length]))
    if first.text.isdigit():
        return 1, Concept((first.text,), name=True)
    if _is_name(text, unnamed) and not _only_leads(text, first):
        length = _capitals(text, unnamed)
        return length, Concept((text[first.start : tokens[length - 1].end],), name=True)
    return 1, None if first.text in FUNCTION_WORDS else Concept((first.text,))


def _only_leads(text: str, word: Token) -> bool:
    """Whether a word of grammar has its capital from the beginning of a sentence: Ở Vĩnh Lợi, …"""
    if word.text not in FUNCTION_WORDS - _SURNAMES | _ADJECTIVES:
        return False
    return _SENTENCE_BEFORE.search(text, 0, word.start) is not None


def _is_name(text: str, tokens: list[Token]) -> bool:
    """Whether a capital opens the words, and not only the question."""
    return _capitals(text, tokens) > (tokens[0].start == 0)


def _capitals(text: str, tokens: list[Token]) -> int:
    """How many capitalised words stand in a row with nothing but a space between them."""
    length = 0
    for token in tokens:
        if not text[token.start].isupper():
            break
        if length and text[tokens[length - 1].end : token.start] != " ":
            break
        length += 1
    return length
