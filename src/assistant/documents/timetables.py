"""Tables of work in a document's text: who does what by when, a row each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.documents.limit_forms import words

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """A row `text[start:end]` of a table, with the cells that say what is to be done and when, and
    who does it where the table has such a column."""

    start: int
    end: int
    what: _Span
    when: _Span
    who: _Span | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the text, with its cells by the names of their columns."""

    start: int
    end: int
    cells: dict[str, _Span]


_LINE = re.compile(r"[^\n]+")
# `Nội dung: …; Thời hạn: …`, as tables with names are read.
_NAMED = re.compile(r"(?:^|; )(?P<name>[^\W_][^:;|\n]{0,79}): ")
_BAR = " |"
_SERIAL = re.compile(rf"{words('tt', 'stt', 'số tt', 'số thứ tự', 'no')}\.?\s*$")
_DONE_BY = words(
    "hoàn thành", "thực hiện", "triển khai", "nộp", "gửi", "báo cáo", "trình", "kết thúc", "xong",
    "tổ chức", "tiến hành", "dự kiến", "yêu cầu", "giải quyết",
)  # fmt: skip
_WHEN = re.compile(
    rf"(?:(?:{words('dự kiến', 'mốc')}\s+)?{words('thời gian', 'thời hạn', 'kỳ hạn', 'tiến độ')}"
    rf"|{words('hạn')})(?:[\s,/]+{_DONE_BY})*|{words('ngày')}(?:[\s,/]+{_DONE_BY})+"
)
_BODY = words("cơ quan", "đơn vị", "bộ phận", "tổ chức", "cá nhân", "người", "địa phương", "cấp")
_LEADS = words(
    "chủ trì", "thực hiện", "phụ trách", "chịu trách nhiệm", "trách nhiệm", "tham mưu", "đầu mối",
    "được giao", "chính", "phân công", "phối hợp", "và",
)  # fmt: skip
_WHO = re.compile(
    rf"(?!{words('phối hợp')})(?!{_BODY}\s+{words('phối hợp')})"
    rf"(?:{_BODY}|{_LEADS})(?:[\s,/]+(?:{_BODY}|{_LEADS}))*"
)
_WHAT = re.compile(
    words(
        "nội dung",
        "nhiệm vụ",
        "công việc",
        "đầu việc",
        "việc",
        "hoạt động",
        "tên",
        "báo cáo",
        "văn bản",
        "hồ sơ",
        "đề án",
        "chuyên đề",
        "giải pháp",
        "phần việc",
        "loại",
    )
)
_BESIDES = re.compile(rf"{words('ghi chú', 'kinh phí', 'sản phẩm', 'kết quả', 'phối hợp')}")


def find_tasks(text: str) -> list[Task]:
    """The rows of all tables that have a column of time and one of what is done, in order."""
    lines = list(_LINE.finditer(text))
    return [
        task
        for rows in (*_named_tables(lines), *_barred_tables(lines))
        for row in rows
        if (task := _task(row)) is not None
    ]


def _task(row: _Row) -> Task | None:
    """A row without a time, or with nothing to be done, is none."""
    columns = [(name, span) for name, span in row.cells.items() if span[0] < span[1]]
    when = next((span for name, span in columns if _is(_WHEN, name)), None)
    who = next((span for name, span in columns if _is(_WHO, name)), None)
    rest = [(n, s) for n, s in columns if s not in (when, who) and not _SERIAL.match(n)]
    rest = [(name, span) for name, span in rest if not _BESIDES.search(name)]
    what = next((span for name, span in rest if _WHAT.match(name)), None)
    what = what or next((span for _, span in rest), None)
    return Task(row.start, row.end, what, when, who) if what and when else None


def _is(column: re.Pattern[str], name: str) -> bool:
    """Whether a column is of a kind by its name, or the lowest of its names."""
    return any(column.fullmatch(one.strip(" .*")) for one in (name, name.rpartition(" - ")[2]))


def _named_tables(lines: Sequence[re.Match[str]]) -> Iterator[list[_Row]]:
    """Lines in a row whose cells all have names, the first of them the same."""

    def first_name(line: re.Match[str]) -> str:
        named = _NAMED.match(line[0])
        return named["name"] if named else ""

    for name, run in groupby(lines, first_name):
        rows = list(run)
        if not name or (len(rows) == 1 and not _SERIAL.match(name)):
            continue
        held = Counter(m["name"] for line in rows for m in _NAMED.finditer(line[0]))
        # A value may hold a colon: the names of columns come back.
        known = {name for name, count in held.items() if count > 1 or len(rows) == 1}
        if any(_is(_WHEN, name) for name in known):
            yield [_named_row(line, known) for line in rows]


def _named_row(line: re.Match[str], known: set[str]) -> _Row:
    opens = [m for m in _NAMED.finditer(line[0]) if m["name"] in known]
    ends = [*(m.start() for m in opens[1:]), len(line[0])]
    cells = {
        m["name"]: (line.start() + m.end(), line.start() + end)
        for m, end in zip(opens, ends, strict=True)
    }
    return _Row(*line.span(), cells)


def _barred_tables(lines: Sequence[re.Match[str]]) -> Iterator[list[_Row]]:
    """Lines in a row with as many bars, the first one of them the names of the columns."""
    for bars, run in groupby(lines, lambda line: line[0].count(_BAR)):
        if not bars:
            continue
        header, *rest = run
        names = [name.strip() for name in header[0].split(_BAR)]
        if any(_is(_WHEN, name) for name in names):
            yield [_Row(*line.span(), _barred_cells(line, names)) for line in rest]


def _barred_cells(line: re.Match[str], names: Sequence[str]) -> dict[str, _Span]:
    cells: dict[str, _Span] = {}
    at = line.start()
    for name, cell in zip(names, line[0].split(_BAR), strict=True):
        lead = len(cell) - len(cell.lstrip())
        cells[name] = (at + lead, at + lead + len(cell.strip()))
        at += len(cell) + len(_BAR)
    return cells
