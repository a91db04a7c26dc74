"""Pronouns of a follow-up, and what they stand for: `Văn bản đó ban hành ngày nào?`"""

from __future__ import annotations

import re

from assistant.answering import asking
from assistant.answering.antecedents import first_document, first_of, named_in
from assistant.answering.asking import Pattern, Sentence, content, sentence, words
from assistant.answering.slots import find_slots, gaps
from assistant.answering.topic import behind_topic, in_vietnamese, stands_in, topic_of
from assistant.types import Antecedent, Query, Turn
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS, kind_symbol
from assistant.vietnamese.places import find_places
from assistant.vietnamese.tokens import tokenize

_GENERIC = Pattern(
    words("việc, điều, vấn đề, nội dung, chuyện, công việc, công tác, nhiệm vụ, sự việc"),
    r"\b(?:matter|work|task|issue|topic|subject)\b",
)
_ANY_PAPER = frozenset({"văn bản", "tài liệu"})
# `van ban do huyen uy ban hanh`: do, not đó.
_BY_BODY = re.compile(
    r"\s+(?:tinh|huyen|thi|thanh|quan|dang|uy|bo|chi bo|ubnd|hdnd|btv|bch|cap|ban(?! hanh))(?!\w)"
)


def resolved(previous: Turn, query: Query, part: Sentence) -> str | None:
    """The part with what its pronouns stand for; None without a pronoun, and empty where nothing
    was said that one could stand for."""
    text = _one_of_papers(previous, part) or _paper_resolved(previous, part)
    for role, pattern in (("person", asking.PERSON), ("place", asking.PLACE)):
        if text is None and (match := pattern.search(part)):
            found = first_of(previous, role)
            name = _at(role, part, named_in(found, part.language), match) if found else ""
            text = _with(part, match.span(), name)
    if text is None and (match := asking.IT.search(part)):
        paper = _paper_meant(previous, part)
        whose = "'s" if match[0] == "its" else ""
        if paper:
            text = _with(part, match.span(), named_in(paper, part.language) + whose)
        else:
            text = _instead_of_topic(previous, query, part, match.span())
    if text is None and (span := _topic_pronoun(previous, part)):
        text = _instead_of_noun(previous, part, span) or _instead_of_topic(
            previous, query, part, span
        )
    return text


def _instead_of_noun(previous: Turn, part: Sentence, span: tuple[int, int]) -> str:
    """`ban ấy` after `… Ban Chỉ đạo chuyển đổi số`: the topic from that noun on."""
    if not part.language == previous.language == "vi":
        return ""
    noun, topic = part.text[slice(*span)].split()[0], topic_of(previous.question, "vi")
    found = re.search(rf"(?<!\w){re.escape(noun)}(?!\w)", topic, re.IGNORECASE)
    if not found:
        return ""
    phrase = sentence(topic[found.start() :], "vi")
    if verb := _VERB.search(phrase):
        return _with(part, span, phrase.text[: verb.start()])
    return _with(part, span, phrase.text) if found.start() else ""


# What the noun has to do is no part of its name.
_VERB = Pattern(rf"\s{words('phải, cần, sẽ, có trách nhiệm, có nhiệm vụ')}")


def _one_of_papers(previous: Turn, part: Sentence) -> str | None:
    """`Cái năm 2017 ấy ai ký?`: the document that was spoken of, and which of those called so."""
    match = _THAT_ONE.match(part)
    kind = kind_symbol(match["noun"]) if match else None
    paper = first_document(previous, kind=kind, news=False) if match else None
    if match is None or paper is None:
        return None
    named = {place.name for place in find_places(part.text[slice(*match.span("which"))])}
    told = {p.name for a in previous.antecedents for p in find_places(a.text) if a.role == "place"}
    if kind and _WHOSE.match(match["which"]) and not named & told:
        return None
    which, rest = (part.text[slice(*match.span(name))] for name in ("which", "rest"))
    return f"{named_in(paper, part.language)} {which}, {rest}"


# Of another's paper nothing was said before.
_WHOSE = re.compile(r"(?:của|cua|ở|o|do)\b")
_ONE = ("cái", "bản", "tờ", "văn bản", "tài liệu", *map(str.lower, KINDS.values()))
_THAT_ONE = Pattern(
    rf"(?P<noun>{words(_ONE)})"
    rf"\s+(?:{words('ban hành, ký, ra, được ban hành')}\s+)?"
    rf"(?P<which>{words('của, năm, ở, ngày, tháng, do')}\s+[^,?]{{2,40}}?)\s+"
    rf"{words('ấy, đó, kia, đấy')}[\s,]+(?P<rest>\S.*)$"
)


def _paper_resolved(previous: Turn, part: Sentence) -> str | None:
    if match := asking.PAPER.search(part):
        bare = match.groupdict().get("bare")
        if bare and not _is_alone(part, match):
            return None
        if not _is_by(part, match):
            return _instead_of_paper(previous, part, match, bare or match["noun"])
    elif (match := asking.BARE_PAPER.search(part)) and _is_alone(part, match):
        return _instead_of_paper(previous, part, match, match["noun"]) or None
    return None


def _paper_meant(previous: Turn, part: Sentence) -> Antecedent | None:
    """The document that `nó` stands for, if it is one: it is asked what only documents do, or the
    question before named it."""
    base = find_slots(sentence(previous.question, previous.language))
    if any(p.search(part) for p in (asking.SAYS, asking.OF_ARTICLES)):
        return first_document(previous)
    if asking.OF_PAPERS.search(part) or any(slot.role == "document" for slot in base):
        return first_document(previous, news=False)
    return None


def _topic_pronoun(previous: Turn, part: Sentence) -> tuple[int, int] | None:
    """Where `việc này`, or a noun of the question before with `đó`, stands."""
    for match in asking.TOPIC.of(part).finditer(part.seen):
        if match["noun"] is None:
            return match.span()
        if _is_by(part, match):
            continue
        start, end = match.span("noun")
        last = start + match["noun"].rfind(" ") + 1
        for begin in dict.fromkeys((start, last)):
            noun = part.part(begin, end)
            generic = (found := _GENERIC.match(noun)) and found.end() == len(noun.text)
            if generic or stands_in(_words(noun.text), previous):
                return (match.start() if begin == start else begin), match.end()
    return None


def _is_by(part: Sentence, match: re.Match[str]) -> bool:
    """Without accents: `ke hoach do huyen uy ban hanh`."""
    return (
        part.language == "vi"
        and not part.accented
        and match[0].endswith("do")
        and _BY_BODY.match(part.seen, match.end()) is not None
    )


def _is_alone(part: Sentence, match: re.Match[str]) -> bool:
    """Whether a document's bare name has nothing beside it but words that ask."""
    return asking.ASKING.search(part) is not None and not content(part, [match.span()])


def _instead_of_paper(previous: Turn, part: Sentence, match: re.Match[str], noun: str) -> str:
    named = noun if part.language == "vi" else in_vietnamese(noun) or noun
    news = named.split()[0] in ("bài", "bai", "tin", "bản")
    kind = kind_symbol(named)
    paper = first_document(previous, kind=kind, news=news)
    if paper is not None:
        return _with(part, match.span(), named_in(paper, part.language))
    topic = topic_of(previous.question, previous.language)
    of_any = fold(named) in map(fold, _ANY_PAPER)
    about = sentence(topic, previous.language)
    known = part.language == previous.language and (
        asking.BARE_NAME.match(about) if of_any else stands_in(_words(noun), previous)
    )
    return _with(part, match.span(), topic) if known and not news else ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenize(text))


def _instead_of_topic(previous: Turn, query: Query, part: Sentence, span: tuple[int, int]) -> str:
    """A Vietnamese topic can stand where its pronoun stood."""
    if part.language == previous.language == "vi":
        return _with(part, span, topic_of(previous.question, "vi"))
    rest = " ".join(part.part(a, b).text for a, b in gaps(part.text, [span])).strip()
    alone = sentence(rest, part.language, accented=part.accented)
    return behind_topic(previous, query, alone, []) or ""


def _at(role: str, part: Sentence, name: str, match: re.Match[str]) -> str:
    """`ở đó` → `ở xã Tân Long`, `huyện đó` → `huyện Vĩnh Lợi`."""
    first = match[0].split()[0]
    if (
        role == "place"
        and part.language == "vi"
        and first in ("ở", "o", "tại", "tai", "nơi", "noi")
    ):
        return f"ở {name}"
    if role == "place" and part.language == "en":
        return f"in {name}"
    return name


def _with(part: Sentence, span: tuple[int, int], text: str) -> str:
    """The part with `text` in the place of the span; empty where there is no text."""
    after = part.seen[span[1] :].lstrip()
    owner = re.fullmatch("his|her", part.seen[slice(*span)]) and after[:1].isalpha()
    whose = "'s" if owner and part.language == "en" else ""
    return f"{part.text[: span[0]]}{text}{whose}{part.text[span[1] :]}" if text else ""
