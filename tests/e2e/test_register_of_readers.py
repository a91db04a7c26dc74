"""The register of deadlines beside lists that readers made by eye, who had not seen the code.

Each line of `data/deadlines/readers` is a limit of time in a paper of `data/unseen`: a duty, what
comes back, a target, or what is none (an event, what was done, anything else); `doubt` where two
readers might differ. The misses of 1 to 7 were read; of a to h they were only counted.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant.documents.deadlines import read_deadlines
from assistant.documents.read import read_document
from assistant.types import Deadline
from assistant.vietnamese.normalize import comparable
from assistant.vietnamese.tokens import forms

DATA = Path(__file__).parents[1] / "data"
IS_DUE = ("duty", "recurring", "target")
# What was reached: of the entries those that are due; of what is surely due, and of what surely
# comes back, those that are found; of those who act, days and recipients told, the right ones.
FLOORS = {
    "123567": {"due": 0.99, "duty": 0.87, "recurring": 0.49, "actor": 0.91, "date": 1.0, "to": 1.0},
    "abcdefgh": {
        "due": 0.97, "duty": 0.76, "recurring": 0.35, "actor": 0.91, "date": 0.99, "to": 0.98,
    },
}  # fmt: skip


@pytest.mark.parametrize("offices", FLOORS)
def test_the_register_beside_what_readers_found(offices: str) -> None:
    counted: Counter[str] = Counter()
    for name in offices:
        counted += compare(name)
    shares = {
        "due": counted["due"] / counted["entries"],
        "duty": counted["duty found"] / counted["duty"],
        "recurring": counted["recurring found"] / counted["recurring"],
        "actor": counted["actor right"] / counted["actor told"],
        "date": counted["date right"] / counted["date told"],
        "to": counted["to right"] / counted["to told"],
    }
    print(offices, dict(counted), {key: round(share, 3) for key, share in shares.items()})

    assert {k: s for k, s in shares.items() if s < FLOORS[offices][k]} == {}


def compare(name: str) -> Counter[str]:
    """The entries of an office's register, those that a line speaks for, and what is told right."""
    lines = defaultdict(list)
    for line in (DATA / "deadlines" / "readers" / f"{name}.jsonl").read_text().splitlines():
        read = json.loads(line)
        lines[read["file"]].append(read)
    counted: Counter[str] = Counter()
    for path in sorted((DATA / "unseen" / name).iterdir()):
        left = list(lines[path.name])
        for one in left:
            counted[one["category"]] += not one["doubt"]
        for entry in read_deadlines(read_document(path.name, path.read_bytes())):
            counted["entries"] += 1
            fitting = [one for one in left if speaks_of(one, entry)]
            if not fitting:
                continue
            best = max(fitting, key=partial(fit, entry))
            left.remove(best)
            if best["category"] not in IS_DUE:
                continue
            counted["due"] += 1
            counted[f"{best['category']} found"] += not best["doubt"]
            told = {
                "actor": (entry.actor, share(best["actor"], entry.actor or "") >= 0.6),
                "to": (entry.recipient, share(best["recipient"], entry.recipient or "") >= 0.6),
                "date": (entry.due, str(entry.due) == best["date"]),
            }
            for field, (value, right) in told.items():
                counted[f"{field} told"] += value is not None
                counted[f"{field} right"] += value is not None and right
    return counted


def speaks_of(line: dict[str, Any], entry: Deadline) -> bool:
    """Whether a reader's line is of the same limit in the same sentence."""
    quote, sentence = (" ".join(words(text)) for text in (entry.quote, line["sentence"]))
    same = quote in sentence or sentence in quote
    row = share(entry.quote, line["sentence"]) >= 0.6 and " ".join(words(entry.phrase)) in sentence
    return (same or row) and agree(entry.phrase, line["phrase"])


def agree(one: str, other: str) -> bool:
    """By their numbers, where both have some; else by their words."""
    left, right = words(one), words(other)
    numbers = [{w for w in found if any(map(str.isdigit, w))} for found in (left, right)]
    if all(numbers):
        return 2 * len(numbers[0] & numbers[1]) >= min(map(len, numbers))
    return share(one, other) >= 0.5


def fit(entry: Deadline, line: dict[str, Any]) -> tuple[bool, float]:
    exact = words(line["phrase"]) == words(entry.phrase)
    return exact, share(f"{line['what']} {line['actor']}", entry.duty)


def words(text: str) -> list[str]:
    return [accented for accented, _ in forms(comparable(text or "").lower())]


def share(one: str, other: str) -> float:
    """Of the fewer words those that both have."""
    left, right = set(words(one)), set(words(other))
    return len(left & right) / max(1, min(len(left), len(right)))
