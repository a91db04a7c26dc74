"""Settings: where they come from, which one wins, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import FILE, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and none of the variables of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("INDEX", "DATA", "ENCODER", "THREADS", "PASSAGE_TOKENS", "CORPUS"):
        monkeypatch.delenv(f"ASSISTANT_{name}", raising=False)
    return tmp_path


def test_without_a_file_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.index == Path("indexes/default")
    assert settings.corpus == (Path("corpus"),)
    assert settings.data is None


def test_arguments_win_over_variables_and_these_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / FILE).write_text('data = "a"\nencoder = "a"\nindex = "a"', "utf-8")
    monkeypatch.setenv("ASSISTANT_ENCODER", "b")
    monkeypatch.setenv("ASSISTANT_INDEX", "b")
    settings = load_settings(index=Path("c"), corpus=None)
    assert (settings.data, settings.encoder, settings.index) == (Path("a"), "b", Path("c"))
    assert settings.corpus == (Path("corpus"),)


def test_they_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(load_settings(), "index", Path("other"))  # noqa: B010


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('dta = "x"', "Setting `dta` cannot be used"),
        ("data = 3", "Setting `data` cannot be used"),
        ("passage_tokens = 5", "Setting `passage_tokens` cannot be used"),
        ("index = 1\ndata = = 1", f"{FILE} is not valid TOML: .*line 2"),
    ],
)
def test_a_wrong_file_is_named(folder: Path, text: str, message: str) -> None:
    (folder / FILE).write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=message) as raised:
        load_settings()
    assert raised.value.remedy


def test_a_variable_that_is_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DTA", "x")
    with pytest.raises(SettingsError, match="ASSISTANT_DTA") as raised:
        load_settings()
    assert "ASSISTANT_DATA" in raised.value.remedy


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_THREADS", "many")
    with pytest.raises(SettingsError, match="`threads` cannot be used") as raised:
        load_settings()
    assert "ASSISTANT_THREADS" in raised.value.remedy


def test_a_list_that_is_no_json_is_the_variables_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CORPUS", "corpus")
    with pytest.raises(SettingsError, match=r'variable cannot be used: .*"corpus"') as raised:
        load_settings()
    assert """ASSISTANT_CORPUS='["corpus"]'""" in raised.value.remedy


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=f"{FILE} is not valid TOML: .*utf-8"):
        load_settings()
