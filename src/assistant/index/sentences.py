"""Vectors of each passage's sentences: 8-bit, memory-mapped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexDamaged
from assistant.index.ranking import Rows, Scores
from assistant.vietnamese.sentences import sentence_spans

CODES, SCALES, FIRST = "sentences.codes.npy", "sentences.scales.npy", "sentences.first.npy"

Vectors = NDArray[np.float32]
Codes = NDArray[np.int8]

_LARGEST = 127


def sentences_of(passage: str) -> list[str]:
    """The sentences of a passage that get a vector each, in order; never none."""
    return [passage[start:end] for start, end in sentence_spans(passage)] or [passage]


class Sentences:
    """The sentences of a build: those of passage row i stand at `first[i]:first[i + 1]`."""

    def __init__(self, folder: Path) -> None:
        try:
            self._codes: Codes = np.load(folder / CODES, mmap_mode="r")
            self._scales: Vectors = np.load(folder / SCALES, mmap_mode="r")
            self._first: Rows = np.load(folder / FIRST)
        except (OSError, ValueError, EOFError) as error:
            raise self._damaged(folder, f"cannot be read ({type(error).__name__})") from error
        if not len(self._codes) == len(self._scales) == self._first[-1]:
            raise self._damaged(folder, "do not agree in number")

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._first) - 1

    @property
    def dimension(self) -> int:
        return int(self._codes.shape[1])

    def counts(self, rows: Rows) -> Rows:
        """How many sentences each of these passages has."""
        return self._first[rows + 1] - self._first[rows]

    def scores(self, vector: Vectors, rows: Rows) -> tuple[Scores, Rows]:
        """Inner products of a vector of shape (dimension,) with all sentences of these passages.

        Flat, passage by passage; with it where each passage's begin.
        """
        counts = self.counts(rows)
        begins = np.cumsum(counts) - counts
        places = _places(self._first, rows)
        products = self._codes[places].astype(np.float32) @ vector
        return np.asarray(products * self._scales[places], dtype=np.float32), begins

    def best(self, vector: Vectors, rows: Rows) -> Scores:
        """For each of these passages the inner product with its nearest sentence."""
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        scores, begins = self.scores(vector, rows)
        return np.asarray(np.maximum.reduceat(scores, begins), dtype=np.float32)

    def coded(self, rows: Rows) -> tuple[Codes, Vectors]:
        """Codes and scales of all sentences of these passages, for another build."""
        places = _places(self._first, rows)
        return self._codes[places], self._scales[places]

    @staticmethod
    def _damaged(folder: Path, cause: str) -> IndexDamaged:
        return IndexDamaged(
            f"The vectors of sentences in {folder} {cause}.",
            "Build the index again with `assistant index --full`.",
        )


class SentencesWriter:
    """Collects the sentences of a new build; rows may come in any order."""

    def __init__(self, counts: Rows, dimension: int) -> None:
        self._first: Rows = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(
            np.int64
        )
        self._codes: Codes = np.empty((self._first[-1], dimension), dtype=np.int8)
        self._scales: Vectors = np.empty(self._first[-1], dtype=np.float32)

    def put(self, rows: Rows, codes: Codes, scales: Vectors) -> None:
        """The sentences of these passages, passage by passage."""
        places = _places(self._first, rows)
        self._codes[places], self._scales[places] = codes, scales

    def write(self, folder: Path) -> None:
        """Raises OSError."""
        np.save(folder / FIRST, self._first)
        np.save(folder / CODES, self._codes)
        np.save(folder / SCALES, self._scales)


def _places(first: Rows, rows: Rows) -> Rows:
    """Where the sentences of these passages stand."""
    counts = first[rows + 1] - first[rows]
    begins = np.cumsum(counts) - counts
    return np.repeat(first[rows] - begins, counts) + np.arange(counts.sum())


def encode_8bit(vectors: Vectors) -> tuple[Codes, Vectors]:
    """Vectors of shape (n, dimension) as 8-bit codes and one scale each: `codes * scale`."""
    scales = np.abs(vectors).max(axis=1) / _LARGEST
    scales = np.where(scales > 0, scales, 1.0).astype(np.float32)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales
