"""The measuring itself: what is counted right, what a variant leaves out, what is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.embedding import Encoder
from assistant.evaluation import beir
from assistant.evaluation.retrieval import index_dataset
from assistant.index import Index
from assistant.index.lexical import FIELDS
from assistant.retrieval.coverage import coverage_concepts
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.understand import understand
from assistant.service import Assistant
from assistant.vietnamese.normalize import fold
from benchmarks import ablation, answers, queries, seeds
from benchmarks.corpus import make_corpus
from benchmarks.report import milliseconds, replace_block, table

PASSAGES = {
    "p1": "Đội bóng chuyền của ấp tập vào chiều thứ bảy. Sân ở cạnh nhà văn hóa.",
    "p2": "Lớp học nghề may mở ngày 5 tháng 6. Học viên được mượn máy.",
    "p3": "Tuyến đường liên xã dài 3 km. Kinh phí do dân góp một nửa.",
    "p4": "Trạm y tế tiêm phòng cho trẻ vào đầu tháng. Phụ huynh mang theo sổ.",
}
QUESTIONS = {
    "q1": ("Đội bóng chuyền tập vào lúc nào?", "chiều thứ bảy", "p1"),
    "q2": ("Tuyến đường liên xã dài bao nhiêu?", "3 km", "p3"),
    "q3": ("Trạm y tế tiêm phòng khi nào?", "đầu tháng", "p4"),
}


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets" / "mẫu"
    folder.mkdir(parents=True)
    corpus = [{"_id": i, "title": "", "text": text} for i, text in PASSAGES.items()]
    asked = [{"_id": i, "text": q, "answers": [a]} for i, (q, a, _) in QUESTIONS.items()]
    for name, rows in (("corpus", corpus), ("queries", asked)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    judged = [f"{i}\t{passage}\t1" for i, (_, _, passage) in QUESTIONS.items()]
    (folder / "qrels.tsv").write_text("\n".join(["query\tpassage\tscore", *judged]), "utf-8")
    return folder.parent


def test_an_answer_is_right_within_two_sentences_and_eighty_words() -> None:
    assert answers.is_right(["Họp ngày 5/6.", "Ở đình."], ["5/6"])
    assert answers.is_right(["Thị uỷ  họp."], ["thị ủy", "Thị ủy họp"])
    assert not answers.is_right(["Họp ngày 5/6."], ["6/6"])
    assert not answers.is_right(["Họp ngày 5/6. Ở đình. Đủ."], ["5/6"])
    assert not answers.is_right([f"Họp ngày 5/6 {'và ' * 80}"], ["5/6"])
    assert not answers.is_right([], ["5/6"])


def test_the_plain_way_gives_the_two_best_sentences() -> None:
    plain = answers.Plain(list(PASSAGES.values()), FakeEncoder())
    assert plain("tuyến đường liên xã dài")[0] == "Tuyến đường liên xã dài 3 km."
    assert len(plain("sân ở đâu")) == 2


def test_answers_are_measured_by_id_alone(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = answers.run(sets, show=True)["mẫu"]
    assert figures["questions"] == 3
    assert figures["right_plain"] == 1.0
    wrong = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert figures["wrong"] == [row["id"] for row in wrong]
    assert figures["right"] == round(1 - len(wrong) / 3, 4)
    written = json.dumps(figures, ensure_ascii=False)
    assert not any(a in written or q in written for q, a, _ in QUESTIONS.values())


@pytest.fixture
def index(sets: Path, tmp_path: Path, encoder: Encoder) -> Iterator[Index]:
    _, index, _ = index_dataset(beir.load(sets / "mẫu"), encoder, tmp_path)
    with index:
        yield index


def test_a_variant_without_fields_finds_by_the_others(index: Index, encoder: Encoder) -> None:
    query = understand("tuyến đường liên xã", index.accents)
    whole = Retriever(index, encoder).rank(query, mode="lexical")
    for dropped in (frozenset(FIELDS[:2]), frozenset(FIELDS[1::2])):
        seen = ablation.Variant("fewer", unused=dropped).view(index)
        concepts = coverage_concepts(query, seen.lexical)
        used = {field for c in concepts for clauses in c for field, _, _ in clauses}
        assert used == set(FIELDS) - dropped
        found = Retriever(seen, encoder).rank(query, mode="lexical")
        assert found.rows[0] == whole.rows[0]
        assert found.scores[0] == pytest.approx(whole.scores[0], rel=1e-4)


def test_variants_leave_out_what_they_say(index: Index, encoder: Encoder) -> None:
    every = {variant.name: variant for variant in ablation.variants()}
    assert len(every) == len(ablation.variants())
    query = understand("BTV HU họp ở xã nào", index.accents)
    bare = every["without synonyms"].read(query)
    assert all(len(concept.phrases) == 1 for concept in bare.concepts)
    assert any(len(concept.phrases) > 1 for concept in query.concepts)
    unread = every["without the text's own accents"].counts
    assert unread is not None
    assert understand("xa Ninh Kha", unread).restored == "xã Ninh Kha"
    scores = {
        name: Retriever(every[name].view(index), encoder, every[name].weights).rank(query).scores
        for name in ("all", "without sentence vectors")
    }
    assert scores["all"][0] > scores["without sentence vectors"][0] + 0.1


def test_the_table_has_a_row_for_every_variant(sets: Path) -> None:
    figures = ablation.run(sets)
    assert len(figures["rows"]) == 2 * len(ablation.variants())
    best = [row for row in figures["rows"] if row["variant"] == "all"]
    assert [row["all"]["acc@1"] for row in best] == [1.0, 1.0]
    for row in figures["rows"]:
        assert row["ms"]["p50"] > 0
        assert 0 < row["bytes_per_passage"] <= best[0]["bytes_per_passage"]
    shown = ablation.as_markdown(figures)
    assert all(f"| {variant.name} |" in shown for variant in ablation.variants())
    assert shown.count("\n") == len(ablation.variants()) + 1


def test_questions_on_the_made_corpus_find_their_document(tmp_path: Path, encoder: Encoder) -> None:
    make_corpus(tmp_path / "corpus-20", 20)
    figures = queries.run(tmp_path, 20, 30)
    assert figures["passages"] >= 20
    assert figures["questions"] == 30
    assert figures["ms"]["search"]["p50"] >= figures["ms"]["read"]["p50"]
    assert set(figures["within"]) == set(figures["times_the_plain_p50"]) == {"search", "ask"}
    assert queries.run(tmp_path, 20, 30)["indexed_per_second"] is None
    with Index.open(tmp_path / "index-20", encoder) as index:
        asked = queries.make_questions(Assistant(index, encoder), 30)
        assert asked == queries.make_questions(Assistant(index, encoder), 30)
    assert len(set(asked)) > 20
    assert sum(text == fold(text) for text in asked) >= 10


def test_the_seeds_are_laid_out_the_same_way_twice(shared: Path, tmp_path: Path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    assert [seeds.lay_out(shared, folder) for folder in folders] == [242, 242]
    first, second = ({p.name: p.read_bytes() for p in folder.iterdir()} for folder in folders)
    assert first == second
    assert seeds.lay_out(shared, folders[0]) == 242
    (folders[0] / "khác.txt").write_text("khác")
    with pytest.raises(SystemExit, match="other files"):
        seeds.lay_out(shared, folders[0])


def test_failures_show_what_was_expected() -> None:
    row = {"id": "q1", "kind": "date", "question": "Khi nào?", "expected": "5/6"}
    row |= {"outcome": "not_found", "answer": "Không thấy."}
    figures = {"rows": [{**row, "right": False}, {**row, "id": "q2", "right": True}]}
    (line,) = seeds.failures(figures)
    assert "q1" in line
    assert "5/6" in line


def test_blocks_tables_and_percentiles() -> None:
    text = "# A\n<!-- t -->\nold\n<!-- /t -->\nend\n"
    assert replace_block(text, "t", r"new \1") == "# A\n<!-- t -->\nnew \\1\n<!-- /t -->\nend\n"
    with pytest.raises(ValueError, match="0 blocks"):
        replace_block(text, "u", "new")
    assert table(("a", "b"), [(1, 2)]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert milliseconds([0.001] * 99 + [1.0]) == {"p50": 1.0, "p95": 1.0}


def test_the_readme_has_room_for_the_table() -> None:
    text = (Path(ablation.__file__).parent / "README.md").read_text("utf-8")
    assert replace_block(text, "ablation", "x") != text
