"""One spelling for text that looks the same: Unicode form, tone-mark placement, spaces, dashes."""

from __future__ import annotations

import re
import unicodedata

# Characters that stand for another one on real pages. Zero-width marks and soft hyphens vanish.
_CHARACTERS = str.maketrans(
    {
        "\u00d0": "Đ",  # eth, typed for Đ
        "\u0110": "Đ",
        "\u0189": "Đ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
    }
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Half of a pair, as `"\ud83d"` in JSON gives it: no text that can be written, stored or encoded.
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Bare(dict[int, str]):
    """A character → it without its diacritics, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        bare = bare.replace("đ", "d").replace("Đ", "D")
        if code <= _LAST_LATIN:  # nothing else is met often, and Unicode is large
            self[code] = bare
        return bare


_LAST_LATIN = 0x1EFF
_BARE = _Bare()

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
# An open syllable that ends in oa, oe or uy with the tone on its last vowel: hoà, khoẻ, uỷ.
# After q the u belongs to the consonant: quý stays.
# Vowels first: the engine passes over all else at once, which is ten times as fast.
_LATE_TONE = re.compile(
    r"[oOuU](?<![qQ].)(?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])[ỳýỷỹỵỲÝỶỸỴ])(?!\w)", re.DOTALL
)


def clean(text: str) -> str:
    """NFC text with plain spaces, `Đ` for eth, and no invisible or control characters.

    Line breaks, tabs and dashes stay: this is the form in which documents are kept.
    """
    text = without_surrogates(text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text.translate(_CHARACTERS))
    return _CONTROL.sub(" ", text)


def without_surrogates(text: str) -> str:
    """Each lone surrogate as U+FFFD, so that the text can be encoded as UTF-8. Keeps length."""
    return _SURROGATE.sub("\ufffd", text)


def place_tone_marks(text: str) -> str:
    """Moves the tone of an open oa, oe, uy to its first vowel: hoà → hòa, uỷ → ủy. Keeps length."""
    return _LATE_TONE.sub(_swap_tone, text)


def plain_dashes(text: str) -> str:
    """Every Unicode dash and minus as `-`. Keeps length."""
    return _DASHES.sub("-", text)


def fold(text: str) -> str:
    """Drops every diacritic and the bar of đ: `Đảng ủy` → `Dang uy`."""
    if text.isascii():
        return text
    bare = text.translate(_BARE)
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


def fold_each(text: str) -> str:
    """Folds one character to one, so that spans hold: what is a mark alone becomes a space."""
    return text if text.isascii() else "".join(fold(character)[:1] or " " for character in text)


def comparable(text: str) -> str:
    """The form in which two quotes are compared: clean, one tone placement, dash and space."""
    return " ".join(plain_dashes(place_tone_marks(clean(text))).split())


def _swap_tone(match: re.Match[str]) -> str:
    vowels = match[0]
    decomposed = unicodedata.normalize("NFD", vowels[1])
    tone = next(mark for mark in decomposed if mark in _TONES)
    return unicodedata.normalize("NFC", vowels[0] + tone) + decomposed.replace(tone, "")
