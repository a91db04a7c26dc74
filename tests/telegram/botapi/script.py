"""The language of conversations: who says and taps what, and what comes back.

chat = talk(api, person)
reply = chat.asks("Hạn nộp báo cáo là khi nào?")
chat.taps("Nguồn 1")
"""

from __future__ import annotations

from dataclasses import dataclass

from botapi.requests import Upload
from botapi.server import BotApi
from botapi.world import Json, Person, Query, Room, document, said

PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    json: Json

    @property
    def url(self) -> str | None:
        return self.json.get("url")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript: who did what. `html` and `buttons` are of the bot's messages."""

    who: str
    does: str
    html: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """What a tap on a button brought: a note on top of the chat, or an alert to be closed."""

    text: str
    alert: bool
    url: str | None = None


class Reply:
    """A message of the bot, as it stands now: it may be edited after it was received."""

    def __init__(self, chat: Chat, message_id: int) -> None:
        self.chat, self.id = chat, message_id

    @property
    def json(self) -> Json:
        return self.chat.room.messages[self.id]

    @property
    def text(self) -> str:
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def html(self) -> str:
        return self.chat.room.htmls[self.id]

    @property
    def rows(self) -> list[list[Button]]:
        markup = self.json.get("reply_markup", {})
        return [[Button(b["text"], b) for b in row] for row in markup.get("inline_keyboard", [])]

    @property
    def buttons(self) -> list[str]:
        return [button.text for row in self.rows for button in row]

    @property
    def bold(self) -> list[str]:
        return self.parts("bold")

    def parts(self, kind: str) -> list[str]:
        """The stretches of text with an entity of this kind."""
        units = self.text.encode("utf-16-le")
        entities = self.json.get("entities") or self.json.get("caption_entities") or []
        return [
            units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in entities
            if e["type"] == kind
        ]

    @property
    def answers(self) -> int | None:
        """The message that this one is a reply to."""
        return (self.json.get("reply_to_message") or {}).get("message_id")

    @property
    def deleted(self) -> bool:
        return self.id in self.chat.room.deleted

    @property
    def document(self) -> tuple[str, bytes]:
        """The name and the bytes of the file that it carries."""
        sent = self.json["document"]
        return sent["file_name"], self.chat.api.world.files[sent["file_id"]].data

    @property
    def edits(self) -> list[str]:
        return self.chat.room.edits.get(self.id, [])

    def becomes(self, *words: str, timeout: float = PATIENCE) -> Reply:
        """Waits until it was edited to hold the words."""
        self.chat.api.wait(
            lambda: all(word in self.text for word in words),
            f"message {self.id} to hold {words}",
            timeout,
        )
        self.chat.note(self, edited=True)
        return self

    def line(self, *, edited: bool = False) -> Line:
        sent = self.json.get("document")
        return Line(
            who="bot",
            does="edits" if edited else "says",
            html=self.html,
            rows=tuple(tuple(button.text for button in row) for row in self.rows),
            document=sent["file_name"] if sent else None,
        )


class Chat:
    """A person in a chat with the bot, or in a group."""

    def __init__(self, api: BotApi, person: Person, room: Room) -> None:
        self.api, self.person, self.room = api, person, room
        self.lines: list[Line] = []
        self._seen = len(room.sent)

    # What the person does

    def says(self, text: str, reply_to: Reply | int | None = None) -> int:
        """Sends a text; the message's id."""
        return self._sends(said(text, self.api.world.me.username or ""), reply_to, text)

    def sends_file(
        self, name: str, data: bytes, *, caption: str = "", size: int | None = None
    ) -> int:
        """Sends a document. `size` is claimed instead of the true one."""
        with self.api.lock:
            stored = self.api.world.keep(Upload(name, "", data), size)
        content: Json = {"document": document(stored)} | ({"caption": caption} if caption else {})
        return self._sends(content, None, f"📎 {name}")

    def sends(self, content: Json) -> int:
        """Sends any other content, such as a sticker or a place."""
        return self._sends(content, None, next(iter(content)))

    def _sends(self, content: Json, reply_to: Reply | int | None, shown: str) -> int:
        with self.api.lock:
            world = self.api.world
            if reply_to is not None:
                number = reply_to.id if isinstance(reply_to, Reply) else reply_to
                answered = world.replied_to(self.room, number)
                assert answered is not None, "one can reply only to what is there"
                content = content | {"reply_to_message": answered}
            message = world.put(self.room, self.person, content)
            self.lines.append(Line(self.person.first_name, "says", shown))
            self.api.push("message", message)
            return int(message["message_id"])

    def edits(self, message_id: int, text: str) -> None:
        """Changes what the person said."""
        with self.api.lock:
            message = self.room.messages[message_id]
            dropped = {"text", "entities"}
            changed = {k: v for k, v in message.items() if k not in dropped}
            changed |= said(text, self.api.world.me.username or "")
            changed["edit_date"] = int(self.api.now())
            self.room.messages[message_id] = changed
            self.api.push("edited_message", changed)

    def taps(self, button: str, on: Reply | None = None, *, timeout: float = PATIENCE) -> Tap:
        """Taps the button whose text holds this, on a message or on the last that has one."""
        message_id, found = self._button(button, on)
        self.lines.append(Line(self.person.first_name, "taps", found.text))
        if found.url:
            return Tap("", False, found.url)
        query = self.press(message_id, found.json["callback_data"])
        return self.answered(query, timeout)

    def press(self, message_id: int, data: str) -> Query:
        """The tap alone, without waiting for its answer."""
        with self.api.lock:
            serial = f"48395{self.api.world.serial():012d}"
            query = Query(serial, self.api.now())
            self.api.world.callbacks[serial] = query
            message = self.room.messages.get(message_id) or {
                "message_id": message_id,
                "chat": self.room.json,
                "date": 0,
            }
            self.api.push(
                "callback_query",
                {
                    "id": serial,
                    "from": self.person.json(),
                    "chat_instance": f"-77{abs(self.room.id)}",
                    "message": message,
                    "data": data,
                },
            )
            return query

    def answered(self, query: Query, timeout: float = PATIENCE) -> Tap:
        self.api.wait(lambda: query.answer is not None, "the tap to be answered", timeout)
        answer = query.answer or {}
        return Tap(answer.get("text") or "", bool(answer.get("show_alert")), answer.get("url"))

    def _button(self, wanted: str, on: Reply | None) -> tuple[int, Button]:
        with self.api.lock:
            ids = (
                [on.id] if on else [i for i in reversed(self.room.sent) if i in self.room.messages]
            )
            for message_id in ids:
                for row in Reply(self, message_id).rows:
                    for button in row:
                        if wanted in button.text:
                            return message_id, button
        raise AssertionError(f"no button {wanted!r} in {[Reply(self, i).buttons for i in ids]}")

    def types_inline(self, query: str, offset: str = "") -> Query:
        """Begins a message by the bot's name: an inline query, which waits for its results."""
        with self.api.lock:
            serial = f"58395{self.api.world.serial():012d}"
            asked = Query(serial, self.api.now())
            self.api.world.inlines[serial] = asked
            self.api.push(
                "inline_query",
                {
                    "id": serial,
                    "from": self.person.json(),
                    "query": query,
                    "offset": offset,
                    "chat_type": "private",
                },
            )
            return asked

    def inline(self, query: str, offset: str = "", timeout: float = PATIENCE) -> Json:
        """The answer to an inline query."""
        asked = self.types_inline(query, offset)
        self.api.wait(lambda: asked.answer is not None, f"results for {query!r}", timeout)
        return asked.answer or {}

    # What the bot does

    def gets(self, timeout: float = PATIENCE) -> Reply:
        """The next message of the bot in this chat, as soon as it is there."""
        self.api.wait(
            lambda: len(self.room.sent) > self._seen,
            f"a message to {self.person.first_name}",
            timeout,
        )
        reply = Reply(self, self.room.sent[self._seen])
        self._seen += 1
        self.note(reply)
        return reply

    def asks(self, text: str, reply_to: Reply | int | None = None) -> Reply:
        self.says(text, reply_to)
        return self.gets()

    def unread(self) -> list[Reply]:
        """What the bot sent and nobody got yet."""
        with self.api.lock:
            return [Reply(self, i) for i in self.room.sent[self._seen :]]

    def note(self, reply: Reply, *, edited: bool = False) -> None:
        self.lines.append(reply.line(edited=edited))

    def blocks(self) -> None:
        """The person blocks the bot: whatever it sends is refused."""
        with self.api.lock:
            self.room.blocked = True


def talk(api: BotApi, person: Person) -> Chat:
    """A person's private chat with the bot."""
    with api.lock:
        return Chat(api, person, api.world.private(person))


def join(api: BotApi, person: Person, chat_id: int, title: str) -> Chat:
    """A person in a group that the bot is a member of."""
    with api.lock:
        return Chat(api, person, api.world.group(chat_id, title))


def add_to_group(chat: Chat) -> None:
    """The person adds the bot to the group: the bot is told that it is a member."""
    api = chat.api
    me = api.world.me.json()
    api.push(
        "my_chat_member",
        {
            "chat": chat.room.json,
            "from": chat.person.json(),
            "date": int(api.now()),
            "old_chat_member": {"user": me, "status": "left"},
            "new_chat_member": {"user": me, "status": "member"},
        },
    )


__all__ = [
    "Button",
    "Chat",
    "Line",
    "Reply",
    "Tap",
    "add_to_group",
    "join",
    "talk",
]
