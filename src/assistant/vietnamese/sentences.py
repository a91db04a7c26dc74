"""Where sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A run of stops with its closing quotes or brackets, then space.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?=\s)")
# Words before a full stop that do not end a sentence: initials, titles, and for whom one signs.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“/.])(?:[^\W\d_]|TP|Tp|TX|TT|ThS|TS|PGS|GS|BS|KS|CN|Đ/c|đ/c|Mr|Mrs|Ms|Dr|St|No|KT|TM|TL|TUQ)\.$"
)
_LONGEST_ABBREVIATION = 5  # with what stands before it and the stop
# What only counts the words after it: `1.`, `IV.`, `Điều 12.`.
_ENUMERATOR = re.compile(
    r"(?:\d{1,3}|[IVXLC]{1,6}|[a-zđ]"
    r"|(?i:điều|khoản|(?:tiểu )?mục|phần|chương|phụ lục) (?:\d{1,3}[a-zđ]?|[IVXLC]{1,6}))\."
)
_LONGEST_ENUMERATOR = 16
_WORD = re.compile(r"\S")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the sentences in `text[start:end]`, outer space left out.

    A line break always ends a sentence: documents hold one paragraph, heading or list item a line.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        offset = start + line.start()
        spans += [(offset + begin, offset + stop) for begin, stop in _of_line(line[0])]
    return spans


def _of_line(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of one line. What it looks back at is bounded: a line may be megabytes long."""
    line = line.rstrip()
    begin = _word_at(line, 0)
    for stop in _STOP.finditer(line):
        end = stop.end()
        after = _word_at(line, end)
        if not _opens_sentence(line[after]) or _only_leads(line, begin, end):
            continue
        yield begin, end
        begin = after
    if begin < len(line):
        yield begin, len(line)


def _only_leads(line: str, begin: int, end: int) -> bool:
    """Whether the words up to a stop are an initial, a title or an enumerator."""
    if _ABBREVIATION.search(line[max(begin, end - _LONGEST_ABBREVIATION) : end]):
        return True
    return end - begin <= _LONGEST_ENUMERATOR and bool(_ENUMERATOR.fullmatch(line, begin, end))


def _opens_sentence(character: str) -> bool:
    return not character.islower() and character not in ",;:.)"


def _word_at(line: str, start: int) -> int:
    """Where the first word at or after `start` begins; the line's end where there is none."""
    word = _WORD.search(line, start)
    return word.start() if word else len(line)
