"""Passages for a query, five at a time."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from assistant.errors import AssistantError
from assistant.service import MAX_RESULTS, SearchResult
from assistant.types import Hit, Language
from bots.telegram.answers import language_of
from bots.telegram.keyboards import button, hit_button, markup
from bots.telegram.memory import Kept
from bots.telegram.naming import located
from bots.telegram.refusals import told
from bots.telegram.replies import edit, reply, send, typing
from bots.telegram.richtext import Rich, bold, italic, joined, marked, plain
from bots.telegram.services import Context, services
from bots.telegram.taps import EXPIRED, Note, behind, replies_to

SEARCH = "search"
PAGE = 5
_SNIPPET = 180

_LABELS: dict[Language, dict[str, str]] = {
    "vi": {
        "read_as": "Tôi hiểu là",
        "found": "{total} đoạn, xem từ {first} đến {last}",
        "none": "Không tìm thấy đoạn nào. Đồng chí thử ít từ hơn, hoặc cách gọi khác.",
        "what": "Đồng chí gõ điều cần tìm sau lệnh, ví dụ: /tim rút kinh nghiệm làm điểm",
        "before": "◀ Trước",
        "after": "Sau ▶",
    },
    "en": {
        "read_as": "Read as",
        "found": "{total} passages, {first} to {last}",
        "none": "Nothing was found. Try fewer words, or other ones.",
        "what": "Put what to look for behind the command, such as: /tim mid-term review",
        "before": "◀ Back",
        "after": "More ▶",
    },
}


async def search(context: Context, message: Message, query: str) -> None:
    """`/tim`."""
    language = language_of(query)
    if not query:
        await reply(context.bot, message, plain(_LABELS[language]["what"]))
        return
    async with typing(context.bot, message.chat_id, message.message_thread_id):
        try:
            found = await services(context).office.search(query, PAGE)
        except AssistantError as error:
            await reply(context.bot, message, plain(told(error, language)))
            return
    text, buttons = list_text(found, 0), under_list(found, 0)
    sent = await reply(context.bot, message, text, buttons)
    person = message.from_user.id if message.from_user else None
    kept = Kept(SEARCH, query, found.query.language)
    services(context).memory.keep(message.chat_id, sent, person, kept)


async def more(context: Context, query: CallbackQuery, _data: Sequence[str]) -> Note | None:
    """A tap on `more passages` under an answer: a list of its own."""
    tapped, memory = behind(context, query), services(context).memory
    if tapped is None:
        return EXPIRED
    message, kept = tapped
    found = await services(context).office.search(kept.text, PAGE)
    sent = await send(
        context.bot,
        message.chat_id,
        list_text(found, 0),
        under_list(found, 0),
        about=replies_to(message),
    )
    memory.keep(message.chat_id, sent, query.from_user.id, Kept(SEARCH, kept.text, kept.language))
    return None


async def turn(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on the next or the page before, in the same message."""
    tapped, page = behind(context, query), int(data[0])
    if tapped is None:
        return EXPIRED
    if not 0 <= page < MAX_RESULTS // PAGE:
        return None
    message, kept = tapped
    found = await services(context).office.search(kept.text, (page + 1) * PAGE)
    if len(found.hits) > page * PAGE:
        await edit(context.bot, message, list_text(found, page), under_list(found, page))
    return None


def list_text(found: SearchResult, page: int) -> Rich:
    """One page of results; `found` holds those up to its end."""
    label = _LABELS[found.query.language]
    hits = found.hits[page * PAGE : (page + 1) * PAGE]
    if not hits:
        return plain(label["none"])
    first = page * PAGE + 1
    counts = {"total": found.total, "first": first, "last": first + len(hits) - 1}
    head = [italic(f"{label['read_as']}: {found.query.restored}")] if found.query.restored else []
    head.append(plain("🔎 " + label["found"].format(**counts)))
    listed = [_hit(number, hit, found.query.language) for number, hit in enumerate(hits, first)]
    return joined("\n\n", [joined("\n", head), *listed])


def under_list(found: SearchResult, page: int) -> InlineKeyboardMarkup | None:
    label = _LABELS[found.query.language]
    first = page * PAGE
    hits = found.hits[first : first + PAGE]
    last = min(found.total, MAX_RESULTS)
    turns = [button(label["before"], "t", page - 1)] if page else []
    turns += [button(label["after"], "t", page + 1)] if first + PAGE < last else []
    return markup([hit_button(number, hit) for number, hit in enumerate(hits, first + 1)], turns)


def _hit(number: int, hit: Hit, language: Language) -> Rich:
    where = located(hit.document, hit.passage.page, language)
    return joined("\n", [plain(f"{number}. ") + bold(where), snippet(hit)])


def snippet(hit: Hit) -> Rich:
    """A line or two of the passage, from its first highlight on, the highlights in bold."""
    text = hit.passage.text
    start = 0
    if hit.highlights and hit.highlights[0][0] > _SNIPPET // 2:
        start = text.rfind(" ", 0, max(1, hit.highlights[0][0] - _SNIPPET // 4)) + 1
    end = len(text)
    if start + _SNIPPET < len(text):
        space = text.rfind(" ", start + 1, start + _SNIPPET)
        end = space if space > 0 else start + _SNIPPET
    spans = [(a - start, b - start) for a, b in hit.highlights if b > start and a < end]
    # Each character stays at its place: a line break becomes a space.
    line = "".join(" " if c.isspace() else c for c in text[start:end])
    body = marked(line, [(max(a, 0), b) for a, b in spans])
    return plain("… " if start else "") + body + plain(" …" if end < len(text) else "")
