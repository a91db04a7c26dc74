"""What an answer shows of a text: items of lists, parts of long sentences, a second sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import NoCounts
from made_answers import PLAN, ask

from assistant.answering.clauses import cut
from assistant.answering.secrets import asks_for_secrets
from assistant.answering.terms import query_terms
from assistant.answering.values import find_values
from assistant.retrieval.understand import understand
from assistant.service import Assistant
from assistant.types import Document, Heading, Outcome

RULES = Document(
    "rules",
    "quy-dinh.txt",
    "Quy định về sổ sách của chi hội làm vườn",
    "1. Thời hạn giữ sổ sách của chi hội làm vườn, gồm sổ thu, sổ chi và sổ họp, tính như sau:\n"
    "a) Sổ thu là mười năm;\n"
    "b) Sổ chi là bảy năm;\n"
    "c) Sổ họp là ba năm.\n"
    "2. Hội viên làm vườn thuộc một trong các trường hợp dưới đây thì bị khiển trách:\n"
    "a) Bỏ họp từ 03 buổi trở lên;\n"
    "b) Làm rách sổ họp.\n"
    "3. Vườn mẫu là vườn được chi hội chấm từ 80 điểm.\n"
    "4. Vườn mẫu bao gồm vườn cây ăn trái và vườn rau.",
    digest="0",
)


def shown(question: str, *documents: Document) -> list[str]:
    return [statement.text for statement in ask(question, *(documents or (RULES,))).statements]


def test_the_item_that_bears_the_name_asked_about_is_shown() -> None:
    [text] = shown("Sổ chi của chi hội làm vườn được giữ trong bao lâu?")
    assert text.splitlines()[1:] == ["b) Sổ chi là bảy năm;"]
    [whole] = shown("Sổ sách của chi hội làm vườn được giữ trong bao lâu?")
    assert len(whole.splitlines()) == 4


def test_the_only_item_with_the_number_asked_for_is_shown() -> None:
    [text] = shown("Hội viên làm vườn bỏ họp mấy buổi trở lên thì bị khiển trách?")
    assert text.splitlines()[1:] == ["a) Bỏ họp từ 03 buổi trở lên;"]
    given = ask("Hội viên làm vườn bỏ họp mấy buổi trở lên thì bị khiển trách?", RULES)
    assert [statement.value for statement in given.statements] == ["từ 03 buổi trở lên"]


def test_what_follows_is_told_without_all_of_its_cases() -> None:
    [text] = shown("Hội viên làm vườn làm rách sổ họp thì bị xử lý thế nào?")
    assert "bị khiển trách" in text
    assert "Bỏ họp" not in text


def test_where_a_sentence_is_cut_an_ellipsis_stands_for_the_rest() -> None:
    filler = " ".join(f"giữ gìn vườn thứ {word}," for word in "nhất hai ba tư năm sáu bảy".split())
    text = f"Hội viên {filler * 4} chăm tưới cây sầu riêng trong mùa khô, {filler * 4} và vui vẻ."
    document = replace(RULES, text=text)
    [given] = shown("Hội viên chăm tưới cây gì trong mùa khô?", document)
    assert given.startswith("…")
    assert given.endswith("…")
    assert given.strip("…") in text
    assert len(given.split()) <= 80


def test_a_field_of_a_line_is_no_cut_sentence(sample: Assistant) -> None:
    digest = sample.ask("Kế hoạch 60-KH/TU nói về việc gì?")
    assert len(digest.statements) > 4
    assert all("…" not in statement.text for statement in digest.statements)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Vườn mẫu là gì?", "vườn được chi hội chấm từ 80 điểm"),
        ("Theo Luật Làm vườn 2018, vườn mẫu được hiểu như thế nào?", "vườn được chi hội chấm"),
        ("Thế nào là vườn mẫu?", "vườn được chi hội chấm"),
    ],
)
def test_a_thing_is_what_it_is_said_to_be_and_not_what_belongs_to_it(
    question: str, value: str
) -> None:
    given = ask(question, RULES)
    assert given.outcome is Outcome.ANSWERED
    assert (given.statements[0].value or "").startswith(value)


def test_the_law_that_a_question_is_of_weighs_little() -> None:
    query = understand("Theo Điều 9 Luật Làm vườn 2018, vườn mẫu là gì?", NoCounts())
    weights = {term.text: term.weight for term in query_terms(query, lambda field, token: 1.0)}
    assert weights["mẫu"] == 1.0
    assert all(weights[word] < 1.0 for word in ("9", "2018"))


@pytest.mark.parametrize(
    ("question", "text", "values"),
    [
        (
            "Vi phạm thì bị phạt tiền bao nhiêu?",
            "Trừ trường hợp nêu tại Điều 25 và khoản 2 Điều này, phạt tiền 500.000 đồng.",
            ["500.000 đồng"],
        ),
        (
            "Cơ quan nào chủ trì tập huấn?",
            "Sở Văn hóa, Thể thao và Du lịch chủ trì tập huấn.",
            ["Sở Văn hóa, Thể thao và Du lịch"],
        ),
        (
            "Cơ quan nào mở chuyên trang?",
            "Sở Y tế trang trí hội trường; Báo Gò Lau mở chuyên trang.",
            [],
        ),
        (
            "Tỉnh công bố bao nhiêu dự án?",
            "Tỉnh công bố danh mục 35 dự án, bố trí khoản 12 tỷ đồng.",
            ["35 dự án"],
        ),
        (
            "Phạt tiền bao nhiêu?",
            "Phạt tiền từ 5 triệu đồng đến 10 triệu đồng.",
            ["từ 5 triệu đồng đến 10 triệu đồng"],
        ),
        ("Được thưởng bao nhiêu?", "Được thưởng 1 triệu 800 ngàn đồng.", ["1 triệu 800 ngàn đồng"]),
        (
            "Hội viên nằm viện được thăm hỏi bao nhiêu?",
            "Hội viên nằm viện từ 05 ngày trở lên được thăm hỏi 300.000 đồng/lần.",
            ["300.000 đồng"],
        ),
        (
            "Lễ hội diễn ra khi nào?",
            "Lễ hội diễn ra từ ngày 15 đến ngày 17 tháng 4 âm lịch hằng năm.",
            ["từ ngày 15 đến ngày 17 tháng 4 âm lịch"],
        ),
        ("Vườn mẫu là gì?", "Vườn mẫu năm qua là 12 vườn.", []),
        ("Vườn là gì?", "Vườn mẫu là vườn từ 80 điểm.", []),
        (
            "Hội Hưu trí là gì?",
            "Hội Hưu trí (sau đây gọi là Hội) là tổ chức tự nguyện.",
            ["tổ chức tự nguyện"],
        ),
        (
            "Bộ nào phối hợp với Bộ Công an?",
            "Bộ Ngoại giao phối hợp với Bộ Công an.",
            ["Bộ Ngoại giao"],
        ),
    ],
)
def test_values_in_rules(question: str, text: str, values: list[str]) -> None:
    found = find_values(understand(question, NoCounts()), text)
    assert [span.text for span in found if span.sure] == values


def test_a_number_is_that_of_the_part_that_is_asked_about() -> None:
    text = "Bồi dưỡng giám khảo hội thi làm vườn cấp tỉnh 100.000 đồng, cấp huyện 70.000 đồng."
    for level, value in {"tỉnh": "100.000 đồng", "huyện": "70.000 đồng"}.items():
        question = f"Bồi dưỡng giám khảo hội thi làm vườn cấp {level} bao nhiêu tiền?"
        given = ask(question, replace(RULES, text=text))
        assert given.statements[0].value == value


def test_a_list_ends_with_its_article_and_is_cited_once() -> None:
    text = (
        "Điều 1. Quyền của hội viên làm vườn gồm:\n1. Được học nghề vườn.\n2. Được mượn cuốc.\n"
        "Điều 2. Nghĩa vụ của hội viên làm vườn gồm:\n1. Đóng hội phí.\n2. Trả cuốc."
    )
    given = ask("Quyền của hội viên làm vườn gồm những gì?", replace(RULES, text=text))
    assert given.statements[0].text == text.partition("\nĐiều 2")[0]
    assert [citation.quote for citation in given.citations] == [text.partition("\nĐiều 2")[0]]


ADMITTED = replace(
    PLAN,
    text="""1. Kết nạp 129 đảng viên mới, đạt 99% chỉ tiêu.
Trong đó:
- Xã Hà Phú: 16 đảng viên.
- Xã Đông Lộc: 10 đảng viên.
2. Thi hành kỷ luật 11 đảng viên.""",
)


def test_an_item_is_shown_with_what_a_bare_line_leans_on() -> None:
    assert shown("Xã Đông Lộc kết nạp bao nhiêu đảng viên?", ADMITTED) == [
        "1. Kết nạp 129 đảng viên mới, đạt 99% chỉ tiêu.\nTrong đó:\n- Xã Đông Lộc: 10 đảng viên."
    ]


def test_a_list_is_over_where_an_outer_item_opens() -> None:
    assert shown("Thi hành kỷ luật bao nhiêu đảng viên?", ADMITTED) == [
        "2. Thi hành kỷ luật 11 đảng viên."
    ]


def test_an_article_of_one_line_does_not_stand_under_the_one_before_it() -> None:
    text = "Điều 1. Nhiệm vụ của tổ\nTrồng cây.\nĐiều 2. Tổ làm vườn giải thể ngày 5/6/2024."
    heading = Heading(1, "Điều 1. Nhiệm vụ của tổ", 0, 23)
    document = replace(RULES, text=text, headings=(heading,))
    given = ask("Tổ làm vườn giải thể ngày nào?", document)
    assert [citation.headings for citation in given.citations] == [()]
    given = ask("Nhiệm vụ của tổ làm vườn là gì?", document)
    assert given.citations[0].headings == ("Điều 1. Nhiệm vụ của tổ",)


def test_a_line_in_capitals_says_nothing_but_what_follows_does() -> None:
    text = "CHI HỘI LÀM VƯỜN KHU PHỐ 4\nChi hội làm vườn khu phố 4 tháng 6 trồng 20 cây sao."
    document = replace(RULES, text=text)
    assert shown("Nhiệm vụ tháng 6 của chi hội làm vườn khu phố 4 là gì?", document) in (
        [],
        [text.partition("\n")[2]],
    )


def test_what_is_said_to_be_missing_is_nowhere() -> None:
    text = "Hội làm vườn Gò Lau họp ngày 5/6/2024.\nÔng Tám ở Rạch Tre trồng sầu riêng."
    given = ask("Hạn nộp hội phí của hội làm vườn ở Rạch Tre?", replace(RULES, text=text))
    assert given.outcome is Outcome.NOT_FOUND
    assert given.missing is not None
    assert "phí" in given.missing
    assert "Rạch Tre" not in given.missing


@pytest.mark.parametrize(
    "question",
    [
        "Làm lộ tài liệu mật thì bị kỷ luật ra sao?",
        "Tài liệu mật được lưu ở đâu?",
        "Làm mất văn bản mật bị phạt bao nhiêu?",
    ],
)
def test_rules_about_secret_papers_may_be_asked_for(question: str) -> None:
    assert not asks_for_secrets(understand(question, NoCounts()))


def test_plain_text_is_shown_with_a_second_sentence_but_for_days() -> None:
    text = "Vườn ông Tám trồng sầu riêng. Hằng ngày, người nhà thay nhau tưới vườn cho ông."
    plain = replace(RULES, text=text)
    assert shown("Vườn ông Tám trồng cây gì?", plain) == [text]
    dated = "Ông Tám khai trương vườn ngày 5/6/2024. Người nhà thay nhau tưới cây ở đó từ 7/2024."
    first = dated.partition(". ")[0]
    assert shown("Ông Tám khai trương vườn ngày nào?", replace(RULES, text=dated)) == [f"{first}."]


def test_what_is_set_against_something_else_is_no_consequence() -> None:
    def left(text: str) -> str:
        found = cut(text, (0, len(text)), 10, lambda run, *_: 0.4 * ("so" in run.folded))
        return text[slice(*found)]

    assert left("Nếu chi hội ghi sổ sót khoản thu, thì thủ quỹ nộp phạt cho chi hội ngay.") == (
        "thì thủ quỹ nộp phạt cho chi hội ngay."
    )
    both = "Chi hội ghi sổ khoản thu, trong khi ấp khác thì nộp thẳng cho xã ngay."
    assert left(both).startswith("Chi hội ghi sổ khoản thu")


def test_a_summary_says_what_each_part_is_and_who_cites_the_document(sample: Assistant) -> None:
    digest = sample.ask("Chỉ thị 05-CT/TW nói về việc gì?")
    labels = [statement.label for statement in digest.statements]
    assert labels[0] is None
    assert "Số, ký hiệu" in labels
    cited = [one for one in digest.statements if (one.label or "").startswith("Được ")]
    sources = {
        c.document.source for one in cited for c in digest.citations if c.marker in one.citations
    }
    assert sources
    assert "chi-thi/chi-thi-05-ct-tw.pdf" not in sources
    assert digest.outcome is Outcome.ANSWERED
    assert all(f"{one.label}: {one.text}" in digest.answer for one in cited)
    assert "Number" in [
        one.label for one in sample.ask("What is directive 05-CT/TW about?").statements
    ]
