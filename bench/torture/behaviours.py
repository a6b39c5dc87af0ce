"""What broken sites do, a behaviour each, and what has to come of it.

A site has a feed at /feed.xml with two stories, /1 and /2, unless its behaviour says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hostile_server import raw, redirect, reply
from small_newsroom import story

from bench.torture.fault_answers import (
    CHUNKED,
    DEEP,
    FEED_TYPE,
    LAUGHS,
    MARTIAN,
    MEGABYTE,
    RSS,
    SOFT_404,
    Answers,
    always,
    at_first,
    bomb,
    busy_for,
    circle,
    endless,
    endless_headers,
    false_gzip,
    feed,
    feed_of,
    flapping,
    forbids,
    large,
    leads_on,
    login,
    long_feed,
    never,
    ok,
    pages,
    session_links,
)

# In place of a scheme: the site's port is closed, its name has no address, or no name server answers for it.
REFUSES, NAMELESS, HANGS = "refuses", "nameless", "hangs"


class Outcome(NamedTuple):
    """What comes of a site: its feed's health, why its newest poll failed (empty: it did not), what came of its entries.

    `entries` are such as `2 articles` or `2 deferred: timeout`, by number.
    """

    health: str
    poll: str = ""
    entries: tuple[str, ...] = ("2 articles",)


class Behaviour(NamedTuple):
    """What a site does. `answers` gives what it says at which path, by its host; `scheme` is that of its feed's URL."""

    name: str
    answers: Callable[[str], Answers]
    outcome: Outcome
    scheme: str = "http"


def _fails(reason: str, health: str = "failing") -> Outcome:
    return Outcome(health, reason, ())


def _come_to(what: str) -> Outcome:
    return Outcome("healthy", "", (f"2 {what}",))


WELL = Outcome("healthy")
NOTHING = Outcome("healthy", "", ())
# Feeds.
FEEDS = (
    Behaviour("never answers", feed(always(never)), _fails("timeout")),
    Behaviour("a byte a second", feed(lambda h: raw(ok(feed_of(h)), drip_seconds=1.0)), _fails("timeout")),
    Behaviour("resets in the middle", feed(lambda h: raw(ok(feed_of(h))[:-40])), _fails("connection")),
    Behaviour("less than its length says", feed(lambda h: raw(ok(feed_of(h), more=500))), _fails("connection")),
    Behaviour("garbage for a chunk", feed(always(raw(CHUNKED + b"zz\r\nnothing\r\n"))), _fails("connection")),
    Behaviour("no HTTP at all", feed(always(raw(b"220 mail.example ESMTP\r\n"))), _fails("connection")),
    Behaviour("endless headers", feed(always(endless_headers)), _fails("connection")),
    Behaviour("endless body", feed(always(endless(RSS, b"<!-- " + b"x" * 50_000 + b" -->", FEED_TYPE))), _fails("too_large")),
    Behaviour("redirects without an end", feed(always(leads_on)), _fails("too_many_redirects")),
    Behaviour("redirects to itself over another site", circle, _fails("too_many_redirects")),
    Behaviour("redirects to a private address", feed(always(redirect("http://10.0.0.7/feed.xml"))), _fails("blocked_address")),
    Behaviour("redirects to a file", feed(always(redirect("file:///etc/passwd"))), _fails("bad_redirect")),
    Behaviour("429 with a Retry-After", feed(always(reply(429, headers={"Retry-After": "90"}))), _fails("http_429")),
    Behaviour("429 without one", feed(always(reply(429))), _fails("http_429")),
    Behaviour("503, Retry-After in the past", feed(lambda _: busy_for(-400)), _fails("http_503")),
    Behaviour("503, Retry-After in ten years", feed(lambda _: busy_for(3650)), _fails("http_503")),
    Behaviour("503, then well", feed(lambda h: at_first(1, reply(503), reply(body=feed_of(h), kind=FEED_TYPE))), WELL),
    Behaviour("304 to whoever has nothing", feed(always(reply(304))), _fails("http_304")),
    Behaviour("another ETag each time", feed(flapping), WELL),
    Behaviour("200 MB in a few kB of gzip", feed(always(bomb(FEED_TYPE))), _fails("too_large")),
    Behaviour("no gzip, and says it is", feed(false_gzip), _fails("bad_encoding")),
    Behaviour("a picture's type", feed(lambda h: reply(body=feed_of(h), kind="image/png")), _fails("content_type")),
    Behaviour("the type of HTML, and is a feed", feed(lambda h: reply(body=feed_of(h))), WELL),
    Behaviour("HTML for a feed", feed(lambda h: reply(body=story(h))), _fails("not_a_feed")),
    Behaviour("an empty feed", feed(always(reply(kind=FEED_TYPE))), _fails("empty_feed_document")),
    Behaviour("entities that multiply", feed(always(reply(body=LAUGHS, kind=FEED_TYPE))), NOTHING),
    Behaviour("cut off behind its items", feed(lambda h: reply(body=feed_of(h)[:-16], kind=FEED_TYPE)), WELL),
    Behaviour("10,000 items", long_feed, Outcome("healthy", "", ("10 articles",))),
    Behaviour("each item five times", feed(lambda h: reply(body=feed_of(h, *["/1", "/2"] * 5), kind=FEED_TYPE)), WELL),
    Behaviour("items without a link", feed(always(reply(body=RSS + b"<item><title>A</title></item></channel></rss>"))), NOTHING),
    Behaviour("other links at each poll", session_links, WELL),
    Behaviour("wants a login", feed(always(reply(401))), _fails("http_401")),
    Behaviour("410", feed(always(reply(410))), _fails("http_410")),
    Behaviour("robots.txt answers 500", lambda _: {"/robots.txt": reply(500)}, _fails("robots_unreachable")),
    Behaviour("robots.txt never answers", lambda _: {"/robots.txt": never}, _fails("robots_unreachable")),
    Behaviour("robots.txt redirects to itself", lambda _: {"/robots.txt": redirect("/robots.txt")}, WELL),
    Behaviour("robots.txt forbids all", forbids, _fails("robots_denied")),
    Behaviour("no TLS behind https", lambda _: {}, _fails("tls"), "https"),
    Behaviour("connection refused", lambda _: {}, _fails("connection"), REFUSES),
    Behaviour("a name without an address", lambda _: {}, _fails("dns"), NAMELESS),
    Behaviour("a name whose server never answers", lambda _: {}, _fails("timeout"), HANGS),
)  # fmt: skip
# Pages.
PAGES = (
    Behaviour("page: never answers", pages(always(never)), _come_to("deferred: timeout")),
    Behaviour("page: resets in the middle", pages(lambda n: raw(ok(story(n))[:-40])), _come_to("deferred: connection")),
    Behaviour("page: 404 at first", pages(lambda n: at_first(1, reply(404), reply(body=story(n)))), _come_to("failed: http_404")),
    Behaviour("page: 410", pages(always(reply(410))), _come_to("failed: http_410")),
    Behaviour("page: says not found, with 200", pages(always(reply(body=SOFT_404))), _come_to("failed: not_article")),
    Behaviour("page: 500 at first", pages(lambda n: at_first(1, reply(500), reply(body=story(n)))), _come_to("articles")),
    Behaviour("page: 403", pages(always(reply(403))), _come_to("deferred: http_403")),
    Behaviour("page: login wall", login, _come_to("failed: no_text")),
    Behaviour("page: to a private address", pages(always(redirect("http://10.0.0.7/"))), _come_to("deferred: blocked_address")),
    Behaviour("page: redirects without an end", pages(always(leads_on)), _come_to("deferred: too_many_redirects")),
    Behaviour("page: 50 MB", pages(always(large(50 * MEGABYTE, "text/html"))), _come_to("deferred: too_large")),
    Behaviour("page: 200 MB in a few kB of gzip", pages(always(bomb("text/html"))), _come_to("deferred: too_large")),
    Behaviour("page: endless", pages(always(endless(b"<html>", b"x" * 50_000, "text/html"))), _come_to("deferred: too_large")),
    Behaviour("page: an encoding that nobody knows", pages(lambda n: reply(body=story(n), kind=MARTIAN)), WELL),
    Behaviour("page: 100,000 elements deep", pages(always(reply(body=DEEP))), _come_to("failed: no_text")),
    Behaviour("page: a PDF", pages(always(reply(body=b"%PDF-1.7", kind="application/pdf"))), _come_to("failed: content_type")),
    Behaviour("page: empty", pages(always(reply())), _come_to("failed: not_html")),
)  # fmt: skip
BEHAVIOURS = (*FEEDS, *PAGES)
