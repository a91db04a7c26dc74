"""Documents by number or id: what they are, what they cite, what cites them, what came after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import DocumentNotFound
from assistant.index.citations import EVERYBODY, Citing, Successor
from assistant.index.store import Store
from assistant.types import Access, Document, Passage, Reference, Relation
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.numbers import DocumentNumber, parse_number

# How many of the documents that cite an unindexed one an answer shows.
_SHOWN = 5
_DIGITS = re.compile(r"(?:số\s+)?([0-9]{1,5})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unindexed:
    """A document that is not indexed. `cited_by` holds one sentence of each document that cites
    it, the newest document first and news last; `total` counts those documents, shown or not.
    """

    number: str
    cited_by: tuple[Citing, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a number or an id means: all documents that bear it, the newest first, or the
    sentences that cite it where there are none.
    """

    documents: tuple[Document, ...]
    unindexed: Unindexed | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that another one cites, and those of the index that this can be."""

    reference: Reference
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A document and what stands around it. `cites` names each document once a relation."""

    document: Document
    passages: tuple[Passage, ...]
    cites: tuple[Cited, ...]
    cited_by: tuple[Citing, ...]
    successors: tuple[Successor, ...]


def look_up(number_or_id: str, store: Store, access: frozenset[Access] = EVERYBODY) -> LookUp:
    """Finds documents by a number in any form, or by its digits alone; or one by its id.

    Raises:
        DocumentNotFound: no document has it, and none cites it.
    """
    wanted = clean(number_or_id).strip()
    number = parse_number(wanted)
    found: list[Document] = []
    if number:
        found = store.citations.bearing(number, access)
    elif digits := _DIGITS.fullmatch(wanted):
        found = store.citations.numbered(int(digits[1]), access)
    if found:
        return LookUp(tuple(found))
    try:
        document = store.document(wanted)
    except DocumentNotFound:
        document = None
    if document and document.access in access:
        return LookUp((document,))
    cited = _unindexed(number, store, access, most=None) if number else None
    if cited and cited.total:
        return LookUp((), cited)
    raise DocumentNotFound(
        f"No document in the index has the number or id {wanted}"
        + (", and none cites it." if number else "."),
        "`assistant documents` lists those there are.",
    )


def unindexed(
    numbers: Sequence[str],
    store: Store,
    access: frozenset[Access] = EVERYBODY,
    most: int = _SHOWN,
) -> tuple[Unindexed, ...]:
    """Those of some canonical numbers that no document bears, cited or not, in their order.

    `most` is how many sentences are given of each.
    """
    parsed = [number for written in numbers if (number := parse_number(written))]
    return tuple(
        _unindexed(number, store, access, most)
        for number in parsed
        if not store.citations.bearing(number, access)
    )


def record(document: Document, store: Store, access: frozenset[Access] = EVERYBODY) -> Record:
    """A document with its passages, and with what it cites, what cites it and what came after."""
    citations = store.citations
    return Record(
        document,
        tuple(store.passages(store.passage_rows_of(document.id).tolist())),
        tuple(
            Cited(one, tuple(citations.cited(one, document, access)))
            for one in _once(document.references)
        ),
        tuple(citations.citing_document(document, access)),
        tuple(citations.successors(document, access)),
    )


def _unindexed(
    number: DocumentNumber, store: Store, access: frozenset[Access], most: int | None
) -> Unindexed:
    best: dict[str, Citing] = {}
    for one in store.citations.citing(number, access, limit=most):
        known = best.get(one.document.id)
        if known is None or (_says_more(one.reference) and not _says_more(known.reference)):
            best[one.document.id] = one
    return Unindexed(
        number.canonical(), tuple(best.values()), store.citations.count_citing(number, access)
    )


def _once(references: Sequence[Reference]) -> list[Reference]:
    """Each number once for all that is said of it; that it is named, where no more is said."""
    said: dict[tuple[str, Relation, str | None], Reference] = {}
    for one in references:
        said.setdefault((one.number, one.relation, one.by), one)
    more = {one.number for one in said.values() if _says_more(one)}
    return [one for one in said.values() if _says_more(one) or one.number not in more]


def _says_more(reference: Reference) -> bool:
    return reference.relation is not Relation.MENTIONS
