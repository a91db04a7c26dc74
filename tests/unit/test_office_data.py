"""Tables of words: those of the package do what documents need, and an office adds its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from fakes import FakeEncoder, FakeReader, NoCounts

from assistant.diagnosis import diagnose
from assistant.errors import SettingsError
from assistant.index import Index
from assistant.index.build import build_index
from assistant.retrieval import glossary
from assistant.retrieval.lexicon import FILES, Lexicon, load_lexicon, shipped
from assistant.retrieval.understand import understand
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.types import Asked
from assistant.vietnamese.abbreviations import expand
from assistant.vietnamese.normalize import fold
from assistant.vietnamese.tokens import tokenize


def phrases(question: str, lexicon: Lexicon | None = None) -> set[str]:
    concepts = understand(question, NoCounts(), lexicon=lexicon).concepts
    return {phrase.lower() for concept in concepts for phrase in concept.phrases}


# --- What means the same


@pytest.mark.parametrize(
    "group",
    [
        ["giữa nhiệm kỳ", "nửa nhiệm kỳ"],
        ["sơ kết", "đánh giá", "kiểm điểm"],
        ["cấp cơ sở", "chi bộ", "đảng bộ cơ sở"],
        ["căn cứ", "trên cơ sở"],
        ["làm điểm", "chỉ đạo điểm", "đơn vị điểm"],
        ["chủ trì", "chủ tọa"],
        ["bảo đảm", "đảm bảo"],
        ["thời hạn", "chậm nhất", "hoàn thành trước", "phấn đấu đến"],
        ["hội nghị", "cuộc họp"],
    ],
)
def test_each_phrase_of_a_group_finds_all_others(group: list[str]) -> None:
    for phrase in group:
        for typed in (phrase, phrase.capitalize(), fold(phrase)):
            found = shipped().synonyms.find(tokenize(typed))
            assert found[0] == phrase
            assert set(group) <= set(found), typed


def test_accents_that_were_typed_are_not_passed_over() -> None:
    assert shipped().synonyms.find(tokenize("chu toạ"))[0] == "chủ tọa"
    assert shipped().synonyms.find(tokenize("chú tòa")) == ()
    assert shipped().synonyms.find(tokenize("hàng năm"))[0] == "hàng năm"
    assert shipped().synonyms.find(tokenize("hằng năm"))[0] == "hằng năm"


@pytest.mark.parametrize(
    "question",
    [
        "hạn nộp báo cáo?",
        "thời hạn nộp báo cáo?",
        "báo cáo chậm nhất khi nào?",
        "nộp báo cáo trước ngày nào?",
        "phải xong trước ngày nào?",
        "báo cáo hoàn thành trước ngày nào?",
    ],
)
def test_every_way_to_ask_for_a_deadline(question: str) -> None:
    assert understand(question, NoCounts()).asked is Asked.DEADLINE
    assert understand(fold(question), NoCounts()).asked is Asked.DEADLINE


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Ban Chấp hành", "BCH"), ("Ban Thường vụ", "BTV"), ("Tổng Bí thư", "TBT"),
        ("Phó Bí thư", "PBT"), ("Phó Bí thư Thường trực", "PBTTT"), ("ủy viên", "UV"),
        ("Ủy viên Ban Thường vụ", "UVBTV"), ("Ủy ban Kiểm tra", "UBKT"), ("Ban Tuyên giáo", "BTG"),
        ("Ban Tuyên giáo và Dân vận", "BTGDV"), ("Ban Dân vận", "BDV"), ("Ban Nội chính", "BNC"),
        ("nhiệm kỳ", "NK"), ("tổ chức cơ sở đảng", "TCCSĐ"), ("cán bộ, đảng viên", "CBĐV"),
        ("Hội đồng nhân dân", "HĐND"), ("Ủy ban nhân dân", "UBND"), ("Mặt trận Tổ quốc", "MTTQ"),
        ("Liên đoàn Lao động", "LĐLĐ"), ("hệ thống chính trị", "HTCT"),
        ("kinh tế - xã hội", "KT-XH"), ("quốc phòng - an ninh", "QP-AN"),
        ("kiểm tra, giám sát", "KTGS"), ("xây dựng Đảng", "XDĐ"), ("nghị quyết đại hội", "NQĐH"),
        ("đơn vị hành chính", "ĐVHC"), ("nông thôn mới", "NTM"), ("thị xã", "TX"),
        ("Ban Chấp hành Trung ương", "BCHTW"), ("Ban Bí thư", "BBT"), ("Trung ương", "TW"),
        ("Quân ủy Trung ương", "QUTW"), ("kế hoạch", "KH"), ("báo cáo", "BC"),
    ],
)  # fmt: skip
def test_a_short_form_and_its_full_form_find_each_other(full: str, short: str) -> None:
    assert full in expand(f"Hỏi {short}")
    assert short.lower() in phrases(f"hỏi về {full}")
    assert short in shipped().synonyms.find(tokenize(fold(full)))


@pytest.mark.parametrize("ambiguous", ["Tỉnh ủy", "thường trực", "chi bộ", "đại biểu", "chỉ thị"])
def test_a_short_form_with_several_meanings_is_not_looked_for(ambiguous: str) -> None:
    assert not {"tu", "tt", "cb", "đb", "ct"} & phrases(f"hỏi về {ambiguous}")


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("Hỏi về TT", {"thường trực", "thông tri", "thông tư", "thị trấn"}),
        ("Hỏi về CT", {"chỉ thị", "chủ tịch", "chương trình"}),
        ("Hỏi về CB", {"chi bộ", "cán bộ"}),
        ("Hỏi về KL", {"kết luận", "kỷ luật"}),
        ("Hỏi về ĐB", {"đảng bộ", "đại biểu"}),
        ("Hỏi về QĐ", {"quyết định", "quy định"}),
        ("Hỏi về TU", {"tỉnh ủy", "thành ủy", "thị ủy"}),
    ],
)
def test_every_meaning_is_looked_for_where_nothing_decides(typed: str, readings: set[str]) -> None:
    assert readings <= phrases(typed)


def test_one_meaning_is_looked_for_where_the_words_beside_it_decide() -> None:
    assert not {"chủ tịch", "chương trình"} & phrases("thực hiện CT 08")
    assert "chỉ thị" not in phrases("phó CT HĐND")


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Two files that call one body by its two names, among others that do not name it."""
    folder = tmp_path_factory.mktemp("council")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "full.txt").write_text("Phiên họp\nHội đồng nhân dân xã họp thường lệ.", "utf-8")
    (corpus / "short.txt").write_text("Lịch công tác\nHĐND xã họp thường lệ.", "utf-8")
    for i in range(6):
        (corpus / f"other{i}.txt").write_text(f"Tin {i}\nChi bộ ấp {i} họp thường lệ.", "utf-8")
    encoder = FakeEncoder()
    build_index([corpus], folder / "index", encoder, read=FakeReader())
    with Index.open(folder / "index", encoder) as index:
        yield Assistant(index, encoder)


@pytest.mark.parametrize("question", ["HĐND họp", "hdnd hop", "Hội đồng nhân dân họp"])
def test_documents_are_found_under_both_names(council: Assistant, question: str) -> None:
    hits = council.search(question, 2, mode="lexical").hits
    assert {hit.document.source for hit in hits} == {"full.txt", "short.txt"}


# --- English


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("provincial Party committees", "tỉnh ủy"),
        ("the Province's Party Committee", "tỉnh ủy"),
        ("District Party Committee", "huyện ủy"),
        ("commune Party committee", "đảng ủy xã"),
        ("standing committee", "ban thường vụ"),
        ("Standing Deputy Secretary", "phó bí thư thường trực"),
        ("inspection commissions", "ủy ban kiểm tra"),
        ("mid-term review", "kiểm điểm giữa nhiệm kỳ"),
        ("midterm review", "kiểm điểm giữa nhiệm kỳ"),
        ("grass-roots level", "cấp cơ sở"),
        ("deadlines", "thời hạn"),
        ("reports", "báo cáo"),
        ("pilot units", "làm điểm"),
        ("conclusions", "kết luận"),
        ("directive", "chỉ thị"),
        ("resolution", "nghị quyết"),
        ("plans", "kế hoạch"),
        ("term", "nhiệm kỳ"),
        ("Party Congress", "đại hội"),
        ("cadres", "cán bộ"),
        ("Party members", "đảng viên"),
        ("Party cells", "chi bộ"),
        ("mass mobilisation commission", "ban dân vận"),
        ("mass mobilization", "dân vận"),
        ("Fatherland Front's", "mặt trận tổ quốc"),
        ("People’s Councils", "hội đồng nhân dân"),
        ("Peoples Committee", "ủy ban nhân dân"),
        ("cited", "nhắc đến"),
        ("replaced", "thay thế"),
        ("organisation", "tổ chức"),
        ("programmes", "chương trình"),
        ("Confederation of Labour", "liên đoàn lao động"),
        ("national defence", "quốc phòng"),
        ("four", "4"),
    ],
)
def test_english_party_terms(english: str, vietnamese: str) -> None:
    assert vietnamese in [c.phrases[0] for c in glossary.translate(english)]


def test_what_is_no_term_is_a_name_and_function_words_are_nothing() -> None:
    (name,) = glossary.translate("for Vinh Loi's")
    assert name.phrases == ("Vinh Loi",)
    assert name.name


# --- An office's own tables


def office(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_the_terms_of_the_package_pass_the_checks_of_an_offices_own() -> None:
    text = (files("assistant.retrieval") / "data" / "glossary.toml").read_text("utf-8")
    checked = glossary.extended(tomllib.loads(text), "glossary.toml")
    assert checked.terms == glossary.shipped().terms


def test_an_office_adds_to_each_table(tmp_path: Path) -> None:
    office(
        tmp_path,
        abbreviations='[[abbreviation]]\nshort = "TGV"\nlong = ["tổ giúp việc"]',
        synonyms='groups = [["sơ kết", "rà soát"], ["tổ giúp việc", "tổ thư ký"]]',
        glossary='[[term]]\nen = ["support team", "helpdesk"]\nvi = ["tổ giúp việc"]',
    )
    (tmp_path / "README.md").write_text("Của văn phòng.", "utf-8")
    own = load_lexicon(tmp_path)
    assert {"tổ giúp việc", "tổ thư ký", "tgv"} <= phrases("tổ thư ký làm gì", own)
    assert {"rà soát", "sơ kết", "kiểm điểm", "đánh giá"} <= phrases("việc rà soát", own)
    assert {"rà soát", "kiểm điểm"} <= phrases("việc đánh giá", own)
    query = understand("Ai phụ trách TGV?", NoCounts(), lexicon=own)
    assert query.restored == "Ai phụ trách tổ giúp việc?"
    assert phrases("who leads the helpdesk", own) >= {"tổ giúp việc"}
    # What the package says of a term stays behind what the office says.
    (team,) = glossary.translate("support team", own.glossary)
    assert team.phrases == ("tổ giúp việc", "tổ biên tập")
    # The package's tables stay as they were.
    assert "rà soát" not in phrases("việc đánh giá")
    assert "tgv" not in phrases("tổ giúp việc làm gì")


def test_a_folder_without_tables_changes_nothing(tmp_path: Path) -> None:
    assert load_lexicon(tmp_path) == load_lexicon(None) == shipped()


def test_a_service_reads_questions_by_the_tables_it_is_given(
    council: Assistant, tmp_path: Path
) -> None:
    own = load_lexicon(
        office(tmp_path, abbreviations='abbreviation = [{short="KMZ", long=["ấp"]}]')
    )
    with_own = Assistant(council.index, FakeEncoder(), own)
    assert with_own.search("KMZ 3 họp").query.restored == "Ấp 3 họp"
    assert council.search("KMZ 3 họp").query.restored != "Ấp 3 họp"


@pytest.mark.parametrize(
    ("table", "text", "cause"),
    [
        ("abbreviations", "\nshort = = 3", "is not valid TOML: .*line 2"),
        ("abbreviations", '[[abbreviation]]\nshort = "A B"\nlong = ["x"]', "entry 1: `short`"),
        ("abbreviations", "[glued]\noffice = []", "unknown key glued"),
        ("synonyms", "group = []", "unknown key group"),
        ("synonyms", 'groups = "x"', "`groups` is no list"),
        ("synonyms", 'groups = [["a", "b"], ["c"]]', "group 2: not a list of two"),
        ("synonyms", 'groups = [["a", 3]]', "group 1: not a list of two"),
        ("synonyms", 'groups = [["a", "b"], ["c", "Á ", "A"]]', "group 2: “a” stands there a sec"),
        ("synonyms", 'groups = [["a", "một hai ba bốn năm sáu bảy"]]', "has not 1 to 6 syllables"),
        ("synonyms", 'groups = [["a", "…"]]', "has not 1 to 6 syllables"),
        ("glossary", "terms = []", "unknown key terms"),
        ("glossary", "term = 3", "`term` is no list"),
        ("glossary", "term = [3]", "entry 1: not a table"),
        ("glossary", '[[term]]\nen = ["x"]\nvn = ["y"]', "entry 1: unknown key vn"),
        ("glossary", '[[term]]\nen = ["x"]', "entry 1: `vi` must be a list"),
        ("glossary", '[[term]]\nen = []\nvi = ["y"]', "entry 1: `en` must be a list"),
        ("glossary", '[[term]]\nen = "x"\nvi = ["y"]', "entry 1: `en` must be a list"),
        ("glossary", '[[term]]\nen = ["…"]\nvi = ["y"]', "“…” holds no word"),
        (
            "glossary",
            '[[term]]\nen = ["unit"]\nvi = ["y"]\n[[term]]\nen = ["Units"]\nvi = ["z"]',
            "entry 2: the English phrase “Units” stands in another entry",
        ),
    ],
)
def test_a_wrong_table_is_named_with_its_cause(
    tmp_path: Path, table: str, text: str, cause: str
) -> None:
    folder = office(tmp_path, **{table: text})
    with pytest.raises(SettingsError, match=cause) as raised:
        load_lexicon(folder)
    assert str(folder / f"{table}.toml") in raised.value.message
    assert raised.value.remedy


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_lexicon(tmp_path / "none")
    (tmp_path / "synonym.toml").write_text("groups = []", "utf-8")
    with pytest.raises(SettingsError, match=r"synonym\.toml: no table") as raised:
        load_lexicon(tmp_path)
    assert all(name in raised.value.remedy for name in FILES)


def test_a_table_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_bytes('groups = [["sơ kết", "kiểm điểm"]]'.encode("utf-16"))
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load_lexicon(tmp_path)
    text = 'groups = [["sơ kết", "rà soát"]]'
    (tmp_path / "synonyms.toml").write_text(text, "utf-8-sig")  # as Windows saves it
    assert "rà soát" in phrases("sơ kết", load_lexicon(tmp_path))


def test_doctor_looks_at_the_tables_first(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path, index=tmp_path / "none", corpus=())
    office(tmp_path, synonyms='groups = [["sơ kết", "rà soát"]]')
    well = diagnose(settings)[0]
    assert (well.name, well.ok, well.found) == ("office data", True, "synonyms.toml")
    office(tmp_path, synonyms="groups = 3")
    ill = diagnose(settings)[0]
    assert not ill.ok
    assert "synonyms.toml" in ill.found
    assert ill.remedy
