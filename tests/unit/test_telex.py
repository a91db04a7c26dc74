import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vietnamese.normalize import clean, fold, place_tone_marks
from assistant.vietnamese.telex import from_telex, from_vni, untype, untype_strays, with_tone

TONES = "\u0301\u0300\u0309\u0303\u0323"
KEYS = {
    "telex": dict(zip([*TONES, "\u0306", "\u031b"], "sfrxjww", strict=True)),
    "vni": dict(zip([*TONES, "\u0302", "\u0306", "\u031b"], "12345687", strict=True)),
}
SYLLABLES = (
    "đảng ủy thị xã tổ chức hội nghị nghiên cứu quán triệt những nhiệm vụ của người đứng đầu "
    "thuở trước được giữ gìn quý khuỷu hòa khỏe thủy ngoèo mừng mưa hưu rượu hoặc quăng yêu"
).split()


def typed(word: str, method: str, *, tone_last: bool, marks_last: bool) -> str:
    """The keys that a typist strikes for a word."""
    tones, marks, letters = "", "", ""
    for letter in word:
        decomposed = unicodedata.normalize("NFD", letter)
        base, diacritics = decomposed[0], decomposed[1:]
        keys = ""
        if base in "đĐ":
            base = "d" if base == "đ" else "D"
            keys = "d" if method == "telex" else "9"
        tone = ""
        for mark in diacritics:
            key = base.lower() if method == "telex" and mark == "\u0302" else KEYS[method][mark]
            if mark in "\u0302\u0306\u031b":
                keys += key
            else:
                tone = key
        letters += base
        if marks_last:
            marks += keys if keys not in marks else ""  # one w or 7 does for both letters of ươ
        else:
            letters += keys
        if tone_last:
            tones += tone
        else:
            letters += tone
    return letters + marks + tones


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("keets luaanj", "kết luận"),
        ("dduowngf duwowngf dduongwf duongwfd", "đường dường đường đường"),
        ("hoaf thuyr khoer quys gif giuwx", "hòa thủy khỏe quý gì giữ"),
        ("hofa tieengs tieesng", "hòa tiếng tiếng"),
        ("nhwng cow sowr thuowr xuaw", "nhưng cơ sở thuở xưa"),
        ("DDangr DDANGR Ddangr ddAngr", "Đảng ĐẢNG Đảng đẢng"),
        ("toans toansz", "toán toan"),
        ("xooong ddda UBND DD", "xoong dda UBND DD"),
        ("tw TW UBND 60-KH/TU 23/3/2023", "tw TW UBND 60-KH/TU 23/3/2023"),
        ("class process office@xa.vn", "class process office@xa.vn"),
        ("chi bộ", "chi bộ"),
    ],
)
def test_telex(keys: str, text: str) -> None:
    assert from_telex(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ke61t lua65n D9a3ng", "kết luận Đảng"),
        ("d9u7o72ng d9uong72 duong972", "đường đường đường"),
        ("na8m hoa85c thuo73", "năm hoặc thuở"),
        ("A4 K20 2023 m3 khoa13", "A4 K20 2023 m3 khoa13"),
        ("60-KH/TU 23/3/2023", "60-KH/TU 23/3/2023"),
    ],
)
def test_vni(keys: str, text: str) -> None:
    assert from_vni(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("luaanj", "luận"),
        ("baos caos cuar huyeenj uyr", "báo cáo của huyện ủy"),
        ("khoong coong boos", "không công bố"),
        ("KEETS LUAANJ 21 TW", "KẾT LUẬN 21 TW"),
        ("UBND xax gurwi keer tuwf 5/4/2024", "UBND xã gửi kể từ 5/4/2024"),
        ("Kees hoachj 60-KH/TU laf gif?", "Kế hoạch 60-KH/TU là gì?"),
        ("thu7o7ng2 vu5 o73 Long Binh2", "thường vụ ở Long Bình"),
    ],
)
def test_untypes_what_is_raw(keys: str, text: str) -> None:
    assert untype(keys) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "60-KH/TU",
        "23/3/2023",
        "gui ho so ve van phong truoc thu sau",
        "nguoi dung dau chi bo o phuong7 quan1",
        "so 12 khoa13 lop a1",
        "hạn nộp bao cao cua xax",
        "what is the latest date for sending the minutes",
        "who must report this first",
        "party books",
        "meets access process",
        "list of terms",
        "Boris Los Angeles",
        "cow",
        "www.example.vn",
        "会议 отчёт",
    ],
)
def test_leaves_what_is_not(text: str) -> None:
    assert untype(text) is None


@given(
    st.lists(st.sampled_from(SYLLABLES), min_size=2),
    st.sampled_from(["telex", "vni"]),
    st.booleans(),
    st.booleans(),
)
def test_reads_back_what_was_typed(
    words: list[str], method: str, tone_last: bool, marks_last: bool
) -> None:
    keys = " ".join(
        typed(word, method, tone_last=tone_last, marks_last=marks_last) for word in words
    )
    convert = from_telex if method == "telex" else from_vni
    assert convert(keys) == " ".join(words)
    if any(word != fold(word) for word in words):
        assert untype(keys.upper()) in (" ".join(words).upper(), None)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    assert len(from_telex(text)) <= len(text)
    assert len(from_vni(text)) <= len(text)
    result = untype(text)
    assert result is None or fold(result) != result


@given(st.text(st.characters(min_codepoint=128)))
def test_text_of_other_letters_stays(text: str) -> None:
    assert from_telex(text) == from_vni(text) == text
    assert untype(text) is None


@given(st.sampled_from(SYLLABLES))
def test_with_tone_puts_it_where_the_project_does(word: str) -> None:
    for tone in TONES:
        decomposed = unicodedata.normalize("NFD", word)
        toneless = "".join(c for c in decomposed if c not in TONES)
        toned = with_tone(unicodedata.normalize("NFC", toneless), tone)
        assert place_tone_marks(clean(toned)) == toned
        assert (toned == word) == (tone in decomposed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Thường trực Tinhr đoàn", "Thường trực Tinhr đoàn"),
        ("Chi bộ xax Hòa Tân", "Chi bộ xax Hòa Tân"),
        ("Bí thư Huyeenj đoàn", "Bí thư Huyện đoàn"),
        ("đăng trên Facebook và Zalo", "đăng trên Facebook và Zalo"),
        ("Huyeenj doan", "Huyeenj doan"),
    ],
)
def test_a_word_left_raw_between_accents_is_read_where_it_is_sure(typed: str, text: str) -> None:
    assert untype_strays(typed) == text
