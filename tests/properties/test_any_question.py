"""Any question at all is read, searched for and answered, or refused in one clear line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from strategies import any_text

from assistant.errors import DocumentNotFound, UsageError
from assistant.faces import views
from assistant.retrieval.understand import MAX_CHARACTERS, understand
from assistant.service import Assistant
from assistant.types import Filters, Query
from assistant.vietnamese.abbreviations import expand
from assistant.vietnamese.accents import is_accented, question_phrases, restore
from assistant.vietnamese.bigrams import AccentCounts
from assistant.vietnamese.capitals import without_capitals
from assistant.vietnamese.courtesies import without_courtesies
from assistant.vietnamese.normalize import clean, comparable, fold
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.spelling import correct
from assistant.vietnamese.tokens import tokenize

TODAY = date(2026, 3, 5)
HALF = "nộp \ud83d báo cáo"  # half a surrogate pair, as JSON can carry it
# What runs the encoder takes more than ten times as long as what only reads.
few = settings(max_examples=settings().max_examples // 5)


@pytest.fixture(scope="module")
def counts(sample: Assistant) -> AccentCounts:
    return sample.index.accents


@pytest.fixture(scope="module")
def sentences(sample: Assistant) -> Sequence[str]:
    """What the sample's documents say, and what questions are put in, with their accents."""
    said = [
        document.text[start:end]
        for document in sample.documents()
        for start, end in sentence_spans(document.text)
    ]
    return [text for text in (*said, *question_phrases()) if is_accented(text)]


def read(text: str, counts: AccentCounts) -> Query | None:
    """The question, or None where it is none; nothing else may come of it."""
    try:
        return understand(text, counts, TODAY)
    except UsageError:
        return None


@given(text=any_text)
@example(text=HALF)
@example(text="WHICH")
def test_any_question_is_read_or_refused(counts: AccentCounts, text: str) -> None:
    query = read(text, counts)
    if query is None:
        assert not tokenize(clean(text)) or len(clean(text)) > MAX_CHARACTERS
        return
    assert query.text.strip()
    assert all(text.strip() for text in query.embedded)
    assert all(phrase for concept in query.concepts for phrase in concept.phrases)
    json.dumps([query.original, query.text, query.restored], ensure_ascii=False).encode("utf-8")


@given(text=any_text)
def test_restoring_changes_accents_alone(counts: AccentCounts, text: str) -> None:
    typed = clean(text)
    assert fold(restore(typed, counts)).lower() == fold(typed).lower()


@given(text=any_text)
def test_restoring_what_has_its_accents_changes_nothing(counts: AccentCounts, text: str) -> None:
    words = tokenize(restore(clean(text), counts))
    accented = " ".join(word.text for word in words if word.text != word.folded)
    assert restore(accented, counts) == accented


@given(text=any_text)
def test_accents_that_were_typed_stay(counts: AccentCounts, text: str) -> None:
    typed = clean(text)
    before, after = tokenize(typed), tokenize(restore(typed, counts))
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert one.text in (one.folded, other.text)


@given(data=st.data())
def test_an_accented_question_is_not_changed_but_for_capitals_and_courtesies(
    counts: AccentCounts, sentences: Sequence[str], data: st.DataObject
) -> None:
    text = " ".join(data.draw(st.lists(st.sampled_from(sentences), min_size=1, max_size=3)))
    assume(len(text) <= MAX_CHARACTERS and expand(text) == text)
    query = understand(text, counts, TODAY)
    assert query.restored is None
    assert comparable(query.text) == comparable(without_courtesies(without_capitals(text)))


@given(data=st.data())
def test_a_question_read_once_is_read(
    counts: AccentCounts, sentences: Sequence[str], data: st.DataObject
) -> None:
    text = fold(data.draw(st.sampled_from(sentences)))
    assume(len(text) <= MAX_CHARACTERS)
    query = understand(text, counts, TODAY)
    again = understand(query.text, counts, TODAY)
    assert again.text == query.text


@given(text=any_text)
def test_a_corrected_text_is_correct(counts: AccentCounts, text: str) -> None:
    typed = clean(text)
    once = correct(typed, counts)
    assert correct(once, counts) == once


@few
@given(text=any_text, unaccented=st.booleans())
@example(text=HALF, unaccented=False)
def test_any_search_gives_passages_or_says_why_not(
    sample: Assistant, text: str, unaccented: bool
) -> None:
    try:
        result = sample.search(fold(text) if unaccented else text, k=5)
    except UsageError:
        assert read(text, sample.index.accents) is None
        return
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    for hit in result.hits:
        assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert all(0 <= a < b <= len(hit.passage.text) for a, b in hit.highlights)
    written(views.search(result))


@few
@given(text=any_text)
@example(text=HALF)
def test_any_question_is_answered_from_the_text(sample: Assistant, text: str) -> None:
    try:
        answer = sample.ask(text)
    except UsageError:
        assert read(text, sample.index.accents) is None
        return
    assert answer.answer
    for citation in (*answer.citations, *answer.nearest):
        assert citation.document.text[citation.start : citation.end] == citation.quote
    assert bool(answer.statements) == bool(answer.citations)
    written(views.answer(answer))


@few
@given(text=any_text)
@example(text=HALF)
def test_any_filter_narrows(sample: Assistant, text: str) -> None:
    for filters in (
        Filters(kind=text),
        Filters(number=text),
        Filters(issuer=text),
        Filters(place=text),
    ):
        assert len(sample.search("kế hoạch", filters=filters).hits) <= 10


@given(text=any_text)
@example(text=HALF)
def test_any_number_or_id_is_looked_up(sample: Assistant, text: str) -> None:
    try:
        assert sample.find_documents(text)
    except DocumentNotFound as error:
        str(error).encode("utf-8")


def written(value: dict[str, Any]) -> None:
    """What a face sends must be JSON in UTF-8."""
    assert json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8")) == value
