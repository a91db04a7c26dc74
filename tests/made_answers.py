"""Answers over passages that a test makes, where every word weighs the same."""

from __future__ import annotations

import numpy as np
from fakes import NoCounts

from assistant.answering.abstain import borne_out
from assistant.answering.choose import choose
from assistant.answering.compose import answered, not_found
from assistant.answering.evidence import gather
from assistant.answering.terms import query_terms
from assistant.chunking import split
from assistant.retrieval.understand import understand
from assistant.types import Answer, Document, Hit, Query

PLAN = Document(
    "plan",
    "ke-hoach/ke-hoach.txt",
    "Kế hoạch kiểm điểm giữa nhiệm kỳ của Huyện ủy Hòa Tân",
    "Huyện ủy yêu cầu các đơn vị làm nghiêm túc. Cụ thể, chi bộ gửi báo cáo trước ngày 5/6/2024; "
    "đảng bộ xã hoàn thành trước ngày 20/6/2024.\nHội nghị do đồng chí Lê Thị Mai chủ trì, họp "
    "ngày 3/5 tại hội trường.",
    digest="0",
    kind="KH",
    number="12-KH/HU",
    issuer="Ban Thường vụ Huyện ủy Hòa Tân",
    place="Hòa Tân",
)


def ask(question: str, *documents: Document) -> Answer:
    query = understand(question, NoCounts())
    hits = [
        Hit(document, passage, score=1.4 - i / 10)
        for i, document in enumerate(documents or (PLAN,))
        for passage in split(document, lambda text: len(text.split()))
    ]
    return answer(query, hits)


def answer(query: Query, hits: list[Hit]) -> Answer:
    """The answer where every word weighs the same and every sentence is as near as any other."""
    terms = query_terms(query, lambda field, token: 1.0)
    near = [np.full(99, 0.9, dtype=np.float32) for _ in hits]
    evidence = gather(query, hits, near, terms, lambda field, token: 1.0)
    good = borne_out(query, evidence, terms)
    points = choose(query, good, terms, others=[e for e in evidence if e not in good])
    if points:
        return answered(query, points, hits, lambda document: None)
    return not_found(query, evidence, terms, hits, ())
