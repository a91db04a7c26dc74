"""Administrative units before and since 1 July 2025, and what became of each."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files

from assistant.vietnamese.normalize import fold

RANKS: dict[str, int] = {
    "xã": 0, "phường": 0, "thị trấn": 0, "đặc khu": 0,
    "huyện": 1, "quận": 1, "thị xã": 1, "thành phố": 1, "tỉnh": 2,
}  # fmt: skip
"""The levels: 0 of a commune, 1 of a district, 2 of a province."""

# As the tokenizer parts `M'Đrắk` and `Phan Rang-Tháp Chàm`.
_IN_NAMES = str.maketrans({"'": " ", "\u2019": " ", "-": " "})


class Relation(StrEnum):
    """How a place stands to the one that was named, the closest first."""

    SAME = "same"
    SUCCESSOR = "successor"  # it became this, or a part of this
    PREDECESSOR = "predecessor"  # this became it, or a part of it


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in force, or one that ended with 30 June 2025. `district` is None where none is."""

    level: str
    name: str
    district: str | None
    province: str
    in_force: bool

    @property
    def label(self) -> str:
        """`Ngã Năm`, but `phường 1`: a number alone names nothing."""
        return f"{self.level} {self.name}" if self.name[:1].isdigit() else self.name


class Units:
    """The units by their rows in the table: those in force first, then those before them."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.split("\n") if not line.startswith("#")]
        self._former = lines.index("")
        rows = [line.split("\t") for line in lines if line]
        self.levels = [row[0] for row in rows]
        self.names = [row[1] for row in rows]
        self._parents = [int(row[2]) if len(row) > 2 and row[2] else None for row in rows]
        self._became = [row[3] if len(row) > 3 else "" for row in rows]
        # All names at once, and not by `fold`: one by one takes several times as long.
        plain = unicodedata.normalize("NFD", "\n".join(self.names).lower().replace("đ", "d"))
        keys = plain.encode("ascii", "ignore").decode().replace(" - ", " ").translate(_IN_NAMES)
        self.named: dict[str, list[int]] = defaultdict(list)
        for row, key in enumerate(keys.split("\n")):
            self.named[key].append(row)

    @cached_property
    def large(self) -> dict[str, int]:
        """The first syllables, without accents, of districts and provinces → how many syllables
        the longest name has that begins so.
        """
        longest: dict[str, int] = {}
        for key, rows in self.named.items():
            if any(map(self.rank, rows)):
                first, *rest = key.split(" ")
                longest[first] = max(1 + len(rest), longest.get(first, 0))
        return longest

    def rank(self, row: int) -> int:
        return 2 if self._parents[row] is None else RANKS[self.levels[row]]

    def place(self, row: int) -> Place:
        above = self._above(row)
        district = self.names[above[0]] if len(above) > 1 else None
        province = self.names[above[-1] if above else row]
        return Place(self.levels[row], self.names[row], district, province, row < self._former)

    def relatives(self, row: int, relation: Relation) -> list[int]:
        """The units that stand so to this one."""
        match relation:
            case Relation.SAME:
                return [row]
            case Relation.SUCCESSOR:
                return self._ends(row)
            case Relation.PREDECESSOR:
                return self._was.get(row, [])

    def surroundings(self, row: int) -> frozenset[str]:
        """The names, without accents, of what a unit lies in, a province's own among them."""
        rows = self._around(row)
        if self.rank(row) == 2:
            rows = [row, *self._ends(row), *self._was.get(row, [])]
        return frozenset(fold(self.names[other]).lower() for other in rows)

    @cached_property
    def _parts(self) -> dict[int, list[int]]:
        parts: dict[int, list[int]] = defaultdict(list)
        for row, parent in enumerate(self._parents):
            if parent is not None:
                parts[parent].append(row)
        return parts

    @cached_property
    def _was(self) -> dict[int, list[int]]:
        was: dict[int, list[int]] = defaultdict(list)
        for row in range(self._former, len(self.names)):
            for end in self._ends(row):
                was[end].append(row)
        return was

    def _ends(self, row: int) -> list[int]:
        """What a unit became; a district became what its parts became."""
        own = [int(end) for end in self._became[row].split()]
        if own or row < self._former:
            return own
        return _unique(end for part in self._parts.get(row, ()) for end in self._ends(part))

    def _around(self, row: int) -> list[int]:
        above = self._above(row)
        if row >= self._former:
            return [*above, *(end for other in above[-1:] for end in self._ends(other))]
        return _unique([*above, *(self._above(old)[-1] for old in self._was.get(row, ()) if above)])

    def _above(self, row: int) -> list[int]:
        above = []
        parent = self._parents[row]
        while parent is not None:
            above.append(parent)
            parent = self._parents[parent]
        return above


@cache
def units() -> Units:
    """The table, read when it is first wanted."""
    text = (files("assistant.vietnamese") / "data" / "places.tsv").read_text("utf-8")
    return Units(text)


def _unique(rows: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(rows))
