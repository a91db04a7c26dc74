"""What the pages show, out of the assistant's own values: links, marked texts, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.lookup import Record
from assistant.documents.titles import cited_title, kind_name
from assistant.faces.http.page_site import day_in, document_url, kind_namer, url
from assistant.faces.http.page_text import Piece, Span, excerpt, marked, page_of
from assistant.faces.http.page_words import RELATIONS, SUCCESSIONS
from assistant.index.citations import Citing
from assistant.types import (
    Answer,
    Citation,
    Deadline,
    Document,
    Hit,
    Language,
    Outcome,
    Statement,
)

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its value marked; `whose` are its place, body and date."""

    of: Statement
    pieces: tuple[Piece, ...]
    whose: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with the way to its passage; `again` where the one before names its document."""

    of: Citation
    again: bool
    url: str
    pieces: tuple[Piece, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with the way to it."""

    of: Hit
    rank: int
    url: str
    pieces: tuple[Piece, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with the way to its sentence, and the words that say by when marked."""

    of: Deadline
    url: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that is cited: those of the index that it can be, and where that is said."""

    number: str
    relation: str
    url: str
    documents: tuple[tuple[Document, str], ...]


@dataclass(frozen=True, slots=True)
class Cites:
    """A document that cites, and its sentence."""

    document: Document
    relation: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a file as a picture, with the way to its neighbours."""

    page: int
    last: int
    url: str
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Successor:
    """What came in a document's place."""

    said: str
    name: str
    url: str
    quote: str


def statements(answer: Answer) -> list[Said]:
    """The statements; where they differ in origin, each says whose it is."""
    several = answer.outcome is Outcome.SEVERAL
    found = []
    for one in answer.statements:
        when = f"{one.date.day}/{one.date.month}/{one.date.year}" if one.date and several else None
        whose = (one.body, None if (one.place or "") in (one.body or "") else one.place, when)
        shown = tuple(part for part in whose if part) if several or one.value else ()
        found.append(Said(one, marked(one.text, one.value), shown))
    return found


def sources(answer: Answer) -> list[Source]:
    """The citations, with the value that each bears out marked in its quote."""
    values = {
        marker: one.value for one in answer.statements for marker in one.citations if one.value
    }
    return _sources(answer.citations, values)


def nearest(answer: Answer) -> list[Source]:
    """Where to look when nothing surely answers."""
    return _sources(answer.nearest, {})


def _sources(citations: Sequence[Citation], values: Mapping[int, str]) -> list[Source]:
    before = [None, *(one.document.id for one in citations)]
    return [
        Source(
            one,
            one.document.id == last,
            document_url(one.document.id, one.start, one.end),
            marked(one.quote, values.get(one.marker)),
            _path(one.document, one.headings, one.quote),
        )
        for one, last in zip(citations, before, strict=False)
    ]


def hits(found: Iterable[Hit], first_rank: int = 1) -> list[Found]:
    return [
        Found(
            hit,
            rank,
            document_url(hit.document.id, hit.passage.start, hit.passage.end),
            excerpt(hit),
            _path(hit.document, hit.passage.headings, hit.passage.text),
        )
        for rank, hit in enumerate(found, first_rank)
    ]


def due(deadlines: Iterable[Deadline]) -> list[Due]:
    return [
        Due(one, document_url(one.document_id, one.start, one.end), marked(one.duty, one.phrase))
        for one in deadlines
    ]


def timeline(deadlines: Sequence[Due], today: date) -> dict[str, list[Due]]:
    """`upcoming` by day, `past` from the latest back, and `undated` as they come."""
    dated = [one for one in deadlines if one.of.due]
    return {
        "upcoming": [one for one in dated if not one.of.is_past(today)],
        "past": [one for one in dated if one.of.is_past(today)][::-1],
        "undated": [one for one in deadlines if not one.of.due],
    }


def cites(record: Record, language: Language) -> list[Cited]:
    document = record.document
    return [
        Cited(
            one.reference.number,
            RELATIONS[language][one.reference.relation],
            document_url(document.id, one.reference.start, one.reference.end),
            tuple((found, document_url(found.id)) for found in one.documents),
        )
        for one in record.cites
    ]


def successors(record: Record, language: Language) -> list[Successor]:
    return [
        Successor(
            SUCCESSIONS[language][one.relation],
            cited_title(one.document) if one.document else one.number or "",
            document_url(one.document.id)
            if one.document
            else document_url(one.source.id, one.start, one.end),
            one.source.text[one.start : one.end],
        )
        for one in record.successors
    ]


def examples(documents: Sequence[Document], words: Mapping[str, str]) -> list[str]:
    """Questions that these documents surely answer, each of another document."""
    named = [f"{kind_name(one.kind)} {one.number}" for one in documents if one.number and one.kind]
    asked = (words["example_about"], words["example_basis"], words["example_date"])
    return [
        question.replace("{document}", name)
        for question, name in zip(asked, dict.fromkeys(named), strict=False)
    ]


def _path(document: Document, headings: Sequence[str], text: str) -> tuple[str, ...]:
    """The headings above a text, without those that it begins with or that are the title."""
    return tuple(
        one for one in headings if not text.startswith(one) and one.strip() != document.title
    )


def citing(found: Iterable[Citing], language: Language) -> list[Cites]:
    """Each sentence once, whatever it says more than once."""
    shown: dict[tuple[str, int, int], Cites] = {}
    for one in found:
        start, end = one.reference.start, one.reference.end
        shown.setdefault(
            (one.document.id, start, end),
            Cites(
                one.document,
                RELATIONS[language][one.reference.relation],
                document_url(one.document.id, start, end),
                one.document.text[start:end],
            ),
        )
    return list(shown.values())


def facts(document: Document, words: Mapping[str, str], language: Language) -> list[Fact]:
    """The fields of a document's head that are known, by their names."""
    day = day_in(language)
    fields = (
        (words["kind"], kind_namer(language)(document.kind) if document.kind else None),
        (words["number"], document.number),
        (words["issuer"], document.issuer),
        (words["author"], document.author),
        (words["where"], document.place),
        (words["issued"], day(document.issued_on) if document.issued_on else None),
        (words["published"], day(document.published_on) if document.published_on else None),
        (words["length"], str(len(document.pages)) if document.pages else None),
        (words["file"], document.source),
    )
    return [(name, value) for name, value in fields if value]


def sheet(document: Document, span: Span | None, number: int | None) -> Sheet | None:
    """The page of a PDF file to show beside the text: the one asked for, else the passage's."""
    if not is_pdf(document):
        return None
    cited = page_of(document, span[0]) if span else None
    shown = min(number or cited or 1, len(document.pages))
    start, end = span or (None, None)
    marked_here = {"start": start, "end": end} if span else {}

    def link(other: int) -> str:
        return url(f"/documents/{document.id}", **marked_here, sheet=other) + "#sheet"

    last = len(document.pages)
    return Sheet(
        shown,
        last,
        url(f"/documents/{document.id}/pages/{shown}.png", **marked_here),
        link(shown - 1) if shown > 1 else None,
        link(shown + 1) if shown < last else None,
    )


def is_pdf(document: Document) -> bool:
    return bool(document.pages) and document.source.lower().endswith(".pdf")


def days_left(words: Mapping[str, str], today: date) -> Callable[[Deadline], str]:
    """In how many days something is due, in words."""

    def said(deadline: Deadline) -> str:
        days = (deadline.due - today).days if deadline.due else 0
        known = {0: words["today"], 1: words["tomorrow"]}
        return known.get(days) or words["days_left"].replace("{n}", str(days))

    return said
