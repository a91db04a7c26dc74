"""The words that ask, open, or point back in a question, in Vietnamese and in English.

They tell what a question holds of its own from what only asks about something: `Ai chủ trì?` has
no content, `Ai chủ trì hội nghị ở Ngã Năm?` has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.retrieval.glossary import translate
from assistant.types import Language
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS
from assistant.vietnamese.tokens import tokenize

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A question or a part of one. `seen` is what patterns look at, letter for letter: small
    letters, and without accents where whoever typed it gave none."""

    text: str
    seen: str
    language: Language
    accented: bool

    def part(self, start: int, end: int) -> Sentence:
        """The part without white space and punctuation around it."""
        while start < end and not self.text[start].isalnum():
            start += 1
        while start < end and not (self.text[end - 1].isalnum() or self.text[end - 1] in ")”\"'%"):
            end -= 1
        return Sentence(self.text[start:end], self.seen[start:end], self.language, self.accented)


def sentence(text: str, language: Language, *, accented: bool | None = None) -> Sentence:
    """`accented` says whether accents were typed; the text's own where it is not given."""
    typed = is_accented(text) if accented is None else accented
    seen = "".join((c if typed else fold(c) or " ").lower()[:1] for c in text)
    return Sentence(text, seen, language, typed)


class Pattern:
    """A regular expression in small letters, for text with its accents and for folded text."""

    def __init__(self, vietnamese: str, english: str = "(?!)") -> None:
        self._vietnamese = re.compile(vietnamese), re.compile(fold(vietnamese))
        self._english = re.compile(english)

    def of(self, where: Sentence) -> re.Pattern[str]:
        if where.language == "en":
            return self._english
        return self._vietnamese[0] if where.accented else self._vietnamese[1]

    def match(self, where: Sentence) -> re.Match[str] | None:
        return self.of(where).match(where.seen)

    def search(self, where: Sentence) -> re.Match[str] | None:
        return self.of(where).search(where.seen)

    def spans(self, where: Sentence) -> Iterator[_Range]:
        return (match.span() for match in self.of(where).finditer(where.seen))


def words(phrases: str | Iterable[str]) -> str:
    """Whole words, the longest first. A string has its phrases between commas."""
    listed = phrases.split(",") if isinstance(phrases, str) else phrases
    cleaned = sorted({" ".join(p.split()) for p in listed} - {""}, key=lambda p: (-len(p), p))
    inner = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in cleaned)
    return rf"(?<!\w)(?:{inner})(?!\w)"


# --- What opens and closes a question that goes on from another

_WEAK = words("thế thì, vậy thì, thế, vậy, rồi, và, nhưng, dạ, à, ừ, ok")
OPENING = Pattern(
    rf"\W*(?:{_WEAK}\W*)*(?:{words('còn, riêng')}\W*)?(?:{words('đối với, với')}\W*)?",
    r"\W*(?:\b(?:and|so|but|then|also|ok|okay)\b\W*)*(?:\b(?:what|how) about\b\W*)?",
)
CLOSING = Pattern(
    rf"{words('thì sao, thì làm sao, thì thế nào, thì như thế nào, thì ra sao, thì')}"
    rf"(?:\s+{words('ạ, nhỉ, vậy, hả')})?\W*$"
)
ENGLISH_OPENING = re.compile(r"(?i)\W*(?:\b(?:so|but|then)\b\W*)*\b(?:and|(?:what|how) about)\b")
# `Còn mấy hạn chế?` asks what remains.
REMAINS = Pattern(rf"\W*còn\s+{words('mấy, bao nhiêu, gì, những, các, điều gì, nữa')}")

# --- What asks

_KINDS = ",".join({name.lower() for name in KINDS.values()})
_ASKED_OF = words(
    "khi, lúc, hôm, ngày, tháng, năm, ngày tháng, ngày tháng năm, thời gian, nơi, chỗ, việc, điều,"
    f"văn bản, cơ quan, đơn vị, đồng chí, người, cấp, địa phương, địa điểm, điểm, thứ, số, {_KINDS}"
)
_BEFORE_ASKED = words(
    "vào, từ, đến, trước, là, do, bởi, của, cho, với, về, gồm, tại, ở, có, những, các, làm, theo"
)
ASKING = Pattern(
    rf"(?:{_BEFORE_ASKED}\s+){{0,3}}(?:(?:{_ASKED_OF}\s+)?{words('nào, gì')}"
    rf"|{words('ai, bao giờ, bao lâu, bao nhiêu, đâu, thế nào, như thế nào, ra sao, vì sao')}"
    rf"|{words('tại sao, mấy, bằng cách nào, thế nào')}"
    rf"|{words('ngày mấy, ngày bao nhiêu, số mấy, số bao nhiêu, thứ mấy')})"
    rf"|{words('thời hạn, hạn chót, hạn cuối')}|(?<!\w)hạn(?!\w)(?!\s+(?:chế|mặn|hán))"
    rf"|{words('chậm nhất là, chậm nhất')}",
    r"\b(?:by\s+)?(?:who|whom|whose|what|which|when|where|why|how(?:\s+(?:many|much|long))?)\b"
    r"(?:\s+(?:is|are|was|were|did|does|do|must|should|has|have|had|will|can)\b)?"
    r"|\b(?:the\s+)?(?:deadline|due(?:\s+date)?)\b",
)
# Verbs and nouns that need something that they are said of, and are no topic by themselves.
_RELATIONS = (
    "người chủ trì, người điều hành, người phát biểu, người kết luận, người đứng đầu,"
    "ký, ký tên, ký ban hành, ban hành, phát hành, công bố, chủ trì, chủ tọa, điều hành, tổ chức,"
    "diễn ra, tiến hành, tham dự, dự, họp, phát biểu, khai mạc, bế mạc, soạn thảo, soạn, lập, viết,"
    "duyệt, phê duyệt, phụ trách, chịu trách nhiệm, trách nhiệm, thực hiện, triển khai, nộp, gửi,"
    "hoàn thành, bắt đầu, kết thúc, hiệu lực, có hiệu lực, tác giả, người viết, nội dung, mục đích,"
    "ký hiệu, số hiệu, trích yếu, địa điểm, thời gian, thời điểm, người ký, nơi nhận, ngày,"
    "tháng, năm, nói, nêu, đề cập, ghi, gồm, bao gồm, giao, giữ, chức vụ, chức danh, tên, họ tên,"
    "tên gọi, lý do, kết quả, chính, cụ thể, tóm tắt, cơ quan, căn cứ, dựa, xong, phải, cần, đã,"
    "quy định, đăng, tải, nêu rõ, việc, điều, chi tiết, thêm, rõ, chậm nhất, muộn nhất, nhất, muộn,"
    "đứng ra, trước khi, sau khi, trước đó, sau đó, lúc đầu, ban đầu"
)
_RELATIONS_EN = (
    "sign, signed, signs, issue, issued, issues, chair, chaired, chairs, hold, held, organise,"
    "organised, organize, organized, attend, attended, write, wrote, written, author, date, number,"
    "title, start, end, begin, happen, happened, take, took, taken, place, publish, published,"
    "approve, approved, responsible, say, says, said, contain, contains, about, main, content,"
    "contents, purpose, venue, signer, signatory, deadline, due, based, come, came, into, force,"
    "send, submit, sent, submitted, finish, finished, done, complete, completed, position"
)
RELATION = Pattern(words(_RELATIONS), words(_RELATIONS_EN))
# `… nêu chỉ tiêu nào`
ASKED_NOUN = Pattern(
    rf"{words(_RELATIONS)}\s+(?:[^\W\d_]+\s+){{1,2}}{words('nào, gì')}",
)
# They belong to a place or a body: `Bí thư là ai?`
ROLE = Pattern(
    words(
        "bí thư, phó bí thư, phó bí thư thường trực, chủ tịch, phó chủ tịch, trưởng ban,"
        "phó trưởng ban, chánh văn phòng, phó chánh văn phòng, người đứng đầu, giám đốc,"
        "phó giám đốc"
    ),
    r"\b(?:deputy\s+)?(?:secretary|chairman|chairwoman|chairperson|chair|head|director)\b",
)
# What is said of a document, or of an article alone.
OF_PAPERS = Pattern(
    words(
        "ký, ký tên, người ký, ban hành, phát hành, số mấy, ký hiệu, số hiệu, trích yếu, nơi nhận"
    ),
    r"\b(?:sign(?:ed|s)?|signer|signatory|issue[ds]?|number)\b",
)
OF_ARTICLES = Pattern(
    words("tác giả, người viết, viết, đăng"), r"\b(?:author|wrote|written|publish(?:ed)?)\b"
)
SAYS = Pattern(
    words("nói, nêu, đề cập, ghi, quy định"), r"\b(?:say|says|said|contains?|about|mentions?)\b"
)
# A question that begins with such a verb lacks what the verb is said of.
HEADLESS = Pattern(
    rf"\W*(?:có\s+)?{words('nói, nêu, quy định, yêu cầu, đề cập, ghi, gồm, bao gồm, căn cứ, dựa')}"
)
# Verbs that go on from what they are said of: `Kế hoạch 60-KH/TU do ai ban hành?`
GOES_ON = Pattern(
    words(
        "do, được, ban hành, ký, tổ chức, diễn ra, tiến hành, nói, nêu, quy định, yêu cầu, có, còn,"
        "đề cập, gồm, bao gồm, căn cứ, dựa, nộp, gửi, hoàn thành, bắt đầu, kết thúc, họp,"
        "thực hiện, triển khai, hướng dẫn"
    )
)
# `Ai chủ trì?` is followed by what was chaired, unless that is a sentence of its own.
WHO_DID = Pattern(
    rf"{words('ai, những ai')}\s+(?:đã\s+)?"
    + words(
        "chủ trì, chủ tọa, điều hành, ký, ban hành, soạn thảo, viết, phụ trách, tổ chức, dự,"
        "tham dự, duyệt, phê duyệt, chỉ đạo"
    )
    + r"\W*$"
)
HAS_VERB = Pattern(words("phải, cần, sẽ, đã, được, có, là"))
SHORT_AI = Pattern(
    rf"\W*ai\s+\w+(?:\s+\w+)?\W*$|\W*{words('đơn vị, cơ quan, ban, nơi')}\s+nào\s+\w+\W*$",
    r"\W*who\s+\w+\W*$",
)

# --- What points back

_BACK = words("đó, này, ấy, đấy, nói trên, nêu trên, trên đây, vừa nêu, vừa rồi")
_PAPER = words(f"văn bản, tài liệu, bài viết, bài báo, bài, tin, bản tin, thông tư, {_KINDS}")
PAPER_EN = (
    "plan|resolution|decision|directive|conclusion|regulation|guideline|notice|report|programme"
    "|program|project|document|paper|text|article|news"
)
PAPER = Pattern(
    rf"(?P<noun>{_PAPER})\s+{_BACK}",
    rf"\b(?:that|this|the same)\s+(?P<noun>{PAPER_EN})\b|\b(?:the\s+)(?P<bare>{PAPER_EN})\b",
)
# Without anything behind it that would tell which: `Kế hoạch do ai ban hành?`
BARE_PAPER = Pattern(
    rf"(?<!các )(?<!những )(?<!mấy )(?<!nhiêu )(?P<noun>{_PAPER})"
    rf"(?!\s+(?:{words('nào, gì, về, số, của')}|\d))"
)
# `Nghị quyết về chuyển đổi số`
BARE_NAME = Pattern(
    words(
        "nghị quyết, quyết định, chỉ thị, kết luận, kế hoạch, quy định, quy chế, hướng dẫn,"
        "thông tri, đề án, công văn, nghị định, chương trình hành động"
    ),
    rf"\b(?:the\s+)?(?:{PAPER_EN})\b",
)
PERSON = Pattern(
    rf"{words('đồng chí, ông, bà, anh, chị, cô, người, vị, cán bộ')}\s+{_BACK}",
    r"\b(?:he|she|him|her|his|that (?:person|comrade|official|man|woman))\b",
)
PLACE = Pattern(
    rf"{words('ở, tại, nơi, chỗ')}\s+{words('đó, đây, này, đấy, ấy')}"
    rf"|{words('nơi, địa phương, địa bàn, đơn vị, huyện, xã, tỉnh, thị xã, phường, thị trấn')}"
    rf"\s+{_BACK}",
    r"\b(?:in\s+|at\s+)?(?:there\b(?!\s+(?:is|are|was|were|any|a)\b)"
    r"|that (?:place|district|town|province|commune|ward|city))",
)
# `năm nay`, `tháng này` point at the calendar, `nhiệm kỳ này` at the one that runs.
_CALENDAR = words("năm, tháng, tuần, ngày, quý, kỳ, nhiệm kỳ, giai đoạn, thời gian, hôm, dịp, lần")
TOPIC = Pattern(
    rf"(?!{_CALENDAR})(?<!\w)(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+)?)\s+"
    rf"{words('đó, này, ấy, nói trên, nêu trên')}",
    r"\b(?:that|this|those|these)\s+(?P<noun>[a-z]+)\b|\bthey\b|\bthem\b",
)
# What was counted has parts: `Trong đó bao nhiêu là nữ?`
AMONG = Pattern(
    rf"\W*{words('trong đó, trong số đó, trong số này, trong số ấy')}",
    r"\W*(?:of|among) (?:them|these|those)\b",
)
PART_ASKED = re.compile(
    r"(?i)(?<=\w)\s*,?\s*(?:trong (?:số )?(?:đó|này|ấy)|of (?:them|these|those))\b.*$"
)
THAT_TIME = Pattern(
    rf"{words('lúc, khi, hôm, thời điểm, thời gian, đợt, dịp, lần, buổi, ngày, tháng, năm')}"
    rf"\s+{words('đó, ấy, đấy')}",
    r"\b(?:by|until|at|on|since) that (?:time|day|date|moment|month|year)\b|\bby then\b",
)
SUCCEEDS = Pattern(
    rf"{words('ai, người nào, đồng chí nào, người, cán bộ nào')}\s+(?:[^\W\d_]+\s+){{0,3}}"
    rf"{words('thay, thay thế, kế nhiệm')}(?!\s+{words('mặt, đổi, lời')})",
    r"\bwho\b.{0,20}\b(?:replace[ds]?|succeed(?:ed|s)?|take[sn]? over|took over)\b",
)
IT = Pattern(r"(?<!\w)nó(?!\w)", r"\b(?:it|its)\b")


def covered(where: Sentence, *patterns: Pattern) -> list[_Range]:
    """The parts that any of the patterns matches."""
    return [span for pattern in patterns for span in pattern.spans(where)]


def content(where: Sentence, beside: Iterable[_Range] = ()) -> tuple[str, ...]:
    """The words, folded, that are neither question nor relation nor grammar nor `beside`."""
    taken = [*covered(where, ASKING, RELATION), *beside]
    if where.language == "en":
        rest = "".join(
            " " if any(a <= i < b for a, b in taken) else c for i, c in enumerate(where.text)
        )
        return tuple(
            word.folded for concept in translate(rest) for word in tokenize(concept.phrases[0])
        )
    grammar = FUNCTION_WORDS if where.accented else _FOLDED_FUNCTION_WORDS
    return tuple(
        token.folded
        for token in tokenize(where.text)
        if not any(a <= token.start < b for a, b in taken)
        and where.seen[token.start : token.end] not in grammar
    )


_FOLDED_FUNCTION_WORDS = frozenset(map(fold, FUNCTION_WORDS))
