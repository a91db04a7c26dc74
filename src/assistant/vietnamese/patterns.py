"""Regular expressions for Vietnamese words as people write them."""

from __future__ import annotations

import re
import unicodedata

from assistant.vietnamese.normalize import fold, place_tone_marks

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
# For a character class: the capitals and the small letters of Vietnamese.
UPPER = "A-ZĐ" + "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "AĂÂEÊIOÔƠUƯY"
    for tone in _TONES
    if not (vowel + tone).isascii()
)
LOWER = UPPER.lower()


def loose(*phrases: str) -> str:
    """A group that matches any of the phrases, accented or without any accent.

    It expects text that went through `place_tone_marks`, and takes any run of white space
    where a phrase has a space. Longer phrases are tried first.
    """
    forms = {form for phrase in phrases for form in (place_tone_marks(phrase), fold(phrase))}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered) + ")"
