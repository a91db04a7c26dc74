"""What an office says about a file: front matter, or `NAME.toml` beside it."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.errors import DocumentRefused
from assistant.types import Access
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.numbers import KINDS, kind_symbol, parse_number

NEWS = "news"
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Header fields as stated by hand; None leaves what the file itself says."""

    title: str | None = None
    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    date: datetime.date | None = None
    published: datetime.date | None = None
    author: str | None = None
    access: Access | None = None
    abridged: bool | None = None
    url: str | None = None
    fetched: datetime.date | None = None


def read_sidecar(source: str, data: bytes) -> Mapping[str, object]:
    """The keys of a sidecar. Raises `DocumentRefused` where it is not TOML in UTF-8."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise DocumentRefused(
            source, f"its sidecar is not TOML ({error})", "Mend the .toml file beside it."
        ) from None


def read_overrides(source: str, fields: Mapping[str, object]) -> Overrides:
    """Checks every key. Raises `DocumentRefused` naming the key that is unknown or wrong."""
    values: dict[str, object] = {}
    for key, value in fields.items():
        if key not in _READERS:
            raise DocumentRefused(
                source, f"its key `{key}` is unknown", f"Known keys: {', '.join(_READERS)}."
            )
        if value is None:
            continue
        kind, reader = _READERS[key]
        read = reader(value)
        if read is None:
            raise DocumentRefused(
                source, f"its key `{key}` is not {kind}", f"Write {_EXAMPLES[kind]}."
            )
        values[key] = read
    number = values.get("number")
    if isinstance(number, str) and re.fullmatch(r"\d+", number) and values.get("kind") in KINDS:
        values["number"] = f"{int(number):02d}-{values['kind']}"
    return Overrides(**values)  # type: ignore[arg-type]  # each reader gives its field's type


def _text(value: object) -> str | None:
    return (" ".join(clean(value).split()) or None) if isinstance(value, str) else None


def _number(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return str(value)
    text = _text(value)
    parsed = parse_number(text) if text else None
    return parsed.canonical() if parsed else text


def _kind(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    return NEWS if text.lower() == NEWS else kind_symbol(text)


def _date(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = _text(value) or ""
    day = re.fullmatch(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", text)
    day = day or re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", text)
    try:
        return datetime.date(int(day["y"]), int(day["m"]), int(day["d"])) if day else None
    except ValueError:
        return None


def _access(value: object) -> Access | None:
    text = _text(value)
    return Access(text) if text in tuple(Access) else None


def _url(value: object) -> str | None:
    text = _text(value) or ""
    return text if _WEB_ADDRESS.fullmatch(text) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


_EXAMPLES = {
    "text": "it between quotation marks",
    "a kind": f"one of {', '.join(KINDS)} or {NEWS}",
    "a document number": 'it like "60-KH/TU"',
    "a date": "it like 2023-03-20",
    "an access": f"one of {', '.join(Access)}",
    "true or false": "true or false",
    "a web address": 'it like "https://bao.example/tin-tuc/1"',
}
_READERS: dict[str, tuple[str, Callable[[object], object]]] = {
    "title": ("text", _text),
    "kind": ("a kind", _kind),
    "number": ("a document number", _number),
    "issuer": ("text", _text),
    "place": ("text", _text),
    "date": ("a date", _date),
    "published": ("a date", _date),
    "author": ("text", _text),
    "access": ("an access", _access),
    "abridged": ("true or false", _flag),
    "url": ("a web address", _url),
    "fetched": ("a date", _date),
}
