"""Sentences too long for an answer, cut down to the clauses that bear a question out."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from assistant.answering.terms import Words

# Where a clause ends: behind a comma, a semicolon or a colon, or before a word that joins.
_BREAK = re.compile(
    r"[,;:](?=\s)|\s(?=(?:nhưng|hoặc|để|trong khi|mà|thì|nhằm|đồng thời)\s)|\s[–-](?=\s)"
)
_FEWEST_WORDS = 3
# A question repeats what it knows: what it asks for stands behind that more often than before it,
# and most of all in what follows from a condition.
_TO_THE_END, _CONSEQUENCE = 0.15, 0.3

_Span = tuple[int, int]


def clause_spans(text: str, start: int, end: int) -> list[_Span]:
    """The clauses of a sentence, without the space between them."""
    spans: list[_Span] = []
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if len(text[begin : match.end()].split()) >= _FEWEST_WORDS:
            spans.append((begin, match.end()))
            begin = match.end()
    spans.append((begin, end))
    return [span for a, b in spans if (span := _stripped(text, a, b))[0] < span[1]]


def cut(text: str, span: _Span, words: int, worth: Callable[[Words, int, int], float]) -> _Span:
    """The run of clauses of at most so many words that is worth most; the whole where it fits.

    `worth` is given a run's words and its place. A clause that is too long by itself is cut off.
    """
    start, end = span
    if len(text[start:end].split()) <= words:
        return span
    clauses = clause_spans(text, start, end)
    follows = [
        text.startswith("thì ", start) and not text.startswith("trong khi ", before)
        for (before, _), (start, _) in pairwise([(end, end), *clauses])
    ]
    best, chosen = float("-inf"), clauses[0]
    for i in range(len(clauses)):
        for j in range(i, len(clauses)):
            a, b = clauses[i][0], clauses[j][1]
            count = len(text[a:b].split())
            if count > words:
                break
            value = worth(Words.of_text(text[a:b]), a, b) + count / 1_000
            value += _TO_THE_END if j == len(clauses) - 1 else 0.0
            value += _CONSEQUENCE if any(follows[i : j + 1]) else 0.0
            if value > best:
                best, chosen = value, (a, b)
    if len(text[slice(*chosen)].split()) > words:
        return _first(text, chosen, words)
    # A mark that goes on to the next clause ends nothing.
    return chosen if chosen[1] == end else _stripped(text, *chosen, marks=",;:–-")


def _first(text: str, span: _Span, words: int) -> _Span:
    found = list(re.finditer(r"\S+", text[slice(*span)]))[:words]
    return span[0], span[0] + found[-1].end()


def _stripped(text: str, start: int, end: int, marks: str = "") -> _Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in marks):
        end -= 1
    return start, end
