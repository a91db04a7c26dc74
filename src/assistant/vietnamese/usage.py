"""How Vietnamese is written in general: what the indexed text is too small to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from assistant.vietnamese.bigrams import Form
from assistant.vietnamese.normalize import fold


@cache
def general_usage() -> Usage:
    """The counts that ship with the package."""
    text = (files("assistant.vietnamese") / "data" / "usage.txt").read_text("utf-8")
    return Usage(line for line in text.splitlines() if not line.startswith("#"))


class Usage:
    """Word counts of lines `word count follower count follower count …`, which are read further
    when they are asked for: a question needs few of them.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = {word: rest for word, _, rest in (line.partition(" ") for line in lines)}
        self._alike: dict[str, list[str]] = defaultdict(list)
        for word in self._lines:
            self._alike[fold(word)].append(word)
        self._forms: dict[str, Mapping[str, Form]] = {}
        self._followers: dict[str, Mapping[str, int]] = {}
        self.total = sum(int(rest.partition(" ")[0]) for rest in self._lines.values())

    def forms(self, folded: str) -> Mapping[str, Form]:
        """The accented forms of a folded syllable."""
        if folded not in self._alike:
            return {}
        if folded not in self._forms:
            self._forms[folded] = {word: self._form(word) for word in self._alike[folded]}
        return self._forms[folded]

    def follows(self, first: str, second: str) -> int:
        """How often the form `second` stands right after the form `first`."""
        return self._after(first).get(second, 0)

    def _form(self, word: str) -> Form:
        after = self._after(word)
        count = int(self._lines[word].partition(" ")[0])
        return Form(count, sum(after.values()), len(after))

    def _after(self, word: str) -> Mapping[str, int]:
        if word not in self._followers:
            _, *after = self._lines.get(word, "0").split(" ")
            self._followers[word] = dict(zip(after[::2], map(int, after[1::2]), strict=True))
        return self._followers[word]
