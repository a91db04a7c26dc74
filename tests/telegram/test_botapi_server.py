"""The Bot API server of the tests: it must refuse what the real one refuses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from aiogram.types import Message, Update
from botapi import BotApi, Person, add_to_group, join, talk

_LAN = Person(101, "Lan", "Nguyễn", "lan")


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        talk(server, _LAN)
        yield server


def _call(api: BotApi, method: str, files: Any = None, **data: Any) -> dict[str, Any]:
    given = {k: v if isinstance(v, str) else json.dumps(v) for k, v in data.items()}
    answer = httpx.post(f"{api.url}/bot{api.token}/{method}", data=given, files=files, timeout=30)
    return dict(answer.json())


def _markup(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def _button(**action: Any) -> dict[str, Any]:
    return _markup({"text": "Nguồn", **action})


@pytest.mark.parametrize(
    ("method", "given", "why"),
    [
        ("sendMessage", {"text": "a"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 101}, "message text is empty"),
        ("sendMessage", {"chat_id": 101, "text": " "}, "message text is empty"),
        ("sendMessage", {"chat_id": 102, "text": "a"}, "chat not found"),
        ("sendMessage", {"chat_id": 101, "text": "a" * 4097}, "message is too long"),
        (
            "sendMessage",
            {"chat_id": 101, "text": "<b>" + "😀" * 2049 + "</b>", "parse_mode": "HTML"},
            "message is too long",
        ),
        (
            "sendMessage",
            {"chat_id": 101, "text": "a", "reply_parameters": {"message_id": 9}},
            "message to be replied not found",
        ),
        (
            "sendMessage",
            {"chat_id": 101, "text": "a", "reply_markup": _button(callback_data="ế" * 22)},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": 101, "text": "a", "reply_markup": _button(callback_data="")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            {"chat_id": 101, "text": "a", "reply_markup": _button(url="file:///etc/hosts")},
            "inline keyboard button URL 'file:///etc/hosts' is invalid: Unsupported URL protocol",
        ),
        (
            "sendMessage",
            {
                "chat_id": 101,
                "text": "a",
                "reply_markup": _markup(*({"text": "a", "callback_data": "a"},) * 9),
            },
            "REPLY_MARKUP_TOO_LONG",
        ),
        (
            "editMessageText",
            {"chat_id": 101, "message_id": 9, "text": "a"},
            "message to edit not found",
        ),
        ("deleteMessage", {"chat_id": 101, "message_id": 9}, "message to delete not found"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "9"},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
        (
            "setMyCommands",
            {"commands": [{"command": "HạnChót", "description": "a"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "tim", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("sendChatAction", {"chat_id": 101, "action": "t"}, "wrong parameter action in request"),
        (
            "setWebhook",
            {"url": "http://example.vn/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://example.vn/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
def test_what_is_refused(api: BotApi, method: str, given: dict[str, Any], why: str) -> None:
    assert _call(api, method, **given)["description"] == f"Bad Request: {why}"
    assert len(api.violations) == 1


def test_what_the_documentation_does_not_know_is_a_violation(api: BotApi) -> None:
    assert _call(api, "sendMesage")["error_code"] == 404
    assert _call(api, "sendMessage", chat_id=101, text="a", colour="red")["ok"]
    button = {"text": "a", "callback_data": "a", "size": 3}
    assert _call(api, "sendMessage", chat_id=101, text="a", reply_markup=_markup(button))["ok"]
    assert _call(api, "sendMessage", chat_id=101, text="a", reply_to_message_id=1)["ok"]
    assert len(api.violations) == 4
    assert "colour" in api.violations[1]
    assert "size" in api.violations[2]
    assert "deprecated" in api.violations[3]


def test_a_message_and_its_edit(api: BotApi) -> None:
    sent = _call(
        api,
        "sendMessage",
        chat_id=101,
        text="Hạn: <b>23/3</b>",
        parse_mode="HTML",
        reply_markup=_button(callback_data="s1"),
    )["result"]
    message = Message.model_validate(sent)
    assert message.text == "Hạn: 23/3"
    assert message.from_user
    assert message.from_user.is_bot
    edit = {"chat_id": 101, "message_id": sent["message_id"]}
    same = _call(
        api, "editMessageText", **edit, text="Hạn: 23/3", reply_markup=_button(callback_data="s1")
    )
    # The bold part is gone: that is a change. The same again is none.
    assert same["ok"]
    again = _call(
        api, "editMessageText", **edit, text="Hạn: 23/3", reply_markup=_button(callback_data="s1")
    )
    assert "message is not modified" in again["description"]


def test_updates_are_well_formed_and_confirmed_by_their_offset(api: BotApi) -> None:
    lan = talk(api, _LAN)
    group = join(api, _LAN, -1001, "Văn phòng")
    first = lan.says("/start@tro_ly_van_ban_bot xin chào")
    lan.sends_file("a.docx", b"PK")
    add_to_group(group)
    group.says("hạn?", reply_to=group.says("xin hỏi"))
    lan.edits(first, "/help")
    lan.press(first, "s1")
    lan.types_inline("hạn nộp")
    got = _call(api, "getUpdates", offset=0, timeout=0)["result"]
    updates = [Update.model_validate(update) for update in got]
    assert [update.event_type for update in updates] == [
        *("message", "message", "my_chat_member", "message", "message"),
        *("edited_message", "callback_query", "inline_query"),
    ]
    entities = got[0]["message"]["entities"]
    assert entities == [{"type": "bot_command", "offset": 0, "length": 25}]
    assert len(_call(api, "getUpdates", limit=2)["result"]) == 2
    after = got[5]["update_id"] + 1
    assert len(_call(api, "getUpdates", offset=after)["result"]) == 2
    assert api.pending() == 2
    assert len(_call(api, "getUpdates", offset=-1)["result"]) == 1
    api.repeat(got[0])
    assert len(_call(api, "getUpdates", offset=after)["result"]) == 2
    assert _call(api, "getUpdates", offset=after + 5, allowed_updates=["message"])["result"] == []
    lan.press(first, "s1")
    assert api.pending() == 0


def test_a_second_poller_ends_the_first(api: BotApi) -> None:
    answers: list[dict[str, Any]] = []
    first = threading.Thread(target=lambda: answers.append(_call(api, "getUpdates", timeout=20)))
    first.start()
    while api.waiting_polls() < 1:
        first.join(0.01)
    second = threading.Thread(target=lambda: answers.append(_call(api, "getUpdates", timeout=20)))
    second.start()
    first.join(10)
    assert answers[0]["error_code"] == 409
    talk(api, _LAN).says("hạn?")
    second.join(10)
    assert answers[1]["result"][0]["message"]["text"] == "hạn?"


def test_faults(api: BotApi) -> None:
    api.fail("sendMessage", retry_after=3)
    api.fail("sendMessage", code=502)
    api.fail("sendMessage", "break")
    api.fail("sendMessage", "lose")
    limited = _call(api, "sendMessage", chat_id=101, text="1")
    assert limited["error_code"] == 429
    assert limited["parameters"] == {"retry_after": 3}
    assert _call(api, "sendMessage", chat_id=101, text="2")["description"] == "Bad Gateway"
    for text in ("3", "4"):
        with pytest.raises(httpx.HTTPError):
            _call(api, "sendMessage", chat_id=101, text=text)
    assert _call(api, "sendMessage", chat_id=101, text="5")["ok"]
    assert [reply.text for reply in talk(api, _LAN).unread()] == []
    assert [m["text"] for m in api.world.rooms[101].messages.values()] == ["4", "5"]
    assert api.violations == []


def test_files_go_both_ways(api: BotApi) -> None:
    lan = talk(api, _LAN)
    lan.sends_file("a.docx", b"PK..")
    lan.sends_file("b.pdf", b"%PDF", size=21 * 1024 * 1024)
    small, large = (
        update["message"]["document"]["file_id"] for update in _call(api, "getUpdates")["result"]
    )
    path = _call(api, "getFile", file_id=small)["result"]["file_path"]
    assert httpx.get(f"{api.url}/file/bot{api.token}/{path}").content == b"PK.."
    assert _call(api, "getFile", file_id=large)["description"] == "Bad Request: file is too big"
    sent = _call(
        api, "sendDocument", {"document": ("kế hoạch.pdf", b"%PDF", "application/pdf")}, chat_id=101
    )
    assert Message.model_validate(sent["result"]).document
    empty = _call(api, "sendDocument", {"document": ("a.pdf", b"")}, chat_id=101)
    assert empty["description"] == "Bad Request: file must be non-empty"


def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    wrong = httpx.post(f"{api.url}/bot1:{'x' * 35}/getMe").json()
    assert (wrong["error_code"], wrong["description"]) == (401, "Unauthorized")


def test_inline_results_are_limited(api: BotApi) -> None:
    asked = talk(api, _LAN).types_inline("hạn")
    content = {"message_text": "<b>hạn</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "Hạn", "input_message_content": content}
    many = [result | {"id": str(number)} for number in range(51)]
    refused = _call(api, "answerInlineQuery", inline_query_id=asked.id, results=many)
    assert refused["description"] == "Bad Request: RESULTS_TOO_MUCH"
    twice = _call(api, "answerInlineQuery", inline_query_id=asked.id, results=[result, result])
    assert twice["description"] == "Bad Request: RESULT_ID_DUPLICATE"
    assert _call(api, "answerInlineQuery", inline_query_id=asked.id, results=[result])["ok"]
