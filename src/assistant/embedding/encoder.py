"""What every encoder offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into vectors. Both encode methods give shape (n, dimension), L2-normalised.

    Composed and decomposed Unicode are the same text. What is longer than the model can take
    is cut off, but for `count_tokens`, which counts the whole.
    """

    @property
    def identity(self) -> str:
        """Name and digest; two encoders with one identity give the same vectors."""

    @property
    def dimension(self) -> int: ...

    def count_tokens(self, text: str) -> int:
        """How many tokens the encoder makes of the text, special tokens left out."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...
