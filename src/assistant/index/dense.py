"""Vectors by row: exact inner products, memory-mapped."""

from __future__ import annotations

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

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> Ranked:
        """The `k` rows nearest to a vector of shape (dimension,), best first, ties by row.

        `rows` are the only ones to be looked at; None means all.
        """
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
        faiss = _faiss()
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        try:
            faiss.write_index(index, str(folder / FILE))
        except RuntimeError as error:  # its text is about the library's own source
            raise OSError(f"{FILE} cannot be written") from error


def _faiss() -> Any:
    """The library, loaded when it is first used; what types it declares are not those it has."""
    return import_module("faiss")
