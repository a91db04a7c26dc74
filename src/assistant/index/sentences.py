"""Vectors of each passage's sentences: 8-bit, memory-mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexDamaged
from assistant.index.ranking import Rows, Scores
from assistant.vietnamese.sentences import sentence_spans

# Plain arrays without a head: NumPy reads its own head with Python's compiler, which in Python 3.11
# fails now and then where several threads use it.
CODES, SCALES, FIRST = "sentences.codes", "sentences.scales", "sentences.first"

Vectors = NDArray[np.float32]
Codes = NDArray[np.int8]

_LARGEST = 127


def sentences_of(passage: str) -> list[str]:
    """The sentences of a passage that get a vector each, in order; never none."""
    return [passage[start:end] for start, end in sentence_spans(passage)] or [passage]


class Sentences:
    """The sentences of a build: those of passage row i stand at `first[i]:first[i + 1]`."""

    def __init__(self, folder: Path, dimension: int) -> None:
        try:
            self._codes: Codes = _mapped(folder / CODES, np.int8).reshape(-1, dimension)
            self._scales: Vectors = _mapped(folder / SCALES, np.float32)
            self._first: Rows = np.fromfile(folder / FIRST, dtype=np.int64)
        except (OSError, ValueError) as error:
            raise self._damaged(folder, f"cannot be read ({type(error).__name__})") from error
        if not len(self._first) or not len(self._codes) == len(self._scales) == self._first[-1]:
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
    """Writes the sentences of a new build, passage by passage. A context manager.

    Nothing but the counts is held in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._codes = (folder / CODES).open("wb")
        self._scales = (folder / SCALES).open("wb")
        self._first = (folder / FIRST).open("wb")
        self._end = 0
        self._first.write(np.zeros(1, dtype=np.int64).tobytes())

    def add(self, counts: Rows, codes: Codes, scales: Vectors) -> None:
        """How many sentences each of the next passages has, and all of them. Raises OSError."""
        ends = self._end + np.cumsum(counts, dtype=np.int64)
        self._first.write(ends.tobytes())
        self._codes.write(np.ascontiguousarray(codes, dtype=np.int8).tobytes())
        self._scales.write(np.ascontiguousarray(scales, dtype=np.float32).tobytes())
        self._end = int(ends[-1]) if len(ends) else self._end

    def __enter__(self) -> SentencesWriter:
        return self

    def __exit__(self, *_: object) -> None:
        """Raises OSError."""
        with self._codes, self._scales, self._first:
            pass


def _mapped(path: Path, kind: type[np.generic]) -> NDArray[Any]:
    """An array on disk; files without a byte cannot be mapped."""
    if not path.stat().st_size:
        return np.empty(0, dtype=kind)
    return np.memmap(path, dtype=kind, mode="r")


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
