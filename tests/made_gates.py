"""Made papers for the gates: secret ones in every dress, harmless ones that speak of secrets."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import zip_longest

from made_files import docx, html
from pages.papers import Paper, Paragraph, make_paper
from pages.printing import as_word, printed
from pages.scanning import Scan, scanned

MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")

# How a typist, a stamp or a scanner gives a mark; `{}` is the mark.
DRESSES: tuple[Callable[[str], str], ...] = (
    lambda mark: mark,
    " ".join,
    "  ".join,
    lambda mark: unicodedata.normalize("NFD", mark),
    lambda mark: mark.replace("Ậ", "A").replace("Ố", "O").replace("Ệ", "E"),
    lambda mark: mark.replace("Ậ", "Â").replace("Ố", "Ô").replace("Ệ", "Ê"),
    lambda mark: mark.capitalize(),
    lambda mark: f"({mark})",
    lambda mark: f"[ {mark} ]",
    lambda mark: f"* {mark} *",
    lambda mark: f"Độ mật: {mark.capitalize()}",
    lambda mark: f"DẤU CHỈ MỨC ĐỘ MẬT: {mark}",
    lambda mark: f"TÀI LIỆU {mark}",
    lambda mark: f"{mark} - HỎA TỐC",
    lambda mark: f"{mark}/KHẨN",
    lambda mark: f"Bản số: 03 - {mark}",
    lambda mark: f"TÀI LIỆU {mark} - THU HỒI SAU HỘI NGHỊ",
)

HARMLESS = (
    "CÔNG TÁC BẢO MẬT", "CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC", "MẬT ĐỘ DÂN SỐ", "MẬT ONG HOA BAN",
    "NUÔI ONG LẤY MẬT", "CƠ YẾU, MẬT MÃ", "QUAN HỆ MẬT THIẾT VỚI NHÂN DÂN", "HỌP MẶT THÂN MẬT",
    "GẶP MẶT THÂN MẬT CÁN BỘ HƯU TRÍ", "AN TOÀN, BẢO MẬT THÔNG TIN", "BÍ MẬT", "ĐỘ MẬT CỦA VĂN BẢN",
    "QUẢN LÝ MẬT KHẨU", "MẬT KHẨU", "về danh mục bí mật nhà nước độ Tối mật", "Bảo mật tài khoản",
    "Mật độ xây dựng tối đa 60%", "Đóng dấu “MẬT” theo quy định", "MẶT TRẬN TỔ QUỐC", "MẤT MÙA",
    "Trần Thị Mật", "NGUYỄN VĂN MẬT", "XÃ MẬT SƠN", "Cơ mật", "Mật ong rừng", "Thân mật",
    "a) Tuyệt mật, Tối mật, Mật là ba độ mật", "Tối mật độ cao hơn", "THI SÁT HẠCH", "TỐI MAI HỌP",
    "Bí mật nhà nước độ Tuyệt mật phải do người được giao giữ.", "độ mật", "CHẾ ĐỘ BẢO MẬT",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT", "Hộ nuôi ong mật", "ĐƯỜNG MẬT MÍA", "mật",
)  # fmt: skip


def trace(seed: int) -> str:
    """A word that stands in the secret paper of this seed, and nowhere else."""
    return f"QZ{seed}XV"


def secret_file(seed: int) -> tuple[str, bytes]:
    """A file's name and its bytes."""
    chance = random.Random(seed)  # noqa: S311
    mark = DRESSES[seed % len(DRESSES)](MARKS[seed % len(MARKS)])
    paper = make_paper(seed, sections=1)
    told = Paragraph(f"Công trình mang số hiệu {trace(seed)} do Ban Thường vụ quản lý.")
    paper = replace(paper, body=(told, *paper.body))
    make = _SECRET[(seed // len(MARKS)) % len(_SECRET)]
    suffix, data = make(paper, mark, chance)
    return f"{trace(seed)} {seed}{suffix}", data


def secret_scan(seed: int) -> tuple[str, bytes]:
    """A secret paper as a scan, its mark between type and number or by itself."""
    paper = make_paper(seed, sections=1, secrecy=MARKS[seed % len(MARKS)])
    told = Paragraph(f"Công trình mang số hiệu {trace(seed)} do Ban Thường vụ quản lý.")
    paper = replace(paper, body=(told, *paper.body[:4]))
    scan = Scan(dpi=200, noise=5, skew=0.4, jpeg=75)
    return f"{trace(seed)} {seed}.pdf", scanned(printed(paper), scan, seed=seed)


def harmless_file(seed: int) -> tuple[str, bytes]:
    """A paper whose head or body speaks of secrets, honey or density, and bears no mark."""
    chance = random.Random(seed)  # noqa: S311
    line = HARMLESS[seed % len(HARMLESS)]
    paper = make_paper(10_000 + seed, sections=1)
    match seed % 3:
        case 0:
            body = (Paragraph(line, "heading"), *paper.body)
            paper = replace(paper, body=body)
        case 1:
            paper = replace(paper, body=(paper.body[0], Paragraph(line), *paper.body[1:]))
        case _:
            paper = replace(paper, subject=f"{paper.subject}, {line}")
    make = _PLAIN[(seed // 3) % len(_PLAIN)]
    suffix, data = make(paper, chance)
    return f"{seed}{suffix}", data


def flattened(left: tuple[str, ...], right: tuple[str, ...], chance: random.Random) -> list[str]:
    """Two columns as readers put them into lines, one of the usual ways."""
    rows = [*zip_longest(left, right, fillvalue="")]
    return chance.choice(
        [
            [*left, *right],
            [*right, *left],
            [" ".join(filter(None, row)) for row in rows],
            ["          ".join(row).strip() for row in rows],
            ["\t".join(row) for row in rows],
            [cell for row in rows for cell in row if cell],
        ]
    )


def _lines(paper: Paper, chance: random.Random) -> list[str]:
    head = flattened(paper.left, paper.right, chance)
    foot = flattened(paper.foot_left, paper.foot_right, chance)
    return [*head, *paper.title, "-----", *paper.body_lines, *foot]


def _with_mark(paper: Paper, mark: str, chance: random.Random) -> list[str]:
    """The lines of a paper, the mark on a line of its own somewhere in the head."""
    lines = _lines(paper, chance)
    head = next(at for at, line in enumerate(lines) if line == paper.kind_name)
    lines.insert(chance.randrange(head + 1), mark)
    return lines


def _html(lines: list[str]) -> bytes:
    return html("".join(f"<p>{line}</p>" for line in lines))


_SECRET: tuple[Callable[[Paper, str, random.Random], tuple[str, bytes]], ...] = (
    lambda paper, mark, chance: (".txt", "\n".join(_with_mark(paper, mark, chance)).encode()),
    lambda paper, mark, chance: (
        ".txt",
        "\n".join(_with_mark(paper, mark, chance)).encode("utf-16"),
    ),
    lambda paper, mark, chance: (".md", "\n\n".join(_with_mark(paper, mark, chance)).encode()),
    lambda paper, mark, chance: (".html", _html(_with_mark(paper, mark, chance))),
    lambda paper, mark, chance: (".docx", docx(_lines(paper, chance), header=mark)),
    lambda paper, mark, chance: (".docx", docx(_lines(paper, chance), text_box=mark)),
    lambda paper, mark, chance: (".docx", docx(_with_mark(paper, mark, chance))),
    lambda paper, mark, chance: (".docx", as_word(replace(paper, secrecy=mark))),
    lambda paper, mark, chance: (
        ".pdf",
        printed(replace(paper, secrecy=unicodedata.normalize("NFC", mark))),
    ),
)
_PLAIN: tuple[Callable[[Paper, random.Random], tuple[str, bytes]], ...] = (
    lambda paper, chance: (".txt", "\n".join(_lines(paper, chance)).encode()),
    lambda paper, chance: (".md", "\n\n".join(_lines(paper, chance)).encode()),
    lambda paper, chance: (".html", _html(_lines(paper, chance))),
    lambda paper, chance: (".docx", as_word(paper)),
    lambda paper, chance: (".pdf", printed(paper)),
)


def secret_files(count: int, *, first: int = 0) -> Iterator[tuple[str, bytes]]:
    return (secret_file(seed) for seed in range(first, first + count))


def harmless_files(count: int) -> Iterator[tuple[str, bytes]]:
    return (harmless_file(seed) for seed in range(count))
