from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

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
    assert sentences("1. Việc thứ nhất. Việc thứ hai.") == ["1. Việc thứ nhất.", "Việc thứ hai."]
    assert sentences("Chờ… rồi đi. (Hết.)") == ["Chờ… rồi đi.", "(Hết.)"]


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences("KẾ HOẠCH\nvề việc họp\n\n  Mục 1 ") == ["KẾ HOẠCH", "về việc họp", "Mục 1"]


@given(st.text(alphabet=st.sampled_from('Aạb. \n!?…;"1Đ'), max_size=80))
def test_sentences_hold_all_that_is_not_space(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b <= c for (a, b), (c, _) in pairwise(spans))
