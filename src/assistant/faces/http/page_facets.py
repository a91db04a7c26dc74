"""Lists that can be narrowed: what there is to choose from, what was chosen, page by page.

All state stands in the address, so every choice is a link, and a link can be shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from assistant.faces.http.page_site import url
from assistant.index.listing import FACETS, Facet
from assistant.types import Document

Counts = Mapping[str, Sequence[tuple[str, int]]]
NAMES = ("kind", "number", "issuer", "place", "from", "to")
_MOST = 40
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to narrow a list to, or, where it is chosen, to give up again."""

    label: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one field, those of most documents first."""

    name: str
    label: str
    values: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a long list a page stands; links to its neighbours, None at the ends."""

    page: int
    last: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class State:
    """The address of a list: its path, what is looked for and what it is narrowed to."""

    path: str
    query: str
    chosen: Mapping[str, str]

    def url(self, changes: Mapping[str, str] = MappingProxyType({}), page: int = 1) -> str:
        """The same list with these choices on top; an empty one is given up."""
        values = {**self.chosen, **changes}
        ordered = {name: values[name] for name in NAMES if values.get(name)}
        return url(self.path, q=self.query, **ordered, page=page if page > 1 else None)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The choices as a form keeps them."""
        return [(name, value) for name, value in self.chosen.items() if value]


def facets(
    counts: Counts,
    state: State,
    words: Mapping[str, str],
    kind_name: Callable[[str], str],
) -> list[Group]:
    """What the list can be narrowed to further; fields already chosen, or of one value, are out."""
    labels = {"kind": words["kind"], "issuer": words["issuer"], "place": words["where"]}
    found = []
    for name, label in labels.items():
        if state.chosen.get(name) or len(counts[name]) < 2:
            continue
        shown = kind_name if name == "kind" else str
        found.append(
            Group(
                name,
                label,
                tuple(
                    Choice(shown(value), state.url({name: value}), count)
                    for value, count in counts[name][:_MOST]
                ),
            )
        )
    years = counts["year"]
    if len(years) > 1 and not state.chosen.get("from") and not state.chosen.get("to"):
        values = tuple(
            Choice(words["year"].replace("{n}", year), state.url({"from": year, "to": year}), n)
            for year, n in years[:_MOST]
        )
        found.append(Group("year", words["time"], values))
    return found


def chosen(state: State, words: Mapping[str, str], kind_name: Callable[[str], str]) -> list[Choice]:
    """What the list is narrowed to; each link gives one of them up."""
    found = []
    first, last = state.chosen.get("from", ""), state.chosen.get("to", "")
    for name in ("kind", "number", "issuer", "place"):
        if value := state.chosen.get(name):
            label = kind_name(value) if name == "kind" else value
            found.append(Choice(label, state.url({name: ""})))
    if first and first == last:
        label = words["year"].replace("{n}", first) if len(first) == _YEAR else first
        found.append(Choice(label, state.url({"from": "", "to": ""})))
    else:
        for name, value in (("from", first), ("to", last)):
            if value:
                found.append(Choice(f"{words[name]} {value}", state.url({name: ""})))
    return found


def count(documents: Iterable[Document]) -> Counts:
    """The values that these documents bear, the most frequent first; years fall."""
    counts: dict[Facet, Counter[str]] = {name: Counter() for name in FACETS}
    for document in documents:
        counts["kind"].update([document.kind or ""])
        counts["issuer"].update([document.issuer or ""])
        counts["place"].update([document.place or ""])
        counts["year"].update([str(document.date.year) if document.date else ""])
    found: dict[str, Sequence[tuple[str, int]]] = {}
    for name, values in counts.items():
        ordered = sorted(values.items(), key=lambda one: (-one[1], one[0]))
        found[name] = [one for one in ordered if one[0]]
    found["year"] = sorted(found["year"], reverse=True)
    return found


def pager(state: State, page: int, total: int, size: int) -> Pager:
    """The pager of a list of so many entries; a page past the end is the last one."""
    last = max(1, ceil(total / size))
    page = min(max(1, page), last)
    return Pager(
        page,
        last,
        state.url(page=page - 1) if page > 1 else None,
        state.url(page=page + 1) if page < last else None,
    )
