"""Questions that come at the same time go into one call, and each gets its own vector."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fakes import FakeEncoder

from assistant.embedding.batching import BatchingEncoder
from assistant.embedding.encoder import Encoder, Vectors

TEXTS = [f"kế hoạch số {number} của huyện ủy" for number in range(40)]


class Held(FakeEncoder):
    """Encodes only when it is let go on, and remembers how much came at once."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.calls: list[int] = []
        self.error: Exception | None = None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        self.begun.set()
        assert self.go_on.wait(10)
        if self.error and len(texts) > 1:
            raise self.error
        return super().encode_queries(texts)


def test_what_comes_meanwhile_goes_together_into_the_next_call() -> None:
    encoder = Held()
    batching = BatchingEncoder(encoder)
    with ThreadPoolExecutor(len(TEXTS)) as pool:
        first = pool.submit(batching.encode_queries, TEXTS[:1])
        assert encoder.begun.wait(10)
        others = [pool.submit(batching.encode_queries, [text]) for text in TEXTS[1:]]
        while len(batching._waiting) < len(others):  # all stand in line
            threading.Event().wait(0.01)
        encoder.go_on.set()
        found = [first.result(), *(one.result() for one in others)]
    assert encoder.calls == [1, len(others)]
    assert np.array_equal(np.concatenate(found), FakeEncoder().encode_queries(TEXTS))


def test_a_failed_call_fails_for_those_in_it_and_for_nobody_after() -> None:
    encoder = Held()
    batching = BatchingEncoder(encoder)
    encoder.error = MemoryError("no room")
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(batching.encode_queries, TEXTS[:1])
        assert encoder.begun.wait(10)
        others = [pool.submit(batching.encode_queries, [text]) for text in TEXTS[1:3]]
        while len(batching._waiting) < len(others):
            threading.Event().wait(0.01)
        encoder.go_on.set()
        assert first.result().shape == (1, encoder.dimension)
        for one in others:
            with pytest.raises((MemoryError, RuntimeError)):
                one.result()
    assert batching.encode_queries(TEXTS[:1]).shape == (1, encoder.dimension)


def test_vectors_do_not_depend_on_what_stands_beside(encoder: Encoder) -> None:
    batching = BatchingEncoder(encoder)
    alone = encoder.encode_queries(TEXTS[:12])
    with ThreadPoolExecutor(6) as pool:
        found = [*pool.map(lambda text: batching.encode_queries([text])[0], TEXTS[:12] * 3)]
    assert np.array_equal(np.stack(found), np.concatenate([alone] * 3))
    assert batching.identity == encoder.identity
    assert batching.dimension == encoder.dimension
    assert batching.count_tokens(TEXTS[0]) == encoder.count_tokens(TEXTS[0])
