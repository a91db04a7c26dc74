"""What kind of thing a question wants, read off the words that ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.types import Asked, Language
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS
from assistant.vietnamese.tokens import tokenize

_Span = tuple[int, int]

_WHEN = (
    r"(?:vào )?(?:khi nào|lúc nào|bao giờ|hôm nào|chừng nào|hồi nào"
    r"|(?<!mỗi )(?<!một )(?<!hằng )(?<!hàng )(?:ngày|tháng|năm|quý|tuần|buổi"
    r"|thời gian|thời điểm) (?:nào|mấy|bao nhiêu)"
    r"|ngày,? tháng,? năm(?: nào)?)"
)
_UNITS = (
    "địa điểm|địa phương|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|ấp|khóm|thôn"
    "|nước|quốc gia|vùng|khu vực"
)
_BODIES = (
    "doanh nghiệp|công ty|hợp tác xã|cơ quan|đơn vị|tổ chức|cấp ủy|ban|ngành|đảng bộ|chi bộ|đảng ủy"
    "|sở|phòng|ủy ban|bộ"
)
_DOCUMENTS = "|".join(["văn bản", *sorted({name.lower() for name in KINDS.values()}, key=len)])

# The first kind that matches decides. `focus` is the thing that is counted or chosen from.
_VIETNAMESE = (
    (Asked.TOPIC, r"^(?:hãy |xin |vui lòng )*(?:cho (?:tôi|em|mình|xem) )?(?:tìm|tra cứu)\b"),
    (
        Asked.TOPIC,
        rf"^có (?:{_DOCUMENTS}|bài viết|bài báo|bài|tin) nào"
        r" (?:(?:(?:nói |viết |quy định |bàn )?về"
        r"|(?:đưa|nhắc|đề cập|đưa tin|nói) (?:về|đến|tới|việc))\b|[^?]* không\W*$)",
    ),
    (
        Asked.TOPIC,
        r"\b(?:bài|bài viết|bài báo|tin|tin bài|văn bản) nào (?:đã )?"
        r"(?:nói|viết|đưa tin|đề cập|có nội dung|bàn|quy định) (?:về|đến|tới)\b",
    ),
    (
        Asked.DOCUMENT,
        r"\b(?:mang )?số(?:,? ký hiệu)?(?: là)? (?:mấy|gì|nào|bao nhiêu),? (?:và )?"
        r"(?:ban hành )?ngày (?:nào|mấy|tháng nào|bao nhiêu)",
    ),
    (Asked.DATE, rf"\btừ {_WHEN} (?:đến|tới) {_WHEN}"),
    (
        Asked.DEADLINE,
        rf"(?<!quyền )(?<!giới )(?<!kỳ )(?<!vô )(?<!có )"
        rf"(?<!chống )(?<!nắng )(?<!mùa )\b(?:thời )?hạn(?: chót| cuối)?\b(?! chế)"
        # As southern speech has it.
        rf"|^hạng\b(?! (?:mục|nhất|nhì|ba|hai|[ivx]+)\b)(?=[^?]*{_WHEN})"
        rf"|(?:chậm|muộn|trễ) nhất(?: là)?(?: {_WHEN})?|(?:trước|(?<!tính )đến|xong) {_WHEN}"
        rf"|\bphải\b[^?]{{0,80}}?\b(?:xong|hoàn thành|nộp|gửi)\b"
        rf"[^?]{{0,120}}?(?P<ask>(?:(?:trước|đến) )?{_WHEN})",
    ),
    (Asked.DATE, _WHEN),
    (
        Asked.OFFICE,
        r"(?:giữ |làm |có |đảm nhiệm |nắm |(?:được )?giao )?"
        r"(?:chức vụ|chức danh|chức|cương vị|vai trò)(?: là)? (?:gì|nào)"
        r"|\b(?:đồng chí|ông|bà|đ/c)(?: [^\W\d_]+){2,5} (?P<ask>là ai)(?=\W*$)",
    ),
    (
        Asked.BODY,
        rf"\b(?P<focus>{_BODIES}) nào\b|\bai (?:đã |là người )?ban hành|do ai ban hành"
        r"|\b(?:gửi|nộp|chuyển|trình|báo cáo)(?: báo cáo)? (?:cho|về|lên|đến|tới) (?:ai|đâu)\b"
        r"|\btheo đề nghị của ai\b",
    ),
    (
        Asked.DOCUMENT,
        rf"(?:số,? )?ký hiệu(?: là)?(?: gì| nào| bao nhiêu)?|\bmang số|số (?:mấy|hiệu|gì|nào)\b"
        rf"|số(?: là)? bao nhiêu|\b(?P<focus>{_DOCUMENTS}|căn cứ|cơ sở) nào\b"
        rf"|\b(?:văn bản|căn cứ|cơ sở) gì\b",
    ),
    (Asked.DOCUMENT, r"\b(?:căn cứ|dựa)(?: vào| trên| theo)? (?P<ask>đâu)\b"),
    (
        Asked.PERSON,
        r"\b(?:bí thư|chủ tịch|trưởng|phó|giám đốc|chánh|chủ nhiệm|đồng chí|đảng viên"
        r"|cán bộ|người)\b"
        r"(?:(?!chương trình|phong trào|dự án|mô hình|đề án|cuộc|công trình)[^?])*\b"
        r"(?P<ask>tên(?: là)? (?:gì|j))\b",
    ),
    (Asked.PERSON, r"\bai\b|\b(?:đồng chí|đ/c|người|cá nhân|ông|bà|cán bộ) nào\b"),
    (
        Asked.PLACE,
        r"\b(?:ở|tại|từ|đến) đâu\b|\b(?:nơi|chỗ|hội trường|nhà văn hóa|trụ sở|địa chỉ) nào\b"
        rf"|\b(?P<focus>{_UNITS}) nào\b"
        r"|\bđâu\b",
    ),
    (Asked.LEVEL, r"\bcấp nào\b"),
    (
        Asked.COUNT,
        r"\b(?:khung |mốc )?(?P<focus>giờ) (?:nào|gì)\b"
        r"|bao nhiêu|\bmấy\b|số lượng|tổng số|bao lâu|bao xa",
    ),
    (Asked.DEFINITION, r"(?:nghĩa )?là gì(?=\W*$)|thế nào là\b|định nghĩa|được hiểu (?:là|như)"),
)
_EN_DOCUMENTS = (
    "documents?|plans?|directives?|conclusions?|resolutions?|decisions?|regulations?|notices?"
    "|reports?|instructions?|guidelines?|programm?es?"
)
_ENGLISH = (
    (
        Asked.TOPIC,
        r"^(?:please )?(?:find|search|look up|look for)\b"
        rf"|^(?:is|are) there (?:an?|any|some) (?:{_EN_DOCUMENTS}|articles?)\b"
        rf"|^(?:which|what) (?:{_EN_DOCUMENTS}|articles?)"
        r" (?:deals? with|is about|are about|covers?|concerns?|discuss(?:es)?|talks? about)\b",
    ),
    (
        Asked.DEADLINE,
        r"\bdeadline|\bdue\b|\bby when\b|\bno later\b|\bwhen (?:must|should)\b"
        r"|\b(?:before|by) (?:what|which) (?:date|day|month)\b"
        r"|\bwhen do(?:es)?\b.* have to\b",
    ),
    (Asked.DATE, r"\bwhen\b|\b(?:what|which) (?:date|day|year|month)\b"),
    (
        Asked.OFFICE,
        r"\b(?:what|which) (?:is the )?(?:position|post|office|role|title|job)s?\b"
        r"|\bwho (?:is|was) (?!the )"
        r"(?=(?:comrade |mr |mrs |ms )?[^\W\d_]+ [^\W\d_]+ [^\W\d_]+\W*$)",
    ),
    (
        Asked.BODY,
        r"\b(?:what|which) (?P<focus>body|agency|committee|organi[sz]ation|unit|authority)\b"
        r"|\bwho (?:issued|adopted|released)\b|\bissued by whom\b"
        r"|\b(?:to|at|on) who(?:m|se)\b[^?]*\b(?:submit\w*|sen[dt]|report\w*|proposal|request)\b",
    ),
    (
        Asked.DOCUMENT,
        rf"\b(?:what|which) (?:[^\W\d_]+ )?(?P<focus>{_EN_DOCUMENTS})\b|\b(?:what|which) number\b"
        r"|\bnumber of the\b|\breference number\b",
    ),
    (Asked.PERSON, r"\bwhom?\b|\bwhose\b"),
    (
        Asked.PLACE,
        r"\bwhere\b|\b(?:what|which) (?P<focus>communes?|wards?|districts?|provinces?|towns?"
        r"|cit(?:y|ies)|places?|localit(?:y|ies)|countr(?:y|ies))\b",
    ),
    (Asked.LEVEL, r"\b(?:what|which) levels?\b"),
    (
        Asked.COUNT,
        r"\bhow (?:many|much|long|often)\b"
        r"|\bwhat (?=percentage\b|share\b|proportion\b|number of\b|amount\b)",
    ),
    (
        Asked.DEFINITION,
        r"^what (?:is|are) (?:an? |the )?[^?]{1,60}\?*$|\bmeaning of\b|\bdefin(?:ed|ition)",
    ),
)
# Kinds whose words only ask; of the others the noun stays part of what is asked about.
_ONLY_ASKS = (Asked.DEADLINE, Asked.DATE, Asked.OFFICE)


def _only_asks(language: Language) -> tuple[Asked, ...]:
    """In English `deals with` only asks as well."""
    return (*_ONLY_ASKS, Asked.TOPIC) if language == "en" else _ONLY_ASKS


# Words that ask and name nothing, whatever is asked.
_EMPTY = re.compile(
    r"^(?:hãy |xin |vui lòng )*(?:cho (?:tôi|em|mình|xem) )?(?:tìm|tra cứu)\b"
    r"(?: (?:giúp|cho|hộ)\b)?(?: (?:những|các)\b)?"
    r"(?: (?:bài báo|bài viết|tin bài|bài|tin|văn bản)\b)?"
    r"|(?:được )?hiểu (?:là|như|thế)\b(?: thế nào| gì)?|\bnhư thế nào\b|\bthế nào\b"
    r"|\b(?:so sánh|khác nhau|giống nhau)\b|\b(?:số(?:,| và)? )?ký hiệu\b"
    r"|\b(?:văn bản|tài liệu|cơ quan|đơn vị|địa điểm|nơi|đồng chí|người|bài viết|bài báo|bài|tin)"
    r" (?:nào|gì)\b"
    r"|\b(?:nói|viết|bàn|đề cập|đưa tin)(?: đến| tới)? về\b|\b(?:gồm|bao gồm|nêu)\b"
    r"|\bđược (?:nhắc|nêu|đề cập)(?: đến| tới)?\b|\bmang(?= số\b)"
    r"|(?<= )[rz](?=\W*$)"  # rồi, vậy, as they end what is typed on a phone
    r"|\b(?:1|một)(?= (?:năm|tháng|quý|tuần|lần)\b)|\b(?:đặt|đề) (?:ra )?mốc\b"
    r"|\b(?:đưa|nhắc|đề cập)(?: tin)? (?:về|đến|tới|việc)\b"
    r"|\bcả(?= (?:huyện|tỉnh|xã|phường|thị xã|thị trấn|thành phố|nước|cơ quan|đơn vị|ban)\b)"
    r"|\b(?:trong|theo) (?:bài báo|bài viết|bài|văn bản|tài liệu)(?: này| trên)?\b"
    r"|\b(?:tóm tắt|tóm lược|khái quát)\b(?: giúp| cho| hộ)?(?: tôi| mình| em)?"
    r"|\btên(?: là)? (?:gì|j)\b|\b(?:trong )?(?:những |các )?trường hợp (?:nào|gì)\b"
    r"|\bđể làm gì\b|\bnhằm (?:mục đích |làm )?gì\b|\bnhằm(?= mục đích)"
    r"|\b(?:chậm|muộn|trễ) nhất\b|\b(?:có )?nghĩa(?= là gì\b)"
    r"|\bmỗi (?:nơi|bên|đơn vị|địa phương)\b|\b(?:là|có) những\b|\b(?:đồng chí|đ/c)\b"
    # Where or when a thing is: papers write `Địa điểm: …`, `Thời gian: …`.
    r"|\b(?:(?:được )?tổ chức|họp|diễn ra|khai mạc|bắt đầu|nằm|đặt|đóng)"
    r"(?= (?:(?:ở|tại|vào|lúc|từ) )*(?:đâu|khi nào|bao giờ|mấy giờ|(?:lúc|hôm|ngày|chỗ|nơi) nào))"
    r"|\bmấy giờ (?:thì )?(?:họp|bắt đầu|khai mạc)\b"
    # How long or how much it is: `không quá 90 phút`, `10 triệu đồng`.
    r"|\bkéo dài(?= (?:[^\W\d_]+ ){0,3}bao lâu)|\b(?:được|đc|là|trị giá)(?= bao nhiêu)"
    r"|(?<=bao nhiêu )tiền\b|\bđặt mục tiêu\b|\bchia (?:thành |làm |ra )?(?=mấy|bao nhiêu)"
    r"|\bbao (?:nhiêu|lâu|xa)\b|\bnhững gì\b|\bđứng ra\b"
    # `phải bảo đảm những nguyên tắc gì`: those stand under their own name.
    r"|\b(?:bảo đảm|đảm bảo|tuân thủ|tuân theo|quán triệt|đáp ứng|chấp hành)"
    r"(?= (?:những |các |mấy )?(?:nguyên tắc|yêu cầu|điều kiện|tiêu chuẩn|tiêu chí) (?:gì|nào)\b)"
    r"|\b(?:những |các )?(?:đối tượng|loại) (?=[^?]{0,20}(?:nào|gì)\b)|\bđối tượng (?:nào|gì)\b"
    r"|\btối đa(?= (?:là )?bao nhiêu)|\b(?:vào )?(?:khung |mốc )?giờ (?:nào|gì)\b"
    # Where a thing comes from is why it is.
    r"|\b(?:là )?(?:nhờ|do|từ) đâu(?: mà(?: ra)?)?\b"
)
# So many words after `bao nhiêu` may name what is counted.
_FOCUS = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for; `focus` are the words of the thing that is counted or chosen from
    (`chi bộ` in `bao nhiêu chi bộ`), `spans` where the question only asks."""

    kind: Asked
    focus: str
    spans: tuple[_Span, ...]


def asking(text: str, language: Language) -> Asking:
    """Reads a question that has its accents.

    Where nothing matches and there is no accent in it, it is read as if it had none to lose.
    """
    seen = text.lower()
    found = _find(seen, language)
    if not found and language == "vi" and not is_accented(text):
        found = _find(seen, language, folded=True)
    empty = {m.span() for m in _EMPTY.finditer(seen)} if language == "vi" else set()
    if not found:
        named = _WHICH.search(seen)
        return Asking(Asked.OTHER, _telling(named), tuple(sorted(empty)))
    kind, match = _likeliest(seen, found)
    focus = _focus(text, kind, match)
    if (kind is Asked.PLACE and _FROM_WHAT.search(seen)) or _is_plural(seen, kind, match):
        named = _WHICH.search(seen)
        kind, focus = Asked.OTHER, _telling(named)
    if kind is Asked.DEFINITION and (named := _WHICH.search(seen)):
        kind, focus = Asked.OTHER, _telling(named)
    if kind in (Asked.BODY, Asked.PERSON) and _SCOPE.search(seen):
        kind, focus = Asked.OTHER, ""
    if kind is Asked.DEFINITION and _AIM.match(seen):
        kind = Asked.OTHER  # what it is for, not what the word means
    if (kind is Asked.COUNT and _LISTED.search(seen)) or _WHO_ALL.search(seen):
        kind = Asked.OTHER  # the list says it: how many, and which; or who they all are
    spans = sorted({_asking_span(m) for k, m in found if k in _only_asks(language)} | empty)
    return Asking(kind, focus, tuple(spans))


def _likeliest(seen: str, found: list[tuple[Asked, re.Match[str]]]) -> tuple[Asked, re.Match[str]]:
    """The first, but that a drought (`chống hạn`), or what is overdue, is asked of no deadline;
    nor is it where a time limit is only told of: `nộp quá thời hạn thì bị xử lý thế nào`."""
    kind, match = found[0]
    if kind is Asked.DEADLINE and _ASKS_WHAT.search(seen) and not re.search(_WHEN, seen):
        return Asked.OTHER, match
    if kind is Asked.DEADLINE and match[0] == "hạn" and not _DUE.search(seen):
        return next(((k, m) for k, m in found if k in _INSTEAD), found[0])
    return kind, match


_ASKS_WHAT = re.compile(
    r"\b(?:làm|có|chịu|nhận)(?: \w+ \w+)? gì\b|\bbị (?:\w+ ){1,4}(?:(?:như )?thế nào|ra sao)\b"
    r"|\b(?:tại|vì) sao\b"
)
_DUE = re.compile(rf"{_WHEN}|\bhạn (?:nộp|gửi|báo cáo|hoàn thành|chót|cuối|cho|của|là|đến|mấy)\b")
_INSTEAD = (Asked.PERSON, Asked.OFFICE, Asked.BODY, Asked.PLACE, Asked.COUNT)
_FROM_WHAT = re.compile(
    r"\b(?:nhờ|do) đâu\b|\btừ đâu mà\b|\b(?:bắt nguồn|xuất phát|phát sinh) từ đâu\b"
)


def _is_plural(seen: str, kind: Asked, match: re.Match[str]) -> bool:
    """Whether `mấy` only says that there are several, and something else is asked of them:
    `mấy bác tổ trưởng được dạy những gì`."""
    return kind is Asked.COUNT and match[0] == "mấy" and _SOMETHING_ELSE.search(seen) is not None


_SOMETHING_ELSE = re.compile(
    r"\b(?:vì sao|tại sao|thế nào|ra sao|làm sao|thì sao|bị sao|kiểu gì|cách nào|làm gì)\b"
    r"|\bmấy (?:\w+ ){1,3}(?:còn lại|kia|này|ấy|nọ)\b"
    r"|\bmấy (?:\w+ ){1,2}(?:liền|liên tục|liên tiếp)\b(?=[^?]*\b(?:gì|sao|nào|ai|đâu)\b)"
    r"|\b(?:những|các) (?:\w+ ){1,2}(?:gì|nào)\b"
)
# `những hạn chế gì`, `các nội dung nào`
_WHICH = re.compile(r"\b(?:những|các|mấy) ((?:\w+ ){0,2}?\w+) (?:là )?(?:gì|nào)\b")
# Such a noun names nothing that a text would call so: `những mặt nào`.
_VAGUE = frozenset("mặt điều cái chuyện thứ".split()) | {
    "giấy tờ",
    "loại giấy tờ",
    "tính chất",
    "khía cạnh",
    "phương diện",
    "vấn đề",
}


_AIM = re.compile(r"^(?:vậy |thế |còn )?(?:mục đích|mục tiêu) (?:của|khi|trong|việc|là)\b")


def _telling(named: re.Match[str] | None) -> str:
    return "" if named is None or named[1] in _VAGUE else named[1]


# What a rule holds for is told in a phrase, and no name.
_SCOPE = re.compile(
    r"\báp dụng (?:cho|đối với|với)\b|\bphạm vi\b|\bđối tượng (?:áp dụng|điều chỉnh)\b"
)
_LISTED = re.compile(r"(?:là|đó là|gồm) (?:những )?(?:gì|\w+ (?:\w+ )?nào)|những gì|what are they")


_WHO_ALL = re.compile(
    r"^(?:những|các) ai\b"
    r"|\b(?:gồm (?:những |các )?|(?:có|là) (?:những|các) )(?:ai|đồng chí nào)\W*$"
)


def _asking_span(match: re.Match[str]) -> _Span:
    return match.span("ask") if match.groupdict().get("ask") else match.span()


def _find(seen: str, language: Language, folded: bool = False) -> list[tuple[Asked, re.Match[str]]]:
    table = _ENGLISH if language == "en" else _VIETNAMESE
    if folded:
        seen = "".join(fold(character) or " " for character in seen)
    return [
        (kind, match)
        for kind, words in table
        for match in re.finditer(fold(words) if folded else words, seen)
    ]


def _focus(text: str, kind: Asked, match: re.Match[str]) -> str:
    if named := match.groupdict().get("focus"):
        return named
    if kind is not Asked.COUNT or match[0] in _MEASURES:
        return ""
    return " ".join(_counted(text[match.end() :]))


# What is counted stands in the very words.
_MEASURES = ("how long", "how often")


def _counted(after: str) -> Iterator[str]:
    """The words right after `bao nhiêu`, up to a stop or a word that is none of a noun."""
    end = 0
    for token in tokenize(after)[:_FOCUS]:
        if after[end : token.start].strip() or token.text in _NO_NOUN or token.text.isdigit():
            return
        yield token.text
        end = token.end


_NO_NOUN = frozenset(
    "là có và ở của trong cho được bị phải thì để đến từ mà nào do theo về với are is were was"
    " did does do have has in of the were will"
    " trước sau khi mỗi một vào cả thảy tất chưa không đã sẽ đang rồi".split()
)
