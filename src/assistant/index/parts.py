"""Where the documents of a new build are taken from, with their passages and vectors."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.index import Index
from assistant.index.survey import Origin
from assistant.index.unfinished import Encoded, Parts, Unfinished
from assistant.types import Deadline


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is: its id, its file's source, and which of the two holds it."""

    document_id: str
    source: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Sources:
    """The live build, where parts of it can be used, and what this build has read and encoded."""

    live: Index | None
    work: Unfinished
    dimension: int

    def has(self, place: Place) -> bool:
        """Whether the document is at hand; one that was a copy is in no build."""
        if place.origin != "live":
            return True
        return self.live is not None and self.live.store.has(place.document_id)

    def passage_count(self, place: Place) -> int:
        if self.live and place.origin == "live":
            return len(self.live.store.passage_rows_of(place.document_id))
        return self.work.passage_count(place.source)

    def deadlines(self, place: Place) -> list[Deadline] | None:
        """What the live build has found to be due in it; None where it is in no build."""
        if self.live is None or place.origin != "live":
            return None
        return self.live.store.register.of(place.document_id)

    def take(self, place: Place) -> tuple[Parts, Encoded]:
        """Raises DocumentNotFound, or BuildFailed where it cannot be read any more."""
        live = self.live
        if live is None or place.origin != "live":
            return self.work.parts(place.source), self.work.encoded(place.source, self.dimension)
        rows = live.store.passage_rows_of(place.document_id)
        passages = tuple(live.store.passages(rows.tolist()))
        counts, sentences = live.sentences.counts(rows), live.sentences.coded(rows)
        encoded = Encoded(live.dense.vectors(rows), counts, *sentences)
        return (live.store.document(place.document_id), passages), encoded
