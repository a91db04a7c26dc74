"""Whether a clause with a limit of time says that something is due."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.documents.actors import Named
from assistant.documents.limit_forms import SUBMITS, words
from assistant.documents.limits import Limit
from assistant.types import Document
from assistant.vietnamese.dates import Lead
from assistant.vietnamese.normalize import place_tone_marks

# Texts that tell what was done, where a bare verb is no order.
_ACCOUNTS = frozenset({None, "news", "BC", "BB", "TC"})

_REPORTED = frozenset({"BC", "BB", "TC"})

_BODY_TOLD = words("chi ủy", "cấp", "ngay", "cho", "về", "với", "bí thư", "trưởng")
_SENDS = (
    rf"(?:{words('gửi', 'nộp', 'báo cáo', 'chuyển', 'bàn giao', 'đăng ký', 'cung cấp')}"
    rf"|{SUBMITS})"
)
_ENDS = words("hoàn thành", "hoàn tất", "hoàn chỉnh", "xong", "kết thúc")
_ANSWERS = words(
    "trả lời", "giải quyết", "khắc phục", "ban hành", "thông báo", "phản hồi", "ra quyết định"
)
_DOES = words(
    "tổ chức", "triển khai", "thực hiện", "xây dựng", "rà soát", "lập", "tổng hợp", "kiểm điểm",
    "đánh giá", "sơ kết", "tổng kết", "quán triệt", "tham mưu", "chuẩn bị", "phê duyệt", "công bố",
    "niêm yết", "kiện toàn", "thành lập", "hướng dẫn", "cập nhật", "kê khai", "chi trả", "mở",
    "tiến hành", "lấy ý kiến", "góp ý", "tham gia ý kiến", "bố trí", "giải ngân", "thẩm định",
    "ký kết", "xử lý", "kiểm tra", "giám sát", "đề xuất", "quyết toán", "công khai", "phổ biến",
    "phát động", "sắp xếp", "họp", "chốt", "giới thiệu", "cử", "bầu", "học tập", "tuyên truyền",
    "xem xét", "cấp thẻ", "cấp giấy", "cấp lại", "cấp phép", "làm", "chọn", "sửa đổi", "bổ sung",
    "thanh toán", "thu đủ", "thu nộp", "nghiệm thu", "khởi công", "cấp phát", "bồi dưỡng",
    "tập huấn", "sáp nhập", "hợp nhất", "giải thể", "khảo sát", "biên soạn", "lắp đặt", "số hóa",
    "duyệt", "phát hành", "đưa vào", "di dời", "cấp đủ", "cấp kinh phí", "phân bổ", "chi hỗ trợ",
    "vận động", "sửa chữa", "hoàn trả",
)  # fmt: skip
_DUTY = re.compile(rf"{_SENDS}|{_ENDS}|{_ANSWERS}|{_DOES}")
# The same words as parts of a name.
_NO_DUTY = re.compile(
    rf"{words('Ban', 'các', 'mỗi', 'từng', 'một', 'cơ sở', 'công tác')}\s+(?=tổ chức)"
    rf"|{words('tổ chức')}(?=\s+{words('đảng', 'cơ sở', 'chính trị', 'đoàn thể')})"
    rf"|(?<!\w)[Cc]ấp(?=\s+{words('cơ sở', 'ủy', 'xã', 'huyện', 'tỉnh', 'trên', 'dưới', 'phường')})"
    rf"|{words('thông báo', 'báo cáo')}(?=\s+{words('có', 'này', 'số', 'trên', 'ấy')})"
    rf"|{words('quy định', 'kết quả', 'tình hình', 'nội dung')}\s+(?=\w)"
)
_STRONG = re.compile(rf"{_SENDS}|{_ENDS}|{_ANSWERS}|{words('báo')}\s+{_BODY_TOLD}")
# So long something lasts, or this much came in that time.
_LASTS = re.compile(words("tạm thời", "niêm yết thông báo", "tổng số", "thời gian chờ"))
# What holds for those of before a day: `nhận trước ngày 1/7 giải quyết theo quy định cũ`.
_HELD_SINCE = re.compile(
    rf"\s*,?\s*(?:{words('thuộc diện', 'là thời điểm', 'được cộng điểm', 'được tiếp tục')}"
    rf"|[^,;]*{words('theo quy định cũ', 'quy chuẩn cũ')})"
)
_FORBIDS = re.compile(
    rf"\W*(?:\w{{1,3}}[.)]\s+)?{words('không', 'cấm', 'nghiêm cấm', 'tuyệt đối không')}"
    rf"(?!\s+{words('quá', 'muộn', 'chậm', 'trễ', 'để', 'thuộc')})"
)
_REPORTS = re.compile(
    rf"(?<!số )(?<!chế độ )(?<!các ){words('báo cáo')}(?!\s+{words('viên')})"
    rf"|{words('gửi', 'nộp', 'đăng ký', 'cung cấp', 'tổng hợp', 'công khai', 'thông báo')}"
    rf"|{words('công bố')}|{SUBMITS}"
)
# `xong trước đại hội`, `gửi tài liệu trước hội nghị`; who `báo cáo trước hội nghị` speaks to it.
_FINISHES = re.compile(rf"(?:{_ENDS}|{words('gửi', 'nộp')}(?:\s+[^\W_]+){{1,8}})\s*$")
_SENDING = re.compile(rf"{_SENDS}|{_ENDS}")
_MUST = words(
    "phải", "sẽ", "cần", "yêu cầu", "đề nghị", "giao", "phân công", "chỉ đạo", "có trách nhiệm",
    "phấn đấu", "dự kiến", "theo kế hoạch", "quy định", "có nhiệm vụ", "đặt mục tiêu",
)  # fmt: skip
_ORDER = re.compile(_MUST)
_CUE = re.compile(
    rf"{_MUST}|{_SENDS}|{_ENDS}|{words('khẩn trương', 'chủ trì', 'tham mưu', 'cố gắng')}"
)

# Of law and status: how long something holds, or may be done, is no duty.
_HOLDS = re.compile(
    words(
        "hiệu lực", "thời hiệu", "hết hạn", "phạt tù", "phạt tiền", "tạm giam", "tạm giữ",
        "thử việc", "bảo hành", "hạn sử dụng", "thời hạn sử dụng", "giữ chức", "nhiệm kỳ là",
        "có giá trị", "còn giá trị",
        "thời hạn hợp đồng", "thời hạn cấm", "quản chế", "nghỉ phép", "nghỉ hằng năm",
        "nghỉ hàng năm", "trở thành", "thuộc về", "coi là", "xem là", "suy đoán", "án treo",
        "cải tạo không giam giữ", "cấm đảm nhiệm", "trưng bày", "tạm đình chỉ", "số liệu chốt",
        "số liệu được chốt", "số liệu tính", "chốt số liệu",
    )
)  # fmt: skip
_MAY = re.compile(
    rf"{words('có quyền', 'có thể', 'được quyền', 'được phép', 'không được', 'không cần')}"
    rf"|{words('không phải', 'không bắt buộc', 'không áp dụng')}"
    rf"|{words('được')}\s+{words('nghỉ', 'hưởng', 'miễn', 'giảm', 'kéo dài', 'gia hạn', 'giữ')}"
    rf"|{words('được')}\s+{words('tính', 'áp dụng', 'xóa', 'trả lương', 'tạm ứng', 'tha')}"
)
_IF_BEFORE = re.compile(
    rf"{words('nếu', 'khi', 'hết', 'quá', 'sau', 'trường hợp', 'ngay cả', 'kể cả', 'nếu như')}"
    rf"(?:\s+{words('hết', 'quá', 'sau', 'mà')})*\s*$"
)
_IF_AFTER = re.compile(
    rf"\s*,?\s*(?:{words('thì')}"
    rf"|(?:[^\W\d_]+\s+){{0,4}}{words('mà không', 'mà chưa', 'mà vẫn')})"
)
_NOT_DONE = re.compile(words("chưa", "không kịp", "trễ hạn", "quá hạn"))
# What is called off: `bãi bỏ nội dung “… trước ngày …”`, `nay thôi thực hiện`.
_CALLED_OFF = re.compile(
    rf"^\W*(?:\w{{1,3}}[.)]\s+)?{words('bãi bỏ', 'hủy bỏ', 'dừng', 'thôi', 'tạm dừng')}"
    rf"|{words('nay', 'thì')}\s+{words('thôi', 'dừng', 'bãi bỏ', 'hủy bỏ', 'không')}"
)
# A report says how it goes: `báo cáo tháng đều được gửi trước ngày 20`.
_GOES_WELL = re.compile(
    rf"{words('đều')}\s+{words('được', 'gửi', 'nộp', 'báo cáo', 'hoàn thành', 'đã')}"
)
_LATE = re.compile(rf"{words('chậm', 'muộn', 'trễ')}(?!\s+{words('nhất', 'hơn')})")

# `sau khi đã …` is yet to come.
_PAST = re.compile(rf"(?<!sau khi )(?<!khi ){words('đã', 'vừa', 'vừa qua')}")
_ORDERED = re.compile(
    rf"\s+(?:{words('yêu cầu', 'đề nghị', 'chỉ đạo', 'giao', 'quy định', 'thống nhất', 'cam kết')}"
    rf"|{words('phân công', 'có công văn', 'có văn bản', 'có kế hoạch', 'lên kế hoạch')}"
    rf"|{words('lưu ý', 'nhắc', 'kết luận', 'đề ra kế hoạch', 'đặt ra', 'xác định')})"
)
_KNOWN = re.compile(
    rf"\s+(?:{words('đề ra', 'nêu', 'giao', 'xác định', 'đăng ký', 'phê duyệt', 'ký kết', 'có')}"
    rf"|{words('được', 'bị', 'ban hành', 'chỉ ra', 'phân công', 'quy định', 'hướng dẫn', 'duyệt')}"
    rf"|{words('ký', 'nói', 'gửi', 'cam kết', 'kết luận', 'phát hiện', 'chỉ đạo')})"
)
# A thing that came about before a day: `văn bản ban hành trước ngày …`.
_CAME_ABOUT = re.compile(
    words(
        "kết nạp", "thành lập", "hình thành", "bổ nhiệm", "tuyển dụng", "sinh", "sinh ra", "có",
        "nhập ngũ", "phát sinh", "xảy ra", "nghỉ hưu", "vào Đảng", "sáp nhập", "tốt nghiệp",
        "tồn tại", "hiện hành", "công tác", "đưa vào sử dụng", "diễn ra", "mất", "cũ", "kéo dài",
        "chuyển đến", "chuyển sinh hoạt", "luân chuyển", "vào nghề",
    )
    + r"\s*$"
)  # fmt: skip
# `Chợ Cũ` is a name.
_NAMED = re.compile(r"(?<!\w)[^\W\d_]+ Cũ\s*$")
# The same, unless a body is said to do it: `Đảng ủy ban hành trước ngày …`.
_MADE = re.compile(
    words(
        "ban hành", "ký ban hành", "xây dựng", "ký", "ký kết", "công nhận", "sắp xếp",
        "phê duyệt", "khởi công", "cấp", "tiếp nhận", "thụ lý", "đăng ký", "lập",
    )
    + r"\s*$"
)  # fmt: skip
_TO_BE_DONE = re.compile(
    rf"(?:{words('phải', 'sẽ', 'cần', 'xong', 'hoàn thành', 'dự kiến', 'phấn đấu', 'và', 'để')}"
    rf"|[,:])\s*(?:[^\W\d_]+\s+){{0,2}}$|^\s*(?:[-+]\s*)?$"
    rf"|{words('thực hiện', 'tiến hành', 'triển khai', 'tổ chức')}\s*$"
    rf"|{SUBMITS}\s+(?:[^\W\d_]+\s+){{1,9}}$"
)
_THING = re.compile(
    rf"{words('đơn vị hành chính', 'địa giới', 'quy định', 'số liệu', 'thời điểm', 'giai đoạn')}"
    rf"\s*$|{words('tình hình', 'thực trạng', 'thời kỳ', 'đảng viên', 'bộ máy', 'mô hình')}\s*$"
    rf"|{words('ngay', 'từ', 'như', 'so với', 'của', 'thuộc', 'cấp huyện', 'hồ sơ')}\s*$"
)
# `bổ sung hồ sơ trước ngày …`: what is done to the thing, not of what time it is.
_WORKED_AT = re.compile(
    rf"(?:{_DOES}|{_ENDS})(?:\s+(?!{words('của', 'từ', 'theo')})[^\W\d_]+){{0,3}}"
    rf"\s+{words('hồ sơ', 'số liệu', 'bộ máy', 'quy định', 'mô hình', 'đảng viên')}\s*$"
)
_OPENS_BRACKET = re.compile(r"\(\s*$")
_INTO = re.compile(words("vào", "trong ngày"))
_PERIOD = re.compile(rf"\w+\s+(?:{words('đầu', 'giữa', 'cuối')}\s+)?{words('tháng', 'quý', 'năm')}")
_IS_HELD = re.compile(rf"{words('được', 'sẽ được')}\s+(?:\w+\s+){{1,2}}$")


def has_duty(text: str) -> bool:
    """Whether a verb of doing, finishing or sending stands in the text."""
    return _duty_at(text) is not None


def is_due(
    text: str, limit: Limit, clause: tuple[int, int], document: Document, above: str = ""
) -> bool:
    """Whether something has to be done by the limit that stands in the clause of `text`.

    `text` is one sentence with its tone marks placed, `clause` a span of it; `above` is what a
    clause goes on from that says no more than by when. Whether it was done already, or the limit
    is that of a thing, is left to `is_done` and `is_of_a_thing`.
    """
    start, end = clause
    before, after = text[start : limit.start], text[limit.end : end]
    term = text[limit.start : limit.end] if limit.lead is Lead.TERM else ""
    around = f"{before} {term} {after}"
    if limit.moved:
        return document.kind not in _ACCOUNTS and _is_ahead(limit, "", document)
    return not (
        not (_says_what(text, limit, clause, document) or _goes_on(limit, above))
        or (limit.often and not _REPORTS.search(around))
        or (limit.counted and not (limit.anchored or _STRONG.search(around)))
        or (limit.spans and not (_SENDING.search(around) or _SENDING.search(term)))
        or (limit.event and not _FINISHES.search(before))
        or (_takes_place(text, limit, before) and not _is_for_sending(before, after))
        or _IF_BEFORE.search(before)
        or _IF_AFTER.match(text, limit.end)
        or _NOT_DONE.search(after)
        or _CALLED_OFF.search(around)
        or (document.kind in _ACCOUNTS and _GOES_WELL.search(before))
        or (document.kind in _ACCOUNTS and _LATE.search(before))
        or (limit.counted and _LASTS.search(before))
        or _HELD_SINCE.match(text, limit.end)
        or _FORBIDS.match(text, start)
        or (_FORBIDS.match(text, limit.end) and not before.strip(" ,-+"))
        or _HOLDS.search(around)
        or _MAY.search(around)
        or not _is_ahead(limit, around, document)
    )


def _says_what(text: str, limit: Limit, clause: tuple[int, int], document: Document) -> bool:
    """Whether something to do is said: by a known verb, or before a day that lies ahead of a paper
    that orders; what it orders may be any verb there is."""
    start, end = clause
    term = text[limit.start : limit.end] if limit.lead is Lead.TERM else ""
    around = f"{text[start : limit.start]} {term} {text[limit.end : end]}"
    if limit.lead is Lead.LATEST or has_duty(around) or _STRONG.search(around):
        return True
    if (limit.counted and _HAS_TO.search(around)) or _LAST_DAY.match(text, limit.start):
        return True
    said = text[limit.start : limit.end]
    full_day = limit.due is not None and limit.lead is Lead.BEFORE and _DAY.search(said)
    return (
        bool(full_day) and document.kind not in _ACCOUNTS and len(around.split()) >= _SAYS_SOMETHING
    )


def _goes_on(limit: Limit, above: str) -> bool:
    """Whether a limit is that of what is said above it: `Thời hạn: 25/10`, `…: quý I trước 15`."""
    said = place_tone_marks(above)
    leans = limit.lead is Lead.TERM or ":" in said
    return leans and has_duty(said) and _PAST.search(said) is None


_SAYS_SOMETHING = 3
_DAY = re.compile(rf"{words('ngày')}|\d[/.-]\d{{1,2}}[/.-]\d{{4}}")
_LAST_DAY = re.compile(words("hạn chót", "hạn cuối"))
# `phải có văn bản trước 10 ngày`, not `phải là đảng viên`
_HAS_TO = re.compile(
    rf"{words('phải')}(?!\s+(?:{words('là')}|{words('có thời gian', 'sinh hoạt')}))"
)


def _takes_place(text: str, limit: Limit, before: str) -> bool:
    """Whether the limit is the very day of something; in a month is by the end of it, but of what
    `được tổ chức vào tháng 5`."""
    if not _INTO.match(text, limit.start):
        return False
    return not _PERIOD.match(text, limit.start) or _IS_HELD.search(before) is not None


def _is_for_sending(before: str, after: str) -> bool:
    """Whether `vào ngày …` is when something goes out or ends, rather than when it takes place."""
    return _SENDING.search(before.rpartition(",")[2] or after) is not None


def _duty_at(text: str) -> int | None:
    names = [match.span() for match in _NO_DUTY.finditer(text)]
    for match in _DUTY.finditer(text):
        if not any(start <= match.start() <= end for start, end in names):
            return match.start()
    return None


def is_done(text: str, limit: Limit, clause: tuple[int, int], actor: Named | None) -> bool:
    """Whether the clause tells what `actor` did; a past order, or what is known, is still due."""
    start, end = clause
    begin = actor.end if actor and start <= actor.start < limit.start else start
    for past in _PAST.finditer(text, begin, end):
        if limit.start <= past.start() < limit.end or _ORDERED.match(text, past.end()):
            continue
        if past.end() <= limit.start and _ORDER.search(text, past.end(), limit.start):
            continue
        known = _KNOWN.match(text, past.end())
        predicate = actor is not None and not text[actor.end : past.start()].strip()
        if known is None or predicate:
            return True
        rest = (
            slice(known.end(), limit.start)
            if past.end() <= limit.start
            else slice(limit.end, past.start())
        )
        if not (has_duty(text[rest]) or _ORDER.search(text[rest])):
            return True
    return False


def is_of_a_thing(text: str, limit: Limit, clause: tuple[int, int], actor: Named | None) -> bool:
    """Whether the words say of what time a thing is: `đảng viên kết nạp trước ngày …`."""
    if limit.lead not in (Lead.BEFORE, Lead.UNTIL, Lead.WITHIN):
        return False
    before = text[clause[0] : limit.start]
    if _THING.search(before) and not _SENDING.search(before) and not _WORKED_AT.search(before):
        begin = actor.end if actor and clause[0] <= actor.start < limit.start else limit.start
        return limit.lead is not Lead.WITHIN or not has_duty(text[begin : limit.start])
    if _OPENS_BRACKET.search(before):
        return not has_duty(before)
    came = None if _NAMED.search(before) else _CAME_ABOUT.search(before)
    if came is None and (came := _MADE.search(before)):
        does = actor is not None and not text[actor.end : clause[0] + came.start()].strip()
        came = None if does else came
    return came is not None and not _TO_BE_DONE.search(before[: came.start()])


def _is_over(limit: Limit, day: date, issued: date) -> bool:
    """Whether a day is before its paper; one whose year is inferred may be a little."""
    return day < (issued if limit.due else issued - _A_LITTLE)


_A_LITTLE = timedelta(days=31)


def lies_ahead(limit: Limit, document: Document) -> bool:
    """Whether a row of a table of work can still be due: never before its paper, nor in an account
    that names no day."""
    day = limit.due or limit.inferred
    if day is None:
        return document.kind not in _ACCOUNTS
    return document.date is None or day >= document.date


def _is_ahead(limit: Limit, around: str, document: Document) -> bool:
    """Whether a document of its date can ask for it; an account must say that it is asked."""
    day = limit.due or limit.inferred
    if document.kind not in _ACCOUNTS:
        return not (day and document.issued_on and _is_over(limit, day, document.issued_on))
    if document.kind in _REPORTED and limit.due and document.date and limit.due < document.date:
        return False  # it says what came of it
    if limit.lead is Lead.LATEST or not limit.firm or _ORDER.search(around):
        return True
    if day and document.date and (limit.due or limit.lead is not Lead.WITHIN):
        return day >= document.date
    return limit.lead in (Lead.BEFORE, Lead.TERM) and _CUE.search(around) is not None
