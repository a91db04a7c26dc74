"""What recognition misreads, mended where the right reading leaves no doubt.

A digit is never changed into another one, and no word is made up: letters and signs that cannot
stand inside a number become the digits that they look like, and `chỉ bộ` the `chi bộ` that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.documents.layout import Line, Word
from assistant.vietnamese.numbers import KINDS

# What a narrow 1, a 0 and an 8 are taken for.
_LOOKS = str.maketrans("Il|]!OoÓ§", "111110008")
_D = r"[\dIl|\]!OoÓ§]"
_EDGE = "|_~"
_SYMBOL = r"[^\W\d_]{2,6}"
_DOCUMENT = re.compile(
    rf"(?P<before>[^\w§|\]!]*)(?P<digits>{_D}{{1,4}})(?P<dash>[-–—~]?)(?P<kind>{_SYMBOL})(?P<rest>/[^\W\d_].*)"
)
_FIGURE = re.compile(
    rf"(?P<before>[(\"“]?)(?P<number>{_D}+(?:[./,:-]{_D}+)*)(?P<after>%?[.,;:)\"”]*)"
)
# Symbols as they are misread: Đ for eth, B or two letters; L with the stroke behind it for Ư.
_KINDS = {"QÐ": "QĐ", "QB": "QĐ", "QD": "QĐ", "QĐÐ": "QĐ", "QÐĐ": "QĐ", "ĐĐ": "QĐ", "KƯ": "KL"}
_DAY = {"ngày", "tháng", "năm", "số"}
_MONTHS = 12
_DATE = re.compile(r"(?:\d{1,2}/)?(\d{2})/(?:19|20)\d{2}(?!\d)")
# The words that stand before a document's number: `số`, and the last ones of the types' names.
_BEFORE_NUMBERS = {"số", *(name.split()[-1].lower() for name in KINDS.values())}
# Before these `chỉ` is `chi`, unless what follows makes another word of them.
_BRANCH = re.compile(
    r"\b([Cc])hỉ(?=\s+(?:bộ(?!\s+(?:phận|máy|môn|đội|luật|tiêu|trưởng|chỉ))|ủy(?!\s+(?:ban|viên|quyền|thác))"
    r"|uỷ(?!\s+(?:ban|viên|quyền|thác))|phí|tiết(?!\s+(?:mục|kiệm|học))|nhánh|phối|cục)(?!\w))"
)
# A division's number in capitals, as it stands or as it is misread, before a title in capitals.
_ROMAN = re.compile(r"(?P<number>[IVXH]{1,6})(?P<mark>[.\-–])\s*(?=[^\W\d_]{2})")
_VALUES = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
}
_NUMERALS = {value: numeral for numeral, value in _VALUES.items()}
_SPENT = re.compile(r"\b((?:[Nn]guồn|[Kk]hoản|[Mm]ức|[Tt]hu,?)\s+)chỉ(?=\s|[,.;]|$)")


def mended(line: Line) -> Line:
    """The words of one line, mended; a number that was split in two is one word again."""
    words = [replace(word, text=word.text.strip(_EDGE) or word.text) for word in line]
    words = list(_joined(words))
    befores = ["", *(word.text.lower() for word in words)]
    texts = [_figures(word.text, before) for word, before in zip(words, befores, strict=False)]
    texts = _words(" ".join(texts)).split(" ")
    if len(texts) != len(words):
        return tuple(words)
    return tuple(replace(word, text=text) for text, word in zip(texts, words, strict=True))


def _joined(words: list[Word]) -> Iterator[Word]:
    """Numbers that were split in two as one word: `số 31 1-BC/TU`, `28/1 1/2020`."""
    at = 0
    while at < len(words):
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else None
        if after is None or not _belongs(words[at - 1].text if at else "", word.text, after.text):
            yield word
            at += 1
            continue
        certainty = min(word.certainty, after.certainty)
        yield Word(word.text + after.text, word.box.with_(after.box), certainty)
        at += 2


def _belongs(before: str, text: str, following: str) -> bool:
    """Whether no other reading than as one number makes sense of two words."""
    if re.fullmatch(r"\d{1,2}/\d", text) or text == "1":
        joined = _DATE.match(text + following)
        return joined is not None and int(joined[1]) <= _MONTHS and _DATE.match(following) is None
    if not re.fullmatch(r"\d{1,3}", text) or not re.match(rf"{_D}{{1,2}}-{_SYMBOL}/", following):
        return False
    return not before or before.lower() in _BEFORE_NUMBERS


def _figures(text: str, before: str) -> str:
    """A word with its digits as digits, where it is a number."""
    found = _DOCUMENT.fullmatch(text)
    if found and any(c.isdigit() for c in found["digits"] + "0" * (before in _DAY)):
        kind = _kind(found["kind"])
        if kind is not None:
            digits = found["digits"].translate(_LOOKS)
            return f"{found['before']}{digits}{found['dash'] or '-'}{kind}{found['rest']}"
        return text
    figure = _FIGURE.fullmatch(text)
    if figure and (before in _DAY or any(c.isdigit() for c in figure["number"])):
        return figure["before"] + figure["number"].translate(_LOOKS) + figure["after"]
    return text


def _kind(symbol: str) -> str | None:
    """The type's symbol that was meant, where only one comes into question."""
    if symbol in KINDS:
        return symbol
    if symbol in _KINDS:
        return _KINDS[symbol]
    meant = {
        symbol[:at] + other + symbol[at + 1 :]
        for at, letter in enumerate(symbol)
        if letter in "Il1"
        for other in ("", "T", "L")
    } & KINDS.keys()
    return meant.pop() if len(meant) == 1 else None


def _words(text: str) -> str:
    return _SPENT.sub(r"\1chi", _BRANCH.sub(r"\1hi", text))


def with_divisions_in_order(lines: Sequence[str]) -> list[str]:
    """Lines of a document, its divisions in Roman numbers counted on where one was misread.

    `H.` and `IH.` are no numbers, and a `II.` that stands between `II.` and `IV.` is `III.`.
    """
    found = [
        (at, match)
        for at, line in enumerate(lines)
        if line.isupper() and (match := _ROMAN.match(line))
    ]
    made = list(lines)
    before = 0
    for place, (at, match) in enumerate(found):
        value = _VALUES.get(match["number"])
        after = _VALUES.get(found[place + 1][1]["number"]) if place + 1 < len(found) else None
        if (value is None and "H" in match["number"] and before) or (
            value == before and after == before + 2
        ):
            value = before + 1
            made[at] = f"{_NUMERALS[value]}{match['mark']} {lines[at][match.end() :]}"
        before = value or 0
    return made
