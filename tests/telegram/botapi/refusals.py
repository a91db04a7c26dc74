"""How the Bot API says no."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer with `ok: false`: code, text and, for flood control, when to come back."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            said["parameters"] = {"retry_after": self.retry_after}
        return said


def bad_request(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: {why}")


def too_many_requests(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)
