"""Deadlines as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.faces.terminal import messages, out
from assistant.types import Deadline

_WIDE = 110  # columns that the table needs
_COLUMNS = (("Hạn", 3), ("Việc phải làm", 6), ("Ai làm", 3), ("Văn bản", 4))


def print_deadlines(deadlines: Sequence[Deadline], today: date) -> None:
    """A table by day where the terminal is wide enough, else a few lines for each.

    Those that name no day stand apart; a day that is only inferred is shown as such.
    """
    if not deadlines:
        out.print("Không tìm thấy thời hạn nào.")
    dated = [deadline for deadline in deadlines if deadline.due]
    undated = [deadline for deadline in deadlines if not deadline.due]
    for heading, group in (("Có ngày cụ thể", dated), ("Không ghi rõ ngày", undated)):
        if not group:
            continue
        out.print(Text(f"{heading} ({len(group)})", style="bold"))
        if out.is_terminal and out.width >= _WIDE:
            out.print(_table(group, today))
        else:
            for deadline in group:
                _print_lines(deadline, today)


def print_left_out(count: int, calendar: str | None = None) -> None:
    """How many deadlines have no day to stand on, to stderr."""
    if count:
        where = f"trong lịch {calendar}" if calendar else "trong khoảng thời gian đã chọn"
        text = f"{count} thời hạn không ghi rõ ngày nên không có {where}."
        messages.print(Text(text), soft_wrap=True)


def _table(deadlines: Sequence[Deadline], today: date) -> Table:
    table = Table(show_lines=True, expand=True)
    for name, share in _COLUMNS:
        table.add_column(name, ratio=share, overflow="fold")
    for deadline in deadlines:
        table.add_row(
            _when(deadline, today, "\n"),
            Text(_one_line(deadline.duty)),
            Text("\n".join(_who(deadline)) or "–"),
            Text(_where(deadline), style="dim"),
        )
    return table


def _print_lines(deadline: Deadline, today: date) -> None:
    out.print(_when(deadline, today, " · "))
    lines = (
        Text(_one_line(deadline.duty)),
        Text(" · ".join(_who(deadline))),
        Text(_where(deadline), style="dim"),
    )
    for line in lines:
        if line.plain:
            out.print(Padding(line, (0, 0, 0, 3), expand=False))


def _when(deadline: Deadline, today: date, between: str) -> Text:
    """The text's own words, then what they come to and how sure it is."""
    past = deadline.is_past(today)
    phrase = _one_line(deadline.phrase)
    notes = [Text(phrase[:1].upper() + phrase[1:], style="dim" if past else "bold green")]
    if deadline.inferred:
        notes.append(Text(f"(suy ra: {_day(deadline.inferred)})", style="italic dim"))
    if past:
        notes.append(Text("đã qua", style="red"))
    if not deadline.firm:
        notes.append(Text("dự kiến, phấn đấu", style="yellow"))
    return Text(between).join(notes)


def _who(deadline: Deadline) -> list[str]:
    said = (
        ("", deadline.actor),
        ("gửi đến: ", deadline.recipient),
        ("địa phương: ", deadline.place),
    )
    return [label + _one_line(value) for label, value in said if value]


def _where(deadline: Deadline) -> str:
    parts = (
        deadline.title,
        f"số {deadline.number}" if deadline.number else None,
        deadline.body,
        _day(deadline.document_date) if deadline.document_date else None,
        f"trang {deadline.page}" if deadline.page else None,
        deadline.source,
    )
    return " · ".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
