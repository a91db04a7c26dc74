"""Names in a question that was typed without capitals, told by the documents that were found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.types import Concept, Hit, Query

# Once may be the beginning of a sentence.
_OFTEN = 2


def with_names(query: Query, hits: Sequence[Hit]) -> Query:
    """The question with neighbouring words joined into a name where the documents never write
    them without capitals: `đông kỳ` as in `huyện Đông Kỳ`. Unchanged where it has capitals."""
    if query.language == "en" or any(c.isupper() for c in query.text[1:]):
        return query
    found = [c for c in query.concepts if not c.name and len(c.phrases) == 1]
    texts = [hit.passage.text for hit in hits] + [hit.document.title for hit in hits]
    concepts: list[Concept] = []
    before: Concept | None = None
    for concept in query.concepts:
        if before in found and concept in found and _is_name(before, concept, query, texts):
            joined = f"{concepts.pop().phrases[0]} {concept.phrases[0]}"
            concepts.append(Concept((joined,), name=True))
        else:
            concepts.append(concept)
        before = concept
    return replace(query, concepts=tuple(concepts))


def _is_name(one: Concept | None, other: Concept, query: Query, texts: Iterable[str]) -> bool:
    if one is None:
        return False
    pair = f"{one.phrases[0]} {other.phrases[0]}"
    if pair not in query.text.lower():
        return False
    seen = [m[0] for text in texts for m in re.finditer(re.escape(pair), text, re.IGNORECASE)]
    return len(seen) >= _OFTEN and all(part[0].isupper() for name in seen for part in name.split())
