"""Text without its accents."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Drops every diacritic and the bar of đ: `Đảng ủy` → `Dang uy`."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def is_accented(text: str) -> bool:
    """Whether any letter carries a diacritic."""
    return fold(text) != unicodedata.normalize("NFC", text)
