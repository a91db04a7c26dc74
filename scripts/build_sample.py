"""Makes the .docx and .pdf files of the sample in `corpus/` out of the texts below.

    python scripts/build_sample.py [--into corpus] [--fonts /usr/share/fonts/truetype/dejavu]

The PDF files embed DejaVu Serif (Debian: fonts-dejavu-core and, for the italics,
fonts-dejavu-extra). The same libraries and fonts give the same bytes every time.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from fpdf import FPDF

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
RULE = "-----"
NOTICE = "Bản tóm lược do dự án biên soạn, không phải bản gốc."
FONTS = Path("/usr/share/fonts/truetype/dejavu")
FONT_FILES = {
    "": "DejaVuSerif.ttf",
    "B": "DejaVuSerif-Bold.ttf",
    "I": "DejaVuSerif-Italic.ttf",
}
# Fixed, so that a rebuild changes nothing; the files hold no other time.
MADE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Digest:
    """One file. `body` marks its lines as `## heading`, `- item`, `| cell | cell` or plain text."""

    path: str
    issuer: str
    number: str
    dated: str
    type: str
    subject: str
    body: str

    def blocks(self) -> list[tuple[str, list[str]]]:
        """Runs of lines of one mark: (`##`, `-`, `|` or ``, the lines without it)."""
        marked = []
        for line in filter(None, map(str.strip, self.body.splitlines())):
            mark = next((m for m in ("##", "-", "|") if line.startswith(f"{m} ")), "")
            marked.append((mark, line[len(mark) :].strip()))
        return [
            (mark, [text for _, text in run]) for mark, run in groupby(marked, key=lambda m: m[0])
        ]


DIGESTS = (
    Digest(
        path="ke-hoach/ke-hoach-60-kh-tu-soc-trang.docx",
        issuer="BAN THƯỜNG VỤ TỈNH ỦY SÓC TRĂNG",
        number="Số 60-KH/TU",
        dated="Sóc Trăng, ngày 20 tháng 3 năm 2023",
        type="KẾ HOẠCH",
        subject="kiểm điểm giữa nhiệm kỳ việc thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh "
        "lần thứ XIV và nghị quyết đại hội đảng bộ các cấp huyện, xã, nhiệm kỳ 2020 - 2025",
        body="""
## I. Nội dung kiểm điểm
Kế hoạch 60-KH/TU do Ban Thường vụ Tỉnh ủy Sóc Trăng ban hành ngày 20/3/2023. \
Nội dung của kế hoạch là kiểm điểm giữa nhiệm kỳ việc thực hiện nghị quyết đại hội đảng bộ \
ở ba cấp tỉnh, huyện và xã, nhiệm kỳ 2020 - 2025. \
Các nghị quyết được kiểm điểm nêu trong bảng sau:
| Cấp | Nghị quyết được kiểm điểm
| Tỉnh | Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XIV
| Huyện | Nghị quyết đại hội đảng bộ cấp huyện
| Xã | Nghị quyết đại hội đảng bộ cấp xã
## II. Việc thực hiện ở thị xã Ngã Năm
Để thực hiện Kế hoạch 60-KH/TU, Ban Thường vụ Thị ủy Ngã Năm ra Kế hoạch 59-KH/TU ngày 07/4/2023. \
Hai kế hoạch có cùng ký hiệu KH/TU nhưng khác cơ quan ban hành: \
số 60 là của Tỉnh ủy Sóc Trăng, số 59 là của Thị ủy Ngã Năm.
## III. Nguồn của bản tóm lược
Bài viết của tác giả Văn Tá về hội nghị rút kinh nghiệm của Thị ủy Ngã Năm \
có nhắc đến Kế hoạch 60-KH/TU. \
Bài viết cho biết số, ngày, cơ quan ban hành và nội dung chính của kế hoạch.
""",
    ),
    Digest(
        path="ke-hoach/ke-hoach-59-kh-tu-nga-nam.pdf",
        issuer="BAN THƯỜNG VỤ THỊ ỦY NGÃ NĂM",
        number="Số 59-KH/TU",
        dated="ngày 07 tháng 4 năm 2023",
        type="KẾ HOẠCH",
        subject="kiểm điểm giữa nhiệm kỳ 2020 - 2025 việc thực hiện nghị quyết đại hội "
        "tại các chi bộ, đảng bộ trực thuộc",
        body="""
## I. Căn cứ ban hành
Kế hoạch 59-KH/TU do Ban Thường vụ Thị ủy Ngã Năm ban hành ngày 07/4/2023. \
Căn cứ của Kế hoạch 59-KH/TU là Kế hoạch 60-KH/TU của Ban Thường vụ Tỉnh ủy Sóc Trăng, \
ban hành ngày 20/3/2023. \
Kế hoạch của Tỉnh ủy nói về việc kiểm điểm giữa nhiệm kỳ \
đối với Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XIV \
và đối với nghị quyết đại hội đảng bộ ở cấp huyện và cấp xã.
## II. Đối tượng và nội dung kiểm điểm
Kế hoạch 59-KH/TU dùng để chỉ đạo các chi bộ, đảng bộ trực thuộc Thị ủy tổ chức kiểm điểm. \
Nội dung kiểm điểm là việc thực hiện nghị quyết đại hội nhiệm kỳ 2020 - 2025, \
tính đến giữa nhiệm kỳ.
## III. Tổ chức chỉ đạo
Theo bài viết của tác giả Văn Tá, Thị ủy Ngã Năm đã làm các việc sau \
để triển khai Kế hoạch 59-KH/TU:
- Lập Ban Chỉ đạo kiểm điểm giữa nhiệm kỳ và các tổ biên tập để giúp việc Ban Chỉ đạo.
- Gửi công văn chỉ đạo các đảng bộ lo kỹ phần nội dung và soạn đủ báo cáo theo đề cương.
- Cho chọn đơn vị làm điểm để rút kinh nghiệm và định rõ các mốc thời gian thực hiện.
- Giao các Ủy viên Ban Thường vụ Thị ủy và lãnh đạo các ban đảng dự, \
chỉ đạo sơ kết ở các đảng bộ trực thuộc.
## IV. Đơn vị làm điểm
Đơn vị làm điểm là Đảng bộ xã Tân Long, do Ban Thường vụ Thị ủy chọn. \
Xã Tân Long tổ chức hội nghị làm điểm vào ngày 22/5. \
Sáng ngày 23/5, Thị ủy tổ chức hội nghị rút kinh nghiệm. \
Đồng chí Trần Văn Việt, Bí thư Thị ủy, là người chủ trì hội nghị rút kinh nghiệm.
## V. Hội nghị của Đảng bộ thị xã
Sau khi các chi bộ, đảng bộ trực thuộc kiểm điểm xong, bước tiếp theo là hội nghị kiểm điểm \
giữa nhiệm kỳ của Đảng bộ thị xã. \
Hội nghị ấy kiểm điểm việc thực hiện Nghị quyết Đại hội Đảng bộ thị xã lần thứ XII. \
Bài viết không ghi ngày tổ chức hội nghị của Đảng bộ thị xã.
""",
    ),
    Digest(
        path="ket-luan/ket-luan-21-kl-tw.docx",
        issuer="BAN CHẤP HÀNH TRUNG ƯƠNG",
        number="Số 21-KL/TW",
        dated="ngày 25 tháng 10 năm 2021",
        type="KẾT LUẬN",
        subject="về đẩy mạnh xây dựng, chỉnh đốn Đảng và hệ thống chính trị; xử lý tình trạng "
        "suy thoái về tư tưởng, đạo đức, lối sống, “tự diễn biến”, “tự chuyển hóa”",
        body="""
## I. Cơ quan ban hành
Kết luận 21-KL/TW ngày 25/10/2021 là văn bản của Ban Chấp hành Trung ương, \
ban hành tại Hội nghị lần thứ tư khóa XIII. \
Bài báo của tác giả Đỗ Hoàng về huyện Vĩnh Lợi, đăng ngày 20/3/2023, \
lại ghi Kết luận 21 là của Bộ Chính trị. \
Cách ghi đó là lời của bài báo.
## II. Nội dung chính
Kết luận nêu hai nội dung chính:
- Đẩy mạnh xây dựng, chỉnh đốn Đảng và hệ thống chính trị.
- Xử lý tình trạng suy thoái về tư tưởng, đạo đức, lối sống, “tự diễn biến”, “tự chuyển hóa”.
## III. Việc thực hiện ở huyện Vĩnh Lợi
Theo bài báo nói trên, các đảng bộ ở huyện Vĩnh Lợi phải gắn kiểm điểm nửa nhiệm kỳ \
với việc thực hiện Kết luận 21. \
Đó là ở phần kiểm điểm về phương thức lãnh đạo, lề lối và phong cách làm việc \
của Ban Chấp hành Đảng bộ.
""",
    ),
    Digest(
        path="chi-thi/chi-thi-05-ct-tw.pdf",
        issuer="BỘ CHÍNH TRỊ",
        number="Số 05-CT/TW",
        dated="ngày 15 tháng 5 năm 2016",
        type="CHỈ THỊ",
        subject="về học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        body="""
## I. Nội dung
Chỉ thị 05-CT/TW do Bộ Chính trị khóa XII ban hành ngày 15/5/2016. \
Chỉ thị nói về việc học tập và làm theo Hồ Chí Minh trên ba mặt:
- tư tưởng;
- đạo đức;
- phong cách.
## II. Các văn bản có liên quan
Ngày 18/5/2021, Bộ Chính trị ban hành Kết luận 01-KL/TW để tiếp tục thực hiện Chỉ thị 05-CT/TW. \
Ban Thường vụ Tỉnh ủy Bạc Liêu có Kế hoạch 18, cũng về việc học tập và làm theo Hồ Chí Minh.
Bài báo của tác giả Đỗ Hoàng về huyện Vĩnh Lợi, đăng ngày 20/3/2023, \
nhắc đến Chỉ thị 05 cùng với hai văn bản này.
""",
    ),
)


def word(digest: Digest) -> bytes:
    """The digest as a .docx file."""
    document = Document()
    properties = document.core_properties
    properties.title = f"{digest.type} {digest.subject}"
    properties.author = properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = MADE
    for name in ("Normal", "Heading 1"):
        font = document.styles[name].font
        font.name, font.size, font.color.rgb = "Times New Roman", Pt(14), RGBColor(0, 0, 0)

    def centred(paragraph: Paragraph, text: str, bold: bool = False, italic: bool = False) -> None:
        run = paragraph.add_run(text)
        run.bold, run.italic = bold, italic
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    centred(document.add_paragraph(), NOTICE, italic=True)
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    centred(left.paragraphs[0], digest.issuer, bold=True)
    centred(left.add_paragraph(), "*")
    centred(left.add_paragraph(), digest.number)
    centred(right.paragraphs[0], PARTY, bold=True)
    centred(right.add_paragraph(), digest.dated, italic=True)
    document.add_paragraph()
    centred(document.add_paragraph(), digest.type, bold=True)
    centred(document.add_paragraph(), digest.subject, bold=True)
    centred(document.add_paragraph(), RULE)

    for mark, lines in digest.blocks():
        if mark == "|":
            rows = [line.split(" | ") for line in lines]
            table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            continue
        for text in lines:
            if mark == "##":
                document.add_heading(text, level=1)
            else:
                document.add_paragraph(text, style="List Bullet" if mark else None)

    saved = io.BytesIO()
    document.save(saved)
    return _without_times(saved)


def _without_times(archive: io.BytesIO) -> bytes:
    """The same .docx with the zip format's earliest time on every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf(digest: Digest, fonts: Path) -> bytes:
    """The digest as a .pdf file, its fonts embedded."""
    page = FPDF(format="A4")
    page.set_creation_date(MADE)
    page.set_title(f"{digest.type} {digest.subject}")
    page.set_lang("vi-VN")
    page.set_margins(left=30, top=20, right=20)
    page.set_auto_page_break(True, margin=20)
    for style, name in FONT_FILES.items():
        page.add_font("serif", style, fonts / name)
    page.add_page()

    def line(text: str, style: str = "", align: str = "C", indent: float = 0) -> None:
        page.set_font("serif", style, 14)
        page.set_x(page.l_margin + indent)
        page.multi_cell(0, 8, text, align=align, new_x="LMARGIN", new_y="NEXT")
        page.ln(2)

    line(NOTICE, "I")
    page.set_font("serif", "", 10)
    with page.table(
        borders_layout="NONE",
        col_widths=(9, 8),
        first_row_as_headings=False,
        line_height=7,
        markdown=True,
        text_align="CENTER",
        v_align="TOP",
    ) as head:
        head.row((f"**{digest.issuer}**\n*\n{digest.number}", f"**{PARTY}**\n__{digest.dated}__"))
    page.ln(6)
    line(digest.type, "B")
    line(digest.subject, "B")
    line(RULE)

    for mark, lines in digest.blocks():
        if mark == "|":
            raise ValueError(f"{digest.path}: tables are made in .docx files only")
        for text in lines:
            if mark == "##":
                line(text, "B", align="L")
            else:
                line(f"- {text}" if mark else text, align="L", indent=6 if mark else 0)
    return bytes(page.output())


def build(into: Path, fonts: Path = FONTS) -> list[Path]:
    """Writes every file under `into`; returns their paths."""
    written = []
    for digest in DIGESTS:
        path = into / digest.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(word(digest) if path.suffix == ".docx" else pdf(digest, fonts))
        written.append(path)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("corpus"))
    parser.add_argument("--fonts", type=Path, default=FONTS)
    arguments = parser.parse_args()
    if missing := [name for name in FONT_FILES.values() if not (arguments.fonts / name).is_file()]:
        print(
            f"{arguments.fonts} has no {', '.join(missing)}. "
            "Install fonts-dejavu-core and fonts-dejavu-extra, or pass --fonts.",
            file=sys.stderr,
        )
        return 1
    for path in build(arguments.into, arguments.fonts):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
