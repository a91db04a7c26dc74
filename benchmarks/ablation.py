"""What each step of ranking adds on the public sets, and what it costs.

    python -m benchmarks ablation [--limit 60]

A variant is the real `Retriever` over the real index with one step taken out: other weights, a
view of the index that lacks a part, or a question that lacks what was read into it.
"""

from __future__ import annotations

import copy
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np

from assistant.embedding import Encoder, load_encoder
from assistant.evaluation import beir
from assistant.evaluation.metrics import accuracy_at_1, recall_at, reciprocal_rank_at
from assistant.evaluation.retrieval import index_dataset
from assistant.index import Index
from assistant.index.lexical import FIELDS, Concept, LexicalWriter, LookUp
from assistant.index.lexical import FOLDER as LEXICAL
from assistant.index.ranking import Ranked, Rows, Scores
from assistant.retrieval.retriever import Mode, Retriever, Weights
from assistant.retrieval.understand import understand
from assistant.types import Narrowing, Query
from assistant.vietnamese.bigrams import AccentCounts, Form
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.tokens import tokenize
from benchmarks.report import README, data_sets, milliseconds, replace_block, save, table

_DEEP = 100  # passages that are read for ten documents, as `assistant eval retrieval` does
_METRICS = ("acc@1", "mrr@10", "r@10")

Row = tuple[float, float, float]  # the metrics of one question


class FewerFields:
    """The index of words without some of its fields; those left make up the whole."""

    def __init__(self, lexical: Any, dropped: frozenset[str]) -> None:
        self._lexical, self._dropped = lexical, dropped
        self._scale = len(FIELDS) / (len(FIELDS) - len(dropped))

    def __len__(self) -> int:
        return len(self._lexical)

    def document_frequency(self, field: str, token: str) -> int:
        """0 in a dropped field: such tokens count for nothing."""
        if field in self._dropped:
            return 0
        return int(self._lexical.document_frequency(field, token))

    def search(self, concepts: Sequence[Concept], k: int, rows: Rows | None = None) -> Ranked:
        return self.prepare(concepts)(k, rows)

    def prepare(self, concepts: Sequence[Concept]) -> LookUp:
        look_up = self._lexical.prepare(concepts)

        def scaled(k: int, rows: Rows | None = None) -> Ranked:
            found, scores = look_up(k, rows)
            return found, scores * np.float32(self._scale)

        return scaled


class NoSentences:
    """No vectors of sentences."""

    def best(self, _vector: Scores, rows: Rows) -> Scores:
        return np.zeros(len(rows), dtype=np.float32)


class NoCounts:
    """Nothing was counted: accents are put back by what is usual in Vietnamese alone."""

    total = 0

    def forms(self, _folded: str) -> Mapping[str, Form]:
        return {}

    def follows(self, _first: str, _second: str) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to rank. `unused` are the parts on disk, and fields of words, that it does without."""

    name: str
    mode: Mode = "hybrid"
    weights: Weights = field(default_factory=Weights)
    counts: AccentCounts | None = None
    sentences: bool = True
    read: Callable[[Query], Query] = lambda query: query
    unused: frozenset[str] = frozenset()

    def view(self, index: Index) -> Index:
        """The index as this variant sees it."""
        seen = copy.copy(index)
        if dropped := self.unused & set(FIELDS):
            seen.lexical = cast(Any, FewerFields(index.lexical, dropped))
        if not self.sentences:
            seen.sentences = cast(Any, NoSentences())
        return seen


def _one_phrase(query: Query) -> Query:
    """Only the words that were asked: no synonyms, no successors of places."""
    return replace(
        query, concepts=tuple(replace(c, phrases=c.phrases[:1], related=()) for c in query.concepts)
    )


def variants() -> list[Variant]:
    """Each signal alone, all of them, and all without one."""
    parts = frozenset({"dense", "sentences", "lexical", "accents"})
    accented, folded = frozenset(FIELDS[:2]), frozenset(FIELDS[2:])
    paired = frozenset(FIELDS[1::2])
    return [
        Variant(
            "passage vectors alone",
            mode="dense",
            sentences=False,
            unused=parts - {"dense", "accents"},
        ),
        Variant("vectors of passages and sentences", mode="dense", unused=frozenset({"lexical"})),
        Variant("words alone", mode="lexical", unused=frozenset({"dense", "sentences"})),
        Variant("all"),
        Variant("without sentence vectors", sentences=False, unused=frozenset({"sentences"})),
        Variant("without the text's own accents", counts=NoCounts(), unused=frozenset({"accents"})),
        Variant("without the accented fields", unused=accented),
        Variant("without the folded fields", unused=folded),
        Variant("without pairs of syllables", unused=paired),
        Variant("without synonyms", read=_one_phrase),
        Variant(
            "without kind, issuer, place and date",
            read=lambda query: replace(query, narrowing=Narrowing()),
        ),
        Variant("without numbers looked up", read=lambda query: replace(query, numbers=())),
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """`relevant`: passage id → grade."""

    text: str
    relevant: Mapping[str, int]


def measure(
    variant: Variant,
    index: Index,
    encoder: Encoder,
    names: Mapping[str, str],
    questions: Sequence[Question],
) -> tuple[list[Row], list[float]]:
    """Metrics per question, and the seconds that reading, embedding and ranking it took."""
    retriever = Retriever(variant.view(index), encoder, variant.weights)
    counts = variant.counts or index.accents
    rows: list[Row] = []
    seconds: list[float] = []
    for question in questions:
        begin = time.perf_counter()
        query = variant.read(understand(question.text, counts))
        ranking = retriever.rank(query, mode=variant.mode)
        seconds.append(time.perf_counter() - begin)
        hits = retriever.hits(ranking, _DEEP)
        ranked = list(dict.fromkeys(names[hit.document.source] for hit in hits))
        rows.append(
            (
                accuracy_at_1(ranked, question.relevant),
                reciprocal_rank_at(10, ranked, question.relevant),
                recall_at(10, ranked, question.relevant),
            )
        )
    return rows, seconds


def bytes_of_parts(index: Index) -> dict[str, float]:
    """Bytes per passage of each part on disk, and of each field of the index of words."""
    count = len(index.dense)
    sizes = {
        "dense": _size(index.folder.glob("dense*")),
        "sentences": _size(index.folder.glob("sentences*")),
        "lexical": _size((index.folder / LEXICAL).iterdir()),
        "accents": _size(index.folder.glob("accents*")),
        "store": _size(index.folder.glob("store*")),
    }
    whole = _lexical_size(index, frozenset())
    for name in FIELDS:
        sizes[name] = whole - _lexical_size(index, frozenset({name}))
    return {name: round(size / count, 1) for name, size in sizes.items()}


def _size(files: Iterator[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _lexical_size(index: Index, dropped: frozenset[str]) -> int:
    """Bytes of the index of words over the passages' texts without some fields."""
    with tempfile.TemporaryDirectory() as folder:
        writer = _WriterOfFewer(Path(folder), dropped)
        for row, passage in enumerate(index.store.passages(range(len(index.dense)))):
            writer.add(row, tokenize(passage.text))
        writer.finish()
        return _size((Path(folder) / LEXICAL).iterdir())


class _WriterOfFewer(LexicalWriter):
    """Leaves fields empty."""

    def __init__(self, folder: Path, dropped: frozenset[str]) -> None:
        super().__init__(folder)
        make = self._document

        def fewer(**columns: Any) -> Any:
            return make(**{n: "" if n in dropped else value for n, value in columns.items()})

        self._document = cast(Any, fewer)


def bytes_used(variant: Variant, parts: Mapping[str, float]) -> float:
    """Bytes per passage on disk that a variant needs, texts left out."""
    searched = sum(parts[name] for name in ("dense", "sentences", "lexical", "accents"))
    return searched - sum(parts[name] for name in variant.unused)


def run(sets: Path, limit: int | None = None) -> dict[str, Any]:
    """Every variant on every set, questions as they are and without accents.

    Constants were chosen on the even-numbered questions, so the odd ones are shown by themselves.
    """
    encoder = load_encoder("bundled")
    found: list[dict[str, Any]] = []
    parts: dict[str, dict[str, float]] = {}
    for folder in data_sets(sets):
        dataset = beir.load(folder)
        with tempfile.TemporaryDirectory(prefix="assistant-ablation-") as scratch:
            _, index, names = index_dataset(dataset, encoder, Path(scratch))
            with index:
                sizes = parts[dataset.name] = bytes_of_parts(index)
                asked = [
                    Question(dataset.queries[name], relevant)
                    for name, relevant in islice(dataset.qrels.items(), limit)
                ]
                bare = [replace(question, text=fold(question.text)) for question in asked]
                measure(Variant("warming up"), index, encoder, names, asked[:20])
                for variant in variants():
                    for unaccented, questions in ((False, asked), (True, bare)):
                        print(dataset.name, variant.name, unaccented, file=sys.stderr)
                        rows, seconds = measure(variant, index, encoder, names, questions)
                        found.append(
                            {
                                "set": dataset.name,
                                "variant": variant.name,
                                "unaccented": unaccented,
                                "questions": len(rows),
                                "all": _mean(rows),
                                "odd": _mean(rows[1::2]),
                                "ms": milliseconds(seconds),
                                "bytes_per_passage": round(bytes_used(variant, sizes)),
                            }
                        )
    return {"limit": limit, "bytes_per_passage": parts, "rows": found}


def _mean(rows: Sequence[Row]) -> dict[str, float]:
    return {
        name: round(float(value), 4)
        for name, value in zip(_METRICS, np.mean(rows, axis=0), strict=True)
    }


def as_markdown(figures: Mapping[str, Any]) -> str:
    """A table a set: acc@1 / MRR@10 / R@10 of all questions and the odd ones, and the cost."""
    blocks = []
    for name in dict.fromkeys(row["set"] for row in figures["rows"]):
        rows = [row for row in figures["rows"] if row["set"] == name]
        head = (
            f"{name}: all questions",
            "odd",
            "all, without accents",
            "odd, without accents",
            "ms",
            "bytes a passage",
        )
        lines = []
        for variant in dict.fromkeys(row["variant"] for row in rows):
            plain, bare = (
                next(r for r in rows if r["variant"] == variant and r["unaccented"] is unaccented)
                for unaccented in (False, True)
            )
            shown = [_shown(r[part]) for r in (plain, bare) for part in ("all", "odd")]
            cost = f"{plain['ms']['p50']:.1f}", f"{plain['bytes_per_passage']:,}"
            lines.append((variant, *shown, *cost))
        blocks.append(table(("", *head), lines))
    return "\n\n".join(blocks)


def _shown(metrics: Mapping[str, float]) -> str:
    return " / ".join(f"{metrics[name]:.4f}".removeprefix("0") for name in _METRICS)


def publish(figures: dict[str, Any]) -> None:
    """Writes `results/ablation.json` and the table in the README; only ever of a whole run."""
    save("ablation", figures)
    text = README.read_text("utf-8")
    README.write_text(replace_block(text, "ablation", as_markdown(figures)), "utf-8")
