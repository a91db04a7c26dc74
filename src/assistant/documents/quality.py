"""Whether what a reader found is text that people can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.vietnamese.syllables import is_syllable

_SAMPLE = 200_000
_FEWEST_WORDS = 20
_LONGEST_WORD = 30
# Vietnamese in the fonts of before Unicode, read as Latin letters: signs inside words (TCVN3),
# or a vowel with one that only carries its accent (VNI).
_OLD_FONT = re.compile(
    r"[A-Za-z][¸µ¶·¹®©ª«¬§¦¥¤¢¨]|[®©ª«¬¸µ¶·¹][A-Za-z]|[aeouyAEOUY][øûïäåëüØÛÏÄÅËÜ]"
)
# Lines drawn under a head, and dots to be written on.
_RULED = re.compile(r"([-–—_=*.…·~+#])\1{2,}")
OLD_FONT = "it is typed in a font from before Unicode (TCVN3 or VNI)"


def unreadable(text: str) -> str | None:
    """Why a text is none, as a clause about its file; None for text that can be read."""
    sample = _RULED.sub(" ", text[:_SAMPLE])
    solid = [c for c in sample if not c.isspace()]
    if not any(c.isalnum() for c in solid):
        return "it has no text"
    broken = sum(c == "\ufffd" or 0xE000 <= ord(c) <= 0xF8FF or not c.isprintable() for c in solid)
    if broken > len(solid) / 20:
        return "its characters are broken: its font does not say which letters it draws"
    if sum(c.isalnum() for c in solid) < len(solid) * 0.4:
        return "it holds signs, not words"
    words = [word for word in sample.split() if any(map(str.isalpha, word))]
    return _unreadable_words(words) if len(words) >= _FEWEST_WORDS else None


def _unreadable_words(words: Sequence[str]) -> str | None:
    if sum(len(word) == 1 for word in words) > len(words) * 0.7:
        return "its letters stand apart, so that no word can be read"
    if sum(len(word) > _LONGEST_WORD for word in words) > len(words) / 5:
        return "it holds strings of characters, not words"
    if sum(_OLD_FONT.search(word) is not None for word in words) > len(words) / 10:
        return OLD_FONT
    return None


# How a page's words are weighed against those of another reading of it.
_WORD = re.compile(r"[^\s]+")
_EDGES = "\"'“”‘’«».,;:!?…()[]{}<>*_|/\\-–—+=~•"
_LETTERS_ALONE = frozenset("aàáảãạăâeèéẻẽẹêểếoòóỏõọôồổốộơờởớợuủụừứựưiìíỉịyýỷỵ")
_LONGEST_SHORT_FORM = 8
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_CROWDED = re.compile(r"[^aeiouy]{5}|(.)\1\1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quality:
    """How much of a text can be read: counts of its words, numbers and short forms left
    aside.

    `readable` are Vietnamese syllables and words of other languages; `accented` those of them that
    bear a Vietnamese accent.
    """

    words: int
    readable: int
    accented: int

    @property
    def share(self) -> float:
        """Readable words among all, 0 to 1; 0 where there are none."""
        return self.readable / self.words if self.words else 0.0

    @property
    def accents(self) -> float:
        """Accented words among those that can be read: above 0.5 in Vietnamese."""
        return self.accented / self.readable if self.readable else 0.0

    @property
    def balance(self) -> float:
        """What a reading is worth against another one of the same page."""
        return self.readable + self.accented - 2.0 * (self.words - self.readable)


def weigh(text: str) -> Quality:
    """The quality of a page's text."""
    words = readable = accented = 0
    for found in _WORD.findall(text[:_SAMPLE]):
        word = found.strip(_EDGES)
        if not word or any(c.isdigit() for c in word) or _is_short_form(word):
            continue
        words += 1
        if _is_readable(word):
            readable += 1
            accented += not word.isascii()
    return Quality(words, readable, accented)


def _is_readable(word: str) -> bool:
    if len(word) > _LONGEST_WORD:
        return False
    parts = [part for part in re.split(r"[-–/.,]", word) if part]
    return bool(parts) and all(_is_word(part) for part in parts)


def _is_short_form(word: str) -> bool:
    """`UBND`, `KTXH`: what is short and in capitals tells nothing of how well it was read."""
    return 1 < len(word) <= _LONGEST_SHORT_FORM and word.isupper() and not is_syllable(word)


def _is_word(word: str) -> bool:
    if len(word) == 1:
        return word.lower() in _LETTERS_ALONE
    if not word.isalpha() or not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    if is_syllable(word):
        return True
    return word.isascii() and _VOWEL.search(word) is not None and _CROWDED.search(word) is None
