"""Finding feeds over HTTP: what is asked, in which order, how often, and what is said where nothing is found."""

from collections.abc import Iterator

import pytest
from asking import NOON
from hostile_server import Handler, HostileServer, encoded, redirect, reply

from transforms.discovery.finding import FoundFeeds, find_feeds, with_scheme
from transforms.web.client import Web
from transforms.web.options import WebOptions

HOST, OTHER = "paper.example", "elsewhere.example"
HOME = f"http://{HOST}/"


def rss(*names: str, title: str = "The Paper") -> bytes:
    items = "".join(
        f"<item><title>{name}</title><link>/{name}</link><pubDate>2026-11-2{n % 3}T10:00:00Z</pubDate></item>"
        for n, name in enumerate(names)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


def page(inner: str) -> bytes:
    return f"<!doctype html><html><head><title>The Paper</title>{inner}</head><body></body></html>".encode()


def declares(*hrefs: str) -> bytes:
    return page("".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in hrefs))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    server = HostileServer()
    yield server
    server.close()


def find(server: HostileServer, url: str = HOME, **more: int) -> FoundFeeds:
    web = Web(WebOptions(resolve=server.pins(HOST, OTHER), spacing_seconds=0))
    try:
        return find_feeds(url, web, clock=lambda: NOON, **more)
    finally:
        web.close()


def urls(found: FoundFeeds) -> list[str]:
    return [feed.url for feed in found.feeds]


def test_what_the_home_page_declares_is_read_and_one_is_picked(server: HostileServer) -> None:
    server.answers["/"] = reply(body=declares("/sport.rss", "/all.rss", "/comments/feed"))
    server.answers["/sport.rss"] = reply(body=rss("a"), kind="text/xml")
    server.answers["/all.rss"] = reply(body=rss("a", "b", "c"), kind="text/xml")
    server.answers["/comments/feed"] = reply(body=rss("x", "y", "z", "u", "v"), kind="text/xml")
    found = find(server)
    assert urls(found) == [f"{HOME}all.rss", f"{HOME}sport.rss", f"{HOME}comments/feed"]
    assert found.pick is not None
    assert (found.pick.feed.url, found.pick.why) == (f"{HOME}all.rss", "it brings the most items a day")
    assert found.requests == 4
    assert found.problems == ()


def test_the_address_of_a_feed_is_found_as_that_feed(server: HostileServer) -> None:
    server.answers["/all.rss"] = reply(body=rss("a", "b"), kind="text/html")
    found = find(server, f"{HOME}all.rss")
    assert urls(found) == [f"{HOME}all.rss"]
    assert found.requests == 1


def test_permanent_redirects_give_the_address_to_configure_and_others_do_not(server: HostileServer) -> None:
    server.answers["/"] = reply(body=declares("/old.rss", "/daily.rss"))
    server.answers["/old.rss"] = redirect("/all.rss", 301)
    server.answers["/daily.rss"] = redirect("/today.rss", 302)
    server.answers["/all.rss"] = reply(body=rss("a", "b"), kind="text/xml")
    server.answers["/today.rss"] = reply(body=rss("c"), kind="text/xml")
    assert urls(find(server)) == [f"{HOME}all.rss", f"{HOME}daily.rss"]


def test_links_platforms_and_usual_places_come_one_after_another(server: HostileServer) -> None:
    linked = '<!doctype html><html><body><a href="/abo/feeds.xml">RSS</a></body></html>'
    server.answers["/"] = reply(body=linked.encode())
    server.answers["/abo/feeds.xml"] = reply(body=rss("a"), kind="text/xml")
    assert urls(find(server)) == [f"{HOME}abo/feeds.xml"]

    server.answers["/"] = reply(body=page('<meta name="generator" content="Ghost 5">'))
    server.answers["/rss/"] = reply(body=rss("a"), kind="text/xml")
    found = find(server)
    assert (urls(found), found.platforms) == ([f"{HOME}rss/"], ("Ghost",))

    del server.answers["/rss/"]
    server.answers["/"] = reply(body=page(""))
    server.answers["/atom.xml"] = reply(body=rss("a"), kind="text/xml")
    server.answers["/feed/"] = reply(body=page("not found, but with 200"))
    assert urls(find(server)) == [f"{HOME}atom.xml"]


def test_a_site_without_feeds_is_asked_a_bounded_number_of_times(server: HostileServer) -> None:
    server.answers["/"] = reply(body=page(""))
    found = find(server, most_requests=7)
    assert (found.feeds, found.pick, found.requests) == ((), None, 7)
    assert len(server.paths()) == 7
    assert found.unread


def test_robots_txt_holds_for_finding(server: HostileServer) -> None:
    server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /private", kind="text/plain")
    server.answers["/"] = reply(body=declares("/private/rss", "/rss"))
    server.answers["/private/rss"] = server.answers["/rss"] = reply(body=rss("a"), kind="text/xml")
    found = find(server)
    assert urls(found) == [f"{HOME}rss"]
    assert found.problems == (f"{HOME}private/rss: http://{HOST}/robots.txt does not allow newsbeam to fetch it",)
    assert "/private/rss" not in server.paths()


def test_a_home_page_that_cannot_be_read_is_told_and_usual_places_are_tried(server: HostileServer) -> None:
    server.answers["/"] = reply(403)
    server.answers["/rss"] = reply(body=rss("a"), kind="text/xml")
    found = find(server)
    assert urls(found) == [f"{HOME}rss"]
    assert found.problems[0].startswith(f"{HOME}: the server answered 403")


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("valley.example", "https://valley.example/"),
        (" http://valley.example/news?utm_source=x ", "http://valley.example/news"),
        ("valley.example/?next=http://x.example", "https://valley.example/?next=http://x.example"),
    ],
)
def test_an_address_may_lack_its_scheme(given: str, url: str) -> None:
    assert with_scheme(given) == url


@pytest.mark.parametrize("given", ["", "ftp://valley.example/", "http://", "two words"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_scheme(given)


def news(*names: str) -> bytes:
    urls = "".join(
        f"<url><loc>/{name}</loc><news:news><news:title>{name}</news:title>"
        f"<news:publication_date>2026-11-2{n % 3}T09:00:00Z</news:publication_date></news:news></url>"
        for n, name in enumerate(names)
    )
    return f"<urlset>{urls}</urlset>".encode()


def test_a_site_without_feeds_has_the_news_sitemap_that_robots_txt_names(server: HostileServer) -> None:
    server.answers["/"] = reply(body=page(""))
    server.answers["/robots.txt"] = reply(body=b"Sitemap: /all.xml\nSitemap: /sitemap-news.xml", kind="text/plain")
    server.answers["/sitemap-news.xml"] = reply(body=news("a", "b"), kind="text/xml")
    found = find(server)
    assert urls(found) == [f"{HOME}sitemap-news.xml"]
    assert found.pick is not None
    assert found.pick.why == "no feed was found, and this sitemap says what is new"
    assert found.feeds[0].holding.format == "news sitemap"
    assert "/all.xml" not in server.paths()


def test_an_index_of_sitemaps_leads_to_that_of_news(server: HostileServer) -> None:
    listed = "".join(f"<sitemap><loc>/{name}.xml</loc></sitemap>" for name in ("posts", "latest-news", "pages"))
    server.answers["/"] = reply(body=page(""))
    server.answers["/robots.txt"] = reply(body=b"Sitemap: /sitemap.xml", kind="text/plain")
    server.answers["/sitemap.xml"] = reply(body=f"<sitemapindex>{listed}</sitemapindex>".encode(), kind="text/xml")
    server.answers["/latest-news.xml"] = reply(body=news("a", "b"), kind="text/xml")
    assert urls(find(server)) == [f"{HOME}latest-news.xml"]
    assert "/posts.xml" not in server.paths()


def test_a_host_that_cannot_be_reached_is_asked_once(server: HostileServer) -> None:
    found = find(server, "http://127.0.0.1:9/")
    assert (found.feeds, found.requests) == ((), 1)
    assert "is not allowed by the address guard" in found.problems[0]


def test_each_address_is_noted_before_it_is_asked_for(server: HostileServer) -> None:
    server.answers["/"] = reply(body=declares("/rss"))
    server.answers["/rss"] = reply(body=rss("a"), kind="text/xml")
    noted: list[str] = []
    web = Web(WebOptions(resolve=server.pins(HOST), spacing_seconds=0))
    try:
        find_feeds(HOME, web, clock=lambda: NOON, note=noted.append)
    finally:
        web.close()
    assert noted == [HOME, f"{HOME}rss"]


def test_a_page_about_the_sites_feeds_leads_to_them(server: HostileServer) -> None:
    about = (
        '<!doctype html><html><body><a href="/all.xml">All as RSS</a><a href="/sport.xml">Sport (RSS)</a></body></html>'
    )
    server.answers["/"] = reply(body=b'<!doctype html><html><body><a href="/rss/">RSS</a></body></html>')
    server.answers["/rss/"] = reply(body=about.encode())
    server.answers["/all.xml"] = reply(body=rss("a", "b", "c"), kind="text/xml")
    server.answers["/sport.xml"] = reply(body=rss("d"), kind="text/xml")
    found = find(server)
    assert urls(found) == [f"{HOME}all.xml", f"{HOME}sport.xml"]
    assert found.requests == 4


def test_without_a_scheme_the_cure_for_a_site_without_https_is_said(server: HostileServer) -> None:
    assert find(server, HOST).problems[-1] == f"if the site has no https, ask for {HOME} a little later"
    assert len(find(server, f"https://{HOST}/").problems) == 1


def test_a_large_feed_is_read_in_a_process_of_its_own(server: HostileServer) -> None:
    server.answers["/all.rss"] = reply(body=rss(*(f"story-{n}" for n in range(4000))), kind="text/xml")
    (feed,) = find(server, f"{HOME}all.rss").feeds
    assert feed.holding.items == 2000


def test_an_articles_address_leads_to_the_feeds_of_the_home_page(server: HostileServer) -> None:
    server.answers["/2026/flood"] = reply(body=declares("/2026/flood/comments/feed"))
    server.answers["/2026/flood/comments/feed"] = reply(body=rss("x"), kind="text/xml")
    server.answers["/"] = reply(body=declares("/all.rss"))
    server.answers["/all.rss"] = reply(body=rss("a", "b"), kind="text/xml")
    found = find(server, f"{HOME}2026/flood")
    assert found.pick is not None
    assert found.pick.feed.url == f"{HOME}all.rss"


def test_of_a_page_with_hundreds_of_feeds_the_first_are_asked(server: HostileServer) -> None:
    server.answers["/"] = reply(body=declares(*(f"/{n}.rss" for n in range(500))))
    for n in range(500):
        server.answers[f"/{n}.rss"] = reply(body=rss(f"story-{n}"), kind="text/xml")
    found = find(server)
    assert (len(found.feeds), found.requests, len(found.unread)) == (10, 11, 190)
    assert len(find(server, most_requests=60).feeds) == 30


HOSTILE = {
    "a circle": redirect("/"),
    "a bomb": reply(body=encoded("gzip", b" " * 1_000_000, times=60), headers={"Content-Encoding": "gzip"}),
    "a page of links to itself": reply(body=b"<html><body>" + b"<a href='/?rss#x'>RSS</a>" * 20_000),
    "deep nesting": reply(body=b"<html>" + b"<div>" * 200_000 + b"<a href=/rss>RSS</a>"),
    "an index of itself": reply(body=b"<sitemapindex><sitemap><loc>/</loc></sitemap></sitemapindex>", kind="text/xml"),
    "an entity bomb": reply(
        body=b"<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;&a;'>]><rss>&b;</rss>", kind="text/xml"
    ),
    "no HTML": reply(body=b"\x89PNG", kind="image/png"),
}


@pytest.mark.parametrize("home", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_home_page_ends_in_a_sentence_or_nothing(server: HostileServer, home: Handler) -> None:
    server.answers["/"] = home
    found = find(server)
    assert found.pick is None
    assert found.requests <= 20
    assert all(problem.startswith("http") for problem in found.problems)
