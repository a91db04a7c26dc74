"""Documents and passages as JSON and back, to hand them from one process or run to the next."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Read = Callable[[Any], Any]


def to_bytes(value: Any) -> bytes:
    """JSON of a dataclass, or of tuples of them, down to their dates and enumerations.

    Raises UnicodeEncodeError where a text holds half a surrogate pair.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(kind: type[T], data: bytes) -> T:
    """The value of this type. Raises ValueError, TypeError or KeyError where it is not one."""
    value: T = _reader(cast(Any, kind))(json.loads(data))
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


@cache
def _reader(kind: Any) -> _Read:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        (one,) = (part for part in arguments if part is not types.NoneType)
        read = _reader(one)
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        each = _reader(arguments[0])  # all of one type: whatever its length
        return lambda values: tuple(map(each, values))
    if not isinstance(kind, type):
        return _as_it_is
    if is_dataclass(kind):
        # What a class itself defines must not hide the types that its fields name.
        known = vars(sys.modules[kind.__module__])
        readers = {n: _reader(hint) for n, hint in get_type_hints(kind, known, {}).items()}
        return lambda packed: kind(**_fields(packed, readers))
    if issubclass(kind, date):
        return kind.fromisoformat
    return kind if issubclass(kind, Enum) else _as_it_is


def _fields(packed: Mapping[str, Any], readers: Mapping[str, _Read]) -> dict[str, Any]:
    return {name: readers[name](value) for name, value in packed.items()}


def _as_it_is(value: Any) -> Any:
    return value
