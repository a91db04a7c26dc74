"""Document numbers, dates and deadlines in any text: found where it says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from assistant.vietnamese.dates import find_dates, find_deadlines
from assistant.vietnamese.normalize import clean
from assistant.vietnamese.numbers import (
    KINDS,
    DocumentNumber,
    find_mentions,
    find_numbers,
    parse_number,
)

_PARTY = ["TW", "TU", "HU", "QU", "ĐU", "CB", "VPTU", "BTCTW", "UBKTTW", "VPTW/nb", "BTGDVTU"]
_STATE = ["UBND", "HĐND", "CP", "TTg", "BNV", "UBND-VX", "UBTVQH15"]
_kinds = st.sampled_from(sorted(KINDS))
_letters = st.sampled_from(["", "a", "b", "c"])
_party = st.builds(
    DocumentNumber, st.integers(1, 99_999), _kinds, st.sampled_from(_PARTY), letter=_letters
)
_state = st.builds(
    DocumentNumber,
    st.integers(1, 99_999),
    _kinds,
    st.sampled_from(_STATE),
    st.none() | st.integers(1945, 2099),
    state=st.just(True),
)
_open = st.builds(DocumentNumber, st.integers(1, 9_999), _kinds, letter=_letters)
numbers = _party | _state | _open
# Close to dates and deadlines at every turn.
_dated = st.text(alphabet="0123456789/- ngàythánămtrướcđếhếqúụ.,;()\n", max_size=200)


class Found(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


@pytest.mark.parametrize("find", [find_dates, find_deadlines, find_numbers, find_mentions])
@given(text=any_text | _dated)
def test_what_is_found_stands_there(find: Callable[[str], Sequence[Found]], text: str) -> None:
    cleaned = clean(text)
    found = find(cleaned)
    for one in found:
        assert cleaned[one.start : one.end] == one.text
        assert one.text.strip()
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(numbers)
def test_a_canonical_number_reads_back(number: DocumentNumber) -> None:
    written = number.canonical()
    read = parse_number(written)
    assert read == number
    assert read is not None
    assert read.canonical() == written


@given(any_text)
def test_any_number_that_is_read_reads_back(text: str) -> None:
    for mention in find_mentions(clean(text)):
        again = parse_number(mention.number.canonical())
        assert again == mention.number


@given(_party | _state, st.booleans())
def test_a_number_is_found_in_a_sentence(number: DocumentNumber, small: bool) -> None:
    written = number.canonical().lower() if small else number.canonical()
    text = f"Căn cứ văn bản số {written}, ngày 20/3/2023 của cấp trên."
    (found,) = find_numbers(text)
    assert text[found.start : found.end] == found.text == written
    assert found.number == number


@given(any_text)
def test_parsing_any_text_as_a_number_gives_one_or_none(text: str) -> None:
    number = parse_number(clean(text))
    assert number is None or parse_number(number.canonical()) == number
