from hypothesis import given
from hypothesis import strategies as st

from assistant.chunking import embedding_text, headings_at, split
from assistant.types import Document, Heading, Page
from assistant.vietnamese.sentences import sentence_spans


def words(text: str) -> int:
    return len(text.split())


def make(text: str, headings: tuple[Heading, ...] = (), pages: tuple[Page, ...] = ()) -> Document:
    return Document("d", "d.txt", "Kế hoạch mẫu", text, digest="0", headings=headings, pages=pages)


def heading(text: str, title: str, level: int) -> Heading:
    start = text.index(title)
    return Heading(level, title, start, start + len(title))


def test_sections_carry_the_path_of_their_headings() -> None:
    text = "Mở đầu chung.\nI. MỤC TIÊU\n1. Mục tiêu chung\nNội dung một.\n2. Cụ thể\nNội dung hai."
    headings = (
        heading(text, "I. MỤC TIÊU", 1),
        heading(text, "1. Mục tiêu chung", 2),
        heading(text, "2. Cụ thể", 2),
    )
    document = make(text, headings)
    passages = split(document, words, 50)
    assert [p.headings for p in passages] == [
        (),
        ("I. MỤC TIÊU", "1. Mục tiêu chung"),
        ("I. MỤC TIÊU", "2. Cụ thể"),
    ]
    # Headings with nothing between them stay with the text below.
    assert passages[1].text == "I. MỤC TIÊU\n1. Mục tiêu chung\nNội dung một."
    assert embedding_text(document, passages[2]) == (
        "Kế hoạch mẫu\nI. MỤC TIÊU\n2. Cụ thể\nNội dung hai."
    )
    assert headings_at(headings, 0) == ()


def test_passages_know_their_page() -> None:
    text = "Trang một.\nTrang hai."
    pages = (Page(1, 0, 11), Page(2, 11, 21))
    passages = split(make(text, pages=pages), words, 2)
    assert [p.page for p in passages] == [1, 2]


def test_a_long_sentence_is_not_cut() -> None:
    text = " ".join(["từ"] * 300) + ". Ngắn thôi."
    passages = split(make(text), words, 50)
    assert [words(p.text) for p in passages] == [300, 2]


def test_what_runs_on_without_a_stop_is_cut() -> None:
    text = "a" * 10_000 + " " + "1234 " * 4_000
    passages = split(make(text), lambda part: len(part) // 4, 200)
    assert max(len(p.text) for p in passages) <= 4_000
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())


def test_long_sections_are_cut_evenly() -> None:
    text = " ".join(f"Câu số {i} có bảy tiếng." for i in range(60))
    sizes = [words(p.text) for p in split(make(text), words, 100)]
    assert max(sizes) <= 100
    assert min(sizes) >= 60


def test_nothing_comes_of_nothing() -> None:
    assert split(make(" \n "), words) == ()


@given(
    st.text(alphabet=st.sampled_from("Aạb. \n!?…;1Đ"), max_size=300),
    st.integers(1, 20),
    st.lists(st.integers(0, 299), max_size=4, unique=True),
)
def test_offsets_are_exact_and_sentences_whole(text: str, size: int, starts: list[int]) -> None:
    headings = tuple(
        Heading(1 + i % 3, text[s : s + 2], s, s + 2)
        for i, s in enumerate(sorted(starts))
        if s + 2 <= len(text) and (s == 0 or text[s - 1] == "\n") and "\n" not in text[s : s + 2]
    )
    passages = split(make(text, headings), words, size)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
    covered = [span for p in passages for span in sentence_spans(text, p.start, p.end)]
    assert covered == sorted(covered)
    assert "".join("".join(text[a:b].split()) for a, b in covered) == "".join(text.split())
    if not headings:
        assert covered == sentence_spans(text)
