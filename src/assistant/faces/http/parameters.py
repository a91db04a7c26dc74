"""What addresses say, read and checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from assistant.errors import UsageError
from assistant.faces.http.access import COOKIE, Audience, Owner
from assistant.faces.http.models import IsoDate
from assistant.faces.http.problems import InvalidField
from assistant.retrieval.filters import read_filters
from assistant.retrieval.understand import MAX_CHARACTERS
from assistant.types import Access, Filters

Words = Annotated[
    str,
    Query(
        min_length=1,
        max_length=MAX_CHARACTERS,
        description="Words, a topic, or a document's number; with or without accents.",
        examples=["kiểm điểm giữa nhiệm kỳ"],
    ),
]
DocumentId = Annotated[str, Path(max_length=100, examples=["9f0c6a1b2d3e"])]
Kind = Annotated[
    str | None,
    Query(max_length=200, description="Type, as a symbol or a name: KH, kế hoạch, news."),
]
Number = Annotated[
    str | None, Query(max_length=200, description="Document number, whole or in part: KH 60, 60.")
]
Issuer = Annotated[str | None, Query(max_length=200, description="Issuing body, or its words.")]
Place = Annotated[
    str | None, Query(max_length=200, description="Place, under its old or its new name.")
]
Since = Annotated[
    IsoDate | None, Query(alias="from", description="First day.", examples=["2023-03-01"])
]
Until = Annotated[
    IsoDate | None, Query(alias="to", description="Last day.", examples=["2023-03-31"])
]


def checked_filters(
    access: frozenset[Access],
    kind: str | None = None,
    number: str | None = None,
    issuer: str | None = None,
    place: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Filters:
    """Filters for this audience. Raises InvalidField."""
    if since and until and since > until:
        raise InvalidField(
            "from", "phải là ngày trước hoặc trùng với to", "must be a day not after to"
        )
    try:
        found = read_filters(kind=kind)
    except UsageError as error:
        raise InvalidField(
            "kind",
            "không phải là loại văn bản; ví dụ: KH, kế hoạch, CT, news",
            "is no type of document; try KH, kế hoạch, CT, news",
        ) from error
    try:
        numbered = read_filters(number=number)
    except UsageError as error:
        raise InvalidField(
            "number",
            "không phải là số văn bản; ví dụ: 60-KH/TU, KH 60, 60",
            "is no document number; try 60-KH/TU, KH 60, 60",
        ) from error
    named = read_filters(issuer=issuer, place=place)
    return replace(
        named, kind=found.kind, number=numbered.number, since=since, until=until, access=access
    )


def filters(
    access: Audience,
    kind: Kind = None,
    number: Number = None,
    issuer: Issuer = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
) -> Filters:
    """The filters that an address gives, for whoever asks."""
    return checked_filters(access, kind, number, issuer, place, since, until)


Narrowed = Annotated[Filters, Depends(filters)]


def holder(request: Request, owner: Owner) -> str | None:
    """Whose a conversation is: a key's, or a browser's.

    None for a program that keeps no cookies, or a page of another origin, for which browsers
    keep none either: there the id alone, which nobody can guess, opens the conversation.
    """
    if owner.startswith("key:") or request.cookies.get(COOKIE):
        return owner
    return owner if request.headers.get("sec-fetch-site") in ("same-origin", "none") else None


Holder = Annotated[str | None, Depends(holder)]
