"""Who may ask: the allow-list, invitations to it, and those who ask to be let in."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from assistant.state import StateFile
from bots.telegram.roles import Admission, Role

DAY = 86_400.0
_CODE_BYTES = 18  # 144 random bits, 24 characters
_LONGEST_CODE = 64
_MOST_REQUESTS = 500
_DENIED_FOR = 7 * DAY
_LONGEST_NAME = 80
_CLOSED = "closed"


class Request(StrEnum):
    """What became of asking to be let in."""

    NEW = "new"
    PENDING = "pending"
    DENIED = "denied"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the allow-list; `name` as Telegram shows it, None where it was deleted."""

    id: int
    role: Role
    name: str | None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who asks to be let in."""

    id: int
    name: str | None


class People:
    """The allow-list, with the administrators that the settings name on top."""

    def __init__(
        self,
        file: StateFile,
        administrators: Collection[int] = (),
        admission: Admission = Admission.INVITED,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._file = file
        self._named = frozenset(administrators)
        self._admission = admission
        self._now = now

    def role(self, person: int) -> Role | None:
        """What this person may do; None for a stranger."""
        if person in self._named:
            return Role.ADMINISTRATOR
        with self._file.read() as connection:
            found = connection.execute(
                "SELECT role FROM telegram_person WHERE id = ?", (person,)
            ).fetchone()
        if found:
            return Role(found[0])
        return Role.CADRE if self.is_open() else None

    def is_open(self) -> bool:
        """Whether everybody is answered."""
        if self._admission is not Admission.UNTIL_INVITED:
            return self._admission is Admission.EVERYONE
        if self._named:
            return False
        with self._file.read() as connection:
            closed = connection.execute(
                "SELECT 1 FROM telegram_fact WHERE name = ?", (_CLOSED,)
            ).fetchone()
        return closed is None

    def administrators(self) -> list[int]:
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT id FROM telegram_person WHERE role = ? ORDER BY since",
                (Role.ADMINISTRATOR,),
            ).fetchall()
        return list(dict.fromkeys([*sorted(self._named), *(row[0] for row in rows)]))

    def everyone(self) -> list[Person]:
        """All on the allow-list, administrators first."""
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT id, role, name FROM telegram_person ORDER BY role, since, id"
            ).fetchall()
        listed = [Person(person, Role(role), name) for person, role, name in rows]
        known = {person.id for person in listed}
        named = [Person(person, Role.ADMINISTRATOR, None) for person in sorted(self._named - known)]
        return named + listed

    def admit(self, person: int, role: Role, name: str | None = None) -> None:
        """Puts somebody on the list; whoever stands there gets this role."""
        with self._file.write() as connection:
            _close(connection)
            connection.execute("DELETE FROM telegram_request WHERE person = ?", (person,))
            connection.execute(
                "INSERT INTO telegram_person VALUES (?, ?, ?, ?) ON CONFLICT (id)"
                " DO UPDATE SET role = excluded.role, name = coalesce(excluded.name, name)",
                (person, role, _name(name), self._now()),
            )

    def invite(self, role: Role, days: float) -> str:
        """A code that lets one person in, once, within so many days. The file holds its hash."""
        code = secrets.token_urlsafe(_CODE_BYTES)
        with self._file.write() as connection:
            _close(connection)
            connection.execute(
                "DELETE FROM telegram_invitation WHERE expires_at < ?", (self._now(),)
            )
            connection.execute(
                "INSERT INTO telegram_invitation VALUES (?, ?, ?)",
                (_hash(code), role, self._now() + days * DAY),
            )
        return code

    def redeem(self, code: str, person: int, name: str | None) -> Role | None:
        """Lets a person in by a code, which is then used up; None where it is not valid.

        Nobody loses a role by it.
        """
        with self._file.write() as connection:
            found = connection.execute(
                "DELETE FROM telegram_invitation WHERE code = ? AND expires_at >= ? RETURNING role",
                (_hash(code), self._now()),
            ).fetchall()
        if not found:
            return None
        role = Role(found[0][0])
        if self._is_listed(person) and self.role(person) is Role.ADMINISTRATOR:
            role = Role.ADMINISTRATOR
        self.admit(person, role, name)
        return role

    def request(self, person: int, name: str | None) -> Request:
        """Notes that somebody asks to be let in."""
        with self._file.write() as connection:
            connection.execute(
                "DELETE FROM telegram_request WHERE denied_at < ?", (self._now() - _DENIED_FOR,)
            )
            known = connection.execute(
                "SELECT denied_at FROM telegram_request WHERE person = ?", (person,)
            ).fetchone()
            if known:
                return Request.PENDING if known[0] is None else Request.DENIED
            (count,) = connection.execute("SELECT count(*) FROM telegram_request").fetchone()
            if count >= _MOST_REQUESTS:
                return Request.FULL
            connection.execute(
                "INSERT INTO telegram_request VALUES (?, ?, ?, NULL)",
                (person, _name(name), self._now()),
            )
        return Request.NEW

    def deny(self, person: int) -> None:
        """Refuses a request; the same person can ask again after a week."""
        with self._file.write() as connection:
            connection.execute(
                "UPDATE telegram_request SET denied_at = ?, name = NULL WHERE person = ?",
                (self._now(), person),
            )

    def applicants(self) -> list[Applicant]:
        """Those who wait to be let in, the longest first."""
        with self._file.read() as connection:
            rows = connection.execute(
                "SELECT person, name FROM telegram_request WHERE denied_at IS NULL"
                " ORDER BY asked_at, person"
            ).fetchall()
        return [Applicant(*row) for row in rows]

    def forget(self, person: int, *, leave: bool) -> None:
        """Deletes a name and a request; with `leave` the place on the list as well."""
        with self._file.write() as connection:
            connection.execute("DELETE FROM telegram_request WHERE person = ?", (person,))
            if leave:
                connection.execute("DELETE FROM telegram_person WHERE id = ?", (person,))
            else:
                connection.execute("UPDATE telegram_person SET name = NULL WHERE id = ?", (person,))

    def _is_listed(self, person: int) -> bool:
        return any(one.id == person for one in self.everyone())


def _close(connection: sqlite3.Connection) -> None:
    """From the first invitation on the list counts, even when everybody on it is gone again."""
    connection.execute("INSERT OR IGNORE INTO telegram_fact VALUES (?, '')", (_CLOSED,))


def _hash(code: str) -> bytes:
    return hashlib.sha256(b"invitation:" + code[:_LONGEST_CODE].encode("utf-8", "replace")).digest()


def _name(name: str | None) -> str | None:
    return " ".join(name.split())[:_LONGEST_NAME] or None if name else None
