"""The article in a saved news page, without the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, pairwise

from assistant.documents.blocks import Block
from assistant.documents.newslines import Sort, byline, dateline, is_source_line, sort_of
from assistant.vietnamese.normalize import comparable

_FURNITURE = frozenset(
    {Sort.CAPTION, Sort.CREDIT, Sort.DATELINE, Sort.COUNTER, Sort.TOOL, Sort.RELATED, Sort.END}
)
_READ = frozenset({Sort.TEXT, Sort.SENTENCE})
# What follows a byline or a list of other articles is another text if it is this much shorter.
_LITTLE = 0.35
_NEXT_TO_NOTHING = 0.15
_LONGEST_BYLINE = 80
_HEADLINE_WINDOW = 12
_HEADLINE_WORDS = (6, 4, 2)
# Behind the day of publication: ` - Lượt xem: 57`.
_VIEWS = re.compile(r"[^\w)]+(?:lượt\s+)?(?:xem|đọc|views?)\s*:?\s*[\d.,]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Article:
    """A news article: `blocks` begin with the headline, where there is one.

    `dateline` is the page's line with the day of publication, one of the blocks.
    """

    blocks: tuple[Block, ...]
    headline: str | None
    published: date | None
    dateline: str | None
    author: str | None


def is_news_page(blocks: Sequence[Block]) -> bool:
    """Whether the lines around the text are those of a news page, by at least two signs.

    Of an article that was typed or copied alone these are the day under its headline, and the name
    that it ends with.
    """
    sorts = [sort_of(block.text) for block in blocks]
    if Sort.TEXT not in sorts:
        return False
    opens = Sort.TEXT in sorts[2:4] and dateline(blocks[1].text, under_headline=True) is not None
    if opens and byline(blocks[-1].text) is not None:
        return True
    dated = any((found := dateline(block.text)) and found.sure for block in blocks)
    strong = {Sort.COUNTER, Sort.END} & set(sorts)
    weak = {Sort.CAPTION, Sort.CREDIT, Sort.RELATED, Sort.TOOL} & set(sorts)
    named = any(byline(block.text, sure=True) for block in blocks[1:])
    return len(strong) + dated >= 1 and len(strong) + dated + len(weak) + named >= 2


def extract_article(
    blocks: Sequence[Block],
    *,
    headline: str | None = None,
    published: date | None = None,
    around: str | None = None,
    markup: bool = False,
) -> Article | None:
    """The article among the blocks of a page; None where there is no paragraph of text.

    `headline` and `published` are what markup states, `around` is the date line of the page around
    the blocks; with `markup` the blocks are the article's own element: its tables and its headings
    above the first paragraph stay.
    """
    sorts = [sort_of(block.text) for block in blocks]
    if markup:
        sorts = [
            Sort.SENTENCE if sort in (Sort.SHORT, Sort.BULLET) and " | " in block.text else sort
            for sort, block in zip(sorts, blocks, strict=True)
        ]
    sums = _text_sums(blocks, sorts)
    run = _longest_run(sorts, sums)
    if run is None:
        return None
    start, stop = run
    lead = next(at for at in range(start, stop) if sorts[at] is Sort.TEXT)
    title_at = _headline_at(blocks, sorts, lead, headline)
    end = _end(blocks, sorts, sums, lead, stop)
    last = max(at for at in range(lead, end) if sorts[at] in _READ)
    while last + 1 < end and sorts[last + 1] is Sort.BULLET and _opens_list(blocks[last]):
        last += 1
    top = start if markup else lead
    begin = top if title_at is None else title_at + 1
    author = _author(blocks, sorts, range(begin, lead), sure=True) or _author(
        blocks, sorts, range(last + 1, len(blocks)), sure=False
    )
    kept = list(_kept(blocks, sorts, range(begin, last + 1), lead, markup))
    title = headline or (blocks[title_at].text if title_at is not None else None)
    if title:
        first = blocks[title_at if title_at is not None else lead]
        kept.insert(0, replace(first, text=title, level=1, turns=()))
    line = _dateline(blocks, title_at, lead) or around
    stamp = dateline(line or "", under_headline=True)
    if published is None and stamp:
        published = stamp.day
    # A line with another day than markup states tells of something else: of a change, of today.
    if line and stamp and stamp.day == published:
        kept.insert(1, Block(line))
    else:
        line = None
    if author and not any(_bears_byline(block.text, author) for block in kept[-2:]):
        kept.append(Block(author))
    return Article(tuple(kept), title, published, line, author)


def _bears_byline(text: str, author: str) -> bool:
    """Whether a line is a byline; a paragraph may speak of somebody of the same name."""
    return len(text) <= _LONGEST_BYLINE and author in text


def _longest_run(sorts: Sequence[Sort], sums: Sequence[int]) -> tuple[int, int] | None:
    """The run of blocks between ends of articles that holds most text."""
    bounds = [-1, *(at for at, sort in enumerate(sorts) if sort is Sort.END), len(sorts)]
    runs = [(before + 1, after) for before, after in pairwise(bounds)]
    start, stop = max(runs, key=lambda run: sums[run[1]] - sums[run[0]])
    return (start, stop) if sums[stop] > sums[start] else None


def _text_sums(blocks: Sequence[Block], sorts: Sequence[Sort]) -> list[int]:
    """Up to each place, how many characters of paragraphs stand before it."""
    lengths = (
        len(block.text) if sort is Sort.TEXT else 0
        for block, sort in zip(blocks, sorts, strict=True)
    )
    return list(accumulate(lengths, initial=0))


def _headline_at(
    blocks: Sequence[Block], sorts: Sequence[Sort], lead: int, headline: str | None
) -> int | None:
    """Where the headline stands: the nearest line above the lead that is long enough for one."""
    if headline is not None:
        same = comparable(headline)
        places = (at for at, block in enumerate(blocks) if comparable(block.text) == same)
        return next(places, None)
    lengths = {
        at: len(blocks[at].text.split())
        for at in range(max(0, lead - _HEADLINE_WINDOW), lead)
        if sorts[at] in (Sort.SHORT, Sort.SENTENCE)
        and not byline(blocks[at].text, sure=True)
        and not dateline(blocks[at].text, under_headline=True)
    }
    for words in _HEADLINE_WORDS:
        if enough := [at for at, length in lengths.items() if length >= words]:
            return max(enough)
    return None


def _end(
    blocks: Sequence[Block], sorts: Sequence[Sort], sums: Sequence[int], lead: int, stop: int
) -> int:
    """Where the article ends: at a byline or a list of others behind which little text stands."""
    for at in range(lead + 1, stop):
        name = byline(blocks[at].text) if sorts[at] is Sort.SHORT else None
        if name is not None and byline(blocks[at].text, sure=True) is None:
            share = _NEXT_TO_NOTHING if len(name.split()) <= 3 else 0.0
        elif name is not None or sorts[at] is Sort.RELATED:
            share = _LITTLE
        else:
            continue
        if sums[stop] - sums[at] <= share * (sums[at] - sums[lead]):
            return at
    return stop


def _author(
    blocks: Sequence[Block], sorts: Sequence[Sort], places: range, *, sure: bool
) -> str | None:
    """The name on the first line of `places` that is neither caption nor counter."""
    for at in places:
        if sorts[at] in (Sort.CAPTION, Sort.CREDIT, Sort.COUNTER, Sort.DATELINE, Sort.TOOL):
            continue
        if (name := byline(blocks[at].text, sure=sure)) is not None:
            return name
        if not sure and not is_source_line(blocks[at].text):
            return None
    return None


def _kept(
    blocks: Sequence[Block], sorts: Sequence[Sort], places: range, lead: int, markup: bool
) -> Iterator[Block]:
    """The article's blocks; subheadings get a level."""
    before: Block | None = None
    among_others = False
    for at in places:
        block, sort = blocks[at], sorts[at]
        among_others = sort is Sort.RELATED or (among_others and sort is not Sort.TEXT)
        if sort is Sort.DATELINE and at > lead and not _is_stamp(block.text):
            sort = Sort.SENTENCE  # a day in a programme
        above = at < lead and sort not in _READ and not (markup and block.level)
        if sort in _FURNITURE or among_others or above:
            continue
        captioned = at + 1 < len(sorts) and sorts[at + 1] is Sort.CREDIT
        if sort is Sort.SHORT and (captioned or (at < lead and byline(block.text, sure=True))):
            continue
        if sort is Sort.BULLET and not markup and not _opens_list(before):
            continue
        if sort is Sort.SHORT and not markup and _is_subheading(blocks, sorts, at):
            block = replace(block, level=2)
        yield block
        before = block


def _is_stamp(text: str) -> bool:
    found = dateline(text)
    return found is not None and found.sure


def _opens_list(before: Block | None) -> bool:
    return before is not None and (before.text.endswith((":", ";")) or before.text[0] in "-+•*")


def _is_subheading(blocks: Sequence[Block], sorts: Sequence[Sort], at: int) -> bool:
    following = at + 1 < len(blocks) and sorts[at + 1] in _READ
    words = blocks[at].text.split()
    return following and 2 <= len(words) <= 20 and words[0][0].isupper()


def _dateline(blocks: Sequence[Block], title_at: int | None, lead: int) -> str | None:
    """The date line between headline and lead, else the one right above the headline."""
    top = lead - 3 if title_at is None else title_at + 1
    for block in blocks[max(0, top) : lead]:
        if dateline(block.text, under_headline=True):
            return _VIEWS.sub("", block.text)
    for block in blocks[max(0, (title_at or 0) - 2) : title_at or 0]:
        if _is_stamp(block.text):
            return _VIEWS.sub("", block.text)
    return None
