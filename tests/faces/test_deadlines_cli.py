"""`assistant deadlines` as a person or a script runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from rich.console import Console

from assistant.faces import deadline_table
from assistant.service import Assistant
from assistant.types import Filters

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "assistant"
TODAY = date(2023, 3, 30)


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [str(COMMAND), "deadlines", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in result.stderr
    return result


def listed(*arguments: str | Path) -> list[dict[str, Any]]:
    found = json.loads(run(*arguments, "--json").stdout)
    assert found["total"] == len(found["deadlines"])
    deadlines: list[dict[str, Any]] = found["deadlines"]
    return deadlines


def test_json_has_every_field_and_a_citation_that_resolves(
    sample_index: Path, sample: Assistant
) -> None:
    found = listed("--index", sample_index)

    assert [(one["phrase"], one["due"], one["firm"]) for one in found] == [
        ("trước ngày 23/3/2023", "2023-03-23", True),
        ("trước ngày 10/4/2023", "2023-04-10", False),
        ("phấn đấu đến cuối tháng 5", None, False),
    ]
    for one in found:
        assert set(one) == {
            *("id", "phrase", "due", "exclusive", "inferred", "firm", "past", "actor", "duty"),
            *("recipient", "place", "body", "citation"),
        }
        cited = one["citation"]
        assert set(cited) >= {"document_id", "title", "number", "page", "quote", "source"}
        text = sample.index.store.document(cited["document_id"]).text
        assert text[cited["start"] : cited["end"]] == cited["quote"]
        assert text[cited["phrase_start"] : cited["phrase_end"]] == one["phrase"]
    assert found[0]["past"]
    assert found[0]["recipient"] == "Ban Thường vụ Huyện ủy Vĩnh Lợi"


def test_time_and_place_narrow_and_what_has_no_day_is_counted(sample_index: Path) -> None:
    early = listed("--index", sample_index, "--to", "3/2023")
    assert [one["phrase"] for one in early] == ["trước ngày 23/3/2023"]
    late = listed("--index", sample_index, "--from", "2023-04-01", "--to", "30/4/2023")
    assert [one["phrase"] for one in late] == ["trước ngày 10/4/2023"]
    there = listed("--index", sample_index, "--place", "nga nam")
    assert [one["place"] for one in there] == ["Ngã Năm"]
    assert listed("--index", sample_index, "--body", "Ban Tổ chức") == []
    assert "1 thời hạn không ghi rõ ngày" in run("--index", sample_index, "--to", "2023").stderr
    assert run("--index", sample_index, "--to", "2023", "--quiet").stderr == ""


def test_lines_say_what_is_past_and_what_is_only_expected(sample_index: Path) -> None:
    shown = run("--index", sample_index).stdout
    first, second = shown.split("Không ghi rõ ngày (1)")

    assert "Trước ngày 23/3/2023 · đã qua\n" in first
    assert "Trước ngày 10/4/2023 · đã qua · dự kiến, phấn đấu\n" in first
    assert "gửi đến: Ban Thường vụ Huyện ủy Vĩnh Lợi" in first
    assert "không phải bản gốc" in first
    assert "Phấn đấu đến cuối tháng 5 · dự kiến, phấn đấu\n" in second


def test_nothing_found_is_said(sample_index: Path) -> None:
    assert "Không tìm thấy" in run("--index", sample_index, "--from", "2030").stdout


def test_the_calendar_is_written_and_what_has_no_day_left_out(
    sample_index: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    result = run("--index", sample_index, "--ics", first)
    run("--index", sample_index, "--ics", second)

    assert result.returncode == 0
    assert "1 thời hạn không ghi rõ ngày" in result.stderr
    assert first.read_bytes() == second.read_bytes()
    events = Calendar.from_ical(first.read_bytes()).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "TENTATIVE"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--from", "hôm nọ"], "hôm nọ"),
        (["--from", "2024", "--to", "2023"], "2024"),
        (["--ics", "/proc/none/x.ics"], "/proc/none/x.ics"),
    ],
)
def test_wrong_use_is_one_clear_line(sample_index: Path, arguments: list[str], named: str) -> None:
    result = run("--index", sample_index, *arguments)

    assert result.returncode == 2
    assert named in " ".join(result.stderr.split())


@pytest.mark.parametrize("width", [40, 80, 140])
def test_it_is_readable_at_any_width(
    sample: Assistant,
    width: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console(force_terminal=True, width=width, highlight=False, color_system=None)
    monkeypatch.setattr(deadline_table, "out", console)

    deadline_table.print_deadlines(sample.deadlines(Filters()), TODAY)

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    shown = " ".join(" ".join(lines).split())
    assert ("Việc phải làm" in shown) is (width == 140)
    assert shown.count("đã qua") == 1
    assert "23/3/2023" in shown
