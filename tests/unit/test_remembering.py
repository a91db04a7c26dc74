"""Finders that remember."""

from __future__ import annotations

from assistant.vietnamese.remembering import remembering


def test_what_is_found_is_looked_for_once_and_belongs_to_who_asked() -> None:
    asked = []

    @remembering
    def letters(text: str) -> list[str]:
        asked.append(text)
        return [*text]

    first = letters("Đảng")
    first.clear()
    assert letters("Đảng") == ["Đ", "ả", "n", "g"]
    assert asked == ["Đảng"]


def test_a_whole_document_is_not_kept() -> None:
    asked = []

    @remembering
    def lines(text: str) -> list[str]:
        asked.append(len(text))
        return text.splitlines()

    long = "Điều 1.\n" * 1_000
    assert lines(long) == lines(long) == ["Điều 1."] * 1_000
    assert asked == [8_000, 8_000]
