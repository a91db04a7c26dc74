"""What an invitation says of a meeting: when and where it is, who chairs and who attends."""

from __future__ import annotations

import pytest
from fakes import NoCounts

from assistant.answering.meetings import invited
from assistant.answering.terms import query_terms
from assistant.retrieval.understand import understand
from assistant.types import Document

TEXT = """Số 09-GM/HU
Mường Kha, ngày 26 tháng 11 năm 2024
GIẤY MỜI
dự Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8
Ban Thường vụ Huyện ủy trân trọng kính mời:
- Các đồng chí Ủy viên Ban Chấp hành;
- Bí thư các chi bộ trực thuộc.
Đến dự hội nghị tổng kết công tác năm 2024.
Thời gian: 01 ngày, khai mạc lúc 7 giờ 30 phút, ngày 18/12/2024.
- Địa điểm:
Hội trường A, trụ sở Huyện ủy.
3. Chủ trì hội nghị: Đồng chí Bí thư Huyện ủy.
Các chi bộ đăng ký dự họp trước ngày 16/12/2024.
"""
INVITATION = Document(
    id="gm",
    source="gm.txt",
    kind="GM",
    number="09-GM/HU",
    title="Giấy mời dự Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8",
    issuer="Huyện ủy Mường Kha",
    place="Mường Kha",
    digest="",
    text=TEXT,
)
PLAN = Document(
    id="kh",
    source="kh.txt",
    kind="KH",
    title="Kế hoạch tổ chức Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8",
    place="Mường Kha",
    digest="",
    text="Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8\nThời gian: tháng 12/2024.\n",
)


def told(question: str, *documents: Document, numbered: bool = False) -> list[str | None]:
    query = understand(question, NoCounts())
    terms = query_terms(query, lambda text, field: 1.0)
    points = invited(query, documents or (INVITATION,), terms, numbered=numbered)
    for point in points:
        text = point.document.text
        for start, end in point.quotes:
            assert text[start:end].strip() == text[start:end] != ""
    return [point.value.text if point.value else point.text for point in points]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8 họp lúc mấy giờ?",
            "01 ngày, khai mạc lúc 7 giờ 30 phút, ngày 18/12/2024",
        ),
        (
            "Hội nghị tổng kết công tác năm 2024 tổ chức ngày nào?",
            "01 ngày, khai mạc lúc 7 giờ 30 phút, ngày 18/12/2024",
        ),
        (
            "Hội nghị Ban Chấp hành lần thứ 8 tổ chức ở đâu?",
            "Hội trường A, trụ sở Huyện ủy",
        ),
        (
            "Ai chủ trì Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8?",
            "Đồng chí Bí thư Huyện ủy",
        ),
        (
            "Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8 mời những ai?",
            "Ban Thường vụ Huyện ủy trân trọng kính mời:\n"
            "- Các đồng chí Ủy viên Ban Chấp hành;\n"
            "- Bí thư các chi bộ trực thuộc.",
        ),
    ],
)
def test_the_line_that_says_it_is_given(question: str, answer: str) -> None:
    assert told(question) == [answer]


@pytest.mark.parametrize(
    "question",
    [
        "Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 7 họp ngày nào?",
        "Hội nghị tổng kết công tác năm 2023 tổ chức ngày nào?",
        "Đăng ký dự Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8 trước khi nào?",
        "Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8 kéo dài bao lâu?",
        "Hội nghị tổ chức ở đâu?",
        "Lớp bồi dưỡng đảng viên mới tổ chức tập huấn ở đâu?",
    ],
)
def test_another_meeting_or_another_matter_is_not_answered(question: str) -> None:
    assert told(question) == []


def test_an_invitation_that_is_named_by_its_number_need_not_be_described() -> None:
    assert told("Giấy mời 09 họp ở đâu?", numbered=True) == ["Hội trường A, trụ sở Huyện ủy"]


def test_a_paper_that_invites_nobody_is_no_invitation() -> None:
    question = "Hội nghị Ban Chấp hành Đảng bộ huyện lần thứ 8 họp khi nào?"

    assert told(question, PLAN) == []
    assert len(told(question, PLAN, INVITATION)) == 1
