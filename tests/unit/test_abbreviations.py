"""Short forms of offices: what they stand for, by the words beside them."""

from __future__ import annotations

import tomllib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.vietnamese.abbreviation_table import extended, shipped, sure_short_forms
from assistant.vietnamese.abbreviations import abbreviate, expand, find_abbreviations
from assistant.vietnamese.normalize import clean, fold
from assistant.vietnamese.numbers import KINDS, find_mentions, find_numbers


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("BTV HU có NQ nào về NTM?", "Ban Thường vụ Huyện ủy có nghị quyết nào về nông thôn mới?"),
        ("UVBTV dự HN ở đâu?", "Ủy viên Ban Thường vụ dự hội nghị ở đâu?"),
        ("Hỏi về KL 12", "Hỏi về Kết luận 12"),
        ("Xem KH số 7", "Xem Kế hoạch số 7"),
        ("KT-XH, QP-AN của xã", "Kinh tế - xã hội, quốc phòng - an ninh của xã"),
        ("Ở TP. Cà Mau và TX Giá Rai", "Ở thành phố Cà Mau và thị xã Giá Rai"),
        ("về TP.HCM.", "về thành phố Hồ Chí Minh."),
        ("HDND va UBND xa", "Hội đồng nhân dân va Ủy ban nhân dân xa"),
        ("ĐA 12", "Đề án 12"),
    ],
)
def test_short_forms_are_written_out(typed: str, understood: str) -> None:
    assert expand(typed) == understood


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("phó CT HĐND", ["chủ tịch", "Hội đồng nhân dân"]),
        ("làm theo CT 08", ["chỉ thị"]),
        ("làm theo CT số 8", ["chỉ thị"]),
        ("CT phối hợp", ["chương trình"]),
        ("người dân TT Phước Long", ["thị trấn"]),
        ("họp TT HĐND", ["thường trực", "Hội đồng nhân dân"]),
        ("TT 03/2024/TT-BNV", ["thông tư"]),
        ("PBTTT kiêm CT", ["Phó Bí thư Thường trực", "chủ tịch"]),
        ("bị KL vì sao", ["kỷ luật"]),
        ("theo KL của đoàn", ["kết luận"]),
        ("mỗi CB ĐV", ["cán bộ", "đảng viên"]),
        ("BT CB ấp 3", ["Bí thư", "chi bộ"]),
        ("bầu ĐB dự ĐH, ĐB huyện", ["đại biểu", "đại hội", "đảng bộ"]),
        ("trường ĐH", ["đại học"]),
        ("TU Vĩnh Châu", ["Thị ủy"]),
        ("BTVTU Hải Phòng", ["Ban Thường vụ Thành ủy"]),
        ("VPHU", ["Văn phòng Huyện ủy"]),
        ("UBKTTW", ["Ủy ban Kiểm tra Trung ương"]),
        ("CBĐV", ["cán bộ, đảng viên"]),
    ],
)
def test_the_words_beside_decide(typed: str, readings: list[str]) -> None:
    found = find_abbreviations(typed)
    assert [short.readings[0] for short in found] == readings
    assert all(short.certain for short in found)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("Hỏi ý kiến TU", {"Tỉnh ủy", "Thành ủy", "Thị ủy"}),
        ("Còn CT thì sao?", {"chỉ thị", "chủ tịch", "chương trình"}),
        ("Còn TT thì sao?", {"thường trực", "thông tri", "thị trấn", "thông tư"}),
        ("Còn CB thì sao?", {"chi bộ", "cán bộ"}),
        ("Còn KL thì sao?", {"kết luận", "kỷ luật"}),
        ("QĐ mới", {"quyết định", "quy định"}),
        ("DA o xa", {"dự án", "đề án"}),
    ],
)
def test_all_readings_are_given_where_nothing_decides(typed: str, readings: set[str]) -> None:
    (short,) = find_abbreviations(typed)
    assert set(short.readings) == readings
    assert not short.certain


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("btv tu hop ngay nao", "Ban Thường vụ Tỉnh ủy hop ngay nao"),
        ("Ubnd xa", "Ủy ban nhân dân xa"),
        ("hđnd xã họp", "Hội đồng nhân dân xã họp"),
        ("xem kh 9 cua btv hu", "xem Kế hoạch 9 cua Ban Thường vụ Huyện ủy"),
        ("ban hanh kh nao", "ban hanh kế hoạch nao"),
        ("nop bc so ket giua nk", "nop báo cáo so ket giua nhiệm kỳ"),
        ("cac nq cua dang", "cac nghị quyết cua dang"),
        ("kế hoạch bh ngày mấy", "kế hoạch ban hành ngày mấy"),
        ("hạn cho cấp cs", "hạn cho cấp cơ sở"),
        ("bh họp xong", "bh họp xong"),
        ("mua bh y te", "mua bh y te"),
        ("co bn chi bo", "co bao nhiêu chi bo"),
    ],
)
def test_small_letters(typed: str, understood: str) -> None:
    assert expand(typed) == understood


@pytest.mark.parametrize(
    "text",
    [
        "",
        "toi kh biet hoi ai tu nam 2020",  # kh is không here, tu is từ
        "kh bt gi het",
        "da nop du tu hom qua",
        "tư tưởng, đạo đức của đảng viên",
        "60-KH/TU", "Số 05-HD/VPTW", "15/QĐ-UBND", "59/2023/NĐ-CP", "60 kh tu",
        "congbao.ubnd.gov.vn", "a@ubnd.vn", "NQ_21", "CTV", "XKL",
        "what is the deadline for reports",
    ],
)  # fmt: skip
def test_what_is_no_short_form_stays(text: str) -> None:
    assert find_abbreviations(text) == []
    assert expand(text) == text


def test_capitals_say_nothing_in_a_text_of_capitals() -> None:
    assert expand("TU DUONG DAO DUC") == "TU DUONG DAO DUC"
    assert expand("BTV TU HOP") == "Ban Thường vụ Tỉnh ủy HOP"


def test_in_a_text_with_accents_a_form_without_is_itself() -> None:
    assert [a.readings for a in find_abbreviations("một DA ở xã")] == [("dự án",)]


def test_every_type_symbol_is_known() -> None:
    for symbol, name in KINDS.items():
        readings = [reading.text for reading in shipped().exact[symbol].readings]
        assert name.lower() in readings, symbol


def test_phrases_have_short_forms() -> None:
    assert abbreviate("ban thường vụ") == ("BTV",)
    assert abbreviate("Hội đồng nhân dân") == ("HĐND",)
    assert abbreviate("trung ương") == ("TW", "TƯ")
    assert abbreviate("Văn phòng Huyện uỷ") == ("VPHU", "VP HU")
    assert abbreviate("con trâu") == ()


def test_each_short_form_of_a_phrase_can_mean_it() -> None:
    for phrase, shorts in shipped().shorts.items():
        for short in shorts:
            readings = [shipped().exact[part].readings for part in short.split()]
            texts = {" ".join(p) for p in _products([[r.text for r in rs] for rs in readings])}
            assert phrase in {text.lower() for text in texts}, (phrase, short)


def _products(parts: list[list[str]]) -> list[list[str]]:
    if not parts:
        return [[]]
    return [[first, *rest] for first in parts[0] for rest in _products(parts[1:])]


def test_an_expanded_number_is_still_one() -> None:
    (mention,) = find_mentions(expand("bc 12 noi gi"))
    assert mention.number.canonical() == "12-BC"


# --- An office's own entries


def test_an_office_adds_its_own() -> None:
    own = extended(
        tomllib.loads(
            '[[abbreviation]]\nshort = "TĐH"\nlong = ["tổ đại hội"]\n'
            '[[abbreviation]]\nshort = "BC"\nlong = ["bưu chính"]\n'
            '[[abbreviation]]\nshort = "BCĐ35"\nlong = ["Ban Chỉ đạo 35"]\n'
            '[[abbreviation]]\nshort = "UBKTHĐ"\nlong = ["Uỷ ban  kiểm tra hợp đồng"]\n'
        ),
        "own.toml",
    )
    assert expand("Hỏi TĐH và BCĐ35", own) == "Hỏi tổ đại hội và Ban Chỉ đạo 35"
    (short,) = find_abbreviations("Hỏi BC", own)
    assert short.readings == ("bưu chính", "báo cáo")
    assert abbreviate("Tổ đại hội", own) == ("TĐH",)
    assert expand("UBKTHĐ", own) == "Ủy ban kiểm tra hợp đồng"
    assert expand("Hỏi TĐH") == "Hỏi TĐH"


def test_a_short_form_is_sure_where_it_stands_for_nothing_else() -> None:
    sure = sure_short_forms(shipped())
    assert sure["Ban Thường vụ"] == ("BTV",)
    assert sure["Hội đồng nhân dân"] == ("HĐND",)
    # TT, TU and CB have several readings; DA and TƯ are words of other texts too.
    assert not {"thường trực", "Tỉnh ủy", "chi bộ", "dự án"} & sure.keys()
    assert sure["Trung ương"] == ("TW",)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('[abbreviations]\nshort = "A"', "unknown key abbreviations"),
        ('[abbreviation]\nshort = "A"', "`abbreviation` is no list"),
        ("abbreviation = [3]", "entry 1: not a table"),
        ('[[abbreviation]]\nlong = ["x"]', "entry 1: `short` must be one word"),
        ('[[abbreviation]]\nshort = "A B"\nlong = ["x"]', "entry 1: `short`"),
        ('[[abbreviation]]\nshort = "AB"', "entry 1 (AB): `long` must be a list"),
        ('[[abbreviation]]\nshort = "AB"\nlong = [""]', "entry 1 (AB): a reading has no `text`"),
        ('[[abbreviation]]\nshort = "AB"\nlong = [{ txt = "x" }]', "entry 1 (AB): a reading"),
        ('[[abbreviation]]\nshort = "AB"\nlong = ["x"]\nlang = "vi"', "unknown key lang"),
        ('[[abbreviation]]\nshort = "AB"\nlong = ["x"]\nchat = 1', "`chat` must be true or"),
        ('[[abbreviation]]\nshort = "AB"\nlong = [{ text = "x", near = "y" }]', "`near` must be"),
        ('[[abbreviation]]\nshort = "AB"\nlong = ["ủy", "uỷ"]', "a reading stands there twice"),
        (
            '[[abbreviation]]\nshort = "AB"\nlong = ["x"]\n'
            '[[abbreviation]]\nshort = "AB"\nlong = ["y"]',
            "entry 2 (AB): there is an entry for it already",
        ),
    ],
)
def test_a_wrong_entry_is_named(text: str, cause: str) -> None:
    with pytest.raises(SettingsError) as raised:
        extended(tomllib.loads(text), "own.toml")
    assert raised.value.message.startswith("own.toml")
    assert cause in raised.value.message
    assert raised.value.remedy


# --- Properties

_SHORTS = st.sampled_from(sorted(shipped().exact))
_PIECES = st.one_of(
    _SHORTS,
    _SHORTS.map(str.lower),
    _SHORTS.map(fold),
    st.sampled_from(["của", "cua", "60-KH/TU", "21", "số", ",", ".", "-", "xã", "Ngã Năm", "từ"]),
)


@given(st.lists(_PIECES, max_size=12).map(" ".join) | st.text().map(clean))
def test_spans_are_exact_and_apart(text: str) -> None:
    found = find_abbreviations(text)
    numbers = find_numbers(text)
    for short in found:
        assert text[short.start : short.end] == short.text
        assert short.readings
        assert not any(n.start < short.end and short.start < n.end for n in numbers)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(st.lists(_PIECES, max_size=12).map(" ".join) | st.text().map(clean))
def test_nothing_but_short_forms_changes(text: str) -> None:
    found = find_abbreviations(text)
    expanded = expand(text)
    assert (expanded == text) or found
    kept = text[: found[0].start] if found else text
    assert expanded.startswith(kept)


@given(st.lists(st.sampled_from("hội nghị của chi bộ và đảng viên ở xã năm 2023".split())))
def test_text_without_short_forms_is_left_alone(words: list[str]) -> None:
    text = " ".join(words)
    assert expand(text) == text
    assert expand(fold(text)) == fold(text)


def test_a_text_of_short_forms_alone() -> None:
    assert expand("BTV " * 20_000) == "Ban Thường vụ " * 20_000
