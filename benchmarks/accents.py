"""How rightly accents are put back into questions that were typed without them.

    python -m benchmarks.accents

Questions of the public sets, each by its own set, and those to the made offices of the tests, each
by its own office. What was typed without accents is left out. `words` and `questions` are the
shares that come back otherwise than they were written; slips that are mended on the way count.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from assistant.embedding import Encoder, load_encoder
from assistant.evaluation import beir
from assistant.evaluation.answers import load_questions
from assistant.evaluation.retrieval import index_dataset
from assistant.index import Index
from assistant.index.build import build_index
from assistant.vietnamese.accents import is_accented, restore
from assistant.vietnamese.bigrams import AccentCounts
from assistant.vietnamese.normalize import clean, fold
from assistant.vietnamese.tokens import forms
from benchmarks.report import SHARED

SETS = ("xquad_vi", "alqac_vire")
TESTS = Path(__file__).parent.parent / "tests"
# Fewer words with accents are a slip in a question that was typed without any.
_LEAST = 3


class Tally:
    """Counts what came back otherwise."""

    def __init__(self) -> None:
        self.words = self.wrong_words = self.questions = self.wrong_questions = 0

    def add(self, questions: Iterable[str], counts: AccentCounts) -> None:
        """Types the questions without accents and puts them back."""
        for question in map(clean, questions):
            meant = [word for word, _ in forms(question)]
            if sum(map(is_accented, meant)) < _LEAST:
                continue
            found = [word for word, _ in forms(restore(fold(question), counts))]
            wrong = sum(a != b for a, b in zip(meant, found, strict=True))
            self.words += len(meant)
            self.wrong_words += wrong
            self.questions += 1
            self.wrong_questions += wrong > 0

    def shares(self) -> dict[str, float]:
        """Of words and of questions."""
        return {
            "words": round(self.wrong_words / self.words, 4),
            "questions": round(self.wrong_questions / self.questions, 4),
        }


def of_set(dataset: beir.Dataset, encoder: Encoder) -> dict[str, float]:
    """The shares of a public set."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        _, index, _ = index_dataset(dataset, encoder, Path(folder))
        with index:
            tally.add(dataset.queries.values(), index.accents)
    return tally.shares()


def of_offices(encoder: Encoder) -> dict[str, float]:
    """The shares of all made offices together."""
    tally = Tally()
    for office in sorted((TESTS / "data" / "unseen").iterdir()):
        asked = load_questions(TESTS / "questions" / f"unseen-{office.name}.jsonl")
        with tempfile.TemporaryDirectory() as folder:
            build_index([office], Path(folder), encoder)
            with Index.open(Path(folder), encoder) as index:
                tally.add((question.text for question in asked), index.accents)
    return tally.shares()


def main() -> None:
    encoder = load_encoder("bundled")
    figures = {name: of_set(beir.load(SHARED / "bench" / name), encoder) for name in SETS}
    print(json.dumps({**figures, "made offices": of_offices(encoder)}, indent=2))


if __name__ == "__main__":
    main()
