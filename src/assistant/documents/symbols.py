"""Signs of Symbol and Wingdings, which stand at Latin letters' places, as Unicode."""

from __future__ import annotations

_PRIVATE = 0xF000
_SYMBOL = {
    0x22: "∀", 0x24: "∃", 0x2D: "-", 0x40: "≅", 0x5E: "⊥", 0xA3: "≤", 0xA5: "∞", 0xAA: "♠",
    0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″",
    0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCC: "⊂",
    0xCE: "∈", 0xD0: "∠", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD9: "∧",
    0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_SYMBOL_LETTERS = dict(
    zip(
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑",
    0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_OTHER = "•"


def symbol(code: int, font: str | None) -> str:
    """The sign that a font of signs draws for a code, with or without 0xF000 added to it."""
    at = code - _PRIVATE if code >= _PRIVATE else code
    name = (font or "").lower()
    if name.startswith("wingdings"):
        return _WINGDINGS.get(at, _OTHER) if at > 0x20 else " "
    if name.startswith("symbol") or code >= _PRIVATE:
        found = _SYMBOL.get(at) or _SYMBOL_LETTERS.get(at)
        if found is not None and (name or at == 0xB7):
            return found
        if name.startswith("symbol"):
            return chr(at) if at < 0x80 else _OTHER
        return _WINGDINGS.get(at, _OTHER) if at > 0x20 else " "
    return chr(code) if code else ""
