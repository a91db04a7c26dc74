"""How often each accented form occurs in the indexed text, and after which other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.index.database import Database, create
from assistant.types import Access
from assistant.vietnamese.accents import question_phrases
from assistant.vietnamese.bigrams import Form
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.tokens import Token, tokenize

# Each form that is counted may be told to whoever asks, so what the public asks is read by the
# words of public documents alone. Where all are public the first file is missing.
PUBLIC_FILE = "accents.public.sqlite"
FILE = "accents.sqlite"

# How often each phrase of a question counts, beside the text.
_PHRASE = 3

_SCHEMA = """
CREATE TABLE form (
    folded TEXT, form TEXT, count INTEGER, followers INTEGER, different INTEGER,
    PRIMARY KEY (folded, form)
) WITHOUT ROWID;
CREATE TABLE follow (first TEXT, second TEXT, count INTEGER, PRIMARY KEY (first, second))
    WITHOUT ROWID;
CREATE TABLE whole (total INTEGER);
"""


class Accents:
    """The counts of a build, as the restoring of accents asks for them."""

    def __init__(self, folder: Path, file: str = FILE) -> None:
        self._database = Database(folder / file)
        self._cached_forms = lru_cache(maxsize=4096)(self._forms)
        self._cached_follows = lru_cache(maxsize=1 << 16)(self._follows)

    @cached_property
    def total(self) -> int:
        """How many words were counted."""
        return int(self._database.row("SELECT total FROM whole")[0])

    def forms(self, folded: str) -> Mapping[str, Form]:
        """The accented forms of a folded syllable."""
        return self._cached_forms(folded)

    def follows(self, first: str, second: str) -> int:
        """How often the form `second` stands right after the form `first`."""
        return self._cached_follows(first, second)

    def close(self) -> None:
        self._database.close()

    def _forms(self, folded: str) -> Mapping[str, Form]:
        rows = self._database.rows(
            "SELECT form, count, followers, different FROM form WHERE folded = ?", (folded,)
        )
        return {form: Form(*counts) for form, *counts in rows}

    def _follows(self, first: str, second: str) -> int:
        found = self._database.row(
            "SELECT count FROM follow WHERE first = ? AND second = ?", (first, second)
        )
        return int(found[0]) if found else 0


class AccentCounter:
    """Counts passage by passage, then writes: the public ones where not all are, and all."""

    def __init__(self) -> None:
        self._public, self._others = _Counts(), _Counts()
        for phrase in question_phrases() * _PHRASE:
            self._public.add(tokenize(phrase))
        self._all_public = True

    def add(self, text: Sequence[Token], access: Access = Access.PUBLIC) -> None:
        public = access is Access.PUBLIC
        (self._public if public else self._others).add(text)
        self._all_public &= public

    def write(self, folder: Path) -> None:
        if not self._all_public:
            self._public.write(folder / PUBLIC_FILE)
            self._public.join(self._others)
        self._public.write(folder / FILE)


class _Counts:
    def __init__(self) -> None:
        self.forms: Counter[str] = Counter()
        self.follows: Counter[tuple[str, str]] = Counter()

    def add(self, text: Sequence[Token]) -> None:
        words = [token.text for token in text]
        self.forms.update(words)
        self.follows.update(pairwise(words))

    def join(self, other: _Counts) -> None:
        self.forms.update(other.forms)
        self.follows.update(other.follows)

    def write(self, path: Path) -> None:
        followers: Counter[str] = Counter()
        for (first, _), count in self.follows.items():
            followers[first] += count
        different = Counter(first for first, _ in self.follows)
        connection = create(path, _SCHEMA)
        with connection:
            connection.executemany(
                "INSERT INTO form VALUES (?, ?, ?, ?, ?)",
                sorted(
                    (fold(form), form, count, followers[form], different[form])
                    for form, count in self.forms.items()
                ),
            )
            connection.executemany(
                "INSERT INTO follow VALUES (?, ?, ?)",
                ((*pair, count) for pair, count in sorted(self.follows.items())),
            )
            connection.execute("INSERT INTO whole VALUES (?)", (self.forms.total(),))
        connection.close()
