"""What the faces call: search, ask, documents."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Protocol

from assistant.answering.antecedents import remember
from assistant.answering.engine import Engine
from assistant.answering.followup import Beside, Completion, beside, complete
from assistant.answering.lookup import Record, look_up, record
from assistant.embedding.encoder import Encoder
from assistant.errors import DocumentNotFound, UsageError
from assistant.index import Index
from assistant.index.citations import EVERYBODY
from assistant.index.store import Store
from assistant.retrieval.coverage import idf
from assistant.retrieval.lexicon import Lexicon, shipped
from assistant.retrieval.retriever import Mode, Retriever, content_words, highlights, other_phrases
from assistant.retrieval.suggestions import Suggestion, Suggestions
from assistant.retrieval.understand import understand
from assistant.types import (
    Access,
    Answer,
    Deadline,
    Document,
    Filters,
    Hit,
    Language,
    Passage,
    Query,
    Turn,
)

MAX_RESULTS = 100


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one search; `total` counts those found, before `k` cut them."""

    query: Query
    total: int
    hits: tuple[Hit, ...]
    took_ms: float


class Conversation(Protocol):
    """Where the last turn of a conversation is held: the state file, or memory."""

    def last(self) -> Turn | None: ...

    def keep(self, turn: Turn) -> None: ...


class Assistant:
    """Answers over one open index, reading questions by the package's tables or an office's.

    Whoever may not read internal documents (`Filters.access`, `access`) is answered out of an
    index that holds none: their words weigh nothing, spell nothing and count nowhere.
    """

    def __init__(self, index: Index, encoder: Encoder, lexicon: Lexicon | None = None) -> None:
        self.index = index
        lexicon, public = lexicon or shipped(), index.within(frozenset({Access.PUBLIC}))
        self._whole = _Desk(index, encoder, lexicon)
        self._public = self._whole if public is index else _Desk(public, encoder, lexicon)
        self._suggestions = lru_cache(maxsize=2)(_suggestions)

    def _desk(self, access: frozenset[Access]) -> _Desk:
        return self._whole if self.index.within(access) is self.index else self._public

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
        filters = filters or Filters()
        desk = self._desk(filters.access)
        query = desk.understand(text)
        ranking = desk.retriever.rank(query, filters, mode)
        words, phrases = content_words(query), other_phrases(query)
        hits = tuple(
            replace(hit, highlights=highlights(words, phrases, hit.passage.text))
            for hit in desk.retriever.hits(ranking, k)
        )
        return SearchResult(query, len(ranking.rows), hits, _since(begin))

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        conversation: Conversation | None = None,
    ) -> Answer:
        """The answer in the documents' own sentences, or `not_found`.

        Within a conversation a question may lean on the one before; `restored` then says how it
        was read. What was asked with a wider access than now is forgotten.

        Raises:
            UsageError: the question is empty or too long.
        """
        begin = time.perf_counter()
        filters = filters or Filters()
        desk = self._desk(filters.access)
        query = desk.understand(question)
        previous = conversation.last() if conversation else None
        if previous and not filters.access.issuperset(previous.access):
            previous = None
        readings = complete(previous, query) if previous else ()
        near = beside(previous, query) if previous else None
        query, answer = desk.follow_up(query, readings, near, filters)
        if conversation:
            leans = previous and (readings or query.text == previous.question)
            turn = remember(query, answer, previous if leans else None)
            conversation.keep(replace(turn, access=tuple(sorted(filters.access))))
        return replace(answer, took_ms=_since(begin))

    def deadlines(self, filters: Filters | None = None) -> list[Deadline]:
        """What the documents say is due, by day; what names no day comes after.

        `since` and `until` bound the day itself, and leave out what names none; `issuer` is the
        body that issued the document or that must act; `place` where the duty is.

        Raises:
            UsageError: `since` is after `until`.
        """
        filters = filters or Filters()
        if filters.since and filters.until and filters.since > filters.until:
            raise UsageError(
                f"The period from {filters.since} to {filters.until} holds no day.",
                "Give the earlier date first.",
            )
        return self._store(filters.access).deadlines(filters)

    def documents(self, access: frozenset[Access] = EVERYBODY) -> list[Document]:
        """Every document of this access, by source."""
        return [one for one in self._store(access).documents() if one.access in access]

    def listed(self, filters: Filters, limit: int | None = None, offset: int = 0) -> list[Document]:
        """The documents within the filters, the newest first, undated ones last."""
        store = self._store(filters.access)
        return [store.document(one) for one in store.listing.ids(filters, limit, offset)]

    def suggest(
        self, typed: str, limit: int = 8, access: frozenset[Access] = EVERYBODY
    ) -> list[Suggestion]:
        """Titles, numbers and headings that hold the words typed so far: `Suggestions.find`."""
        return self._suggestions(self._store(access)).find(typed, limit)

    def find_documents(
        self, number_or_id: str, access: frozenset[Access] = EVERYBODY
    ) -> list[Document]:
        """The documents with this number, the newest first, or the one with this id.

        Raises:
            DocumentNotFound: there is none.
        """
        found = look_up(number_or_id, self._store(access), access)
        if found.unindexed:
            raise DocumentNotFound(
                f"No document in the index has the number {found.unindexed.number};"
                f" {found.unindexed.total} cite it.",
                "`assistant documents` lists those there are.",
            )
        return list(found.documents)

    def record(self, document: Document, access: frozenset[Access] = EVERYBODY) -> Record:
        """A document with what it cites, what cites it and what came in its place.

        Raises:
            DocumentNotFound: the document is not of this access.
        """
        return record(document, self._store(access), access)

    def passages(self, document: Document, access: frozenset[Access] = EVERYBODY) -> list[Passage]:
        """A document's passages, in order. Raises as `record` does."""
        store = self._store(access)
        return store.passages(store.passage_rows_of(document.id).tolist())

    def _store(self, access: frozenset[Access]) -> Store:
        return self.index.within(access).store


class _Desk:
    """Where those are served who may see what an index holds."""

    def __init__(self, index: Index, encoder: Encoder, lexicon: Lexicon) -> None:
        self._index = index
        self._lexicon = lexicon
        self.retriever = Retriever(index, encoder)
        weigh = lru_cache(maxsize=4096)(partial(idf, index.lexical))
        self._engine = Engine(index, self.retriever, weigh, self.understand)

    def understand(self, text: str, language: Language | None = None) -> Query:
        return understand(
            text,
            self._index.accents,
            lexicon=self._lexicon,
            near=self._index.store.provinces,
            language=language,
        )

    def follow_up(
        self, query: Query, readings: Sequence[Completion], near: Beside | None, filters: Filters
    ) -> tuple[Query, Answer]:
        """The answer to the first reading that has one, and the closest reading as a question.

        What takes nothing over (`Làm thành mấy bộ?`) is looked for where the last answer stands,
        and what only asks (`Ngày mấy?`) there first.
        """
        asked = near and replace(
            self.understand(near.text, query.language), original=query.original, restored=near.shown
        )
        if near and asked and not asked.concepts and (told := self._beside(near, asked, filters)):
            return told
        closest: tuple[Query, Answer] | None = None
        for reading in readings:
            completed = replace(
                self.understand(reading.text),
                original=query.original,
                restored=reading.text,
            )
            among = replace(filters, documents=reading.within) if reading.within else filters
            answer = self._engine.answer(
                completed, among, reading.language, reading.new, reading.besides
            )
            closest = closest or (completed, answer)
            if answer.citations:
                return closest[0], answer
        if near and asked and not closest:
            closest = self._beside(near, asked, filters)
        return closest or (query, self._engine.answer(query, filters, query.language))

    def _beside(self, near: Beside, asked: Query, filters: Filters) -> tuple[Query, Answer] | None:
        if any(one.name and one.phrases[0][0].isalpha() for one in asked.concepts):
            return None
        answer = self._engine.answer_beside(asked, near.previous.cited, filters, near.least)
        # What comes next is still of the topic, not of what was asked beside it.
        topic, language = near.previous.question, near.previous.language
        return (replace(asked, text=topic, language=language), answer) if answer else None


def _suggestions(store: Store) -> Suggestions:
    return Suggestions(store.listing.outlines())


def _since(begin: float) -> float:
    return 1000 * (time.perf_counter() - begin)
