"""The command as a person runs it: cold start, indexing, retrieval, each as a whole process."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.corpus import make_corpus
from benchmarks.report import COMMAND, ROOT, data_sets, run_json

QUESTION = "what is the deadline for base-level reports"


def run(sets: Path, passages: int) -> dict[str, Any]:
    return {
        "cold_start": cold_start(),
        "indexing": indexing(passages),
        "retrieval": retrieval(sets),
    }


def retrieval(sets: Path) -> list[dict[str, Any]]:
    """Each set in each mode, then with its questions' accents removed."""
    rows = []
    for folder in data_sets(sets):
        for mode in ("dense", "lexical", "hybrid"):
            rows.append(run_json("eval", "retrieval", folder, "--mode", mode))
        rows.append(run_json("eval", "retrieval", folder, "--unaccented"))
    return rows


def indexing(passages: int) -> dict[str, Any]:
    """A first build, and a second one with nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        make_corpus(Path(folder) / "corpus", passages)
        build = ("index", "--corpus", Path(folder) / "corpus", "--index", Path(folder) / "index")
        first, second = run_json(*build), run_json(*build)
    names = ("documents", "passages", "seconds", "passages_per_second")
    return {**{n: first[n] for n in names}, "seconds_unchanged": second["seconds"]}


def cold_start(runs: int = 5) -> dict[str, float]:
    """The sample's first question, and `--help`, each as a whole new process; medians."""
    with tempfile.TemporaryDirectory() as folder:
        run_json("index", "--corpus", ROOT / "corpus", "--index", folder)
        asked = [_process("ask", QUESTION, "--index", folder) for _ in range(runs)]
    helped = [_process("--help") for _ in range(runs)]
    return {
        "ask_seconds": median(seconds for seconds, _ in asked),
        "ask_peak_mb": max(megabytes for _, megabytes in asked),
        "help_seconds": median(seconds for seconds, _ in helped),
    }


def _process(*arguments: str) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of the command run by itself."""
    begin = time.perf_counter()
    process = subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"assistant {' '.join(arguments)} failed")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024
