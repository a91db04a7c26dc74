"""What the last question was about, and a question that only asks put behind it."""

from __future__ import annotations

from assistant.answering import asking
from assistant.answering.antecedents import first_document, named_in
from assistant.answering.asking import Sentence, covered, sentence
from assistant.answering.slots import LEADS, Slot, find_slots, gaps, lower_first, put
from assistant.retrieval.glossary import translate
from assistant.types import Asked, Language, Query, Turn
from assistant.vietnamese.tokens import tokenize

_ASK = {Asked.DEADLINE: "hạn là khi nào", Asked.DATE: "khi nào", Asked.PERSON: "ai"}


def stands_in(words: tuple[str, ...], previous: Turn) -> bool:
    """Whether all these folded words stand in the question before: `Ai chủ trì hội nghị?`"""
    return set(words) <= {token.folded for token in tokenize(previous.question)}


def behind_topic(previous: Turn, query: Query, part: Sentence, slots: list[Slot]) -> str | None:
    """The question behind the topic of the last one, or behind the document that it is about."""
    if not slots:
        for said_of, news in ((asking.OF_ARTICLES, True), (asking.OF_PAPERS, False)):
            if said_of.search(part) and (paper := first_document(previous, news=news)):
                return _join(named_in(paper, part.language), part.text, part.language)
    topic = topic_of(put(previous.question, previous.language, slots), previous.language)
    rest = without(part, [(slot.start, slot.end) for slot in slots])
    if not topic or not rest:
        return None
    if part.language == previous.language:
        return _join(topic, rest, part.language)
    if part.language == "vi":
        return _join(in_vietnamese(topic), rest, "vi")
    ask = _ASK.get(query.asked)
    return _join(topic, f"{ask} {in_vietnamese(rest)}", "vi") if ask else None


def _join(topic: str, rest: str, language: Language) -> str:
    if language == "en":
        return f"{rest}, regarding {topic}"
    where = sentence(rest, "vi")
    if asking.WHO_DID.match(where) and not asking.HAS_VERB.search(sentence(topic, "vi")):
        return f"{rest} {lower_first(topic, 'vi')}"
    comma = "" if asking.GOES_ON.match(where) else ","
    return f"{topic[:1].upper()}{topic[1:]}{comma} {lower_first(rest, 'vi')}"


def in_vietnamese(text: str) -> str:
    return " ".join(concept.phrases[0] for concept in translate(text))


def topic_of(question: str, language: Language) -> str:
    """What a question is about: without the words that ask, and without what they ask of it."""
    where = sentence(question, language)
    slots = [(slot.start, slot.end) for slot in find_slots(where)]
    asks = sorted(
        (a, b)
        for a, b in covered(where, asking.ASKED_NOUN, asking.ASKING)
        if not any(a < d and c < b for c, d in slots)
    )
    text = (
        " ".join(kept for a, b in gaps(question, asks) if (kept := where.part(a, b).text))
        or where.text
    )
    where = sentence(text, language, accented=where.accented)
    # A relation at either end was asked of the topic: `… tổ chức`, `chủ trì …`.
    edge = [*covered(where, asking.RELATION), *LEADS.spans(where)]
    slots = [(slot.start, slot.end) for slot in find_slots(where)]
    edge = [(a, b) for a, b in edge if not any(a < d and c < b for c, d in slots)]
    start, end, changed = 0, len(text), True
    while changed:
        part = where.part(start, end)
        start = text.find(part.text, start) if part.text else end
        end = start + len(part.text)
        ahead = [b for a, b in edge if a == start]
        behind = [a for a, b in edge if b == end]
        changed = bool(ahead or behind) and start < end
        start, end = max([start, *ahead]), min([end, *behind])
    return text[start:end].strip() if start < end else ""


def without(part: Sentence, spans: list[tuple[int, int]]) -> str:
    """What is left beside the spans and the words that lead to them."""
    leads = sorted(LEADS.spans(part))
    wider = []
    for slot_start, end in spans:
        start = slot_start
        for a, b in reversed(leads):
            if b <= start and not part.text[b:start].strip():
                start = a
        wider.append((start, end))
    kept = [part.part(a, b).text for a, b in gaps(part.text, wider)]
    return " ".join(text for text in kept if text)
