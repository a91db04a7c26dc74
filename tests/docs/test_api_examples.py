"""The examples of the API's page run as they stand, and print what the page says they print."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import Service, serving

from assistant.errors import PageNotDrawn
from assistant.faces.http import problems

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
_EXAMPLE = re.compile(r"^```(bash|python|javascript)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SAID = re.compile(r"^(?:#|//) → (.*)$", re.MULTILINE)
_COMMANDS = {
    "bash": ["bash", "-euo", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "--eval"],
}
EXAMPLES = _EXAMPLE.findall(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module")
def service(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(sample_index, tmp_path_factory.mktemp("api")) as running:
        yield running


def test_the_page_has_examples_in_three_languages() -> None:
    assert {language for language, _ in EXAMPLES} == set(_COMMANDS)
    assert all(_SAID.search(code) for _, code in EXAMPLES)


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_an_example_prints_what_the_page_says(service: Service, language: str, code: str) -> None:
    command = _COMMANDS[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [*command, code.replace("http://127.0.0.1:8000", service.url)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for said in _SAID.findall(code):
        assert said in done.stdout


def test_the_page_names_every_address_and_code(service: Service) -> None:
    page = PAGE.read_text("utf-8")
    for path in httpx.get(f"{service.url}/openapi.json").json()["paths"]:
        name = path.removesuffix("/{conversation_id}")
        assert name in page, path
    ours = [kind for error, kind in problems._KINDS.items() if error is not PageNotDrawn]
    for kind in (*ours, *problems._STATUSES.values(), problems.BROKEN):
        assert f"`{kind.code}`" in page, kind.code
