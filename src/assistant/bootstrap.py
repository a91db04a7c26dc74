"""Settings → Assistant: the only place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.embedding import load_encoder
from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.service import Assistant
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.index.build import BuildReport, Progress


def make_encoder(settings: Settings) -> Encoder:
    return load_encoder(settings.encoder, settings.threads)


def make_assistant(settings: Settings) -> Assistant:
    """Opens the live build and what answers over it."""
    encoder = make_encoder(settings)
    return Assistant(Index.open(settings.index, encoder), encoder)


def build(
    settings: Settings, *, full: bool = False, progress: Callable[[Progress], None] | None = None
) -> BuildReport:
    """Builds or updates the index out of the corpus folders."""
    # The readers that come with it are not needed to answer.
    from assistant.index.build import build_index

    return build_index(
        settings.corpus,
        settings.index,
        make_encoder(settings),
        max_tokens=settings.passage_tokens,
        full=full,
        progress=progress,
    )
