"""Scores of different kinds into one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def standardize(scores: Scores) -> Scores:
    """Zero mean and unit deviation over the candidates of one question; shape (n,) stays."""
    deviation = float(scores.std()) if len(scores) else 0.0
    if deviation < 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / deviation, dtype=np.float32)


def fuse(signals: Sequence[tuple[Scores, float]]) -> Scores:
    """Weighted sum of the standardised signals, each of shape (n,)."""
    return np.asarray(
        sum(weight * standardize(scores) for scores, weight in signals), dtype=np.float32
    )
