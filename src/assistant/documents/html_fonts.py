"""Web pages in the fonts of before Unicode: their text as Unicode, in place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.vietnamese.legacy import (
    draws_capitals,
    encoding_of_font,
    lines_to_unicode,
    runs_to_unicode,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FAMILY = re.compile(r"font(?:-family)?\s*:\s*([^;{}]{1,200})", re.IGNORECASE)
_SELECTOR = re.compile(r"(?:^|\s)([a-z][a-z0-9]*)?(?:\.([\w-]+))?$", re.IGNORECASE)
_NO_TEXT = frozenset({"script", "style"})
# Font names as bytes, before it is known in which characters a page is written.
_NAMED = re.compile(
    rb"(?:face|font-family|font)\s{0,3}[=:][^;{}<>]{0,80}?(?:\.vn[a-z]|vni[- ][a-z])", re.IGNORECASE
)
_Selector = tuple[str, str]
_Node = tuple["HtmlElement", str]


def names_old_fonts(data: bytes) -> bool:
    """Whether a page's markup names a font of before Unicode."""
    return _NAMED.search(data) is not None


def decode_fonts(tree: HtmlElement, inline: Collection[str]) -> None:
    """Rewrites the page's text: by its fonts where it names old ones, else by its words.

    `inline` are the elements inside which a word may go on.
    """
    rules = dict(_rules(tree))
    nodes = list(_nodes(tree, rules, inline))
    if not any(encoding_of_font(font) for _, _, font in nodes):
        texts = [_get(node) for node, _, _ in nodes]
        for (node, _, _), text, told in zip(nodes, texts, lines_to_unicode(texts), strict=True):
            if told != text:
                _put(node, told)
        return
    together = groupby(nodes, lambda n: (n[1], encoding_of_font(n[2]), draws_capitals(n[2])))
    for (_, encoding, _), group in together:
        if encoding is not None:
            found = list(group)
            text = "".join(_get(node) for node, _, _ in found)
            for node, _, _ in found:
                _put(node, "")
            _put(found[0][0], runs_to_unicode([(text, found[0][2])]))


def _nodes(
    tree: HtmlElement, rules: Mapping[_Selector, str], inline: Collection[str]
) -> Iterator[tuple[_Node, int, str | None]]:
    """(text node, number of its block, font) in the order of the page."""
    from lxml.etree import iterwalk

    fonts: dict[HtmlElement, str | None] = {}
    block = 0
    for event, element in iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in inline:
            block += 1
        parent = element.getparent()
        around = fonts.get(parent) if parent is not None else None
        if event == "start":
            fonts[element] = (_font(element, tag, rules) if tag else None) or around
            if tag and tag not in _NO_TEXT and element.text:
                yield (element, "text"), block, fonts[element]
        elif element.tail:
            yield (element, "tail"), block, around


def _font(element: HtmlElement, tag: str, rules: Mapping[_Selector, str]) -> str | None:
    """The first font that an element itself names, or that a rule names for it."""
    if face := element.get("face"):
        return _first(face)
    if found := _FAMILY.search(element.get("style") or ""):
        return _first(found[1])
    if not rules:
        return None
    classes = (element.get("class") or "").split()
    keys = [*((tag, name) for name in classes), *(("", name) for name in classes), (tag, "")]
    return next((rules[key] for key in keys if key in rules), None)


def _rules(tree: HtmlElement) -> Iterator[tuple[_Selector, str]]:
    """The fonts that a page's own style sheets give to elements and classes."""
    for style in tree.iter("style"):
        for rule in (style.text or "").split("}"):
            selectors, _, stated = rule.rpartition("{")
            if family := _FAMILY.search(stated):
                for selector in selectors.split(","):
                    if found := _SELECTOR.search(selector.strip()):
                        yield ((found[1] or "").lower(), found[2] or ""), _first(family[1])


def _first(families: str) -> str:
    return families.split(",", maxsplit=1)[0].strip(" \"'")


def _get(node: _Node) -> str:
    return getattr(node[0], node[1]) or ""


# What XML, and so a tree, cannot hold: an old font may have a sign in its place.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _put(node: _Node, text: str) -> None:
    setattr(node[0], node[1], _CONTROL.sub(" ", text))
