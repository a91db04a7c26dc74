"""A question as it was typed, into a `Query`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant.errors import UsageError
from assistant.retrieval.glossary import is_english, synonyms, translate
from assistant.retrieval.narrowing import narrow
from assistant.types import Asked, Concept, Query
from assistant.vietnamese.abbreviations import expand, find_abbreviations
from assistant.vietnamese.accents import AccentCounts, is_accented, restore
from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.normalize import clean, comparable, fold, place_tone_marks, plain_dashes
from assistant.vietnamese.numbers import KINDS, Mention, find_mentions
from assistant.vietnamese.places import find_places, places_of, same_or_successors
from assistant.vietnamese.spelling import correct
from assistant.vietnamese.telex import untype
from assistant.vietnamese.tokens import Token, tokenize
from assistant.vietnamese.units import Relation

MAX_CHARACTERS = 2_000

# What is asked for, by the words of the question, folded. The first kind that matches decides.
_WHEN_VI = (
    r"(?:vao )?(?:khi nao|luc nao|bao gio|hom nao|(?:ngay|thang|nam|thoi gian) nao|ngay may"
    r"|ngay bao nhieu|ngay,? thang,? nam(?: nao)?)"
)
_ASKED = (
    (
        Asked.DEADLINE,
        re.compile(
            rf"\b(?:(?:thoi )?han(?: chot| cuoi)?\b(?! che)|cham nhat(?: la)?(?: {_WHEN_VI})?"
            rf"|(?:truoc|den|xong) {_WHEN_VI}|deadline|due|by when|no later|when (?:must|should))\b"
        ),
    ),
    (Asked.DATE, re.compile(rf"\b(?:{_WHEN_VI}|when|(?:what|which) (?:date|day|year|month))\b")),
    (Asked.PERSON, re.compile(r"\b(?:(?:nhung )?ai|dong chi nao|who|whom)\b")),
)

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

_Span = tuple[int, int]
Readings = Mapping[tuple[str, ...], tuple[str, ...]]


def understand(question: str, counts: AccentCounts, today: date | None = None) -> Query:
    """Reads a question: one spelling, its language, its accents put back, what it asks for.

    `today` is what `năm ngoái` counts from; the machine's date where it is not given.

    Raises:
        UsageError: nothing is asked, or the question is longer than `MAX_CHARACTERS`.
    """
    text = " ".join(plain_dashes(place_tone_marks(clean(question))).split())
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"The question is {len(question):,} characters long; {MAX_CHARACTERS:,} are accepted.",
            "Ask it in one or two sentences.",
        )
    if not tokenize(text):
        raise UsageError("The question holds no word.", "Ask with at least one word or number.")
    today = today or date.today()
    if is_english(text):
        return _english(question, text, today)
    return _vietnamese(question, untype(text) or text, counts, today)


def _vietnamese(question: str, text: str, counts: AccentCounts, today: date) -> Query:
    accented = is_accented(text)
    expanded = expand(text)
    read = correct(expanded, counts)
    if not accented:
        read = restore(read, counts)
    mentions = find_mentions(read)
    asked, asking = _asked(read)
    typed = " ".join(clean(question).split())
    return Query(
        original=question,
        text=read,
        restored=read if comparable(read) != comparable(typed) else None,
        language="vi",
        asked=asked,
        concepts=tuple(_concepts(read, mentions, asking, _readings(text))),
        numbers=_numbers(mentions),
        narrowing=narrow(read, today),
        embedded=(read,),
    )


def _readings(text: str) -> Readings:
    """Folded words of the best reading of each abbreviation → what else may stand for it.

    That is its short form, and the other readings where the words beside it do not decide.
    """
    return {
        tuple(fold(short.readings[0]).lower().split()): (
            *(short.readings[:1] if short.certain else short.readings),
            short.text,
        )
        for short in find_abbreviations(text)
    }


def _english(question: str, text: str, today: date) -> Query:
    mentions = find_mentions(text)
    concepts: list[Concept] = []
    end = 0
    for mention in mentions:
        concepts += [*translate(text[end : mention.start]), _mention_concept(mention)]
        end = mention.end
    concepts += translate(text[end:])
    phrases = [concept.phrases[0] for concept in concepts]
    # `Directive 05` names a document only in Vietnamese, and surely only as `chỉ thị số 05`.
    named = find_mentions(" ".join(f"số {p}" if p.isdigit() else p for p in phrases))
    return Query(
        original=question,
        text=text,
        restored=None,
        language="en",
        asked=_asked(text)[0],
        concepts=tuple(concepts),
        numbers=_numbers(named),
        narrowing=narrow(text, today),
        embedded=(text, " ".join(phrases)),
    )


def _numbers(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.number.canonical() for mention in mentions))


def _asked(text: str) -> tuple[Asked, tuple[_Span, ...]]:
    """What is asked for, and where the question says every such thing."""
    folded = "".join(fold(character) or " " for character in text).lower()
    kinds = [asked for asked, words in _ASKED if words.search(folded)]
    spans = sorted({match.span() for _, words in _ASKED for match in words.finditer(folded)})
    return (kinds[0] if kinds else Asked.OTHER), tuple(spans)


def _concepts(
    text: str, mentions: Sequence[Mention], asking: tuple[_Span, ...], readings: Readings
) -> Iterator[Concept]:
    """The content of a Vietnamese question: document numbers, names, known phrases, syllables."""
    tokens = tokenize(text)
    places = _places(text)
    i = 0
    while i < len(tokens):
        if place := places.get(tokens[i].start):
            yield place
            i += len(tokenize(place.phrases[0]))
            continue
        mention = next((m for m in mentions if m.start <= tokens[i].start < m.end), None)
        if mention:
            yield _mention_concept(mention)
            i += sum(mention.start <= token.start < mention.end for token in tokens[i:])
            continue
        taken, concept = _concept(text, tokens[i:], readings)
        if not any(a <= tokens[i].start < b for a, b in asking) and concept:
            yield concept
        i += taken


def _places(text: str) -> dict[int, Concept]:
    """Where the name of a place begins → the place, with what it was or became if that is sure."""
    found: dict[int, Concept] = {}
    for mention in find_places(text):
        words = tokenize(text[mention.start : mention.end])[-len(tokenize(mention.name)) :]
        start = mention.start + words[0].start
        sure = len(places_of(mention)) == 1
        related = [
            other.place.label
            for other in (same_or_successors(mention) if sure else ())
            if other.relation is not Relation.SAME
        ]
        names = tuple(dict.fromkeys(related))[:_MOST_RELATED]
        found[start] = Concept((text[start : mention.end],), name=True, related=names)
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


def _concept(text: str, tokens: list[Token], readings: Readings) -> tuple[int, Concept | None]:
    """How many of the tokens make up the next concept, and the concept, if it has content."""
    first = tokens[0]
    for length in range(min(6, len(tokens)), 0, -1):
        words = tuple(token.folded for token in tokens[:length])
        if other := readings.get(words):
            return length, Concept(other, name=len(other[0].split()) > _LONG)
        if length > 1 and words[0] == "cap" and words[1:] in _LEVELS:
            phrase = text[first.start : tokens[length - 1].end].lower()
            return length, Concept(synonyms().get(words, (phrase,)), name=True)
        group = synonyms().get(tuple(t.folded for t in tokens[:length]))
        if group and _as_typed(tokens[:length], group[0]):
            return length, Concept(group)
    if first.text.isdigit():
        return 1, Concept((first.text,), name=True)
    length = _capitals(text, tokens)
    if length > (first.start == 0):
        return length, Concept((text[first.start : tokens[length - 1].end],), name=True)
    return 1, None if first.text in FUNCTION_WORDS else Concept((first.text,))


def _as_typed(tokens: list[Token], phrase: str) -> bool:
    """Whether the tokens are the phrase, or could be: accents that were typed must agree."""
    return all(
        token.text in (token.folded, word.text)
        for token, word in zip(tokens, tokenize(phrase), strict=True)
    )


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
