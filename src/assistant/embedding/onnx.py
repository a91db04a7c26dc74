"""Any Sentence Transformers folder with an ONNX file, run by onnxruntime and tokenizers alone."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoder import Vectors
from assistant.embedding.layout import BUNDLED, digest_files, read_layout, remedy
from assistant.errors import EncoderError

__all__ = ["BUNDLED", "OnnxEncoder"]

# So many texts are tokenised at a time: a corpus of tokens would not fit in memory.
_WINDOW = 256
_COUNTS_KEPT = 4096
# For fewer, a copy of the model for each core takes longer to load than it saves.
_MANY = 64
_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
_OUTPUTS = ("last_hidden_state", "token_embeddings")


class OnnxEncoder:
    """The encoder in `folder`; its methods may be called from several threads at once.

    `threads` is how many texts are encoded side by side, by default as many as there are cores
    that the process may use. Each text goes through the model alone: 8-bit activations share one
    scale, so in a batch a text's vector would depend on its neighbours; and one core a text is as
    fast as all cores on a padded batch. Each core gets a copy of the model (60 MB of the shipped
    one) once there are many: with one for all, buffers move between the caches of the cores, and
    all is a fifteenth slower.

    Raises EncoderError where the folder is missing, damaged, or asks for what is not done here.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._folder = folder
        self._layout = layout = read_layout(folder)
        self._identity = self._identify()
        self._threads = threads or _cores()
        self._tokenizer = _load_tokenizer(layout.tokenizer, remedy(folder))
        session = _load_session(layout.model, remedy(folder))
        self._first, self._free, self._loaded = session, [session], 1
        self._loading = Lock()
        self._inputs = {i.name for i in session.get_inputs()}
        names = [o.name for o in session.get_outputs()]
        output = next((name for name in _OUTPUTS if name in names), None)
        if output is None or not self._inputs <= _INPUTS:
            raise EncoderError(
                f"{layout.model}: takes {sorted(self._inputs)} and gives {names}; "
                f"expected {sorted(_INPUTS)} and one of {list(_OUTPUTS)}.",
                remedy(folder),
            )
        width = session.get_outputs()[names.index(output)].shape[-1]
        if isinstance(width, int) and width != layout.dimension:
            raise EncoderError(
                f"{layout.model}: gives {width} values a token, not {layout.dimension}.",
                remedy(folder),
            )
        self._output = output
        self._content = layout.max_length - self._tokenizer.num_special_tokens_to_add(False)
        # Chunking asks for the same sentences again and again.
        self._count = lru_cache(_COUNTS_KEPT)(
            lambda text: len(self._tokenizer.encode(text, add_special_tokens=False).ids)
        )

    @property
    def identity(self) -> str:
        """The model's name and a digest of the files that decide its vectors."""
        return self._identity

    @property
    def dimension(self) -> int:
        return self._layout.dimension

    def count_tokens(self, text: str) -> int:
        """How many tokens the whole text has, special tokens left out."""
        return self._count(self._prepare("", text))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), L2-normalised; long texts are cut off."""
        return self._encode(texts, self._layout.passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), L2-normalised; long texts are cut off."""
        return self._encode(texts, self._layout.query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if len(texts) == 1:  # a question: threads would take longer to start
            return self._vector(self._token_ids([self._prepare(prompt, texts[0])])[0])[None, :]
        if len(texts) >= _MANY:
            self._load_others()
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        pool = ThreadPoolExecutor(self._threads)
        try:
            for start in range(0, len(texts), _WINDOW):
                window = [self._prepare(prompt, text) for text in texts[start : start + _WINDOW]]
                ids = self._token_ids(window)
                # The longest first: then no core waits long for another one at the end.
                order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
                found = pool.map(self._vector, [ids[i] for i in order])
                for place, vector in zip(order, found, strict=True):
                    vectors[start + place] = vector
        finally:
            pool.shutdown(cancel_futures=True)
        return vectors

    @contextmanager
    def _session(self) -> Iterator[Any]:
        """One that nobody else uses meanwhile, or else the first, which takes several at once."""
        try:
            session = self._free.pop()
        except IndexError:
            yield self._first
            return
        try:
            yield session
        finally:
            self._free.append(session)

    def _load_others(self) -> None:
        with self._loading:
            while self._loaded < self._threads:
                if self._identify() != self._identity:
                    raise EncoderError(
                        f"{self._folder}: was changed while it is in use.",
                        "Start the program again, and build the index anew.",
                    )
                self._free.append(_load_session(self._layout.model, remedy(self._folder)))
                self._loaded += 1

    def _identify(self) -> str:
        return f"{self._layout.name}@{digest_files(self._folder, self._layout.files)}"

    def _prepare(self, prompt: str, text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        return prompt + (composed.lower() if self._layout.lowercase else composed)

    def _token_ids(self, texts: list[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        for encoding in encodings:
            # Not by the tokenizer's own truncation: that would hold for `count_tokens` too.
            encoding.truncate(self._content)
        return [self._tokenizer.post_process(encoding).ids for encoding in encodings]

    def _vector(self, ids: list[int]) -> NDArray[np.float32]:
        # A tokenizer without special tokens makes nothing of an empty text.
        tokens = np.array([ids or [0]], dtype=np.int64)
        feeds = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        wanted = {name: feeds[name] for name in self._inputs}
        with self._session() as session:
            hidden = session.run([self._output], wanted)[0][0]
        pooled = hidden[0] if self._layout.pooling == "cls" else hidden.mean(axis=0)
        vector: NDArray[np.float32] = pooled / max(float(np.linalg.norm(pooled)), 1e-12)
        return vector


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load_tokenizer(file: Path, advice: str) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the binding raises bare Exception
        raise EncoderError(f"{file}: is not a tokenizer ({error}).", advice) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _load_session(file: Path, advice: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the cores are shared out among the texts
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it would keep a plan for every length of text
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(file),
            options,
            providers=["CPUExecutionProvider"],
            # The fused operator is slower than its parts: an eighth of the whole time.
            disabled_optimizers=["SkipLayerNormFusion"],
        )
    except Exception as error:  # onnxruntime has a class of its own for each cause
        raise EncoderError(f"{file}: is not a usable ONNX model ({error}).", advice) from error
