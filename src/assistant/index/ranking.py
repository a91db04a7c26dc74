"""Cutting a ranked list so that equal scores always come out the same way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Ranked = tuple[Rows, Scores]

NOTHING: Ranked = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def best(fetch: Callable[[int], Ranked], k: int, available: int, *, ties: bool = False) -> Ranked:
    """The `k` best rows, ties by row, of an engine that breaks ties as it likes.

    `fetch(limit)` gives the `limit` best, best first; `available` is how many there can be. It is
    asked for more until the cut does not fall among equals; where `ties` are common, for more
    from the start.
    """
    k = min(k, available)
    if k <= 0:
        return NOTHING
    limit = min(4 * k if ties else k + 1, available)
    rows, scores = fetch(limit)
    while limit == len(rows) < available and scores[k - 1] == scores[-1]:
        limit = min(2 * limit, available)
        rows, scores = fetch(limit)
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]
