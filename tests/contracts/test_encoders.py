"""What every encoder promises, and that the ONNX runtime gives what sentence-transformers gives."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.embedding import Encoder, load_encoder
from assistant.embedding.layout import BUNDLED
from assistant.embedding.sentence_transformer import export_onnx
from assistant.errors import EncoderError

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
)
MARKS = [*LETTERS, *"0123456789.,:;/-?"]
LIMIT = 24  # tokens that the small model takes
TEXTS = [
    "Chi bộ ấp Hai họp vào tối thứ năm, ngày 12/6.",
    "thùng thư góp ý",
    "",
    "đường",
    "Ai chịu trách nhiệm thu phiếu khảo sát của các tổ dân phố trong phường?",
]
LONG = "sửa cống thoát nước " * 4000
KINDS = ("bundled", "exported", "exported in 8 bits", "on torch")

Maker = Callable[[str], Any]


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Makes a Sentence Transformers model of random weights, pooled as asked."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    pytest.importorskip("sentence_transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*special, *MARKS, *(f"##{mark}" for mark in MARKS)]
    words = models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token=special[1])
    tokenizer = Tokenizer(words)
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    folder = tmp_path_factory.mktemp("parts")
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    fast: Any = PreTrainedTokenizerFast
    fast(
        tokenizer_object=tokenizer, model_max_length=LIMIT, **dict(zip(names, special, strict=True))
    ).save_pretrained(folder)
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=LIMIT,
        initializer_range=0.5,  # so that the texts differ
    )
    BertModel(config).save_pretrained(folder)

    def make(pooling: str) -> Any:
        modules = [Transformer(str(folder)), Pooling(32, pooling_mode=pooling), Normalize()]
        prompts = {"query": "hỏi: ", "passage": "đoạn: "}
        return SentenceTransformer(modules=modules, prompts=prompts, device="cpu")

    return make


@pytest.fixture(scope="module")
def folders(small_model: Maker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small model on disk in every form, and what ships."""
    root = tmp_path_factory.mktemp("models")
    made = {kind: root / kind.replace(" ", "-") for kind in KINDS}
    model = small_model("mean")
    model.save(str(made["on torch"]), create_model_card=False)
    export_onnx(model, made["exported"], quantise=False)
    export_onnx(str(made["on torch"]), made["exported in 8 bits"], quantise=True)
    return made | {"bundled": BUNDLED}


@pytest.fixture(scope="module", params=KINDS)
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "bundled":
        return load_encoder("bundled")
    return load_encoder(str(request.getfixturevalue("folders")[request.param]))


def test_vectors_are_unit_rows(any_encoder: Encoder) -> None:
    for vectors in (any_encoder.encode_passages(TEXTS), any_encoder.encode_queries(TEXTS)):
        assert vectors.shape == (len(TEXTS), any_encoder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_make_no_rows(any_encoder: Encoder) -> None:
    assert any_encoder.encode_passages([]).shape == (0, any_encoder.dimension)
    assert any_encoder.encode_queries([]).shape == (0, any_encoder.dimension)


def test_a_vector_does_not_depend_on_its_neighbours(any_encoder: Encoder) -> None:
    together = any_encoder.encode_passages(TEXTS * 60)  # more than go through at a time
    assert together.shape[0] == len(TEXTS) * 60
    for place, text in enumerate(TEXTS):
        alone = any_encoder.encode_passages([text])[0]
        for row in (place, place + 59 * len(TEXTS)):
            np.testing.assert_allclose(together[row], alone, atol=1e-5)


def test_different_texts_have_different_vectors(any_encoder: Encoder) -> None:
    vectors = any_encoder.encode_passages(TEXTS)
    likeness = vectors @ vectors.T - np.eye(len(TEXTS))
    assert likeness.max() < 0.999


def test_queries_and_passages_have_their_own_prompts(any_encoder: Encoder) -> None:
    pairs = any_encoder.encode_queries(TEXTS) * any_encoder.encode_passages(TEXTS)
    assert pairs.sum(axis=1).max() < 0.9999


def test_long_text_is_cut_off(any_encoder: Encoder) -> None:
    long, longer = any_encoder.encode_passages([LONG, LONG + " và trồng cây"])
    assert np.isfinite(long).all()
    np.testing.assert_allclose(long, longer, atol=1e-5)


def test_tokens_of_the_whole_text_are_counted(any_encoder: Encoder) -> None:
    assert any_encoder.count_tokens("") == 0
    one = any_encoder.count_tokens("sửa cống thoát nước")
    assert 4 <= one <= 20
    assert any_encoder.count_tokens(LONG) >= 4000 * one
    assert any_encoder.encode_passages([LONG]).shape == (1, any_encoder.dimension)
    assert any_encoder.count_tokens(LONG) >= 4000 * one  # still, after a text was cut off


def test_decomposed_text_is_the_same_text(any_encoder: Encoder) -> None:
    apart = [unicodedata.normalize("NFD", text) for text in TEXTS]
    assert apart != TEXTS
    np.testing.assert_allclose(
        any_encoder.encode_passages(apart), any_encoder.encode_passages(TEXTS), atol=1e-6
    )
    for ours, theirs in zip(apart, TEXTS, strict=True):
        assert any_encoder.count_tokens(ours) == any_encoder.count_tokens(theirs)


def test_several_threads_get_what_one_gets(any_encoder: Encoder) -> None:
    expected = any_encoder.encode_passages(TEXTS)
    counts = [any_encoder.count_tokens(text) for text in TEXTS]

    def ask(turn: int) -> float:
        if turn % 2:
            assert [any_encoder.count_tokens(text) for text in TEXTS] == counts
        return float(np.abs(any_encoder.encode_passages(TEXTS) - expected).max())

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(ask, range(12))) < 1e-5


@pytest.mark.parametrize("kind", KINDS)
def test_identity_is_of_the_model_not_of_the_place(
    kind: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    first = load_encoder(str(folders[kind])).identity
    moved = tmp_path / folders[kind].name
    moved.symlink_to(folders[kind], target_is_directory=True)
    assert load_encoder(str(moved)).identity == first
    name, digest = first.split("@")
    assert name
    assert len(digest) == 12


def test_each_model_has_its_own_identity(folders: dict[str, Path], small_model: Maker) -> None:
    by_cls = folders["exported"].with_name("by-cls")
    if not by_cls.exists():
        export_onnx(small_model("cls"), by_cls, quantise=False)
    digests = [load_encoder(str(f)).identity.split("@")[1] for f in (*folders.values(), by_cls)]
    assert len(set(digests)) == len(digests)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_onnx_gives_what_sentence_transformers_gives(
    pooling: str, small_model: Maker, tmp_path: Path
) -> None:
    small_model(pooling).save(str(tmp_path / "torch"), create_model_card=False)
    export_onnx(str(tmp_path / "torch"), tmp_path / "onnx", quantise=False)
    theirs = load_encoder(str(tmp_path / "torch"))
    ours = load_encoder(str(tmp_path / "onnx"))
    texts = [*TEXTS, LONG, *(" ".join(LETTERS[:n]) for n in range(1, 40))]
    np.testing.assert_allclose(
        ours.encode_passages(texts), theirs.encode_passages(texts), atol=1e-4
    )
    np.testing.assert_allclose(ours.encode_queries(texts), theirs.encode_queries(texts), atol=1e-4)
    assert [ours.count_tokens(t) for t in texts] == [theirs.count_tokens(t) for t in texts]
    assert ours.dimension == theirs.dimension


def test_eight_bits_stay_near(folders: dict[str, Path]) -> None:
    full = load_encoder(str(folders["exported"])).encode_passages(TEXTS)
    small = load_encoder(str(folders["exported in 8 bits"])).encode_passages(TEXTS)
    assert (full * small).sum(axis=1).min() > 0.99


def test_an_export_does_not_overwrite(small_model: Maker, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("of value", encoding="utf-8")
    with pytest.raises(EncoderError, match="mine: is there already"):
        export_onnx(small_model("mean"), tmp_path / "mine", quantise=False)
    assert [f.name for f in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_model_that_needs_torch_is_not_exported(small_model: Maker, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="pooling 'max' is not supported"):
        export_onnx(small_model("max"), tmp_path / "new", quantise=False)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_gives_other_vectors_is_refused(small_model: Maker, tmp_path: Path) -> None:
    import torch

    class Branching(torch.nn.Module):
        """Takes another way with longer texts, which tracing a short one does not see."""

        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, hidden: Any) -> Any:
            return self.inner(hidden if hidden.shape[1] < 12 else -hidden)

    model = small_model("mean")
    embeddings = model[0].auto_model.embeddings
    embeddings.LayerNorm = Branching(embeddings.LayerNorm)
    with pytest.raises(EncoderError, match="the exported model gives other vectors"):
        export_onnx(model, tmp_path / "new", quantise=False)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_model_is_named() -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    pytest.importorskip("sentence_transformers")
    with pytest.raises(EncoderError, match=r"khong/co-that: cannot be loaded .* network") as caught:
        load_encoder("khong/co-that")
    assert caught.value.remedy
