"""How often each accented form occurs in the indexed text, and after which other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.index.database import Database, create
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.tokens import Token

FILE = "accents.sqlite"

_SCHEMA = """
CREATE TABLE form (folded TEXT, form TEXT, count INTEGER, PRIMARY KEY (folded, form))
    WITHOUT ROWID;
CREATE TABLE follow (first TEXT, second TEXT, count INTEGER, PRIMARY KEY (first, second))
    WITHOUT ROWID;
"""


class Accents:
    """The counts of a build, as the restoring of accents asks for them."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / FILE)
        self._cached_forms = lru_cache(maxsize=4096)(self._forms)

    def forms(self, folded: str) -> Mapping[str, int]:
        """The accented forms of a folded syllable, with how often each occurs."""
        return self._cached_forms(folded)

    def follows(self, first: str, second: str) -> int:
        """How often the form `second` stands right after the form `first`."""
        found = self._database.row(
            "SELECT count FROM follow WHERE first = ? AND second = ?", (first, second)
        )
        return found[0] if found else 0

    def close(self) -> None:
        self._database.close()

    def _forms(self, folded: str) -> Mapping[str, int]:
        return dict(self._database.rows("SELECT form, count FROM form WHERE folded = ?", (folded,)))


class AccentCounter:
    """Counts passage by passage, then writes."""

    def __init__(self) -> None:
        self._forms: Counter[str] = Counter()
        self._follows: Counter[tuple[str, str]] = Counter()

    def add(self, text: Sequence[Token]) -> None:
        words = [token.text for token in text]
        self._forms.update(words)
        self._follows.update(pairwise(words))

    def write(self, folder: Path) -> None:
        connection = create(folder / FILE, _SCHEMA)
        with connection:
            connection.executemany(
                "INSERT INTO form VALUES (?, ?, ?)",
                sorted((fold(form), form, count) for form, count in self._forms.items()),
            )
            connection.executemany(
                "INSERT INTO follow VALUES (?, ?, ?)",
                ((*pair, count) for pair, count in sorted(self._follows.items())),
            )
        connection.close()
