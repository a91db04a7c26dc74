"""How much of a page was read rightly: character error rate, numbers, dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assistant.vietnamese.normalize import comparable
from pages.papers import Paper

Whole = Iterable[str]


def distance(truth: str, read: str) -> int:
    """Levenshtein distance, in characters."""
    if not truth or not read:
        return max(len(truth), len(read))
    codes = np.frombuffer(read.encode("utf-32-le"), dtype=np.uint32)
    steps = np.arange(len(read) + 1)
    row = steps.copy()
    for at, character in enumerate(truth, 1):
        changed = np.empty_like(row)
        changed[0] = at
        np.minimum(row[1:] + 1, row[:-1] + (codes != ord(character)), out=changed[1:])
        row = np.minimum.accumulate(changed - steps) + steps
    return int(row[-1])


def levelled(text: str) -> str:
    """What is compared: one spelling, words parted by single spaces, no tables' lines or rules."""
    words = comparable(text.replace("|", " ")).split()
    return " ".join(word for word in words if set(word) - set("-_*"))


def error_rate(paper: Paper, read: str) -> float:
    """Errors per character of the paper.

    The columns of its head and foot may come one after the other or row by row, and rows of tables
    may name their columns: the reading that fits best counts.
    """
    read = levelled(read)
    truths = {levelled(" ".join(order)) for order in _orders(paper)}
    return min(distance(truth, read) / len(truth) for truth in truths)


def _orders(paper: Paper) -> Iterable[Whole]:
    heads = _columns(paper.left, paper.right)
    feet = _columns(paper.foot_left, paper.foot_right)
    above, name = paper.foot_right[:-1], paper.foot_right[-1:]  # the name may stand below all else
    feet += [(*above, *paper.foot_left, *name), (*_columns(paper.foot_left, above)[-1], *name)]
    for body in {paper.body_lines, paper.named_lines}:
        for head in heads:
            for foot in feet:
                yield (*head, *paper.title, *body, *foot)


def _columns(left: tuple[str, ...], right: tuple[str, ...]) -> list[tuple[str, ...]]:
    rows = [line for pair in zip(left, right, strict=False) for line in pair]
    longer = left if len(left) > len(right) else right
    interleaved = (*rows, *longer[min(len(left), len(right)) :])
    return [(*left, *right), (*right, *left), interleaved]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a paper was read: errors per character, and the numbers and dates that were lost."""

    error_rate: float
    lost_numbers: tuple[str, ...]
    lost_dates: tuple[str, ...]


def measure(paper: Paper, read: str) -> Reading:
    """A number or date counts where it stands as printed, as a word of its own."""
    words = f" {levelled(read)} "
    return Reading(
        error_rate(paper, read),
        tuple(number for number in paper.numbers if not _stands(number, words)),
        tuple(day for day in paper.dates if not _stands(day, words)),
    )


def _stands(wanted: str, words: str) -> bool:
    wanted = levelled(wanted)
    at = words.find(wanted)
    while at >= 0:
        if not words[at - 1].isalnum() and not words[at + len(wanted)].isalnum():
            return True
        at = words.find(wanted, at + 1)
    return False
