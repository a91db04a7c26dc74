"""Papers of an invented district, and a portal's page, for the tests in a browser."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import made_files
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

# What each of these would do, were a document's text ever taken for markup.
ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\'"{{7*7}}'
DUE = date.today() + timedelta(days=30)


def lay_out(folder: Path) -> None:
    """Writes the papers: two plans of which one replaces the other, a hostile one, a scan's PDF."""
    folder.mkdir(parents=True)
    _write(folder / "ke-hoach-12.txt", made_files.PLAN.encode())
    _write(folder / "ke-hoach-15.txt", _NEWER.encode())
    _write(folder / "hostile.txt", _HOSTILE.encode())
    _write(folder / "hostile.toml", _HOSTILE_HEAD.encode())
    _write(folder / "noi-bo.md", _INTERNAL.encode())
    _write(folder / "dai.pdf", _long_pdf())


_NEWER = f"""HUYỆN ỦY SAO MAI
*
Số 15-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sao Mai, ngày 01 tháng 3 năm 2024
KẾ HOẠCH
giám sát việc chấp hành Điều lệ Đảng
-----
Kế hoạch này thay thế Kế hoạch số 12-KH/HU, ngày 05/02/2024 của Ban Thường vụ Huyện ủy.
I. THỜI GIAN
Các chi bộ trực thuộc gửi kết quả tự giám sát về Ủy ban Kiểm tra Huyện ủy trước ngày \
{DUE.day}/{DUE.month}/{DUE.year}.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Mẫu
"""
_HOSTILE_HEAD = f"""
title = '''Công văn thử {ATTACK}'''
kind = "CV"
issuer = '''Văn phòng {ATTACK}'''
"""
_HOSTILE = f"""Quy trình tiếp nhận hồ sơ mượn phòng họp {ATTACK}

Bộ phận một cửa tiếp nhận hồ sơ mượn phòng họp trong giờ hành chính {ATTACK}.

Hạn nộp hồ sơ mượn phòng họp là trước ngày 15/8/2024 {ATTACK}.
"""
_INTERNAL = """---
title: Thông báo về lịch trực cơ quan Sao Mai
kind: TB
number: 77-TB/HU
issuer: Huyện ủy Sao Mai
access: internal
---
Đồng chí Hoàng Văn Kín trực cơ quan Sao Mai trong tuần đầu tháng.
"""


def _long_pdf() -> bytes:
    page = "Các cơ sở tổ chức thực hiện theo chức năng, nhiệm vụ được giao và báo cáo kết quả."
    pages = [[f"Hướng dẫn lưu trữ tài liệu điện tử, phần {n}", *[page] * 12] for n in range(1, 4)]
    pages[2].append("Kho lưu trữ Sao Mai mở cửa vào ngày thứ sáu hằng tuần để nhận tài liệu.")
    return made_files.pdf(pages)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def portal(service: str) -> Starlette:
    """A portal of another origin, under a policy that is as strict as can be with the widget."""
    policy = (
        f"default-src 'none'; script-src {service}; connect-src {service}; style-src 'none';"
        " img-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )

    async def page(request: Request) -> Response:
        language = "en" if request.query_params.get("lang") == "en" else "vi"
        dark = '<meta name="color-scheme" content="light dark">' if language == "en" else ""
        body = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Cổng thông tin</title>'
            f"{dark}</head>"
            '<body><main><h1>Cổng thông tin</h1><div id="here"></div></main>'
            f'<script src="{service}/widget.js" data-lang="{language}" data-target="#here" defer>'
            "</script></body></html>"
        )
        return HTMLResponse(body, headers={"Content-Security-Policy": policy})

    async def icon(request: Request) -> Response:
        return Response(status_code=204)

    return Starlette(routes=[Route("/", page), Route("/favicon.ico", icon)])
