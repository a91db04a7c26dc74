"""The deadlines of a document: who must do what, for whom, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise, zip_longest

from assistant.documents.acting import other_actor
from assistant.documents.actors import (
    LIMIT,
    Named,
    after_marker,
    find_actors,
    find_recipient,
    opening_body,
)
from assistant.documents.bodies import places_in
from assistant.documents.duties import has_duty, is_done, is_due, is_of_a_thing, lies_ahead
from assistant.documents.header_spans import find_head
from assistant.documents.leaning import APART, Sentence, leans, led_from, slice_of, trimmed
from assistant.documents.limit_forms import words
from assistant.documents.limits import Limit, find_limits, limit_of_cell, put_off
from assistant.documents.timetables import Task, find_tasks
from assistant.documents.titles import cited_title
from assistant.types import Deadline, Document
from assistant.vietnamese.normalize import comparable, fold, place_tone_marks
from assistant.vietnamese.sentences import sentence_spans

# What a sentence must hold to have a limit of time: cheap, so that most are not looked at.
_LEADS = (
    r"trước|(?:chậm|muộn|trễ) nhất|không (?:muộn|chậm|trễ) hơn|không quá|hạn|hết|trong|đến|tới|vào"
    r"|hoàn thành|xong|thời gian|tiến độ|ít nhất|tối thiểu|sau|sang|thành"
)
_NEAR = r")(?!\w)[^;\n]{0,60}?(?<!\w)(?:\d|"
_UNITS = (
    r"ngày|tuần|tháng|quý|năm|tết|giờ|thứ|mùng|chủ nhật|một|hai|ba|bốn|năm|sáu|mười"
    r"|đại hội|hội nghị|kỳ họp|phiên họp|cuộc họp|khai mạc|mùa"
)
_OFTEN = r"|(?<!\w)(?:một lần|(?:hằng|hàng|mỗi|từng) (?:tuần|tháng|quý|năm))(?!\w)"
_WORTH = re.compile(rf"(?<!\w)(?:{_LEADS}{_NEAR}{_UNITS}){_OFTEN}")
_WORTH_UNACCENTED = re.compile(rf"(?<!\w)(?:{fold(_LEADS)}{_NEAR}{fold(_UNITS)}){fold(_OFTEN)}")
_LINE = re.compile(r"[^\n]+")
_BREAK = re.compile(rf"\s*(?:,|{words('và', 'để', 'rồi', 'còn', 'đồng thời')})\s*")
_LONGEST = 2_000


def read_deadlines(document: Document) -> tuple[Deadline, ...]:
    """Every deadline of the document, in order; one that is said twice, once.

    What happened, what is in force and what may be done is none. Takes some milliseconds a page.
    """
    found: dict[tuple[str, str], Deadline] = {}

    def keep(deadline: Deadline) -> None:
        key = comparable(deadline.phrase).lower(), comparable(deadline.duty).lower()
        found.setdefault(key, deadline)

    tasks = {task.start: task for task in find_tasks(document.text)}
    # A title says of what time a paper is, not what is due.
    for line in _LINE.finditer(document.text, find_head(document.text).end):
        if task := tasks.get(line.start()):
            if deadline := _of_task(document, task):
                keep(deadline)
            continue
        if not _is_worth(line[0]):
            continue
        before: tuple[int, int] | None = None
        for start, end in _sentences(document.text, *line.span()):
            said = document.text[start:end]
            if _is_worth(said):
                text = place_tone_marks(said)
                sentence = Sentence(document, text, start, end, line.start(), before)
                for deadline in _in_sentence(sentence):
                    keep(deadline)
            before = start, end
    return _in_force(document, list(found.values()))


def _in_force(document: Document, found: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """Without the days that the document itself puts off further down."""
    off = [
        (line.end(), when.date)
        for line in _LINE.finditer(document.text)
        if found and any(map(str.isdigit, line[0]))
        for when in put_off(place_tone_marks(line[0]))
        if when.date
    ]
    return tuple(
        one for one in found if not any(one.end <= at and one.due == day for at, day in off)
    )


def _of_task(document: Document, task: Task) -> Deadline | None:
    """What a row of a table says is due, where it lies ahead of the paper."""
    when, what = (document.text[slice(*span)] for span in (task.when, task.what))
    limit = limit_of_cell(place_tone_marks(when), document.date)
    if limit is None or not lies_ahead(limit, document):
        return None
    who = document.text[slice(*task.who)] if task.who else None
    spelt = place_tone_marks(what)
    recipient = find_recipient(spelt, 0, len(spelt))
    named = next((p for part in (what, who or "") for p in places_in(part)), document.place)
    sent_to = slice_of(document, recipient, task.what[0])
    row = (task.start, task.end)
    return _made(document, limit, row, task.what, task.when, (who, sent_to, named))


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


def _in_sentence(sentence: Sentence) -> Iterator[Deadline]:
    text = sentence.text
    limits = _telling(text, find_limits(text, sentence.document.date))
    if not limits:
        return
    masked, document_text = _masked(text, limits), sentence.document.text
    for limit, start, end in _clauses(text, limits):
        above = ""
        if leans(text, limit, *trimmed(text, start, end)):
            above = document_text[slice(*led_from(sentence, start))]
        if not is_due(text, limit, (start, end), sentence.document, above):
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
            limit.often and any(not APART.search(text, *sorted((limit.start, at))) for at in days)
        )
    ]


def _masked(text: str, limits: Sequence[Limit]) -> str:
    for limit in limits:
        text = text[: limit.start] + LIMIT * (limit.end - limit.start) + text[limit.end :]
    return text


def _clauses(text: str, limits: Sequence[Limit]) -> Iterator[tuple[Limit, int, int]]:
    """Each limit with the part of the sentence that is about it."""
    bounds = [0, *(stop.end() for stop in APART.finditer(text)), len(text)]
    for opens, closes in pairwise(bounds):
        inside = [limit for limit in limits if opens <= limit.start < closes]
        start = opens
        for limit, following in zip_longest(inside, inside[1:]):
            end = _cut(text, start, limit, following) if following else closes
            if limit.moved:
                start = opens  # what is put off stands before: `họp ngày 3, riêng tháng 10 lùi …`
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
    sentence: Sentence, masked: str, limit: Limit, clause: tuple[int, int], actor: Named | None
) -> Deadline:
    document, base = sentence.document, sentence.start
    start, end = trimmed(sentence.text, *clause)
    recipient = find_recipient(masked, start, end)
    who = slice_of(document, _proper(masked, actor), base) or other_actor(
        sentence, masked, limit, clause, recipient
    )
    quoted, duty_start = _opening(sentence, limit, start, end)
    phrase = base + limit.start, base + limit.end
    sent_to = slice_of(document, recipient, base)
    place = _place(sentence, clause, recipient, who)
    quote, duty = (quoted, sentence.end), (duty_start, base + end)
    return _made(document, limit, quote, duty, phrase, (who, sent_to, place))


def _made(
    document: Document,
    limit: Limit,
    quote: tuple[int, int],
    duty: tuple[int, int],
    phrase: tuple[int, int],
    named: tuple[str | None, str | None, str | None],
) -> Deadline:
    """A deadline of spans of the document, and of who acts, for whom and in what place."""
    actor, recipient, place = named
    said, by_when = document.text[slice(*duty)], document.text[slice(*phrase)]
    digest = blake2b("\0".join((document.id, by_when, said)).encode(), digest_size=8)
    return Deadline(
        id=digest.hexdigest(),
        document_id=document.id,
        title=cited_title(document),
        kind=document.kind,
        number=document.number,
        document_date=document.date,
        source=document.source,
        page=_page(document, quote[0]),
        start=quote[0],
        end=quote[1],
        quote=document.text[slice(*quote)],
        phrase_start=phrase[0],
        phrase_end=phrase[1],
        phrase=by_when,
        actor=actor,
        duty=said,
        recipient=recipient,
        place=place,
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


def _opening(sentence: Sentence, limit: Limit, start: int, end: int) -> tuple[int, int]:
    """Where the quote and the duty begin: a part or a sentence before, where this one says by when
    and no more.

    `Rà soát hồ sơ đảng viên. Thời gian hoàn thành: trước ngày 5/6/2024.`
    """
    base = sentence.start
    if not leans(sentence.text, limit, start, end):
        return base, base + start
    opens = led_from(sentence, start)[0]
    document = sentence.document.text
    return min(opens, base), after_marker(document, opens, base + start)


def _place(
    sentence: Sentence, clause: tuple[int, int], recipient: Named | None, who: str | None
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
