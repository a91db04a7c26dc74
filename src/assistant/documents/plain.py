"""Text and Markdown files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.documents.blocks import Block, Reading
from assistant.documents.charset import decode_text
from assistant.documents.marks import HEAD_LINES
from assistant.documents.reflow import Line, reflow
from assistant.errors import DocumentRefused
from assistant.vietnamese.legacy import to_unicode
from assistant.vietnamese.normalize import clean

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

# Markdown joins the lines of a paragraph; only short ones, as in the head of a document, stay.
_MARKDOWN_WIDTH = 60
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def read_text(source: str, data: bytes) -> Reading:
    """A text file. Raises `DocumentRefused` where its encoding cannot be told."""
    text = to_unicode(decode_text(source, data))
    lines = clean(text.replace("\f", "\n\n")).split("\n")
    return Reading(tuple(reflow([Line(line) for line in lines])), scan=_head(lines))


def read_markdown(source: str, data: bytes) -> Reading:
    """A Markdown file, its front matter in `fields`. Raises `DocumentRefused`."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    fields, text = front_matter(source, clean(to_unicode(decode_text(source, data))))
    # A line of dashes ends a document's head; it does not make a heading of what is above it.
    parser = MarkdownIt("commonmark").enable("table").disable("lheading")
    try:
        tokens = parser.parse(text)
    except RecursionError:
        raise DocumentRefused(
            source, "its Markdown is nested too deeply", "Save it as plain text."
        ) from None
    blocks = tuple(_markdown_blocks(SyntaxTreeNode(tokens)))
    return Reading(blocks, scan=_head(text.split("\n")), fields=fields)


_FOOT_LINES = 12


def _head(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines where marks stand: the first, and those in capitals at the foot."""
    written = [line for line in lines if line.strip()]
    foot = written[HEAD_LINES:][-_FOOT_LINES:]
    return tuple(written[:HEAD_LINES] + [line for line in foot if line.isupper()])


def front_matter(source: str, text: str) -> tuple[Mapping[str, object], str]:
    """The fields above a text, and the text without them. Raises `DocumentRefused`."""
    found = _FRONT_MATTER.match(text)
    return (_front_matter(source, found[1]), text[found.end() :]) if found else ({}, text)


def _front_matter(source: str, text: str) -> Mapping[str, object]:
    import yaml

    try:
        fields = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 2}" if mark else ""
        raise DocumentRefused(
            source, f"its front matter is not YAML{line}", "Mend what stands between the --- lines."
        ) from None
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise DocumentRefused(
            source, "its front matter is not a list of `key: value`", "Write one key on each line."
        )
    return {str(key): value for key, value in fields.items()}


def _markdown_blocks(node: SyntaxTreeNode, bullet: str = "") -> Iterator[Block]:
    """Blocks under a node; `bullet` stands before the first of them."""
    for child in node.children:
        if child.type == "heading":
            level = int(child.tag[1])
            yield from (replace(block, level=level) for block in _paragraph(child, bullet))
        elif child.type in ("paragraph", "th", "td"):
            yield from _paragraph(child, bullet)
        elif child.type == "tr":
            cells = [" ".join(b.text for b in _paragraph(cell)) for cell in child.children]
            if any(cells):
                yield Block(" | ".join(cells))
        elif child.type in ("bullet_list", "ordered_list"):
            ordered = child.type == "ordered_list"
            for number, item in enumerate(child.children, int(child.attrs.get("start", 1))):
                mark = f"{number}. " if ordered else "- "
                yield from _markdown_blocks(item, bullet + mark)
        elif child.type == "hr":
            yield Block(child.markup)
        elif child.type in ("fence", "code_block", "html_block"):
            is_html = child.type == "html_block"
            content = re.sub(r"<[^>]*>", " ", child.content) if is_html else child.content
            for line in content.split("\n"):
                if words := " ".join(line.split()):
                    yield Block(words)
        else:
            yield from _markdown_blocks(child, bullet)
        bullet = ""


def _paragraph(node: SyntaxTreeNode, bullet: str = "") -> Iterator[Block]:
    lines = clean("".join(map(_inline, node.children))).split("\n")
    wrapped = reflow([Line(line) for line in lines], width=_MARKDOWN_WIDTH)
    for at, block in enumerate(wrapped):
        yield replace(block, text=bullet + block.text) if at == 0 else block


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type == "html_inline":
        return "\n" if node.content.lower().startswith("<br") else ""
    return "".join(map(_inline, node.children))
