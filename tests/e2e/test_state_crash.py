"""Processes that are killed while they write the state file, and several that write at once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.state import Conversations, StateFile
from assistant.types import Turn

# Begins conversations, keeps turns in them and deletes every other one, until it is killed. It
# prints the id and the number of each turn that was kept.
WRITER = """
import pathlib, sys
from assistant.state import Conversations, StateFile
from assistant.types import Turn
conversations = Conversations(StateFile(pathlib.Path(sys.argv[1])))
for i in range(int(sys.argv[2])):
    begun = conversations.begin("writer")
    conversations.keep(begun, Turn(f"{i} " + "hỏi " * 500, "vi"), "writer")
    if i % 2:
        conversations.delete(begun, "writer")
    else:
        print(begun, i, flush=True)
"""


def writer(path: Path, turns: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(turns)], stdout=subprocess.PIPE, text=True
    )


def check(path: Path) -> None:
    with StateFile(path).read() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def kill_while_writing(path: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    for _ in range(kills):
        process = writer(path, 100_000)
        assert process.stdout
        try:
            first = process.stdout.readline()
            time.sleep(rng.uniform(0, 0.2))
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        # The last line may have been cut short.
        reported = (first + process.stdout.read()).rpartition("\n")[0].splitlines()
        process.stdout.close()
        assert reported
        check(path)
        conversations = Conversations(StateFile(path))
        for line in reported:
            begun, number = line.split()
            turn = conversations.last(begun, "writer")
            assert turn is not None, "what was reported is there"
            assert turn.question.startswith(f"{number} ")
        begun = conversations.begin()
        conversations.keep(begun, Turn("sau đó", "vi"))
        assert conversations.last(begun) == Turn("sau đó", "vi")


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    kill_while_writing(tmp_path / "state" / "assistant.sqlite", kills=4, seed=1)


@pytest.mark.soak
def test_many_killed_writers_leave_a_whole_file(tmp_path: Path) -> None:
    kill_while_writing(tmp_path / "state" / "assistant.sqlite", kills=60, seed=2)


def test_several_processes_make_and_write_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "assistant.sqlite"
    processes = [writer(path, 60) for _ in range(4)]
    told = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    check(path)
    conversations = Conversations(StateFile(path))
    lines = [line.split() for text in told for line in text.splitlines()]
    assert len(lines) == 4 * 30
    for begun, number in lines:
        turn = conversations.last(begun, "writer")
        assert turn
        assert turn.question.startswith(f"{number} ")
