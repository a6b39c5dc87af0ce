"""What was missed between two passes is brought by the second, where the site still has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from small_newsroom import FEED, Newsroom, reply, url
from steps import now, set_now

from pipelines.run.passes import Report, ingest
from transforms.pure.feeds.completeness import Completeness
from transforms.pure.net.urls import url_id
from transforms.state.documents import load_feed
from transforms.state.storage import open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    set_now(NOON)
    yield
    set_now(NOON)


class Blog:
    """WordPress: item n is published n hours after noon, a page has three, and the first page is the feed."""

    def __init__(self, newsroom: Newsroom, has_pages: bool = True) -> None:
        self.newsroom, self.has_pages, self.asked = newsroom, has_pages, []  # type: Newsroom, bool, list[str]
        self.newest = 0
        newsroom.server.answers["/feed.xml"] = self.answer

    async def answer(self, request: web.Request) -> web.Response:
        page = int(request.query.get("paged", "1"))
        self.asked.append(request.path_qs)
        if page > 1 and not self.has_pages:
            return web.Response(status=404)
        numbers = [n for n in range(self.newest - 3 * (page - 1), self.newest - 3 * page, -1) if n > -9]
        items = "".join(
            f"<item><title>Story number {n}</title><link>{url(f'/news/{n}')}</link><guid>{n}</guid>"
            f"<pubDate>{NOON + timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for n in numbers
        )
        head = "<rss version='2.0'><channel><title>Blog</title><generator>https://wordpress.org/?v=6.4</generator>"
        return web.Response(text=f"{head}{items}</channel></rss>", content_type="text/xml")

    def ingest(self, hour: int) -> Report:
        """What was published until an hour is ingested then."""
        for n in range(self.newest - 9, hour + 1):
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


def test_what_was_missed_is_read_from_older_pages_and_written(newsroom: Newsroom) -> None:
    blog = Blog(newsroom)
    blog.ingest(0)
    blog.ingest(2)
    report = blog.ingest(12)
    assert newsroom.written() == sorted(url(f"/news/{n}") for n in range(-2, 13))
    came_by = {row["url"]: row["feed"]["came_by"] for row in newsroom.rows()}
    assert {came_by[url(f"/news/{n}")] for n in range(3, 10)} == {"backfill"}
    assert {came_by[url(f"/news/{n}")] for n in (0, 1, 2, 10, 11, 12)} == {"poll"}
    (gap,) = blog.completeness().gaps
    assert (gap.found, gap.ended, gap.missing) == (7, True, 0.0)
    assert (report.counts["poll/gap"], report.counts["backfill/found"], report.missing) == (1, 7, {})
    assert sum(day.seen for day in report.days) == 12 and sum(day.missed for day in report.days) == 0
    assert blog.asked[-4:] == ["/feed.xml", *(f"/feed.xml?paged={page}" for page in (2, 3, 4))]


def test_a_site_without_an_archive_is_asked_once_a_week(newsroom: Newsroom) -> None:
    blog = Blog(newsroom, has_pages=False)
    for hour in (0, 2, 12):
        blog.ingest(hour)
    known = blog.completeness()
    assert known.no_archive_until == NOON + timedelta(hours=12, days=7)
    (gap,) = known.gaps
    assert (gap.found, gap.ended, gap.next_url) == (0, False, None) and gap.missing > 4
    asked = [path for path in newsroom.server.paths() if not path.startswith("/news/")]
    assert asked[-3:] == ["/feed.xml", "/feed.xml?paged=2", "/sitemap.xml"]
    before = len(blog.asked)
    blog.ingest(24)
    assert blog.asked[before:] == ["/feed.xml"]


def test_nothing_is_asked_where_that_is_not_wanted(newsroom: Newsroom) -> None:
    newsroom.settings["poll"] |= {"backfill": {"enabled": False}}
    blog = Blog(newsroom)
    for hour in (0, 2, 12):
        blog.ingest(hour)
    assert blog.asked == ["/feed.xml"] * 3
    assert blog.completeness().gaps[0].next_url is None
