"""Evidence, values and answers over passages that the tests make."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import NoCounts
from made_answers import PLAN, answer, ask

from assistant.answering import abstain
from assistant.answering.evidence import Evidence
from assistant.answering.names import with_initials, with_names
from assistant.answering.secrets import asks_for_secrets
from assistant.answering.terms import query_terms
from assistant.answering.values import find_values
from assistant.chunking import split
from assistant.retrieval.understand import understand
from assistant.service import Assistant
from assistant.types import Document, Heading, Hit, Outcome, Page, Query


def test_the_value_comes_from_the_clause_that_is_asked_about() -> None:
    first = ask("Hạn chi bộ gửi báo cáo là khi nào?")
    second = ask("Đảng bộ xã phải hoàn thành chậm nhất lúc nào?")
    assert first.statements[0].value == "trước ngày 5/6/2024"
    assert second.statements[0].value == "trước ngày 20/6/2024"
    assert first.statements[0].place == "Hòa Tân"


def test_every_quote_stands_in_its_document() -> None:
    given = ask("Ai chủ trì hội nghị của Huyện ủy Hòa Tân?")
    assert given.statements[0].value == "Lê Thị Mai"
    for citation in given.citations:
        assert citation.document.text[citation.start : citation.end] == citation.quote
    assert all(s.citations for s in given.statements)


def test_no_year_is_added() -> None:
    given = ask("Hội nghị họp ngày nào?")
    assert given.statements[0].value == "ngày 3/5"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Hạn chi bộ huyện Phước Long gửi báo cáo?", "Phước Long"),
        ("Kế hoạch 12/KH-UBND yêu cầu chi bộ gửi báo cáo trước ngày nào?", "12/KH-UBND"),
        ("Ai là tác giả?", "tác giả"),
        ("When must base-level units in Phuoc Long send reports?", "Phuoc Long"),
    ],
)
def test_a_name_or_number_that_is_not_there_is_not_answered(question: str, missing: str) -> None:
    given = ask(question)
    assert given.outcome is Outcome.NOT_FOUND
    assert given.missing is not None
    assert missing in given.missing
    assert missing in given.answer
    assert PLAN.title in given.answer


LAW = Document(
    "law",
    "luat.txt",
    "",
    "Hoa lợi là sản vật tự nhiên mà tài sản mang lại.\n"
    "Người sử dụng nộp hồ sơ trước ngày 5/6/2024.",
    digest="0",
)


def test_text_without_a_head_need_not_name_what_the_question_names() -> None:
    question = "Theo Luật 2015, sản vật tự nhiên mà tài sản mang lại được gọi là gì?"
    found = ask(question, LAW)
    assert found.outcome is Outcome.ANSWERED
    assert found.missing == "Luật, 2015"
    assert (
        found.answer
        == f"{LAW.text.partition('.')[0]}. [1]\n(Văn bản được trích không nhắc tới: Luật, 2015.)"
    )
    paper = replace(LAW, kind="KH", number="12-KH/HU")
    assert ask(question, paper).outcome is Outcome.NOT_FOUND


def test_a_value_needs_its_names_whatever_it_stands_in() -> None:
    assert ask("Người sử dụng nộp hồ sơ khi nào?", LAW).statements[0].value == "trước ngày 5/6/2024"
    elsewhere = ask("Người sử dụng ở Rạch Tre nộp hồ sơ khi nào?", LAW)
    assert elsewhere.outcome is Outcome.NOT_FOUND
    assert "Rạch Tre" in (elsewhere.missing or "")


def test_text_without_a_head_is_taken_at_its_word_where_it_is_clear() -> None:
    story = Document(
        "truyen",
        "truyen.txt",
        "Truyện làng",
        "Ông Tám đóng chiếc ghe đầu tiên của làng bằng gỗ sao. Về sau con cháu giữ lại chiếc ghe "
        "gỗ sao ấy của làng làm kỷ niệm.",
        digest="0",
    )
    question = "Chiếc ghe đầu tiên của làng do ai đóng bằng gỗ sao?"
    told = ask(question, story)
    assert told.answer.startswith("Ông Tám đóng chiếc ghe")
    # It goes on in the next sentence, which answers nothing alone.
    assert "làm kỷ niệm" in told.answer
    paper = ask(question, replace(story, kind="BC", number="3-BC/ĐU"))
    assert "làm kỷ niệm" not in paper.answer


def test_what_follows_from_a_condition_is_kept_where_a_sentence_is_cut() -> None:
    condition = ", ".join(f"làm hư hỏng công trình số {n} của xã" for n in range(1, 10))
    rule = Document(
        "quy-uoc",
        "quy-uoc.txt",
        "Quy ước",
        f"Người nào {condition}, gây thiệt hại lớn, thì phải đền bù toàn bộ và trồng lại cây.",
        digest="0",
    )
    told = ask("Người nào làm hư hỏng công trình số 1 của xã thì bị xử lý thế nào?", rule)
    assert "thì phải đền bù toàn bộ và trồng lại cây" in told.answer
    assert len(told.statements[0].text.split()) <= 80


def test_a_date_is_not_answered_without_one() -> None:
    undated = Document("a", "a.txt", "Tin", "Chi bộ họp bàn về nông thôn mới.", digest="0")
    given = ask("Chi bộ họp bàn về nông thôn mới ngày nào?", undated)
    assert given.outcome is Outcome.NOT_FOUND
    assert given.missing == "ngày, tháng"


@pytest.mark.parametrize(
    "question",
    [
        "Hạn gửi báo cáo của cấp tỉnh?",  # the plan speaks of other levels
        "Hạn chi bộ gửi báo cáo tài chính?",  # not of that report
        "Đảng bộ xã phải gửi báo cáo trước ngày nào?",  # a deadline, but to finish
        "Kế hoạch số 9-KH/HU ban hành ngày nào?",
        "Ai ký kế hoạch?",
    ],
)
def test_what_holds_for_another_is_not_given(question: str) -> None:
    assert ask(question).outcome is Outcome.NOT_FOUND


def test_a_date_is_that_of_the_document_which_is_named() -> None:
    text = (
        "Trên cơ sở Kế hoạch số 10-KH/TU, ngày 02/3/2024 của Tỉnh ủy, Huyện ủy ban hành "
        "Kế hoạch số 12-KH/HU, ngày 07/4/2024."
    )
    news = Document("n", "n.txt", "Huyện ủy Hòa Tân họp", text, digest="0", kind="news")
    first = ask("Kế hoạch 10-KH/TU ban hành ngày nào?", news)
    second = ask("Ban hành Kế hoạch số 12-KH/HU ngày nào?", news)
    assert first.statements[0].value == "ngày 02/3/2024"
    assert second.statements[0].value == "ngày 07/4/2024"


def test_nothing_to_read_is_not_found() -> None:
    query = understand("Hạn gửi báo cáo?", NoCounts())
    given = answer(query, [])
    assert given.outcome is Outcome.NOT_FOUND
    assert given.nearest == ()
    assert "gần với câu hỏi nhất" not in given.answer


PARTS = {
    "Mở đầu": "Huyện ủy Hòa Tân họp đánh giá.",
    "I. THỜI GIAN": "Chi bộ gửi báo cáo trước ngày 5/6/2024.",
    "II. KINH PHÍ": "Huyện chi 20 triệu đồng cho chi bộ làm điểm.",
    "III. PHÂN CÔNG": "Ban Tổ chức theo dõi chi bộ gửi báo cáo.",
}


def in_parts() -> Document:
    text, headings = "", []
    for heading, said in PARTS.items():
        headings.append(Heading(1, heading, len(text), len(text) + len(heading)))
        text += f"{heading}\n{said}\n"
    pages = (Page(1, 0, headings[2].start), Page(2, headings[2].start, len(text)))
    return replace(PLAN, text=text, headings=tuple(headings), pages=pages)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("Chi bộ Phước Long gửi báo cáo trước ngày nào?", ", trang 1, mục “I. THỜI GIAN”"),
        ("When must Phuoc Long party cells send reports?", ", page 1, under “I. THỜI GIAN”"),
    ],
)
def test_where_nothing_surely_answers_the_nearest_places_are_named(
    question: str, where: str
) -> None:
    given = ask(question, in_parts())
    assert given.outcome is Outcome.NOT_FOUND
    assert len(given.nearest) == 3
    assert len({place.headings for place in given.nearest}) == 3
    assert f"1. {PLAN.title}{where}" in given.answer
    assert given.answer.count(PLAN.title) == 1, "the others are of the same document"
    for place in given.nearest:
        assert place.document.text[place.start : place.end] == place.quote


def test_what_is_near_is_not_quoted() -> None:
    given = ask("Chi bộ Phước Long gửi báo cáo trước ngày nào?", in_parts())
    assert "5/6/2024" not in given.answer


def test_places_of_one_document_stand_together() -> None:
    news = replace(PLAN, id="n", source="n.txt", title="Chi bộ làm điểm gửi báo cáo")
    given = ask("Chi bộ Phước Long gửi báo cáo trước ngày nào?", in_parts(), news)
    documents = [place.document.id for place in given.nearest]
    assert sorted(documents, key=documents.index) == documents
    assert [place.marker for place in given.nearest] == [1, 2, 3]


def test_a_title_that_ends_with_a_stop_is_listed_without_it() -> None:
    titled = replace(in_parts(), title="Chi bộ nộp báo cáo.")
    given = ask("Chi bộ Phước Long gửi báo cáo trước ngày nào?", titled)
    assert "1. Chi bộ nộp báo cáo, trang" in given.answer


@pytest.mark.parametrize(("other", "told"), [(0.2, 0), (0.5, 2)])
def test_what_hardly_answers_is_told_beside_a_likelier_one_alone(
    monkeypatch: pytest.MonkeyPatch, other: float, told: int
) -> None:
    def likely(_query: Query, evidence: Evidence, _terms: object) -> float:
        return 0.2 if "Hòa Tân" in evidence.hit.document.text else other

    monkeypatch.setattr(abstain, "_likelihood", likely)
    text = "Văn phòng Huyện ủy {0} họp chi bộ ở hội trường {0}."
    papers = [
        replace(PLAN, id=place, source=place, text=text.format(place), place=place, number=number)
        for place, number in (("Hòa Tân", "12-KH/HU"), ("Lâm Khê", "15-KH/HU"))
    ]
    given = ask("Văn phòng Huyện ủy họp chi bộ ở đâu?", *papers)
    assert len(given.statements) == told


def test_the_beginning_of_a_document_is_called_so() -> None:
    given = ask("Bí thư Phước Long họp đánh giá gì?", replace(in_parts(), pages=()))
    assert "mục “Mở đầu”" in given.answer
    titled = replace(in_parts(), pages=(), title="Kế hoạch. Mở đầu")
    assert "Kế hoạch. Mở đầu, phần đầu" in ask("Ai là tác giả họp đánh giá?", titled).answer


def test_values_are_verbatim_spans() -> None:
    text = "Đồng chí Lê Thị Mai, Bí thư, họp ngày 3/5; hoàn thành trước ngày 20/6/2024."
    for question, values in {
        "Ai họp?": ["Lê Thị Mai"],
        "Hạn hoàn thành?": ["trước ngày 20/6/2024"],
        "Họp vào ngày nào?": ["ngày 3/5"],
        "Đồng chí Lê Thị Mai giữ chức vụ gì?": ["Bí thư"],
        "Họp bàn việc gì?": [],
    }.items():
        found = find_values(understand(question, NoCounts()), text, offset=7)
        assert [span.text for span in found if span.sure] == values
        assert all(text[s.start - 7 : s.end - 7] == s.text for s in found)


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("Cho tôi xem văn bản mật của Huyện ủy", True),
        ("cho toi xem van ban mat cua huyen uy", True),
        ("Gửi tài liệu tối mật về kế hoạch", True),
        ("Công văn mật được lưu hồ sơ gồm những gì, cho tôi xem nội dung", True),
        ("gui toi ke hoach mat vi pham", True),
        ("Show me the secret documents of the committee", True),
        ("Quy định về bảo vệ bí mật nhà nước là gì?", False),
        ("Ban Thường vụ gắn bó mật thiết với Nhân dân thế nào?", False),
        ("How are secret documents protected?", False),
        ("Kế hoạch yêu cầu gì?", False),
    ],
)
def test_requests_for_secret_papers_are_told_from_others(question: str, refused: bool) -> None:
    assert asks_for_secrets(understand(question, NoCounts())) is refused


REPORT = replace(
    PLAN,
    id="report",
    source="bao-cao/bao-cao.txt",
    title="Báo cáo kết quả tiếp công dân",
    kind="BC",
    number="8-BC/HU",
    text="Địa điểm có hai nơi.\n1. Điểm chính: nhà văn hóa ấp Một, gần chợ.\n"
    "2. Điểm phụ: trường học ấp Hai.\nCao tuổi nhất là đảng viên Trần Thị Bưởi, 90 tuổi.\n"
    "Toàn Đảng bộ có 41 chi bộ.",
)


def test_a_line_with_the_name_of_what_is_asked_says_where_it_is() -> None:
    given = ask("Điểm phụ đặt tại đâu?", REPORT)
    assert given.statements[0].value == "trường học ấp Hai"


def test_a_name_behind_party_member_is_a_persons() -> None:
    given = ask("Ai cao tuổi nhất?", REPORT)
    assert given.statements[0].value == "Trần Thị Bưởi"


def test_an_adjective_that_opens_a_question_is_no_part_of_a_name() -> None:
    given = ask("Toàn Đảng bộ có mấy chi bộ?", REPORT)
    assert given.statements[0].value == "41 chi bộ"


def test_who_chaired_a_meeting_did_not_sign_its_report() -> None:
    assert ask("Ai ký báo cáo về hội nghị?").outcome is Outcome.NOT_FOUND


def test_a_side_of_a_comparison_that_no_document_speaks_of_is_told(sample: Assistant) -> None:
    given = sample.ask("So sánh thời hạn báo cáo của cấp cơ sở ở Vĩnh Lợi và ở Cà Mau")
    assert [statement.place for statement in given.statements] == ["Vĩnh Lợi"]
    assert given.missing == "Cà Mau"


GROUP = replace(
    PLAN,
    title="Quyết định thành lập Tổ công tác làm sạch kênh rạch của huyện Hòa Tân",
    text="Điều 1. Thành lập Tổ công tác làm sạch kênh rạch gồm các đồng chí có tên sau:\n"
    "1. Đồng chí Võ Thanh Tùng, Phó Chủ tịch huyện, làm Tổ trưởng.\n"
    "2. Đồng chí Đoàn Thị Sương, chuyên viên, làm thành viên kiêm thư ký.\n"
    "Điều 2. Tổ công tác họp vào tuần đầu của tháng và báo cáo Thường trực Huyện ủy vào ngày 25 "
    "hằng tháng. Trưởng ấp họp dân mỗi năm 04 cuộc.",
    kind="QĐ",
    number="7-QĐ/HU",
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Ai làm Tổ trưởng Tổ công tác làm sạch kênh rạch ở Hòa Tân?", "Võ Thanh Tùng"),
        ("Đồng chí Đoàn Thị Sương được giao vai trò gì?", "thành viên kiêm thư ký"),
        ("Tổ công tác họp vào tuần nào?", "tuần đầu của tháng"),
        ("Tổ công tác báo cáo Thường trực Huyện ủy vào ngày nào?", "ngày 25 hằng tháng"),
        ("Trưởng ấp họp dân mỗi năm mấy cuộc?", "năm 04 cuộc"),
    ],
)
def test_roles_and_days_that_come_back_are_values(question: str, value: str) -> None:
    assert [statement.value for statement in ask(question, GROUP).statements] == [value]


@pytest.mark.parametrize(
    "question",
    [
        "Ai làm Tổ phó Tổ công tác làm sạch kênh rạch ở Hòa Tân?",
        "Bí thư chi bộ họp dân mỗi năm mấy cuộc?",
        "Đồng chí Võ Thanh Tùng giữ vai trò gì trong hội đồng thi đua?",
    ],
)
def test_what_is_said_of_another_office_is_no_answer(question: str) -> None:
    assert ask(question, GROUP).outcome is Outcome.NOT_FOUND


def test_a_deadline_is_that_of_the_level_to_which_a_thing_goes() -> None:
    plan = replace(PLAN, text="Huyện ủy gửi báo cáo tổng kết về Tỉnh ủy trước ngày 7/8/2024.")
    found = ask("Huyện ủy gửi báo cáo tổng kết về Tỉnh ủy trước ngày nào?", plan)
    assert found.statements[0].value == "trước ngày 7/8/2024"
    for elsewhere in ("Trung ương", "Đảng ủy xã"):
        question = f"Huyện ủy gửi báo cáo tổng kết về {elsewhere} trước ngày nào?"
        assert ask(question, plan).outcome is Outcome.NOT_FOUND
    english = "What is the deadline for reports to the {} committee in Hoa Tan?"
    assert ask(english.format("provincial"), plan).statements[0].value == "trước ngày 7/8/2024"
    assert ask(english.format("central"), plan).outcome is Outcome.NOT_FOUND


def test_a_deadline_may_be_asked_for_in_other_words_but_of_that_very_paper() -> None:
    text = (
        "1. Đồng chí Hứa Thị Mận làm Trưởng đoàn giám sát Đảng ủy xã Gò Lau.\n"
        "2. Các chi bộ ở xã Gò Lau xây dựng kế hoạch tu sửa đê, gửi về Văn phòng Huyện ủy trước "
        "ngày 9/9/2024."
    )
    plan = replace(PLAN, text=text)
    found = ask("Hạn chót đệ kế hoạch tu sửa đê của các chi bộ xã Gò Lau?", plan)
    assert [statement.value for statement in found.statements] == ["trước ngày 9/9/2024"]
    for another in ("kế hoạch tài chính", "danh sách cán bộ xuất sắc", "bảng giá tu sửa đê"):
        assert ask(f"Hạn các chi bộ gửi {another}?", plan).outcome is Outcome.NOT_FOUND


def test_why_is_answered_with_the_cause() -> None:
    report = replace(
        PLAN,
        text="Huyện Hòa Tân còn ba ấp chưa có nước sạch. Nguyên nhân chính là đường ống xuống cấp. "
        "Các ấp ấy dùng nước giếng.",
    )
    told = ask("Vì sao huyện Hòa Tân còn ba ấp chưa có nước sạch?", report)
    assert "Nguyên nhân chính là đường ống xuống cấp." in told.answer
    assert "nước giếng" not in told.answer


def test_a_committee_has_two_names() -> None:
    plan = replace(
        PLAN,
        issuer="Ban Thường vụ Tỉnh ủy",
        text="Căn cứ Nghị quyết số 5-NQ/TU, ngày 2/3/2021 của Ban Chấp hành Đảng bộ tỉnh về nước "
        "sạch, các huyện lập kế hoạch của mình.",
    )
    found = ask("Kế hoạch căn cứ nghị quyết nào của Tỉnh ủy về nước sạch?", plan)
    assert found.statements[0].value == "Nghị quyết số 5-NQ/TU"


def test_part_of_an_english_question_is_read_as_english(sample: Assistant) -> None:
    found = sample.ask("Who wrote the article on Vinh Loi?")
    assert [statement.value for statement in found.statements] == ["Đỗ Hoàng"]


def paper(text: str, title: str = "Kế hoạch chuyển đổi số của Huyện ủy Hòa Tân") -> Document:
    return replace(PLAN, id="other", title=title, text=text)


def hits_of(document: Document) -> list[Hit]:
    passages = split(document, lambda text: len(text.split()))
    return [Hit(document, passage, score=1.0) for passage in passages]


def test_a_name_belongs_to_the_office_that_stands_beside_it() -> None:
    document = paper(
        "Dự họp có đồng chí Lê Thị Mai, Phó Bí thư Huyện ủy; bí thư đảng ủy các xã Hòa Tân. "
        "Đồng chí Trần Văn Tám, Bí thư Huyện ủy Hòa Tân chủ trì."
    )
    assert ask("Bí thư Huyện ủy Hòa Tân là ai?", document).statements[0].value == "Trần Văn Tám"
    assert ask("Chủ tịch Hòa Tân là ai?", document).outcome is Outcome.NOT_FOUND


def test_who_leaves_an_office_does_not_hold_it() -> None:
    document = paper("Đồng chí Lê Thị Mai thôi giữ chức Bí thư Huyện ủy Hòa Tân để nghỉ hưu.")
    assert ask("Ai giữ chức Bí thư Huyện ủy Hòa Tân?", document).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        "Đồng chí Lê Thị Mai, Bí thư Huyện ủy Hòa Tân, thôi giữ chức Bí thư Huyện ủy để nghỉ hưu.",
        "Điều động đồng chí Lê Thị Mai, Bí thư Huyện ủy Hòa Tân, giữ chức Giám đốc Sở Y tế.",
        "Đồng chí Lê Thị Mai, Bí thư Huyện ủy Hòa Tân, được điều động làm Giám đốc Sở Y tế.",
        "Đồng chí Lê Thị Mai, cựu Bí thư Huyện ủy Hòa Tân, dự lễ.",
    ],
)
def test_who_is_moved_leaves_the_office_behind_the_name(text: str) -> None:
    document = paper(text)
    assert ask("Ai là Bí thư Huyện ủy Hòa Tân?", document).outcome is Outcome.NOT_FOUND


def test_who_is_moved_takes_the_new_office() -> None:
    document = paper(
        "Điều động đồng chí Lê Thị Mai, Giám đốc Sở Y tế, giữ chức Bí thư Huyện ủy Hòa Tân."
    )
    assert ask("Ai là Bí thư Huyện ủy Hòa Tân?", document).statements[0].value == "Lê Thị Mai"


def test_what_somebody_has_to_do_stands_behind_the_name() -> None:
    document = paper(
        "Kế hoạch chuyển đổi số gửi về Văn phòng Huyện ủy khi có khó khăn, vướng mắc.\n"
        "2. Văn phòng Huyện ủy có trách nhiệm:\na) Quản lý kho dữ liệu.\nb) Mở lớp tập huấn."
    )
    given = ask("Văn phòng Huyện ủy phải làm những gì trong kế hoạch chuyển đổi số?", document)
    assert "Quản lý kho dữ liệu" in given.statements[0].text


def test_an_aim_is_told_by_its_own_words() -> None:
    document = paper(
        "Huyện ủy Hòa Tân sơ kết nửa nhiệm kỳ trong quý này.\n"
        "Mục đích của việc sơ kết là nhìn lại cho đúng những gì đã làm."
    )
    given = ask("Huyện ủy Hòa Tân sơ kết nửa nhiệm kỳ để làm gì?", document)
    assert "nhìn lại cho đúng" in given.answer


def test_a_thing_is_not_held_by_when_something_else_is_due() -> None:
    text = "1. Thời gian: 13 giờ, ngày 16/7/2024.\n2. Tài liệu gửi chậm nhất ngày 09/7/2024."
    found = find_values(understand("Hội nghị họp vào ngày nào?", NoCounts()), text)
    assert [span.text for span in found if span.sure] == ["ngày 16/7/2024"]


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("Đường tránh dài bao nhiêu cây số?", "Tuyến đường tránh dài 7,4 km.", "7,4 km"),
        ("Năm ngoái tiếp bao nhiêu lượt dân?", "Đã tiếp 412 lượt công dân.", "412 lượt"),
        ("Ban có mấy người?", "Ban gồm 10 đồng chí.", "10 đồng chí"),
        ("Hội nghị lần mấy?", "Ban hành tại Hội nghị lần thứ tư.", "lần thứ tư"),
    ],
)
def test_counts_are_told_by_nouns_that_mean_the_same(question: str, text: str, value: str) -> None:
    found = find_values(understand(question, NoCounts()), text)
    assert [span.text for span in found if span.sure] == [value]


def test_a_condition_is_no_count_of_all() -> None:
    text = "Chi bộ có từ 09 đảng viên chính thức trở lên được bầu chi ủy."
    found = find_values(understand("Đảng bộ huyện có bao nhiêu đảng viên?", NoCounts()), text)
    assert not [span for span in found if span.sure]


def test_short_forms_are_read_by_their_initials() -> None:
    document = paper("Phong trào Dân vận khéo: xã Hòa Tân gửi đăng ký trước ngày 5/6/2024.")
    query = with_initials(
        understand("Hạn gửi đăng ký DVK của xã Hòa Tân?", NoCounts()), hits_of(document)
    )
    assert any("dân vận khéo" in concept.phrases for concept in query.concepts)


def test_people_typed_without_capitals_are_names() -> None:
    document = paper("Đồng chí Võ Minh Thắng, Chủ tịch Hội đồng nhân dân thị xã, cùng dự.")
    query = with_names(
        understand("đồng chí võ minh thắng giữ chức vụ gì", NoCounts()), hits_of(document)
    )
    assert [c.phrases[0] for c in query.concepts if c.name] == ["võ minh thắng"]


def test_turns_of_phrase_weigh_little() -> None:
    query = understand("Kinh phí kéo dài đến đâu?", NoCounts())
    weights = {t.text: t.weight for t in query_terms(query, lambda field, token: 1.0)}
    assert weights["kéo"] < weights["kinh phí"] / 2


def test_a_deputy_does_not_pass_for_the_head() -> None:
    document = paper(
        "Dự có đồng chí Lê Thị Mai, Ủy viên Ban Thường vụ và Phó Chủ tịch huyện Hòa Tân; "
        "Chánh Văn phòng làm Tổ trưởng."
    )
    assert ask("Ai là Chủ tịch huyện Hòa Tân?", document).outcome is Outcome.NOT_FOUND
    assert ask("Ai là Tổ trưởng của huyện Hòa Tân?", document).outcome is Outcome.NOT_FOUND


def test_another_actor_of_the_next_clause_has_a_deadline_of_its_own() -> None:
    document = paper("Chi bộ họp bình xét; Văn phòng gửi danh sách trước ngày 5/6/2024.")
    given = ask("Chi bộ gửi danh sách trước ngày nào?", document)
    assert given.outcome is Outcome.NOT_FOUND


def test_short_forms_are_no_words_that_only_begin_alike() -> None:
    document = paper("Tổ chức triển khai hội nghị, nộp báo cáo trước ngày 5/6/2024.")
    query = understand("Hạn nộp báo cáo của TCT?", NoCounts())
    assert with_initials(query, hits_of(document)).concepts == query.concepts


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("Trồng bao nhiêu cây xanh?", "Trồng 500 cây xanh dọc tuyến đường 3 km.", "500 cây xanh"),
        ("Tiễn mấy thanh niên?", "Tiễn 125 thanh niên, 30 đồng chí.", "125 thanh niên"),
    ],
)
def test_what_only_begins_alike_is_not_counted(question: str, text: str, value: str) -> None:
    found = find_values(understand(question, NoCounts()), text)
    assert [span.text for span in found if span.sure] == [value]


def test_verbs_are_no_names_of_branches() -> None:
    text = "Chi bộ được giao chủ trì hội thi; Đảng bộ đã đạt danh hiệu."
    found = find_values(understand("Đơn vị nào chủ trì hội thi?", NoCounts()), text)
    assert not [span for span in found if span.sure]


CONTEST = replace(
    PLAN,
    text="Huyện Hòa Tân mở hội diễn.\nHội diễn có ba phần:\n- múa;\n- hát;\n- kịch.\n"
    "Giải Vàng 8 triệu đồng, hai giải Bạc. Mỗi chi bộ góp 50.000 đồng cho hội diễn.\n"
    "Mỗi tiết mục được chấm theo thang 30 điểm, trong đó:\n- nội dung: 20 điểm;\n- giọng: 10 điểm.",
)


@pytest.mark.parametrize(
    "question",
    [
        "Hội diễn ở Hòa Tân gồm những phần nào?",
        "Hội diễn ở Hòa Tân có mấy phần, là những phần nào?",
        "What parts does the contest in Hoa Tan have?",
    ],
)
def test_a_list_that_says_how_many_is_given_whole(question: str) -> None:
    document = replace(CONTEST, text=CONTEST.text.replace("ội diễn", "ội thi"))
    found = ask(question.replace("ội diễn", "ội thi"), document)
    assert all(item in found.answer for item in ("múa", "hát", "kịch"))


def test_what_each_one_has_is_told_of_all() -> None:
    found = ask("Mỗi nội dung của tiết mục hội diễn được tối đa bao nhiêu điểm?", CONTEST)
    assert "nội dung: 20 điểm" in found.answer
    assert "giọng: 10 điểm" in found.answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Giải Bạc của hội diễn được bao nhiêu tiền?",
            "Hội diễn có một giải Vàng 8 triệu đồng, hai giải Bạc.",
        ),
        (
            "Hội diễn góp được tổng cộng bao nhiêu tiền?",
            "Mỗi chi bộ góp 50.000 đồng cho hội diễn.",
        ),
    ],
)
def test_what_another_one_or_each_one_has_is_no_answer(question: str, text: str) -> None:
    assert ask(question, replace(CONTEST, text=text)).outcome is Outcome.NOT_FOUND


def test_what_each_one_gives_answers_where_that_is_asked() -> None:
    found = ask("Mỗi chi bộ góp bao nhiêu tiền cho hội diễn?", CONTEST)
    assert found.statements[0].value == "50.000 đồng"


def test_a_meeting_of_another_kind_has_a_day_of_its_own() -> None:
    document = replace(
        PLAN,
        kind="news",
        text="Ngày 7/8, Huyện ủy Hòa Tân mở hội nghị rút kinh nghiệm về việc tổng kết.",
    )
    asked = "Hội nghị {} của Huyện ủy Hòa Tân họp khi nào?"
    assert ask(asked.format("rút kinh nghiệm"), document).statements[0].value == "Ngày 7/8"
    assert ask(asked.format("tổng kết"), document).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize("office", ["Trưởng khóm", "Bí thư khóm"])
def test_the_word_behind_an_office_is_part_of_it(office: str) -> None:
    document = replace(PLAN, text="Bí thư Huyện ủy Hòa Tân đối thoại với dân mỗi năm 02 cuộc.")
    question = "{} ở Hòa Tân đối thoại với dân mỗi năm mấy cuộc?"
    assert ask(question.format("Bí thư Huyện ủy"), document).outcome is Outcome.ANSWERED
    assert ask(question.format(office), document).outcome is Outcome.NOT_FOUND


def test_what_the_deputy_asked_for_is_not_told_of_the_head() -> None:
    document = replace(
        PLAN,
        kind="news",
        text="Đồng chí Lê Văn Sáu, Phó Bí thư Huyện ủy Hòa Tân dự lễ. Tại lễ, đồng chí Lê Văn Sáu"
        " đề nghị các chi bộ trồng cây. Bí thư Huyện ủy gửi thư.",
    )
    asked = "{} Huyện ủy Hòa Tân đề nghị các chi bộ trồng những gì?"
    assert "trồng cây" in ask(asked.format("Phó Bí thư"), document).answer
    assert "trồng cây" not in ask(asked.format("Bí thư"), document).answer


def test_what_a_former_holder_said_is_not_told_of_the_office() -> None:
    text = "Đồng chí Lê Văn Sáu, {}Bí thư Huyện ủy Hòa Tân, đề nghị các chi bộ trồng cây."
    asked = "Bí thư Huyện ủy Hòa Tân đề nghị các chi bộ trồng những gì?"
    for former, told in (("", True), ("nguyên ", False), ("cựu ", False)):
        document = replace(PLAN, kind="news", text=text.format(former))
        assert ("trồng cây" in ask(asked, document).answer) == told


def test_who_heads_a_group_is_called_by_its_kind() -> None:
    asked = "Who is the {} of the working group in Hoa Tan?"
    text = "Tổ công tác của Hòa Tân: đồng chí Võ Thanh Tùng, Trưởng phòng, làm Tổ trưởng.\n"
    text += "Tổ công tác của Hòa Tân: đồng chí Ngô Thị Lài, Bí thư Huyện đoàn, làm Tổ phó."
    group = replace(GROUP, text=text)
    assert ask(asked.format("head"), group).statements[0].value == "Võ Thanh Tùng"
    assert ask(asked.format("deputy head"), group).statements[0].value == "Ngô Thị Lài"


def test_what_a_rule_holds_for_is_told_in_its_own_words() -> None:
    rule = replace(
        PLAN,
        text="Quy chế này áp dụng cho chi bộ ấp ở Hòa Tân. Quy chế không áp dụng cho chi bộ quân sự"
        " ở Hòa Tân.",
    )
    found = ask("Quy chế ở Hòa Tân áp dụng cho những chi bộ nào?", rule)
    assert found.answer.startswith("Quy chế này áp dụng cho chi bộ ấp")
    found = ask("Quy chế ở Hòa Tân không áp dụng cho những chi bộ nào?", rule)
    assert found.answer.startswith("Quy chế không áp dụng cho chi bộ quân sự")


def test_what_a_paper_rests_on_bears_on_all_that_it_orders() -> None:
    decision = replace(
        PLAN,
        kind="QĐ",
        text="Theo đề nghị của Ban Tổ chức tại Tờ trình số 9-TTr/BTC,\nĐiều 1. Điều động đồng chí"
        " Lê Văn Sáu đến Đảng ủy xã.\nĐiều 2. Thi hành.",
    )
    found = ask("Tờ trình nào đề nghị điều động đồng chí Lê Văn Sáu?", decision)
    assert found.statements[0].value == "Tờ trình số 9-TTr/BTC"


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (
            "How many deceased Party members were honoured?",
            "Truy tặng 6 đảng viên đã mất, trao cho 90 đảng viên khác.",
            "6 đảng viên đã mất",
        ),
        (
            "Xe chờ ở đâu?",
            "Xe đón tại bến đò Cây Sung lúc 7 giờ.",
            "bến đò Cây Sung",
        ),
    ],
)
def test_values_are_told_with_what_describes_them(question: str, text: str, value: str) -> None:
    found = find_values(understand(question, NoCounts()), text)
    assert [span.text for span in found if span.sure][:1] == [value]


COURSE = replace(
    PLAN,
    title="Kế hoạch mở lớp bồi dưỡng của huyện Hòa Tân",
    text="1. Mục đích\nGiúp bí thư chi bộ nắm chắc cách điều hành kỳ họp.\n2. Việc làm\n"
    "2. Trung tâm Chính trị huyện mở lớp bồi dưỡng cho cấp ủy viên.\n"
    "3. Ban Tổ chức Huyện ủy theo dõi lớp bồi dưỡng.\n"
    "4. Đội văn nghệ giải tán khi lớp bồi dưỡng đã bế mạc.\n"
    "5. Lớp bồi dưỡng có 64 học viên, trong đó 17 học viên là người Khmer.\n"
    "6. Năm ngoái, huyện trao giấy khen cho 25 đảng viên.",
    headings=(Heading(1, "1. Mục đích", 0, 11), Heading(1, "2. Việc làm", 63, 74)),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Cơ quan nào mở lớp bồi dưỡng?", "Trung tâm Chính trị huyện"),
        ("Đơn vị nào đứng ra mở lớp bồi dưỡng?", "Trung tâm Chính trị huyện"),
        ("Khi nào thì đội văn nghệ giải tán?", "khi lớp bồi dưỡng đã bế mạc"),
        ("Lớp bồi dưỡng có bao nhiêu người Khmer?", "17 học viên là người Khmer"),
        ("Năm ngoái huyện trao giấy khen cho bao nhiêu người?", "25 đảng viên"),
    ],
)
def test_what_is_asked_for_may_be_worded_by_the_sentence(question: str, value: str) -> None:
    assert [statement.value for statement in ask(question, COURSE).statements] == [value]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Cơ quan nào mở lớp?", "Trung tâm Chính trị huyện theo dõi lớp."),
        ("Cơ quan nào mở lớp?", "Lớp do Trung tâm Chính trị huyện theo dõi."),
        ("Khi nào thì đội bóng giải tán?", "Đội văn nghệ tập hát khi lớp bồi dưỡng khai mạc."),
        ("Có bao nhiêu người Khmer?", "Có 64 học viên ở nơi có người Khmer."),
    ],
)
def test_a_value_of_something_else_is_not_sure(question: str, text: str) -> None:
    found = find_values(understand(question, NoCounts()), text)
    assert not any(value.sure for value in found)


def test_an_aim_is_told_under_its_name() -> None:
    given = ask("Mục đích của lớp bồi dưỡng ở Hòa Tân là gì?", COURSE)
    assert "Giúp bí thư chi bộ" in given.answer


def test_a_line_that_only_a_heading_follows_introduces_no_list() -> None:
    text = "Huyện ủy ban hành kế hoạch trồng rừng như sau:\n1. Mục đích\nRừng xanh hơn."
    heading = Heading(1, "1. Mục đích", text.index("1."), text.index("\nRừng"))
    plan = replace(PLAN, text=text, headings=(heading,))
    given = ask("Huyện ủy ban hành kế hoạch trồng rừng thế nào?", plan)
    assert given.statements[0].text == text.split("\n", maxsplit=1)[0]


SAFETY = replace(
    PLAN,
    title="Kế hoạch an toàn lao động của huyện Hòa Tân",
    text="Ở Hòa Tân, năm 2022 xảy ra 18 vụ tai nạn lao động, 01 người chết.\n"
    "Ngày 22/01, một công nhân lò gốm Hòa Tân bị bỏng tay khi mở cửa lò.\n"
    "Đoàn kiểm tra an toàn số 2 do đồng chí Lê Thị Hoa làm trưởng đoàn.\n"
    "Ban an toàn Hòa Tân không quá 13 đồng chí.\n"
    "Lò gốm Hòa Tân phải dừng ba ngày do cháy dây điện.",
)


@pytest.mark.parametrize(
    "question",
    [
        "Công nhân lò gốm Hòa Tân bị bỏng tay tên là gì?",
        "Ai làm phó đoàn kiểm tra an toàn số 2?",
        "Vì sao năm 2022 ở Hòa Tân có người chết vì tai nạn lao động?",
        "Ban an toàn Hòa Tân được cấp bao nhiêu tiền?",
    ],
)
def test_a_sentence_without_what_is_asked_is_no_answer(question: str) -> None:
    assert ask(question, SAFETY).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Ai làm trưởng đoàn kiểm tra an toàn số 2?", "Lê Thị Hoa"),
        ("Vì sao lò gốm Hòa Tân phải dừng ba ngày?", "cháy dây điện"),
    ],
)
def test_a_sentence_with_it_is(question: str, told: str) -> None:
    assert told in ask(question, SAFETY).answer


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (
            "Khen thưởng cá nhân: Hòa Tân bao nhiêu?",
            "Hòa Tân khen thưởng 8 tập thể và 27 cá nhân.",
            "27 cá nhân",
        ),
        ("Khen thưởng cá nhân: Hòa Tân bao nhiêu?", "Hòa Tân khen thưởng 8 tập thể.", None),
        (
            "Hòa Tân kết nạp đảng viên, trong đó bao nhiêu là nữ?",
            "Toàn xã có 5 chi bộ, kết nạp 60 đảng viên, trong đó 25 là nữ.",
            "25",
        ),
        (
            "Hòa Tân khen thưởng cá nhân, trong đó bao nhiêu là nữ?",
            "Toàn xã khen thưởng 27 cá nhân, kết nạp 60 đảng viên, trong đó 25 là nữ.",
            None,
        ),
        (
            "Kinh phí trồng rừng, trong đó ngân sách bao nhiêu?",
            "Kinh phí trồng rừng là 90 triệu đồng, trong đó ngân sách xã 40 triệu đồng.",
            "40 triệu đồng",
        ),
        ("Kinh phí trồng rừng, trong đó ngân sách bao nhiêu?", "Kinh phí 90 triệu đồng.", None),
        ("Đại hội có bao nhiêu đại biểu?", "2. Đại biểu: 130 đồng chí, 14 là đương nhiên.", "130"),
        (
            "Hòa Tân kết nạp đảng viên, trong đó bao nhiêu nữ?",
            "Trong số mới kết nạp, nữ 25 đồng chí, người Khmer 9 đồng chí.",
            "25",
        ),
        (
            "Hòa Tân kết nạp đảng viên, trong đó bao nhiêu nữ?",
            "Trong số dự thi, nữ 25 đồng chí, người Khmer 9 đồng chí.",
            None,
        ),
        ("Nữ có bao nhiêu?", "Toàn xã có 45 chi bộ, kết nạp 6 đảng viên, trong đó 2 là nữ.", "2"),
        (
            "Tổng giá trị giải Nhì là bao nhiêu?",
            "02 giải Nhì, mỗi giải 3.000.000 đồng; giải tập thể 4.000.000 đồng.",
            None,
        ),
    ],
)
def test_a_number_is_that_of_what_is_counted(question: str, text: str, value: str | None) -> None:
    found = [v.text for v in find_values(understand(question, NoCounts()), text) if v.sure]
    assert found == ([value] if value else [])


PRIZES = replace(
    PLAN,
    title="Kế hoạch hội thi trồng rừng của huyện Hòa Tân",
    text="1. Cơ cấu giải thưởng: giải Nhất 9.000.000 đồng, giải Nhì 5.000.000 đồng.\n"
    "2. Tổng kinh phí hội thi trồng rừng là 40.000.000 đồng.\n"
    "3. Đảng ủy xã gửi báo cáo về Huyện ủy trước ngày 12/6/2024.",
)


def test_a_prize_is_not_what_the_whole_contest_costs() -> None:
    given = ask("Giải Nhất hội thi trồng rừng bao nhiêu tiền?", PRIZES)
    assert [s.value for s in given.statements] == ["9.000.000 đồng"]
    assert not ask("Giải Ba hội thi trồng rừng bao nhiêu tiền?", PRIZES).statements


def test_a_deadline_is_that_of_whoever_sends() -> None:
    asked = "{} gửi báo cáo về Huyện ủy trước ngày nào?"
    assert ask(asked.format("Đảng ủy xã"), PRIZES).statements[0].value == "trước ngày 12/6/2024"
    for other in ("Chi bộ", "Tỉnh ủy", "Văn phòng Huyện ủy"):
        assert not ask(asked.format(other), PRIZES).statements
