"""When the evidence is too thin to answer."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from assistant.answering.evidence import Evidence, Term
from assistant.types import Asked, Query

# The least share of the question's terms that a sentence must bear out.
THRESHOLD = 0.5


def is_borne_out(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether the sentence answers.

    It covers the question, bears every name and number in it, and holds a value where one is
    asked for: then nothing that says much of the question may be missing either.
    """
    if query.asked is not Asked.OTHER and evidence.value is None:
        return False
    if not terms or any(term.name for term in evidence.absent):
        return False
    if query.asked is not Asked.OTHER:
        usual = median(term.weight for term in terms)
        if any(term.weight >= usual for term in evidence.absent):
            return False
    return evidence.coverage >= THRESHOLD
