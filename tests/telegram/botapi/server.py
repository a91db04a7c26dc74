"""A Bot API server on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from botapi import faults, rules
from botapi.faults import Fault, Kind
from botapi.methods import Methods
from botapi.refusals import Refusal
from botapi.requests import Upload, method_name, read_parameters
from botapi.webhooks import Webhook, push
from botapi.world import Json, World

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcQ"  # noqa: S105
# These come only where they are asked for.
_UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
_MOST_UPDATES = 100
_LARGEST_REQUEST = 60 * 1024 * 1024
_CONFLICT_POLLERS = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)
_CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what was asked for, when (on the server's clock), and what came of it."""

    method: str
    parameters: Mapping[str, Any]
    at: float
    result: Any
    refusal: Refusal | None


class BotApi:
    """The server of one bot. Use it as a context manager.

    `violations` are what the bot asked for against the documentation, or against what the real
    server takes; neither the faults that a test asked for are among them, nor the refusals that
    are `expected`, by method and text. `proxy` stands for the
    reverse proxy before the bot: it maps the public address of a webhook to a local one.
    """

    def __init__(self, token: str = TOKEN, username: str = "tro_ly_van_ban_bot") -> None:
        self.token = token
        self.lock = threading.Condition()
        self.shift = 0.0
        self.world = World(token, username, self.now)
        self.methods = Methods(self.world)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.webhook: Webhook | None = None
        self.proxy: dict[str, str] = {}
        self.wrong_secret: str | None = None
        self.expected: set[tuple[str, str]] = set()
        self.port = 0
        self.last_update: Json = {}
        self.queue: list[Json] = []
        self.again: list[Json] = []
        self._allowed: frozenset[str] | None = None
        self._faults: list[Fault] = []
        self._update_ids = 1000
        self._polls = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot-api", daemon=True)

    # Life

    def __enter__(self) -> BotApi:
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the Bot API server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> float:
        return time.time() + self.shift

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop, self._arrived = asyncio.Event(), asyncio.Event()
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        pusher = asyncio.create_task(push(self))
        self._ready.set()
        await self._stop.wait()
        pusher.cancel()
        await asyncio.gather(pusher, return_exceptions=True)
        await runner.cleanup()

    # What tests ask for

    def push(self, kind: str, content: Json) -> int | None:
        """An update for the bot; None where it asked not to be told of this kind."""
        with self.lock:
            allowed = kind not in _UNASKED if self._allowed is None else kind in self._allowed
            if not allowed:
                return None
            self._update_ids += 1
            self.last_update = {"update_id": self._update_ids, kind: content}
            self.queue.append(self.last_update)
        self._wake()
        return self._update_ids

    def repeat(self, update: Json) -> None:
        """Delivers an update once more, whatever the bot has confirmed."""
        with self.lock:
            self.again.append(update)
        self._wake()

    def fail(
        self,
        method: str | None,
        kind: Kind = "refuse",
        *,
        times: int = 1,
        code: int = 500,
        retry_after: int | None = None,
        seconds: float = 0.0,
        description: str | None = None,
    ) -> Fault:
        """Makes the next calls of a method go wrong; None is any method."""
        refusal = faults.refusal(code, retry_after, description) if kind == "refuse" else None
        fault = Fault(kind, method, times, refusal, seconds)
        with self.lock:
            self._faults.append(fault)
        return fault

    def wait(self, happened: Callable[[], Any], what: str, timeout: float = 20.0) -> Any:
        """What `happened` returns as soon as it is true, looked at after every request.

        Raises:
            AssertionError: it did not come true in time.
        """
        with self.lock:
            found = self.lock.wait_for(happened, timeout)
            if not found:
                last = [f"{c.method} {dict(c.parameters)}"[:200] for c in self.calls[-8:]]
                raise AssertionError(f"{what}: not within {timeout:g} s. Last calls: {last}")
            return found

    def called(self, method: str) -> list[Call]:
        with self.lock:
            return [call for call in self.calls if call.method == method]

    def pending(self) -> int:
        """Updates that the bot has not confirmed yet."""
        with self.lock:
            return len(self.queue)

    def waiting_polls(self) -> int:
        return self._polls

    # Requests

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            method = method_name(request.match_info["method"])
            given, uploads = await _parameters(request)
        except Refusal as refused:
            if refused.code != 401:
                self._violation(f"{request.match_info['method']}: {refused}")
            return _reply(refused.body(), refused.code)
        fault = self.fault(method)
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "break":
            return _hang_up(request)
        if fault and fault.refusal:
            self._record(method, given, None, fault.refusal)
            return _reply(fault.refusal.body(), fault.refusal.code)
        result, refused_with = await self.carry_out(method, given, uploads)
        if fault and fault.kind == "lose":
            return _hang_up(request)
        body = refused_with.body() if refused_with else {"ok": True, "result": result}
        return _reply(body, refused_with.code if refused_with else 200)

    def _check_token(self, token: str) -> None:
        if token != self.token:
            raise Refusal(401, "Unauthorized") if ":" in token else Refusal(404, "Not Found")

    async def carry_out(
        self, method: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]
    ) -> tuple[Any, Refusal | None]:
        try:
            parameters, unknown = read_parameters(method, given, uploads)
            for what in unknown:
                self._violation(f"{method}: {what}")
            if method == "getUpdates":
                return await self._get_updates(parameters), None
            with self.lock:
                if method in _WEBHOOK_METHODS:
                    result = _WEBHOOK_METHODS[method](self, parameters)
                else:
                    result = self.methods.call(method, parameters, uploads)
                self._record(method, parameters, result, None)
                return result, None
        except Refusal as refusal:
            known = (method, refusal.description) in self.expected
            if not known and refusal.code != 409:
                self._violation(f"{method}: {refusal} {dict(given)}"[:600])
            self._record(method, given, None, refusal)
            return None, refusal
        except NotImplementedError as error:
            self._violation(str(error))
            return None, Refusal(501, f"Not Implemented: {error}")
        except Exception as error:
            # A mistake of this server must fail the test, too.
            self._violation(f"{method}: this server broke: {error!r}")
            raise

    def fault(self, method: str) -> Fault | None:
        with self.lock:
            for fault in self._faults:
                if fault.fits(method):
                    fault.times -= 1
                    return fault
        return None

    def _record(
        self, method: str, given: Mapping[str, Any], result: Any, refusal: Refusal | None
    ) -> None:
        with self.lock:
            if method != "getUpdates":
                self.calls.append(Call(method, dict(given), self.now(), result, refusal))
            self.lock.notify_all()

    def _violation(self, what: str) -> None:
        with self.lock:
            self.violations.append(what)
            self.lock.notify_all()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _reply(Refusal(401, "Unauthorized").body(), 401)
        fault = self.fault("file")
        if fault and fault.kind in {"break", "lose"}:
            return _hang_up(request)
        for stored in self.world.files.values():
            if stored.path == request.match_info["path"]:
                return web.Response(body=stored.data, content_type="application/octet-stream")
        return _reply(Refusal(404, "Not Found").body(), 404)

    # Updates by polling

    async def _get_updates(self, given: Mapping[str, Any]) -> list[Json]:
        if self.webhook:
            raise Refusal(409, _CONFLICT_WEBHOOK)
        self._polls += 1
        mine = self._polls
        self._arrived.set()  # whoever polls already is told to stop
        limit = min(max(given.get("limit") or _MOST_UPDATES, 1), _MOST_UPDATES)
        until = time.monotonic() + min(given.get("timeout") or 0, 50)
        with self.lock:
            if given.get("allowed_updates") is not None:
                self._allowed = frozenset(given["allowed_updates"]) or None
            self._confirm(given.get("offset") or 0)
        while True:
            with self.lock:
                self._arrived.clear()
                if self._polls != mine:
                    raise Refusal(409, _CONFLICT_POLLERS)
                again, self.again = self.again, []
                if self.queue or again:
                    self.lock.notify_all()
                    return (again + self.queue)[:limit]
            left = until - time.monotonic()
            if left <= 0:
                return []
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                return []

    def _confirm(self, offset: int) -> None:
        """Forgets what lies before `offset`; a negative one keeps that many of the last."""
        if offset < 0:
            self.queue = self.queue[offset:]
        else:
            self.queue = [u for u in self.queue if u["update_id"] >= offset]
        self.lock.notify_all()

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._arrived.set)

    # Updates by webhook

    def _set_webhook(self, given: Mapping[str, Any]) -> bool:
        if not given.get("url"):
            return self._delete_webhook(given)
        rules.check_webhook(given["url"], given.get("secret_token"))
        self._drop(given)
        if given.get("allowed_updates") is not None:
            self._allowed = frozenset(given["allowed_updates"]) or None
        self.webhook = Webhook(
            given["url"],
            given.get("secret_token"),
            "certificate" in given,
            given.get("max_connections") or 40,
        )
        self._polls += 1  # who polls is told to stop
        self._wake()
        return True

    def _delete_webhook(self, given: Mapping[str, Any]) -> bool:
        self._drop(given)
        self.webhook = None
        return True

    def _drop(self, given: Mapping[str, Any]) -> None:
        if given.get("drop_pending_updates"):
            self.queue.clear()

    def _webhook_info(self, given: Mapping[str, Any]) -> Json:
        info: Json = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": bool(self.webhook and self.webhook.certificate),
            "pending_update_count": len(self.queue),
        }
        if self.webhook and self.webhook.last_error:
            info |= {
                "last_error_date": int(self.now()),
                "last_error_message": self.webhook.last_error,
            }
        return info


_WEBHOOK_METHODS: dict[str, Callable[[BotApi, Mapping[str, Any]], Any]] = {
    "setWebhook": BotApi._set_webhook,
    "deleteWebhook": BotApi._delete_webhook,
    "getWebhookInfo": BotApi._webhook_info,
}


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            given |= await request.json()
        elif request.method == "POST":
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    data = value.file.read()
                    uploads[name] = Upload(value.filename, value.content_type, data)
                else:
                    given[name] = value
    except web.HTTPRequestEntityTooLarge:
        raise rules.too_large() from None
    return given, uploads


def _reply(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
