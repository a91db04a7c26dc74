"""Builds the index in a process of its own, telling of it in lines of JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from assistant import bootstrap
from assistant.errors import AssistantError, IndexBusy
from assistant.index.build import Progress
from assistant.settings import load_settings

_FIGURES = ("build", "read", "unchanged", "removed", "seconds")


def main() -> int:
    try:
        report = bootstrap.build(load_settings(), progress=_progress)
    except AssistantError as error:
        sys.stderr.write(f"bots.telegram: {error}\n")
        _tell({"failed": "busy" if isinstance(error, IndexBusy) else "failed"})
        return 1
    counts = {name: getattr(report, name) for name in _FIGURES}
    _tell({**counts, "refused": len(report.refused)})
    return 0


def _progress(step: Progress) -> None:
    _tell(asdict(step))


def _tell(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
