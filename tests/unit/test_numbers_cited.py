"""What documents say of each other, and what can be told of a number: its bearers, who cites it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import docx

from assistant.answering.lookup import look_up, record, unindexed
from assistant.chunking import split
from assistant.documents.read import read_document
from assistant.documents.references import Bearer, find_references, own_number
from assistant.errors import DocumentNotFound
from assistant.index.citations import Citing
from assistant.index.store import Store, StoreWriter
from assistant.types import Access, Document, Relation
from assistant.vietnamese.numbers import DocumentNumber, parse_number

PLAN = Bearer(parse_number("61-KH/TU"), date(2024, 5, 5), "KH")
NEWS = Bearer(kind="news")


def number(text: str) -> DocumentNumber:
    parsed = parse_number(text)
    assert parsed is not None
    return parsed


def said(text: str, bearer: Bearer = PLAN) -> list[str]:
    """Each reference as `relation number`, with `by` whom."""
    return [
        f"{one.relation} {one.number}" + (f" by {one.by}" if one.by else "")
        for one in find_references(text, bearer)
    ]


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Thực hiện Nghị quyết số 21-NQ/TW về tổ chức đảng.", ["basis 21-NQ/TW"]),
        ("Căn cứ Điều lệ Đảng, Quy định số 24-QĐ/TW;", ["basis 24-QĐ/TW"]),
        ("Trên cơ sở Kế hoạch số 30-KH/TU, các chi bộ họp.", ["basis 30-KH/TU"]),
        ("Các chi bộ triển khai Chỉ thị 05 trong năm.", ["basis 05-CT"]),
        ("Ba xã chưa triển khai Kế hoạch số 30-KH/TU.", ["mentions 30-KH/TU"]),
        ("Báo cáo gửi theo mẫu của Hướng dẫn 02-HD/TU.", ["basis 02-HD/TU"]),
        (
            "Thực hiện Nghị quyết số 21-NQ/TW, ngày 16/6/2022 của Ban Chấp hành Trung ương về xây"
            " dựng tổ chức cơ sở đảng, Kế hoạch số 30-KH/TU và Hướng dẫn 05-HD/BTCTW, Ban Thường"
            " vụ ban hành Công văn số 99-CV/TU.",
            ["basis 21-NQ/TW", "basis 30-KH/TU", "basis 05-HD/BTCTW", "mentions 99-CV/TU"],
        ),
        (
            "Căn cứ:\n- Nghị quyết số 21-NQ/TW;\n- Quy chế số 07-QC/TU.\nXét Tờ trình 09-TTr/HU.",
            ["basis 21-NQ/TW", "basis 07-QC/TU", "mentions 09-TTr/HU"],
        ),
        ("Căn cứ của Kế hoạch 61-KH/TU là Kế hoạch 60-KH/TU.", ["basis 60-KH/TU"]),
        (
            "Thực hiện Kế hoạch 60-KH/TU, Thị ủy ra Kế hoạch 59-KH/TU.",
            ["basis 60-KH/TU", "mentions 59-KH/TU"],
        ),
        (
            "Kết luận 01-KL/TW để tiếp tục thực hiện Chỉ thị 05-CT/TW.",
            ["mentions 01-KL/TW", "mentions 05-CT/TW"],
        ),
        ("Học tập và làm theo Chỉ thị 05-CT/TW.", ["mentions 05-CT/TW"]),
        ("Bài viết nhắc đến Kết luận 21 và Kết luận 01.", ["mentions 21-KL", "mentions 01-KL"]),
        ("Kế hoạch 61-KH/TU thực hiện trong năm 2024.", []),
    ],
)
def test_what_a_document_rests_on(text: str, relations: list[str]) -> None:
    assert said(text) == relations


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Kế hoạch này thay thế Kế hoạch số 12-KH/TU.", ["replaces 12-KH/TU"]),
        ("Ke hoach nay thay the Ke hoach so 12-KH/TU.", ["replaces 12-KH/TU"]),
        ("(Thay thế Kế hoạch số 12-KH/TU, ngày 05/3/2021)", ["replaces 12-KH/TU"]),
        (
            "Kế hoạch này có hiệu lực từ ngày ký, thay thế các Kế hoạch: số 12-KH/TU, số 13-KH/TU"
            " và số 14-KH/TU.",
            ["replaces 12-KH/TU", "replaces 13-KH/TU", "replaces 14-KH/TU"],
        ),
        (
            "Kế hoạch này thay thế Kế hoạch 12-KH/TU, Kế hoạch 13-KH/TU vẫn còn hiệu lực.",
            ["replaces 12-KH/TU", "mentions 13-KH/TU"],
        ),
        (
            "Thay thế Quy chế làm việc ban hành kèm theo Quyết định số 12-QĐ/TU ngày 1/2/2020.",
            ["replaces 12-QĐ/TU"],
        ),
        ("Sửa đổi, bổ sung một số điều của Quy chế số 12-QC/TU như sau.", ["amends 12-QC/TU"]),
        ("Bãi bỏ Quy định số 24-QĐ/TU.", ["repeals 24-QĐ/TU"]),
        ("Bãi bỏ khoản 2 Điều 5 Quy định số 24-QĐ/TU.", ["amends 24-QĐ/TU"]),
        (
            "Quy định số 66-QĐ/TW, ngày 06/02/2017 của Ban Bí thư hết hiệu lực kể từ ngày Kế hoạch"
            " này có hiệu lực.",
            ["repeals 66-QĐ/TW"],
        ),
        (
            "Các văn bản sau hết hiệu lực kể từ ngày Kế hoạch này có hiệu lực:\n"
            "a) Kế hoạch số 12-KH/TU;\nb) Kế hoạch số 13-KH/TU.\nKế hoạch 14-KH/TU giữ nguyên.",
            ["repeals 12-KH/TU", "repeals 13-KH/TU", "mentions 14-KH/TU"],
        ),
        ("Kế hoạch này được thay thế bởi Kế hoạch số 70-KH/TU.", ["replaced_by 70-KH/TU"]),
        ("Kế hoạch số 70-KH/TU thay thế Kế hoạch 61-KH/TU.", ["replaced_by 70-KH/TU"]),
        (
            "Kế hoạch 12-KH/TU đã được thay thế bằng Kế hoạch 70-KH/TU.",
            ["replaces 12-KH/TU by 70-KH/TU", "mentions 70-KH/TU"],
        ),
        (
            "Căn cứ Nghị định số 154/2020/NĐ-CP của Chính phủ sửa đổi, bổ sung một số điều của Nghị"
            " định số 34/2016/NĐ-CP.",
            ["basis 154/2020/NĐ-CP", "amends 34/2016/NĐ-CP by 154/2020/NĐ-CP"],
        ),
        # Not done, not yet done, or done by nobody who is known.
        ("Kế hoạch này không thay thế Kế hoạch 12-KH/TU.", ["mentions 12-KH/TU"]),
        ("Giao Văn phòng rà soát, bổ sung Quy chế số 12-QC/TU.", ["mentions 12-QC/TU"]),
        ("Sẽ sửa đổi Quy chế số 12-QC/TU trong quý II.", ["mentions 12-QC/TU"]),
        ("Luật sửa đổi Luật số 34/2019/QH14 được phổ biến.", ["mentions 34/2019/QH14"]),
        ("Bổ sung 02 đồng chí theo Quyết định số 12-QĐ/TU.", ["basis 12-QĐ/TU"]),
    ],
)
def test_what_a_document_changes(text: str, relations: list[str]) -> None:
    assert said(text) == relations


def test_news_tells_of_changes_and_makes_none() -> None:
    assert said("Quy định 399-QĐ/TW thay thế Quy định 66-QĐ/TW.", NEWS) == [
        "mentions 399-QĐ/TW",
        "replaces 66-QĐ/TW by 399-QĐ/TW",
    ]
    assert said("Kế hoạch này thay thế Kế hoạch 12-KH/TU.", NEWS) == ["mentions 12-KH/TU"]
    assert said("Thực hiện Chỉ thị 05-CT/TW.", NEWS) == ["mentions 05-CT/TW"]


def test_a_report_changes_no_plan() -> None:
    report = Bearer(parse_number("90-BC/TU"), None, "BC")
    assert said("Đã ban hành, thay thế Kế hoạch 12-KH/TU.", report) == ["mentions 12-KH/TU"]
    assert said("Báo cáo này thay thế Báo cáo số 80-BC/TU.", report) == ["replaces 80-BC/TU"]


def test_a_short_number_is_filled_in_where_one_fits() -> None:
    text = "Kết luận 21 và Kế hoạch 12.\nKết luận 21-KL/TW, 12-KH/TU và 12/KH-UBND."
    assert [one.number for one in find_references(text, PLAN)] == [
        "21-KL/TW",
        "12-KH",
        "21-KL/TW",
        "12-KH/TU",
        "12/KH-UBND",
    ]


def test_a_document_never_names_itself_but_may_name_its_namesake() -> None:
    text = (
        "Số 61-KH/TU\nKế hoạch 61 thay Kế hoạch số 61-KH/TU, ngày 30/5/2019. Kế hoạch số 61-KH/TU"
    )
    assert [(one.number, one.issued_on) for one in find_references(text, PLAN)] == [
        ("61-KH/TU", date(2019, 5, 30))
    ]
    assert said("60/KH-UBND và 61/KH-UBND") == ["mentions 60/KH-UBND", "mentions 61/KH-UBND"]


@pytest.mark.parametrize(
    ("text", "issued_on"),
    [
        ("12-KH/TU ngày 5/3/2021 về", date(2021, 3, 5)),
        ("12-KH/TU, ngày 05 tháng 3 năm 2021 của", date(2021, 3, 5)),
        ("12-KH/TU của Ban Thường vụ Tỉnh ủy, ban hành ngày 5/3/2021.", date(2021, 3, 5)),
        ("12-KH/TU của Tỉnh ủy kể từ ngày 5/3/2021", None),
        ("12-KH/TU ngày 31/2/2021", None),
    ],
)
def test_the_date_beside_a_number(text: str, issued_on: date | None) -> None:
    assert find_references(text, PLAN)[0].issued_on == issued_on


def test_a_title_gives_a_number_only_where_it_begins_with_it() -> None:
    assert own_number(None, "Kế hoạch 18 về học tập", "KH") == number("Kế hoạch 18")
    assert own_number(None, "Kế hoạch thực hiện Kế hoạch 60-KH/TU", "KH") is None
    assert own_number(None, "Kế hoạch 18 đi vào cuộc sống", "news") is None
    assert own_number("60-KH/TU", "Kế hoạch 18", "KH") == number("60-KH/TU")


@given(
    st.lists(
        st.sampled_from(
            "Kế hoạch|này|số|thay thế|sửa đổi, bổ sung|bãi bỏ|hết hiệu lực|được|bởi|căn cứ"
            "|thực hiện|12-KH/TU|61-KH/TU|21-NQ/TW|Kết luận 01|15/QĐ-UBND|ngày 5/3/2021"
            "|của Tỉnh ủy|,|;|:|.|\n|- |a) |điều|không|và|(|)".split("|")
        ),
        max_size=40,
    ).map(" ".join)
    | st.text(max_size=200)
)
def test_references_stand_in_sentences_of_the_text(text: str) -> None:
    for bearer in (PLAN, NEWS, Bearer()):
        found = find_references(text, bearer)
        for one in found:
            sentence = text[one.start : one.end]
            assert sentence == sentence.strip() != ""
            assert str(number(one.number).number) in sentence
            assert parse_number(one.number) == number(number(one.number).canonical())
        assert len({(o.number, o.start, o.relation, o.by) for o in found}) == len(found)


@pytest.mark.parametrize(
    "piece",
    [
        "Kế hoạch này thay thế Kế hoạch số 12-KH/TU, ",
        "thay thế sửa đổi bổ sung, ",
        "được thay thế bởi ",
        "hết hiệu lực Kế hoạch này ",
        "căn cứ thực hiện theo ",
        "a) a) a) sau đây ",
        "\n- Căn cứ:",
        "12-KH/TU ngày của " + " " * 50,
        ", , ; và số các ",
    ],
)
def test_long_hostile_text_is_read_once(piece: str) -> None:
    text = "Bãi bỏ " + piece * (60_000 // len(piece)) + "\nBãi bỏ Kế hoạch số 60-KH/TU"
    assert "60-KH/TU" in {reference.number for reference in find_references(text, PLAN)}


def paper(
    name: str, day: str, *lines: str, kind: str = "KẾ HOẠCH", place: str = "Sao Mai"
) -> bytes:
    head = f"HUYỆN ỦY {place.upper()}\n*\nSố {name}", f"ĐẢNG CỘNG SẢN VIỆT NAM\n{place}, {day}"
    return docx([kind, "về công tác chi bộ", "-----", *lines], head=head)


FILES: Mapping[str, bytes] = {
    "12.docx": paper("12-KH/HU", "ngày 05 tháng 02 năm 2020", "Các chi bộ họp hằng tháng."),
    "12-khac.docx": paper(
        "12-KH/HU", "ngày 07 tháng 3 năm 2022", "Đảng bộ xã làm điểm.", place="Mây Trắng"
    ),
    "60.docx": paper(
        "60-KH/HU",
        "ngày 10 tháng 5 năm 2023",
        "Thực hiện Kết luận số 35-KL/TW, ngày 05/5/2022, các chi bộ họp.",
        "Kế hoạch này thay thế Kế hoạch số 12-KH/HU, ngày 05/02/2020 của Ban Thường vụ Huyện ủy.",
        "Kết luận 35-KL/TW được phổ biến đến từng đảng viên.",
    ),
    "70.docx": paper(
        "70-KH/HU",
        "ngày 10 tháng 5 năm 2024",
        "Căn cứ Kế hoạch 60-KH/HU và Kết luận 35-KL/TW.",
        "Bổ sung một số nội dung của Kế hoạch 60-KH/HU.",
        "LƯU HÀNH NỘI BỘ",
    ),
    "bai.md": (
        "---\nkind: news\ndate: 2025-01-02\n---\n# Huyện ủy Sao Mai triển khai nhiệm vụ\n\n"
        "Theo bài viết, Kế hoạch 60-KH/HU được thay thế bằng Kế hoạch 80-KH/HU. "
        "Kết luận 35 tiếp tục được thực hiện.\n"
    ).encode(),
    "nha-nuoc.txt": (
        "ỦY BAN NHÂN DÂN HUYỆN SAO MAI\nSố: 60/KH-UBND\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSao Mai, ngày 01 tháng 6 năm 2023\nKẾ HOẠCH\n"
        "Làm đường ấp\nỦy ban nhân dân huyện giao các xã làm đường trong năm 2023.\n"
    ).encode(),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    with closing(StoreWriter(folder)) as writer:
        for source, data in FILES.items():
            document = read_document(source, data)
            writer.add(document, split(document, lambda text: len(text.split()), 200), source)
        writer.commit()
    with closing(Store(folder)) as opened:
        yield opened


def one(store: Store, source: str) -> Document:
    return next(d for d in store.documents() if d.source == source)


def sentence(citing: Citing) -> str:
    return citing.document.text[citing.reference.start : citing.reference.end]


def test_a_number_lists_all_that_it_can_mean_the_newest_first(store: Store) -> None:
    assert [d.source for d in look_up("12 KH-HU", store).documents] == ["12-khac.docx", "12.docx"]
    assert [d.source for d in look_up("Kế hoạch 60", store).documents] == [
        "nha-nuoc.txt",
        "60.docx",
    ]
    assert [d.source for d in look_up("60/KH-UBND", store).documents] == ["nha-nuoc.txt"]
    assert [d.source for d in look_up("60-KH/HU", store).documents] == ["60.docx"]
    assert [d.source for d in look_up("số 60", store).documents] == ["nha-nuoc.txt", "60.docx"]
    assert [d.source for d in look_up("012", store).documents] == ["12-khac.docx", "12.docx"]
    by_id = one(store, "bai.md").id
    assert [d.id for d in look_up(by_id, store).documents] == [by_id]


def test_a_number_that_is_only_cited_shows_where(store: Store) -> None:
    found = look_up("Kết luận số 35-KL/TW", store)
    assert found.documents == ()
    assert found.unindexed is not None
    assert found.unindexed.number == "35-KL/TW"
    assert [(c.document.source, sentence(c)) for c in found.unindexed.cited_by] == [
        ("70.docx", "Căn cứ Kế hoạch 60-KH/HU và Kết luận 35-KL/TW."),
        ("60.docx", "Thực hiện Kết luận số 35-KL/TW, ngày 05/5/2022, các chi bộ họp."),
        ("bai.md", "Kết luận 35 tiếp tục được thực hiện."),
    ]
    with pytest.raises(DocumentNotFound, match="99-KL/TW"):
        look_up("99-KL/TW", store)
    with pytest.raises(DocumentNotFound, match="6"):
        look_up("6", store)
    with pytest.raises(DocumentNotFound, match="none cites it"):
        look_up("35/KL-UBND", store)


def test_an_answer_learns_which_numbers_are_not_indexed(store: Store) -> None:
    missing = unindexed(["60-KH/HU", "35-KL/TW", "99-KL/TW"], store, most=1)
    assert [(u.number, u.total) for u in missing] == [("35-KL/TW", 3), ("99-KL/TW", 0)]
    assert [c.document.source for c in missing[0].cited_by] == ["70.docx"]


def test_who_may_not_read_a_document_is_not_shown_what_it_cites(store: Store) -> None:
    assert one(store, "70.docx").access is Access.INTERNAL
    public = frozenset({Access.PUBLIC})
    (missing,) = unindexed(["35-KL/TW"], store, public)
    assert [c.document.source for c in missing.cited_by] == ["60.docx", "bai.md"]
    assert missing.total == 2
    with pytest.raises(DocumentNotFound):
        look_up("70-KH/HU", store, public)
    with pytest.raises(DocumentNotFound):
        look_up(one(store, "70.docx").id, store, public)
    relations = {s.relation for s in store.citations.successors(one(store, "60.docx"), public)}
    assert relations == {Relation.REPLACES}


def test_what_came_in_a_documents_place(store: Store) -> None:
    (successor,) = store.citations.successors(one(store, "12.docx"))
    assert (successor.relation, successor.number) == (Relation.REPLACES, "60-KH/HU")
    assert successor.document == successor.source == one(store, "60.docx")
    quote = successor.source.text[successor.start : successor.end]
    assert quote.startswith("Kế hoạch này thay thế Kế hoạch số 12-KH/HU")
    # Another office's plan of that number stays in force.
    assert store.citations.successors(one(store, "12-khac.docx")) == []
    replaced, amended = store.citations.successors(one(store, "60.docx"))
    assert (replaced.relation, replaced.number) == (Relation.REPLACES, "80-KH/HU")
    assert (replaced.document, replaced.source.source) == (None, "bai.md")
    assert (amended.relation, amended.document) == (Relation.AMENDS, one(store, "70.docx"))


def test_what_a_document_cites_and_what_cites_it(store: Store) -> None:
    shown = record(one(store, "60.docx"), store)
    assert [
        (c.reference.relation.value, c.reference.number, [d.source for d in c.documents])
        for c in shown.cites
    ] == [("basis", "35-KL/TW", []), ("replaces", "12-KH/HU", ["12.docx"])]
    assert [(c.document.source, c.reference.relation.value) for c in shown.cited_by] == [
        ("70.docx", "basis"),
        ("70.docx", "amends"),
        ("bai.md", "replaces"),
    ]
    assert [p.document_id for p in shown.passages] == [shown.document.id] * len(shown.passages)
    assert record(one(store, "nha-nuoc.txt"), store).cited_by == ()


def test_citing_many_documents(tmp_path: Path) -> None:
    with closing(StoreWriter(tmp_path)) as writer:
        for i in range(300):
            text = f"Thực hiện Chỉ thị 05-CT/TW, chi bộ ấp {i} họp.\nKế hoạch {i}-KH/HU nêu rõ."
            references = find_references(text, Bearer(kind="KH"))
            day = date.fromordinal(738_000 + i)
            document = Document(
                f"id{i}", f"{i}.txt", f"Ấp {i}", text, "0", issued_on=day, references=references
            )
            writer.add(document, (), "")
        writer.commit()
    with closing(Store(tmp_path)) as store:
        found = store.citations.citing(number("Chỉ thị 05"))
        assert [c.document.id for c in found] == [f"id{i}" for i in reversed(range(300))]
        assert store.citations.count_citing(number("05-CT/TW")) == 300
        some = store.citations.citing(number("05-CT/TW"), limit=2)
        assert [c.document.id for c in some] == ["id299", "id298"]
        assert store.citations.citing(number("05-CT/TU")) == []
