"""The last replies of a service that was asked to stop close their connections.

The server closes those that it knows of at that moment. One that was taken just then is not among
them: kept open by a busy client, it would hold the process until its patience ends.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Stopping:
    """Lets an application answer as before until SIGTERM or SIGINT, and close behind each reply
    from then on. In a thread that gets no signals it changes nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._asked = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self._listen()
        await self._app(scope, receive, self._closing(send) if scope["type"] == "http" else send)

    def _listen(self) -> None:
        """Hears of the signals before the server does, which has set its handlers by now."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            following = signal.getsignal(number)

            def heard(number: int, frame: FrameType | None, following: object = following) -> None:
                self._asked = True
                if callable(following):
                    following(number, frame)

            if callable(following):
                signal.signal(number, heard)

    def _closing(self, send: Send) -> Send:
        async def told(message: Message) -> None:
            if self._asked and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        return told
