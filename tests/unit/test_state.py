"""The state file and its conversations, on real files."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import AssistantError, ConversationNotFound, StateError
from assistant.service import Conversation
from assistant.state import HOUR, Conversations, StateFile, file
from assistant.state.schema import MIGRATIONS
from assistant.types import Antecedent, Cited, Turn

TURN = Turn(
    "Hạn gửi báo cáo của huyện Vĩnh Lợi là khi nào?",
    "vi",
    (Antecedent("document", "Kế hoạch 60-KH/TU", "KH", "abc"), Antecedent("place", "Vĩnh Lợi")),
    cited=(Cited("d", 10, 40), Cited("e", 0, 4)),
)


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "assistant.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations(path: Path, clock: Clock) -> Conversations:
    return Conversations(StateFile(path), idle_hours=24, now=clock)


def bytes_on_disk(path: Path) -> bytes:
    """All that the folder holds: the file, its log and whatever else."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_turn_comes_back_as_it_was_kept(conversations: Conversations) -> None:
    begun = conversations.begin("ann")
    assert conversations.last(begun, "ann") is None
    conversations.keep(begun, TURN, "ann")
    assert conversations.last(begun, "ann") == TURN
    later = Turn("And in Nga Nam?", "en")
    conversations.keep(begun, later, "ann")
    assert conversations.last(begun, "ann") == later


def test_an_open_conversation_is_what_the_service_takes(conversations: Conversations) -> None:
    held: Conversation = conversations.open(conversations.begin("ann"), "ann")
    assert held.last() is None
    held.keep(TURN)
    assert held.last() == TURN


def test_ids_cannot_be_guessed_and_are_not_in_the_file(
    conversations: Conversations, path: Path
) -> None:
    ids = {conversations.begin("ann") for _ in range(200)}
    assert len(ids) == 200
    assert all(len(i) >= 22 for i in ids)  # 22 letters of base64 hold 128 bits
    held = bytes_on_disk(path)
    for i in ids:
        assert i.encode() not in held
        assert hashlib.sha256(b"conversation:" + i.encode()).digest() in held
    assert b"ann" not in held


@pytest.mark.parametrize("other", ["bob", None, ""])
def test_another_owners_conversation_is_as_good_as_unknown(
    conversations: Conversations, other: str | None
) -> None:
    begun = conversations.begin("ann")
    conversations.keep(begun, TURN, "ann")
    with pytest.raises(ConversationNotFound) as not_mine:
        conversations.open(begun, other)
    with pytest.raises(ConversationNotFound) as unknown:
        conversations.open("unknown", other)
    assert str(not_mine.value) == str(unknown.value)
    with pytest.raises(ConversationNotFound):
        conversations.keep(begun, Turn("khác", "vi"), other)
    assert conversations.delete(begun, other) is False
    assert conversations.last(begun, "ann") == TURN


def test_a_conversation_without_owner_is_whose_id_it_is(conversations: Conversations) -> None:
    begun = conversations.begin()
    conversations.keep(begun, TURN)
    assert conversations.last(begun) == TURN
    with pytest.raises(ConversationNotFound):
        conversations.last(begun, "ann")


@pytest.mark.parametrize("strange", ["", "\ud800", "'; DROP TABLE conversation", "x" * 100_000])
def test_strange_ids_are_unknown(conversations: Conversations, strange: str) -> None:
    conversations.begin()
    with pytest.raises(ConversationNotFound):
        conversations.last(strange)
    assert conversations.delete(strange) is False


def test_it_expires_after_the_hours_without_use(conversations: Conversations, clock: Clock) -> None:
    begun = conversations.begin()
    clock.now += 23 * HOUR
    conversations.keep(begun, TURN)
    clock.now += 23 * HOUR
    assert conversations.last(begun) == TURN
    clock.now += 2 * HOUR
    for use in (conversations.last, conversations.open):
        with pytest.raises(ConversationNotFound):
            use(begun)
    with pytest.raises(ConversationNotFound):
        conversations.keep(begun, TURN)


def keep_another(conversations: Conversations) -> None:
    conversations.keep(conversations.begin(), Turn("khác", "vi"))


@pytest.mark.parametrize(
    "use", [lambda c: c.begin(), keep_another, lambda c: c.purge()], ids=["begin", "keep", "purge"]
)
def test_what_has_expired_is_gone_from_the_file(
    conversations: Conversations, path: Path, clock: Clock, use: Callable[[Conversations], object]
) -> None:
    conversations.keep(conversations.begin(), TURN)
    assert TURN.question.encode() in bytes_on_disk(path)
    clock.now += 25 * HOUR
    use(conversations)
    assert TURN.question.encode() not in bytes_on_disk(path)


def test_what_is_deleted_is_gone_from_the_file(conversations: Conversations, path: Path) -> None:
    begun, other = conversations.begin("ann"), conversations.begin("ann")
    conversations.keep(begun, TURN, "ann")
    conversations.keep(other, Turn("Câu khác của người khác", "vi"), "ann")
    assert conversations.delete(begun, "ann") is True
    assert TURN.question.encode() not in bytes_on_disk(path)
    assert "Câu khác".encode() in bytes_on_disk(path)
    assert conversations.delete(begun, "ann") is False
    with pytest.raises(ConversationNotFound):
        conversations.last(begun, "ann")


def test_a_person_can_have_all_of_theirs_deleted(conversations: Conversations) -> None:
    mine = [conversations.begin("ann") for _ in range(3)]
    other = conversations.begin("bob")
    nobodys = conversations.begin()
    assert conversations.delete_all("ann") == 3
    for i in mine:
        with pytest.raises(ConversationNotFound):
            conversations.last(i, "ann")
    assert conversations.last(other, "bob") is None
    assert conversations.last(nobodys) is None


def test_only_the_owner_of_the_file_may_read_it(conversations: Conversations, path: Path) -> None:
    begun = conversations.begin()
    conversations.keep(begun, TURN)
    files = list(path.parent.iterdir())
    assert path in files
    for one in files:
        assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0, one
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Conversations(StateFile(tmp_path / "a.sqlite")).begin()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_nothing_is_made_until_something_is_kept(path: Path) -> None:
    Conversations(StateFile(path))
    assert not path.parent.exists()


def test_many_threads_and_connections_at_once(path: Path) -> None:
    """Each thread has a conversation; half share a connection, half have their own."""
    shared = StateFile(path)
    start = threading.Barrier(8)

    def talk(number: int) -> str:
        conversations = Conversations(shared if number % 2 else StateFile(path))
        start.wait()
        begun = conversations.begin(str(number))
        for i in range(30):
            turn = Turn(f"{number} hỏi lần {i}", "vi")
            conversations.keep(begun, turn, str(number))
            assert conversations.last(begun, str(number)) == turn
        return begun

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(talk, range(8)))
    held = [Conversations(shared).last(i, str(n)) for n, i in enumerate(ids)]
    assert [turn.question for turn in held if turn] == [f"{n} hỏi lần 29" for n in range(8)]


def test_a_change_that_fails_half_way_leaves_nothing(path: Path) -> None:
    file = StateFile(path)
    Conversations(file).begin()

    def fail_half_way() -> None:
        with file.write() as connection:
            connection.execute("DELETE FROM conversation")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with file.read() as connection:
        assert connection.execute("SELECT count(*) FROM conversation").fetchone() == (1,)


def test_a_file_that_was_replaced_is_opened_anew(
    conversations: Conversations, path: Path, tmp_path: Path
) -> None:
    conversations.begin()
    other = tmp_path / "other" / "assistant.sqlite"
    begun = Conversations(file := StateFile(other)).begin()
    file.close()
    for part in path.parent.iterdir():
        part.unlink()
    other.replace(path)
    # The other file was written by the machine's clock.
    with pytest.raises(ConversationNotFound):
        conversations.last("unknown")
    assert Conversations(StateFile(path)).last(begun) is None
    path.unlink()
    assert conversations.last(conversations.begin()) is None


def test_an_older_file_is_brought_up_to_date_and_keeps_what_it_holds(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations = Conversations(StateFile(path))
    begun = conversations.begin()
    conversations.keep(begun, TURN)
    newer = (*MIGRATIONS, "CREATE TABLE later (id INTEGER PRIMARY KEY, text TEXT)")
    monkeypatch.setattr(file, "MIGRATIONS", newer)
    with StateFile(path).write() as connection:
        connection.execute("INSERT INTO later VALUES (1, 'tốt')")
    assert Conversations(StateFile(path)).last(begun) == TURN


def test_a_newer_file_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(file, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (id)"))
        Conversations(StateFile(path)).begin()
    with pytest.raises(StateError, match=r"newer version.*schema \d+.*knows \d+.*Update"):
        Conversations(StateFile(path)).begin()


def test_a_migration_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Conversations(StateFile(path)).begin()
    with monkeypatch.context() as patch:
        broken = "CREATE TABLE half (id); CREATE TABLE half (id)"
        patch.setattr(file, "MIGRATIONS", (*MIGRATIONS, broken))
        with pytest.raises(StateError, match="half"):
            StateFile(path).forget_log()
    assert Conversations(StateFile(path)).last(begun) is None
    with StateFile(path).read() as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id)")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (foreign, "another program's database"),
        (lambda path: path.write_bytes(b"not a database, by far" * 100), "not a database.*backup"),
        (lambda path: path.mkdir(), "unable to open.*setting `state`"),
    ],
)
def test_a_file_that_is_not_ours_is_named_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "wrong.sqlite"
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StateError, match=said) as error:
        Conversations(StateFile(path)).begin()
    assert str(path) in error.value.message
    assert error.value.remedy
    assert before == (path.read_bytes() if path.is_file() else None)


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("x")
    with pytest.raises(StateError, match=r"state/a\.sqlite"):
        Conversations(StateFile(tmp_path / "state" / "a.sqlite")).begin()


def test_a_full_disk_is_said_and_loses_nothing(path: Path) -> None:
    file = StateFile(path)
    conversations = Conversations(file)
    begun = conversations.begin()
    conversations.keep(begun, TURN)
    with file.write() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    with file.read() as connection:
        # What a full disk does, of one connection alone.
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StateError, match=r"full.*Free some space"):
        conversations.keep(begun, Turn("dài " * 50_000, "vi"))
    assert conversations.last(begun) == TURN


def test_a_file_that_is_held_for_long_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Conversations(StateFile(path)).begin()
    monkeypatch.setattr(file, "_BUSY_SECONDS", 0.05)
    with (
        StateFile(path).write(),
        pytest.raises(AssistantError, match=r"locked.*try again"),
    ):
        Conversations(StateFile(path)).begin()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StateError, match="writable"):
            Conversations(StateFile(tmp_path / "state" / "a.sqlite")).begin()
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_cannot_be_written_is_said(path: Path) -> None:
    file = StateFile(path)
    conversations = Conversations(file)
    conversations.begin()
    with file.read() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StateError, match=r"readonly.*writable"):
        conversations.begin()
