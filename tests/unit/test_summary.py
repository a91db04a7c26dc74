"""What a document is about, in its own words."""

from __future__ import annotations

from pathlib import Path

import made_files
import office
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.summary import (
    MOST_POINTS,
    MOST_WORDS,
    Role,
    Summary,
    is_summary,
    summarise,
    summary_question,
)
from assistant.documents.read import read_document
from assistant.index.citations import Citing, Successor
from assistant.types import Document, Relation
from assistant.vietnamese.normalize import fold

ROOT = Path(__file__).parent.parent.parent

DECISION = """HUYỆN ỦY SAO MAI
*
Số 31-QĐ/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sao Mai, ngày 06 tháng 02 năm 2024
QUYẾT ĐỊNH
thành lập Đoàn kiểm tra
-----
Căn cứ Kế hoạch số 12-KH/HU, ngày 05/02/2024 của Ban Thường vụ Huyện ủy;
BAN THƯỜNG VỤ HUYỆN ỦY QUYẾT ĐỊNH
Điều 1. Thành lập Đoàn kiểm tra gồm:
1. Đồng chí Trần Thị Thử, làm Trưởng đoàn.
2. Đồng chí Lê Văn Nghiệm, làm thành viên.
Điều 2. Đoàn kiểm tra tự giải thể khi xong việc. Kinh phí do Huyện ủy cấp.
Điều 3. Văn phòng Huyện ủy và các đồng chí có tên ở trên thi hành Quyết định này.
Nơi nhận:
- Như Điều 3,
- Lưu Văn phòng.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Mẫu
"""
STORY = (
    "Chi bộ thôn Thượng họp bàn việc làm đường mới vào tối thứ Bảy vừa qua.",
    "Cuộc họp kéo dài hai giờ.",
    "Bí thư chi bộ cho biết con đường đi qua ba thôn và cần sáu tháng để làm xong.",
    "Trời hôm ấy có mưa nhỏ nhưng ai cũng đến đúng giờ đã hẹn.",
    "Các đảng viên nhận vận động bà con ba thôn hiến đất để làm con đường mới.",
    "Chị nuôi của xã nấu một nồi cháo gà mời những người ở lại muộn.",
    "Con đường mới sẽ nối ba thôn với chợ xã và trường học.",
    "Chi bộ sẽ họp lại vào tháng sau để xem việc hiến đất làm đường đến đâu.",
)


def read(text: str, source: str = "ke-hoach/mau.txt") -> Document:
    return read_document(source, text.encode())


def shown(summary: Summary, *roles: Role) -> list[list[str]]:
    return [
        [part.document.text[start:end] for start, end in part.spans]
        for part in summary.parts
        if part.role in roles
    ]


def words_of(summary: Summary) -> int:
    return sum(
        len(part.document.text[slice(*span)].split())
        for part in summary.parts
        for span in part.spans
    )


def check(summary: Summary, document: Document) -> None:
    """Every span is text, inside a quote, and nothing is shown twice or out of order."""
    assert words_of(summary) <= MOST_WORDS
    points = [part for part in summary.parts if part.role is Role.POINT]
    assert len(points) <= MOST_POINTS
    starts = [span[0] for part in points for span in part.spans]
    assert starts == sorted(set(starts))
    for part in summary.parts:
        assert part.spans
        assert part.document is document or part.role in (Role.CITED_BY, Role.SUCCESSOR)
        for start, end in (*part.spans, *part.quotes):
            assert part.document.text[start:end].strip() == part.document.text[start:end] != ""
        for start, end in part.spans:
            assert any(a <= start and end <= b for a, b in part.quotes)


@pytest.fixture(scope="module")
def plan() -> Document:
    return read(made_files.PLAN)


@pytest.fixture(scope="module")
def decision() -> Document:
    return read(DECISION, "quyet-dinh/31.txt")


def test_a_plan_gives_head_points_and_basis(plan: Document) -> None:
    summary = summarise(plan)

    check(summary, plan)
    assert shown(summary, Role.TITLE, Role.NUMBER, Role.ISSUER, Role.ISSUED) == [
        ["KẾ HOẠCH\nkiểm tra việc chấp hành Điều lệ Đảng năm 2024"],
        ["12-KH/HU"],
        ["HUYỆN ỦY SAO MAI", "T/M BAN THƯỜNG VỤ"],
        ["ngày 05 tháng 02 năm 2024"],
    ]
    assert shown(summary, Role.POINT) == [
        ["I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích", "2. Yêu cầu"],
        [
            "II. TỔ CHỨC THỰC HIỆN",
            "Ủy ban Kiểm tra Huyện ủy theo dõi, đôn đốc các đơn vị thực hiện kế hoạch này.",
        ],
    ]
    cites = [part for part in summary.parts if part.role is Role.CITES]
    assert [(part.number, part.relation) for part in cites] == [("02-HD/TU", Relation.BASIS)]
    assert shown(summary, Role.CITES) == [["Hướng dẫn số 02-HD/TU"]]
    assert plan.text[slice(*cites[0].quotes[0])].startswith("Thực hiện Hướng dẫn số 02-HD/TU")
    assert summary.omitted == 0


def test_a_decision_gives_its_articles_with_their_lists(decision: Document) -> None:
    summary = summarise(decision)

    check(summary, decision)
    assert shown(summary, Role.POINT) == [
        [
            "Điều 1. Thành lập Đoàn kiểm tra gồm:",
            "1. Đồng chí Trần Thị Thử, làm Trưởng đoàn.",
            "2. Đồng chí Lê Văn Nghiệm, làm thành viên.",
        ],
        ["Điều 2. Đoàn kiểm tra tự giải thể khi xong việc."],
        ["Điều 3. Văn phòng Huyện ủy và các đồng chí có tên ở trên thi hành Quyết định này."],
    ]


def test_an_article_that_is_a_sentence_stands_beside_those_with_headings() -> None:
    articles = """Điều 1. Thành lập Tổ công tác gồm:
1. Đồng chí Trần Thị Thử, Tổ trưởng.
Điều 2. Nhiệm vụ của Tổ công tác
1. Kiểm tra các chi bộ ở cơ sở.
Điều 3. Văn phòng Huyện ủy thi hành Quyết định này.
"""
    document = read(f"{DECISION[: DECISION.index('Điều 1')]}{articles}", "quyet-dinh/32.txt")
    assert [h.text for h in document.headings][-1].startswith("Điều 2")

    summary = summarise(document)

    assert shown(summary, Role.POINT) == [
        ["Điều 1. Thành lập Tổ công tác gồm:", "1. Đồng chí Trần Thị Thử, Tổ trưởng."],
        ["Điều 2. Nhiệm vụ của Tổ công tác", "1. Kiểm tra các chi bộ ở cơ sở."],
        ["Điều 3. Văn phòng Huyện ủy thi hành Quyết định này."],
    ]


def test_headings_under_headings_come_before_all_sentences() -> None:
    long = " ".join(["dài"] * 80)
    text = (
        f"I. CHỈ TIÊU\n1. Chỉ tiêu một {long}.\n2. Chỉ tiêu hai {long}.\n3. Chỉ tiêu ba {long}.\n"
        f"II. NHIỆM VỤ\n1. Tuyên truyền\nLàm {long}.\n2. Hạ tầng\nLàm {long}.\n3. Kinh phí\n"
        f"Làm {long}.\n"
    )
    document = read(f"{DECISION[: DECISION.index('Căn cứ')]}{text}")

    first, second = [p for p in summarise(document).parts if p.role is Role.POINT]

    assert [document.text[slice(*span)] for span in second.spans] == [
        "II. NHIỆM VỤ",
        "1. Tuyên truyền",
        "2. Hạ tầng",
        "3. Kinh phí",
    ]
    assert (first.omitted, second.omitted) == (1, 0)


def test_the_day_under_a_headline_is_no_point() -> None:
    story = " ".join(STORY)
    title, day = "Thôn Thượng bàn việc làm con đường mới", "Thứ Tư, 11/03/2026 - 09:40"
    page = f"Lượt xem: 12\n\n{title}\n\n{day}\n\n{story}\n"
    summary = summarise(read(page, "tin/duong.txt"))

    assert shown(summary, Role.PUBLISHED) == [["11/03/2026"]]
    assert not any("11/03" in words for point in shown(summary, Role.POINT) for words in point)


@pytest.mark.parametrize(
    ("columns", "issuer"),
    [
        ("TỈNH ỦY SAO MAI     ĐẢNG CỘNG SẢN VIỆT NAM\nBAN TỔ CHỨC", "BAN TỔ CHỨC"),
        ("TỈNH ỦY SAO MAI     ĐẢNG CỘNG SẢN VIỆT NAM\n*", None),
    ],
)
def test_the_issuer_stands_without_what_is_beside_it(columns: str, issuer: str | None) -> None:
    body = "Nơi nhận:          T/M BAN THƯỜNG VỤ\n- Lưu.             BÍ THƯ\nLê Văn Mẫu\n"
    dated = "Số 31-KH/TU     Sao Mai, ngày 06 tháng 02 năm 2024"
    head = f"{columns}\n{dated}\nKẾ HOẠCH\ntập huấn\n-----\n"
    signed = body if issuer is None else body.replace("T/M BAN THƯỜNG VỤ", "")
    summary = summarise(read(f"{head}1. Mở lớp.\n2. Chia tổ.\n{signed}"))

    wanted = [issuer] if issuer else ["T/M BAN THƯỜNG VỤ"]
    assert shown(summary, Role.ISSUER) == [["TỈNH ỦY SAO MAI", *wanted]]


def test_what_cites_it_and_what_came_in_its_place(plan: Document, decision: Document) -> None:
    reference = next(one for one in decision.references if one.number == "12-KH/HU")
    later = read(
        "Kế hoạch 12-KH/HU nay được thay bằng Kế hoạch 40-KH/HU của Huyện ủy Sao Mai.", "tin/a.txt"
    )
    successor = Successor(Relation.REPLACES, "40-KH/HU", None, later, 0, len(later.text))

    citing = [Citing(decision, reference), Citing(decision, reference), Citing(plan, reference)]
    summary = summarise(plan, citing, [successor])

    check(summary, plan)
    assert [
        (part.document.id, part.number, part.relation)
        for part in summary.parts
        if part.role in (Role.SUCCESSOR, Role.CITED_BY)
    ] == [
        (later.id, "40-KH/HU", Relation.REPLACES),
        (decision.id, "12-KH/HU", Relation.BASIS),
    ]
    assert shown(summary, Role.CITED_BY) == [["Kế hoạch số 12-KH/HU"]]
    assert [part.role for part in summary.parts][-1] is Role.CITED_BY


def test_of_many_articles_the_first_are_given_and_the_others_counted() -> None:
    articles = "\n".join(
        f"Điều {n}. Việc thứ {n}\nNgười phụ trách việc thứ {n} báo cáo mỗi tuần một lần."
        for n in range(1, 13)
    )
    document = read(DECISION[: DECISION.index("Điều 1.")] + articles)

    summary = summarise(document)

    check(summary, document)
    points = shown(summary, Role.POINT)
    assert [point[0] for point in points] == [f"Điều {n}. Việc thứ {n}" for n in range(1, 9)]
    assert all(len(point) == 2 for point in points)
    assert summary.omitted == 4


def test_a_long_list_is_cut_behind_an_entry_and_says_so() -> None:
    entry = "{}. Chi bộ số {} kiểm tra sổ sách, tài sản, nhân sự và thu chi trong cả năm vừa qua."
    listed = "\n".join(entry.format(n, n) for n in range(1, 21))
    text = made_files.PLAN.replace("Ủy ban Kiểm tra Huyện ủy theo dõi, đôn đốc", f"{listed}\nMọi")
    document = read(text)

    summary = summarise(document)

    check(summary, document)
    last = [part for part in summary.parts if part.role is Role.POINT][-1]
    entries = [document.text[slice(*span)] for span in last.spans[1:]]
    assert entries == [entry.format(n, n) for n in range(1, len(entries) + 1)]
    assert 0 < len(entries) < 20
    assert last.omitted == 20 - len(entries)


def made_story(sentences: tuple[str, ...] = STORY) -> Document:
    text = "\n".join(sentences)
    return Document("1", "tin/a.txt", "Thôn Thượng làm đường", text, "", kind="news")


def test_a_text_without_headings_gives_its_opening_and_its_centre() -> None:
    document = made_story()

    summary = summarise(document)

    check(summary, document)
    points = [point for (point,) in shown(summary, Role.POINT)]
    assert points[:2] == list(STORY[:2])
    assert len(points) == 5
    # Neither the weather nor the meal: what the others speak of.
    assert STORY[3] not in points
    assert STORY[5] not in points


def test_the_weights_of_words_tell_the_centre() -> None:
    document = made_story()
    meal = {"chi", "nuoi", "xa", "nau", "noi", "chao", "ga", "moi", "nhung", "nguoi", "o", "muon"}

    points = shown(summarise(document, weigh=lambda token: float(token in meal)), Role.POINT)

    assert [STORY[5]] in points


def test_sentences_that_say_the_same_are_given_once() -> None:
    again = "Các đảng viên nhận vận động bà con ba thôn hiến đất để làm con đường mới ấy."
    points = shown(summarise(made_story((*STORY, again))), Role.POINT)

    assert [[STORY[4]] in points, [again] in points].count(True) == 1


def test_an_article_names_its_author_and_not_its_byline_as_a_point() -> None:
    story = " ".join(STORY)
    page = f"Lượt xem: 12\n\nThôn Thượng bàn việc làm con đường mới\n\n{story}\n\nHoàng Mẫu\n"
    document = read(page, "tin/duong.txt")

    summary = summarise(document)

    check(summary, document)
    assert shown(summary, Role.TITLE) == [["Thôn Thượng bàn việc làm con đường mới"]]
    assert shown(summary, Role.AUTHOR) == [["Hoàng Mẫu"]]
    assert ["Hoàng Mẫu"] not in shown(summary, Role.POINT)
    assert len(shown(summary, Role.POINT)) == 5


def test_every_document_of_the_sample_and_of_the_made_office(tmp_path: Path) -> None:
    folder = office.lay_out(tmp_path)
    for root in (ROOT / "corpus", folder):
        for path in sorted(root.rglob("*.*")):
            if path.name == "README.md":
                continue
            document = read_document(path.relative_to(root).as_posix(), path.read_bytes())
            summary = summarise(document)
            check(summary, document)
            roles = {part.role for part in summary.parts}
            assert {Role.TITLE, Role.POINT} <= roles, document.source
            if document.number:
                assert {Role.NUMBER, Role.ISSUER, Role.ISSUED} <= roles, document.source


def test_the_two_real_articles(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        document = read_document(path.name, path.read_bytes())
        summary = summarise(document)
        check(summary, document)
        assert len(shown(summary, Role.TITLE, Role.AUTHOR)) == 2
        assert 3 <= len(shown(summary, Role.POINT)) <= 5


@given(
    st.lists(
        st.sampled_from(
            [*made_files.PLAN.splitlines(), *DECISION.splitlines(), *STORY, "- một việc:", "a) hai"]
        ),
        max_size=60,
    ),
    st.booleans(),
)
def test_any_order_of_lines(lines: list[str], written: bool) -> None:
    document = read("\n".join(["Một văn bản mẫu để thử.", *lines]))
    summary = summarise(document, weigh=None if not written else lambda token: float(len(token)))
    check(summary, document)
    assert summary == summarise(
        document, weigh=None if not written else lambda token: float(len(token))
    )


ASKED = (
    "Kế hoạch 12-KH/HU nói về việc gì?",
    "Bài “Đảng viên đi trước, làng nước theo sau” nói về việc gì?",
    "Kế hoạch 12-KH/HU nói gì?",
    "Kế hoạch 12 nội dung gì?",
    "Chỉ thị 05 nội dung chính là gì?",
    "Nội dung chính của Kế hoạch 12-KH/HU là gì?",
    "Tóm tắt Kế hoạch 12-KH/HU",
    "Tóm tắt giúp tôi nội dung chính của Quyết định 31-QĐ/HU",
    "Quyết định 31-QĐ/HU quy định những gì?",
    "Kế hoạch 12 về việc gì?",
    "Bài viết về xã Sao Mai nói về vấn đề gì?",
    "Văn bản này nói gì?",
    "Kế hoạch về kiểm tra việc chấp hành Điều lệ nêu những nội dung gì?",
    "Kế hoạch 12-KH/HU có những nội dung chính nào?",
)
NOT_ASKED = (
    "Báo cáo sơ kết gồm những nội dung gì?",
    "Nội dung báo cáo kiểm điểm gồm những gì?",
    "Kế hoạch 12 nói gì về thời hạn?",
    "Đồng chí Trần Thị Thử nói gì?",
    "Hội nghị nói về việc gì?",
    "Kế hoạch 12-KH/HU ban hành ngày nào?",
    "Kế hoạch nào nói về chuyển đổi số?",
    "Kế hoạch 12-KH/HU giao Văn phòng làm gì?",
    "Báo cáo kiểm điểm phải đánh giá những gì?",
)
ASKED_EN = (
    "What is Plan 12 about?",
    "Summarise Decision 31-QĐ/HU",
    "Give me a summary of the plan on inspection",
    "What does Plan 12-KH/HU say?",
)
NOT_ASKED_EN = (
    "What did the Secretary say?",
    "What does Plan 12 say about deadlines?",
    "When was Plan 12 issued?",
)


@pytest.mark.parametrize("question", ASKED)
def test_what_asks_for_a_summary(question: str) -> None:
    assert is_summary(question)
    assert is_summary(fold(question).lower())


@pytest.mark.parametrize("question", NOT_ASKED)
def test_what_asks_for_something_else(question: str) -> None:
    assert not is_summary(question)
    assert not is_summary(fold(question).lower())


def test_english_questions() -> None:
    assert all(is_summary(question, "en") for question in ASKED_EN)
    assert not any(is_summary(question, "en") for question in NOT_ASKED_EN)


def test_what_names_the_document() -> None:
    question = "Tóm tắt nội dung Kế hoạch 12-KH/HU của Huyện ủy Sao Mai"
    found = summary_question(question)
    assert found is not None
    assert question[found.start : found.end] == "Kế hoạch 12-KH/HU của Huyện ủy Sao Mai"
