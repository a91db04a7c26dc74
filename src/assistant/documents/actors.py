"""Who has to act, and to whom something goes: the bodies, levels and offices of a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.vietnamese.bodies import find_bodies
from assistant.vietnamese.patterns import UPPER, loose

# The words with which the name of a body, a level, an office or a group of people begins.
_HEADS = (
    "cấp có thẩm quyền", "cấp trên trực tiếp cơ sở",
    "cấp ủy", "cấp cơ sở", "cấp xã", "cấp phường", "cấp huyện", "cấp quận", "cấp thị xã",
    "cấp thành phố", "cấp tỉnh", "cấp trung ương", "chi bộ", "chi ủy", "đảng bộ", "đảng ủy",
    "đảng đoàn", "ban cán sự đảng", "tổ chức đảng", "tổ chức cơ sở đảng", "cơ sở đảng", "tỉnh ủy",
    "thành ủy", "thị ủy", "huyện ủy", "quận ủy", "quân ủy", "ban", "ban thường vụ",
    "ban chấp hành", "ban chỉ đạo", "ban tổ chức", "ban tuyên giáo", "ban dân vận",
    "ban nội chính", "ban quản lý", "ban giám hiệu", "ban chỉ huy quân sự", "ban kinh tế",
    "ban bí thư", "bộ", "bộ chính trị", "bộ chỉ huy quân sự", "bộ phận", "thường trực",
    "thường vụ", "ủy ban", "ủy ban kiểm tra", "ủy ban nhân dân", "ủy ban mặt trận tổ quốc",
    "ubkt", "ubnd", "hđnd", "ubmttq", "mttq", "hội đồng nhân dân", "hội đồng", "mặt trận",
    "mặt trận tổ quốc", "đoàn thanh niên", "đoàn thể", "đoàn kiểm tra", "đoàn giám sát",
    "đoàn công tác", "đoàn", "hội nông dân", "hội liên hiệp phụ nữ", "hội cựu chiến binh", "hội",
    "liên đoàn lao động", "công đoàn", "văn phòng", "trung tâm", "trung tâm chính trị",
    "trường chính trị", "trường", "cơ quan", "đơn vị", "địa phương", "xã", "phường", "thị trấn",
    "huyện", "thị xã", "quận", "tỉnh", "thành phố", "ấp", "khóm", "thôn", "khu phố", "tổ dân phố",
    "sở", "phòng", "ngành", "công an", "quân sự", "tòa án", "viện kiểm sát", "tổ biên tập",
    "tổ công tác", "tổ giúp việc", "tiểu ban", "tổ", "đồng chí", "đ/c", "bí thư", "phó bí thư",
    "chủ tịch", "phó chủ tịch", "chủ nhiệm", "chánh văn phòng", "trưởng ban", "trưởng phòng",
    "tổ trưởng", "giám đốc", "hiệu trưởng", "người đứng đầu", "thủ trưởng", "lãnh đạo", "cán bộ",
    "đảng viên", "công chức", "viên chức", "ủy viên", "thành viên", "đại biểu", "chủ đầu tư",
    "nhà thầu", "doanh nghiệp", "các tổ chức", "mỗi tổ chức", "tổ chức có liên quan",
    "tổ chức liên quan", "cá nhân", "hộ gia đình", "chính phủ", "thủ tướng chính phủ", "quốc hội",
    "người", "bên", "chủ sở hữu", "trưởng", "phó", "lực lượng", "nơi", "tập thể",
)  # fmt: skip
_QUANTITY = (
    "các", "mỗi", "từng", "tất cả", "tất cả các", "toàn thể", "những", "toàn bộ", "hai", "100%",
)  # fmt: skip
# What a body is said to do, or by when: its name ends before these, in small letters alone.
_DOES = (
    "phải", "sẽ", "cần", "có trách nhiệm", "có nhiệm vụ", "chịu trách nhiệm", "chủ trì",
    "phối hợp", "tập trung", "tiếp tục", "khẩn trương", "nghiêm túc", "chủ động", "dự kiến",
    "phấn đấu", "cố gắng", "quyết tâm", "thì", "đã", "đang", "chưa", "được", "không",
    "nghiên cứu", "tham mưu", "lãnh đạo", "tăng cường", "đôn đốc", "kịp thời", "nhanh chóng",
    "định kỳ", "hằng", "hàng", "tự", "hoàn thành", "hoàn tất", "hoàn chỉnh", "xong", "gửi", "nộp",
    "báo cáo", "trình", "tổ chức", "triển khai", "thực hiện", "ban hành", "xây dựng", "rà soát",
    "lập", "đăng ký", "tổng hợp", "kiểm điểm", "đánh giá", "sơ kết", "tổng kết", "quán triệt",
    "chuẩn bị", "bàn giao", "khắc phục", "phê duyệt", "công bố", "niêm yết", "kiện toàn",
    "thành lập", "hướng dẫn", "cập nhật", "cung cấp", "kê khai", "chi trả", "giải quyết",
    "trả lời", "thông báo", "mở", "họp", "tiến hành", "kết thúc", "bảo đảm", "đảm bảo",
    "lấy ý kiến", "góp ý", "tham gia", "cử", "bố trí", "giải ngân", "thẩm định", "ký kết", "ra",
    "xử lý", "kiểm tra", "giám sát", "phản hồi", "đề xuất", "quyết toán", "chuyển", "đóng",
    "công khai", "tuyên truyền", "phổ biến", "phát động", "sắp xếp", "chấm dứt", "thu", "trước",
    "chậm nhất", "muộn nhất", "trong", "đến", "vào", "hết", "căn cứ", "làm", "viết", "nêu",
    "có văn bản", "có công văn", "có kế hoạch", "có báo cáo", "chấm", "in", "chốt", "duyệt",
    "thống kê", "giới thiệu", "bầu", "nhận", "xem xét", "quyết định", "cho", "thống nhất", "sửa",
    "bổ sung", "khai mạc", "chỉ đạo", "thỏa thuận", "khảo sát", "hòa giải", "biên soạn", "soạn",
    "lắp đặt", "mua", "trang bị", "bồi dưỡng", "tập huấn", "đào tạo", "xóa", "trồng",
    "sửa chữa", "nghiệm thu", "khởi công", "thi công", "phân bổ", "giao", "nhắc", "theo dõi",
    "quản lý", "vận động", "hỗ trợ", "trao", "tặng", "thăm", "đối thoại", "tiếp", "trực tại",
    "phát", "đăng", "đưa", "treo", "trang trí", "dọn", "vệ sinh", "sáp nhập", "giải thể",
    "hợp nhất", "bổ nhiệm", "điều động", "luân chuyển", "tuyển", "kết nạp", "xét", "chọn",
    "lựa chọn", "thẩm tra", "xác minh", "kết luận", "xác nhận", "ký", "đối chiếu", "điều tra",
    "tính", "thanh toán", "thanh tra", "tổng kiểm kê", "kiểm kê", "bảo vệ", "cam kết", "học tập",
    "nghiêm chỉnh", "chấp hành", "số hóa", "nhập", "dự họp", "dự hội nghị",
    "điều chỉnh", "thay", "phân tích",
    "nâng cấp", "vận hành", "tạm", "ủng hộ", "quyên góp", "diễn tập", "nắm", "hiệp thương",
    "công nhận", "cấp phát", "cấp đủ", "cấp kinh phí", "sớm", "đều", "phản ánh", "đọc", "là",
    "chuẩn hóa", "cắt giảm", "bắt đầu", "gia hạn", "lùi", "hoãn", "dời",
)  # fmt: skip
_DIRECTS = (
    "yêu cầu", "đề nghị", "giao", "phân công", "chỉ đạo", "giao cho", "quy định", "lưu ý", "nhắc",
    "đề ra", "đôn đốc", "nhắc nhở", "kết luận", "cho biết", "nhấn mạnh", "chọn",
)  # fmt: skip
_STOPS = (
    "về", "với", "tới", "theo", "từ", "do", "để", "bằng", "như", "mà", "khi", "nếu", "gồm", "qua",
    "rồi", "đối với", "nhằm", "việc", "này", "trên cơ sở",
)  # fmt: skip
# Behind these, or at the beginning of a clause, a body is the one that acts.
_OPENS = (
    "và", "còn", "riêng", "đồng thời", "để", "thì", "theo đó", "cụ thể", "rồi", "sau đó",
    "ngoài ra", "trong đó", "do", "đối với", "bởi", "nhất là", "là", "bắt đầu từ", "mời", "rằng",
    "sau khi", *_DIRECTS,
)  # fmt: skip


def _small(*phrases: str) -> str:
    return rf"(?:{loose(*phrases)})(?!\w)"


def _any_case(*phrases: str) -> str:
    return rf"(?i:{loose(*phrases)})(?!\w)"


# Stands for each character of a limit of time, whose words name nobody who acts.
LIMIT = "\0"

_WORD = r"[^\W_]+(?:[-/.][^\W_]+)*"
_ENDS_NAME = _small(*_DOES, *_DIRECTS, *_STOPS)
# The same words in something else: to organise, to issue, a case, a meeting, society.
_NO_HEAD = (
    rf"(?:{_any_case('tổ chức')}(?!\s+{_any_case('đảng', 'cơ sở', 'có liên quan', 'liên quan')})"
    rf"|{_any_case('ban hành', 'ban đầu', 'trường hợp', 'hội nghị', 'hội thảo', 'hội thi')}"
    rf"|{_any_case('hội trường', 'hội diễn', 'hội thao', 'xã hội', 'đoàn kết', 'bộ máy')}"
    rf"|{_any_case('sở hữu', 'phòng chống', 'phòng ngừa', 'bên cạnh', 'ngành nghề', 'tỉnh táo')}"
    rf"|{_any_case('phong trào', 'phong tục', 'phong cách')}"
    rf"|{_any_case('nơi nhận', 'nơi gửi', 'bộ tài liệu', 'bộ hồ sơ', 'bộ tiêu chí', 'bộ luật')})"
)
_INSIDE_NAME = _small(
    "chuyên môn về", "chuyên trách về", "xây dựng Đảng", "xây dựng đảng", "chuyển sinh hoạt",
    "chuyển đến", "đầu tư xây dựng", "quản lý nhà nước", "kiểm tra các cấp", "tham mưu, giúp việc",
)  # fmt: skip
_ONE = (
    rf"(?:{_any_case(*_QUANTITY)}\s+){{0,2}}(?!{_NO_HEAD}){_any_case(*_HEADS)}"
    rf"(?:\s+(?:{_small('và')}(?=\s+[{UPPER}])|{_INSIDE_NAME}"
    rf"|[-–]\s+(?=[{UPPER}]){_WORD}|(?!{_ENDS_NAME}|{_small('và', 'hoặc', 'cùng')})"
    rf"{_WORD})){{0,14}}"
)
_JOINS = rf"(?:\s*,\s*(?:{_small('và')}\s+)?|\s+{_small('và', 'hoặc')}\s+)"
_NAME = re.compile(rf"(?<![\w/-]){_ONE}(?:{_JOINS}{_ONE}){{0,8}}")
_BESIDE = r"(?:\s*\([^()\n]{0,80}\))?"
_ACTS = re.compile(rf"{_BESIDE}(?P<comma>\s*,)?\s*(?:{_small(*_DOES)}|{LIMIT})")
_BEFORE = re.compile(rf"(?:^|[,;:(–|“\"{LIMIT}]|\s-|\d\)|(?<!\w){_any_case(*_OPENS)})\s*$")
# `trước ngày …, để tổ thẩm định cho ý kiến` says what for, `do bí thư làm trưởng ban` who leads.
_SERVES = re.compile(rf"{LIMIT}\s*,?\s*{_any_case('để')}\s*$")
_BY = re.compile(rf"(?<!\w){_any_case('do')}\s*$")
_AS = re.compile(rf"\s*{_small('làm')}\s+{_small('trưởng', 'phó', 'tổ', 'chủ', 'đầu mối')}")
_OPENING = re.compile(rf"(?:^|[;:{LIMIT}]|(?<!\w){_any_case(*_DIRECTS, 'do', 'đối với')})\s*$")
_LEVEL = re.compile(
    rf"(?:^|[,;:({LIMIT}]|(?<!\w){_any_case('ở', 'tại', 'đối với', 'đại hội', 'hội nghị', 'từ')})"
    + r"\s*(?P<level>"
    + _any_case(
        "cấp cơ sở", "cấp xã", "cấp phường", "cấp huyện", "cấp thị xã", "cấp thành phố",
        "cấp tỉnh", "cấp trung ương",
    )
    + ")"
)  # fmt: skip
_SENT = re.compile(
    rf"(?<!\w)(?:(?:{_any_case('gửi', 'nộp', 'báo cáo', 'chuyển', 'trình', 'bàn giao', 'cung cấp')}"
    rf"|{_any_case('thông báo', 'đăng ký')})"
    rf"(?:\s*,?\s+(?!{_small('để', 'phối hợp', 'tham mưu')})(?:{_WORD}|{LIMIT}+)){{0,14}}?"
    rf"\s+{_any_case('về', 'cho', 'tới', 'đến', 'lên', 'với', 'qua', 'tại')}"
    rf"|{_any_case('báo cáo', 'trình', 'gửi', 'nộp')})\s+$"
)
_MARKER = re.compile(
    r"\s*(?:[-–+*•]|\d{1,2}(?:\.\d{1,2})*(?:[.)]|\s?[-–](?=\s))|[a-zđ][.)]|[IVX]{1,5}[.\-])\s*"
)
_COMMA = re.compile(r"\s*,\s*")
_ORDERS = re.compile(rf"\s*{_any_case(*_DIRECTS)}\s*")
_LEADS_IN = re.compile(
    rf"{_any_case('theo', 'căn cứ', 'trên cơ sở', 'thực hiện', 'tại', 'để', 'sau', 'từ', 'qua')}"
    r"[^,;:]*"
)
_WINDOW = 120
_ITS_NAME = re.compile(rf"(?: (?:[{UPPER}][^\W\d_]*|\d{{1,3}})(?!\w))+")
_GOES_ON = re.compile(
    rf"\s+(?!{_small(*_STOPS, 'và', 'hoặc', 'của', 'các', 'cấp', 'cơ sở', 'thuộc', 'trực thuộc')}"
    rf"|{_small('nơi', 'có', 'khối', 'xã', 'phường', 'thị trấn', 'huyện', 'thị xã', 'tỉnh')}"
    rf"|{_small('ấp', 'thôn', 'khóm', 'bản', 'tổ', 'khu', 'trường')}"
    rf"|{_small('thành phố', 'quận', 'liên quan', 'cùng', 'trên')})[^\W\d_{UPPER}]"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Those who act, named in `text[start:end]`."""

    start: int
    end: int


def after_marker(text: str, start: int, end: int) -> int:
    """Where the words of a list item begin, behind its dash, number or letter."""
    marker = _MARKER.match(text, start, end)
    return marker.end() if marker else start


def find_actors(text: str, start: int, end: int) -> list[Named]:
    """Those of whom the clause `text[start:end]` says that they do something, in order.

    `text` is one line with its tone marks placed and its limits of time as `LIMIT`. A body that
    only orders, or that something is done to, is none of them.
    """
    begin = after_marker(text, start, end)
    found = [
        Named(at, name.end())
        for name in _NAME.finditer(text, begin, end)
        if (at := _actor_start(text, name, begin, end)) is not None
    ]
    ordered = {
        one.start for one, other in pairwise(found) if _ORDERS.fullmatch(text, one.end, other.start)
    }
    return [each for each in found if each.start not in ordered]


def _actor_start(text: str, name: re.Match[str], begin: int, stop: int) -> int | None:
    """Where the name of those who act begins: `Theo kế hoạch của Huyện ủy, các chi bộ …`."""
    if _is_actor(text, name.start(), name.end(), begin, stop):
        return name.start()
    comma = _COMMA.search(name[0])
    if comma and _LEADS_IN.fullmatch(text, begin, name.start()):
        start = name.start() + comma.end()
        if _is_actor(text, start, name.end(), begin, stop):
            return start
    return None


def _is_actor(text: str, start: int, end: int, begin: int, stop: int) -> bool:
    acts = _ACTS.match(text, end, stop)
    before = text[max(begin, start - _WINDOW) : start]
    if before.rstrip().endswith("|") and text[end:stop].lstrip()[:1] in ("|", ""):
        return True  # a cell of a table
    if not acts:
        named = re.match(rf"{_BESIDE}\s*:", text[end:stop])
        return bool(named) and (not before.strip() or _ORDERS.fullmatch(before) is not None)
    if _SERVES.search(before) or (_BY.search(before) and _AS.match(text, end)):
        return False
    if acts["comma"] and not _OPENING.search(before):
        return False
    return _BEFORE.search(before) is not None


def whole_line(text: str) -> Named | None:
    """Those whom a line names and nothing else: `2. Ban Tổ chức Huyện ủy`."""
    begin = after_marker(text, 0, len(text))
    name = _NAME.match(text, begin)
    if name and not text[name.end() :].strip(" :.;"):
        return Named(*name.span())
    return None


def opening_body(text: str) -> Named | None:
    """The body whose name opens a sentence that goes on in small letters: with what it does,
    whatever verb that is."""
    return _body_at(text, after_marker(text, 0, len(text)))


def _body_at(text: str, begin: int) -> Named | None:
    for body in find_bodies(text[begin : begin + _WINDOW])[:1]:
        named = _ITS_NAME.match(text, begin + body.end)
        end = named.end() if named else begin + body.end
        if body.start == 0 and _GOES_ON.match(text, end):
            return Named(begin, end)
    return None


def find_level(text: str, start: int, end: int) -> Named | None:
    """The level of the Party that a clause speaks of."""
    level = _LEVEL.search(text, start, end)
    return Named(*level.span("level")) if level else None


def find_recipient(text: str, start: int, end: int) -> Named | None:
    """The body to which something is sent, handed in or reported in a clause."""
    for name in _NAME.finditer(text, start, end):
        before = text[max(start, name.start() - _WINDOW) : name.start()]
        if _SENT.search(before):
            body = _body_at(text, name.start())  # without what is reported: `Huyện ủy kết quả`
            return body if body and body.end < name.end() else Named(*name.span())
    return None
