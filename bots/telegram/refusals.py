"""The one place where errors become words for people. Nothing of an error's own text is shown,
which is for administrators at the machine.
"""

from __future__ import annotations

from assistant.errors import (
    AssistantError,
    DocumentNotFound,
    EncoderError,
    EncoderMismatch,
    IndexBusy,
    IndexDamaged,
    IndexNotFound,
    StateError,
    UsageError,
)
from assistant.types import Language

_WORDS: tuple[tuple[type[AssistantError], dict[Language, str]], ...] = (
    (
        UsageError,
        {
            "vi": "Tôi chưa đọc được câu này. Đồng chí viết lại giúp, ngắn gọn bằng lời"
            " thường (tối đa 2.000 chữ cái).",
            "en": "I could not read that. Please put it briefly, in plain words"
            " (2,000 characters at most).",
        },
    ),
    (
        DocumentNotFound,
        {
            "vi": "Văn bản này không có trong kho, hoặc vừa được thay bằng bản khác."
            " Đồng chí hỏi lại giúp.",
            "en": "This document is not here, or has just been replaced. Please ask again.",
        },
    ),
    (
        IndexNotFound,
        {
            "vi": "Kho văn bản chưa được lập nên tôi chưa trả lời được. Đồng chí báo người quản"
            " trị giúp.",
            "en": "There are no documents yet, so I cannot answer. Please tell the administrator.",
        },
    ),
    (
        IndexBusy,
        {
            "vi": "Kho văn bản đang được cập nhật ở nơi khác. Đồng chí thử lại sau ít phút.",
            "en": "The documents are being updated elsewhere. Please try again in a few minutes.",
        },
    ),
)
_DOWN: dict[Language, str] = {
    "vi": "Kho văn bản đang trục trặc nên tôi chưa trả lời được, chứ không phải văn bản không nêu."
    " Đồng chí hỏi lại sau ít phút; nếu vẫn vậy, báo người quản trị giúp.",
    "en": "The documents cannot be read just now, so I cannot answer; this does not mean that they"
    " do not say. Please ask again in a few minutes, or tell the administrator.",
}
DOWN = (IndexDamaged, EncoderMismatch, EncoderError, StateError)


def told(error: AssistantError, language: Language = "vi") -> str:
    """What a person is told of an error."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words[language]
    return _DOWN[language]


def sorry(language: Language = "vi") -> str:
    """What a person is told where the program itself failed."""
    return _DOWN[language]
