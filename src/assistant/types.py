"""The values that flow from a file to an answer: frozen, slotted, standard library only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple


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
class Omission:
    """A page that is not in `Document.text`: why not, as a clause about it, and what to do."""

    page: int
    reason: str
    remedy: str


class Relation(StrEnum):
    """What a document says of another one that it names."""

    BASIS = "basis"
    REPLACES = "replaces"
    AMENDS = "amends"
    REPEALS = "repeals"
    REPLACED_BY = "replaced_by"
    AMENDED_BY = "amended_by"
    REPEALED_BY = "repealed_by"
    MENTIONS = "mentions"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document that is named in the sentence `Document.text[start:end]`.

    `number` is canonical (`12-KH/TU`, or `12-KH` where the body is left out), `issued_on` the
    date that stands beside it. `relation` runs from the document that says so, or from the one
    numbered `by`: a news item may tell that one plan replaces another.
    """

    number: str
    start: int
    end: int
    relation: Relation = Relation.MENTIONS
    issued_on: date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. All offsets are characters into `text`, which is NFC.

    `source` is the path inside its corpus folder with forward slashes, in NFC;
    `kind` a symbol such as `KH`, or `news`; `digest` the SHA-256 of the file's bytes.
    `abridged` marks a summary made by somebody else than the issuer: its header fields
    are those of the original, and every citation of it must say so. `also_at` are the sources of
    other files that say the same; of all of them the strictest access counts. `url` is where the
    text was taken from on the web.
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
    references: tuple[Reference, ...] = ()
    also_at: tuple[str, ...] = ()
    url: str | None = None
    omissions: tuple[Omission, ...] = ()

    @property
    def cites(self) -> tuple[str, ...]:
        """Canonical numbers of the documents that it names, each once, in order."""
        return tuple(dict.fromkeys(reference.number for reference in self.references))

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


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that a document says is due: who must do what, for whom, by when.

    `quote` is the sentence, verbatim: `document.text[start:end]`; `phrase` the words that say by
    when, `document.text[phrase_start:phrase_end]`; `actor`, `duty` and `recipient` are slices of
    the text too. `actor` is the body, level or office that must act, `recipient` the one that
    something goes to; None where the text names none. `place` is named beside the duty, else the
    document's; `body` is the document's issuer.

    `due` is the last day in time, or, where `exclusive` (`trước ngày 5/6/2024`), the day before
    which it must be done: that day is too late. For a month, quarter or year named in full it is
    the last day of it, or the first where exclusive. It is None where the text leaves out the year
    (`23/5`), names a part of a month (`cuối tháng 5`), counts from an event, or comes back
    (`ngày 15 hằng tháng`). `inferred` is then what the words come to if read from the document's
    date: a hint to show apart, never a fact. `firm` is False for what is only expected or striven
    for (`dự kiến`, `phấn đấu`).

    `id` stays the same from build to build as long as the document says the same.
    """

    id: str
    document_id: str
    title: str
    kind: str | None
    number: str | None
    document_date: date | None
    source: str
    page: int | None
    start: int
    end: int
    quote: str
    phrase_start: int
    phrase_end: int
    phrase: str
    actor: str | None
    duty: str
    recipient: str | None
    place: str | None
    body: str | None
    due: date | None
    exclusive: bool
    inferred: date | None
    firm: bool

    @property
    def when(self) -> date | None:
        """What it is sorted and filtered by: `due`, else `inferred`."""
        return self.due or self.inferred

    def is_past(self, today: date) -> bool:
        """Whether the day that the text names is over; never of a day that was inferred."""
        return self.due is not None and (self.due < today or (self.exclusive and self.due == today))


class Asked(StrEnum):
    """What kind of span a question wants."""

    DEADLINE = "deadline"
    DATE = "date"
    COUNT = "count"
    PERSON = "person"
    OFFICE = "office"
    BODY = "body"
    PLACE = "place"
    LEVEL = "level"
    DOCUMENT = "document"
    DEFINITION = "definition"
    TOPIC = "topic"
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


Field = Literal["kind", "issuer", "place", "date"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the question, `text[start:end]`, that were read as a field."""

    start: int
    end: int
    field: Field


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the question says of the documents it wants; empty fields say nothing.

    `kinds` are type symbols or `news`; `issuers` and `places` phrases as they stand in the
    question; `since` and `until` bound the date of issue or publication, both inclusive. Fields
    outside `strict` are preferences: what does not fit may still answer.
    """

    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
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
    the texts whose vectors, averaged, stand for it; `focus` the words of what is counted or chosen
    from (`chi bộ` in `bao nhiêu chi bộ`).
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
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; None, or a blank text, means any. Dates are inclusive.

    `kind` is a type's symbol, its name, or `news`; `number` a document number, or a part of one
    that says the digits (`60`, `60-KH`); `issuer` a body, `place` a place, in any usual form;
    `documents` ids of documents.
    """

    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    since: date | None = None
    until: date | None = None
    access: frozenset[Access] = frozenset(Access)
    documents: frozenset[str] | None = None


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
    """One thing the documents say. `value` is the span asked for, verbatim, or None; `label` says
    in words of ours what a part of a summary is."""

    text: str
    value: str | None
    place: str | None
    body: str | None
    date: date | None
    citations: tuple[int, ...]
    superseded_by: str | None = None
    label: str | None = None

    @property
    def whose(self) -> str | None:
        """The body that says it, with its place where the body does not name it."""
        if self.body and self.place and self.place not in self.body:
            return f"{self.body}, {self.place}"
        return self.body or self.place


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question; `answer` is what a person reads, in `language`.

    `nearest` are the places that come nearest to a question with no sure answer, the nearest first.
    Where it is not `sure`, what it states may well not be what was asked for.
    """

    question: str
    restored: str | None
    language: Language
    outcome: Outcome
    answer: str
    missing: str | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    took_ms: float
    sure: bool = True

    def value_in(self, citation: Citation) -> str | None:
        """The value of the statement that the citation is of."""
        return next((s.value for s in self.statements if citation.marker in s.citations), None)

    def shown_of(self, citation: Citation) -> str | None:
        """What a statement shows of the citation's quote: its value, else the beginning of it."""
        if value := self.value_in(citation):
            return value
        said = (s.text for s in self.statements if citation.marker in s.citations)
        parts = (part.strip() for text in said for part in re.split(r"[…\n]", text))
        openings = (" ".join(part.split()[:_OPENING]) for part in parts if part)
        return next((one for one in openings if one in " ".join(citation.quote.split())), None)


# So many words find a place in a quote.
_OPENING = 5


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a pronoun of the next question may stand for: `text` is how it is named there.

    `kind` is a document's type symbol or `news`, else None; `document_id` the document of the
    index, where it is one.
    """

    role: Literal["document", "person", "place"]
    text: str
    kind: str | None = None
    document_id: str | None = None


class Cited(NamedTuple):
    """A span `[start, end)` of a document's text."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers of its last question, for the next one to lean on.

    `question` is the question as it was read, made complete where it was not: topic, place, level,
    document, dates and what is asked are read from it again, so they are held once. Nothing of
    the answer is held but what a pronoun can stand for, the likeliest first. It may name
    documents of `access`: whoever may no longer read those must not be reminded of them. `cited` is
    where the answer stands: what is asked next may stand beside it.
    """

    question: str
    language: Language
    antecedents: tuple[Antecedent, ...] = ()
    access: tuple[Access, ...] = tuple(Access)
    cited: tuple[Cited, ...] = ()
