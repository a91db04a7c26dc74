"""How limits of time are written: the patterns that `limits` reads them by."""

from __future__ import annotations

import re

from assistant.vietnamese.normalize import fold, place_tone_marks
from assistant.vietnamese.patterns import loose


def words(*phrases: str) -> str:
    """Any of the phrases as whole words, in any case, with or without accents."""
    return rf"(?<!\w)(?i:{loose(*phrases)})(?!\w)"


# To submit; not in `chương trình`, `công trình`, `trình bày`.
SUBMITS = (
    "".join(
        rf"(?<!{place_tone_marks(form)} )"
        for word in ("chương", "công", "quy", "quá", "lộ", "tờ", "giáo", "tiến")
        for form in dict.fromkeys((word, fold(word)))
    )
    + rf"{words('trình')}(?!\s+{words('bày', 'độ', 'tự')})"
)

_LINK = words("là", "vào", "đến", "tới", "trước", "trong", "hết", "lúc", "sau", "không quá")
_LATEST = words(
    "chậm nhất", "muộn nhất", "trễ nhất", "không muộn hơn", "không chậm hơn", "không trễ hơn"
)
_TERM = words("hạn chót", "hạn cuối", "thời hạn", "kỳ hạn", "hạn")
_NOT_PAST = r"(?<!quá )(?<!trễ )(?<!đúng )"
# What is written between a deadline word and its date, in at most so many words.
_WORDS_OF_TERM = rf"(?:\s+(?!{_LATEST})[^\W\d_]+){{0,8}}?(?:\s*:|\s+{words('là', 'vào', 'đến')})"
_LEAD = (
    rf"(?:(?P<latest>{_LATEST})|{_NOT_PAST}(?P<term>{_TERM}){_WORDS_OF_TERM}|(?P<before>{words('trước')})"
    rf"|(?P<until>{words('đến hết', 'đến trước', 'tới hết')})"
    rf"|(?P<within>{words('trong', 'đến', 'tới', 'vào', 'hết')}))(?:\s+{_LINK}){{0,3}}"
)
_TIME = (
    rf"(?:\d{{1,2}}\s?(?:{words('giờ')}|h|g|:)\s?(?:\d{{1,2}}(?:\s?(?:{words('phút')}|'))?)?,?\s*)?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_OF_MONTH = r"(?:0?[1-9]|1[0-2])"
_EVERY = words("hằng", "hàng", "mỗi")
_UNIT = words("ngày", "tuần", "tháng", "quý", "năm")
_WEEKDAY = (
    rf"(?:{words('thứ')}\s+(?:[2-7]|{words('hai', 'ba', 'tư', 'năm', 'sáu', 'bảy')})"
    rf"|{words('chủ nhật')})"
)
_PART_OF_DAY = rf"(?:{words('sáng', 'trưa', 'chiều', 'tối')}\s+)?"
_NEXT_MONTH = words(
    "tháng sau", "tháng liền kề", "tháng kế tiếp", "tháng tiếp theo", "tháng đầu quý",
    "tháng cuối quý", "tháng cuối", "tháng đầu", "tháng cuối của quý", "tháng đầu của quý",
)  # fmt: skip

# ngày 15 hằng tháng; ngày 15/6 và 15/12 hằng năm; thứ Sáu hằng tuần; tháng 10 hằng năm
RECURRING = re.compile(
    rf"(?:{_LEAD}|{words('định kỳ', 'định kỳ vào')})\s+{_TIME}(?:"
    rf"(?:{words('ngày')}\s+)?{_DAY}(?:\s?/\s?{_OF_MONTH})?"
    rf"(?:\s*(?:,|{words('và')})\s*(?:{words('ngày')}\s+)?{_DAY}(?:\s?/\s?{_OF_MONTH})?){{0,5}}"
    rf"(?:\s+{words('tháng')}\s+{_OF_MONTH})?"
    rf"|{_PART_OF_DAY}{_WEEKDAY}(?:\s*(?:,|{words('và')})\s*{_PART_OF_DAY}{_WEEKDAY}){{0,5}}"
    rf"|{words('tháng')}\s+{_OF_MONTH}|{words('quý')}\s+(?:IV|III|II|I|[1-4])"
    rf"|{words('đầu', 'cuối')}(?:\s+(?:{words('tháng')}\s+{_OF_MONTH}|{words('quý')}\s+[IV\d]+))?"
    rf")\s*,?\s*(?:{words('của')}\s+)?"
    rf"(?:{_EVERY}\s+{_UNIT}|{_NEXT_MONTH}(?:\s+{words('quý', 'sau', 'đó')})*)",
)
# trước ngày 25: a day whose month stands elsewhere, or nowhere
BARE_DAY = re.compile(
    rf"(?:(?P<latest>{_LATEST})(?:\s+{_LINK}){{0,3}}|(?P<before>{words('trước')})"
    rf"|(?P<within>{words('vào')}))\s+{_TIME}"
    rf"{words('ngày')}\s+(?:{_DAY}|{words('mùng')}\s+\d{{1,2}})(?!\w|\s?[/.\-–]\s?\d"
    rf"|\s*(?:,|{words('và', 'đến')})\s*(?:{words('ngày')}\s+)?\d|\s+{words('tháng')})"
)
_SMALL = (
    "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười lăm",
    "hai mươi", "ba mươi",
)  # fmt: skip
_COUNT = rf"(?:(?:\d{{1,3}}|{words(*_SMALL)})(?:\s*\([^()\n]{{1,20}}\))?)"
_SPAN = rf"(?:{words('phút', 'giờ', 'ngày', 'tuần', 'tháng', 'quý', 'năm')}|h(?!\w))"
# The event that days are counted from, up to the end of its part of the sentence.
_ANCHOR = (
    rf"\s*,?\s*(?:(?:{words('kể', 'tính')}\s+)?{words('từ')}\s+"
    rf"{words('ngày', 'khi', 'thời điểm', 'lúc', 'giờ')}|{words('sau khi', 'trước khi')}"
    rf"|{words('sau', 'trước')}\s+{words('ngày', 'thời điểm', 'kỳ họp', 'phiên họp', 'hội nghị')}"
    rf"|{words('sau', 'trước')}\s+{words('đại hội', 'cuộc họp', 'sinh hoạt', 'buổi', 'lễ')})"
    rf"[^,;:()\n]{{0,160}}?(?=\s*[,;:()\n]|[.!?…]|$|\s+{words('phải', 'thì', 'để', 'hoàn thành')})"
)
# trong vòng 10 ngày làm việc kể từ ngày ký
COUNTED = re.compile(
    rf"(?:(?P<within>{words('trong vòng', 'trong thời hạn', 'trong thời gian')})"
    rf"|(?P<latest>{_LATEST})|(?P<bare>{words('không quá', 'trong', 'sau')})"
    rf"|(?P<term>{_TERM}){_WORDS_OF_TERM})"
    rf"(?:\s+{words('là', 'sau', 'trong', 'vòng', 'không quá', 'trước', 'tối đa')}){{0,2}}"
    rf"\s+(?P<count>{_COUNT})\s+(?P<unit>{_SPAN})(?:\s+(?P<working>{words('làm việc')}))?"
    rf"(?P<anchor>{_ANCHOR})?"
)
# nộp trước khi đại hội ít nhất 45 ngày; niêm yết ít nhất 48 giờ trước khi đóng; báo trước 5 ngày
_AT_LEAST = words("ít nhất", "tối thiểu", "chậm nhất", "muộn nhất")
_WORKING = rf"(?:\s+{words('làm việc')})?"
_SO_LONG = rf"{_COUNT}\s+{words('giờ', 'ngày', 'tuần')}{_WORKING}"
AHEAD = re.compile(
    rf"{words('trước')}\s+{words('khi', 'ngày', 'kỳ', 'mỗi', 'thời điểm')}\s+"
    rf"(?!\d)[^,;:.()\n\d]{{2,60}}?\s+(?:{_AT_LEAST}\s+)?{_SO_LONG}"
    rf"|{_AT_LEAST}\s+{_SO_LONG}\s+{words('trước')}\s+{words('khi', 'ngày', 'kỳ', 'mỗi')}"
    rf"\s+[^,;:.()\n\d]{{2,80}}?(?=\s*[,;:.()\n]|$)"
    rf"|{words('trước')}\s+{_AT_LEAST}\s+{_SO_LONG}"
    rf"|{words('trước')}\s+{_COUNT}\s+{words('ngày', 'tuần')}(?!\s*\d){_WORKING}"
    rf"|{words('trước')}\s+{words('đại hội', 'hội nghị', 'phiên họp', 'cuộc họp', 'kỳ họp')}"
    rf"(?:\s+[^,;:.()\n\d]{{2,40}}?)?\s+(?:{_AT_LEAST}\s+)?{_SO_LONG}"
)
# gửi báo cáo sau đại hội 07 ngày; 10 ngày sau hội nghị
_EVENT = words(
    "đại hội",
    "hội nghị",
    "kỳ họp",
    "phiên họp",
    "cuộc họp",
    "sinh hoạt",
    "bầu cử",
    "lễ",
    "khai mạc",
    "bế mạc",
)
AFTER = re.compile(
    rf"{words('sau')}\s+(?:{words('khi', 'mỗi')}\s+)?{_EVENT}(?:\s+[^,;:.()\n\d]{{2,40}}?)?"
    rf"\s+{_SO_LONG}"
    rf"|{_SO_LONG}\s+{words('sau')}\s+(?:{words('khi', 'mỗi', 'ngày')}\s+)?{_EVENT}"
    rf"[^,;:.()\n\d]{{0,60}}?(?=\s*[,;:.()\n]|$|\s+{words('phải', 'thì')})"
)
# xong trước khi khai mạc đại hội; gửi tài liệu trước hội nghị; xong trước mùa mưa
BEFORE_EVENT = re.compile(
    rf"{words('trước')}\s+(?:{words('khi', 'ngày')}\s+)?"
    rf"(?:{words('khai mạc', 'tổ chức', 'tiến hành', 'diễn ra', 'bước vào')}\s+)?"
    rf"(?:{_EVENT}|{words('mùa', 'năm học mới', 'khai giảng')})"
    rf"(?:\s+(?!{words('và', 'để', 'nhằm', 'đồng thời')})[^\W\d_]+){{0,6}}"
)
# báo cáo mỗi quý một lần; sáu tháng một lần gửi kiến nghị; hằng quý, … tổng hợp, báo cáo
OFTEN = re.compile(
    rf"(?:{words('định kỳ', 'ít nhất')}\s+)?(?:"
    rf"(?:{_EVERY}|{words('từng')})\s+{_UNIT}(?:\s+{_AT_LEAST})?\s+{_COUNT}\s+{words('lần')}"
    rf"|{_COUNT}\s+{_SPAN}\s+{words('một', '1', '01')}\s+{words('lần')}"
    rf"|(?:(?<=[,;:.]\s)|^(?:\W*\w{{1,3}}[.)]\s)?){_EVERY}\s+{words('tuần', 'tháng', 'quý', 'năm')}"
    rf"|{_EVERY}\s+{words('tuần', 'tháng', 'quý', 'năm')}"
    rf"(?=\s*(?:[.,;]|$|{words('về', 'cho')})))"
)
# trong tuần này; hết năm; cuối quý; trước Tết Nguyên đán
RELATIVE = re.compile(
    rf"{_LEAD}\s+(?:(?P<part>{words('đầu', 'giữa', 'cuối')})\s+)?"
    rf"(?:(?P<unit>{_UNIT})(?:\s+(?P<which>{words('này', 'nay', 'tới', 'sau')}))?"
    rf"|{words('Tết')}(?:\s+{words('Nguyên đán', 'âm lịch', 'dương lịch')})?(?:\s+\d{{4}})?)"
    rf"(?!\s+\w*\d)(?!\s+(?:{words('đến', 'qua', 'trước', 'sau', 'đó', 'vừa', 'học')}|[IVXL]+\b))"
)
# hoàn thành ngày 20/5/2024; Thời gian hoàn thành: 20/5/2024; Thời gian thực hiện: quý II/2024
FINISHED = re.compile(
    rf"(?:{words('hoàn thành', 'xong')}|{words('hạn', 'hạn chót', 'hạn cuối', 'tiến độ')}\s*:"
    rf"|{words('thời hạn', 'thời gian')}\s+{words('hoàn thành', 'nộp', 'gửi', 'báo cáo')}\s*:)\s*$"
)
PERIOD = re.compile(rf"{words('thời gian', 'thời gian thực hiện', 'thời gian triển khai')}\s*:\s*$")
BEFORE = re.compile(rf"{words('trước', 'trước thời điểm')}\s*$")
AIM = re.compile(words("phấn đấu", "dự kiến", "cố gắng", "quyết tâm", "dự định"))
CLAUSE = re.compile(r"[,;:]")
OF_ISSUE = re.compile(
    rf"{words('từ')}\s+{words('ngày', 'khi')}\s+{words('ký', 'ban hành', 'ký ban hành')}"
    rf"(?:\s+[^\W\d_]+\s+[^\W\d_]+\s+{words('này')})?\s*$"
)
SINCE = re.compile(rf"{words('từ', 'kể từ', 'tính từ', 'từ ngày')}\s*$")
# What such limits cannot do without: cheap to look for in a sentence that has none.
COMES_BACK = re.compile(r"(?i)h[ằàa]ng |m[ỗo]i |th[áa]ng (?:sau|li|k|ti|[đd]|cu)")
HAS_COUNT = re.compile(
    r"(?i)(?:trong|v[òo]ng|h[ạa]n|gian|nh[ấa]t|h[ơo]n|qu[áa]|l[àa]|sau|[đd]a|tr[ướu][ơo]?c)"
    r"\s+(?:\d{1,3}|[^\W\d_]{2,4}(?: l[ăa]m| m[ươu][ơo]?i)?)(?:\s*\([^()]{1,20}\))?"
    r"\s+(?:ph|gi|ng|tu|th|qu|n[ăa]m|h)"
)
IS_RELATIVE = re.compile(
    r"(?i)(?:tu[ầa]n|th[áa]ng|qu[ýy]|n[ăa]m|ng[àa]y) (?:n[àa]y|nay|t[ớo]i|sau)|cu[ốo]i|h[ếe]t"
    r"|tr[ưu][ớo]c t[ếe]t"
)
SAYS_AFTER = re.compile(r"(?i)sau")
SAYS_BEFORE = re.compile(r"(?i)tr[ưu][ớo]c")
HOW_OFTEN = re.compile(r"(?i)h[ằàa]ng |m[ỗo]i |t[ừu]ng | l[ầa]n(?!\w)")
OFTEN_OPENS = re.compile(r"\W*\w{1,3}[.)]\s")
SOON = frozenset(("giờ", "ngày", "gio", "ngay"))
# What is sent or answered in so many days has a limit; anything else only lasts as long.
ANSWERS = re.compile(
    rf"(?:{words('trả lời', 'giải quyết', 'gửi', 'nộp', 'chuyển', 'thông báo', 'báo cáo', 'báo')}"
    rf"|{SUBMITS})"
    r"[^,;:.()\n]*$"
)
HAS_DAY = re.compile(r"(?i)ng[àa]y\s+(?:\d|m)")
# put off to another day
DAYS = re.compile(rf"(?<!\w){_COUNT}\s+{words('giờ', 'ngày', 'tuần', 'tháng')}")
WEEK_OF = re.compile(rf"{words('tuần')}[^,;]*$")
DONE = re.compile(rf"\s*{words('đã')}")
TO = re.compile(rf"\s*,?\s*{words('đến', 'tới')}(?:\s+{words('hết', 'ngày', 'cuối')})*\s*")
AND = re.compile(rf"\s*(?:,|{words('và')})\s*")
_PUT_OFF = words("gia hạn", "lùi", "hoãn", "dời", "điều chỉnh")
PUTS_OFF = re.compile(_PUT_OFF)
FROM = re.compile(
    rf"{_PUT_OFF}[^;.\n]*?(?:{words('từ')}(?:\s+{words('ngày', 'trước')})*"
    rf"|{words('thay vì', 'thay cho')}(?:\s+{words('ngày', 'trước')})*)\s*$"
)
TO_ANOTHER = re.compile(
    rf"[^;\n]{{0,60}}?{words('đến', 'sang', 'tới', 'thành')}"
    rf"(?:\s+{words('hết', 'trước', 'ngày')})*\s*"
)
MOVED = re.compile(
    rf"{_PUT_OFF}[^;\n]*?(?P<new>{words('đến', 'sang', 'tới', 'thành')}"
    rf"(?:\s+{words('hết', 'trước', 'ngày')})*)\s*$"
)
MOVES = re.compile(
    rf"\s*,?\s*(?:{words('nay', 'được', 'thì')}\s+)*{_PUT_OFF}|\s+{words('sang', 'thành')}(?!\w)"
    rf"|[^;.\n]{{0,40}}{words('nay')}\s+(?:{words('được')}\s+)?{_PUT_OFF}"
)
