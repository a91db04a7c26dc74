"""Who may not read internal documents is answered as if there were none.

The index of the whole made office is asked for the public, and beside it an index that never held
an internal paper: whatever differed between the two would tell of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_internal import INTERNAL, PUBLIC, QUESTIONS, SECRETS, lay_out

from assistant.answering.lookup import LookUp, look_up
from assistant.embedding.encoder import Encoder
from assistant.errors import DocumentNotFound
from assistant.index import Index
from assistant.index.build import build_index
from assistant.index.citations import EVERYBODY
from assistant.retrieval.filters import why_nothing_fits
from assistant.service import Assistant
from assistant.state import Conversations, StateFile
from assistant.types import Access, Filters, Outcome, Turn
from assistant.vietnamese.normalize import fold

OPEN = frozenset({Access.PUBLIC})
FOR_THE_PUBLIC = Filters(access=OPEN)
FILTERS = (
    Filters(kind="BC"),
    Filters(number="77"),
    Filters(number="12"),
    Filters(issuer="Đảng ủy xã Thạch Quỳ"),
    Filters(place="Thạch Quỳ"),
    Filters(place="Sao Mai"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    """Over all papers."""
    folder = tmp_path_factory.mktemp("whole")
    build_index([lay_out(folder / "corpus")], folder / "index", encoder)
    with Index.open(folder / "index", encoder) as index:
        yield Assistant(index, encoder)


@pytest.fixture(scope="module")
def open_alone(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    """Over an index that never held an internal paper."""
    folder = tmp_path_factory.mktemp("open")
    build_index([lay_out(folder / "corpus", internal=False)], folder / "index", encoder)
    with Index.open(folder / "index", encoder) as index:
        yield Assistant(index, encoder)


@dataclass
class Memory:
    turns: list[Turn] = field(default_factory=list)

    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    def keep(self, turn: Turn) -> None:
        self.turns.append(turn)


def test_the_office_sees_what_the_public_does_not(whole: Assistant) -> None:
    assert {d.source for d in whole.documents()} == {*PUBLIC, *INTERNAL}
    assert {d.source for d in whole.documents(OPEN)} == {*PUBLIC}
    answer = whole.ask("Ai được giới thiệu làm nhân sự Bạch Trĩ?")
    assert "Quàng Thị Ngoãn" in answer.answer
    assert whole.ask("Kế hoạch 12-KH/HU bị văn bản nào thay thế?").outcome is Outcome.ANSWERED
    assert whole.search("vu viec khe ngang o thach quy").query.restored
    everything = repr([whole.documents(), whole.deadlines()])
    assert all(secret in everything for secret in ("Bạch Trĩ", "Khe Ngãng", "30/11/2024"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_to_the_public_is_that_of_an_index_without_internal_papers(
    whole: Assistant, open_alone: Assistant, question: str
) -> None:
    told = replace(whole.ask(question, FOR_THE_PUBLIC), took_ms=0)
    assert told == replace(open_alone.ask(question), took_ms=0)
    typed = fold(question).lower()
    unasked = [s for s in SECRETS if fold(s).lower() not in typed]
    assert not [secret for secret in unasked if secret in repr(told)]


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_search_by_the_public_is_that_of_an_index_without_internal_papers(
    whole: Assistant, open_alone: Assistant, question: str, mode: str
) -> None:
    told = whole.search(question, 100, FOR_THE_PUBLIC, mode)  # type: ignore[arg-type]
    alone = open_alone.search(question, 100, mode=mode)  # type: ignore[arg-type]
    assert replace(told, took_ms=0) == replace(alone, took_ms=0)


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_find_and_tell_nothing_internal(
    whole: Assistant, open_alone: Assistant, filters: Filters
) -> None:
    narrowed = replace(filters, access=OPEN)
    told = whole.search("kế hoạch báo cáo", 100, narrowed)
    assert told.hits == open_alone.search("kế hoạch báo cáo", 100, filters).hits
    assert whole.deadlines(narrowed) == open_alone.deadlines(filters)
    for store in (whole.index.store, whole.index.within(OPEN).store):
        said = why_nothing_fits(narrowed, store)
        assert said == why_nothing_fits(filters, open_alone.index.store)


def test_lists_and_counts_are_those_of_an_index_without_internal_papers(
    whole: Assistant, open_alone: Assistant
) -> None:
    seen, alone = whole.index.within(OPEN), open_alone.index
    assert whole.documents(OPEN) == open_alone.documents()
    assert whole.deadlines(FOR_THE_PUBLIC) == open_alone.deadlines()
    assert (seen.manifest.documents, seen.manifest.passages) == (2, alone.manifest.passages)
    assert seen.manifest.corpus_digest != whole.index.manifest.corpus_digest
    for counted in ("document_count", "passage_count", "kinds", "provinces", "origins"):
        assert getattr(seen.store, counted) == getattr(alone.store, counted)
    for borne in ("kind", "number", "issuer", "place"):
        assert seen.store.values(borne) == alone.store.values(borne)
    assert seen.store.dates() == alone.store.dates()
    assert seen.store.numbers(77) == []
    assert len(seen.lexical) == len(alone.lexical)


@pytest.mark.parametrize("word", ["ngang", "khue", "ke", "hoach", "bo", "nham"])
def test_words_weigh_what_public_papers_make_them_weigh(
    whole: Assistant, open_alone: Assistant, word: str
) -> None:
    seen, alone = whole.index.within(OPEN), open_alone.index
    for name in ("folded", "accented", "folded_pairs"):
        counted = seen.lexical.document_frequency(name, word)
        assert counted == alone.lexical.document_frequency(name, word)
    assert seen.accents.forms(word) == alone.accents.forms(word)
    assert seen.accents.total == alone.accents.total


def test_what_internal_papers_say_of_public_ones_is_not_told(
    whole: Assistant, open_alone: Assistant
) -> None:
    for document in whole.documents(OPEN):
        assert whole.record(document, OPEN) == open_alone.record(document)
        assert whole.passages(document, OPEN) == open_alone.passages(document)
    plan = whole.find_documents("12-KH/HU", OPEN)[0]
    assert [s.number for s in whole.record(plan).successors] == ["77-KH/HU"]


def test_an_internal_paper_cannot_be_told_from_one_that_does_not_exist(whole: Assistant) -> None:
    papers = [d for d in whole.documents() if d.access is Access.INTERNAL]
    assert len(papers) == 2
    store = whole.index.within(OPEN).store
    for paper in papers:
        passage = whole.passages(paper)[0]
        refusals: list[tuple[str, Callable[[str], object], str]] = [
            (paper.id, lambda asked: whole.find_documents(asked, OPEN), "0" * len(paper.id)),
            (str(paper.number), lambda asked: whole.find_documents(asked, OPEN), "99-QĐ/HU"),
            (paper.id, store.document, "0" * len(paper.id)),
            (paper.id, store.path, "0" * len(paper.id)),
            (paper.id, store.passage_rows_of, "0" * len(paper.id)),
            (passage.id, store.passage, "0" * len(passage.id)),
        ]
        for known, look, unknown in refusals:
            with pytest.raises(DocumentNotFound) as hidden:
                look(known)
            with pytest.raises(DocumentNotFound) as missing:
                look(unknown)
            assert str(hidden.value).replace(known, unknown) == str(missing.value)
        with pytest.raises(DocumentNotFound):
            whole.passages(paper, OPEN)
        with pytest.raises(DocumentNotFound):
            whole.record(paper, OPEN)
        with pytest.raises(IndexError):
            store.passages(whole.index.store.passage_rows_of(paper.id).tolist())


def test_a_number_cited_by_internal_papers_alone_is_unknown(whole: Assistant) -> None:
    """Nothing public names 77-KH/HU; 02-HD/TU is named by a public plan."""
    seen = whole.index.within(OPEN).store
    with pytest.raises(DocumentNotFound):
        look_up("77-KH/HU", seen, OPEN)
    cited: LookUp = look_up("02-HD/TU", seen, OPEN)
    assert cited.unindexed is not None
    assert [one.document.number for one in cited.unindexed.cited_by] == ["12-KH/HU"]


def test_rows_of_internal_papers_are_never_found_whatever_is_asked_for(whole: Assistant) -> None:
    seen = whole.index.within(OPEN)
    internal = whole.index.store.rows(Filters(access=frozenset({Access.INTERNAL})))
    assert internal is not None
    vector = whole.index.dense.vectors(internal[:1])[0]
    assert len(seen.dense.search(vector, 99, internal)[0]) == 0
    assert not set(seen.dense.search(vector, 99)[0]) & set(internal)
    words = [[[("folded", "khe", 1.0)]]]
    assert len(whole.index.lexical.search(words, 99)[0]) > 0
    assert len(seen.lexical.search(words, 99)[0]) == 0
    assert len(seen.lexical.search(words, 99, internal)[0]) == 0


def test_where_all_is_public_there_is_one_view_of_it(open_alone: Assistant) -> None:
    index = open_alone.index
    assert index.within(OPEN) is index.within(EVERYBODY) is index


def test_what_was_asked_with_more_access_is_not_remembered_with_less(whole: Assistant) -> None:
    memory = Memory()
    whole.ask("Ai được giới thiệu làm nhân sự Bạch Trĩ?", conversation=memory)
    assert "Ngoãn" in repr(memory.last())
    told = whole.ask("Đồng chí đó giữ chức vụ gì?", FOR_THE_PUBLIC, conversation=memory)
    assert not [secret for secret in SECRETS if secret in repr((told, memory.last()))]


def test_what_was_asked_with_less_access_is_remembered_with_more(whole: Assistant) -> None:
    memory = Memory()
    first = "Kế hoạch số 12-KH/HU nói về việc gì?"
    whole.ask(first, FOR_THE_PUBLIC, conversation=memory)
    told = whole.ask("Văn bản đó ban hành ngày nào?", conversation=memory)
    assert told.restored
    assert "12-KH/HU" in told.restored


@pytest.mark.parametrize("access", [frozenset({Access.INTERNAL}), frozenset[Access]()])
def test_other_levels_are_kept_to_as_well(whole: Assistant, access: frozenset[Access]) -> None:
    filters = Filters(access=access)
    assert {d.access for d in whole.documents(access)} == access
    assert {hit.document.access for hit in whole.search("kế hoạch", 50, filters).hits} == access
    sources = {d.source for d in whole.documents() if d.access in access}
    assert {one.source for one in whole.deadlines(filters)} <= sources


def test_a_turn_of_an_older_version_counts_as_one_of_the_office(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.sqlite")
    conversations = Conversations(file)
    begun = conversations.begin()
    conversations.keep(begun, Turn("Ai ký?", "vi", access=(Access.PUBLIC,)))
    assert conversations.last(begun) == Turn("Ai ký?", "vi", access=(Access.PUBLIC,))
    with file.write() as connection:
        old = '{"question": "Ai ký?", "language": "vi", "antecedents": []}'
        connection.execute("UPDATE conversation SET turn = ?", (old,))
    kept = conversations.last(begun)
    assert kept is not None
    assert set(kept.access) == EVERYBODY


WORDS = sorted(
    {
        word
        for text in (*PUBLIC.values(), *INTERNAL.values())
        for word in re.findall(r"\w[\w/.-]*", text)
    }
)


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    typed=st.sampled_from(["as it is", "without accents", "in lower case"]),
    english=st.booleans(),
)
def test_whatever_words_are_put_together_nothing_internal_comes_out(
    whole: Assistant, open_alone: Assistant, words: list[str], typed: str, english: bool
) -> None:
    question = " ".join((*words, "?"))
    if typed != "as it is":
        question = fold(question) if typed == "without accents" else question.lower()
    question = f"what is the deadline of {question}" if english else question
    told = replace(whole.ask(question, FOR_THE_PUBLIC), took_ms=0)
    assert told == replace(open_alone.ask(question), took_ms=0)


def test_what_an_office_makes_internal_is_gone_with_the_next_build(
    tmp_path: Path, encoder: Encoder
) -> None:
    corpus, index_dir = lay_out(tmp_path / "corpus", internal=False), tmp_path / "index"
    sidecar = corpus / "thong-bao" / "tb-05-du-doi-che.toml"

    def seen_after(access: str) -> tuple[int, list[str], list[Path]]:
        sidecar.write_text(f'access = "{access}"', encoding="utf-8")
        build_index([corpus], index_dir, encoder)
        with Index.open(index_dir, encoder) as index:
            assistant = Assistant(index, encoder)
            forms = index.within(OPEN).accents.forms("che")
            return len(assistant.documents(OPEN)), sorted(forms), [*index.folder.glob("accents*")]

    build_index([corpus], index_dir, encoder)
    documents, forms, files = seen_after("internal")
    assert (documents, "chè" in forms, len(files)) == (1, False, 2)
    documents, forms, files = seen_after("public")
    assert (documents, "chè" in forms, len(files)) == (2, True, 1)
