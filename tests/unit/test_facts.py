"""What a document's own text says of it, and which field of it a question asks for."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import made_files
import office
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answering.document_questions import asked_field, field_question
from assistant.answering.facts import FIELDS, Fact, Field, fact, facts
from assistant.documents.read import read_document
from assistant.types import Document
from assistant.vietnamese.normalize import comparable, fold

ROOT = Path(__file__).parent.parent.parent
SOURCE = "ke-hoach/mau.txt"

LETTER = """TỈNH ỦY BÌNH MINH
VĂN PHÒNG
*
Số 120-CV/VPTU
V/v chuẩn bị tài liệu hội nghị
ĐẢNG CỘNG SẢN VIỆT NAM
Bình Minh, ngày 04 tháng 6 năm 2024
KHẨN
Kính gửi:
- Các ban đảng Tỉnh ủy,
- Các huyện ủy, thị ủy.
Văn phòng Tỉnh ủy đề nghị các cơ quan gửi tài liệu trước ngày 20/6/2024.
Nơi nhận:
- Như trên,
- Lưu Văn phòng Tỉnh ủy.
K/T CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
(Đã ký)
Đặng Thị Thử
"""
NEWS = """Xã Sao Mai ra quân trồng cây

Sáng 12/6, Đảng ủy xã Sao Mai phát động trồng cây dọc tuyến đường liên thôn, hơn 300 đảng viên và
người dân tham gia từ sớm, mỗi chi bộ nhận chăm sóc một đoạn đường cho đến hết năm nay.

Đồng chí Bí thư Đảng ủy xã nhắc các chi bộ tưới cây mùa khô, trồng dặm ngay cây bị chết và
không để trâu bò phá cây mới trồng ở hai bên đường trong suốt những tháng tới của năm nay.
"""


def read(text: str, source: str = SOURCE, sidecar: str | None = None) -> Document:
    return read_document(source, text.encode(), sidecar=sidecar.encode() if sidecar else None)


def said(document: Document, found: Fact | None) -> tuple[str, str, list[str]]:
    """The value, the sentence, and the lines beside it, verbatim."""
    assert found is not None
    text = document.text
    beside = [text[start:end] for start, end in found.beside]
    return text[slice(*found.value)], text[slice(*found.sentence)], beside


def value(document: Document, field: Field) -> str | None:
    found = fact(document, field)
    return document.text[slice(*found.value)] if found else None


@pytest.fixture(scope="module")
def plan() -> Document:
    return read(made_files.PLAN)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    """The sample and the made office: Word, PDF, HTML, Markdown and plain text."""
    folder = office.lay_out(tmp_path_factory.mktemp("office"))
    return [
        read_document(path.relative_to(root).as_posix(), path.read_bytes())
        for root in (ROOT / "corpus", folder)
        for path in sorted(root.rglob("*.*"))
        if path.name != "README.md"
    ]


# --- Facts


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("number", ("12-KH/HU", "Số 12-KH/HU", [])),
        (
            "issued",
            ("ngày 05 tháng 02 năm 2024", "Sao Mai, ngày 05 tháng 02 năm 2024", []),
        ),
        ("place", ("Sao Mai", "Sao Mai, ngày 05 tháng 02 năm 2024", [])),
        ("issuer", ("HUYỆN ỦY SAO MAI", "HUYỆN ỦY SAO MAI", ["T/M BAN THƯỜNG VỤ"])),
        ("kind", ("KẾ HOẠCH", "KẾ HOẠCH", [])),
        (
            "subject",
            (
                "kiểm tra việc chấp hành Điều lệ Đảng năm 2024",
                "kiểm tra việc chấp hành Điều lệ Đảng năm 2024",
                [],
            ),
        ),
        ("signer", ("Lê Văn Mẫu", "BÍ THƯ\nLê Văn Mẫu", ["T/M BAN THƯỜNG VỤ"])),
        (
            "recipients",
            (
                "Các chi bộ, đảng bộ trực thuộc,\n- Lưu Văn phòng.",
                "- Các chi bộ, đảng bộ trực thuộc,",
                ["- Lưu Văn phòng."],
            ),
        ),
    ],
)
def test_the_head_and_the_foot_of_a_plan(
    plan: Document, field: Field, expected: tuple[str, str, list[str]]
) -> None:
    assert said(plan, fact(plan, field)) == expected


def test_what_a_plan_does_not_say_is_no_fact(plan: Document) -> None:
    assert set(facts(plan)) == {
        "number", "issued", "place", "issuer", "kind", "subject", "title", "signer",
        "recipients", "addressee",
    }  # fmt: skip


def test_a_letter() -> None:
    letter = read(LETTER, "cong-van/120.txt")

    assert value(letter, "number") == "120-CV/VPTU"
    assert value(letter, "subject") == "chuẩn bị tài liệu hội nghị"
    assert value(letter, "issuer") == "TỈNH ỦY BÌNH MINH\nVĂN PHÒNG"
    assert value(letter, "superior") == "TỈNH ỦY BÌNH MINH"
    assert value(letter, "urgency") == "KHẨN"
    assert value(letter, "addressee") == "Các ban đảng Tỉnh ủy,\n- Các huyện ủy, thị ủy."
    assert value(letter, "recipients") == "Như trên,\n- Lưu Văn phòng Tỉnh ủy."
    assert said(letter, fact(letter, "signer")) == (
        "Đặng Thị Thử",
        "Đặng Thị Thử",
        ["K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"],
    )


def test_two_columns_that_were_read_row_by_row() -> None:
    document = read(
        "TỈNH ỦY BÌNH MINH ĐẢNG CỘNG SẢN VIỆT NAM\n"
        "BAN TỔ CHỨC Bình Minh, ngày 09 tháng 8 năm 2024\n"
        "*\nSố 31-HD/BTCTU\nHƯỚNG DẪN\nxếp loại tổ chức đảng năm 2024\n-----\n"
        "Ban Tổ chức Tỉnh ủy hướng dẫn việc xếp loại tổ chức đảng như sau.\n"
        "1. Chi bộ tự xếp loại trước ngày 30/11/2024.\n"
        "Nơi nhận: T/M BAN TỔ CHỨC\n"
        "- Các huyện ủy, thị ủy, TRƯỞNG BAN\n"
        "- Lưu Ban Tổ chức. Vũ Đức Thí\n"
    )

    assert document.issuer == "Ban Tổ chức Tỉnh ủy Bình Minh"
    assert value(document, "issuer") == "BAN TỔ CHỨC"
    assert value(document, "superior") == "TỈNH ỦY BÌNH MINH"
    assert value(document, "place") == "Bình Minh"
    assert value(document, "issued") == "ngày 09 tháng 8 năm 2024"
    name, _, beside = said(document, fact(document, "signer"))
    assert name == "Vũ Đức Thí"
    assert [line.split()[-1] for line in beside] == ["CHỨC"]
    entries = fact(document, "recipients")
    assert entries is not None
    assert document.text[slice(*entries.value)].startswith("Các huyện ủy, thị ủy,")
    assert not document.text[slice(*entries.value)].endswith("Thí")


def test_the_highest_body_is_the_one_in_whose_name_it_was_signed() -> None:
    document = read(
        "BAN CHẤP HÀNH TRUNG ƯƠNG\n*\nSố 99-KL/TW\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Hà Nội, ngày 02 tháng 02 năm 2024\nKẾT LUẬN\nvề một việc làm mẫu\n-----\n"
        "Kết luận này dùng để thử và không nói về điều gì có thật.\n"
        "T/M BỘ CHÍNH TRỊ\nTỔNG BÍ THƯ\nNguyễn Văn Thử\n"
    )

    assert document.issuer == "Bộ Chính trị"
    assert value(document, "issuer") == "BỘ CHÍNH TRỊ"


def test_an_internal_paper_says_so_on_its_own_line() -> None:
    document = read(f"LƯU HÀNH NỘI BỘ\n{made_files.PLAN}")

    assert value(document, "access") == "LƯU HÀNH NỘI BỘ"
    assert value(document, "issuer") == "HUYỆN ỦY SAO MAI"


def test_what_only_a_side_file_states_is_no_fact() -> None:
    stated = 'author = "Trần Thị Biên"\npublished = 2024-06-13\nkind = "news"\n'
    document = read(NEWS, "tin/cay.txt", stated)
    assert (document.author, str(document.published_on)) == ("Trần Thị Biên", "2024-06-13")
    assert fact(document, "author") is None
    assert fact(document, "published") is None

    other = read(made_files.PLAN, sidecar='number = "13-KH/HU"\ndate = 2024-02-06\n')
    assert other.number == "13-KH/HU"
    assert fact(other, "number") is None
    assert fact(other, "issued") is None


@pytest.mark.parametrize(
    ("foot", "quote"),
    [
        ("Thị Biên", "Thị Biên"),
        ("Tác giả: Thị Biên. Bài đăng ngày 13/6/2024.", "Tác giả: Thị Biên."),
        ("Tin, ảnh: Thị Biên", "Tin, ảnh: Thị Biên"),
        ("Ảnh: Thị Biên", None),
        ("Đồng chí Thị Biên cảm ơn bà con.", None),
    ],
)
def test_the_author_is_the_byline_and_not_the_photographer(foot: str, quote: str | None) -> None:
    stated = 'author = "Thị Biên"\npublished = 2024-06-13\nkind = "news"\n'
    document = read(f"{NEWS}\n{foot}\n", "tin/cay.txt", stated)

    found = fact(document, "author")

    assert (document.text[slice(*found.sentence)] if found else None) == quote
    published = fact(document, "published")
    assert (published is not None) == ("Bài đăng ngày" in foot)


def test_the_photographer_is_who_is_named_for_the_pictures() -> None:
    for foot, quote in (
        ("Tác giả bài viết và ảnh: Vũ Minh Thử.", "Vũ Minh Thử"),
        ("Tác giả: Vũ Minh Thử.", None),
    ):
        article = read(f"{NEWS}\n{foot}\n", "tin/cay.txt", 'kind = "news"\n')
        found = fact(article, "photographer")
        assert (found and article.text[slice(*found.value)]) == quote


def test_a_byline_stays_in_the_text_though_the_article_speaks_of_a_namesake() -> None:
    article = NEWS.replace("Đồng chí Bí thư Đảng ủy xã", "Bí thư Đảng ủy xã Hoàng Mẫu")
    page = f"Lượt xem: 12\n\n{article}\nHoàng Mẫu\n\nViết bình luận mới\n"

    document = read(page, "tin/cay.txt")

    assert document.author == "Hoàng Mẫu"
    assert document.text.split("\n")[-1] == "Hoàng Mẫu"
    assert said(document, fact(document, "author"))[:2] == ("Hoàng Mẫu", "Hoàng Mẫu")


def test_a_digest_without_a_head_says_it_in_a_sentence() -> None:
    document = read(
        "---\nkind: KH\nnumber: 45-KH/TU\ndate: 2023-03-20\n"
        "issuer: Ban Thường vụ Tỉnh ủy Bình Minh\n---\n"
        "# Bản ghi về việc trồng rừng\n\n"
        "Căn cứ vào Kế hoạch 44-KH/TU ngày 20/3/2023, tỉnh đã chuẩn bị kỹ việc này từ lâu.\n\n"
        "Kế hoạch 45-KH/TU là của Ban Thường vụ Tỉnh ủy Bình Minh, ban hành ngày 20/3/2023.\n",
        "ke-hoach/45.md",
    )

    sentence = "Kế hoạch 45-KH/TU là của Ban Thường vụ Tỉnh ủy Bình Minh, ban hành ngày 20/3/2023."
    assert said(document, fact(document, "number"))[:2] == ("45-KH/TU", sentence)
    assert said(document, fact(document, "issued"))[:2] == ("ngày 20/3/2023", sentence)
    assert said(document, fact(document, "issuer"))[:2] == (
        "Ban Thường vụ Tỉnh ủy Bình Minh",
        sentence,
    )
    assert fact(document, "signer") is None


def test_every_official_paper_gives_its_head_and_its_signer(documents: list[Document]) -> None:
    papers = [one for one in documents if one.kind != "news" and not one.abridged]
    assert len(papers) > 20
    for document in papers:
        stated = facts(document)
        assert {"number", "issued", "issuer", "place", "kind", "title", "signer"} <= set(stated)
        assert value(document, "number") == document.number
        assert document.issued_on is not None
        day = document.text[slice(*stated["issued"].value)]
        assert str(document.issued_on.year) in day
        assert document.text[slice(*stated["place"].value)] == document.place
        title = " ".join(document.text[slice(*stated["title"].value)].split())
        assert title.lower() == document.title.lower()
        assert document.issuer is not None
        issuer = document.text[slice(*stated["issuer"].value)].split("\n")[-1]
        assert comparable(issuer).lower() in comparable(document.issuer).lower()


def test_the_digests_of_the_sample_give_the_facts_of_the_originals(
    documents: list[Document],
) -> None:
    digests = [one for one in documents if one.abridged]
    assert len(digests) == 8
    for document in digests:
        stated = facts(document)
        for field, known in (
            ("number", document.number),
            ("issued", document.issued_on),
            ("issuer", document.issuer),
            ("author", document.author),
            ("published", document.published_on),
        ):
            assert (known is not None) == (field in stated), (document.source, field)
        assert "signer" not in stated
        quoted = [document.text[slice(*one.sentence)] for one in stated.values()]
        assert not any("không phải bản gốc" in quote for quote in quoted)


def test_quotes_are_short(documents: list[Document]) -> None:
    for document in documents:
        for one in facts(document).values():
            for quote in (one.sentence, *one.beside):
                assert document.text.count("\n", *quote) <= 1, (document.source, one.field)


def test_the_two_real_articles(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        document = read_document(path.name, path.read_bytes())
        stated = facts(document)
        dated = {"published"} if document.published_on else set()
        assert set(stated) == {"title", "place", "author"} | dated
        assert value(document, "author") == document.author
        assert value(document, "title") == document.title


def check(document: Document) -> None:
    for field, one in facts(document).items():
        assert one.field == field
        assert one == fact(document, field)
        for start, end in (one.value, one.sentence, *one.beside):
            assert 0 <= start < end <= len(document.text)
            assert document.text[start:end] == document.text[start:end].strip()
        whole = (one.sentence, *one.beside)
        if field not in ("recipients", "addressee"):
            assert one.sentence[0] <= one.value[0] < one.value[1] <= one.sentence[1]
        else:
            assert min(whole)[0] <= one.value[0] < one.value[1] <= max(whole)[1]
            assert all(before[1] < after[0] for before, after in pairwise(whole))


def test_spans_lie_in_the_text(documents: list[Document]) -> None:
    for document in documents:
        check(document)


LINES = st.sampled_from(
    [
        *made_files.PLAN.splitlines(), *LETTER.splitlines(), *NEWS.splitlines(), "TRƯỞNG BAN",
        "TM. ỦY BAN NHÂN DÂN", "Trần Văn Thử", "Nơi nhận: Như trên; Lưu VP. PHÓ CHỦ TỊCH",
        "Kính gửi:",
        "ĐẢNG CỘNG SẢN VIỆT NAM T/M", "Số: 15/QĐ-UBND, ngày 31 tháng 02 năm 2024", "-", "*", "| |",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=40), st.booleans())
@example(["T/M BAN THƯỜNG VỤ"] * 40, True)
def test_any_order_of_lines(lines: list[str], stated: bool) -> None:
    whole = read(made_files.PLAN)
    text = "\n".join(line.strip() for line in lines if line.strip())
    check(
        Document(
            id="1",
            source=SOURCE,
            title=whole.title,
            text=text,
            digest="",
            kind="KH" if stated else None,
            number=whole.number if stated else "15/QĐ-UBND",
            issuer=whole.issuer,
            place=whole.place,
            issued_on=whole.issued_on,
            published_on=whole.issued_on,
            author="Lê Văn Mẫu",
        )
    )


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    document = Document("1", SOURCE, text[:40], text.strip() or "x", "", number="12-KH/HU")
    for one in facts(document).values():
        assert 0 <= one.value[0] <= one.value[1] <= len(document.text)


# --- Questions

ASKED: dict[Field | None, tuple[str, ...]] = {
    "issued": (
        "Kế hoạch 12-KH/HU ban hành ngày nào?",
        "Cho tôi hỏi Kế hoạch 12-KH/HU của Huyện ủy Sao Mai được ban hành ngày tháng năm nào ạ?",
        "Kế hoạch số 12-KH/HU được ban hành vào ngày nào?",
        "Kế hoạch 12-KH/HU do Ban Thường vụ Huyện ủy ban hành khi nào?",
        "Ngày ban hành của Kế hoạch 12 là ngày nào?",
        "Khi nào Kế hoạch 12-KH/HU được ban hành?",
        "Ban Thường vụ Huyện ủy ban hành Kế hoạch 12-KH/HU ngày nào?",
        "Quyết định 15/QĐ-UBND ký ngày nào?",
        "12-KH/HU ban hành ngày nào",
        "Văn bản đó ban hành ngày nào?",
        "Kế hoạch về kiểm tra việc chấp hành Điều lệ được ban hành năm nào?",
        "Kế hoạch 12-KH/HU ngày nào?",
    ),
    "signer": (
        "Ai ký Kế hoạch 12-KH/HU?",
        "Kế hoạch 12-KH/HU do ai ký?",
        "Người ký Quyết định 15/QĐ-UBND là ai?",
        "Đồng chí nào ký ban hành Chỉ thị 06-CT/HU?",
        "Chức vụ của người ký Kế hoạch 12 là gì?",
    ),
    "issuer": (
        "Kế hoạch 12-KH/HU do cơ quan nào ban hành?",
        "Ai ban hành Kế hoạch 12-KH/HU?",
        "Kế hoạch 12 của cơ quan nào?",
        "Kế hoạch 12 là văn bản của cơ quan nào?",
        "Cơ quan ban hành Kế hoạch 12-KH/HU là cơ quan nào?",
    ),
    "number": (
        "Kế hoạch kiểm tra của Huyện ủy Sao Mai mang số, ký hiệu gì?",
        "Kế hoạch kiểm tra của Huyện ủy Sao Mai có số và ký hiệu thế nào?",
        "Số, ký hiệu của Kế hoạch về kiểm tra là gì?",
        "Kế hoạch về kiểm tra số mấy?",
    ),
    "author": (
        "Tác giả bài viết về xã Sao Mai là ai?",
        "Ai viết bài về xã Sao Mai?",
        "Bài về xã Sao Mai là của tác giả nào?",
    ),
    "published": ("Bài về xã Sao Mai đăng ngày nào?", "Ngày đăng bài về xã Sao Mai?"),
    "addressee": ("Công văn 120-CV/VPTU gửi cho ai?",),
    "recipients": ("Nơi nhận của Kế hoạch 12-KH/HU gồm những ai?",),
    "subject": ("Trích yếu của Kế hoạch 12-KH/HU là gì?",),
    "title": ("Tên đầy đủ của Kế hoạch 12-KH/HU là gì?", "Kế hoạch 12-KH/HU tên là gì?"),
    "place": ("Kế hoạch 12-KH/HU ký ở đâu?",),
    None: (
        "Hội nghị tổ chức ngày nào?",
        "Hội nghị sơ kết của Huyện ủy Sao Mai diễn ra vào ngày nào?",
        "Kế hoạch 12 yêu cầu các chi bộ ban hành kế hoạch ngày nào?",
        "Kế hoạch 12-KH/HU được ban hành trên cơ sở văn bản nào?",
        "Theo bài về Sao Mai, Kế hoạch 12 do cơ quan nào ban hành?",
        "Các chi bộ ban hành kế hoạch trước ngày nào?",
        "Kế hoạch nào ban hành ngày 05/02/2024?",
        "Huyện ủy ban hành kế hoạch nào về kiểm tra?",
        "Báo cáo sơ kết của chi bộ gửi cho ai?",
        "Các kế hoạch ban hành ngày nào?",
        "Quyết định có hiệu lực từ ngày nào?",
        "Kế hoạch 12-KH/HU thực hiện từ ngày nào?",
        "Kế hoạch 12-KH/HU tổ chức hội nghị ngày nào?",
        "Ai ký cam kết thực hiện?",
        "Ai chủ trì hội nghị?",
        "Số báo cáo phải nộp là bao nhiêu?",
        "Kế hoạch 12-KH/HU giao ai theo dõi?",
        "Tên xã làm điểm là gì?",
    ),
}
ASKED_EN: dict[Field | None, tuple[str, ...]] = {
    "issued": ("When was Plan 12 issued?", "On what date was the Plan 12-KH/HU signed?"),
    "signer": ("Who signed Plan 12-KH/HU?", "Who is the signatory of Decision 15/QĐ-UBND?"),
    "issuer": ("Who issued Plan 12-KH/HU?", "Which body issued Plan 12?"),
    "author": ("Who wrote the article on Sao Mai commune?",),
    "published": ("When was the article about Sao Mai published?",),
    "number": ("What is the number of the plan on inspection?",),
    None: (
        "When was the conference held?",
        "Who chaired the meeting?",
        "When must the report required by Plan 12 be issued?",
        "Which plan was issued in February?",
    ),
}


@pytest.mark.parametrize(("field", "question"), [(f, q) for f in ASKED for q in ASKED[f]])
def test_the_field_that_is_asked_for(field: Field | None, question: str) -> None:
    assert asked_field(question) == field
    assert asked_field(fold(question).lower()) == field


@pytest.mark.parametrize(("field", "question"), [(f, q) for f in ASKED_EN for q in ASKED_EN[f]])
def test_the_field_that_is_asked_for_in_english(field: Field | None, question: str) -> None:
    assert asked_field(question, "en") == field


def test_what_names_the_document() -> None:
    question = "Ngày ban hành Kế hoạch 12-KH/HU của Huyện ủy Sao Mai là ngày nào?"
    found = field_question(question)
    assert found is not None
    assert question[found.start : found.end] == "Kế hoạch 12-KH/HU của Huyện ủy Sao Mai"
    assert not found.derived


def test_a_paper_that_carries_out_another_one_is_another_one() -> None:
    for question in (
        "Ai ký hướng dẫn thực hiện Kế hoạch 12-KH/HU?",
        "Báo cáo kết quả thực hiện Kế hoạch 12-KH/HU do ai ký?",
    ):
        found = field_question(question)
        assert found is not None
        assert found.derived


@given(st.text(max_size=200), st.sampled_from(["vi", "en"]))
@example("kế hoạch " * 220, "vi")
@example("ai ký kế hoạch 60 " + "do " * 600, "vi")
@example("who signed the plan " * 100, "en")
def test_any_question(question: str, language: str) -> None:
    found = field_question(question, "en" if language == "en" else "vi")
    assert found is None or 0 <= found.start < found.end <= len(question)
    assert found is None or found.asked in FIELDS
