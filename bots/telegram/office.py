"""The assistant as the bot uses it: off the event loop, and publishable documents alone.

Telegram is an outside service. Whatever is asked for here is asked for within `PUBLIC`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.answering.lookup import LookUp, Record, look_up
from assistant.errors import AssistantError
from assistant.index.listing import Facet
from assistant.index.store import Store
from assistant.service import Assistant, Conversation, SearchResult
from assistant.types import Access, Answer, Deadline, Document, Filters, Passage

PUBLIC = frozenset({Access.PUBLIC})

T = TypeVar("T")


class Live(Protocol):
    """Whatever gives the assistant over the newest build, for as long as it is used."""

    def use(self) -> AbstractContextManager[Assistant]: ...

    @property
    def failure(self) -> AssistantError | None: ...


class Office:
    """Every method raises what the assistant raises: AssistantError."""

    def __init__(self, live: Live, threads: int) -> None:
        self._live = live
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="assistant")

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def failure(self) -> AssistantError | None:
        """Why the newest build could not be opened; None where it was."""
        return self._live.failure

    async def use(self, work: Callable[[Assistant], T]) -> T:
        """What `work` makes of the assistant, in a thread."""

        def run() -> T:
            with self._live.use() as assistant:
                return work(assistant)

        return await asyncio.get_running_loop().run_in_executor(self._pool, run)

    async def ask(self, question: str, conversation: Conversation) -> Answer:
        filters = Filters(access=PUBLIC)
        return await self.use(lambda a: a.ask(question, filters, conversation))

    async def search(self, query: str, k: int) -> SearchResult:
        return await self.use(lambda a: a.search(query, k, Filters(access=PUBLIC)))

    async def deadlines(self, filters: Filters) -> list[Deadline]:
        public = replace(filters, access=PUBLIC)
        return await self.use(lambda a: a.deadlines(public))

    async def look_up(self, number_or_id: str) -> LookUp:
        """Raises DocumentNotFound."""
        return await self.use(lambda a: look_up(number_or_id, public_store(a), PUBLIC))

    async def documents(self, filters: Filters, first: int, most: int) -> list[Document]:
        """So many documents within the filters, the newest first."""

        def listed(assistant: Assistant) -> list[Document]:
            store = public_store(assistant)
            ids = store.listing.ids(replace(filters, access=PUBLIC), most, first)
            return [store.document(one) for one in ids]

        return await self.use(listed)

    async def count(self, filters: Filters) -> int:
        """How many documents there are within the filters."""
        public = replace(filters, access=PUBLIC)
        return await self.use(lambda a: public_store(a).listing.total(public))

    async def names(self, field: Facet, most: int) -> list[str]:
        """What documents bear in a field, the most frequent first."""
        filters = Filters(access=PUBLIC)
        counts = await self.use(lambda a: public_store(a).listing.counts(field, filters))
        return [name for name, _ in counts[:most]]

    async def document(self, document_id: str) -> Document:
        """Raises DocumentNotFound, also where it may not be published."""
        return await self.use(lambda a: public_store(a).document(document_id))

    async def digests(self, document_ids: Iterable[str]) -> dict[str, str]:
        """The digest of each document, by its id."""
        wanted = set(document_ids)
        return await self.use(
            lambda a: {one: public_store(a).document(one).digest for one in wanted}
        )

    async def record(self, document_id: str) -> Record:
        """Raises DocumentNotFound, also where it may not be published."""
        return await self.use(lambda a: a.record(public_store(a).document(document_id), PUBLIC))

    async def passages(self, document: Document) -> list[Passage]:
        return await self.use(lambda a: a.passages(document, PUBLIC))

    async def path(self, document: Document) -> Path:
        """Where its file stood when it was indexed. Raises DocumentNotFound."""
        return await self.use(lambda a: public_store(a).path(document.id))


def public_store(assistant: Assistant) -> Store:
    """The documents as if there were none but those that may be published."""
    return assistant.index.within(PUBLIC).store
