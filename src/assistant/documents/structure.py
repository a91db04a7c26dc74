"""Headings that a text numbers: Phần, Chương, Mục, Điều, `I.`, `1.`, `a)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.documents.blocks import Block

# Outermost first: a match's place is its rank.
_NUMBERED = (
    re.compile(r"(?:Phần|PHẦN)\s+(?:thứ\s+\w+|THỨ\s+\w+|[IVXLC]+|[A-D]|\d+)\b"),
    re.compile(r"(?:Chương|CHƯƠNG)\s+(?:[IVXLC]+|\d+)\b"),
    re.compile(r"(?:Mục|MỤC)\s+(?:[IVXLC]+|\d+)\b"),
    re.compile(r"(?:Điều|ĐIỀU)\s+\d+[a-zđ]?\b"),
    re.compile(r"[A-DĐ]\s?[.\-–]\s+(?=\S)"),
    re.compile(r"[IVXL]+\s?[.\-–]\s*(?=\S)"),
    re.compile(r"\d{1,2}\s?[.\-–)]\s+(?=\D)"),
    re.compile(r"\d{1,2}\.\d{1,2}\s?[.\-–)]?\s+(?=\D)"),
    re.compile(r"[a-zđ]\s?[.)\-]\s+(?=\S)"),
)
_ROMAN = 5
_DIVISION = re.compile(rf"(?:{'|'.join(form.pattern for form in _NUMBERED[:3])})\s*[.:]?")
_LONGEST = 20  # words
_LONGEST_CAPITALS = 40
_LONGEST_LABEL = 7
# A line that opens a list is a sentence: `1. Hồ sơ bao gồm:`.
_OPENS = re.compile(r"(?:gồm|sau|sau đây|là|rằng|như)\s*:$")
# Markup's own levels stand outside those that numbers give.
_OUTSIDE = 10


def find_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with a level for each heading: by markup or by number, 1 the outermost.

    A numbered line is a heading where it is short, ends no sentence, and is no entry of a list:
    its neighbours bear no number of the same kind.
    """
    blocks = _with_titles(blocks)
    ranks = [_rank(block.text) for block in blocks]
    raw: list[int | None] = []
    for at, block in enumerate(blocks):
        if block.level is not None:
            raw.append(block.level)
        elif _is_heading(blocks, ranks, at):
            raw.append(_OUTSIDE + (ranks[at] or 0))
        else:
            raw.append(None)
    order = {level: place for place, level in enumerate(sorted({r for r in raw if r}), 1)}
    return [
        replace(block, level=order[level] if level else None)
        for block, level in zip(blocks, raw, strict=True)
    ]


def _with_titles(blocks: Sequence[Block]) -> list[Block]:
    """`Chương I` with the line in capitals under it, which is its title, on one line."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before is None or not _is_title_of(block, before):
            joined.append(block)
            continue
        last = before.turns[-1][1] if before.turns else before.page
        at = len(before.text) + 1
        turns = [(at, block.page)] if block.page is not None and block.page != last else []
        turns += [(at + offset, page) for offset, page in block.turns]
        text = f"{before.text} {block.text}"
        joined[-1] = replace(before, text=text, turns=(*before.turns, *turns))
    return joined


def _is_title_of(block: Block, before: Block) -> bool:
    return (
        _DIVISION.fullmatch(before.text) is not None
        and before.level == block.level
        and block.text.isupper()
        and len(block.text.split()) <= _LONGEST
        and _rank(block.text) is None
    )


def _rank(text: str) -> int | None:
    return next((rank for rank, form in enumerate(_NUMBERED) if form.match(text)), None)


def _is_heading(blocks: Sequence[Block], ranks: Sequence[int | None], at: int) -> bool:
    rank, text = ranks[at], blocks[at].text
    if rank is None:
        return False
    words = len(text.split())
    if words > (_LONGEST_CAPITALS if text.isupper() else _LONGEST) or " | " in text:
        return False
    if text[-1] in ".;,…" or (text[-1] == ":" and (words > _LONGEST_LABEL or _OPENS.search(text))):
        return False
    if at + 1 == len(blocks):
        return False
    if rank < _ROMAN:
        return True
    before = ranks[at - 1] if at else None
    return rank not in (before, ranks[at + 1])
