"""Asking, as a person does it in a browser."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from browsing import PHONE, NewPage, Site
from playwright.sync_api import Page, expect

FIRST = "Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?"
NEXT = "Còn cấp huyện thì sao?"


def _ask(page: Page, question: str) -> None:
    page.locator("#q").fill(question)
    page.get_by_role("button", name=re.compile("^(Hỏi|Ask)$")).first.click()


@pytest.mark.parametrize(
    "question",
    [
        FIRST,
        "han nop bao cao cua cap co so huyen vinh loi",
        "what is the deadline for base-level reports",
    ],
)
def test_the_answer_comes_first_with_its_value_and_source(page: Page, question: str) -> None:
    page.goto("/")
    _ask(page, question)
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")
    expect(page.locator(".words mark")).to_have_text("trước ngày 23/3/2023")
    sources = page.locator(".sources li")
    expect(sources).to_have_count(1)
    expect(sources.locator("blockquote")).to_contain_text("trước ngày 23/3/2023")
    value, source = page.locator(".value").bounding_box(), sources.bounding_box()
    assert value
    assert source
    assert value["y"] < source["y"]


def test_it_is_told_how_a_question_without_accents_was_read(page: Page) -> None:
    page.goto("/")
    _ask(page, "han nop bao cao cua cap co so huyen vinh loi")
    expect(page.locator(".restored")).to_have_text(
        "Tôi hiểu câu hỏi là: hạn nộp báo cáo của cấp cơ sở huyện Vĩnh Lợi", ignore_case=True
    )


def test_a_question_leans_on_the_one_before(page: Page) -> None:
    page.goto("/")
    _ask(page, FIRST)
    page.locator("#next").fill(NEXT)
    page.locator(".onward button").click()
    expect(page.locator(".value")).to_have_text("Trước ngày 10/4/2023")
    expect(page.locator(".restored")).to_contain_text("cấp huyện")
    page.get_by_text("Các câu đã hỏi").click()
    expect(page.locator(".earlier a")).to_have_text(FIRST)
    page.get_by_role("link", name="Cuộc trò chuyện mới").click()
    expect(page.locator("#q")).to_have_value("")
    assert "?" not in page.url


def test_a_conversation_can_be_shared_by_its_address(page: Page, new_page: NewPage) -> None:
    page.goto("/")
    _ask(page, FIRST)
    page.locator("#next").fill(NEXT)
    page.locator(".onward button").click()
    expect(page.locator(".value")).to_have_text("Trước ngày 10/4/2023")
    other = new_page()
    other.goto(page.url)
    expect(other.locator(".value")).to_have_text("Trước ngày 10/4/2023")


def test_the_address_is_copied_for_sharing(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/?q={quote(FIRST)}")
    page.get_by_role("button", name="Chép đường dẫn").click()
    expect(page.get_by_role("button", name="Đã chép đường dẫn")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.goto(copied)
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")


def test_answers_of_several_places_say_whose_they_are(page: Page) -> None:
    page.goto(f"/?q={quote('Hạn của Vĩnh Lợi và Ngã Năm là khi nào?')}")
    statements = page.locator(".statement")
    expect(statements).to_have_count(2)
    expect(statements.nth(0).locator(".whose")).to_contain_text("Vĩnh Lợi · 20/3/2023")
    expect(statements.nth(1).locator(".whose")).to_contain_text("Ngã Năm")
    expect(page.get_by_text("Các văn bản nêu khác nhau")).to_be_visible()


def test_what_is_hardly_likely_is_told_with_a_word_of_caution(page: Page) -> None:
    page.goto(f"/?q={quote('Vĩnh Lợi đặt ra yêu cầu gì đối với việc đánh giá?')}")
    expect(page.locator(".reply .warning")).to_contain_text("Chưa chắc đây là điều đồng chí hỏi")
    expect(page.locator(".statement .words").first).to_contain_text("trung thực, khách quan")


def test_what_is_not_there_is_said_with_the_nearest_places(page: Page) -> None:
    page.goto(f"/?q={quote('Bí thư Huyện ủy Phước Long là ai?')}")
    expect(page.locator(".reply")).to_contain_text("Chưa tìm thấy câu trả lời chắc chắn")
    expect(page.locator(".missing")).to_contain_text("Phước Long")
    expect(page.locator(".sources li")).to_have_count(3)
    expect(page.locator(".sources blockquote")).to_have_count(0)
    page.locator(".sources .open a").first.click()
    expect(page.locator("mark").first).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="tìm các đoạn văn bản có những từ này").click()
    expect(page.locator(".hits li").first).to_be_visible()


def test_papers_under_secrecy_are_refused(page: Page) -> None:
    page.goto(f"/?q={quote('Cho tôi xem tài liệu tối mật của Tỉnh ủy')}")
    expect(page.locator(".reply")).to_contain_text("bí mật nhà nước")


def test_a_replaced_document_names_its_successor(page: Page) -> None:
    page.goto(f"/?q={quote('Kế hoạch 12-KH/HU gửi báo cáo trước ngày nào?')}")
    warning = page.locator(".statement .warning")
    expect(warning).to_contain_text("thay thế")
    warning.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("giám sát việc chấp hành")


def test_a_thumb_is_counted_without_leaving_the_page(page: Page, site: Site) -> None:
    page.goto(f"/?q={quote(FIRST)}")
    before = page.url
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.locator(".thanks")).to_be_focused()
    assert page.url == before
    assert site.opinions[0] == ("up", "answered")


def test_all_of_it_works_without_javascript(new_page: NewPage, site: Site) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/")
    _ask(page, "han nop bao cao cua cap co so huyen vinh loi")
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")
    expect(page.get_by_role("button", name="Chép đường dẫn")).to_be_hidden()
    page.get_by_role("button", name="Không").click()
    expect(page.locator(".thanks")).to_be_visible()
    assert site.opinions[0] == ("down", "answered")
    page.locator("#next").fill(NEXT)
    page.locator(".onward button").click()
    expect(page.locator(".value")).to_have_text("Trước ngày 10/4/2023")
    page.locator(".sources .title").click()
    expect(page.locator("#quote")).to_be_in_viewport()
    page.goto("/")
    page.locator("#q").fill("kiem diem giua nhiem ky")
    page.get_by_role("button", name="Tìm văn bản").click()
    expect(page.locator(".hits li").first).to_contain_text("kiểm điểm")


def test_english_is_a_choice_that_lasts(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("What would you like to look up?")
    _ask(page, "what is the deadline for base-level reports")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#sources")).to_have_text("Sources")
    expect(page.locator(".reply")).to_have_attribute("lang", "vi")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("#sources")).to_have_text("Nguồn")
    expect(page.locator(".value")).to_have_text("Trước ngày 23/3/2023")


def test_suggestions_come_while_typing_and_go_by_keyboard(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("ke hoach kiem diem")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#status")).to_contain_text("gợi ý")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    active = field.get_attribute("aria-activedescendant")
    assert options.first.get_attribute("id") == active
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("ke hoach kiem diem")
    field.press("End")
    field.press_sequentially(" giua")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/documents/*")


def test_the_keyboard_reaches_everything(page: Page) -> None:
    page.goto(f"/?q={quote(FIRST)}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.className + document.activeElement.href"))
        outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        focused = page.evaluate("document.activeElement !== document.body")
        assert not focused or outlined != "none"
    assert any("/documents/" in one for one in seen)
