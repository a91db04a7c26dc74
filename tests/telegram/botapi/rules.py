"""What the real server refuses: lengths, keyboards, commands, inline results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from botapi import markup
from botapi.refusals import Refusal, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_LONGEST_CALLBACK = 64
_LONGEST_ALERT = 200
_MOST_BUTTONS = 100
_MOST_IN_A_ROW = 8
_MOST_RESULTS = 50
_ACTIONS = {
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "copy_text",
    "callback_game",
    "pay",
}
CHAT_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def text_of(
    given: Mapping[str, Any], name: str = "text", longest: int = LONGEST_TEXT
) -> tuple[str, list[dict[str, Any]]]:
    """The text that a message shows, and its entities.

    Raises:
        Refusal: it cannot be parsed, is empty or too long.
    """
    text = given.get(name) or ""
    mode = given.get("parse_mode")
    entities = list(given.get("caption_entities" if name == "caption" else "entities") or ())
    if mode and mode.lower() == "html":
        text, entities = markup.parse(text)
    elif mode and mode.lower() in {"markdown", "markdownv2"}:
        raise NotImplementedError("this server reads HTML alone")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text = text.strip()
    if not text and name == "text":
        raise bad_request("message text is empty")
    if markup.utf16(text) > longest:
        raise bad_request(
            "message is too long" if name == "text" else "message caption is too long"
        )
    for entity in entities:
        if entity["offset"] + entity["length"] > markup.utf16(text):
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of"
                f" the text at UTF-16 offset {entity['offset'] + entity['length']}"
            )
    return text, entities


def check_markup(reply_markup: Mapping[str, Any] | None) -> None:
    """Raises Refusal where a keyboard would not be taken."""
    rows = (reply_markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    if any(len(row) > _MOST_IN_A_ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)


def _check_button(button: Mapping[str, Any]) -> None:
    if not button.get("text"):
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    # An empty switch_inline_query is allowed: it opens the bot's name alone.
    actions += [name for name in _ACTIONS if "switch" in name and button.get(name) == ""]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action must be used")
    if len(str(button.get("callback_data", "")).encode()) > _LONGEST_CALLBACK:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https", "tg"}:
            raise bad_request(
                f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
            )
        if parts.scheme != "tg" and "." not in (parts.hostname or ""):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_commands(commands: Sequence[Mapping[str, Any]]) -> None:
    if len(commands) > _MOST_BUTTONS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def check_alert(text: str) -> None:
    if markup.utf16(text) > _LONGEST_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")


def check_results(results: Sequence[Mapping[str, Any]]) -> None:
    if len(results) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result.get("id", "") for result in results]
    if any(not 1 <= len(str(given).encode()) <= 64 for given in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        check_markup(result.get("reply_markup"))
        if result.get("type") == "article" and not result.get("title"):
            raise bad_request("ARTICLE_TITLE_EMPTY")
        content = result.get("input_message_content")
        if content and "message_text" in content:
            text_of({**content, "text": content["message_text"]})


def check_webhook(url: str, secret: str | None) -> None:
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if urlsplit(url).port not in {None, 443, 80, 88, 8443}:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


def too_large() -> Refusal:
    return Refusal(413, "Request Entity Too Large")
