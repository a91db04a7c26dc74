"""What a build is and how it was made."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import IndexDamaged

FILE = "manifest.json"

# Raise it when the layout of a build's files changes: older builds are then made anew.
SCHEMA = 3


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what a build makes of a file. Builds of one recipe can share parts."""

    schema: int
    encoder: str
    dimension: int
    tokenizer: int
    chunker: int
    max_tokens: int
    reader: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The cover of a build. `corpus_digest` is over the sources and digests of its documents."""

    recipe: Recipe
    corpus_digest: str
    documents: int
    passages: int
    created: str

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"
        (folder / FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises IndexDamaged where the build has no manifest that this version understands."""
        path = folder / FILE
        try:
            fields = json.loads(path.read_bytes())
            schema = fields["recipe"]["schema"]
            if schema == SCHEMA:
                return cls(**{**fields, "recipe": Recipe(**fields["recipe"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(
                f"{path} cannot be read ({type(error).__name__}).",
                "Build the index again with `assistant index --full`.",
            ) from error
        raise IndexDamaged(
            f"{path}: the index has layout {schema}, this version reads layout {SCHEMA}.",
            "Build the index again with `assistant index`.",
        )
