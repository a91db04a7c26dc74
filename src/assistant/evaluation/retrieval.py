"""How well search finds the right passage of a BEIR set."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.encoder import Encoder
from assistant.evaluation.beir import Dataset
from assistant.evaluation.metrics import accuracy_at_1, ndcg_at, recall_at, reciprocal_rank_at
from assistant.index import Index
from assistant.index.build import BuildReport, Progress, build_index
from assistant.retrieval.retriever import Mode, Retriever
from assistant.retrieval.understand import understand
from assistant.types import Document
from assistant.vietnamese.normalize import clean, fold

# A document's score is its best passage's, so passages are read deeper than the ten documents.
_PASSAGES = 100


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Figures of one run; times in seconds and milliseconds as named."""

    dataset: str
    mode: Mode
    unaccented: bool
    documents: int
    passages: int
    queries: int
    accuracy_at_1: float
    recall_at_5: float
    recall_at_10: float
    mrr_at_10: float
    ndcg_at_10: float
    index_seconds: float
    passages_per_second: float
    query_ms_p50: float
    query_ms_p95: float
    peak_rss_mb: float

    def as_json(self) -> dict[str, Any]:
        """Field names as they are written: `acc@1`, `mrr@10`."""
        short = {"accuracy_at_1": "acc@1"}
        return {
            short.get(name, name.replace("_at_", "@")): round(v, 4) if isinstance(v, float) else v
            for name, v in asdict(self).items()
        }


def evaluate_retrieval(
    dataset: Dataset,
    encoder: Encoder,
    mode: Mode = "hybrid",
    *,
    unaccented: bool = False,
    limit: int | None = None,
    max_tokens: int = 200,
    progress: Callable[[Progress], None] | None = None,
) -> RetrievalReport:
    """Builds a throw-away index of the set, asks its questions, measures."""
    with tempfile.TemporaryDirectory(prefix="assistant-eval-") as folder:
        built, index, names = index_dataset(dataset, encoder, Path(folder), max_tokens, progress)
        with index:
            retriever = Retriever(index, encoder)
            scores, times = [], []
            for query_id, relevant in islice(dataset.qrels.items(), limit):
                text = dataset.queries[query_id]
                begin = time.perf_counter()
                query = understand(fold(text) if unaccented else text, index.accents)
                hits = retriever.hits(retriever.rank(query, mode=mode), _PASSAGES)
                times.append(1000 * (time.perf_counter() - begin))
                ranked = list(dict.fromkeys(names[h.document.source] for h in hits))
                scores.append(
                    (
                        accuracy_at_1(ranked, relevant),
                        recall_at(5, ranked, relevant),
                        recall_at(10, ranked, relevant),
                        reciprocal_rank_at(10, ranked, relevant),
                        ndcg_at(10, ranked, relevant),
                    )
                )
    accuracy, recall_5, recall_10, reciprocal, ndcg = (float(m) for m in np.mean(scores, axis=0))
    return RetrievalReport(
        dataset=dataset.name,
        mode=mode,
        unaccented=unaccented,
        documents=built.documents,
        passages=built.passages,
        queries=len(scores),
        accuracy_at_1=accuracy,
        recall_at_5=recall_5,
        recall_at_10=recall_10,
        mrr_at_10=reciprocal,
        ndcg_at_10=ndcg,
        index_seconds=built.seconds,
        passages_per_second=built.passages_per_second,
        query_ms_p50=float(np.percentile(times, 50)),
        query_ms_p95=float(np.percentile(times, 95)),
        peak_rss_mb=peak_rss_mb(),
    )


def index_dataset(
    dataset: Dataset,
    encoder: Encoder,
    folder: Path,
    max_tokens: int = 200,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[BuildReport, Index, dict[str, str]]:
    """Indexes the set's passages as documents; also gives source → passage id.

    The text is taken as it is: the readers' cleaning is for files, and is not measured here.
    """
    corpus = folder / "corpus"
    corpus.mkdir()
    names = {f"{i:06}.txt": name for i, name in enumerate(dataset.corpus)}
    for source, name in names.items():
        (corpus / source).write_text(name, encoding="utf-8")

    def read(source: str, data: bytes, **_: Any) -> Document:
        title, text = dataset.corpus[names[source]]
        return Document(
            id=source[:-4], source=source, title=clean(title), text=clean(text), digest=data.hex()
        )

    report = build_index(
        [corpus],
        folder / "index",
        encoder,
        max_tokens=max_tokens,
        read=read,
        progress=progress,
    )
    return report, Index.open(folder / "index", encoder), names


def peak_rss_mb() -> float:
    """The most memory this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
