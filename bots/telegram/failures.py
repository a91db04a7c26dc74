"""What to do about a request to Telegram that failed."""

from __future__ import annotations

import random
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

_FIRST, _LONGEST = 1.0, 60.0
_REFUSED_TOKEN = 60.0
_GIVE_UP_AFTER = 86_400.0  # Telegram itself holds an update no longer


def pause(attempts: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, with some chance in it."""
    return float(min(_LONGEST, _FIRST * 2 ** min(attempts, 10)) * random.uniform(0.75, 1.25))  # noqa: S311


def wait_for(error: Exception, attempts: int) -> float:
    """Seconds to wait before Telegram is called again, as it says itself where it does."""
    if isinstance(error, RetryAfter):
        return seconds(error) + random.uniform(0, 1)  # noqa: S311
    if isinstance(error, InvalidToken):
        return _REFUSED_TOKEN
    return pause(attempts)


def try_again(error: Exception, attempts: int, age: float) -> float | None:
    """Seconds after which to handle an update again; None where that would not help."""
    if isinstance(error, BadRequest | Forbidden | ChatMigrated) or age > _GIVE_UP_AFTER:
        return None
    if isinstance(error, TelegramError):
        return wait_for(error, attempts)
    return None


def seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def never_arrived(error: TelegramError) -> bool:
    """Whether Telegram surely did not do what it was asked for."""
    if isinstance(error, RetryAfter | BadRequest | Forbidden | InvalidToken | ChatMigrated):
        return True
    return isinstance(
        error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    )


def in_a_line(error: Exception) -> str:  # noqa: PLR0911
    """What failed, for the log: what, and what to do where somebody can do something."""
    match error:
        case Conflict() if "webhook" in error.message.lower():
            return "Telegram delivers to a webhook; the bot takes it away to poll."
        case Conflict():
            return (
                "Another program fetches this bot's messages with the same token."
                " End it, or give it a token of its own."
            )
        case InvalidToken():
            return (
                "Telegram does not know the token. Correct ASSISTANT_TELEGRAM__TOKEN"
                " (@BotFather shows it) and start the bot again."
            )
        case RetryAfter():
            return f"Telegram asks for a pause of {seconds(error):.0f} s."
        case Forbidden():
            return "The person has blocked the bot, or the bot was removed from the group."
        case BadRequest():
            return f"Telegram refused a request: {error.message}."
        case NetworkError():
            return f"Telegram cannot be reached: {error.message or type(error).__name__}."
    return str(error) or type(error).__name__
