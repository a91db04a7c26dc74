"""Names typed without capitals, and short forms, told by the documents that were found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.types import Concept, Hit, Query

# Two words may once be the beginning of a sentence; three that each have a capital are a name.
_OFTEN = 2
_LONGEST = 4


def with_names(query: Query, hits: Sequence[Hit]) -> Query:
    """The question with neighbouring words joined into a name where the documents never write
    them without capitals: `đông kỳ` as in `huyện Đông Kỳ`. Unchanged where it has capitals."""
    if query.language == "en" or any(c.isupper() for c in query.text[1:]):
        return query
    text = "\n".join([hit.passage.text for hit in hits] + [hit.document.title for hit in hits])
    lowered = text.lower()
    concepts: list[Concept] = []
    rest = list(query.concepts)
    while rest:
        length = next(
            (
                n
                for n in range(_LONGEST, 1, -1)
                if (name := _joined(rest[:n], n, query))
                and name in lowered
                and _is_name(name, n, text)
            ),
            1,
        )
        if length == 1:
            concepts.append(rest[0])
        else:
            joined = " ".join(concept.phrases[0] for concept in rest[:length])
            concepts.append(Concept((joined,), name=True))
        del rest[:length]
    return replace(query, concepts=tuple(concepts))


def with_initials(query: Query, hits: Sequence[Hit]) -> Query:
    """The question with short forms that no table has as what the documents write in full:
    `DVK` as `Dân vận khéo`, where words in a row begin with its letters."""
    found = [c for c in query.concepts if _INITIALS.fullmatch(c.phrases[0])]
    if not found:
        return query
    texts = [hit.passage.text for hit in hits] + [hit.document.title for hit in hits]
    read = {concept: tuple(_in_full(concept.phrases[0], texts)) for concept in found}
    concepts = (
        Concept((*c.phrases, *read[c]), name=c.name) if read.get(c) else c for c in query.concepts
    )
    return replace(query, concepts=tuple(concepts))


def _in_full(short: str, texts: Iterable[str]) -> Iterator[str]:
    """The words in a row that begin with these letters, each once: with a capital that no sentence
    begins with, as `phong trào "Dân vận khéo"`."""
    rest = (rf"(?i:{letter})[^\W\d_]+" for letter in short[1:])
    pattern = re.compile(
        r'(?<=[\w,"“] )' + r"\s+".join((rf"{short[0]}[^\W\d_]+", *rest)) + r"\b"
        r'|(?<=["“])' + r"\s+".join((rf"{short[0]}[^\W\d_]+", *rest)) + r"\b"
    )
    seen = (
        " ".join(match[0].lower().split()) for text in texts for match in pattern.finditer(text)
    )
    yield from (phrase for phrase, _ in Counter(seen).most_common(_MOST_READINGS))


# Three letters and more: two begin too many words in a row.
_INITIALS = re.compile(r"[A-ZĐÁÂÊÍÔƠƯÝ]{3,6}")
_MOST_READINGS = 3


def _joined(run: Sequence[Concept], length: int, query: Query) -> str:
    """Neighbouring words of the question that may be a name together; else empty."""
    if len(run) < length or any(c.name or len(c.phrases) > 1 for c in run):
        return ""
    name = " ".join(concept.phrases[0] for concept in run)
    return name if name in query.text.lower() else ""


def _is_name(name: str, length: int, text: str) -> bool:
    seen = re.findall(re.escape(name), text, re.IGNORECASE)
    often = _OFTEN if length == 2 else 1
    return len(seen) >= often and all(part[0].isupper() for one in seen for part in one.split())
