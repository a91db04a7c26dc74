"""The vectors of sentences against plain numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexDamaged
from assistant.index.sentences import (
    CODES,
    FIRST,
    SCALES,
    Sentences,
    SentencesWriter,
    encode_8bit,
    sentences_of,
)

COUNTS = np.array([3, 1, 7, 2, 1])


def make_vectors(count: int) -> np.ndarray:
    vectors = np.random.default_rng(count).normal(size=(count, 48)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def write(folder: Path, counts: np.ndarray = COUNTS) -> np.ndarray:
    """Writes the vectors of these sentences, passage by passage."""
    vectors = make_vectors(int(counts.sum()))
    parts = np.split(vectors, np.cumsum(counts)[:-1]) if len(counts) else []
    with SentencesWriter(folder) as writer:
        for count, part in zip(counts, parts, strict=True):
            writer.add(np.array([count]), *encode_8bit(part))
    return vectors


def test_scores_are_inner_products_within_the_error_of_8_bits(tmp_path: Path) -> None:
    vectors, query = write(tmp_path), make_vectors(1)[0]
    sentences = Sentences(tmp_path, 48)
    rows = np.array([4, 0, 2])
    expected = [vectors[a:b] @ query for a, b in ((13, 14), (0, 3), (4, 11))]
    scores, begins = sentences.scores(query, rows)
    np.testing.assert_allclose(scores, np.concatenate(expected), atol=3e-3)
    assert begins.tolist() == [0, 1, 4]
    np.testing.assert_allclose(
        sentences.best(query, rows), [part.max() for part in expected], atol=3e-3
    )


def test_another_build_takes_them_over_unchanged(tmp_path: Path) -> None:
    write(tmp_path)
    first = Sentences(tmp_path, 48)
    rows = np.array([2, 0])
    second = tmp_path / "second"
    second.mkdir()
    with SentencesWriter(second) as writer:
        writer.add(first.counts(rows), *first.coded(rows))
    query = make_vectors(1)[0]
    np.testing.assert_array_equal(
        Sentences(second, 48).scores(query, np.arange(2))[0], first.scores(query, rows)[0]
    )


def test_no_passages(tmp_path: Path) -> None:
    write(tmp_path, np.array([], dtype=np.int64))
    sentences = Sentences(tmp_path, 48)
    assert (len(sentences), sentences.dimension) == (0, 48)
    assert len(sentences.best(make_vectors(1)[0], np.array([], dtype=np.int64))) == 0


def test_a_vector_of_zeros_is_kept() -> None:
    codes, scales = encode_8bit(np.zeros((1, 48), dtype=np.float32))
    assert not (codes * scales[:, None]).any()


def test_every_passage_has_a_sentence() -> None:
    assert sentences_of("…") == ["…"]
    assert sentences_of("Một. Hai.\nBa") == ["Một.", "Hai.", "Ba"]


@pytest.mark.parametrize("part", [CODES, SCALES, FIRST])
@pytest.mark.parametrize("data", [None, b"", b"\x93NUMPY", b"garbage" * 20])
def test_what_cannot_be_read_is_named(tmp_path: Path, part: str, data: bytes | None) -> None:
    write(tmp_path)
    if data is None:
        (tmp_path / part).unlink()
    else:
        (tmp_path / part).write_bytes(data)
    with pytest.raises(IndexDamaged, match="--full") as raised:
        Sentences(tmp_path, 48)
    assert str(tmp_path) in raised.value.message


def test_parts_of_different_builds_do_not_agree(tmp_path: Path) -> None:
    write(tmp_path)
    np.array([0, 3, 4]).tofile(tmp_path / FIRST)
    with pytest.raises(IndexDamaged, match="do not agree"):
        Sentences(tmp_path, 48)


def test_codes_stay_on_disk(tmp_path: Path) -> None:
    def private_kb() -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))

    with SentencesWriter(tmp_path) as writer:
        for _ in range(50):
            codes, scales = np.ones((6_000, 96), np.int8), np.ones(6_000, np.float32)
            writer.add(np.full(1_000, 6), codes, scales)
    before = private_kb()
    sentences = Sentences(tmp_path, 96)
    sentences.best(np.ones(96, dtype=np.float32), np.arange(0, 50_000, 100))
    assert private_kb() - before < 5_000
