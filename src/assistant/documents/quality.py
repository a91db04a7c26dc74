"""Whether what a reader found is text that people can read."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SAMPLE = 200_000
_FEWEST_WORDS = 20
_LONGEST_WORD = 30
# Vietnamese in the fonts of before Unicode, read as Latin letters: signs inside words (TCVN3),
# or a vowel with one that only carries its accent (VNI).
_OLD_FONT = re.compile(
    r"[A-Za-z][¸µ¶·¹®©ª«¬§¦¥¤¢¨]|[®©ª«¬¸µ¶·¹][A-Za-z]|[aeouyAEOUY][øûïäåëüØÛÏÄÅËÜ]"
)
OLD_FONT = "it is typed in a font from before Unicode (TCVN3 or VNI)"


def unreadable(text: str) -> str | None:
    """Why a text is none, as a clause about its file; None for text that can be read."""
    sample = text[:_SAMPLE]
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
