"""Retrieval sets in BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Dataset:
    """`corpus`: id → (title, text); `queries`: id → text; `qrels`: query → passage → grade > 0."""

    name: str
    corpus: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]


def load(folder: Path) -> Dataset:
    """Reads a BEIR folder, with `qrels.tsv` or `qrels/test.tsv`.

    Raises:
        DatasetError: a file is missing or a line cannot be read; the message names both.
    """
    judged = folder / "qrels.tsv"
    if not judged.exists():
        judged = folder / "qrels" / "test.tsv"
    corpus = {
        row["_id"]: (row.get("title") or "", row["text"])
        for row in read_jsonl(folder / "corpus.jsonl", ("_id", "text"))
    }
    queries = {
        row["_id"]: row["text"] for row in read_jsonl(folder / "queries.jsonl", ("_id", "text"))
    }
    qrels: dict[str, dict[str, int]] = {}
    with _open(judged) as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), 1):
            if number == 1 or not row:
                continue
            try:
                query, passage, grade = row[0], row[1], int(row[2])
            except (IndexError, ValueError) as error:
                raise DatasetError(
                    f"{judged}, line {number}: not `query-id`, `corpus-id`, `score`.",
                    "Separate the three with tabs, the score a whole number.",
                ) from error
            if grade > 0:
                qrels.setdefault(query, {})[passage] = grade
    known = {query: grades for query, grades in qrels.items() if query in queries}
    if not known:
        raise DatasetError(f"{judged} judges none of the queries.", "Check that the ids agree.")
    return Dataset(folder.resolve().name, corpus, queries, known)


def read_jsonl(path: Path, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file; each must have all `fields`.

    Raises:
        DatasetError: the file is missing, or a line is no such object.
    """
    rows = []
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                missing = [f for f in fields if f not in row]
            except (ValueError, TypeError) as error:
                raise DatasetError(
                    f"{path}, line {number}: not a JSON object ({error}).",
                    "Write one JSON object a line.",
                ) from error
            if missing or not isinstance(row, dict):
                raise DatasetError(
                    f"{path}, line {number}: no field {', '.join(missing) or fields[0]}.",
                    "Add it.",
                )
            rows.append(row)
    return rows


def _open(path: Path) -> io.StringIO:
    try:
        return io.StringIO(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DatasetError(
            f"{path} is not UTF-8 text ({error.reason} at byte {error.start}).", "Save it as UTF-8."
        ) from error
    except OSError as error:
        raise DatasetError(
            f"{path} cannot be opened: {error.strerror}.",
            "Give a folder with corpus.jsonl, queries.jsonl and qrels.tsv, or a .jsonl file.",
        ) from error
