"""Transcripts of conversations as a page: what was said, answered and tapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from botapi import Line

_MARKS = {"b": "**", "i": "*", "code": "`"}
_TAG = re.compile(r"<(/?)([a-z-]+)(?: [^>]*)?>")
_SPACE_INSIDE = re.compile(r"( +)(</[bi]>)")
# What Markdown would read as its own.
_SPECIAL = re.compile(r"([\\`*_\[\]#|~])")
_LIST = re.compile(r"^(\d+)([.)]) |^([-+]) ", re.MULTILINE)


def markdown(html: str) -> str:
    """A message in Telegram's HTML as Markdown: bold, italics and quotes stay, the rest is text."""
    html = _SPACE_INSIDE.sub(r"\2\1", html)  # a mark must not stand behind a space
    out, at = [], 0
    for match in _TAG.finditer(html):
        out += [_text(html[at : match.start()]), _mark(match)]
        at = match.end()
    out.append(_text(html[at:]))
    return "".join(out)


def _mark(match: re.Match[str]) -> str:
    closing, tag = match[1], match[2]
    if tag == "blockquote":
        return "" if closing else "» "
    if tag == "u":
        return "</u>" if closing else "<u>"
    return _MARKS.get(tag, "")


def _text(html: str) -> str:
    text = _SPECIAL.sub(r"\\\1", html)
    return _LIST.sub(lambda m: f"{m[1]}\\{m[2]} " if m[1] else f"\\{m[3]} ", text)


def scene(title: str, about: str, lines: Iterable[Line]) -> str:
    """One section of the page."""
    parts = [f"## {title}", about]
    parts += [_said(line) for line in lines]
    return "\n\n".join(parts)


def _said(line: Line) -> str:
    if line.who != "bot":
        if line.does == "taps":
            return f"*{line.who} bấm* `{line.html}`"
        return f"**{line.who}:** {_text(line.html)}"
    head = ["*(tin nhắn ấy đổi thành)*"] if line.does == "edits" else []
    head += [f"📎 `{line.document}`"] if line.document else []
    shown = [*head, *markdown(line.html).split("\n")]
    body = "\n".join(f"> {text}  " if text.strip() else ">" for text in shown)
    return f"{body.rstrip()}{_keyboard(line.rows)}"


def _keyboard(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    shown = ["  ".join(f"`{button}`" for button in row) for row in rows]
    return "\n>\n" + "\n".join(f"> {row}  " for row in shown).rstrip()
