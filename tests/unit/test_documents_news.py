"""News pages saved as text or HTML: the article, all of it, and nothing around it."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

import pytest
from made_files import html

from assistant.documents.newslines import Sort, byline, dateline, sort_of
from assistant.documents.read import read_document

LEAD = (
    "Sáng ngày 12/6, Huyện ủy Sao Mai tổ chức hội nghị sơ kết công tác xây dựng Đảng sáu tháng "
    "đầu năm. Đồng chí Lê Văn Mẫu, Bí thư Huyện ủy, chủ trì hội nghị."
)
MIDDLE = (
    "Báo cáo tại hội nghị cho biết các chi bộ đã họp đúng kỳ, nội dung sinh hoạt bám sát việc của "
    "ấp, việc của xã; công tác kiểm tra, giám sát được làm thường xuyên và có chiều sâu."
)
LAST = (
    "Kết luận hội nghị, Bí thư Huyện ủy yêu cầu các đảng bộ xã gửi kế hoạch khắc phục hạn chế về "
    "Văn phòng Huyện ủy trước ngày 30/6 để theo dõi, đôn đốc."
)
TITLE = "Huyện ủy Sao Mai sơ kết công tác xây dựng Đảng sáu tháng"
WEATHER = (
    "Nhiều nơi trong vùng có mây, chiều tối có mưa rào rải rác, gió nhẹ, nhiệt độ cao nhất từ ba "
    "mươi đến ba mươi hai độ."
)

MENUS_ABOVE = f"""Trang chủ
Giới thiệu
Tin tức - Sự kiện
Học tập và làm theo Bác
Trang chủ » Tin tức » Xây dựng Đảng
{TITLE}
Thứ Tư, 12/06/2024 | 15:30
Chia sẻ Facebook
{LEAD}
Quang cảnh hội nghị. Ảnh: Minh Mẫu
{MIDDLE}
{LAST}
MINH MẪU
Tin liên quan
Xã Mây Trắng ra quân làm đường nông thôn
Chi bộ ấp Hoa Ban kết nạp đảng viên mới
Thống kê truy cập
Đang online: 12
Hôm nay: 345
"""

DATE_FIRST = f"""Cập nhật lúc 15:30 12/06/2024
{TITLE}
(Cỡ chữ +)
{LEAD}

Đại biểu dự hội nghị
(Ảnh: Minh Mẫu)

{MIDDLE}

{LAST}

Tin, ảnh: Minh Mẫu
Lượt xem: 1.024
Gửi bình luận
Ý kiến bạn đọc (0)
{WEATHER}
"""

LISTS_AND_SUBHEADINGS = f"""{TITLE}
Ngày đăng: 12/06/2024 - Lượt xem: 57
{LEAD}
Nhiều kết quả rõ nét
{MIDDLE}
Bí thư Huyện ủy giao ba việc:
- Rà soát nghị quyết của chi bộ;
- Kiểm tra việc nêu gương của cấp ủy;
- Gửi báo cáo quý về Văn phòng.
Ngày 20/6/2024
Các xã họp rút kinh nghiệm tại trụ sở, có đại diện Ban Tổ chức Huyện ủy tham dự và góp ý.
{LAST}
(Theo Cổng tin Sao Mai)
Trở về đầu trang
Các tin khác
Hội thi kể chuyện về Bác ở xã Mây Trắng
Tổng số lượt truy cập: 99.120
"""

GLUED = f"""Lượt xem: 382

{TITLE}

{LEAD}



Đoàn chủ tọa điều hành hội nghị. Ảnh Minh Mẫu



    {MIDDLE}

    {LAST}

Minh MẫuVideo clip
  • Lễ hội đua ghe trên sông Sao Mai
  • Cuộc thi viết về tấm gương người tốt việc tốt
1 2 3 4 ...
Thống kê
  • Đang online: 7
"""

RELATED_INSIDE = f"""Thứ Tư, 12/06/2024 15:30 (GMT+7)
{TITLE}
{LEAD}
Xem thêm
Xã Mây Trắng ra quân làm đường nông thôn
Chi bộ ấp Hoa Ban kết nạp đảng viên mới
{MIDDLE}
{MIDDLE}
{LAST}
Nguyễn Thị Mẫu
THĂM DÒ Ý KIẾN
Theo bạn, việc nào cần làm trước để đường làng sạch đẹp, người dân yên tâm đi lại mỗi ngày?
"""

PAGES = {
    "menus above": (MENUS_ABOVE, "MINH MẪU", "Thứ Tư, 12/06/2024 | 15:30"),
    "date first": (DATE_FIRST, "Minh Mẫu", "Cập nhật lúc 15:30 12/06/2024"),
    "lists": (LISTS_AND_SUBHEADINGS, None, "Ngày đăng: 12/06/2024"),
    "glued": (GLUED, "Minh Mẫu", None),
    "related inside": (RELATED_INSIDE, "Nguyễn Thị Mẫu", "Thứ Tư, 12/06/2024 15:30 (GMT+7)"),
}
AROUND = [
    "Trang chủ",
    "Học tập",
    "Chia sẻ",
    "Ảnh",
    "truy cập",
    "online",
    "Lượt xem",
    "bình luận",
    "Tin liên quan",
    "làm đường nông thôn",
    "kết nạp",
    "Hội thi",
    "Lễ hội",
    "Cuộc thi",
    "Video",
    "Theo bạn",
    "nhiệt độ",
    "Cỡ chữ",
    "Xem thêm",
]


@pytest.mark.parametrize("name", PAGES)
def test_the_article_alone_is_left(name: str) -> None:
    page, author, dated = PAGES[name]

    document = read_document("tin/bai-2024-01-31.txt", page.encode())

    assert document.kind == "news"
    assert document.title == TITLE
    assert document.place == "Sao Mai"
    assert document.issuer is None
    assert document.author == author
    assert document.published_on == (date(2024, 6, 12) if dated else None)
    assert document.issued_on is None
    lines = document.text.split("\n")
    assert lines[: lines.index(LEAD)] == ([TITLE, dated] if dated else [TITLE])
    assert lines[0] in [heading.text for heading in document.headings]
    assert dated not in [heading.text for heading in document.headings]
    assert MIDDLE in lines
    assert lines[-1] == (author or LAST)
    assert not [word for word in AROUND if word in document.text]
    assert document.headings[0].text == TITLE


@pytest.mark.parametrize("name", PAGES)
def test_the_same_article_in_wrapped_lines(name: str) -> None:
    page = PAGES[name][0]
    wrapped = "\n".join(
        textwrap.fill(line, 72, break_on_hyphens=False) for line in page.split("\n")
    )

    document = read_document("a.txt", wrapped.encode())

    assert document.text == read_document("a.txt", page.encode()).text


def test_a_paragraph_without_its_last_stop_stays() -> None:
    page = DATE_FIRST.replace(LAST, LAST.rstrip("."))

    assert LAST.rstrip(".") in read_document("a.txt", page.encode()).text.split("\n")


def test_a_paragraph_with_a_credit_at_its_end_stays() -> None:
    page = MENUS_ABOVE.replace(LAST, f"{LAST} Hội nghị bế mạc lúc 11 giờ. Ai nấy ra về. Ảnh: An")

    assert LAST in read_document("a.txt", page.encode()).text


def test_lists_subheadings_and_days_stay() -> None:
    document = read_document("a.txt", LISTS_AND_SUBHEADINGS.encode())

    lines = document.text.split("\n")
    start = lines.index("Bí thư Huyện ủy giao ba việc:")
    assert lines[start + 1 : start + 5] == [
        "- Rà soát nghị quyết của chi bộ;",
        "- Kiểm tra việc nêu gương của cấp ủy;",
        "- Gửi báo cáo quý về Văn phòng.",
        "Ngày 20/6/2024",
    ]
    assert [(h.level, h.text) for h in document.headings] == [
        (1, TITLE),
        (2, "Nhiều kết quả rõ nét"),
    ]


def test_a_caption_on_two_lines_goes_whole() -> None:
    assert "Đại biểu dự hội nghị" not in read_document("a.txt", DATE_FIRST.encode()).text


def test_text_without_signs_of_a_page_stays_whole() -> None:
    text = f"{TITLE}\n{LEAD}\nQuang cảnh hội nghị. Ảnh: Minh Mẫu\n{LAST}\nMinh Mẫu\n"

    document = read_document("a.txt", text.encode())

    assert document.text == text.strip()
    assert document.kind is None


def test_the_office_may_say_that_it_is_no_news() -> None:
    document = read_document("a.txt", MENUS_ABOVE.encode(), sidecar=b'kind = "BC"')

    assert document.kind == "BC"
    assert "Trang chủ" in document.text


def news_page(*, article_tag: bool, meta: str = "") -> bytes:
    links = "".join(
        f'<li><a href="/{i}">Chuyên mục số {i} của cổng tin</a></li>' for i in range(25)
    )
    tag = "article" if article_tag else "div"
    return html(
        f"<div id=top><ul>{links}</ul></div><div>Thứ Tư, 12/06/2024 | 15:30</div>"
        f"<{tag} class=detail><h1>{TITLE}</h1><p>{LEAD}</p>"
        f"<p class=image><img src=a.jpg></p><p>Quang cảnh hội nghị. Ảnh: Minh Mẫu</p>"
        f"<h2>Kết quả</h2><p>{MIDDLE}</p>"
        f"<table><tr><th>Xã</th><th>Số chi bộ</th></tr>"
        f"<tr><td>Mây Trắng</td><td>12</td></tr></table>"
        f"<ol><li>Rà soát nghị quyết của chi bộ.</li><li>Gửi báo cáo quý về Văn phòng.</li></ol>"
        f"<p>{LAST}</p><p><b>MINH MẪU</b></p></{tag}>"
        f"<div class=comment><h3>Viết bình luận mới</h3></div><div id=poll>Thăm dò ý kiến"
        f"<p>Theo bạn, việc nào cần làm trước?</p></div><div id=footer><ul>{links}</ul></div>",
        head=f"<title>{TITLE} - Cổng tin Sao Mai</title>{meta}",
    )


@pytest.mark.parametrize("article_tag", [True, False])
def test_a_web_page(article_tag: bool) -> None:
    document = read_document("tin.html", news_page(article_tag=article_tag))

    assert (document.kind, document.title, document.author) == ("news", TITLE, "MINH MẪU")
    assert document.published_on == date(2024, 6, 12)
    assert document.place == "Sao Mai"
    lines = document.text.split("\n")
    assert lines[:3] == [TITLE, "Thứ Tư, 12/06/2024 | 15:30", LEAD]
    assert "Mây Trắng | 12" in lines
    assert "1. Rà soát nghị quyết của chi bộ." in lines
    assert lines[-2:] == [LAST, "MINH MẪU"]
    for word in ("Chuyên mục", "Ảnh:", "bình luận", "Theo bạn"):
        assert word not in document.text
    assert [h.text for h in document.headings] == [TITLE, "Kết quả"]


def test_markup_states_the_day() -> None:
    meta = '<meta property="article:published_time" content="2024-06-11T08:00:00+07:00">'

    document = read_document("tin.html", news_page(article_tag=True, meta=meta))

    assert document.published_on == date(2024, 6, 11)
    assert "12/06/2024" not in document.text  # of another day


def test_the_day_of_a_page_without_a_headline_stands_under_the_first_paragraph() -> None:
    page = f"Thứ Tư, 12/06/2024 | 15:30\nLượt xem: 7\n{LEAD}\n{MIDDLE}\nLượt truy cập: 9\n"

    document = read_document("a.txt", page.encode())

    assert document.text.split("\n") == [LEAD, "Thứ Tư, 12/06/2024 | 15:30", MIDDLE]
    assert document.title.startswith("Sáng ngày 12/6, Huyện ủy Sao Mai")


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("Lượt xem: 382", Sort.COUNTER),
        ("• Trong tuần: 75,664", Sort.COUNTER),
        ("1.024 lượt xem", Sort.COUNTER),
        ("Viết bình luận mới", Sort.END),
        ("Ý kiến bạn đọc (3)", Sort.END),
        ("Các tin khác", Sort.RELATED),
        ("Chia sẻ", Sort.TOOL),
        ("Trang chủ » Tin tức", Sort.TOOL),
        ("Trang chủ | Giới thiệu | Văn bản | Liên hệ", Sort.TOOL),
        ("Hộ nghèo | 12 | 15 | 18", Sort.SHORT),
        ("Họ tên | Chức vụ | Liên hệ | Điện thoại", Sort.SHORT),
        ("Ghi rõ nguồn gốc đất, chịu trách nhiệm xác nhận.", Sort.SENTENCE),
        ("Đọc nhiều: thói quen tốt của cán bộ, đảng viên.", Sort.SENTENCE),
        ("Thời tiết xấu: các trường cho học sinh nghỉ học từ ngày 10/9.", Sort.SENTENCE),
        ("xem1...." * 40 + "!b", Sort.SHORT),
        ("Đang truy cập: 27 Tổng lượt: 1.204.558", Sort.COUNTER),
        ("Ý kiến bạn đọc (0) Gửi bình luận", Sort.END),
        ("Thời tiết Hòa Tân: 26 - 33°C, chiều tối có mưa rào", Sort.END),
        ("Bản quyền thuộc Văn phòng Huyện ủy. Ghi rõ nguồn khi phát hành lại trang này.", Sort.END),
        ("Quang cảnh hội nghị. Ảnh Minh Mẫu", Sort.CAPTION),
        ("Đại biểu dự họp (Ảnh: TTXVN)", Sort.CAPTION),
        ("Ảnh: H.L", Sort.CREDIT),
        ("Quang cảnh buổi sơ kết. Ảnh: Q.Mẫu", Sort.CAPTION),
        ("Thứ Hai, 20/03/2023 | 17:09", Sort.DATELINE),
        ("Đánh giá chung", Sort.SHORT),
        ("Theo dõi, đôn đốc thực hiện", Sort.SHORT),
        ("Có chủ trương đúng", Sort.SHORT),
        ("Giấy phép xây dựng được cấp nhanh hơn.", Sort.SENTENCE),
        ("Ảnh hưởng của bão rất lớn.", Sort.SENTENCE),
        ("Tin, ảnh: Minh Mẫu", Sort.SHORT),
        ("• Một mục trong danh sách", Sort.BULLET),
        (LEAD, Sort.TEXT),
    ],
)
def test_sort_of(line: str, sort: Sort) -> None:
    assert sort_of(line) is sort


@pytest.mark.parametrize(
    ("line", "day", "sure"),
    [
        ("Thứ Hai, 20/03/2023 | 17:09", date(2023, 3, 20), True),
        ("20/03/2023 17:09", date(2023, 3, 20), True),
        ("17h09 ngày 20-03-2023", date(2023, 3, 20), True),
        ("Ngày đăng: 20/03/2023 - Lượt xem: 57", date(2023, 3, 20), True),
        ("Thứ hai, ngày 20 tháng 3 năm 2023", date(2023, 3, 20), True),
        ("Ngày 20/3/2023", date(2023, 3, 20), False),
        ("20/03/2023 09:41 Cỡ chữ: A- A A+ In trang Gửi email", date(2023, 3, 20), True),
    ],
)
def test_datelines(line: str, day: date, sure: bool) -> None:
    found = dateline(line)

    assert found is not None
    assert (found.day, found.sure) == (day, sure)


@pytest.mark.parametrize(
    "line", ["Họp ngày 20/3/2023", "31/02/2023 17:09", "23/5 17:09", "17:09", ""]
)
def test_what_is_no_dateline(line: str) -> None:
    assert dateline(line) is None


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("ĐỖ MẪU", "ĐỖ MẪU"),
        ("Minh MẫuPhim tư liệu", "Minh Mẫu"),
        ("ĐỖ MẪUPhim tư liệu", "ĐỖ MẪU"),
        ("Tin, ảnh: Minh Mẫu", "Minh Mẫu"),
        ("Bài và ảnh: Lê Văn Mẫu", "Lê Văn Mẫu"),
        ("Tác giả: H.L", "H.L"),
        ("Minh Mẫu - Thu An", "Minh Mẫu - Thu An"),
        ("Nhiều kết quả rõ nét", None),
        ("Kết thúc.", None),
        ("", None),
    ],
)
def test_bylines(line: str, who: str | None) -> None:
    assert byline(line) == who


@pytest.mark.parametrize(
    ("name", "title", "author", "published", "place"),
    [
        ("nga-nam-2023-05-23.txt", "Thị uỷ Ngã Năm rút", "Văn Tá", None, "Ngã Năm"),
        ("vinh-loi-2023-03-20.txt", "Huyện Vĩnh Lợi:", "ĐỖ HOÀNG", date(2023, 3, 20), "Vĩnh Lợi"),
    ],
)
def test_the_two_real_articles(
    shared: Path, name: str, title: str, author: str, published: date | None, place: str
) -> None:
    document = read_document(name, (shared / "seeds" / name).read_bytes())

    assert document.title.startswith(title)
    assert (document.kind, document.author, document.place) == ("news", author, place)
    assert document.published_on == published
    lines = document.text.split("\n")
    assert lines[0] == document.title
    dated = dateline(lines[1])
    assert (dated.day if dated else None) == published
    assert lines[2 if dated else 1].startswith(("Sáng ngày 23/5", "Nhìn lại"))
    assert lines[-2].endswith(("chất lượng cao nhất.", "đã đề ra."))
    assert lines[-1] == author
    for word in ("Lượt xem", "Ảnh", "Phim", "No title", "online", "bình luận", "Theo bạn", "mưa"):
        assert word not in document.text


@pytest.mark.parametrize(
    "line",
    [
        "Sao Mai, 12/6/2024",
        "Báo Sao Mai, thứ Tư, ngày 12 tháng 6 năm 2024",
        "Báo Sao Mai - Thứ Tư, ngày 12/6/2024",
        "Cổng thông tin Đảng bộ huyện Sao Mai, ngày 12/6/2024",
        "Thứ Tư, 12/6/2024 - 08:15",
    ],
)
@pytest.mark.parametrize("name", ["Hải Âu", "Bài và ảnh: Lâm Thùy", "Bài: Hải Âu - Ảnh: Lâm Thùy"])
def test_an_article_typed_alone_is_told_by_its_day_and_the_name_below(line: str, name: str) -> None:
    text = "\n\n".join([TITLE, line, LEAD, MIDDLE, LAST, name])
    document = read_document("tin.txt", text.encode())
    assert (document.kind, document.date, document.title) == ("news", date(2024, 6, 12), TITLE)
    assert document.author in ("Hải Âu", "Lâm Thùy")
    assert document.text.startswith(f"{TITLE}\n{line}")


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("Sao Mai, 12/6/2024", LAST),  # no name below
        ("Sao Mai, trong tháng 6", "Hải Âu"),  # no day above
        (MIDDLE, "Sao Mai, 12/6/2024"),
    ],
)
def test_one_of_the_two_makes_no_article(line: str, last: str) -> None:
    text = "\n\n".join([TITLE, line, LEAD, MIDDLE, last])
    assert read_document("tin.txt", text.encode()).kind is None
