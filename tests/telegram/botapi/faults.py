"""What can be made to go wrong, for a method and a number of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from botapi.refusals import Refusal, too_many_requests

Kind = Literal["refuse", "break", "lose", "delay"]


@dataclass(slots=True)
class Fault:
    """`refuse` answers with an error; `break` closes the connection before anything is done, `lose`
    after it was done, so that the answer alone is lost; `delay` waits first. `method` None is any.
    """

    kind: Kind
    method: str | None
    times: int
    refusal: Refusal | None = None
    seconds: float = 0.0

    def fits(self, method: str) -> bool:
        return self.times > 0 and self.method in (None, method)


_TEXTS = {
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


def refusal(code: int, retry_after: int | None = None, description: str | None = None) -> Refusal:
    """The refusal that the real server gives with this code."""
    if retry_after is not None:
        return too_many_requests(retry_after)
    return Refusal(code, description or _TEXTS[code])
