"""The command `assistant index`, stopped by Ctrl-C as in a terminal, and run again."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from made_files import PLAN

DOCUMENTS = 24
# What a shell puts behind ignores Ctrl-C; what stands in front of it does not.
RUN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from assistant.faces.cli import main
main()
"""


def test_ctrl_c_says_that_nothing_is_lost_and_the_next_run_goes_on(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for i in range(DOCUMENTS):
        text = PLAN.replace("năm 2024", f"năm {1900 + i}") + "Một câu thêm vào cho dài. " * 8
        (corpus / f"{i:02}.txt").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        RUN,
        "index",
        "--corpus",
        str(corpus),
        "--index",
        str(tmp_path / "index"),
    ]
    main, terminal = pty.openpty()
    # Ctrl-C reaches all processes of a terminal's foreground: here, of a session of its own.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=terminal, start_new_session=True, cwd=tmp_path
    )
    os.close(terminal)
    shown = ThreadPoolExecutor(1).submit(drain, main)
    work = tmp_path / "index" / ".unfinished.sqlite-wal"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (work.exists() and work.stat().st_size > 40_000):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    said = shown.result()
    assert process.returncode == 130, said
    assert out == b""
    assert "What was read so far is kept" in " ".join(said.split())
    assert "Traceback" not in said
    again = subprocess.run(
        [*command, "--json"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    report = json.loads(again.stdout)
    assert report["documents"] == DOCUMENTS
    assert 0 < report["resumed"] <= DOCUMENTS
    assert report["read"] == DOCUMENTS - report["resumed"]


def drain(descriptor: int) -> str:
    """All that is written to a terminal until nobody has it open any more."""
    said = b""
    try:
        while piece := os.read(descriptor, 4096):
            said += piece
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return said.decode(errors="replace")
