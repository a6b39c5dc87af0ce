"""Answers that no server should give, and sites that give them."""

from __future__ import annotations

import asyncio
import itertools
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web
from hostile_server import Handler, compressed, redirect, reply
from small_newsroom import rss, story

FEED_TYPE = "application/rss+xml"
MEGABYTE = 1_000_000
BOMB_BYTES = 200 * MEGABYTE
LONG_FEED = 10_000
Answers = Mapping[str, Handler | list[Handler]]


def feed_of(host: str, *paths: str) -> bytes:
    """Give the feed of a site that lists these pages."""
    return rss(*(f"http://{host}{path}" for path in paths or ("/1", "/2")))


def healthy(host: str) -> dict[str, Handler]:
    """Give the answers of a site that does nothing wrong."""
    return {
        "/robots.txt": reply(404),
        "/feed.xml": reply(body=feed_of(host), kind=FEED_TYPE),
        "/1": reply(body=story(f"{host} 1")),
        "/2": reply(body=story(f"{host} 2")),
    }


def feed(answer: Handler | Callable[[str], Handler | list[Handler]]) -> Callable[[str], Answers]:
    """Give the answers of a site whose feed alone is broken."""
    return lambda host: {"/feed.xml": answer(host)}


def pages(answer: Callable[[str], Handler]) -> Callable[[str], Answers]:
    """Give the answers of a site whose pages are broken; they are named by host and number."""
    return lambda host: {"/1": answer(f"{host} 1"), "/2": answer(f"{host} 2")}


def always(answer: Handler) -> Callable[[str], Handler]:
    """Give what answers the same at each site."""
    return lambda _: answer


async def never(request: web.BaseRequest) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


async def endless_headers(request: web.BaseRequest) -> web.StreamResponse:
    """Answer with headers that never end."""
    assert request.transport is not None
    request.transport.write(b"HTTP/1.1 200 OK\r\n")
    for n in itertools.count():
        if request.transport is None or request.transport.is_closing():
            break
        request.transport.write(b"".join(b"X-%d-%d: %s\r\n" % (n, k, b"x" * 1000) for k in range(100)))
        await asyncio.sleep(0.001)
    return web.Response()


def endless(start: bytes, more: bytes, kind: str) -> Handler:
    """Give an answer whose body never ends."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        await response.write(start)
        while True:
            await response.write(more)
            await asyncio.sleep(0)

    return answer


def large(size: int, kind: str) -> Handler:
    """Give an answer of so many bytes."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": kind, "Content-Length": str(size)})
        await response.prepare(request)
        for _ in range(size // MEGABYTE):
            await response.write(b"<p>" + b"x" * (MEGABYTE - 3))
        return response

    return answer


def bomb(kind: str) -> Handler:
    """So many bytes of one letter, in a few as gzip."""
    return compressed("gzip", _BOMB, kind)


def _make_bomb() -> bytes:
    encoder = zlib.compressobj(9, wbits=31)
    return b"".join([*(encoder.compress(b"a" * MEGABYTE) for _ in range(BOMB_BYTES // MEGABYTE)), encoder.flush()])


_BOMB = _make_bomb()


async def leads_on(request: web.BaseRequest) -> web.StreamResponse:
    """Redirect to another address each time."""
    n = int(request.query.get("n", "0"))
    return web.Response(status=302, headers={"Location": f"{request.path}?n={n + 1}"})


def flapping(host: str) -> Handler:
    """Give a feed that has another ETag each time."""
    numbers = itertools.count()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        headers = {"Content-Type": FEED_TYPE, "ETag": f'"{next(numbers)}"'}
        return web.Response(body=feed_of(host), headers=headers)

    return answer


def changing_links(host: str) -> Handler:
    """Give a feed whose links have another session each time."""
    numbers = itertools.count()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        session = next(numbers)
        body = feed_of(host, *(f"{path}?session={session}" for path in NAMED))
        return web.Response(body=body, headers={"Content-Type": FEED_TYPE})

    return answer


def with_canonical(host: str, path: str) -> Handler:
    """Give a page that names its own address."""
    page = story(f"{host}{path}").replace(b"<html>", f"<html><link rel=canonical href=http://{host}{path}>".encode())
    return reply(body=page)


def at_first(times: int, first: Handler, then: Handler) -> list[Handler]:
    """Give one answer so many times, then the other."""
    return [*([first] * times), then]


def busy_for(days: float) -> Handler:
    """Answer that the site is busy until so many days from now."""
    until = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)
    return reply(503, headers={"Retry-After": until})


def false_gzip(host: str) -> Handler:
    """Give a feed that says that it is compressed, and is not."""
    return reply(body=feed_of(host), kind=FEED_TYPE, headers={"Content-Encoding": "gzip"})


def forbids(host: str) -> Answers:
    """Forbid all by robots.txt."""
    return {"/robots.txt": reply(body=b"User-agent: *\nDisallow: /")}


def other_host(host: str) -> str:
    """Give the second host that a site with a behaviour may use."""
    return f"other-{host}"


# An address that names an article is believed where a page says that it is its own.
NAMED = ("/the-bridges-are-closed-1", "/the-bridges-are-closed-2")
RSS = b"<rss version='2.0'><channel><title>The Paper</title>"
MARTIAN = "text/html; charset=x-martian"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nTransfer-Encoding: chunked\r\n\r\n"
LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (n + 1, b"&%c;" % n * 10) for n in range(ord("a"), ord("k")))
    + b"]><rss version='2.0'><channel><title>&k;</title></channel></rss>"
)
SOFT_404 = (
    b"<!doctype html><title>Page not found</title><h1>Page not found</h1><p>The page that you want is not here.</p>"
)
DEEP = b"<!doctype html><body>" + b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000


def ok(body: bytes, more: int = 0) -> bytes:
    """Give a whole answer as bytes; `more` is what its length says beyond what it has."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body) + more, body)


def circle(host: str) -> Answers:
    """Redirect to another site, and from there back."""
    return {"/feed.xml": redirect(f"http://{other_host(host)}/back"), "/back": redirect(f"http://{host}/feed.xml")}


def long_feed(host: str) -> Answers:
    """List so many pages, all of which are there."""
    paths = [f"/{n}" for n in range(LONG_FEED)]
    listed = reply(body=feed_of(host, *paths), kind=FEED_TYPE)
    return {"/feed.xml": listed} | {path: reply(body=story(f"{host} {path}")) for path in paths}


def session_links(host: str) -> Answers:
    """List pages under other links each time."""
    return {"/feed.xml": changing_links(host)} | {path: with_canonical(host, path) for path in NAMED}


def login(host: str) -> Answers:
    """Redirect pages to a form."""
    form = b"<!doctype html><title>Log in</title><form><input name=user><input type=password name=word></form>"
    return {"/1": redirect("/login"), "/2": redirect("/login"), "/login": reply(body=form)}
