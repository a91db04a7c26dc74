"""Documents into passages: along headings and paragraphs, never inside a sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import ceil

from assistant.types import Document, Heading, Page, Passage
from assistant.vietnamese.sentences import sentence_spans

VERSION = 3

# Characters; a line of figures without a full stop may go on for megabytes.
_LONGEST = 4_000

CountTokens = Callable[[str], int]
_Span = tuple[int, int]


def split(
    document: Document, count_tokens: CountTokens, max_tokens: int = 200
) -> tuple[Passage, ...]:
    """Passages of at most about `max_tokens` tokens, in the document's order.

    A section is cut into pieces of about equal size. Only a single sentence that is longer by
    itself makes a passage longer than `max_tokens`; what runs on for thousands of characters
    without a stop is no sentence, and is cut.
    """
    passages: list[Passage] = []
    for (start, end), path in _sections(document):
        sentences = [
            part
            for span in sentence_spans(document.text, start, end)
            for part in _bounded(document.text, span)
        ]
        sizes = [count_tokens(document.text[a:b]) for a, b in sentences]
        for first, last in _pack(document.text, sentences, sizes, max_tokens):
            begin, stop = sentences[first][0], sentences[last - 1][1]
            passages.append(
                Passage(
                    id=f"{document.id}-{len(passages)}",
                    document_id=document.id,
                    text=document.text[begin:stop],
                    start=begin,
                    end=stop,
                    page=page_at(document.pages, begin),
                    headings=path,
                )
            )
    return tuple(passages)


def embedding_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: title and headings' path, then its text."""
    lines = [line for line in (document.title, *passage.headings) if line]
    if lines and passage.text.startswith(lines[-1]):
        lines.pop()  # the passage begins with its own heading
    return "\n".join((*lines, passage.text))


def page_at(pages: Sequence[Page], offset: int) -> int | None:
    """The number of the page that holds this offset, or None in a document without pages."""
    if not pages:
        return None
    return pages[max(0, bisect_right([page.start for page in pages], offset) - 1)].number


def headings_at(headings: Sequence[Heading], offset: int) -> tuple[str, ...]:
    """The path of the headings above this offset, outermost first."""
    path: list[Heading] = []
    for heading in headings:
        if heading.start > offset:
            break
        path = [above for above in path if above.level < heading.level] + [heading]
    return tuple(heading.text for heading in path)


def _sections(document: Document) -> Iterator[tuple[_Span, tuple[str, ...]]]:
    """Runs of text under one path of headings.

    Headings that follow one another with nothing between belong to the section below them.
    """
    begins = [0]
    previous_end = -1
    for heading in document.headings:
        if document.text[max(previous_end, 0) : heading.start].strip():
            begins.append(heading.start)
        previous_end = heading.end
    begins = sorted(set(begins))
    for start, end in pairwise([*begins, len(document.text)]):
        own = [h for h in document.headings if start <= h.start < end]
        yield (start, end), headings_at(document.headings, own[-1].start if own else start)


def _bounded(text: str, span: _Span) -> Iterator[_Span]:
    """The sentence as it is; only what is far too long to be one is cut, at spaces."""
    start, end = span
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _pack(
    text: str, sentences: list[_Span], sizes: list[int], max_tokens: int
) -> Iterator[tuple[int, int]]:
    """Ranges `[first, last)` of sentences, each within `max_tokens`, of about equal size.

    Where a paragraph ends near the target, the cut is made there.
    """
    total = sum(sizes)
    target = total / ceil(total / max_tokens) if total > max_tokens else max_tokens
    first, size = 0, 0
    for i, tokens in enumerate(sizes):
        full = size + tokens > max_tokens
        near = size >= target
        ends_paragraph = i > 0 and "\n" in text[sentences[i - 1][1] : sentences[i][0]]
        if i > first and (full or near or (ends_paragraph and size >= 0.8 * target)):
            yield first, i
            first, size = i, 0
        size += tokens
    if first < len(sentences):
        yield first, len(sentences)
