"""A made corpus of any size: the same one for every figure that names a number of passages.

Plans, reports and notices of invented communes, put together from parts by a seeded generator.
No sentence of it is a real document's. One file holds five passages of about 200 tokens.

    python -m benchmarks.corpus FOLDER [PASSAGES]
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

PASSAGES = 10_000
_PER_FILE = 5
_SENTENCES = 4  # with title and heading about 200 tokens of the bundled encoder

_FIRST = (
    "An Bình Cát Đông Gia Hưng Khánh Long Minh Nam Phú Quang Sơn Tân Thạnh Trung Vĩnh Xuân Yên Hòa"
)
_SECOND = "Phước Lộc Thới Thành Mỹ Điền Giang Hải Lợi Thuận Trạch Tường Viên Xá Kiều Lâm Nghĩa Quới"
_BODIES = (
    "Ban Thường vụ Huyện ủy",
    "Ban Chấp hành Đảng bộ xã",
    "Ủy ban Kiểm tra Huyện ủy",
    "Ban Tuyên giáo Huyện ủy",
    "Đảng ủy xã",
    "Ban Tổ chức Huyện ủy",
)
_KINDS = {
    "KH": "Kế hoạch",
    "BC": "Báo cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
}
_TOPICS = (
    "xây dựng nông thôn mới nâng cao",
    "kiểm tra, giám sát việc chấp hành quy chế làm việc",
    "học tập và làm theo gương người tốt, việc tốt",
    "phát triển đảng viên trong đoàn viên thanh niên",
    "chuyển đổi số trong cơ quan khối Đảng",
    "phòng, chống thiên tai và tìm kiếm cứu nạn",
    "đào tạo, bồi dưỡng cán bộ cấp cơ sở",
    "sơ kết công tác dân vận khéo",
    "quản lý đất công và tài sản công",
    "giảm nghèo bền vững cho hộ đồng bào dân tộc",
    "vệ sinh môi trường và cảnh quan tuyến dân cư",
    "chăm lo gia đình chính sách, người có công",
    "thu ngân sách và tiết kiệm chi thường xuyên",
    "an toàn giao thông trên các tuyến lộ nông thôn",
)
_WHO = (
    "các chi bộ trực thuộc",
    "đảng ủy các xã",
    "văn phòng cấp ủy",
    "ban công tác mặt trận ấp",
    "tổ giúp việc",
)
_VERBS = (
    "xây dựng kế hoạch chi tiết",
    "rà soát chỉ tiêu được giao",
    "lập danh sách đơn vị làm điểm",
    "tổ chức quán triệt đến từng đảng viên",
    "tổng hợp khó khăn, vướng mắc",
    "phân công người theo dõi",
)
_AIMS = (
    "bảo đảm đúng tiến độ",
    "tránh hình thức",
    "nêu rõ trách nhiệm người đứng đầu",
    "gắn với thi đua cuối năm",
    "có số liệu so sánh với cùng kỳ",
    "lấy ý kiến nhân dân trước khi thực hiện",
)
_RESULTS = (
    "đạt {a} trên {b} chỉ tiêu",
    "vận động được {a} triệu đồng",
    "kết nạp {a} đảng viên mới",
    "sửa chữa {a} km lộ nông thôn",
    "mở {a} lớp với {b} lượt học viên",
    "hỗ trợ {a} hộ thoát nghèo",
)


def make_corpus(folder: Path, passages: int = PASSAGES) -> int:
    """Writes Markdown files with headers; gives how many. Same input, same files."""
    chance = random.Random(20230320)  # noqa: S311
    communes = [f"{a} {b}" for a in _FIRST.split() for b in _SECOND.split()]
    files = -(-passages // _PER_FILE)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        symbol = chance.choice(list(_KINDS))
        commune, topic, body = (
            chance.choice(communes),
            chance.choice(_TOPICS),
            chance.choice(_BODIES),
        )
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2019, 2025)
        title = f"{_KINDS[symbol]} {topic} tại xã {commune} năm {year}"
        head = (
            f'---\ntitle: "{title}"\nkind: {symbol}\nnumber: {number % 400 + 1:02}-{symbol}/HU\n'
            f"issuer: {body} {commune}\nplace: {commune}\ndate: {year}-{month:02}-{day:02}\n---\n\n"
        )
        sections = (_section(chance, i, commune, topic, year) for i in range(1, _PER_FILE + 1))
        (folder / f"{number:05}.md").write_text(head + "\n\n".join(sections) + "\n", "utf-8")
    return files


def _section(chance: random.Random, number: int, commune: str, topic: str, year: int) -> str:
    sentences = " ".join(_sentence(chance, commune, topic, year) for _ in range(_SENTENCES))
    return f"## {number}. {chance.choice(_VERBS).capitalize()} về {topic}\n\n{sentences}"


def _sentence(chance: random.Random, commune: str, topic: str, year: int) -> str:
    who, verb, aim = chance.choice(_WHO), chance.choice(_VERBS), chance.choice(_AIMS)
    date = f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/{year}"
    result = chance.choice(_RESULTS).format(a=chance.randint(2, 90), b=chance.randint(91, 400))
    forms = (
        f"{who.capitalize()} ở xã {commune} {verb} về {topic}, {aim}, xong trước ngày {date}.",
        f"Trong kỳ, xã {commune} {result}, riêng nội dung {topic} {aim}.",
        f"Đến ngày {date}, {who} phải gửi báo cáo về {topic} để cấp trên {verb}.",
        f"Đối với {topic}, yêu cầu {who} {verb}, {aim} và công khai kết quả tại trụ sở.",
    )
    return chance.choice(forms)


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else PASSAGES
    print(f"{make_corpus(Path(sys.argv[1]), count)} files")
