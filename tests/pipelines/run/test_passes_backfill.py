"""What was missed between two passes is brought by the second, where the site still has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from blog import Blog
from small_newsroom import Newsroom, url
from steps import set_now

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    set_now(NOON)
    yield
    set_now(NOON)


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
