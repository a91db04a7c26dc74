"""`assistant keys` as an administrator runs it: real processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.errors import KeyRefused, UsageError
from assistant.faces.key_commands import app
from assistant.state import Conversations, Keys, StateFile
from assistant.types import Access

COMMAND = Path(sys.executable).parent / "assistant"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "assistant.sqlite"


def run(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [str(COMMAND), "keys", *arguments],
        cwd=state.parent.parent,
        env={**os.environ, "ASSISTANT_STATE": str(state)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in result.stderr
    return result


def as_json(result: subprocess.CompletedProcess[str]) -> Any:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_a_key_is_printed_once_alone_on_stdout_and_works(state: Path) -> None:
    made = run(state, "create", "Cổng thông tin", "--access", "public, internal")
    assert made.returncode == 0, made.stderr
    text = made.stdout.strip()
    assert re.fullmatch(r"assistant_[0-9a-f]{8}_[\w-]{43}", text)
    assert "X-API-Key" in made.stderr
    assert "this once" in made.stderr
    assert text not in made.stderr
    key = Keys(StateFile(state)).check(text)
    assert key.name == "Cổng thông tin"
    assert key.access == {Access.PUBLIC, Access.INTERNAL}
    listed = run(state, "list")
    assert text not in listed.stdout
    for told in ("Cổng thông tin", key.id, "public, internal", "in use"):
        assert told in listed.stdout


def test_json_of_every_command(state: Path) -> None:
    assert as_json(run(state, "list", "--json")) == {"keys": []}
    made = as_json(run(state, "create", "portal", "--expires", "30", "--json"))
    assert set(made) == {
        "id",
        "name",
        "access",
        "created_at",
        "last_used_on",
        "expires_at",
        "revoked_at",
        "key",
    }
    assert made["access"] == ["public"]
    assert made["expires_at"] > made["created_at"]
    assert made["last_used_on"] is made["revoked_at"] is None
    Keys(StateFile(state)).check(made["key"])
    [listed] = as_json(run(state, "list", "--json"))["keys"]
    assert "key" not in listed
    assert listed["last_used_on"] is not None
    assert {**listed, "last_used_on": None} == {k: v for k, v in made.items() if k != "key"}
    assert not run(state, "list", "--json").stderr


def test_revoking_ends_the_key_and_its_conversations(state: Path) -> None:
    text = run(state, "create", "portal", "--quiet").stdout.strip()
    keys, conversations = Keys(StateFile(state)), Conversations(StateFile(state))
    key = keys.check(text)
    conversations.begin(key.owner)
    revoked = as_json(run(state, "revoke", key.id, "--json"))
    assert (revoked["name"], revoked["conversations_deleted"]) == ("portal", 1)
    with pytest.raises(KeyRefused):
        keys.check(text)
    assert "revoked" in run(state, "list").stdout
    again = run(state, "revoke", "portal")
    assert again.returncode == 1
    assert "portal" in again.stderr
    assert "assistant keys list" in " ".join(again.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["create", "x", "--access", "secret"], "secret"),
        (["create", "x", "--access", "public,"], "--access"),
        (["create", "x", "--expires", "0"], "0 days"),
        (["create", " "], "name"),
    ],
)
def test_wrong_use_is_told_and_makes_no_file(
    state: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.setenv("ASSISTANT_STATE", str(state))
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, UsageError)
    assert told in str(result.exception)
    assert not result.output
    assert not state.exists()


def test_wrong_use_is_one_clear_line_and_exit_code_2(state: Path) -> None:
    result = run(state, "create", "a\x1b[2Jb")
    assert result.returncode == 2
    assert result.stderr.startswith("assistant: A key needs a name")
    assert not result.stdout


def test_no_key_is_told_of_and_makes_no_file(state: Path) -> None:
    result = run(state, "list")
    assert result.returncode == 0
    assert "public" in result.stderr
    assert not state.exists()


def test_a_name_cannot_colour_what_is_printed(state: Path) -> None:
    run(state, "create", "[red]x[/red]")
    assert "[red]x[/red]" in run(state, "list").stdout
