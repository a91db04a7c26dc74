"""A real browser over a real server, each started once; a portal of another origin beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import made_papers
import pytest
from browsing import DESKTOP, ROOT, NewPage, Running, Site, bound
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.embedding.encoder import Encoder
from assistant.faces.http.app import create_app
from assistant.index.build import build_index
from assistant.settings import load_settings


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    made_papers.lay_out(folder / "corpus")
    build_index([ROOT / "corpus", folder / "corpus"], folder / "index", encoder)
    service, portal = bound(), bound()
    url, portal_url = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in (service, portal))
    settings = load_settings(
        index=folder / "index",
        state=folder / "state.sqlite",
        http={"cors_origins": [portal_url], "rate_per_address": 0},
    )
    with Running(create_app(settings), service), Running(made_papers.portal(url), portal):
        yield Site(url, portal_url, settings.state)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[NewPage]:
    """Opens pages, each in a browser of its own that has no past.

    Whatever a page complains of in the console fails the test: a broken script, something that
    the policy forbids, a file that is not there.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(*, allowed: str = "", **options: object) -> Page:
        given = {"viewport": DESKTOP, "locale": "vi-VN", "base_url": site.url, **options}
        context = browser.new_context(**given)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type in ("error", "warning") and not (allowed and allowed in said.text)
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()
