"""Telegram's HTML: the text and its entities, or the refusal that the real server gives.

Entities are counted in UTF-16 code units, refusals in bytes of UTF-8, as there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from botapi.refusals import Refusal, bad_request

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(\d{1,8})|#x([0-9a-fA-F]{1,8})|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(
    r"""\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)))?\s*"""
)


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int


def utf16(text: str) -> int:
    """The length that the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def parse(html: str) -> tuple[str, list[dict[str, Any]]]:
    """The text of a message with `parse_mode` HTML, and its entities.

    Raises:
        Refusal: a tag is unknown, unclosed or closed in the wrong order.
    """
    text: list[str] = []
    length, at = 0, 0
    stack: list[_Open] = []
    entities: list[dict[str, Any]] = []
    while at < len(html):
        if html[at] == "<":
            end = html.find(">", at)
            closing = html.startswith("</", at)
            if end < 0:
                raise _cannot(f"Unclosed {'end' if closing else 'start'} tag", html, at)
            if closing:
                begun = _close(html, at, end, stack)
                if length > begun.offset:
                    entities.append(_entity(begun, length, nested=bool(stack)))
            else:
                stack.append(_open(html, at, end, length))
            at = end + 1
            continue
        character, at = _next(html, at)
        text.append(character)
        length += 1 if len(character) == 1 and ord(character) < 0x10000 else utf16(character)
    if stack:
        raise bad_request(
            "can't parse entities: Can't find end tag corresponding to start tag"
            f' "{stack[-1].tag}"'
        )
    plain = "".join(text)
    return _trimmed(plain, sorted(entities, key=lambda e: (e["offset"], -e["length"])))


def _next(html: str, at: int) -> tuple[str, int]:
    if html[at] == "&" and (match := _CHARACTER.match(html, at)):
        decimal, hexadecimal, named = match.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
        if named or 0 < code < 0x10FFFF:
            return (_NAMED[named] if named else chr(code)), match.end()
    return html[at], at + 1


def _open(html: str, at: int, end: int, offset: int) -> _Open:
    inside = html[at + 1 : end]
    tag = re.split(r"\s", inside, maxsplit=1)[0].lower()
    if tag not in _TYPES:
        raise _cannot(f'Unsupported start tag "{tag}"', html, at)
    attributes, rest = {}, inside[len(tag) :].strip()
    while rest:
        match = _ATTRIBUTE.match(rest)
        if match is None or not match.end():
            raise _cannot(f'Empty attribute name in the tag "{tag}"', html, at)
        name, *values = match.groups()
        attributes[name.lower()] = next((value for value in values if value is not None), "")
        rest = rest[match.end() :]
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot('Tag "span" must have class "tg-spoiler"', html, at)
    argument = attributes.get("href", attributes.get("emoji-id", ""))
    if tag == "blockquote" and "expandable" in attributes:
        argument = "expandable"
    return _Open(tag, argument, offset)


def _close(html: str, at: int, end: int, stack: list[_Open]) -> _Open:
    tag = html[at + 2 : end].strip()
    if not stack:
        raise _cannot("Unexpected end tag", html, at)
    if tag and tag != stack[-1].tag:
        raise _cannot(
            "Unmatched end tag", html, at, f', expected "</{stack[-1].tag}>", found "</{tag}>"'
        )
    return stack.pop()


def _entity(begun: _Open, end: int, *, nested: bool) -> dict[str, Any]:
    kind = _TYPES[begun.tag]
    if kind == "blockquote" and nested:
        raise bad_request("can't parse entities: blockquote entities can't be nested")
    if begun.argument == "expandable":
        kind = "expandable_blockquote"
    entity: dict[str, Any] = {"type": kind, "offset": begun.offset, "length": end - begun.offset}
    if kind == "text_link":
        entity["url"] = begun.argument
    if kind == "custom_emoji":
        entity["custom_emoji_id"] = begun.argument
    return entity


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Space at both ends is taken off, as the server does."""
    head = len(text) - len(text.lstrip())
    trimmed = text.strip()
    cut, longest = utf16(text[:head]), utf16(trimmed)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - cut)
        end = min(longest, entity["offset"] + entity["length"] - cut)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return trimmed, kept


def _cannot(what: str, html: str, at: int, more: str = "") -> Refusal:
    offset = len(html[:at].encode())
    return bad_request(f"can't parse entities: {what} at byte offset {offset}{more}")
