"""What a paper rests on, and who holds an office by what is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fakes import NoCounts

from assistant.answering.document_questions import basis_question
from assistant.answering.grounds import grounds, of_grounds
from assistant.answering.holders import asks_for_holder, signed_by_holder
from assistant.answering.terms import query_terms
from assistant.documents.read import read_document
from assistant.retrieval.understand import understand
from assistant.types import Document

DECISION = """HUYỆN ỦY AN LẠC
VĂN PHÒNG
*
Số {number}-QĐ/VPHU
ĐẢNG CỘNG SẢN VIỆT NAM
An Lạc, ngày 04 tháng 6 năm {year}
QUYẾT ĐỊNH
về lịch trực
-----
Căn cứ Điều lệ Đảng;
Căn cứ Quy chế làm việc của Văn phòng;
Theo đề nghị của Phòng Tổng hợp,
CHÁNH VĂN PHÒNG QUYẾT ĐỊNH
Điều 1. Trực từ 7 giờ.
Nơi nhận:
- Lưu Văn phòng.
{office}
{name}
"""


def decision(number: int, year: int, office: str, name: str) -> Document:
    text = DECISION.format(number=number, year=year, office=office, name=name)
    return read_document(f"quyet-dinh/{number}.txt", text.encode())


OLD = decision(1, 2022, "CHÁNH VĂN PHÒNG", "Lê Thị Thử")
NEW = decision(2, 2024, "CHÁNH VĂN PHÒNG", "Ngô Văn Mẫu")
DEPUTY = decision(3, 2025, "K/T CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG", "Đỗ Văn Giả")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Quyết định 2-QĐ/VPHU căn cứ vào những văn bản nào?", "Quyết định 2-QĐ/VPHU"),
        ("quyet dinh ve lich truc can cu vao dau", "quyết định về lịch trực"),
        ("Căn cứ ban hành Quyết định 2-QĐ/VPHU là gì?", "Quyết định 2-QĐ/VPHU"),
        ("Kế hoạch của An Lạc ra đời để thực hiện quy chế nào?", "Kế hoạch của An Lạc"),
        ("What is the An Lac plan on floods based on?", "the An Lac plan on floods"),
        ("Which programme does the An Lac plan carry out?", "the An Lac plan"),
        ("Chi bộ thực hiện kế hoạch nào?", None),
        ("Quyết định 2-QĐ/VPHU do ai ký?", None),
    ],
)
def test_what_a_paper_rests_on_is_asked(question: str, named: str | None) -> None:
    query = understand(question, NoCounts())
    found = basis_question(query.text, query.language)
    assert (found and query.text[found.start : found.end]) == named


def test_a_paper_tells_what_it_rests_on() -> None:
    assert [NEW.text[a:b].split()[0] for a, b in grounds(NEW)] == ["Căn", "Căn", "Theo"]
    asked = understand("Quyết định về lịch trực căn cứ vào những văn bản nào?", NoCounts())
    assert of_grounds(NEW, asked)[0].text.count("Căn cứ") == 2
    asked = understand("Quyết định về lịch trực căn cứ quy chế nào?", NoCounts())
    value = of_grounds(NEW, asked)[0].value
    assert value is not None
    assert value.text.startswith("Quy chế làm việc")
    asked = understand("Quyết định về lịch trực căn cứ nghị quyết nào?", NoCounts())
    assert of_grounds(NEW, asked) == []


@pytest.mark.parametrize(
    ("question", "signed"),
    [
        ("Chánh Văn phòng Huyện ủy An Lạc là ai?", NEW),
        ("Ai là Chánh Văn phòng Huyện ủy An Lạc hiện nay?", NEW),
        ("Đồng chí nào hiện đang là Chánh Văn phòng Huyện ủy An Lạc?", NEW),
        ("Chánh Văn phòng Huyện ủy An Lạc năm 2022 là ai?", OLD),
        ("Phó Chánh Văn phòng Huyện ủy An Lạc là ai?", DEPUTY),
        ("Chánh Văn phòng Huyện ủy Bình Minh là ai?", None),
        ("Chánh Văn phòng Tỉnh ủy An Lạc là ai?", None),
        ("Bí thư Huyện ủy An Lạc là ai?", None),
    ],
)
def test_who_signs_as_its_holder_holds_an_office(question: str, signed: Document | None) -> None:
    query = understand(question, NoCounts())
    assert asks_for_holder(query)
    terms = query_terms(query, lambda field, token: 1.0)
    found = signed_by_holder([OLD, NEW, DEPUTY], query, terms)
    assert (found and found.document) == signed


def holder(question: str, *documents: Document) -> str | None:
    query = understand(question, NoCounts())
    found = signed_by_holder(documents, query, query_terms(query, lambda field, token: 1.0))
    return found.name if found else None


HOLDER = "Chánh Văn phòng Huyện ủy An Lạc là ai?"


@pytest.mark.parametrize(
    "office",
    ["KT. CHÁNH VĂN PHÒNG", "TL. CHÁNH VĂN PHÒNG", "Q. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"],
)
def test_who_signs_in_the_place_of_the_holder_is_not_the_holder(office: str) -> None:
    assert holder(HOLDER, decision(4, 2025, office, "Hà Văn Thay")) is None


def test_a_city_has_no_deputy_in_its_name() -> None:
    def signed(office: str, name: str) -> Document:
        text = DECISION.format(number=5, year=2025, office=office, name=name)
        text = text.replace("HUYỆN ỦY AN LẠC\nVĂN PHÒNG\n*", "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ AN LẠC")
        text = text.replace("QĐ/VPHU", "QĐ-UBND").replace("ĐẢNG CỘNG SẢN", "CỘNG HÒA")
        return read_document("quyet-dinh/5.txt", text.encode())

    question = "Chủ tịch Ủy ban nhân dân thành phố An Lạc là ai?"
    assert holder(question, signed("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Hà Văn Thay")) is None
    assert holder(question, signed("CHỦ TỊCH", "Vũ Thị Chính")) == "Vũ Thị Chính"


def told(text: str, day: date) -> Document:
    return Document("news", "tin.txt", "Tin", text, "0", kind="news", published_on=day)


@pytest.mark.parametrize(
    "text",
    [
        "Đồng chí Ngô Văn Mẫu thôi giữ chức Chánh Văn phòng.",
        "Dự lễ có đồng chí Ngô Văn Mẫu, nguyên Chánh Văn phòng Huyện ủy.",
        "Huyện ủy điều động đồng chí Ngô Văn Mẫu sang cơ quan khác.",
        "Đồng chí Ngô Văn Mẫu, Chánh Văn phòng,\nnghỉ hưu từ tháng này.",
    ],
)
def test_who_left_is_no_holder(text: str) -> None:
    assert holder(HOLDER, NEW) == "Ngô Văn Mẫu"
    assert holder(HOLDER, NEW, told(text, date(2025, 1, 2))) is None


def test_an_old_signature_tells_nothing_of_now() -> None:
    later = decision(6, 2025, "K/T CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG", "Đỗ Văn Giả")
    assert holder(HOLDER, OLD, later) is None
    assert holder("Chánh Văn phòng Huyện ủy An Lạc năm 2022 là ai?", OLD, later) == "Lê Thị Thử"


def test_offices_of_one_name_under_two_superiors_have_no_one_holder() -> None:
    other = NEW.text.replace("HUYỆN ỦY AN LẠC", "ĐẢNG BỘ TỈNH BÌNH\nHUYỆN ỦY AN LẠC", 1)
    other = other.replace("Ngô Văn Mẫu", "Tạ Thị Khác")
    assert holder(HOLDER, NEW, replace(NEW, id="other", text=other)) is None


@pytest.mark.parametrize(
    "question",
    [
        "Các Phó Chánh Văn phòng Huyện ủy An Lạc là ai?",
        "Phó Chánh Văn phòng Huyện ủy An Lạc là những ai?",
        "Nguyên Chánh Văn phòng Huyện ủy An Lạc là ai?",
        "Chánh Văn phòng Huyện ủy An Lạc trước đây là ai?",
    ],
)
def test_several_holders_and_former_ones_are_told_by_no_signature(question: str) -> None:
    assert holder(question, NEW, DEPUTY) is None


def test_who_signed_is_no_question_for_a_holder() -> None:
    assert not asks_for_holder(understand("Ai ký Quyết định 2-QĐ/VPHU?", NoCounts()))
