"""Reading back from a feed: whole walks over made-up archives, with what is asked for and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from transforms.errors import FeedError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.archives import (
    LATER,
    Archived,
    ArchiveDocument,
    Sought,
    find_sitemaps,
    first_archive,
    shape,
    walk_back,
    want,
)
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.window import SeenItem, Window

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE = "https://paper.example"
FEED = f"{SITE}/feed/"


def rss(*numbers: int, dated: bool = True, next_url: str | None = None) -> bytes:
    """A page of a feed: item n was published n hours before noon."""
    dates = {
        n: f"<pubDate>{NOON - timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if dated else "" for n in numbers
    }
    items = "".join(f"<item><title>{n}</title><link>{SITE}/news/{n}</link>{dates[n]}</item>" for n in numbers)
    link = f"<atom:link rel='next' href='{next_url}'/>" if next_url else ""
    head = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Paper</title>"
    return f"{head}{link}{items}</channel></rss>".encode()


def sitemap(*numbers: int, folder: str = "news") -> bytes:
    urls = "".join(
        f"<url><loc>{SITE}/{folder}/{n}</loc><lastmod>{NOON - timedelta(hours=n):%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for n in numbers
    )
    return f"<urlset>{urls}</urlset>".encode()


def walked(
    start: str, site: Mapping[str, bytes | ArchiveDocument], sought: Sought, most: int = 10
) -> tuple[list[str], list[int], Archived]:
    """What was asked for, the numbers of what was found, and the rest."""
    walk, asked = walk_back(start, sought, parse_feed, most), []
    try:
        url = next(walk)
        while True:
            asked.append(url.removeprefix(SITE))
            found = site.get(url.removeprefix(SITE))
            url = walk.send(ArchiveDocument(url, found) if isinstance(found, bytes) else found)
    except StopIteration as end:
        archived: Archived = end.value
        numbers = [int(item.link.rpartition("/")[2]) for item in archived.items]
        assert archived.asked == len(asked)
        return asked, numbers, archived


def between(first: float, last: float, *known: str) -> Sought:
    """What was published between so many hours before noon and fewer."""
    return Sought(
        since=NOON - timedelta(hours=first),
        until=NOON - timedelta(hours=last),
        now=NOON,
        known=frozenset(known),
        shapes=frozenset({shape(f"{SITE}/news/1")}),
    )


STARTS = {
    "RFC 5005": (FEED, ParsedFeed(older_url=f"{SITE}/2026-10.atom"), f"{SITE}/2026-10.atom"),
    "WordPress says so": (
        f"{SITE}/rss.xml",
        ParsedFeed(generator="https://wordpress.org/?v=6"),
        f"{SITE}/rss.xml?paged=2",
    ),
    "WordPress by its path": (FEED, ParsedFeed(), f"{FEED}?paged=2"),
    "WordPress with parameters": (f"{FEED}?cat=7", ParsedFeed(), f"{FEED}?cat=7&paged=2"),
    "anything else": (f"{SITE}/rss.xml", ParsedFeed(generator="Drupal"), f"{SITE}/robots.txt"),
}


@pytest.mark.parametrize(("url", "parsed", "start"), STARTS.values(), ids=STARTS)
def test_where_older_items_may_stand(url: str, parsed: ParsedFeed, start: str) -> None:
    assert first_archive(url, parsed) == start


def test_wordpress_pages_are_read_until_one_reaches_back_far_enough() -> None:
    site = {
        "/feed/?paged=2": rss(10, 11, 12),
        "/feed/?paged=3": rss(13, 14, 15),
        "/feed/?paged=4": rss(16, 17, 18),
        "/feed/?paged=5": rss(19, 20, 21),
    }
    asked, numbers, archived = walked(f"{FEED}?paged=2", site, between(16.5, 10.5))
    assert asked == ["/feed/?paged=2", "/feed/?paged=3", "/feed/?paged=4"]
    assert (numbers, archived.reached, archived.next_url) == ([11, 12, 13, 14, 15, 16], True, None)


def test_named_pages_are_followed() -> None:
    site = {"/a/2": rss(10, 11, next_url="/a/1"), "/a/1": rss(12, 13)}
    asked, numbers, archived = walked(f"{SITE}/a/2", site, between(50, 0))
    assert (asked, numbers) == (["/a/2", "/a/1"], [10, 11, 12, 13])
    assert not archived.reached and archived.next_url is None  # the archive ends before the time does


def test_without_dates_what_is_known_from_before_ends_the_search() -> None:
    site = {"/a/2": rss(10, 11, dated=False, next_url="/a/1"), "/a/1": rss(12, 13, 14, dated=False, next_url="/a/0")}
    asked, numbers, archived = walked(f"{SITE}/a/2", site, between(5, 0, f"{SITE}/news/13"))
    assert (asked, numbers, archived.reached) == (["/a/2", "/a/1"], [10, 11, 12], True)


def test_requests_are_bounded_and_the_walk_can_be_continued() -> None:
    site = {f"/feed/?paged={page}": rss(page) for page in range(2, 100)}
    asked, numbers, archived = walked(f"{FEED}?paged=2", site, between(50, 0), most=3)
    assert (len(asked), numbers, archived.next_url) == (3, [2, 3, 4], f"{FEED}?paged=5")
    assert archived.next_url is not None
    assert walked(archived.next_url, site, between(6.5, 0), most=9)[1] == [5, 6]


def test_a_site_that_ignores_the_number_of_the_page_is_asked_twice_at_most() -> None:
    site = {f"/feed/?paged={page}": rss(10, 11, 12) for page in range(2, 100)}
    asked, numbers, archived = walked(f"{FEED}?paged=2", site, between(50, 0))
    assert (asked, numbers, archived.reached) == (["/feed/?paged=2", "/feed/?paged=3"], [10, 11, 12], False)


def test_pages_in_a_circle_end() -> None:
    site = {"/a/2": rss(10, 11, next_url="/a/1"), "/a/1": rss(12, next_url="/a/2")}
    assert walked(f"{SITE}/a/2", site, between(50, 0), most=50)[0] == ["/a/2", "/a/1", "/a/2"]


def test_where_there_are_no_pages_the_sitemaps_are_read() -> None:
    site = {"/robots.txt": b"User-agent: *\nSitemap: /map.xml\n", "/map.xml": sitemap(1, 5, 9, 20)}
    asked, numbers, archived = walked(f"{FEED}?paged=2", site, between(10, 4))
    assert asked == ["/feed/?paged=2", "/robots.txt", "/map.xml"]
    # The first may have been published hours before it was changed.
    assert (numbers, archived.reached) == ([1, 5, 9], True)


def test_a_page_that_is_no_feed_is_none() -> None:
    site = {"/feed/?paged=2": b"<!doctype html><html>Not found</html>"}
    asked, _, archived = walked(f"{FEED}?paged=2", site, between(10, 4))
    assert asked == ["/feed/?paged=2", "/robots.txt", "/sitemap.xml"]
    assert archived == Archived(asked=3)


def test_of_a_sitemap_only_pages_like_the_feeds_are_taken() -> None:
    site = {"/sitemap.xml": sitemap(5, folder="tags") + b"<!-- -->", "/robots.txt": b"Sitemap: /sitemap.xml"}
    assert walked(f"{SITE}/robots.txt", site, between(10, 4))[1] == []


def test_an_index_leads_to_the_sitemaps_that_changed_lately() -> None:
    index = "".join(
        f"<sitemap><loc>{SITE}/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (("2026-11", "2026-11-22"), ("2026-10", "2026-10-31"), ("2009-01", "2009-01-31"))
    )
    site = {
        "/robots.txt": b"Sitemap: /sitemap.xml",
        "/sitemap.xml": f"<sitemapindex>{index}</sitemapindex>".encode(),
        "/2026-11.xml": sitemap(5, 20),
    }
    assert walked(f"{SITE}/robots.txt", site, between(10, 4))[:2] == (
        ["/robots.txt", "/sitemap.xml", "/2026-11.xml"],
        [5],
    )


@pytest.mark.parametrize("url", ["/feed/?paged=3", "/feed/?paged=2"])
def test_what_cannot_be_had_now_is_where_the_walk_continues(url: str) -> None:
    site: dict[str, bytes | ArchiveDocument] = {"/feed/?paged=2": rss(10, 11), "/feed/?paged=3": rss(12, 13)}
    _, numbers, archived = walked(f"{FEED}?paged=2", site | {url: LATER}, between(50, 0))
    assert (numbers, archived.next_url, archived.reached) == ([10, 11] if "3" in url else [], f"{SITE}{url}", False)


@pytest.mark.parametrize("later", ["/robots.txt", "/map.xml"])
def test_sitemaps_that_cannot_be_had_now_are_asked_for_again(later: str) -> None:
    site: dict[str, bytes | ArchiveDocument] = {"/robots.txt": b"Sitemap: /map.xml", "/map.xml": sitemap(5)}
    _, numbers, archived = walked(f"{SITE}/robots.txt", site | {later: LATER}, between(10, 4))
    assert (numbers, archived.next_url) == ([], f"{SITE}/robots.txt")


def test_robots_name_sitemaps() -> None:
    text = "User-agent: *\r\nsitemap:https://a.example/1.xml\r\nSITEMAP: /2.xml\nSitemap: /2.xml\n# Sitemap: /no.xml"
    assert find_sitemaps(text, "https://b.example/robots.txt") == ("https://a.example/1.xml", "https://b.example/2.xml")


SHAPES = {
    "a section": ("https://www.a.example/news/flood", ("a.example", "news", "2")),
    "a date": ("https://a.example/2026/11/22/flood", ("a.example", "", "4")),
    "at the top": ("https://a.example/flood-in-the-valley", ("a.example", "", "1")),
    "no address": ("http://[", ()),
}


@pytest.mark.parametrize(("link", "found"), SHAPES.values(), ids=SHAPES)
def test_links_of_one_shape(link: str, found: tuple[str, ...]) -> None:
    assert shape(link) == found


def test_what_has_left_the_document_is_from_before_the_gap() -> None:
    window = Window(seen=(SeenItem("/stands"), SeenItem("/left", None, None, "guid-1")), standing=1)
    assert want(window, NOON, NOON, NOON).known == {"/left", "guid-1"}


def test_a_parser_that_refuses_a_page_ends_the_walk() -> None:
    def refuse(body: bytes, url: str, content_type: str | None, now: datetime, most: int) -> ParsedFeed:
        raise FeedError(url, "expected RSS", reason="not_a_feed")

    walk = walk_back(f"{SITE}/a/2", between(9, 0), refuse, 1)
    next(walk)
    with pytest.raises(StopIteration) as end:
        walk.send(ArchiveDocument(f"{SITE}/a/2", b"x"))
    assert end.value.value == Archived(asked=1)


def test_an_item_that_says_when_it_was_published_is_taken_by_that() -> None:
    wanted = between(10, 8)
    changed = FeedItem(link="/a", updated_at=NOON - timedelta(hours=3))
    assert wanted.takes(changed) and not wanted.takes(FeedItem(link="/a", published_at=NOON - timedelta(hours=3)))
    assert not wanted.takes(FeedItem(link="/a", updated_at=NOON))
