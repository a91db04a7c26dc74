"""The widget on a portal of another origin, under that portal's policy."""

from __future__ import annotations

import made_papers
import pytest
from browsing import PHONE, ROOT, NewPage, Site, violations
from playwright.sync_api import Page, expect

WIDGET = ROOT / "src" / "assistant" / "faces" / "web" / "widget.js"


def _ask(page: Page, question: str) -> None:
    page.get_by_role("searchbox").fill(question)
    page.get_by_role("searchbox").press("Enter")


def test_it_is_small() -> None:
    assert WIDGET.stat().st_size <= 20_000


def test_it_answers_on_a_foreign_page_and_asks_on(page: Page, site: Site) -> None:
    page.goto(site.portal)
    _ask(page, "han nop bao cao cua cap co so huyen vinh loi")
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")
    expect(page.locator("#here")).to_contain_text("Tôi hiểu câu hỏi là: hạn nộp báo cáo")
    source = page.locator("li a").first.get_attribute("href")
    assert source
    _ask(page, "Còn cấp huyện thì sao?")
    expect(page.locator(".value")).to_have_text("Trước ngày 10/4/2023")
    page.goto(source)
    expect(page.locator("#quote")).to_contain_text("trước ngày 23/3/2023")


def test_a_new_conversation_deletes_the_one_before(page: Page, site: Site) -> None:
    page.goto(site.portal)
    _ask(page, "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?")
    expect(page.locator(".value")).to_be_visible()
    with page.expect_response(lambda reply: reply.request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Cuộc trò chuyện mới").click()
    assert deleted.value.status == 204
    expect(page.get_by_role("status")).to_have_text("Đã xóa cuộc trò chuyện.")
    expect(page.locator(".value")).to_have_count(0)


def test_what_is_not_there_is_said(page: Page, site: Site) -> None:
    page.goto(site.portal)
    _ask(page, "Bí thư Huyện ủy Phước Long là ai?")
    expect(page.locator("#here")).to_contain_text("Chưa tìm thấy câu trả lời chắc chắn")
    expect(page.locator("#here ol li")).to_have_count(3)
    assert "start=" in str(page.locator("#here ol li a").first.get_attribute("href"))


def test_what_is_hardly_likely_is_told_with_a_word_of_caution(page: Page, site: Site) -> None:
    page.goto(site.portal)
    _ask(page, "Vĩnh Lợi đặt ra yêu cầu gì đối với việc đánh giá?")
    expect(page.locator("#here")).to_contain_text("Chưa chắc đây là điều đồng chí hỏi")
    _ask(page, "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?")
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")
    expect(page.locator("#here")).not_to_contain_text("Chưa chắc")


def test_a_hostile_document_stays_text(page: Page, site: Site) -> None:
    page.goto(site.portal)
    _ask(page, "Hạn nộp hồ sơ mượn phòng họp là khi nào?")
    expect(page.locator("#here .quote").first).to_contain_text(made_papers.ATTACK)
    assert page.locator("#here img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_it_says_so_when_the_service_is_away(new_page: NewPage, site: Site) -> None:
    page = new_page(allowed="Failed to load resource")
    page.goto(site.portal)
    page.route("**/api/v1/ask", lambda route: route.abort())
    _ask(page, "Hạn gửi báo cáo?")
    expect(page.get_by_role("status")).to_contain_text("Chưa kết nối được với dịch vụ")


def test_other_origins_may_not_call_the_service(new_page: NewPage, site: Site) -> None:
    page = new_page(allowed="")
    page.goto(site.portal.replace("127.0.0.1", "localhost"))
    reply = page.request.post(
        f"{site.url}/api/v1/ask",
        data={"question": "Hạn gửi báo cáo?"},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(new_page: NewPage, site: Site, scheme: str) -> None:
    page = new_page(color_scheme=scheme, viewport=PHONE, bypass_csp=True)
    page.goto(f"{site.portal}?lang=en")
    assert violations(page) == []
    _ask(page, "what is the deadline for base-level reports")
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")
    expect(page.locator("#here h3")).to_have_text("Sources")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_it_is_dark_where_the_portal_is(new_page: NewPage, site: Site) -> None:
    page = new_page(color_scheme="dark")
    shades = []
    for address in (site.portal, f"{site.portal}?lang=en"):
        page.goto(address)
        colour = page.locator("#here section").evaluate(
            "one => getComputedStyle(one).backgroundColor"
        )
        shades.append(sum(int(part) for part in colour[4:-1].split(",")))
    light, dark = shades
    assert light > 700
    assert dark < 150
