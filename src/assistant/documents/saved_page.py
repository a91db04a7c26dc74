"""A fetched page as a document in a folder: its article in Markdown, with where it is from."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.documents.fetch import Fetched, Fetcher, tidy_url
from assistant.documents.overrides import NEWS
from assistant.documents.plain import front_matter
from assistant.documents.read import read_document
from assistant.errors import DocumentRefused, FetchRefused, UsageError
from assistant.types import Document
from assistant.vietnamese.normalize import fold

_LONGEST_SLUG = 60
_SPECIAL = re.compile(r"[\\`*_\[\]<|]|&(?=#?\w{1,31};)")
_OPENS = re.compile(r"([#>+=~-]|\d{1,9}(?=[.)]))")
_FETCHED = re.compile(r"^fetched: .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What became of a page: saved, updated, unchanged, or kept as it was without looking."""

    url: str
    path: Path
    outcome: Literal["saved", "updated", "unchanged", "kept"]
    title: str


def save_page(
    url: str, into: Path, fetcher: Fetcher, today: datetime.date, *, update: bool = False
) -> SavedPage:
    """Saves a page as one file of a folder, which is made where it is missing.

    A page that is there already is kept, and not asked for; with `update` it is replaced where it
    has changed since. No other page's file is ever touched.

    Raises:
        FetchRefused: the page cannot be had, or is no document.
        UsageError: the folder cannot be written to.
    """
    try:
        address = tidy_url(url)
        known = _file_of(address, into)
        if known and not update:
            return SavedPage(address, known, "kept", _field(known, "title"))
        fetched = fetcher.fetch(address)
        document = _read(url, fetched)
        text = as_markdown(document, tidy_url(fetched.url), today)
        return _save(text, document, tidy_url(fetched.url), into, update=update)
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise UsageError(
            f"Nothing can be saved in {into} ({cause}).", "Name a folder that may be written to."
        ) from error


def as_markdown(document: Document, url: str, today: datetime.date) -> str:
    """The text of a document under front matter; read again it is the same text."""
    import yaml

    fields: dict[str, object] = {"title": document.title}
    if document.kind == NEWS:
        fields |= {"kind": NEWS, "author": document.author, "published": document.published_on}
    fields |= {"url": url, "fetched": today}
    head = yaml.safe_dump(
        {key: value for key, value in fields.items() if value is not None},
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    levels = {heading.start: heading.level for heading in document.headings}
    lines, at = [], 0
    for line in document.text.split("\n"):
        level = levels.get(at)
        lines.append(_escaped(line) if level is None else f"{'#' * min(level, 6)} {_escaped(line)}")
        at += len(line) + 1
    return f"---\n{head}---\n\n" + "\n\n".join(lines) + "\n"


def _read(url: str, fetched: Fetched) -> Document:
    try:
        return read_document("page.html", fetched.data)
    except DocumentRefused as error:
        raise FetchRefused(url, error.reason, error.remedy) from None


def _save(text: str, document: Document, url: str, into: Path, *, update: bool) -> SavedPage:
    known = _file_of(url, into)
    if known and not update:
        return SavedPage(url, known, "kept", _field(known, "title"))
    if known and _FETCHED.sub("", known.read_text("utf-8")) == _FETCHED.sub("", text):
        return SavedPage(url, known, "unchanged", document.title)
    path = known or into / f"{_slug(document.title)}-{_key(url)}.md"
    if known is None and path.exists():
        raise UsageError(
            f"{path} is there already, and is not the file of {url} but of another page.",
            "Move it elsewhere, or save into another folder.",
        )
    into.mkdir(parents=True, exist_ok=True)
    _write(path, text)
    return SavedPage(url, path, "updated" if known else "saved", document.title)


def _write(path: Path, text: str) -> None:
    """Replaces the file whole. Until then it is hidden, so that no index takes it up."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _file_of(url: str, into: Path) -> Path | None:
    """The file of a page, whatever it was called by its title then."""
    found = sorted(into.glob(f"*-{_key(url)}.md")) if into.is_dir() else []
    return next((path for path in found if _field(path, "url") == url), None)


def _field(path: Path, name: str) -> str:
    with contextlib.suppress(DocumentRefused, UnicodeDecodeError):
        fields, _ = front_matter(path.name, path.read_text("utf-8"))
        return str(fields.get(name, ""))
    return ""


def _key(url: str) -> str:
    return hashlib.blake2b(url.encode(), digest_size=5).hexdigest()


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(title).lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) >= _LONGEST_SLUG:
            break
        slug += f"-{word}" if slug else word
    return slug or "trang"


def _escaped(line: str) -> str:
    """A line that Markdown takes for nothing but its own words."""
    line = _SPECIAL.sub(lambda sign: f"\\{sign[0]}", line)
    opens = _OPENS.match(line)
    if opens is None:
        return line
    first = opens[1]
    return f"{first}\\{line[len(first) :]}" if first[0].isdigit() else f"\\{line}"
