"""A Bot API server for tests: it checks every request as the real one does, and more strictly."""

from botapi.markup import parse
from botapi.script import Chat, Line, Reply, Tap, add_to_group, join, talk
from botapi.server import TOKEN, BotApi
from botapi.world import Person


def markup_text(html: str) -> str:
    """The text of a message's HTML, without its tags."""
    return parse(html)[0]


__all__ = [
    "TOKEN",
    "BotApi",
    "Chat",
    "Line",
    "Person",
    "Reply",
    "Tap",
    "add_to_group",
    "join",
    "markup_text",
    "talk",
]
