"""Runs as Word shows them: old fonts as Unicode, capitals, symbols, without hidden text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.documents.symbols import symbol
from assistant.documents.word_styles import Styles, W, fonts_in
from assistant.vietnamese.legacy import (
    draws_capitals,
    encoding_of_font,
    lines_to_unicode,
    runs_to_unicode,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TEXT = f"{W}t"
_SOFT_HYPHEN = f"{W}softHyphen"
_PARAGRAPH = f"{W}p"
_RUN = f"{W}r"
_BREAKS = frozenset({f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"})
_PIECES = _BREAKS | {_TEXT, _SOFT_HYPHEN}
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})


def show(root: Element, styles: Styles) -> None:
    """Rewrites the text of a part in place."""
    _symbols(root, styles)
    if styles.uses("vanish") or next(root.iter(f"{W}vanish"), None) is not None:
        _hide(root, styles)
    named = {name for fonts in root.iter(f"{W}rFonts") for name in fonts_in(fonts)}
    if any(map(encoding_of_font, named | set(styles.names_of_fonts()))):
        _decode_by_font(root, styles)
    _decode_by_words(root)
    if styles.uses("caps") or next(root.iter(f"{W}caps"), None) is not None:
        _capitalise(root, styles)


def _runs(root: Element) -> Iterator[tuple[Element, Element | None]]:
    """Each run with its paragraph."""
    for run in list(root.iter(_RUN)):
        paragraph = run.getparent()
        while paragraph is not None and paragraph.tag != _PARAGRAPH:
            paragraph = paragraph.getparent()
        yield run, paragraph


def _symbols(root: Element, styles: Styles) -> None:
    for found in list(root.iter(f"{W}sym")):
        code = found.get(f"{W}char") or ""
        font = found.get(f"{W}font")
        try:
            text = symbol(int(code, 16), font)
        except ValueError:
            text = ""
        found.tag = _TEXT
        found.attrib.clear()
        found.text = text
    for found in root.iter(_TEXT):
        text = found.text or ""
        if any("\uf000" <= c <= "\uf0ff" for c in text):
            run = found.getparent()
            font = styles.font(run, None)
            if encoding_of_font(font) is None:
                found.text = "".join(
                    symbol(ord(c), font) if "\uf000" <= c <= "\uf0ff" else c for c in text
                )


def _hide(root: Element, styles: Styles) -> None:
    for run, paragraph in _runs(root):
        if styles.switch("vanish", run, paragraph) and next(run.iter(_PARAGRAPH), None) is None:
            for part in run.iterchildren(_TEXT, *_BREAKS):
                part.tag, part.text = _TEXT, ""


def _capitalise(root: Element, styles: Styles) -> None:
    for run, paragraph in _runs(root):
        if styles.switch("caps", run, paragraph):
            for part in run.iterchildren(_TEXT):
                part.text = (part.text or "").upper()


def _decode_by_font(root: Element, styles: Styles) -> None:
    for paragraph in root.iter(_PARAGRAPH):
        for segment in _segments(paragraph):
            fonts = [styles.font(part.getparent(), paragraph) for part in segment]
            together = groupby(
                zip(segment, fonts, strict=True),
                lambda pair: (encoding_of_font(pair[1]), draws_capitals(pair[1])),
            )
            for (encoding, _), group in together:
                if encoding is None:
                    continue
                parts = list(group)
                text = "".join(_raw(part) for part, _ in parts)
                _put([part for part, _ in parts], runs_to_unicode([(text, parts[0][1])]))


def _decode_by_words(root: Element) -> None:
    """Where old text lies in a font that does not tell: paragraph by paragraph."""
    segments = [segment for paragraph in root.iter(_PARAGRAPH) for segment in _segments(paragraph)]
    texts = ["".join(map(_raw, segment)) for segment in segments]
    for segment, text, told in zip(segments, texts, lines_to_unicode(texts), strict=True):
        if told != text:
            _put(segment, told)


def _segments(paragraph: Element) -> Iterator[list[Element]]:
    """The pieces of text of a paragraph up to each tab or break, without its text boxes'."""
    segment: list[Element] = []
    for part in _pieces(paragraph):
        if part.tag in _BREAKS:
            if segment:
                yield segment
            segment = []
        else:
            segment.append(part)
    if segment:
        yield segment


def _pieces(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _PIECES:
            yield child
        elif child.tag != _PARAGRAPH and child.tag not in _DELETED:
            yield from _pieces(child)


def _raw(part: Element) -> str:
    return "\xad" if part.tag == _SOFT_HYPHEN else part.text or ""


def _put(parts: Sequence[Element], text: str) -> None:
    """The text in the first of the parts, the others empty."""
    for part in parts:
        part.tag, part.text = _TEXT, ""
    parts[0].text = text
