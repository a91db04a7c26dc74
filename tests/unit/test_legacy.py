"""Vietnamese of before Unicode becomes Unicode, and Unicode stays what it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_words import LETTERS, SMALL, tcvn3, vni
from pages.papers import make_paper

from assistant.vietnamese.legacy import (
    Encoding,
    convert,
    detect,
    draws_capitals,
    encoding_of_font,
    lines_to_unicode,
    runs_to_unicode,
    to_unicode,
)
from assistant.vietnamese.syllables import is_syllable

TYPED: dict[Encoding, Callable[[str], str]] = {Encoding.TCVN3: tcvn3, Encoding.VNI: vni}
TONED_CAPITALS = frozenset(letter for letter in LETTERS if letter.isupper()) - set("ĂÂÊÔƠƯĐ")

INITIALS = (
    " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(" ")
)  # fmt: skip
VOWELS = tuple(letter for letter in [*"aeiouy", *SMALL] if letter not in "đ")
# What ends in c, ch, p, t has one of two tones.
NO_TONE = re.compile(r"[àằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹ](?:ch?|p|t)$")
FINALS = " c ch m n ng nh p t i o u y a".split(" ")


def syllables() -> list[str]:
    """Every way to spell a syllable with one written vowel, and with the tone on a second one."""
    plain = [a + v + f for a in INITIALS for v in VOWELS for f in FINALS]
    double = [a + v + w + f for a in INITIALS for v in "iuươoy" for w in VOWELS for f in FINALS]
    return [word for word in (*plain, *double) if is_syllable(word) and not NO_TONE.search(word)]


# --- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back(letter: str) -> None:
    assert convert(vni(letter), Encoding.VNI) == letter
    drawn = letter.lower() if letter in TONED_CAPITALS else letter
    assert convert(tcvn3(letter), Encoding.TCVN3) == drawn
    assert runs_to_unicode([(tcvn3(letter), ".VnTimeH")]) == letter.upper()


def test_every_syllable_comes_back_in_small_letters_and_capitals() -> None:
    words = syllables()
    assert len(words) > 20_000
    small, large = " ".join(words), " ".join(words).upper()

    assert convert(vni(small), Encoding.VNI) == small
    assert convert(vni(large), Encoding.VNI) == large
    assert convert(tcvn3(small), Encoding.TCVN3) == small
    assert runs_to_unicode([(tcvn3(large), ".VnArialH")]) == large
    assert to_unicode(tcvn3(large)) == large


def test_the_tables_agree_with_the_c_library() -> None:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    for name, encoding, letters in (
        ("VISCII", Encoding.VISCII, LETTERS),
        ("TCVN", Encoding.TCVN3, [letter for letter in LETTERS if letter not in TONED_CAPITALS]),
    ):
        text = " ".join(letters)
        done = subprocess.run(
            ["iconv", "-f", "UTF-8", "-t", name],  # noqa: S607
            input=text.encode(), capture_output=True, check=True,
        )  # fmt: skip
        # The C library writes some letters of TCVN as a letter and a mark.
        if encoding is Encoding.VISCII:
            assert convert(done.stdout.decode("latin-1"), encoding) == text
        else:
            single = [w.decode("latin-1") for w in done.stdout.split(b" ")]
            pairs = [(w, s) for w, s in zip(letters, single, strict=True) if len(s) == 1]
            assert len(pairs) > 60
            assert all(convert(typed, encoding) == letter for letter, typed in pairs)


def test_marks_in_the_other_case_are_read() -> None:
    assert convert("Hoäi Ñoàng", Encoding.VNI) == "Hội Đồng"
    assert convert("AÁn, Aán", Encoding.VNI) == "Ấn, Ấn"


# --- fonts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding", "capitals"),
    [
        (".VnTime", Encoding.TCVN3, False),
        (".VnTimeH", Encoding.TCVN3, True),
        (".vntimeh", Encoding.TCVN3, True),
        ("ABCDEF+.VnArialH,Bold", Encoding.TCVN3, True),
        (".VnArial NarrowH-BoldItalic", Encoding.TCVN3, True),
        (".VnBook-Antiqua", Encoding.TCVN3, False),
        ("VNI-Times", Encoding.VNI, False),
        ("'VNI-Helve'", Encoding.VNI, False),
        ("XYZABC+VNI-Times-Bold", Encoding.VNI, False),
        ("VPS Times Hoa", Encoding.VPS, True),
        ("Times New Roman", None, False),
        ("UVnTime", None, False),
        ("Vninet Sans", None, False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_fonts(name: str | None, encoding: Encoding | None, capitals: bool) -> None:
    assert encoding_of_font(name) is encoding
    assert draws_capitals(name) is capitals


def test_a_letter_and_its_mark_lie_in_two_runs() -> None:
    typed = vni("Ủy ban nhân dân")
    runs = [(c, "VNI-Times") for c in typed]

    assert runs_to_unicode(runs) == "Ủy ban nhân dân"
    assert runs_to_unicode([*runs, (" họp", "Arial")]) == "Ủy ban nhân dân họp"


def test_unicode_in_an_old_font_stays() -> None:
    assert runs_to_unicode([("Đảng bộ", ".VnTime")]) == "Đảng bộ"


def test_letters_that_stand_alone_are_of_no_encoding() -> None:
    text = "Một câu có đủ chữ để đọc được.\nª:â û"
    assert detect(text) is None
    assert lines_to_unicode(text.split("\n")) == text.split("\n")


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("encoding", list(TYPED))
def test_a_paper_without_fonts(encoding: Encoding, seed: int) -> None:
    paper = make_paper(seed, table_rows=3)
    typed = TYPED[encoding](paper.text)

    assert detect(typed) is encoding
    told = to_unicode(typed)
    # A capital with a tone is a small letter in TCVN3, and only words around it can tell.
    same = [a == b for a, b in zip(told, paper.text, strict=True)]
    assert told.lower() == paper.text.lower()
    assert same.count(False) <= (30 if encoding is Encoding.TCVN3 else 0)
    assert all(line in told for line in paper.lines if line.isupper())


def test_each_line_of_a_mixed_text_by_itself() -> None:
    lines = ["Ban Thường vụ họp", "Hà Nam", "Đảng bộ xã Cỏ May đã nộp báo cáo", "có cá"]
    old = ["Đảng bộ xã Cỏ May tổ chức đại hội", "và bầu cấp ủy mới", "đồng thời kết nạp đảng viên"]
    mixed = [*lines, *map(tcvn3, old), "Phòng họp số 2, tầng trệt", *map(vni, old)]

    assert lines_to_unicode(mixed) == [*lines, *old, "Phòng họp số 2, tầng trệt", *old]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (tcvn3("Hà Nội, UBND xã"), "Hà Nội, UBND xã"),
        ("CéNG HOµ X· HéI, ë Hµ Néi", "CỘNG HOÀ XÃ HỘI, ở Hà Nội"),
        ("ñY BAN KIÓM TRA huyÖn", "ỦY BAN KIỂM TRA huyện"),
    ],
)
def test_capitals_without_fonts(typed: str, text: str) -> None:
    more = "\n" + tcvn3("Đảng bộ họp, đồng thời kết nạp đảng viên mới.")

    assert to_unicode(typed + more).split("\n")[0] == text


@pytest.mark.parametrize("sign", ["\u2212", "\uf0ad", "\u00ad"])
def test_other_signs_for_the_soft_hyphen(sign: str) -> None:
    typed = tcvn3("Thư ký nước ta").replace("\u00ad", sign)

    assert convert(typed, Encoding.TCVN3) == "Thư ký nước ta"


def test_hyphens_that_a_pdf_reader_gives_for_the_letter() -> None:
    text = "a- Thủ tướng và nước bạn, kinh tế-xã hội, số 60-KH/TU. " * 9

    typed = tcvn3(text).replace("\u00ad", "-")

    assert to_unicode(typed) == text


def test_windows_1258_surfaces() -> None:
    typed = tcvn3("đề nghị thường xuyên phối hợp ở cơ sở")
    shown = typed.encode("latin-1").decode("cp1258")

    assert convert(shown, Encoding.TCVN3) == "đề nghị thường xuyên phối hợp ở cơ sở"


# --- what is Unicode is not touched ------------------------------------------------------------

VIETNAMESE = st.lists(st.sampled_from(syllables()), min_size=1, max_size=40).map(" ".join)
FOREIGN = st.lists(
    st.sampled_from(
        "the office où déjà été août naïve façade Noël cœur élève garçon für Straße über Käse "
        "größer schön Übung año niño señor mañana corazón não ação São coração æble øl få "
        "Škoda Łódź ©2024 ®Office 50µm ±3°C ½ ¼ «bonjour» résumé Ärzte 12 60-KH/TU print(x) "
        "int×2 £5 §12 ¶ naïveté à la carte tête-à-tête".split(" ")
    ),
    min_size=1,
    max_size=60,
).map(" ".join)


@given(VIETNAMESE, st.booleans())
def test_vietnamese_is_never_touched(text: str, capitals: bool) -> None:
    text = text.upper() if capitals else text

    assert to_unicode(text) == text
    assert to_unicode(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFD", text)


@given(FOREIGN)
def test_other_languages_are_never_touched(text: str) -> None:
    assert to_unicode(text) == text


@given(st.lists(VIETNAMESE | FOREIGN, max_size=8).map("\n".join))
def test_nor_are_they_line_by_line(text: str) -> None:
    assert to_unicode(text, "Times New Roman") == text


def real_lines(shared: Path) -> list[str]:
    lines = []
    for file in sorted((shared / "bench").glob("*/corpus.jsonl")):
        for row in file.read_text(encoding="utf-8").split("\n"):
            if row:
                text = unicodedata.normalize("NFC", json.loads(row)["text"])
                lines += text.replace(". ", ".\n").split("\n")
    return lines


def test_no_false_alarm_in_real_text(shared: Path) -> None:
    lines = real_lines(shared)
    assert len(lines) > 5_000

    assert [line for line in lines if to_unicode(line) != line] == []


def test_real_text_is_told(shared: Path) -> None:
    """Lines as they were typed once: none is read wrongly in whole."""
    lines = [line for line in real_lines(shared) if len(line) > 100][::7]
    for encoding, typed in TYPED.items():
        told = [detect(typed(line)) for line in lines]
        assert told.count(encoding) >= 0.97 * len(lines)
        assert set(told) <= {encoding, None}


def test_a_large_hostile_text_takes_no_time() -> None:
    for piece in ("µ", "aù", "­-", "CéNG ", "¸ \n", "é-", "A"):
        start = time.perf_counter()
        to_unicode(piece * (300_000 // len(piece)))
        assert time.perf_counter() - start < 5
