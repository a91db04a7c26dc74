"""A question as it was typed, into a `Query`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.errors import UsageError
from assistant.retrieval.glossary import is_english, synonyms, translate
from assistant.types import Asked, Concept, Query
from assistant.vietnamese.accents import AccentCounts, is_accented, restore
from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.normalize import clean, fold, place_tone_marks, plain_dashes
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.tokens import Token, tokenize

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

_Span = tuple[int, int]


def understand(question: str, counts: AccentCounts) -> Query:
    """Reads a question: one spelling, its language, its accents put back, what it asks for.

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
    if is_english(text):
        concepts = translate(text)
        gloss = " ".join(concept.phrases[0] for concept in concepts)
        asked, _ = _asked(text)
        return Query(question, text, None, "en", asked, concepts, (text, gloss))
    read = text if is_accented(text) else restore(text, counts)
    asked, asking = _asked(read)
    restored = read if read != text else None
    return Query(question, read, restored, "vi", asked, tuple(_concepts(read, asking)), (read,))


def _asked(text: str) -> tuple[Asked, tuple[_Span, ...]]:
    """What is asked for, and where the question says every such thing."""
    folded = "".join(fold(character) or " " for character in text).lower()
    kinds = [asked for asked, words in _ASKED if words.search(folded)]
    spans = sorted({match.span() for _, words in _ASKED for match in words.finditer(folded)})
    return (kinds[0] if kinds else Asked.OTHER), tuple(spans)


def _concepts(text: str, asking: tuple[_Span, ...]) -> Iterator[Concept]:
    """The content of a Vietnamese question: document numbers, names, known phrases, syllables."""
    tokens = tokenize(text)
    numbers = [(n.start, n.end) for n in find_numbers(text)]
    i = 0
    while i < len(tokens):
        taken, concept = _concept(text, tokens[i:], numbers)
        if not any(a <= tokens[i].start < b for a, b in asking) and concept:
            yield concept
        i += taken


def _concept(text: str, tokens: list[Token], numbers: list[_Span]) -> tuple[int, Concept | None]:
    """How many of the tokens make up the next concept, and the concept, if it has content."""
    first = tokens[0]
    number = next((end for start, end in numbers if start <= first.start < end), None)
    if number is not None:
        words = [t for t in tokens if t.end <= number]
        return max(1, len(words)), Concept((_joined(words or tokens[:1]),), name=True)
    for length in range(min(4, len(tokens)), 0, -1):
        group = synonyms().get(tuple(t.folded for t in tokens[:length]))
        if group and _as_typed(tokens[:length], group[0]):
            return length, Concept(group)
    if first.text.isdigit():
        return 1, Concept((first.text,), name=True)
    length = _capitals(text, tokens)
    if length > (first.start == 0):
        return length, Concept((_joined(tokens[:length]),), name=True)
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


def _joined(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)
