"""Deleting all that is kept about a person."""

from __future__ import annotations

from assistant.state import StateFile
from bots.telegram.inbox import Inbox
from bots.telegram.memory import Memory
from bots.telegram.people import People
from bots.telegram.subscriptions import Subscriptions


def erase(state: StateFile, person: int, *, leave: bool) -> None:
    """Deletes what a person asked, was answered, judged, subscribed to and sent, and their name;
    with `leave` their place on the allow-list too. Where it stood is overwritten.
    """
    Memory(state, 0).forget(person)
    Subscriptions(state).forget(person)
    Inbox(state).forget(person)
    People(state).forget(person, leave=leave)
    state.forget_log()
