"""All measurements of one commit, printed and written to `results/<commit>.json`.

    python -m benchmarks [--passages 1000] [--sets DIR]

Retrieval runs on the public sets below `ASSISTANT_SHARED`, where they are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.corpus import make_corpus

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "assistant"
QUESTION = "what is the deadline for base-level reports"


def run_json(*arguments: str | Path) -> dict[str, Any]:
    """What the command prints with `--json`."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments), "--json", "--quiet"],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def retrieval(sets: Path) -> list[dict[str, Any]]:
    """Each set in each mode, then with its questions' accents removed."""
    rows = []
    for folder in sorted(path.parent for path in sets.glob("*/queries.jsonl")):
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--passages", type=int, default=1_000)
    shared = ROOT / os.environ.get("ASSISTANT_SHARED", "../shared")
    parser.add_argument("--sets", type=Path, default=shared / "bench")
    given = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    figures = {
        "commit": commit,
        "cold_start": cold_start(),
        "indexing": indexing(given.passages),
        "retrieval": retrieval(given.sets),
    }
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    print(text)
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / f"{commit}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
