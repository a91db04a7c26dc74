"""Web pages from the internet: few, slowly, as their sites allow, and nothing but pages."""

from __future__ import annotations

import asyncio
import codecs
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

from assistant.documents.addresses import NotPublic, Resolver, public_addresses
from assistant.errors import FetchRefused

if TYPE_CHECKING:
    import httpx

_NAME = "assistant"
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_MOST_REDIRECTS = 5
_ROBOTS_BYTES = 512 * 1024  # what of robots.txt is read, as its standard asks for at least
_BY_HAND = "Open it in a browser; where it is right to keep it, save it there and add the file."
_LATER = "Try again later."
_REFUSALS = {
    401: ("it asks for a password", _BY_HAND),
    403: ("its server does not give it to programs (403)", _BY_HAND),
    404: ("there is no such page (404)", "Check the address."),
    410: ("the page was taken down (410)", "Check the address."),
    429: ("its server was asked too often (429)", _LATER),
}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one page may take, redirects and robots.txt included."""

    bytes: int = 10_000_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: `url` is where it was in the end, `data` its HTML."""

    url: str
    data: bytes


class Fetcher:
    """Fetches pages, and remembers what the robots.txt of each site says.

    Names are looked up by `resolve` alone, and connections go to the addresses that it gave: a
    name cannot lead elsewhere between the two.
    """

    def __init__(
        self, resolve: Resolver = public_addresses, limits: FetchLimits | None = None
    ) -> None:
        self._resolve = resolve
        self._limits = limits or FetchLimits()
        self._robots: dict[str, RobotFileParser] = {}
        self._agent = f"{_NAME}/{version('assistant')} (saves pages as documents for an office)"

    def fetch(self, url: str) -> Fetched:
        """Raises FetchRefused."""
        try:
            return asyncio.run(self._in_time(url))
        except TimeoutError:
            reason = f"it took longer than {self._limits.seconds:g} s"
            raise FetchRefused(url, reason, _LATER) from None

    async def _in_time(self, url: str) -> Fetched:
        async with asyncio.timeout(self._limits.seconds):
            return await self._follow(url)

    async def _follow(self, asked: str) -> Fetched:
        url = parse_url(asked)
        for _ in range(_MOST_REDIRECTS + 1):
            await self._check_robots(asked, url)
            answer = await self._get(asked, url, self._limits.bytes)
            if answer.redirect is None:
                return Fetched(str(url.copy_with(fragment=None)), self._page(asked, answer))
            url = parse_url(answer.redirect, asked)
        raise FetchRefused(
            asked, f"it leads from page to page, more than {_MOST_REDIRECTS} times", _BY_HAND
        )

    def _page(self, asked: str, answer: _Answer) -> bytes:
        """The HTML of an answer, in UTF-8 where its server says that it is in something else."""
        if answer.status in _REFUSALS:
            raise FetchRefused(asked, *_REFUSALS[answer.status])
        if answer.status != 200:
            raise FetchRefused(asked, f"its server answers with {answer.status}", _LATER)
        if answer.kind not in _HTML or (not answer.kind and not _looks_like_html(answer.data)):
            raise FetchRefused(
                asked,
                f"it is no web page ({answer.kind or 'of no stated type'})",
                "Download the file in a browser and put it into the corpus.",
            )
        return _in_unicode(answer.data, answer.charset)

    async def _check_robots(self, asked: str, url: httpx.URL) -> None:
        site = f"{url.scheme}://{url.netloc.decode()}"
        if site not in self._robots:
            self._robots[site] = await self._read_robots(asked, parse_url(f"{site}/robots.txt"))
        if not self._robots[site].can_fetch(_NAME, str(url)):
            raise FetchRefused(asked, "the robots.txt of its site asks not to fetch it", _BY_HAND)

    async def _read_robots(self, asked: str, url: httpx.URL) -> RobotFileParser:
        rules = RobotFileParser()
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._get(asked, url, _ROBOTS_BYTES, cut=True)
            if answer.redirect is None:
                break
            url = parse_url(answer.redirect, asked)
        if answer.status >= 500:
            raise FetchRefused(asked, "its site cannot say now what may be fetched", _LATER)
        said = answer.data.decode("utf-8-sig", "replace") if answer.status == 200 else ""
        rules.parse(said.splitlines())
        return rules

    async def _get(self, asked: str, url: httpx.URL, most: int, *, cut: bool = False) -> _Answer:
        """One request to an address that was checked; `cut` takes the beginning of what is long."""
        import httpx

        address = (await self._addresses(asked, url))[0]
        # The certificate is checked for the name, though the connection goes to the address.
        request = httpx.Request(
            "GET",
            url.copy_with(host=address, fragment=None),
            headers={
                "Host": url.netloc.decode(),
                "User-Agent": self._agent,
                "Accept": "text/html, application/xhtml+xml",
                "Accept-Encoding": "gzip, deflate",
            },
            extensions={"sni_hostname": url.host},
        )
        try:
            # Proxies of the environment would look names up by themselves.
            async with httpx.AsyncClient(trust_env=False, timeout=self._limits.seconds) as client:
                answer = await client.send(request, stream=True)
                try:
                    return await self._read(asked, url, answer, most, cut)
                finally:
                    await answer.aclose()
        except httpx.TimeoutException:
            raise TimeoutError from None
        except httpx.DecodingError:
            raise FetchRefused(asked, "what its server sends is broken", _LATER) from None
        except (httpx.HTTPError, ssl.SSLError) as error:
            cause = " ".join(str(error).split()) or type(error).__name__
            raise FetchRefused(asked, f"its server cannot be reached ({cause})", _LATER) from None

    async def _read(
        self, asked: str, url: httpx.URL, answer: httpx.Response, most: int, cut: bool
    ) -> _Answer:
        if answer.has_redirect_location:
            return _Answer(answer.status_code, redirect=_joined(url, answer.headers["location"]))
        data = bytearray()
        async for piece in answer.aiter_bytes(64 * 1024):
            data += piece
            if len(data) > most:
                if cut:
                    break
                reason = f"it is larger than {most / 1_000_000:g} MB"
                raise FetchRefused(asked, reason, _BY_HAND)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return _Answer(answer.status_code, bytes(data[:most]), kind, answer.charset_encoding)

    async def _addresses(self, asked: str, url: httpx.URL) -> list[str]:
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = [*await asyncio.to_thread(self._resolve, url.host, port)]
        except NotPublic as error:
            raise FetchRefused(
                asked,
                f"it is not on the public internet ({error})",
                "Put documents of the office's own network into the corpus as files.",
            ) from None
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise FetchRefused(asked, f"there is no host {url.host}", "Check the address.")
        return found


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    redirect: str | None = None


def parse_url(url: str, asked: str | None = None) -> httpx.URL:
    """Raises FetchRefused, about the address that was asked for, where it is no web address."""
    import httpx

    asked = url if asked is None else asked
    try:
        parsed = httpx.URL(url.strip())
        host = parsed.host
    except (httpx.InvalidURL, ValueError):
        raise FetchRefused(asked, "it is not an address", "Write it like https://…") from None
    if parsed.scheme not in ("http", "https") or not host:
        shown = f" but {parsed.scheme}" if parsed.scheme and url != asked else ""
        raise FetchRefused(
            asked, f"it is no address of the web (http or https){shown}", "Write it like https://…"
        )
    if parsed.userinfo:
        raise FetchRefused(
            asked, "it holds a user name or password", "Leave out what stands before the @."
        )
    return parsed


def _joined(url: httpx.URL, location: str) -> str:
    """Where a redirect leads; as it stands where that is no address, to be refused as such."""
    import httpx

    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError):
        return location


def tidy_url(url: str) -> str:
    """The address by which a page is known: without what only tells where a reader came from."""
    parsed = parse_url(url).copy_with(fragment=None)
    kept = [
        (name, value)
        for name, value in parsed.params.multi_items()
        if not name.lower().startswith("utm_") and name.lower() not in _TRACKING
    ]
    if len(kept) == len(parsed.params.multi_items()):
        return str(parsed)
    return str(parsed.copy_with(params=kept) if kept else parsed.copy_with(query=None))


_TRACKING: Mapping[str, None] = dict.fromkeys(("fbclid", "gclid", "zarsrc", "mc_cid", "mc_eid"))


def _looks_like_html(data: bytes) -> bool:
    return b"<" in data[:1024] and b"\0" not in data[:1024]


def _in_unicode(data: bytes, charset: str | None) -> bytes:
    """UTF-8 with its mark, which counts more than what the page itself declares.

    Bytes that are UTF-8 stay as they are; so do those whose stated charset is not known.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + data.decode(charset or "").encode()
        except (LookupError, UnicodeError):
            return data
    return data
