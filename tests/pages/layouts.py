"""Every way in which a made paper reaches a reader, from a clean print to a hard scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pages.papers import Paper, make_paper
from pages.printing import as_word, exported, printed
from pages.scanning import Scan, scanned, spread, turned_sheets

Class = Literal["digital", "ordinary", "hard"]

LIMITS: dict[Class, float] = {"digital": 0.001, "ordinary": 0.01, "hard": 0.02}
"""The most errors per character that a class of pages may be read with."""

# What a program that signs files prints over the foot of a scan, and all that is typed there.
SIGNATURE = (
    "Ký bởi: Huyện ủy\nCơ quan: Tỉnh ủy\nNgày ký: 02-11-2021 15:40:12 +07:00\n"
    "Thời gian đóng dấu theo giờ máy chủ"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of page. `pages` makes the PDF of a paper, `paper` the paper of a seed."""

    name: str
    group: Class
    paper: Callable[[int], Paper]
    pages: Callable[[Paper], bytes]


def _two_pages(seed: int) -> Paper:
    return make_paper(seed, sections=2)


def _short(seed: int) -> Paper:
    return make_paper(seed, sections=1)


def _tabled(seed: int) -> Paper:
    return make_paper(seed, sections=1, table_rows=8)


def _long(seed: int) -> Paper:
    return make_paper(seed, table_rows=4)


def _scan(scan: Scan, **options: object) -> Callable[[Paper], bytes]:
    def pages(paper: Paper) -> bytes:
        return scanned(printed(paper, **options), scan)  # type: ignore[arg-type]

    return pages


_CLEAN = Scan(dpi=300, noise=3, jpeg=85)
_ORDINARY = Scan(dpi=200, noise=6, skew=0.4, jpeg=75, stamped=True)
_HARD = Scan(dpi=200, noise=12, skew=1.5, blur=0.7, jpeg=45, stamped=True)

LAYOUTS: tuple[Layout, ...] = (
    Layout("printed", "digital", _two_pages, printed),
    Layout(
        "running heads, four pages",
        "digital",
        make_paper,
        lambda paper: printed(paper, running_head="Văn bản lưu hành trong Đảng bộ huyện", size=16),
    ),
    Layout("table", "digital", _tabled, printed),
    Layout("landscape table", "digital", _tabled, lambda p: printed(p, landscape=True)),
    Layout(
        "shown turned",
        "digital",
        _tabled,
        lambda p: turned_sheets(printed(p), 90),
    ),
    Layout("scan, 300 dpi", "ordinary", _two_pages, _scan(_CLEAN)),
    Layout("scan, 200 dpi", "ordinary", _two_pages, _scan(_ORDINARY)),
    Layout("scan, 200 dpi, table", "ordinary", _tabled, _scan(_ORDINARY)),
    Layout("scan, landscape table", "ordinary", _tabled, _scan(_ORDINARY, landscape=True)),
    Layout(
        "scan, running heads", "ordinary", _long, _scan(_ORDINARY, running_head="Đảng bộ huyện")
    ),
    Layout(
        "scan, signature as its only text",
        "ordinary",
        _short,
        lambda p: scanned(printed(p), _ORDINARY, layers=[SIGNATURE, SIGNATURE]),
    ),
    Layout("upside down", "ordinary", _short, _scan(replace(_ORDINARY, turned=180))),
    Layout("on its side", "ordinary", _short, _scan(replace(_ORDINARY, turned=90))),
    Layout("on its other side", "ordinary", _short, _scan(replace(_ORDINARY, turned=270))),
    Layout(
        "shown turned, scan",
        "ordinary",
        _short,
        lambda p: turned_sheets(scanned(printed(p), replace(_ORDINARY, turned=90)), 90),
    ),
    Layout(
        "two pages on one image",
        "ordinary",
        _two_pages,
        lambda p: spread(printed(p), replace(_ORDINARY, stamped=False)),
    ),
    Layout("photocopy", "hard", _two_pages, _scan(Scan(dpi=200, copied=True, stamped=True))),
    Layout("slanted, blurred, JPEG 45, 200 dpi", "hard", _two_pages, _scan(_HARD)),
    Layout(
        "slanted, blurred, JPEG 45, 150 dpi",
        "hard",
        _two_pages,
        _scan(replace(_HARD, dpi=150, blur=0.5)),
    ),
    Layout("hard scan, table", "hard", _tabled, _scan(_HARD)),
    Layout(
        "photograph", "hard", _short, _scan(Scan(dpi=200, noise=5, lit=True, jpeg=60, skew=-1.0))
    ),
    Layout("100 dpi", "hard", _short, _scan(Scan(dpi=100, noise=4, jpeg=80))),
)
"""All made layouts that need no program besides the tests' own."""

QUICK = ("printed", "table", "scan, 200 dpi, table", "upside down", "photocopy")
"""The names of a few of them, for tests that run often."""


@cache
def made(name: str, seed: int) -> tuple[Paper, bytes]:
    """A paper and its PDF, by the layout's name."""
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    paper = layout.paper(seed)
    return paper, layout.pages(paper)


__all__ = ["LAYOUTS", "LIMITS", "QUICK", "SIGNATURE", "Layout", "as_word", "exported", "made"]
