"""Whether a sentence has what is asked in the form in which papers and news have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from assistant.answering.binding import asked_of_a_rank, names_the_thing, posts_asked, posts_in
from assistant.answering.evidence import FEATURES, Evidence, header_texts
from assistant.answering.lists import introduces, items
from assistant.answering.telling import lacks_cause, tells_duty
from assistant.answering.terms import Term, Words, shared, weight
from assistant.types import Asked, Query
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.patterns import UPPER
from assistant.vietnamese.tokens import forms


def is_in_form(
    query: Query, evidence: Evidence, terms: Sequence[Term], *, clear: bool = False
) -> bool:
    """Whether a sentence has what is asked in the form in which papers and news have it.

    With `clear` it is so likely to answer that it may put what somebody did in another way.
    """
    counted = query.asked is Asked.COUNT
    of_part = counted and _is_of_part_of_year(query.text, evidence.text)
    if of_part or not _is_of_the_year(evidence, terms) or _is_past(query, evidence):
        return False
    if says_nothing_of_it(query, evidence, terms) or _signs_another(query, evidence, terms):
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
    told = clear and evidence.value is not None and not in_group and not must_be_exact(query)
    if lacking and (query.asked is Asked.DEADLINE or (of_people and kind and not told)):
        return False
    # `Trưởng thôn … mấy cuộc?`: who it is asked of comes first.
    counted = query.asked is Asked.COUNT and kind not in (None, "news")
    of_whom = next((term for term in terms if not _OF_TIME.fullmatch(term.text)), terms[0])
    lacks = lacking and of_whom in evidence.absent
    return not (counted and (lacks or _lacks_whose(query, evidence)))


_FEW, _TELLS = 3, 0.5
# A deadline is asked for; that it was ordered need not be said, nor that a thing is handed in.
_ORDERS = frozenset({"yêu cầu", "đệ", "đệ trình", "làm xong", "hoàn tất"})
# Words of a date before what is counted: `Đến cuối năm 2023, …`.
_OF_TIME = re.compile(r"(?:đến|tính|cuối|đầu|giữa|hết|năm|tháng|quý|ngày|\d+)", re.IGNORECASE)
# The holder of an office that a question opens with: `Trưởng thôn`, `Bí thư chi bộ`.
_OPENS_WITH_OFFICE = re.compile(
    r"\W*(?:(?:một|mỗi|các|mọi) )?((?:phó )?(?:bí thư|chủ tịch|trưởng|giám đốc|chánh|chủ nhiệm)"
    r" \w+)"
)


def _usual(terms: Sequence[Term]) -> float:
    return median(term.weight for term in terms)


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


def _is_of_part_of_year(question: str, text: str) -> bool:
    """Whether a year is asked about, and the sentence tells of its first months or a quarter."""
    asked, said = fold(question).lower(), fold(text).lower()
    year = _YEAR_ASKED.search(asked)
    if year is None or _PART_OF_TIME.search(asked):
        return False
    whole = _PART_OF_YEAR.sub(" ", said)
    return whole != said and year[0] not in whole


_YEAR_ASKED = re.compile(r"\bnam (?:19|20)\d\d\b")
_PART_OF_TIME = re.compile(r"\b(?:thang|quy|ngay|tuan|dau nam|cuoi nam|nua)\b")
_PART_OF_YEAR = re.compile(
    r"\b(?:\w+ thang (?:dau|cuoi)|quy (?:[ivx]+|\d)|nua (?:dau|cuoi))(?: (?:cua )?nam)?"
    r"(?: (?:19|20)\d\d)?\b"
)


def goes_elsewhere(query: Query, evidence: Evidence) -> bool:
    """Whether it is asked by when something goes to one level of the Party or the state, and the
    sentence sends it to another, or when one paper is due, and it tells of others: `báo cáo quý`,
    `hồ sơ`. What goes to the centre is not left unsaid."""
    if query.asked not in (Asked.DEADLINE, Asked.DATE):
        return False
    said = f"{evidence.above} {evidence.text}"
    if _differ(_periods(query.text), _periods(said)):
        return True
    if query.asked is Asked.DATE:
        return False
    own = _papers(said) or _papers(" ".join(evidence.hit.passage.headings))
    return _differ(_due(query.text), own) or _goes_to_another(query, evidence)


def _goes_to_another(query: Query, evidence: Evidence) -> bool:
    question = fold(query.text).lower()
    if query.language == "en":
        asked = {
            _LEVELS[word] for to in _TO_ENGLISH.findall(question) for word in _WORDS.findall(to)
        }
    else:
        asked = {level for to in _TO.findall(question) for level in _LEVEL.findall(to)}
    said = {
        level for to in _TO.findall(fold(evidence.text).lower()) for level in _LEVEL.findall(to)
    }
    return ("trung uong" in asked and not said) or _differ(asked, said)


def _differ(asked: set[str], said: set[str]) -> bool:
    return bool(asked and said) and not asked & said


def _papers(text: str) -> set[str]:
    """What sorts of papers are named."""
    return {_SORTS[name] for name in _PAPER.findall(fold(text).lower())}


def _due(question: str) -> set[str]:
    """The sort of the paper that is to be handed in; empty where a thing is to be done."""
    asked = fold(question).lower()
    found = _SENT.search(asked) or _OPENS.search(asked)
    return {_SORTS[found["paper"]]} if found else set()


_SORTS = {
    name: sort
    for sort, names in {
        "report": "bao cao",
        "plan": "ke hoach",
        "file": "ho so|danh sach|bien ban|to trinh|ban dang ky|phieu",
        "project": "de an|phuong an|kich ban",
        "accounts": "quyet toan",
        "budget": "du toan",
        "figures": "so lieu",
    }.items()
    for name in names.split("|")
}
_PAPERS = "|".join(_SORTS)
_PAPER = re.compile(rf"\b(?:{_PAPERS})\b")
_SENT = re.compile(
    rf"\b(?:nop|gui|trinh|chuyen|han|thoi han)(?: (?:cac|nhung|ban|bo))? (?P<paper>{_PAPERS})\b"
)
# `Báo cáo quý gửi trước ngày nào?`; a paper with its number orders what is sent.
_OPENS = re.compile(
    rf"^\W*(?:cac |nhung )?(?P<paper>{_PAPERS})\b(?=[^,:?\d]*\b(?:nop|gui|trinh|han)\b)"
)


def _periods(text: str) -> set[str]:
    """What periods the reports are of that are named: `báo cáo quý`."""
    found = (match["period"] for match in _OF_PERIOD.finditer(text.lower()))
    return {_SAME_PERIOD.get(period, period) for period in found}


_OF_PERIOD = re.compile(
    r"\bbáo cáo(?: (?:kết quả|định kỳ|sơ kết|tổng kết|hằng|hàng|mỗi|từng|cả|theo)){0,3}"
    r" (?P<period>(?:0?6|sáu|0?9|chín) tháng|(?:giữa|nửa|nửa đầu) năm|tuần|tháng|quý|năm)\b(?! \d)"
)
_HALF, _NINE = "6 tháng", "9 tháng"
_SAME_PERIOD = {
    **dict.fromkeys(("06 tháng", "sáu tháng", "giữa năm", "nửa năm", "nửa đầu năm"), _HALF),
    **dict.fromkeys(("09 tháng", "chín tháng"), _NINE),
}
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


def says_nothing_of_it(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether a sentence holds the names in a question and too little of what is asked of them.

    What an office's holder is asked about is the office. Whoever did a thing stands beside it. A
    cause leans on the sentence before it.
    """
    told = not query.focus and tells_what_is_asked(query, evidence)
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


# So much of what is asked of the names a sentence holds itself, with the line above it.
_OF_DEED, _OF_REST = 0.35, 0.15


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


# So much of what a signed paper is called stands in its head.
_OF_HEAD = 0.6
_SIGNED = re.compile(r"\b(?:ký|sign|signed|signs|signer|signatory)\b")


def tells_what_is_asked(query: Query, evidence: Evidence) -> bool:
    """Whether what is asked for, `nguyên nhân` or `hạn chế`, is named where the sentence stands."""
    return query.asked is Asked.OTHER and bool(evidence.features[FEATURES.index("sure")])


def must_be_exact(query: Query) -> bool:
    """Whether nothing but the value itself answers."""
    seen = query.text.lower()
    if query.asked is Asked.PERSON:
        return bool(_HOLDER.search(seen))
    return query.asked in (Asked.OFFICE, Asked.LEVEL) or bool(_NOTHING_ELSE.search(seen))


# A day, an office's holder, a document's number or a part of a whole is there or is not.
_NOTHING_ELSE = re.compile(
    r"\btrong (?:đó|số (?:đó|này|ấy))\b.*\b(?:mấy|bao nhiêu)\b"
    r"|\bngày (?:nào|mấy)\b|\bhôm nào\b|\bký hiệu\b|\bsố mấy\b|\bchức (?:vụ|danh|gì)\b"
    r"|\bwh(?:at|ich) (?:date|day)\b|\bdeadline\b"
)
_HOLDER = re.compile(
    r"\b(?:bí thư|chủ tịch|trưởng|phó|giám đốc|chánh|chủ nhiệm|chủ trì|chủ tọa|ký|ký ban hành"
    r"|thư ký|thủ quỹ|kế toán|ủy viên)\b"
    r"|\b(?:head|heads|chair\w*|secretary|chief|director|president|sign\w*)\b"
)
