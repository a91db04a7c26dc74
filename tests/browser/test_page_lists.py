"""Found passages, documents and deadlines, narrowed."""

from __future__ import annotations

from datetime import date

import made_papers
from browsing import NewPage
from playwright.sync_api import Page, expect


def test_filters_say_how_much_there_is_and_narrow(page: Page, new_page: NewPage) -> None:
    page.goto("/search?q=kiem+diem+giua+nhiem+ky")
    expect(page.locator(".restored")).to_contain_text("kiểm điểm giữa nhiệm kỳ")
    kinds = page.locator("section[aria-labelledby=by-kind]")
    plans = kinds.get_by_role("link", name="Kế hoạch")
    said = int(plans.locator(".n").inner_text())
    plans.click()
    page.wait_for_url("**kind=KH**")
    shown = page.locator(".hits .kind").all_inner_texts()
    assert shown
    assert set(shown) == {"Kế hoạch"}
    titles = set(page.locator(".hits .title").all_inner_texts())
    assert len(titles) <= said
    page.locator("section[aria-labelledby=by-place]").get_by_role("link", name="Sóc Trăng").click()
    expect(page.locator(".hits .number").first).to_have_text("60-KH/TU")
    # The choice stands in the address.
    other = new_page()
    other.goto(page.url)
    expect(other.locator(".hits .number").first).to_have_text("60-KH/TU")
    page.get_by_role("link", name="Bỏ lọc Sóc Trăng").click()
    page.get_by_role("link", name="Bỏ tất cả điều kiện lọc").click()
    assert page.url.endswith("/search?q=kiem+diem+giua+nhiem+ky")


def test_time_narrows_as_people_write_it(page: Page) -> None:
    page.goto("/search?q=bao+cao")
    page.get_by_label("Từ ngày").fill("3/2023")
    page.get_by_label("Đến ngày").fill("20/3/2023")
    page.get_by_role("button", name="Lọc").click()
    days = page.locator(".hits time").all_inner_texts()
    assert days
    assert set(days) == {"20/3/2023"}
    expect(page.get_by_role("textbox", name="Từ ngày")).to_have_value("3/2023")


def test_filters_that_nothing_fits_say_why(page: Page) -> None:
    page.goto("/search?q=bao+cao&place=H%C3%A0+N%E1%BB%99i")
    expect(page.locator(".results")).to_contain_text("Không có văn bản nào ở địa danh “Hà Nội”")
    expect(page.locator(".results")).to_contain_text("Vĩnh Lợi")


def test_all_documents_are_listed_newest_first(page: Page) -> None:
    page.goto("/documents")
    days = page.locator(".documents time").evaluate_all("all => all.map(one => one.dateTime)")
    assert days == sorted(days, reverse=True)
    said = page.locator(".count").inner_text()
    assert said == f"{page.locator('.documents > li').count()} văn bản"
    years = page.locator("section[aria-labelledby=by-year]")
    years.get_by_role("link", name="Năm 2024").click()
    assert page.locator(".documents time").all_inner_texts() == ["1/3/2024", "5/2/2024"]


def test_a_number_that_is_only_cited_leads_to_who_cites_it(new_page: NewPage) -> None:
    page = new_page(allowed="404")
    page.goto("/documents?number=02-HD%2FTU")
    expect(page.locator("main")).to_contain_text("Kho không có văn bản nào mang số 02-HD/TU")
    expect(page.locator("blockquote")).to_contain_text("Thực hiện Hướng dẫn số 02-HD/TU")
    page.locator(".documents .title").click()
    expect(page.locator("#quote")).to_be_in_viewport()


def test_deadlines_are_a_timeline_with_a_calendar(page: Page) -> None:
    page.goto("/deadlines")
    coming = page.locator("section.upcoming li")
    expect(coming).to_have_count(1)
    expect(coming).to_contain_text("còn 30 ngày")
    due = made_papers.DUE
    expect(coming.locator("time")).to_have_text(f"{due.day}/{due.month}/{due.year}")
    gone = page.locator("section.past")
    expect(gone.locator("li").first.locator(".late")).to_have_text("đã qua")
    days = gone.locator("time").evaluate_all("all => all.map(one => one.dateTime)")
    assert days == sorted(days, reverse=True)
    assert all(day < date.today().isoformat() for day in days)
    expect(page.locator("section.undated")).to_contain_text("cuối tháng 5")
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải lịch").click()
    saved = started.value.path().read_text("utf-8")
    assert saved.count("BEGIN:VEVENT") == 1 + gone.locator("li").count()
    coming.get_by_role("link").click()
    expect(page.locator("#quote")).to_contain_text("gửi kết quả tự giám sát")


def test_deadlines_are_narrowed_and_so_is_their_calendar(page: Page) -> None:
    page.goto("/deadlines")
    page.get_by_label("Địa phương").fill("vinh loi")
    page.get_by_label("Từ ngày").fill("4/2023")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator(".timeline li")).to_have_count(1)
    link = page.get_by_role("link", name="Tải lịch").get_attribute("href")
    assert link
    calendar = page.request.get(link)
    assert calendar.ok
    assert calendar.text().count("BEGIN:VEVENT") == 1
    page.get_by_role("link", name="Bỏ tất cả điều kiện lọc").click()
    assert page.url.endswith("/deadlines")
