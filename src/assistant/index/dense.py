"""Vectors by row: exact inner products, memory-mapped."""

from __future__ import annotations

from copy import copy
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexDamaged
from assistant.index.ranking import Ranked, Rows, Scores, best

FILE = "dense.faiss"

Vectors = NDArray[np.float32]


class Dense:
    """The vectors of a build; row i belongs to passage row i."""

    def __init__(self, folder: Path) -> None:
        faiss, path = _faiss(), folder / FILE
        try:
            # Plain IO_FLAG_MMAP copies a flat index into memory.
            self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexDamaged(
                f"{path} cannot be read as vectors.",
                "Build the index again with `assistant index --full`.",
            ) from error
        size = len(self) * self.dimension
        self._vectors: Vectors = faiss.rev_swig_ptr(self._index.get_xb(), size).reshape(
            len(self), self.dimension
        )
        self._vectors.setflags(write=False)
        self._seen: Rows | None = None

    def seen(self, rows: Rows) -> Dense:
        """The same vectors for readers who may see these rows alone: no other is ever found."""
        restricted = copy(self)
        restricted._seen = rows
        return restricted

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> Ranked:
        """The `k` rows nearest to a vector of shape (dimension,), best first, ties by row.

        `rows` are the only ones to be looked at; None means all.
        """
        if self._seen is not None:
            rows = self._seen if rows is None else np.intersect1d(rows, self._seen)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, self.dimension)
        options = None
        if rows is not None:
            allowed = np.zeros(len(self), dtype=bool)
            allowed[rows] = True
            bits = np.packbits(allowed, bitorder="little")
            faiss = _faiss()
            options = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))

        # One question needs no threads: they would take longer to wake, and keep spinning.
        _faiss().omp_set_num_threads(1)

        def fetch(limit: int) -> Ranked:
            scores, found = self._index.search(query, limit, params=options)
            return found[0], scores[0]

        return best(fetch, k, len(self) if rows is None else int(allowed.sum()))

    def scores(self, vector: Vectors, rows: Rows) -> Scores:
        """Inner products of a vector of shape (dimension,) with the vectors of these rows."""
        return np.asarray(self._vectors[rows] @ vector, dtype=np.float32)

    def vectors(self, rows: Rows) -> Vectors:
        """Copies of these rows' vectors, shape (len(rows), dimension)."""
        return self._vectors[rows]

    @staticmethod
    def write(folder: Path, vectors: Vectors) -> None:
        """Writes vectors of shape (n, dimension). Raises OSError."""
        writer = DenseWriter(folder, *vectors.shape)
        writer.add(vectors)
        writer.finish()


class DenseWriter:
    """Takes `count` vectors in their order and writes them; they are held once in memory."""

    def __init__(self, folder: Path, count: int, dimension: int) -> None:
        faiss = _faiss()
        self._path = folder / FILE
        self._index = faiss.IndexFlatIP(dimension)
        self._index.codes.resize(count * self._index.code_size)
        self._index.ntotal = count
        held = faiss.rev_swig_ptr(self._index.get_xb(), count * dimension)
        self._vectors: Vectors = held.reshape(count, dimension)
        self._filled = 0

    def add(self, vectors: Vectors) -> None:
        """Raises ValueError where there are more than were announced."""
        until = self._filled + len(vectors)
        if until > len(self._vectors):
            raise ValueError(f"{until} vectors where {len(self._vectors)} have room")
        self._vectors[self._filled : until] = vectors
        self._filled = until

    def finish(self) -> None:
        """Raises OSError, or ValueError where vectors are missing."""
        if self._filled != len(self._vectors):
            raise ValueError(f"{self._filled} vectors where {len(self._vectors)} belong")
        try:
            _faiss().write_index(self._index, str(self._path))
        except RuntimeError as error:  # its text is about the library's own source
            raise OSError(f"{FILE} cannot be written") from error


def _faiss() -> Any:
    """The library, loaded when it is first used; what types it declares are not those it has."""
    return import_module("faiss")
