"""How likely a sentence answers a question, out of many signals together.

Two logistic models over the same signals: of office papers and news, and of text without an
office's head, which says things in more ways. The first is fitted on questions to made offices,
with and without an answer; the second on the even-numbered questions of two public sets, each asked
twice: of the whole set, and of what is left of it without the passage that answers, so that no
signal of the second weighs against what it speaks for. `python -m benchmarks calibration` fits them
again; its figures are in benchmarks/results/calibration.json.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.evidence import FEATURES, Evidence, header_texts
from assistant.answering.terms import Term, Words, match
from assistant.types import Asked, Query
from assistant.vietnamese.function_words import LIGHT_WORDS

# Each signal with its weight in office papers and news, and in other text.
_MODEL = (
    ("lead", 0.27, 0.36),
    ("score", 0.09, 0.00),
    ("cosine", 5.33, 2.12),
    ("passage", 0.00, 5.89),
    ("coverage", -0.32, 1.14),
    ("pairs", -1.89, 1.12),
    ("names borne out", 1.23, 0.00),
    ("names in it", -0.59, -0.28),
    ("names absent", -0.89, -0.12),
    ("words in it", 0.45, 0.00),
    ("words absent", 0.13, -0.49),
    ("terms", 0.04, -0.12),
    ("introduced", 0.57, -0.42),
    ("wants value, has none", -0.50, 0.00),
    ("must be exact, is not", -1.07, 0.00),
    ("says nothing of it", -0.47, 0.00),
    ("deadline", 0.55, -1.81),
    ("count", -0.39, -0.57),
)
SIGNALS = tuple(name for name, _, _ in _MODEL)
OFFICE, OFFICE_BIAS = np.array([weight for _, weight, _ in _MODEL]), -8.17
PLAIN, PLAIN_BIAS = np.array([weight for _, _, weight in _MODEL]), -10.58


def likelihood(evidence: Evidence, seen: NDArray[np.float64]) -> float:
    """How likely, 0 to 1, a sentence of these `signals` answers."""
    plain = evidence.hit.document.kind is None
    weights, bias = (PLAIN, PLAIN_BIAS) if plain else (OFFICE, OFFICE_BIAS)
    return float(1 / (1 + np.exp(-(seen @ weights + bias))))


def signals(
    query: Query,
    evidence: Evidence,
    terms: Sequence[Term],
    *,
    wants_value: bool,
    must_be_exact: bool,
    says_nothing: bool,
) -> NDArray[np.float64]:
    """What tells whether a sentence answers, shape (len(SIGNALS),).

    `wants_value` and `must_be_exact` are of the question, `says_nothing` tells that the sentence
    holds the names of it and little else.
    """
    words = Words.of_text(evidence.text, evidence.above)
    head = Words.of_text(*header_texts(evidence.hit.document), *evidence.hit.passage.headings)
    names = [term for term in terms if term.name]
    telling = [t for t in terms if not t.name and not LIGHT_WORDS.issuperset(t.text.split())]
    borne = [match(t, words) > 0 or match(t, head) > 0 for t in names]
    total = max(sum(term.weight for term in terms), 1e-9)
    sure = bool(evidence.features[FEATURES.index("sure")])
    return np.array(
        [
            evidence.lead,
            evidence.score,
            evidence.features[FEATURES.index("cosine")],
            evidence.hit.score,
            evidence.coverage,
            evidence.features[FEATURES.index("pairs")],
            _share(borne),
            _share([match(t, words) for t in names]),
            sum(term.name for term in evidence.absent),
            _share([match(t, words) > 0 for t in telling]),
            sum(term.weight for term in evidence.absent) / total,
            len(terms),
            evidence.introduction is not None,
            wants_value and not sure,
            must_be_exact and not sure,
            says_nothing,
            query.asked is Asked.DEADLINE,
            query.asked is Asked.COUNT,
        ],
        dtype=np.float64,
    )


def _share(held: Sequence[float]) -> float:
    """The mean; 1 of nothing."""
    return float(sum(held) / len(held)) if held else 1.0
