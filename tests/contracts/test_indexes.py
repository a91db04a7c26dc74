"""What every searchable part of an index promises, and what each is measured against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import IndexDamaged
from assistant.index.dense import Dense
from assistant.index.lexical import FIELDS, Clause, Concept, Lexical, LexicalWriter
from assistant.index.ranking import Ranked, Rows
from assistant.vietnamese.tokens import tokenize

WORDS = "kế hoạch kiểm điểm giữa nhiệm kỳ báo cáo cấp cơ sở trước ngày đảng bộ thị ủy".split()
TOPICS = [WORDS[i : i + 3] for i in range(0, 15, 3)]

Search = Callable[[int, Rows | None], Ranked]


def make_texts(count: int) -> list[str]:
    """Short texts, of which every fourth says just what the one before says."""
    rng = np.random.default_rng(7)
    texts: list[str] = []
    for i in range(count):
        if i % 4 == 3:
            texts.append(texts[-1])
        else:
            texts.append(" ".join(rng.choice(WORDS, size=int(rng.integers(3, 40)))))
    return texts


def make_vectors(count: int, dimension: int = 48) -> np.ndarray:
    """Unit vectors, of which every fourth is the one before."""
    rng = np.random.default_rng(11)
    vectors = rng.standard_normal((count, dimension)).astype(np.float32)
    vectors[3::4] = vectors[2::4][: len(vectors[3::4])]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def write_lexical(folder: Path, texts: Sequence[str], headings: Sequence[str] = ()) -> Lexical:
    folder.mkdir(parents=True, exist_ok=True)
    writer = LexicalWriter(folder)
    for row, text in enumerate(texts):
        writer.add(row, tokenize(text), tokenize(headings[row] if headings else ""))
    writer.finish()
    return Lexical(folder)


def write_dense(folder: Path, vectors: np.ndarray) -> Dense:
    folder.mkdir(parents=True, exist_ok=True)
    Dense.write(folder, vectors)
    return Dense(folder)


def alone(*clauses: Clause) -> list[Concept]:
    """Every clause as a concept of its own."""
    return [[[clause]] for clause in clauses]


SIZE = 200


@pytest.fixture(scope="module", params=["dense", "lexical"])
def search(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Search:
    """One query over 200 rows that all can be found."""
    folder = tmp_path_factory.mktemp("index")
    if request.param == "dense":
        vectors = make_vectors(SIZE)
        dense = write_dense(folder, vectors)
        query = vectors[2] + vectors[20]
        return lambda k, rows: dense.search(query, k, rows)
    lexical = write_lexical(folder, [f"{text} chung" for text in make_texts(SIZE)])
    concepts = alone(("folded", "chung", 1.0), ("accented", "kế", 1.0), ("folded", "bo", 0.5))
    return lambda k, rows: lexical.search(concepts, k, rows)


@pytest.mark.parametrize("k", [1, 5, 60, 150, SIZE, 10**9])
def test_gives_k_different_rows_best_first_and_ties_by_row(search: Search, k: int) -> None:
    rows, scores = search(k, None)
    assert len(rows) == len(set(rows.tolist())) == min(k, SIZE)
    order = list(zip((-scores).tolist(), rows.tolist(), strict=True))
    assert order == sorted(order)
    assert rows.dtype == np.int64
    assert scores.dtype == np.float32


def test_a_shorter_list_is_the_head_of_a_longer_one(search: Search) -> None:
    everything, scores = search(SIZE, None)
    ties = sum(a == b for a, b in pairwise(scores.tolist()))
    assert ties >= SIZE // 4
    for k in range(1, SIZE, 7):
        assert search(k, None)[0].tolist() == everything[:k].tolist()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    allowed=st.sets(st.integers(0, SIZE - 1)).map(lambda s: np.array(sorted(s), dtype=np.int64)),
    k=st.integers(0, SIZE),
)
def test_a_filter_gives_the_best_of_the_allowed_rows(search: Search, allowed: Rows, k: int) -> None:
    everything, scores = search(SIZE, None)
    inside = np.isin(everything, allowed)
    rows, found = search(k, allowed)
    assert rows.tolist() == everything[inside][:k].tolist()
    np.testing.assert_allclose(found, scores[inside][:k], rtol=1e-5)


@pytest.mark.parametrize("k", [0, -1])
def test_nothing_asked_for_gives_nothing(search: Search, k: int) -> None:
    rows, scores = search(k, None)
    assert len(rows) == len(scores) == 0


# Vectors against numpy.


@pytest.mark.parametrize("k", [1, 10, 99, 100, 101, 400])
@pytest.mark.parametrize("share", [None, 0.02, 0.5])
def test_dense_search_is_what_numpy_finds(tmp_path: Path, k: int, share: float | None) -> None:
    vectors = make_vectors(400)
    dense = write_dense(tmp_path, vectors)
    query = make_vectors(1)[0]
    rng = np.random.default_rng(3)
    rows = None if share is None else np.flatnonzero(rng.random(400) < share)
    candidates = np.arange(400) if rows is None else rows
    exact = vectors[candidates].astype(np.float64) @ query
    order = np.lexsort((candidates, -np.round(exact, 6)))[:k]
    found, scores = dense.search(query, k, rows)
    assert found.tolist() == candidates[order].tolist()
    np.testing.assert_allclose(scores, exact[order], atol=1e-6)


def test_dense_scores_and_vectors_are_those_that_were_written(tmp_path: Path) -> None:
    vectors = make_vectors(30)
    dense = write_dense(tmp_path, vectors)
    rows = np.array([29, 0, 7, 7])
    np.testing.assert_array_equal(dense.vectors(rows), vectors[rows])
    np.testing.assert_allclose(dense.scores(vectors[3], rows), vectors[rows] @ vectors[3])
    assert (len(dense), dense.dimension) == (30, 48)


def test_dense_of_no_vectors(tmp_path: Path) -> None:
    dense = write_dense(tmp_path, np.empty((0, 48), dtype=np.float32))
    assert len(dense) == 0
    assert len(dense.search(np.ones(48, dtype=np.float32), 5)[0]) == 0


def test_dense_vectors_stay_on_disk(tmp_path: Path) -> None:
    def private_kb() -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))

    rng = np.random.default_rng(0)
    write_dense(tmp_path, rng.random((100_000, 96), dtype=np.float32))  # 38 MB
    before = private_kb()
    dense = Dense(tmp_path)
    dense.search(np.ones(96, dtype=np.float32), 10)
    assert private_kb() - before < 5_000


# Words against plain lines.


def held(concept: Concept, fields: Mapping[str, Sequence[str]]) -> float:
    """The weights of the best alternative's tokens that the fields hold."""
    return max(
        sum(w for field, token, w in clauses if token in fields[field]) for clauses in concept
    )


def fields_of(text: str, heading: str) -> dict[str, list[str]]:
    """What each field of the index holds of a passage."""
    runs = [tokenize(text), tokenize(heading)]
    accented = [[token.text for token in run] for run in runs]
    folded = [[token.folded for token in run] for run in runs]
    return {
        "accented": [*chain(*accented)],
        "accented_pairs": [f"{a}_{b}" for run in accented for a, b in pairwise(run)],
        "folded": [*chain(*folded)],
        "folded_pairs": [f"{a}_{b}" for run in folded for a, b in pairwise(run)],
    }


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_lexical_score_is_what_plain_lines_add_up(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    line = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
    texts = data.draw(st.lists(line, min_size=1, max_size=25))
    headings = data.draw(st.lists(line, min_size=len(texts), max_size=len(texts)))
    documents = [fields_of(*pair) for pair in zip(texts, headings, strict=True)]
    tokens = sorted({(f, t) for d in documents for f, words in d.items() for t in words})
    weight = st.sampled_from([0.25, 1.0, 2.0])
    clause = st.tuples(st.sampled_from([*tokens, ("folded", "khong")]), weight).map(
        lambda pair: (*pair[0], pair[1])
    )
    alternative = st.lists(clause, min_size=1, max_size=4)
    concepts = data.draw(st.lists(st.lists(alternative, min_size=1, max_size=3), max_size=5))

    expected = np.array([sum(held(concept, d) for concept in concepts) for d in documents])
    lexical = write_lexical(tmp_path_factory.mktemp("lexical"), texts, headings)
    rows, scores = lexical.search(concepts, len(texts))

    assert set(rows.tolist()) == set(np.flatnonzero(expected).tolist())
    np.testing.assert_allclose(scores, expected[rows], rtol=1e-5)


def test_lexical_document_frequency_counts_passages(tmp_path: Path) -> None:
    lexical = write_lexical(tmp_path, ["kế kế hoạch", "ké hoạch", "điểm"], ["Số", "", ""])
    assert len(lexical) == 3
    counts = {
        ("accented", "kế"): 1,
        ("folded", "ke"): 2,
        ("folded_pairs", "ke_hoach"): 2,
        ("folded", "so"): 1,
        ("accented", "số"): 1,
        ("accented", "so"): 0,
        ("folded", "khong"): 0,
    }
    assert {key: lexical.document_frequency(*key) for key in counts} == counts


@pytest.mark.parametrize(
    "token", ["AND", "OR", "*", '"kế hoạch"', "folded:ke", "+ke", "(", "", "~"]
)
def test_lexical_never_parses_a_token(tmp_path: Path, token: str) -> None:
    lexical = write_lexical(tmp_path, ["kế hoạch and or", "khác"])
    for field in FIELDS:
        assert len(lexical.search(alone((field, token, 1.0)), 5)[0]) == 0


def test_lexical_gives_only_rows_that_hold_a_token(tmp_path: Path) -> None:
    lexical = write_lexical(tmp_path, ["kế hoạch", "báo cáo", "kế toán"])
    found = lexical.search(alone(("folded", "ke", 1.0)), 3, np.array([0, 1]))[0]
    assert found.tolist() == [0]
    assert len(lexical.search([], 3)[0]) == 0


def test_lexical_takes_a_word_of_any_length_and_many_clauses(tmp_path: Path) -> None:
    lexical = write_lexical(tmp_path, ["kế hoạch", "x" * 100_000])
    assert len(lexical) == 2
    clauses = [("folded", f"w{i}", 1.0) for i in range(5_000)] + [("folded", "ke", 1.0)]
    assert lexical.search(alone(*clauses), 2)[0].tolist() == [0]


def test_lexical_of_no_passages(tmp_path: Path) -> None:
    lexical = write_lexical(tmp_path, [])
    assert len(lexical) == 0
    assert len(lexical.search(alone(("folded", "ke", 1.0)), 5)[0]) == 0
    assert lexical.document_frequency("folded", "ke") == 0


def test_lexical_is_the_same_every_time(tmp_path: Path) -> None:
    texts = make_texts(400)
    concepts = alone(*(("folded", t.folded, 1.0) for t in tokenize(" ".join(WORDS[:6]))))
    first, second = (write_lexical(tmp_path / name, texts).search(concepts, 90) for name in "ab")
    assert first[0].tolist() == second[0].tolist()
    assert first[1].tolist() == second[1].tolist()


# Both, on disk.


@pytest.fixture
def vietnamese_folder(tmp_path: Path) -> Path:
    """A folder whose name has its Vietnamese letters in decomposed form."""
    return tmp_path / normalize("NFD", "chỉ mục Đảng ủy – cơ sở")


def test_folders_may_have_any_name(vietnamese_folder: Path) -> None:
    dense = write_dense(vietnamese_folder, make_vectors(3))
    assert dense.search(make_vectors(3)[1], 1)[0].tolist() == [1]
    lexical = write_lexical(vietnamese_folder, ["kế hoạch", "báo cáo"])
    assert lexical.search([[[("accented", "báo", 1.0)]]], 1)[0].tolist() == [1]


@pytest.mark.parametrize("opened", [Dense, Lexical])
def test_missing_and_broken_files_are_named(
    tmp_path: Path, opened: Callable[[Path], Dense | Lexical]
) -> None:
    with pytest.raises(IndexDamaged, match=str(tmp_path)):
        opened(tmp_path)
    write_dense(tmp_path, make_vectors(50))
    write_lexical(tmp_path, make_texts(50))
    for path in [*tmp_path.rglob("*")]:
        if path.is_file() and path.suffix != ".lock":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexDamaged, match="--full"):
        opened(tmp_path)
