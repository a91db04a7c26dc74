"""Vietnamese typed as before Unicode: encoders written from the standards' own rules."""

from __future__ import annotations

import unicodedata

_TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc, huyền, hỏi, ngã, nặng
VOWELS = "aăâeêioôơuưy"
SMALL = "đ" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *_TONES)
)
LETTERS = tuple(letter for letter in SMALL + SMALL.upper() if not letter.isascii())

# TCVN 5712:1993, VN3: the bytes of á à ả ã ạ and so on, vowel by vowel.
_TCVN3_TONED = {
    "a": "B8 B5 B6 B7 B9",
    "ă": "BE BB BC BD C6",
    "â": "CA C7 C8 C9 CB",
    "e": "D0 CC CE CF D1",
    "ê": "D5 D2 D3 D4 D6",
    "i": "DD D7 D8 DC DE",
    "o": "E3 DF E1 E2 E4",
    "ô": "E8 E5 E6 E7 E9",
    "ơ": "ED EA EB EC EE",
    "u": "F3 EF F1 F2 F4",
    "ư": "F8 F5 F6 F7 F9",
    "y": "FD FA FB FC FE",
}
_TCVN3_BARE = dict(zip("ĂÂÊÔƠƯĐăâêôơưđ", range(0xA1, 0xAF), strict=True))


def _tcvn3_table() -> dict[str, str]:
    table = {letter: chr(byte) for letter, byte in _TCVN3_BARE.items()}
    for vowel, codes in _TCVN3_TONED.items():
        for tone, code in zip(_TONES, codes.split(), strict=True):
            letter = unicodedata.normalize("NFC", vowel + tone)
            table[letter] = table[letter.upper()] = chr(int(code, 16))
    return table


# VNI for Windows: a letter, then the mark that its hat, its breve and its tone share.
_VNI_PLAIN = dict(zip(_TONES, "ùøûõï", strict=True))
_VNI_HAT = dict(zip(_TONES, "áàåãä", strict=True))
_VNI_BREVE = dict(zip(_TONES, "éèúüë", strict=True))
_VNI_ALONE = {"đ": "ñ", "ị": "ò", "ỉ": "æ", "ĩ": "ó", "ì": "ì", "í": "í", "ỵ": "î"}


def _vni(letter: str) -> str:
    if letter in _VNI_ALONE:
        return _VNI_ALONE[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in _TONES), "")
    if "\u0302" in marks:
        return base + (_VNI_HAT[tone] if tone else "â")
    if "\u0306" in marks:
        return base + (_VNI_BREVE[tone] if tone else "ê")
    if "\u031b" in marks:
        base = {"o": "ô", "u": "ö"}[base]
    return base + (_VNI_PLAIN[tone] if tone else "")


_TCVN3 = _tcvn3_table()
_VNI = {letter: _vni(letter) for letter in SMALL if not letter.isascii()}
_VNI |= {letter.upper(): typed.upper() for letter, typed in _VNI.items()}


def tcvn3(text: str) -> str:
    """As .VnTime shows it; capitals with tones become small letters, as .VnTimeH draws them."""
    return "".join(_TCVN3.get(c, c) for c in unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """As VNI-Times shows it."""
    return "".join(_VNI.get(c, c) for c in unicodedata.normalize("NFC", text))
