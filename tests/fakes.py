"""Stand-ins for the slow parts: fast, and the same on every run."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from assistant.embedding.encoder import Vectors
from assistant.errors import DocumentRefused, SecretDocument
from assistant.types import Document
from assistant.vietnamese.bigrams import Form
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.tokens import tokenize


class FakeEncoder:
    """Adds up a fixed random direction per folded word: texts that share words are close.

    `encoded` counts the texts of documents it was given: passages, and sentences by themselves.
    """

    def __init__(self, identity: str = "fake", dimension: int = 64) -> None:
        self.identity = identity
        self.dimension = dimension
        self.encoded = 0
        self._direction = lru_cache(maxsize=None)(self._make_direction)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self._encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        vectors[:, 0] = 1e-3  # a text without words has a direction too
        for row, text in enumerate(texts):
            for token in tokenize(clean(text)):
                vectors[row] += self._direction(token.folded)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def _make_direction(self, word: str) -> Vectors:
        seed = zlib.crc32(word.encode())
        return np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)


class FakeReader:
    """Reads a file as plain text, its first line being the title.

    A text that begins with `REFUSE`, `SECRET` or `CRASH` is refused, is secret, or breaks the
    reader. A sidecar's text is the issuer. `sources` are the files it was given.
    """

    def __init__(self) -> None:
        self.sources: list[str] = []

    def __call__(self, source: str, data: bytes, *, sidecar: bytes | None = None) -> Document:
        self.sources.append(source)
        text = clean(data.decode())
        if text.startswith("REFUSE"):
            raise DocumentRefused(source, "it says so", "Write something else.")
        if text.startswith("SECRET"):
            raise SecretDocument(source, "it bears the mark MẬT", "Take it off this machine.")
        if text.startswith("CRASH"):
            raise ZeroDivisionError
        return Document(
            id=hashlib.blake2b(source.encode(), digest_size=6).hexdigest(),
            source=source,
            title=text.split("\n", 1)[0],
            text=text,
            digest=hashlib.sha256(data).hexdigest(),
            issuer=sidecar.decode() if sidecar else None,
        )


class NoCounts:
    """No text is indexed: no accents are put back."""

    total = 0

    def forms(self, folded: str) -> Mapping[str, Form]:
        return {}

    def follows(self, first: str, second: str) -> int:
        return 0
