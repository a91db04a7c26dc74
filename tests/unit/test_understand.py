import pytest
from test_accents import COUNTS

from assistant.errors import UsageError
from assistant.retrieval.glossary import is_english, translate
from assistant.retrieval.understand import MAX_CHARACTERS, understand
from assistant.types import Asked


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("what is the deadline for base-level reports", True),
        ("deadline for reports", True),
        ("Who chaired the conference?", True),
        ("han nop bao cao cua cap co so", False),
        ("60-KH/TU", False),
        ("Kế hoạch 60-KH/TU nói gì?", False),
        ("ai la nguoi chu tri hoi nghi", False),
        ("Engineering News-Record la gi?", False),
        ("Party Handbook app o dau", False),
        ("The Who là ban nhạc nào?", False),
        ("From when can residents of Mỹ Lộc send petitions?", True),
        ("cow sowr dangr laf gif", False),
        ("LỚP TẬP HUẤN ONLINE Ở ĐÂU?", False),
    ],
)
def test_language(question: str, english: bool) -> None:
    assert is_english(question) is english


def test_the_longest_english_term_wins_and_plurals_are_the_same() -> None:
    pieces = translate("When must grassroots Party organizations send mid-term reports?")
    assert [piece.phrases[0] for piece in pieces] == ["cấp cơ sở", "gửi", "báo cáo sơ kết"]
    assert translate("the report of Ward Nine")[-1].phrases == ("9", "chín")
    assert translate("reports in Vinh Loi District")[1].phrases == ("Vinh Loi",)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hạn nộp báo cáo của chi bộ?", Asked.DEADLINE),
        ("Chi bộ phải gửi báo cáo chậm nhất lúc nào?", Asked.DEADLINE),
        ("Phải xong trước ngày nào?", Asked.DEADLINE),
        ("Chi bộ phải làm xong kiểm điểm khi nào?", Asked.DEADLINE),
        ("Những hạn chế là gì?", Asked.OTHER),
        ("Hội nghị họp vào ngày nào?", Asked.DATE),
        ("Ai chủ trì hội nghị?", Asked.PERSON),
        ("when is the report due", Asked.DEADLINE),
        ("When was the plan issued?", Asked.DATE),
        ("Who chaired it?", Asked.PERSON),
        ("Nội dung kế hoạch", Asked.OTHER),
        ("By what date should cells report?", Asked.DEADLINE),
        ("Which plan deals with flood control?", Asked.TOPIC),
        ("Which plan must deal with floods?", Asked.DOCUMENT),
        ("Quy định này áp dụng cho những chi bộ nào?", Asked.OTHER),
        ("Ai làm trưởng ban chống hạn của huyện?", Asked.PERSON),
        ("Đơn thư quá hạn giao cho ai giải quyết?", Asked.PERSON),
        ("Hạn năm nay làm chết bao nhiêu lúa?", Asked.COUNT),
        ("Nộp báo cáo chống hạn chậm nhất hôm nào?", Asked.DEADLINE),
        ("Chi bộ nộp đảng phí không đúng thời hạn thì bị xử lý như thế nào?", Asked.OTHER),
        ("Hết thời hạn thử thách thì chi ủy phải làm gì?", Asked.OTHER),
        ("Hết thời hạn thử thách thì chi ủy phải làm gì, trước ngày nào?", Asked.DEADLINE),
        ("Trưởng ban tổ chức là đ/c nào?", Asked.PERSON),
        ("Chừng nào đập được tháo?", Asked.DATE),
        ("Vụ cháy là từ đâu mà ra?", Asked.OTHER),
        ("Nhờ đâu xã về đích sớm?", Asked.OTHER),
        ("Mấy bác trưởng thôn được dạy những kỹ năng gì?", Asked.OTHER),
        ("Có mấy bác trưởng thôn?", Asked.COUNT),
        ("Mấy mộ chưa rõ tên thì huyện xác định kiểu gì?", Asked.OTHER),
        ("Ở đó có mấy người?", Asked.COUNT),
        ("Được đốt nương vào khung giờ nào?", Asked.COUNT),
    ],
)
def test_what_is_asked(question: str, asked: Asked) -> None:
    assert understand(question, COUNTS).asked is asked


def test_what_is_counted_is_a_noun() -> None:
    focus = {
        "Còn mấy hộ dân chưa nhận tiền?": "hộ dân",
        "Trữ bao nhiêu nước ngọt trước mùa khô?": "nước ngọt",
        "Đi học được tiền ăn bao nhiêu 1 ngày?": "",
        "Loa phát vào giờ nào?": "giờ",
    }
    assert {q: understand(q, COUNTS).focus for q in focus} == focus


def test_the_side_that_is_asked_of_is_no_part_of_its_name() -> None:
    names = [c.phrases[0] for c in understand("Bên Mỹ Lộc làm gì?", COUNTS).concepts if c.name]
    assert names == ["Mỹ Lộc"]


def test_a_question_without_accents_is_restored() -> None:
    query = understand("han nop bao cao  cap co so", COUNTS)
    assert query.text == query.restored == "hạn nộp báo cáo cấp cơ sở"
    assert query.original == "han nop bao cao  cap co so"
    partly = understand("Hạn nộp báo cáo cap co so", COUNTS)
    assert partly.restored == "Hạn nộp báo cáo cấp cơ sở"
    assert understand("Hạn nộp báo cáo cấp cơ sở", COUNTS).restored is None


@pytest.mark.parametrize("question", ["", " \n", "???", "…"])
def test_nothing_asked(question: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        understand(question, COUNTS)


def test_too_much_asked() -> None:
    with pytest.raises(UsageError, match=r"100,000 characters.*one or two sentences"):
        understand("báo cáo " * 12_500, COUNTS)
    assert understand("a" * MAX_CHARACTERS, COUNTS).text


def test_documents_are_named_by_their_numbers() -> None:
    full = understand("Kế hoạch số 60-kh/tu nói gì?", COUNTS)
    assert full.numbers == ("60-KH/TU",)
    assert [c.phrases for c in full.concepts if c.name] == [("60-KH/TU",)]
    state = understand("60/KH-UBND", COUNTS)
    assert state.numbers == ("60/KH-UBND",)
    short = understand("Kế hoạch 18 của ai?", COUNTS)
    assert short.numbers == ("18-KH",)
    assert "Kế hoạch số 18" in short.concepts[0].phrases
    assert understand("When was Directive 05 issued?", COUNTS).numbers == ("05-CT",)
    assert understand("What is Plan 59-KH/TU based on?", COUNTS).numbers == ("59-KH/TU",)


def names(question: str, near: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The phrases of each thing that evidence must bear."""
    return [c.phrases for c in understand(question, COUNTS, near=near).concepts if c.name]


def test_a_body_is_one_name_and_its_place_another() -> None:
    body, place = names("Ban Thường vụ Huyện ủy Hòa Bình yêu cầu gì?")
    assert body[0] == "Ban Thường vụ Huyện ủy"
    assert {"BTV Huyện ủy", "BTV HU"} <= set(body)
    assert place == ("Hòa Bình",)
    assert names("gửi về huyện ủy trước") == [("huyện ủy",)]
    assert names("UBND xã họp mấy lần?") == [("Ủy ban nhân dân xã", "UBND xã")]
    # What is also an everyday word is none.
    assert names("chi bộ mua văn phòng phẩm") == []


def test_a_short_form_of_several_bodies_may_be_each_of_them() -> None:
    query = understand("BTV TU ban hành những kế hoạch nào?", COUNTS)
    (body,) = (c.phrases for c in query.concepts if c.name)
    bodies = {f"Ban Thường vụ {whose}" for whose in ("Tỉnh ủy", "Thành ủy", "Thị ủy")}
    assert bodies <= set(body)
    assert set(query.narrowing.issuers) == bodies
    (sure,) = names("BTV TU Ngã Năm ban hành gì?")[:1]
    assert "Ban Thường vụ Tỉnh ủy" not in sure


def test_english_terms_that_name_one_body_are_one_name() -> None:
    question = "Which plan did the Standing Committee of the Provincial Party Committee issue?"
    (body,) = names(question)
    assert body[0] == "ban thường vụ tỉnh ủy"
    assert "BTV tỉnh ủy" in body
    assert names("When did the Politburo meet?")[0][0] == "bộ chính trị"


def test_committees_of_no_level_are_no_name() -> None:
    concepts = understand("What must Party committees in Hoa Tan send?", COUNTS).concepts
    assert {c.phrases[0]: c.name for c in concepts}["đảng ủy"] is False
    named = understand("What must the district Party committee send?", COUNTS).concepts
    assert {c.phrases[0]: c.name for c in named}["huyện ủy"] is True


def test_what_only_asks_which_document_is_about_a_thing_is_not_looked_for() -> None:
    assert [c.phrases[0] for c in understand("Which plan deals with fees?", COUNTS).concepts] == [
        c.phrases[0] for c in understand("Which plan is about fees?", COUNTS).concepts
    ]


def test_provinces_tell_places_of_one_name_apart() -> None:
    def related(near: tuple[str, ...]) -> tuple[str, ...]:
        concepts = understand("Hội nghị ở xã Vĩnh Lợi bàn gì?", COUNTS, near=near).concepts
        return next(c.related for c in concepts if c.phrases == ("Vĩnh Lợi",))

    assert related(()) == ()
    assert "Châu Hưng A" in related(("Bạc Liêu",))
    assert "Vĩnh Lợi" not in related(("Bạc Liêu",))
    assert understand("Hội nghị ở xã Vĩnh Lợi bàn gì?", COUNTS).narrowing.places == ("xã Vĩnh Lợi",)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Ở Vĩnh Lợi, chi bộ họp ngày nào?", "Vĩnh Lợi"),
        ("Tại Ngã Năm có bao nhiêu chi bộ?", "Ngã Năm"),
        ("Theo Lâm Thị Mẫu thì hạn là khi nào?", "Lâm Thị Mẫu"),
        ("Ông Lâm Văn Mẫu giữ chức vụ gì?", "Lâm Văn Mẫu"),
        ("Họp ngày nào? Ở Lâm Khê, ai chủ trì?", "Lâm Khê"),
        ("Cái Nước họp ngày nào?", "Cái Nước"),
        ("Lại Văn Mẫu giữ chức vụ gì?", "Lại Văn Mẫu"),
    ],
)
def test_a_word_of_grammar_that_opens_a_question_is_no_part_of_a_name(
    question: str, name: str
) -> None:
    concepts = understand(question, COUNTS).concepts
    assert name in [concept.phrases[0] for concept in concepts if concept.name]


def test_how_long_names_nothing_that_a_text_would_hold() -> None:
    query = understand("How long may each speech last?", COUNTS)
    assert query.asked is Asked.COUNT
    assert query.focus == ""
    assert "long" not in [concept.phrases[0] for concept in query.concepts]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("nộp ở đâu v", "nộp ở đâu"),
        ("Ai ký v?", "Ai ký"),
        ("Nội dung chương v?", "Nội dung chương v?"),
        ("Đại hội khóa V", "Đại hội khóa V"),
    ],
)
def test_what_only_ends_a_question_is_left_out(question: str, read: str) -> None:
    assert understand(question, COUNTS).text == read
