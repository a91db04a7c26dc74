"""Any Sentence Transformers model on torch, and its export to a folder that needs no torch."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
import unicodedata
import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.encoder import Vectors
from assistant.embedding.layout import USE_TORCH, choose_prompts
from assistant.embedding.onnx import OnnxEncoder
from assistant.errors import EncoderError

INSTALL = (
    'Install the extra: pip install "assistant[models]". It brings torch: '
    "the README says how to take the small build for CPUs."
)
_OPSET = 18
_LIKENESS = 0.98  # 8-bit weights cost up to a hundredth
_WEIGHTS = ("*.safetensors", "*.bin")


class SentenceTransformerEncoder:
    """A model by its name on the hub or by its folder; the extra `models` is needed.

    `threads` is set for the whole process, as torch has it. Its methods may be called from
    several threads at once, and then wait for each other. Raises EncoderError where the extra
    is missing or the model cannot be loaded.
    """

    def __init__(self, name_or_path: str, threads: int | None = None) -> None:
        self._name = name_or_path
        self._model = load_model(name_or_path, threads)
        # A fast tokenizer keeps its truncation as state, so two calls must not overlap.
        self._lock = threading.Lock()
        self._query_prompt, self._passage_prompt = choose_prompts(self._model.prompts)

    @cached_property
    def identity(self) -> str:
        """The model's name and a digest of its weights, tokenizer and configuration."""
        total = hashlib.sha256(self._model.tokenizer.backend_tokenizer.to_str().encode())
        modules = [module.get_config_dict() for module in list(self._model)[1:]]
        prompts = [self._query_prompt, self._passage_prompt]
        settings = [modules, prompts, self._model.max_seq_length]
        total.update(json.dumps(settings, sort_keys=True).encode())
        for name, tensor in self._model.state_dict().items():
            total.update(name.encode())
            total.update(_bytes(tensor))
        path = Path(self._name)
        name = path.resolve().name if path.is_dir() else self._name
        return f"{name}@{total.hexdigest()[:12]}"

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def count_tokens(self, text: str) -> int:
        """How many tokens the whole text has, special tokens left out."""
        composed = unicodedata.normalize("NFC", text)
        with self._lock:
            tokens = self._model.tokenizer(composed, add_special_tokens=False, verbose=False)
        return len(tokens["input_ids"])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), L2-normalised; long texts are cut off."""
        return self._encode(texts, self._passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), L2-normalised; long texts are cut off."""
        return self._encode(texts, self._query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        composed = [unicodedata.normalize("NFC", text) for text in texts]
        with self._lock:
            vectors = self._model.encode(
                composed, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)


def load_model(name_or_path: str, threads: int | None = None) -> Any:
    """The SentenceTransformer on the CPU; EncoderError where that cannot be."""
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderError(f"{name_or_path}: needs sentence-transformers.", INSTALL) from error
    if threads:
        torch.set_num_threads(threads)
    try:
        return SentenceTransformer(name_or_path, device="cpu")
    except Exception as error:  # the hub, the files and the model classes each raise their own
        cause = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EncoderError(
            f"{name_or_path}: cannot be loaded as a Sentence Transformers model ({cause}).",
            "Give a folder that holds one, or a model's name with the network up.",
        ) from error


def export_onnx(
    model: Any, folder: Path, *, quantise: bool, keep_float: Sequence[str] = ()
) -> None:
    """Writes a model into a new folder that `OnnxEncoder` reads.

    `model` is a SentenceTransformer, or the name or path of one. The ONNX file takes one
    text at a time. `quantise` stores weights in 8 bits, a quarter of the size and some three
    times the speed, save in nodes that have one of `keep_float` in their name. Raises
    EncoderError where the folder is there already, or where the result would not be the model.
    """
    if folder.exists():
        raise EncoderError(f"{folder}: is there already.", "Remove it, or name another folder.")
    if isinstance(model, str | Path):
        model = load_model(str(model))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        target = Path(scratch) / folder.name
        _save_configuration(model, target)
        float_file = target / "onnx" / "model.onnx"
        float_file.parent.mkdir()
        _trace(model[0].auto_model, float_file)
        if quantise:
            _quantise(float_file, keep_float)
        _compare(model, OnnxEncoder(target))
        shutil.move(target, folder)


def _save_configuration(model: Any, folder: Path) -> None:
    """What Sentence Transformers saves, less the weights; the tokenizer without line breaks."""
    model.save(str(folder), create_model_card=False)
    for pattern in _WEIGHTS:
        for file in folder.glob(pattern):
            file.unlink()
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    _change(folder / "sentence_bert_config.json", max_seq_length=model.max_seq_length)
    # These tell how the tokenizer was loaded here, not what it is.
    _change(folder / "tokenizer_config.json", is_local=None, local_files_only=None)


def _change(file: Path, **fields: Any) -> None:
    """Sets fields of a JSON file; None takes one out."""
    stated = json.loads(file.read_text(encoding="utf-8")) | fields
    kept = {name: value for name, value in stated.items() if value is not None}
    file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _trace(transformer: Any, file: Path) -> None:
    import torch

    class Hidden(torch.nn.Module):
        """Takes one tensor, gives one: what the tracer can follow."""

        def __init__(self) -> None:
            super().__init__()
            self.model = transformer

        def forward(self, input_ids: Any) -> Any:
            return self.model(input_ids=input_ids)[0]

    axes = {1: "sequence"}
    attention = transformer.config._attn_implementation
    transformer.set_attn_implementation("eager")  # plain products, which can be quantised
    try:
        with warnings.catch_warnings(), torch.no_grad():
            # The tracing exporter announces its end; its successor needs one more package and
            # wraps the same graph. What tracing freezes wrongly, `_compare` finds.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Hidden().eval(),
                (torch.arange(5, 19).reshape(1, 14),),
                str(file),
                input_names=["input_ids"],
                output_names=["last_hidden_state"],
                dynamic_axes={"input_ids": axes, "last_hidden_state": axes},
                opset_version=_OPSET,
                dynamo=False,
            )
    except Exception as error:  # torch raises a class of its own for each cause
        raise EncoderError(
            f"{transformer.config.model_type}: the model cannot be exported ({error}).", USE_TORCH
        ) from error
    finally:
        transformer.set_attn_implementation(attention)


def _quantise(float_file: Path, keep_float: Sequence[str]) -> None:
    """Replaces the float file by one with 8-bit weights, a scale for each output channel.

    Seven bits are used of the eight: then the fast product of a processor without VNNI cannot
    overflow, and every PC makes the same vectors.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = onnx.load(float_file, load_external_data=False).graph
    quantize_dynamic(
        float_file,
        float_file.with_name("model_qint8.onnx"),
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=[n.name for n in graph.node if any(k in n.name for k in keep_float)],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    float_file.unlink()


def _compare(model: Any, exported: OnnxEncoder) -> None:
    """Refuses an export whose vectors, for texts of several lengths, are not the model's."""
    texts = ["a", "a report on roads", "the deadline for the reports of all branches " * 8]
    prompt, _ = choose_prompts(model.prompts)
    expected = model.encode(
        texts, prompt=prompt, batch_size=1, normalize_embeddings=True, show_progress_bar=False
    )
    likeness = float((expected * exported.encode_queries(texts)).sum(axis=1).min())
    if likeness < _LIKENESS:
        raise EncoderError(
            f"{model[0].auto_model.config.model_type}: the exported model gives other vectors "
            f"(cosine {likeness:.3f}).",
            USE_TORCH,
        )


def _bytes(tensor: Any) -> bytes:
    import torch

    flat = tensor.detach().cpu().contiguous().reshape(-1)
    data: bytes = flat.view(torch.uint8).numpy().tobytes()
    return data
