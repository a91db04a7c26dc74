"""What questions are read by: the tables of the package, and an office's own beside them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError
from assistant.retrieval import glossary, synonyms
from assistant.retrieval.glossary import Glossary
from assistant.retrieval.synonyms import Synonyms
from assistant.vietnamese import abbreviation_table
from assistant.vietnamese.abbreviation_table import Table

ABBREVIATIONS, SYNONYMS, GLOSSARY = FILES = (
    "abbreviations.toml",
    "synonyms.toml",
    "glossary.toml",
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Short forms, phrases that mean the same (with their short forms), and English terms.

    Where an office has no English terms of its own there are none here: the package's are read when
    a question may be in English, since reading them takes a tenth of a second.
    """

    abbreviations: Table
    synonyms: Synonyms
    glossary: Glossary | None


@cache
def shipped() -> Lexicon:
    """The tables of the package alone."""
    return load_lexicon(None)


def load_lexicon(folder: Path | None) -> Lexicon:
    """The tables of the package with those of an office's folder before them.

    Each of `FILES` may be missing from the folder; files that do not end in `.toml` are left alone.

    Raises:
        SettingsError: the folder cannot be read, a file in it has a name that is not known, or
            cannot be used.
    """
    own = _read(folder) if folder else {}
    table = abbreviation_table.shipped()
    if ABBREVIATIONS in own:
        table = abbreviation_table.extended(*own[ABBREVIATIONS])
    groups = synonyms.extended(*own[SYNONYMS]) if SYNONYMS in own else synonyms.shipped()
    terms = glossary.extended(*own[GLOSSARY]) if GLOSSARY in own else None
    return Lexicon(table, synonyms.with_short_forms(groups, table), terms)


def own_files(folder: Path) -> list[Path]:
    """The tables in an office's folder.

    Raises:
        SettingsError: the folder cannot be read, or a table in it has a name that is not known.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml")
    except OSError as error:
        raise SettingsError(
            f"The folder of the office's own data, {folder}, cannot be read: {error.strerror}.",
            "Create it, or correct or leave out the setting `data`.",
        ) from error
    for path in paths:
        if path.name not in FILES:
            raise SettingsError(
                f"{path}: no table of an office has this name.",
                f"Name it {', '.join(FILES[:-1])} or {FILES[-1]}, or take it out of the folder.",
            )
    return paths


def _read(folder: Path) -> dict[str, tuple[dict[str, Any], str]]:
    """Name of each table in the folder → what it holds, and its path for errors."""
    return {path.name: (_parsed(path), str(path)) for path in own_files(folder)}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}.", "Give this user the right to read it."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 text ({error.reason} at byte {error.start}).",
            "Save it again with the encoding UTF-8.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path} is not valid TOML: {error}.",
            "Correct the line it names; docs/du-lieu-rieng.md has examples.",
        ) from error
