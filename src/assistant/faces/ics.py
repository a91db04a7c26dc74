"""Deadlines as an iCalendar file (RFC 5545), one all-day event each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from assistant.types import Deadline

_PRODUCT = "-//assistant//deadlines//VI"
# Half of what identifies an event; the other half is the deadline's own id.
_DOMAIN = "deadlines.assistant"


def calendar(deadlines: Iterable[Deadline], made: datetime) -> bytes:
    """A calendar of the deadlines whose day the text names; the others are left out.

    An event stands on the day that is named, and its title begins with the document's own words:
    `trước ngày 5/6/2024` stands on 5 June. Those that are not firm are tentative. `made`, with
    its time zone, stamps every event, so one build always gives the same bytes.
    """
    from icalendar import Calendar, Event

    book = Calendar()
    book.add("prodid", _PRODUCT)
    book.add("version", "2.0")
    book.add("x-wr-calname", "Hạn công việc trong văn bản")
    for deadline in deadlines:
        if deadline.due is None:
            continue
        event = Event()
        event.add("uid", f"{deadline.id}@{_DOMAIN}")
        event.add("dtstamp", made)
        event.add("dtstart", deadline.due)
        event.add("dtend", deadline.due + timedelta(days=1))
        event.add("summary", _summary(deadline))
        event.add("description", _description(deadline))
        if deadline.place:
            event.add("location", deadline.place)
        event.add("status", "CONFIRMED" if deadline.firm else "TENTATIVE")
        event.add("transp", "TRANSPARENT")  # it keeps nobody busy
        book.add_component(event)
    return bytes(book.to_ical())


def _summary(deadline: Deadline) -> str:
    phrase = deadline.phrase[:1].upper() + deadline.phrase[1:]
    return f"{phrase}: {' '.join(deadline.duty.split())}"


def _description(deadline: Deadline) -> str:
    page = f", trang {deadline.page}" if deadline.page else ""
    number = f" (số {deadline.number})" if deadline.number else ""
    parts = (
        f"Thực hiện: {deadline.actor}" if deadline.actor else "",
        f"Gửi đến: {deadline.recipient}" if deadline.recipient else "",
        "" if deadline.firm else "Mốc dự kiến hoặc phấn đấu, chưa phải thời hạn bắt buộc.",
        f"“{deadline.quote}”",
        f"Nguồn: {deadline.title}{number}{page} – {deadline.source}",
    )
    return "\n".join(part for part in parts if part)
