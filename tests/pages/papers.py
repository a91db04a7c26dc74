"""Papers of invented Party bodies, with every fact that a reader should find in them.

`make_paper(seed)` gives the same paper for the same seed. No sentence of it is a real document's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal, TypeVar

T = TypeVar("T")
Style = Literal["paragraph", "heading", "item"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or list item of a paper's body."""

    text: str
    style: Style = "paragraph"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row holds the columns' names."""

    rows: tuple[tuple[str, ...], ...]


Part = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its writer had it in mind.

    `superior` and `issuer` are printed in capitals at the top left, one line each; `number` is
    canonical; `numbers` and `dates` are all that stand in the text, its own first, as printed.
    `secrecy` (MẬT…), `urgency` (KHẨN…) and `handling` (LƯU HÀNH NỘI BỘ…) are None where the paper
    has no such mark.
    """

    kind: str
    kind_name: str
    number: str
    superior: str
    issuer: tuple[str, ...]
    place: str
    issued_on: date
    subject: str
    body: tuple[Part, ...]
    recipients: tuple[str, ...]
    signed_for: str
    role: str
    signer: str
    numbers: tuple[str, ...]
    dates: tuple[str, ...]
    secrecy: str | None = None
    urgency: str | None = None
    handling: str | None = None

    @property
    def left(self) -> tuple[str, ...]:
        """The lines at the top left of the first page."""
        marks = [mark for mark in (self.secrecy, self.urgency) if mark]
        return (self.superior, *self.issuer, "*", f"Số {self.number}", *marks)

    @property
    def right(self) -> tuple[str, ...]:
        """The lines at the top right of the first page."""
        dated = f"{self.place}, {long_date(self.issued_on)}"
        return ("ĐẢNG CỘNG SẢN VIỆT NAM", *([self.handling] if self.handling else []), dated)

    @property
    def title(self) -> tuple[str, ...]:
        """Type and subject, one line each."""
        return (self.kind_name, self.subject)

    @property
    def foot_left(self) -> tuple[str, ...]:
        """`Nơi nhận` and the recipients."""
        return ("Nơi nhận:", *(f"- {name}," for name in self.recipients), "- Lưu Văn phòng.")

    @property
    def foot_right(self) -> tuple[str, ...]:
        """Whom it is signed for, the signer's role and name."""
        return (self.signed_for, self.role, self.signer)

    @property
    def body_lines(self) -> tuple[str, ...]:
        """The body, one paragraph or row of a table a line, cells parted by ` | `."""
        return tuple(_lines(self.body))

    @property
    def named_lines(self) -> tuple[str, ...]:
        """The same with each row of a table as `name: value; name: value`."""
        return tuple(_lines(self.body, named=True))

    @property
    def lines(self) -> tuple[str, ...]:
        """All its lines in reading order, the left column before the right one."""
        head = (*self.left, *self.right, *self.title)
        return (*head, *self.body_lines, *self.foot_left, *self.foot_right)

    @property
    def text(self) -> str:
        """All its lines, joined."""
        return "\n".join(self.lines)


def _lines(body: Sequence[Part], *, named: bool = False) -> Iterator[str]:
    for part in body:
        if isinstance(part, Paragraph):
            yield part.text
        elif named:
            names, *rows = part.rows
            for row in rows:
                yield "; ".join(f"{n}: {cell}" for n, cell in zip(names, row, strict=True))
        else:
            yield from (" | ".join(row) for row in part.rows)


def long_date(day: date) -> str:
    """`ngày 05 tháng 02 năm 2024`: two digits for days below 10 and months below 3."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


KINDS = {
    "KH": "KẾ HOẠCH",
    "BC": "BÁO CÁO",
    "TB": "THÔNG BÁO",
    "HD": "HƯỚNG DẪN",
    "CTr": "CHƯƠNG TRÌNH",
    "QĐ": "QUYẾT ĐỊNH",
    "NQ": "NGHỊ QUYẾT",
    "KL": "KẾT LUẬN",
    "CT": "CHỈ THỊ",
    "TTr": "TỜ TRÌNH",
}
"""Types by their symbols, as papers print them."""

_DISTRICTS = (
    "Sao Mai", "Mây Trắng", "Đồi Sim", "Bến Lau", "Suối Ngọc", "Gò Trầu", "Rạch Sen", "Hồ Thủy",
    "Cồn Phượng", "Vườn Cau", "Đầm Vạc Nhỏ", "Lũng Quế",
)  # fmt: skip
_PROVINCES = ("Đông Giang Thượng", "Nam Sơn Hạ", "Tây Thủy", "Bắc Nguyên", "Trung Hải")
_COMMUNES = (
    "Cỏ May", "Trúc Biếc", "Bưởi Ngọt", "Kênh Xáng Mới", "Lúa Vàng", "Ổi Xanh", "Gạo Trắng",
    "Đước Già", "Mù U", "Bằng Lăng Tím", "Thốt Nốt Cao", "Quạ Khoang", "Phù Sa Đỏ", "Nguyệt Quế",
)  # fmt: skip
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô", "Lý")
_MIDDLES = ("Văn", "Thị", "Hữu", "Ngọc", "Quốc", "Thanh", "Mỹ", "Đức", "Xuân", "Kim", "Tuyết")
_NAMES = (
    "Mẫu", "Thử", "Nháp", "Giả Định", "Ví Dụ", "Thí Điểm", "Phỏng", "Vẽ", "Bịa", "Tưởng", "Nghĩ",
)  # fmt: skip

_SUBJECTS = (
    "kiểm tra việc chấp hành quy chế làm việc của các chi bộ trực thuộc",
    "tổ chức đợt sinh hoạt chính trị về giữ gìn phẩm chất người đảng viên",
    "sơ kết phong trào thi đua khơi dậy tiềm năng, lợi thế của địa phương",
    "chuyển đổi số trong hoạt động của các cơ quan tham mưu, giúp việc cấp ủy",
    "rà soát, bổ sung quy hoạch cán bộ lãnh đạo, quản lý nhiệm kỳ tới",
    "phòng, chống thiên tai, dịch bệnh và bảo vệ sản xuất vụ hè thu",
    "nâng cao chất lượng sinh hoạt chi bộ ở ấp, khóm và khu dân cư",
    "giải quyết kiến nghị của cử tri về đất đai, môi trường, thủy lợi nội đồng",
    "bồi dưỡng lý luận chính trị cho quần chúng ưu tú và đảng viên mới",
    "giữ vững an ninh trật tự, an toàn xã hội dịp lễ, Tết cổ truyền",
)
_BASES = (
    "Căn cứ {cited} của {upper} về {topic}; xét đề nghị của {office}, {whole} ban hành văn bản này "
    "với các nội dung cụ thể như sau:",
    "Thực hiện {cited} của {upper} về {topic}, {whole} xây dựng và triển khai những nhiệm vụ, giải "
    "pháp chủ yếu dưới đây:",
    "Trên cơ sở {cited} và tình hình thực tế của địa phương, {whole} thống nhất chỉ đạo, yêu cầu "
    "các cấp ủy trực thuộc quán triệt những điểm sau:",
)
_SENTENCES = (
    "{who} quán triệt đầy đủ tinh thần của {cited} đến từng cán bộ, đảng viên, gắn với nhiệm "
    "vụ chuyên môn được giao.",
    "Việc triển khai phải thiết thực, hiệu quả, tránh phô trương, hình thức; kịp thời uốn nắn"
    " những biểu hiện lệch lạc, nể nang, né tránh.",
    "{who} gửi báo cáo về {office} trước ngày {day} để tổng hợp, trình {whole} xem xét, quyết"
    " định.",
    "Qua kiểm tra {count} chi bộ, có {few} chi bộ còn chậm khắc phục khuyết điểm đã được chỉ "
    "ra tại {cited}.",
    "Thời gian hoàn thành chậm nhất là {long}; đơn vị nào gặp vướng mắc thì phản ánh ngay với"
    " {office} để được hướng dẫn kịp thời.",
    "Tỷ lệ đảng viên tham gia học tập đạt {share}%, cao hơn cùng kỳ năm trước {less}%, song "
    "vẫn còn một số nơi tổ chức chưa nghiêm túc.",
    "{who} chủ trì, phối hợp với Ủy ban Mặt trận Tổ quốc và các đoàn thể vận động nhân dân xã"
    " {commune} góp {count} ngày công nạo vét kênh mương, đắp bờ bao.",
    "Người đứng đầu cấp ủy chịu trách nhiệm toàn diện nếu để xảy ra sai phạm nghiêm trọng "
    "trong lĩnh vực, địa bàn mình phụ trách.",
    "Kinh phí thực hiện là {money} đồng, lấy từ nguồn chi thường xuyên và các khoản huy động "
    "hợp pháp khác theo quy định hiện hành.",
    "Nhân rộng cách làm hay của xã {commune}: mỗi tuần một giờ nghe dân nói, mỗi quý một lần "
    "trả lời công khai những việc đã hứa.",
    "Những trường hợp vi phạm phải được xem xét, xử lý đúng quy trình nêu tại {cited}, bảo "
    "đảm công bằng, khách quan, không có vùng cấm.",
    "Đẩy mạnh tuyên truyền trên hệ thống truyền thanh, trang thông tin điện tử và tại các "
    "buổi sinh hoạt chuyên đề, nhất là ở khu vực đông đồng bào Khmer.",
    "{who} rà soát, thống kê số hộ nghèo, hộ cận nghèo; ưu tiên hỗ trợ giống cây trồng, vật "
    "nuôi và vốn vay cho {few} hộ thật sự khó khăn.",
    "Chỉ tiêu đến cuối nhiệm kỳ: kết nạp từ {few} đến {count} đảng viên mới, trong đó ít nhất"
    " {less}% là đoàn viên thanh niên, học sinh, sinh viên.",
    "Giao {office} theo dõi, đôn đốc và định kỳ sáu tháng tham mưu sơ kết, biểu dương tập "
    "thể, cá nhân có thành tích xuất sắc.",
    "Hội nghị nghe, góp ý vào dự thảo do đồng chí {person} trình bày ngày {day}, sau đó biểu "
    "quyết thông qua với {count} phiếu thuận.",
    "Nguyên nhân chủ quan là nhận thức của một bộ phận cán bộ còn giản đơn; khâu kiểm tra, "
    "giám sát chưa thường xuyên, quyết liệt.",
    "Khuyến khích cán bộ trẻ nghiên cứu khoa học, sáng kiến cải tiến kỹ thuật, mạnh dạn đề "
    "xuất cái mới và chịu trách nhiệm trước tập thể.",
    "Tiếp tục thực hiện {cited}, ngày {day}; nội dung nào không còn phù hợp thì đề nghị sửa "
    "đổi, bổ sung cho sát yêu cầu.",
    "Các ban xây dựng Đảng giữ mối liên hệ chặt chẽ với cơ sở, tuyệt đối không để hồ sơ, giấy"
    " tờ tồn đọng quá {few} ngày làm việc.",
)
_WHO = (
    "Các chi bộ, đảng bộ trực thuộc", "Ủy ban Kiểm tra Huyện ủy", "Ban Tổ chức Huyện ủy",
    "Đảng ủy xã {commune}", "Ban Tuyên giáo Huyện ủy", "Ban Dân vận Huyện ủy",
    "Chi bộ Trường Trung học cơ sở {commune}",
)  # fmt: skip
_HEADINGS = (
    ("MỤC ĐÍCH, YÊU CẦU", "NỘI DUNG, NHIỆM VỤ", "TỔ CHỨC THỰC HIỆN"),
    ("TÌNH HÌNH CHUNG", "KẾT QUẢ ĐẠT ĐƯỢC", "HẠN CHẾ, KHUYẾT ĐIỂM", "PHƯƠNG HƯỚNG"),
    ("QUAN ĐIỂM CHỈ ĐẠO", "MỤC TIÊU, CHỈ TIÊU", "GIẢI PHÁP CHỦ YẾU"),
)
_LABELS = (
    "Mục đích", "Yêu cầu", "Về công tác tư tưởng", "Về tổ chức, cán bộ", "Về kiểm tra, giám sát",
    "Đối với cấp ủy cơ sở", "Kỷ luật, kỷ cương", "Phong trào quần chúng", "Về quốc phòng",
)  # fmt: skip
_RECIPIENTS = (
    "Tỉnh ủy (để báo cáo)", "Các đồng chí Huyện ủy viên", "Các chi bộ, đảng bộ trực thuộc",
    "Ủy ban nhân dân huyện", "Ủy ban Mặt trận Tổ quốc huyện", "Các cơ quan, ban, ngành huyện",
)  # fmt: skip
_COLUMNS = ("TT", "Tên chi bộ, đảng bộ", "Số đảng viên", "Văn bản đã ban hành", "Hạn hoàn thành")


class _Maker:
    """Draws what a paper says, and keeps the numbers and dates that it drew."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (made pages, no secrets)
        self.numbers: list[str] = []
        self.dates: list[str] = []
        self.deck: list[str] = []
        self.issued_on = date(2018, 1, 1) + timedelta(days=self.pick(range(2500)))

    def pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def number(self, bodies: Sequence[str] = ("TU", "HU", "TW", "BTCTU", "UBKTTU", "VPTU")) -> str:
        kind = self.pick([symbol for symbol in KINDS if symbol != "QĐ"])
        made = f"{self.pick(range(1, 400)):02}-{kind}/{self.pick(bodies)}"
        self.numbers.append(made)
        return made

    def day(self) -> str:
        made = self.issued_on + timedelta(days=self.pick(range(5, 300)))
        self.dates.append(f"{made.day:02}/{made.month}/{made.year}")
        return self.dates[-1]

    def long(self) -> str:
        self.dates.append(long_date(self.issued_on + timedelta(days=self.pick(range(5, 300)))))
        return self.dates[-1]

    def person(self) -> str:
        return f"{self.pick(_SURNAMES)} {self.pick(_MIDDLES)} {self.pick(_NAMES)}"

    def cited(self) -> str:
        number = self.number()
        symbol = number.split("-")[1].split("/")[0]
        return f"{KINDS[symbol].capitalize()} số {number}"

    def fill(self, template: str, whole: str) -> str:
        """The template with its slots filled; only those that it has are drawn."""
        slots: dict[str, Callable[[], str]] = {
            "{cited}": self.cited,
            "{day}": self.day,
            "{long}": self.long,
            "{person}": self.person,
            "{who}": lambda: self.pick(_WHO),
            "{office}": lambda: self.pick(("Văn phòng Huyện ủy", "Ban Tổ chức Huyện ủy")),
            "{upper}": lambda: self.pick(("Ban Thường vụ Tỉnh ủy", "Ban Bí thư", "Tỉnh ủy")),
            "{topic}": lambda: self.pick(_SUBJECTS),
            "{whole}": lambda: whole,
            "{count}": lambda: str(self.pick(range(21, 180))),
            "{few}": lambda: f"{self.pick(range(2, 20)):02}",
            "{share}": lambda: f"{self.pick(range(81, 99))},{self.pick(range(10))}",
            "{less}": lambda: f"{self.pick(range(1, 15))},{self.pick(range(10))}",
            "{money}": lambda: f"{self.pick(range(11, 980))}.{self.pick(range(100, 999))}.000",
            "{commune}": lambda: self.pick(_COMMUNES),
        }
        for slot, draw in slots.items():
            while slot in template:
                template = template.replace(slot, draw(), 1)
        return template.replace("{commune}", self.pick(_COMMUNES))

    def sentences(self, count: int, whole: str) -> str:
        """So many sentences; no template comes again before all have come."""
        made = []
        for _ in range(count):
            self.deck = self.deck or self.random.sample(_SENTENCES, len(_SENTENCES))
            made.append(self.fill(self.deck.pop(), whole))
        return " ".join(made)

    def table(self, rows: int) -> Table:
        made = [_COLUMNS]
        for at in range(1, rows + 1):
            name = f"Đảng bộ xã {self.pick(_COMMUNES)}"
            made.append((str(at), name, str(self.pick(range(15, 400))), self.number(), self.day()))
        return Table(tuple(made))


def make_paper(
    seed: int,
    *,
    kind: str | None = None,
    sections: int | None = None,
    table_rows: int = 0,
    secrecy: str | None = None,
    urgency: str | None = None,
    handling: str | None = None,
) -> Paper:
    """A paper of two pages or so; `sections` fewer make it shorter, `table_rows` add a table."""
    maker = _Maker(seed)
    district, province = maker.pick(_DISTRICTS), maker.pick(_PROVINCES)
    kind = kind or maker.pick(list(KINDS))
    issuer, whole, body_code = maker.pick(
        (
            (("BAN THƯỜNG VỤ",), "Ban Thường vụ Huyện ủy", "HU"),
            ((), "Huyện ủy", "HU"),
            (("ỦY BAN KIỂM TRA",), "Ủy ban Kiểm tra Huyện ủy", "UBKTHU"),
            (("BAN TỔ CHỨC",), "Ban Tổ chức Huyện ủy", "BTCHU"),
        )
    )
    own = f"{maker.pick(range(1, 300)):02}-{kind}/{body_code}"
    maker.numbers.append(own)
    maker.dates.append(long_date(maker.issued_on))
    above = f"HUYỆN ỦY {district.upper()}"
    body: list[Part] = [Paragraph(maker.fill(maker.pick(_BASES), whole))]
    headings = maker.pick(_HEADINGS)
    labels = iter(maker.random.sample(_LABELS, 2 * len(headings)))
    for at, heading in enumerate(headings[:sections], 1):
        body.append(Paragraph(f"{'I' * at if at < 4 else 'IV'}. {heading}", "heading"))
        for place, label in enumerate(islice(labels, 2), 1):
            body.append(Paragraph(f"{place}. {label}", "heading"))
            body.append(Paragraph(maker.sentences(2, whole)))
            body.append(Paragraph(f"- {maker.sentences(1, whole)}", "item"))
    if table_rows:
        body.append(Paragraph("Danh sách các đơn vị được giao nhiệm vụ:"))
        body.append(maker.table(table_rows))
    signed_for = f"T/M {(issuer or ('HUYỆN ỦY',))[0]}"
    role = maker.pick(("BÍ THƯ", "PHÓ BÍ THƯ")) if body_code == "HU" else "CHỦ NHIỆM"
    return Paper(
        kind=kind,
        kind_name=KINDS[kind],
        number=own,
        superior=above if issuer else f"TỈNH ỦY {province.upper()}",
        issuer=issuer or (above,),
        place=district,
        issued_on=maker.issued_on,
        subject=maker.pick(_SUBJECTS),
        body=tuple(body),
        recipients=tuple(maker.random.sample(_RECIPIENTS, 3)),
        signed_for=signed_for,
        role=role if body_code != "BTCHU" else "TRƯỞNG BAN",
        signer=maker.person(),
        numbers=tuple(dict.fromkeys(maker.numbers)),
        dates=tuple(dict.fromkeys(maker.dates)),
        secrecy=secrecy,
        urgency=urgency,
        handling=handling,
    )


def shortened(paper: Paper, parts: int) -> Paper:
    """The paper with the first parts of its body alone; facts that are gone are left out."""
    short = replace(paper, body=paper.body[:parts])
    text = short.text
    return replace(
        short,
        numbers=tuple(number for number in paper.numbers if number in text),
        dates=tuple(day for day in paper.dates if day in text),
    )
