"""Where a document's own text says what it is: number, date, issuer, signer, author and the like.

The reader has found the values already; a fact is the place where one of them stands, verbatim.
What a side file or front matter states and the text does not say is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from assistant.documents.bodies import issuer_name, sentence_case
from assistant.documents.header import SIGNED
from assistant.documents.header_spans import (
    Head,
    Span,
    find_addressees,
    find_head,
    find_recipients,
    find_signature,
    lines_in,
    signed_for,
)
from assistant.documents.newslines import byline, dateline
from assistant.documents.overrides import NEWS
from assistant.documents.references import Bearer, own_number
from assistant.types import Document
from assistant.vietnamese.dates import find_dates
from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.numbers import Mention, find_mentions
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.sentences import sentence_spans

Field = Literal[
    "number",
    "issued",
    "published",
    "issuer",
    "superior",
    "place",
    "kind",
    "subject",
    "title",
    "author",
    "photographer",
    "signer",
    "recipients",
    "addressee",
    "access",
    "urgency",
]
FIELDS: tuple[Field, ...] = get_args(Field)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of `document`, stated in its own text; spans are `[start, end)` of it.

    `value` is the field itself, `sentence` the line or sentence to quote, which holds it;
    `beside` further lines that bear it out: on whose behalf a signer signed, the other entries of
    a list of recipients, of which `value` is then the whole.
    """

    field: Field
    value: Span
    sentence: Span
    beside: tuple[Span, ...] = ()


def fact(document: Document, field: Field, head: Head | None = None) -> Fact | None:
    """Where the document's text states the field; None where it does not."""
    return _FINDERS[field](document, head or find_head(document.text))


def facts(document: Document) -> dict[Field, Fact]:
    """Every field that the document's text states."""
    head = find_head(document.text)
    found = {field: _FINDERS[field](document, head) for field in FIELDS}
    return {field: one for field, one in found.items() if one is not None}


# --- Of the head

# How far into a text without a head it is looked for what the document says of itself.
_FAR = 20_000


def _number(document: Document, head: Head) -> Fact | None:
    if document.number is None:
        return None
    if head.number and head.number.canonical == document.number:
        return _on_its_line(document, "number", (head.number.start, head.number.end))
    for sentence, mention in _own_mentions(document):
        if mention.number.body is not None:
            begin = sentence[0] + mention.start
            digits = re.search(r"\d", mention.text)
            begin += digits.start() if digits else 0
            return Fact("number", (begin, sentence[0] + mention.end), sentence)
    return None


def _issued(document: Document, head: Head) -> Fact | None:
    if document.issued_on is None:
        return None
    if head.issued and head.issued.day == document.issued_on:
        return _on_its_line(document, "issued", (head.issued.start, head.issued.end))
    for sentence, mention, end in _own_clauses(document):
        start = sentence[0] + mention.end
        for phrase in find_dates(document.text[start:end]):
            if phrase.date == document.issued_on and _is_of_issue(
                document.text[start : start + phrase.start]
            ):
                return Fact("issued", (start + phrase.start, start + phrase.end), sentence)
    return None


_ISSUES = re.compile(r"(?:ban hành|ký|ra ngày|phát hành)\b", re.IGNORECASE)


def _is_of_issue(between: str) -> bool:
    """Whether a date behind these words, which follow a document's number, is its date."""
    return not between.strip(" ,(") or _ISSUES.search(between) is not None


def _place(document: Document, head: Head) -> Fact | None:
    if document.place is None:
        return None
    if head.issued and (place := head.issued.place):
        said = _comparable(document.text[slice(*place)])
        return (
            _on_its_line(document, "place", place) if said == _comparable(document.place) else None
        )
    # Of an article: where its title or its first paragraphs name the place.
    for line in list(lines_in(document.text, 0, _FAR))[:4]:
        if span := _where(document, document.place, line):
            return Fact("place", span, _sentence_around(document.text, span))
    return None


def _kind(document: Document, head: Head) -> Fact | None:
    if head.kind:
        return _on_its_line(document, "kind", head.kind)
    title = _title(document, head)
    if title is None or document.kind in (None, NEWS):
        return None
    named = next(iter(find_mentions(document.text[slice(*title.value)])), None)
    if named is None or named.start or named.name is None:
        return None
    start = title.value[0]
    return Fact("kind", (start, start + len(named.name)), title.sentence)


def _subject(document: Document, head: Head) -> Fact | None:
    if head.subject is None:
        return None
    return Fact("subject", head.subject, _lines_around(document.text, head.subject))


def _title(document: Document, head: Head) -> Fact | None:
    """The type with the subject; a headline; what a letter is about."""
    if head.subject:
        near = head.kind and document.text.count("\n", head.kind[1], head.subject[0]) < 2
        # A body between the type and the subject is the issuer's line, and no title.
        span = (head.kind[0] if head.kind and near else head.subject[0], head.subject[1])
        return Fact("title", span, _lines_around(document.text, span))
    wanted = _comparable(document.title)
    for at, line in enumerate(lines_in(document.text, 0, _FAR)):
        if at == 12:
            break
        if _comparable(document.text[slice(*line)]) == wanted:
            return Fact("title", line, line)
    return None


def _access(document: Document, head: Head) -> Fact | None:
    return _on_its_line(document, "access", head.access) if head.access else None


def _urgency(document: Document, head: Head) -> Fact | None:
    return _on_its_line(document, "urgency", head.urgency) if head.urgency else None


# --- Who issued it


def _issuer(document: Document, head: Head) -> Fact | None:
    """The body in capitals over the number, with T/M where it was signed for a part of it."""
    if document.issuer is None:
        return None
    text = document.text
    behalf = signed_for(text) if head.bodies else []
    signed = [text[slice(*span)] for span in behalf]
    for span, name in zip(behalf, signed, strict=True):
        if _comparable(sentence_case(name)) == _comparable(document.issuer):
            return _on_its_line(document, "issuer", span)
    for count in range(1, len(head.bodies) + 1):
        own = head.bodies[-count:]
        names = [text[slice(*span)] for span in own]
        if _comparable(issuer_name(names, signed) or "") != _comparable(document.issuer):
            continue
        with_behalf = _comparable(issuer_name(names) or "") != _comparable(document.issuer)
        beside = tuple(_with_mark(text, span) for span in behalf[:1]) if with_behalf else ()
        whole = (own[0][0], own[-1][1])
        if text[slice(*whole)].split() == " ".join(names).split():
            return Fact("issuer", whole, whole, beside)
        # Of two columns read row by row the lines hold more than the issuer.
        return Fact("issuer", own[-1], own[-1], (*own[:-1], *beside))
    return _issuer_said(document)


def _with_mark(text: str, signed_for: Span) -> Span:
    """`T/M BAN THƯỜNG VỤ`, without what stands in the column before it."""
    line = _line_around(text, signed_for)
    marks = (match for match in SIGNED.finditer(text, *line) if match.start(1) == signed_for[0])
    return next((match.start() for match in marks), line[0]), line[1]


def _issuer_said(document: Document) -> Fact | None:
    """A sentence that names the document, and then its issuer: `… là văn bản của …`."""
    if document.issuer is None:
        return None
    for sentence, mention, end in _own_clauses(document):
        start = sentence[0] + mention.end
        span = _where(document, document.issuer, (start, end))
        if span and _OF_ISSUER.search(document.text, start, span[0]):
            return Fact("issuer", span, sentence)
        before = _where(document, document.issuer, (sentence[0], sentence[0] + mention.start))
        if before and _ISSUES.match(document.text[before[1] : sentence[0] + mention.start].strip()):
            return Fact("issuer", before, sentence)
    return None


_OF_ISSUER = re.compile(r"(?<!\w)(?:của|do|bởi)\s+$")


def _superior(document: Document, head: Head) -> Fact | None:
    """The body above the issuer in the head: `TỈNH ỦY …` over `HUYỆN ỦY …`."""
    if len(head.bodies) < 2:
        return None
    above, last = (document.text[slice(*span)] for span in head.bodies[-2:])
    if issuer_name([above, last]) == sentence_case(f"{above} {last}"):
        return None  # one name on two lines: `ỦY BAN NHÂN DÂN`, `HUYỆN …`
    return _on_its_line(document, "superior", head.bodies[-2])


# --- Who wrote or signed it, and for whom

_SAYS_AUTHOR = re.compile(
    r"(?<!\w)(?:tac gia|nguoi viet|bai viet|thuc hien|bai|tin|theo)(?!\w)[^.]*$"
)
_PHOTO = re.compile(r"\W*(?:nguon )?(?:anh|photo|clip|video)(?!\w)")
_LONGEST_BYLINE = 120
_FIRST_LINES, _LAST_LINES = 6, 6


def _author(document: Document, _head: Head) -> Fact | None:
    """The byline; who took the picture is another matter."""
    if not document.author:
        return None
    lines = [*lines_in(document.text)]
    for line in (*reversed(lines[-_LAST_LINES:]), *lines[:_FIRST_LINES]):
        text = document.text[slice(*line)]
        if line[1] - line[0] > _LONGEST_BYLINE:
            continue
        span = _where(document, document.author, line)
        if span is None:
            continue
        before = fold(document.text[line[0] : span[0]]).lower()
        said = _SAYS_AUTHOR.search(before) is not None and not _PHOTO.match(before)
        who = byline(text)
        if said or (who is not None and _comparable(who) == _comparable(document.author)):
            return Fact("author", span, _sentence_around(document.text, span))
    return None


_PHOTO_BY = re.compile(
    rf"(?<!\w)[Ảả]nh(?: minh họa)?(?: của)?\s*:\s*(?P<name>[{UPPER}]\w*(?: [{UPPER}]\w*){{1,4}})"
)


def _photographer(document: Document, _head: Head) -> Fact | None:
    """Who took the pictures of an article: `Ảnh: …`, `Tin, ảnh: …`."""
    found = _PHOTO_BY.search(document.text) if document.kind == NEWS else None
    if found is None:
        return None
    span = found.span("name")
    return Fact("photographer", span, _sentence_around(document.text, span))


def _published(document: Document, _head: Head) -> Fact | None:
    """The day of publication: a line that holds nothing else, or a sentence that says so."""
    if document.published_on is None:
        return None
    lines = [*lines_in(document.text)]
    for line in (*lines[:_FIRST_LINES], *reversed(lines[-_LAST_LINES:])):
        if line[1] - line[0] > _LONGEST_BYLINE:
            continue
        text = document.text[slice(*line)]
        alone = dateline(text)
        for phrase in find_dates(text):
            span = (line[0] + phrase.start, line[0] + phrase.end)
            if phrase.date != document.published_on:
                continue
            if alone or _PUBLISHED.search(text, 0, phrase.start):
                return Fact("published", span, _sentence_around(document.text, span))
    return None


_PUBLISHED = re.compile(
    r"(?<!\w)(?:bài|tin|bài viết|bài báo)\s+(?:được\s+)?(?:đăng|xuất bản)(?:\s+tải)?(?:\s+vào)?\s*$"
    r"|(?<!\w)(?:ngày đăng|đăng ngày|đăng lúc|cập nhật|xuất bản)\s*:?\s*$",
    re.IGNORECASE,
)


def _signer(document: Document, head: Head) -> Fact | None:
    """The name, with the office over it to quote; beside it for whom it was signed, where there are
    two lines of that the nearer one: `KT. CHỦ TỊCH`."""
    if not head.end:
        return None
    found = find_signature(document.text, head.end)
    if found is None:
        return None
    text = document.text
    *others, office = (_line_around(text, span) for span in found.offices[-2:])
    name = _line_around(text, found.name)
    if text.count("\n", office[1], name[0]) == 1:
        return Fact("signer", found.name, (office[0], name[1]), tuple(others))
    return Fact("signer", found.name, name, (*others, office))


def _recipients(document: Document, head: Head) -> Fact | None:
    listed = find_recipients(document.text, head.end) if head.end else []
    return _list("recipients", document, listed or find_addressees(document.text))


def _addressee(document: Document, head: Head) -> Fact | None:
    """Whom a letter is addressed to; of any other document, who receives it."""
    listed = find_addressees(document.text) if head.end else []
    found = _list("addressee", document, listed) or _recipients(document, head)
    return replace(found, field="addressee") if found else None


def _list(field: Field, document: Document, entries: list[Span]) -> Fact | None:
    if not entries:
        return None
    first, *rest = (_line_around(document.text, entry) for entry in entries)
    return Fact(field, (entries[0][0], entries[-1][1]), first, tuple(rest))


_FINDERS: Mapping[Field, Callable[[Document, Head], Fact | None]] = {
    "number": _number,
    "issued": _issued,
    "published": _published,
    "issuer": _issuer,
    "superior": _superior,
    "place": _place,
    "kind": _kind,
    "subject": _subject,
    "title": _title,
    "author": _author,
    "photographer": _photographer,
    "signer": _signer,
    "recipients": _recipients,
    "addressee": _addressee,
    "access": _access,
    "urgency": _urgency,
}


# --- Text


def _own_mentions(document: Document) -> Iterator[tuple[Span, Mention]]:
    """Sentences that name the document itself, with where they do: offsets into the sentence."""
    own = own_number(document.number, document.title, document.kind)
    bearer = Bearer(own, document.issued_on, document.kind)
    for start, end in sentence_spans(document.text, 0, min(len(document.text), _FAR)):
        for mention in find_mentions(document.text[start:end]):
            if bearer.is_named(mention.number, None):
                yield (start, end), mention


def _own_clauses(document: Document) -> Iterator[tuple[Span, Mention, int]]:
    """The same, with where what is said of it ends: at the next document that is named."""
    for sentence, mention in _own_mentions(document):
        mentions = find_mentions(document.text[slice(*sentence)])
        after = [sentence[0] + other.start for other in mentions if other.start >= mention.end]
        yield sentence, mention, min(after, default=sentence[1])


def _where(document: Document, name: str, within: Span) -> Span | None:
    """The first place of a name as whole words, however its tone marks and dashes stand."""
    start, end = within
    found = re.search(
        rf"(?<!\w){re.escape(place_tone_marks(name))}(?!\w)",
        place_tone_marks(document.text[start:end]),
    )
    return (start + found.start(), start + found.end()) if found else None


def _comparable(text: str) -> str:
    return " ".join(place_tone_marks(text).casefold().split())


def _on_its_line(document: Document, field: Field, span: Span) -> Fact:
    return Fact(field, span, _lines_around(document.text, span))


def _line_around(text: str, span: Span) -> Span:
    return _lines_around(text, (span[0], span[0]))


def _lines_around(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return start, len(text) if end < 0 else end


def _sentence_around(text: str, span: Span) -> Span:
    line = _lines_around(text, span)
    return next(((a, b) for a, b in sentence_spans(text, *line) if b >= span[1]), line)
