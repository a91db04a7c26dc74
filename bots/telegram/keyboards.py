"""Buttons. What a tap sends back fits into 64 bytes, and says all that is needed to go on."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.types import Answer, Citation, Document, Hit
from bots.telegram.memory import Source

DIGEST = 8
"""How many digits of a digest tell one version of a document from another."""

_MOST_SOURCES, _MOST_NAMED = 8, 3
_LABELS = {
    "vi": {"source": "Nguồn", "more": "🔎 Đoạn liên quan"},
    "en": {"source": "Source", "more": "🔎 More passages"},
}


def button(text: str, *data: str | int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=":".join(map(str, data)))


def rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def markup(*lines: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    filled = [list(line) for line in lines if line]
    return InlineKeyboardMarkup(filled) if filled else None


def source(document: Document, start: int, end: int) -> Source:
    return Source(document.id, document.digest[:DIGEST], start, end)


def place(one: Source) -> tuple[str | int, ...]:
    """A source as the parts of a tap's data."""
    return "s", one.document_id, one.digest, one.start, one.end


def under_answer(answer: Answer, verdict: int = 0) -> InlineKeyboardMarkup | None:
    """Its sources, else the nearest places; more passages; and what the person thinks of it."""
    label = _LABELS[answer.language]
    few = len(answer.citations) <= _MOST_NAMED
    name = f"📄 {label['source']}" if few else label["source"]
    cited = [cited_button(name, one) for one in answer.citations[:_MOST_SOURCES]]
    cited += [cited_button("📄", one) for one in answer.nearest]
    more = [button(label["more"], "m", 0)] if answer.hits else []
    return markup(*rows(cited, _MOST_NAMED if few else 4), [*more, *verdicts(verdict)])


def cited_button(name: str, citation: Citation) -> InlineKeyboardButton:
    where = source(citation.document, citation.start, citation.end)
    return button(f"{name} {citation.marker}", *place(where))


def verdicts(given: int) -> list[InlineKeyboardButton]:
    """👍 and 👎; the one that was given is ticked."""
    return [
        button("👍 ✓" if given > 0 else "👍", "v", 1),
        button("👎 ✓" if given < 0 else "👎", "v", -1),
    ]


def with_verdict(keyboard: InlineKeyboardMarkup, given: int) -> InlineKeyboardMarkup:
    """The same buttons, with the verdict ticked."""
    fresh = {one.callback_data: one for one in verdicts(given)}
    return InlineKeyboardMarkup(
        [[fresh.get(one.callback_data, one) for one in row] for row in keyboard.inline_keyboard]
    )


def hit_button(number: int, hit: Hit) -> InlineKeyboardButton:
    passage = hit.passage
    return button(f"📄 {number}", *place(source(hit.document, passage.start, passage.end)))
