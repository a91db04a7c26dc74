"""How likely a sentence answers: what lifts it above others, and what the two models weigh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from fakes import NoCounts

from assistant.answering.abstain import likelihood_signals
from assistant.answering.evidence import Evidence, gather
from assistant.answering.likelihood import OFFICE, PLAIN, SIGNALS, likelihood
from assistant.answering.terms import Term, query_terms
from assistant.chunking import split
from assistant.retrieval.understand import understand
from assistant.types import Document, Hit, Query

PAPER = Document(
    "plan",
    "ke-hoach.txt",
    "Kế hoạch trồng rừng của huyện Hòa Tân",
    "Huyện Hòa Tân trồng 40 ha rừng ở ba xã.\nCác xã chuẩn bị cây giống từ đầu năm.\n"
    "Phòng Tài chính bố trí kinh phí.\nVăn phòng theo dõi việc thực hiện.\n"
    "Hội Phụ nữ vận động hội viên.",
    digest="0",
    kind="KH",
    issuer="Huyện ủy Hòa Tân",
    place="Hòa Tân",
)
AGAIN = replace(PAPER, id="again", source="lai.txt", text="Huyện Hòa Tân trồng 40 ha rừng ở ba xã.")
QUESTION = "Huyện Hòa Tân trồng bao nhiêu ha rừng?"


def found(*documents: Document, question: str = QUESTION) -> tuple[Query, list[Evidence]]:
    query = understand(question, NoCounts())
    hits = [
        Hit(document, passage, score=1.0)
        for document in documents
        for passage in split(document, lambda text: len(text.split()))
    ]
    near = [np.full(99, 0.9, dtype=np.float32) for _ in hits]
    return query, gather(query, hits, near, terms_of(query), lambda field, token: 1.0)


def terms_of(query: Query) -> tuple[Term, ...]:
    return query_terms(query, lambda field, token: 1.0)


def likely(query: Query, evidence: Evidence) -> float:
    return likelihood(evidence, likelihood_signals(query, evidence, terms_of(query)))


def test_every_signal_has_a_weight_in_both_models() -> None:
    query, (best, *_) = found(PAPER)
    shape = likelihood_signals(query, best, terms_of(query)).shape
    assert shape == OFFICE.shape == PLAIN.shape == (len(SIGNALS),)


def test_one_that_says_the_same_is_no_rival_and_one_that_says_another_thing_is() -> None:
    _, (alone, below, *_) = found(PAPER)
    _, (repeated, *_) = found(PAPER, AGAIN)
    assert repeated.lead == alone.lead
    assert below.lead < 0 < alone.lead


def test_the_best_sentence_is_likelier_than_those_below_it() -> None:
    query, evidence = found(PAPER)
    chances = [likely(query, one) for one in evidence]
    assert chances[0] == max(chances)
    assert chances[0] > 0.5 > chances[-1]


def test_text_without_a_head_has_a_model_of_its_own() -> None:
    query, (paper, *_) = found(PAPER)
    _, (text, *_) = found(replace(PAPER, kind=None))
    seen = likelihood_signals(query, paper, terms_of(query))
    assert likelihood(paper, seen) != likelihood(text, seen)
