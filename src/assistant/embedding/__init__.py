"""Encoders: text to vectors. The one that ships in the package needs no torch."""

from __future__ import annotations

from pathlib import Path

from assistant.embedding.encoder import Encoder, Vectors
from assistant.embedding.layout import BUNDLED, holds_onnx
from assistant.embedding.onnx import OnnxEncoder
from assistant.embedding.sentence_transformer import SentenceTransformerEncoder

__all__ = ["Encoder", "Vectors", "load_encoder"]


def load_encoder(name: str, threads: int | None = None) -> Encoder:
    """The encoder of this name, which uses `threads` cores (all by default).

    `bundled` is the one in the package; a folder with an ONNX file runs without torch;
    anything else is a Sentence Transformers model by name or path (extra `models`).
    Raises EncoderError where it cannot be loaded.
    """
    if name == "bundled":
        return OnnxEncoder(BUNDLED, threads)
    if holds_onnx(Path(name)):
        return OnnxEncoder(Path(name), threads)
    return SentenceTransformerEncoder(name, threads)
