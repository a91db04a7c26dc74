"""How a document is called on a phone."""

from __future__ import annotations

from datetime import date

from assistant.documents.titles import kind_name, reference
from assistant.types import Document, Language
from bots.telegram.richtext import shortened

_TITLE = 90
_SUMMARY = {"vi": "bản tóm lược, không phải bản gốc", "en": "a summary, not the original"}
_PAGE = {"vi": "trang", "en": "page"}


def day(value: date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


def named(document: Document, language: Language = "vi") -> str:
    """Type, number, issuer and date; the title in the place of a number that there is not."""
    if document.number:
        name = reference(document)
    else:
        title = shortened(document.title or document.source, _TITLE)
        kind = kind_name(document.kind)
        name = f"“{title}”" if title.startswith(kind) else f"{kind} “{title}”"
        parts = [name, document.issuer or document.author or ""]
        parts += [day(document.date)] if document.date else []
        name = ", ".join(part for part in parts if part)
    return f"{name} ({_SUMMARY[language]})" if document.abridged else name


def located(document: Document, page: int | None, language: Language = "vi") -> str:
    """`named`, with the page."""
    return named(document, language) + (f", {_PAGE[language]} {page}" if page else "")


def brief(document: Document) -> str:
    """A few words, for a button: the number, or how the title begins."""
    if document.number:
        return f"{kind_name(document.kind)} {document.number}"
    return shortened(document.title or document.source, 40)
