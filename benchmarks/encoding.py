"""How fast the shipped encoder is against sentence-transformers on torch, in one run.

    python benchmarks/encoding.py [--passages 100]

Both take the same passages of about 200 tokens. On torch runs a model of the same architecture
and size in 32 bits, with random weights: the speed does not depend on them. The two take turns,
and the best of their rounds counts, so that other work on the machine disturbs neither alone.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from assistant.embedding import Encoder, load_encoder
from assistant.embedding.layout import BUNDLED

WORDS = """bãi cải cán bộ cầu chi chính chợ chương con cộng công dân đảng đất điện đoàn đội đường
đồng giáo gia hạn học hội huyện kênh kế khám khu kiểm lúa mương năm ngày nghị người nhà nông nước
phòng phường quyết rau ruộng sách sông tập thi thôn tiền tổ tra trẻ trình trồng trường tuần ủy văn
việc vốn vườn xã xây ý yêu""".split()
QUESTION = "khi nào tổ dân phố thu phiếu khảo sát nhà ở"
TOKENS = (120, 270)  # as a chunker's passages differ in length
ROUNDS = 3


def make_passages(count: int, encoder: Encoder) -> list[str]:
    """Sentences of common syllables, in passages of about 200 tokens."""
    chance = random.Random(3)  # noqa: S311
    passages = []
    for _ in range(count):
        text, tokens = "", chance.randint(*TOKENS)
        while encoder.count_tokens(text) < tokens:
            words = chance.choices(WORDS, k=chance.randint(6, 18))
            text += " ".join(words).capitalize() + ". "
        passages.append(text.strip())
    return passages


def float_model(folder: Path) -> Any:
    """Saves a model of the shipped one's architecture, with random weights, for torch."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    config = BertConfig(**json.loads((BUNDLED / "config.json").read_text(encoding="utf-8")))
    parts = folder / "parts"
    BertModel(config).save_pretrained(parts)
    AutoTokenizer.from_pretrained(BUNDLED).save_pretrained(parts)
    modules = [Transformer(str(parts)), Pooling(config.hidden_size), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        torch = load_encoder(str(float_model(Path(scratch))))
    encoders = {"shipped": load_encoder("bundled"), "torch": torch}
    passages = make_passages(arguments.passages, encoders["shipped"])

    indexing: dict[str, list[float]] = {name: [] for name in encoders}
    asking: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(ROUNDS):
        for name, encoder in encoders.items():
            encoder.encode_queries([QUESTION])
            indexing[name].append(seconds(partial(encoder.encode_passages, passages)))
            ask = partial(encoder.encode_queries, [QUESTION])
            asking[name] += [seconds(ask) for _ in range(20)]

    speed = {name: len(passages) / min(times) for name, times in indexing.items()}
    figures = {
        "passages": len(passages),
        "tokens_per_passage": sum(map(encoders["shipped"].count_tokens, passages)) / len(passages),
        "passages_per_second": {name: round(value, 1) for name, value in speed.items()},
        "question_ms_p50": {n: round(sorted(t)[len(t) // 2] * 1e3, 2) for n, t in asking.items()},
        "times_as_fast": round(speed["shipped"] / speed["torch"], 2),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
