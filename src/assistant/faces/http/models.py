"""The bodies of requests and replies, as the OpenAPI document describes them.

Replies are made by `faces.views`, which the command line uses too; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assistant.retrieval.understand import MAX_CHARACTERS
from assistant.types import Access, Outcome, Relation


def _iso_date(value: Any) -> Any:
    """Also keeps out numbers of seconds and times, which pydantic would read as days."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and len(value) == len("2023-03-20"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("iso_date", "must be a day like 2023-03-20")


IsoDate = Annotated[date, BeforeValidator(_iso_date)]
Question = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
Short = Annotated[str, Field(max_length=200)]
Id = Annotated[str, Field(max_length=100)]


class _Reply(BaseModel):
    """Later versions may add fields."""


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- What is sent


class AskRequest(_Request):
    """A question, as it is typed; filters narrow what may answer it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Thời hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?"},
                {"question": "what is the deadline for base-level reports", "remember": False},
            ]
        }
    )

    question: Question
    conversation: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="The id that an earlier reply gave: the question may lean on that one."
    )
    remember: bool = Field(
        True,
        description="Begin a conversation where none is given. With false nothing is kept.",
    )
    kind: Short | None = Field(None, description="As in a search.")
    number: Short | None = None
    issuer: Short | None = None
    place: Short | None = None
    since: IsoDate | None = Field(None, alias="from")
    until: IsoDate | None = Field(None, alias="to")


class FeedbackRequest(_Request):
    """What somebody thought of an answer. The question is kept only where the office wants it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"verdict": "up", "outcome": "answered", "documents": ["9f0c6a1b2d3e"]}]
        }
    )

    verdict: Literal["up", "down"]
    outcome: Outcome
    documents: list[Id] = Field([], max_length=50, description="Ids of the documents cited.")
    question: Annotated[str, Field(max_length=MAX_CHARACTERS)] | None = None


# --- What comes back


class FieldProblem(_Reply):
    field: str
    message: str


class Problem(_Reply):
    """What went wrong (RFC 9457). `code` is for programs, `detail` for people."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["document_not_found"])
    detail: str = Field(examples=["Không có văn bản hoặc đoạn này. Hãy tìm lại."])
    instance: str = Field(examples=["/api/v1/documents/000000000000"])
    request_id: str | None = Field(examples=["3f6a1c0e9b7d2a45"])
    errors: list[FieldProblem] | None = Field(None, description="The fields that are wrong.")


class Head(_Reply):
    """What a document is called."""

    title: str = Field(description="As a citation shows it; a digest says that it is one.")
    kind: str | None = Field(description="Symbol of the type, such as KH; or news.")
    number: str | None
    issuer: str | None
    date: IsoDate | None = Field(description="Of issue, else of publication.")


class Named(Head):
    document_id: str
    source: str = Field(description="The file's path in its corpus folder.")


class Placed(Named):
    """Where something stands: `[start, end)` in characters of the document's text."""

    page: int | None
    headings: list[str]
    start: int
    end: int
    url: str | None = Field(description="Where the text was taken from on the web.")
    link: str = Field(description="Where people read it: the document's page, at the passage.")


class Citation(Placed):
    marker: int = Field(description="The number that stands in the answer as [1].")
    quote: str = Field(description="Verbatim: the document's text from start to end.")


class Hit(Placed):
    rank: int
    score: float
    passage_id: str
    place: str | None
    text: str
    highlights: list[tuple[int, int]] = Field(description="Spans of `text`.")


class Statement(_Reply):
    text: str
    value: str | None = Field(description="The span asked for: a date, a name, a number.")
    place: str | None
    body: str | None
    date: IsoDate | None
    superseded_by: str | None
    label: str | None = Field(description="What a part of a summary is, in words of ours.")
    citations: list[int] = Field(description="Markers of its citations.")


class AnswerReply(_Reply):
    question: str
    restored: str | None = Field(description="How the question was read, where not as typed.")
    conversation: str | None = Field(description="Send it with the next question.")
    outcome: Outcome
    answer: str = Field(description="What a person reads.")
    missing: str | None = Field(
        description="What was looked for and not found, or what an answer's source does not name."
    )
    sure: bool = Field(description="Whether what it states needs no word of caution.")
    statements: list[Statement]
    citations: list[Citation]
    nearest: list[Citation] = Field(
        description="Where to look when nothing surely answers; these are no answers."
    )
    hits: list[Hit]
    took_ms: float


class SearchReply(_Reply):
    query: str
    restored: str | None
    total: int
    hits: list[Hit]
    note: str | None = Field(description="Which filter no document fits, and what there is.")
    took_ms: float


class DocumentReply(Head):
    """A document without its text."""

    id: str
    place: str | None
    issued_on: IsoDate | None
    published_on: IsoDate | None
    author: str | None
    access: Access
    abridged: bool = Field(description="Whether it is a digest by somebody else.")
    pages: int | None
    cites: list[str]
    source: str
    also_at: list[str] = Field(description="Other files that say the same.")
    url: str | None = Field(description="Where the text was taken from on the web.")
    link: str


class DocumentsReply(_Reply):
    total: int = Field(description="How many there are within the filters.")
    offset: int
    documents: list[DocumentReply]


class Heading(_Reply):
    level: int
    text: str
    start: int
    end: int


class PassageMark(_Reply):
    id: str
    start: int
    end: int
    page: int | None
    headings: list[str]


class _Said(_Reply):
    relation: Relation
    by: str | None
    dated: IsoDate | None
    start: int
    end: int
    quote: str


class Reference(_Said):
    number: str
    documents: list[Named]


class CitedBy(_Said, Named):
    pass


class Successor(_Reply):
    relation: Relation
    number: str | None
    document: Named | None
    said_in: Named
    start: int
    end: int
    quote: str


class HeaderField(_Reply):
    value: str
    start: int
    end: int


class HeaderFields(_Reply):
    """What a document's head and foot state, and where the text does so."""

    kind: HeaderField | None
    number: HeaderField | None
    superior: HeaderField | None
    issuer: HeaderField | None
    place: HeaderField | None
    issued_on: HeaderField | None
    subject: HeaderField | None
    signer: HeaderField | None
    recipients: list[HeaderField]
    marks: list[HeaderField]


class WholeDocumentReply(DocumentReply):
    """A document with its text, what it cites, what cites it, and what came in its place."""

    text: str
    header: HeaderFields
    headings: list[Heading]
    passages: list[PassageMark]
    references: list[Reference]
    cited_by: list[CitedBy]
    successors: list[Successor]


class PassageReply(Placed):
    passage_id: str
    text: str
    previous: str | None = Field(description="Id of the passage before it.")
    next: str | None


class DeadlineCitation(Head):
    document_id: str
    page: int | None
    start: int
    end: int
    phrase_start: int
    phrase_end: int
    quote: str
    source: str
    url: str | None
    link: str


class Deadline(_Reply):
    id: str
    phrase: str = Field(description="The words that say by when.")
    due: IsoDate | None = Field(description="The day that the text names.")
    exclusive: bool = Field(description="Before that day: the day itself is too late.")
    inferred: IsoDate | None = Field(description="A hint, not a fact: the text names no full day.")
    firm: bool
    past: bool
    actor: str | None
    duty: str
    recipient: str | None
    place: str | None
    body: str | None
    citation: DeadlineCitation


class DeadlinesReply(_Reply):
    total: int
    deadlines: list[Deadline]


class Suggestion(_Reply):
    text: str
    of: Literal["number", "title", "heading"]
    document_id: str
    number: str | None
    link: str


class SuggestionsReply(_Reply):
    suggestions: list[Suggestion]


class FacetValue(_Reply):
    value: str
    label: str
    count: int


class FacetsReply(_Reply):
    """How many documents bear each value; a field's own filter does not narrow its own counts."""

    total: int
    kind: list[FacetValue]
    issuer: list[FacetValue]
    place: list[FacetValue]
    year: list[FacetValue]


class HealthReply(_Reply):
    status: Literal["ok"]


class ReadyReply(_Reply):
    status: Literal["ok"]
    build: str
