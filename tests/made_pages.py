"""Web pages that tests make: one made article in the layouts of Vietnamese portals."""

from __future__ import annotations

HEADLINE = "Huyện ủy Sao Mai sơ kết sáu tháng đầu năm về công tác xây dựng Đảng"
AUTHOR = "Trần Văn Mẫu"
PUBLISHED = "2024-06-15"
STAMP = "Thứ Bảy, 15/06/2024 08:30"
PARAGRAPHS = [
    "Sáng ngày 14/6, Ban Thường vụ Huyện ủy Sao Mai tổ chức hội nghị sơ kết sáu tháng đầu năm. Đồng"
    " chí Lê Thị Ví Dụ, Bí thư Huyện ủy, chủ trì hội nghị.",
    "Sáu tháng qua, toàn huyện kết nạp 42 đảng viên, đạt 60% kế hoạch cả năm. Các chi bộ đã hoàn"
    " thành việc tự kiểm tra theo Kế hoạch số 12-KH/HU của Ban Thường vụ Huyện ủy.",
    "Hội nghị cũng chỉ ra hạn chế: một số chi bộ sinh hoạt chưa đúng định kỳ, việc chuyển sinh hoạt"
    " đảng còn chậm, công tác lưu trữ hồ sơ chưa được quan tâm đúng mức.",
    "Kết luận hội nghị, Bí thư Huyện ủy yêu cầu các đảng ủy cơ sở gửi báo cáo bổ sung trước ngày"
    " 30/6/2024 và khắc phục ngay những hạn chế đã nêu trong quý III.",
]
_OTHERS = [
    "Xã Mây Trắng ra quân làm đường nông thôn",
    "Hội Nông dân huyện tổng kết phong trào thi đua",
    "Khai mạc giải bóng chuyền các cơ quan huyện",
]


def _links(titles: list[str]) -> str:
    return "".join(f'<li><a href="/x{i}">{title}</a></li>' for i, title in enumerate(titles))


def _paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in PARAGRAPHS)


def _page(head: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    )


_MENU = "<ul class='menu'>" + _links(["Trang chủ", "Giới thiệu", "Tin tức", "Văn bản"]) + "</ul>"
_FOOT = (
    "<div>Bản quyền thuộc về Cổng thông tin huyện Sao Mai</div>"
    "<div>Chịu trách nhiệm nội dung: Văn phòng Huyện ủy</div><div>Điện thoại: 0200 000 000</div>"
)


def modern() -> str:
    """Semantic elements and markup for search engines; related news and comments below."""
    return _page(
        f"<title>{HEADLINE} | Cổng thông tin huyện Sao Mai</title>"
        '<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{HEADLINE}">'
        f'<meta property="article:published_time" content="{PUBLISHED}T08:30:00+07:00">'
        f'<meta name="author" content="{AUTHOR}">',
        f"<nav>{_MENU}</nav><main><article><h1>{HEADLINE}</h1><time>{STAMP}</time>"
        f"<div class='share'>Chia sẻ Facebook Zalo</div>{_paragraphs()}<p>{AUTHOR}</p></article>"
        f"<section><h3>Tin liên quan</h3><ul>{_links(_OTHERS)}</ul></section>"
        f"<section><h3>Bình luận</h3><p>Gửi bình luận</p></section></main><footer>{_FOOT}</footer>",
    )


def tables() -> str:
    """Nested layout tables, a view counter, a poll and the weather in the right column."""
    return _page(
        f"<title>{HEADLINE}</title>",
        f"<table><tr><td>{_MENU}</td></tr><tr><td><table><tr><td><table>"
        f"<tr><td><b>{HEADLINE}</b></td></tr><tr><td>{STAMP}</td></tr><tr><td>Lượt xem: 1.234</td>"
        f"</tr><tr><td>{_paragraphs()}<p>Tin, ảnh: {AUTHOR}</p></td></tr>"
        f"<tr><td>Các tin khác<ul>{_links(_OTHERS)}</ul></td></tr></table></td>"
        "<td><div>Thăm dò ý kiến</div><div>Đồng chí đánh giá thế nào về trang thông tin?</div>"
        "<div>Rất tốt</div><div>Tốt</div><div>Biểu quyết</div>"
        "<div>Thời tiết</div><div>Sao Mai 31°C, có mưa rào và dông vài nơi</div>"
        "<div>Thống kê truy cập</div><div>Hôm nay: 120</div><div>Tất cả: 98.765</div></td>"
        f"</tr></table></td></tr><tr><td>{_FOOT}</td></tr></table>",
    )


def portlets() -> str:
    """Divisions with generated class names, a font-size tool, captions, tags."""
    return _page(
        f"<title>{HEADLINE} - Trang tin Huyện ủy Sao Mai</title>",
        f"<div class='c1'>{_MENU}</div><div class='c2'><div class='t'><h1>{HEADLINE}</h1></div>"
        f"<div class='d'>15/06/2024 08:30</div><div class='d2'>Cỡ chữ: A- A A+</div>"
        f"<div class='b'><div>{PARAGRAPHS[0]}</div><div><img src='a.jpg' alt='x'></div>"
        "<div><em>Quang cảnh hội nghị. Ảnh: Lê Mẫu</em></div>"
        + "".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS[1:])
        + f"<div><b>{AUTHOR}</b></div></div><div>Từ khóa: sơ kết, Sao Mai</div>"
        f"<div>In bài viết</div><div class='r'>Tin cùng chuyên mục</div><ul>{_links(_OTHERS)}</ul>"
        f"</div><div class='f'>{_FOOT}</div>",
    )


def breaks() -> str:
    """One cell of text broken by <br>, with the counter at its end, as old editors leave it."""
    text = "<br><br>".join(PARAGRAPHS)
    return _page(
        f"<title>{HEADLINE}</title>",
        f"<div>{_MENU}</div><h2>{HEADLINE}</h2><span>Đăng ngày {STAMP}</span>"
        f"<div id='noidung'>{text}<br><br>{AUTHOR}</div><div>Đã xem: 57</div>"
        f"<div>Tin mới hơn</div><ul>{_links(_OTHERS[:2])}</ul><div>Tin cũ hơn</div>"
        f"<ul>{_links(_OTHERS[2:])}</ul><div>{_FOOT}</div>",
    )


LAYOUTS = {"modern": modern, "tables": tables, "portlets": portlets, "breaks": breaks}
