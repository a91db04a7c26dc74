"""Who has to act where the clause with the limit does not say."""

from __future__ import annotations

import re

from assistant.documents.actors import (
    Named,
    find_actors,
    find_level,
    opening_body,
    whole_line,
)
from assistant.documents.duties import has_duty
from assistant.documents.leaning import (
    LONGEST_LINE_ABOVE,
    Sentence,
    leans,
    led_from,
    slice_of,
    trimmed,
)
from assistant.documents.limit_forms import words
from assistant.documents.limits import Limit
from assistant.types import Document
from assistant.vietnamese.normalize import place_tone_marks

_AT_ONCE = 4
_LINES_ABOVE = 12
# Who says what follows, and need not be the one who does it.
_SPEAKS = re.compile(
    rf"\s+(?:{words('trân trọng', 'kính')}\s+)?"
    rf"(?:{words('thông báo', 'kính báo', 'công bố', 'báo cáo', 'xin ý kiến')}"
    rf"|{words('hướng dẫn', 'triển khai', 'ban hành', 'kết luận', 'quyết định', 'xây dựng')}"
    rf"[^:]*{words('như sau', 'sau', 'sau đây', 'cụ thể')})[^:]*:\s*$"
)


def other_actor(
    sentence: Sentence,
    masked: str,
    limit: Limit,
    clause: tuple[int, int],
    recipient: Named | None,
) -> str | None:
    """Who acts where the clause does not say: its level, its sentence, what stands above it."""
    document = sentence.document
    level = find_level(masked, *clause)
    if level and not (recipient and recipient.start <= level.start < recipient.end):
        return slice_of(document, level, sentence.start)
    earlier = find_actors(masked, 0, clause[0])
    if named := (earlier[-1] if earlier else opening_body(sentence.text)):
        return slice_of(document, named, sentence.start)
    if leans(sentence.text, limit, *trimmed(sentence.text, *clause)) and (
        led := _who_led(sentence, clause[0])
    ):
        return led
    if sentence.before:
        opens = limit.end if limit.start <= clause[0] + _AT_ONCE else clause[0]
        if not _begins_with_duty(sentence.text, opens):
            return None  # something else is spoken of
        start, end = sentence.before
        actors = find_actors(place_tone_marks(document.text[start:end]), 0, end - start)
        return slice_of(document, actors[-1], start) if actors else None
    return _actor_above(document, sentence.line)


def _who_led(sentence: Sentence, clause_start: int) -> str | None:
    """Who acts in what a clause goes on from."""
    start, end = led_from(sentence, clause_start)
    text = place_tone_marks(sentence.document.text[start:end])
    named = find_actors(text, 0, len(text))
    return slice_of(sentence.document, named[-1] if named else opening_body(text), start)


def _begins_with_duty(text: str, start: int) -> bool:
    words_of_it = text[start : start + 60].replace(",", " ").split()
    return not words_of_it or has_duty(" ".join(words_of_it[:4]))


def _actor_above(document: Document, line: int) -> str | None:
    """Whom the lines above speak to: `2. Ban Tổ chức Huyện ủy`, or `Các chi bộ phải:`."""
    end = line - 1
    for _ in range(_LINES_ABOVE):
        if end <= 0:
            return None
        start = document.text.rfind("\n", 0, end) + 1
        above = place_tone_marks(document.text[start:end])
        if len(above) <= LONGEST_LINE_ABOVE:
            if named := whole_line(above):
                return slice_of(document, named, start)
            if above.rstrip().endswith(":"):
                actors = find_actors(above, 0, len(above))
                if actors and _SPEAKS.match(above, actors[-1].end):
                    return None
                return slice_of(document, actors[-1], start) if actors else None
        if any(heading.start == start for heading in document.headings):
            return None
        end = start - 1
    return None
