"""Where sentences begin and end."""

from __future__ import annotations

import re

# A stop with its closing quotes or brackets, then space.
_STOP = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)")
# Words before a full stop that do not end a sentence: initials and titles.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“/.])(?:[^\W\d_]|TP|Tp|TX|TT|ThS|TS|PGS|GS|BS|KS|CN|Đ/c|đ/c|Mr|Mrs|Ms|Dr|St|No)\.$"
)
_ENUMERATOR = re.compile(r"^\s*(?:\d{1,3}|[IVXLC]{1,6}|[a-zđ])\.$")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the sentences in `text[start:end]`, outer space left out.

    A line break always ends a sentence: documents hold one paragraph, heading or list item a line.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        begin = line.start()
        for stop in _STOP.finditer(line[0]):
            here = line.start() + stop.end()
            so_far, rest = text[start + begin : start + here], line[0][stop.end() :].lstrip()
            if not _opens_sentence(rest) or _ABBREVIATION.search(so_far):
                continue
            if _ENUMERATOR.match(so_far):
                continue
            spans.append((start + begin, start + here))
            begin = here
        spans.append((start + begin, start + line.end()))
    return [span for span in (_strip(text, *s) for s in spans) if span[0] < span[1]]


def _opens_sentence(rest: str) -> bool:
    return bool(rest) and not rest[0].islower() and rest[0] not in ",;:.)"


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
