"""Inline mode: `@bot vài từ` in any chat gives passages to send there."""

from __future__ import annotations

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from assistant.errors import AssistantError
from assistant.service import MAX_RESULTS
from assistant.types import Hit
from bots.telegram.naming import located
from bots.telegram.richtext import bold, html, italic, joined, plain, shortened
from bots.telegram.roles import Role
from bots.telegram.searching import snippet
from bots.telegram.services import Context, services

_PAGE = 10
_CACHED_SECONDS = 30
_TITLE = 100
_TEXT = 900
_ASK = InlineQueryResultsButton("Xin quyền sử dụng trợ lý", start_parameter="xin")
_HOW = InlineQueryResultsButton("Gõ vài từ cần tìm", start_parameter="help")
_NONE = InlineQueryResultsButton("Không tìm thấy đoạn nào", start_parameter="help")


async def answer_inline(context: Context, query: InlineQuery, role: Role | None) -> None:
    """Answers with a page of passages; those who are not admitted get a way to ask for that."""
    found: list[InlineQueryResultArticle] = []
    button, following = None, ""
    if role is None:
        button = _ASK
    elif not query.query.strip():
        button = _HOW
    else:
        first = int(query.offset) if query.offset.isdigit() and len(query.offset) < 4 else 0
        found, total = await _search(context, query.query, first)
        button = None if found or first else _NONE
        following = str(first + _PAGE) if first + _PAGE < min(total, MAX_RESULTS) else ""
    try:
        await query.answer(
            found,
            cache_time=_CACHED_SECONDS,
            is_personal=True,
            next_offset=following,
            button=button,
        )
    except BadRequest as error:
        # Telegram waits some seconds for an answer, and who has typed on does not want it.
        if "too old" not in error.message.lower():
            raise


async def _search(
    context: Context, query: str, first: int
) -> tuple[list[InlineQueryResultArticle], int]:
    most = min(first + _PAGE, MAX_RESULTS)
    try:
        found = await services(context).office.search(query, most)
    except AssistantError:
        return [], 0
    return [_article(hit) for hit in found.hits[first:most]], found.total


def _article(hit: Hit) -> InlineQueryResultArticle:
    where = located(hit.document, hit.passage.page)
    quote = plain(shortened(hit.passage.text, _TEXT)).within("blockquote")
    content = html(joined("\n", [bold(where), quote, italic("Trích từ kho văn bản")]))
    return InlineQueryResultArticle(
        id=hit.passage.id[-64:],
        title=shortened(where, _TITLE),
        description=shortened(snippet(hit).plain, _TITLE),
        input_message_content=InputTextMessageContent(content, parse_mode=ParseMode.HTML),
    )
