"""Texts as people, phones and broken programs send them, in any writing system."""

from __future__ import annotations

import unicodedata
from itertools import chain

from hypothesis import strategies as st

from assistant.retrieval.understand import MAX_CHARACTERS
from assistant.vietnamese.accents import question_phrases
from assistant.vietnamese.normalize import fold

# What the readers of a question look for, and what breaks readers.
_VIETNAMESE = """Hạn nộp báo cáo của cấp cơ sở là khi nào? Ban Thường vụ Huyện ủy Vĩnh Lợi thị xã
Ngã Năm, tỉnh Sóc Trăng đồng chí Bí thư kế hoạch số chỉ thị kết luận Quyết định trước ngày cuối
tháng năm ngoái quý II nhiệm kỳ 2020-2025 chậm nhất ở các những mọi chi bộ đảng viên""".split()
_TYPED = """60-KH/TU 60/KH-UBND 05-CT/TW 59/2023/NĐ-CP KH 21 BTV HU TU CT TT KL UBND BCHTW 23/5
20/3/2023 31/02/2023 31.12.99 24/7 12a-NQ/TW tháng 3/2023 keets luaanj baos caos d9a3ng hạng nộp
cũa the deadline of base-level reports which directive standing committee""".split()
_HOSTILE = [
    *("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301", "\u0323\u0300"),
    *("\x00", "\x1b[31m", "\x7f", "\r\n", "\n", "\t", "\u2028", "\u00a0", "\u3000"),
    *("\ud83d", "\ude00", "\udc80", "\ufffd", "\ufffe", "\U0010ffff"),
    *("👩‍👩‍👧", "🇻🇳", "1️⃣", "مرحبا", "שלום", "ภาษาไทย", "会議の報告", "한국어", "Đ", "Ð", "ﬁ", "ß"),
    *("İ", "ı", "ǅ", "ΐ", "Ⅳ", "٣", "३", "１２", "²", "½", "-", "–", "−", "/", ".", "…", "(", '"'),
    *("%", "*", "\\", "';--", "AND", "NOT", "a:b", "[x]", "{}", "<b>", "$", "~"),
]
_SPACES = st.sampled_from([" ", " ", " ", "", "  ", "\n", ", ", "/", "-"])

# Every code point, halves of surrogate pairs among them: JSON can carry those.
characters = st.characters() | st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Co"])

_words = st.sampled_from(_VIETNAMESE + _TYPED)
_pieces = st.one_of(
    _words,
    _words.map(fold),
    _words.map(str.upper),
    _words.map(lambda word: unicodedata.normalize("NFD", word)),
    st.sampled_from(question_phrases()),
    st.sampled_from(_HOSTILE),
    st.text(characters, max_size=6),
    st.text("0123456789/-.:,; ", max_size=10),  # dates, ranges, numbers, and what looks like them
)


def _joined(pieces: list[tuple[str, str]]) -> str:
    return "".join(chain.from_iterable(pieces))


def _repeated(parts: tuple[str, int, str]) -> str:
    piece, length, tail = parts
    return (piece * length)[: MAX_CHARACTERS - len(tail)] + tail


# A few pieces with what stands between them.
mixed = st.lists(st.tuples(_pieces, _SPACES), max_size=20).map(_joined)
# One piece over and over, as far as a question may go: very long words, towers of marks, `1/1/1/`.
repeated = st.tuples(
    st.one_of(_pieces, mixed).filter(bool), st.integers(1, MAX_CHARACTERS), _pieces
).map(_repeated)
any_text = st.one_of(st.text(characters), mixed, repeated)
