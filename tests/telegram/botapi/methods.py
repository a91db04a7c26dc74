"""The methods: what each does to the world, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botapi import rules
from botapi.refusals import bad_request
from botapi.requests import Upload
from botapi.world import LARGEST_DOWNLOAD, MEGABYTE, Json, Room, World, document

_LARGEST_UPLOAD = 50 * MEGABYTE
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_EDITABLE_SECONDS = 48 * 3600
_Parameters = Mapping[str, Any]


class Methods:
    """Carries out what was read. `callback_seconds` is how long a tap waits for its answer."""

    def __init__(self, world: World, callback_seconds: float = 15.0) -> None:
        self.world = world
        self.callback_seconds = callback_seconds

    def call(self, method: str, given: _Parameters, uploads: Mapping[str, Upload]) -> Any:
        """The result of a call. Raises Refusal; NotImplementedError for what no bot here needs."""
        done: Callable[[_Parameters, Mapping[str, Upload]], Any] | None = getattr(
            self, f"_{method}", None
        )
        if done is None:
            raise NotImplementedError(f"{method} is not carried out by this server")
        return done(given, uploads)

    # About the bot

    def _getMe(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        return self.world.me.json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }

    def _setMyCommands(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        rules.check_commands(given["commands"])
        if chat_id := (given.get("scope") or {}).get("chat_id"):
            self.world.room(chat_id)
        self.world.commands[_scope(given)] = list(given["commands"])
        return True

    def _getMyCommands(self, given: _Parameters, uploads: object) -> list[Json]:  # noqa: N802
        return self.world.commands.get(_scope(given), [])

    def _deleteMyCommands(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        self.world.commands.pop(_scope(given), None)
        return True

    def _setMyDescription(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        return self._describe("description", given, 512)

    def _setMyShortDescription(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        return self._describe("short_description", given, 120)

    def _describe(self, name: str, given: _Parameters, longest: int) -> bool:
        if len(given.get(name) or "") > longest:
            raise bad_request("BOT_DESCRIPTION_TOO_LONG")
        self.world.texts[f"{name}:{given.get('language_code') or ''}"] = given.get(name) or ""
        return True

    # Messages

    def _sendMessage(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        text, entities = rules.text_of(given)
        content: Json = {"text": text} | ({"entities": entities} if entities else {})
        return self._send(room, given, content, given["text"])

    def _sendDocument(self, given: _Parameters, uploads: Mapping[str, Upload]) -> Json:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        sent = given.get("document")
        name = str(sent).removeprefix("attach://") if sent else "document"
        upload = uploads.get(name)
        if upload is None:
            stored = self.world.file(str(sent))
        elif not upload.data:
            raise bad_request("file must be non-empty")
        elif len(upload.data) > _LARGEST_UPLOAD:
            raise rules.too_large()
        else:
            stored = self.world.keep(upload)
        caption, entities = rules.text_of(given, "caption", rules.LONGEST_CAPTION)
        content: Json = {"document": document(stored)}
        content |= {"caption": caption} if caption else {}
        content |= {"caption_entities": entities} if entities else {}
        return self._send(room, given, content, given.get("caption") or "")

    def _send(self, room: Room, given: _Parameters, content: Json, html: str) -> Json:
        markup = given.get("reply_markup")
        rules.check_markup(markup)
        if markup and "inline_keyboard" in markup:
            content["reply_markup"] = markup
        if reply := given.get("reply_parameters"):
            answered = self.world.replied_to(room, reply.get("message_id", 0))
            if answered:
                content["reply_to_message"] = answered
            elif not reply.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
        message = self.world.put(room, self.world.me, content)
        room.sent.append(message["message_id"])
        room.htmls[message["message_id"]] = html
        return message

    def _editMessageText(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        room, message = self._editable(given)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        text, entities = rules.text_of(given)
        changed = {k: v for k, v in message.items() if k not in {"entities", "reply_markup"}}
        changed |= {"text": text} | ({"entities": entities} if entities else {})
        return self._edit(room, message, given, changed, given["text"])

    def _editMessageCaption(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        room, message = self._editable(given)
        caption, entities = rules.text_of(given, "caption", rules.LONGEST_CAPTION)
        dropped = {"caption", "caption_entities", "reply_markup"}
        changed = {k: v for k, v in message.items() if k not in dropped}
        changed |= ({"caption": caption} if caption else {}) | (
            {"caption_entities": entities} if entities else {}
        )
        return self._edit(room, message, given, changed, given.get("caption") or "")

    def _editMessageReplyMarkup(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        room, message = self._editable(given)
        changed = {k: v for k, v in message.items() if k != "reply_markup"}
        return self._edit(room, message, given, changed, room.htmls[message["message_id"]])

    def _editable(self, given: _Parameters) -> tuple[Room, Json]:
        room = self.world.room(given.get("chat_id"))
        message = room.messages.get(given.get("message_id", 0))
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self.world.me.id:
            raise bad_request("message can't be edited")
        return room, message

    def _edit(
        self, room: Room, message: Json, given: _Parameters, changed: Json, html: str
    ) -> Json:
        markup = given.get("reply_markup")
        rules.check_markup(markup)
        if markup and markup.get("inline_keyboard"):
            changed["reply_markup"] = markup
        if {k: v for k, v in message.items() if k != "edit_date"} == {
            k: v for k, v in changed.items() if k != "edit_date"
        }:
            raise bad_request(_UNCHANGED)
        changed["edit_date"] = int(self.world.now())
        message_id = message["message_id"]
        room.messages[message_id] = changed
        room.edits.setdefault(message_id, []).append(html)
        room.htmls[message_id] = html
        return changed

    def _deleteMessage(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        message = room.messages.get(given.get("message_id", 0))
        if message is None:
            raise bad_request("message to delete not found")
        if self.world.now() - message["date"] > _EDITABLE_SECONDS:
            raise bad_request("message can't be deleted for everyone")
        del room.messages[message["message_id"]]
        room.deleted.append(message["message_id"])
        return True

    def _deleteMessages(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        if not 1 <= len(given["message_ids"]) <= 100:
            raise bad_request("MESSAGE_IDS_INVALID")
        # Those that cannot be found are passed over.
        for message_id in given["message_ids"]:
            if room.messages.pop(message_id, None):
                room.deleted.append(message_id)
        return True

    def _sendChatAction(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        if given["action"] not in rules.CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        room.actions.append(given["action"])
        return True

    def _getChat(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        return room.json | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(
                (
                    "unlimited_gifts",
                    "limited_gifts",
                    "unique_gifts",
                    "premium_subscription",
                    "gifts_from_channels",
                ),
                False,
            ),
        }

    def _leaveChat(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        room = self.world.room(given.get("chat_id"))
        if room.kind == "private":
            raise bad_request("chat member status can't be changed in private chats")
        del self.world.rooms[room.id]
        return True

    # Files

    def _getFile(self, given: _Parameters, uploads: object) -> Json:  # noqa: N802
        stored = self.world.file(given["file_id"])
        if stored.size > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        return stored.json() | {"file_path": stored.path}

    # Queries

    def _answerCallbackQuery(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        query = self.world.callbacks.get(given["callback_query_id"])
        late = query and self.world.now() - query.asked_at > self.callback_seconds
        if query is None or late or query.answer is not None:
            raise bad_request(_TOO_OLD)
        rules.check_alert(given.get("text") or "")
        query.answer = dict(given)
        return True

    def _answerInlineQuery(self, given: _Parameters, uploads: object) -> bool:  # noqa: N802
        query = self.world.inlines.get(given["inline_query_id"])
        if query is None or query.answer is not None:
            raise bad_request(_TOO_OLD)
        rules.check_results(given["results"])
        if len((given.get("next_offset") or "").encode()) > 64:
            raise bad_request("NEXT_OFFSET_INVALID")
        query.answer = dict(given)
        return True


def _scope(given: _Parameters) -> str:
    scope = given.get("scope") or {"type": "default"}
    parts = [scope["type"], str(scope.get("chat_id", "")), given.get("language_code") or ""]
    return ":".join(parts).rstrip(":")
