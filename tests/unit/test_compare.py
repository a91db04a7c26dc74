"""Questions about two things at once, taken apart."""

from __future__ import annotations

import pytest
from fakes import NoCounts

from assistant.answering.compare import compared
from assistant.retrieval.understand import understand


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Hạn nộp trong kế hoạch của Huyện ủy Nậm Rịa và trong kế hoạch của Pa Khoang chênh"
            " nhau ra sao?",
            [
                "Hạn nộp trong kế hoạch của Huyện ủy Nậm Rịa?",
                "Hạn nộp trong kế hoạch của Pa Khoang?",
            ],
        ),
        (
            "Đảng ủy xã Nậm Rịa và Pa Khoang họp khi nào?",
            ["Đảng ủy xã Nậm Rịa họp khi nào?", "Đảng ủy xã Pa Khoang họp khi nào?"],
        ),
        (
            "Chi bộ xã Nậm Rịa và xã Pa Khoang có mấy đảng viên?",
            ["Chi bộ xã Nậm Rịa có mấy đảng viên?", "Chi bộ xã Pa Khoang có mấy đảng viên?"],
        ),
        (
            "Trường ở xã Nậm Rịa và thị trấn Pa Khoang có mấy lớp?",
            ["Trường ở xã Nậm Rịa có mấy lớp?", "Trường ở thị trấn Pa Khoang có mấy lớp?"],
        ),
        (
            "Kế hoạch 7-KH/HU và Kế hoạch 9-KH/HU ban hành ngày nào, cái nào trước?",
            ["Kế hoạch 7-KH/HU ban hành ngày nào", "Kế hoạch 9-KH/HU ban hành ngày nào"],
        ),
        (
            "Kế hoạch 7-KH/HU và Kế hoạch 9-KH/HU, cái nào ban hành trước?",
            ["Kế hoạch 7-KH/HU ban hành khi nào?", "Kế hoạch 9-KH/HU ban hành khi nào?"],
        ),
        (
            "Nậm Rịa và Pa Khoang, nơi nào trồng nhiều cây hơn?",
            ["Nậm Rịa trồng bao nhiêu cây?", "Pa Khoang trồng bao nhiêu cây?"],
        ),
        (
            "Chỉ tiêu trồng cây năm 2021 và năm 2024 của Nậm Rịa khác nhau thế nào?",
            [
                "Chỉ tiêu trồng cây năm 2021 của Nậm Rịa?",
                "Chỉ tiêu trồng cây năm 2024 của Nậm Rịa?",
            ],
        ),
        (
            "Số cây đã trồng: Nậm Rịa bao nhiêu, còn Pa Khoang bao nhiêu?",
            ["Số cây đã trồng: Nậm Rịa bao nhiêu", "Số cây đã trồng: Pa Khoang bao nhiêu"],
        ),
        ("Từ năm 2021 đến năm 2024 Nậm Rịa trồng bao nhiêu cây?", []),
        ("Giai đoạn 2021 - 2025 Nậm Rịa trồng bao nhiêu cây?", []),
        ("Ngày 5/3/2021 và 6/3/2021 họp ở đâu?", []),
        ("Phân công: Bí thư chủ trì, Phó Bí thư làm gì?", []),
    ],
)
def test_each_of_those_that_are_compared_is_asked_about(question: str, parts: list[str]) -> None:
    assert list(compared(understand(question, NoCounts())).values()) == parts
