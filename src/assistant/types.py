"""The values that flow from a file to an answer: frozen, slotted, standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal


class Access(StrEnum):
    """Who may read a document: the public, or the office alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Outcome(StrEnum):
    """How a question ended. A service that is down raises an error instead."""

    ANSWERED = "answered"
    SEVERAL = "several"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paginated document: `number` from 1, `[start, end)` into `Document.text`."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that stands in `Document.text[start:end]`; `level` 1 is the outermost."""

    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. All offsets are characters into `text`, which is NFC.

    `source` is the path inside its corpus folder with forward slashes, in NFC;
    `kind` a symbol such as `KH`, or `news`; `digest` the SHA-256 of the file's bytes.
    `abridged` marks a summary made by somebody else than the issuer: its header fields
    are those of the original, and every citation of it must say so.
    """

    id: str
    source: str
    title: str
    text: str
    digest: str
    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    author: str | None = None
    access: Access = Access.PUBLIC
    abridged: bool = False
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def date(self) -> date | None:
        """The date that a citation shows: of issue, else of publication."""
        return self.issued_on or self.published_on


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `document.text[start:end] == text`.

    `page` is where it starts (None in files without pages); `headings` the path of the
    headings above it, outermost first.
    """

    id: str
    document_id: str
    text: str
    start: int
    end: int
    page: int | None = None
    headings: tuple[str, ...] = ()


class Asked(StrEnum):
    """What kind of span a question wants."""

    DEADLINE = "deadline"
    DATE = "date"
    PERSON = "person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question speaks of: Vietnamese phrases that mean the same, the first as
    it was asked. What does not bear a `name` (a person, place, body or number) does not answer.
    `related` are names that help to find it and do not stand for it: a place's successors.
    """

    phrases: tuple[str, ...]
    name: bool = False
    related: tuple[str, ...] = ()


Field = Literal["kind", "issuer", "date"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the question, `text[start:end]`, that were read as a field."""

    start: int
    end: int
    field: Field


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the question says of the documents it wants; empty fields say nothing.

    `kinds` are type symbols or `news`; `issuers` phrases as they stand in the question; `since`
    and `until` bound the date of issue or publication, both inclusive. Fields outside `strict`
    are preferences: what does not fit may still answer.
    """

    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    strict: frozenset[Field] = frozenset()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """How a question was read.

    `text` is the question in one spelling, with its accents; `restored` the same where accents had
    to be put back, else None. `concepts` are the things it speaks of, in order, without the words
    that only ask; `numbers` the documents it names, as canonical numbers (`60-KH/TU`, or `60-KH`
    where the body is left out); `narrowing` what it says of the documents it wants; `embedded`
    the texts whose vectors, averaged, stand for it.
    """

    original: str
    text: str
    restored: str | None
    language: Language
    asked: Asked
    concepts: tuple[Concept, ...]
    numbers: tuple[str, ...]
    narrowing: Narrowing
    embedded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; None means any. Dates are inclusive."""

    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    since: date | None = None
    until: date | None = None
    access: frozenset[Access] = frozenset(Access)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, best first. `ranks` holds its place (from 1) per signal."""

    document: Document
    passage: Passage
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: `document.text[start:end] == quote`, verbatim."""

    marker: int
    document: Document
    page: int | None
    headings: tuple[str, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the documents say. `value` is the span asked for, verbatim, or None."""

    text: str
    value: str | None
    place: str | None
    body: str | None
    date: date | None
    citations: tuple[int, ...]
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question; `answer` is what a person reads, in `language`."""

    question: str
    restored: str | None
    language: Language
    outcome: Outcome
    answer: str
    missing: str | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    took_ms: float
