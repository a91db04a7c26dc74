"""The commands and settings of the page for administrators are such as there are."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from assistant.documents.overrides import read_overrides
from assistant.errors import KeyRefused
from assistant.faces.cli import app
from assistant.faces.key_commands import app as keys_app
from assistant.settings import HttpSettings, load_settings
from assistant.state import Keys, StateFile
from assistant.types import Access

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "quan-tri.md").read_text("utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the page leaves it when all its commands were run in it, in order."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "corpus" / "tin-bai", folder / "corpus")
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    for line in lines:
        done = subprocess.run(
            shlex.split(line),
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, (line, done.stderr)
    return folder


def test_the_commands_of_the_page_do_what_it_says(office: Path) -> None:
    keys = Keys(StateFile(office / "state" / "assistant.sqlite")).all()
    portal, office_key = sorted(keys, key=lambda key: key.name)
    assert (portal.name, office_key.name) == ("Cổng thông tin", "Văn phòng")
    assert portal.access == {Access.PUBLIC}
    assert office_key.access == {Access.PUBLIC, Access.INTERNAL}
    assert office_key.expires_at is not None
    assert (portal.revoked_at, office_key.revoked_at is None) == (None, False)


def test_a_backup_takes_the_place_of_the_file(office: Path, tmp_path: Path) -> None:
    copy = tmp_path / "state.sqlite"
    shutil.copy(office / "sao-luu" / "assistant.sqlite", copy)
    restored = Keys(StateFile(copy))
    assert {key.name for key in restored.all()} == {"Cổng thông tin", "Văn phòng"}
    _, text = restored.create("sau", [Access.PUBLIC])
    restored.revoke("sau")
    with pytest.raises(KeyRefused):
        restored.check(text)
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_its_settings_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings, sidecar = blocks("toml")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assistant.toml").write_text(settings, encoding="utf-8")
    assert load_settings().http.workers == tomllib.loads(settings)["http"]["workers"] == 2
    assert read_overrides("x.pdf", tomllib.loads(sidecar)).access is Access.INTERNAL


def test_it_tells_the_defaults_there_are() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (.+) \|$", PAGE, re.MULTILINE)
    assert {name for name, _ in rows} == {"rate_per_address", "rate_per_key", "trusted_proxies"}
    for name, said in rows:
        default = HttpSettings.model_fields[name].default
        told = default if isinstance(default, tuple) else (default,)
        assert said.replace("`", "").split(", ") == [str(one) for one in told]


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_every_command_it_names_is_one() -> None:
    named = set(re.findall(r"\bassistant ([a-z]+(?: (?:create|list|revoke))?)", PAGE))
    known = {
        f"keys {one.callback.__name__.removesuffix('_keys')}"
        for one in keys_app.registered_commands
        if one.callback
    }
    known |= {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}
    assert {"index", "doctor", "keys create", "keys list", "keys revoke"} <= named <= known
