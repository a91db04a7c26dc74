"""What several tests use: the shared folder, the bundled encoder, an index of the sample."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from assistant.embedding import load_encoder
from assistant.embedding.encoder import Encoder
from assistant.index import Index
from assistant.index.build import build_index
from assistant.service import Assistant

ROOT = Path(__file__).parent.parent

# Property tests: as `make test` runs them, the same on every run, and as `make soak` does. The
# deadline is for what hangs: nearly every example takes a few milliseconds.
_LONGEST = 5_000
settings.register_profile("test", max_examples=100, deadline=_LONGEST, derandomize=True)
settings.register_profile(
    "soak",
    max_examples=10_000,
    deadline=_LONGEST,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last and by themselves: Playwright runs an event loop in this thread
    until the end, beside which nothing else can run one."""
    for item in items:
        if ROOT / "tests" / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: ROOT / "tests" / "browser" in item.path.parents)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real articles and retrieval sets; tests skip where it is absent."""
    folder = (ROOT / os.environ.get("ASSISTANT_SHARED", "../shared")).resolve()
    if not folder.is_dir():
        pytest.skip("no shared folder here")
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder("bundled")


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An index of `corpus/`."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index([ROOT / "corpus"], folder, encoder)
    return folder


@pytest.fixture(scope="session")
def sample(sample_index: Path, encoder: Encoder) -> Iterator[Assistant]:
    with Index.open(sample_index, encoder) as index:
        yield Assistant(index, encoder)
