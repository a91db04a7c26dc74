"""Pages fetched from a real server: what comes, what is refused, and what is left on the disk."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import made_pages
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import html

from assistant.documents.addresses import NotPublic, is_public, public_addresses
from assistant.documents.fetch import Fetcher, FetchLimits, tidy_url
from assistant.documents.read import read_document
from assistant.documents.saved_page import SavedPage, as_markdown, save_page
from assistant.errors import DocumentRefused, FetchRefused, UsageError
from assistant.types import Document

TODAY = date(2026, 11, 2)
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by path; what nobody described is 404."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.headers["Host"].partition(":")[0], self.path))
        self.server.agents.add(self.headers["User-Agent"])
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.reply(b"", status=404)
        else:
            answer(self)

    def reply(self, data: bytes, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": "text/html; charset=utf-8", **given}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *_: Any) -> None:
        pass


class Site(ThreadingHTTPServer):
    """A server on loopback, and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.hosts = {"bao.example": ["127.0.0.1"], "huyen.example": ["127.0.0.1"]}
        self.looked_up: list[str] = []

    def url(self, path: str, host: str = "bao.example") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def serve(self, path: str, data: bytes | str, **options: Any) -> str:
        body = data.encode() if isinstance(data, str) else data
        self.answers[path] = lambda handler: handler.reply(body, **options)
        return self.url(path)

    def resolve(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        if host == "mang.noi.bo":
            raise NotPublic("mang.noi.bo is at 10.0.0.1")
        return self.hosts.get(host, [])

    def handle_error(self, *_: Any) -> None:
        """A client that has had enough hangs up."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def fetcher(site: Site) -> Fetcher:
    return Fetcher(site.resolve, FetchLimits(bytes=1_000_000, seconds=2))


def save(url: str, into: Path, fetcher: Fetcher, **options: Any) -> SavedPage:
    return save_page(url, into, fetcher, TODAY, **options)


def saved_document(page: SavedPage) -> Document:
    return read_document(page.path.name, page.path.read_bytes())


def refused(url: str, fetcher: Fetcher) -> str:
    with pytest.raises(FetchRefused) as raised:
        fetcher.fetch(url)
    assert raised.value.url == url
    assert raised.value.remedy
    return raised.value.reason


# What is saved.


@pytest.mark.parametrize("layout", made_pages.LAYOUTS)
def test_the_article_is_saved_and_nothing_of_the_page_around_it(
    site: Site, fetcher: Fetcher, tmp_path: Path, layout: str
) -> None:
    url = site.serve("/tin/1", made_pages.LAYOUTS[layout]())
    page = save(url, tmp_path / "tin", fetcher)
    assert (page.outcome, page.title, page.url) == ("saved", made_pages.HEADLINE, url)
    assert page.path.name.startswith("huyen-uy-sao-mai-so-ket-sau-thang-dau-nam-ve-cong")
    document = saved_document(page)
    assert (document.title, document.kind) == (made_pages.HEADLINE, "news")
    assert (document.author, document.published_on) == (made_pages.AUTHOR, date(2024, 6, 15))
    assert (document.url, document.place) == (url, "Sao Mai")
    lines = document.text.split("\n")
    assert lines[0] == made_pages.HEADLINE
    assert [line for line in lines if len(line) > 100] == made_pages.PARAGRAPHS
    assert len(lines) <= len(made_pages.PARAGRAPHS) + 3, lines
    assert "\nfetched: 2026-11-02\n" in page.path.read_text("utf-8")


@pytest.mark.parametrize(
    ("charset", "stated", "declared"),
    [
        ("utf-8", "text/html", "utf-8"),
        ("utf-16", "text/html", "utf-16"),
        ("windows-1258", "text/html; charset=windows-1258", "utf-8"),
        ("windows-1258", "text/html", "windows-1258"),
        ("utf-8", "text/html; charset=iso-8859-1", "utf-8"),
        ("utf-8", "text/html; charset=nonsense", "utf-8"),
    ],
)
def test_charsets(
    site: Site, fetcher: Fetcher, tmp_path: Path, charset: str, stated: str, declared: str
) -> None:
    from unicodedata import normalize

    form = "NFD" if charset == "windows-1258" else "NFC"
    text = made_pages.tables().replace('charset="utf-8"', f'charset="{declared}"')
    if form == "NFD":  # it has letters with their first sign, and tone marks apart
        text = "".join(_windows_1258(c) for c in normalize("NFC", text))
    data = text.encode(charset)
    url = site.serve("/a", data, Content_Type=stated)
    assert made_pages.PARAGRAPHS[1] in saved_document(save(url, tmp_path, fetcher)).text


def _windows_1258(letter: str) -> str:
    from unicodedata import normalize

    try:
        letter.encode("windows-1258")
    except UnicodeEncodeError:
        base, marks = normalize("NFD", letter)[0], normalize("NFD", letter)[1:]
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        others = [mark for mark in marks if mark not in tones]
        return normalize("NFC", "".join([base, *others])) + "".join(tones)
    return letter


def test_packed_pages_are_unpacked_within_the_limit(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    packed = gzip.compress(made_pages.modern().encode())
    url = site.serve("/gz", packed, Content_Encoding="gzip")
    assert save(url, tmp_path, fetcher).title == made_pages.HEADLINE
    bomb = site.serve("/bomb", gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    assert refused(bomb, fetcher) == "it is larger than 1 MB"
    broken = site.serve("/broken", b"no gzip", Content_Encoding="gzip")
    assert refused(broken, fetcher) == "what its server sends is broken"


LINES = st.text(
    st.one_of(st.sampled_from("#*_`[]()<>|\\-+=~.:!&; 1239ab"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=40,
)


@given(st.lists(LINES, min_size=1, max_size=6), st.integers(0, 5))
def test_text_saved_as_markdown_is_read_again_as_it_was(lines: list[str], heading: int) -> None:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    data = html(f"<h2>Mục {heading}</h2><p>Một câu có đủ chữ để đọc được.</p>{body}")
    try:
        before = read_document("a.html", data)
    except DocumentRefused:
        return  # nothing that people can read
    after = read_document("a.md", as_markdown(before, "https://bao.example/1", TODAY).encode())
    assert after.text == before.text
    assert after.headings[:1] == before.headings[:1]
    assert after.title == before.title


def escape(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;")


def test_an_official_paper_on_a_page_keeps_its_head(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    from made_files import PLAN

    url = site.serve("/kh", html("".join(f"<p>{line}</p>" for line in PLAN.split("\n"))))
    document = saved_document(save(url, tmp_path, fetcher))
    assert (document.kind, document.number, document.url) == ("KH", "12-KH/HU", url)
    assert document.issued_on == date(2024, 2, 5)


def test_a_page_with_a_secrecy_mark_is_not_saved(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    url = site.serve("/m", html("<p><b>TUYỆT MẬT</b></p><p>Nội dung về đập Mây Trắng.</p>"))
    with pytest.raises(FetchRefused, match="secrecy mark") as raised:
        save(url, tmp_path, fetcher)
    assert "Mây" not in str(raised.value)
    assert [*tmp_path.iterdir()] == []


# The file of a page.


def test_a_page_that_is_there_is_kept_and_not_asked_for(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    url = site.serve("/tin/1", made_pages.modern())
    first = save(url, tmp_path, fetcher)
    first.path.write_text(first.path.read_text("utf-8") + "\nGhi thêm.\n", "utf-8")
    before = first.path.read_bytes()
    site.asked.clear()
    again = save(f"{url}?utm_source=zalo&fbclid=1#top", tmp_path, fetcher)
    assert (again.outcome, again.path, again.title) == ("kept", first.path, made_pages.HEADLINE)
    assert site.asked == []
    assert first.path.read_bytes() == before


def test_a_page_is_updated_where_that_is_asked(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    url = site.serve("/tin/1", made_pages.modern())
    first = save(url, tmp_path, fetcher)
    assert save(url, tmp_path, fetcher, update=True).outcome == "unchanged"
    site.serve("/tin/1", made_pages.modern().replace("42 đảng viên", "43 đảng viên"))
    changed = save(url, tmp_path, fetcher, update=True)
    assert (changed.outcome, changed.path) == ("updated", first.path)
    assert "43 đảng viên" in first.path.read_text("utf-8")
    site.serve("/tin/1", made_pages.modern().replace(made_pages.HEADLINE, "Một đầu đề khác hẳn"))
    assert save(url, tmp_path, fetcher, update=True).path == first.path
    assert [*tmp_path.iterdir()] == [first.path]


def test_pages_never_take_each_others_files(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    one = save(site.serve("/a", made_pages.modern()), tmp_path, fetcher)
    other = save(site.serve("/b", made_pages.modern()), tmp_path, fetcher)
    assert one.path != other.path
    # A file that somebody named as this page's would be, though it is another's.
    taken = tmp_path / one.path.name
    taken.write_text("---\nurl: https://khac.example/\n---\nCủa trang khác.", "utf-8")
    with pytest.raises(UsageError, match="another page"):
        save(site.url("/a"), tmp_path, fetcher)
    assert "Của trang khác" in taken.read_text("utf-8")


def test_a_folder_that_cannot_be_written_to_is_named(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    url = site.serve("/a", made_pages.modern())
    into = tmp_path / "file"
    into.write_text("x")
    with pytest.raises(UsageError, match="file"):
        save(url, into, fetcher)


# What is refused.


@pytest.mark.parametrize(
    "url",
    ["ftp://bao.example/a", "file:///etc/passwd", "bao.example/a", "", "javascript:alert(1)",
     "http://", "gopher://bao.example/", "https://nguoi:mat-khau@bao.example/", "http://[::1/"],
)  # fmt: skip
def test_other_addresses_than_those_of_the_web(url: str, site: Site, fetcher: Fetcher) -> None:
    assert "it" in refused(url, fetcher)
    assert site.looked_up == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "no such page"), (410, "taken down"), (403, "not give it to programs"),
     (429, "too often"), (500, "answers with 500"), (204, "answers with 204")],
)  # fmt: skip
def test_pages_that_are_not_there(site: Site, fetcher: Fetcher, status: int, reason: str) -> None:
    assert reason in refused(site.serve("/x", b"", status=status), fetcher)


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/plain"])
def test_other_files_than_pages(site: Site, fetcher: Fetcher, kind: str) -> None:
    assert kind in refused(site.serve("/x", b"%PDF-1.7", Content_Type=kind), fetcher)


def test_large_pages_are_not_loaded(site: Site, fetcher: Fetcher) -> None:
    sent = 0

    def endless(handler: Handler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        handler.close_connection = True
        while sent < 200_000_000:
            sent += handler.wfile.write(b"<p>x</p>" * 10_000)

    site.answers["/endless"] = endless
    assert refused(site.url("/endless"), fetcher) == "it is larger than 1 MB"
    assert sent < 50_000_000


@pytest.mark.parametrize("where", ["head", "body"])
def test_slow_servers_are_given_up(site: Site, fetcher: Fetcher, where: str) -> None:
    stop = threading.Event()

    def drip(handler: Handler) -> None:
        handler.close_connection = True
        if where == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.05):
            handler.wfile.write(b"X" if where == "body" else b"X-A: b\r\n")

    site.answers["/slow"] = drip
    begun = time.perf_counter()
    assert refused(site.url("/slow"), fetcher) == "it took longer than 2 s"
    assert time.perf_counter() - begun < 6
    stop.set()


def test_hosts_that_do_not_answer_are_named(site: Site, fetcher: Fetcher) -> None:
    assert "no host khong.example" in refused("http://khong.example/a", fetcher)
    site.hosts["tat.example"] = ["127.0.0.1"]
    assert "cannot be reached" in refused("http://tat.example:1/a", fetcher)


# Redirects, and where names lead.


def test_redirects_are_followed_and_the_last_address_is_kept(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    last = site.serve("/moi", made_pages.modern())
    asked = site.serve("/cu", b"", status=301, Location="/moi#doan")
    page = save(asked, tmp_path, fetcher)
    assert page.url == last
    assert saved_document(page).url == last
    assert save(asked, tmp_path, fetcher).outcome == "kept"
    loop = site.serve("/vong", b"", status=302, Location="/vong")
    assert "from page to page" in refused(loop, fetcher)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://mang.noi.bo/", "not on the public internet"),
        ("file:///etc/passwd", "no address of the web"),
        ("http://khong.example/", "no host khong.example"),
        ("http://[::1", "Invalid URL"),
        ("https://nguoi:mat-khau@bao.example/", "user name"),
    ],
)
def test_every_redirect_is_checked(
    site: Site, fetcher: Fetcher, location: str, reason: str
) -> None:
    asked = site.serve("/ra", b"", status=302, Location=location)
    assert reason in refused(asked, fetcher)


def test_a_name_is_looked_up_before_each_connection_and_never_by_it(site: Site) -> None:
    """A name that leads elsewhere the second time leads nowhere: each answer is checked."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])

    def rebinding(host: str, port: int) -> list[str]:
        found = next(answers, None)
        if found is None:
            raise NotPublic(f"{host} is at 192.168.1.1")
        return found

    url = site.serve("/a", made_pages.modern())
    fetcher = Fetcher(rebinding)
    assert fetcher.fetch(url).data
    assert site.asked == [("bao.example", "/robots.txt"), ("bao.example", "/a")]
    assert "not on the public internet" in refused(url, fetcher)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
     "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "192.0.2.1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "::1"])
def test_this_machine_is_not_public_however_it_is_written(host: str) -> None:
    with pytest.raises(NotPublic, match=host):
        public_addresses(host, 80)


def test_by_default_nothing_of_the_own_network_is_fetched(site: Site) -> None:
    fetcher = Fetcher()
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433"):
        assert "not on the public internet" in refused(site.url("/a", host), fetcher)
    assert site.asked == []


# robots.txt.


def test_what_robots_txt_forbids_is_not_fetched(site: Site, fetcher: Fetcher) -> None:
    open_page = site.serve("/mo/1", made_pages.modern())
    closed = site.serve("/kin/1", made_pages.modern())
    site.serve("/robots.txt", "User-agent: *\nDisallow: /kin/\n", Content_Type="text/plain")
    assert fetcher.fetch(open_page).data
    assert "robots.txt" in refused(closed, fetcher)
    hidden = site.serve("/vao", b"", status=302, Location="/kin/1")
    assert "robots.txt" in refused(hidden, fetcher)
    paths = [path for _, path in site.asked]
    assert paths.count("/robots.txt") == 1
    assert "/kin/1" not in paths


def test_rules_for_this_program_by_name(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/a", made_pages.modern())
    site.serve("/robots.txt", "User-agent: assistant\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert "robots.txt" in refused(url, fetcher)
    assert all(agent.startswith("assistant/") for agent in site.agents)


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)]
)
def test_robots_txt_that_is_not_there(
    site: Site, fetcher: Fetcher, status: int, allowed: bool
) -> None:
    url = site.serve("/a", made_pages.modern())
    site.serve("/robots.txt", b"", status=status)
    if allowed:
        assert fetcher.fetch(url).data
    else:
        assert "cannot say now" in refused(url, fetcher)


def test_each_site_has_its_own_rules(site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
    assert "robots.txt" in refused(site.url("/a"), fetcher)
    assert "robots.txt" in refused(site.url("/a", "huyen.example"), fetcher)
    assert [host for host, _ in site.asked] == ["bao.example", "huyen.example"]


@pytest.mark.parametrize(
    ("url", "tidy"),
    [
        ("https://a.example/x?id=1&utm_source=z#y", "https://a.example/x?id=1"),
        ("https://a.example/x?fbclid=1", "https://a.example/x"),
        ("https://a.example/x?a=1&b=%C4%91", "https://a.example/x?a=1&b=%C4%91"),
        ("HTTPS://A.example", "https://a.example"),
    ],
)
def test_addresses_are_tidied(url: str, tidy: str) -> None:
    assert tidy_url(url) == tidy
