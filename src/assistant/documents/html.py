"""Web pages, and documents saved as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from assistant.documents.blocks import Block, Reading, table_blocks
from assistant.documents.charset import decode_html
from assistant.documents.header import read_header
from assistant.documents.html_fonts import decode_fonts
from assistant.documents.marks import HEAD_LINES
from assistant.documents.news import extract_article, is_news_page
from assistant.documents.newslines import byline
from assistant.documents.reflow import Line, reflow
from assistant.documents.silence import silenced
from assistant.errors import DocumentRefused
from assistant.vietnamese.normalize import clean, comparable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset(
    "script style noscript template head iframe object svg canvas button select option textarea "
    "input nav audio video map".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr o:p".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NEWS_MARKUP = re.compile(
    r"\"@type\"\s*:\s*\"(?:News|Reportage)?Article\"|property=[\"']og:type[\"'][^>]*article"
    r"|[\"']article:published_time[\"']",
    re.IGNORECASE,
)
# Above this share of linked characters a page is a web page, not a document saved as one.
_MANY_LINKS = 0.2
_MENU_LINKS = 0.8
_LONG_PARAGRAPH = 50
_MOST = 0.9
_LEAST_OF_NEWS = 0.2
_LEAST_OF_PAGE = 0.5
_HOLDERS = frozenset(
    ["div", "article", "section", "main", "td", "tr", "tbody", "table", "form", "center"]
)
_HEADLINE_WORDS = 4
_SITE = re.compile(r"\s+(?:\||[–—-])\s+[^|–—]{2,60}$")
_NUMBER_HEAD = re.compile(r"Số\s*:?\s*\d+\s*[-/]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LARGE_CELL = 4


def read_html(source: str, data: bytes) -> Reading:
    """A page's article, or the whole of a document saved as HTML. Raises `DocumentRefused`."""
    text = decode_html(source, data)
    tree = _parse(source, text)
    try:
        decode_fonts(tree, _INLINE)
        whole = _blocks(tree)
        page = _is_web_page(tree)
        lines = [block.text for block in whole]
        header = read_header(lines)
        scan = (*lines[:HEAD_LINES], *_head_cells(tree))
        if header is not None and header.official:
            return Reading(tuple(_blocks(tree, menus=False)) if page else tuple(whole), scan)
        news = _NEWS_MARKUP.search(text) is not None
        if not (news or page):
            return Reading(tuple(whole), scan)
        headline = _headline(tree, lines)
        published = _published(tree, text)
        around = extract_article(whole, headline=headline, published=published)
        news = news or is_news_page(whole)
        blocks = _main_blocks(tree, text, _LEAST_OF_NEWS if news else _LEAST_OF_PAGE)
    except RecursionError:
        raise DocumentRefused(
            source, "its elements are nested too deeply", "Save the page again from a browser."
        ) from None
    named = _meta(tree, "author", "article:author")
    return Reading(
        tuple(blocks or whole),
        scan,
        headline=headline,
        published=around.published if around else published,
        dateline=around.dateline if around else None,
        author=(around.author if around else None) or (byline(named) if named else None),
        article=news,
        from_markup=True,
    )


def _parse(source: str, text: str) -> HtmlElement:
    import lxml.html
    from lxml.etree import LxmlError

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    try:
        return lxml.html.document_fromstring(text)
    except (LxmlError, ValueError) as error:
        raise DocumentRefused(
            source,
            f"it has no text ({type(error).__name__})",
            "Save the page again from a browser.",
        ) from None


def _main_blocks(tree: HtmlElement, text: str, least: float) -> list[Block]:
    """The blocks of the main element; of all but menus where that holds less than `least`."""
    everything = _blocks(tree, menus=False)
    main = _blocks(_main_element(tree, text), menus=False)
    held, total = (sum(len(block.text) for block in blocks) for blocks in (main, everything))
    return main if held >= least * total else everything


def _main_element(tree: HtmlElement, text: str) -> HtmlElement:
    """The smallest element that holds the main text as trafilatura finds it.

    What trafilatura itself gives leaves out subheadings on some pages.
    """
    import trafilatura

    body = tree.find("body")
    element = tree if body is None else body
    with silenced("trafilatura", "htmldate", "justext", "readability"):
        try:
            found = trafilatura.bare_extraction(text, include_comments=False, favor_recall=True)
        except Exception:  # it raises almost anything on odd pages
            found = None
    main = getattr(found, "body", None)
    if main is None:
        return element
    paragraphs = {_squeezed(paragraph) for paragraph in main.iter("p", "item", "head", "cell")}
    paragraphs = {paragraph for paragraph in paragraphs if len(paragraph) > _LONG_PARAGRAPH}
    while True:
        held = ((_held(child, paragraphs), child) for child in element if child.tag in _HOLDERS)
        share, child = max(held, key=lambda pair: pair[0], default=(0.0, element))
        if share < _MOST:
            return element
        element = child


def _held(element: HtmlElement, paragraphs: Set[str]) -> float:
    """The share of the paragraphs' characters that stand in an element."""
    content = _squeezed(element)
    total = sum(map(len, paragraphs))
    return sum(len(p) for p in paragraphs if p in content) / total if total else 0.0


def _squeezed(element: HtmlElement) -> str:
    return "".join("".join(element.itertext()).split())


def _blocks(root: HtmlElement, *, menus: bool = True) -> list[Block]:
    """All text of an element, block by block; without `menus` not what is nearly all links."""
    blocks: list[Block] = []
    buffer: list[str] = []

    def flush(level: int | None = None) -> None:
        lines = clean("".join(buffer)).split("\n")
        buffer.clear()
        blocks.extend(replace(block, level=level) for block in reflow([Line(x) for x in lines]))

    def walk(element: HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED or _HIDDEN.search(element.get("style", "")):
            return
        if not menus and _is_menu(element):
            return
        if tag == "br":
            buffer.append("\n")
            return
        inline = tag in _INLINE
        if not inline:
            flush()
        if tag == "table" and (rows := _data_rows(element)) is not None:
            blocks.extend(table_blocks(rows))
            return
        if tag == "li":
            buffer.append(_bullet(element))
        buffer.append(_spaced(element.text, tag))
        for child in element:
            walk(child)
            buffer.append(_spaced(child.tail, tag))
        if not inline:
            flush(_HEADINGS.get(tag))

    walk(root)
    flush()
    return blocks


def _spaced(text: str | None, tag: str) -> str:
    """Line breaks of the source are spaces, save in preformatted text."""
    return text or "" if tag == "pre" or not text else re.sub(r"\s+", " ", text)


def _bullet(item: HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    return f"{sum(sibling.tag == 'li' for sibling in item.itersiblings(preceding=True)) + 1}. "


def _data_rows(table: HtmlElement) -> list[list[list[str]]] | None:
    """Rows of cells of lines; None for a table that lays out the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [
        [[block.text for block in _blocks(cell)] for cell in row.iterchildren("td", "th")]
        for row in table.iter("tr")
    ]
    single = all(len(row) < 2 for row in rows)
    large = any(len(cell) > _LARGE_CELL for row in rows for cell in row)
    return None if single or large else rows


def _head_cells(tree: HtmlElement) -> Iterator[str]:
    """Each line of the first table cells, where a mark may stand alone."""
    for cell in islice(tree.iter("td", "th"), HEAD_LINES):
        yield from (block.text for block in _blocks(cell))


def _is_web_page(tree: HtmlElement) -> bool:
    body = tree.find("body")
    if body is None:
        return False
    if next(body.iter("nav", "article", "main"), None) is not None:
        return True
    return _linked(body) > _MANY_LINKS


def _is_menu(element: HtmlElement) -> bool:
    if element.tag in ("header", "footer", "aside"):
        return not _NUMBER_HEAD.search(element.text_content())
    return (
        element.tag in ("ul", "ol", "div", "td", "section")
        and len(element.findall(".//a")) > 2
        and _linked(element) > _MENU_LINKS
    )


def _linked(element: HtmlElement) -> float:
    """The share of an element's characters that are links."""
    linked = sum(len("".join(a.text_content().split())) for a in element.iter("a"))
    return linked / max(1, len("".join(element.text_content().split())))


def _meta(tree: HtmlElement, *names: str) -> str | None:
    for element in tree.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() in names:
            content = " ".join(clean(element.get("content") or "").split())
            if content:
                return content
    return None


def _headline(tree: HtmlElement, lines: Sequence[str]) -> str | None:
    """The page's only long h1, else its stated title, without the site's name behind it."""
    large = [" ".join(clean(h1.text_content()).split()) for h1 in tree.iter("h1")]
    large = [text for text in large if len(text.split()) >= _HEADLINE_WORDS]
    if len(large) == 1:
        return large[0]
    stated = _meta(tree, "og:title") or " ".join(clean(tree.findtext(".//title") or "").split())
    for title in (stated, _SITE.sub("", stated)):
        if title and any(comparable(title) == comparable(line) for line in lines):
            return title
    return None


def _published(tree: HtmlElement, text: str) -> date | None:
    """The day that the page's markup states; never one that is guessed."""
    stated = _meta(tree, "article:published_time", "datepublished", "pubdate", "dc.date.issued")
    if stated is None and (found := re.search(r"\"datePublished\"\s*:\s*\"([^\"]+)\"", text)):
        stated = found[1]
    day = re.match(r"(\d{4})-(\d{2})-(\d{2})", stated or "")
    try:
        return date(*map(int, day.groups())) if day else None
    except ValueError:
        return None
