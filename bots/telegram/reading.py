"""A passage in its context: what a source, or a result, opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from assistant.types import Document, Passage
from bots.telegram.keyboards import DIGEST, button, markup
from bots.telegram.naming import named
from bots.telegram.replies import edit, send
from bots.telegram.richtext import Rich, bold, italic, joined, marked, plain
from bots.telegram.services import Context, services
from bots.telegram.taps import Note, replies_to

_LEAST = 700  # characters that are shown around a quote, where the document has them
_MOST = 2500

CHANGED = "Văn bản đã có bản mới hơn. Đồng chí hỏi lại để xem bản hiện nay."


async def open_source(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on a source: the passage around it, the quote standing out."""
    document_id, digest, start, end = data[0], data[1], int(data[2]), int(data[3])
    document = await services(context).office.document(document_id)
    if not document.digest.startswith(digest) or not 0 <= start < end <= len(document.text):
        return Note(CHANGED, alert=True)
    passages = await services(context).office.passages(document)
    at = _at(passages, start)
    message = query.message
    if not isinstance(message, Message):
        return None
    shown = window(passages, at, start, end)
    text = passage_text(document, (shown.start, shown.end), (start, end))
    buttons = under_passage(document, shown.first, shown.last, len(passages))
    await send(context.bot, message.chat_id, text, buttons, about=replies_to(message))
    return None


async def turn_to(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on ◀ or ▶: the passage before or after, in the same message."""
    document_id, digest, at = data[0], data[1], int(data[2])
    document = await services(context).office.document(document_id)
    passages = await services(context).office.passages(document)
    if not document.digest.startswith(digest) or not 0 <= at < len(passages):
        return Note(CHANGED, alert=True)
    if isinstance(query.message, Message):
        one = passages[at]
        text = passage_text(document, (one.start, one.end), None)
        buttons = under_passage(document, at, at, len(passages))
        await edit(context.bot, query.message, text, buttons)
    return None


async def open_first(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on `read`: the document from its beginning, passage by passage."""
    document = await services(context).office.document(data[0])
    passages = await services(context).office.passages(document)
    if not document.digest.startswith(data[1]) or not passages:
        return Note(CHANGED, alert=True)
    message = query.message
    if isinstance(message, Message):
        text = passage_text(document, (passages[0].start, passages[0].end), None)
        buttons = under_passage(document, 0, 0, len(passages))
        await send(context.bot, message.chat_id, text, buttons, about=replies_to(message))
    return None


@dataclass(frozen=True, slots=True)
class Window:
    """The characters `[start, end)` to show, and the first and last passage among them."""

    start: int
    end: int
    first: int
    last: int


def window(passages: Sequence[Passage], at: int, start: int, end: int) -> Window:
    """What to show around a quote: its passages, and those beside them while that is short."""
    first, last = at, at
    while last + 1 < len(passages) and passages[last + 1].start < end:
        last += 1

    def span() -> tuple[int, int]:
        return min(passages[first].start, start), max(passages[last].end, end)

    while span()[1] - span()[0] < _LEAST and (first > 0 or last + 1 < len(passages)):
        if last + 1 < len(passages):
            last += 1
        if span()[1] - span()[0] < _LEAST and first > 0:
            first -= 1
    begin, stop = span()
    if stop - begin > _MOST:
        begin = max(begin, min(start - _MOST // 3, stop - _MOST))
        stop = min(stop, max(begin + _MOST, end))
    return Window(begin, stop, first, last)


def passage_text(document: Document, span: tuple[int, int], quote: tuple[int, int] | None) -> Rich:
    """Which document, where in it, and the text."""
    start, end = span
    head = [bold(named(document))]
    page = next((p.number for p in document.pages if p.start <= (quote or span)[0] < p.end), None)
    where = [f"trang {page}/{len(document.pages)}"] if page else []
    where += _headings(document, (quote or span)[0], document.text[start:end])
    if where:
        head.append(italic(" › ".join(where)))
    text = document.text[start:end]
    spans = [(quote[0] - start, quote[1] - start)] if quote else []
    body = (
        plain("… " if start > 0 else "")
        + marked(text, spans, "u")
        + plain(" …" if end < len(document.text) else "")
    )
    return joined("\n\n", [joined("\n", head), body])


def under_passage(
    document: Document, first: int, last: int, count: int
) -> InlineKeyboardMarkup | None:
    """What stands before and after the passages that are shown, and the document itself."""
    version = document.id, document.digest[:DIGEST]
    turns = []
    if first > 0:
        turns.append(button("◀ Đoạn trước", "p", *version, first - 1))
    if last + 1 < count:
        turns.append(button("Đoạn sau ▶", "p", *version, last + 1))
    return markup(turns, [button("📎 Tệp gốc", "f", *version), button("📑 Văn bản", "d", *version)])


def _at(passages: Sequence[Passage], start: int) -> int:
    """Which passage a place lies in, or the last before it."""
    return max((i for i, p in enumerate(passages) if p.start <= start), default=0)


def _headings(document: Document, at: int, shown: str) -> list[str]:
    """The headings above a place, outermost first, but for those that are shown anyway."""
    path: dict[int, str] = {}
    for heading in document.headings:
        if heading.start > at:
            break
        path = {level: text for level, text in path.items() if level < heading.level}
        path[heading.level] = heading.text
    return [" ".join(text.split()) for text in path.values() if text not in shown]
