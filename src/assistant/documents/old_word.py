"""Word files from before 2007 (.doc) and rich text (.rtf)."""

from __future__ import annotations

import re

from assistant.documents.blocks import Block, Reading
from assistant.documents.marks import HEAD_LINES
from assistant.documents.office import (
    INSTALL_LIBREOFFICE,
    catdoc,
    convert_to_docx,
    libreoffice,
    private_folder,
    text_by_catdoc,
)
from assistant.documents.silence import silenced
from assistant.documents.word import read_word
from assistant.errors import ConversionFailed, DocumentRefused, ProgramMissing
from assistant.vietnamese.legacy import Encoding, detect, lines_to_unicode
from assistant.vietnamese.normalize import clean

_WORD_STREAM = "WordDocument".encode("utf-16-le")
_SHEET_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "Book\0"))
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_RESAVE = "Open it in Word or LibreOffice and save it as .docx."
_UNLOCK = "Save a copy without the password."
# Old ư lies at the soft hyphen's place, and catdoc leaves soft hyphens out.
_SOFT_HYPHENS = re.compile(rb"\\'ad|\\-(?![\w])", re.IGNORECASE)
_STANDS_FOR_IT = "\ue0ad"
_FOOT_LINES = 12


def read_doc(source: str, data: bytes) -> Reading:
    """A Word file of before 2007. Raises `DocumentRefused`.

    Its fonts are needed for old encodings, so it is turned into a .docx file: here, else by
    LibreOffice. Where neither can, catdoc gives its text.
    """
    _check_streams(source, data)
    try:
        made = _convert(source, data)
    except NotConverted:
        return _by_programs(source, data, ".doc")
    return read_word(source, made)


def read_rtf(source: str, data: bytes) -> Reading:
    """A rich text file, by LibreOffice, else by catdoc. Raises `DocumentRefused`."""
    return _by_programs(source, data, ".rtf")


class NotConverted(Exception):
    """A .doc file is broken, or of a form that the library does not know."""


def _convert(source: str, data: bytes) -> bytes:
    """A .doc file as .docx. Raises `NotConverted`, or `DocumentRefused` for a locked file."""
    from doc2docx import convert
    from doc2docx.errors import EncryptedDocumentError

    with private_folder(len(data)) as folder, silenced("doc2docx"):
        taken, made = folder / "in.doc", folder / "out.docx"
        taken.write_bytes(data)
        try:
            convert(taken, made)
            return made.read_bytes()
        except EncryptedDocumentError:
            raise DocumentRefused(source, "it is protected by a password", _UNLOCK) from None
        except Exception as error:  # what broken files lead to is not to be listed
            raise NotConverted(type(error).__name__) from None


def _check_streams(source: str, data: bytes) -> None:
    if _LOCKED_STREAM in data:
        raise DocumentRefused(source, "it is protected by a password", _UNLOCK)
    if _WORD_STREAM in data:
        return
    if any(name in data for name in _SHEET_STREAMS):
        raise DocumentRefused(source, "it is an Excel file from before 2007", "Save it as .xlsx.")
    raise DocumentRefused(
        source, "it is an office file of before 2007, but none of Word's", "Save it as .docx."
    )


def _by_programs(source: str, data: bytes, suffix: str) -> Reading:
    if libreoffice() is None and catdoc() is None:
        raise ProgramMissing(
            source,
            "it takes LibreOffice or catdoc to read it, and neither is installed",
            INSTALL_LIBREOFFICE,
        )
    try:
        return read_word(source, convert_to_docx(data, suffix))
    except (ConversionFailed, DocumentRefused) as error:
        if catdoc() is None:
            raise _refusal(source, error) from None
    try:
        return _by_catdoc(source, data, suffix)
    except ConversionFailed as error:
        raise _refusal(source, error) from None


def _refusal(source: str, error: ConversionFailed | DocumentRefused) -> DocumentRefused:
    if isinstance(error, DocumentRefused):
        return error
    if libreoffice() is None:
        return ProgramMissing(
            source, "only LibreOffice can read it, and it is not installed", INSTALL_LIBREOFFICE
        )
    return DocumentRefused(source, f"it could not be read: {error.message}".rstrip("."), _RESAVE)


def _by_catdoc(source: str, data: bytes, suffix: str) -> Reading:
    """The text alone, old encodings by its words. Raises `ConversionFailed`, `DocumentRefused`."""
    if suffix == ".rtf":
        data = _SOFT_HYPHENS.sub(rb"\\u57517?", data)
    text = text_by_catdoc(data, suffix)
    lines = text.replace("\f", "\n").split("\n")
    if suffix == ".rtf":
        lines = lines_to_unicode([line.replace(_STANDS_FOR_IT, "\xad") for line in lines])
    elif detect(text) is Encoding.TCVN3:
        raise ProgramMissing(
            source,
            "it is damaged and typed in a TCVN3 font, which takes LibreOffice to read",
            INSTALL_LIBREOFFICE,
        )
    else:
        lines = lines_to_unicode(lines)
    words = [" ".join(clean(line).split()) for line in lines]
    blocks = tuple(Block(line) for line in words if line)
    if not blocks:
        raise DocumentRefused(source, "no text was found in it", _RESAVE)
    scan = [block.text for block in (*blocks[:HEAD_LINES], *blocks[-_FOOT_LINES:])]
    return Reading(blocks, scan=tuple(scan))
