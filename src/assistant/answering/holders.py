"""Who holds an office, told by what they signed: `CHÁNH VĂN PHÒNG` over a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answering.binding import asks_who_holds
from assistant.answering.facts import fact
from assistant.answering.terms import Term, Words
from assistant.documents.header_spans import find_head, find_signature
from assistant.types import Asked, Document, Query
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.places import find_places
from assistant.vietnamese.tokens import forms

# What an issuer may be called more than its office's holder is: `Bí thư Huyện ủy` signs for
# `Ban Thường vụ Huyện ủy`, `Chủ tịch xã` for `Ủy ban nhân dân xã`.
_LEFT_OUT = frozenset("ban thuong vu chap hanh dang bo".split())
_LEFT_OUT_BY = {"bi thu": frozenset({"uy"}), "chu tich": frozenset({"uy", "nhan", "dan"})}
_DEPUTY = re.compile(r"\bpho\b|\b(?:deputy|vice)\b")
_NOW = frozenset({"nay", "hiện", "giờ", "bây giờ", "hiện nay", "đương nhiệm", "năm"})


def places_of(query: Query) -> list[str]:
    """The places whose offices are asked about."""
    return [place.text for place in find_places(query.text)]


def asks_for_holder(query: Query) -> bool:
    """Whether it is asked who holds an office."""
    return query.asked is Asked.PERSON and asks_who_holds(query)


def signed_by_holder(
    documents: Iterable[Document], query: Query, terms: Sequence[Term]
) -> Document | None:
    """The newest document that the holder of the office signed as such, if any."""
    found = [d for d in documents if d.kind not in (None, "news") and _is_signed(d, query, terms)]
    return max(found, key=lambda d: (d.date is not None, d.date), default=None)


def _bears(term: Term, words: Words) -> bool:
    """Whether all words of a phrase are there; `Bí thư Huyện ủy` signs for its `Ban Thường vụ`."""
    return any(
        all(accented in words.accented or accented == folded for accented, folded in phrase)
        and all(folded in words.folded for _, folded in phrase)
        for phrase in term.phrases
    )


def _is_signed(document: Document, query: Query, terms: Sequence[Term]) -> bool:
    head = find_head(document.text)
    signature = find_signature(document.text, head.end) if head.end else None
    if signature is None or fact(document, "signer") is None or not document.issuer:
        return False
    office = document.text[slice(*signature.offices[-1])].lower()
    asked = " ".join(folded for _, folded in forms(query.text))
    said = {folded for t in terms for phrase in t.phrases for _, folded in phrase} | {
        *asked.split()
    }
    if bool(_DEPUTY.search(asked)) is not fold(office).startswith("pho "):
        return False
    place, year = document.place or "", str(document.date.year) if document.date else ""
    words = Words.of_text(f"{office} {document.issuer}", office, document.issuer, place, year)
    if not all(_bears(term, words) for term in terms if term.text.lower() not in _NOW):
        return False
    own = {folded for _, folded in forms(f"{office} {place}")} | _LEFT_OUT
    own |= next((more for post, more in _LEFT_OUT_BY.items() if fold(office).endswith(post)), set())
    return all(folded in said or folded in own for _, folded in forms(document.issuer))
