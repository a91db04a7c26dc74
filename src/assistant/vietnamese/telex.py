"""Vietnamese that was typed with the input method off: raw Telex and VNI back to words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_numbers
from assistant.vietnamese.syllables import is_syllable

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TELEX_TONES = {"s": _ACUTE, "f": _GRAVE, "r": _HOOK, "x": _TILDE, "j": _DOT}
_VNI_TONES = dict(zip("12345", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
# What a horn or breve makes of the vowels typed so far; the first that is found.
_HORNS = (("uo", "ươ"), ("ưo", "ươ"), ("ua", "ưa"), ("uu", "ưu"), ("o", "ơ"), ("u", "ư"))
_W = (*_HORNS[:3], ("oa", "oă"), *_HORNS[3:], ("a", "ă"))

_VOWELS = "aăâeêioôơuưy"
_PARTS = re.compile(rf"(qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[^{_VOWELS}]*)([{_VOWELS}]+)(.*)", re.S)
_TRIPLED = re.compile(r"(?i)([aeod])\1\1")

# Words of ASCII letters, or of letters and digits, that stand alone.
_TELEX_WORD = re.compile(r"(?<![\w@])[A-Za-z]+(?![\w@])")
_VNI_WORD = re.compile(r"(?<![\w@/-])[A-Za-z][A-Za-z0-9]*(?![\w@])")
_WORD = re.compile(r"[^\W\d_]\w*")

# Syllables that no one writes: c, g, ng before e, i, y; k, gh, ngh before the others; a stop
# at the end without the acute or the dot.
_MISSPELT = re.compile(r"(?:c|ng)[eêiy]|g[eêy]|(?:k|n?gh)[aăâoôơuư]")
_STOPPED = re.compile(rf".*[{_VOWELS}](?:p|t|ch?)")

# Keys that stand together in hardly any other language, for a text with one such word.
_CERTAIN = re.compile(
    r"^dd|[aeiouyw][^aeiouyw]*j$|uw.|[aeiouy]w[a-z]*[sfrxj]$|(aa|ee|oo)[a-z]*[fxj]$|aa|\d."
)

_Convert = Callable[[str], str | None]

_ABBREVIATIONS = frozenset({"tw"})  # trung ương, not tư
# Common English words that are a Vietnamese syllable in Telex: they prove nothing.
_LIKE_TELEX = frozenset(
    """as is us of or if has his her him was ass does see too two been seen seem soon room noon moon
    how now low row show know bow sow tax fix six mix max box fox text next tex this thus its less
    miss pass cost test last list post most must best rest host lost just boss loss yes gas bus plus
    more there here these those three tree free term norm horn born turn torn terms trees turns rows
    core per own owns bar var refer refers pair pairs set sets things cats parts pos bias nor did
    runs down major pieces bits cast days past beer sense dense theme keeps goes says vary trust
    seems hits texts rooms rust poor busy lots cuts harm tens tips sits dots gaps door lee van der
    maps sums bars charts reset reuse refuse chose chosen pasta boost boxes peer peers lose nose
    meter meters sports tests posts costs lists boots roots loops meets gif""".split()
)
_ENGLISH = frozenset(
    """the what who whom which when where how why for and is are was were of does did by with
    from this that these those has have will should must""".split()
)


def from_telex(text: str) -> str:
    """Every word of ASCII letters that is raw Telex as the syllable that it types.

    Tones go where `place_tone_marks` puts them, case is kept, any other word stays.
    """
    return _TELEX_WORD.sub(lambda match: _telex(match[0]) or match[0], text)


def from_vni(text: str) -> str:
    """Every word of ASCII letters and VNI digits as the syllable that it types."""
    return _VNI_WORD.sub(lambda match: _vni(match[0]) or match[0], text)


def untype(text: str) -> str | None:
    """The Vietnamese that raw Telex or VNI types; None where the text as a whole is neither.

    Document numbers, numbers and dates stay.
    """
    if all(_is_plain(word) or not word.isascii() for word in _WORD.findall(text)):
        return None
    for convert, word in ((_telex, _TELEX_WORD), (_vni, _VNI_WORD)):
        if _is_typed(text, convert, word):
            return _converted(text, convert, word)
    return None


def untype_strays(text: str) -> str:
    """The text with the words that were left raw between words with accents: `Huyeenj đoàn`."""
    if fold(text) == text:
        return text

    def typed(word: re.Match[str]) -> str:
        low = word[0].lower()
        if _is_plain(low) or low in _LIKE_TELEX or not _CERTAIN.search(low):
            return word[0]
        syllable = _telex(word[0])
        return syllable if syllable and _possible(syllable) else word[0]

    return _TELEX_WORD.sub(typed, text)


def with_tone(body: str, tone: str) -> str:
    """The toneless syllable with a combining tone mark on the vowel that bears it (hòa, thủy)."""
    match = _PARTS.fullmatch(body.lower())
    if match is None or not tone:
        return body
    vowels = match[2]
    marked = [i for i, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif match[3]:
        at = len(vowels) - 1
    else:
        at = 1 if len(vowels) > 2 else 0
    at += len(match[1])
    return body[:at] + unicodedata.normalize("NFC", body[at] + tone) + body[at + 1 :]


def _telex(word: str) -> str | None:
    """The syllable that the keys type, or None if they type none."""
    if word.lower() in _ABBREVIATIONS or (word.isupper() and not re.search("[AEIOUY]", word)):
        return None
    if _TRIPLED.search(word):  # the letter itself was wanted twice: xooong
        return _TRIPLED.sub(lambda match: match[0][:2], word)
    letters, tone = "", ""
    for key in word:
        low = key.lower()
        if low in _TELEX_TONES and _has_vowel(letters):
            if tone:  # the letter itself was wanted, or this is no syllable
                return None
            tone = _TELEX_TONES[low]
        elif low == "z" and tone:
            tone = ""
        elif low == "w":
            letters = _marked(letters, _W) or letters + _like("ư", key)
        elif low == "d":
            letters = _barred(letters) or letters + key
        elif low in _CIRCUMFLEX:
            letters = _circumflexed(letters, low) or letters + key
        else:
            letters += key
    return _syllable(word, letters, tone)


def _vni(word: str) -> str | None:
    if len(word) == 2 and word[0].isupper():  # A4, Q1
        return None
    letters, tone = "", ""
    for key in word:
        after: str | None = letters
        if key in _VNI_TONES and _has_vowel(letters):
            if tone:
                return None
            tone = _VNI_TONES[key]
        elif key == "0":
            tone = ""
        elif key == "6":
            after = next(filter(None, (_circumflexed(letters, vowel) for vowel in "aeo")), None)
        elif key == "7":
            after = _marked(letters, _HORNS)
        elif key == "8":
            after = _marked(letters, (("a", "ă"),))
        elif key == "9":
            after = _barred(letters)
        elif key.isdigit():
            after = None
        else:
            after = letters + key
        if after is None:
            return None
        letters = after
    return _syllable(word, letters, tone)


def _syllable(word: str, letters: str, tone: str) -> str | None:
    if letters.lower().endswith("ươ"):  # thuở: the diphthong ươ always has something after it
        letters = f"{letters[:-2]}{_like('u', letters[-2])}{letters[-1]}"
    syllable = with_tone(letters, tone)
    return syllable if syllable != word and is_syllable(syllable) else None


def _has_vowel(letters: str) -> bool:
    """Whether a vowel was typed; the u of q and the i of g may yet be part of the consonant."""
    return any(letter in _VOWELS for letter in letters.lower())


def _barred(letters: str) -> str | None:
    if letters[:1] not in ("d", "D"):
        return None
    return _like("đ", letters[0]) + letters[1:]


def _circumflexed(letters: str, vowel: str) -> str | None:
    at = letters.lower().rfind(vowel)
    between = letters[at + 1 :].lower()
    if at < 0 or (vowel == "o" and re.match("[ae]", between)):  # ngoèo, ngoao
        return None
    return letters[:at] + _like(_CIRCUMFLEX[vowel], letters[at]) + letters[at + 1 :]


def _marked(letters: str, marks: tuple[tuple[str, str], ...]) -> str | None:
    low = letters.lower()
    start = 2 if low.startswith("qu") else 0
    for plain, marked in marks:
        at = low.find(plain, start)
        if at >= 0:
            end = at + len(plain)
            return letters[:at] + "".join(map(_like, marked, letters[at:end])) + letters[end:]
    return None


def _like(letter: str, typed: str) -> str:
    return letter.upper() if typed.isupper() else letter


def _is_typed(text: str, convert: _Convert, word: re.Pattern[str]) -> bool:
    """Whether words that only make sense as typed keys outweigh all others."""
    words = sure = certain = against = 0
    for start, end in _spans(text, _WORD):
        typed = text[start:end]
        low = typed.lower()
        known = _is_plain(low)
        converted = convert(typed) if not known and word.fullmatch(typed) else None
        if converted and low not in _LIKE_TELEX and _possible(converted):
            sure += 1
            certain += _CERTAIN.search(low) is not None
        elif fold(typed) != typed or low in _ENGLISH:
            against += 1
        elif not known and not converted:
            if typed[0].isupper():  # names say nothing
                continue
            against += 1
        words += 1
    # One digit at the end may be a number: quan1, phuong7.
    enough = certain > 0 or (sure > 1 and word is _TELEX_WORD)
    return enough and sure >= 3 * against and 2 * sure >= words


def _converted(text: str, convert: _Convert, word: re.Pattern[str]) -> str:
    pieces, at = [], 0
    for start, end in _spans(text, word):
        typed = text[start:end]
        pieces += [text[at:start], typed if _is_plain(typed) else convert(typed) or typed]
        at = end
    return "".join((*pieces, text[at:]))


def _spans(text: str, word: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the words are that may be typed keys: no part of a number, no abbreviation."""
    numbers = [(number.start, number.end) for number in find_numbers(text)]
    shouted = text.isupper()
    for match in word.finditer(text):
        abbreviation = match[0].isupper() and match[0][1:2].isalpha() and not shouted
        if not abbreviation and not any(a <= match.start() < b for a, b in numbers):
            yield match.span()


def _is_plain(word: str) -> bool:
    """Whether a word is a syllable as it stands; oo is one in a few loans and ô in any Telex."""
    return is_syllable(word) and "oo" not in word.lower()


def _possible(word: str) -> bool:
    """Whether a word is spelt as an accented Vietnamese syllable, tone and all."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tone = next((mark for mark in decomposed if mark in _TELEX_TONES.values()), "")
    body = unicodedata.normalize("NFC", decomposed.replace(tone, "") if tone else decomposed)
    if fold(word) == word or not is_syllable(word) or _MISSPELT.match(body):
        return False
    return tone in (_ACUTE, _DOT) or not _STOPPED.fullmatch(body)
