"""Heads and feet of Party and State papers of invented bodies, with what should be read in them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from pages.papers import long_date

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a head states; None where it does not."""

    kind: str
    number: str | None
    superior: str | None
    issuer: str
    place: str
    issued_on: date
    subject: str | None
    signer: str
    recipients: tuple[str, ...]
    marks: tuple[str, ...]


_PLACES = ("Hoa Ban", "Sao Mai", "Mây Trắng", "Đồi Sim", "Mai Vàng", "Suối Ngọc", "Bến Cát Vàng")
_KINDS = {
    "NQ": "NGHỊ QUYẾT", "CT": "CHỈ THỊ", "KL": "KẾT LUẬN", "QC": "QUY CHẾ", "HD": "HƯỚNG DẪN",
    "TB": "THÔNG BÁO", "BC": "BÁO CÁO", "KH": "KẾ HOẠCH", "CTr": "CHƯƠNG TRÌNH", "ĐA": "ĐỀ ÁN",
    "TTr": "TỜ TRÌNH", "QĐ": "QUYẾT ĐỊNH",
}  # fmt: skip
_SUBJECTS = (
    "tăng cường công tác kiểm tra, giám sát trong đảng bộ",
    "sơ kết sáu tháng đầu năm và nhiệm vụ trọng tâm sáu tháng cuối năm",
    "tổ chức đại hội chi bộ, đảng bộ cơ sở nhiệm kỳ 2025 - 2030",
    "đẩy mạnh chuyển đổi số trong các cơ quan",
    "phòng, chống thiên tai và tìm kiếm cứu nạn năm 2024",
    "nâng cao chất lượng sinh hoạt chi bộ",
    "phân công nhiệm vụ các đồng chí cấp ủy viên, nhiệm kỳ 2020 - 2025",
    "ban hành Quy chế làm việc của ủy ban",
)
_BODIES = (
    "Căn cứ Điều lệ Đảng và tình hình thực tế, cơ quan ban hành xây dựng văn bản như sau:",
    "Thực hiện Kế hoạch số 05-KH/TW, ngày 12/01/2023 của Trung ương, cơ quan ban hành nêu rõ:",
)
_NAMES = ("Lê Văn Mẫu", "Trần Thị Ví Dụ", "Nguyễn Hữu Giả Định", "Phạm Minh Họa", "Đỗ Ước")
_RECIPIENTS = (
    "Các chi bộ, đảng bộ trực thuộc", "Như Điều 3", "Các cơ quan, ban, ngành",
    "Thường trực cấp trên (để báo cáo)", "Lưu Văn phòng", "Lưu: VT, TH",
)  # fmt: skip
_HANDLING = ("LƯU HÀNH NỘI BỘ", "TÀI LIỆU HỘI NGHỊ", "TÀI LIỆU THU HỒI", "DỰ THẢO LẦN 2")
_URGENCY = ("KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")


@dataclass(frozen=True, slots=True)
class _Body:
    """A body that issues papers: its lines at the top left, its name, its symbol."""

    lines: tuple[str, ...]
    superior: str | None
    name: str
    symbol: str
    behalf: str | None
    office: str


def _party_bodies(place: str, over: str) -> tuple[_Body, ...]:
    up, top = place.upper(), over.upper()
    return (
        _Body((f"TỈNH ỦY {up}",), None, f"Tỉnh ủy {place}", "TU", "TỈNH ỦY", "BÍ THƯ"),
        _Body((f"TỈNH ỦY {up}",), None, f"Ban Thường vụ Tỉnh ủy {place}", "TU", "BAN THƯỜNG VỤ",
              "PHÓ BÍ THƯ"),
        _Body((f"TỈNH ỦY {top}", f"HUYỆN ỦY {up}"), f"Tỉnh ủy {over}", f"Huyện ủy {place}", "HU",
              "HUYỆN ỦY", "BÍ THƯ"),
        _Body((f"ĐẢNG BỘ TỈNH {top}", f"THỊ ỦY {up}"), f"Đảng bộ tỉnh {over}", f"Thị ủy {place}",
              "TU", None, "BÍ THƯ"),
        _Body((f"TỈNH ỦY {up}", "VĂN PHÒNG"), f"Tỉnh ủy {place}", f"Văn phòng Tỉnh ủy {place}",
              "VPTU", None, "CHÁNH VĂN PHÒNG"),
        _Body((f"TỈNH ỦY {up}", "BAN TỔ CHỨC"), f"Tỉnh ủy {place}",
              f"Ban Tổ chức Tỉnh ủy {place}", "BTCTU", None, "TRƯỞNG BAN"),
        _Body((f"HUYỆN ỦY {up}", "ỦY BAN KIỂM TRA"), f"Huyện ủy {place}",
              f"Ủy ban Kiểm tra Huyện ủy {place}", "UBKTHU", "ỦY BAN KIỂM TRA", "CHỦ NHIỆM"),
        _Body((f"HUYỆN ỦY {top}", f"ĐẢNG ỦY XÃ {up}"), f"Huyện ủy {over}", f"Đảng ủy xã {place}",
              "ĐU", "ĐẢNG ỦY", "BÍ THƯ"),
        _Body((f"ĐẢNG BỘ XÃ {up}", "CHI BỘ THÔN ĐÔNG"), f"Đảng bộ xã {place}",
              "Chi bộ thôn Đông", "CB", "CHI BỘ", "BÍ THƯ"),
    )  # fmt: skip


def _state_bodies(place: str) -> tuple[_Body, ...]:
    up = place.upper()
    return (
        _Body(("ỦY BAN NHÂN DÂN", f"TỈNH {up}"), None, f"Ủy ban nhân dân tỉnh {place}", "UBND",
              "ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        _Body((f"ỦY BAN NHÂN DÂN HUYỆN {up}",), None, f"Ủy ban nhân dân huyện {place}", "UBND",
              "ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH"),
        _Body(("HỘI ĐỒNG NHÂN DÂN", f"XÃ {up}"), None, f"Hội đồng nhân dân xã {place}", "HĐND",
              None, "CHỦ TỊCH"),
        _Body((f"UBND TỈNH {up}", "SỞ NỘI VỤ"), f"Ủy ban nhân dân tỉnh {place}",
              f"Sở Nội vụ Ủy ban nhân dân tỉnh {place}", "SNV", None, "GIÁM ĐỐC"),
    )  # fmt: skip


def flattenings(left: Sequence[str], right: Sequence[str]) -> list[list[str]]:
    """The ways in which readers put two columns into lines."""
    rows = [*zip_longest(left, right, fillvalue="")]
    return [
        [*left, *right],
        [*right, *left],
        [" ".join(filter(None, row)) for row in rows],
        ["          ".join(row).strip() for row in rows],
        ["\t".join(row).strip() for row in rows],
        [cell for row in rows for cell in row if cell],
        [" | ".join(row) for row in rows],
    ]


def _noise(lines: list[str], chance: random.Random) -> list[str]:
    """Small slips of OCR outside of names: spaces, colons, a tone mark of the motto."""
    slips: tuple[Callable[[str], str], ...] = (
        lambda line: line.replace("Số ", "Số: ").replace("Số: : ", "Số: "),
        lambda line: line.replace("Số ", "Số  ").replace("Số: ", "Số:"),
        lambda line: line.replace(" tháng ", "  tháng ") if "ngày" in line else line,
        lambda line: line.replace("CỘNG SẢN VIỆT", "CỘNG  SẢN VIỆT"),
        lambda line: line.replace("-", "–", 1) if line.startswith("Số") else line,
        lambda line: f"{line} ." if line.startswith("T/M") else line,
    )
    slip = chance.choice(slips)
    return [slip(line) for line in lines]


def head(seed: int) -> tuple[list[str], Expected]:  # noqa: PLR0915 (one paper from top to foot)
    """The lines of a whole short paper, and what they state."""
    chance = random.Random(seed)  # noqa: S311
    place, over = chance.sample(_PLACES, 2)
    party = seed % 3 != 0
    body = chance.choice(_party_bodies(place, over) if party else _state_bodies(place))
    kind = chance.choice(list(_KINDS))
    letter = seed % 7 == 1
    symbol = "CV" if letter else kind
    digits = chance.randrange(1, 400)
    issued = date(2018, 1, 1) + timedelta(days=chance.randrange(2800))
    subject = chance.choice(_SUBJECTS)
    recipients = tuple(chance.sample(_RECIPIENTS, 3))
    signer = chance.choice(_NAMES)
    marks = []
    if party:
        number = f"{digits:02}-{symbol}/{body.symbol}"
        left = [*body.lines, "*", f"Số {number}"]
        right = [PARTY, "", f"{place}, {long_date(issued)}"]
    else:
        number = f"{digits:02}/" + (f"{body.symbol}-VP" if letter else f"{symbol}-{body.symbol}")
        left = [*body.lines, f"Số: {number}"]
        right = [*STATE, f"{place}, {long_date(issued)}"]
    if letter:
        left.append(f"V/v {subject}")
    if chance.random() < 0.25:
        marks.append(chance.choice(_URGENCY))
        left.append(marks[-1])
    if chance.random() < 0.3:
        marks.append(chance.choice(_HANDLING))
        right.insert(1, marks[-1])
    lines = chance.choice(flattenings(left, right))
    capitals = chance.random() < 0.2 and not letter
    shown = subject.upper() if capitals else subject
    if letter:
        lines.append("Kính gửi: Các đơn vị trực thuộc")
    else:
        words = shown.split()
        cut = chance.choice((0, len(words) // 2))
        parts = [" ".join(words[:cut]), " ".join(words[cut:])] if cut else [shown]
        lead = "" if party or capitals else "Về việc "
        lines += [_KINDS[kind], f"{lead}{parts[0]}", *parts[1:], "-----"]
        shown = f"{lead}{shown}"
    lines += [chance.choice(_BODIES), "1. Nội dung thứ nhất được thực hiện trong quý III.",
              "2. Nội dung thứ hai do các đơn vị trực thuộc thực hiện."]  # fmt: skip
    foot_left = ["Nơi nhận:", *(f"- {name}," for name in recipients)]
    behalf = [f"{'T/M' if party else 'TM.'} {body.behalf}"] if body.behalf else []
    foot_right = [*behalf, body.office, signer]
    lines += chance.choice(
        [[*foot_left, *foot_right], [*foot_right, *foot_left], [*foot_left, "", *foot_right]]
    )
    if seed % 5 == 2:
        lines = _noise(lines, chance)
    if seed % 11 == 3:
        lines = [unicodedata.normalize("NFD", line) for line in lines]
    expected = Expected(
        symbol, number, body.superior, body.name, place, issued, shown, signer, recipients,
        tuple(marks),
    )  # fmt: skip
    return lines, expected
