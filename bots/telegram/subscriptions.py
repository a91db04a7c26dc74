"""Who wants to be told of what, and what each was told already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.state import StateFile
from assistant.types import Filters

Of = Literal["place", "issuer"]

MOST = 20
"""How many subscriptions one person may have."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """New documents and deadlines of a place or a body."""

    id: int
    person: int
    topic: str
    field: Of

    @property
    def filters(self) -> Filters:
        return filters_of(self.topic, self.field)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who is written to once a day, from `hour` on; `told_on` the last day of it."""

    person: int
    chat: int
    hour: int
    told_on: date | None


def filters_of(topic: str, field: Of) -> Filters:
    return Filters(issuer=topic) if field == "issuer" else Filters(place=topic)


class Subscriptions:
    """The subscriptions of a state file. Raises StateError where it cannot be used."""

    def __init__(self, file: StateFile) -> None:
        self._file = file

    def add(
        self, subscriber: Subscriber, topic: str, field: Of, known: Collection[str]
    ) -> Subscription | None:
        """A new subscription, whose `known` items need not be told; None where there are too many.

        The same once more gives the one that there is. What is said of the subscriber counts for
        the first one alone.
        """
        person = subscriber.person
        with self._file.write() as connection:
            there = connection.execute(
                "SELECT id FROM telegram_subscription WHERE person = ? AND topic = ? AND field = ?",
                (person, topic, field),
            ).fetchone()
            if there:
                return Subscription(there[0], person, topic, field)
            (count,) = connection.execute(
                "SELECT count(*) FROM telegram_subscription WHERE person = ?", (person,)
            ).fetchone()
            if count >= MOST:
                return None
            number = connection.execute(
                "INSERT INTO telegram_subscription (person, topic, field) VALUES (?, ?, ?)",
                (person, topic, field),
            ).lastrowid
            assert number is not None  # noqa: S101
            connection.execute(
                "INSERT OR IGNORE INTO telegram_subscriber VALUES (?, ?, ?, ?)",
                (person, subscriber.chat, subscriber.hour, _iso(subscriber.told_on)),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO telegram_told VALUES (?, ?)",
                [(number, item) for item in known],
            )
        return Subscription(number, person, topic, field)

    def of(self, person: int) -> list[Subscription]:
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT id, person, topic, field FROM telegram_subscription WHERE person = ?"
                " ORDER BY id",
                (person,),
            ).fetchall()
        return [Subscription(*row) for row in rows]

    def remove(self, person: int, subscription: int) -> Subscription | None:
        """Ends one of a person's subscriptions; None where there is no such one."""
        found = next((one for one in self.of(person) if one.id == subscription), None)
        if found:
            with self._file.write() as connection:
                connection.execute(
                    "DELETE FROM telegram_told WHERE subscription = ?", (subscription,)
                )
                connection.execute(
                    "DELETE FROM telegram_subscription WHERE id = ?", (subscription,)
                )
                connection.execute(
                    "DELETE FROM telegram_subscriber WHERE person = ? AND person NOT IN"
                    " (SELECT person FROM telegram_subscription)",
                    (person,),
                )
        return found

    def subscribers(self) -> list[Subscriber]:
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT person, chat, hour, told_on FROM telegram_subscriber ORDER BY person"
            ).fetchall()
        return [
            Subscriber(person, chat, hour, date.fromisoformat(told) if told else None)
            for person, chat, hour, told in rows
        ]

    def set_hour(self, person: int, hour: int) -> None:
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_subscriber SET hour = ? WHERE person = ?", (hour, person)
            )

    def told(self, subscription: int) -> set[str]:
        """The items of which a subscription was told."""
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT item FROM telegram_told WHERE subscription = ?", (subscription,)
            ).fetchall()
        return {item for (item,) in rows}

    def begin_telling(self, person: int, day: date, told: Collection[tuple[int, str]]) -> bool:
        """Notes what is about to be sent; False where this day's message was begun before.

        So that what is sent in the moment in which the program is killed is not sent again.
        """
        with self._file.write() as connection:
            changed = connection.execute(
                "UPDATE telegram_subscriber SET told_on = ? WHERE person = ?"
                " AND (told_on IS NULL OR told_on < ?)",
                (day.isoformat(), person, day.isoformat()),
            ).rowcount
            if changed:
                connection.executemany("INSERT OR IGNORE INTO telegram_told VALUES (?, ?)", told)
        return changed > 0

    def take_back(
        self, person: int, told_on: date | None, told: Collection[tuple[int, str]]
    ) -> None:
        """What was begun was surely not sent: it is to be told later."""
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_subscriber SET told_on = ? WHERE person = ?",
                (_iso(told_on), person),
            )
            connection.executemany(
                "DELETE FROM telegram_told WHERE subscription = ? AND item = ?", told
            )

    def forget(self, person: int) -> None:
        """Deletes all that a person subscribed to."""
        with self._file.write() as connection:
            connection.execute(
                "DELETE FROM telegram_told WHERE subscription IN"
                " (SELECT id FROM telegram_subscription WHERE person = ?)",
                (person,),
            )
            connection.execute("DELETE FROM telegram_subscription WHERE person = ?", (person,))
            connection.execute("DELETE FROM telegram_subscriber WHERE person = ?", (person,))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
