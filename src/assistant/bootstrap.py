"""Settings → Assistant: the only place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable

from assistant.embedding import load_encoder
from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.index.build import BuildReport, Progress, build_index
from assistant.service import Assistant
from assistant.settings import Settings


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
    return build_index(
        settings.corpus,
        settings.index,
        make_encoder(settings),
        max_tokens=settings.passage_tokens,
        full=full,
        progress=progress,
    )
