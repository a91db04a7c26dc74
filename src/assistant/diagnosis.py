"""What `assistant doctor` looks at: each check says what is wrong and how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assistant.documents.ocr import find_engine
from assistant.documents.office import INSTALL_LIBREOFFICE, catdoc, libreoffice
from assistant.embedding import load_encoder
from assistant.errors import AssistantError, OcrMissing
from assistant.index import Index
from assistant.retrieval.lexicon import load_lexicon, own_files
from assistant.settings import Settings

_LEAST_FREE_MB = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `remedy` is empty where it is well."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def diagnose(settings: Settings) -> list[Check]:
    """All checks, in the order in which a problem should be mended."""
    return [
        _try("office data", lambda: _data(settings.data)),
        _try("encoder", lambda: _encoder(settings)),
        *(_corpus(folder) for folder in settings.corpus),
        _room(settings.index),
        _scans(settings.corpus),
        _rich_text(settings.corpus),
        _try("index", lambda: _index(settings)),
        _models(),
    ]


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except AssistantError as error:
        return Check(name, False, error.message, error.remedy)


def _data(folder: Path | None) -> str:
    load_lexicon(folder)
    if folder is None:
        return "none set; questions are read by the tables of the package"
    return ", ".join(path.name for path in own_files(folder)) or f"{folder} holds none"


def _encoder(settings: Settings) -> str:
    encoder = load_encoder(settings.encoder, settings.threads)
    vector = encoder.encode_queries(["Kế hoạch của Ban Thường vụ"])
    return f"{encoder.identity}, {vector.shape[1]} dimensions"


def _index(settings: Settings) -> str:
    with Index.open(settings.index, load_encoder(settings.encoder, settings.threads)) as index:
        held = index.manifest
        return f"build {index.build}: {held.documents} documents, {held.passages} passages"


def _corpus(folder: Path) -> Check:
    name = f"corpus {folder}"
    if not folder.is_dir():
        return Check(name, False, "no such folder", "Create it, or set `corpus` to another one.")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Check(name, False, "may not be read", "Give this user the right to read it.")
    return Check(name, True, f"{sum(1 for _ in _files(folder))} files")


def _scans(corpora: Iterable[Path]) -> Check:
    """What reads the pages of PDF files that are images."""
    try:
        find_engine()
    except OcrMissing as error:
        held = (path for c in corpora if c.is_dir() for path in _files(c))
        count = sum(path.suffix.lower() == ".pdf" for path in held)
        if count == 0:
            return Check("scans", True, f"{error.message}; the corpus holds no PDF")
        found = f"{error.message}; {count} PDF files may need it."
        return Check("scans", False, found, error.remedy)
    return Check("scans", True, "read by tesseract, in Vietnamese")


def _rich_text(corpora: Iterable[Path]) -> Check:
    """What reads .rtf files, and .doc files that are too damaged for the package itself."""
    if libreoffice():
        return Check("rich text", True, "read by LibreOffice")
    if catdoc():
        return Check("rich text", True, "read by catdoc, without tables and automatic numbers")
    count = sum(path.suffix.lower() == ".rtf" for c in corpora if c.is_dir() for path in _files(c))
    if count == 0:
        return Check("rich text", True, "nothing installed reads it, and the corpus holds none")
    return Check("rich text", False, f"nothing installed reads {count} files", INSTALL_LIBREOFFICE)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _room(index: Path) -> Check:
    above = next((p for p in (index, *index.resolve().parents) if p.exists()), Path())
    free = shutil.disk_usage(above).free // 1_000_000
    if not os.access(above, os.W_OK):
        return Check("disk", False, f"{above} may not be written", "Set `index` to another folder.")
    if free < _LEAST_FREE_MB:
        return Check("disk", False, f"{free} MB free", f"Free at least {_LEAST_FREE_MB} MB.")
    return Check("disk", True, f"{free:,} MB free")


def _models() -> Check:
    there = find_spec("sentence_transformers") is not None
    return Check(
        "extra `models`",
        True,
        "installed" if there else "not installed; only other encoders than the bundled one need it",
    )
