"""What an answer says: runs of a document's text, with the value that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answering.clauses import cut
from assistant.answering.evidence import FEATURES, Evidence
from assistant.answering.facts import Fact, fact
from assistant.answering.labels import label
from assistant.answering.lists import introduces, is_item, items
from assistant.answering.summary import Role, Summary
from assistant.answering.terms import Term, Words, shared, weight
from assistant.answering.values import Span, find_values
from assistant.index.citations import Successor
from assistant.types import Asked, Document, Language, Query
from assistant.vietnamese.normalize import comparable
from assistant.vietnamese.numbers import find_mentions
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import forms

# An answer is read on a phone: two sentences, and so many words, lists aside.
MOST_WORDS = 80
# A second sentence is shown where it scores about as well as the first, or where no value stands
# in the first and it scores nearly as well. Text without an office's head says a thing over
# several sentences.
_NEAR, _NEAR_WITHOUT_VALUE = 1.0, 2.5
_NEAR_IN_PLAIN_TEXT = 8.0
# Of values in two sentences whose scores come so near, neither is told apart from them.
_AS_GOOD = 2.0
_FEWEST_WORDS = 8
_WITH_INTRODUCTION = 2
# A second sentence itself holds something of the question, or what it asks for.
_SAYS = [FEATURES.index(name) for name in ("own", "sure")]
_MOST_ITEMS = 30
_VALUE_COUNTS = 0.3
# So near to the best item another one is as good.
_ALIKE = 0.3
# A list is given whole unless one of its items bears out so much more of the question.
_ONE_ITEM = 0.15

_ELLIPSIS = "…"

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Point:
    """One statement: what is shown of a document, `spans` of its text in order, `quotes` the
    sentences that they stand in, and the value asked for, if any; `unstated` are names in the
    question that neither they nor their document's head have. Where `cut`, a span that is shorter
    than its quote is what is left of a sentence, else it is a field of it. `more` tells that a list
    goes on. `label` says what a part of a summary is. Where it is not `sure`, it may well not be
    what was asked for."""

    document: Document
    spans: tuple[_Span, ...]
    quotes: tuple[_Span, ...]
    value: Span | None = None
    unstated: tuple[str, ...] = ()
    cut: bool = False
    more: bool = False
    label: str | None = None
    sure: bool = True

    @property
    def text(self) -> str:
        """Sentences in a row; headings and the items of a list each in a line of its own. Where one
        of them is cut, an ellipsis stands for the rest of it."""
        parts = [self.document.text[start:end] for start, end in self.spans]
        if self.cut:
            parts = [
                f"{_ELLIPSIS if span[0] > quote[0] else ''}{part}"
                f"{_ELLIPSIS if span[1] < quote[1] else ''}"
                for part, span, quote in zip(parts, self.spans, self.quotes, strict=True)
            ]
        joints = ("\n" if is_item(b) or _is_open(a) else " " for a, b in pairwise(parts))
        whole = "".join(part + joint for part, joint in zip(parts, (*joints, ""), strict=True))
        return f"{whole}\n{_ELLIPSIS}" if self.more else whole

    @property
    def words(self) -> int:
        return len(self.text.split())


def _is_open(part: str) -> bool:
    """Whether it ends as headings do, without a stop."""
    return part[-1:].isalnum()


def point(
    query: Query, first: Evidence, rest: Sequence[Evidence], terms: Sequence[Term]
) -> list[Point]:
    """The best sentence, with what it leans on or a second one that is about as good."""
    unstated = tuple(term.text for term in first.absent if term.name)
    return [replace(one, unstated=unstated) for one in _points(query, first, rest, terms)]


def _points(
    query: Query, first: Evidence, rest: Sequence[Evidence], terms: Sequence[Term]
) -> list[Point]:
    text = first.hit.document.text
    told = first.value is not None and first.value.sure and first.value.end <= first.end
    opens = introduces(text, first.end) and not _tells_consequence(query, first)
    if (opens or _is_heading(first)) and not told:
        listed = _list(query, first, terms)
        if listed:
            return [listed]
    if alike := _alike(query, first, rest, terms):
        return [alike]
    shown = _cut(first, MOST_WORDS, terms)
    left = MOST_WORDS - len(text[slice(*shown)].split())
    if first.introduction and left >= _FEWEST_WORDS:
        above = _cut_span(first, first.introduction, left, terms)
        quotes = (first.introduction, (first.start, first.end))
        return [Point(first.hit.document, (above, shown), quotes, first.value, cut=True)]
    quote = (first.start, first.end)
    points = [Point(first.hit.document, (shown,), (quote,), first.value, cut=True)]
    second = _second(query, first, rest)
    if second is not None and left >= _FEWEST_WORDS:
        span = _cut(second, left, terms)
        document = second.hit.document
        # Of plain text it may be anything that stands near.
        value = second.value if document.kind and not first.value else None
        extra = Point(document, (span,), ((second.start, second.end),), value)
        points = _joined(points[0], extra)
        if _says_another(query, first, second):
            points = [replace(one, value=None) for one in points]
    return points


def _says_another(query: Query, first: Evidence, second: Evidence) -> bool:
    """Whether two sentences that are about as good hold different numbers or days: which one is
    asked for cannot be told."""
    one, other = first.value, second.value
    if query.asked not in _MEASURED or one is None or other is None or not other.sure:
        return False
    near = second.score >= first.score - _AS_GOOD
    return near and comparable(one.text) != comparable(other.text)


_MEASURED = frozenset({Asked.COUNT, Asked.DATE, Asked.DEADLINE})


def _tells_consequence(query: Query, first: Evidence) -> bool:
    """Whether it is asked what follows from a thing, and the line above its cases says it:
    `… một trong các trường hợp sau đây thì bị khiển trách:`."""
    return bool(_WHAT_FOLLOWS.search(query.text.lower()) and _CASES.search(first.text))


_WHAT_FOLLOWS = re.compile(
    r"\b(?:bị|được) (?:\w+ ){0,4}"
    r"(?:(?:như )?thế nào|ra sao|(?:hình thức |mức )?gì|bao nhiêu|bao lâu)(?: \w+)?\W*$"
)
_CASES = re.compile(r"\btrường hợp (?:sau|dưới) đây\b.*\bthì (?:bị|được|phải) [^:]+:$")


def _is_heading(evidence: Evidence) -> bool:
    headings = evidence.hit.document.headings
    return any((h.start, h.end) == (evidence.start, evidence.end) for h in headings)


def opens_list(points: Sequence[Point]) -> bool:
    """Whether what is stated goes on with the items of a list."""
    return any(
        is_item(point.document.text[slice(*quote)])
        for point in points
        for quote in point.quotes[1:]
    )


def is_bare_heading(points: Sequence[Point]) -> bool:
    """Whether all that is stated is a heading of its document, with the line above it or not."""
    if len(points) != 1 or len(points[0].quotes) > _WITH_INTRODUCTION:
        return False
    return _holds_headings(points[0].document, points[0].quotes[-1])


def _holds_headings(document: Document, span: _Span) -> bool:
    """Whether all lines of a part of a document are headings."""
    headings = {(heading.start, heading.end) for heading in document.headings}
    lines = re.finditer(r"\S(?:[^\n]*\S)?", document.text[slice(*span)])
    return all((span[0] + line.start(), span[0] + line.end()) in headings for line in lines)


def _joined(one: Point, other: Point) -> list[Point]:
    """Two sentences of one document make one statement, in the document's order."""
    if one.document.id != other.document.id:
        return [one, other]
    both = sorted(zip(one.spans + other.spans, one.quotes + other.quotes, strict=True))
    value = one.value or other.value
    spans, quotes = zip(*both, strict=True)
    return [Point(one.document, spans, quotes, value, cut=True)]


def _second(query: Query, first: Evidence, rest: Sequence[Evidence]) -> Evidence | None:
    plain, dated = first.hit.document.kind is None, query.asked in (Asked.DEADLINE, Asked.DATE)
    valued = first.value is not None and first.value.sure
    near = _NEAR if valued and not plain else _NEAR_WITHOUT_VALUE
    if plain and not dated:
        near = _NEAR_IN_PLAIN_TEXT
    for evidence in rest:
        if evidence.score < first.score - near:
            return None
        of_it = evidence.hit.document.id == first.hit.document.id and evidence.start != first.start
        title = _is_heading(evidence) or evidence.text.isupper()
        says = max(evidence.features[_SAYS]) > 0 or (plain and _goes_on(first, evidence))
        if of_it and says and not title:
            return evidence
    return None


def _goes_on(first: Evidence, second: Evidence) -> bool:
    """Whether it stands right behind the first one, in the same line."""
    between = first.hit.document.text[first.end : second.start]
    return first.end <= second.start and not between.strip() and "\n" not in between


def _list(query: Query, first: Evidence, terms: Sequence[Term]) -> Point | None:
    """The line that introduces a list, with all of its items, or the one that is meant."""
    document = first.hit.document
    opening = (first.start, first.end)
    found = items(document.text, first.end)[:_MOST_ITEMS]
    # The first heading below a line is no list.
    if not found or (len(found) == 1 and _holds_headings(document, found[0])):
        return None
    if first.value is not None and first.value.start >= first.end:  # of all of them
        return Point(document, (opening, *found), (opening, *found))
    meant = _by_words(document, opening, found, terms) or _by_name(document, found, query)
    if meant is None and (value := _only_value(document, opening, found, query)):
        holding = tuple(span for span in found if span[0] <= value.start < span[1])
        return Point(document, (opening, *holding), (opening, *holding), value)
    shown = [meant] if meant else found
    return Point(document, (opening, *shown), (opening, *shown))


def _alike(
    query: Query, first: Evidence, rest: Sequence[Evidence], terms: Sequence[Term]
) -> Point | None:
    """The whole list of which the best sentence is an item, where another one with such a value
    scores as well, and the question names none of them."""
    document, opening = first.hit.document, first.introduction
    if opening is None or not _is_sure(first):
        return None
    found = items(document.text, opening[1])[:_MOST_ITEMS]
    if not any(start <= first.start < end for start, end in found):
        return None
    near = any(
        _is_sure(e) and e.introduction == opening and e.score > first.score - _ALIKE
        for e in rest
        if e.hit.document.id == document.id
    )
    if not near or _by_name(document, found, query) or _by_words(document, opening, found, terms):
        return None
    return Point(document, (opening, *found), (opening, *found))


def _is_sure(evidence: Evidence) -> bool:
    return evidence.value is not None and evidence.value.sure


def _by_words(
    document: Document, opening: _Span, found: Sequence[_Span], terms: Sequence[Term]
) -> _Span | None:
    """The item that holds much more than any other of what the opening line does not."""
    total = max(weight(terms), 1e-9)
    said = Words.of_text(document.text[slice(*opening)])
    beyond = [term for term in terms if not shared([term], said)]
    worth = [shared(beyond, Words.of_text(document.text[a:b])) / total for a, b in found]
    best = max(range(len(found)), key=worth.__getitem__)
    others = sorted(worth, reverse=True)[1:2] or [0.0]
    return found[best] if worth[best] - others[0] >= _ONE_ITEM else None


def _by_name(document: Document, found: Sequence[_Span], query: Query) -> _Span | None:
    """The one item that opens with a name which the question has: `b) Nửa năm là sáu tháng;`"""
    asked = _spoken(query.text)
    named = [
        span
        for span in found
        if (name := _NAMED.match(document.text, *span)) and _spoken(name["name"]) in asked
    ]
    return named[0] if len(named) == 1 else None


def _spoken(text: str) -> str:
    return f" {' '.join(accented for accented, _ in forms(text))} "


_NAMED = re.compile(
    r"(?:\(?\w{1,3}\s?[.)/]|[-–—•*+])?\s*(?P<name>[^\W\d][^\n:;,.()]{2,40}?)(?:\s*:| là | – )"
)


def _only_value(
    document: Document, opening: _Span, found: Sequence[_Span], query: Query
) -> Span | None:
    """What is asked for, where it stands in one item alone."""
    if query.asked is not Asked.COUNT:
        return None
    text = document.text
    sure = [[v for v in find_values(query, text[a:b], a) if v.sure] for a, b in (opening, *found)]
    values = [value for values in sure for value in values]
    return values[0] if len(values) == 1 and not sure[0] else None


def _cut(evidence: Evidence, words: int, terms: Sequence[Term]) -> _Span:
    return _cut_span(evidence, (evidence.start, evidence.end), words, terms)


def _cut_span(evidence: Evidence, span: _Span, words: int, terms: Sequence[Term]) -> _Span:
    total = max(weight(terms), 1e-9)
    value = evidence.value

    def worth(run: Words, start: int, end: int) -> float:
        holds = value is not None and start <= value.start and value.end <= end
        return (
            shared(terms, run) / total
            + (1.0 if holds and value and value.sure else 0.0)
            + (_VALUE_COUNTS if holds else 0.0)
        )

    return cut(evidence.hit.document.text, span, words, worth)


def of_fact(document: Document, stated: Fact) -> Point:
    """A field of a document's head, in the line that states it."""
    text = document.text
    if stated.field == "issuer" and text[slice(*stated.value)].isupper():
        written = _in_small_letters(document)
        if written:
            return written
    spans = tuple(sorted((stated.sentence, *stated.beside)))
    return Point(document, spans, spans, Span(text[slice(*stated.value)], *stated.value))


def _in_small_letters(document: Document) -> Point | None:
    """The sentence in which the document itself names its issuer, where that is in its text."""
    at = document.text.find(document.issuer) if document.issuer else -1
    if at < 0 or document.issuer is None:
        return None
    end = at + len(document.issuer)
    for start, stop in sentence_spans(document.text, max(0, at - 1_000), end + 1_000):
        if start <= at and end <= stop:
            span = (start, stop)
            return Point(document, (span,), (span,), Span(document.issuer, at, end))
    return None


def of_successor(successor: Successor) -> Point:
    """The sentence that says what came in the place of a document, and its number there."""
    text, span = successor.source.text, (successor.start, successor.end)
    own = fact(successor.source, "number") if successor.document == successor.source else None
    named = [
        Span(mention.text, mention.start + span[0], mention.end + span[0])
        for mention in find_mentions(text[slice(*span)])
        if mention.number.canonical() == successor.number
    ]
    if named or own is None:
        return Point(successor.source, (span,), (span,), named[0] if named else None)
    spans = (own.sentence, span)
    return Point(successor.source, spans, spans, Span(text[slice(*own.value)], *own.value))


def of_title(document: Document) -> Point:
    """A document by its title, where that stands in its text; else by its first line."""
    stated = fact(document, "subject") or fact(document, "title")
    if stated:
        title, number = of_fact(document, stated), fact(document, "number")
        if number is None:
            return title
        spans = tuple(sorted((number.sentence, *title.spans)))
        return replace(title, spans=spans, quotes=spans)
    first = sentence_spans(document.text, 0, min(len(document.text), 2_000))[0]
    return Point(document, (first,), (first,))


def of_summary(summary: Summary, language: Language) -> list[Point]:
    """What a document says of itself, part by part, in its own words, its title first, and what
    others say of it."""
    last = max((i for i, p in enumerate(summary.parts) if p.role is Role.POINT), default=-1)
    return [
        Point(
            part.document,
            part.spans,
            part.quotes,
            more=part.omitted > 0 or (i == last and summary.omitted > 0),
            label=label(part, language),
        )
        for i, part in enumerate(summary.parts)
    ]
