"""What outlives a build, in one SQLite file outside every index."""

from assistant.state.conversations import (
    HOUR,
    Conversations,
    StoredConversation,
    read_turn,
)
from assistant.state.feedback import Feedback, Opinion
from assistant.state.file import StateFile
from assistant.state.keys import Key, Keys

__all__ = [
    "HOUR",
    "Conversations",
    "Feedback",
    "Key",
    "Keys",
    "Opinion",
    "StateFile",
    "StoredConversation",
    "read_turn",
]
