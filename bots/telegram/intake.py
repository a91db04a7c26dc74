"""From Telegram into the inbox: by long polling, or by a webhook."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter, TelegramError

from assistant.errors import StateError
from bots.telegram.failures import in_a_line, wait_for
from bots.telegram.inbox import Arrival, Inbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bots.telegram.settings import TelegramSettings

logger = logging.getLogger(__name__)

WANTED = ("message", "callback_query", "inline_query")
_MOST = 100
_LARGEST_BODY = 4 * 1024 * 1024
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def arrival(update: Update) -> Arrival:
    """An update as it is stored. Whatever belongs to no chat is kept in order by its sender."""
    chat, person = update.effective_chat, update.effective_user
    return Arrival(
        update.update_id,
        chat.id if chat else person.id if person else 0,
        person.id if person else None,
        update.to_json(),
    )


async def until_it_works(what: str, call: Callable[[], Awaitable[Any]]) -> None:
    """Calls Telegram until it does what is asked, with a line and a pause after each failure."""
    attempts = 0
    while True:
        try:
            await call()
            return
        except TelegramError as error:
            wait = wait_for(error, attempts)
            logger.error("%s: %s Again in %.0f s.", what, in_a_line(error), wait)
            await asyncio.sleep(wait)
            attempts += 1


async def poll(bot: Bot, inbox: Inbox, wake: Callable[[], None], seconds: int) -> None:
    """Fetches updates until cancelled. Each is stored before the next request confirms it."""
    attempts, offset = 0, None
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, limit=_MOST, timeout=seconds, allowed_updates=WANTED
            )
            await asyncio.to_thread(inbox.store, [arrival(update) for update in updates])
        except Exception as error:  # whatever comes instead of updates must not end the bot
            await _recover(bot, error, attempts)
            attempts += 1
            continue
        if attempts:
            logger.info("Messages come in again.")
        attempts = 0
        # Once it has confirmed a batch the number has done its work. It is not held on to: after a
        # quiet week Telegram counts on from any other number.
        offset = updates[-1].update_id + 1 if updates else None
        if updates:
            wake()
        elif not seconds:
            await asyncio.sleep(1)


async def _recover(bot: Bot, error: Exception, attempts: int) -> None:
    wait = wait_for(error, attempts)
    logger.error("%s Again in %.0f s.", in_a_line(error), wait)
    await asyncio.sleep(wait)
    if isinstance(error, Conflict) and "webhook" in error.message.lower():
        try:
            await bot.delete_webhook()
        except TelegramError as again:
            if not isinstance(again, RetryAfter):
                logger.error("%s", in_a_line(again))


def webhook_secret(settings: TelegramSettings) -> str:
    """What Telegram must send along: as set, or made of the token, so that it stays the same."""
    if settings.webhook_secret:
        return settings.webhook_secret.get_secret_value()
    token = settings.token.get_secret_value().encode()
    return hmac.new(token, b"webhook", hashlib.sha256).hexdigest()


@asynccontextmanager
async def webhook_server(
    settings: TelegramSettings, bot: Bot, inbox: Inbox, wake: Callable[[], None]
) -> AsyncIterator[int]:
    """Takes webhooks on a port, whose number it gives. Each is stored before it is answered."""
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application, RequestHandler

    secret = webhook_secret(settings).encode()

    class Webhook(RequestHandler):
        async def post(self) -> None:
            given = self.request.headers.get(_HEADER, "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, secret):
                self.send_error(403)
                return
            try:
                stored = [arrival(Update.de_json(json.loads(self.request.body), bot))]
                if type(stored[0].id) is not int:
                    raise TypeError
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                self.send_error(400)
                return
            try:
                await asyncio.to_thread(inbox.store, stored)
            except StateError as error:
                logger.error("%s", error)
                self.send_error(500)  # Telegram sends it again
                return
            wake()

        def write_error(self, status_code: int, **_: Any) -> None:
            self.finish(str(status_code))

        def data_received(self, chunk: bytes) -> None:
            raise NotImplementedError

    server = HTTPServer(Application([(r"/.*", Webhook)]), max_body_size=_LARGEST_BODY)
    sockets = bind_sockets(settings.webhook_port, settings.webhook_host)
    server.add_sockets(sockets)
    try:
        yield int(sockets[0].getsockname()[1])
    finally:
        server.stop()
        await server.close_all_connections()
