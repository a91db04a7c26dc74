"""PDF files with a text layer, page by page."""

from __future__ import annotations

import io
import re

from assistant.documents.blocks import Reading
from assistant.documents.reflow import page_lines, reflow
from assistant.documents.silence import silenced
from assistant.errors import DocumentRefused
from assistant.vietnamese.normalize import clean

_MOST_PAGES = 3000
_HEAD_LINES = 12
_LONE = re.compile("[\ud800-\udfff]")


def read_pdf(source: str, data: bytes) -> Reading:
    """Text with page numbers. Raises `DocumentRefused` where a page cannot be read."""
    pages = [_tidied(page) for page in _page_texts(source, data)]
    if not any(page.strip() for page in pages):
        raise DocumentRefused(
            source,
            "it has no text layer: it is a scan",
            "Run text recognition (OCR) over it and save it as a searchable PDF.",
        )
    scan = [line for page in pages for line in _edges(page)]
    return Reading(tuple(reflow(page_lines(pages))), scan=tuple(scan))


def _page_texts(source: str, data: bytes) -> list[str]:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError

    broken = "Open it in a PDF viewer and save or print it as a new PDF."
    with silenced("pypdf"):
        try:
            reader = PdfReader(io.BytesIO(data))
            locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
            count = 0 if locked else len(reader.pages)
        except DependencyError:
            raise DocumentRefused(
                source, "its encryption cannot be read", "Save it without a password."
            ) from None
        except Exception as error:  # pypdf raises almost anything on broken files
            raise DocumentRefused(
                source, f"it is a broken PDF ({type(error).__name__})", broken
            ) from None
        if locked:
            raise DocumentRefused(
                source, "it is protected by a password", "Save a copy without the password."
            )
        if count == 0:
            raise DocumentRefused(source, "it is a PDF without pages", broken)
        if count > _MOST_PAGES:
            raise DocumentRefused(
                source,
                f"it has {count} pages, more than {_MOST_PAGES}",
                "Split it into several files.",
            )
        texts = []
        for number in range(count):
            try:
                texts.append(clean(_LONE.sub("\ufffd", reader.pages[number].extract_text())))
            except Exception as error:
                raise DocumentRefused(
                    source, f"its page {number + 1} cannot be read ({type(error).__name__})", broken
                ) from None
        return texts


def _tidied(page: str) -> str:
    """Without the empty lines that some writers put after every line."""
    lines = [line.strip() for line in page.split("\n")]
    empty = lines.count("")
    if empty * 5 > len(lines) * 2:
        lines = [line for line in lines if line]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _edges(page: str) -> list[str]:
    lines = [line for line in page.split("\n") if line]
    return lines if len(lines) <= 2 * _HEAD_LINES else lines[:_HEAD_LINES] + lines[-_HEAD_LINES:]
