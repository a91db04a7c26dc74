"""Folders of documents into a build, published as a whole or not at all."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from assistant.chunking import VERSION as CHUNKER
from assistant.chunking import embedding_text, split
from assistant.documents.read import SUFFIXES, read_document
from assistant.documents.read import VERSION as READER
from assistant.embedding.encoder import Encoder, Vectors
from assistant.errors import (
    AssistantError,
    BuildFailed,
    CorpusError,
    EncoderError,
    IndexDamaged,
    IndexNotFound,
)
from assistant.index import Index
from assistant.index.accents import AccentCounter
from assistant.index.corpus import Listing, Refusal, list_corpora
from assistant.index.dense import Dense
from assistant.index.ledger import Ledger, Record, read_ledger, write_ledger
from assistant.index.lexical import LexicalWriter
from assistant.index.manifest import SCHEMA, Manifest, Recipe
from assistant.index.publish import CURRENT, builder, current_build, draft, publish
from assistant.index.ranking import Rows
from assistant.index.sentences import SentencesWriter, encode_8bit, sentences_of
from assistant.index.store import Store, StoreWriter
from assistant.index.survey import Finding, Parse, Parsed, examine
from assistant.types import Document, Passage
from assistant.vietnamese.tokens import VERSION as TOKENIZER
from assistant.vietnamese.tokens import tokenize

__all__ = ["BuildReport", "Progress", "Reader", "Refusal", "build_index"]

_SLICE = 128  # passages that are looked up, and encoded, at a time


class Reader(Protocol):
    """Makes a document of a file. Raises DocumentRefused or SecretDocument."""

    def __call__(self, source: str, data: bytes, *, sidecar: bytes | None = None) -> Document: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: `done` of `total` files or, past reading, passages."""

    stage: Literal["reading", "embedding", "indexing"]
    done: int
    total: int


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `documents` and `passages` are what the index now holds.

    `read`, `unchanged` and `removed` count documents; `passages_per_second` is of the passages
    newly made, over the whole time.
    """

    build: str
    documents: int
    passages: int
    read: int
    unchanged: int
    removed: int
    refused: tuple[Refusal, ...]
    seconds: float
    passages_per_second: float


def build_index(
    corpora: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    *,
    max_tokens: int = 200,
    full: bool = False,
    read: Reader = read_document,
    progress: Tell | None = None,
) -> BuildReport:
    """Makes the index hold just what stands in the corpus folders, and publishes it.

    Files that did not change are not read, split or embedded again, unless `full` is set or the
    index was made by another recipe (encoder, versions). Where nothing changed, the live build
    stays. A file that cannot be indexed is in the report and stops nothing. An empty corpus
    empties an index that is there, and is an error where there is none yet.

    Raises:
        CorpusError: a corpus folder is missing or cannot be read, or there is nothing to begin
            an index with.
        IndexBusy: another process is building this index.
        BuildFailed: the build could not be made; the last one is still in use.
        EncoderError: the encoder gave something else than vectors.
    """
    begun = time.perf_counter()
    listing = list_corpora(corpora, SUFFIXES, leave_out=index_dir)
    if not (listing.entries or listing.refused or (index_dir / CURRENT).exists()):
        raise CorpusError(
            f"There is no document in {', '.join(map(str, corpora))}.",
            f"Put documents there ({', '.join(sorted(SUFFIXES))}), then run `assistant index`.",
        )

    def parse(source: str, data: bytes, sidecar: bytes | None) -> Parsed:
        document = read(source, data, sidecar=sidecar)
        f"{document.title}{document.text}".encode()  # half a surrogate pair cannot be stored
        return document, split(document, encoder.count_tokens, max_tokens)

    recipe = Recipe(
        SCHEMA, encoder.identity, encoder.dimension, TOKENIZER, CHUNKER, max_tokens, READER
    )
    work = _Builder(index_dir, encoder, recipe, parse, progress or (lambda _: None), begun)
    try:
        with builder(index_dir), _reusable(index_dir, None if full else recipe) as live:
            return work.run(listing, live)
    except AssistantError:
        raise
    except Exception as error:
        raise BuildFailed(
            f"The index at {index_dir} could not be built: {str(error) or type(error).__name__}.",
            "Make sure that the disk has room and that this user may write there, then run"
            " `assistant index` again. The last whole build, if any, is still in use.",
        ) from error


@dataclass(slots=True)
class _Tally:
    """What a run found, for the report and for the next run."""

    refused: list[Refusal]
    records: list[Record] = field(default_factory=list)
    read: int = 0
    unchanged: int = 0
    made: int = 0
    unmasked: bool = False  # a file that older builds tell of turned out to be secret

    def note(self, finding: Finding) -> None:
        if finding.refusal:
            self.refused.append(finding.refusal)
            self.unmasked |= finding.refusal.secret and finding.changes
        elif finding.parsed:
            self.read += 1
            self.made += len(finding.parsed[1])
        else:
            self.unchanged += 1
        if finding.record:
            self.records.append(finding.record)


@dataclass(frozen=True, slots=True)
class _Builder:
    index_dir: Path
    encoder: Encoder
    recipe: Recipe
    parse: Parse
    tell: Tell
    begun: float

    def run(self, listing: Listing, live: Index | None) -> BuildReport:
        """Brings the index up to date. `live` is the live build where parts of it can be used."""
        before = _live_ledger(self.index_dir)
        gone = {source for source, record in before.items() if record.document}
        gone -= {entry.source for entry in listing.entries}
        tally = _Tally([*listing.refused])
        findings = self._survey(listing, before, live is not None, tally)
        same: list[Finding] = []
        different: Iterator[Finding] | None = findings
        if live and not gone:
            same, different = _until_change(findings)
        if live and different is None:
            build, manifest = live.build, live.manifest
            if {record.source: record for record in tally.records} != before:
                write_ledger(live.folder, tally.records)
        else:
            build, manifest = self._make(chain(same, different or ()), live, tally)
        seconds = time.perf_counter() - self.begun
        return BuildReport(
            build=build,
            documents=manifest.documents,
            passages=manifest.passages,
            read=tally.read,
            unchanged=tally.unchanged,
            removed=len(gone - {refusal.source for refusal in listing.refused}),
            refused=tuple(sorted(tally.refused, key=lambda refusal: refusal.source)),
            seconds=seconds,
            passages_per_second=tally.made / seconds,
        )

    def _survey(
        self, listing: Listing, before: Ledger, reuse: bool, tally: _Tally
    ) -> Iterator[Finding]:
        total = len(listing.entries)
        for done, entry in enumerate(listing.entries):
            self.tell(Progress("reading", done, total))
            finding = examine(entry, before.get(entry.source), self.parse, reuse=reuse)
            tally.note(finding)
            yield finding
        self.tell(Progress("reading", total, total))

    def _make(
        self, findings: Iterable[Finding], live: Index | None, tally: _Tally
    ) -> tuple[str, Manifest]:
        """Writes and publishes a new build of these findings, which are in order of source."""
        with draft(self.index_dir) as folder:
            origin = _write_store(folder, findings, live)
            with closing(Store(folder)) as store:
                self._write_vectors(folder, store, origin, live)
                self._write_words(folder, store)
                manifest = Manifest(
                    recipe=self.recipe,
                    corpus_digest=_corpus_digest(tally.records),
                    documents=store.document_count,
                    passages=store.passage_count,
                    created=datetime.now(UTC).isoformat(timespec="seconds"),
                )
            manifest.write(folder)
            write_ledger(folder, tally.records)
            Index(folder).close()  # what cannot be opened is never published
            return publish(folder, keep_previous=not tally.unmasked), manifest

    def _write_vectors(self, folder: Path, store: Store, origin: Rows, live: Index | None) -> None:
        """Vectors by row, of passages and of their sentences.

        Those of the live build where a row comes from there, else made.
        """
        dimension = self.recipe.dimension
        vectors = np.empty((len(origin), dimension), dtype=np.float32)
        counts = np.empty(len(origin), dtype=np.int64)
        old, new = np.flatnonzero(origin >= 0), np.flatnonzero(origin < 0)
        slices = [new[done : done + _SLICE] for done in range(0, len(new), _SLICE)]
        for rows in slices:
            counts[rows] = [len(sentences_of(p.text)) for p in store.passages(rows.tolist())]
        if live:
            counts[old] = live.sentences.counts(origin[old])
        sentences = SentencesWriter(counts, dimension)
        if live:
            vectors[old] = live.dense.vectors(origin[old])
            sentences.put(old, *live.sentences.coded(origin[old]))
        for done, rows in enumerate(slices):
            self.tell(Progress("embedding", done * _SLICE, len(new)))
            passages = store.passages(rows.tolist())
            texts = [embedding_text(store.document(p.document_id), p) for p in passages]
            vectors[rows] = self._encode(texts)
            parts = [sentence for p in passages for sentence in sentences_of(p.text)]
            sentences.put(rows, *encode_8bit(self._encode(parts)))
        self.tell(Progress("embedding", len(new), len(new)))
        Dense.write(folder, vectors)
        sentences.write(folder)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        made = self.encoder.encode_passages(texts)
        if made.shape != (len(texts), self.recipe.dimension) or not np.isfinite(made).all():
            raise EncoderError(
                f"The encoder {self.encoder.identity} did not give one vector of"
                f" {self.recipe.dimension} numbers per passage.",
                "Set another encoder, or install this one again.",
            )
        return made

    def _write_words(self, folder: Path, store: Store) -> None:
        words, accents = LexicalWriter(folder), AccentCounter()
        heading_tokens = lru_cache(maxsize=_SLICE)(tokenize)
        total = store.passage_count
        for done in range(0, total, _SLICE):
            self.tell(Progress("indexing", done, total))
            for row, passage in enumerate(
                store.passages(range(done, min(done + _SLICE, total))), done
            ):
                tokens = tokenize(passage.text)
                heading = _heading(store.document(passage.document_id), passage)
                words.add(row, tokens, heading_tokens(heading))
                accents.add(tokens)
        words.finish()
        accents.write(folder)
        self.tell(Progress("indexing", total, total))


def _write_store(folder: Path, findings: Iterable[Finding], live: Index | None) -> Rows:
    """Writes documents and passages. Gives each new row's row in the live build, or -1."""
    origin = [np.empty(0, dtype=np.int64)]
    with closing(StoreWriter(folder)) as writer:
        for finding in findings:
            if finding.parsed and finding.record:
                document, passages = finding.parsed
                writer.add(document, passages, finding.record.path)
                origin.append(np.full(len(passages), -1, dtype=np.int64))
            elif live and finding.record and finding.record.document:
                rows = live.store.passage_rows_of(finding.record.document)
                writer.add(
                    live.store.document(finding.record.document),
                    live.store.passages(rows.tolist()),
                    finding.record.path,
                )
                origin.append(rows)
        writer.commit()
    return np.concatenate(origin)


@contextmanager
def _reusable(index_dir: Path, recipe: Recipe | None) -> Iterator[Index | None]:
    """The live build, where it is whole and of this recipe."""
    live = None
    with suppress(IndexNotFound, IndexDamaged):
        live = Index.open(index_dir, None)
    try:
        yield live if live and live.manifest.recipe == recipe else None
    finally:
        if live:
            live.close()


def _live_ledger(index_dir: Path) -> Ledger:
    try:
        return read_ledger(index_dir / current_build(index_dir))
    except (IndexNotFound, IndexDamaged):
        return {}


def _until_change(
    findings: Iterator[Finding],
) -> tuple[list[Finding], Iterator[Finding] | None]:
    """The findings before the first that changes anything, and the rest; None where none does."""
    same: list[Finding] = []
    for finding in findings:
        if finding.changes:
            return same, chain([finding], findings)
        same.append(finding)
    return same, None


def _heading(document: Document, passage: Passage) -> str:
    return "\n".join((document.title, document.number or "", *passage.headings))


def _corpus_digest(records: Sequence[Record]) -> str:
    """SHA-256, in hex, over the sources and digests of the indexed files."""
    lines = (f"{record.digest} {record.source}\n" for record in records if record.document)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
