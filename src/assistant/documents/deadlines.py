"""The deadlines of a document: who must do what, for whom, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise, zip_longest

from assistant.documents.actors import (
    LIMIT,
    Named,
    after_marker,
    find_actors,
    find_level,
    find_recipient,
    opening_body,
    whole_line,
)
from assistant.documents.bodies import places_in
from assistant.documents.duties import has_duty, is_done, is_due, is_of_a_thing
from assistant.documents.header_spans import find_head
from assistant.documents.limits import Limit, find_limits, words
from assistant.documents.titles import cited_title
from assistant.types import Deadline, Document
from assistant.vietnamese.normalize import comparable, fold, place_tone_marks
from assistant.vietnamese.sentences import sentence_spans

# What a sentence must hold to have a limit of time: cheap, so that most are not looked at.
_LEADS = (
    r"trước|(?:chậm|muộn|trễ) nhất|không (?:muộn|chậm|trễ) hơn|không quá|hạn|hết|trong|đến|tới|vào"
    r"|hoàn thành|xong|thời gian|tiến độ|ít nhất|tối thiểu"
)
_NEAR = r")(?!\w)[^;\n]{0,60}?(?<!\w)(?:\d|"
_UNITS = r"ngày|tuần|tháng|quý|năm|tết|giờ|thứ|mùng|chủ nhật|một|hai|ba|bốn|năm|sáu|mười"
_OFTEN = r"|(?<!\w)(?:một lần|(?:hằng|hàng|mỗi|từng) (?:tuần|tháng|quý|năm))(?!\w)"
_WORTH = re.compile(rf"(?<!\w)(?:{_LEADS}{_NEAR}{_UNITS}){_OFTEN}")
_WORTH_UNACCENTED = re.compile(rf"(?<!\w)(?:{fold(_LEADS)}{_NEAR}{fold(_UNITS)}){fold(_OFTEN)}")
_LINE = re.compile(r"[^\n]+")
_APART = re.compile(r";")
_BREAK = re.compile(rf"\s*(?:,|{words('và', 'để', 'rồi', 'còn', 'đồng thời')})\s*")
_LEADING = re.compile(rf"(?:[\s,;:]|{words('và', 'còn', 'rồi', 'để', 'đồng thời')})+")
_TRAILING = " ,;:.–-"
# Words that say nothing of what is due, besides the limit itself.
_BARE = re.compile(
    words(
        "thời gian", "thời hạn", "hoàn thành", "thực hiện", "xong", "tiến độ", "phải", "yêu cầu",
        "hạn", "việc này", "công việc này", "nội dung này", "nhiệm vụ này", "các nhiệm vụ trên",
        "các nội dung trên", "tất cả",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_AT_ONCE = 4
_LONGEST = 2_000
_LINES_ABOVE = 12
_LONGEST_LINE_ABOVE = 300


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`text` is `document.text[start:end]` in one tone placement, which keeps its length.

    `before` is the sentence before it on its line, as a span of the document; `line` where its
    line begins.
    """

    document: Document
    text: str
    start: int
    end: int
    line: int
    before: tuple[int, int] | None


def read_deadlines(document: Document) -> tuple[Deadline, ...]:
    """Every deadline of the document, in order; one that is said twice, once.

    What happened, what is in force and what may be done is none. Takes under 1 ms a page.
    """
    found: dict[tuple[str, str], Deadline] = {}
    # A title says of what time a paper is, not what is due.
    for line in _LINE.finditer(document.text, find_head(document.text).end):
        if not _is_worth(line[0]):
            continue
        before: tuple[int, int] | None = None
        for start, end in _sentences(document.text, *line.span()):
            said = document.text[start:end]
            if _is_worth(said):
                text = place_tone_marks(said)
                sentence = _Sentence(document, text, start, end, line.start(), before)
                for deadline in _in_sentence(sentence):
                    key = comparable(deadline.phrase).lower(), comparable(deadline.duty).lower()
                    found.setdefault(key, deadline)
            before = start, end
    return tuple(found.values())


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a line; one that goes on and on, in pieces, so that none takes long."""
    for begin, stop in sentence_spans(text, start, end):
        at = begin
        while stop - at > _LONGEST:
            cut = text.rfind(" ", at + 1, at + _LONGEST) + 1 or at + _LONGEST
            yield at, cut
            at = cut
        yield at, stop


def _is_worth(text: str) -> bool:
    worth = _WORTH_UNACCENTED if text.isascii() else _WORTH
    return worth.search(text.lower()) is not None


def _in_sentence(sentence: _Sentence) -> Iterator[Deadline]:
    text = sentence.text
    limits = _telling(text, find_limits(text, sentence.document.date))
    if not limits:
        return
    masked = _masked(text, limits)
    for limit, start, end in _clauses(text, limits):
        if not is_due(text, limit, (start, end), sentence.document):
            continue
        actor = _nearest(find_actors(masked, start, end), limit)
        said = text, limit, (start, end), actor
        if not is_done(*said) and not is_of_a_thing(*said):
            yield _deadline(sentence, masked, limit, (start, end), actor)


def _telling(text: str, limits: Sequence[Limit]) -> list[Limit]:
    """Without how often something comes back where a limit beside it says more: `hằng năm báo cáo
    trước ngày 30/11`."""
    days = [limit.start for limit in limits if not limit.often]
    return [
        limit
        for limit in limits
        if not (
            limit.often and any(not _APART.search(text, *sorted((limit.start, at))) for at in days)
        )
    ]


def _masked(text: str, limits: Sequence[Limit]) -> str:
    for limit in limits:
        text = text[: limit.start] + LIMIT * (limit.end - limit.start) + text[limit.end :]
    return text


def _clauses(text: str, limits: Sequence[Limit]) -> Iterator[tuple[Limit, int, int]]:
    """Each limit with the part of the sentence that is about it."""
    bounds = [0, *(stop.end() for stop in _APART.finditer(text)), len(text)]
    for opens, closes in pairwise(bounds):
        inside = [limit for limit in limits if opens <= limit.start < closes]
        start = opens
        for limit, following in zip_longest(inside, inside[1:]):
            end = _cut(text, start, limit, following) if following else closes
            if has_duty(f"{text[start : limit.start]} {text[limit.end : end]}"):
                yield limit, start, end
            elif start > opens or not following:
                yield limit, opens, end  # `đợt 2 trước ngày …`: the duty stands before
            else:
                continue  # `Trong tháng 5, chậm nhất ngày 25/5, …`: the last one is the closest
            start = end


def _cut(text: str, start: int, limit: Limit, following: Limit) -> int:
    """Where the part about a limit ends and the part about the next one begins."""
    breaks = list(_BREAK.finditer(text, limit.end, following.start))
    if has_duty(text[start : limit.start]):
        return breaks[0].start() if breaks else limit.end
    for stop in reversed(breaks):
        rest = text[stop.end() : following.start]
        if (has_duty(rest) or not rest.strip()) and has_duty(text[limit.end : stop.start()]):
            return stop.start()
    return limit.end


def _nearest(actors: Sequence[Named], limit: Limit) -> Named | None:
    """The last that acts before the limit, else the first behind it."""
    ahead = [actor for actor in actors if actor.end <= limit.start]
    if ahead:
        return ahead[-1]
    return next((actor for actor in actors if actor.start >= limit.end), None)


def _deadline(
    sentence: _Sentence, masked: str, limit: Limit, clause: tuple[int, int], actor: Named | None
) -> Deadline:
    document, base = sentence.document, sentence.start
    start, end = _trimmed(sentence.text, *clause)
    recipient = find_recipient(masked, start, end)
    who = _slice(document, _proper(masked, actor), base) or _other_actor(
        sentence, masked, limit, clause, recipient
    )
    quoted = _opening(sentence, limit, start, end)
    duty_start = quoted if quoted < base else base + start
    duty = document.text[duty_start : base + end]
    phrase = document.text[base + limit.start : base + limit.end]
    digest = blake2b("\0".join((document.id, phrase, duty)).encode(), digest_size=8)
    return Deadline(
        id=digest.hexdigest(),
        document_id=document.id,
        title=cited_title(document),
        kind=document.kind,
        number=document.number,
        document_date=document.date,
        source=document.source,
        page=_page(document, quoted),
        start=quoted,
        end=sentence.end,
        quote=document.text[quoted : sentence.end],
        phrase_start=base + limit.start,
        phrase_end=base + limit.end,
        phrase=phrase,
        actor=who,
        duty=duty,
        recipient=_slice(document, recipient, base),
        place=_place(sentence, clause, recipient, who),
        body=document.issuer,
        due=limit.due,
        exclusive=limit.exclusive,
        inferred=limit.inferred,
        firm=limit.firm,
    )


def _proper(text: str, actor: Named | None) -> Named | None:
    """The body that opens the sentence, without a verb that was taken for a part of its name."""
    if actor is None or not text[actor.end :].lstrip().startswith(LIMIT):
        return actor
    body = opening_body(text)
    return body if body and body.start == actor.start and body.end < actor.end else actor


def _slice(document: Document, named: Named | None, base: int) -> str | None:
    return document.text[base + named.start : base + named.end] if named else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A clause without the mark of its list item and the words that join it to others."""
    start = after_marker(text, start, end) if start == 0 else start
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return start, end


def _opening(sentence: _Sentence, limit: Limit, start: int, end: int) -> int:
    """Where the quote begins: a sentence before, where this one says by when and no more.

    `Rà soát hồ sơ đảng viên. Thời gian hoàn thành: trước ngày 5/6/2024.`
    """
    text = sentence.text
    rest = _BARE.sub(" ", f"{text[start : limit.start]} {text[limit.end : end]}")
    if _WORD.search(rest):
        return sentence.start
    if sentence.before:
        return sentence.before[0]
    above = sentence.document.text.rfind("\n", 0, max(0, sentence.line - 1)) + 1
    if sentence.line > 0 and sentence.line - above <= _LONGEST_LINE_ABOVE:
        return above
    return sentence.start


def _other_actor(
    sentence: _Sentence,
    masked: str,
    limit: Limit,
    clause: tuple[int, int],
    recipient: Named | None,
) -> str | None:
    """Who acts where the clause does not say: its level, its sentence, what stands above it."""
    document = sentence.document
    level = find_level(masked, *clause)
    if level and not (recipient and recipient.start <= level.start < recipient.end):
        return _slice(document, level, sentence.start)
    if earlier := find_actors(masked, 0, clause[0]):
        return _slice(document, earlier[-1], sentence.start)
    if opening := opening_body(sentence.text):
        return _slice(document, opening, sentence.start)
    if sentence.before:
        opens = limit.end if limit.start <= clause[0] + _AT_ONCE else clause[0]
        if not _begins_with_duty(sentence.text, opens):
            return None  # something else is spoken of
        start, end = sentence.before
        actors = find_actors(place_tone_marks(document.text[start:end]), 0, end - start)
        return _slice(document, actors[-1], start) if actors else None
    return _actor_above(document, sentence.line)


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
        if len(above) <= _LONGEST_LINE_ABOVE:
            if named := whole_line(above):
                return _slice(document, named, start)
            if above.rstrip().endswith(":"):
                actors = find_actors(above, 0, len(above))
                return _slice(document, actors[-1], start) if actors else None
        if any(heading.start == start for heading in document.headings):
            return None
        end = start - 1
    return None


def _place(
    sentence: _Sentence, clause: tuple[int, int], recipient: Named | None, who: str | None
) -> str | None:
    """The place named beside the duty, else the document's, else any that the sentence names."""
    text = sentence.text
    if recipient:
        gap = " " * (recipient.end - recipient.start)
        text = text[: recipient.start] + gap + text[recipient.end :]
    for part in (text[slice(*clause)], who or ""):
        if places := places_in(part):
            return places[0]
    return sentence.document.place or next(iter(places_in(sentence.text)), None)


def _page(document: Document, at: int) -> int | None:
    return next((page.number for page in document.pages if page.start <= at < page.end), None)
