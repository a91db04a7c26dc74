import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import DatasetError, UsageError
from assistant.evaluation import beir
from assistant.evaluation.answers import Question, evaluate_answers, is_value
from assistant.evaluation.metrics import accuracy_at_1, ndcg_at, recall_at, reciprocal_rank_at
from assistant.service import Conversation
from assistant.types import Answer, Citation, Document, Outcome, Statement, Turn


def test_metrics_by_hand() -> None:
    ranked, relevant = ["a", "b", "c", "d"], {"b": 1, "d": 1, "x": 1}
    assert accuracy_at_1(ranked, relevant) == 0
    assert recall_at(2, ranked, relevant) == pytest.approx(1 / 3)
    assert recall_at(10, ranked, relevant) == pytest.approx(2 / 3)
    assert reciprocal_rank_at(10, ranked, relevant) == 0.5
    assert reciprocal_rank_at(1, ranked, relevant) == 0
    # (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3) + 1/log2(4))
    assert ndcg_at(10, ranked, relevant) == pytest.approx(1.0616 / 2.1309, abs=1e-4)
    assert ndcg_at(10, ["b", "d", "x"], relevant) == pytest.approx(1)


def write(folder: Path, qrels: str = "qrels.tsv") -> Path:
    (folder / "corpus.jsonl").write_text('{"_id": "p", "title": "", "text": "Một."}\n')
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "Hai?"}\n')
    (folder / qrels).parent.mkdir(exist_ok=True)
    (folder / qrels).write_text("query-id\tcorpus-id\tscore\nq\tp\t1\nq\tz\t0\n")
    return folder


@pytest.mark.parametrize("qrels", ["qrels.tsv", "qrels/test.tsv"])
def test_a_beir_folder(tmp_path: Path, qrels: str) -> None:
    dataset = beir.load(write(tmp_path, qrels))
    assert dataset.corpus == {"p": ("", "Một.")}
    assert dataset.qrels == {"q": {"p": 1}}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corpus.jsonl", None, "corpus.jsonl"),
        ("queries.jsonl", "{not json", "line 1"),
        ("queries.jsonl", '{"_id": "q"}', "no field text"),
        ("queries.jsonl", "3", "line 1"),
        ("qrels.tsv", "head\nq p 1\n", "line 2"),
        ("qrels.tsv", "head\nother\tp\t1\n", "none of the queries"),
    ],
)
def test_a_malformed_set_is_named(
    tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    path = write(tmp_path) / name
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(DatasetError, match=said):
        beir.load(tmp_path)


DOCUMENT = Document("d", "a.txt", "A", "Họp ngày 3/5. Hết.", digest="0")
NEAR = Citation(1, DOCUMENT, None, (), 0, 13, "Họp ngày 3/5.")
NOT_FOUND = Answer("?", None, "vi", Outcome.NOT_FOUND, "không", "ngày", (), (), (NEAR,), (), 2.0)


def answered(text: str, quote: str, source: str = "a.txt") -> Answer:
    document = Document("d", source, "A", quote, digest="0")
    citation = Citation(1, document, None, (), 0, len(quote), quote)
    statement = Statement(text, None, None, None, None, (1,))
    return Answer(
        "?", None, "vi", Outcome.ANSWERED, text, None, (statement,), (citation,), (), (), 4.0
    )


def test_answers_are_scored() -> None:
    replies = {
        "right": answered("Họp ngày 3/5.", "Họp ngày 3/5."),
        "wrong source": answered("Họp ngày 3/5.", "Họp ngày 3/5.", "b.txt"),
        "too long": answered("Một. Hai. Ba. Họp ngày 3/5.", "Họp ngày 3/5."),
        "withheld": NOT_FOUND,
        "rightly withheld": NOT_FOUND,
        "made up": replace(answered("Họp.", "Họp."), sure=False),
    }
    questions = [
        Question(
            text,
            text,
            "when",
            None if text in ("rightly withheld", "made up") else "ngày 3/5",
            "a.txt",
        )
        for text in replies
    ]

    def ask(question: str, *, conversation: Conversation | None = None) -> Answer:
        return replies[question]

    figures = evaluate_answers(questions, ask)
    assert figures["questions"] == 6
    assert figures["answerable"] == 4
    assert (figures["correct"], figures["refused_rightly"]) == (1, 1)
    assert (figures["refused_wrongly"], figures["answered_wrongly"]) == (1, 3)
    assert (figures["unsure"], figures["unsure_wrong"]) == (1, 1)
    assert figures["led_near"] == 1, "that of what has no answer does not count"
    assert figures["accuracy"] == pytest.approx(2 / 6, abs=1e-4)
    assert figures["citation_precision"] == 0.75
    assert (figures["refusal_precision"], figures["refusal_recall"]) == (0.5, 0.5)
    assert figures["by_kind"] == {"when": {"questions": 6, "right": 2}}
    assert [row["right"] for row in figures["rows"]] == [True, False, False, False, True, False]
    assert json.dumps(figures)


def test_a_value_beside_the_one_expected_is_no_right_value() -> None:
    text = "Cấp cơ sở xong trước ngày 3/5, cấp huyện trước ngày 20/5."

    def ask(question: str, *, conversation: Conversation | None = None) -> Answer:
        given = answered(text, text)
        value = None if question == "no value" else question
        return replace(given, statements=(replace(given.statements[0], value=value),))

    texts = ("trước ngày 03/5", "trước ngày 20/5", "no value")
    questions = [Question(t, t, "when", "ngày 3/5", "a.txt") for t in texts]
    figures = evaluate_answers(questions, ask)
    assert (figures["correct"], figures["valued"], figures["value_precision"]) == (3, 2, 0.5)
    assert [row["value_right"] for row in figures["rows"]] == [True, False, None]


@pytest.mark.parametrize(
    ("value", "expected", "same"),
    [
        ("Bí thư Huyện ủy", "Bí thư Huyện ủy Lâm Khê", True),
        ("12 tỷ đồng", "trên 12 tỷ", True),
        ("12 tỷ đồng", "14 tỷ đồng", False),
        ("Trần Văn An", "Lê Thị Bình", False),
    ],
)
def test_values_that_name_the_same(value: str, expected: str, same: bool) -> None:
    assert is_value(value, expected) is same


def test_what_goes_before_is_asked_first_in_the_same_conversation() -> None:
    asked: list[tuple[str, str | None]] = []

    def ask(question: str, *, conversation: Conversation | None = None) -> Answer:
        last = conversation.last() if conversation else None
        asked.append((question, last.question if last else None))
        if conversation:
            conversation.keep(Turn(question, "vi"))
        return answered("Họp ngày 3/5.", "Họp ngày 3/5.")

    questions = [
        Question("1", "một", "when", "ngày 3/5", "a.txt"),
        Question("2", "hai", "followup", "ngày 3/5", "a.txt", prev="1"),
        Question("3", "ba", "followup", "ngày 3/5", "a.txt", prev="2"),
    ]
    assert evaluate_answers(questions, ask)["correct"] == 3
    first, second = [("một", None)], [("một", None), ("hai", "một")]
    assert asked == [*first, *second, *second, ("ba", "hai")]


def test_a_question_that_cannot_be_asked_is_a_row_and_ends_nothing() -> None:
    def ask(question: str, *, conversation: Conversation | None = None) -> Answer:
        if not question:
            raise UsageError("The question holds no word.")
        return NOT_FOUND

    questions = [
        Question("empty", "", "when", None, None),
        Question("after", "hai", "followup", "x", "a.txt", prev="gone"),
        Question("round", "ba", "followup", "x", "a.txt", prev="round"),
        Question("fine", "bốn", "when", None, None),
    ]
    figures = evaluate_answers(questions, ask)
    assert [row["outcome"] for row in figures["rows"]] == ["error"] * 3 + ["not_found"]
    assert [row["right"] for row in figures["rows"]] == [False] * 3 + [True]
    errors = [row["error"] or "" for row in figures["rows"]]
    for error, part in zip(errors, ("no word", "gone", "leads back", ""), strict=True):
        assert part in error
    assert (figures["answered_wrongly"], figures["refused_wrongly"]) == (0, 0)
    assert figures["accuracy"] == 0.25
