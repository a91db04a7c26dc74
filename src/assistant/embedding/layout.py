"""What the configuration files of a Sentence Transformers folder say about its encoder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EncoderError

BUNDLED = Path(__file__).parent / "bundled"
DIGESTS = "digests.json"
REINSTALL = "Reinstall the package `assistant`."
EXPORT_AGAIN = "Export the model again with `assistant model export`, or download it whole."
USE_TORCH = "Use the model by its name, with the extra `models`."

POOLINGS = ("mean", "cls")
# In the order of preference; a folder made by `export_onnx` holds one of the first two.
ONNX_FILES = ("onnx/model_qint8.onnx", "onnx/model.onnx", "model.onnx")

# Sentence Transformers before version 6 wrote one flag for each pooling.
_POOLING_FLAGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
_DEFAULT_LENGTH = 512

Config = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of an encoder stand and how they are to be used.

    `max_length` counts the special tokens too. `files` are those that decide the vectors.
    """

    name: str
    model: Path
    tokenizer: Path
    pooling: str
    dimension: int
    max_length: int
    lowercase: bool
    query_prompt: str
    passage_prompt: str
    files: tuple[Path, ...]


def holds_onnx(folder: Path) -> bool:
    """Whether the folder has an ONNX model where `read_layout` looks for it."""
    return any((folder / name).is_file() for name in ONNX_FILES)


def read_layout(folder: Path) -> Layout:
    """Reads a folder's configuration.

    Raises EncoderError, which names the file, where one is missing, malformed, or asks for
    what the ONNX runtime does not do here.
    """
    if not folder.is_dir():
        raise EncoderError(f"{folder}: there is no such folder.", remedy(folder))
    model = next((folder / name for name in ONNX_FILES if (folder / name).is_file()), None)
    if model is None:
        raise EncoderError(f"{folder}: holds no {ONNX_FILES[0]}.", remedy(folder))
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise EncoderError(f"{tokenizer}: is missing.", remedy(folder))

    modules = folder / "modules.json"
    pooling_folder, normalised = _check_modules(modules)
    pooling_file = folder / pooling_folder / "config.json"
    prompts_file = folder / "config_sentence_transformers.json"
    limits_file = folder / "sentence_bert_config.json"
    config_file = folder / "config.json"

    pooling, dimension = _read_pooling(pooling_file)
    general = _read_json(prompts_file, optional=True)
    limits = _read_json(limits_file, optional=True)
    config = _read_json(config_file, optional=True)
    tokens = _read_json(folder / "tokenizer_config.json", optional=True)
    if not normalised and general.get("similarity_fn_name") in {"dot", "euclidean", "manhattan"}:
        raise EncoderError(
            f"{prompts_file}: the model compares unnormalised vectors "
            f"({general['similarity_fn_name']}), the index compares by cosine.",
            "Use a model that is compared by cosine.",
        )
    query, passage = choose_prompts(general.get("prompts") or {})
    candidates = (model, tokenizer, modules, pooling_file, prompts_file, limits_file, config_file)
    return Layout(
        name=str(_read_json(folder / DIGESTS, optional=True).get("name", folder.resolve().name)),
        model=model,
        tokenizer=tokenizer,
        pooling=pooling,
        dimension=dimension,
        max_length=_max_length(limits, tokens, config),
        lowercase=bool(limits.get("do_lower_case")),
        query_prompt=query,
        passage_prompt=passage,
        files=tuple(file for file in candidates if file.is_file()),
    )


def choose_prompts(prompts: Mapping[str, str | None]) -> tuple[str, str]:
    """The prompts of a query and of a passage, by the names that Sentence Transformers knows."""
    passage = next(
        (p for name in ("document", "passage", "corpus") if (p := prompts.get(name))), ""
    )
    return prompts.get("query") or "", passage


def digest_files(folder: Path, files: Iterable[Path]) -> str:
    """One short digest of the files.

    `digests.json` of the folder spares the reading of large files; a file whose size differs
    from what stands there raises EncoderError.
    """
    recorded = _read_json(folder / DIGESTS, optional=True).get("files", {})
    total = hashlib.sha256()
    for file in files:
        name = file.relative_to(folder).as_posix()
        entry = recorded.get(name)
        if entry is None:
            digest = sha256(file)
        elif entry["bytes"] != file.stat().st_size:
            raise EncoderError(
                f"{file}: has {file.stat().st_size} bytes, {DIGESTS} says {entry['bytes']}.",
                remedy(folder),
            )
        else:
            digest = entry["sha256"]
        total.update(f"{name} {digest}\n".encode())
    return total.hexdigest()[:12]


def sha256(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remedy(folder: Path) -> str:
    """What mends an encoder folder."""
    inside = folder.resolve().is_relative_to(BUNDLED.resolve())
    return REINSTALL if inside else EXPORT_AGAIN


def _read_json(file: Path, *, optional: bool = False) -> Config:
    """The object in a JSON file; an empty one for an optional file that is not there."""
    if optional and not file.exists():
        return {}
    content = _parse(file)
    if not isinstance(content, dict):
        raise EncoderError(f"{file}: is not a JSON object.", remedy(file.parent))
    return content


def _parse(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EncoderError(f"{file}: is missing.", remedy(file.parent)) from error
    except (OSError, ValueError) as error:
        raise EncoderError(f"{file}: cannot be read ({error}).", remedy(file.parent)) from error


def _check_modules(file: Path) -> tuple[str, bool]:
    """The path of the pooling module, and whether the vectors are normalised."""
    try:
        kinds = [(str(m["type"]).rsplit(".", 1)[-1], str(m["path"])) for m in _parse(file)]
    except (TypeError, KeyError) as error:
        raise EncoderError(f"{file}: is not a list of modules.", remedy(file.parent)) from error
    names = [kind for kind, _ in kinds]
    if names not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise EncoderError(
            f"{file}: the modules are {', '.join(names) or 'none'}; "
            "only Transformer, Pooling and Normalize run without torch.",
            USE_TORCH,
        )
    return kinds[1][1], len(names) == 3


def _read_pooling(file: Path) -> tuple[str, int]:
    config = _read_json(file)
    modes = [mode for flag, mode in _POOLING_FLAGS.items() if config.get(flag)]
    mode = config.get("pooling_mode", "+".join(modes))
    if mode not in POOLINGS or not config.get("include_prompt", True):
        what = f"pooling {mode!r}" if mode not in POOLINGS else "pooling without the prompt"
        raise EncoderError(
            f"{file}: {what} is not supported; {' and '.join(POOLINGS)} are.",
            USE_TORCH,
        )
    dimension = config.get("embedding_dimension", config.get("word_embedding_dimension"))
    if not isinstance(dimension, int):
        raise EncoderError(f"{file}: gives no embedding_dimension.", remedy(file.parent))
    return mode, dimension


def _max_length(limits: Config, tokens: Config, config: Config) -> int:
    """The same rule as Sentence Transformers: what is stated, else what the model can take."""
    if limits.get("max_seq_length"):
        return int(limits["max_seq_length"])
    stated = (tokens.get("model_max_length"), config.get("max_position_embeddings"))
    return int(min((n for n in stated if n), default=_DEFAULT_LENGTH))
