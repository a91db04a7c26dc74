"""All measurements, by name. Figures are printed; whole runs are also kept in `results/`.

    python -m benchmarks [--passages 1000] [--sets DIR]
    python -m benchmarks ablation | queries | load | answers | calibration | seeds DIR  [--help]

The public sets and the articles stand below `ASSISTANT_SHARED`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import ablation as ablation_
from benchmarks import answers as answers_
from benchmarks import calibration as calibration_
from benchmarks import load as load_
from benchmarks import queries as queries_
from benchmarks import seeds as seeds_
from benchmarks import whole
from benchmarks.report import SHARED, save

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Measure speed, ranking and answers.",
)

Sets = Annotated[Path, typer.Option(help="Folder with retrieval sets in BEIR layout.")]
Limit = Annotated[int | None, typer.Option(min=1, help="The first N questions: keeps nothing.")]


@app.callback(invoke_without_command=True)
def main(context: typer.Context, sets: Sets = SHARED / "bench", passages: int = 1_000) -> None:
    """Cold start, indexing and retrieval of the command as it is."""
    if context.invoked_subcommand is None:
        keep("whole", whole.run(sets, passages))


@app.command()
def ablation(sets: Sets = SHARED / "bench", limit: Limit = None) -> None:
    """What each step of ranking adds, and what it costs."""
    figures = ablation_.run(sets, limit)
    print(ablation_.as_markdown(figures))
    if limit is None:
        ablation_.publish(figures)


@app.command()
def queries(
    cache: Annotated[Path | None, typer.Option(help="Where the index is kept.")] = None,
    passages: int = 10_000,
    questions: int = 300,
) -> None:
    """Latency of search and ask over the made corpus."""
    with tempfile.TemporaryDirectory(prefix="assistant-queries-") as scratch:
        keep("queries", queries_.run(cache or Path(scratch), passages, questions))


@app.command()
def load(
    cache: Annotated[Path | None, typer.Option(help="Where the index is kept.")] = None,
    passages: int = 10_000,
    seconds: float = 60.0,
    connections: int = 32,
    workers: int = 2,
) -> None:
    """The HTTP service under load, a new index published meanwhile: keeps whole runs alone."""
    with tempfile.TemporaryDirectory(prefix="assistant-load-") as scratch:
        figures = load_.run(cache or Path(scratch), passages, seconds, connections, workers)
    if passages >= 10_000 and seconds >= 60:
        keep("load", figures)
    else:
        show_json(figures)


@app.command()
def answers(
    sets: Sets = SHARED / "bench",
    limit: Limit = None,
    show: Annotated[bool, typer.Option("--show", help="Wrong answers, on stderr.")] = False,
) -> None:
    """How often an answer of two sentences holds the span that was asked for."""
    figures = answers_.run(sets, limit, show)
    if limit is None:
        keep("answers", figures)
    else:
        show_json(figures)


@app.command()
def calibration(sets: Sets = SHARED / "bench") -> None:
    """Fit the constants of ranking, evidence and abstaining again."""
    keep("calibration", calibration_.run(sets))


@app.command()
def seeds(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty folder.")],
    index: Annotated[Path | None, typer.Option(help="Where the index is kept.")] = None,
    lay_out_only: Annotated[bool, typer.Option("--lay-out-only")] = False,
) -> None:
    """Lay out the two articles among other passages, index them, ask all questions."""
    count = seeds_.lay_out(SHARED, folder)
    print(f"{count} files in {folder}", file=sys.stderr)
    if lay_out_only:
        return
    with tempfile.TemporaryDirectory(prefix="assistant-seeds-") as scratch:
        figures = seeds_.run(SHARED, folder, index or Path(scratch) / "index")
    print("\n".join(seeds_.failures(figures)))
    show_json({name: value for name, value in figures.items() if name != "rows"})


def keep(name: str, figures: dict[str, Any]) -> None:
    show_json(figures)
    print(f"written to {save(name, figures)}", file=sys.stderr)


def show_json(figures: dict[str, Any]) -> None:
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    app()
