"""Vietnamese typed before Unicode: TCVN3, VNI, VISCII and VPS into letters.

Such text is stored as the Latin letters and signs at whose places an old font drew Vietnamese
ones. The font's name tells the encoding; where there is none, the words do: read in the right
encoding they are Vietnamese syllables, which they are not as they stand.

Give text as it was read, before `normalize.clean`: that drops soft hyphens and control
characters, which are letters in three of the encodings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby

from assistant.vietnamese.syllables import is_syllable


class Encoding(StrEnum):
    """How Vietnamese was typed before Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"


OF_FONTS = (Encoding.TCVN3, Encoding.VNI)
"""What office files are typed in; the other two are looked for in bare bytes alone."""

_CAPITAL = "capitals of "
_LONGEST_NAME = 80
# PDF names a subset of a font `ABCDEF+.VnTime`, and a style `.VnTime,Bold` or `.VnTime-Bold`.
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"(?:[\s,_-]*(?:bold|italic|oblique|regular|roman|normal|mt))+$", re.IGNORECASE)
_FAMILIES = (
    (re.compile(r"\.vn|abc\s?\w*tcvn|vnstcvn3|tcvn3", re.IGNORECASE), Encoding.TCVN3),
    (re.compile(r"vni(?![a-z])", re.IGNORECASE), Encoding.VNI),
    (re.compile(r"vps(?![a-z])", re.IGNORECASE), Encoding.VPS),
    (re.compile(r"viscii|vi (?:times|arial)", re.IGNORECASE), Encoding.VISCII),
)
# What viparse's tables leave out or never meet.
_MENDED: Mapping[Encoding, Mapping[str, str]] = {
    Encoding.VNI: {"aú": "ẳ", "AÚ": "Ẳ", "î": "ỵ", "Î": "Ỵ"},
}
# Text boxes of Word hold the bytes of fonts without a charset in this private range.
_PRIVATE = {0xF000 + byte: byte for byte in range(0x20, 0x100)}
# Other characters that readers give for a byte: those of windows-1258, and PDF's glyph names.
_SURFACES = {
    **_PRIVATE,
    **{ord(bytes([b]).decode("cp1258")): b for b in range(0xA0, 0x100) if b != 0xD2},
    0x0309: 0xD2,
    0x2212: 0xAD,
    0x2219: 0xB7,
    0x03BC: 0xB5,
    0x2206: 0xC6,
}
# Windows-1252 puts signs where VISCII and VPS have letters.
_CONTROLS = {
    ord(bytes([b]).decode("cp1252")): b
    for b in range(0x80, 0xA0)
    if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
# Letters of Vietnamese alone: no old encoding is ever read as one of these.
_UNICODE = re.compile("[\u1ea0-\u1ef9]")
# A word with the signs that old encodings use for letters: all but plain punctuation.
_WORD = re.compile(r"[^\s\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\u2010-\u2027\u2030-\u205e]+")
_STOPPED = re.compile(r"(?:[pt]|c|ch)$")
_FREE_TONES = ("\u0300", "\u0303", "\u0309")  # no syllable that ends in p, t, c or ch has them
_SAMPLE = 100_000  # characters
_FEWEST = 3  # different words that only an old encoding explains
_MOST_LEFT = 0.12  # of the words with signs: those that it does not explain
_LONGEST_WORD = 24
_LONGEST_SHORT_FORM = 5
_LEAST_SYLLABLES = 0.65  # of all words, once converted
# A text of this length without any ư was read by one who took it for a hyphen.
_LONG = 300
_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{0,3})-([^\W\d_]{0,4})(?![\w-])")


def encoding_of_font(name: str | None) -> Encoding | None:
    """The encoding that a font's name implies: `.VnTimeH`, `VNI-Times`; None for any other."""
    bare = _bare((name or "").removeprefix(_CAPITAL))
    return next((encoding for form, encoding in _FAMILIES if form.match(bare)), None)


def draws_capitals(name: str | None) -> bool:
    """Whether a font of an old encoding draws small letters as capitals: `.VnTimeH`."""
    if (name or "").startswith(_CAPITAL):
        return True
    bare = _STYLE.sub("", _bare(name))
    encoding = encoding_of_font(bare)
    if encoding is Encoding.TCVN3:
        return bare[-1:] in ("h", "H")
    return encoding is Encoding.VPS and bare.lower().endswith("hoa")


def _bare(name: str | None) -> str:
    return _SUBSET.sub("", (name or "")[:_LONGEST_NAME]).strip("\"' ")


def capital_font(name: str | None) -> str:
    """A name for a font of an old encoding whose letters a file shows as capitals."""
    return f"{_CAPITAL}{name or ''}"


def convert(text: str, encoding: Encoding) -> str:
    """Text that is known to be typed in an encoding, as NFC. What is no letter of it stays."""
    table, pattern = _table(encoding)
    surfaces = _SURFACES if encoding in OF_FONTS else _SURFACES | _CONTROLS
    text = text.translate(surfaces)
    hyphens = encoding is Encoding.TCVN3 and len(text) > _LONG and "\xad" not in text
    text = unicodedata.normalize("NFC", pattern.sub(lambda found: table[found[0]], text))
    return _HYPHENED.sub(_with_u, text) if hyphens else text


def to_unicode(text: str, font: str | None = None) -> str:
    """Text in NFC: by its font's name, else by what its words say.

    Text that is Unicode already is given back as it is.
    """
    if encoding_of_font(font) is not None:
        return runs_to_unicode([(text, font)])
    return "\n".join(lines_to_unicode(text.split("\n")))


def detect(text: str, encodings: Sequence[Encoding] = OF_FONTS) -> Encoding | None:
    """The encoding that a text's words speak for; None for Unicode, foreign and short text."""
    if text.isascii() or _UNICODE.search(text):
        return None
    found = [(_weigh(text[:_SAMPLE], encoding), encoding) for encoding in encodings]
    evidence, encoding = max(found, key=lambda pair: pair[0].balance)
    return encoding if evidence.is_enough() else None


def lines_to_unicode(lines: Sequence[str], encodings: Sequence[Encoding] = OF_FONTS) -> list[str]:
    """The lines of one text without fonts, each by its own words, else by what is around it."""
    open_ = [line for line in lines if not line.isascii() and not _UNICODE.search(line)]
    whole = detect("\n".join(open_), encodings) if open_ else None
    found = {encoding for line in open_ if (encoding := detect(line, encodings))}
    found |= {whole} if whole else set()
    if not found:
        return list(lines)
    verdicts = [_verdict(line, sorted(found)) for line in lines]
    around: Encoding | bool = whole or next(v for v in verdicts if isinstance(v, Encoding))
    told: list[str] = []
    for line, verdict in zip(lines, verdicts, strict=True):
        around = around if verdict is None else verdict
        if isinstance(around, Encoding) and not line.isascii():
            told.append(_with_capitals(convert(line, around), around))
        else:
            told.append(line)
    return told


def runs_to_unicode(runs: Iterable[tuple[str, str | None]]) -> str:
    """One paragraph given as (text, font) pairs.

    What stands in the same encoding is converted together, since a letter and its mark may lie
    in two runs.
    """
    pieces: list[str] = []
    for (encoding, capitals), group in groupby(runs, lambda run: _font_of(run[1])):
        text = "".join(words for words, _ in group)
        if encoding is None or _UNICODE.search(text):
            pieces.append(text)
        else:
            words = convert(text, encoding)
            pieces.append(words.upper() if capitals else words)
    return "".join(pieces)


@lru_cache(maxsize=256)
def _font_of(name: str | None) -> tuple[Encoding | None, bool]:
    return encoding_of_font(name), draws_capitals(name)


@cache
def _table(encoding: Encoding) -> tuple[dict[str, str], re.Pattern[str]]:
    from viparse.normalize.encodings import CHARMAPS

    table = {**dict(CHARMAPS[encoding].pairs), **_MENDED.get(encoding, {})}
    if encoding is Encoding.VNI:  # a capital with the mark of a small letter: `Aù`
        mixed = {s[0] + s[1:].lower(): letter for s, letter in table.items()}
        table = mixed | table
    longest = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest)))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Words with signs: which only the encoding explains, how many it does not, or spoils."""

    words: int
    gained: int
    different: int
    left: int
    syllables: float

    @property
    def balance(self) -> int:
        return self.gained - self.left

    def is_enough(self) -> bool:
        return (
            self.different >= _FEWEST
            and self.left <= _MOST_LEFT * self.words
            and self.syllables >= _LEAST_SYLLABLES
        )


def _weigh(text: str, encoding: Encoding) -> _Evidence:
    words = gained = left = plain = syllables = 0
    different = set()
    for word in _WORD.findall(text):
        if word.isascii():
            if word.isalpha():
                plain += 1
                syllables += is_syllable(word)
            continue
        words += 1
        explained, was = _read(word, encoding)
        left += not explained
        if explained and not was:
            gained += 1
            if len(word) > 1:  # a letter alone may be a sign of any kind
                different.add(word.lower())
    share = (syllables + words - left) / max(1, plain + words)
    return _Evidence(words, gained, len(different), left, share)


def _verdict(line: str, encodings: Sequence[Encoding]) -> Encoding | bool | None:
    """The encoding of a line in a text that has some; True for Unicode; None where it is open."""
    if _UNICODE.search(line):
        return True
    if line.isascii():
        return None
    found = [(_weigh(line, encoding).balance, encoding) for encoding in encodings]
    balance, encoding = max(found, key=lambda pair: pair[0])
    if balance > 0:
        return encoding
    return True if balance < 0 else None


@lru_cache(maxsize=1 << 14)
def _read(word: str, encoding: Encoding) -> tuple[bool, bool]:
    """Whether a word is Vietnamese in an encoding, and as it stands; short forms say nothing."""
    if len(word) > _LONGEST_WORD:
        return False, False
    told = _with_capitals(convert(word, encoding), encoding)
    if not _is_spelt(told):
        return _is_short_form(told), True
    return True, _is_spelt(word)


def _is_short_form(word: str) -> bool:
    """QĐ, HĐND."""
    return word.isalpha() and word.isupper() and len(word) <= _LONGEST_SHORT_FORM


@lru_cache(maxsize=1 << 14)
def _is_spelt(word: str) -> bool:
    """Whether a word is a Vietnamese syllable whose tone and capitals its letters allow."""
    if not is_syllable(word) or not (word.islower() or word.isupper() or word.istitle()):
        return False
    spelt = unicodedata.normalize("NFD", word.lower())
    bare = "".join(c for c in spelt if not unicodedata.combining(c))
    return not (_STOPPED.search(bare) and any(tone in spelt for tone in _FREE_TONES))


def _with_u(match: re.Match[str]) -> str:
    """`Th-` as `Thư`, where neither side of the hyphen is a word and both with ư are one."""
    before, after = match[1], match[2]
    joined = f"{before}ư{after}"
    alone = match.start() == 0 and not after  # `b- `, the mark of a list
    if alone or not _is_spelt(joined) or (is_syllable(before) and is_syllable(after)):
        return match[0]
    return joined


def _with_capitals(line: str, encoding: Encoding) -> str:
    """`CộNG HOà` in capitals: TCVN3 has none with tones, its fonts of capitals draw them."""
    if encoding is not Encoding.TCVN3:
        return line
    words = list(_LETTERS.finditer(line))
    types = [_typed(word[0]) for word in words]
    if _are_capitals([word[0] for word in words], types):
        return line.upper()
    pieces, at = [], 0
    for place in _capitals(types):
        word = words[place]
        pieces += [line[at : word.start()], word[0].upper()]
        at = word.end()
    return "".join(pieces) + line[at:]


class _Typed(StrEnum):
    SMALL = "small"  # has a small letter of ASCII
    CAPITALS = "capitals"
    MIXED = "mixed"  # capitals, and small letters with tones
    OPEN = "open"  # `Xã`, `ở`: it begins with the only letter that may be a capital
    NUMBER = "number"


_LETTERS = re.compile(r"[^\W_]+")
_FEWEST_LETTERS = 3


def _typed(word: str) -> _Typed:
    if any(map(str.isdigit, word)):
        return _Typed.NUMBER
    if any(c.isascii() and c.islower() for c in word):
        return _Typed.SMALL
    if word.isupper():
        return _Typed.CAPITALS
    return _Typed.MIXED if any(map(str.isupper, word[1:])) else _Typed.OPEN


def _are_capitals(words: Sequence[str], types: Sequence[_Typed]) -> bool:
    """Whether all of a line is in capitals, as words rather than short forms show: `Bí THƯ`."""
    return set(types) == {_Typed.OPEN, _Typed.CAPITALS} and any(
        kind is _Typed.CAPITALS and len(word) >= _FEWEST_LETTERS and is_syllable(word)
        for word, kind in zip(words, types, strict=True)
    )


def _capitals(types: Sequence[_Typed]) -> Iterator[int]:
    """Places of the words in capitals, in passages in which one shows that their font drew them.

    An open word beside one in small letters is none of them: `ở` in `CéNG AN ở xã`.
    """
    at = 0
    for bound, group in groupby(types, lambda kind: kind in (_Typed.SMALL, _Typed.NUMBER)):
        first, at = at, at + len(list(group))
        if bound or _Typed.MIXED not in types[first:at]:
            continue
        last = at
        if first and types[first - 1] is _Typed.SMALL:
            while types[first] is _Typed.OPEN:
                first += 1
        if at < len(types) and types[at] is _Typed.SMALL:
            while types[last - 1] is _Typed.OPEN:
                last -= 1
        yield from range(first, last)
