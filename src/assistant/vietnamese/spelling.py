"""Slips of southern typing and missing marks put right, by the words of the indexed text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from assistant.vietnamese.accents import is_accented, like_typed, may_be_name
from assistant.vietnamese.bigrams import UNKNOWN, AccentCounts, Bigrams, Choice, Seen
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.syllables import is_syllable
from assistant.vietnamese.telex import with_tone
from assistant.vietnamese.tokens import Token, tokenize
from assistant.vietnamese.usage import general_usage

# How much likelier (natural logarithm) the sentence has to become for a change, by kind of slip.
_SOUND = 1.0  # hỏi for ngã, i for y: the same word in a southern ear
_CONSONANT = 3.0  # d gi v, s x, ch tr, and the ends n ng, n nh, t c, t ch
_MARK = 3.0  # one tone or one kind of diacritic, or all of them missing
_KNOWN = 1.5  # beside the above, for a word that is known as it was typed
_USUAL = 2.0  # and for one that is usual without any mark: do, mang

_HOOK, _TILDE = "\u0309", "\u0303"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSETS = (("d", "gi", "v"), ("s", "x"), ("ch", "tr"))
_CODAS = (("n", "ng"), ("n", "nh"), ("t", "c"), ("t", "ch"))
_PARTS = re.compile(r"(tr|ch|gi(?=[aăâeêoôơuưy])|[dvsx])?(.*?)(ng|nh|ch|[ntc])?")
# Where i and y are the whole vowel: kỷ, lý, mỹ, quý, sỹ, tỷ, hy, ý.
_I_OR_Y = re.compile(r"(|[hklmst]|qu)([iy])")
# What no syllable begins with, and how it is spelt: nghị, ghi, kế, cao, quyết, phải.
_ONSETS_SPELT = (
    (re.compile(r"ng(?=[ieê])"), ("ngh",), _SOUND),
    (re.compile(r"ngh(?=[aăâoôơuư])"), ("ng",), _SOUND),
    (re.compile(r"g(?=[eê])"), ("gh",), _SOUND),
    (re.compile(r"gh(?=[aăâoôơuư])"), ("g",), _SOUND),
    (re.compile(r"c(?=[ieêy])"), ("k",), _SOUND),
    (re.compile(r"k(?=[aăâoôơuư])"), ("c", "qu"), _CONSONANT),
    (re.compile(r"qui(?=[eê])"), ("quy",), _SOUND),
    (re.compile(r"f"), ("ph",), _SOUND),
    (re.compile(r"dz|[zj]"), ("d", "gi", "v"), _CONSONANT),
    (re.compile(r"w"), ("qu",), _CONSONANT),
)


_Choices = tuple[Choice, ...]


def correct(text: str, counts: AccentCounts, *, accented: bool | None = None) -> str:
    """Puts right the words that the indexed text spells otherwise.

    A word that the text does not hold becomes the likeliest of the words that a slip may have made
    it from (hỏi and ngã, i and y, like-sounding consonants, a tone or diacritic), where the words
    around it speak for that. A word that the text or Vietnamese in general holds is changed only
    where the text never has it beside its neighbours and has the other there. Numbers, and words
    that resemble none, stay. In text without accents the change is one without accents, for
    `restore` to go on with; `accented` tells which it is, where words that are put in for
    abbreviations would deceive.
    """
    numbers = [(number.start, number.end) for number in find_numbers(text)]
    tokens = [t for t in tokenize(text) if not any(a <= t.start < b for a, b in numbers)]
    accented = is_accented(text) if accented is None else accented
    bigrams = Bigrams(counts, general_usage())
    choices = _choices(text, tokens, bigrams, accented)
    if not any(choice.cost for options in choices for choice in options):
        return text
    pieces: list[str] = []
    end = 0
    for token, form in zip(tokens, bigrams.likeliest(choices), strict=True):
        typed = text[token.start : token.end]
        old, new = (token.text, form) if accented else (token.folded, fold(form))
        pieces += [text[end : token.start], typed if new == old else like_typed(new, typed)]
        end = token.end
    return "".join((*pieces, text[end:]))


def _choices(
    text: str, tokens: Sequence[Token], bigrams: Bigrams, accented: bool
) -> list[_Choices]:
    """What each token may be, if nothing else then itself."""
    names = [may_be_name(text, token) for token in tokens]
    known = [
        _as_typed(token, bigrams.forms(token.folded, of_name=name), accented)
        for token, name in zip(tokens, names, strict=True)
    ]
    doubts = [
        _doubts(token, options, bigrams, accented, name)
        for token, options, name in zip(tokens, known, names, strict=True)
    ]
    held = [any(choice.seen.here.count for choice in options) for options in known]
    # What the text holds is what it is to its neighbours.
    maybe = [() if here else slips for here, slips in zip(held, doubts, strict=True)]
    around = [(), *((*a, *b) for a, b in zip(known, maybe, strict=True)), ()]
    result = []
    for i, token in enumerate(tokens):
        before, after = around[i], around[i + 2]
        options = known[i] or (Choice(token.text, UNKNOWN, 0.0),)
        # A sound that southern speech does not tell apart is doubted on its own; any other slip
        # needs a neighbour that says so, and a word that the text holds that none vouches for it.
        vouched = held[i] and any(_meets(option, before, after, bigrams) for option in options)
        slips = () if vouched else doubts[i]
        alone = _SOUND if not known[i] else 0.0
        slip = [c for c in slips if c.cost <= alone or _meets(c, before, after, bigrams)]
        result.append((*options, *slip))
    return result


def _doubts(
    token: Token, known: _Choices, bigrams: Bigrams, accented: bool, name: bool
) -> _Choices:
    """What a token may be a slip of, at what cost; `known` is what it is as it stands."""
    heard = _heard(token, bigrams, accented, name)
    if not known:
        return (*heard, *_marks(token, bigrams, name))
    if known[0].seen == UNKNOWN:
        return ()
    # Marks may be missing; but Thanh is another person than Thành.
    bare = accented and token.text == token.folded and not name
    more = _KNOWN + (_USUAL if known[0].seen.anywhere.count else 0.0)
    marked = _marks(token, bigrams, name) if bare else ()
    return (
        *(Choice(c.form, c.seen, c.cost + _KNOWN) for c in heard),
        *(Choice(c.form, c.seen, c.cost + more) for c in marked),
    )


def _as_typed(token: Token, forms: Mapping[str, Seen], accented: bool) -> _Choices:
    """The `forms` that the token is as it stands; none if it may be a slip."""
    if not accented and token.text != token.folded:
        return (Choice(token.text, forms.get(token.text, UNKNOWN), 0.0),)
    if not accented and forms:
        return tuple(Choice(form, seen, 0.0) for form, seen in forms.items())
    like_none = not (forms or is_syllable(token.text) or _respelt(token.text))
    if token.text in forms or like_none:
        return (Choice(token.text, forms.get(token.text, UNKNOWN), 0.0),)
    return ()


def _heard(token: Token, bigrams: Bigrams, accented: bool, name: bool) -> Iterator[Choice]:
    """The forms of the text that sound like the token, accents aside where the text has none."""
    # A name is spelt as it is: Jang is not Giang, nor Ka Ca.
    respelt = () if name else _respelt(token.text)
    for variant, cost in (*respelt, *_variants(token.text)):
        for form, seen in bigrams.forms(fold(variant), of_name=name).items():
            if seen.here.count and (form == variant or not accented):
                yield Choice(form, seen, cost)


def _marks(token: Token, bigrams: Bigrams, name: bool) -> Iterator[Choice]:
    """The forms of the text that differ from the token by one kind of mark."""
    for form, seen in bigrams.forms(token.folded, of_name=name).items():
        if seen.here.count and form != token.text and _one_mark(token.text, form):
            yield Choice(form, seen, _MARK)


def _meets(
    choice: Choice, before: Sequence[Choice], after: Sequence[Choice], bigrams: Bigrams
) -> bool:
    """Whether the text holds the form beside what may stand before or after it."""
    follows = bigrams.here.follows
    return any(follows(other.form, choice.form) for other in before) or any(
        follows(choice.form, other.form) for other in after
    )


@lru_cache(maxsize=1 << 14)
def _variants(word: str) -> tuple[tuple[str, float], ...]:
    """What the word is if one sound was written for another, with the cost of each."""
    body, tone = _parted(word)
    found = []
    if not is_syllable(word):
        return ()
    swapped = {_HOOK: _TILDE, _TILDE: _HOOK}.get(tone)
    if swapped:
        found.append((with_tone(body, swapped), _SOUND))
    if match := _I_OR_Y.fullmatch(body):
        found.append((with_tone(match[1] + ("y" if match[2] == "i" else "i"), tone), _SOUND))
    match = _PARTS.fullmatch(body)
    assert match is not None  # noqa: S101
    onset, vowels, coda = match[1] or "", match[2], match[3] or ""
    for others in (_others(onset, _ONSETS),):
        found += [(with_tone(other + vowels + coda, tone), _CONSONANT) for other in others]
    found += [
        (with_tone(onset + vowels + other, tone), _CONSONANT) for other in _others(coda, _CODAS)
    ]
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _respelt(word: str) -> tuple[tuple[str, float], ...]:
    """What a word is that begins as no syllable does, with the cost of each."""
    body, tone = _parted(word)
    found = (
        (with_tone(onset + body[match.end() :], tone), cost)
        for spelt, onsets, cost in _ONSETS_SPELT
        if (match := spelt.match(body))
        for onset in onsets
    )
    return tuple((spelt, cost) for spelt, cost in found if is_syllable(spelt))


def _others(part: str, groups: Sequence[tuple[str, ...]]) -> list[str]:
    return [other for group in groups if part in group for other in group if other != part]


def _one_mark(typed: str, form: str) -> bool:
    """Whether words that fold alike differ in the tone alone or in the other diacritics alone."""
    if typed == fold(typed):
        return True
    (body, tone), (other_body, other_tone) = _parted(typed), _parted(form)
    return body == other_body or tone == other_tone


def _parted(word: str) -> tuple[str, str]:
    """The syllable without its tone, and the tone's combining mark."""
    decomposed = unicodedata.normalize("NFD", word)
    tone = next((mark for mark in decomposed if mark in _TONES), "")
    body = decomposed.replace(tone, "") if tone else decomposed
    return unicodedata.normalize("NFC", body), tone
