"""A blog of one item an hour, whose feed has older pages as WordPress has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web
from small_newsroom import FEED, Newsroom, reply, url
from steps import now, set_now

from pipelines.run.passes import Report, ingest
from transforms.pure.feeds.completeness import Completeness
from transforms.pure.net.urls import url_id
from transforms.state.documents import load_feed
from transforms.state.storage import open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Blog:
    """WordPress: item n is published n hours after noon, a page has three, and the first page is the feed."""

    def __init__(self, newsroom: Newsroom, has_pages: bool = True, oldest: int = -8) -> None:
        self.newsroom, self.has_pages, self.asked = newsroom, has_pages, []  # type: Newsroom, bool, list[str]
        self.newest, self.oldest = 0, oldest
        newsroom.server.answers["/feed.xml"] = self.answer

    async def answer(self, request: web.Request) -> web.Response:
        page = int(request.query.get("paged", "1"))
        self.asked.append(request.path_qs)
        if page > 1 and not self.has_pages:
            return web.Response(status=404)
        numbers = [n for n in range(self.newest - 3 * (page - 1), self.newest - 3 * page, -1) if n >= self.oldest]
        items = "".join(
            f"<item><title>Story number {n}</title><link>{url(f'/news/{n}')}</link><guid>{n}</guid>"
            f"<pubDate>{NOON + timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for n in numbers
        )
        head = "<rss version='2.0'><channel><title>Blog</title><generator>https://wordpress.org/?v=6.4</generator>"
        return web.Response(text=f"{head}{items}</channel></rss>", content_type="text/xml")

    def ingest(self, hour: int) -> Report:
        """What was published until an hour is ingested then."""
        for n in range(min(self.newest, self.oldest), hour + 1):
            self.newsroom.server.answers.setdefault(f"/news/{n}", reply(body=page_of(n)))
        self.newest = hour
        set_now(NOON + timedelta(hours=hour))
        return ingest(self.newsroom.config(), poll_all=True, clock=now)

    def completeness(self) -> Completeness:
        state = open_store(str(self.newsroom.output / "_state"))
        return load_feed(state, 0, url_id(FEED), FEED).completeness


def page_of(n: int) -> bytes:
    words = " ".join(
        f"The {word} of story {n} was told again and again in the town by the river." for word in "abcdefgh"
    )
    return f"<!doctype html><html><h1>Story number {n}</h1><article><p>{words}</p></article></html>".encode()
