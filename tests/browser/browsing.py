"""What the tests in a browser share: the site, servers on the loopback, the check by axe."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import uvicorn
from playwright.sync_api import Page
from starlette.types import ASGIApp

from assistant.state import Feedback, StateFile

ROOT = Path(__file__).parent.parent.parent
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}
_AXE = files("axe_playwright_python") / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NewPage = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """The service, as a person reaches it, and the portal that shows its widget."""

    url: str
    portal: str
    state: Path

    @property
    def opinions(self) -> list[tuple[str, str]]:
        """What people thought: verdict and outcome, the latest first."""
        return [(one.verdict, one.outcome.value) for one in Feedback(StateFile(self.state)).all()]


def violations(page: Page, rules: Sequence[str] = _RULES) -> list[str]:
    """What axe finds wrong with a page, by rules or by families of them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    found = page.evaluate(
        "async rules => (await axe.run({runOnly: rules})).violations.flatMap("
        "v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`))",
        [*rules],
    )
    return [str(one) for one in found]


def bound() -> socket.socket:
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    return found


class Running:
    """A real server on a bound socket, in a thread of its own."""

    def __init__(self, app: ASGIApp, bound: socket.socket) -> None:
        config = uvicorn.Config(app, log_level="warning", ws="none", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([bound],), daemon=True)

    def __enter__(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            self._thread.join(0.02)

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
