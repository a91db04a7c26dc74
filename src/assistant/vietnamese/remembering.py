"""Finders that remember what they found in the texts that they were last asked of."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

_TEXTS = 256
# Sentences and questions; whole documents are read once.
_LONGEST = 2_000


def remembering(find: Callable[[str], list[T]]) -> Callable[[str], list[T]]:
    """The finder, for texts that many rules look into, one after another.

    What it finds must hang on the text alone, and each thing found must be immutable.
    """
    remembered = lru_cache(maxsize=_TEXTS)(lambda text: tuple(find(text)))

    @wraps(find)
    def found(text: str) -> list[T]:
        return [*remembered(text)] if len(text) <= _LONGEST else find(text)

    return found
