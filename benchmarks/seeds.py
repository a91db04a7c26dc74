"""The two articles of the shared folder among the passages of a public set, asked all questions.

    python -m benchmarks seeds DIR [--index DIR] [--lay-out-only]

Lays the documents out in DIR, indexes them, and runs `assistant eval answers` over
`questions.jsonl`; prints the figures and the rows that failed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.evaluation import beir
from benchmarks.report import run_json

SET, PASSAGES = "xquad_vi", 240


def lay_out(shared: Path, folder: Path) -> int:
    """Writes the articles and the set's first passages by id, a file each; gives how many.

    The same shared folder gives the same files. Nothing is removed: a folder that holds anything
    else is refused.
    """
    files = {path.name: path.read_bytes() for path in sorted((shared / "seeds").glob("*.txt"))}
    passages = sorted(beir.load(shared / "bench" / SET).corpus.items())[:PASSAGES]
    for name, (title, text) in passages:
        parts = [part for part in (title, text) if part]
        files[f"{SET}-{name}.txt"] = ("\n\n".join(parts) + "\n").encode()
    folder.mkdir(parents=True, exist_ok=True)
    other = sorted({path.name for path in folder.iterdir()} - files.keys())
    if other:
        raise SystemExit(f"{folder} holds other files ({other[0]}): give an empty folder.")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return len(files)


def run(shared: Path, folder: Path, index: Path) -> dict[str, Any]:
    """Indexes what was laid out and asks; the figures of `assistant eval answers`."""
    run_json("index", "--corpus", folder, "--index", index)
    return run_json("eval", "answers", shared / "seeds" / "questions.jsonl", "--index", index)


def failures(figures: dict[str, Any]) -> list[str]:
    """A line for each question that went wrong."""
    return [
        f"{row['id']} [{row['kind']}] {row['question']}\n    expected: {row['expected']}"
        f"\n    {row['outcome']}: {row['answer']}"
        for row in figures["rows"]
        if not row["right"]
    ]
