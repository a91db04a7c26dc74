"""The daily message: to whom, and what is new in it. Pure functions of the day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from assistant.types import Deadline, Document
from bots.telegram.due import deadline_text
from bots.telegram.naming import named
from bots.telegram.richtext import Rich, bold, joined, plain, shortened
from bots.telegram.subscriptions import Subscriber, Subscription

# Of what is due people are reminded twice: a week before, and on the last day before it.
_AHEAD = (timedelta(days=7), timedelta(days=1))
_MOST = 10

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class News:
    """What a subscription has to be told; `items` are the names by which that is remembered."""

    subscription: Subscription
    documents: tuple[Document, ...]
    deadlines: tuple[Deadline, ...]
    reminders: tuple[Deadline, ...]
    items: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.documents or self.deadlines or self.reminders)


def due_now(subscribers: Iterable[Subscriber], now: datetime) -> list[Subscriber]:
    """Those whose hour has come today and who were not written to today."""
    return [
        one
        for one in subscribers
        if now.hour >= one.hour and (one.told_on is None or one.told_on < now.date())
    ]


def newcomer(person: int, chat: int, hour: int, now: datetime) -> Subscriber:
    """Somebody who subscribes now: the first message comes at the next hour of it, not at once."""
    return Subscriber(person, chat, hour, now.date() if now.hour >= hour else None)


def document_item(document: Document) -> str:
    return f"d:{document.id}:{document.digest[:16]}"


def deadline_item(deadline: Deadline) -> str:
    return f"h:{deadline.id}"


def known_items(documents: Iterable[Document], deadlines: Iterable[Deadline]) -> frozenset[str]:
    """What is there when a subscription begins, and so is no news; reminders still are."""
    return frozenset(map(document_item, documents)) | frozenset(map(deadline_item, deadlines))


def news(
    subscription: Subscription,
    documents: Sequence[Document],
    deadlines: Sequence[Deadline],
    told: Collection[str],
    today: date,
) -> News:
    """What of these the subscription was not told; of past deadlines nothing is said."""
    ahead = [one for one in deadlines if not one.is_past(today)]
    fresh = [one for one in documents if document_item(one) not in told]
    new = [one for one in ahead if deadline_item(one) not in told]
    items = {document_item(one) for one in fresh} | {deadline_item(one) for one in deadlines}
    reminders = []
    for one in ahead:
        names = _reminders(one, today)
        if names and names[-1] not in told and one not in new:
            reminders.append(one)
        items.update(names)
    return News(
        subscription, tuple(fresh), tuple(new), tuple(reminders), frozenset(items) - set(told)
    )


def digest_text(all_news: Sequence[News], today: date) -> Rich:
    """One message out of all that a person subscribed to; each thing is named once."""
    parts = [bold(f"🔔 Tin hằng ngày, {today.day}/{today.month}/{today.year}")]
    seen: set[str] = set()
    for one in all_news:
        lines = [
            *_section("📄 Văn bản mới", one.documents, document_item, seen, _document),
            *_section("⏰ Hạn chót mới", one.deadlines, deadline_item, seen, _due(today)),
            *_section("⏳ Sắp đến hạn", one.reminders, _reminder_item, seen, _due(today)),
        ]
        if lines:
            parts += [bold(f"— {one.subscription.topic} —"), *lines]
    parts.append(plain("Đổi giờ hoặc thôi theo dõi: /theodoi"))
    return joined("\n\n", parts)


def _reminders(deadline: Deadline, today: date) -> list[str]:
    """The reminders for which the time has come, the latest last."""
    if deadline.due is None:
        return []
    last = deadline.due - timedelta(days=1) if deadline.exclusive else deadline.due
    return [f"r{before.days}:{deadline.id}" for before in _AHEAD if today >= last - before]


def _reminder_item(deadline: Deadline) -> str:
    return f"r:{deadline.id}"


def _section(
    title: str,
    things: Sequence[Thing],
    name: Callable[[Thing], str],
    seen: set[str],
    show: Callable[[Thing], Rich],
) -> list[Rich]:
    """A title and the things that were not shown further up."""
    fresh = [one for one in things if name(one) not in seen]
    seen.update(name(one) for one in fresh)
    if not fresh:
        return []
    shown = [show(one) for one in fresh[:_MOST]]
    if len(fresh) > _MOST:
        shown.append(plain(f"… và {len(fresh) - _MOST} mục nữa"))
    return [bold(title), *shown]


def _document(document: Document) -> Rich:
    title = f"\n{shortened(document.title, 160)}" if document.number else ""
    return plain(f"• {named(document)}{title}")


def _due(today: date) -> Callable[[Deadline], Rich]:
    return lambda deadline: deadline_text(deadline, today)
