"""Deadlines: this week, this month, to come, or all; everywhere, or of one place or body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from assistant.documents.titles import kind_name
from assistant.errors import AssistantError
from assistant.retrieval.periods import find_periods, month, week
from assistant.types import Deadline, Filters
from assistant.vietnamese.bodies import is_body
from assistant.vietnamese.normalize import clean
from bots.telegram.keyboards import DIGEST, button, markup, place, rows
from bots.telegram.memory import Kept, Source
from bots.telegram.naming import day
from bots.telegram.refusals import told
from bots.telegram.replies import edit, reply
from bots.telegram.richtext import Rich, bold, italic, joined, plain, shortened
from bots.telegram.services import Context, Services, services
from bots.telegram.taps import EXPIRED, Note, behind

DUE = "due"
_PAGE = 6
_DUTY = 220
_MOST_PLACES = 12

Span = Literal["w", "m", "n", "a"]
_SPANS: dict[Span, str] = {"w": "Tuần này", "m": "Tháng này", "n": "Sắp tới", "a": "Tất cả"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deadlines are asked for; `of` is a place or a body, empty for all of them."""

    since: date | None
    until: date | None
    title: str
    of: str = ""

    @property
    def filters(self) -> Filters:
        return narrowed(self.of, self.since, self.until)


def narrowed(of: str, since: date | None = None, until: date | None = None) -> Filters:
    """Filters for a place or a body."""
    if of and is_body(clean(of)):
        return Filters(issuer=of, since=since, until=until)
    return Filters(place=of or None, since=since, until=until)


def spanned(span: Span, today: date, of: str = "") -> Asked:
    """The deadlines of a button's time."""
    bounds: dict[Span, tuple[date | None, date | None]] = {
        "w": week(today),
        "m": month(today.year, today.month),
        "n": (today, None),
        "a": (None, None),
    }
    return Asked(*bounds[span], _SPANS[span], of)


def read_asked(argument: str, today: date) -> Asked:
    """What stands behind the command: a time, a place, both or neither (`tháng 4/2023 Ngã Năm`)."""
    text = " ".join(clean(argument).split())
    found = [p for p in find_periods(text, today) if p.since or p.until]
    if not found:
        return spanned("n", today, text)
    period = found[0]
    rest = f"{text[: period.start]} {text[period.end :]}".strip(" ,;:")
    return Asked(
        period.since, period.until, text[period.start : period.end], " ".join(rest.split())
    )


async def deadlines(context: Context, message: Message, argument: str) -> None:
    """`/hanchot`."""
    use = services(context)
    today = today_of(use)
    asked = read_asked(argument, today)
    try:
        found = await use.office.deadlines(asked.filters)
    except AssistantError as error:
        await reply(context.bot, message, plain(told(error)))
        return
    text, buttons = due_text(found, asked, today, 0), await _under(use, found, asked, 0)
    sent = await reply(context.bot, message, text, buttons)
    person = message.from_user.id if message.from_user else None
    use.memory.keep(message.chat_id, sent, person, _kept(asked))


async def turn(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on a time, or on a page: `h:<span>:<page>`; `h:x:<page>` keeps the time as it is."""
    found, use = behind(context, query, DUE), services(context)
    if found is None:
        return EXPIRED
    _, kept = found
    today, before = today_of(use), _asked(kept)
    span = next((s for s in _SPANS if s == data[0]), None)
    asked = spanned(span, today, before.of) if span else before
    return await _show(context, query, asked, int(data[1]))


async def places(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `by place`: the places to choose from."""
    found, use = behind(context, query, DUE), services(context)
    if found is None:
        return EXPIRED
    message, kept = found
    before = _asked(kept)
    all_of_them = await use.office.deadlines(Filters())
    names = list(dict.fromkeys(one.place for one in all_of_them if one.place))[:_MOST_PLACES]
    choices = [button(f"📍 {name}", "hc", at) for at, name in enumerate(names)]
    text = plain("Đồng chí chọn địa phương, hoặc gõ: /hanchot tên địa phương")
    every = [button("Mọi nơi", "hc", -1)]
    await edit(context.bot, message, text, markup(*rows(choices, 2), every))
    use.memory.keep(message.chat_id, [message.message_id], query.from_user.id, _kept(before, names))
    return None


async def choose(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on a place."""
    found = behind(context, query, DUE)
    if found is None:
        return EXPIRED
    _, kept = found
    before, at = _asked(kept), int(data[0])
    names = kept.choices[_FIELDS:]
    of = names[at] if 0 <= at < len(names) else ""
    return await _show(context, query, Asked(before.since, before.until, before.title, of), 0)


async def _show(context: Context, query: CallbackQuery, asked: Asked, page: int) -> Note | None:
    message, use = query.message, services(context)
    assert isinstance(message, Message)  # noqa: S101
    found = await use.office.deadlines(asked.filters)
    page = page if 0 <= page * _PAGE < len(found) else 0
    text = due_text(found, asked, today_of(use), page)
    await edit(context.bot, message, text, await _under(use, found, asked, page))
    use.memory.keep(message.chat_id, [message.message_id], query.from_user.id, _kept(asked))
    return None


def due_text(found: Sequence[Deadline], asked: Asked, today: date, page: int) -> Rich:
    """One page of deadlines, by day; those without a day come last."""
    head = bold(f"⏰ Hạn chót: {_lower(asked.title)}" + (f", {asked.of}" if asked.of else ""))
    if asked.since and asked.until:
        head += plain(f"\n{day(asked.since)} – {day(asked.until)}")
    if not found:
        said = "Không có hạn nào trong khoảng này." if asked.since or asked.until else "Không có."
        return joined("\n\n", [head, plain(said)])
    first = page * _PAGE
    shown = found[first : first + _PAGE]
    if len(found) > _PAGE:
        head += plain(f"\n{len(found)} việc, xem từ {first + 1} đến {first + len(shown)}")
    items = [deadline_text(one, today, number) for number, one in enumerate(shown, first + 1)]
    return joined("\n\n", [head, *items])


def deadline_text(one: Deadline, today: date, number: int | None = None) -> Rich:
    """By when, what, who, and which document says so."""
    phrase = " ".join(one.phrase.split())
    notes = []
    if one.inferred:
        notes.append(f"suy ra: {day(one.inferred)}")
    if one.is_past(today):
        notes.append("đã qua")
    if not one.firm:
        notes.append("dự kiến, phấn đấu")
    when = plain(f"{number}. " if number else "• ") + bold(phrase[:1].upper() + phrase[1:])
    when += italic(f" ({'; '.join(notes)})") if notes else plain("")
    lines = [when, plain(shortened(one.duty, _DUTY))]
    named = [("", one.actor), ("gửi ", one.recipient), ("", one.place)]
    # What the duty says itself need not be said again.
    fresh = [(how, whom) for how, whom in named if whom and whom not in one.duty]
    lines.append(plain(" · ".join(how + " ".join(whom.split()) for how, whom in fresh)))
    lines.append(italic(_source(one)))
    return joined("\n", lines)


async def _under(
    use: Services, found: Sequence[Deadline], asked: Asked, page: int
) -> InlineKeyboardMarkup | None:
    """The source of each, the pages, and the times and places to choose from."""
    first = page * _PAGE
    shown = found[first : first + _PAGE]
    digests = await use.office.digests(one.document_id for one in shown)
    cited = [
        button(f"📄 {number}", *place(source_of(one, digests)))
        for number, one in enumerate(shown, first + 1)
    ]
    spans = [button(("• " if title == asked.title else "") + title, "h", span, 0)
             for span, title in _SPANS.items()]  # fmt: skip
    turns = [button("◀ Trước", "h", "x", page - 1)] if page else []
    turns += [button("Sau ▶", "h", "x", page + 1)] if first + _PAGE < len(found) else []
    return markup(cited, turns, spans[:2], spans[2:], [button("📍 Theo địa phương", "hp")])


def today_of(use: Services) -> date:
    """Today, where the office is."""
    return datetime.fromtimestamp(use.now(), use.telegram.zone).date()


def source_of(one: Deadline, digests: Mapping[str, str]) -> Source:
    return Source(one.document_id, digests[one.document_id][:DIGEST], one.start, one.end)


_FIELDS = 3


def _kept(asked: Asked, names: Sequence[str] = ()) -> Kept:
    bounds = [bound.isoformat() if bound else "" for bound in (asked.since, asked.until)]
    return Kept(DUE, asked.of, choices=(*bounds, asked.title, *names))


def _asked(kept: Kept) -> Asked:
    since, until, title = kept.choices[:_FIELDS]
    return Asked(
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
        title,
        kept.text,
    )


def _source(one: Deadline) -> str:
    name = f"{kind_name(one.kind)} số {one.number}" if one.number else shortened(one.title, 140)
    parts = [name, one.body or ""]
    parts += [day(one.document_date)] if one.document_date else []
    parts += [f"trang {one.page}"] if one.page else []
    return ", ".join(part for part in parts if part)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
