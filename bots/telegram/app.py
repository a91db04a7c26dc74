"""Puts the bot together, and runs it."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from contextlib import AsyncExitStack, suppress

from telegram import LinkPreviewOptions, Update
from telegram.ext import AIORateLimiter, Application, Defaults

from assistant import bootstrap
from assistant.errors import StateError
from assistant.settings import Settings
from bots.telegram import following, handlers
from bots.telegram.desk import Desk
from bots.telegram.inbox import Inbox, Stored
from bots.telegram.intake import WANTED, poll, until_it_works, webhook_secret, webhook_server
from bots.telegram.memory import Memory
from bots.telegram.office import Office
from bots.telegram.people import People
from bots.telegram.rebuilding import Rebuild
from bots.telegram.services import App, Context, Services, attach, services
from bots.telegram.settings import TelegramSettings
from bots.telegram.strangers import Patience
from bots.telegram.subscriptions import Subscriptions
from bots.telegram.troubles import Troubles

logger = logging.getLogger(__name__)

_THREADS = 4
_DAILY_LOOK, _PURGE_EVERY = 20.0, 600.0  # seconds
_FLOOD_RETRIES = 3
_GRACE_SECONDS = 8.0


def make_application(telegram: TelegramSettings) -> App:
    """The library's application, without its own way to fetch updates, which would lose some."""
    return (
        Application.builder()
        .token(telegram.token.get_secret_value())
        .base_url(telegram.api_url)
        .base_file_url(telegram.file_url)
        .updater(None)
        .rate_limiter(AIORateLimiter(max_retries=_FLOOD_RETRIES))
        .defaults(
            Defaults(
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                tzinfo=telegram.zone,
            )
        )
        .build()
    )


class Runner:
    """The bot from its start to its end."""

    def __init__(self, settings: Settings, telegram: TelegramSettings, troubles: Troubles) -> None:
        self._telegram = telegram
        self._live = bootstrap.make_live(settings)
        state = bootstrap.make_state(settings)
        self._office = Office(self._live, _THREADS)
        self._inbox = Inbox(state)
        self._rebuild = Rebuild()
        self._application = make_application(telegram)
        attach(
            self._application,
            Services(
                settings=settings,
                telegram=telegram,
                state=state,
                office=self._office,
                inbox=self._inbox,
                memory=Memory(state, settings.conversation_hours),
                people=People(state, telegram.administrators, telegram.admission),
                subscriptions=Subscriptions(state),
                patience=Patience(),
                rebuild=self._rebuild,
                troubles=troubles,
            ),
        )
        handlers.register(self._application)
        self._application.add_error_handler(self._note)
        self._failed: dict[int, Exception] = {}
        self._desk = Desk(self._inbox, self._handle, telegram.parallel_chats)

    async def run(self) -> None:
        """Works until SIGTERM or SIGINT."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work())
        try:
            await asyncio.wait({stopping, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            stopping.cancel()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
            self._office.close()
            self._live.close()

    async def _work(self) -> None:
        application, bot = self._application, self._application.bot
        async with AsyncExitStack() as ends:
            if self._telegram.webhook_url:
                await ends.enter_async_context(
                    webhook_server(self._telegram, bot, self._inbox, self._desk.wake)
                )
            ends.push_async_callback(application.shutdown)
            await until_it_works("Signing in", application.initialize)
            await application.start()
            ends.push_async_callback(application.stop)
            ends.push_async_callback(self._rebuild.stop)
            self._schedule()
            logger.info("Signed in as @%s.", bot.username)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._take_in())
                tasks.create_task(self._answer())
                tasks.create_task(handlers.introduce(application))

    def _schedule(self) -> None:
        """The jobs. Each decides anew what is due, so that none is missed over a restart."""
        jobs = self._application.job_queue
        assert jobs  # noqa: S101
        late = {"misfire_grace_time": None, "coalesce": True}  # better late than never, once
        jobs.run_repeating(following.tell_those_due, _DAILY_LOOK, first=1, job_kwargs=late)
        jobs.run_repeating(self._purge, _PURGE_EVERY, first=_PURGE_EVERY, job_kwargs=late)

    async def _purge(self, context: Context) -> None:
        try:
            await asyncio.to_thread(services(context).memory.purge)
        except StateError as error:
            logger.error("%s", error)

    async def _take_in(self) -> None:
        bot = self._application.bot
        if url := self._telegram.webhook_url:
            await until_it_works(
                "Registering the webhook",
                lambda: bot.set_webhook(
                    url, secret_token=webhook_secret(self._telegram), allowed_updates=WANTED
                ),
            )
            logger.info("Messages come to the webhook.")
            return
        await until_it_works("Leaving webhooks", bot.delete_webhook)
        logger.info("Messages are fetched.")
        await poll(bot, self._inbox, self._desk.wake, self._telegram.poll_seconds)

    async def _answer(self) -> None:
        try:
            await self._desk.run()
        finally:
            await self._desk.close(_GRACE_SECONDS)

    async def _handle(self, stored: Stored) -> None:
        """Raises what kept a stored update from being answered."""
        update = Update.de_json(json.loads(stored.body), self._application.bot)
        await self._application.process_update(update)
        if failure := self._failed.pop(stored.id, None):
            raise failure

    async def _note(self, update: object, context: Context) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._failed[update.update_id] = context.error


async def run_bot(settings: Settings, telegram: TelegramSettings, troubles: Troubles) -> None:
    """Runs the bot until it is told to end."""
    await Runner(settings, telegram, troubles).run()
