"""Words by row: how much of a question each passage holds, over our own tokens."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.errors import IndexDamaged
from assistant.index.ranking import NOTHING, Ranked, Rows, best
from assistant.types import Access
from assistant.vietnamese.tokens import Token, pairs

FOLDER = "lexical"
FIELDS = ("accented", "accented_pairs", "folded", "folded_pairs")

# A query: concepts, each with alternatives, each of clauses (field, token, weight). Nothing that
# a user typed is ever parsed.
Clause = tuple[str, str, float]
Concept = Sequence[Sequence[Clause]]


class LookUp(Protocol):
    """A question to the index of words, put together already."""

    def __call__(self, k: int, rows: Rows | None = None, /) -> Ranked: ...


_ACCESS = "access"
_FREQUENCIES = 1 << 15
# Up to so many rows are looked up one by one: a set of them is sought among all rows there are.
_FEW = 256
_HEAP_BYTES = 128_000_000


class Lexical:
    """The words of a build.

    `accented` and `folded` hold the words of a passage, of its document's title and number, and
    of the headings above it; `…_pairs` neighbours joined by `_`.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        path = folder / FOLDER
        try:
            with _linked(path) as links:
                self._index = tantivy.Index.open(links)
                self._index.config_reader("manual")  # no thread that watches for commits
                self._searcher = self._index.searcher()
        except (OSError, ValueError) as error:
            raise IndexDamaged(
                f"{path} cannot be read as an index of words ({error}).",
                "Build the index again with `assistant index --full`.",
            ) from error

        self._seen: Access | None = None
        # A build never changes.
        self._frequency = lru_cache(maxsize=_FREQUENCIES)(self._count)

    def seen(self, access: Access) -> Lexical:
        """The same words for readers who may see this access alone.

        No other passage is found, nor counted: a word's weight would tell that one holds it.
        """
        restricted = copy(self)
        restricted._seen = access
        restricted._frequency = lru_cache(maxsize=_FREQUENCIES)(restricted._count)
        return restricted

    def __len__(self) -> int:
        """How many passages there are."""
        if self._seen is None:
            return int(self._searcher.num_docs)
        return int(self._searcher.doc_freq(_ACCESS, self._seen.value))

    def search(self, concepts: Sequence[Concept], k: int, rows: Rows | None = None) -> Ranked:
        """The `k` rows that hold most of the concepts, best first, ties by row.

        A row's score is the sum over the concepts of its best alternative: the summed weights of
        those of its tokens that the row holds, however often. `rows` are the only ones to be
        looked at; None means all. A row without any of the tokens is never given, so there may
        be fewer than `k`.
        """
        return self.prepare(concepts)(k, rows)

    def prepare(self, concepts: Sequence[Concept]) -> LookUp:
        """`search` for these concepts, as often as wanted; another thread may call it."""
        if not any(clauses for concept in concepts for clauses in concept):
            return lambda _k, _rows=None: NOTHING
        anywhere = self._sum_of(concepts)
        if self._seen is not None:
            anywhere = _within(anywhere, self._term(_ACCESS, self._seen.value))

        def look_up(k: int, rows: Rows | None = None) -> Ranked:
            if rows is not None and not len(rows):
                return NOTHING
            query = anywhere if rows is None else _within(anywhere, self._any_row(rows))

            def fetch(limit: int) -> Ranked:
                hits = self._searcher.search(query, limit, count=False).hits
                found = self._searcher.fast_field_values("row", [address for _, address in hits])
                return (
                    np.array(found, dtype=np.int64),
                    np.array([score for score, _ in hits], dtype=np.float32),
                )

            return best(fetch, k, len(self), ties=True)

        return look_up

    def document_frequency(self, field: str, token: str) -> int:
        """How many passages hold the token in this field."""
        return self._frequency(field, token)

    def _sum_of(self, concepts: Sequence[Concept]) -> Any:
        from tantivy import Occur, Query

        alone: dict[tuple[str, str], float] = defaultdict(float)
        parts: list[Any] = []
        for concept in concepts:
            if len(concept) == 1:
                for field, token, weight in concept[0]:
                    alone[field, token] += weight
            else:
                anyof = [self._any_of(_summed(clauses)) for clauses in concept if clauses]
                parts.append(Query.disjunction_max_query(anyof))
        parts.append(self._any_of(alone))
        return Query.boolean_query([(Occur.Should, part) for part in parts])

    def _any_of(self, weights: Mapping[tuple[str, str], float]) -> Any:
        """Sums the weights of those tokens that a row holds."""
        from tantivy import Occur, Query

        terms = (
            Query.const_score_query(self._term(field, token), weight)
            for (field, token), weight in weights.items()
        )
        return Query.boolean_query([(Occur.Should, term) for term in terms])

    def _any_row(self, rows: Rows) -> Any:
        from tantivy import Occur, Query

        if len(rows) > _FEW:
            return Query.term_set_query(self._index.schema, "row", rows.tolist())
        return Query.boolean_query([(Occur.Should, self._term("row", r)) for r in rows.tolist()])

    def _term(self, field: str, token: str | int) -> Any:
        from tantivy import Query

        return Query.term_query(self._index.schema, field, token, index_option="basic")

    def _count(self, field: str, token: str) -> int:
        """How many passages that may be seen hold a token."""
        if self._seen is None:
            return int(self._searcher.doc_freq(field, token))
        from tantivy import Occur, Query

        both = (self._term(field, token), self._term(_ACCESS, self._seen.value))
        query = Query.boolean_query([(Occur.Must, term) for term in both])
        found: Any = self._searcher.search(query, 1, count=True)  # its type leaves out `count`
        return int(found.count)


def _within(query: Any, allowed: Any) -> Any:
    """The query among the rows that another one allows, which adds nothing to their scores."""
    from tantivy import Occur, Query

    silent = Query.boost_query(Query.const_score_query(allowed, 1.0), 0.0)
    return Query.boolean_query([(Occur.Must, silent), (Occur.Must, query)])


def _summed(clauses: Sequence[Clause]) -> Mapping[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for field, token, weight in clauses:
        weights[field, token] += weight
    return weights


class LexicalWriter:
    """Fills a new index of words, row by row. Raises OSError where it cannot be written."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        path = folder / FOLDER
        path.mkdir()
        builder = tantivy.SchemaBuilder()
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
        builder.add_text_field(_ACCESS, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("row", indexed=True, fast=True)
        index = tantivy.Index(builder.build(), path=str(path), reuse=False)
        self._document = tantivy.Document
        self._path = path
        # One thread: segments then hold rows in order, and a build is the same every time.
        self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, row: int, *runs: Sequence[Token], access: Access = Access.PUBLIC) -> None:
        """Adds a passage: its text and what stands above it, each a run of its own."""
        accented = [[token.text for token in run] for run in runs]
        folded = [[token.folded for token in run] for run in runs]
        columns = (
            " ".join(word for words in column for word in words)
            for forms in (accented, folded)
            for column in (forms, [pairs(words) for words in forms])
        )
        self._writer.add_document(
            self._document(row=row, access=access.value, **dict(zip(FIELDS, columns, strict=True)))
        )

    def finish(self) -> None:
        with _writing():
            self._writer.commit()
            self._writer.wait_merging_threads()
        # The engine makes some files for its own user alone; who may enter the folder reads them.
        readable = self._path.stat().st_mode & 0o666
        for file in self._path.iterdir():
            file.chmod(readable)


@contextmanager
def _linked(path: Path) -> Iterator[str]:
    """A folder of links to the files of an index, for as long as it is being opened.

    The engine takes a lock file even to read. It finds room for it here, so that nothing is
    written to the index, and one on a read-only disk can be opened. Its files stay mapped when
    the links are gone.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-") as temporary:
        links = Path(temporary, "links")
        links.mkdir()
        for file in path.iterdir():
            if file.suffix != ".lock":
                (links / file.name).symlink_to(file.resolve())
        try:
            yield str(links)
        finally:
            # The thread that was watching may be at its lock file still: it no longer finds the
            # folder, and so cannot put a file into what is being removed.
            links.rename(links.with_name("closed"))


@contextmanager
def _writing() -> Iterator[None]:
    """The engine's own words tell of its threads, not of the disk that is full."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"{FOLDER}/ cannot be written") from error
