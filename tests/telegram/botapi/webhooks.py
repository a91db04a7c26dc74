"""Updates pushed to a webhook, with the secret header, until each is taken."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import ClientError, ClientSession, ClientTimeout

from botapi.requests import method_name
from botapi.world import Json

if TYPE_CHECKING:
    from botapi.server import BotApi


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str | None
    certificate: bool
    max_connections: int
    last_error: str | None = None


async def push(api: BotApi) -> None:
    """One update after the other, each until it is taken."""
    tried: Counter[int] = Counter()
    async with ClientSession(timeout=ClientTimeout(total=60)) as session:
        while True:
            with api.lock:
                webhook = api.webhook
                update = next(iter(api.again + api.queue), None)
            if webhook is None or update is None:
                await asyncio.sleep(0.02)
                continue
            if await _deliver(api, session, webhook, update):
                with api.lock:
                    if api.again and api.again[0] is update:
                        api.again.pop(0)
                    api.queue = [u for u in api.queue if u is not update]
                    api.lock.notify_all()
            else:
                tried[update["update_id"]] += 1
                await asyncio.sleep(min(0.1 * 2 ** tried[update["update_id"]], 2.0))


async def _deliver(api: BotApi, session: ClientSession, webhook: Webhook, update: Json) -> bool:
    headers = {"Content-Type": "application/json"}
    secret = api.wrong_secret or webhook.secret
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    try:
        async with session.post(
            _local(api, webhook.url), data=json.dumps(update), headers=headers
        ) as response:
            body = await response.read()
            if response.status // 100 != 2:
                _refused(api, webhook, f"Wrong response from the webhook: {response.status}")
                return False
    except (ClientError, TimeoutError, OSError) as error:
        _refused(api, webhook, str(error))
        return False
    await _method_in(api, body)
    return api.fault("webhook") is None


def _refused(api: BotApi, webhook: Webhook, why: str) -> None:
    with api.lock:
        webhook.last_error = why
        api.lock.notify_all()


async def _method_in(api: BotApi, body: bytes) -> None:
    """A webhook may answer with a method to call."""
    try:
        said = json.loads(body or b"{}")
    except json.JSONDecodeError:
        return
    if isinstance(said, dict) and "method" in said:
        await api.carry_out(method_name(said.pop("method")), said, {})


def _local(api: BotApi, url: str) -> str:
    for public, local in api.proxy.items():
        if url.startswith(public):
            return local + url.removeprefix(public)
    return url
