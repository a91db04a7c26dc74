from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

from assistant.vietnamese.accents import is_accented, question_phrases, restore
from assistant.vietnamese.bigrams import Form
from assistant.vietnamese.normalize import clean, fold
from assistant.vietnamese.tokens import tokenize

TEXT = """Ban Thường vụ Huyện ủy ban hành kế hoạch kiểm điểm. Cấp cơ sở gửi báo cáo về Huyện ủy.
Hạn nộp báo cáo của chi bộ là ngày mùng năm. Hội nghị bàn về cơ cấu cây trồng ở các xã."""


class Counts:
    """What stands in some lines."""

    def __init__(self, *lines: str) -> None:
        runs = [[token.text for token in tokenize(line)] for line in lines]
        words = Counter(word for run in runs for word in run)
        self._follows = Counter(pair for run in runs for pair in pairwise(run))
        self.total = words.total()
        self._forms: dict[str, dict[str, Form]] = defaultdict(dict)
        for word, count in words.items():
            after = [n for (first, _), n in self._follows.items() if first == word]
            self._forms[fold(word)][word] = Form(count, sum(after), len(after))

    def forms(self, folded: str) -> Mapping[str, Form]:
        return self._forms.get(folded, {})

    def follows(self, first: str, second: str) -> int:
        return self._follows[first, second]


COUNTS = Counts(TEXT, *question_phrases())


def test_restores_by_the_words_around() -> None:
    assert restore("han nop bao cao cap co so", COUNTS) == "hạn nộp báo cáo cấp cơ sở"
    assert restore("CO CAU cay trong", COUNTS) == "CƠ CẤU cây trồng"
    assert restore("Huyen uy, ke hoach?", COUNTS) == "Huyện ủy, kế hoạch?"


def test_restores_what_only_questions_say() -> None:
    assert restore("Huyen uy gui bao cao khi nao, bao nhieu", COUNTS) == (
        "Huyện ủy gửi báo cáo khi nào, bao nhiêu"
    )


def test_what_the_text_does_not_tell_vietnamese_in_general_does() -> None:
    assert restore("the con loi hua voi ba con thi sao", COUNTS) == (
        "thế còn lời hứa với bà con thì sao"
    )
    text = Counts("Kế hoạch để ảnh cưới.", "Xã Đề Ân họp.")
    assert restore("De an nay", text) == "Đề án này"
    assert restore("xa De An hop", text) == "xã Đề Ân họp"  # but the text goes before it


def test_the_last_word_is_one_that_ends_questions() -> None:
    assert restore("them ai nua", COUNTS) == "thêm ai nữa"
    assert restore("them ai nua nam", COUNTS).startswith("thêm ai nửa")
    assert restore("het roi", COUNTS) == "hết rồi"


def test_words_that_nothing_holds_stay() -> None:
    assert restore("Panthers gui bao cao 60-KH/TU", COUNTS) == "Panthers gửi báo cáo 60-KH/TU"


def test_accented_text_stays() -> None:
    assert restore(clean(TEXT), COUNTS) == clean(TEXT)
    assert is_accented("cấp")
    assert not is_accented("cap")
