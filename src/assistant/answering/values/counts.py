"""Numbers of what is counted or measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answering.values.spans import MARK, Found, is_free
from assistant.retrieval.glossary import translate
from assistant.types import Query
from assistant.vietnamese.dates import find_dates
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import find_mentions
from assistant.vietnamese.tokens import forms, tokenize

_DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?"
_WORDS = (
    r"một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: một| hai| ba| bốn| lăm| sáu| bảy| tám| chín)?"
    r"|(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: \w+)?|(?:\w+ )?(?:trăm|nghìn|triệu|tỷ)(?: \w+)?"
)
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?<!\d )(?:(?:từ )?(?:{_DIGITS})(?:\s?%)?|(?:{_WORDS})\b)", re.IGNORECASE
)
_TERM = re.compile(r"\b\d{4}\s*[-–]\s*\d{4}\b")
_ORDINAL = re.compile(
    r"\b(?:lần )?thứ\s+(?:[IVXLC]+|\d+|\w+)\b|\bkh[óo]a\s+[IVXLC\d]+\b", re.IGNORECASE
)
# `Điều 9`, `khoản 2`: where something stands, and no number of it.
_ARTICLE = re.compile(
    r"\bĐiều \d+|\b(?:tại|của|theo) điều \d+"
    r"|\b[Kk]hoản \d+(?=,? (?:và khoản \d+ )?(?:Điều|điều|này))"
)
_ARTICLE_ASKED = re.compile(r"\b(?:điều|khoản) (?:số )?(?:mấy|bao nhiêu)\b")
_ALIKE = {
    "tien": ("đồng", "triệu", "tỷ", "tiền", "usd", "đô la", "euro"),
    "phan": ("phần trăm", "%"),
    "lau": ("năm", "tháng", "ngày", "giờ", "tuần", "phút", "thế kỷ", "thập kỷ", "quý"),
    "xa": ("km", "mét", "m", "cây số"),
}


# What is counted by that noun alone.
_ALIKE_WHOLE = {
    "cây số": ("km", "cây số"),
    "người": ("người", "đồng chí", "thành viên", "đảng viên", "cán bộ", "đại biểu"),
    "thành viên": ("thành viên", "đồng chí", "ủy viên"),
}


def counts(query: Query, text: str) -> Found:
    """Numbers that are no dates, documents, terms or marks; sure with the noun that is counted.

    What a condition sets, `từ 05 ngày trở lên`, is not sure where another number is.
    """
    found: list[tuple[int, int, bool]] = []
    for start, end, sure in _numbers(query, text):
        if not (found and found[-1][2] and end <= found[-1][1]):  # `10` of `từ 5 đến 10`
            found.append((start, end, sure))
    if "trở" in query.text.lower() or all(_AT_LEAST.match(text, end) for _, end, s in found if s):
        return iter(found)
    return ((a, b, sure and not _AT_LEAST.match(text, b)) for a, b, sure in found)


_AT_LEAST = re.compile(r"(?:\s[^\W\d_]+){0,3}?\strở (?:lên|xuống)\b")


def _numbers(query: Query, text: str) -> Found:
    folded = fold(query.text).lower()
    if re.search(r"\bthu may\b|\bkhoa may\b|\blan may\b", folded):
        return ((m.start(), m.end(), True) for m in _ORDINAL.finditer(text))
    return _how_many(query, folded, text)


def _how_many(query: Query, folded: str, text: str) -> Found:
    taken = [(d.start, d.end) for d in find_dates(text)]
    taken += [(m.start, m.end) for m in find_mentions(text)]
    taken += [m.span() for m in _TERM.finditer(text)]
    if not _ARTICLE_ASKED.search(query.text.lower()):
        taken += [m.span() for m in _ARTICLE.finditer(text)]
    if mark := MARK.match(text):
        taken.append(mark.span())
    part = _PART_ASKED.search(query.text.lower())
    if part and len(_HOW_MANY.findall(query.text.lower())) == 1:
        yield from _of_part(text, part["whole"], part["asked"], taken)
        return
    headed = _HEADED.match(query.text) if not query.focus else None
    by_head = headed is not None and not _MEASURED.search(query.text.lower())
    had = _HAD.match(query.text)
    nouns = _nouns_of(headed["head"]) if headed and by_head else _nouns(query, folded)
    if labelled := _labelled(text, nouns):
        yield *labelled, True
        return
    of_all = _HAS.search(folded) is not None
    wants_whole = of_all and not _SHARE_ASKED.search(query.text.lower())
    in_all = _IN_ALL.search(folded) is not None and not _EACH.search(folded)
    of_each: set[str | None] = set()
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if not is_free((start, end), taken):
            continue
        after = text[end : end + 40].lower()
        noun = next(
            (n for n in nouns if re.match(rf"\s*{_IN_BETWEEN}{re.escape(n)}(?!\w| chí)", after)),
            None,
        )
        clause = fold(re.split(r"[,;:]", text[:start])[-1]).lower()
        if in_all and _EACH.search(clause):
            of_each.add(noun)
            continue  # `mỗi chi bộ góp 200.000 đồng` is no sum
        if noun in of_each and not _SUM.search(clause):
            continue  # nor is what else is told of such things
        if (by_head and not noun) or (wants_whole and "%" in match[0]):
            continue  # `100% chi bộ` tells no number of them
        if had and not _stands_beside(had["what"], text, start, end):
            continue
        percent = "%" in match[0] and "phần trăm" in nouns
        if noun:
            end += after.index(noun) + len(noun)
            end = _run_on(query, noun, text, end)
        if noun or percent or match[0][0].isdigit() or match[0].lower().startswith("từ "):
            told = not of_all or (
                _IS_HAD.search(fold(text[:start]).lower()) is not None
                and not match[0].lower().startswith("từ ")  # `có từ 09 đảng viên trở lên`
            )
            any_number = not query.focus and not _PRICE.search(query.text.lower())
            yield start, _whole_end(text, start, end), told and bool(noun or percent or any_number)


_SHARE_ASKED = re.compile(r"%|\b(?:phần trăm|tỷ lệ|tỉ lệ|percent|percentage|share|rate)\b")


def _run_on(query: Query, noun: str, text: str, end: int) -> int:
    """Where a noun ends that goes on as it does in the question, `tổ chức cơ sở đảng`, of which
    but three words are looked for; and an hour with its minutes."""
    if noun == "giờ" and (minutes := _MINUTES.match(text, end)):
        return minutes.end()
    asked = query.text.lower()
    at = asked.find(noun)
    if at < 0 or len(noun.split()) < _WORDS_OF_NOUN:
        return end
    going_on = re.findall(r"\s[^\W\d_]+", asked[at + len(noun) :])
    for word in going_on:
        if not re.match(rf"{word}(?!\w)", text[end:], re.IGNORECASE):
            break
        end += len(word)
    return end


_WORDS_OF_NOUN = 3
_MINUTES = re.compile(r"\s(?:\d{1,2}(?: phút)?|rưỡi)\b")


def _labelled(text: str, nouns: Sequence[str]) -> tuple[int, int] | None:
    """`2. Đại biểu: 130 đồng chí`: what is counted is the label."""
    mark = MARK.match(text)
    label = _LABEL.match(text, mark.end() if mark else 0)
    if label is None or label["label"].lower().strip() not in nouns:
        return None
    number = _NUMBER.match(text, label.end())
    return (number.start(), _whole_end(text, *number.span())) if number else None


_LABEL = re.compile(
    r"\s*(?:[-+•]\s*)?(?:[Ss]ố (?:lượng )?)?(?P<label>[^\W\d_]+(?: [^\W\d_]+){0,3})\s*:\s*"
)


def _whole_end(text: str, start: int, end: int) -> int:
    """Where a number ends with its unit of money, and with the end of its range."""
    if unit := _UNIT_OF_MONEY.match(text, end):
        end = unit.end()
    if text[start:end].lower().startswith("từ ") and (rest := _UP_TO.match(text, end)):
        end = rest.end()
    return end


_UP_TO = re.compile(
    rf"(?:\s[^\W\d_]+){{0,3}}\s(?:đến|tới)(?: dưới)?\s(?:{_DIGITS})(?:\s?%)?"
    r"(?:\s(?:nghìn|ngàn|triệu|tỷ))?(?:\s(?:đồng(?! chí| bào)|năm|tháng|ngày|giờ|người|điểm|buổi))?"
)

# `Khen thưởng cá nhân: Sao Mai bao nhiêu?`: what is counted stands before the colon.
_HEADED = re.compile(
    r"(?i)\W*(?!(?:cho|xin|em|tôi|dạ)\b)(?P<head>[^:?]+ [^:?]+):\s[^,:;?]{2,60} bao nhiêu\W*$"
)
_MEASURED = re.compile(
    r"\b(?:giá|kinh phí|ngân sách|tiền|tổng mức|phụ cấp|lương|thù lao|học phí|mức|vốn|thu|chi"
    r"|tỷ lệ|tỉ lệ|diện tích|sản lượng|năng suất|độ|chiều)\b(?! (?:bộ|ủy|cục|đoàn|hội)\b)"
)


def _nouns_of(head: str) -> tuple[str, ...]:
    """What may be counted of the words before a colon: two of them, or one that stands alone."""
    words = [token.text.lower() for token in tokenize(head)]
    alone = [
        word
        for before, word, after in zip(["", *words], words, [*words[1:], "là"], strict=False)
        if word in _COUNTED_ALONE or (before == "số" and after in _BEHIND_NOUN)
    ]
    return (*(f"{a} {b}" for a, b in pairwise(words)), *alone)


_BEHIND_NOUN = frozenset("là đã được bị của ở tại trong mới năm cần phải sẽ có".split())

# `Nữ có bao nhiêu?`: what is counted comes first.
_HAD = re.compile(r"(?i)\W*(?P<what>\w+(?: \w+){0,2}) có bao nhiêu\W*$")


def _stands_beside(what: str, text: str, start: int, end: int) -> bool:
    """Whether all words of `what` stand in the part of a sentence around a number."""
    left, right = _PARTED.split(text[:start])[-1], _PARTED.split(text[end:])[0]
    beside = {folded for _, folded in forms(f"{left} {right}")}
    return beside.issuperset(folded for _, folded in forms(what))


# `Đã kết nạp đảng viên, trong đó bao nhiêu là nữ?`
_PART_ASKED = re.compile(
    r"^(?P<whole>.*?)\btrong (?:số )?(?:đó|này|ấy)\b(?P<asked>.*\b(?:bao nhiêu|mấy)\b.*)$"
)
_HOW_MANY = re.compile(r"\b(?:bao nhiêu|mấy)\b")
_ASKS_ALONE = re.compile(
    r"\b(?:bao nhiêu|mấy|là|có|thì|số|được|chiếm|phần trăm|tỷ lệ|tiền|triệu|tỷ|đồng(?! chí| bào)"
    r"|đồng chí|người(?! dân|\W*$))\b"
)
_OF_WHOLE = re.compile(r"\btrong (?:số )?(?:đó|này|ấy)\b|\b(?:bao )?gồm\b")
# `Trong số mới kết nạp, nữ 79 đồng chí`
_OUT_OF = re.compile(r"(?i)\btrong (?:tổng )?số (?P<whole>[^,;:.]{3,60}),")
_UNIT_OF_MONEY = re.compile(
    r"(?i)\s*(?:(?:triệu|tỷ) \d{1,3} (?=nghìn|ngàn|triệu))?"
    r"(?:(?:nghìn|ngàn|triệu|tỷ) )?(?:đồng(?! chí| bào)|ngàn|triệu|tỷ)\b"
)
# `…, đạt 61,4% kế hoạch, trong đó …`
_GOES_ON = re.compile(r"(?i)\W*(?:đạt|bằng|tăng|giảm|chiếm|so với|vượt)\b")
_PARTED = re.compile(r"[,;:]\s|\s(?:và|còn)\s")


def _of_part(text: str, whole: str, asked: str, taken: Sequence[tuple[int, int]]) -> Found:
    """The number of a part of what was counted: behind `trong đó`, with what the part is called
    beside it, where what stands before that is the whole."""
    words = [folded for _, folded in forms(_ASKS_ALONE.sub(" ", asked))]
    known = [folded for _, folded in forms(whole)]
    pairs = {*pairwise(known)}
    called = [word for word in words if word not in known]
    named = _OUT_OF.search(text)
    of_whole = named or _OF_WHOLE.search(text.lower())
    if not called or of_whole is None:
        return
    parts = _PARTED.split(text[: of_whole.start()].rstrip(" ,;:("))
    before = next((part for part in reversed(parts) if not _GOES_ON.match(part)), "")
    before = named["whole"] if named else before
    if not pairs & {*pairwise([folded for _, folded in forms(before)])}:
        return
    stops = [m.span() for m in _PARTED.finditer(text)]
    for match in _NUMBER.finditer(text, of_whole.end()):
        start, end = match.span()
        if not is_free((start, end), taken):
            continue
        begin = max([of_whole.end(), *(b for _, b in stops if b <= start)])
        stop = min([len(text), *(a for a, _ in stops if a >= end)])
        beside = {folded for _, folded in forms(text[begin:start] + " " + text[end:stop])}
        percent = "phần trăm" in asked or "tỷ lệ" in asked
        if beside.issuperset(called) and ("%" in match[0]) is percent:
            unit = _UNIT_OF_MONEY.match(text, end)
            last = unit.end() if unit else end
            for token in () if unit else tokenize(text[end:stop]):
                if token.folded not in known:
                    break
                last = end + token.end
            yield start, last, True


# `31 hội viên là người Dao`
_IN_BETWEEN = r"(?:\w+\s+|(?:\w+\s+){1,2}là\s+)?"
_PRICE = re.compile(
    r"\b(?:giá|kinh phí|số tiền|phạt tiền|tổng mức|phụ cấp|lương|thù lao|học phí"
    r"|tiền (?:ăn|công|lương)|mức (?:phạt|thưởng|chi)|trả(?= bao nhiêu))\b"
)
# How many there are in all: `trao Huy hiệu cho 7 đảng viên` says it of no commune.
_HAS = re.compile(
    r"\bco (?:tat ca |tong cong |ca thay |tong so )?(?:bao nhieu|may)(?: \w+){1,5}\W*$"
    r"|\bhow many (?:\w+ ){1,3}(?:does|do|did) .* have\W*$"
    r"|\bhow many (?:\w+ ){1,3}(?:are|were) there\b"
)
# The sum of all is asked, or what each one has is said.
_IN_ALL = re.compile(
    r"\btong (?:cong|so|kinh phi|muc|tien|gia tri|duoc|bao nhieu)\b|\btat ca\b|\bca thay\b"
    r"|\b(?:in total|altogether|total)\b"
)
_SUM = re.compile(r"\b(?:tong|tat ca|ca thay|in total|total)\b")
_EACH = re.compile(r"\b(?:moi|tung|each|every|per)\b")
_IS_HAD = re.compile(
    r"(?:\bco|\bgom|\bvoi|\bla|\bdu|\btong so|\bva|\btrong do|[:(,])"
    r"\s*(?:tat ca|tong cong|hon|gan|khoang|tren|du)?\s*$"
)

# Words of one syllable that are counted, whatever follows them.
_COUNTED_ALONE = frozenset(
    """năm tháng ngày giờ tuần phút quý người cuộc lần đợt mức điểm khoản điều chương mục phần xã
    huyện tỉnh phường thôn ấp hộ cụ đội nhóm tổ lớp buổi kỳ bước loại suất triệu tỷ đồng ý
    lượt vụ hồ ca con chiếc căn tấn mét trang câu trường""".split()
) - {"hồ"}


def _nouns(query: Query, folded: str) -> tuple[str, ...]:
    """The words that may name what is counted."""
    first = fold(" ".join(query.focus.split()[:1])).lower()
    asked = (
        (first == "tien" or (not first and bool(_PRICE.search(query.text.lower()))), "tien"),
        (first == "phan", "phan"),
        (first == "lau" or "bao lau" in folded or "how long" in folded, "lau"),
        (first == "xa" or "bao xa" in folded, "xa"),
    )
    alike = next((_ALIKE[key] for so, key in asked if so), None)
    if alike or (alike := _ALIKE_WHOLE.get(query.focus.lower())):
        return alike
    if query.language == "en":
        found = translate(query.focus)
        nouns = [p.lower() for c in found[:1] for p in c.phrases if not p.isascii()]
        # Vietnamese has `deceased` behind `party members`.
        described = [
            f"{b} {a}".lower() for c, d in pairwise(found) for a in c.phrases for b in d.phrases
        ]
        return (*described, *nouns)
    words = query.focus.lower().split()
    runs = [" ".join(words[:length]) for length in range(len(words), 1, -1)]
    alone = words[:1] if len(words) == 1 or set(words[:1]) & _COUNTED_ALONE else ()
    return (*runs, *alone)
