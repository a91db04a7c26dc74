"""How rightly and how fast made papers are read, in every layout, against other readers.

    python -m benchmarks.reading [--seeds 2] [--reader NAME] [--only NAME] [--path DIR]

The papers are those of the tests (`tests/pages`). `--path` is a folder of commands that are looked
at first, such as the `bin` of an environment with `viparse[pdf,ocr]`. Other readers take part where
they are installed: `pdftotext` and `ocrmypdf` by Debian.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Annotated

import pypdf
import typer

from assistant.documents.read import read_document
from assistant.documents.work import Job
from assistant.documents.workers import Workers
from benchmarks.report import ROOT, save, table

sys.path.insert(0, str(ROOT / "tests"))

from pages.layouts import LAYOUTS, LIMITS, made
from pages.measure import measure

Read = Callable[[bytes], str]
_LONGEST = 600.0
_CLASSES = {"digital": "typed", "ordinary": "ordinary scans", "hard": "hard scans"}


@dataclass(frozen=True, slots=True)
class Row:
    """One paper read by one reader. Rates are errors per character; lost are numbers and dates."""

    reader: str
    layout: str
    group: str
    seed: int
    pages: int
    seconds: float
    error_rate: float
    stated: int
    lost: tuple[str, ...]


def ours(data: bytes) -> str:
    return read_document("paper.pdf", data).text


def plain_pypdf(data: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return "\n".join(page.extract_text() for page in reader.pages)


def readers(path: str) -> Iterator[tuple[str, Read]]:
    """The readers that are installed."""
    yield "this project", ours
    yield "pypdf", plain_pypdf
    commands = {
        "pdftotext -raw": ["pdftotext", "-raw", "in.pdf", "out.txt"],
        "ocrmypdf, pdftotext -raw": [
            "ocrmypdf", "-l", "vie", "--skip-text", "--rotate-pages", "--deskew", "--quiet",
            "--sidecar", "side.txt", "in.pdf", "whole.pdf",
        ],
        "viparse --ocr": ["viparse", "--ocr", "-o", "text", "--out", "out", "in.pdf"],
        "viparse": ["viparse", "-o", "text", "--out", "out", "in.pdf"],
    }  # fmt: skip
    for name, command in commands.items():
        program = shutil.which(command[0], path=path)
        if program is not None:
            yield name, _command([program, *command[1:]])


def _command(command: list[str]) -> Read:
    def read(data: bytes) -> str:
        with tempfile.TemporaryDirectory(prefix="assistant-reading-") as scratch:
            folder = Path(scratch)
            (folder / "in.pdf").write_bytes(data)
            done = subprocess.run(
                command, cwd=folder, capture_output=True, timeout=_LONGEST, check=False
            )
            if (folder / "whole.pdf").exists():  # pages that it skipped stand in no sidecar
                subprocess.run(
                    ["pdftotext", "-raw", "whole.pdf", "out.txt"],  # noqa: S607
                    cwd=folder,
                    check=True,
                )
            made = [*folder.glob("out.txt"), *folder.glob("out/*")]
            if done.returncode or not made:
                return ""
            return made[0].read_text("utf-8", "replace")

    return read


def rows(path: str, seeds: int, reader: str, only: str) -> Iterator[Row]:
    """Each paper by each reader."""
    for name, read in readers(path):
        if reader not in name:
            continue
        for layout in LAYOUTS:
            if only not in layout.name:
                continue
            for seed in range(1, seeds + 1):
                paper, data = made(layout.name, seed)
                begun = time.perf_counter()
                text = read(data)
                seconds = time.perf_counter() - begun
                found = measure(paper, text)
                yield Row(
                    name,
                    layout.name,
                    layout.group,
                    seed,
                    len(pypdf.PdfReader(io.BytesIO(data)).pages),
                    round(seconds, 3),
                    round(found.error_rate, 5),
                    len(paper.numbers) + len(paper.dates),
                    (*found.lost_numbers, *found.lost_dates),
                )


def by_class(found: list[Row]) -> str:
    """Readers against classes of pages: mean and worst error rate, what was lost, speed."""
    lines = []
    for reader in dict.fromkeys(row.reader for row in found):
        cells: list[str] = [reader]
        for group in _CLASSES:
            mine = [row for row in found if (row.reader, row.group) == (reader, group)]
            if not mine:
                cells += ["", "", ""]
                continue
            rates = [100 * row.error_rate for row in mine]
            lost = sum(len(row.lost) for row in mine)
            pace = sum(row.pages for row in mine) / sum(row.seconds for row in mine)
            cells += [
                f"{mean(rates):.2f} / {max(rates):.2f}",
                f"{lost} of {sum(row.stated for row in mine)}",
                f"{pace:.1f}",
            ]
        lines.append(cells)
    heads = [head for name in _CLASSES.values() for head in (f"{name}: CER %", "lost", "pages/s")]
    return table(["", *heads], lines)


def by_layout(found: list[Row]) -> str:
    """This project's figures, layout by layout."""
    lines = []
    for layout in LAYOUTS:
        mine = [r for r in found if (r.reader, r.layout) == ("this project", layout.name)]
        if mine:
            rates = [100 * row.error_rate for row in mine]
            lost = sum(len(row.lost) for row in mine)
            limit = f"{100 * LIMITS[layout.group]:g}"
            worst = f"{max(rates):.2f}"
            lines.append(
                [layout.name, _CLASSES[layout.group], f"{mean(rates):.2f}", worst, limit, lost]
            )
    return table(["layout", "class", "CER %", "worst", "at most", "lost"], lines)


def pace(seeds: int) -> float:
    """Scanned pages a second, read as `assistant index` reads them: a process for each core."""
    with tempfile.TemporaryDirectory(prefix="assistant-reading-") as scratch:
        pages = 0
        jobs: list[Job] = []
        for layout in LAYOUTS:
            if layout.group == "digital":
                continue
            for seed in range(1, seeds + 1):
                _, data = made(layout.name, seed)
                path = Path(scratch, f"{len(jobs)}.pdf")
                path.write_bytes(data)
                jobs.append(Job(path.name, path))
                pages += len(pypdf.PdfReader(io.BytesIO(data)).pages)
        begun = time.perf_counter()
        with Workers() as workers:
            refused = [job.source for job, outcome in workers(jobs) if outcome.document is None]
        if refused:
            raise RuntimeError(f"not read: {refused}")
        return pages / (time.perf_counter() - begun)


def main(
    seeds: Annotated[int, typer.Option(min=1, help="Papers of each layout.")] = 2,
    reader: Annotated[str, typer.Option(help="Readers with this in their name.")] = "",
    only: Annotated[str, typer.Option(help="Layouts with this in their name.")] = "",
    path: Annotated[
        Path | None, typer.Option(help="A folder of commands, looked at first.")
    ] = None,
) -> None:
    """Measures readers over layouts; a whole run is kept."""
    where = os.pathsep.join([*([str(path)] if path else []), os.environ.get("PATH", "")])
    found = []
    for row in rows(where, seeds, reader, only):
        found.append(row)
        print(f"{row.reader}, {row.layout}: {row.error_rate:.4f} {row.seconds}", file=sys.stderr)
    print(by_class(found), by_layout(found), sep="\n\n")
    if not (only or reader):
        scans = round(pace(seeds), 2)
        print(f"\nScans, files side by side: {scans} pages a second.")
        save("reading", {"scans_per_second": scans, "rows": [asdict(row) for row in found]})


if __name__ == "__main__":
    typer.run(main)
