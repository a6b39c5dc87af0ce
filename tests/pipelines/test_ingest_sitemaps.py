"""Sitemaps in the place of feeds, through the whole job: what a record takes from them, and that nothing comes twice."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hostile_server import conditional
from small_newsroom import Newsroom, reply, story, url
from steps import now, set_now

from pipelines.run.passes import ingest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = url("/sitemap-news.xml.gz")


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def news(*paths: str, hour: int = 9) -> bytes:
    """A news sitemap of stories, each an hour younger than the one before."""
    urls = "".join(
        f"<url><loc>{url(path)}</loc><news:news><news:publication><news:name>The Paper</news:name>"
        f"<news:language>en-GB</news:language></news:publication><news:title>Told of {path[-1]}</news:title>"
        f"<news:publication_date>2026-11-22T{hour + n:02}:30:00+01:00</news:publication_date>"
        "<news:keywords>Rivers, Dams</news:keywords></news:news>"
        f"<image:image><image:loc>{path}.jpg</image:loc></image:image></url>"
        for n, path in enumerate(paths)
    )
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'.encode()


def index(*paths: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{path}</loc></sitemap>' for path in paths)}</sitemapindex>".encode()


def test_a_record_says_what_its_news_sitemap_said(newsroom: Newsroom) -> None:
    newsroom.server.answers["/sitemap-news.xml.gz"] = reply(body=gzip.compress(news("/1")), kind="application/x-gzip")
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    ingest(newsroom.config(feeds=[FEED]), clock=now)
    (row,) = newsroom.rows()
    assert row["feed"] == {
        "url": FEED,
        "title": "The Paper",
        "entry_id": None,
        "entry_title": "Told of 1",
        "categories": ["Rivers", "Dams"],
        "came_by": "poll",
    }
    assert row["published_at"] == "2026-11-22T08:30:00Z"
    assert row["language"].startswith("en")
    assert [image["url"] for image in row["images"]] == [url("/1.jpg")]
    assert {"field": "images", "source": "feed"} in row["provenance"]


def test_an_index_is_polled_like_a_feed_and_brings_each_entry_once(newsroom: Newsroom) -> None:
    answers = newsroom.server.answers
    answers["/index.xml"] = conditional('"i"', index("/a.xml", "/b.xml"))
    answers["/a.xml"] = conditional('"a1"', news("/1", "/2"))
    answers["/b.xml"] = conditional('"b1"', news("/3"))
    for path in ("/1", "/2", "/3", "/4"):
        answers[path] = reply(body=story(path))
    config = newsroom.config(feeds=[url("/index.xml")])
    assert dict(ingest(config, clock=now).settled) == {"written": 3}

    report = ingest(config, poll_all=True, clock=now)
    assert (report.parked, report.counts["poll/not_modified"]) == (0, 1)

    answers["/b.xml"] = conditional('"b2"', news("/4"))
    report = ingest(config, poll_all=True, clock=now)
    assert (dict(report.settled), report.counts["poll/gap"]) == ({"written": 1}, 0)

    answers["/a.xml"] = conditional('"a2"', news("/1", "/2"))
    assert ingest(config, poll_all=True, clock=now).parked == 0
    assert newsroom.written() == [url(f"/{n}") for n in (1, 2, 3, 4)]


def test_a_first_poll_takes_the_newest_and_max_items_holds(newsroom: Newsroom) -> None:
    answers = newsroom.server.answers
    answers["/index.xml"] = reply(body=index("/a.xml", "/b.xml"), kind="text/xml")
    answers["/a.xml"] = reply(body=news("/1", "/2", "/3", hour=5), kind="text/xml")
    answers["/b.xml"] = reply(body=news("/4", "/5", hour=9), kind="text/xml")
    for n in range(1, 6):
        answers[f"/{n}"] = reply(body=story(f"/{n}"))
    changes = {"feeds": [url("/index.xml")], "poll": {"max_items": 4, "schedule": {"jitter": 0}}}
    report = ingest(newsroom.config(**changes, first_poll={"max_entries": 3, "max_age_days": None}), clock=now)
    assert newsroom.written() == [url("/3"), url("/4"), url("/5")]
    assert {name: count for name, count in report.counts.items() if "dropped" in name} == {
        "poll/dropped/first_poll_cap": 1,
        "poll/dropped/beyond_cap": 1,
    }


def test_an_index_that_names_itself_is_a_feed_that_fails(newsroom: Newsroom) -> None:
    newsroom.server.answers["/index.xml"] = reply(body=index("/index.xml"), kind="text/xml")
    ingest(newsroom.config(feeds=[url("/index.xml")]), clock=now)
    (failure,) = newsroom.rows("failures")
    assert failure["message"] == f"{url('/index.xml')}: an index of sitemaps that lists none of its own site"
    assert (failure["reason"], failure["retryable"]) == ("not_a_feed", True)
    assert newsroom.server.paths() == ["/index.xml"]


def test_of_an_index_with_dates_only_what_changed_is_asked_again_and_once_a_day_all(newsroom: Newsroom) -> None:
    def dated(hour: int) -> bytes:
        listed = "".join(
            f"<sitemap><loc>/{name}.xml</loc><lastmod>2026-11-22T{at:02}:00:00Z</lastmod></sitemap>"
            for name, at in (("a", 8), ("b", hour))
        )
        return f"<sitemapindex>{listed}</sitemapindex>".encode()

    answers = newsroom.server.answers
    answers["/index.xml"] = reply(body=dated(9), kind="text/xml")
    answers["/a.xml"], answers["/b.xml"] = (reply(body=news(path), kind="text/xml") for path in ("/1", "/2"))
    for path in ("/1", "/2", "/3"):
        answers[path] = reply(body=story(path))
    config = newsroom.config(feeds=[url("/index.xml")])

    def asked() -> list[str]:
        newsroom.server.log.clear()
        ingest(config, poll_all=True, clock=now)
        return newsroom.server.paths()

    assert asked()[:3] == ["/index.xml", "/b.xml", "/a.xml"]
    assert asked() == ["/index.xml"]
    answers["/index.xml"] = reply(body=dated(10), kind="text/xml")
    answers["/b.xml"] = reply(body=news("/2", "/3"), kind="text/xml")
    assert asked() == ["/index.xml", "/b.xml", "/3"]
    set_now(NOON + timedelta(days=1, hours=1))
    assert asked() == ["/index.xml", "/b.xml", "/a.xml"]
    assert newsroom.written() == [url("/1"), url("/2"), url("/3")]


def test_an_old_sitemap_that_changes_brings_what_is_new_and_not_its_archive(newsroom: Newsroom) -> None:
    old = news("/7", "/8").replace(b"2026-11-22", b"2019-03-01")
    answers = newsroom.server.answers
    answers["/index.xml"] = reply(body=index("/a.xml"), kind="text/xml")
    answers["/a.xml"], answers["/old.xml"] = reply(body=news("/1"), kind="text/xml"), reply(body=old, kind="text/xml")
    for path in ("/1", "/2", "/7", "/8"):
        answers[path] = reply(body=story(path))
    config = newsroom.config(feeds=[url("/index.xml")], first_poll={"max_age_days": 7})
    ingest(config, clock=now)
    answers["/index.xml"] = reply(body=index("/old.xml", "/a.xml"), kind="text/xml")
    answers["/a.xml"] = reply(body=news("/1", "/2"), kind="text/xml")
    report = ingest(config, poll_all=True, clock=now)
    assert report.counts["poll/dropped/first_poll_age"] == 2
    assert ingest(config, poll_all=True, clock=now).counts["poll/dropped/first_poll_age"] == 0
    assert newsroom.written() == [url("/1"), url("/2")]
