"""Names in a question that was typed without capitals, told by the documents that were found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
    texts = [hit.passage.text for hit in hits] + [hit.document.title for hit in hits]
    concepts: list[Concept] = []
    rest = list(query.concepts)
    while rest:
        length = next((n for n in range(_LONGEST, 1, -1) if _is_name(rest[:n], n, query, texts)), 1)
        if length == 1:
            concepts.append(rest[0])
        else:
            joined = " ".join(concept.phrases[0] for concept in rest[:length])
            concepts.append(Concept((joined,), name=True))
        del rest[:length]
    return replace(query, concepts=tuple(concepts))


def _is_name(run: Sequence[Concept], length: int, query: Query, texts: Iterable[str]) -> bool:
    if len(run) < length or any(c.name or len(c.phrases) > 1 for c in run):
        return False
    name = " ".join(concept.phrases[0] for concept in run)
    if name not in query.text.lower():
        return False
    seen = [m[0] for text in texts for m in re.finditer(re.escape(name), text, re.IGNORECASE)]
    often = _OFTEN if length == 2 else 1
    return len(seen) >= often and all(part[0].isupper() for one in seen for part in one.split())
