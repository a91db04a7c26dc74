"""How a document is called where it is cited."""

from __future__ import annotations

from assistant.types import Document
from assistant.vietnamese.numbers import KINDS


def kind_name(kind: str | None) -> str:
    """The Vietnamese name of a kind's symbol: `KH` → `Kế hoạch`; `news` → `Bài`."""
    return "Bài" if kind == "news" else KINDS.get(kind or "", "Văn bản")


def cited_title(document: Document) -> str:
    """The title that a citation shows; a summary that is not the original says so."""
    title = document.title or document.source
    if not document.abridged:
        return title
    original = f"bài “{title}”" if document.kind == "news" else _lower_first(title)
    return f"Tóm lược {original} (không phải bản gốc)"


def _lower_first(title: str) -> str:
    """`Kế hoạch về…` → `kế hoạch về…`, for a title inside a phrase; names keep their capital."""
    first, _, rest = title.partition(" ")
    known = {name.split()[0] for name in KINDS.values()}
    return f"{first.lower()} {rest}" if first in known and rest else title


def reference(document: Document) -> str:
    """Type, number, issuer and date as far as they are known: `Kế hoạch số 60-KH/TU, …`."""
    name = kind_name(document.kind)
    parts = [f"{name} số {document.number}" if document.number else name]
    if document.issuer:
        parts.append(document.issuer)
    elif document.author:
        parts.append(document.author)
    if document.date:
        parts.append(f"{document.date.day}/{document.date.month}/{document.date.year}")
    return ", ".join(parts)
