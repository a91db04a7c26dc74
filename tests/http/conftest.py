"""The service in this process, over an index that holds one internal document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from http_office import Office, build_office

from assistant.embedding.encoder import Encoder
from assistant.faces.http.app import create_app
from assistant.settings import Settings, load_settings


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Office:
    return build_office(tmp_path_factory.mktemp("http"), encoder)


@pytest.fixture(scope="session")
def settings(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(
        index=office.index,
        corpus=(office.corpus,),
        state=tmp_path_factory.mktemp("state") / "state.sqlite",
        http={
            "rate_per_address": 0,
            "rate_per_key": 0,
            "cors_origins": ("https://portal.example",),
            "base_url": "https://hoi.example",
        },
    )


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened
