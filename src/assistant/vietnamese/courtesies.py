"""Words that a question in a chat opens and closes with, and that ask nothing."""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:(?:các|quý|cac|quy) )?(?:đồng chí|dong chi|đ/c|anh|chị|em|bạn|ban|cô|chú|bác|thầy|ad|admin"
    r"|bot|sếp|trợ lý|tro ly|mọi người|moi nguoi|cả nhà|ca nha)"
)
_GREETING = r"(?:alo+|alô+|a lô|hello+|(?:xin|kính) chào|xin chao|kính thưa|kinh thua)"
# Words that open other phrases as well, `Hi sinh`, `chào hàng`: whom they greet follows, or a mark.
_MAY_GREET = r"(?:hi|hey|dạ|chào|chao|thưa)"
_OPENS = re.compile(
    rf"(?:(?:{_GREETING}\b(?! mừng| mung)"
    rf"|{_MAY_GREET}(?= (?:{_SOMEBODY}|ạ|thưa|cho|xin)\b|\s*[,.!:]))"
    rf"(?: {_SOMEBODY}\b)*(?: (?:ạ|nhé|nha|ơi|oi)\b)?[\s,.!:-]*"
    rf"|{_SOMEBODY}(?: {_SOMEBODY})? (?:ơi|oi)\b[\s,.!:-]*)+",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"(?:(?<=[?.,!])|(?<=[?.,!] )|\s(?=(?:em|tôi|toi|mình|minh|cháu|chau) ))"
    r"(?:(?:em|tôi|toi|mình|minh|cháu|chau) )?(?:xin |rất )?"
    r"(?:(?:cảm|cám) ơn|cam on|thank(?:s| you)?|tks|thks)\b(?:[^\w?]+\w+){0,4}\W*$",
    re.IGNORECASE,
)


def without_courtesies(text: str) -> str:
    """`Ad ơi, hạn nộp là khi nào? Em cảm ơn ạ` → `hạn nộp là khi nào?`

    A text that holds nothing else is left as it is.
    """
    opening = _OPENS.match(text)
    rest = text[opening.end() :] if opening else text
    closing = _CLOSES.search(rest)
    rest = rest[: closing.start()] if closing else rest
    return rest.strip() or text
