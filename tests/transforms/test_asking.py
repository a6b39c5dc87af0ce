"""What a shard asks the web for stays in its shard, and what is to be kept of it lies on its desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from captured_pages import page_of_capture
from hostile_server import HTML, HostileServer, redirect, reply
from small_newsroom import HOST, OTHER, url

from transforms.asking import ShardAsk
from transforms.fetching import Owed
from transforms.poll_results import FeedJob
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.documents import FeedDocument
from transforms.state.rests import RestKeeper
from transforms.state.storage import open_store
from transforms.web.client import Web
from transforms.web.desk import lay_desk
from transforms.web.options import WebOptions
from transforms.web.response import LeftShard, Response

# In so many shards the two sites are in different ones.
SHARDS = next(n for n in range(2, 99) if shard_of(url("/"), n) != shard_of(url("/", OTHER), n))
SHARD = shard_of(url("/"), SHARDS)


@pytest.fixture
def web(server: HostileServer) -> Iterator[Web]:
    made = Web(WebOptions(resolve=server.pins(HOST, OTHER), spacing_seconds=0.0))
    yield made
    made.close()


def ask(web: Web, job: Owed | FeedJob) -> Response:
    state = open_store("memory://asking/state")
    asking = ShardAsk(web, RestKeeper(web, state, SHARD, SHARDS), SHARD, SHARDS, 5, state.root)

    async def begin() -> None:
        """Begin at once."""

    return web.submit(asking(job, begin)).result()


def poll(path: str) -> FeedJob:
    feed = Feed(url=url(path))
    return FeedJob(id=url_id(feed.url), feed=feed, document=FeedDocument(url=feed.url), unconditional=True)


def test_a_page_of_another_shard_is_not_asked_for(server: HostileServer, web: Web) -> None:
    server.answers["/a"] = redirect(url("/b", OTHER))
    server.answers["/b"] = reply(body=HTML)
    with pytest.raises(LeftShard):
        ask(web, Owed(page_of_capture(url("/a")).entry))
    assert ask(web, Owed(page_of_capture(url("/b")).entry)).body == HTML


def test_what_is_kept_lies_on_the_desk_of_the_shard(server: HostileServer, web: Web) -> None:
    server.answers["/feed.xml"] = reply(body=b"<rss/>", kind="text/xml")
    desk = lay_desk(open_store("memory://asking/state").root, SHARD, frozenset(("feed", "robots")))
    ask(web, poll("/feed.xml"))
    assert [one.kind for one in desk.take()] == ["robots", "feed"]
    lay_desk(open_store("memory://asking/state").root, SHARD, frozenset())
    ask(web, poll("/feed.xml"))
    assert desk.take() == []


def test_the_sitemaps_of_an_index_are_kept_each(server: HostileServer, web: Web) -> None:
    index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"
    named = "".join(f"<sitemap><loc>{url(path)}</loc></sitemap>" for path in ("/one.xml", "/two.xml"))
    server.answers["/index.xml"] = reply(body=index.format(named).encode(), kind="text/xml")
    urlset = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>"
    for path in ("/one.xml", "/two.xml"):
        server.answers[path] = reply(body=urlset, kind="text/xml")
    desk = lay_desk(open_store("memory://asking/state").root, SHARD, frozenset(("feed",)))
    ask(web, poll("/index.xml"))
    assert [one.capture.url.rpartition("/")[2] for one in desk.take()] == ["index.xml", "one.xml", "two.xml"]
