"""What a question asks of a whole document: `Kế hoạch 60-KH/TU ban hành ngày nào?`

A question about something that a document tells of (`Hội nghị tổ chức ngày nào?`) asks nothing of
the document: that has to be what is issued, signed, written, sent or summed up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from assistant.answering.asking import sentence, words
from assistant.answering.facts import Field
from assistant.types import Language
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS

# In a form what may be left out brings its own blank along: questions have one between words.
_LEAD = (
    r"\W*(?:(?:cho (?:(?:tôi|mình|em|anh|chị|xin) )?(?:hỏi|biết)|xin (?:cho )?(?:hỏi|biết)"
    r"|hãy(?: cho biết| nêu| nói)?|đồng chí (?:ơi|cho biết)|vui lòng|làm ơn|không biết"
    r"|(?:tôi )?(?:muốn|cần) (?:hỏi|biết)|nêu|à|dạ|vậy|thế|còn|riêng)\b\W*){0,4}"
)
_END = r"(?: (?:ạ|nhỉ|vậy|zậy|dzậy|v|z|thế|hả|nhé|nha|đấy|rồi)){0,2}\W*$"
_LEAD_EN = r"\W*(?:(?:please|so|and|(?:can|could) you tell me|tell me|do you know)\b\W*){0,3}"
_END_EN = r"(?: please)?\W*$"

_ARTICLES = "bài viết, bài báo, tin bài, bài, bản tin, tin"
_PAPERS = ", ".join(
    (
        "văn bản, tài liệu, thông tư, bộ luật, luật, điều lệ, kh, nq, qđ, ct, kl, hd, tb, bc, cv",
        *sorted({name.lower() for name in KINDS.values()}),
    )
)
_TITLED = ", ".join(sorted({name.lower() for name in KINDS.values()} - {"báo cáo", "công văn"}))
_SIGN = r"\d{1,5}[a-zđ]?\s?[-/–]\s?[a-zđ0-9]{1,9}(?:\s?[-/–]\s?[a-zđ0-9]{1,9}){0,3}"
_NUMBERED = rf"(?:{words(_PAPERS)} (?:số\s*:?\s*)?\d|{_SIGN})"
_ANY = words(f"{_PAPERS}, {_ARTICLES}")
_SAID_EN = r"(?:(?:the|this|that) )?(?:(?:[a-z]+ ){0,3}[a-z]+['’]s )?(?:[a-z]+ ){0,3}"
_ARTICLES_EN = "article|news item|news story|story|news"
_PAPERS_EN = (
    "plan|resolution|decision|directive|conclusion|regulation|rule|guideline|guidance|notice"
    "|report|programme|program|project|letter|charter|document|paper|instruction|statement"
)

# The document, and what asks. `doc` is any document, `numbered` one with its number, `titled` one
# that is about something: a report that is only called so may be one that others have to write.
_PARTS = {
    "doc": rf"(?:(?:số|bản|ban|tờ) )?(?P<document>(?:{_ANY}|{_SIGN}).*?)",
    "numbered": rf"(?P<document>{_NUMBERED}.*?)",
    "alone": rf"(?P<document>{words(_PAPERS)} (?:số )?\d\S*|{_SIGN})",
    "that": rf"(?P<document>{_ANY} (?:này|đó|ấy|trên|nói trên))",
    "titled": rf"(?P<document>{words(_TITLED)} về .*?)",
    "article": rf"(?P<document>{words(_ARTICLES)}.*?)",
    "when": (
        r"(?:(?:vào|từ|là|lúc|hồi) )*(?:(?:khi|lúc|hôm|hồi) nào|bao giờ|(?:ngày|năm) bao nhiêu"
        r"|(?:ngày|tháng|năm|thời gian|thời điểm)(?:,? tháng)?(?:,? năm)? (?:nào|mấy|gì)"
        r"|ngày,? tháng(?:,? năm)?)"
    ),
    "been": r"(?:(?:được|đã|có|là|thì|mới|vừa) ){0,3}",
    "by": r"(?:do .{1,80}? )?",
    "issue": r"(?:ký ban hành|ban hành|ký|phát hành|ra đời|ra|công bố|có|ghi|đề)",
    "issues": r"(?:ký ban hành|ban hành|ký|phát hành|ra)",
    "day": r"(?:ngày(?:,? tháng)?(?:,? năm)?|thời gian|thời điểm|năm|tháng)",
    "of": r"(?:(?:của|cho|ở|trong|trên) )?",
    "what": (
        r"(?:(?: là| vào| gồm| có)*(?: những)? (?:(?:ngày|tháng|năm|người|đồng chí|cơ quan|đơn vị"
        r"|nơi|tổ chức|cấp)(?: tháng| năm)* )?(?:nào|gì|ai|đâu|mấy|bao giờ|bao nhiêu|thế nào))?"
    ),
    "publish": r"(?:đăng(?: tải| báo| tin| lên)?|xuất bản|lên (?:trang|báo)|viết)",
    "where": r"(?:(?:ở|tại) (?:đâu|\S+ nào))",
    "person": r"(?:ai|(?:đồng chí|người|vị|lãnh đạo|ông) nào)",
    "writer": r"(?:ai|(?:đồng chí|người|tác giả|nhà báo|phóng viên|cộng tác viên) nào)",
    "body": (
        r"(?:ai|(?:những |các )?(?:cơ quan|đơn vị|tổ chức|cấp(?: ủy)?|nơi|ban|ban ngành|địa phương"
        r"|tỉnh|huyện|tỉnh ủy|huyện ủy) (?:nào|gì))"
    ),
    "has": r"(?:(?:đã|là người|là nơi|là cơ quan|đứng tên|được|có thẩm quyền) ){0,2}",
    "sign": r"ký(?: tên| ban hành| duyệt| thay)?",
    "symbol": r"(?:số(?:,| và)? (?:ký hiệu|hiệu)|số văn bản|(?:ký|số) hiệu(?: văn bản)?)",
    "name": r"(?:tên(?: gọi)?(?: đầy đủ| chính thức)?|tiêu đề|đầu đề|tựa(?: đề)?|tít)",
    "gist": r"trích yếu(?: nội dung)?",
    "rests": (
        r"(?:(?:được|đã|có|là|ra đời|ra|ban hành|xây dựng|lập|làm|để|nhằm|vào|trên) ){0,5}"
        r"(?:căn cứ|dựa|thực hiện|triển khai|thi hành|cụ thể hóa|theo)"
        r"(?: (?:vào|trên|theo|thực hiện|cơ sở|để ban hành))* "
    ),
    "ground": (
        rf"(?:(?:những |các |mấy )?{words(_PAPERS + ', căn cứ, cơ sở')} (?:nào|gì)"
        r"(?: của .{1,60})?|đâu|những gì)"
    ),
    "carries_en": r"(?:carry out|implement|rest on|rely on|follow|put into effect)",
    "has_en": r"(?:is|was|has been)",
    "doc_en": rf"(?P<document>{_SAID_EN}(?:{_PAPERS_EN}|{_ARTICLES_EN})\b.*?|{_SIGN}.*?)",
    "article_en": rf"(?P<document>{_SAID_EN}(?:{_ARTICLES_EN})\b.*?)",
    "when_en": r"(?:when|(?:on )?(?:what|which) (?:date|day|month|year))",
    "issued_en": r"(?:issued|signed|adopted|promulgated|released|dated)",
    "body_en": (
        r"(?:who|(?:which|what) (?:[a-z]+ )?(?:body|agency|organi[sz]ation|committee|office"
        r"|authority|institution|unit))"
    ),
}

_FORMS: tuple[tuple[Field, str], ...] = (
    ("published", "{doc} {been}{publish} (?:trên .{{1,40}}? )?{when}"),
    ("published", "{day} {publish} {of}{doc}{what}"),
    ("published", "{when} (?:thì )?{doc} {been}{publish}"),
    ("place", "{doc} {been}{issues} {where}"),
    ("place", "(?:nơi|địa điểm) {issues} {of}{doc}{what}"),
    ("issued", "{doc} {been}{by}{been}{issue} {when}"),
    ("issued", "{day} {issues} {of}{doc}{what}"),
    ("issued", "{doc} (?:có )?{day} {issues}{what}"),
    ("issued", "{when} (?:thì )?{doc} {been}{issues}"),
    ("issued", ".{{1,80}}? {issues} {numbered} {when}"),
    ("issued", "{alone} {when}"),
    ("signer", "{person} {has}{sign} {doc}"),
    ("signer", "{doc} {been}(?:do )?{person} {has}{sign}"),
    ("signer", "{doc} {been}{sign} bởi {person}"),
    ("signer", "(?:(?:chức vụ|chức danh|tên) (?:của )?)?người {sign} {of}{doc}{what}"),
    ("signer", "{doc} (?:có |do )?người {sign}{what}"),
    ("photographer", "{writer} {has}chụp (?:bức )?(?:ảnh|hình)(?: (?:cho|của|trong|ở))* {article}"),
    (
        "photographer",
        "(?:bức )?(?:ảnh|hình)(?: (?:cho|của|trong|ở))* {article} {been}do {writer} chụp",
    ),
    ("author", "{writer} {has}(?:viết|thực hiện) {doc}"),
    ("author", "(?:ai là )?(?:tác giả|người viết) {of}{doc}{what}"),
    ("author", "{doc} (?:có |do )?(?:tác giả|người viết){what}"),
    ("author", "{article} {been}(?:(?:do|của|bởi) )?{writer}(?: viết| thực hiện)?"),
    ("author", "{doc} {been}do {writer} viết"),
    ("issuer", "{body} {has}(?:ban hành|ra|phát hành) {doc}"),
    ("issuer", "{doc} {been}(?:văn bản )?(?:do|của|bởi|thuộc|ban hành bởi) {body}"),
    ("issuer", "{doc} {been}do {body} {has}(?:ban hành|ra|phát hành|lập)"),
    ("issuer", "(?:cơ quan|đơn vị|chủ thể|tổ chức) ban hành {of}{doc}{what}"),
    ("issuer", "{doc} (?:có )?cơ quan ban hành{what}"),
    ("superior", "cơ quan (?:cấp trên|chủ quản) {of}{doc}{what}"),
    ("number", "{doc} {been}(?:mang |ghi |đánh )?(?:{symbol}|số)(?: là)? (?:gì|nào|mấy|bao nhiêu)"),
    ("number", "{doc} {been}(?:mang |ghi )?{symbol}(?: như)? (?:thế nào|ra sao)"),
    ("number", "{symbol} {of}{doc}{what}"),
    ("number", "số của {doc}{what}"),
    ("kind", "{doc} (?:là|thuộc) (?:thể )?loại văn bản (?:gì|nào)"),
    ("kind", "(?:thể )?loại văn bản của {doc}{what}"),
    ("subject", "{gist} {of}{doc}{what}"),
    ("subject", "{doc} (?:có )?{gist}{what}"),
    ("title", "{name} {of}{doc}{what}"),
    ("title", "{doc} (?:có )?{name}(?: là)? (?:gì|thế nào)"),
    ("recipients", "nơi nhận {of}{doc}{what}"),
    ("recipients", "{doc} (?:có )?nơi nhận{what}"),
    ("recipients", "{body} (?:được )?nhận (?:được )?{numbered}"),
    ("addressee", "{numbered} (?:được )?(?:kính )?gửi(?: cho| đến| tới| về)*{what}"),
    ("addressee", "{that} (?:được )?(?:kính )?gửi(?: cho| đến| tới| về)*{what}"),
    ("urgency", "(?:mức )?độ khẩn {of}{doc}{what}"),
    ("access", "(?:phạm vi|chế độ|dấu) (?:lưu hành|phổ biến) {of}{doc}{what}"),
)
_FORMS_EN: tuple[tuple[Field, str], ...] = (
    ("published", "{when_en} {has_en} {doc_en} (?:published|posted)"),
    ("published", "(?:what is )?the (?:date of publication|publication date) of {doc_en}"),
    ("place", "where {has_en} {doc_en} {issued_en}"),
    ("issued", "{when_en} {has_en} {doc_en} {issued_en}"),
    ("issued", "{when_en} did .{{1,80}}? (?:issue|sign|adopt|release) {doc_en}"),
    ("issued", "(?:what is )?the (?:date of issue|issue date|date) of {doc_en}"),
    ("signer", "who (?:has )?signed {doc_en}"),
    ("signer", "{doc_en} {has_en} signed by (?:whom?|which .{{1,30}})"),
    ("signer", "who {has_en} {doc_en} signed by"),
    ("signer", "who (?:is|was) the (?:signer|signatory) of {doc_en}"),
    (
        "photographer",
        "who (?:took|shot) the (?:photo(?:graph)?|picture)s? (?:for|in|of|with|to) {article_en}",
    ),
    ("author", "who (?:wrote|(?:is|was) the author of) {doc_en}"),
    ("author", "(?:what is )?the (?:author|name of the author) of {doc_en}"),
    ("author", "who {has_en} {article_en} (?:written )?by"),
    ("issuer", "{body_en} (?:has )?(?:issued|adopted|promulgated|released) {doc_en}"),
    ("issuer", "{doc_en} {has_en} (?:issued|adopted) by (?:whom|{body_en})"),
    ("issuer", "(?:who|what) (?:is|was) the (?:issuer|issuing (?:body|authority)) of {doc_en}"),
    (
        "number",
        "what (?:is|was) the (?:(?:document|reference|official) )?(?:number|symbol)"
        "(?: and symbol)? of {doc_en}",
    ),
    ("subject", "what (?:is|was) the subject(?: line)? of {doc_en}"),
    (
        "title",
        "what (?:is|was) the (?:(?:full|official) )?(?:title|name|headline) of {doc_en}",
    ),
    ("recipients", "(?:who|what) (?:is|are|was|were) the recipients? of {doc_en}"),
    ("addressee", "(?:who|to whom) {has_en} {doc_en} (?:sent|addressed)(?: to)?"),
)

# What makes the words for a document a sentence about something else, or about several.
_OTHER = (
    words(
        "nào, gì, ai, phải, yêu cầu, đề nghị, trước, bao nhiêu, khi, hoàn thành, nộp, gửi, kể từ,"
        "trong bài, theo bài, ở bài, ban hành"
    )
    + r"|(?<!\w)do \w|(?<!tuyên )(?<!tôn )(?<!\w)giao(?! thông| lưu| dịch| tiếp| ban)(?!\w)"
    # `Kế hoạch … thực hiện chỉ đạo của cơ quan nào?` asks whose order it carries out.
    r"|(?:chỉ đạo|đề nghị|ý kiến|phê duyệt|kiến nghị)\s*$"
)
_OTHER_EN = r"\b(?:must|should|required?s?|asks?|deadlines?|which|what|who|when|before|issued)\b"
# A title says what it says.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_SEVERAL = rf"{words('các, những, mọi, tất cả')} $"
# `hướng dẫn thực hiện Kế hoạch 60` is another document than Kế hoạch 60.
_ABOUT_ANOTHER = (
    rf"{words(_PAPERS)} (?:\S+ ){{0,6}}?"
    rf"{words('thực hiện, triển khai, thi hành, sửa đổi, bổ sung, thay thế, thay, hướng dẫn')}"
)


_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class DocumentQuestion(Generic[_Key]):
    """`asked` is asked of a document, and `question[start:end]` says of which.

    `derived` tells that those words name a document by another one that it deals with: the number
    in `hướng dẫn thực hiện Kế hoạch 60` is not that of the document that is asked about.
    """

    asked: _Key
    start: int
    end: int
    derived: bool = False


class Forms(Generic[_Key]):
    """Forms of questions with what each asks, in Vietnamese and in English; the first that fits.

    A form is a regular expression in which `{doc}` and the like stand for `_PARTS`.
    """

    def __init__(
        self, vietnamese: Sequence[tuple[_Key, str]], english: Sequence[tuple[_Key, str]]
    ) -> None:
        self._vietnamese = vietnamese
        self._english = english
        self._compiled: dict[tuple[Language, bool], list[tuple[_Key, re.Pattern[str]]]] = {}

    def read(self, question: str, language: Language = "vi") -> DocumentQuestion[_Key] | None:
        """What is asked, and of what; None for any other question.

        `question` is one spelling (`Query.text`), with its accents or without any.
        """
        read = sentence(question, language)
        grammar = _grammar(read.language, read.accented)
        for asked, form in self._forms(read.language, read.accented):
            found = form.match(read.seen)
            if found is None:
                continue
            start, end = found.span("document")
            named = read.seen[start:end]
            if grammar.other.search(_QUOTED.sub(" ", named)) or grammar.several.search(
                read.seen, 0, start
            ):
                continue
            derived = grammar.derived.match(named) and not grammar.numbered.match(named)
            return DocumentQuestion(asked, start, end, bool(derived))
        return None

    def _forms(self, language: Language, accented: bool) -> list[tuple[_Key, re.Pattern[str]]]:
        """Compiled when first asked for: nothing of it is needed to import the package."""
        known = self._compiled.get((language, accented))
        if known is None:
            english = language == "en"
            lead, end = (_LEAD_EN, _END_EN) if english else (_LEAD, _END)
            known = self._compiled[language, accented] = [
                (asked, _compiled(f"{lead}(?:{form.format(**_PARTS)}){end}", language, accented))
                for asked, form in (self._english if english else self._vietnamese)
            ]
        return known


_FIELDS: Forms[Field] = Forms(_FORMS, _FORMS_EN)


_BASIS: Forms[str] = Forms(
    (
        ("basis", "{doc} {rests}{ground}"),
        ("basis", "căn cứ (?:để |khi )?(?:(?:ban hành|xây dựng|lập|ra) )?{of}{doc}{what}"),
    ),
    (
        ("basis", "(?:which|what) (?:[a-z]+ ){{1,3}}(?:does|did) {doc_en} {carries_en}"),
        (
            "basis",
            "(?:on )?(?:which|what) (?:[a-z]+ ){{0,3}}(?:is|was) {doc_en} based(?: (?:up)?on)?",
        ),
        (
            "basis",
            "what (?:is|are|was|were) the (?:legal )?(?:basis|bases|grounds?) (?:of|for) {doc_en}",
        ),
    ),
)


def basis_question(question: str, language: Language = "vi") -> DocumentQuestion[str] | None:
    """Of which document it is asked what it rests on."""
    return _BASIS.read(question, language)


def field_question(question: str, language: Language = "vi") -> DocumentQuestion[Field] | None:
    """Which field of a whole document is asked for, and of which; see `Forms.read`."""
    return _FIELDS.read(question, language)


def asked_field(question: str, language: Language = "vi") -> Field | None:
    """Which field of a whole document is asked for; None where the question asks otherwise."""
    found = field_question(question, language)
    return found.asked if found else None


@dataclass(frozen=True, slots=True)
class _Grammar:
    other: re.Pattern[str]
    several: re.Pattern[str]
    derived: re.Pattern[str]
    numbered: re.Pattern[str]


@cache
def _grammar(language: Language, accented: bool) -> _Grammar:
    english = language == "en"
    return _Grammar(
        other=_compiled(_OTHER_EN if english else _OTHER, language, accented),
        several=_compiled("(?!)" if english else _SEVERAL, language, accented),
        derived=_compiled("(?!)" if english else _ABOUT_ANOTHER, language, accented),
        numbered=_compiled(_NUMBERED, language, accented),
    )


def _compiled(form: str, language: Language, accented: bool) -> re.Pattern[str]:
    return re.compile(form if language == "en" or accented else fold(form))
