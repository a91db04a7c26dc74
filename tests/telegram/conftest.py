"""What the tests of the bot share: one office of documents, one index of it, one running bot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import office
import pytest
from botapi import BotApi, Chat, talk
from cast import ADMINISTRATOR, MONDAY, Library, admit, long_plan, new_person
from running import ROOT, Bot

from assistant.embedding.encoder import Encoder
from assistant.index.build import build_index


@pytest.fixture(scope="session")
def library(
    tmp_path_factory: pytest.TempPathFactory, sample_index: Path, encoder: Encoder
) -> Library:
    """The sample and a part of the made office, on top of the sample's index."""
    folder = tmp_path_factory.mktemp("library")
    corpus = shutil.copytree(ROOT / "corpus", folder / "corpus")
    made = office.lay_out(folder / "office")
    for kind in ("ke-hoach", "huong-dan", "tin-bai", "uy-ban"):
        shutil.copytree(made / kind, corpus / "van-phong" / kind)
    (corpus / "da-bac.md").write_text(long_plan(), "utf-8")
    index = shutil.copytree(sample_index, folder / "index")
    build_index([corpus], index, encoder)
    return Library(corpus, index)


# Named as one as well, but has never written to the bot, so that it may not write there.
_NEVER_SEEN = 700000002


@pytest.fixture(scope="session")
def running_bot(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Bot]:
    """The bot that most conversations are with, on a Monday, with an administrator named."""
    yield from _run(tmp_path_factory.mktemp("bot"), library)


@pytest.fixture(scope="module")
def bot_of_a_module(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Bot]:
    """Such a bot for tests that change its documents: others must not depend on their order."""
    yield from _run(tmp_path_factory.mktemp("bot"), library)


def _run(folder: Path, library: Library) -> Iterator[Bot]:
    own = library.copy(folder)
    with BotApi() as api:
        named = f"{ADMINISTRATOR.id}, {_NEVER_SEEN}"
        bot = Bot(api, folder / "home", own.index, own.corpus, administrators=named)
        talk(api, ADMINISTRATOR)
        # Whether an administrator ever wrote to the bot is not for the bot to know.
        for method in ("setMyCommands", "sendMessage"):
            api.expected.add((method, "Bad Request: chat not found"))
        bot.start(MONDAY)
        try:
            yield bot
        finally:
            code = bot.stop()
        assert code == 0
        bot.said_nothing_it_should_not()


def _watched(bot: Bot) -> Iterator[Bot]:
    """What the bot does against the rules of the Bot API fails the test in which it does."""
    yield bot
    with bot.api.lock:
        found, bot.api.violations = bot.api.violations, []
    assert found == []
    bot.said_nothing_it_should_not()


@pytest.fixture
def bot(running_bot: Bot) -> Iterator[Bot]:
    assert running_bot.running, running_bot.output[-3000:]
    yield from _watched(running_bot)
    assert running_bot.running, running_bot.output[-3000:]


@pytest.fixture
def own_bot(tmp_path: Path, library: Library) -> Iterator[Bot]:
    """A bot of the test's own, not started yet, that answers everybody from the shared index."""
    with BotApi() as api:
        bot = Bot(api, tmp_path / "home", library.index, library.corpus, admission="everyone")
        try:
            yield from _watched(bot)
        finally:
            bot.stop()


@pytest.fixture
def cadre(bot: Bot) -> Chat:
    """The private chat of somebody who may ask."""
    person = new_person()
    admit(bot, person)
    return talk(bot.api, person)


@pytest.fixture
def admin(bot: Bot) -> Chat:
    return talk(bot.api, ADMINISTRATOR)
