"""Requests for papers under secrecy: refused, whatever the index holds."""

from __future__ import annotations

import re

from assistant.types import Query
from assistant.vietnamese.accents import is_accented
from assistant.vietnamese.normalize import clean, fold

_PAPERS = (
    r"(?:văn bản|tài liệu|công văn|hồ sơ|báo cáo|kế hoạch|kết luận|chỉ thị|nghị quyết|quyết định"
    r"|thông báo|tờ trình|biên bản|giấy tờ|văn kiện|thông tin|nội dung|danh sách|danh mục)"
)
_VIETNAMESE = re.compile(
    rf"\b{_PAPERS}(?: \w+){{0,2}}? (?:(?:đóng dấu |có dấu |thuộc (?:độ|loại|diện) )?"
    r"(?:tối |tuyệt )?mật|bí mật(?: nhà nước)?)\b(?! thiết)"
)
# Rules about secrecy are no secrets.
_ABOUT = re.compile(
    r"\b(?:quy định|bảo vệ|bảo mật|quản lý|luật|danh mục|thế nào|là gì|ai|vi phạm|hình phạt"
    r"|làm (?:mất|lộ)|(?:bị|được) (?:phạt|xử lý|lưu|sao|tiêu hủy|giải mật|bảo quản))\b"
)
# But who wants to see one wants no rules.
_SHOW = re.compile(r"\b(?:xem|đọc|tải|gửi (?:cho )?(?:tôi|em|mình)|cho (?:tôi|em|mình)|nội dung)\b")
_ENGLISH = re.compile(
    r"\b(?:top[- ])?(?:secret|classified|confidential)\b.{0,40}?"
    r"\b(?:documents?|papers?|files?|reports?|plans?|conclusions?|letters?|information|minutes|records?|files)\b"
)
_ABOUT_EN = re.compile(r"\b(?:rules?|law|protect\w*|regulations? on|how|what is)\b")


def asks_for_secrets(query: Query) -> bool:
    """Whether the question wants to see papers that bear a mark of secrecy."""
    seen = query.text.lower()
    if query.language == "en":
        return bool(_ENGLISH.search(seen)) and not _ABOUT_EN.search(seen)
    # Without accents `mật` may have been read as `mặt`: what was typed counts too.
    typed = clean(query.original).lower()
    return _asks(seen) or (not is_accented(typed) and _asks(typed, bare=True))


def _asks(seen: str, *, bare: bool = False) -> bool:
    patterns = (_VIETNAMESE, _ABOUT, _SHOW)
    wanted, about, show = (fold(p.pattern) if bare else p.pattern for p in patterns)
    rules = re.search(about, seen) is not None and re.search(show, seen) is None
    return re.search(wanted, seen) is not None and not rules
