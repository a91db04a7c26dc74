"""A made office with papers for everybody and papers for the office alone.

The internal ones hold names, words, numbers, places and dates that stand nowhere else, and do what
internal papers do to public ones: cite them, replace them, and speak of the same things.
"""

from __future__ import annotations

from pathlib import Path

import made_files

PLAN = """HUYỆN ỦY SAO MAI
*
Số 12-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sao Mai, ngày 05 tháng 02 năm 2024
KẾ HOẠCH
kiểm tra việc chấp hành Điều lệ Đảng năm 2024
-----
Thực hiện Hướng dẫn số 02-HD/TU, ngày 10/01/2024, Ban Thường vụ Huyện ủy xây dựng kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Giúp các chi bộ thấy rõ ưu điểm và hạn chế, từ đó đề ra biện pháp khắc phục.
2. Các đảng bộ cơ sở gửi báo cáo về Huyện ủy trước ngày 15/6/2024.
II. TỔ CHỨC THỰC HIỆN
Ủy ban Kiểm tra Huyện ủy theo dõi, đôn đốc các đơn vị thực hiện kế hoạch này.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Mẫu
"""
NOTICE = """ĐẢNG ỦY XÃ ĐỒI CHÈ
*
Số 05-TB/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Đồi Chè, ngày 01 tháng 3 năm 2024
THÔNG BÁO
về lịch sinh hoạt chi bộ tháng 3 năm 2024
-----
Các chi bộ sinh hoạt thường kỳ vào ngày 03 hằng tháng tại nhà văn hóa thôn.
Chi bộ nào thay đổi lịch thì báo cáo Đảng ủy trước ngày 28/3/2024.
T/M ĐẢNG ỦY
PHÓ BÍ THƯ
Trần Thị Thử
"""
# In its place comes a plan that only the office may know of.
INTERNAL_PLAN = """HUYỆN ỦY SAO MAI
*
Số 77-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sao Mai, ngày 09 tháng 9 năm 2024
LƯU HÀNH NỘI BỘ
KẾ HOẠCH
nhân sự Bạch Trĩ khóa tới
-----
Kế hoạch này thay thế Kế hoạch số 12-KH/HU, ngày 05/02/2024 của Ban Thường vụ Huyện ủy.
I. PHƯƠNG ÁN KÍN KHUẾCH
1. Đồng chí Quàng Thị Ngoãn được giới thiệu làm nhân sự Bạch Trĩ.
2. Các đảng bộ cơ sở gửi hồ sơ khuếch trương về Huyện ủy trước ngày 30/11/2024.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Mẫu
"""
INTERNAL_REPORT = """ĐẢNG ỦY XÃ THẠCH QUỲ
*
Số 88-BC/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Thạch Quỳ, ngày 10 tháng 10 năm 2024
TÀI LIỆU LƯU HÀNH NỘI BỘ
BÁO CÁO
vụ việc Khe Ngãng ở xã Thạch Quỳ
-----
Căn cứ Kế hoạch số 12-KH/HU, ngày 05/02/2024, Đảng ủy báo cáo vụ việc Khe Ngãng như sau.
Vụ việc có 13 đảng viên liên quan, hoàn thành kiểm điểm trước ngày 20/12/2024.
T/M ĐẢNG ỦY
BÍ THƯ
Phàn A Ngãng
"""

PUBLIC = {"ke-hoach/kh-12-hu-sao-mai.txt": PLAN, "thong-bao/tb-05-du-doi-che.txt": NOTICE}
INTERNAL = {
    "ke-hoach/kh-77-hu-bach-tri.txt": INTERNAL_PLAN,
    "noi-bo/bc-88-du-thach-quy.pdf": INTERNAL_REPORT,
}
# What only internal papers hold: none of it may come out, with accents or without.
SECRETS = (
    "77-KH",
    "88-BC",
    "Bạch Trĩ",
    "bach-tri",
    "Khuếch",
    "Quàng",
    "Ngoãn",
    "Thạch Quỳ",
    "thach-quy",
    "Khe Ngãng",
    "Ngãng",
    "30/11/2024",
    "2024-11-30",
    "20/12/2024",
    "2024-12-20",
    "2024-09-09",
    "noi-bo/",
)
# Questions after them: by their words, without accents, misspelt, by number, place, issuer and
# time; and questions that public papers answer, for which internal ones would say something else.
QUESTIONS = (
    "nhân sự Bạch Trĩ khóa tới",
    "Đồng chí Quàng Thị Ngoãn là ai?",
    "quang thi ngoan la ai",
    "bach tri khoa toi gom nhung ai",
    "vu viec khe ngang o xa thach quy",
    "Ai ký Báo cáo 88-BC/ĐU?",
    "Kế hoạch 77-KH/HU nói về việc gì?",
    "kế hoạch 77",
    "Kế hoạch 12-KH/HU có còn hiệu lực không?",
    "Kế hoạch 12-KH/HU bị văn bản nào thay thế?",
    "Kế hoạch số 12-KH/HU nói về việc gì?",
    "Hạn gửi hồ sơ khuyếch trương là ngày nào?",
    "Thời hạn các đảng bộ cơ sở gửi báo cáo về Huyện ủy là khi nào?",
    "han gui bao cao cua dang bo co so",
    "what is the deadline for base-level reports",
    "Văn bản nào của Đảng ủy xã Thạch Quỳ?",
    "kế hoạch tháng 9 năm 2024 của Huyện ủy Sao Mai",
    "Có bao nhiêu đảng viên liên quan?",
    "những văn bản nào nói về nhân sự",
    "ke hoach noi bo",
)


def lay_out(folder: Path, *, internal: bool = True) -> Path:
    """Writes the papers into `folder`, without the internal ones where not wanted."""
    for source, text in {**PUBLIC, **(INTERNAL if internal else {})}.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        paged = source.endswith(".pdf")
        path.write_bytes(made_files.pdf([text.splitlines()]) if paged else text.encode())
    return folder
