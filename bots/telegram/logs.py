"""Log lines on stderr, in which no token ever stands."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable

_HIDDEN = "<token>"
_TOKEN_LIKE = re.compile(r"(?<!\d)\d{1,20}:[A-Za-z0-9_-]{30,100}")
# httpx names the address of each request, and the token is a part of it.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "tornado.access",
    "telegram.Bot",
    "telegram.ext",
    "faiss",
)
# What goes wrong with a request is told by whoever made it.
_SILENT = ("telegram.request",)


def redactor(*secrets: str) -> Callable[[str], str]:
    """Makes a function that hides these secrets, and whatever looks like a token, in a text."""
    known = tuple(secret for secret in secrets if secret)

    def redact(text: str) -> str:
        for secret in known:
            text = text.replace(secret, _HIDDEN)
        return _TOKEN_LIKE.sub(_HIDDEN, text)

    return redact


class RedactingFormatter(logging.Formatter):
    """Formats as usual, traces of errors included, and then hides the secrets."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def set_up_logs(redact: Callable[[str], str], *more: logging.Handler) -> None:
    """Sends all log lines to stderr, redacted, and to the other handlers."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(redact))
    logging.basicConfig(level=logging.INFO, handlers=[handler, *more], force=True)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # jobs that are late are run anyway
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
