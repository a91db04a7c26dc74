"""What a document's head and foot state, each field with the place where it stands in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.documents.bodies import issuer_name, parted
from assistant.documents.header import type_of
from assistant.documents.header_spans import (
    Head,
    Span,
    find_head,
    find_recipients,
    find_signature,
    signed_for,
)
from assistant.vietnamese.numbers import KINDS, parse_number


@dataclass(frozen=True, slots=True)
class HeaderField:
    """`value` was read from `text[start:end]`.

    A kind is its symbol, a number canonical, a date in ISO form, a body in its usual spelling; all
    else as it stands there.
    """

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeaderFields:
    """What a head and foot state; None or empty where they do not.

    `marks` are of handling and urgency: a paper with one of secrecy is never read so far.
    """

    kind: HeaderField | None = None
    number: HeaderField | None = None
    superior: HeaderField | None = None
    issuer: HeaderField | None = None
    place: HeaderField | None = None
    issued_on: HeaderField | None = None
    subject: HeaderField | None = None
    signer: HeaderField | None = None
    recipients: tuple[HeaderField, ...] = ()
    marks: tuple[HeaderField, ...] = ()


def read_fields(text: str) -> HeaderFields:
    """The fields of a document's text, which is that of `Document.text`."""
    head = find_head(text)
    if not head.end:
        return HeaderFields()
    signature = find_signature(text, head.end)
    superior, issuer = _bodies(text, head)
    place = head.issued.place if head.issued else None
    return HeaderFields(
        kind=_kind(text, head),
        number=HeaderField(head.number.canonical, head.number.start, head.number.end)
        if head.number
        else None,
        superior=superior,
        issuer=issuer,
        place=_as_it_stands(text, place) if place else None,
        issued_on=HeaderField(head.issued.day.isoformat(), head.issued.start, head.issued.end)
        if head.issued
        else None,
        subject=_as_it_stands(text, head.subject) if head.subject else None,
        signer=_as_it_stands(text, signature.name) if signature else None,
        recipients=tuple(
            _as_it_stands(text, (start, end - len(_end(text[start:end]))))
            for start, end in find_recipients(text, head.end)
        ),
        marks=tuple(_as_it_stands(text, mark) for mark in (head.urgency, head.access) if mark),
    )


def _as_it_stands(text: str, span: Span) -> HeaderField:
    return HeaderField(" ".join(text[slice(*span)].split()), *span)


def _end(entry: str) -> str:
    """The sign that parts an entry of a list from the next."""
    return entry[len(entry.rstrip(".,; ")) :]


def _kind(text: str, head: Head) -> HeaderField | None:
    """By the type's name; of a letter, which has none, by its number."""
    if head.kind:
        return HeaderField(type_of(text[slice(*head.kind)]) or "", *head.kind)
    if head.number:
        return HeaderField(_symbol(head.number.canonical), head.number.start, head.number.end)
    return None


def _symbol(number: str) -> str:
    parsed = parse_number(number)
    return parsed.kind if parsed and parsed.kind in KINDS else "CV"


def _bodies(text: str, head: Head) -> tuple[HeaderField | None, HeaderField | None]:
    """The superior body, and the one that issued the document."""
    names = [text[slice(*span)] for span in head.bodies]
    if not names:
        return None, None
    groups = parted(names)
    signed = [text[slice(*span)] for span in signed_for(text)]
    own = groups[-1]
    issuer = HeaderField(issuer_name(names, signed) or "", *_around(head.bodies, own))
    if len(groups) == 1:
        return None, issuer
    above = groups[0]
    superior = issuer_name([names[at] for at in above]) or ""
    return HeaderField(superior, *_around(head.bodies, above)), issuer


def _around(spans: Sequence[Span], places: Sequence[int]) -> Span:
    return spans[places[0]][0], spans[places[-1]][1]
