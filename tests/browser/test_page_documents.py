"""The page of a document, opened at a passage."""

from __future__ import annotations

import io
from urllib.parse import quote

from browsing import PHONE, NewPage
from PIL import Image
from playwright.sync_api import Page, expect

PILOT = "Đảng bộ xã nào làm điểm?"


def _open_citation(page: Page) -> None:
    page.goto(f"/?q={quote(PILOT)}")
    page.locator(".sources .title").first.click()
    page.wait_for_url("**/documents/*")


def test_a_citation_opens_at_its_words(page: Page) -> None:
    page.goto(f"/?q={quote('Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?')}")
    said = page.locator(".sources blockquote").inner_text()
    page.locator(".sources .title").click()
    marked = page.locator("#quote")
    expect(marked).to_be_in_viewport()
    expect(marked).to_have_text(said)
    expect(page.locator("h1")).to_contain_text("Huyện Vĩnh Lợi")
    # The same address opens at the same words for somebody else, too.
    page.reload()
    expect(marked).to_be_in_viewport()


def test_the_page_of_a_pdf_stands_beside_its_text_with_the_quote_marked(page: Page) -> None:
    _open_citation(page)
    expect(page.locator("#quote")).to_be_in_viewport()
    picture = page.locator(".sheet img")
    expect(picture).to_be_in_viewport()
    expect(page.locator("#sheet")).to_have_text("Trang 2 của tệp gốc")
    expect(picture).to_have_js_property("naturalWidth", 1100)
    source = picture.get_attribute("src")
    assert source
    drawn = page.request.get(source)
    assert drawn.headers["content-type"] == "image/png"
    plain = page.request.get(source.partition("?")[0])
    assert _yellow(drawn.body()) > 1000
    assert _yellow(plain.body()) == 0


def test_pages_of_a_pdf_are_leafed_through(page: Page) -> None:
    page.goto("/search?q=huong+dan+luu+tru+tai+lieu+dien+tu")
    page.locator(".hits .title").first.click()
    page.locator(".sheet").get_by_role("link", name="Trang sau").click()
    expect(page.locator("#sheet")).to_contain_text("Trang 2")
    page.locator(".sheet").get_by_role("link", name="Trang sau").click()
    expect(page.locator("#sheet")).to_contain_text("Trang 3")
    expect(page.locator(".sheet").get_by_role("link", name="Trang sau")).to_have_count(0)


def test_a_page_that_is_not_there_is_not_found(page: Page) -> None:
    _open_citation(page)
    path = page.url.partition("?")[0]
    wanted = {"9.png": 404, "0.png": 422, "x.png": 422, "1.png?start=5&end=4": 200}
    assert {name: page.request.get(f"{path}/pages/{name}").status for name in wanted} == wanted


def test_what_stands_around_a_document_is_on_its_page(page: Page) -> None:
    page.goto("/documents?number=59-KH%2FTU")
    page.wait_for_url("**/documents/*")
    facts = page.locator(".about .facts")
    expect(facts).to_contain_text("Ban Thường vụ Thị ủy Ngã Năm")
    expect(facts).to_contain_text("7/4/2023")
    expect(page.locator(".contents")).to_contain_text("IV. Đơn vị làm điểm")
    expect(page.locator("#cites")).to_contain_text("60-KH/TU")
    page.locator(".contents").get_by_text("IV. Đơn vị làm điểm").click()
    expect(page.get_by_role("heading", name="IV. Đơn vị làm điểm")).to_be_in_viewport()
    page.locator("#cites a.title").first.click()
    expect(page.locator("#cited-by")).to_contain_text("59-KH/TU")


def test_the_file_is_there_for_download(page: Page) -> None:
    page.goto("/documents?number=59-KH%2FTU")
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải tệp gốc").click()
    assert started.value.suggested_filename.endswith(".pdf")


def test_a_replaced_document_says_so_and_leads_on(page: Page) -> None:
    page.goto("/documents?number=12-KH%2FHU")
    warning = page.locator(".head .warning")
    expect(warning).to_contain_text("Văn bản này đã được thay thế bởi")
    expect(warning.locator("q")).to_contain_text("thay thế Kế hoạch số 12-KH/HU")
    warning.get_by_role("link").click()
    expect(page.locator(".kindline")).to_contain_text("15-KH/HU")


def test_on_a_phone_the_words_come_before_the_picture(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    _open_citation(page)
    expect(page.locator("#quote")).to_be_in_viewport()
    text, sheet = page.locator(".text").bounding_box(), page.locator(".sheet").bounding_box()
    assert text
    assert sheet
    assert text["y"] < sheet["y"]


def _yellow(png: bytes) -> int:
    """How many pixels are marked."""
    colours = Image.open(io.BytesIO(png)).convert("RGB").getcolors(1 << 24) or []
    return sum(count for count, (r, g, b) in colours if r > 230 and g > 180 and b < 120)  # type: ignore[misc]
