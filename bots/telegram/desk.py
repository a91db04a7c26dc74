"""Answers stored updates: in order within a chat, several chats at a time, none forgotten."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from assistant.errors import StateError
from bots.telegram.failures import in_a_line, pause, try_again
from bots.telegram.inbox import Inbox, Stored

logger = logging.getLogger(__name__)

Handle = Callable[[Stored], Awaitable[None]]
_LONGEST_SLEEP = 30.0


class Desk:
    """Takes updates out of the inbox. `handle` raises what keeps an update from being answered."""

    def __init__(
        self,
        inbox: Inbox,
        handle: Handle,
        parallel: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._parallel = parallel
        self._now = now
        self._work: dict[int, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._closing = False
        self._untidy = True

    def wake(self) -> None:
        """There is something new in the inbox."""
        self._news.set()

    async def run(self) -> None:
        """Works until `close`."""
        failures = 0
        while not self._closing:
            self._news.clear()
            try:
                picked = await self._pick()
                failures = 0
                if not picked:
                    await self._rest()
            except StateError as error:
                logger.error("%s", error)
                await asyncio.sleep(pause(failures))
                failures += 1

    async def close(self, grace: float) -> None:
        """Ends: what is at work may finish within the grace; the rest waits in the inbox."""
        self._closing = True
        self.wake()
        if self._work:
            _, late = await asyncio.wait([*self._work.values()], timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _pick(self) -> int:
        free = self._parallel - len(self._work)
        if free <= 0:
            return 0
        stored = await asyncio.to_thread(self._inbox.due, set(self._work), free)
        if self._closing:
            return 0
        for update in stored:
            self._work[update.chat] = asyncio.create_task(self._answer(update))
        return len(stored)

    async def _rest(self) -> None:
        """Sleeps until something is new, done or due again."""
        if not self._work and self._untidy:
            self._untidy = False
            await asyncio.to_thread(self._inbox.tidy)
        wait = await asyncio.to_thread(self._inbox.seconds_to_next)
        try:
            async with asyncio.timeout(min(_LONGEST_SLEEP, wait if wait is not None else 1e9)):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _answer(self, update: Stored) -> None:
        try:
            await self._settle(update)
        except StateError as error:
            # It stays open; a pause, so that it is not taken up again at once.
            logger.error("%s", error)
            await asyncio.sleep(pause(2))
        finally:
            self._untidy = True
            del self._work[update.chat]
            self.wake()

    async def _settle(self, update: Stored) -> None:
        try:
            await self._handle(update)
        except StateError:
            raise
        except Exception as error:
            wait = try_again(error, update.attempts, self._now() - update.received_at)
            if wait is not None:
                logger.warning("Update %d: %s Again in %.0f s.", update.id, in_a_line(error), wait)
                await asyncio.to_thread(self._inbox.retry, update.id, wait)
                return
            logger.warning("Update %d is given up: %s", update.id, in_a_line(error))
        await asyncio.to_thread(self._inbox.done, update.id)
