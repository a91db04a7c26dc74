"""Filters as people type them, over an index of documents of several places and kinds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.index.store import Store, StoreWriter
from assistant.retrieval.filters import read_filters, why_nothing_fits
from assistant.service import Assistant
from assistant.types import Access, Document, Filters, Passage

TODAY = date(2026, 3, 5)

# One letter each: kind, number, issuer, place, date, access.
_HEADS = {
    "a": ("KH", "60-KH/TU", "Ban Thường vụ Tỉnh ủy Sóc Trăng", "Sóc Trăng", "2023-03-20"),
    "b": ("KH", "59-KH/TU", "Ban Thường vụ Thị ủy Ngã Năm", "Ngã Năm", "2023-04-07"),
    "c": ("KH", "60/KH-UBND", "Ủy ban nhân dân thành phố Cần Thơ", "Cần Thơ", "2025-08-01"),
    "d": ("news", None, None, "Vĩnh Lợi", "2023-03-20"),
    "e": ("QĐ", "66-QĐ/TW", "Bộ Chính trị", None, "2017-02-06"),
    "f": ("QyĐ", "399-QĐ/TW", "Ban Chấp hành Trung ương", None, "2026-01-09"),
    "g": ("NQ", "07-NQ/ĐU", "Đảng ủy xã Vĩnh Lợi", "Vĩnh Lợi, Cần Thơ", None),
    "h": ("NQ", "08-NQ/ĐU", "Đảng ủy xã Vĩnh Lợi, tỉnh Cà Mau", "Vĩnh Lợi", None),
    "i": ("ĐA", "07-ĐA/HU", "Huyện ủy Mây Trắng", "Mây Trắng", "2020-02-02"),
    "j": ("DA", "07-DA/HU", None, None, "2019-02-02"),
    "k": ("CTr", "12-CTr/BCSĐ", "Ban cán sự đảng", "Huế", "2024-05-05"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    with closing(StoreWriter(folder)) as writer:
        for name, (kind, number, issuer, place, day) in _HEADS.items():
            document = Document(
                id=name,
                source=f"{name}.txt",
                title=f"Văn bản {name}",
                text="Một dòng.",
                digest=name,
                kind=kind,
                number=number,
                issuer=issuer,
                place=place,
                issued_on=date.fromisoformat(day) if day else None,
                access=Access.INTERNAL if name == "k" else Access.PUBLIC,
            )
            writer.add(document, [Passage(f"{name}-0", name, "Một dòng.", 0, 9)], name)
        writer.commit()
    with closing(Store(folder)) as opened:
        yield opened


def found(store: Store, filters: Filters) -> str:
    """The names of the documents within the filters."""
    rows = store.rows(filters)
    return (
        "every" if rows is None else "".join(p.document_id for p in store.passages(rows.tolist()))
    )


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("KH", "abc"),
        ("kh", "abc"),
        ("kế hoạch", "abc"),
        ("Kế  hoạch", "abc"),
        ("ke hoach", "abc"),
        ("news", "d"),
        ("tin", "d"),
        ("bài báo", "d"),
        ("tin tuc", "d"),
        ("ĐA", "i"),
        ("đề án", "i"),
        ("dự án", "j"),
        ("da", "ij"),
        # Regulations are numbered like decisions.
        ("quyết định", "e"),
        ("quy định", "ef"),
        ("QĐ", "ef"),
        ("QyĐ", "ef"),
        ("tờ trình", ""),
        (" ", "every"),
    ],
)
def test_kinds(store: Store, kind: str, names: str) -> None:
    assert found(store, read_filters(kind=kind)) == names


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("60", "ac"),
        ("số 60", "ac"),
        ("060", "ac"),
        ("KH 60", "ac"),
        ("Kế hoạch số 60", "ac"),
        ("60-KH/TU", "a"),
        ("60 kh-tu", "a"),
        ("60–KH/TU", "a"),
        ("60/KH-UBND", "c"),
        ("59-KH", "b"),
        ("7", "gij"),
        ("07-da/hu", "ij"),
        ("7-ĐA/HU", "i"),
        ("399-QĐ/TƯ", "f"),
        ("61", ""),
    ],
)
def test_numbers(store: Store, number: str, names: str) -> None:
    assert found(store, read_filters(number=number)) == names


@pytest.mark.parametrize(
    ("issuer", "names"),
    [
        ("Tỉnh ủy", "a"),
        ("tinh uy soc trang", "a"),
        ("BTV TU", "ab"),
        ("btv thi uy", "b"),
        ("BTV Ngã Năm", "b"),
        ("UBND", "c"),
        ("ubnd can tho", "c"),
        ("BCT", "e"),
        ("BCHTW", "f"),
        ("Đảng uỷ xã Vĩnh Lợi", "gh"),
        ("ủy Tỉnh", ""),
        ("Quốc hội", ""),
    ],
)
def test_issuers(store: Store, issuer: str, names: str) -> None:
    assert found(store, read_filters(issuer=issuer)) == names


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("Sóc Trăng", "ac"),
        ("Cần Thơ", "ac"),
        ("tp can tho", "ac"),
        ("tỉnh Hậu Giang", "c"),
        ("Ngã Năm", "b"),
        ("phường Ngã Năm", "b"),
        ("huyện Ngã Năm", "b"),
        ("huyện Vĩnh Lợi", "dh"),
        ("xã Vĩnh Lợi, Cà Mau", "dh"),
        ("xã Vĩnh Lợi, Cần Thơ", "g"),
        ("xã Vĩnh Lợi", "dgh"),
        ("Vĩnh Lợi", "dgh"),
        # Names that no unit bears are looked for by their words.
        ("Mây Trắng", "i"),
        ("Mây", "i"),
        ("Mâ", ""),
        ("Hà Nội", ""),
    ],
)
def test_places(store: Store, place: str, names: str) -> None:
    assert found(store, read_filters(place=place)) == names


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("3/2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("03-2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-03-20", date(2023, 3, 20), date(2023, 3, 20)),
        ("20/3/2023", date(2023, 3, 20), date(2023, 3, 20)),
        ("20.03.2023", date(2023, 3, 20), date(2023, 3, 20)),
        ("tháng 3/2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("năm ngoái", date(2025, 1, 1), date(2025, 12, 31)),
        ("quy 2 nam 2023", date(2023, 4, 1), date(2023, 6, 30)),
    ],
)
def test_dates(text: str, first: date, last: date) -> None:
    assert read_filters(since=text, today=TODAY) == Filters(since=first)
    assert read_filters(until=text, today=TODAY) == Filters(until=last)


@pytest.mark.parametrize(
    "text", ["30/2/2023", "0", "13/2023", "20/3", "hôm nào", "0000", "9999-99", "20/3/2023 sáng"]
)
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(UsageError, match=rf"“{text}”.*20/3/2023"):
        read_filters(since=text)
    with pytest.raises(UsageError, match="The last date"):
        read_filters(until=text)


def test_dates_the_wrong_way_round_are_both_named() -> None:
    with pytest.raises(UsageError, match=r"4/2023.*3/2023"):
        read_filters(since="4/2023", until="3/2023")
    assert read_filters(since="3/2023", until="2023").until == date(2023, 12, 31)


def test_an_unknown_kind_or_number_is_named_with_those_known() -> None:
    with pytest.raises(UsageError, match=r"“thơ”.*KH \(Kế hoạch\).*news"):
        read_filters(kind="thơ")
    with pytest.raises(UsageError, match=r"“sáu mươi”.*60-KH/TU"):
        read_filters(number="sáu mươi")


def test_it_is_said_which_filter_nothing_fits_and_what_there_is(store: Store) -> None:
    assert why_nothing_fits(read_filters(kind="KH", place="Cần Thơ"), store) is None
    assert why_nothing_fits(Filters(), store) is None
    kind = why_nothing_fits(read_filters(kind="tờ trình", number="60"), store)
    assert kind is not None
    assert "“tờ trình”" in kind
    assert "KH, NQ" in kind
    assert "60" not in kind
    both = why_nothing_fits(read_filters(issuer="Quốc hội", place="Hà Nội"), store)
    assert both is not None
    assert [line.count("“") for line in both.splitlines()] == [1, 1]
    assert "Sóc Trăng" in both
    time = why_nothing_fits(read_filters(until="2000"), store)
    assert time is not None
    assert "2/2/2019 – 9/1/2026" not in time  # the first is of 2017
    assert "6/2/2017 – 9/1/2026" in time
    together = why_nothing_fits(read_filters(kind="news", number="60"), store)
    assert together is not None
    assert "cùng lúc" in together
    english = why_nothing_fits(read_filters(place="Hà Nội"), store, "en")
    assert english is not None
    assert english.startswith("No document has the place “Hà Nội”. There are: ")


def test_what_may_not_be_read_is_not_told(store: Store) -> None:
    public = Filters(kind="TTr", access=frozenset({Access.PUBLIC}))
    line = why_nothing_fits(public, store)
    assert line is not None
    assert "CTr" not in line
    assert "CTr" in (why_nothing_fits(Filters(kind="TTr"), store) or "")
    # A kind that only others may read is none.
    hidden = why_nothing_fits(Filters(kind="CTr", access=public.access), store)
    assert hidden is not None
    assert "“CTr”" in hidden


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for field in ("kind", "number", "issuer", "place", "since", "until"):
        try:
            filters = read_filters(**{field: text})  # type: ignore[arg-type]
        except UsageError:
            assert text.strip()
        else:
            assert filters == Filters() or text.strip()


def test_filters_never_shorten_a_result_while_passages_fit(sample: Assistant) -> None:
    store = sample.index.store
    for filters in (
        read_filters(kind="KH"),
        read_filters(place="Ngã Năm"),
        read_filters(until="2021"),
    ):
        rows = store.rows(filters)
        assert rows is not None
        for k in (1, 5, len(rows), 100):
            # None of the words stands in the documents.
            hits = sample.search("xe đạp màu tím", k, filters).hits
            assert len(hits) == min(k, len(rows))


def test_files_that_are_opened_tell_their_provinces(store: Store, tmp_path: Path) -> None:
    assert {"Sóc Trăng", "Cần Thơ", "Bạc Liêu"} <= store.provinces
    assert store.values("place")[0] == "Vĩnh Lợi"
    with closing(StoreWriter(tmp_path)) as writer:
        writer.commit()
    with closing(Store(tmp_path)) as empty:
        assert (empty.provinces, empty.kinds, empty.dates()) == (frozenset(), (), None)
        assert "không có" in (why_nothing_fits(Filters(kind="KH"), empty) or "không có")
