"""How fast one client may ask: a bucket that refills for each key and each address.

All worker processes share one table in a small mapped file, so a client has the same allowance
whichever of them its connections end up at. The table never grows, however many addresses ask: a
client's bucket is found by hashing it into three rows of it, and the emptiest of the three holds at
least what the client was given (a count–min sketch). Two clients share a bucket only where they
meet in all three rows.
"""

from __future__ import annotations

import hashlib
import ipaddress
import mmap
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import KeyRefused, TooManyRequests
from assistant.faces.http.access import api_key

_ROWS, _SLOTS = 3, 1 << 16
_SALT = 16
_SIZE = _SALT + 8 * _ROWS * _SLOTS
_IPV6_NETWORK = 64  # what one customer is given at least
_LEAST_BURST = 10
_ROUNDING = 1e-6  # seconds


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a minute in the long run; a quarter of them, at least ten, at once."""

    name: str
    per_minute: int

    @property
    def interval(self) -> float:
        """Seconds in which one request's worth comes back."""
        return 60 / self.per_minute

    @property
    def burst(self) -> int:
        return max(_LEAST_BURST, self.per_minute // 4)

    @property
    def window(self) -> float:
        """Seconds in which an empty bucket fills."""
        return self.burst * self.interval


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client has left: `remaining` requests at once, the bucket full in `full_in` seconds.

    `retry_after` is None where the request may go on, else after how many seconds another may.
    """

    rate: Rate
    remaining: int
    full_in: float
    retry_after: int | None = None


class Limiter:
    """The buckets of all clients, in a file of fixed size, or in this process's memory.

    Of a client the table holds the time at which its bucket is full again (the generic cell rate
    algorithm), and nothing that tells who it is.
    """

    def __init__(
        self,
        per_address: int,
        per_key: int,
        path: Path | None = None,
        now: Callable[[], float] = time.time,
        *,
        this_machine: bool = True,
    ) -> None:
        """Rates are requests a minute; 0 sets no limit.

        `this_machine` tells whether requests of this machine, which no proxy passed on, count.
        """
        self.this_machine = this_machine
        self.address = Rate("address", per_address) if per_address else None
        self.key = Rate("key", per_key) if per_key else None
        self._longest = max((r.window for r in (self.address, self.key) if r), default=0.0)
        self._now = now
        self._map = _mapped(path) if path else _in_memory()
        self._salt = self._map[:_SALT]
        self._full_at = memoryview(self._map)[_SALT:].cast("d")

    def spend(self, client: str, rate: Rate) -> Allowance:
        """Takes one request out of a client's bucket, if there is one in it.

        There is no lock: where two processes look at one moment, one request more may pass.
        """
        now, slots = self._now(), self._slots(client)
        for slot in slots:
            # Nothing takes longer to fill: the clock was put back.
            self._full_at[slot] = min(self._full_at[slot], now + self._longest)
        missing = max(min(self._full_at[slot] for slot in slots) - now, 0.0)
        full_in = missing + rate.interval
        if full_in > rate.window + _ROUNDING:
            return Allowance(rate, 0, missing, ceil(full_in - rate.window))
        for slot in slots:
            self._full_at[slot] = max(self._full_at[slot], now + full_in)
        left = (rate.window - full_in + _ROUNDING) / rate.interval
        return Allowance(rate, int(left), full_in)

    def _slots(self, client: str) -> list[int]:
        # With the salt nobody can choose an address that shares another's bucket.
        digest = hashlib.blake2b(client.encode(), digest_size=2 * _ROWS, key=self._salt).digest()
        return [
            row * _SLOTS + int.from_bytes(digest[2 * row : 2 * row + 2], "big")
            for row in range(_ROWS)
        ]


async def limited(request: Request) -> None:
    """Counts the request against its key or, without one, against its address.

    A key that is refused counts against the address.

    Raises:
        TooManyRequests: the client's bucket is empty.
        KeyRefused: the key may not be used.
    """
    limiter: Limiter = request.app.state.limiter
    try:
        key = await api_key(request)
    except KeyRefused:
        _spend(request, limiter, limiter.address, address(request))
        raise
    if key:
        _spend(request, limiter, limiter.key, key.id)
    elif limiter.this_machine or not _is_this_machine(request):
        _spend(request, limiter, limiter.address, address(request))


def _is_this_machine(request: Request) -> bool:
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


def address(request: Request) -> str:
    """Where a request comes from, for counting: an IPv4 address, or the network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host  # a socket of this machine
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
        found = found.ipv4_mapped
    return str(found)


def _spend(request: Request, limiter: Limiter, rate: Rate | None, client: str) -> None:
    if rate is None:
        return
    allowance = limiter.spend(f"{rate.name} {client}", rate)
    request.state.allowance = allowance
    if allowance.retry_after is not None:
        raise TooManyRequests(allowance.retry_after)


class RateLimitHeaders:
    """Tells on every counted response, whatever made it, what the client has left."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            allowance: Allowance | None = state.get("allowance")
            if message["type"] == "http.response.start" and allowance:
                rate, headers = allowance.rate, MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = f'"{rate.name}";q={rate.burst};w={ceil(rate.window)}'
                headers["RateLimit"] = (
                    f'"{rate.name}";r={allowance.remaining};t={ceil(allowance.full_in)}'
                )
                if allowance.retry_after is not None:
                    headers["Retry-After"] = str(allowance.retry_after)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _in_memory() -> mmap.mmap:
    table = mmap.mmap(-1, _SIZE)
    table[:_SALT] = secrets.token_bytes(_SALT)
    return table


def _mapped(path: Path) -> mmap.mmap:
    """The table in a file, made where there is none; in memory where none can be made.

    Each process then counts for itself, which is better than to answer nobody.
    """
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size != _SIZE:
            _create(path)
        with path.open("r+b") as file:
            return mmap.mmap(file.fileno(), _SIZE)
    return _in_memory()


def _create(path: Path) -> None:
    """Puts a new table there as a whole; of processes that do so at once, all use the first."""
    path.unlink(missing_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_SALT))
        file.truncate(_SIZE)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
