"""Find the feeds of a site: read what its page declares, then look where its platform and others have theirs.

The web is asked through the one client, one request after another, so that robots.txt, pacing and limits hold; and at most
so often as the caller allows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.clock import Clock, utc_now
from transforms.errors import FeedError, FetchError
from transforms.feed_items import ParsedFeed
from transforms.pool.errors import TaskCrashed, TaskTimedOut
from transforms.pure.discovery.holdings import describe_feed
from transforms.pure.discovery.leads import Lead, declared_in, distinct_leads, linked_leads
from transforms.pure.discovery.platforms import find_platforms, usual_leads, usual_sitemaps
from transforms.pure.discovery.ranking import FoundFeed, Pick, pick_feed, rank_feeds
from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.feeds.indexes import is_news_sitemap
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.sitemaps import merge_sitemaps
from transforms.pure.feeds.window import KnownSitemap
from transforms.pure.net.charsets import decode_page
from transforms.pure.net.responses import declared_charset
from transforms.pure.net.urls import clean, resolve, url_key
from transforms.pure.page.elements import parse_html
from transforms.web.client import Web
from transforms.web.response import Response
from transforms.web.sitemaps import follow_index

MOST_REQUESTS = 20
# Of one kind of lead at least so many are asked for, and else half of all requests: of a hundred feeds the first tell enough.
LEAST_OF_A_KIND = 8
MOST_SITEMAPS = 3
MOST_OVERVIEWS = 2
MAX_ITEMS = 2000
INLINE_BYTES = 256_000
READ_SECONDS = 30.0
_START_BYTES = 20_000
# Where no scheme is given and this is wrong, the site may have no https. Its host is left alone for a while.
_NO_TLS = (reasons.TLS, reasons.CONNECTION)


class FoundFeeds(Struct, frozen=True, kw_only=True):
    """What was found at an address: its feeds, the best first, and the one to take.

    `unread` are leads that were not asked for, since `requests` were enough. `problems` say what went wrong on the way, a
    sentence each. `platforms` are the systems that the site seems to run on.
    """

    url: str
    feeds: tuple[FoundFeed, ...] = ()
    pick: Pick | None = None
    platforms: tuple[str, ...] = ()
    unread: tuple[Lead, ...] = ()
    problems: tuple[str, ...] = ()
    requests: int = 0


def find_feeds(
    url: str,
    web: Web,
    *,
    clock: Clock = utc_now,
    most_requests: int = MOST_REQUESTS,
    note: Callable[[str], None] = lambda url: None,
) -> FoundFeeds:
    """Find the feeds of the site or section whose address is given; the address of a feed is found as that feed.

    What is not found is no error: then `feeds` is empty, and `problems` say why. `note` is told each address before it is asked
    for; robots.txt does not count as a request. Raises: ValueError with a sentence where
    `url` is no address.
    """
    finder = _Finder(with_scheme(url), web, clock, most_requests, note)
    found = web.submit(finder.find()).result()
    if "://" not in url and finder.error is not None and finder.error.reason in _NO_TLS:
        plain = found.url.replace("https://", "http://", 1)
        return replace(found, problems=(*found.problems, f"if the site has no https, ask for {plain} a little later"))
    return found


def with_scheme(url: str) -> str:
    """Give an address as people write it with a scheme, cleaned. Raises: ValueError.

    >>> with_scheme(" valley.example/news ")
    'https://valley.example/news'
    """
    text = url.strip()
    return clean(text if "://" in text.partition("?")[0] else f"https://{text}")


class _Finder:
    """One search: what it found, what it still may ask, and where it has been."""

    def __init__(self, url: str, web: Web, clock: Clock, most_requests: int, note: Callable[[str], None]) -> None:
        self._url, self._web, self._clock, self._most, self._note = url, web, clock, most_requests, note
        self._asked: set[str] = set()
        self._requests = 0
        self._found: list[FoundFeed] = []
        self._unread: list[Lead] = []
        self._problems: list[str] = []
        self._platforms: tuple[str, ...] = ()
        self.error: FetchError | None = None
        self._overviews: list[Response] = []

    async def find(self) -> FoundFeeds:
        page = await self._ask(Lead(url=self._url, source="given"), tell=True)
        if page is not None:
            await self._search(page)
        elif not self._found and self.error is not None and self.error.status is not None:
            # The page is kept from us; its feeds are meant for machines.
            await self._try(usual_leads(self._url)[:LEAST_OF_A_KIND], until_found=True)
        ranked = rank_feeds(self._found, self._clock())
        return FoundFeeds(
            url=self._url,
            feeds=ranked,
            pick=pick_feed(ranked, self._clock()),
            platforms=self._platforms,
            unread=distinct_leads(self._unread),
            problems=tuple(self._problems),
            requests=self._requests,
        )

    async def _search(self, page: Response) -> None:
        text, declared, linked = _read_page(page)
        await self._try(declared)
        await self._try(linked)
        for overview in self._overviews[:MOST_OVERVIEWS]:
            if not self._has_articles():  # "/rss" is often a page about the site's feeds
                _, declared, linked = _read_page(overview)
                await self._try((*linked, *declared))
        await self._try_home(page)
        platforms = find_platforms(page.final_url, text)
        self._platforms = tuple(platform.name for platform in platforms)
        if not self._has_articles():
            await self._try([lead for platform in platforms for lead in platform.leads])
        await self._try_robots(page.final_url)
        if not self._has_articles():
            await self._try(usual_leads(page.final_url), until_found=True)
            await self._try(usual_sitemaps(page.final_url), until_found=True)

    async def _try_home(self, page: Response) -> None:
        """Look at the site's home page, where the page is another one and shows no feed."""
        home = resolve(page.final_url, "/")
        if self._has_articles() or url_key(home) in self._asked or self._requests >= self._most:
            return
        answer = await self._ask(Lead(url=home, source="usual place"), tell=False)
        if answer is not None:
            _, declared, linked = _read_page(answer)
            await self._try(declared)
            await self._try(linked)

    async def _try_robots(self, url: str) -> None:
        """Ask for the sitemaps of news that robots.txt names; for others too, where there is no feed."""
        try:
            urls = await self._web.sitemaps_of(url)
        except FetchError:
            return  # it has been told, or robots.txt is not there
        leads = [Lead(url=one, source="robots.txt") for one in urls]
        await self._try([lead for lead in leads if is_news_sitemap(lead.url)][:MOST_SITEMAPS])
        if not self._has_articles():
            await self._try(leads[:MOST_SITEMAPS], until_found=True)

    def _has_articles(self) -> bool:
        return any(
            feed.holding.items and not feed.lead.is_comments and not feed.lead.is_foreign for feed in self._found
        )

    async def _try(self, leads: Iterable[Lead], until_found: bool = False) -> None:
        """Ask for leads of one kind, until one is a feed where that is enough."""
        before = len(self._found)
        for number, lead in enumerate(distinct_leads(leads)):
            if url_key(lead.url) in self._asked:
                continue
            if until_found and len(self._found) > before:
                return
            most = max(LEAST_OF_A_KIND, self._most // 2)
            if (number >= most and not until_found) or self._requests >= self._most:
                self._unread.append(lead)
            else:
                await self._ask(lead, tell=lead.source == "declared")

    async def _ask(self, lead: Lead, *, tell: bool) -> Response | None:
        """Ask for a lead, and keep it where it is a feed; give the answer where it is something else."""
        self._asked.add(url_key(lead.url))
        try:
            response = await self._get(lead.url, None)
            response = await follow_index(response, (), self._get, most=MOST_SITEMAPS, unconditional=True)
            await self._keep(lead, response)
        except FetchError as error:
            self.error = error
            if tell:
                self._problems.append(str(error))
        except FeedError as error:
            if lead.source == "linked":
                self._overviews.append(response)
            if tell and lead.source != "given":
                self._problems.append(str(error))
            return response
        return None

    async def _get(self, url: str, known: KnownSitemap | None) -> Response:
        self._requests += 1
        self._note(url)
        return await self._web.get(url, kind="feed")

    async def _keep(self, lead: Lead, response: Response) -> None:
        bodies = [part.response for part in response.parts if part.response is not None] or [response]
        url = _address(bodies[0] if len(bodies) == 1 else response)  # an index of one: that one
        if url_key(url) in {url_key(feed.url) for feed in self._found}:
            return
        feeds = [await self._read(body) for body in bodies]
        parsed = feeds[0] if len(feeds) == 1 else merge_sitemaps(feeds, MAX_ITEMS)
        text = decode_feed(bodies[0].body[:_START_BYTES], bodies[0].headers.get("content-type"))
        self._found.append(FoundFeed(url=url, lead=lead, holding=describe_feed(parsed, text, self._clock())))

    async def _read(self, body: Response) -> ParsedFeed:
        """Read a document: a small one in a thread, a large one in a child process, which a deadline can end."""
        content_type = body.headers.get("content-type")
        parse = partial(
            parse_feed, url=body.final_url, content_type=content_type, now=self._clock(), max_items=MAX_ITEMS
        )
        if len(body.body) <= INLINE_BYTES:
            return await asyncio.to_thread(parse, body.body)
        from transforms.pool.pool import shared_pool  # few documents are so large, and a pool takes its time to begin

        try:
            return await asyncio.wrap_future(shared_pool(1).submit(parse, body.body, READ_SECONDS))
        except (TaskCrashed, TaskTimedOut) as error:
            problem = f"the document ({len(body.body):,} bytes) could not be read: {error}"
            raise FeedError(body.url, problem, reason=reasons.UNREADABLE_FEED, retry=True) from error


def _read_page(page: Response) -> tuple[str, tuple[Lead, ...], tuple[Lead, ...]]:
    """Give the text of a page, the feeds that it declares, and the links that look like feeds."""
    text, _ = decode_page(page.body, declared_charset(page.headers))
    tree = parse_html(text)
    return (
        (text, (), ())
        if tree is None
        else (text, declared_in(tree, page.final_url), linked_leads(tree, page.final_url))
    )


def _address(response: Response) -> str:
    """Give the address to configure: where permanent redirects lead, up to the first that is not."""
    url = response.url
    for hop in response.hops:
        if hop.status not in (301, 308):
            break
        url = hop.location
    return url
