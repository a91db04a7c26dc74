"""What the server knows: people, chats, messages, files, queries. Everything is Bot API JSON."""

from __future__ import annotations

import hashlib
import itertools
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from botapi.markup import utf16
from botapi.refusals import Refusal, bad_request
from botapi.requests import Upload

Json = dict[str, Any]
MEGABYTE = 1024 * 1024
LARGEST_DOWNLOAD = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "vi"
    is_bot: bool = False

    def json(self) -> Json:
        fields = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": None if self.is_bot else self.language_code,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(slots=True)
class Room:
    """A chat with its messages; `tally` counts whatever the bot did to it, for those who wait."""

    id: int
    kind: str
    json: Json
    messages: dict[int, Json] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    htmls: dict[int, str] = field(default_factory=dict)
    edits: dict[int, list[str]] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    blocked: bool = False


@dataclass(slots=True)
class Query:
    """A callback or inline query that waits for its answer."""

    id: str
    asked_at: float
    answer: Json | None = None


@dataclass(slots=True)
class StoredFile:
    id: str
    name: str
    size: int
    data: bytes
    mime_type: str

    @property
    def unique_id(self) -> str:
        return hashlib.sha256(self.id.encode()).hexdigest()[:16]

    @property
    def path(self) -> str:
        suffix = PurePosixPath(self.name).suffix
        return f"documents/file_{self.unique_id}{suffix if suffix.isascii() else ''}"

    def json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class World:
    """The state behind the methods; whoever uses it holds the server's lock."""

    def __init__(self, token: str, username: str, now: Callable[[], float]) -> None:
        self.now = now
        self.me = Person(
            int(token.split(":", maxsplit=1)[0]), "Trợ lý văn bản", username=username, is_bot=True
        )
        self.rooms: dict[int, Room] = {}
        self.files: dict[str, StoredFile] = {}
        self.callbacks: dict[str, Query] = {}
        self.inlines: dict[str, Query] = {}
        self.commands: dict[str, list[Json]] = {}
        self.texts: dict[str, str] = {}
        self._message_ids = itertools.count(1)
        self._serial = itertools.count(1)

    def serial(self) -> int:
        return next(self._serial)

    # Rooms and people

    def private(self, person: Person) -> Room:
        chat = person.json() | {"type": "private"}
        chat = {k: v for k, v in chat.items() if k not in {"is_bot", "language_code"}}
        return self.rooms.setdefault(person.id, Room(person.id, "private", chat))

    def group(self, chat_id: int, title: str) -> Room:
        chat = {"id": chat_id, "type": "supergroup", "title": title}
        return self.rooms.setdefault(chat_id, Room(chat_id, "supergroup", chat))

    def room(self, chat_id: Any) -> Room:
        """The chat that a request names. Raises Refusal."""
        room = self.rooms.get(chat_id) if isinstance(chat_id, int) else None
        if room is None:
            raise bad_request("chat not found")
        if room.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return room

    # Messages

    def put(self, room: Room, sender: Person, content: Json) -> Json:
        """Adds a message to a chat."""
        message: Json = {
            "message_id": next(self._message_ids),
            "from": sender.json(),
            "chat": room.json,
            "date": int(self.now()),
            **content,
        }
        room.messages[message["message_id"]] = message
        return message

    def replied_to(self, room: Room, message_id: int) -> Json | None:
        """A message as it is shown inside another: without what it answered itself."""
        found = room.messages.get(message_id)
        return found and {k: v for k, v in found.items() if k != "reply_to_message"}

    # Files

    def keep(self, upload: Upload, declared_size: int | None = None) -> StoredFile:
        """Stores a file. A `declared_size` spares a test the bytes of a large one."""
        serial = self.serial()
        stored = StoredFile(
            id=f"BQACAgUAAx{serial:010d}",
            name=upload.name,
            size=len(upload.data) if declared_size is None else declared_size,
            data=upload.data,
            mime_type=upload.mime_type,
        )
        self.files[stored.id] = stored
        return stored

    def file(self, file_id: str) -> StoredFile:
        if file_id not in self.files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self.files[file_id]


def document(stored: StoredFile) -> Json:
    guessed = mimetypes.guess_type(stored.name)[0]
    return stored.json() | {
        "file_name": stored.name,
        "mime_type": stored.mime_type or guessed or "application/octet-stream",
    }


def said(text: str, username: str) -> Json:
    """A person's text with the entities that Telegram finds by itself: commands and mentions."""
    entities = []
    offset = 0
    for word in text.replace("\n", " ").split(" "):
        bare = word.rstrip(".,:;!?")
        if bare.startswith("/") and len(bare) > 1:
            entities.append({"type": "bot_command", "offset": offset, "length": utf16(bare)})
        elif bare.startswith("@") and len(bare) > 1:
            entities.append({"type": "mention", "offset": offset, "length": utf16(bare)})
        offset += utf16(word) + 1
    return {"text": text} | ({"entities": entities} if entities else {})
