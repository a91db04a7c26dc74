"""What a turn of a conversation holds that a pronoun of the next one may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.types import Answer, Antecedent, Asked, Cited, Document, Language, Query, Turn
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS, Mention, find_mentions
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.places import find_places

_MOST = 8
NEWS = "news"
_COMRADE, _ARTICLE = "đồng chí ", "bài "
_WORD = rf"[{UPPER}][^\W\d_]+"
_ADDRESSED = re.compile(
    rf"(?<!\w)(?:(?i:đồng chí)|[Ôô]ng|[Bb]à)\s+(?!(?:Ủy|Bí|Phó|Chủ|Trưởng|Thường|Tổng)\s)"
    rf"({_WORD}(?:\s{_WORD}){{1,4}})"
)
# `… trên cơ sở văn bản nào?`: the answer names another document than the question.
_WHICH_PAPER = re.compile(
    r"(?i)(?<!\w)(?:văn bản|kế hoạch|kết luận|nghị quyết|chỉ thị|quyết định|quy định|hướng dẫn)"
    r"\s+(?:nào|gì)(?!\w)|\bwhich\b.*\b(?:plan|document|resolution|directive|conclusion|decision)\b"
)


def remember(query: Query, answer: Answer, previous: Turn | None = None) -> Turn:
    """What the next question may lean on: the question as it was read, and whom and what the
    answer names, the likeliest first.

    `previous` is the turn that the question leant on: where nothing was found, what was spoken
    of then is still spoken of.
    """
    found = dict.fromkeys((*_documents(query, answer), *_people(query, answer)))
    found |= dict.fromkeys(_places(query, answer))
    if previous and not answer.statements:
        found |= dict.fromkeys(previous.antecedents)
    spans = dict.fromkeys(Cited(c.document.id, c.start, c.end) for c in answer.citations)
    same = previous is not None and previous.question == query.text
    cited = previous.cited if previous and same and not spans else (*spans,)[:_MOST]
    return Turn(query.text, query.language, _most_likely(found), cited=cited)


def _most_likely(found: dict[Antecedent, None]) -> tuple[Antecedent, ...]:
    """Each thing once, with its id where one of its mentions has it, and not too many."""
    ids = {a.text: a.document_id for a in found if a.document_id}
    once = {(a.role, a.text): a for a in reversed(found)}
    ordered = dict.fromkeys((a.role, a.text) for a in found)
    named = [once[key] for key in ordered]
    return tuple(
        Antecedent(a.role, a.text, a.kind, a.document_id or ids.get(a.text)) for a in named[:_MOST]
    )


def first_document(
    turn: Turn, *, kind: str | None = None, news: bool | None = None
) -> Antecedent | None:
    """The likeliest document of a kind; without one any; `news` False passes over articles."""
    papers = [a for a in turn.antecedents if a.role == "document"]
    if news is not None:
        papers = [a for a in papers if (a.kind == NEWS) == news]
    if kind is not None:
        papers = [a for a in papers if a.kind == kind]
    return papers[0] if papers else None


def first_of(turn: Turn, role: str) -> Antecedent | None:
    """The likeliest person or place."""
    return next((a for a in turn.antecedents if a.role == role), None)


def named_in(antecedent: Antecedent, language: Language) -> str:
    """How it is named in a question of this language; English ones hold no accents."""
    if language == "vi":
        return antecedent.text
    mentions = find_mentions(antecedent.text)
    if antecedent.role == "document" and mentions and mentions[0].number.body:
        return fold(mentions[0].number.canonical())
    text = antecedent.text.removeprefix(_COMRADE)
    return fold(f"the article {text.removeprefix(_ARTICLE)}" if antecedent.kind == NEWS else text)


def _documents(query: Query, answer: Answer) -> Iterator[Antecedent]:
    texts = [s.text for s in answer.statements]
    for statement in answer.statements:
        yield from map(_mentioned, find_mentions(statement.value or ""))
    asked = list(map(_mentioned, find_mentions(query.text)))
    if _WHICH_PAPER.search(query.text):
        in_texts = [_mentioned(m) for text in texts for m in find_mentions(text)]
        yield from (a for a in in_texts if a not in asked)
    yield from asked
    cited = [c.document for c in answer.citations]
    yield from (_cited(d) for d in cited if d.kind != NEWS and d.number)
    for text in texts:
        yield from map(_mentioned, find_mentions(text))
    yield from (_cited(d) for d in cited if d.kind == NEWS or not d.number)


def _mentioned(mention: Mention) -> Antecedent:
    number = mention.number
    name = KINDS.get(number.kind or "")
    text = f"{name} {number.canonical()}" if name and number.body else mention.text
    return Antecedent("document", text[:1].upper() + text[1:], number.kind)


def _cited(document: Document) -> Antecedent:
    """A document of the index: by its number, else by its title."""
    if document.number:
        found = find_mentions(document.number)
        if found:
            named = _mentioned(found[0])
            return Antecedent("document", named.text, document.kind, document.id)
    name = KINDS.get(document.kind or "", "văn bản").lower() + " "
    name = _ARTICLE if document.kind == NEWS else name
    title = " ".join(document.title.split())
    return Antecedent("document", f"{name}“{title}”", document.kind, document.id)


def _people(query: Query, answer: Answer) -> Iterator[Antecedent]:
    if query.asked is Asked.PERSON:
        yield from (_person(s.value) for s in answer.statements if s.value)
    for text in (query.text, *(s.text for s in answer.statements)):
        yield from (_person(match[1]) for match in _ADDRESSED.finditer(text))


def _person(name: str) -> Antecedent:
    return Antecedent("person", f"{_COMRADE}{name}")


def _places(query: Query, answer: Answer) -> Iterator[Antecedent]:
    for text in (query.text, *(s.place or "" for s in answer.statements)):
        yield from (Antecedent("place", place.text) for place in find_places(text))
