"""A question that leans on the one before it, made complete: `Còn cấp huyện thì sao?`

The completed question is a text of its own: it can be shown, read by `understand` and embedded as
any other, and the next question of the conversation leans on it in turn. What is new replaces its
like in the question before (a level a level, a place a place); a pronoun gives way to what it
stands for; a question that only asks (`Ai chủ trì?`) is put behind the topic. Whatever has content
of its own begins a new topic and takes nothing over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.answering import asking
from assistant.answering.antecedents import first_document, first_of, named_in
from assistant.answering.asking import Pattern, Sentence, content, covered, sentence, words
from assistant.answering.pronouns import resolved
from assistant.answering.slots import (
    LEADS,
    Slot,
    bare_body,
    bare_place,
    find_slots,
    lower_first,
    put,
    put_body,
    replace_counted,
    replace_noun,
)
from assistant.answering.topic import behind_topic, in_vietnamese, stands_in, without
from assistant.retrieval.understand import MAX_CHARACTERS
from assistant.types import Asked, Language, Query, Turn
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.bodies import find_bodies
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.patterns import UPPER


@dataclass(frozen=True, slots=True)
class Completion:
    """A follow-up as a question that stands by itself; `language` is that of the reply.

    Where `within` names documents, it is asked of those alone: the question was loosened, and only
    they tell that it is still about the same. `new` is what the follow-up asks about in the place
    of something else: an answer speaks of it. `besides` is a person who is no answer.
    """

    text: str
    language: Language
    within: frozenset[str] = frozenset()
    new: str = ""
    besides: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A question that asks with words of its own, to be looked for where the last answer stands.

    `shown` tells of which document it was read. Where the documents that answered speak of `least`
    of it, idf-weighted, it leans on the `previous` question, and no other document answers it.
    """

    text: str
    shown: str
    least: float
    previous: Turn


# Whoever leaves something out is brief, and what is longer is not read again and again.
_LONGEST_PART, _LONGEST_BASE, _MOST_SLOTS = 200, 600, 4
# A level's own duty is worded otherwise than that of the level before it.
_DUE = Pattern(
    rf"(?<!\w)hạn(?!\w)(?!\s+chế)|{words('chậm nhất, muộn nhất')}"
    rf"|{words('trước, đến, xong')}\s+{words('ngày nào, khi nào, lúc nào, bao giờ')}",
    r"\b(?:deadline|due|by when|when (?:must|should))\b",
)
_WHEN = Pattern(
    words("khi nào, bao giờ, lúc nào, hôm nào, ngày nào, ngày mấy"),
    r"\b(?:when|wh(?:at|ich) date)\b",
)
# Who it was before is none of who it is.
_AT_OTHER_TIMES = Pattern(
    words("trước đó, trước đấy, trước kia, trước đây, sau đó, sau này, lúc đầu, ban đầu"),
    r"\b(?:before(?: that)?|previously|formerly|earlier|later|afterwards|at first|originally)\b",
)
_STRONG = Pattern(words("còn, riêng"), r"\b(?:about|and)\b")
_STOPS = Pattern(
    words(
        "ở, tại, của, cho, về, trong, đối với, với, từ, đến, do, theo, để, và, phải, được, đã, sẽ,"
        "cần, là, có, không, bị, đang, còn, thì, mà, vào, giữ, chủ trì, tổ chức, diễn ra, ban hành,"
        "ký, dự, tham dự, họp, kết luận, phát biểu, yêu cầu, gửi, nộp, hoàn thành, thực hiện, ai,"
        "khi nào, ngày nào, lúc nào, gì, nào, bao nhiêu, mấy, hạn, thời hạn, chậm nhất"
    ),
    r"\b(?:in|at|of|for|from|by|on|to|is|are|was|were|did|does|do|must|should|has|have|who|what|the"
    r"|when|where|which|why|how|held|chaired|issued|signed|send|submit)\b",
)


def complete(previous: Turn, query: Query) -> tuple[Completion, ...]:
    """How a follow-up can be read, the closest reading first; none where it stands by itself."""
    where = sentence(query.text, query.language, accented=is_accented(query.original))
    if query.asked is Asked.PERSON and _AT_OTHER_TIMES.search(where):
        return ()
    read = [r for r in _readings(previous, query) if len(r.text) <= MAX_CHARACTERS]
    left = first_of(previous, "person") if asking.SUCCEEDS.search(where) else None
    besides = left.text.removeprefix("đồng chí ") if left else ""
    return tuple(replace(r, besides=besides) for r in read)


def beside(previous: Turn, query: Query) -> Beside | None:
    """A follow-up that takes nothing over, as a question of what was last answered; None where
    nothing was, or where it names another place, level, document or day and no more."""
    whole = sentence(query.text, query.language, accented=is_accented(query.original))
    part, _ = _own_part(whole)
    asks = asking.ASKING.search(part) is not None
    if not (previous.cited and part.text and (asks or not find_slots(part, alone=True))):
        return None
    text = _as_question(part.text)
    named = {a.document_id: named_in(a, query.language) for a in reversed(previous.antecedents)}
    paper = next((named[c.document_id] for c in previous.cited if c.document_id in named), "")
    lead = "In" if query.language == "en" else "Trong"
    shown = f"{lead} {lower_first(paper, query.language)}: {lower_first(text, query.language)}"
    brief = len(content(part)) <= _FEW
    least = (0.0 if _is_led(whole, part) else _OF_IT) if brief else _NEVER
    return Beside(text, shown if paper else text, least, previous)


_FEW = 3  # syllables
_OF_IT, _NEVER = 0.5, 2.0


def _is_led(whole: Sentence, part: Sentence) -> bool:
    """Whether words open or close it that only a question which goes on has: `thế …`."""
    return part.text != whole.part(0, len(whole.text)).text


def _own_part(whole: Sentence) -> tuple[Sentence, bool]:
    """A follow-up without the words that open and close one, and whether these say that it is."""
    opening, closing = asking.OPENING.match(whole), asking.CLOSING.search(whole)
    begin = opening.end() if opening and not asking.REMAINS.match(whole) else 0
    part = whole.part(begin, closing.start() if closing else len(whole.text))
    return part, closing is not None or _STRONG.search(whole.part(0, begin)) is not None


def _readings(previous: Turn, query: Query) -> tuple[Completion, ...]:
    whole = sentence(query.text, query.language, accented=is_accented(query.original))
    # `And in Nga Nam?` has too little English in it to be read so.
    if asking.ENGLISH_OPENING.match(typed := " ".join(clean(query.original).split())):
        whole = sentence(typed, "en", accented=False)
    language = whole.language
    remains = asking.REMAINS.match(whole) is not None
    part, strong = _own_part(whole)
    brief = part.text and len(part.text) <= _LONGEST_PART
    slots = find_slots(part) if brief else []
    if not brief or len(slots) > _MOST_SLOTS or len(previous.question) > _LONGEST_BASE:
        return ()
    if asking.AMONG.match(part):
        # What has been asked of one part says nothing of the next.
        whole_asked = asking.PART_ASKED.sub("", previous.question)
        of_whole = replace(previous, question=whole_asked)
        return _completions(behind_topic(of_whole, query, part, []), language)
    text = _of_other_report(previous, part) or resolved(previous, query, part)
    if text is not None:
        return _completions(text, language) + _successor(previous, part, language)
    related = not slots and not content(part) and asking.RELATION.search(part)
    if not (asking.ASKING.search(part) or related):
        return _of_fragment(previous, part, strong, language)
    slots = slots or (_unknown_place(part) if strong else [])
    if _repeats(previous, part, slots) or (strong and _only_asks_when(previous, part, slots)):
        base = put(previous.question, previous.language, slots)
        return _elsewhere(previous, base, slots, language)
    asks_what_remains = remains and not slots
    read = behind_topic if asks_what_remains else _asked
    text = read(previous, query, part, slots)
    read_so = _completions(text, language) + _successor(previous, part, language)
    return read_so or _at_that_time(previous, part, slots)


def _completions(text: str | None, language: Language, new: str = "") -> tuple[Completion, ...]:
    return (Completion(_as_question(text), language, new=new),) if text else ()


def _answered(previous: Turn) -> frozenset[str]:
    """The documents that answered."""
    return frozenset(a.document_id for a in previous.antecedents if a.document_id)


# --- Fragments: `Còn cấp huyện thì sao?`


def _of_fragment(
    previous: Turn, part: Sentence, strong: bool, language: Language
) -> tuple[Completion, ...]:
    slots = find_slots(part, alone=True)
    beside = [(slot.start, slot.end) for slot in slots]
    relations = covered(part, asking.RELATION)
    free = [(a, b) for a, b in relations if not any(a < d and c < b for c, d in beside)]
    own = content(part, [*beside, *LEADS.spans(part)])
    if own and not (strong and previous.language in (part.language, "vi")):
        return ()
    # `Nội dung Kế hoạch 60-KH/TU` is complete, and a bare number is looked up.
    if any(slot.role == "document" for slot in slots) and (free or not strong):
        return ()
    if not (own or slots):
        return ()
    if own and not slots and strong and (named := _LED_NAME.fullmatch(part.text)):
        like = _of_like(previous, named["name"])
        # `của` leads to people too, and two words alone may be one.
        sure = named["lead"] and named["lead"].lower() != "của "
        if sure or (like != named["name"] and len(named["name"].split()) == _WORDS_ALONE):
            slots, own = [Slot("place", *named.span("name"), like)], ()
    if own and not slots and (place := bare_place(part, previous.question, previous.language)):
        slots, own = [place], ()
    body = bare_body(part) if own and not slots else ""
    if body and (of_body := put_body(previous.question, previous.language, body)):
        freed = _freed(of_body, previous.language)
        return _completions(of_body, language) + _completions(freed, language)
    if own and not slots and (placed := _PLACED_BEHIND.search(part.text)):
        name = _of_like(previous, placed["name"])
        if name != placed["name"]:
            slots = [Slot("place", *placed.span("name"), name)]
            beside = [placed.span("name")]
    base = put(previous.question, previous.language, slots)
    if own:
        noun = without(part, beside)
        noun = noun if part.language == previous.language else in_vietnamese(noun)
        where = sentence(base, previous.language)
        changed = replace_noun(where, noun, _STOPS)
        counted = replace_counted(where, noun, _STOPS) if not slots else None
        freed = _freed(changed or "", previous.language) if slots else ""
        texts = dict.fromkeys(text for text in (counted, changed, freed) if text)
        closest = tuple(c for text in texts for c in _completions(text, language, noun))
        return closest + _loosened(previous, base, slots, language, noun)
    return _elsewhere(previous, base, slots, language)


def _elsewhere(
    previous: Turn, base: str, slots: list[Slot], language: Language
) -> tuple[Completion, ...]:
    """The same of another place or level: also without what is that of the former one."""
    changed = any(slot.role in ("place", "level") for slot in slots)
    freed = _freed(base, previous.language) if changed else ""
    loosened = _loosened(previous, base, slots, language)
    return _completions(base, language) + _completions(freed, language) + loosened


def _freed(base: str, language: Language) -> str:
    """A question without whom something goes to and the how manieth meeting it is, which differ
    from level to level and from place to place; empty where it says neither."""
    kept = _MANIETH.sub("", base)
    if language == "en":
        kept = _RECIPIENT_EN.sub("", kept)
    elif _SENDS.search(kept):
        for body in reversed(find_bodies(kept)):
            lead = _TO.search(kept, 0, body.start)
            if lead:
                kept = kept[: lead.start()] + kept[body.whole_end :]
    return kept if kept != base else ""


_COUNTED = "nhất|một|hai|ba|tư|bốn|năm|lăm|sáu|bảy|tám|chín|mười|mươi|mốt"
_MANIETH = re.compile(
    rf"(?i) (?:lần|kỳ) thứ (?:(?:[ivxlc]+|\d+)\b|(?:{_COUNTED})(?: (?:{_COUNTED}))*\b)"
)
_SENDS = re.compile(r"(?i)\b(?:gửi|nộp|trình|báo cáo|chuyển)\b")
_TO = re.compile(r"(?i) (?:về|cho|lên|đến|tới|với) $")
_RECIPIENT_EN = re.compile(
    r"(?i) to (?:the )?(?:[\w'-]+ ){0,5}(?:committee|office|department|commission)\b"
)


def _loosened(
    previous: Turn, base: str, slots: list[Slot], language: Language, noun: str = ""
) -> tuple[Completion, ...]:
    """Only the deadline of the new level, or of its `noun`, in the documents that answered."""
    within = _answered(previous)
    where = sentence(base, previous.language)
    if not within or not any(s.role == "level" for s in slots) or not _DUE.search(where):
        return ()
    held = {slot.role: base[slot.start : slot.end] for slot in reversed(find_slots(where))}
    if "level" not in held:
        return ()
    of, place = f"{noun} {held['level']}".strip(), held.get("place")
    if previous.language == "en":
        text = f"What is the deadline for {of}" + (f" in {place}" if place else "")
    else:
        at = f" ở {place}" if place else ""
        text = f"Hạn của {of.lower()}{at} là khi nào"
    return (Completion(_as_question(text), language, within),)


# --- Questions that only ask: `Ai chủ trì?`


def _repeats(previous: Turn, part: Sentence, slots: list[Slot]) -> bool:
    """Whether the same deadline is asked for again, for another level: `Hạn nộp của cấp huyện?`"""
    if not slots or not _DUE.search(part):
        return False
    own = content(part, [*((s.start, s.end) for s in slots), *LEADS.spans(part)])
    roles = {slot.role for slot in slots}
    return (
        _DUE.search(sentence(previous.question, previous.language)) is not None
        and "document" not in roles
        and (not own or ("place" not in roles and stands_in(own, previous)))
    )


def _of_other_report(previous: Turn, part: Sentence) -> str:
    """The same of the report of another period: `Còn báo cáo năm thì hạn nào?`"""
    new, old = _PERIODIC.search(part.text), _PERIODIC.search(previous.question)
    if not (new and old) or part.language != "vi" or content(part, [new.span()]):
        return ""
    return previous.question[: old.start()] + new[0].lower() + previous.question[old.end() :]


_PERIODIC = re.compile(
    r"(?i)\bbáo cáo (?:(?:định kỳ|hằng|hàng|mỗi|từng|cả|kết quả) ){0,2}"
    r"(?:(?:0?6|sáu|0?9|chín) tháng|(?:giữa|nửa) năm|tuần|tháng|quý|năm)\b(?! \d)"
)


def _only_asks_when(previous: Turn, part: Sentence, slots: list[Slot]) -> bool:
    """Whether it is asked again when, of another place or level: `Còn ở Đông Kỳ thì khi nào?`"""
    own = content(part, [*((s.start, s.end) for s in slots), *LEADS.spans(part)])
    return (
        bool(slots)
        and not own
        and all(slot.role in ("place", "level") for slot in slots)
        and _WHEN.search(part) is not None
        and _WHEN.search(sentence(previous.question, previous.language)) is not None
    )


def _unknown_place(part: Sentence) -> list[Slot]:
    """A name that no table of places has, behind a word that leads to one: `ở Đông Sơn`."""
    found = _PLACED.match(part.text)
    return [Slot("place", *found.span("name"), found["name"])] if found else []


def _of_like(previous: Turn, name: str) -> str:
    """The name behind the word of the unit that the question before has: `huyện Nậm Rịa`."""
    for slot in find_slots(sentence(previous.question, previous.language)):
        if slot.role == "place" and slot.place and slot.place.level:
            return f"{slot.place.level} {name}"
    return name


_WORDS_ALONE = 2
# `Còn bên Nậm Rịa?`: a name that no table of places has.
_LED_NAME = re.compile(
    rf"(?P<lead>(?i:ở|tại|bên|phía|của|huyện|xã|phường|thị xã|tỉnh) |)(?P<name>[{UPPER}][^\W\d_]*"
    rf"(?: [{UPPER}][^\W\d_]*){{0,3}})"
)
# `Còn hội nghị của Nậm Rịa?`
_PLACED_BEHIND = re.compile(
    rf" (?i:ở|tại|bên|phía|của) (?P<name>[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*){{1,2}})$"
)
_PLACED = re.compile(
    r"(?:ở|tại|bên|phía)\s+(?P<name>[^\W\d_]+(?:\s+[^\W\d_]+)*?)(?=\s+(?:thì|là)\b)"
)


def _asked(previous: Turn, query: Query, part: Sentence, slots: list[Slot]) -> str | None:
    roles = {slot.role for slot in slots}
    beside = [(slot.start, slot.end) for slot in slots]
    around = [*beside, *LEADS.spans(part)] if slots else beside
    own = content(part, around)
    text: str | None = None
    if "document" in roles:
        text = None
    elif not own:
        text = behind_topic(previous, query, part, slots)
    elif "place" not in roles and not content(part, [*around, *asking.ROLE.spans(part)]):
        text = _at_place(previous, part)
    elif slots:
        known = "place" not in roles and stands_in(own, previous)
        text = _at_place(previous, part) if known else None
    elif asking.HEADLESS.match(part) and (paper := first_document(previous)):
        text = f"{named_in(paper, part.language)} {lower_first(part.text, part.language)}"
    elif any(p.match(part) for p in (asking.SHORT_AI, asking.HEADLESS)) or stands_in(own, previous):
        text = behind_topic(previous, query, part, slots)
    return text


def _at_that_time(previous: Turn, part: Sentence, slots: list[Slot]) -> tuple[Completion, ...]:
    """A question that points back at a time, of the documents that told of it."""
    within = _answered(previous)
    if not within or any(s.role != "date" for s in slots) or not asking.THAT_TIME.search(part):
        return ()
    return (Completion(_as_question(part.text), part.language, within),)


def _successor(previous: Turn, part: Sentence, language: Language) -> tuple[Completion, ...]:
    """Who came in the place of somebody who left an office: who holds it."""
    where, within = sentence(previous.question, previous.language), _answered(previous)
    office = asking.ROLE.search(where)
    leaves = _LEAVES.search(where)
    if not (within and office and leaves and asking.SUCCEEDS.search(part)):
        return ()
    end = _END_OF_OFFICE.search(where.seen, office.end())
    named = where.text[office.start() : end.start() if end else len(where.text)].strip()
    if previous.language == "en":
        return (Completion(f"Who holds the office of {named}?", language, within),)
    return (Completion(f"Ai giữ chức {named}?", language, within),)


_LEAVES = Pattern(
    words("thôi, rời, nghỉ, miễn nhiệm, chuyển, luân chuyển, nghỉ hưu, về hưu"),
    r"\b(?:left|leaves|leaving|retired?|retires|retiring|stepped down|resigned|dismissed)\b",
)
_END_OF_OFFICE = re.compile(
    r"\s(?:để|vì|do|từ|khi|là|và|nghỉ|về|de|vi|tu|la|va|nghi|ve|to|because|in|on|when"
    r"|thôi|thoi|rời|roi|được|duoc|bị|bi(?! thu)|đã|da|vừa|vua|mới|moi|xin|miễn nhiệm|mien nhiem"
    r"|luân chuyển|luan chuyen|chuyển(?! đổi)|chuyen(?! doi)|sẽ|se|who|left|leaves|leaving|retired?"
    r"|retires|retiring|stepped|resigned|was|is|has)\b|[,?.]"
)


def _at_place(previous: Turn, part: Sentence) -> str | None:
    base = sentence(previous.question, previous.language)
    places = [slot for slot in find_slots(base) if slot.role == "place"]
    return put(part.text, part.language, places[:1]) if places else None


def _as_question(text: str) -> str:
    shown = " ".join(text.split()).strip(" ?.,;:")
    return f"{shown[:1].upper()}{shown[1:]}?"
