"""The bot with a clock that tests set: `run_bot.py [--at ISO] [ARGUMENTS]`.

Every line on stdin is a moment, in ISO 8601, that the clock is moved to; it runs on from there.
Whatever waits for a time of day is woken, as it would be after the machine was suspended. Without
`--at` the clock is left alone.
"""

from __future__ import annotations

import gc
import sys
import threading
from datetime import UTC, datetime
from typing import Any

import time_machine


def _follow(clock: Any) -> None:
    from apscheduler.schedulers.base import BaseScheduler  # type: ignore[import-untyped]

    for line in sys.stdin:
        clock.move_to(datetime.fromisoformat(line.strip()))
        # Timers count seconds on a clock that nobody moves.
        for found in gc.get_objects():
            if isinstance(found, BaseScheduler) and found.running:
                for job in found.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))


def main() -> None:
    if sys.argv[1:2] == ["--at"]:
        moment = datetime.fromisoformat(sys.argv[2])
        del sys.argv[1:3]
        clock = time_machine.travel(moment, tick=True).start()
        threading.Thread(target=_follow, args=(clock,), daemon=True).start()
    from bots.telegram.command import main as run

    run()


if __name__ == "__main__":
    main()
