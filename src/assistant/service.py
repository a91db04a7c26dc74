"""What the faces call: search, ask, documents."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from assistant.answering.compose import compose
from assistant.answering.evidence import gather, query_terms
from assistant.embedding.encoder import Encoder
from assistant.errors import DocumentNotFound, UsageError
from assistant.index import Index
from assistant.retrieval.coverage import idf
from assistant.retrieval.retriever import Mode, Retriever, highlights
from assistant.retrieval.understand import understand
from assistant.types import Answer, Document, Filters, Hit, Passage, Query
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.numbers import parse_number

# How many passages are read for sentences that answer, and how many a reply carries along.
_READ = 12
_SHOWN = 5
MAX_RESULTS = 100


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one search; `total` counts those found, before `k` cut them."""

    query: Query
    total: int
    hits: tuple[Hit, ...]
    took_ms: float


class Assistant:
    """Answers over one open index."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index = index
        self._retriever = Retriever(index, encoder)
        self._idf = lru_cache(maxsize=4096)(partial(idf, index.lexical, "folded"))

    def search(
        self, text: str, k: int = 10, filters: Filters | None = None, mode: Mode = "hybrid"
    ) -> SearchResult:
        """The `k` best passages within the filters.

        Raises:
            UsageError: the query is empty or too long, or `k` is out of bounds.
        """
        if not 1 <= k <= MAX_RESULTS:
            raise UsageError(f"{k} results were asked for.", f"Ask for 1 to {MAX_RESULTS}.")
        begin = time.perf_counter()
        query = understand(text, self.index.accents)
        ranking = self._retriever.rank(query, filters, mode)
        hits = tuple(
            replace(hit, highlights=highlights(query, hit.passage.text))
            for hit in self._retriever.hits(ranking, k)
        )
        return SearchResult(query, len(ranking.rows), hits, _since(begin))

    def ask(self, question: str, filters: Filters | None = None) -> Answer:
        """The answer in the documents' own sentences, or `not_found`.

        Raises:
            UsageError: the question is empty or too long.
        """
        begin = time.perf_counter()
        query = understand(question, self.index.accents)
        hits = self._retriever.hits(self._retriever.rank(query, filters), _READ)
        terms = query_terms(query, self._idf)
        evidence = gather(query, hits, terms)
        answer = compose(query, evidence, terms, hits[:_SHOWN])
        return replace(answer, took_ms=_since(begin))

    def documents(self) -> list[Document]:
        """Every document, by source."""
        return list(self.index.store.documents())

    def find_documents(self, number_or_id: str) -> list[Document]:
        """The documents with this number, or the one with this id.

        Raises:
            DocumentNotFound: there is none.
        """
        store = self.index.store
        number = parse_number(clean(number_or_id))
        found = store.by_mention(number) if number else []
        if found:
            return found
        try:
            return [store.document(number_or_id.strip())]
        except DocumentNotFound:
            raise DocumentNotFound(
                f"No document in the index has the number or id {number_or_id}.",
                "`assistant documents` lists those there are.",
            ) from None

    def passages(self, document: Document) -> list[Passage]:
        """A document's passages, in order."""
        return self.index.store.passages(self.index.store.passage_rows_of(document.id).tolist())


def _since(begin: float) -> float:
    return 1000 * (time.perf_counter() - begin)
