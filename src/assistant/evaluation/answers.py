"""How often an answer is right, rightly cited, or rightly withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from assistant.answering.lists import is_item
from assistant.errors import UsageError
from assistant.evaluation.beir import read_jsonl
from assistant.service import Conversation
from assistant.types import Answer, Outcome, Turn
from assistant.vietnamese.normalize import comparable
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import tokenize

_MOST_SENTENCES = 3
_MOST_QUOTED = 2
# So much of the shorter one's words two names of one thing share.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """`answer` is a verbatim span of the file `source`; both None where there is no answer.

    `prev` is the id of the question to ask first in the same conversation.
    """

    id: str
    text: str
    kind: str
    answer: str | None
    source: str | None
    prev: str | None = None


class Ask(Protocol):
    """`Assistant.ask`, as far as it is measured."""

    def __call__(self, question: str, *, conversation: Conversation | None = None) -> Answer: ...


@dataclass(slots=True)
class Remembered:
    """A conversation in memory."""

    turn: Turn | None = None

    def last(self) -> Turn | None:
        return self.turn

    def keep(self, turn: Turn) -> None:
        self.turn = turn


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
            row.get("prev") or None,
        )
        for row in rows
    ]


def evaluate_answers(questions: Sequence[Question], ask: Ask) -> dict[str, Any]:
    """Asks every question and scores the answers; shares are None where nothing is counted.

    `value_precision` is the share of the right answers with a value (`valued`) that give the one
    that was expected, and not another one of the same sentence. Of the answers that say that they
    are `unsure`, `unsure_wrong` are wrong.

    A question that cannot be asked is a row with its `error`, and is not right.
    """
    by_id = {question.id: question for question in questions}
    rows = [_asked(question, by_id, ask) for question in questions]
    answered = [row for row in rows if not (row["refused"] or row["error"])]
    refused = [row for row in rows if row["refused"]]
    answerable = [row for row in rows if row["answerable"]]
    rightly = [row for row in refused if not row["answerable"]]
    correct = [row for row in answered if row["right"]]
    valued = [row for row in correct if row["value_right"] is not None]
    kinds = sorted({row["kind"] for row in rows})
    pointing = sum(row["citations_right"] for row in answered)
    return {
        "questions": len(rows),
        "answerable": len(answerable),
        "correct": len(correct),
        "cited": sum(row["citations_right"] > 0 for row in answered),
        "refused_rightly": len(rightly),
        "refused_wrongly": len(refused) - len(rightly),
        "led_near": sum(row["led_near"] for row in refused),
        "answered_wrongly": len(answered) - len(correct),
        "unsure": sum(not row["sure"] for row in answered),
        "unsure_wrong": sum(not (row["sure"] or row["right"]) for row in answered),
        "accuracy": _share(len(correct) + len(rightly), len(rows)),
        "citation_precision": _share(pointing, sum(row["citations"] for row in answered)),
        "valued": len(valued),
        "value_precision": _share(sum(row["value_right"] for row in valued), len(valued)),
        "refusal_precision": _share(len(rightly), len(refused)),
        "refusal_recall": _share(len(rightly), len(rows) - len(answerable)),
        "by_kind": {
            kind: {
                "questions": sum(row["kind"] == kind for row in rows),
                "right": sum(row["right"] for row in rows if row["kind"] == kind),
            }
            for kind in kinds
        },
        "took_ms_p50": _median([row["took_ms"] for row in rows if not row["error"]]),
        "rows": rows,
    }


def _asked(question: Question, by_id: Mapping[str, Question], ask: Ask) -> dict[str, Any]:
    try:
        before = _before(question, by_id)
        if not before:
            return _row(question, ask(question.text))
        conversation = Remembered()
        for earlier in before:
            ask(earlier.text, conversation=conversation)
        return _row(question, ask(question.text, conversation=conversation))
    except UsageError as error:
        return _failed(question, error)


def _before(question: Question, by_id: Mapping[str, Question]) -> list[Question]:
    """The questions to ask first, in order. Raises UsageError: there is no such question."""
    found: list[Question] = []
    while question.prev is not None:
        earlier = by_id.get(question.prev)
        if earlier is None or earlier in found:
            reason = "is not in the file" if earlier is None else "leads back to itself"
            raise UsageError(f"The question {question.prev}, to be asked first, {reason}.")
        found.insert(0, earlier)
        question = earlier
    return found


def _failed(question: Question, error: UsageError) -> dict[str, Any]:
    return {
        **_head(question),
        "outcome": "error",
        "error": str(error),
        "refused": False,
        "right": False,
        "answer": "",
        "sure": True,
        "values": [],
        "value_right": None,
        "led_near": False,
        "citations": 0,
        "citations_right": 0,
        "took_ms": 0.0,
    }


def _head(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "question": question.text,
        "kind": question.kind,
        "answerable": question.answer is not None,
        "expected": question.answer,
    }


def _row(question: Question, answer: Answer) -> dict[str, Any]:
    refused = answer.outcome in (Outcome.NOT_FOUND, Outcome.REFUSED)
    pointing = [c for c in answer.citations if c.document.source == question.source]
    if question.answer is None:
        right = refused
    else:
        right = not refused and bool(pointing) and _holds(answer, question.answer)
    return {
        **_head(question),
        "outcome": answer.outcome.value,
        "error": None,
        "refused": refused,
        "right": right,
        "answer": answer.answer,
        "sure": answer.sure,
        "values": [s.value for s in answer.statements],
        "value_right": _value_right(answer, question.answer),
        "led_near": _leads_near(answer, question),
        "citations": len(answer.citations),
        "citations_right": len(pointing),
        "took_ms": round(answer.took_ms, 2),
    }


def _value_right(answer: Answer, expected: str | None) -> bool | None:
    """Whether one of the values is the span; None where there is no value, or no span."""
    values = [s.value for s in answer.statements if s.value]
    return any(is_value(one, expected) for one in values) if values and expected else None


def _leads_near(answer: Answer, question: Question) -> bool:
    if question.answer is None:
        return False
    span = comparable(question.answer)
    places = (c for c in answer.nearest if c.document.source == question.source)
    return any(span in comparable(place.quote) for place in places)


def is_value(value: str, expected: str) -> bool:
    """Whether a value names what an expected span does: one holds the other, or all of its numbers;
    where either has none, half of the shorter one's words."""
    one, other = comparable(value), comparable(expected)
    if one in other or other in one:
        return True
    words = [{token.folded for token in tokenize(text)} for text in (one, other)]
    numbers = [{word for word in each if word.isdecimal()} for each in words]
    if all(numbers):
        return numbers[0] <= numbers[1] or numbers[1] <= numbers[0]
    return len(words[0] & words[1]) >= _ALIKE * min(map(len, words))


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
    """How many sentences there are, items of lists aside."""
    return sum(len(sentence_spans(line)) for line in text.splitlines() if not is_item(line))


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 2) if values else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
