"""Our own questions with known answers: `questions/*.jsonl`, one JSON object a line.

Fields as `assistant eval answers` reads them, and these besides: `style` (how it is typed),
`split` (`dev` to tune on, `held` to report on), `source` as a list where several documents hold
the answer, `answers` (more spans that must all be there), `accept` (other right wordings, by span).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.documents.read import SUFFIXES, read_document

FOLDER = Path(__file__).parent / "questions"
OFFICE = FOLDER / "office.jsonl"
CORPUS = FOLDER / "corpus.jsonl"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. Every one of `spans` must be in the answer, in one of its wordings.

    A question without spans has no answer in its documents.
    """

    id: str
    question: str
    kind: str
    style: str
    split: str
    spans: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    prev: str | None


def load(path: Path) -> list[Asked]:
    return [_asked(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _asked(row: dict[str, Any]) -> Asked:
    source, spans = row["source"], [*([row["answer"]] if row["answerable"] else [])]
    accept = row.get("accept", {})
    return Asked(
        id=row["id"],
        question=row["question"],
        kind=row["kind"],
        style=row["style"],
        split=row["split"],
        spans=tuple((s, *accept.get(s, ())) for s in [*spans, *row.get("answers", ())]),
        sources=tuple([source] if isinstance(source, str) else source or ()),
        prev=row.get("prev"),
    )


@cache
def texts(folder: Path) -> dict[str, str]:
    """The text of every document in a corpus folder, by source."""
    return {
        path.relative_to(folder).as_posix(): read_document(
            path.relative_to(folder).as_posix(), path.read_bytes()
        ).text
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in SUFFIXES and path.name != "README.md"
    }


def variants(asked: Asked, held: dict[str, str]) -> list[list[dict[str, Any]]]:
    """Rows for `load_questions`: one list a span, one row a wording in a source that holds it.

    The answer is right when each list has a right row.
    """
    row = {
        "question": asked.question,
        "kind": asked.kind,
        "answerable": bool(asked.spans),
        **({"prev": asked.prev} if asked.prev else {}),
    }
    lists = [
        [
            row | {"answer": wording, "source": source}
            for wording in span
            for source in asked.sources
            if wording in held[source]
        ]
        for span in asked.spans
    ] or [[row | {"answer": None, "source": None}]]
    for number, one in enumerate(one for ones in lists for one in ones):
        one["id"] = f"{asked.id}~{number}" if number else asked.id
    return lists
