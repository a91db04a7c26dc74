"""Questions that come at the same time, in one call of the encoder."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from assistant.embedding.encoder import Encoder, Vectors


class BatchingEncoder:
    """An encoder for many threads: what comes while it is at work goes together into its next call.

    Nobody waits for company: a question that finds it idle is encoded at once, by its own thread.
    Passages are encoded as they come. What it saves depends on the encoder: the shipped one takes
    each text through the model alone, any other one padded together (benchmarks/README.md).
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._turn = threading.Condition()
        self._busy = False
        self._waiting: list[_Call] = []

    @property
    def identity(self) -> str:
        return self._encoder.identity

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does. If a call fails, it fails for all that went into it."""
        mine = _Call(texts)
        with self._turn:
            self._waiting.append(mine)
            self._turn.wait_for(lambda: mine.is_over or not self._busy)
            if mine.is_over:
                return mine.result()
            self._busy = True
            together, self._waiting = self._waiting, []
        try:
            self._encode(together)
        finally:
            with self._turn:
                self._busy = False
                self._turn.notify_all()
        return mine.result()

    def _encode(self, calls: Sequence[_Call]) -> None:
        try:
            vectors = self._encoder.encode_queries([text for call in calls for text in call.texts])
        except BaseException as error:
            for call in calls:
                call.error = error
            raise
        begin = 0
        for call in calls:
            call.vectors = vectors[begin : begin + len(call.texts)]
            begin += len(call.texts)


class _Call:
    """What one thread asked for, and what came of it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.vectors: Vectors | None = None
        self.error: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return self.vectors is not None or self.error is not None

    def result(self) -> Vectors:
        if self.vectors is None:
            raise RuntimeError(
                "the encoder failed for questions that came together"
            ) from self.error
        return self.vectors
