"""What all measurements share: where they run, percentiles, and where figures are written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
SHARED = (ROOT / os.environ.get("ASSISTANT_SHARED", "../shared")).resolve()
RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parent / "README.md"
COMMAND = Path(sys.executable).parent / "assistant"


def run_json(*arguments: str | Path) -> dict[str, Any]:
    """What the command prints with `--json`; its own words where it fails."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments), "--json", "--quiet"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"assistant {' '.join(map(str, arguments))} failed")
    return dict(json.loads(done.stdout))


def commit() -> str:
    """The short name of the commit that is measured; `+` where files differ from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"


def data_sets(folder: Path) -> list[Path]:
    """The folders in BEIR layout below a folder."""
    found = sorted(path.parent for path in folder.glob("*/queries.jsonl"))
    if not found:
        raise SystemExit(f"There is no retrieval set in {folder}: give another with --sets.")
    return found


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile of some times."""
    return {f"p{p}": round(1000 * float(np.percentile(seconds, p)), 2) for p in (50, 95)}


def save(name: str, figures: dict[str, Any]) -> Path:
    """Writes figures to `results/<name>.json`, with the commit that they were measured at."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    text = json.dumps({"commit": commit(), **figures}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", "utf-8")
    return path


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def replace_block(text: str, name: str, block: str) -> str:
    """The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced.

    Raises ValueError where the two are not there, once.
    """
    marked = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.S)
    replaced, count = marked.subn(lambda m: f"{m[1]}{block}\n{m[2]}", text)
    if count != 1:
        raise ValueError(f"the text has {count} blocks named {name}")
    return replaced
