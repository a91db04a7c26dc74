"""Hard-wrapped lines back into paragraphs, across pages too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents.blocks import Block
from assistant.documents.layout import Span
from assistant.vietnamese.syllables import is_syllable

# Lines longer than this are whole paragraphs: the text was not wrapped by hand or by a page.
_WIDEST_WRAP = 130
_NARROWEST_WRAP = 50
# A line that the next word would have made this much of the widest was broken for want of room.
_FULL = 0.88

_STARTS_ITEM = re.compile(
    r"[-–—+•*▪◦●○■□➢✓·]\s*\S"
    r"|\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivxlIVXL]{1,6}|[a-zđA-ZĐ])[.)]\s"
    r"|(?:[IVXL]{1,6}|\d{1,2})\s?[-–]\s"
    r"|(?:Phần|Chương|Mục|Điều|PHẦN|CHƯƠNG|MỤC|ĐIỀU)\s+[\dIVXLT]"
)
_STARTS_HEAD = re.compile(
    r"(?:Luật\s+)?[Ss]ố\s*:?\s*\d|Nơi nhận|Kính gửi|V/v\b|T/M|K/T|T/L|TM\.|KT\."
)
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”’)\]]*$")
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:[Tt]rang\s+)?(\d{1,4})(?:\s*/\s*\d{1,4})?[-–—\s]*")
_MARGIN_LINES = 2
_LONGEST_WORD = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stood; an empty one ends a paragraph. `span` is its place on its page; one
    that is `whole` is a paragraph by itself.
    """

    text: str
    page: int | None = None
    span: Span | None = None
    whole: bool = False


def reflow(lines: Sequence[Line], *, width: int | None = None) -> list[Block]:
    """Paragraphs of the lines, each on one line. Nothing but white space is lost.

    `width` is what the lines were wrapped to, in characters; without it they tell themselves.
    """
    lines = [replace(line, text=" ".join(line.text.split())) for line in lines]
    width = width or _wrap_width([line.text for line in lines])
    paragraphs: list[list[Line]] = []
    previous: Line | None = None
    for line in lines:
        if line.text:
            turns = previous is not None and line.page != previous.page
            if previous is None or not _continues(previous, line, width, turns=turns):
                paragraphs.append([])
            paragraphs[-1].append(line)
        previous = line if line.text else None
    return [_joined(paragraph) for paragraph in paragraphs]


def page_lines(pages: Sequence[str | Sequence[Line]]) -> list[Line]:
    """The lines of pages numbered from 1, without page numbers and running heads.

    A page's end is no end of a paragraph: `reflow` joins what goes on overleaf.
    """
    split = [list(_lines_of(page, number)) for number, page in enumerate(pages, 1)]
    texts = [[line.text for line in page] for page in split]
    margins = [_margin(page) for page in texts]
    running = _running(texts, margins)
    shifts = _number_shifts(texts)
    lines: list[Line] = []
    for number, (page, margin) in enumerate(zip(split, margins, strict=True), 1):
        kept = [
            line
            for at, line in enumerate(page)
            if at not in margin
            # The first of the running heads may be the only place where its words stand.
            or not (
                (_shape(line.text) in running and not (number == 1 and at < len(page) / 2))
                or _page_shift(line.text, number) in shifts
            )
        ]
        filled = [at for at, line in enumerate(kept) if line.text]
        lines.extend(kept[filled[0] : filled[-1] + 1] if filled else [])
    return lines


def _lines_of(page: str | Sequence[Line], number: int) -> Iterator[Line]:
    if isinstance(page, str):
        return (Line(line.strip(), number) for line in page.strip().split("\n"))
    return iter(page)


def _wrap_width(texts: Sequence[str]) -> int | None:
    """The width that the text was wrapped to, in characters; None where it was not."""
    lengths = sorted(len(text) for text in texts if text)
    if not lengths or sum(n > _WIDEST_WRAP for n in lengths) > len(lengths) / 20:
        return None
    width = max((n for n in lengths if n <= _WIDEST_WRAP), default=0)
    if width < _NARROWEST_WRAP:
        return None
    followers = [
        after
        for before, after in pairwise(texts)
        if before and after and _is_full(before, after, width) and not _STARTS_ITEM.match(after)
    ]
    # Wrapped text breaks inside sentences; separate notes of one length do not.
    inside = sum(not text[0].isupper() for text in followers)
    return width if followers and inside >= len(followers) / 3 else None


def _is_full(text: str, following: str, width: int) -> bool:
    return _length_with_next(text, following) > _FULL * width


def _length_with_next(text: str, following: str) -> int:
    return len(text) + 1 + len(following.split(" ", 1)[0])


def _continues(before: Line, after: Line, width: int | None, *, turns: bool) -> bool:
    """Whether a line goes on with the next one; `turns` where a page ends between them."""
    text, following = before.text, after.text
    room = _room(before, after, width)
    if (
        before.whole
        or after.whole
        or room is None
        or not (_is_prose(text) and _is_prose(following))
    ):
        return False
    if re.search(r"\d{4}\s*[-–]?$", text) and re.match(r"[-–]?\s*\d{4}\b", following):
        return True  # a span of years broken at its dash
    if _STARTS_ITEM.match(following) or _is_head(text) or _is_head(following):
        return False
    if text.isupper() or (following.isupper() and len(following.split()) > 2):
        return room.full and text.isupper() and following.isupper()
    if _ENDS_SENTENCE.search(text):
        # A paragraph may end here; two that are joined are worse than one that is split.
        return room.exactly if following[0].isupper() else room.full
    goes_on = following[0].islower() or following[0].isdigit()
    return room.full or (goes_on and (turns or room.long))


@dataclass(frozen=True, slots=True)
class _Room:
    """Whether a line was broken for want of room: likely, surely; and whether it is long at all."""

    full: bool
    exactly: bool
    long: bool


def _room(before: Line, after: Line, width: int | None) -> _Room | None:
    """What the places of two lines say, else their lengths; None where nothing was wrapped."""
    if before.span is not None and after.span is not None:
        full = not before.span.leaves_room_for(after.span) and after.span.is_below(before.span)
        middle = (before.span.start + before.span.edge) / 2
        exactly = full and not after.span.is_indented
        return _Room(full, exactly, before.span.right > middle)
    if width is None:
        return None
    length = _length_with_next(before.text, after.text)
    return _Room(length > _FULL * width, length > width, len(before.text) > width / 2)


def _is_head(text: str) -> bool:
    """Whether a line is one of a document's head or foot; `số 46-BC/TU` goes on with a sentence."""
    return not text.startswith("số") and _STARTS_HEAD.match(text) is not None


def _is_prose(text: str) -> bool:
    """Whether a line holds words."""
    return any(c.isalnum() for c in text)


def _joined(lines: Sequence[Line]) -> Block:
    """One block of the lines of a paragraph."""
    pieces = [lines[0].text]
    length = len(pieces[0])
    turns: list[tuple[int, int]] = []
    for before, line in pairwise(lines):
        between = glue(before.text, line.text)
        if between is None:  # the hyphen goes too
            pieces[-1] = pieces[-1][:-1]
            length -= 1
        elif between:
            pieces.append(between)
            length += len(between)
        if line.page is not None and line.page != before.page:
            turns.append((length, line.page))
        pieces.append(line.text)
        length += len(line.text)
    return Block("".join(pieces), lines[0].page, turns=tuple(turns))


def glue(text: str, following: str) -> str | None:
    """What joins two lines: a space, nothing behind a hyphen, None where that is to go too."""
    if text[-1] == "/" and text[-2:-1].isalnum() and following[0].isalnum():
        return ""
    before = re.search(r"([^\W\d_]*)-$", text[-_LONGEST_WORD:])
    if before is None or not (following[0].isalnum() and text[-2:-1].isalnum()):
        return " "
    after = re.match(r"[^\W\d_]*", following)
    return None if after and _is_split_word(before[1], after[0]) else ""


def _is_split_word(before: str, after: str) -> bool:
    """A foreign word hyphenated at the line's end; Vietnamese compounds keep their hyphen."""
    lower = before.isascii() and after.isascii() and before.islower() and after.islower()
    return lower and len(before) > 1 and not (is_syllable(before) and is_syllable(after))


def _margin(page: Sequence[str]) -> set[int]:
    """Positions of the first and last lines that are not empty."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    return {*filled[:_MARGIN_LINES], *filled[-_MARGIN_LINES:]}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _running(pages: Sequence[Sequence[str]], margins: Sequence[set[int]]) -> set[str]:
    """Shapes of the margin lines that most pages share."""
    counts = Counter(
        shape
        for page, margin in zip(pages, margins, strict=True)
        for shape in {_shape(page[at]) for at in margin}
        if any(c.isalpha() for c in shape)
    )
    needed = max(2 if len(pages) > 2 else 3, len(pages) // 2)
    return {shape for shape, count in counts.items() if count >= needed}


def _page_shift(line: str, number: int) -> int | None:
    found = _PAGE_NUMBER.fullmatch(line.strip())
    return int(found[1]) - number if found else None


def _number_shifts(pages: Sequence[Sequence[str]]) -> set[int]:
    """How far printed page numbers are off the page's place in the file."""
    shifts = Counter(
        shift
        for number, page in enumerate(pages, 1)
        if page
        for shift in {_page_shift(page[0], number), _page_shift(page[-1], number)}
        if shift is not None
    )
    return {shift for shift, count in shifts.items() if shift == 0 or count > 1}
