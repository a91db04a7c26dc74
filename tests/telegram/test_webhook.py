"""Updates by webhook: the secret is checked, and what was taken is answered."""

from __future__ import annotations

import socket

import httpx
from botapi import talk
from cast import new_person
from running import Bot

_QUESTION = "Vĩnh Lợi yêu cầu cấp cơ sở đánh giá xong trước ngày nào?"
_OTHER = "Kế hoạch 60-KH/TU ban hành ngày nào?"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_webhooks(own_bot: Bot) -> None:
    api, port = own_bot.api, _free_port()
    local = f"http://127.0.0.1:{port}"
    api.proxy["https://tro-ly.example.vn"] = local
    own_bot.more |= {
        "webhook_url": "https://tro-ly.example.vn/telegram",
        "webhook_port": str(port),
    }
    # The Bot API is not to be had at first: the bot signs in as soon as it is.
    api.fail("getMe", code=502)
    api.fail("setWebhook", "break")
    own_bot.start(ready=False)
    api.wait(lambda: api.webhook, "the webhook to be set", 60)
    assert "Signing in" in own_bot.output
    assert api.webhook
    assert api.webhook.secret
    chat = talk(api, new_person())
    assert "23/3/2023" in chat.asks(_QUESTION).text

    # Who does not know the secret is not heard.
    api.wrong_secret = "x" * 32
    assert httpx.post(f"{local}/telegram", json={"update_id": 7}).status_code == 403
    chat.says(_OTHER)
    api.wait(lambda: api.webhook and api.webhook.last_error, "the webhook to be refused")
    assert "403" in str(api.webhook.last_error)
    assert chat.unread() == []
    api.wrong_secret = None
    assert "20 tháng 3 năm 2023" in chat.gets().text

    # A webhook whose answer is lost comes again, and is answered once.
    api.fail("webhook", "lose")
    chat.says(_QUESTION)
    assert "23/3/2023" in chat.gets().text
    assert "20 tháng 3 năm 2023" in chat.asks(_OTHER).text
    assert chat.unread() == []

    secret = {"X-Telegram-Bot-Api-Secret-Token": api.webhook.secret}
    for body in (b"", b"[]", b"{", b'{"update_id": "x"}', b'{"update_id": 7}'):
        status = httpx.post(f"{local}/telegram", content=body, headers=secret).status_code
        assert status < 500, body
    assert httpx.get(f"{local}/telegram", headers=secret).status_code == 405
    assert "23/3/2023" in chat.asks(_QUESTION).text

    # What was taken is answered, also after a kill.
    held_up = api.fail("sendMessage", "delay", seconds=5)
    chat.says(_OTHER)
    api.wait(lambda: api.pending() == 0, "the update to be taken")
    own_bot.kill()
    held_up.times = 0
    own_bot.start(ready=False)
    assert "20 tháng 3 năm 2023" in chat.gets(60).text
