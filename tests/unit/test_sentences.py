import pytest

from assistant.vietnamese.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_stops_that_end_a_sentence_and_those_that_do_not() -> None:
    assert sentences("Đã xong. Ấp Một họp ngày 5.6.2024! Tốt?") == [
        "Đã xong.",
        "Ấp Một họp ngày 5.6.2024!",
        "Tốt?",
    ]
    assert sentences("Ảnh của T. Nguyễn ở TP. Cần Thơ.") == ["Ảnh của T. Nguyễn ở TP. Cần Thơ."]
    assert sentences("KT. CHỦ TỊCH") == ["KT. CHỦ TỊCH"]
    assert sentences("TUQ. BAN THƯỜNG VỤ") == ["TUQ. BAN THƯỜNG VỤ"]
    assert sentences("1. Việc thứ nhất. Việc thứ hai.") == ["1. Việc thứ nhất.", "Việc thứ hai."]
    assert sentences("Chờ… rồi đi. (Hết.)") == ["Chờ… rồi đi.", "(Hết.)"]


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences("KẾ HOẠCH\nvề việc họp\n\n  Mục 1 ") == ["KẾ HOẠCH", "về việc họp", "Mục 1"]


@pytest.mark.parametrize(
    "line",
    [
        "Điều 1. Thành lập tổ công tác",
        "Khoản 2. Việc của chi bộ",
        "Mục 3. Kinh phí",
        "Tiểu mục 4. Chi thường xuyên",
        "Phần II. Nhiệm vụ",
        "CHƯƠNG IV. ĐIỀU KHOẢN THI HÀNH",
        "Phụ lục I. Danh sách",
        "Điều 12a. Hiệu lực",
    ],
)
def test_what_only_counts_a_part_goes_with_its_first_words(line: str) -> None:
    assert sentences(f"{line}. Giao Văn phòng theo dõi.") == [
        f"{line}.",
        "Giao Văn phòng theo dõi.",
    ]
    assert sentences(f"Nay quyết định. {line}") == ["Nay quyết định.", line]


def test_a_part_named_at_the_end_of_a_sentence_ends_it() -> None:
    assert sentences("Thực hiện theo Điều 1. Giao Văn phòng theo dõi.") == [
        "Thực hiện theo Điều 1.",
        "Giao Văn phòng theo dõi.",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A. " * 200_000, 1),  # initials without end
        ("- Nguyễn Văn A. " * 40_000, 1),
        ("." * 400_000, 1),  # stops that end nothing
        (".)" * 200_000, 1),
        (" " * 200_000 + "a. " * 50_000, 1),
        ("Điều 1. " * 50_000, 25_000),
        ("Xong. " * 100_000, 100_000),
    ],
)
def test_a_line_of_any_length_is_read_once(text: str, count: int) -> None:
    assert len(sentence_spans(text)) == count
