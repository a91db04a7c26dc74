"""Settings → Assistant: the only place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.embedding import load_encoder
from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.retrieval.lexicon import load_lexicon
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.state import Conversations, StateFile

if TYPE_CHECKING:
    from assistant.index.build import BuildReport, Progress


def make_encoder(settings: Settings) -> Encoder:
    return load_encoder(settings.encoder, settings.threads)


def make_assistant(settings: Settings) -> Assistant:
    """Opens the live build and what answers over it."""
    lexicon = load_lexicon(settings.data)
    encoder = make_encoder(settings)
    return Assistant(Index.open(settings.index, encoder), encoder, lexicon)


def open_index(settings: Settings) -> Index:
    """Opens the live build for what needs no encoder: to list documents, whoever encoded them."""
    return Index.open(settings.index, None)


def make_state(settings: Settings) -> StateFile:
    """The file of what outlives an index; it is made when something is first kept."""
    return StateFile(settings.state)


def make_conversations(settings: Settings, state: StateFile | None = None) -> Conversations:
    """The conversations, in a state file that other parts may share."""
    return Conversations(state or make_state(settings), settings.conversation_hours)


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
