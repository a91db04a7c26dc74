"""Connected ink of an image: the strokes, letters and frames that hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Dark = NDArray[np.bool_]
Run = tuple[int, int, int]
"""A row of the image, and the first column and the one past the last that are dark in it."""

_MOST_RUNS = 200_000  # of an image of noise


@dataclass(frozen=True, slots=True)
class Component:
    """Ink that hangs together, in pixels; `runs` from top to bottom."""

    left: int
    top: int
    right: int
    bottom: int
    runs: tuple[Run, ...]


def components(dark: Dark) -> list[Component]:
    """All of an image, in no order; none of one that is nothing but specks."""
    runs = _runs(dark)
    if len(runs) > _MOST_RUNS:
        return []
    parents = list(range(len(runs)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    above = 0
    for at, (y, start, end) in enumerate(runs):
        while above < at and (
            runs[above][0] < y - 1 or (runs[above][0] == y - 1 and runs[above][2] < start)
        ):
            above += 1
        other = above
        while other < at and runs[other][0] == y - 1 and runs[other][1] <= end:
            parents[root(at)] = root(other)
            other += 1
    groups: dict[int, list[Run]] = {}
    for at, run in enumerate(runs):
        groups.setdefault(root(at), []).append(run)
    return [_component(group) for group in groups.values()]


def _component(runs: Sequence[Run]) -> Component:
    return Component(
        min(run[1] for run in runs),
        runs[0][0],
        max(run[2] for run in runs),
        runs[-1][0] + 1,
        tuple(runs),
    )


def _runs(dark: Dark) -> list[Run]:
    padded = np.zeros((dark.shape[0], dark.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = dark
    changes = np.diff(padded, axis=1)
    rows, starts = np.nonzero(changes == 1)
    ends = np.nonzero(changes == -1)[1]
    return list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))
