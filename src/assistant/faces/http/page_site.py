"""What every page shares: its language, its templates, its static files, its errors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.documents.titles import cited_title, kind_name
from assistant.faces.http.page_words import WORDS, trouble
from assistant.types import Language

WEB = Path(__file__).parent.parent / "web"
LANGUAGE_COOKIE = "lang"
_YEAR_SECONDS = 365 * 24 * 3600
_KIND_NAMES_EN: Final[Mapping[str, str]] = {
    "news": "Article",
    "NQ": "Resolution",
    "QĐ": "Decision",
    "CT": "Directive",
    "KL": "Conclusion",
    "QC": "Statute",
    "QyĐ": "Regulation",
    "QĐi": "Regulation",
    "HD": "Guidance",
    "TB": "Notice",
    "BC": "Report",
    "KH": "Plan",
    "CTr": "Programme",
    "CTHĐ": "Action programme",
    "ĐA": "Scheme",
    "TTr": "Submission",
    "CV": "Official letter",
    "BB": "Minutes",
}


def language_of(request: Request) -> Language:
    """English where it was chosen, by the address or by an earlier choice; else Vietnamese."""
    chosen = request.query_params.get(LANGUAGE_COOKIE) or request.cookies.get(LANGUAGE_COOKIE)
    return "en" if chosen == "en" else "vi"


def url(path: str, /, **params: Any) -> str:
    """A path with what the parameters say; those without a value are left out."""
    pairs = [
        (name.rstrip("_"), str(one))
        for name, value in params.items()
        for one in (value if isinstance(value, list | tuple) else (value,))
        if one not in (None, "")
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def document_url(document_id: str, start: int | None = None, end: int | None = None) -> str:
    """Where a document is shown, at a passage of it if one is given."""
    path = f"/documents/{document_id}"
    return path if start is None else f"{url(path, start=start, end=end)}#quote"


def page(
    request: Request, template: str, status: int = 200, /, *, section: str = "", **context: Any
) -> HTMLResponse:
    """A template as a response in the language of whoever asks."""
    language = language_of(request)
    other: Language = "vi" if language == "en" else "en"
    body = (
        _environment()
        .get_template(template)
        .render(
            **context,
            # Not the mapping: its methods would stand in the way of words of their names.
            w=SimpleNamespace(**WORDS[language]),
            language=language,
            other_language=other,
            other_language_url=_with_language(request, other),
            section=section,
            day=day_in(language),
            kind_name=kind_namer(language),
        )
    )
    response = HTMLResponse(body, status)
    # An address may hold a question, and a page what one key alone may read.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, X-API-Key"
    response.headers["Content-Language"] = language
    if request.query_params.get(LANGUAGE_COOKIE) in WORDS:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=_YEAR_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return response


def day_in(language: Language) -> Callable[[date], str]:
    """How a day is written."""
    return _english_day if language == "en" else _day


def kind_namer(language: Language) -> Callable[[str | None], str]:
    """What a kind's symbol is called."""
    return _kind_name_en if language == "en" else kind_name


def wants_page(request: Request) -> bool:
    """Whether an error is to be told to a person at a browser rather than to a program."""
    path = request.url.path
    machine = ("/api/", "/health/", "/metrics", "/openapi.json", "/static/", "/widget.js")
    return not path.startswith(machine) and "text/html" in request.headers.get("accept", "")


def error_page(
    request: Request, status: int, error: Exception | None = None, detail: str | None = None
) -> HTMLResponse:
    """A page that says what went wrong and what to do, and keeps what was typed."""
    what, remedy = trouble(status, error, language_of(request))
    return page(
        request,
        "error.html",
        status,
        status=status,
        what=what,
        remedy=remedy,
        detail=detail,
        question=request.query_params.get("q", "")[:2000],
        field=status in (400, 404, 413, 422),
        retry=here(request) if status in (429, 500, 503) and request.method == "GET" else None,
    )


def here(request: Request) -> str:
    """This page's own address, without the choice of language."""
    kept = _kept(request)
    return _path(request) + (f"?{urlencode(kept)}" if kept else "")


def own_path(text: str) -> str:
    """The text as an address on this site, or `/`: nobody is sent elsewhere by a form."""
    parts = urlsplit(text)
    plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    if not plain or parts.scheme or parts.netloc or any(ord(sign) <= 32 for sign in text):
        return "/"
    return text


class Static(StaticFiles):
    """Style sheets, modules and icons; what is asked for with its digest never changes."""

    def __init__(self) -> None:
        super().__init__(directory=WEB / "static")

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        query = QueryParams(scope["query_string"])
        known = response.status_code in (200, 304) and query.get("v") == _digests().get(path)
        response.headers["Cache-Control"] = (
            f"public, max-age={_YEAR_SECONDS}, immutable" if known else "public, max-age=300"
        )
        return response


def widget_script(request: Request) -> Response:
    """The widget's module, for pages of any origin to load."""
    body = _widget()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "Cache-Control": "public, max-age=3600",
        "ETag": tag,
        "Access-Control-Allow-Origin": "*",  # a page may check it by its digest
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/javascript", headers=headers)


@lru_cache(maxsize=1)
def _widget() -> bytes:
    return (WEB / "widget.js").read_bytes()


@lru_cache(maxsize=1)
def _digests() -> Mapping[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        for file in sorted((WEB / "static").iterdir())
        if file.is_file()
    }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        static=lambda name: f"/static/{name}?v={_digests()[name]}",
        icon=_icon,
        url=url,
        title=cited_title,
        document_url=lambda document: document_url(document.id),
    )
    return environment


@lru_cache(maxsize=1)
def _icons() -> Mapping[str, str]:
    shapes: dict[str, str] = json.loads((WEB / "icons.json").read_text("utf-8"))
    return shapes


def _icon(name: str) -> Markup:
    """One of our own shapes, drawn with the colour of the text; it says nothing by itself."""
    return Markup(  # noqa: S704 - from a file of the package
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{_icons()[name]}</svg>"
    )


def _with_language(request: Request, language: Language) -> str:
    return f"{_path(request)}?{urlencode([*_kept(request), (LANGUAGE_COOKIE, language)])}"


def _path(request: Request) -> str:
    """The path that was asked for; one like `//elsewhere` would lead away from here."""
    return own_path(quote(request.url.path))


def _kept(request: Request) -> list[tuple[str, str]]:
    return [(k, v) for k, v in request.query_params.multi_items() if k != LANGUAGE_COOKIE]


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _english_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _kind_name_en(kind: str | None) -> str:
    return _KIND_NAMES_EN.get(kind or "", kind_name(kind) if kind else "Document")
