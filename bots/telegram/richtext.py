"""Text with styles, which can be cut anywhere and still makes whole HTML.

Telegram counts a message's characters after the markup was taken out, in UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from assistant.vietnamese.sentences import sentence_spans

MESSAGE = 4096
"""The longest message, in UTF-16 units."""

_BREAKS = (re.compile(r"\n\n"), re.compile(r"\n"))
_SPACE = re.compile(r"\s")
# A cut that would leave less than this of a message empty half of it; the next kind is tried.
_LEAST_FULL = 0.5
# Telegram refuses a message that holds these; the first does not belong into a text at all.
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style: the names of its HTML tags, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rich:
    """A text in runs; `+` joins."""

    runs: tuple[Run, ...] = ()

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs)

    def __add__(self, other: Rich) -> Rich:
        return Rich(self.runs + other.runs)

    def __bool__(self) -> bool:
        return any(run.text for run in self.runs)

    def within(self, tag: str) -> Rich:
        """The same inside one more tag."""
        return Rich(tuple(Run(run.text, (tag, *run.tags)) for run in self.runs))

    def part(self, start: int, end: int) -> Rich:
        """The characters `[start, end)`."""
        runs, at = [], 0
        for run in self.runs:
            text = run.text[max(start - at, 0) : max(end - at, 0)]
            if text:
                runs.append(Run(text, run.tags))
            at += len(run.text)
        return Rich(tuple(runs))

    def strip(self) -> Rich:
        text = self.plain
        return self.part(len(text) - len(text.lstrip()), len(text.rstrip()))


def plain(text: str) -> Rich:
    return Rich((Run(text),))


def bold(text: str) -> Rich:
    return Rich((Run(text, ("b",)),))


def italic(text: str) -> Rich:
    return Rich((Run(text, ("i",)),))


def joined(between: str, parts: Iterable[Rich]) -> Rich:
    """The parts that hold something, with `between` between them."""
    runs: list[Run] = []
    for part in parts:
        if part:
            runs += [Run(between)] if runs else []
            runs += part.runs
    return Rich(tuple(runs))


def marked(text: str, spans: Iterable[tuple[int, int]], tag: str = "b") -> Rich:
    """The text with these spans in a tag; spans may overlap or lie outside."""
    runs, at = [], 0
    for begin, stop in sorted(spans):
        start, end = max(begin, at), min(stop, len(text))
        if start < end:
            runs += [Run(text[at:start]), Run(text[start:end], (tag,))]
            at = end
    runs.append(Run(text[at:]))
    return Rich(tuple(run for run in runs if run.text))


def length(text: str) -> int:
    """How long Telegram finds a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def html(rich: Rich) -> str:
    """Telegram's HTML, every tag closed and every special character escaped."""
    out: list[str] = []
    opened: tuple[str, ...] = ()
    for tags, runs in groupby(rich.runs, key=lambda run: run.tags):
        shared = _shared(opened, tags)
        out += map(_closing, reversed(opened[shared:]))
        out += [f"<{tag}>" for tag in tags[shared:]]
        out += [escape(_UNSENDABLE.sub("", run.text), quote=False) for run in runs]
        opened = tags
    out += map(_closing, reversed(opened))
    return "".join(out)


def _closing(tag: str) -> str:
    """`blockquote expandable` is closed as `blockquote`."""
    return f"</{tag.split(maxsplit=1)[0]}>"


def split(rich: Rich, limit: int = MESSAGE) -> list[Rich]:
    """The text in messages of at most `limit`: cut between paragraphs, else lines, else
    sentences, else words, and only where there are none inside a word.
    """
    rest, parts = rich.strip(), []
    while length(rest.plain) > limit:
        text = rest.plain
        cut = _cut(text, _fitting(text, limit))
        parts.append(rest.part(0, cut).strip())
        rest = rest.part(cut, len(text)).strip()
    return [part for part in [*parts, rest] if part]


def shortened(text: str, width: int, keep: tuple[int, int] | None = None) -> str:
    """One line of at most about `width` characters, cut at words, with the span `keep` inside."""
    start, end = keep or (0, 0)
    before = " ".join(text[:start].split()) + (" " if start and text[start - 1].isspace() else "")
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    at = len(before)
    begin = max(0, min(at + (end - start) // 2 - width // 2, len(line) - width))
    begin = line.rfind(" ", 0, begin + 1) + 1 if begin else 0
    stop = len(line)
    if begin + width < len(line):
        space = line.rfind(" ", begin + 1, begin + width + 1)
        stop = space if space > 0 else begin + width
    return ("… " if begin else "") + line[begin:stop] + (" …" if stop < len(line) else "")


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _fitting(text: str, limit: int) -> int:
    """How many characters of the text fit into `limit` units; at least one."""
    units = 0
    for at, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return max(at, 1)
    return len(text)


def _cut(text: str, most: int) -> int:
    least = int(most * _LEAST_FULL)
    for ends in _ends(text, most):
        found = max((end for end in ends if least <= end <= most), default=0)
        if found:
            return found
    return most


def _ends(text: str, most: int) -> Iterator[Iterable[int]]:
    """Where the text may be cut, the best kind of place first."""
    window = text[: most + 2]
    for pattern in _BREAKS:
        yield (match.start() for match in pattern.finditer(window))
    yield (end for _, end in sentence_spans(window) if end < most)
    yield (match.start() for match in _SPACE.finditer(window))
