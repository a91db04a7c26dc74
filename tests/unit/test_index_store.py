"""Documents and passages come back as they went in, and filters find the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import DocumentNotFound, IndexDamaged
from assistant.index.store import FILE, Store, StoreWriter
from assistant.types import Access, Document, Filters, Heading, Page, Passage, Reference, Relation
from assistant.vietnamese.numbers import parse_number


def make_document(name: str, **fields: Any) -> Document:
    return Document(
        **{
            "id": f"id-{name}",
            "source": f"{name}.txt",
            "title": f"Văn bản {name}",
            "text": f"Dòng một của {name}.\nDòng hai của {name}.",
            "digest": "0" * 64,
            **fields,
        }
    )


def split_lines(document: Document) -> list[Passage]:
    passages: list[Passage] = []
    start = 0
    for line in document.text.split("\n"):
        passages.append(
            Passage(
                id=f"{document.id}-{len(passages)}",
                document_id=document.id,
                text=line,
                start=start,
                end=start + len(line),
                page=len(passages) + 1 if document.pages else None,
                headings=tuple(h.text for h in document.headings if h.start <= start),
            )
        )
        start += len(line) + 1
    return passages


def write(folder: Path, documents: Sequence[Document]) -> Store:
    with closing(StoreWriter(folder)) as writer:
        for document in documents:
            writer.add(document, split_lines(document), f"/corpus/{document.source}")
        writer.commit()
    return Store(folder)


DOCUMENTS = [
    make_document(
        "a",
        kind="KH",
        number="60-KH/TU",
        issuer="Ban Thường vụ Tỉnh ủy Sóc Trăng",
        place="Sóc Trăng",
        issued_on=date(2023, 3, 20),
        pages=(Page(1, 0, 15), Page(2, 16, 30)),
        headings=(Heading(1, "Dòng một", 0, 8),),
        references=(
            Reference("18-KH/TU", 0, 8, Relation.REPLACES, date(2021, 5, 6)),
            Reference("21-KL/TW", 9, 14),
            Reference("21-KL/TW", 15, 20, Relation.AMENDS, by="30-KL/TW"),
        ),
        author="Ai đó",
        abridged=True,
    ),
    make_document(
        "b",
        kind="QĐ",
        number="12-QĐ/TU",
        issuer="Thị ủy Ngã Năm",
        place="Ngã Năm",
        issued_on=date(2021, 1, 1),
        access=Access.INTERNAL,
    ),
    make_document("c", kind="news", place="Vĩnh Lợi", published_on=date(2023, 5, 23)),
    make_document("d", kind="KH", number="60-KH/TU", issuer="Tỉnh ủy Cà Mau"),
    make_document("e", kind="ĐA", number="7-ĐA/TU", issued_on=date(2020, 2, 2)),
    make_document("f", kind="DA", number="7-DA/TU", issued_on=date(2019, 2, 2)),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(write(tmp_path_factory.mktemp("store"), DOCUMENTS)) as opened:
        yield opened


def found(store: Store, **filters: Any) -> str:
    """The names of the documents whose passages are within the filters."""
    rows = store.rows(Filters(**filters))
    if rows is None:
        return "every"
    assert rows.tolist() == sorted(rows.tolist())
    names = [passage.document_id.removeprefix("id-") for passage in store.passages(rows.tolist())]
    assert names[::2] == names[1::2], "each document has two passages"
    return "".join(names[::2])


def test_documents_come_back_as_they_went_in(store: Store) -> None:
    assert [*store.documents()] == DOCUMENTS
    assert [store.document(d.id) for d in DOCUMENTS] == DOCUMENTS
    assert (store.document_count, store.passage_count) == (6, 12)
    assert store.path("id-b") == Path("/corpus/b.txt")


def test_passages_come_back_in_the_order_asked_for(store: Store) -> None:
    everything = [p for d in DOCUMENTS for p in split_lines(d)]
    assert store.passages(range(12)) == everything
    assert store.passages([7, 0, 7]) == [everything[7], everything[0], everything[7]]
    assert store.passages(np.array([3, 2]).tolist()) == [everything[3], everything[2]]
    assert store.passages([]) == []
    assert store.passage("id-c-1") == everything[5]
    assert store.passage_rows_of("id-c").tolist() == [4, 5]


@settings(max_examples=30, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
    title=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    references=st.lists(
        st.builds(
            Reference,
            st.text(st.characters(exclude_categories=["Cs"])),
            st.integers(0, 99),
            st.integers(0, 99),
            st.sampled_from(Relation),
            st.none() | st.dates(),
            st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        ),
        max_size=3,
    ).map(tuple),
)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    title: str,
    references: tuple[Reference, ...],
) -> None:
    document = make_document("x", text=text, title=title, references=references)
    with closing(write(tmp_path_factory.mktemp("store"), [document])) as store:
        assert store.document(document.id) == document
        assert store.passages(range(store.passage_count)) == split_lines(document)


def test_what_is_not_there_is_named(store: Store) -> None:
    for look in (store.document, store.passage, store.passage_rows_of, store.path):
        with pytest.raises(DocumentNotFound, match="no-such"):
            look("no-such")
    for rows in ([12], [-1], [0, 99]):
        with pytest.raises(IndexError):
            store.passages(rows)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, "every"),
        ({"kind": "KH"}, "ad"),
        ({"kind": "kh"}, "ad"),
        ({"kind": "QD"}, "b"),
        ({"kind": "ĐA"}, "e"),
        ({"kind": "đa"}, "e"),
        ({"kind": "da"}, "ef"),
        ({"kind": "TT"}, ""),
        ({"number": "60-kh/tu"}, "ad"),
        ({"number": "60–KH/TU"}, "ad"),
        ({"number": "12-qd/tu"}, "b"),
        ({"number": "7-ĐA/TU"}, "e"),
        ({"number": "60"}, "ad"),
        ({"number": "sáu mươi"}, ""),
        ({"issuer": "tinh uy"}, "ad"),
        ({"issuer": "Tỉnh uỷ"}, "ad"),
        ({"issuer": "Tỉnh ủy Sóc Trăng"}, "a"),
        ({"issuer": "ủy Tỉnh"}, ""),
        ({"issuer": "inh uy"}, ""),
        ({"issuer": "!!!"}, ""),
        ({"place": "ngã năm"}, "b"),
        ({"place": "  "}, "every"),
        ({"since": date(2023, 1, 1)}, "ac"),
        ({"since": date(2023, 3, 20), "until": date(2023, 3, 20)}, "a"),
        ({"until": date(2021, 1, 1)}, "bef"),
        ({"access": frozenset({Access.PUBLIC})}, "acdef"),
        ({"access": frozenset({Access.INTERNAL})}, "b"),
        ({"access": frozenset()}, ""),
        ({"kind": "KH", "place": "soc trang", "since": date(2023, 1, 1)}, "a"),
    ],
)
def test_filters(store: Store, filters: dict[str, Any], names: str) -> None:
    assert found(store, **filters) == names


def test_a_filter_that_lets_all_pass_narrows_nothing(tmp_path: Path) -> None:
    with closing(write(tmp_path, DOCUMENTS[3:])) as store:
        assert found(store, access=frozenset({Access.PUBLIC})) == "every"


def test_a_number_finds_every_document_that_bears_it_by_date(store: Store) -> None:
    number = parse_number("60-KH/TU")
    assert number is not None
    # without a date last
    assert [d.id.removeprefix("id-") for d in store.by_mention(number)] == ["a", "d"]


def test_many_threads_read_at_once(store: Store) -> None:
    def read(i: int) -> bool:
        passage = store.passages([i % 12])[0]
        document = store.document(passage.document_id)
        return document.text[passage.start : passage.end] == passage.text

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(read, range(2_000)))


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=FILE):
        Store(tmp_path)
    (tmp_path / FILE).write_bytes(b"not a database" * 500)
    with pytest.raises(IndexDamaged, match=FILE), closing(Store(tmp_path)) as store:
        assert store.document_count


def test_a_mention_finds_all_documents_that_it_can_mean(tmp_path: Path) -> None:
    numbers = ["60-KH/TU", "60/KH-UBND", "60-KH/HU", "06-KH/TU", "60-KL/TU", "160-KH/TU", None]
    store = write(tmp_path, [make_document(str(i), number=n) for i, n in enumerate(numbers)])

    def found(text: str) -> list[str | None]:
        number = parse_number(text)
        assert number is not None
        return [document.number for document in store.by_mention(number)]

    assert found("60-KH/TU") == ["60-KH/TU"]
    assert found("60/KH-UBND") == ["60/KH-UBND"]
    assert found("Kế hoạch 60") == ["60-KH/TU", "60/KH-UBND", "60-KH/HU"]
    assert found("Kế hoạch số 6") == ["06-KH/TU"]
    assert found("KL số 61") == []
