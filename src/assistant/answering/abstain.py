"""When the evidence is too thin to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.answering.binding import (
    another_speaks,
    asked_of_a_rank,
    names_the_thing,
    posts_asked,
    posts_in,
)
from assistant.answering.evidence import FEATURES, Evidence, header_texts
from assistant.answering.likelihood import likelihood
from assistant.answering.likelihood import signals as signals_of
from assistant.answering.lists import introduces, items
from assistant.answering.telling import lacks_cause, tells_duty
from assistant.answering.terms import Term, Words, shared, weight
from assistant.types import Asked, Query
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.tokens import forms

# A logistic model of whether the best sentence answers at all, fitted on the even-numbered
# questions of two public sets, each asked twice: of the whole set, and of what is left of it
# without the passage that answers. `python -m benchmarks calibration` fits it again; its figures
# are in benchmarks/results/calibration.json.
SIGNALS = ("coverage", "cosine", "pairs", "heaviest absent", "absent", "no value")
WEIGHTS = np.array([2.6, 10.5, 4.9, -1.2, -0.8, -0.6])
BIAS = -11.0
THRESHOLD = 0.5
# `những hạn chế gì`: what stands under that very name needs less beside it.
_UNDER_ITS_NAME = 0.35
# What does not stand under it, or lacks the value that was asked for, must speak so much clearer.
_UNDER_NONE, _WITHOUT_VALUE = 0.93, 0.8
# Below the first nothing answers, from the second on all that is in form; in text without an
# office's head, which says things in more ways than papers do, the third alone decides.
_UNLIKELY, _LIKELY, _LIKELY_IN_PLAIN_TEXT = 0.18, 0.5, 0.13
_IN_PLAIN_TEXT, _WITHOUT_VALUE_IN_PLAIN_TEXT = 0.4, 0.65

# So much of what is asked of the names a sentence holds itself, with the line above it.
_OF_DEED, _OF_REST = 0.35, 0.15
# So much of what a signed paper is called stands in its head.
_OF_HEAD = 0.6
_SIGNED = re.compile(r"\b(?:ký|sign|signed|signs|signer|signatory)\b")

_WANTS_VALUE = frozenset(
    {
        Asked.DEADLINE,
        Asked.DATE,
        Asked.COUNT,
        Asked.PERSON,
        Asked.OFFICE,
        Asked.BODY,
        Asked.PLACE,
        Asked.LEVEL,
        Asked.DOCUMENT,
    }
)
_WHO_OR_WHERE = frozenset({Asked.PERSON, Asked.OFFICE, Asked.BODY, Asked.PLACE})
# A day, an office's holder or a document's number is there or is not.
_NOTHING_ELSE = re.compile(
    r"\bngày (?:nào|mấy)\b|\bhôm nào\b|\bký hiệu\b|\bsố mấy\b|\bchức (?:vụ|danh|gì)\b"
    r"|\bwh(?:at|ich) (?:date|day)\b|\bdeadline\b"
)
# Who has to do something may be a body, a level, everybody.
_DUTY = re.compile(
    r"\b(?:ai|nơi nào|cơ quan nào|đơn vị nào)(?: \w+)?"
    r" (?:phải|cần|được|có trách nhiệm|chịu trách nhiệm)\b"
    r"|\bwho (?:must|should|has to|have to|is responsible)\b"
)
_HOLDER = re.compile(
    r"\b(?:bí thư|chủ tịch|trưởng|phó|giám đốc|chánh|chủ nhiệm|chủ trì|chủ tọa|ký|ký ban hành)\b"
    r"|\b(?:head|heads|chair\w*|secretary|chief|director|president|sign\w*)\b"
)


def signals(query: Query, evidence: Evidence, terms: Sequence[Term]) -> NDArray[np.float64]:
    """What tells of the best sentence whether there is an answer, shape (len(SIGNALS),)."""
    total = max(weight(terms), 1e-9)
    heaviest = max((term.weight for term in terms), default=0.0) or 1.0
    return np.array(
        [
            evidence.coverage,
            evidence.features[FEATURES.index("cosine")],
            evidence.features[FEATURES.index("pairs")],
            max((term.weight for term in evidence.absent), default=0.0) / heaviest,
            weight(evidence.absent) / total,
            float(query.asked in _WANTS_VALUE and evidence.value is None),
        ]
    )


def confidence(query: Query, evidence: Evidence, terms: Sequence[Term]) -> float:
    """How likely, 0 to 1, the question has an answer at all, judged by its best sentence."""
    return float(1 / (1 + np.exp(-(signals(query, evidence, terms) @ WEIGHTS + BIAS))))


def is_borne_out(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether the sentence answers: it bears every name and number of the question, holds a value
    where nothing else answers, and is likely enough to."""
    if not terms or (_binds(query, evidence) and any(term.name for term in evidence.absent)):
        return False
    if _is_hardly_translated(query, evidence, terms) or _goes_elsewhere(query, evidence):
        return False
    text = evidence.hit.document.text
    if query.asked is Asked.OTHER and another_speaks(query, text, evidence.text):
        return False
    likely = likelihood(evidence, likelihood_signals(query, evidence, terms))
    if evidence.hit.document.kind is None and not _keeps_its_form(query, evidence):
        return likely >= _LIKELY_IN_PLAIN_TEXT
    unlikely = likely < _UNLIKELY and not _tells_what_is_asked(query, evidence)
    if unlikely or not _is_in_form(query, evidence, terms):
        return False
    least = _least(query, evidence)
    clear = likely >= _LIKELY and least < _NEVER
    return clear or confidence(query, evidence, terms) >= least


def likelihood_signals(
    query: Query, evidence: Evidence, terms: Sequence[Term]
) -> NDArray[np.float64]:
    """What `likelihood` goes by, of a sentence; shape (len(likelihood.SIGNALS),)."""
    return signals_of(
        query,
        evidence,
        terms,
        wants_value=query.asked in _WANTS_VALUE,
        must_be_exact=query.asked in _WANTS_VALUE and _must_be_exact(query),
        says_nothing=_says_nothing_of_it(query, evidence, terms),
    )


def _keeps_its_form(query: Query, evidence: Evidence) -> bool:
    """Whether it is a deadline, or a value that is there or is not, and it is not."""
    missing = evidence.value is None and _must_be_exact(query)
    return query.asked is Asked.DEADLINE or missing


def _is_in_form(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether a sentence has what is asked in the form in which papers and news have it."""
    if not _is_of_the_year(evidence, terms) or _is_past(query, evidence):
        return False
    if _says_nothing_of_it(query, evidence, terms) or _signs_another(query, evidence, terms):
        return False
    if _WHO_ALL.search(query.text.lower()) and not _names_people(evidence):
        return False
    if _lacks_the_name(query, evidence) or (
        lacks_cause(query, evidence) and evidence.hit.document.kind
    ):
        return False
    # Of three words each one tells.
    least = _usual(terms) if len(terms) > _FEW else _TELLS
    lacking = any(
        term.weight >= least and not (query.asked is Asked.DEADLINE and term.text in _ORDERS)
        for term in evidence.absent
    )
    # A wrong deadline does harm: one of another report, or of another duty, is none. And who
    # chaired a thing did not sign it.
    kind = evidence.hit.document.kind
    in_group = query.asked is Asked.OFFICE and "vai trò" in query.text.lower()
    of_people = query.asked is Asked.PERSON or in_group
    if lacking and (query.asked is Asked.DEADLINE or (of_people and kind)):
        return False
    # `Trưởng thôn … mấy cuộc?`: who it is asked of comes first.
    counted = query.asked is Asked.COUNT and kind not in (None, "news")
    of_whom = next((term for term in terms if not _OF_TIME.fullmatch(term.text)), terms[0])
    lacks = lacking and of_whom in evidence.absent
    return not (counted and (lacks or _lacks_whose(query, evidence)))


_FEW, _TELLS = 3, 0.5
# A deadline is asked for; that it was ordered need not be said.
_ORDERS = frozenset({"yêu cầu"})
# Words of a date before what is counted: `Đến cuối năm 2023, …`.
_OF_TIME = re.compile(r"(?:đến|tính|cuối|đầu|giữa|hết|năm|tháng|quý|ngày|\d+)", re.IGNORECASE)
# The holder of an office that a question opens with: `Trưởng thôn`, `Bí thư chi bộ`.
_OPENS_WITH_OFFICE = re.compile(
    r"\W*(?:(?:một|mỗi|các|mọi) )?((?:phó )?(?:bí thư|chủ tịch|trưởng|giám đốc|chánh|chủ nhiệm)"
    r" \w+)"
)


def _lacks_the_name(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked what somebody or something is called, and no name stands there but those
    of the question."""
    if not _NAME_ASKED.search(query.text.lower()):
        return False
    said = {folded for _, folded in forms(query.text)}
    names = _A_NAME.findall(evidence.text)
    return all(said.issuperset(folded for _, folded in forms(name)) for name in names)


_NAME_ASKED = re.compile(r"\btên(?: là)? (?:gì|j)\b|\bname of\b|\b(?:named|called)\b")
_A_NAME = re.compile(rf"[“\"][^”\"]+[”\"]|[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*)+")


def _lacks_whose(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked of the holder of an office, and a word of that office is nowhere there:
    what the secretary of a district does says nothing of a village's."""
    found = _OPENS_WITH_OFFICE.match(query.text.lower())
    office = set(found[1].split()) if found else set()
    return any(office & {*term.text.lower().split()} for term in evidence.absent)


# Who they all are is asked; those are named, by name or by office.
_WHO_ALL = re.compile(
    r"\b(?:gồm|có) (?:những |các )?ai\b|\b(?:những|các) (?:ai|đồng chí nào|người nào)\b"
)
_PEOPLE = re.compile(
    rf"[Đđ]ồng chí [{UPPER}]|\b(?:[Ôô]ng|[Bb]à) [{UPPER}]|\b(?:[Ủủ]y viên|[Ll]ãnh đạo"
    r"|[Đđ]ại diện"
    r"|[Tt]rưởng|[Bb]í thư|[Cc]hủ tịch|[Cc]ấp ủy|[Cc]án bộ|[Đđ]ảng viên|[Cc]ông chức"
    r"|[Tt]hành viên) "
)


def _names_people(evidence: Evidence) -> bool:
    """Whether the sentence, or the list that it opens, names people or their offices."""
    text = evidence.hit.document.text
    listed = " ".join(text[a:b] for a, b in items(text, evidence.end)[:3])
    said = listed if listed and introduces(text, evidence.end) else evidence.text
    return _PEOPLE.search(said) is not None and not _ONLY_COUNTED.search(said)


_ONLY_COUNTED = re.compile(
    r"\b(?:không quá|gồm|có|từ) \d+ (?:người|thành viên|đồng chí)\W*(?:,|\.|$)"
    rf"(?![^.]*đồng chí [{UPPER}])"
)


def _binds(query: Query, evidence: Evidence) -> bool:
    """Whether a name or number of the question must stand in the sentence or its document.

    It must where a value is asked for, and in an office's papers and news. Other text has no head
    to say whose it is, and calls things by other names; there they weigh as all words do.
    """
    return query.asked in _WANTS_VALUE or evidence.hit.document.kind is not None


def _goes_elsewhere(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked by when something goes to one level of the Party or the state, and the
    sentence sends it to another. What goes to the centre is not left unsaid."""
    if query.asked is not Asked.DEADLINE:
        return False
    question = fold(query.text).lower()
    if query.language == "en":
        asked = [
            _LEVELS[word] for to in _TO_ENGLISH.findall(question) for word in _WORDS.findall(to)
        ]
    else:
        asked = [level for to in _TO.findall(question) for level in _LEVEL.findall(to)]
    said = [
        level for to in _TO.findall(fold(evidence.text).lower()) for level in _LEVEL.findall(to)
    ]
    if "trung uong" in asked and not said:
        return True
    return bool(asked) and bool(said) and not {*asked} & {*said}


# Whom papers are sent to, and the level that stands in the name.
_TO = re.compile(
    r"\b(?:gui|nop|trinh|bao cao|chuyen)\b[^,;?]{0,80}?\b(?:ve|len|cho|den|toi) ([^,;?]{3,60})"
)
_TO_ENGLISH = re.compile(r"\bto (?:the )?([^,;?]{3,60})")
_LEVELS = {
    "central": "trung uong",
    "provincial": "tinh",
    "province": "tinh",
    "district": "huyen",
    "commune": "xa",
    "ward": "phuong",
}
_WORDS = re.compile(rf"\b(?:{'|'.join(_LEVELS)})\b")
_LEVEL = re.compile(r"\b(?:trung uong|tinh|huyen|thi uy|thi xa|thanh uy|thanh pho|xa|phuong)\b")


def _is_hardly_translated(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether most of what an English question is about has no Vietnamese word here: the rest of
    it says too little of what was asked."""
    if query.language != "en":
        return False
    about = [term for term in terms if not term.name]
    foreign = [term for term in evidence.absent if not term.name and term.text.isascii()]
    return 2 * len(foreign) > len(about)


def _says_nothing_of_it(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether a sentence holds the names in a question and too little of what is asked of them.

    What an office's holder is asked about is the office. Whoever did a thing stands beside it. A
    cause leans on the sentence before it.
    """
    told = not query.focus and _tells_what_is_asked(query, evidence)
    told = told or tells_duty(query, evidence)
    if query.asked is Asked.OFFICE or told or _names_the_office(query, evidence):
        return False
    asked_of_them = [term for term in terms if not term.name]
    titled = query.asked is Asked.DEFINITION or (query.asked is Asked.OTHER and query.focus)
    under = evidence.hit.passage.headings[-1:] if titled else ()
    ranked = asked_of_a_rank(query) and names_the_thing(query, evidence.text)
    if query.asked is Asked.COUNT and ranked and evidence.holds_names:
        under = (*header_texts(evidence.hit.document), *evidence.hit.passage.headings)
    words = Words.of_text(evidence.text, evidence.above, *under)
    held = shared(asked_of_them, words)
    least = _OF_DEED if query.asked is Asked.PERSON else _OF_REST
    return held < least * weight(asked_of_them)


def _names_the_office(query: Query, evidence: Evidence) -> bool:
    """Whether the sentence names somebody with the very office that is asked for, and the rest of
    the question stands elsewhere in its document: `Đồng chí A làm Tổ trưởng.`"""
    sure = evidence.value is not None and evidence.value.sure
    if query.asked is not Asked.PERSON or not sure or evidence.absent:
        return False
    asked = query.text.lower()
    offices = [_office(asked, *found.span()) for found in _HOLDER.finditer(asked)]
    if query.language == "en":
        of_group = {post for post in posts_asked(query) if _IN_GROUP.search(post)}
        return bool(of_group & posts_in(evidence.text))
    said = f" {' '.join(re.findall(_WORD, evidence.text.lower()))} "
    return bool(offices) and all(f" {office} " in said for office in offices)


# What somebody is in a group names the group as well: `tổ phó`.
_IN_GROUP = re.compile(r"\b(?:tổ|đội|đoàn)\b")


def _office(text: str, start: int, end: int) -> str:
    """The word of an office with the one before it, or behind it where that only asks: `tổ phó`."""
    before, after = re.findall(_WORD, text[:start])[-1:], re.findall(_WORD, text[end:])[:1]
    if before and before[0] not in _ASKING:
        return f"{before[0]} {text[start:end]}"
    return " ".join([text[start:end], *after])


_WORD = r"\w+"
_ASKING = frozenset("ai là làm nào giữ chức vụ chí cho biết hỏi được".split())


def _signs_another(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether it is asked who signed a paper, and this is none that its head names so."""
    document = evidence.hit.document
    if query.asked is not Asked.PERSON or not _SIGNED.search(query.text.lower()):
        return False
    if document.kind in (None, "news"):
        return False
    of_paper = [t for t in terms if not t.name and not _SIGNED.search(t.text.lower())]
    return shared(of_paper, Words.of_text(*header_texts(document))) < _OF_HEAD * weight(of_paper)


def _least(query: Query, evidence: Evidence) -> float:
    """How sure a sentence must be to answer the question."""
    named = _tells_what_is_asked(query, evidence)
    if query.asked is Asked.OTHER and query.focus:
        return _UNDER_ITS_NAME if named else _UNDER_NONE
    if named:
        return _UNDER_ITS_NAME
    office_paper = evidence.hit.document.kind is not None
    likely = THRESHOLD if office_paper else _IN_PLAIN_TEXT
    if query.asked is Asked.DEFINITION:
        named = any(concept.name for concept in query.concepts)
        loose = named or evidence.value or not office_paper
        return likely if loose else _WITHOUT_VALUE
    return _least_of_value(query, evidence) if query.asked in _WANTS_VALUE else likely


def _tells_what_is_asked(query: Query, evidence: Evidence) -> bool:
    """Whether what is asked for, `nguyên nhân` or `hạn chế`, is named where the sentence stands."""
    return query.asked is Asked.OTHER and bool(evidence.features[FEATURES.index("sure")])


def _least_of_value(query: Query, evidence: Evidence) -> float:
    office_paper, value = evidence.hit.document.kind is not None, evidence.value
    if value and value.sure:
        by_name = query.asked is Asked.COUNT and query.focus
        all_there = not evidence.absent and query.asked in _WHO_OR_WHERE
        if by_name or all_there:
            return _UNDER_ITS_NAME
        due = query.asked is Asked.DEADLINE and not evidence.absent
        return _ALL_THERE if due else THRESHOLD
    # An office's papers and the news of it put names, numbers and places in set forms.
    in_form = office_paper and not _DUTY.search(query.text.lower())
    if in_form or _must_be_exact(query):
        return _NEVER
    if value and not query.focus:
        return THRESHOLD
    return _WITHOUT_VALUE if office_paper else _WITHOUT_VALUE_IN_PLAIN_TEXT


_ALL_THERE = 0.42
_NEVER = 2.0


def _is_of_the_year(evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether a year that the question names is the sentence's, or its document's."""
    years = {term.text for term in terms if _YEAR.fullmatch(term.text)}
    document = evidence.hit.document
    headings = " ".join(evidence.hit.passage.headings)
    said = f"{evidence.text} {document.title} {document.number or ''} {headings}"
    own = str(document.date.year) if document.date else ""
    return all(year in said or year == own for year in years) or not document.kind


def _is_past(query: Query, evidence: Evidence) -> bool:
    """Whether the question asks when a thing will be, and news tells when it was."""
    return (
        query.asked is Asked.DATE
        and evidence.hit.document.kind == "news"
        and _WILL_BE.search(query.text.lower()) is not None
        and _AHEAD.search(evidence.text.lower()) is None
    )


_WILL_BE = re.compile(r"\b(?:sẽ|sắp|will|going to)\b")
_AHEAD = re.compile(
    r"\b(?:sẽ|sắp|dự kiến|kế hoạch|phấn đấu|thời gian tới|chuẩn bị|trước ngày|chậm nhất)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def _usual(terms: Sequence[Term]) -> float:
    return median(term.weight for term in terms)


def _must_be_exact(query: Query) -> bool:
    """Whether nothing but the value itself answers."""
    seen = query.text.lower()
    if query.asked is Asked.PERSON:
        return bool(_HOLDER.search(seen))
    return query.asked in (Asked.OFFICE, Asked.LEVEL) or bool(_NOTHING_ELSE.search(seen))
