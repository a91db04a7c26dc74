"""A file's bytes into one `Document`, or one clear refusal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from assistant.documents.blocks import Assembled, Block, Reading, assemble
from assistant.documents.bodies import place_in, places_in
from assistant.documents.header import Header, read_header
from assistant.documents.html import read_html
from assistant.documents.marks import HEAD_LINES, access_of, bears_secrecy_mark, says_abridged
from assistant.documents.news import Article, extract_article, is_news_page
from assistant.documents.old_word import read_doc, read_rtf
from assistant.documents.opendocument import read_opendocument
from assistant.documents.overrides import NEWS, Overrides, read_overrides, read_sidecar
from assistant.documents.package import kind_of
from assistant.documents.pdf import read_pdf
from assistant.documents.plain import read_markdown, read_text
from assistant.documents.quality import OLD_FONT, unreadable
from assistant.documents.references import Bearer, find_references, own_number
from assistant.documents.spreadsheet import read_spreadsheet
from assistant.documents.structure import find_headings
from assistant.documents.word import read_word
from assistant.errors import DocumentRefused, SecretDocument
from assistant.types import Document
from assistant.vietnamese.numbers import KINDS

# Raise it when a file is read otherwise than before, its deadlines too: all files are then read
# again.
VERSION = 12
"""Grows whenever the same bytes may give another `Document`."""

_READERS: dict[str, Callable[[str, bytes], Reading]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".docm": read_word,
    ".dotx": read_word,
    ".dotm": read_word,
    ".doc": read_doc,
    ".dot": read_doc,
    ".rtf": read_rtf,
    ".odt": read_opendocument,
    ".ott": read_opendocument,
    ".xlsx": read_spreadsheet,
    ".xlsm": read_spreadsheet,
}
SUFFIXES: frozenset[str] = frozenset(_READERS)
"""The file names' endings that are read, in small letters."""

_PACKAGES = {"word": read_word, "sheet": read_spreadsheet, "opendocument": read_opendocument}
_OFFICE = {
    read_word: "a Word file",
    read_doc: "a Word file",
    read_rtf: "a rich text file",
    read_opendocument: "an OpenDocument file",
    read_spreadsheet: "an Excel file",
    read_pdf: "a PDF",
}
_MOST_CHARACTERS = 20_000_000
_LONGEST_TITLE = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html\b)", re.IGNORECASE)


def document_id(source: str) -> str:
    """12 hexadecimal digits that stay with the path inside the corpus folder."""
    return hashlib.blake2b(source.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()


def read_document(source: str, data: bytes, *, sidecar: bytes | None = None) -> Document:
    """Reads one file of a corpus.

    Args:
        source: the path inside the corpus folder, with forward slashes, in NFC.
        data: the file's bytes.
        sidecar: the bytes of `NAME.toml` beside it, whose keys come before all else.

    Raises:
        SecretDocument: the file bears a secrecy mark; the message quotes nothing of it.
        DocumentRefused: it cannot be read; the message says why and what to do.
    """
    reading = _reader(source, data)(source, data)
    head = [block.text for block in reading.blocks[:HEAD_LINES]]
    if bears_secrecy_mark(reading.scan) or bears_secrecy_mark(head):
        raise SecretDocument(
            source,
            "it bears a secrecy mark; nothing of it was stored",
            "Take it off this machine, as the law on state secrets asks.",
        )
    fields = dict(reading.fields)
    if sidecar is not None:
        fields |= read_sidecar(source, sidecar)
    stated = read_overrides(source, fields)
    blocks = [block for at, block in enumerate(reading.blocks) if not _is_notice(at, block)]
    header = read_header([block.text for block in blocks]) or Header()
    article = _article(reading, blocks, header, stated)
    made = assemble(find_headings(article.blocks if article else blocks))
    _check(source, made.text)
    kind = stated.kind or (NEWS if article else header.kind)
    number = stated.number or (header.number.canonical() if header.number else None)
    title = stated.title or (article.headline if article else header.title)
    title = title or reading.headline or _named(header) or _first_title(made)
    issued_on = stated.date or header.issued_on
    bearer = Bearer(own_number(number, title, kind), issued_on, kind)
    return Document(
        id=document_id(source),
        source=source,
        title=title,
        text=made.text,
        digest=hashlib.sha256(data).hexdigest(),
        kind=kind,
        number=number,
        issuer=stated.issuer or header.issuer,
        place=stated.place or header.place or (_place(title, article) if kind == NEWS else None),
        issued_on=issued_on,
        published_on=stated.published or (article.published if article else reading.published),
        author=stated.author or (article.author if article else reading.author),
        access=stated.access or access_of([*reading.scan, *head]),
        abridged=len(blocks) < len(reading.blocks) if stated.abridged is None else stated.abridged,
        pages=made.pages,
        headings=made.headings,
        references=find_references(made.text, bearer),
        omissions=reading.omissions,
        url=stated.url,
    )


def _reader(source: str, data: bytes) -> Callable[[str, bytes], Reading]:
    """The reader for what the bytes are; a wrong suffix misleads nobody."""
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in _READERS:
        known = ", ".join(sorted(SUFFIXES))
        raise DocumentRefused(
            source, f"{suffix or 'no suffix'} is not read", f"Save it as {known}."
        )
    if not data:
        raise DocumentRefused(source, "it is empty (0 bytes)", "Put the whole file there again.")
    if b"%PDF-" in data[:1024] and (suffix == ".pdf" or data.lstrip().startswith(b"%PDF-")):
        return read_pdf
    if data.startswith(b"PK\x03\x04"):
        return _PACKAGES[kind_of(source, data)]
    if data.startswith(_OLE):
        return read_doc
    if data.startswith(b"{\\rtf"):
        return read_rtf
    if _HTML.match(data):
        return read_html
    reader = _READERS[suffix]
    if reader in _OFFICE:
        raise DocumentRefused(
            source,
            f"it is not {_OFFICE[reader]}, whatever its name says",
            "Put the whole file there again.",
        )
    return reader


def _is_notice(at: int, block: Block) -> bool:
    """The line of a head that says that the text is a summary: no part of the text itself."""
    return at < HEAD_LINES and len(block.text) <= _LONGEST_TITLE and says_abridged(block.text)


def _article(
    reading: Reading, blocks: list[Block], header: Header, stated: Overrides
) -> Article | None:
    if header.official or stated.kind not in (None, NEWS):
        return None
    if not (reading.article or is_news_page(blocks)):
        return None
    found = extract_article(
        blocks,
        headline=reading.headline,
        published=reading.published,
        around=reading.dateline,
        markup=reading.from_markup,
    )
    return replace(found, author=found.author or reading.author) if found else None


def _check(source: str, text: str) -> None:
    """Raises `DocumentRefused` for text that cannot be read or is too long."""
    reason = unreadable(text)
    if reason == OLD_FONT:
        raise DocumentRefused(source, reason, "Convert it to Unicode.")
    if reason is not None:
        raise DocumentRefused(
            source, reason, "Open it: where it can be read, save it again as .docx or .txt."
        )
    if len(text) > _MOST_CHARACTERS:
        raise DocumentRefused(
            source, f"it has {len(text):,} characters", "Split it into several files."
        )


def _named(header: Header) -> str | None:
    """`Công văn số 120-CV/HU`, where an official paper states no subject."""
    if header.number is None or header.kind is None:
        return None
    return f"{KINDS.get(header.kind, 'Văn bản')} số {header.number.canonical()}"


def _first_title(made: Assembled) -> str:
    """The first heading, else the first line or as much of it as a title holds."""
    line = made.headings[0].text if made.headings else made.text.split("\n", 1)[0]
    if len(line) <= _LONGEST_TITLE:
        return line
    return line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _place(title: str, article: Article | None) -> str | None:
    """The place in the title; else the only one that the first paragraph names."""
    if (place := place_in(title)) is not None or article is None:
        return place
    paragraphs = (b.text for b in article.blocks if b.level is None and b.text != article.dateline)
    lead = next(paragraphs, "")
    places = set(places_in(lead))
    return places.pop() if len(places) == 1 else None
