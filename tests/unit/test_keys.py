"""API keys, on real state files and with a clock that the tests turn."""

from __future__ import annotations

import multiprocessing
import os
import re
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import KeyNotFound, KeyRefused, StateError, UsageError
from assistant.state import Conversations, Key, Keys, StateFile
from assistant.types import Access

BEGIN = datetime(2024, 3, 20, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> float:
        return self.now.timestamp()

    def go(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "assistant.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(path: Path, clock: Clock) -> Keys:
    return Keys(StateFile(path), clock)


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_key_opens_what_it_was_made_for(keys: Keys) -> None:
    office, office_text = keys.create("văn phòng", [Access.INTERNAL])
    portal, portal_text = keys.create("portal", [Access.PUBLIC])
    assert keys.check(office_text).access == {Access.PUBLIC, Access.INTERNAL}
    assert keys.check(portal_text).access == {Access.PUBLIC}
    assert (office.name, portal.name) == ("văn phòng", "portal")
    assert office.owner != portal.owner
    assert office.created_at == BEGIN


def test_a_key_is_drawn_from_many_and_is_held_nowhere(keys: Keys, path: Path) -> None:
    made = [keys.create(f"key {i}", [Access.PUBLIC]) for i in range(50)]
    texts = {text for _, text in made}
    assert len(texts) == 50
    assert all(re.fullmatch(r"assistant_[0-9a-f]{8}_[\w-]{43}", text) for text in texts)
    held = on_disk(path)
    for key, text in made:
        assert key.id.encode() in held
        assert text.rpartition(key.id)[2].strip("_")[:20].encode() not in held
        assert text not in repr(keys.all())
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: text.upper(),
        lambda text: text.replace("assistant_", "assistant_0", 1),
        lambda text: f"assistant_00000000{text[18:]}",
        lambda text: text[:19],
        lambda _: "",
        lambda _: "\ud800",
        lambda _: "x" * 1_000_000,
        lambda _: "' OR ''='",
    ],
)
def test_what_is_not_quite_a_key_is_refused(keys: Keys, spoil: Callable[[str], str]) -> None:
    _, text = keys.create("portal", [Access.INTERNAL])
    with pytest.raises(KeyRefused):
        keys.check(spoil(text))


@given(text=st.text())
def test_no_text_at_all_is_a_key(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    with pytest.raises(KeyRefused):
        Keys(StateFile(tmp_path_factory.getbasetemp() / "none.sqlite")).check(text)


def test_refusals_do_not_tell_why(keys: Keys, clock: Clock) -> None:
    _, ended = keys.create("ended", [Access.PUBLIC], days=1)
    _, revoked = keys.create("revoked", [Access.PUBLIC])
    keys.revoke("revoked")
    clock.go(days=2)
    said = set()
    for text in (ended, revoked, ended[:-1] + "_", "nothing"):
        with pytest.raises(KeyRefused) as refused:
            keys.check(text)
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_key_ends_on_the_second(keys: Keys, clock: Clock) -> None:
    key, text = keys.create("portal", [Access.PUBLIC], days=30)
    assert key.expires_at == BEGIN + timedelta(days=30)
    clock.go(days=30, seconds=-1)
    assert keys.check(text).name == "portal"
    clock.go(seconds=1)
    with pytest.raises(KeyRefused):
        keys.check(text)


@pytest.mark.parametrize("by", ["name", "id"])
def test_a_revoked_key_is_refused_at_once_by_whoever_has_the_file_open(
    keys: Keys, path: Path, by: str
) -> None:
    other = Keys(StateFile(path))
    key, text = keys.create("portal", [Access.PUBLIC])
    assert other.check(text).id == key.id
    assert keys.revoke(getattr(key, by)).revoked_at == BEGIN
    with pytest.raises(KeyRefused):
        other.check(text)
    with pytest.raises(KeyNotFound, match="assistant keys list"):
        keys.revoke(getattr(key, by))


def test_a_name_is_free_again_when_its_key_was_revoked(keys: Keys) -> None:
    first, text = keys.create("portal", [Access.PUBLIC])
    with pytest.raises(UsageError, match="portal"):
        keys.create(" portal ", [Access.INTERNAL])
    keys.revoke("portal")
    second, _ = keys.create("portal", [Access.PUBLIC])
    assert keys.revoke("portal").id == second.id
    assert [key.id for key in keys.all()] == sorted([first.id, second.id])
    with pytest.raises(KeyRefused):
        keys.check(text)


@pytest.mark.parametrize("name", ["", " ", "\n", "a\x00b", "a\x1b[31m", "n" * 101, "\u202ename"])
def test_names_that_cannot_be_shown_are_refused(keys: Keys, name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        keys.create(name, [Access.PUBLIC])


@pytest.mark.parametrize("days", [0, -1, 36_501, 10**20])
def test_spans_that_cannot_be_meant_are_refused(keys: Keys, days: int) -> None:
    with pytest.raises(UsageError, match=str(days)):
        keys.create("portal", [Access.PUBLIC], days)


def test_half_a_letter_in_a_name_is_kept_as_a_sign(keys: Keys) -> None:
    key, text = keys.create("cổng \udcff", [Access.PUBLIC])
    assert keys.check(text).name == key.name
    assert keys.revoke("cổng \udcff").id == key.id


def used(keys: Keys) -> Key:
    return keys.all()[0]


def test_the_last_day_of_use_is_noted_and_not_the_time(keys: Keys, clock: Clock) -> None:
    _, text = keys.create("portal", [Access.PUBLIC])
    assert used(keys).used_at is None
    keys.check(text)
    assert used(keys).used_at == datetime(2024, 3, 20, tzinfo=UTC)
    clock.go(hours=10)
    keys.check(text)
    assert used(keys).used_at == datetime(2024, 3, 20, tzinfo=UTC)
    clock.go(days=1)
    keys.check(text)
    assert used(keys).used_at == datetime(2024, 3, 21, tzinfo=UTC)


def test_a_use_is_written_once_a_day(
    keys: Keys, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, text = keys.create("portal", [Access.PUBLIC])
    keys.check(text)

    def fail(self: StateFile) -> None:
        raise AssertionError("nothing is to be written")

    monkeypatch.setattr(StateFile, "write", fail)
    for _ in range(3):
        keys.check(text)


def test_a_file_that_cannot_be_written_locks_nobody_out(
    keys: Keys, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, text = keys.create("portal", [Access.INTERNAL])
    monkeypatch.setattr("assistant.state.file._BUSY_SECONDS", 0.05)
    reader = Keys(StateFile(path))
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert reader.check(text).name == "portal"
    monkeypatch.setattr("assistant.state.file._BUSY_SECONDS", 60.0)
    reader.check(text)  # and waits for it once, not each time
    writer.close()


def test_a_file_that_cannot_be_read_is_an_error_and_lets_nobody_in(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all, but long enough for a header of one, surely " * 4)
    with pytest.raises(StateError, match=re.escape(str(path))):
        Keys(StateFile(path)).check(f"assistant_{'0' * 8}_{'A' * 43}")


def test_looking_makes_no_file(path: Path) -> None:
    keys = Keys(StateFile(path))
    assert keys.all() == []
    with pytest.raises(KeyRefused):
        keys.check(f"assistant_{'0' * 8}_{'A' * 43}")
    assert not path.parent.exists()


def test_conversations_of_a_key_go_with_it(keys: Keys, path: Path) -> None:
    key, _ = keys.create("portal", [Access.INTERNAL])
    other, _ = keys.create("other", [Access.INTERNAL])
    conversations = Conversations(StateFile(path))
    for owner in (key.owner, key.owner, other.owner):
        conversations.begin(owner)
    assert conversations.delete_all(keys.revoke("portal").owner) == 2
    assert conversations.delete_all(other.owner) == 1


def test_threads_may_check_at_once(keys: Keys) -> None:
    texts = [keys.create(f"key {i}", [Access.PUBLIC])[1] for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: keys.check(text).name, texts * 20))
    assert found == [f"key {i}" for i in range(8)] * 20


def _create(path: Path, number: int) -> str:
    return Keys(StateFile(path)).create(f"key {number % 4}", [Access.PUBLIC])[1]


def _try(job: tuple[Path, int]) -> bool:
    try:
        _create(*job)
    except UsageError:
        return False
    return True


def test_of_processes_that_take_one_name_one_gets_it(path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        made = pool.map(_try, [(path, number) for number in range(12)])
    assert sum(made) == 4
    assert sorted(key.name for key in Keys(StateFile(path)).all()) == [f"key {i}" for i in range(4)]
