"""A request's parameters, checked against aiogram's model of the method."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from botapi.refusals import Refusal, bad_request

# python-telegram-bot fills in these defaults of its own accord; the real server passes over them.
_NOT_THE_BOTS_DOING = {"editMessageReplyMarkup": frozenset({"parse_mode"})}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request, under its field's name."""

    name: str
    mime_type: str
    data: bytes


@cache
def _models() -> dict[str, type[TelegramMethod[Any]]]:
    """By name in lower case: the real server does not mind the case of a method."""
    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {
        model.__api_method__.lower(): model
        for model in found
        if isinstance(getattr(model, "__api_method__", None), str)
    }


def method_name(name: str) -> str:
    """The method as it is documented.

    Raises:
        Refusal: there is none.
    """
    if name.lower() not in _models():
        raise Refusal(404, "Not Found: method not found")
    return str(_models()[name.lower()].__api_method__)


def read_parameters(
    method: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]
) -> tuple[dict[str, Any], list[str]]:
    """The parameters with their JSON read, and what the documentation does not know of them.

    Raises:
        Refusal: a parameter is missing, or cannot be what it has to be.
    """
    model = _models()[method.lower()]
    fields = model.model_fields
    values = {
        name: _read(name, value, fields[name]) if name in fields else value
        for name, value in given.items()
    }
    files = {
        name: BufferedInputFile(b"", upload.name)
        for name, upload in uploads.items()
        if name in fields
    }
    try:
        read = model.model_validate(values | files)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing" and where in {"chat_id", "text"}:
            raise bad_request(f"{where.replace('text', 'message text')} is empty") from None
        raise bad_request(f"can't parse {where}: {first['msg']}") from None
    attached = set(_attachments(values))
    allowed = _NOT_THE_BOTS_DOING.get(method, frozenset())
    unknown = [f"unknown parameter {path}" for path in _unknown(read, "") if path not in allowed]
    unknown += [
        f"the file {name} is named nowhere" for name in set(uploads) - set(fields) - attached
    ]
    unknown += [
        f"parameter {name} is deprecated"
        for name in values
        if name in fields and (fields[name].json_schema_extra or {}).get("deprecated")  # type: ignore[union-attr]
    ]
    missing = attached - set(uploads)
    if missing:
        raise bad_request(f"wrong file identifier/HTTP URL specified: {missing.pop()}")
    return {name: values[name] for name in values if name in fields}, unknown


def _read(name: str, value: Any, field: FieldInfo) -> Any:
    """Forms hold text alone: numbers, truth values and JSON are read out of it."""
    if not isinstance(value, str):
        return value
    if name.endswith("chat_id") and value.lstrip("-").isdigit():
        return int(value)
    allowed = set(_alternatives(field.annotation))
    if str in allowed:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        if allowed & {int, bool, float} or BaseModel not in allowed:
            return value  # the model says what is wrong with it
        raise bad_request(f"can't parse {name} JSON object") from None


def _alternatives(annotation: Any) -> Iterator[Any]:
    parts = get_args(annotation)
    if not parts or getattr(annotation, "__origin__", None) is list:
        yield annotation
        return
    for part in parts:
        yield from _alternatives(part)


def _attachments(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("attach://"):
        yield value.removeprefix("attach://")
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _attachments(part)
    elif isinstance(value, list):
        for part in value:
            yield from _attachments(part)


def _unknown(value: Any, path: str) -> Iterator[str]:
    """Fields that no model has, at any depth."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or ():
            yield f"{path}{name}"
        for name in value.model_fields_set & set(type(value).model_fields):
            yield from _unknown(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _unknown(part, f"{path}{number}.")
