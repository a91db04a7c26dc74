"""Folders that cannot be used as an encoder: each says what is wrong and what to do."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.embedding import load_encoder
from assistant.embedding.layout import BUNDLED, DIGESTS, choose_prompts, read_layout
from assistant.embedding.onnx import OnnxEncoder
from assistant.errors import EncoderError

MODEL = "onnx/model_qint8.onnx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bundled encoder, its files as links, without its digests."""
    copy = tmp_path / "model"
    shutil.copytree(BUNDLED, copy, copy_function=os.symlink)
    (copy / DIGESTS).unlink()
    return copy


def write(file: Path, content: bytes) -> None:
    """Puts a file in the place of the link."""
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def change(file: Path, **values: Any) -> None:
    """Sets fields of a JSON file; None takes one away."""
    stated = json.loads(file.read_text(encoding="utf-8")) | values
    write(file, json.dumps({k: v for k, v in stated.items() if v is not None}).encode())


def test_a_folder_is_loaded_by_its_path(folder: Path) -> None:
    encoder = load_encoder(str(folder))
    assert encoder.identity.startswith("model@")
    bundled = load_encoder("bundled")
    np.testing.assert_array_equal(
        encoder.encode_queries(["lịch tiếp dân"]), bundled.encode_queries(["lịch tiếp dân"])
    )


def test_recorded_and_computed_digests_agree(folder: Path) -> None:
    assert OnnxEncoder(folder).identity.split("@")[1] == OnnxEncoder(BUNDLED).identity.split("@")[1]


def test_what_decides_the_vectors_decides_the_identity(folder: Path) -> None:
    before = OnnxEncoder(folder).identity
    write(folder / "NOTICE.md", b"another notice")
    assert OnnxEncoder(folder).identity == before
    change(folder / "config_sentence_transformers.json", prompts={"query": "q: "})
    assert OnnxEncoder(folder).identity != before


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (MODEL, "holds no onnx/model_qint8.onnx"),
        ("tokenizer.json", "tokenizer.json: is missing"),
        ("modules.json", "modules.json: is missing"),
        ("1_Pooling/config.json", "config.json: is missing"),
    ],
)
def test_a_missing_file_is_named(folder: Path, name: str, what: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EncoderError, match=what) as caught:
        OnnxEncoder(folder)
    assert "assistant model export" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        (MODEL, b"version https://git-lfs", "model_qint8.onnx: is not a usable ONNX model"),
        (MODEL, b"", "model_qint8.onnx: is not a usable ONNX model"),
        ("tokenizer.json", b"{}", "tokenizer.json: is not a tokenizer"),
        ("modules.json", b"[{", "modules.json: cannot be read"),
        ("modules.json", b"{}", "modules.json: the modules are none"),
        ("modules.json", b"[1]", "modules.json: is not a list of modules"),
        ("config.json", b"\xff\xfe", "config.json: cannot be read"),
        ("1_Pooling/config.json", b"[]", "config.json: is not a JSON object"),
        ("tokenizer_config.json", b'"x"', "tokenizer_config.json: is not a JSON object"),
    ],
)
def test_a_broken_file_is_named(folder: Path, name: str, content: bytes, what: str) -> None:
    write(folder / name, content)
    with pytest.raises(EncoderError, match=what):
        OnnxEncoder(folder)


def test_a_model_exchanged_while_in_use_is_not_mixed_in(folder: Path) -> None:
    encoder = OnnxEncoder(folder, threads=2)
    alone = encoder.encode_passages(["lịch tiếp dân"])
    change(folder / "tokenizer.json", version="2.0")
    texts = [f"lịch tiếp dân số {number}" for number in range(64)]
    with pytest.raises(EncoderError, match="was changed while it is in use") as raised:
        encoder.encode_passages(texts)
    assert "Start the program again" in raised.value.remedy
    # What is loaded goes on as it was.
    np.testing.assert_array_equal(encoder.encode_passages(["lịch tiếp dân"]), alone)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="nothing: there is no such folder"):
        OnnxEncoder(tmp_path / "nothing")


def test_a_file_cut_short_is_noticed_by_its_size(folder: Path) -> None:
    shutil.copy(BUNDLED / DIGESTS, folder / DIGESTS)
    whole = (folder / MODEL).read_bytes()
    write(folder / MODEL, whole[:-1])
    with pytest.raises(EncoderError, match=f"has {len(whole) - 1} bytes, {DIGESTS} says"):
        OnnxEncoder(folder)


def test_what_the_runtime_cannot_do_is_refused(folder: Path) -> None:
    pooling = folder / "1_Pooling" / "config.json"
    change(pooling, pooling_mode="lasttoken")
    with pytest.raises(EncoderError, match="pooling 'lasttoken' is not supported"):
        read_layout(folder)
    change(pooling, pooling_mode="mean", include_prompt=False)
    with pytest.raises(EncoderError, match="pooling without the prompt"):
        read_layout(folder)
    change(pooling, include_prompt=True, embedding_dimension=None)
    with pytest.raises(EncoderError, match="gives no embedding_dimension"):
        read_layout(folder)


def test_other_modules_are_refused(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    dense = modules[1] | {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}
    write(folder / "modules.json", json.dumps([*modules[:2], dense]).encode())
    with pytest.raises(EncoderError, match="Transformer, Pooling, Dense") as caught:
        read_layout(folder)
    assert "models" in caught.value.remedy


def test_unnormalised_vectors_are_refused_only_where_their_length_counts(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    write(folder / "modules.json", json.dumps(modules[:2]).encode())
    assert read_layout(folder).pooling == "mean"
    change(folder / "config_sentence_transformers.json", similarity_fn_name="dot")
    with pytest.raises(EncoderError, match="compares unnormalised vectors"):
        read_layout(folder)


def test_the_dimension_must_be_the_model_s(folder: Path) -> None:
    change(folder / "1_Pooling" / "config.json", embedding_dimension=768)
    with pytest.raises(EncoderError, match="gives 384 values a token, not 768"):
        OnnxEncoder(folder)


def test_older_folders_are_read(folder: Path) -> None:
    older = {"word_embedding_dimension": 384, "pooling_mode_cls_token": True}
    write(folder / "1_Pooling" / "config.json", json.dumps(older).encode())
    limits = {"max_seq_length": 128, "do_lower_case": True}
    write(folder / "sentence_bert_config.json", json.dumps(limits).encode())
    layout = read_layout(folder)
    assert (layout.pooling, layout.dimension) == ("cls", 384)
    assert (layout.max_length, layout.lowercase) == (128, True)
    encoder = OnnxEncoder(folder)
    upper, lower = encoder.encode_passages(["PHÒNG HỌP", "phòng họp"])
    np.testing.assert_array_equal(upper, lower)


def test_the_length_is_the_smallest_that_is_stated(folder: Path) -> None:
    (folder / "sentence_bert_config.json").unlink()
    change(folder / "tokenizer_config.json", model_max_length=10**30)
    assert read_layout(folder).max_length == 512
    change(folder / "tokenizer_config.json", model_max_length=100)
    assert read_layout(folder).max_length == 100


@pytest.mark.parametrize(
    ("prompts", "expected"),
    [
        ({}, ("", "")),
        ({"query": "q: ", "document": "", "passage": "p: "}, ("q: ", "p: ")),
        ({"query": None, "document": "d: ", "passage": "p: "}, ("", "d: ")),
    ],
)
def test_prompts_go_by_their_usual_names(
    prompts: dict[str, str | None], expected: tuple[str, str]
) -> None:
    assert choose_prompts(prompts) == expected


def test_a_model_without_the_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderError, match="some-model: needs sentence-transformers") as caught:
        load_encoder("some-model")
    assert 'pip install "assistant[models]"' in caught.value.remedy
