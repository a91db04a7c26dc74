"""Bytes into characters: what files declare, what they are, and what was typed before Unicode."""

from __future__ import annotations

import codecs
import re

from assistant.documents.html_fonts import names_old_fonts
from assistant.errors import DocumentRefused
from assistant.vietnamese.legacy import Encoding, detect, lines_to_unicode
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.syllables import syllable_share

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
# Windows-1258 decodes almost any bytes: only what reads as Vietnamese was written in it.
_LEAST_SYLLABLES = 0.6
_REMEDY = "Open it and save it as UTF-8."


def decode_text(source: str, data: bytes) -> str:
    """UTF-8, UTF-16 or UTF-32 by its mark, else UTF-8, windows-1258, TCVN3, VNI, VISCII or VPS.

    Raises `DocumentRefused` where it is none of them.
    """
    marked = _decode_unicode(source, data)
    if marked is not None:
        return marked
    text = _decoded(data, "cp1258")
    share = 0.0 if text is None else syllable_share(clean(text))
    old = _decode_old(data)
    if old is not None and syllable_share(clean(old)) > share:
        return old
    if text is not None and share >= _LEAST_SYLLABLES:
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            source,
            f"its bytes are not text in UTF-8 (byte {error.start + 1:,} is the first that is "
            "wrong), UTF-16 or windows-1258",
            _REMEDY,
        ) from None


def decode_html(source: str, data: bytes) -> str:
    """The same for a page, whose declared charset is believed where its bytes do not say more.

    Bytes that are valid UTF-8 are UTF-8, whatever is declared. Raises `DocumentRefused`.
    """
    marked = _decode_unicode(source, data)
    if marked is not None:
        return marked
    declared = _DECLARED.search(data[:4096])
    name = declared[1].decode("ascii") if declared else "utf-8"
    if names_old_fonts(data) or (not declared and _decode_old(data)):
        return _as_windows(data)
    texts = [text for code in (name, "cp1258") if (text := _decoded(data, code)) is not None]
    if not texts:
        raise DocumentRefused(
            source, f"its bytes are not text in {name}, as it declares, nor in UTF-8", _REMEDY
        )
    return max(texts, key=lambda text: syllable_share(clean(re.sub(r"<[^>]*>", " ", text))))


def _decode_unicode(source: str, data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, encoding)
            if text is None:
                name = encoding.removesuffix("-sig").upper()
                raise DocumentRefused(source, f"it begins as {name} but is not", _REMEDY)
            return text
    if (bare := _bare_utf16(data)) is not None and (text := _decoded(data, bare)) is not None:
        return text
    return _decoded(data, "utf-8")


def _decode_old(data: bytes) -> str | None:
    """Text in an encoding of before Unicode, told by its words; None where they do not tell."""
    text = _as_windows(data)
    encoding = detect(re.sub(r"<[^>]*>", " ", text), tuple(Encoding))
    return None if encoding is None else "\n".join(lines_to_unicode(text.split("\n"), [encoding]))


def _as_windows(data: bytes) -> str:
    """Each byte as windows-1252 shows it, the five that it lacks as they are."""
    return data.decode("latin-1").translate(_WINDOWS)


def _bare_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its ASCII characters is zero."""
    head = data[:4000]
    if head.count(0) * 5 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
