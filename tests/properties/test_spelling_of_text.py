"""One spelling of any text: cleaning, folding, tokens, sentences."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from strategies import any_text

from assistant.vietnamese.normalize import (
    clean,
    comparable,
    fold,
    place_tone_marks,
    plain_dashes,
    without_surrogates,
)
from assistant.vietnamese.sentences import sentence_spans
from assistant.vietnamese.tokens import tokenize

# Stops of all kinds, close together.
_stopped = st.text(alphabet='Aạb. \n!?…;"1Đ', max_size=80)


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_one_spelling_is_its_own(text: str) -> None:
    for spell in (clean, place_tone_marks, plain_dashes, comparable, without_surrogates):
        assert spell(spell(text)) == spell(text)


@given(any_text)
def test_what_promises_to_keep_length_does(text: str) -> None:
    cleaned = clean(text)
    for spell in (place_tone_marks, plain_dashes, without_surrogates):
        assert len(spell(cleaned)) == len(cleaned)


@given(any_text)
@example("\ud83d")
def test_clean_text_can_be_written(text: str) -> None:
    clean(text).encode("utf-8")
    assert not set(clean(text)) & {"\x00", "\r", "\u200b", "\u00a0"}


@given(any_text)
def test_tokens_stand_where_they_say(text: str) -> None:
    cleaned = clean(text)
    end = 0
    for token in tokenize(cleaned):
        assert end <= token.start < token.end <= len(cleaned)
        assert fold(token.text) == token.folded
        end = token.end


@given(any_text | _stopped)
def test_sentences_hold_all_that_is_not_space(text: str) -> None:
    cleaned = clean(text)
    spans = sentence_spans(cleaned)
    assert "".join("".join(cleaned[a:b].split()) for a, b in spans) == "".join(cleaned.split())
    assert all(a < b <= c for (a, b), (c, _) in pairwise(spans))


@given(any_text | _stopped)
def test_sentences_of_a_part_stay_inside_it(text: str) -> None:
    cleaned = clean(text)
    start, end = len(cleaned) // 3, len(cleaned) - len(cleaned) // 4
    for first, last in sentence_spans(cleaned, start, end):
        assert start <= first < last <= end
