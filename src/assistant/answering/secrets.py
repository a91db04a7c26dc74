"""Requests for papers under secrecy: refused, whatever the index holds."""

from __future__ import annotations

import re

from assistant.types import Query
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.normalize import fold

_PAPERS = (
    r"(?:văn bản|tài liệu|công văn|hồ sơ|báo cáo|kế hoạch|kết luận|chỉ thị|nghị quyết|quyết định"
    r"|thông báo|tờ trình|biên bản|giấy tờ|văn kiện|thông tin|nội dung|danh sách|danh mục)"
)
_VIETNAMESE = re.compile(
    rf"\b{_PAPERS}(?: \w+){{0,2}}? (?:(?:đóng dấu |có dấu |thuộc (?:độ|loại|diện) )?"
    r"(?:tối |tuyệt )?mật|bí mật(?: nhà nước)?)\b(?! thiết)"
)
# Rules about secrecy are no secrets.
_ABOUT = re.compile(r"\b(?:quy định|bảo vệ|bảo mật|quản lý|luật|danh mục|thế nào|là gì|ai)\b")
_ENGLISH = re.compile(
    r"\b(?:top[- ])?(?:secret|classified|confidential)\b.{0,40}?"
    r"\b(?:documents?|papers?|files?|reports?|plans?|conclusions?|letters?|information)\b"
)
_ABOUT_EN = re.compile(r"\b(?:rules?|law|protect\w*|regulations? on|how|what is)\b")


def asks_for_secrets(query: Query) -> bool:
    """Whether the question wants to see papers that bear a mark of secrecy."""
    seen = query.text.lower()
    if query.language == "en":
        return bool(_ENGLISH.search(seen)) and not _ABOUT_EN.search(seen)
    if _VIETNAMESE.search(seen):
        return not _ABOUT.search(seen)
    if is_accented(seen):
        return False
    return bool(re.search(fold(_VIETNAMESE.pattern), seen)) and not re.search(
        fold(_ABOUT.pattern), seen
    )
