"""Errors as problem details (RFC 9457), in Vietnamese, or in English where that is asked for.

The only place where the service words an error. Messages of errors from inside name files and
commands: they go to the log, never to a client.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assistant.errors import (
    AssistantError,
    ConversationNotFound,
    DocumentNotFound,
    EncoderError,
    EncoderMismatch,
    FileChanged,
    IndexDamaged,
    IndexNotFound,
    KeyRefused,
    Overloaded,
    PageNotDrawn,
    StateError,
    TooManyRequests,
    UsageError,
)
from assistant.types import Language

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, a stable code for programs, and words for people."""

    status: int
    code: str
    vi: str
    en: str


NO_SUCH_PAGE = Kind(
    404,
    "not_found",
    "Không có địa chỉ này. Các địa chỉ dùng được nêu ở /docs.",
    "There is nothing at this address. /docs lists what there is.",
)
NO_SUCH_METHOD = Kind(
    405,
    "method_not_allowed",
    "Địa chỉ này không nhận phương thức ấy; phần đầu Allow cho biết phương thức được nhận.",
    "This address does not take that method; the Allow header says which it takes.",
)
TOO_SLOW = Kind(
    408,
    "too_slow",
    "Nội dung yêu cầu được gửi quá chậm. Hãy gửi lại.",
    "The body of the request came too slowly. Send it again.",
)
TOO_LARGE = Kind(
    413,
    "too_large",
    "Nội dung yêu cầu quá lớn. Hãy đặt câu hỏi bằng một hai câu.",
    "The body of the request is too large. Ask in one or two sentences.",
)
INVALID = Kind(
    422,
    "invalid_request",
    "Yêu cầu chưa đúng; xem errors.",
    "The request is not as it should be; see errors.",
)
UNUSABLE = Kind(
    422,
    "unusable_question",
    "Câu hỏi cần có ít nhất một từ hoặc một số, và không quá 2.000 ký tự.",
    "A question needs at least one word or number, and at most 2,000 characters.",
)
BROKEN = Kind(
    500,
    "internal_error",
    "Dịch vụ gặp lỗi ngoài dự kiến. Hãy thử lại; nếu vẫn lỗi, báo quản trị mã request_id.",
    "Something failed that should not. Try again, or tell the administrator the request_id.",
)
_UNAVAILABLE = Kind(
    503,
    "index_unavailable",
    "Kho văn bản chưa sẵn sàng. Hãy thử lại sau ít phút.",
    "The documents are not ready yet. Try again in a few minutes.",
)
_STATUSES: Mapping[int, Kind] = {
    400: INVALID,  # the framework's, for bodies that are no UTF-8
    **{kind.status: kind for kind in (NO_SUCH_PAGE, NO_SUCH_METHOD, TOO_SLOW, TOO_LARGE)},
}
_KINDS: Mapping[type[AssistantError], Kind] = {
    DocumentNotFound: Kind(
        404,
        "document_not_found",
        "Không có văn bản hoặc đoạn này; có thể văn bản đã thay đổi. Hãy tìm lại.",
        "There is no such document or passage; it may have changed. Search again.",
    ),
    ConversationNotFound: Kind(
        404,
        "conversation_not_found",
        "Không có cuộc trao đổi này: đã hết hạn, đã xóa, hoặc sai mã. Hãy hỏi không kèm mã.",
        "There is no such conversation: it has expired, was deleted, or its id is mistyped."
        " Ask without it.",
    ),
    FileChanged: Kind(
        409,
        "file_changed",
        "Tệp của văn bản đã thay đổi hoặc không còn từ lần lập chỉ mục gần nhất."
        " Hãy thử lại sau khi kho văn bản được cập nhật.",
        "The document's file has changed or gone since it was indexed."
        " Try again when the index was updated.",
    ),
    PageNotDrawn: Kind(
        404,
        "page_not_drawn",
        "Trang này không hiển thị được dưới dạng ảnh. Hãy tải tệp gốc.",
        "This page cannot be shown as a picture. Download the file instead.",
    ),
    KeyRefused: Kind(
        401,
        "key_refused",
        "Khóa API không dùng được. Hãy xin quản trị khóa mới, hoặc bỏ khóa để xem văn bản"
        " công khai.",
        "The API key cannot be used. Ask the administrator for a new one, or leave it out to see"
        " public documents.",
    ),
    TooManyRequests: Kind(
        429,
        "too_many_requests",
        "Có quá nhiều yêu cầu trong thời gian ngắn. Hãy đợi hết số giây nêu ở Retry-After.",
        "Too many requests in a short time. Wait for the seconds that Retry-After says.",
    ),
    Overloaded: Kind(
        503,
        "overloaded",
        "Đang có quá nhiều người hỏi cùng lúc. Hãy thử lại sau vài giây.",
        "Too many are asking at the same time. Try again in a few seconds.",
    ),
    StateError: Kind(
        503,
        "state_unavailable",
        "Dịch vụ tạm thời chưa ghi nhớ được. Hãy thử lại sau ít phút.",
        "The service cannot remember anything at the moment. Try again in a few minutes.",
    ),
    UsageError: UNUSABLE,
    IndexNotFound: _UNAVAILABLE,
    IndexDamaged: _UNAVAILABLE,
    EncoderMismatch: _UNAVAILABLE,
    EncoderError: _UNAVAILABLE,
}
# What pydantic says, by the error's type: what was wrong with one field.
_FIELD_ERRORS: Mapping[str, tuple[str, str]] = {
    "missing": ("còn thiếu", "is missing"),
    "extra_forbidden": ("không phải là trường được nhận", "is no field that is taken"),
    "string_too_short": ("không được để trống", "must not be empty"),
    "string_too_long": (
        "dài quá {max_length} ký tự",
        "is longer than {max_length} characters",
    ),
    "string_type": ("phải là chuỗi ký tự", "must be a string"),
    "too_long": ("có quá {max_length} mục", "has more than {max_length} entries"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "greater_than_equal": ("phải từ {ge} trở lên", "must be {ge} or more"),
    "less_than_equal": ("phải từ {le} trở xuống", "must be {le} or less"),
    "bool_parsing": ("phải là true hoặc false", "must be true or false"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "literal_error": ("phải là {expected}", "must be {expected}"),
    "enum": ("phải là {expected}", "must be {expected}"),
    "iso_date": ("phải là ngày dạng 2023-03-20", "must be a day like 2023-03-20"),
    "json_invalid": ("không phải là JSON đúng", "is not valid JSON"),
    "model_attributes_type": ("phải là một đối tượng JSON", "must be a JSON object"),
    "dict_type": ("phải là một đối tượng JSON", "must be a JSON object"),
    "list_type": ("phải là một danh sách", "must be a list"),
}
_ANY_ERROR = ("có giá trị không dùng được", "has a value that cannot be used")


class InvalidField(AssistantError):
    """One parameter cannot be used; what is said of it, in both languages."""

    def __init__(self, field: str, vi: str, en: str) -> None:
        super().__init__(f"{field} {en}.")
        self.field = field
        self.said: Mapping[Language, str] = {"vi": vi, "en": en}


def language_of(headers: Headers) -> Language:
    """English where `Accept-Language` wants it more than Vietnamese; else Vietnamese."""
    wanted: dict[str, float] = {}
    for part in headers.get("accept-language", "")[:1000].split(","):
        name, _, weight = part.partition(";")
        _, _, number = weight.partition("=")
        try:
            wanted[name.strip().lower()[:2]] = float(number) if number else 1.0
        except ValueError:
            continue
    return "en" if wanted.get("en", 0.0) > wanted.get("vi", 0.0) else "vi"


def problem(
    request: Request,
    kind: Kind,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    error: AssistantError | None = None,
) -> Response:
    """A reply that says what is wrong: for a person at a browser as a page, else as JSON."""
    from assistant.faces.http.page_site import error_page, wants_page

    if wants_page(request):
        page = error_page(request, kind.status, error)
        page.headers.update(dict(headers or {}))
        return page
    language = language_of(request.headers)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(kind.status).phrase,
        "status": kind.status,
        "code": kind.code,
        "detail": kind.en if language == "en" else kind.vi,
        "instance": request.url.path,
        "request_id": getattr(request.state, "request_id", None),
    }
    if errors:
        body["errors"] = [*errors]
    return JSONResponse(
        body,
        kind.status,
        media_type=MEDIA_TYPE,
        headers={
            **(headers or {}),
            "Content-Language": language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-store",
        },
    )


def kind_of(error: AssistantError) -> Kind:
    """The kind of problem that an error is, by its class or the nearest above it."""
    return next((_KINDS[c] for c in type(error).__mro__ if c in _KINDS), BROKEN)


def handle_errors(app: FastAPI) -> None:
    """Makes the application answer every error with problem details."""
    app.add_exception_handler(AssistantError, _on_assistant_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_assistant_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssistantError)  # noqa: S101
    language = language_of(request.headers)
    if isinstance(error, InvalidField):
        said = {"field": error.field, "message": f"{error.field} {error.said[language]}"}
        return problem(request, INVALID, errors=[said])
    kind = kind_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    elif kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_SECONDS)
    elif kind.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'ApiKey header="X-API-Key"'
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Overloaded):
        _log.error(
            "a request could not be served",
            extra={
                "cause": str(error),
                "error": type(error).__name__,
                "request_id": getattr(request.state, "request_id", None),
            },
        )
    return problem(request, kind, headers=headers, error=error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    english = language_of(request.headers) == "en"
    found = []
    for one in error.errors():
        # ("query", "k") or ("body", "question"); a syntax error of JSON has a place instead.
        names = [str(part) for part in one["loc"][1:] if one["type"] != "json_invalid"]
        field = ".".join(names) or str(one["loc"][0])
        said = _FIELD_ERRORS.get(one["type"], _ANY_ERROR)[english]
        found.append({"field": field, "message": f"{field} {said.format(**one.get('ctx', {}))}"})
    return problem(request, INVALID, errors=found)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    kind = _STATUSES.get(error.status_code)
    if kind is None:
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "_")
        kind = Kind(error.status_code, code, "Yêu cầu không thực hiện được.", f"{phrase}.")
    return problem(request, kind, headers=error.headers)
