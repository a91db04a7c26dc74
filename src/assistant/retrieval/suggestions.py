"""What whoever types may mean: titles, numbers and headings of the documents they may read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.index.listing import Outline
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.tokens import forms

_END = "\U0010ffff"
# Words of a text after these are not looked at: titles are short, and a text may be none.
_MOST_WORDS = 60
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that begins as was typed, and the document that bears it."""

    text: str
    of: Literal["number", "title", "heading"]
    document_id: str
    number: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    suggestion: Suggestion
    words: tuple[str, ...]
    rank: tuple[int, int, str, str]


class Suggestions:
    """The texts of a build by their folded words, in memory. Safe from any thread."""

    def __init__(self, outlines: Iterable[Outline]) -> None:
        self._entries = _entries(outlines)
        rows: dict[str, list[int]] = defaultdict(list)
        for row, entry in enumerate(self._entries):
            for word in set(entry.words):
                rows[word].append(row)
        self._words = sorted(rows)
        self._rows = [rows[word] for word in self._words]

    def find(self, typed: str, limit: int = 8) -> list[Suggestion]:
        """The best texts that hold all words typed, the last of them perhaps unfinished.

        Case and accents do not count. Numbers come before titles, titles before headings; texts
        that begin as was typed first, then newer documents before older ones. Each text once.
        """
        words = _words(typed)
        if not words or limit < 1:
            return []
        # The longest word first: it leaves the fewest.
        *whole, last = words
        found = self._beginning(last)
        for word in sorted(set(whole), key=len, reverse=True):
            if not found:
                return []
            found &= self._holding(word)
        ordered = sorted(
            (self._entries[row] for row in found),
            key=lambda entry: (not _begins(entry.words, words), entry.rank),
        )
        once: dict[str, Suggestion] = {}
        for entry in ordered:
            once.setdefault(entry.suggestion.text, entry.suggestion)
            if len(once) == limit:
                break
        return [*once.values()]

    def _beginning(self, prefix: str) -> set[int]:
        first = bisect_left(self._words, prefix)
        last = bisect_right(self._words, prefix + _END)
        return {row for rows in self._rows[first:last] for row in rows}

    def _holding(self, word: str) -> set[int]:
        at = bisect_left(self._words, word)
        known = at < len(self._words) and self._words[at] == word
        return set(self._rows[at]) if known else set()


def _entries(outlines: Iterable[Outline]) -> list[_Entry]:
    entries = []
    for outline in outlines:
        age = -(outline.date or date.min).toordinal()
        texts: list[tuple[Literal["number", "title", "heading"], str]] = []
        if outline.number:
            texts.append(("number", outline.number))
        texts.append(("title", outline.title))
        texts.extend(("heading", heading) for heading in outline.headings)
        for place, (of, text) in enumerate(texts):
            shown = " ".join(text.split())
            words = _words(shown)
            if words and len(shown) <= _LONGEST:
                kind = ("number", "title", "heading").index(of)
                suggestion = Suggestion(shown, of, outline.document_id, outline.number)
                rank = (kind, age, outline.document_id, f"{place:06}")
                entries.append(_Entry(suggestion, words, rank))
    return entries


def _words(text: str) -> tuple[str, ...]:
    return tuple(folded for _, folded in forms(clean(text)))[:_MOST_WORDS]


def _begins(words: Sequence[str], typed: Sequence[str]) -> bool:
    *whole, last = typed
    return (
        len(words) >= len(typed)
        and list(words[: len(whole)]) == whole
        and words[len(whole)].startswith(last)
    )
