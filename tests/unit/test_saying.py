"""Which document says a thing: asked, and told from what a document leans on."""

from __future__ import annotations

import pytest
from fakes import NoCounts

from assistant.answering.saying import asks_which_is_about, asks_which_says, leading_kind
from assistant.retrieval.understand import understand
from assistant.service import Assistant
from assistant.types import Answer


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Việc cho đồng chí Lê Văn Tám nghỉ hưu nằm ở quyết định số mấy?", "QĐ"),
        ("Kế hoạch nào giao Văn phòng theo dõi?", "KH"),
        ("Mức chi này được nêu trong văn bản nào?", ""),
        ("Kế hoạch 5-KH/HU căn cứ văn bản nào?", None),
        ("Phải kiểm điểm theo kế hoạch nào?", None),
        ("Khi nào họp?", None),
    ],
)
def test_it_is_told_from_what_a_document_leans_on(question: str, kind: str | None) -> None:
    assert asks_which_says(understand(question, NoCounts())) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Huyện ủy Hòa Tân có kế hoạch nào về sổ tay điện tử?", "KH"),
        ("huyen uy co van ban nao quy dinh ve tiep dan", ""),
        ("Kế hoạch nào giao Văn phòng theo dõi?", None),
        ("Huyện ủy có mấy kế hoạch?", None),
    ],
)
def test_a_document_may_be_asked_for_by_its_subject(question: str, kind: str | None) -> None:
    assert asks_which_is_about(understand(question, NoCounts())) == kind


def test_the_kind_that_words_begin_with_is_known() -> None:
    assert leading_kind("báo cáo nửa đầu năm của huyện ủy", "vi") == "BC"
    assert leading_kind("bao cao nua dau nam", "vi") == "BC"
    assert leading_kind("bài viết về buổi đối thoại", "vi") == "news"
    assert leading_kind("việc sáp nhập thôn", "vi") is None
    assert leading_kind("the plan for dialogue in Phu Giang", "en") == "KH"
    assert leading_kind("the article on Phu Giang", "en") == "news"
    assert leading_kind("the deadline in the plan", "en") is None


def test_the_answer_is_the_number_with_the_sentence(sample: Assistant) -> None:
    answer: Answer = sample.ask("Việc chọn Đảng bộ xã Tân Long làm điểm nằm ở kế hoạch số mấy?")
    assert answer.statements[0].value == "59-KH/TU"
    assert any("Tân Long" in statement.text for statement in answer.statements)
    assert {citation.document.number for citation in answer.citations} == {"59-KH/TU"}


def test_what_a_paper_rests_on_is_not_told_by_one_that_rests_on_it(sample: Assistant) -> None:
    upper = sample.ask("Kế hoạch 60-KH/TU căn cứ vào đâu?")
    lower = sample.ask("Kế hoạch 59-KH/TU căn cứ vào đâu?")
    assert all("59-KH/TU" not in statement.text for statement in upper.statements)
    assert "60-KH/TU" in lower.answer
