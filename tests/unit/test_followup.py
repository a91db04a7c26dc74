"""Follow-ups: which questions lean on the one before, and how they read when they are whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.antecedents import remember
from assistant.answering.followup import Completion, complete
from assistant.evaluation.answers import Remembered
from assistant.retrieval.understand import MAX_CHARACTERS, understand
from assistant.service import Assistant
from assistant.types import Answer, Antecedent, Citation, Document, Outcome, Statement, Turn

NEWS = Antecedent("document", "bài “Chi bộ Phước Long thi đua”", "news", "n")
PLAN_41 = Antecedent("document", "Kế hoạch 41-KH/HU", "KH", "p")
PLAN_73 = Antecedent("document", "Kế hoạch 73-KH/TU", "KH")
DIRECTIVE = Antecedent("document", "Chỉ thị 12-CT/TU", "CT")
MAI = Antecedent("person", "đồng chí Lê Thị Mai")
# What was asked and answered before, by the name of its table below.
BEFORE = {
    "DUE": Turn(
        "Hạn nộp báo cáo sơ kết của các chi bộ ở huyện Phước Long là khi nào?",
        "vi",
        (NEWS, Antecedent("place", "huyện Phước Long")),
    ),
    "CHAIR": Turn(
        "Ai chủ trì hội nghị tổng kết của Thị ủy Giá Rai?",
        "vi",
        (MAI, Antecedent("place", "Thị ủy Giá Rai")),
    ),
    "HELD": Turn(
        "Lễ phát động thi đua ở xã Phong Thạnh diễn ra ngày nào?",
        "vi",
        (NEWS, MAI, Antecedent("place", "xã Phong Thạnh")),
    ),
    "PLAN": Turn("Kế hoạch 41-KH/HU nói về việc gì?", "vi", (PLAN_41,)),
    "BASIS": Turn("Kế hoạch 73-KH/TU căn cứ văn bản nào?", "vi", (DIRECTIVE, PLAN_73)),
    "EN": Turn(
        "When must base-level units in Phuoc Long send their reports?",
        "en",
        (NEWS, Antecedent("place", "Phuoc Long")),
    ),
    "ENPLAN": Turn("What is Plan 41-KH/HU about?", "en", (PLAN_41,)),
    # Nothing was answered.
    "NONE": Turn("Nghị quyết về chuyển đổi số nêu chỉ tiêu nào?", "vi"),
}

# A question, and how it reads when it is whole; None where it stands by itself.
Table = list[tuple[str, str | None]]

DUE_CASES: Table = [
    (
        "Còn cấp huyện thì sao?",
        "Hạn nộp báo cáo sơ kết của cấp huyện ở huyện Phước Long là khi nào?",
    ),
    ("Còn cấp huyện?", "Hạn nộp báo cáo sơ kết của cấp huyện ở huyện Phước Long là khi nào?"),
    (
        "con cap huyen thi sao",
        "Hạn nộp báo cáo sơ kết của cấp huyện ở huyện Phước Long là khi nào?",
    ),
    ("con huyen thi sao", "Hạn nộp báo cáo sơ kết của cấp huyện ở huyện Phước Long là khi nào?"),
    ("Cấp tỉnh thì thế nào?", "Hạn nộp báo cáo sơ kết của cấp tỉnh ở huyện Phước Long là khi nào?"),
    (
        "Còn các đảng bộ trực thuộc?",
        "Hạn nộp báo cáo sơ kết của các đảng bộ trực thuộc ở huyện Phước Long là khi nào?",
    ),
    (
        "Hạn nộp của cấp huyện?",
        "Hạn nộp báo cáo sơ kết của cấp huyện ở huyện Phước Long là khi nào?",
    ),
    (
        "Vậy hạn của cấp tỉnh là khi nào?",
        "Hạn nộp báo cáo sơ kết của cấp tỉnh ở huyện Phước Long là khi nào?",
    ),
    ("Thế còn Giá Rai?", "Hạn nộp báo cáo sơ kết của các chi bộ ở Giá Rai là khi nào?"),
    (
        "Còn thị xã Giá Rai thì sao?",
        "Hạn nộp báo cáo sơ kết của các chi bộ ở thị xã Giá Rai là khi nào?",
    ),
    ("the con gia rai", "Hạn nộp báo cáo sơ kết của các chi bộ ở Giá Rai là khi nào?"),
    ("ở Cái Nước?", "Hạn nộp báo cáo sơ kết của các chi bộ ở Cái Nước là khi nào?"),
    ("Còn cấp huyện ở Cái Nước?", "Hạn nộp báo cáo sơ kết của cấp huyện ở Cái Nước là khi nào?"),
    ("Riêng huyện Đông Hải?", "Hạn nộp báo cáo sơ kết của các chi bộ ở huyện Đông Hải là khi nào?"),
    (
        "Còn báo cáo chính trị?",
        "Hạn nộp báo cáo chính trị của các chi bộ ở huyện Phước Long là khi nào?",
    ),
    (
        "Còn đảng viên thì sao?",
        "Hạn nộp báo cáo sơ kết của đảng viên ở huyện Phước Long là khi nào?",
    ),
    ("Ai phụ trách?", "Ai phụ trách báo cáo sơ kết của các chi bộ ở huyện Phước Long?"),
    (
        "vậy ai chịu trách nhiệm",
        "Báo cáo sơ kết của các chi bộ ở huyện Phước Long, ai chịu trách nhiệm?",
    ),
    ("Nộp ở đâu?", "Báo cáo sơ kết của các chi bộ ở huyện Phước Long nộp ở đâu?"),
    ("Nộp cho ai?", "Báo cáo sơ kết của các chi bộ ở huyện Phước Long nộp cho ai?"),
    ("Vì sao?", "Báo cáo sơ kết của các chi bộ ở huyện Phước Long, vì sao?"),
    ("Tác giả bài viết là ai?", "Tác giả bài “Chi bộ Phước Long thi đua” là ai?"),
    ("Bài này do ai viết?", "Bài “Chi bộ Phước Long thi đua” do ai viết?"),
    ("Nó nói gì về chuyển đổi số?", "Bài “Chi bộ Phước Long thi đua” nói gì về chuyển đổi số?"),
    ("việc này do ai chỉ đạo", "Báo cáo sơ kết của các chi bộ ở huyện Phước Long do ai chỉ đạo?"),
    ("Ở đó ai là Bí thư?", "Ở huyện Phước Long ai là Bí thư?"),
    ("Ai là Bí thư?", "Ai là Bí thư ở huyện Phước Long?"),
    ("huyện đó có bao nhiêu đảng viên", "Huyện Phước Long có bao nhiêu đảng viên?"),
    ("Báo cáo đó gồm những gì?", "Báo cáo sơ kết của các chi bộ ở huyện Phước Long gồm những gì?"),
    (
        "And the district level?",
        "Hạn nộp báo cáo sơ kết của cấp huyện ở huyện Phước Long là khi nào?",
    ),
    ("what about Giá Rai?", "Hạn nộp báo cáo sơ kết của các chi bộ ở Giá Rai là khi nào?"),
    ("Văn bản đó ban hành ngày nào?", None),
    ("Đồng chí đó là ai?", None),
    ("Ai chủ trì hội nghị ở Giá Rai?", None),
    ("Hạn nộp báo cáo tài chính của Đảng ủy xã Hưng Phú?", None),
    ("Kế hoạch 41-KH/HU nói gì?", None),
    ("41-KH/HU", None),
    ("kiểm tra, giám sát", None),
    ("Cảm ơn đồng chí", None),
    ("Người nông dân được hỗ trợ gì?", None),
    ("Năm nay có bao nhiêu đảng viên mới?", None),
    ("Những văn bản nào nói về chuyển đổi số?", None),
    ("Who chaired the conference in Gia Rai?", None),
    ("Còn chỉ tiêu phát triển đảng viên ở Giá Rai là bao nhiêu?", None),
    (
        "What about the commune level?",
        "Hạn nộp báo cáo sơ kết của cấp xã ở huyện Phước Long là khi nào?",
    ),
    (
        "Còn hội nghị của Lũng Khoang?",
        "Hạn nộp báo cáo sơ kết của hội nghị ở huyện Lũng Khoang là khi nào?",
    ),
    ("Còn Lũng Khoang?", "Hạn nộp báo cáo sơ kết của các chi bộ ở huyện Lũng Khoang là khi nào?"),
    ("Còn Lê Thị Mai?", "Hạn nộp báo cáo sơ kết của Lê Thị Mai ở huyện Phước Long là khi nào?"),
    ("Còn của Tỉnh ủy?", "Hạn nộp báo cáo sơ kết của Tỉnh ủy ở huyện Phước Long là khi nào?"),
    ("Đơn vị nào lập?", "Báo cáo sơ kết của các chi bộ ở huyện Phước Long, đơn vị nào lập?"),
    (
        "Trước khi nộp thì ai duyệt?",
        "Báo cáo sơ kết của các chi bộ ở huyện Phước Long, trước khi nộp thì ai duyệt?",
    ),
]
CHAIR_CASES: Table = [
    ("Khi nào?", "Hội nghị tổng kết của Thị ủy Giá Rai, khi nào?"),
    ("o dau", "Hội nghị tổng kết của Thị ủy Giá Rai, ở đâu?"),
    ("Tổ chức ngày nào?", "Hội nghị tổng kết của Thị ủy Giá Rai tổ chức ngày nào?"),
    ("Hội nghị đó họp khi nào?", "Hội nghị tổng kết của Thị ủy Giá Rai họp khi nào?"),
    ("hoi nghi do hop khi nao", "Hội nghị tổng kết của Thị ủy Giá Rai họp khi nào?"),
    ("Đồng chí đó giữ chức vụ gì?", "Đồng chí Lê Thị Mai giữ chức vụ gì?"),
    ("dong chi do giu chuc vu gi", "Đồng chí Lê Thị Mai giữ chức vụ gì?"),
    ("bà ấy phát biểu gì?", "Đồng chí Lê Thị Mai phát biểu gì?"),
    ("Còn Phước Long?", "Ai chủ trì hội nghị tổng kết của Phước Long?"),
    ("Còn hội nghị sơ kết?", "Ai chủ trì hội nghị sơ kết của Thị ủy Giá Rai?"),
    ("Còn lễ ra quân?", "Ai chủ trì lễ ra quân của Thị ủy Giá Rai?"),
    ("Còn ai dự?", "Ai dự hội nghị tổng kết của Thị ủy Giá Rai?"),
    ("Còn mấy hạn chế?", "Hội nghị tổng kết của Thị ủy Giá Rai còn mấy hạn chế?"),
    ("con may han che", "Hội nghị tổng kết của Thị ủy Giá Rai còn mấy hạn chế?"),
    ("What is her position?", "What is Le Thi Mai's position?"),
    ("When?", "Hội nghị tổng kết của Thị ủy Giá Rai, khi nào?"),
    ("Hội nghị họp ngày nào?", "Hội nghị tổng kết của Thị ủy Giá Rai, hội nghị họp ngày nào?"),
    ("Ai chủ trì hội nghị tổng kết của Huyện ủy Phước Long?", None),
    ("Kế hoạch nào nói về phòng, chống tham nhũng?", None),
    ("Chuyển đổi số là gì?", None),
    ("Còn thành phố Cà Mau?", "Ai chủ trì hội nghị tổng kết của thành phố Cà Mau?"),
    ("Còn huyện Phước Long?", "Ai chủ trì hội nghị tổng kết của huyện Phước Long?"),
    ("Còn của Tỉnh ủy?", "Ai chủ trì hội nghị tổng kết của Tỉnh ủy?"),
    (
        "Trong đó có ai phát biểu về kinh phí?",
        "Hội nghị tổng kết của Thị ủy Giá Rai, trong đó có ai phát biểu về kinh phí?",
    ),
]
HELD_CASES: Table = [
    ("Ai chủ trì?", "Ai chủ trì lễ phát động thi đua ở xã Phong Thạnh?"),
    ("Còn Hưng Phú?", "Lễ phát động thi đua ở xã Hưng Phú diễn ra ngày nào?"),
    ("Còn xã Hưng Phú?", "Lễ phát động thi đua ở xã Hưng Phú diễn ra ngày nào?"),
    ("Ai chủ trì ở xã Hưng Phú?", "Ai chủ trì lễ phát động thi đua ở xã Hưng Phú?"),
    ("nơi đó có mấy chi bộ?", "Ở xã Phong Thạnh có mấy chi bộ?"),
    ("Còn năm 2024?", "Năm 2024, lễ phát động thi đua ở xã Phong Thạnh diễn ra ngày nào?"),
    ("việc đó do ai phụ trách?", "Lễ phát động thi đua ở xã Phong Thạnh do ai phụ trách?"),
]
PLAN_CASES: Table = [
    ("Ai ký?", "Ai ký Kế hoạch 41-KH/HU?"),
    ("Kế hoạch này do ai ban hành?", "Kế hoạch 41-KH/HU do ai ban hành?"),
    ("ke hoach nay do ai ban hanh", "Kế hoạch 41-KH/HU do ai ban hành?"),
    ("Văn bản đó ban hành ngày nào?", "Kế hoạch 41-KH/HU ban hành ngày nào?"),
    ("van ban do ban hanh ngay nao", "Kế hoạch 41-KH/HU ban hành ngày nào?"),
    ("Kế hoạch do ai ban hành?", "Kế hoạch 41-KH/HU do ai ban hành?"),
    ("Nó nói gì về kiểm tra, giám sát?", "Kế hoạch 41-KH/HU nói gì về kiểm tra, giám sát?"),
    ("no noi gi ve kiem tra giam sat", "Kế hoạch 41-KH/HU nói gì về kiểm tra giám sát?"),
    ("Hạn là khi nào?", "Kế hoạch 41-KH/HU, hạn là khi nào?"),
    ("Nói gì về đạo đức?", "Kế hoạch 41-KH/HU nói gì về đạo đức?"),
    ("Nội dung chính là gì?", "Kế hoạch 41-KH/HU, nội dung chính là gì?"),
    ("Còn ngày ban hành?", "Kế hoạch 41-KH/HU, ngày ban hành?"),
    ("Còn Kế hoạch 59-KH/TU?", "Kế hoạch 59-KH/TU nói về việc gì?"),
    ("con 59-KH/TU thi sao", "59-KH/TU nói về việc gì?"),
    ("Who signed it?", "Who signed 41-KH/HU?"),
    ("When was that plan issued?", "When was 41-KH/HU issued?"),
    ("Nghị quyết đó ban hành ngày nào?", None),
    ("Kế hoạch 59-KH/TU ban hành ngày nào?", None),
    ("ke hoach do huyen uy ban hanh ve chuyen doi so", None),
    ("Trong đó ai chủ trì?", "Kế hoạch 41-KH/HU, trong đó ai chủ trì?"),
    ("Ký ngày nào?", "Kế hoạch 41-KH/HU ký ngày nào?"),
    ("Vậy kế hoạch nào hướng dẫn việc này?", "Kế hoạch nào hướng dẫn Kế hoạch 41-KH/HU?"),
    ("Nơi nhận?", "Kế hoạch 41-KH/HU, nơi nhận?"),
    ("Cái của Lũng Khoang ấy do ai ký?", "Kế hoạch 41-KH/HU của Lũng Khoang, do ai ký?"),
    ("cai nam 2019 ay ai ky", "Kế hoạch 41-KH/HU năm 2019, ai ký?"),
    ("Kế hoạch ban hành năm 2019 đó, gửi cho ai?", "Kế hoạch 41-KH/HU năm 2019, gửi cho ai?"),
]
BASIS_CASES: Table = [
    ("Văn bản đó ban hành ngày nào?", "Chỉ thị 12-CT/TU ban hành ngày nào?"),
    ("Kế hoạch đó ban hành ngày nào?", "Kế hoạch 73-KH/TU ban hành ngày nào?"),
    ("chi thi nay do ai ky", "Chỉ thị 12-CT/TU do ai ký?"),
]
EN_CASES: Table = [
    ("And the district level?", "When must the district level in Phuoc Long send their reports?"),
    ("What about Gia Rai?", "When must base-level units in Gia Rai send their reports?"),
    ("what about Giá Rai?", "When must base-level units in Gia Rai send their reports?"),
    ("Còn cấp huyện thì sao?", "When must the district level in Phuoc Long send their reports?"),
    ("Còn Giá Rai?", "When must base-level units in Gia Rai send their reports?"),
    (
        "Who is responsible?",
        "Who is responsible, regarding base-level units in Phuoc Long send their reports?",
    ),
    ("Ai phụ trách?", "Ai phụ trách cấp cơ sở Phuoc Long gửi báo cáo?"),
    ("Who wrote that article?", "Who wrote the article “Chi bo Phuoc Long thi dua”?"),
    ("Who chaired the conference in Gia Rai?", None),
    ("Who wrote it?", "Who wrote the article “Chi bo Phuoc Long thi dua”?"),
    (
        "What does it say about training?",
        "What does the article “Chi bo Phuoc Long thi dua” say about training?",
    ),
    ("And in Cai Nuoc?", "When must base-level units in Cai Nuoc send their reports?"),
]
ENPLAN_CASES: Table = [
    ("Who signed it?", "Who signed 41-KH/HU?"),
    ("When was the plan issued?", "When was 41-KH/HU issued?"),
    ("And 59-KH/TU?", "What is Plan 59-KH/TU about?"),
    ("Ai ký?", "Ai ký Kế hoạch 41-KH/HU?"),
    ("Kế hoạch này ban hành khi nào?", "Kế hoạch 41-KH/HU ban hành khi nào?"),
]
NONE_CASES: Table = [
    ("Văn bản đó ban hành ngày nào?", "Nghị quyết về chuyển đổi số ban hành ngày nào?"),
    ("Nó nói gì?", "Nghị quyết về chuyển đổi số nói gì?"),
    ("Đồng chí ấy là ai?", None),
    ("Ai ký?", "Ai ký nghị quyết về chuyển đổi số?"),
    ("Còn Giá Rai?", "Nghị quyết về chuyển đổi số nêu chỉ tiêu nào ở Giá Rai?"),
    ("Việc này do ai phụ trách?", "Nghị quyết về chuyển đổi số do ai phụ trách?"),
]


TABLES = {
    "DUE": DUE_CASES,
    "CHAIR": CHAIR_CASES,
    "HELD": HELD_CASES,
    "PLAN": PLAN_CASES,
    "BASIS": BASIS_CASES,
    "EN": EN_CASES,
    "ENPLAN": ENPLAN_CASES,
    "NONE": NONE_CASES,
}
CASES = [
    pytest.param(BEFORE[name], question, whole, id=f"{name}: {question}")
    for name, table in TABLES.items()
    for question, whole in table
]


def read(assistant: Assistant, previous: Turn, question: str) -> tuple[Completion, ...]:
    return complete(previous, understand(question, assistant.index.accents))


@pytest.mark.parametrize(("previous", "question", "whole"), CASES)
def test_a_follow_up_is_made_whole_and_a_whole_question_is_left_alone(
    sample: Assistant, previous: Turn, question: str, whole: str | None
) -> None:
    readings = read(sample, previous, question)
    assert (readings[0].text if readings else None) == whole


@pytest.mark.parametrize(("previous", "question", "whole"), [c for c in CASES if c.values[2]])
def test_a_completed_question_leans_on_nothing(
    sample: Assistant, previous: Turn, question: str, whole: str
) -> None:
    """So a chain does not pile up: what was completed is read as it stands."""
    elsewhere = Turn("Đảng bộ xã Thạnh Bình kết nạp bao nhiêu đảng viên?", "vi", (MAI, DIRECTIVE))
    assert read(sample, elsewhere, whole) == ()


@pytest.mark.parametrize(
    ("name", "question", "language"),
    [
        ("DUE", "And the district level?", "en"),
        ("DUE", "what about Giá Rai?", "en"),
        ("DUE", "Còn cấp huyện?", "vi"),
        ("CHAIR", "When?", "en"),
        ("EN", "Còn cấp huyện thì sao?", "vi"),
        ("EN", "And in Cai Nuoc?", "en"),
    ],
)
def test_the_reply_is_in_the_language_of_the_follow_up(
    sample: Assistant, name: str, question: str, language: str
) -> None:
    assert {r.language for r in read(sample, BEFORE[name], question)} == {language}


def test_another_levels_deadline_may_be_worded_otherwise_in_the_same_documents(
    sample: Assistant,
) -> None:
    closest, loose = read(sample, BEFORE["DUE"], "Còn cấp huyện thì sao?")
    assert loose.text == "Hạn của cấp huyện ở huyện Phước Long là khi nào?"
    assert (closest.within, loose.within) == (frozenset(), frozenset({"n"}))
    # Not of another place, not of what is no deadline, and not where nothing was cited.
    assert len(read(sample, BEFORE["DUE"], "Thế còn Giá Rai?")) == 1
    assert len(read(sample, BEFORE["HELD"], "Còn cấp huyện?")) == 1
    assert len(read(sample, replace(BEFORE["DUE"], antecedents=()), "Còn cấp huyện?")) == 1


@pytest.mark.parametrize("later", ["Còn tuần sau thì sao?", "tuan sau?", "Thế tuần sau?"])
def test_what_falls_due_is_asked_of_other_days(sample: Assistant, later: str) -> None:
    before = Turn(question="Tuần này có hạn nào không?", language="vi")
    assert read(sample, before, later)[0].text == "Tuần sau có hạn nào không?"


def test_the_noun_of_another_level_goes_with_it(sample: Assistant) -> None:
    *_, loose = read(sample, BEFORE["DUE"], "Thế còn hội nghị cấp huyện?")
    assert loose.text == "Hạn của hội nghị cấp huyện ở huyện Phước Long là khi nào?"
    assert loose.within


@pytest.mark.parametrize("place", ["Giá Rai", "Lũng Khoang"])
def test_when_may_be_asked_again_of_a_place_that_no_table_has(
    sample: Assistant, place: str
) -> None:
    first, *_ = read(sample, BEFORE["DUE"], f"Còn ở {place} thì khi nào?")
    assert place in first.text
    assert "Phước Long" not in first.text


@pytest.mark.parametrize("follow_up", ["Còn bên Lũng Khoang?", "Thế còn phía Lũng Khoang?"])
def test_a_name_that_no_table_has_takes_the_unit_of_the_place_it_replaces(
    sample: Assistant, follow_up: str
) -> None:
    first, *_ = read(sample, BEFORE["DUE"], follow_up)
    assert "huyện Lũng Khoang" in first.text
    assert "Phước Long" not in first.text


SENT = Turn("Chi bộ ở xã Nậm Rịa gửi báo cáo tổng kết về Văn phòng Đảng ủy trước ngày nào?", "vi")
LEFT = Turn("Ai thôi làm Bí thư Đảng ủy xã Nậm Rịa để nghỉ hưu?", "vi", (PLAN_41, NEWS, MAI))
MET = Turn("Hội nghị Đảng bộ huyện Nậm Rịa lần thứ mười hai họp ở đâu?", "vi", (NEWS,))
COUNT = Turn("Mỗi xã ở huyện Nậm Rịa cử bao nhiêu cán bộ?", "vi", (NEWS,))


@pytest.mark.parametrize(
    ("previous", "question", "wholes"),
    [
        (
            SENT,
            "Còn ở Pa Khoang thì khi nào?",
            [
                "Chi bộ ở Pa Khoang gửi báo cáo tổng kết về Văn phòng Đảng ủy trước ngày nào?",
                "Chi bộ ở Pa Khoang gửi báo cáo tổng kết trước ngày nào?",
            ],
        ),
        (
            SENT,
            "Còn cấp huyện thì sao?",
            [
                "Cấp huyện ở xã Nậm Rịa gửi báo cáo tổng kết về Văn phòng Đảng ủy trước ngày nào?",
                "Cấp huyện ở xã Nậm Rịa gửi báo cáo tổng kết trước ngày nào?",
            ],
        ),
        (
            MET,
            "Còn của Pa Khoang?",
            [
                "Hội nghị Đảng bộ huyện Pa Khoang lần thứ mười hai họp ở đâu?",
                "Hội nghị Đảng bộ huyện Pa Khoang họp ở đâu?",
            ],
        ),
        (
            COUNT,
            "Còn giáo viên?",
            [
                "Mỗi xã ở huyện Nậm Rịa cử bao nhiêu giáo viên?",
                "Giáo viên ở huyện Nậm Rịa cử bao nhiêu cán bộ?",
            ],
        ),
        (
            COUNT,
            "Trong đó bao nhiêu người là nữ?",
            ["Mỗi xã ở huyện Nậm Rịa cử cán bộ, trong đó bao nhiêu người là nữ?"],
        ),
    ],
)
def test_what_differs_from_place_to_place_may_be_left_out(
    sample: Assistant, previous: Turn, question: str, wholes: list[str]
) -> None:
    assert [reading.text for reading in read(sample, previous, question)] == wholes


@pytest.mark.parametrize(
    "question", ["Ai thay đồng chí ấy?", "Ai về thay?", "Người kế nhiệm là ai?"]
)
def test_who_came_after_somebody_is_who_holds_the_office(sample: Assistant, question: str) -> None:
    *_, last = read(sample, LEFT, question)
    assert last.text == "Ai giữ chức Bí thư Đảng ủy xã Nậm Rịa?"
    assert last.within == {"p", "n"}
    assert last.besides
    assert MAI.text.endswith(last.besides)
    # Nobody left, or nobody is replaced.
    assert not read(sample, BEFORE["CHAIR"], question)[1:]
    assert not any("giữ chức" in r.text for r in read(sample, LEFT, "Ai thay mặt cấp ủy ký?"))


def test_the_office_ends_before_the_word_that_somebody_left_it(sample: Assistant) -> None:
    before = Turn("Bí thư Đảng ủy xã Nậm Rịa thôi giữ chức là ai?", "vi", (PLAN_41, NEWS, MAI))
    *_, last = read(sample, before, "Ai kế nhiệm?")
    assert last.text == "Ai giữ chức Bí thư Đảng ủy xã Nậm Rịa?"


@pytest.mark.parametrize("question", ["Trước đó là ai?", "Ban đầu là ai?", "Sau này là ai?"])
def test_who_it_was_before_is_none_of_who_it_is(sample: Assistant, question: str) -> None:
    before = Turn("Bí thư Đảng ủy xã Nậm Rịa là ai?", "vi", (NEWS, MAI))
    assert read(sample, before, question) == ()


def test_a_question_about_that_time_is_asked_of_what_told_of_it(sample: Assistant) -> None:
    question = "Tính đến lúc đó toàn xã trồng được bao nhiêu cây?"
    (reading,) = read(sample, BEFORE["HELD"], question)
    assert (reading.text, reading.within) == (question, frozenset({"n"}))
    assert read(sample, BEFORE["HELD"], "Tính đến nay toàn xã trồng được bao nhiêu cây?") == ()


def test_what_is_asked_about_anew_goes_with_the_reading(sample: Assistant) -> None:
    assert {r.new for r in read(sample, BEFORE["CHAIR"], "Còn lễ ra quân?")} == {"lễ ra quân"}
    assert {r.new for r in read(sample, BEFORE["CHAIR"], "Còn Phước Long?")} == {""}


def test_what_somebody_has_to_do_is_no_part_of_the_name(sample: Assistant) -> None:
    before = Turn("Đội tình nguyện làm sạch kênh phải họp vào ngày nào?", "vi")
    (reading,) = read(sample, before, "Đội đó tự giải tán khi nào?")
    assert reading.text == "Đội tình nguyện làm sạch kênh tự giải tán khi nào?"


@pytest.mark.parametrize(
    ("base", "question", "whole"),
    [
        (
            "Ai là Trưởng Ban Tuyên giáo Huyện ủy Phước Long?",
            "Còn Ban Tổ chức?",
            "Ai là Trưởng Ban Tổ chức Huyện ủy Phước Long?",
        ),
        (
            "Ai là Trưởng Ban Tuyên giáo Huyện ủy Phước Long?",
            "Còn Ban Tổ chức Tỉnh ủy?",
            "Ai là Trưởng Ban Tổ chức Tỉnh ủy?",
        ),
        (
            "Mục tiêu trồng cây ở huyện Phước Long là gì?",
            "Vậy còn của Tỉnh ủy?",
            "Mục tiêu trồng cây của Tỉnh ủy là gì?",
        ),
        (
            "Chi bộ nộp báo cáo về Ban Tổ chức Huyện ủy trước ngày nào?",
            "Còn Ban Thường vụ Huyện ủy?",
            "Ban Thường vụ Huyện ủy nộp báo cáo về Ban Tổ chức Huyện ủy trước ngày nào?",
        ),
        (
            "Đảng ủy xã ở Nậm Rịa nộp báo cáo về Huyện ủy trước ngày nào?",
            "Còn chi bộ?",
            "Chi bộ ở Nậm Rịa nộp báo cáo về Huyện ủy trước ngày nào?",
        ),
    ],
)
def test_another_body_takes_the_place_of_the_one_that_acts(
    sample: Assistant, base: str, question: str, whole: str
) -> None:
    assert read(sample, Turn(base, "vi"), question)[0].text == whole


def test_a_noun_with_a_pronoun_is_what_the_question_before_says_from_it_on(
    sample: Assistant,
) -> None:
    nothing = Answer("", None, "vi", Outcome.NOT_FOUND, "", None, (), (), (), (), 0.0)
    asked = understand("Người đứng đầu Ban Chỉ đạo chuyển đổi số là ai?", sample.index.accents)
    whole = read(sample, remember(asked, nothing), "Ban ấy gồm mấy người?")[0].text
    assert whole == "Ban Chỉ đạo chuyển đổi số gồm mấy người?"


@pytest.mark.parametrize(
    ("first", "follow_ups"),
    [
        (
            "Hạn nộp báo cáo của chi bộ ở huyện Phước Long là khi nào?",
            {
                "Còn cấp huyện?": "Hạn nộp báo cáo của cấp huyện ở huyện Phước Long là khi nào?",
                "Thế còn Giá Rai?": "Hạn nộp báo cáo của cấp huyện ở Giá Rai là khi nào?",
                "ai phụ trách": "Ai phụ trách báo cáo của cấp huyện ở Giá Rai?",
                "con cap tinh": "Ai phụ trách báo cáo của cấp tỉnh ở Giá Rai?",
            },
        ),
        (
            "Kế hoạch 41-KH/HU ban hành ngày nào?",
            {
                "Ai ký?": "Ai ký Kế hoạch 41-KH/HU?",
                "Còn Kế hoạch 73-KH/TU?": "Ai ký Kế hoạch 73-KH/TU?",
                "Nó nói gì về kinh phí?": "Kế hoạch 73-KH/TU nói gì về kinh phí?",
                "When was it issued?": "When was 73-KH/TU issued?",
            },
        ),
    ],
)
def test_follow_ups_in_a_chain(sample: Assistant, first: str, follow_ups: dict[str, str]) -> None:
    nothing = Answer("", None, "vi", Outcome.NOT_FOUND, "", None, (), (), (), (), 0.0)
    turn = remember(understand(first, sample.index.accents), nothing)
    for question, whole in follow_ups.items():
        assert read(sample, turn, question)[0].text == whole
        turn = remember(understand(whole, sample.index.accents), nothing, turn)


def test_each_part_is_asked_for_of_the_whole(sample: Assistant) -> None:
    turn = Turn("Nậm Rịa trồng cây, trong đó bao nhiêu là lim?", "vi")
    whole = read(sample, turn, "Trong đó bao nhiêu là keo?")[0].text
    assert whole == "Nậm Rịa trồng cây, trong đó bao nhiêu là keo?"


def test_a_paper_of_another_place_is_not_the_one_before(sample: Assistant) -> None:
    assert read(sample, BEFORE["PLAN"], "Kế hoạch của Lũng Khoang đó, ai ký?") == ()
    spoken_of = (PLAN_41, Antecedent("place", "huyện Phước Long"))
    turn = replace(BEFORE["PLAN"], antecedents=spoken_of)
    whole = read(sample, turn, "Kế hoạch của Phước Long đó, ai ký?")[0].text
    assert whole == "Kế hoạch 41-KH/HU của Phước Long, ai ký?"


def test_what_is_long_is_no_follow_up_and_makes_none(sample: Assistant) -> None:
    assert read(sample, BEFORE["DUE"], "Còn " + "cấp huyện, " * 100) == ()
    long = Turn("Hạn nộp báo cáo " + "sơ kết " * 100 + "?", "vi")
    assert read(sample, long, "Còn cấp huyện?") == ()


@pytest.mark.parametrize(
    "question", ["?", "còn", "Còn?", "and", "…", "nó", "đó", "what about", "a" * MAX_CHARACTERS]
)
@pytest.mark.parametrize("previous", BEFORE.values(), ids=BEFORE.keys())
def test_hardly_a_question_is_no_error(sample: Assistant, question: str, previous: Turn) -> None:
    query = replace(understand("a", sample.index.accents), original=question, text=question)
    for reading in complete(previous, query):
        assert reading.text.endswith("?")


DOCUMENT = Document("d1", "ke-hoach/41.docx", "Kế hoạch", "…", "0", kind="KH", number="41-KH/HU")
ARTICLE = Document("d2", "tin/a.html", "Giá Rai tổng kết", "…", "0", kind="news")


def answered(text: str, value: str | None, document: Document) -> Answer:
    statement = Statement(text, value, "Giá Rai", None, None, (1,))
    citation = Citation(1, document, None, (), 0, 1, "…")
    return Answer(
        "", None, "vi", Outcome.ANSWERED, text, None, (statement,), (citation,), (), (), 0.0
    )


@pytest.mark.parametrize(
    ("question", "text", "value", "document", "first"),
    [
        ("Hạn nộp báo cáo?", "Nộp trước ngày 5/6.", None, DOCUMENT, "Kế hoạch 41-KH/HU"),
        ("Ai họp?", "Các chi bộ họp.", None, ARTICLE, "bài “Giá Rai tổng kết”"),
        ("Ai họp?", "Họp theo Chỉ thị 12-CT/TU.", None, ARTICLE, "Chỉ thị 12-CT/TU"),
        ("Kế hoạch 9-KH/TU ra ngày nào?", "Ngày 3/5.", None, DOCUMENT, "Kế hoạch 09-KH/TU"),
        (
            "Kế hoạch 9-KH/TU căn cứ văn bản nào?",
            "Kế hoạch 9-KH/TU căn cứ Chỉ thị 12-CT/TU.",
            None,
            DOCUMENT,
            "Chỉ thị 12-CT/TU",
        ),
        (
            "Kế hoạch 9-KH/TU căn cứ vào đâu?",
            "Căn cứ Chỉ thị 12-CT/TU.",
            "Chỉ thị 12-CT/TU",
            DOCUMENT,
            "Chỉ thị 12-CT/TU",
        ),
    ],
)
def test_the_likeliest_document_is_remembered_first(
    sample: Assistant, question: str, text: str, value: str | None, document: Document, first: str
) -> None:
    query = understand(question, sample.index.accents)
    turn = remember(query, answered(text, value, document))
    papers = [a for a in turn.antecedents if a.role == "document"]
    assert papers[0].text == first
    assert document.id in {a.document_id for a in papers}


def test_people_and_places_are_remembered_and_the_answer_is_not(sample: Assistant) -> None:
    text = "Đồng chí Lê Thị Mai, Bí thư, chủ trì hội nghị quan trọng."
    query = understand("Ai chủ trì hội nghị ở huyện Phước Long?", sample.index.accents)
    turn = remember(query, answered(text, "Lê Thị Mai", ARTICLE))
    assert [a.text for a in turn.antecedents if a.role == "person"] == ["đồng chí Lê Thị Mai"]
    assert next(a.text for a in turn.antecedents if a.role == "place") == "huyện Phước Long"
    assert "quan trọng" not in repr(turn)


def test_what_was_spoken_of_stays_where_a_follow_up_finds_nothing(sample: Assistant) -> None:
    query = understand("Kế hoạch 73-KH/TU ban hành ngày nào?", sample.index.accents)
    nothing = Answer("", None, "vi", Outcome.NOT_FOUND, "", None, (), (), (), (), 0.0)
    turn = remember(query, nothing, BEFORE["CHAIR"])
    assert [a.text for a in turn.antecedents][:2] == ["Kế hoạch 73-KH/TU", "đồng chí Lê Thị Mai"]
    assert remember(query, nothing).antecedents == turn.antecedents[:1]


# --- With the sample's documents, from question to answer


def ask(assistant: Assistant, *questions: str) -> list[Answer]:
    conversation = Remembered()
    return [assistant.ask(question, conversation=conversation) for question in questions]


@pytest.mark.parametrize(
    "questions",
    [
        ("Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo?", "Còn cấp huyện thì sao?"),
        ("han nop bao cao cua cap co so huyen vinh loi", "con huyen thi sao"),
        ("What is the deadline for base-level reports?", "And the district level?"),
        ("What is the deadline for base-level reports?", "Còn cấp huyện?"),
    ],
)
def test_the_other_levels_deadline_is_answered(
    sample: Assistant, questions: tuple[str, str]
) -> None:
    first, second = ask(sample, *questions)
    assert [s.value for s in first.statements] == ["trước ngày 23/3/2023"]
    assert [s.value for s in second.statements] == ["trước ngày 10/4/2023"]
    assert second.question == questions[1]
    assert second.restored is not None


def test_how_it_was_read_is_shown_and_a_new_topic_drops_the_old_one(sample: Assistant) -> None:
    _, follow_up, new = ask(
        sample,
        "Kế hoạch 59-KH/TU do ai ban hành?",
        "Văn bản đó ban hành ngày nào?",
        "Hội nghị làm điểm ở xã Tân Long diễn ra ngày nào?",
    )
    assert follow_up.restored == "Kế hoạch 59-KH/TU ban hành ngày nào?"
    assert [s.value for s in follow_up.statements] == ["ngày 07 tháng 4 năm 2023"]
    assert new.restored is None


def test_another_place_is_not_answered_with_the_first(sample: Assistant) -> None:
    _, follow_up = ask(
        sample, "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo?", "Thế còn huyện Phước Long?"
    )
    assert follow_up.outcome is Outcome.NOT_FOUND
    assert "Phước Long" in (follow_up.restored or "")


def test_what_the_answer_says_nothing_of_is_not_answered(sample: Assistant) -> None:
    first, follow_up = ask(
        sample,
        "By what date must the base level in Vinh Loi send its report?",
        "What about urgent floods with many boats?",
    )
    assert first.outcome is Outcome.ANSWERED
    assert follow_up.outcome is Outcome.NOT_FOUND


def test_what_a_document_asks_for_is_told_in_brief_where_no_sentence_says_so(
    sample: Assistant,
) -> None:
    given = sample.ask("Kế hoạch 18 đòi hỏi những gì?")
    assert given.outcome is not Outcome.NOT_FOUND
    assert {c.document.source for c in given.citations} == {"ke-hoach/ke-hoach-18-bac-lieu.md"}


def test_without_a_conversation_nothing_is_carried_over(sample: Assistant) -> None:
    sample.ask("Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo?")
    assert sample.ask("Còn cấp huyện thì sao?").restored is None


def test_the_reply_is_worded_in_the_language_of_the_follow_up(sample: Assistant) -> None:
    _, follow_up = ask(
        sample, "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo?", "What about Phước Long?"
    )
    assert follow_up.language == "en"
    assert "No sure answer" in follow_up.answer
