"""What holds for every page: accessible, calm on a phone, safe with hostile texts."""

from __future__ import annotations

from urllib.parse import quote

import made_papers
import pytest
from browsing import DESKTOP, PHONE, NewPage, Site, violations
from playwright.sync_api import Page, expect

PAGES = {
    "home": "/",
    "answer": f"/?q={quote('Hạn cấp cơ sở của huyện Vĩnh Lợi gửi báo cáo là khi nào?')}",
    "several": f"/?q={quote('Hạn của Vĩnh Lợi và Ngã Năm là khi nào?')}",
    "follow-up": f"/?q={quote('Còn cấp huyện?')}&after={quote('Hạn của cấp cơ sở Vĩnh Lợi?')}",
    "summary": f"/?q={quote('Kế hoạch 59-KH/TU nói về việc gì?')}",
    "not found": f"/?q={quote('Bí thư Huyện ủy Phước Long là ai?')}",
    "replaced": f"/?q={quote('Kế hoạch 12-KH/HU gửi báo cáo trước ngày nào?')}",
    "search": "/search?q=kiem+diem&kind=KH",
    "nothing": "/search?q=kiem+diem&place=Hue",
    "documents": "/documents",
    "document": "/documents?number=59-KH%2FTU",
    "replaced document": "/documents?number=12-KH%2FHU",
    "only cited": "/documents?number=02-HD%2FTU",
    "deadlines": "/deadlines",
    "no such page": "/nowhere",
    "hostile": f"/?q={quote('Hạn nộp hồ sơ mượn phòng họp là khi nào?')}",
}

LAID_OUT_ANEW = ("several", "search", "document", "deadlines")
SMALL = {"width": 320, "height": 640}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_accessible_and_fits_a_small_phone(new_page: NewPage, language: str) -> None:
    """All rules on a phone by day, the colours by night, and what is laid out anew when wide."""
    page = new_page(viewport=SMALL, allowed="404")
    page.goto(f"/?lang={language}")
    found = {}
    for name, address in PAGES.items():
        if language == "en" and name not in LAID_OUT_ANEW:
            continue
        page.goto(address)
        wrong = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > SMALL["width"]:
            wrong.append("it is wider than a small phone")
        page.emulate_media(color_scheme="dark")
        wrong += violations(page, ["color-contrast"])
        page.emulate_media(color_scheme="light")
        if language == "vi" and name in LAID_OUT_ANEW:
            page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
            wrong += violations(page)
            page.set_viewport_size(SMALL)  # type: ignore[arg-type]
        if wrong:
            found[name] = wrong
    assert found == {}


def test_open_suggestions_are_accessible(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("ke hoach")
    expect(page.get_by_role("option").first).to_be_visible()
    assert violations(page) == []


def test_what_is_touched_on_a_phone_is_large(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    for name in ("home", "answer", "search", "documents", "deadlines"):
        page.goto(PAGES[name])
        small = page.locator("button, input:not([type=hidden]), summary, .button").evaluate_all(
            "all => all.filter(one => one.offsetHeight && one.offsetHeight < 44)"
            ".map(one => one.outerHTML)"
        )
        assert small == [], name


def test_dark_is_dark_and_light_is_light(new_page: NewPage) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto("/")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        shades[scheme] = sum(int(part) for part in colour[4:-1].split(","))
    assert shades["dark"] < 120
    assert shades["light"] > 650


def test_nothing_moves_for_those_who_do_not_want_it(new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_on_paper_the_answer_is_left_and_the_forms_are_not(page: Page) -> None:
    page.goto(PAGES["answer"])
    page.emulate_media(media="print")
    expect(page.locator(".value")).to_be_visible()
    expect(page.locator(".sources blockquote")).to_be_visible()
    for gone in (".top", "main > .ask", ".tools", ".onward"):
        expect(page.locator(gone)).to_be_hidden()


def test_a_hostile_document_stays_text(page: Page) -> None:
    page.goto(PAGES["hostile"])
    expect(page.locator(".words")).to_contain_text(made_papers.ATTACK)
    page.locator(".sources .title").click()
    expect(page.locator("#quote")).to_contain_text(made_papers.ATTACK)
    expect(page.locator("h1")).to_contain_text(made_papers.ATTACK)
    for address in ("/documents", "/search?q=muon+phong+hop", "/deadlines", "/"):
        page.goto(address)
        assert page.locator("main img, main script").count() == 0
    page.get_by_role("combobox").press_sequentially("cong van thu")
    expect(page.get_by_role("option").first).to_contain_text(made_papers.ATTACK)
    assert page.evaluate("window.hacked") is None


def test_a_hostile_question_stays_text(page: Page) -> None:
    for path in ("/", "/search"):
        page.goto(f"{path}?q={quote(made_papers.ATTACK)}&after={quote(made_papers.ATTACK)}")
        assert page.locator("main img, main script").count() == 0
        assert page.evaluate("window.hacked") is None


def test_nothing_comes_from_elsewhere_and_nothing_is_inline(page: Page, site: Site) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    for address in (PAGES["answer"], PAGES["document"]):
        reply = page.goto(address)
        assert reply
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.locator("[style], style, script:not([src]), [onclick]").count() == 0
    assert all(one.startswith(site.url) for one in loaded)


def test_feedback_leads_nowhere_else(page: Page, site: Site) -> None:
    given: dict[str, str | float | bool] = {"verdict": "up", "outcome": "answered"}
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"):
        reply = page.request.post("/feedback", form={**given, "back": back}, max_redirects=0)
        assert reply.status == 303
        assert reply.headers["location"] == "/?thanks=1"
    before = site.opinions
    foreign = page.request.post(
        "/feedback", form=given, headers={"Sec-Fetch-Site": "cross-site"}, max_redirects=0
    )
    assert foreign.status == 403
    assert site.opinions == before
