"""Settings → Assistant: the only place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.embedding import load_encoder
from assistant.embedding.batching import BatchingEncoder
from assistant.embedding.encoder import Encoder
from assistant.errors import FetchRefused
from assistant.index import Index
from assistant.live import Live
from assistant.retrieval.lexicon import load_lexicon
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.state import Conversations, Feedback, Keys, StateFile
from assistant.types import Access, Filters

# Any question: it fills what is worked out once for a build.
_WARM_UP = "Hạn gửi báo cáo là khi nào?"

if TYPE_CHECKING:
    from assistant.documents.saved_page import SavedPage
    from assistant.index.build import BuildReport, Progress


def make_encoder(settings: Settings) -> Encoder:
    return load_encoder(settings.encoder, settings.threads)


def make_assistant(settings: Settings) -> Assistant:
    """Opens the live build and what answers over it."""
    lexicon = load_lexicon(settings.data)
    encoder = make_encoder(settings)
    return Assistant(Index.open(settings.index, encoder), encoder, lexicon)


def make_live(settings: Settings) -> Live:
    """What answers over whatever build is live, for faces that run for long.

    Raises as `make_assistant` does, but for the index: that may come later.
    """
    lexicon = load_lexicon(settings.data)
    encoder = BatchingEncoder(make_encoder(settings))

    def open_assistant() -> Assistant:
        return Assistant(Index.open(settings.index, encoder), encoder, lexicon)

    return Live(open_assistant, warm_up=_warm_up)


def _warm_up(assistant: Assistant) -> None:
    """As the public asks, and as the office does: each is answered out of its own view."""
    for access in (frozenset({Access.PUBLIC}), frozenset(Access)):
        assistant.ask(_WARM_UP, Filters(access=access))


def open_index(settings: Settings) -> Index:
    """Opens the live build for what needs no encoder: to list documents, whoever encoded them."""
    return Index.open(settings.index, None)


def make_state(settings: Settings) -> StateFile:
    """The file of what outlives an index; it is made when something is first kept."""
    return StateFile(settings.state)


def make_conversations(settings: Settings, state: StateFile | None = None) -> Conversations:
    """The conversations, in a state file that other parts may share."""
    return Conversations(state or make_state(settings), settings.conversation_hours)


def make_keys(settings: Settings) -> Keys:
    """The API keys. They have a connection of their own: to check one waits for no conversation."""
    return Keys(make_state(settings))


def make_feedback(settings: Settings, state: StateFile | None = None) -> Feedback:
    """What people thought of answers, in a state file that other parts may share."""
    return Feedback(state or make_state(settings))


def build(
    settings: Settings,
    *,
    full: bool = False,
    allow_empty: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Builds or updates the index out of the corpus folders."""
    # The readers that come with it are not needed to answer.
    from assistant.index.build import Limits, build_index

    return build_index(
        settings.corpus,
        settings.index,
        make_encoder(settings),
        max_tokens=settings.passage_tokens,
        full=full,
        allow_empty=allow_empty,
        limits=Limits(settings.read_seconds, settings.read_memory, settings.read_processes),
        progress=progress,
    )


def fetch_pages(
    urls: Iterable[str], into: Path, *, update: bool = False
) -> Iterator[SavedPage | FetchRefused]:
    """Saves web pages as documents in a folder, one after the other, and gives what became of each.

    Raises UsageError where the folder cannot be written to.
    """
    from datetime import date

    from assistant.documents.fetch import Fetcher
    from assistant.documents.saved_page import save_page

    fetcher = Fetcher()
    for url in urls:
        try:
            yield save_page(url, into, fetcher, date.today(), update=update)
        except FetchRefused as refused:
            yield refused
