"""What a document is about, in its own words: head, points, what it cites and what cites it.

Nothing is rephrased: every part is spans of a document's text. A document with headings, or with
numbered paragraphs, gives its points by them; any other its first sentences and those that hold
most of what the whole speaks of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from math import log, sqrt

from assistant.answering.asking import words
from assistant.answering.document_questions import DocumentQuestion, Forms
from assistant.answering.facts import Fact, Field, facts
from assistant.documents.header_spans import Span, find_head, lines_in
from assistant.index.citations import Citing, Successor
from assistant.types import Document, Language, Reference, Relation
from assistant.vietnamese.numbers import KINDS, find_mentions, parse_number
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import tokenize


class Role(StrEnum):
    """What a part of a summary is."""

    TITLE = "title"
    NUMBER = "number"
    ISSUER = "issuer"
    ISSUED = "issued"
    AUTHOR = "author"
    PUBLISHED = "published"
    SUCCESSOR = "successor"
    POINT = "point"
    CITES = "cites"
    CITED_BY = "cited_by"


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of `document`: the text of each of `spans`, `[start, end)`, in order.

    `quotes` are the lines or sentences to cite for it, each with at least one of the spans inside.
    Of a point with a heading the first span is the heading. `number` and `relation` say, where
    another document is named, which and how; `document` of a `CITED_BY` is the one that cites.
    `omitted` counts the entries of a point's list that were left out for length.
    """

    role: Role
    document: Document
    spans: tuple[Span, ...]
    quotes: tuple[Span, ...]
    number: str | None = None
    relation: Relation | None = None
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """The parts, in the order to show them; `omitted` counts the points left out for length."""

    parts: tuple[Part, ...]
    omitted: int = 0


_KINDS = ", ".join(["văn bản", *sorted({name.lower() for name in KINDS.values()})])
# A document that has to be drawn up has contents too: what asks for them names the document surely.
_ASKS = (
    "{doc} (?:chủ yếu )?(?:nói|viết|bàn|đề cập|trình bày|phản ánh|đưa tin)(?: đến| tới| về)?"
    "(?: những| các)?(?: việc| vấn đề| chuyện| nội dung| điều| cái)? (?:gì|nào)",
    f"{{doc}} (?:là {words(_KINDS)} )?(?:nói |viết |bàn |ban hành )?về"
    " (?:việc |vấn đề |chuyện |nội dung |cái |lĩnh vực |mảng |mảng việc )?"
    "(?:gì|nào)",
    "{numbered} (?:thì )?nội dung(?: chính| cơ bản| chủ yếu)*(?: là)?(?: cái)? gì",
    "{numbered} là (?:văn bản |cái )?gì",
    *(
        form
        for which in ("numbered", "that", "titled", "article")
        for form in (
            f"nội dung(?: chính| cơ bản| chủ yếu| tóm tắt)* (?:của |trong )?{{{which}}}{{what}}",
            f"(?:những )?(?:ý|điểm|nội dung) chính (?:của |trong )?{{{which}}}{{what}}",
            f"{{{which}}} (?:có )?(?:quy định|nêu|đề ra|hướng dẫn|chỉ đạo|thông báo|kết luận"
            "|quyết định)(?: ra| về| rõ)?(?: những| các)?"
            "(?: việc| vấn đề| nội dung| điều)?(?: chính)? (?:gì|nào)",
            f"{{{which}}} (?:có|gồm|gồm có|bao gồm)(?: những| các)? (?:nội dung|điểm|ý)"
            "(?: chính| cơ bản| chủ yếu)? (?:gì|nào)",
        )
    ),
    "(?:tóm tắt|tóm lược|khái quát|giới thiệu|điểm qua)(?: giúp| cho| hộ)?(?: tôi| mình| em)?"
    "(?: ngắn gọn| nội dung| nội dung chính| về)*(?: của)? {doc}",
    "(?:bản |phần )(?:tóm tắt|tóm lược)(?: nội dung)? (?:của )?{doc}",
)
_ASKS_EN = (
    "what (?:is|was) {doc_en} about",
    "what does {doc_en} (?:say|cover|contain|provide|regulate|deal with|set out|talk about)",
    "(?:summari[sz]e|outline|sum up) {doc_en}",
    "(?:give (?:me )?|provide )?(?:an? |the )?(?:(?:short|brief) )?(?:summary|overview|outline)"
    " of {doc_en}",
    "what (?:is|are) the (?:main |key )?(?:points?|contents?|ideas?|provisions?) of {doc_en}",
)
_SUMMED_UP: Forms[None] = Forms(
    [(None, form) for form in _ASKS], [(None, form) for form in _ASKS_EN]
)


def summary_question(question: str, language: Language = "vi") -> DocumentQuestion[None] | None:
    """Where a question that asks what a document is about names it; None for any other one."""
    return _SUMMED_UP.read(question, language)


def is_summary(question: str, language: Language = "vi") -> bool:
    """Whether the question asks what a whole document is about."""
    return summary_question(question, language) is not None


Weigh = Callable[[str], float]
"""A folded token's weight: its inverse document frequency."""

MOST_POINTS = 8
_UNDER_HEADLINE = 2
MOST_WORDS = 250
_MOST_CITED = 3
_MOST_ITEMS = 6
_HEAD: tuple[tuple[Field, Role], ...] = (
    ("title", Role.TITLE),
    ("number", Role.NUMBER),
    ("issuer", Role.ISSUER),
    ("issued", Role.ISSUED),
    ("author", Role.AUTHOR),
    ("published", Role.PUBLISHED),
)
# What a document does to another one says more of it than what it rests on or only names.
_BY_WEIGHT = (Relation.REPLACES, Relation.REPEALS, Relation.AMENDS, Relation.BASIS)


def summarise(
    document: Document,
    citing: Sequence[Citing] = (),
    successors: Sequence[Successor] = (),
    weigh: Weigh | None = None,
) -> Summary:
    """The summary of one document, of `MOST_WORDS` words and `MOST_POINTS` points at most.

    `citing` are the sentences of other documents that name it, `successors` what came in its
    place; `weigh` is the index's idf, by which central sentences are told (the document's own
    sentences are counted where it is not given).
    """
    stated = facts(document)
    head = [_of_fact(document, role, stated[f]) for f, role in _HEAD if f in stated]
    head += [
        Part(Role.SUCCESSOR, s.source, (span,), (span,), s.number, s.relation)
        for s in successors[:_MOST_CITED]
        for span in [(s.start, s.end)]
    ]
    tail = [*_cites(document), *_cited_by(document, citing, successors)]
    left = MOST_WORDS - sum(_words(part) for part in (*head, *tail))
    points, omitted = _points(document, _body(document, stated), left, weigh)
    return Summary((*head, *points, *tail), omitted)


def _of_fact(document: Document, role: Role, fact: Fact) -> Part:
    beside = fact.beside if role is Role.ISSUER else ()
    shown = tuple(sorted((fact.value, *beside)))
    return Part(role, document, shown, tuple(sorted((fact.sentence, *beside))))


def _words(part: Part) -> int:
    return sum(_length(part.document.text, span) for span in part.spans)


def _length(text: str, span: Span) -> int:
    return len(text[slice(*span)].split())


# --- The points


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, or None, and what stands under it, item by item: `outlined` by headings of its
    own, or in sentences."""

    heading: Span | None
    items: tuple[Span, ...]
    outlined: bool = False


def _body(document: Document, stated: dict[Field, Fact]) -> Span:
    """The text between the head and the foot: the recipients, the signature, the byline."""
    start = find_head(document.text).end
    title = stated.get("title")
    if title is not None:
        start = max(start, title.sentence[1])
    # A day or a name under the headline begins nothing.
    told = [stated[field].value for field in ("author", "published") if field in stated]
    for first, last in islice(lines_in(document.text, start), _UNDER_HEADLINE):
        if not any(first <= value[0] and value[1] <= last for value in told):
            break
        start = last
    behind = [
        span[0]
        for field in ("recipients", "signer", "author", "published")
        if field in stated
        for span in (stated[field].sentence, *stated[field].beside)
        if span[0] >= start
    ]
    label = re.compile(r"^\W{0,4}(?:Nơi nhận|NƠI NHẬN)\b", re.MULTILINE).search(
        document.text, start
    )
    if label:
        behind.append(label.start())
    end = min(behind, default=len(document.text))
    # A byline above the article is not its end.
    written = document.text[start:end].strip()
    return (start, end) if written else (start, len(document.text))


def _points(
    document: Document, body: Span, words: int, weigh: Weigh | None
) -> tuple[list[Part], int]:
    sections = [*_by_headings(document, body)] or [*_by_numbers(document, body)]
    if not sections:
        chosen = _central(document.text, body, words, weigh)
        return [Part(Role.POINT, document, (span,), (span,)) for span in chosen], 0
    shown = sections[:MOST_POINTS]
    points = []
    for section, spans in zip(shown, _filled(document.text, shown, words), strict=True):
        if spans:
            omitted = len(section.items) + (section.heading is not None) - len(spans)
            points.append(Part(Role.POINT, document, spans, spans, omitted=omitted))
    return points, len(sections) - len(points)


def _filled(text: str, sections: Sequence[_Section], words: int) -> list[tuple[Span, ...]]:
    """Every heading first, those under it before all sentences, then item by item in turn, as long
    as there is room."""
    chosen: list[list[Span]] = [[] for _ in sections]
    for at, section in enumerate(sections):
        if section.heading and _length(text, section.heading) <= words:
            chosen[at].append(section.heading)
            words -= _length(text, section.heading)
    open_ = [iter(section.items) for section in sections]
    brief = [at for at, section in enumerate(sections) if section.outlined]
    others = [at for at, section in enumerate(sections) if not section.outlined]
    for at in (*brief * _MOST_ITEMS, *others * _MOST_ITEMS):
        item = next(open_[at], None)
        if item is None or (sections[at].heading and not chosen[at]):
            continue
        if _length(text, item) > words:
            open_[at] = iter(())  # no item is left out between two others
        else:
            chosen[at].append(item)
            words -= _length(text, item)
    return [tuple(spans) for spans in chosen]


def _by_headings(document: Document, body: Span) -> Iterator[_Section]:
    """The sections of the outermost headings below the title; of articles also those that open
    with a sentence, which is no heading."""
    inside = [h for h in document.headings if body[0] <= h.start and h.end <= body[1]]
    if not inside:
        return
    level = min(heading.level for heading in inside)
    text = document.text
    tops = {heading.start: heading for heading in inside if heading.level == level}
    starts = {*tops}
    if any(_ARTICLE.match(heading.text) for heading in tops.values()):
        starts |= {match.start() for match in _ARTICLE.finditer(text, *body)}
    for start, end in pairwise([*sorted(starts), body[1]]):
        if heading := tops.get(start):
            under = [(h.start, h.end) for h in inside if heading.end <= h.start < end]
            items = tuple(_items(text, (heading.end, end), under))
            yield _Section((heading.start, heading.end), items, outlined=bool(under))
        else:
            yield _Section(None, tuple(_opened(text, [*lines_in(text, start, end)])))


def _items(text: str, within: Span, headings: Sequence[Span]) -> Iterator[Span]:
    """The headings under a heading; else its list, or its first sentence with what that opens."""
    lines = [*lines_in(text, *within)]
    if headings:
        yield from headings
    elif lines and _sort_of_item(text, lines[0]):
        yield from _list(text, lines)
    elif lines:
        yield from _opened(text, lines)


def _opened(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """The first sentence, and the list that it opens if it ends with a colon."""
    first = _first_sentence(text, lines[0])
    yield first
    if first[1] == lines[0][1] and text[first[1] - 1] == ":":
        yield from _list(text, lines[1:])


def _list(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """The first sentence of each entry, and those of a list with other marks that it opens."""
    sort = _sort_of_item(text, lines[0]) if lines else None
    opened = False
    for line in lines if sort else ():
        here = _sort_of_item(text, line)
        if here is None:
            return
        if here == sort or opened:
            yield (first := _first_sentence(text, line))
            opened = (opened and here != sort) or text[first[1] - 1] == ":"


def _by_numbers(document: Document, body: Span) -> Iterator[_Section]:
    """Paragraphs that are numbered 1, 2, 3, or Điều 1, Điều 2, where there are no headings."""
    text = document.text
    numbered = [(line, _NUMBERED.match(text, *line)) for line in lines_in(text, *body)]
    article = any(found and found["article"] for _, found in numbered)
    chosen: list[Span] = []
    for line, found in numbered:
        expected = (article, len(chosen) + 1)
        if found and (found["article"] is not None, int(found["number"])) == expected:
            chosen.append(line)
    if len(chosen) < 2:
        return
    ends = [line[0] for line in chosen[1:]] + [body[1]]
    for line, end in zip(chosen, ends, strict=True):
        yield _Section(None, tuple(_opened(text, [*lines_in(text, line[0], end)])))


_ARTICLE = re.compile(r"^Điều\s+\d{1,3}\s?[.:]", re.MULTILINE)
_NUMBERED = re.compile(r"(?P<article>Điều\s+)?(?P<number>\d{1,3})\s?[.)]\s*(?=\S)")
_ITEM = re.compile(r"(?P<dash>[-–—+•*])\s*|(?P<letter>[a-zđ])\)\s*|(?P<number>\d{1,3})\s?[.)]\s*")


def _sort_of_item(text: str, line: Span) -> str | None:
    """Which of the marks of a list a line begins with; None where it begins with none."""
    found = _ITEM.match(text, *line)
    return found.lastgroup if found else None


def _first_sentence(text: str, line: Span) -> Span:
    """With its number: the stop of `Điều 1.` ends nothing."""
    marked = _NUMBERED.match(text, *line)
    first = next(iter(sentence_spans(text, marked.end() if marked else line[0], line[1])), line)
    return line[0], first[1]


# --- The sentences of a text without headings

_OPENING = 2
_CENTRAL = 3
_MOST_READ = 400  # sentences: news and letters, or the beginning of something longer
_MOST_CHARACTERS = 100_000
_SHORTEST = 8  # words
_LONGEST = 70
_ALIKE = 0.5


def _central(text: str, body: Span, words: int, weigh: Weigh | None) -> list[Span]:
    """The first two sentences, then those nearest the centre, in the order of the text.

    A sentence is a vector of its tokens' counts by their idf; the centre is the sum of all, and
    nearness the cosine. One that says what is chosen already is passed over.
    """
    end = min(body[1], body[0] + _MOST_CHARACTERS)
    sentences = sentence_spans(text, body[0], end)[:_MOST_READ]
    if end < body[1] and len(sentences) > 1 and sentences[-1][1] >= end:
        sentences.pop()  # it may go on
    counts = [Counter(t.folded for t in tokenize(text[a:b])) for a, b in sentences]
    weigh = weigh or _within(counts)
    vectors = [_unit({t: n * weigh(t) for t, n in count.items()}) for count in counts]
    whole = sum(counts, Counter[str]())
    centre = _unit({token: n * weigh(token) for token, n in whole.items()})
    ranked = sorted(range(len(sentences)), key=lambda at: (-_dot(vectors[at], centre), at))
    chosen: list[int] = []
    for at in (*range(min(_OPENING, len(sentences))), *ranked):
        if len(chosen) == _OPENING + _CENTRAL:
            break
        size = _length(text, sentences[at])
        if at in chosen or size > words:
            continue
        if at >= _OPENING and (
            not _SHORTEST <= size <= _LONGEST
            or any(_dot(vectors[at], vectors[one]) > _ALIKE for one in chosen)
        ):
            continue
        chosen.append(at)
        words -= size
    return [sentences[at] for at in sorted(chosen)]


def _within(counts: Sequence[Counter[str]]) -> Weigh:
    """The idf over the sentences themselves."""
    frequency = Counter(token for count in counts for token in count)
    return lambda token: log(1 + len(counts) / (1 + frequency[token]))


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {token: weight / length for token, weight in vector.items()}


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other.get(token, 0.0) for token, weight in one.items())


# --- What it cites, and what cites it


def _cites(document: Document) -> Iterator[Part]:
    """The documents that it names, each once: those that it changes, its basis, the others."""
    best: dict[str, Reference] = {}
    for reference in document.references:
        if reference.by is None:
            known = best.get(reference.number)
            if known is None or _weight(reference.relation) < _weight(known.relation):
                best[reference.number] = reference
    ranked = sorted(best.values(), key=lambda one: (_weight(one.relation), one.start))
    for reference in ranked[:_MOST_CITED]:
        yield _named(Role.CITES, document, reference)


def _weight(relation: Relation) -> int:
    return _BY_WEIGHT.index(relation) if relation in _BY_WEIGHT else len(_BY_WEIGHT)


def _cited_by(
    document: Document, citing: Iterable[Citing], successors: Sequence[Successor]
) -> Iterator[Part]:
    """The first of the documents that name it, each once, by what it says most of it; but for
    those that change it."""
    told = {document.id, *(one.source.id for one in successors)}
    best: dict[str, Citing] = {}
    for one in citing:
        known = best.get(one.document.id, one)
        if one.document.id not in told:
            best[one.document.id] = min(known, one, key=lambda c: _weight(c.reference.relation))
    for one in islice(best.values(), _MOST_CITED):
        yield _named(Role.CITED_BY, one.document, one.reference)


def _named(role: Role, document: Document, reference: Reference) -> Part:
    """The words by which the sentence names the document; the sentence where they are not found."""
    whole = (reference.start, reference.end)
    number = parse_number(reference.number)
    span = next(
        (
            (whole[0] + mention.start, whole[0] + mention.end)
            for mention in find_mentions(document.text[slice(*whole)])
            if number and number.matches(mention.number)
        ),
        whole,
    )
    return Part(role, document, (span,), (whole,), reference.number, reference.relation)
