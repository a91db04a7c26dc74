"""What of a passage is marked as found."""

from __future__ import annotations

from fakes import NoCounts

from assistant.retrieval.retriever import content_words, highlights, other_phrases
from assistant.retrieval.understand import understand


def marked(question: str, text: str) -> list[str]:
    query = understand(question, NoCounts())
    found = highlights(content_words(query), other_phrases(query), text)
    return [text[start:end] for start, end in found]


def test_words_that_were_typed_are_marked_one_by_one() -> None:
    assert marked("xã Tân Long họp", "Đảng bộ xã Tân Long đã họp.") == ["xã Tân Long", "họp"]


def test_what_means_the_same_is_marked_whole_and_not_by_its_words() -> None:
    text = "Thị ủy chọn nơi thí điểm; chi bộ chỉ đạo."
    assert marked("đơn vị làm điểm", text) == ["thí điểm"]


def test_phrases_that_overlap_are_one() -> None:
    assert marked("báo cáo sơ kết", "nộp báo cáo sơ kết nửa năm") == ["báo cáo sơ kết"]
