"""Documents: the list of them, one by its number, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from assistant.answering.lookup import Record, Unindexed
from assistant.documents.titles import cited_title, reference
from assistant.errors import AssistantError, DocumentNotFound
from assistant.index.citations import Citing
from assistant.types import Document, Filters, Relation
from bots.telegram.asking import answer_tap
from bots.telegram.keyboards import DIGEST, button, markup, rows, source
from bots.telegram.memory import Kept
from bots.telegram.naming import brief, named
from bots.telegram.office import Office
from bots.telegram.reading import CHANGED
from bots.telegram.refusals import told
from bots.telegram.replies import edit, reply, send
from bots.telegram.richtext import Rich, bold, italic, joined, plain, shortened
from bots.telegram.services import Context, services
from bots.telegram.taps import Note, replies_to

RECORD = "record"
_PAGE = 8
_TITLE = 120
_QUOTE = 160
_MOST_AROUND = 6
_MOST_HEADINGS = 12

_DONE = {
    Relation.REPLACES: "Đã được thay thế bởi",
    Relation.AMENDS: "Đã được sửa đổi, bổ sung bởi",
    Relation.REPEALS: "Đã bị bãi bỏ bởi",
}


async def documents(context: Context, message: Message, wanted: str) -> None:
    """`/vanban`: the list, or the document of a number."""
    use = services(context)
    person = message.from_user.id if message.from_user else None
    if not wanted:
        page = await _page(use.office, 0)
        await reply(context.bot, message, list_text(page), under_list(page))
        return
    try:
        meant = await use.office.look_up(wanted)
    except DocumentNotFound:
        nothing = "Trong kho không có văn bản nào mang số này. Gõ /vanban để xem danh sách."
        await reply(context.bot, message, plain(nothing))
        return
    except AssistantError as error:
        await reply(context.bot, message, plain(told(error)))
        return
    if meant.unindexed:
        await reply(context.bot, message, unindexed_text(meant.unindexed))
    elif len(meant.documents) == 1:
        record = await use.office.record(meant.documents[0].id)
        sent = await reply(context.bot, message, record_text(record), under_record(record))
        use.memory.keep(message.chat_id, sent, person, _kept(record))
    else:
        # Which one is meant is for the reader to say.
        several = list(meant.documents[:_PAGE])
        head = f"“{shortened(wanted, 60)}” có thể là {len(meant.documents)} văn bản:"
        text = joined("\n\n", [plain(head), *(_item(n, d) for n, d in enumerate(several, 1))])
        await reply(context.bot, message, text, markup(*rows(_numbered(several, 1), 4)))


async def open_document(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on a document."""
    record = await services(context).office.record(data[0])
    if not record.document.digest.startswith(data[1]):
        return Note(CHANGED, alert=True)
    message = query.message
    if isinstance(message, Message):
        sent = await send(
            context.bot,
            message.chat_id,
            record_text(record),
            under_record(record),
            about=replies_to(message),
        )
        services(context).memory.keep(message.chat_id, sent, query.from_user.id, _kept(record))
    return None


async def summarise(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on `summary`: asks for one."""
    document = await services(context).office.document(data[0])
    if isinstance(query.message, Message):
        await answer_tap(context, query, query.message, question_for_summary(document))
    return None


async def turn(context: Context, query: CallbackQuery, data: Sequence[str]) -> Note | None:
    """A tap on the next or the page before of the list."""
    page = await _page(services(context).office, max(0, int(data[0])))
    if isinstance(query.message, Message):
        await edit(context.bot, query.message, list_text(page), under_list(page))
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """Documents from the `first` (from 0) on, of so many in all."""

    first: int
    total: int
    documents: tuple[Document, ...]


async def _page(office: Office, number: int) -> Page:
    """A page of all documents, the newest first; the first one where there is no such page."""
    total = await office.count(Filters())
    first = number * _PAGE if number * _PAGE < total else 0
    return Page(first, total, tuple(await office.documents(Filters(), first, _PAGE)))


def list_text(page: Page) -> Rich:
    """The list, the newest documents first."""
    if not page.documents:
        return plain("Kho chưa có văn bản nào.")
    last = page.first + len(page.documents)
    head = bold(f"📚 {page.total} văn bản, mới nhất trước ({page.first + 1}–{last})")
    items = [_item(number, one) for number, one in enumerate(page.documents, page.first + 1)]
    return joined("\n\n", [head, *items])


def under_list(page: Page) -> InlineKeyboardMarkup | None:
    number, last = page.first // _PAGE, page.first + len(page.documents)
    turns = [button("◀ Trước", "l", number - 1)] if number else []
    turns += [button("Sau ▶", "l", number + 1)] if last < page.total else []
    return markup(*rows(_numbered(page.documents, page.first + 1), 4), turns)


def record_text(record: Record) -> Rich:
    """What a document is, what came in its place, what it cites and what cites it."""
    document = record.document
    parts = [joined("\n", [bold(reference(document)), plain(cited_title(document))])]
    for successor in record.successors:
        by = named(successor.document) if successor.document else successor.number
        said = successor.source.text[successor.start : successor.end]
        warning = bold(f"⚠️ {_DONE[successor.relation]} {by}")
        parts.append(joined("\n", [warning, italic(f"“{shortened(said, _QUOTE)}”")]))
    facts = [f"Địa danh: {document.place}"] if document.place else []
    facts += [f"Số trang: {len(document.pages)}"] if document.pages else []
    parts.append(plain(" · ".join(facts)))
    tops = [h for h in document.headings if h.level == min(x.level for x in document.headings)]
    outline = [plain("• " + shortened(h.text, _TITLE)) for h in tops[:_MOST_HEADINGS]]
    if len(tops) > _MOST_HEADINGS:
        outline.append(plain(f"… và {len(tops) - _MOST_HEADINGS} mục nữa"))
    if outline:
        parts.append(joined("\n", [bold("Các mục"), *outline]))
    cites = list(dict.fromkeys(one.reference.number for one in record.cites))
    if cites:
        more = f" và {len(cites) - _MOST_AROUND} văn bản khác" if len(cites) > _MOST_AROUND else ""
        parts.append(bold("Dẫn: ") + plain(", ".join(cites[:_MOST_AROUND]) + more))
    by_them = [next(group).document for _, group in groupby(record.cited_by, _by_document)]
    if by_them:
        lines = [plain("• " + named(one)) for one in by_them[:_MOST_AROUND]]
        if len(by_them) > _MOST_AROUND:
            lines.append(plain(f"… và {len(by_them) - _MOST_AROUND} văn bản khác"))
        parts.append(joined("\n", [bold("Được nhắc tới trong"), *lines]))
    return joined("\n\n", parts)


def under_record(record: Record) -> InlineKeyboardMarkup | None:
    document = record.document
    version = document.id, document.digest[:DIGEST]
    read = [button("📖 Đọc", "r", *version)] if record.passages else []
    return markup(
        [*read, button("📝 Tóm tắt", "y", *version)], [button("📎 Tệp gốc", "f", *version)]
    )


def unindexed_text(unindexed: Unindexed) -> Rich:
    """Of a document that is only cited: by which documents, in which sentences."""
    head = f"Kho chưa có {unindexed.number}; số này được nhắc tới trong {unindexed.total} văn bản:"
    lines = []
    for one in unindexed.cited_by[:_MOST_AROUND]:
        said = one.document.text[one.reference.start : one.reference.end]
        quote = italic(f"“{shortened(said, _QUOTE)}”")
        lines.append(joined("\n", [plain("• " + named(one.document)), quote]))
    return joined("\n\n", [plain(head), *lines])


def question_for_summary(document: Document) -> str:
    """The question whose answer is a summary of this document."""
    return f"Tóm tắt {brief(document)}" if document.number else f"Tóm tắt bài “{document.title}”"


def _item(number: int, document: Document) -> Rich:
    lines = [plain(f"{number}. ") + bold(named(document))]
    if document.number:
        lines.append(plain(shortened(document.title, _TITLE)))
    return joined("\n", lines)


def _numbered(found: Sequence[Document], first: int) -> list[InlineKeyboardButton]:
    return [
        button(f"📑 {number}", "d", one.id, one.digest[:DIGEST])
        for number, one in enumerate(found, first)
    ]


def _kept(record: Record) -> Kept:
    document = record.document
    return Kept(RECORD, brief(document), sources=(source(document, 0, len(document.text)),))


def _by_document(citing: Citing) -> str:
    return citing.document.id
