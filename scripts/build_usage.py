"""Counts how Vietnamese is written in general, out of the training text. Run by hand.

    python scripts/build_usage.py

`tuning/*.txt` (read by `tuning_text.py`) are documents and questions in people's own words. What is
in English or was typed without accents is left out: it tells nothing of accents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from itertools import pairwise
from pathlib import Path

from tuning_text import FOLDER, read_documents

from assistant.vietnamese.bigrams import END, START
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.tokens import forms

TABLE = Path(__file__).parent.parent / "src/assistant/vietnamese/data/usage.txt"
HEADER = """\
# How often words stand in Vietnamese text in general: a word, its count, then each word that
# follows it with its count; ^ stands before the first one, $ behind the last. Made by
# scripts/build_usage.py out of scripts/tuning.
"""
# In less of a text than this share of its words differ from the same without accents.
LEAST_ACCENTED = 0.4
# What is rarer is a name or a slip.
LEAST = 3


def main() -> None:
    words: Counter[str] = Counter()
    following: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts():
        both = forms(clean(text))
        if sum(word != folded for word, folded in both) < LEAST_ACCENTED * len(both):
            continue
        run = [word for word, _ in both]
        words.update([START, *run, END])
        for first, second in pairwise([START, *run, END]):
            following[first][second] += 1
    kept = {word for word, count in words.items() if count >= LEAST}
    lines = (line(word, words[word], following[word], kept) for word in sorted(kept))
    TABLE.write_text(HEADER + "".join(lines), encoding="utf-8")


def texts() -> Iterator[str]:
    """Titles, sentences and questions."""
    for path in sorted(FOLDER.glob("*.txt")):
        for document in read_documents(path):
            yield document.title
            yield from document.sentences
            yield from (question for question, _ in document.questions)
            yield from document.unanswered


def line(word: str, count: int, following: Counter[str], kept: Container[str]) -> str:
    """A word of the table."""
    after = (f"{second} {often}" for second, often in sorted(following.items()) if second in kept)
    return " ".join([word, str(count), *after]) + "\n"


if __name__ == "__main__":
    main()
