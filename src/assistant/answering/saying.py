"""Questions that ask which document says a thing: `… nằm ở quyết định số mấy?`"""

from __future__ import annotations

import re

from assistant.types import Asked, Language, Query
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.numbers import KINDS, kind_symbol

_NAMES = "|".join(sorted((fold(name).lower() for name in KINDS.values()), key=len, reverse=True))
_KIND = rf"(?P<kind>van ban|tai lieu|{_NAMES})"
_DEEDS = (
    "quy dinh|giao|dieu dong|bo nhiem|chi dinh|thanh lap|phan cong|yeu cau|noi|neu|de ra|huong dan"
    "|cho phep|cong nhan|khen thuong|ky luat|cho|de cap|dat ra|an dinh"
)
# What comes first is the subject of the deed; what comes last is where it stands. `theo`, `căn cứ`
# and `do` name a document that the text leans on, and not the one that says so.
_FORMS = (
    re.compile(rf"{_KIND} (?:so )?(?:nao|may|gi) (?:da |duoc |cua [^?]{{1,40}} )?(?:{_DEEDS})\b"),
    re.compile(rf"\b(?:o|trong|tai) {_KIND} (?:nao|gi|so (?:may|nao|gi|bao nhieu))\W*$"),
)
# A document is asked for by what it is about.
_ABOUT = re.compile(
    rf"\b(?:co|ra|ban hanh) {_KIND} (?:nao|gi) (?:noi |quy dinh |huong dan )?ve\b"
    rf"|^{_KIND.replace('<kind>', '<first>')} nao cua [^?]{{2,40}}"
    r" (?:noi |quy dinh |huong dan )?ve\b"
)
_LEADING = re.compile(rf"(?:(?P<news>bai bao|bai viet|tin bai|ban tin|bai|tin)|{_NAMES})\b")
_ENGLISH = {
    "plan": "kế hoạch",
    "resolution": "nghị quyết",
    "decision": "quyết định",
    "directive": "chỉ thị",
    "conclusion": "kết luận",
    "regulation": "quy định",
    "guideline": "hướng dẫn",
    "guidance": "hướng dẫn",
    "notice": "thông báo",
    "report": "báo cáo",
    "programme": "chương trình",
    "program": "chương trình",
}
_NEWS = "article|news item|news story|story"
_LEADING_ENGLISH = re.compile(rf"(?:(?:the|this|that) )?(?:({'|'.join(_ENGLISH)})|{_NEWS})\b")


def asks_which_says(query: Query) -> str | None:
    """The symbol of the kind of document that is asked for, empty where any will do; None where
    the question does not ask which one says a thing."""
    if query.asked is not Asked.DOCUMENT or query.language != "vi":
        return None
    text = fold(query.text).lower()
    found = _FORMS[0].match(text) or _FORMS[1].search(text)
    return None if found is None else kind_symbol(found["kind"]) or ""


def asks_which_is_about(query: Query) -> str | None:
    """The symbol of the kind of document that is asked for by its subject, empty where any will
    do: `Huyện ủy có kế hoạch nào về …?`; None for any other question."""
    found = _ABOUT.search(fold(query.text).lower()) if query.language == "vi" else None
    if found is None:
        return None
    return kind_symbol(found["kind"] or found["first"]) or ""


def kind_of_word(word: str, language: Language) -> str | None:
    """The symbol of the kind of document that a word names; None for `văn bản` and the like."""
    if language == "en":
        return kind_symbol(_ENGLISH.get(word.lower().removesuffix("s"), ""))
    return kind_symbol(word) if word else None


def leading_kind(text: str, language: Language) -> str | None:
    """The symbol of the kind of document that words for one begin with, `news` for an article;
    None where they begin otherwise."""
    if language == "en":
        english = _LEADING_ENGLISH.match(text.lower())
        return english and (kind_symbol(_ENGLISH[english[1]]) if english[1] else "news")
    found = _LEADING.match(fold(text).lower())
    if found is None:
        return None
    return "news" if found["news"] else kind_symbol(found[0])
