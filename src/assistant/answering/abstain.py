"""When the evidence is too thin to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.binding import another_speaks
from assistant.answering.evidence import FEATURES, Evidence
from assistant.answering.form import (
    goes_elsewhere,
    is_in_form,
    must_be_exact,
    says_nothing_of_it,
    tells_what_is_asked,
)
from assistant.answering.likelihood import likelihood
from assistant.answering.likelihood import signals as signals_of
from assistant.answering.terms import Term, Words, shared, weight
from assistant.types import Asked, Query

# A logistic model of whether the best sentence answers at all, fitted on the even-numbered
# questions of two public sets, each asked twice: of the whole set, and of what is left of it
# without the passage that answers. `python -m benchmarks calibration` fits it again; its figures
# are in benchmarks/results/calibration.json.
SIGNALS = ("coverage", "cosine", "pairs", "heaviest absent", "absent", "no value")
WEIGHTS = np.array([2.6, 10.5, 4.9, -1.2, -0.8, -0.6])
BIAS = -9.55
THRESHOLD = 0.5
# `những hạn chế gì`: what stands under that very name needs less beside it.
_UNDER_ITS_NAME = 0.2
# What does not stand under it, or lacks the value that was asked for, must speak so much clearer.
_UNDER_NONE, _WITHOUT_VALUE = 0.93, 0.8
# Below the first nothing answers, nor below _UNLIKELY_ALONE where nothing likelier does: of 25
# answers to made offices 7 were right between the two. From the second on all answers that is in
# form; in text without an office's head, which says things in more ways than papers do, the third
# alone decides. From _CLEAR on a word or a value may be put as the question does not put it.
_UNLIKELY, _LIKELY, _LIKELY_IN_PLAIN_TEXT = 0.18, 0.41, 0.13
_CLEAR, _UNLIKELY_DEADLINE_IN_PLAIN_TEXT, _UNLIKELY_ALONE = 0.66, 0.3, 0.25
_WITHOUT_VALUE_IN_PLAIN_TEXT = 0.65
# Of answers to made offices 35 in 100 were wrong below the first, 16 in 100 above; in plain text
# 30 in 100 below the second, 11 in 100 above.
_SURE, _SURE_IN_PLAIN_TEXT = 0.5, 0.3

_WANTS_VALUE = frozenset(
    {
        Asked.DEADLINE,
        Asked.DATE,
        Asked.COUNT,
        Asked.PERSON,
        Asked.OFFICE,
        Asked.BODY,
        Asked.PLACE,
        Asked.LEVEL,
        Asked.DOCUMENT,
    }
)
_WHO_OR_WHERE = frozenset({Asked.PERSON, Asked.OFFICE, Asked.BODY, Asked.PLACE})
# Who has to do something may be a body, a level, everybody.
_DUTY = re.compile(
    r"\b(?:ai|nơi nào|cơ quan nào|đơn vị nào)(?: \w+)?"
    r" (?:phải|cần|được|có trách nhiệm|chịu trách nhiệm)\b"
    r"|\bwho (?:must|should|has to|have to|is responsible)\b"
)


def signals(query: Query, evidence: Evidence, terms: Sequence[Term]) -> NDArray[np.float64]:
    """What tells of the best sentence whether there is an answer, shape (len(SIGNALS),)."""
    total = max(weight(terms), 1e-9)
    heaviest = max((term.weight for term in terms), default=0.0) or 1.0
    return np.array(
        [
            evidence.coverage,
            evidence.features[FEATURES.index("cosine")],
            evidence.features[FEATURES.index("pairs")],
            max((term.weight for term in evidence.absent), default=0.0) / heaviest,
            weight(evidence.absent) / total,
            float(query.asked in _WANTS_VALUE and evidence.value is None),
        ]
    )


def confidence(query: Query, evidence: Evidence, terms: Sequence[Term]) -> float:
    """How likely, 0 to 1, the question has an answer at all, judged by its best sentence."""
    return float(1 / (1 + np.exp(-(signals(query, evidence, terms) @ WEIGHTS + BIAS))))


def borne_out(
    query: Query, best: Sequence[Evidence], terms: Sequence[Term], *, alone: bool = True
) -> list[Evidence]:
    """The sentences that answer. One of them must be likely to: what it says of one place another,
    less likely one may say of the next. A side of a comparison is not `alone`, and need not be."""
    good = [one for one in best if is_borne_out(query, one, terms)]
    return good if not alone or any(_is_likely(query, one, terms) for one in good) else []


def _is_likely(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    # What was translated never fits as well.
    elsewhere = evidence.hit.document.kind is None or query.language == "en"
    if elsewhere or tells_what_is_asked(query, evidence):
        return True
    return _likelihood(query, evidence, terms) >= _UNLIKELY_ALONE


def is_borne_out(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether the sentence answers: it bears every name and number of the question, holds a value
    where nothing else answers, and is likely enough to."""
    if not terms or goes_elsewhere(query, evidence):
        return False
    document = evidence.hit.document
    lacks_a_name = any(term.name for term in evidence.absent)
    # Other text has no head to say whose it is, and calls things by other names: there names weigh
    # as all words do. But a wrong day does harm wherever it stands.
    if document.kind is None and query.asked is not Asked.DEADLINE:
        undated = evidence.value is None and must_be_exact(query)
        other_day = query.asked is Asked.DATE and (lacks_a_name or undated)
        defined = query.asked is Asked.DEFINITION and evidence.value and evidence.value.sure
        if defined or other_day:
            return bool(defined)
        return _likelihood(query, evidence, terms) >= _LIKELY_IN_PLAIN_TEXT
    if (
        lacks_a_name
        or _is_hardly_translated(query, evidence, terms)
        or (query.asked is Asked.OTHER and another_speaks(query, document.text, evidence.text))
    ):
        return False
    likely = _likelihood(query, evidence, terms)
    unlikely = likely < (_UNLIKELY if document.kind else _UNLIKELY_DEADLINE_IN_PLAIN_TEXT)
    unlikely = unlikely and not tells_what_is_asked(query, evidence)
    clear = likely >= _CLEAR
    if unlikely or not is_in_form(query, evidence, terms, clear=clear):
        return False
    least = _least(query, evidence, clear=clear)
    told = likely >= _LIKELY and least < _NEVER
    return told or confidence(query, evidence, terms) >= least


def is_sure(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether a sentence that answers may be told without a word of caution."""
    if tells_what_is_asked(query, evidence):
        return True
    least = _SURE if evidence.hit.document.kind else _SURE_IN_PLAIN_TEXT
    return _likelihood(query, evidence, terms) >= least


def answers_beside(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether a sentence close to the last answer answers what is asked next: it holds nearly all
    that is asked, every name, and a sure value where one is asked for."""
    told = evidence.value is not None and evidence.value.sure
    if not terms:
        return told and query.asked in _WANTS_VALUE
    if goes_elsewhere(query, evidence) or any(term.name for term in evidence.absent):
        return False
    own = shared(terms, Words.of_text(evidence.text, evidence.above))
    if own < _NEARLY_ALL * weight(terms):
        return False
    if query.asked not in _WANTS_VALUE:
        likely = _likelihood(query, evidence, terms)
        text = evidence.hit.document.text
        told = likely >= _LIKELY_BESIDE and not another_speaks(query, text, evidence.text)
    return told and is_in_form(query, evidence, terms, clear=True)


_NEARLY_ALL, _LIKELY_BESIDE = 0.8, 0.1


def _likelihood(query: Query, evidence: Evidence, terms: Sequence[Term]) -> float:
    return likelihood(evidence, likelihood_signals(query, evidence, terms))


def likelihood_signals(
    query: Query, evidence: Evidence, terms: Sequence[Term]
) -> NDArray[np.float64]:
    """What `likelihood` goes by, of a sentence; shape (len(likelihood.SIGNALS),)."""
    return signals_of(
        query,
        evidence,
        terms,
        wants_value=query.asked in _WANTS_VALUE,
        must_be_exact=query.asked in _WANTS_VALUE and must_be_exact(query),
        says_nothing=says_nothing_of_it(query, evidence, terms),
    )


def _is_hardly_translated(query: Query, evidence: Evidence, terms: Sequence[Term]) -> bool:
    """Whether most of what an English question is about has no Vietnamese word here: the rest of
    it says too little of what was asked."""
    if query.language != "en":
        return False
    about = [term for term in terms if not term.name]
    foreign = [term for term in evidence.absent if not term.name and term.text.isascii()]
    return 2 * len(foreign) > len(about)


def _least(query: Query, evidence: Evidence, *, clear: bool) -> float:
    """How sure a sentence must be to answer the question, which it may do `clear`ly."""
    # A number or a place may be written in a way that is not known as one.
    if clear and query.asked in (Asked.COUNT, Asked.PLACE) and not must_be_exact(query):
        return 0.0
    named = tells_what_is_asked(query, evidence)
    if query.asked is Asked.OTHER and query.focus:
        return _UNDER_ITS_NAME if named else _UNDER_NONE
    if named:
        return _UNDER_ITS_NAME
    if query.asked is Asked.DEFINITION:
        named = any(concept.name for concept in query.concepts)
        return THRESHOLD if named or evidence.value else _WITHOUT_VALUE
    return _least_of_value(query, evidence) if query.asked in _WANTS_VALUE else THRESHOLD


def _least_of_value(query: Query, evidence: Evidence) -> float:
    office_paper, value = evidence.hit.document.kind is not None, evidence.value
    if value and value.sure:
        by_name = query.asked is Asked.COUNT and query.focus
        all_there = not evidence.absent and query.asked in _WHO_OR_WHERE
        if by_name or all_there:
            return _UNDER_ITS_NAME
        due = query.asked is Asked.DEADLINE and not evidence.absent
        return _ALL_THERE if due else THRESHOLD
    # An office's papers and the news of it put names, numbers and places in set forms.
    in_form = office_paper and not _DUTY.search(query.text.lower())
    if in_form or must_be_exact(query):
        return _NEVER
    if value and not query.focus:
        return THRESHOLD
    return _WITHOUT_VALUE if office_paper else _WITHOUT_VALUE_IN_PLAIN_TEXT


_ALL_THERE = 0.36
_NEVER = 2.0
