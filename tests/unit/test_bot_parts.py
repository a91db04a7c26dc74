"""Settings, logs, errors and files of the bot."""

from __future__ import annotations

import hashlib
import logging
from itertools import pairwise
from pathlib import Path

import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from assistant import errors
from assistant.errors import AssistantError, SettingsError
from assistant.settings import load_settings
from assistant.types import Document, Passage
from bots.telegram.failures import in_a_line, try_again, wait_for
from bots.telegram.files import NotSent, read_unchanged
from bots.telegram.intake import webhook_secret
from bots.telegram.logs import RedactingFormatter, redactor
from bots.telegram.reading import passage_text, window
from bots.telegram.refusals import told
from bots.telegram.settings import load_telegram_settings
from bots.telegram.uploads import put, refusal_text, safe_name, take_out

_TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcQ"  # noqa: S105


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_TELEGRAM__TOKEN", _TOKEN)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    return monkeypatch


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:81", "http://127.0.0.1:81/", "http://127.0.0.1:81/bot"]
)
def test_the_server_may_be_named_in_any_way(variables: pytest.MonkeyPatch, url: str) -> None:
    variables.setenv("ASSISTANT_TELEGRAM__BASE_URL", url)
    settings = load_telegram_settings()
    assert settings.api_url == "http://127.0.0.1:81/bot"
    assert settings.file_url == "http://127.0.0.1:81/file/bot"


def test_settings_out_of_the_file(variables: pytest.MonkeyPatch) -> None:
    Path("assistant.toml").write_text("[telegram]\nadministrators = [5]\ndaily_hour = 8\n")
    variables.setenv("ASSISTANT_TELEGRAM__DAILY_HOUR", "9")
    settings = load_telegram_settings()
    assert (settings.administrators, settings.daily_hour) == ((5,), 9)
    load_settings()  # the table is not its own, and stands in nobody's way


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "secret words"),
        ("BASE_URL", "ftp://example.vn"),
        ("TIMEZONE", "Asia/Nowhere"),
        ("ADMINISTRATORS", "Lan"),
        ("WEBHOOK_SECRET", "with space"),
        ("NOBODY", "1"),
    ],
)
def test_wrong_settings_are_named_and_never_quoted(
    variables: pytest.MonkeyPatch, name: str, value: str
) -> None:
    variables.setenv(f"ASSISTANT_TELEGRAM__{name}", value)
    with pytest.raises(SettingsError) as raised:
        load_telegram_settings()
    assert name in str(raised.value)
    assert name not in ("TOKEN", "WEBHOOK_SECRET") or value not in str(raised.value)


def test_a_missing_token_is_told(variables: pytest.MonkeyPatch) -> None:
    variables.delenv("ASSISTANT_TELEGRAM__TOKEN")
    with pytest.raises(SettingsError, match="BotFather"):
        load_telegram_settings()


def test_the_webhook_secret_stays_the_same_and_is_not_the_token(
    variables: pytest.MonkeyPatch,
) -> None:
    first, second = (
        webhook_secret(load_telegram_settings()),
        webhook_secret(load_telegram_settings()),
    )
    assert first == second
    assert _TOKEN.split(":")[1] not in first
    variables.setenv("ASSISTANT_TELEGRAM__WEBHOOK_SECRET", "mine")
    assert webhook_secret(load_telegram_settings()) == "mine"


def test_no_token_stands_in_a_log_line() -> None:
    formatter = RedactingFormatter(redactor("my-own-secret"))
    try:
        raise ValueError(f"https://api.telegram.org/bot{_TOKEN}/getMe my-own-secret")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "bot%s", (_TOKEN,), (
            type(error), error, error.__traceback__))  # fmt: skip
    line = formatter.format(record)
    assert "ValueError" in line
    assert _TOKEN.split(":")[1] not in line
    assert "my-own-secret" not in line


def test_what_is_tried_again(variables: pytest.MonkeyPatch) -> None:
    assert try_again(BadRequest("message is too long"), 0, 0) is None
    assert try_again(Forbidden("blocked"), 0, 0) is None
    wait = try_again(RetryAfter(30), 0, 0)
    assert wait is not None
    assert 30 <= wait <= 31
    assert "30 s" in in_a_line(RetryAfter(30))
    assert try_again(TimedOut(), 3, 0) is not None
    assert try_again(NetworkError("down"), 3, 100_000) is None
    assert wait_for(NetworkError("down"), 0) < wait_for(NetworkError("down"), 4)
    assert wait_for(NetworkError("down"), 400) <= 75


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Conflict("terminated by other getUpdates request"), "Another program"),
        (Conflict("can't use getUpdates method while webhook is active"), "webhook"),
        (InvalidToken(f"The token `{_TOKEN}` was rejected"), "ASSISTANT_TELEGRAM__TOKEN"),
        (NetworkError("Bad Gateway"), "Bad Gateway"),
        (TelegramError("else"), "else"),
    ],
)
def test_failures_are_told_in_a_line(
    variables: pytest.MonkeyPatch, error: TelegramError, said: str
) -> None:
    line = in_a_line(error)
    assert said in line
    assert "\n" not in line
    assert _TOKEN not in line


def test_every_error_has_words_in_both_languages_and_none_of_its_own() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, AssistantError):
            error = kind.__new__(kind)
            AssistantError.__init__(error, "the machine's path", "a remedy")
            for language in ("vi", "en"):
                words = told(error, language)
                assert "path" not in words
                assert ("đồng chí" in words.lower()) == (language == "vi")


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Kế hoạch 60.docx", "Kế hoạch 60.docx"),
        ("../../etc/passwd.txt", "etc passwd.txt"),
        ("a\x00b\u202egpj.pdf", "a b gpj.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("~$open.docx", "open.docx"),
        ("README.md", "van-ban README.md"),
        ("x" * 400 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_of_sent_files(sent: str, name: str) -> None:
    assert safe_name(sent) == name


def test_a_sent_file_never_overwrites_another(tmp_path: Path) -> None:
    put(tmp_path / "t", "Kế hoạch.docx", b"one")
    for name in ("Kế hoạch.docx", "kế hoạch.PDF"):
        with pytest.raises(FileExistsError):
            put(tmp_path / "t", name, b"two")
    assert [path.read_bytes() for path in (tmp_path / "t").iterdir()] == [b"one"]


def test_a_file_that_changed_is_not_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"changed")
    assert not take_out(path, hashlib.sha256(b"one").hexdigest())
    assert path.exists()
    assert take_out(path, hashlib.sha256(b"changed").hexdigest())
    assert not path.exists()


def test_a_file_that_changed_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"public")
    document = Document("d", "a.txt", "A", "A", hashlib.sha256(b"public").hexdigest())
    assert read_unchanged(path, document) == b"public"
    path.write_bytes(b"something else")
    with pytest.raises(NotSent):
        read_unchanged(path, document)
    path.unlink()
    with pytest.raises(NotSent):
        read_unchanged(path, document)


def test_refusals_of_files_are_told_in_vietnamese() -> None:
    assert "mật khẩu" in refusal_text("it is protected by a password")
    assert ".docx" in refusal_text(".exe is not read")
    assert "Đồng chí" in refusal_text("whatever else")


def test_a_quote_is_shown_in_its_context() -> None:
    text = "\n".join(f"Câu số {n} nói về việc kiểm điểm giữa nhiệm kỳ." for n in range(40))
    cuts = [*range(0, len(text), 400), len(text)]
    passages = [Passage(f"p{a}", "d", text[a:b], a, b) for a, b in pairwise(cuts)]
    start = text.index("Câu số 20")
    end = text.index("\n", start)
    at = max(i for i, p in enumerate(passages) if p.start <= start)
    shown = window(passages, at, start, end)
    assert shown.start <= start < end <= shown.end
    assert passages[shown.first].start == shown.start
    assert passages[shown.last].end == shown.end
    assert 700 <= shown.end - shown.start <= 2500
    document = Document("d", "a.txt", "Kế hoạch", text, "0")
    rich = passage_text(document, (shown.start, shown.end), (start, end))
    assert [run.text for run in rich.runs if "u" in run.tags] == [text[start:end]]
    whole = window(passages, 0, 0, len(text))
    assert (whole.start, whole.end, whole.last) == (0, len(text), len(passages) - 1)
