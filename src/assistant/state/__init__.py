"""What outlives a build, in one SQLite file outside every index."""

from assistant.state.conversations import HOUR, Conversations, StoredConversation
from assistant.state.file import StateFile

__all__ = ["HOUR", "Conversations", "StateFile", "StoredConversation"]
