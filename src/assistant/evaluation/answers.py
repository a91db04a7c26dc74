"""How often an answer is right, rightly cited, or rightly withheld."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from assistant.evaluation.beir import read_jsonl
from assistant.types import Answer, Outcome
from assistant.vietnamese.normalize import comparable
from assistant.vietnamese.sentences import sentence_spans

_MOST_SENTENCES = 3
_MOST_QUOTED = 2


@dataclass(frozen=True, slots=True)
class Question:
    """`answer` is a verbatim span of the file `source`; both None where there is no answer."""

    id: str
    text: str
    kind: str
    answer: str | None
    source: str | None


def load_questions(path: Path) -> list[Question]:
    """Reads questions, one JSON object a line.

    Raises:
        DatasetError: the file is missing or a line lacks a field.
    """
    rows = read_jsonl(path, ("id", "question", "answerable", "answer", "source"))
    return [
        Question(
            row["id"],
            row["question"],
            row.get("kind", "other"),
            row["answer"] if row["answerable"] else None,
            row["source"] if row["answerable"] else None,
        )
        for row in rows
    ]


def evaluate_answers(questions: Sequence[Question], ask: Callable[[str], Answer]) -> dict[str, Any]:
    """Asks every question and scores the answers; shares are None where nothing is counted."""
    rows = [_row(question, ask(question.text)) for question in questions]
    answered = [row for row in rows if not row["refused"]]
    refused = [row for row in rows if row["refused"]]
    answerable = [row for row in rows if row["answerable"]]
    rightly = [row for row in refused if not row["answerable"]]
    correct = [row for row in answered if row["right"]]
    kinds = sorted({row["kind"] for row in rows})
    pointing = sum(row["citations_right"] for row in answered)
    return {
        "questions": len(rows),
        "answerable": len(answerable),
        "correct": len(correct),
        "cited": sum(row["citations_right"] > 0 for row in answered),
        "refused_rightly": len(rightly),
        "refused_wrongly": len(refused) - len(rightly),
        "answered_wrongly": len(answered) - len(correct),
        "accuracy": _share(len(correct) + len(rightly), len(rows)),
        "citation_precision": _share(pointing, sum(row["citations"] for row in answered)),
        "refusal_precision": _share(len(rightly), len(refused)),
        "refusal_recall": _share(len(rightly), len(rows) - len(answerable)),
        "by_kind": {
            kind: {
                "questions": sum(row["kind"] == kind for row in rows),
                "right": sum(row["right"] for row in rows if row["kind"] == kind),
            }
            for kind in kinds
        },
        "took_ms_p50": round(median(row["took_ms"] for row in rows), 2) if rows else None,
        "rows": rows,
    }


def _row(question: Question, answer: Answer) -> dict[str, Any]:
    refused = answer.outcome in (Outcome.NOT_FOUND, Outcome.REFUSED)
    pointing = [c for c in answer.citations if c.document.source == question.source]
    if question.answer is None:
        right = refused
    else:
        right = not refused and bool(pointing) and _holds(answer, question.answer)
    return {
        "id": question.id,
        "question": question.text,
        "kind": question.kind,
        "answerable": question.answer is not None,
        "expected": question.answer,
        "outcome": answer.outcome.value,
        "refused": refused,
        "right": right,
        "answer": answer.answer,
        "values": [s.value for s in answer.statements],
        "citations": len(answer.citations),
        "citations_right": len(pointing),
        "took_ms": round(answer.took_ms, 2),
    }


def _holds(answer: Answer, expected: str) -> bool:
    """Whether the span is in a value, a text or a quote, and none of them is too long."""
    span = comparable(expected)
    quotes = {c.marker: c.quote for c in answer.citations}
    texts = [s.text for s in answer.statements]
    if any(_sentences(text) > _MOST_SENTENCES for text in texts):
        return False
    if any(_sentences(quote) > _MOST_QUOTED for quote in quotes.values()):
        return False
    cited = [quotes[marker] for s in answer.statements for marker in s.citations]
    values = [s.value for s in answer.statements if s.value]
    return any(span in comparable(text) for text in (*values, *texts, *cited))


def _sentences(text: str) -> int:
    return len(sentence_spans(text))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
