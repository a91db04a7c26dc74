"""Rank metrics, per question; the mean over the questions is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def accuracy_at_1(ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    return float(bool(ranked) and ranked[0] in relevant)


def recall_at(k: int, ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    return len(set(ranked[:k]) & relevant.keys()) / len(relevant)


def reciprocal_rank_at(k: int, ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    return next((1 / i for i, name in enumerate(ranked[:k], 1) if name in relevant), 0.0)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain with linear gain (Järvelin & Kekäläinen, 2002)."""
    gain = sum(relevant.get(name, 0) / log2(i + 1) for i, name in enumerate(ranked[:k], 1))
    ideal = sorted(relevant.values(), reverse=True)[:k]
    return gain / sum(grade / log2(i + 1) for i, grade in enumerate(ideal, 1))
