"""Vectors of what a build newly read, made while files are still read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.chunking import embedding_text
from assistant.embedding.encoder import Encoder, Vectors
from assistant.errors import EncoderError
from assistant.index.ranking import Rows
from assistant.index.report import Progress, Tell
from assistant.index.sentences import Codes, encode_8bit, sentences_of
from assistant.index.unfinished import Encoded, Unfinished
from assistant.types import Document, Passage

_SLICE = 128  # passages that are encoded at a time
_REMEMBERED = 10_000  # sentences, of 1.5 kB each


class Encoding:
    """Encodes passages in slices, while files are still read."""

    def __init__(self, encoder: Encoder, dimension: int, work: Unfinished, tell: Tell) -> None:
        self._encoder = encoder
        self._dimension = dimension
        self._work = work
        self._tell = tell
        self._waiting: list[tuple[str, Document, Sequence[Passage]]] = []
        self._ahead = 0
        self._known: dict[str, NDArray[np.float32]] = {}
        self.done = 0

    def add(self, source: str, document: Document, passages: Sequence[Passage]) -> None:
        self._waiting.append((source, document, passages))
        self._ahead += len(passages)
        if self._ahead >= _SLICE:
            self._flush()

    def finish(self) -> None:
        """Encodes what still waits."""
        self._flush()
        self._tell(Progress("embedding", self.done, self.done))

    def _flush(self) -> None:
        texts = [embedding_text(document, p) for _, document, ps in self._waiting for p in ps]
        sentences = [sentences_of(p.text) for _, _, ps in self._waiting for p in ps]
        counts = np.array([len(parts) for parts in sentences], dtype=np.int64)
        vectors: list[Vectors] = []
        coded = []
        for at in range(0, len(texts), _SLICE):
            self._tell(Progress("embedding", self.done + at, self.done + self._ahead))
            vectors.append(self._encode(texts[at : at + _SLICE]))
            parts = [one for several in sentences[at : at + _SLICE] for one in several]
            coded.append(encode_8bit(self._encode_sentences(parts)))
        self._keep(counts, vectors, coded)
        self.done += self._ahead
        self._waiting, self._ahead = [], 0

    def _keep(
        self, counts: Rows, vectors: list[Vectors], coded: list[tuple[Codes, Vectors]]
    ) -> None:
        """Hands each document the vectors of its passages and sentences."""
        if not vectors:
            empty = Encoded.empty(self._dimension)
            for source, _, _ in self._waiting:
                self._work.keep_encoded(source, empty)
            return
        of_passages = np.concatenate(vectors)
        codes = np.concatenate([part for part, _ in coded])
        scales = np.concatenate([part for _, part in coded])
        ends = np.concatenate([[0], np.cumsum(counts)])
        row = 0
        for source, _, passages in self._waiting:
            until = row + len(passages)
            own = slice(int(ends[row]), int(ends[until]))
            encoded = Encoded(of_passages[row:until], counts[row:until], codes[own], scales[own])
            self._work.keep_encoded(source, encoded)
            row = until

    def _encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Offices repeat themselves: a sentence that was encoded lately is not encoded again."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encode(new), strict=True))
        found = [self._known[text] for text in texts]
        return np.stack(found) if found else np.empty((0, self._dimension), np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        made = self._encoder.encode_passages(texts)
        if made.shape != (len(texts), self._dimension) or not np.isfinite(made).all():
            raise EncoderError(
                f"The encoder {self._encoder.identity} did not give one vector of"
                f" {self._dimension} numbers per passage.",
                "Set another encoder, or install this one again.",
            )
        return made
