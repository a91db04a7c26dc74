"""Whether a value belongs to what was asked about, and not to something beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from assistant.answering.alignment import aligned
from assistant.answering.terms import Term, Words, match, shared, weight
from assistant.answering.values import Span
from assistant.chunking import headings_at
from assistant.retrieval.glossary import is_level
from assistant.types import Asked, Document, Query
from assistant.vietnamese.bodies import BodyMention, find_bodies, is_body
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_mentions, parse_number
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.tokens import forms

# How much of what a sentence shares with the question must stand in the clause of its value.
_OF_SENTENCE = 0.7
# How much of what has to be done must stand in the clause of its deadline, not beside it.
_OF_DUTY = 0.5


class Sentence(Protocol):
    """A sentence at `[start, end)` of a document, and the line that introduces it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def introduction(self) -> tuple[int, int] | None: ...


def bound_value(
    query: Query,
    document: Document,
    sentence: Sentence,
    values: Sequence[Span],
    terms: Sequence[Term],
) -> Span | None:
    """The value that belongs to what is asked about and stands where the question leads to.

    A clause about another level of the Party, or a date of another document than the one that is
    named, has no value.
    """
    timed = query.asked in (Asked.DEADLINE, Asked.DATE)
    text, start, end = document.text, sentence.start, sentence.end
    whole = text[start:end]
    above = [text[slice(*sentence.introduction)]] if sentence.introduction else []
    topic = [document.title, *headings_at(document.headings, start)]
    levels = [term for term in terms if _is_level(term.text.lower())]
    bodies = [term for term in terms if term.name and is_body(term.text)]
    duty = [term for term in terms if not term.name]
    shared_of_it = shared(terms, Words.of_text(whole))
    of_document = Words.of_text(document.issuer or "", document.title)

    def may_be_due(value: Span) -> bool:
        clause = _clause(text, start, end, value)
        words = Words.of_text(clause, *above)
        goes_on = not _NAMES_LEVEL.search(clause.lower())
        actors = Words.of_text(text[start : value.end], *above) if goes_on else words
        if not all(match(level, actors) for level in levels):
            return False
        if query.asked is Asked.DEADLINE:
            done = Words.of_text(clause, *above, *topic)
            if not _is_told_of_actor(query, document, bodies, text[start : value.end], *above):
                return False
            if shared(duty, done) < _OF_DUTY * weight(duty):
                return False
        if not all(match(body, actors) or match(body, of_document) for body in bodies):
            return False
        comes_back = any(
            match(term, Words.of_text(value.text)) for term in terms if _RETURNS.match(term.text)
        )
        alone = len(values) == 1 and goes_on
        return alone or comes_back or shared(terms, words) >= _OF_SENTENCE * shared_of_it

    def belongs(value: Span) -> bool:
        if timed and not may_be_due(value):
            return False
        match query.asked:
            case Asked.PERSON:
                return _holds_office(query, whole, value, start)
            case Asked.DATE:
                named = _dates_the_named(query, document, start, value)
                return named and not _of_another_meeting(query, whole)
            case Asked.COUNT:
                named = names_the_thing(query, whole, *above)
                return named and not _of_a_sibling(query, text, (start, end), value)
        return True

    return aligned(query, whole, start, [value for value in values if belongs(value)], terms)


# `Báo cáo hằng tháng gửi ngày mấy?`: a day of every month is told by the clause of its own.
_RETURNS = re.compile(r"(?:hằng|hàng|mỗi|từng) (?:tuần|tháng|quý|năm)$", re.IGNORECASE)
# Whoever sends something is named before it, and whom it goes to is not meant.
_SENDER = re.compile(
    r"^\W*(?:(?:các|những|mỗi) )?(?P<actor>(?:chi|đảng) bộ(?! (?:trưởng|viên|cơ sở))"
    r"|đảng ủy (?:xã|phường|thị trấn))\b.*\b(?:gửi|nộp|trình|báo cáo|chuyển)\b"
)
_AT_THE_BASE = ("chi, đảng bộ", "tổ chức cơ sở đảng", "tổ chức đảng", "cấp cơ sở")
_OF_PEOPLE = re.compile(r" ?viên\b")  # `Huyện ủy viên`
_SENDS = re.compile(r"\b(?:gửi|nộp|trình|báo cáo|chuyển)\b")
_SENT_TO = re.compile(r"\b(?:về|cho|lên|đến|tới|với)\b[^,;.]*")


def _is_told_of_actor(query: Query, document: Document, bodies: Sequence[Term], *said: str) -> bool:
    """Whether who sends something in a question does so in a clause: it is named, other than as
    the one that it goes to, or the document is its own and names nobody else."""
    asked = query.text.lower()
    sender = _SENDER.match(asked)
    opening = _opening(query.text)
    if opening and _OF_PEOPLE.match(asked, opening.end):
        return True
    texts = [_SENT_TO.sub(" ", text) for text in said]
    if sender:
        base = () if sender["actor"].startswith("đảng ủy") else _AT_THE_BASE
        return any(one in text.lower() for text in texts for one in (sender["actor"], *base))
    if opening is None or query.language != "vi" or not _SENDS.search(asked):
        return True
    lead = [term for term in bodies if fold(query.text).lower().startswith(fold(term.text).lower())]
    words = Words.of_text(*texts)
    if any(match(term, words) for term in lead):
        return True
    own = Words.of_text(document.issuer or "")
    others = any(_NAMES_LEVEL.search(text.lower()) for text in texts)
    return not others and all(match(term, own) for term in lead)


@lru_cache(maxsize=64)
def _opening(asked: str) -> BodyMention | None:
    """The body that a question begins with."""
    return next((body for body in find_bodies(asked) if body.sure and not body.start), None)


# A clause that names no level goes on from the one before it.
_NAMES_LEVEL = re.compile(
    r"\bcấp (?:cơ sở|xã|phường|huyện|tỉnh|trung ương)\b|\b(?:chi|đảng) bộ\b"
    r"|\b(?:văn phòng|ủy ban|ubnd|hđnd|hội đồng|sở|ban|phòng|trường|mttq|mặt trận|đoàn"
    r"|hội|đơn vị|cơ quan|đồng chí|bí thư|chủ tịch)\b"
    r"|\b(?:tỉnh|huyện|thị|thành|đảng)"
    r" ủy\b"
)


def _is_level(text: str) -> bool:
    """`cấp huyện`, or an organisation of the base: `đảng bộ cơ sở`."""
    return is_level(text) or text.endswith(" cơ sở")


# Who holds an office is asked: `phó chủ tịch` is none of `chủ tịch`.
_POST = re.compile(
    r"(?<!\bvà )(?<!\bcác )(?<!\bphó )(?<!\bnguyên )(?<!\bnguyên là )(?<!\bcựu )"
    r"(?:\bphó )?\b(?:bí thư|chủ tịch|trưởng ban"
    r"|trưởng đoàn|tổ trưởng|tổ phó|đội trưởng|đội phó|(?<=\bphó )(?:ban|đoàn|tổ|đội)"
    r"|trưởng phòng|giám đốc"
    r"|chánh văn phòng|chủ nhiệm|chỉ huy trưởng|trưởng công an|hiệu trưởng|thư ký|thủ quỹ)\b"
    r"(?: thường trực\b)?"
    r"(?! (?:(?:đảng|huyện|tỉnh|thị|thành|chi|cấp) (?:ủy|uỷ|bộ) )?(?:các|những)\b)"
)
_HELD_BY = re.compile(
    r"\b(?:ai (?:(?:hiện|đang|nay) )*(?:là|làm|giữ(?: chức)?)"
    r"|(?:là|làm|tên(?: là)?) (?:ai|gì|đồng chí nào|người nào|đ/c nào)"
    r"|(?:đồng chí|đ/c|người|ông|bà) nào (?:(?:hiện|đang|nay) )*"
    r"(?:là|làm|giữ(?: chức)?))\b"
)
_SENTENCE_PART = re.compile(r"[;.]\s")


_HELD_BY_ENGLISH = re.compile(r"^\W*(?:who|whom) (?:is|was|are|were) (?:the |a )?")


def asks_who_holds(query: Query) -> bool:
    """Whether it is asked who holds an office."""
    held = _HELD_BY_ENGLISH if query.language == "en" else _HELD_BY
    return held.search(query.text.lower()) is not None


def posts_asked(query: Query) -> set[str]:
    """The offices that a question names."""
    if query.language == "vi":
        return _posts(query.text.lower())
    ways = ({phrase.lower() for phrase in concept.phrases} for concept in query.concepts)
    held = (post for way in ways for post in way if _POST.fullmatch(post))
    return {name for post in held for name in _posts(post)}


def posts_in(sentence: str) -> set[str]:
    """The offices that a sentence names."""
    return _posts(sentence.lower())


def _posts(text: str) -> set[str]:
    """The offices in a text, each by one name: `phó trưởng đoàn` is `phó đoàn`."""
    return {_TURNED.sub(r"\2 \1", _HEAD.sub("phó ", post)) for post in _POST.findall(text)}


_HEAD, _TURNED = re.compile(r"^phó trưởng (?!phòng)"), re.compile(r"^(tổ|đội) (trưởng|phó)")


def another_speaks(query: Query, text: str, sentence: str) -> bool:
    """Whether it is asked what the holder of an office said or did, and the sentence says it of
    somebody who holds others alone, as the rest of the text tells."""
    asked = posts_asked(query)
    if not asked or _NAMED.search(query.text) or asked & posts_in(sentence):
        return False
    if asked & _former_posts(sentence):
        return True
    named = _NAMED.search(sentence)
    if named is None:
        return False
    name = re.sub(r"^\S+ (?:chí )?", "", named[0])
    told = re.finditer(rf"{re.escape(name)}(?P<offices>{_ITS_OFFICES})", text)
    offices = [one["offices"] for one in told]
    held = {post for one in offices for post in posts_in(one)}
    former = {post for one in offices for post in _former_posts(one)}
    return bool(held | asked & former) and not asked & held


def _former_posts(text: str) -> set[str]:
    """The offices that somebody held and holds no more: `nguyên Trưởng ban`."""
    return _posts(_FORMERLY.sub("", text.lower())) - posts_in(text)


_FORMERLY = re.compile(r"\b(?:nguyên(?: là)?|cựu) ")


# Offices stand between commas behind a name.
_ITS_OFFICES = rf"(?:, (?:nguyên |cựu )?[{UPPER}][^,.;:]{{1,80}}){{0,4}}"


def _holds_office(query: Query, sentence: str, value: Span, offset: int) -> bool:
    """Whether a name stands beside the office whose holder is asked for, where one is: no other
    name, and no end of a part of the sentence, between them."""
    asked = query.text.lower()
    posts = posts_asked(query) if asks_who_holds(query) else set()
    if not posts:
        return True
    at, end = value.start - offset, value.end - offset
    lowered = sentence.lower()
    left = _SENTENCE_PART.split(lowered[:at])[-1]
    left = left[max((m.end() for m in _NAMED.finditer(sentence[at - len(left) : at])), default=0) :]
    right = _UNTIL.split(lowered[end:])[0]
    following = _NAMED.search(sentence, end, end + len(right))
    right = right[: following.start() - end] if following else right
    held = _posts(left) | _posts(right)
    if not _LEAVES_ASKED.search(asked) and (leaves(left) or leaves(right)):
        taken = _TAKES.search(right)
        held = _posts(right[taken.end() :]) if taken else set()
    return not posts.isdisjoint(held)


def leaves(text: str) -> bool:
    """Whether a part of a sentence, in small letters, tells that somebody leaves an office."""
    return _LEAVES.search(text) is not None


# `A làm Tổ phó; B làm Tổ trưởng`; what is appointed behind a semicolon is still of the same person.
_UNTIL = re.compile(r"\.\s|;\s(?!(?:chỉ định|bổ nhiệm|giao|phân công|giữ|làm|đồng thời)\b)")
# What is decided, announced or done about others is no leaving: `trao quyết định điều động`.
_LEAVES = re.compile(
    r"(?<!quyết định )(?<!công tác )(?<!về việc )\b(?:thôi|nghỉ|về hưu|miễn nhiệm|bãi nhiệm|rời"
    r"|từ chức|cách chức|từ trần|qua đời|được thay|điều động|luân chuyển"
    r"|chuyển (?:công tác|sang|về|đến|làm|ngành))\b"
    r"|\b(?:thôi|miễn nhiệm|điều động|luân chuyển)\W+(?:(?:đối với )?(?:đồng chí|đ/c|ông|bà)\s*)?$"
)
# The office that comes behind the one that is left: `thôi giữ chức A, giữ chức B`.
_TAKES = re.compile(
    r"(?<!thôi )(?<!không )(?<!đang )(?<!nhiệm )\b(?:giữ|làm|đảm nhận|đảm nhiệm|nhận)"
    r"(?: chức(?: vụ| danh)?)?\b(?! việc| nhiệm vụ)"
)
_LEAVES_ASKED = re.compile(
    r"\b(?:thôi|nghỉ|miễn nhiệm|rời|trước đây|nguyên|điều động|luân chuyển|chuyển)\b"
)
# Another person who is named.
_NAMED = re.compile(rf"(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)(?:\s+[{UPPER}][^\W\d_]*){{2,5}}")


# What kind of meeting it is: one to review something is none to draw lessons from it.
_MEETING = re.compile(
    r"\b(?:hội nghị|cuộc họp|buổi|kỳ họp|phiên họp|hội thảo|lễ|lớp)"
    r"(?: trực tuyến| toàn quốc| toàn tỉnh| chuyên đề)? (?P<kind>sơ kết|tổng kết|kiểm điểm"
    r"|rút kinh nghiệm|triển khai|quán triệt|học tập|đối thoại|giao ban|công bố|tập huấn|gặp mặt"
    r"|hiệp thương|bồi dưỡng|khai mạc|bế mạc|ký kết|phát động|ra mắt|trao)\b"
)


def _of_another_meeting(query: Query, sentence: str) -> bool:
    """Whether the question names a kind of meeting and the sentence tells of others alone."""
    asked = {found["kind"] for found in _MEETING.finditer(query.text.lower())}
    same = {p.lower() for c in query.concepts if asked & {*c.phrases} for p in c.phrases} | asked
    said = [found["kind"] for found in _MEETING.finditer(sentence.lower())]
    return bool(asked) and bool(said) and not same & {*said}


# A prize, or the like, by its rank: what is told of the whole contest is not told of it.
_RANKED = re.compile(
    r"\b(?:giải|hạng|loại|nhóm|gói) (?:nhất|nhì|ba|tư|đặc biệt|khuyến khích|tập thể|cá nhân"
    r"|toàn đoàn|phụ|[a-dđ]|[ivx]+|\d+)\b"
)


def asked_of_a_rank(query: Query) -> bool:
    return _RANKED.search(query.text.lower()) is not None


def names_the_thing(query: Query, *said: str) -> bool:
    """Whether one of the texts names all prizes and the like that the question does; true too
    where it names none."""
    asked = {" ".join(named.split()) for named in _RANKED.findall(query.text.lower())}
    return asked <= {named for text in said for named in _RANKED.findall(text.lower())}


# A thing of its kind that has a name of its own: `giải Nhất`, `xã Đồng Sim`, `khu phố 4`; a level.
_OWN_NAME = re.compile(
    rf"\b([^\W\d_]+) ([{UPPER}][^\W\d_]*|\d+|(?<=cấp )(?:trung ương|tỉnh|huyện|xã|cơ sở))"
)
_PART = re.compile(r"[,;]\s|\s(?:và|còn)\s")


def _of_a_sibling(query: Query, text: str, sentence: tuple[int, int], value: Span) -> bool:
    """Whether the part of the sentence around a value speaks of another thing of the same kind than
    the question does, which another part names: `giải Nhất 10 triệu đồng, năm giải Ba`."""
    start, end = sentence
    part = _part(text, sentence, value)
    asked = f" {' '.join(folded for _, folded in forms(query.text))} "
    named: dict[str, set[str]] = {}
    for kind, name in _OWN_NAME.findall(text[start:end]):
        if f" {fold(kind)} {fold(name)} ".lower() in asked:
            named.setdefault(kind.lower(), set()).add(name)
    around = [(kind.lower(), name) for kind, name in _OWN_NAME.findall(part)]
    return any(
        kind in named
        and name not in named[kind]
        and not named[kind] & {n for k, n in around if k == kind}
        for kind, name in around
    )


def _part(text: str, sentence: tuple[int, int], value: Span) -> str:
    """The part of a sentence around a value, between commas and words that join."""
    start, end = sentence
    stops = [start, *(m.end() + start for m in _PART.finditer(text[start:end])), end]
    begin = max(stop for stop in stops if stop <= value.start)
    return text[begin : min(stop for stop in stops if stop >= value.end)]


def _dates_the_named(query: Query, document: Document, start: int, value: Span) -> bool:
    """Whether a date follows the document that the question names, or none before it is named."""
    wanted = [number for text in query.numbers if (number := parse_number(text))]
    before = find_mentions(document.text[start : value.start])
    if not wanted:
        # `Kế hoạch số 10-KH/TU, ngày 02/3/2024` dates the plan, not what the sentence tells.
        between = document.text[start + before[-1].end : value.start] if before else "-"
        return bool(between.strip(" ,(")) or _ISSUED.search(query.text.lower()) is not None
    spoken_of = before[-1].number if before else parse_number(document.number or "")
    return spoken_of is not None and any(number.matches(spoken_of) for number in wanted)


_ISSUED = re.compile(r"\b(?:ban hành|ký|ra đời|issued|signed|adopted)\b")


def _clause(text: str, start: int, end: int, value: Span) -> str:
    """The part between semicolons around a value."""
    begin = text.rfind(";", start, value.start)
    stop = text.find(";", value.end, end)
    return text[start if begin < 0 else begin + 1 : end if stop < 0 else stop]
