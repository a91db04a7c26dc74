"""The OpenAPI document: every status that can come back, with its body."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.faces.http.models import Problem
from assistant.faces.http.problems import MEDIA_TYPE

_DESCRIPTION = """\
Search and cited answers over an office's documents. Answers are the documents' own sentences, each
with the place where it stands.

Without a key public documents alone are searched; a key (`X-API-Key`) opens what it may read.
Errors are problem details (RFC 9457), in Vietnamese, or in English with `Accept-Language: en`.
Replies with an `ETag` may be asked again with `If-None-Match`."""
_SAID = {
    304: "What the client holds is still so",
    401: "The API key cannot be used",
    404: "There is no such thing for whoever asks",
    408: "The body came too slowly",
    409: "The file has changed since it was indexed",
    413: "The body is too large",
    422: "A parameter or field is wrong",
    429: "Too many requests: see Retry-After",
    500: "Something failed that should not",
    503: "Not ready, or too much at once: see Retry-After",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses, as `responses` of a route."""
    body = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {
        status: {"description": _SAID[status], **(body if status >= 400 else {})}
        for status in statuses
    }


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="Trợ lý văn bản",
            version=version("assistant"),
            description=_DESCRIPTION,
            routes=app.routes,
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs", {}), Problem=problem)
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        for path in document["paths"].values():
            for operation in path.values():
                _name_headers(operation)
                # Its function's first sentence says more than its name.
                operation["summary"] = operation["description"].split(". ")[0].rstrip(".")
                if "security" in operation:  # a key opens more; without one there is an answer too
                    operation["security"].insert(0, {})
        app.openapi_schema = document
    return app.openapi_schema


def _name_headers(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers["X-Request-ID"] = _header("The request's id, as the log has it.")
        if status in ("429", "503"):
            headers["Retry-After"] = _header("Seconds to wait.")
        if status == "304":
            headers["ETag"] = _header("What to send as If-None-Match.")


def _header(said: str) -> dict[str, Any]:
    return {"description": said, "schema": {"type": "string"}}
