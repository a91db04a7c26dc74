"""Folders of documents into a build, published as a whole or not at all.

First everything new is read and encoded, in whichever order files are done; what is done is kept
(`unfinished`), so that an interrupted build is taken up by the next one. Then the build is written,
in the order of the sources.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from assistant.chunking import VERSION as CHUNKER
from assistant.chunking import split
from assistant.documents.read import SUFFIXES, read_document
from assistant.documents.read import VERSION as READER
from assistant.documents.work import Reader
from assistant.documents.workers import Limits, ReadAll, Workers, read_here
from assistant.embedding.encoder import Encoder
from assistant.errors import (
    AssistantError,
    BuildFailed,
    CorpusError,
    IndexDamaged,
    IndexNotFound,
)
from assistant.index import Index
from assistant.index.accents import AccentCounter
from assistant.index.corpus import Entry, Listing, Refusal, list_corpora
from assistant.index.dense import DenseWriter
from assistant.index.duplicates import Copy, pick_one_of_each, strictest
from assistant.index.encoding import Encoding
from assistant.index.ledger import Ledger, Record, read_ledger, write_ledger
from assistant.index.lexical import LexicalWriter
from assistant.index.manifest import SCHEMA, Manifest, Recipe
from assistant.index.parts import Place, Sources
from assistant.index.publish import CURRENT, builder, current_build, draft, publish
from assistant.index.report import BuildReport, Progress, Tell, incomplete
from assistant.index.sentences import SentencesWriter
from assistant.index.store import Store, StoreWriter
from assistant.index.survey import Conditions, Finding, Known, glance, job_for, judge
from assistant.index.unfinished import Unfinished
from assistant.types import Document, Passage
from assistant.vietnamese.tokens import VERSION as TOKENIZER
from assistant.vietnamese.tokens import tokenize

__all__ = ["BuildReport", "Copy", "Limits", "Progress", "Reader", "Refusal", "build_index"]

_SLICE = 128  # passages that are looked up, and encoded, at a time


def build_index(  # noqa: PLR0913 (each has a default that is right for most)
    corpora: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    *,
    max_tokens: int = 200,
    full: bool = False,
    allow_empty: bool = False,
    read: Reader = read_document,
    limits: Limits | None = None,
    progress: Tell | None = None,
) -> BuildReport:
    """Makes the index hold just what stands in the corpus folders, and publishes it.

    Files that did not change are not read, split or embedded again, unless `full` is set or the
    index was made by another recipe (encoder, versions). Where nothing changed, the live build
    stays. A file that cannot be indexed is in the report and stops nothing. With `limits` files
    are read in processes of their own, which a file that breaks or hangs its reader cannot leave.

    A build that is interrupted, however that is done, leaves what it has read and encoded to the
    next one. An empty corpus is an error, unless `allow_empty` is set and there is an index to be
    emptied: a network folder that is not mounted looks just like it.

    Raises:
        CorpusError: a corpus folder is missing, cannot be read, or has become empty.
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
    recipe = Recipe(
        SCHEMA, encoder.identity, encoder.dimension, TOKENIZER, CHUNKER, max_tokens, READER
    )
    tell = progress or (lambda _: None)
    try:
        with builder(index_dir), _reusable(index_dir, None if full else recipe) as live:
            before = _live_ledger(index_dir)
            if not allow_empty:
                _check_emptied(corpora, listing, before)
            work = Unfinished(index_dir, recipe)
            if full:
                work.remove()
            read_all = Workers(limits, read) if limits else read_here(read)
            run = _Builder(
                index_dir, encoder, recipe, read_all, Conditions(str(limits)), tell, begun
            )
            with closing(work):
                return run.run(listing, before, live, work)
    except AssistantError:
        raise
    except Exception as error:
        raise BuildFailed(
            f"The index at {index_dir} could not be built: {str(error) or type(error).__name__}.",
            "Make sure that the disk has room and that this user may write there, then run"
            " `assistant index` again. The last whole build, if any, is still in use.",
        ) from error


def _check_emptied(corpora: Sequence[Path], listing: Listing, before: Ledger) -> None:
    """Raises CorpusError where a folder that held documents holds nothing at all any more."""
    for corpus in corpora:
        root = corpus.resolve()
        if any(entry.path.is_relative_to(root) for entry in listing.entries):
            continue
        held = sum(
            record.document is not None and Path(record.path).is_relative_to(root)
            for record in before.values()
        )
        if held:
            raise CorpusError(
                f"There is no document in {corpus} any more, and the index holds {held} from it.",
                "If it is a network folder, mount it and run `assistant index` again. If its"
                " documents are meant to leave the index: `assistant index --allow-empty`.",
            )


@dataclass(slots=True)
class _Tally:
    """What a run found, for the report and for the next run."""

    refused: list[Refusal]
    findings: dict[str, Finding] = field(default_factory=dict)
    read: int = 0
    resumed: int = 0
    made: int = 0

    def note(self, source: str, finding: Finding) -> None:
        self.read += finding.document is not None
        self.resumed += finding.origin == "unfinished"
        # What was read stands in the work of the build by now, and need not fill memory.
        self.findings[source] = replace(finding, document=None)

    @property
    def records(self) -> list[Record]:
        """In the order of their sources."""
        found = (self.findings[source].record for source in sorted(self.findings))
        return [record for record in found if record]

    def chosen(self, copies: Sequence[Copy]) -> list[Place]:
        """The files that are indexed, without those that say the same as another."""
        left_out = {copy.source for copy in copies}
        return [
            Place(record.document, record.source, self.findings[record.source].origin)
            for record in self.records
            if record.document and record.source not in left_out
        ]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        found = [finding.refusal for finding in self.findings.values() if finding.refusal]
        return tuple(sorted([*self.refused, *found], key=lambda refusal: refusal.source))

    @property
    def unmasked(self) -> bool:
        """Whether a file that older builds tell of turned out to be secret."""
        findings = self.findings.values()
        return any(f.refusal is not None and f.refusal.secret and f.changes for f in findings)

    @property
    def unchanged(self) -> int:
        indexed = sum(record.document is not None for record in self.records)
        refused = sum(f.refusal is not None and f.origin != "read" for f in self.findings.values())
        return indexed + refused - self.read


@dataclass(frozen=True, slots=True)
class _Builder:
    index_dir: Path
    encoder: Encoder
    recipe: Recipe
    read_all: ReadAll
    conditions: Conditions
    tell: Tell
    begun: float

    def run(
        self, listing: Listing, before: Ledger, live: Index | None, work: Unfinished
    ) -> BuildReport:
        """Brings the index up to date. `live` is the live build where parts of it can be used."""
        gone = {source for source, record in before.items() if record.document}
        gone -= {entry.source for entry in listing.entries}
        tally = _Tally([*listing.refused])
        sources = Sources(live, work, self.recipe.dimension)
        copies = self._survey(listing, before, sources, tally)
        changed = any(finding.changes for finding in tally.findings.values())
        if live and not gone and not changed:
            build, manifest = live.build, live.manifest
            if {record.source: record for record in tally.records} != before:
                write_ledger(live.folder, tally.records)
        else:
            build, manifest = self._make(sources, tally, copies)
        work.remove()
        seconds = time.perf_counter() - self.begun
        return BuildReport(
            build=build,
            documents=manifest.documents,
            passages=manifest.passages,
            read=tally.read,
            unchanged=tally.unchanged,
            removed=len(gone - {refusal.source for refusal in listing.refused}),
            refused=tally.refusals,
            seconds=seconds,
            passages_per_second=tally.made / seconds,
            resumed=tally.resumed,
            copies=copies,
            incomplete=tuple(incomplete(tally.records)),
        )

    def _survey(
        self, listing: Listing, before: Ledger, sources: Sources, tally: _Tally
    ) -> tuple[Copy, ...]:
        """Reads and encodes what is new. Gives the files that say the same as another."""
        kept = sources.work.records()
        known = {
            entry.source: Known(
                before.get(entry.source),
                before.get(entry.source) if sources.live else None,
                kept.get(entry.source),
            )
            for entry in listing.entries
        }
        entries = {entry.source: entry for entry in listing.entries}
        encoding = Encoding(self.encoder, self.recipe.dimension, sources.work, self.tell)
        total = len(entries)
        self.tell(Progress("reading", 0, total))
        to_read: list[Entry] = []
        for source, entry in entries.items():
            finding = glance(entry, known[source], self.conditions)
            if finding is None:
                to_read.append(entry)
            else:
                self._note(finding, source, sources.work, encoding, tally)
        done = total - len(to_read)
        while True:
            # Closed on the way out, so that no process reads on behind a build that has ended.
            with closing(self._read(to_read, known)) as findings:
                for source, finding in findings:
                    self._note(finding, source, sources.work, encoding, tally)
                    done = min(done + 1, total)
                    self.tell(Progress("reading", done, total))
            copies = pick_one_of_each(tally.records, entries)
            # One that used to be a copy, and now stands for the others, is in no build yet.
            chosen = tally.chosen(copies)
            to_read = [entries[place.source] for place in chosen if not sources.has(place)]
            if not to_read:
                break
            known.update((e.source, Known(before.get(e.source))) for e in to_read)
        encoding.finish()
        self.tell(Progress("reading", total, total))
        tally.made = encoding.done
        return copies

    def _read(
        self, entries: Sequence[Entry], known: Mapping[str, Known]
    ) -> Generator[tuple[str, Finding], None, None]:
        begun = time.time_ns()
        by_source = {entry.source: entry for entry in entries}
        jobs = [job_for(entry, known[entry.source]) for entry in entries]
        with closing(self.read_all(jobs)) as outcomes:
            for job, outcome in outcomes:
                entry, known_of_it = by_source[job.source], known[job.source]
                yield job.source, judge(entry, known_of_it, outcome, begun, self.conditions)

    def _note(
        self, finding: Finding, source: str, work: Unfinished, encoding: Encoding, tally: _Tally
    ) -> None:
        """Keeps what is new of a file, and lets it be encoded."""
        if finding.origin == "read":
            if finding.document and finding.record:
                tokens, most = self.encoder.count_tokens, self.recipe.max_tokens
                passages = split(finding.document, tokens, most)
                work.keep(finding.record, (finding.document, passages))
                encoding.add(source, finding.document, passages)
            elif finding.record:
                work.keep(finding.record)
            else:
                work.drop(source)
        elif finding.origin == "unfinished" and finding.record and finding.record.document:
            waits = not work.is_encoded(source)
            if waits:
                encoding.add(source, *work.parts(source))
        tally.note(source, finding)

    def _make(
        self, sources: Sources, tally: _Tally, copies: Sequence[Copy]
    ) -> tuple[str, Manifest]:
        """Writes and publishes a new build of what was found, in order of source."""
        records = tally.records
        with draft(self.index_dir) as folder:
            self._write_documents(folder, sources, tally, copies)
            with closing(Store(folder)) as store:
                self._write_words(folder, store)
                manifest = Manifest(
                    recipe=self.recipe,
                    corpus_digest=_corpus_digest(records),
                    documents=store.document_count,
                    passages=store.passage_count,
                    created=datetime.now(UTC).isoformat(timespec="seconds"),
                )
            manifest.write(folder)
            write_ledger(folder, records)
            Index(folder).close()  # what cannot be opened is never published
            return publish(folder, keep_previous=not tally.unmasked), manifest

    def _write_documents(
        self, folder: Path, sources: Sources, tally: _Tally, copies: Sequence[Copy]
    ) -> None:
        """Documents, passages and vectors, row by row."""
        others: dict[str, list[str]] = {}
        for copy in copies:
            others.setdefault(copy.of, []).append(copy.source)
        records = {record.source: record for record in tally.records}
        chosen = tally.chosen(copies)
        passages = sum(map(sources.passage_count, chosen))
        dense = DenseWriter(folder, passages, self.recipe.dimension)
        with closing(StoreWriter(folder)) as writer, SentencesWriter(folder) as sentences:
            for place in chosen:
                (document, split_up), encoded = sources.take(place)
                also_at = tuple(sorted(others.get(place.source, ())))
                access = strictest(records[s].access for s in (place.source, *also_at))
                document = replace(document, access=access, also_at=also_at)
                known = sources.deadlines(place)
                writer.add(document, split_up, records[place.source].path, known)
                dense.add(encoded.vectors)
                sentences.add(encoded.counts, encoded.codes, encoded.scales)
            writer.commit()
        dense.finish()

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
                document = store.document(passage.document_id)
                heading = heading_tokens(_heading(document, passage))
                words.add(row, tokens, heading, access=document.access)
                accents.add(tokens, document.access)
        words.finish()
        accents.write(folder)
        self.tell(Progress("indexing", total, total))


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


def _heading(document: Document, passage: Passage) -> str:
    return "\n".join((document.title, document.number or "", *passage.headings))


def _corpus_digest(records: Sequence[Record]) -> str:
    """SHA-256, in hex, over the sources and digests of the indexed files."""
    lines = (f"{record.digest} {record.source}\n" for record in records if record.document)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
