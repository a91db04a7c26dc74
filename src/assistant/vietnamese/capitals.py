"""Text typed in capitals throughout, or each word with one, as it would be in small letters."""

from __future__ import annotations

import re

from assistant.vietnamese.function_words import FUNCTION_WORDS
from assistant.vietnamese.numbers import find_mentions
from assistant.vietnamese.syllables import is_syllable
from assistant.vietnamese.tokens import tokenize

# Fewer words than these may be abbreviations and numbers: `BTV TU`, `KH 60-KH/TU`.
_FEWEST_WORDS = 3
# `QUÝ IV`, `LẦN THỨ XIV`
_ROMAN = re.compile(r"[IVXLC]+")


def without_capitals(text: str) -> str:
    """`HẠN NỘP BÁO CÁO LÀ NGÀY NÀO?` → `Hạn nộp báo cáo là ngày nào?`

    So is `Hạn Nộp Báo Cáo Là Ngày Nào?`, but not a text of names alone. Numbers of documents and
    Roman numerals keep theirs. A text with too few words to tell is left as it is.
    """
    if not text.isupper() and not _is_titled(text):
        return text
    kept = [(mention.start, mention.end) for mention in find_mentions(text)]
    words = [
        token
        for token in tokenize(text)
        if not token.text.isdecimal()
        and not any(start < token.end and token.start < end for start, end in kept)
    ]
    if sum(is_syllable(token.text) or _is_long(token.text) for token in words) < _FEWEST_WORDS:
        return text
    letters = list(text)
    for token in words:
        typed = text[token.start : token.end]
        if is_syllable(token.text) or not _ROMAN.fullmatch(typed):
            letters[token.start : token.end] = typed.lower()
    return "".join(letters[:1]).upper() + "".join(letters[1:])


def _is_titled(text: str) -> bool:
    """Whether each word has a capital, words of grammar as well."""
    words = [token for token in tokenize(text) if not token.text.isdecimal()]
    behind = words[1:]
    return all(text[word.start].isupper() for word in words) and any(
        word.text in FUNCTION_WORDS for word in behind
    )


def _is_long(word: str) -> bool:
    """Whether a word of another language is longer than abbreviations are, and has vowels."""
    return len(word) > len("UBND") and len(_VOWEL.findall(word)) > 1


_VOWEL = re.compile(r"[aeiouy]")
