"""The bot in its own process, against the Bot API server of the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from botapi import BotApi

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_ENTRY = Path(__file__).with_name("run_bot.py")
_STARTS_WITHIN = 60.0


class Bot:
    """A bot's process and its folder: what it keeps outlives a kill and a restart."""

    def __init__(self, api: BotApi, folder: Path, index: Path, corpus: Path, **more: str) -> None:
        self.api, self.folder, self.index, self.corpus = api, folder, index, corpus
        self.state = folder / "state" / "assistant.sqlite"
        self.more = more
        self._process: subprocess.Popen[str] | None = None
        self._said = folder / "bot.log"
        self._looked_at = 0
        folder.mkdir(parents=True, exist_ok=True)

    # Its life

    def start(self, at: datetime | None = None, *, ready: bool = True) -> Bot:
        """Starts it, with its clock set where `at` is given, and waits until it polls."""
        arguments = ["--at", at.isoformat()] if at else []
        if at:
            self._move_server(at)
        polls = self.api.waiting_polls()
        with self._said.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(_ENTRY), *arguments],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        deadline = time.monotonic() + _STARTS_WITHIN
        while ready and self.api.waiting_polls() == polls:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the bot does not poll:\n{self.output}")
            time.sleep(0.05)
        return self

    def move_clock(self, to: datetime) -> None:
        """The bot's clock and the server's: both run on from there."""
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(f"{to.isoformat()}\n")
        self._process.stdin.flush()
        self._move_server(to)

    def _move_server(self, to: datetime) -> None:
        self.api.shift = to.timestamp() - time.time()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.api.now(), UTC).astimezone(ZONE)

    def kill(self) -> None:
        """As the power going out would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._close()

    def stop(self) -> int:
        """As systemd would: the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._close()

    def waits_to_end(self, seconds: float) -> int:
        """The exit code of one that ends by itself."""
        assert self._process
        code = self._process.wait(seconds)
        self._close()
        return code

    def _close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
        self._process = None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command of the bot's, such as `invite`, with the same settings."""
        return subprocess.run(
            [sys.executable, "-m", "bots.telegram", *arguments],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def command_line(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`assistant`, as somebody at the machine would call it."""
        return subprocess.run(
            [sys.executable, "-c", "from assistant.faces.cli import main; main()", *arguments],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    # What it left behind

    def wait_until(
        self, happened: Callable[[], bool], why_not: Callable[[], str], seconds: float = 20.0
    ) -> None:
        """Looks until something is true; says `why_not` where it does not become so."""
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, why_not()
            time.sleep(0.1)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def output(self) -> str:
        return self._said.read_text("utf-8") if self._said.exists() else ""

    def rss(self) -> int:
        """Resident memory, in bytes."""
        assert self._process
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024

    def bytes_on_disk(self) -> bytes:
        """Everything in its folder but its log lines: the state file, its write-ahead log."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return b"\n".join(path.read_bytes() for path in paths if path != self._said)

    def said_nothing_it_should_not(self) -> None:
        """No token and no traceback stands in what it printed since this was last looked at."""
        output = self.output[self._looked_at :]
        self._looked_at += len(output)
        assert self.api.token not in output
        assert self.api.token.split(":")[1] not in output
        assert "Traceback" not in output, output[-3000:]

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")
        }
        return kept | {
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "error::RuntimeWarning",
            "ASSISTANT_INDEX": str(self.index),
            "ASSISTANT_CORPUS": f'["{self.corpus}"]',
            "ASSISTANT_STATE": str(self.state),
            "ASSISTANT_THREADS": "1",
            "ASSISTANT_TELEGRAM__TOKEN": self.api.token,
            "ASSISTANT_TELEGRAM__BASE_URL": self.api.url,
            **{f"ASSISTANT_TELEGRAM__{name.upper()}": value for name, value in self.more.items()},
        }
