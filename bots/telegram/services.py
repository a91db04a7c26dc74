"""What the handlers work with, and how they get at it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram.ext import Application, CallbackContext, ExtBot

from assistant.settings import Settings
from assistant.state import StateFile
from bots.telegram.inbox import Inbox
from bots.telegram.memory import Memory
from bots.telegram.office import Office
from bots.telegram.people import People
from bots.telegram.settings import TelegramSettings
from bots.telegram.subscriptions import Subscriptions
from bots.telegram.troubles import Troubles

if TYPE_CHECKING:
    from bots.telegram.rebuilding import Rebuild
    from bots.telegram.strangers import Patience

Context = CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]
App = Application[Any, Context, Any, Any, Any, Any]
_KEY = "services"


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that outlives one update. `now` is the clock, in seconds since 1970."""

    settings: Settings
    telegram: TelegramSettings
    state: StateFile
    office: Office
    inbox: Inbox
    memory: Memory
    people: People
    subscriptions: Subscriptions
    patience: Patience
    rebuild: Rebuild
    troubles: Troubles
    now: Callable[[], float] = time.time
    started_at: float = field(default_factory=time.time)


def attach(application: App, services: Services) -> None:
    application.bot_data[_KEY] = services


def of(application: App) -> Services:
    found = application.bot_data[_KEY]
    assert isinstance(found, Services)  # noqa: S101
    return found


def services(context: Context) -> Services:
    found = context.bot_data[_KEY]
    assert isinstance(found, Services)  # noqa: S101
    return found
