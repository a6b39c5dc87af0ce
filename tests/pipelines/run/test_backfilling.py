"""`newsbeam backfill`: older items of a feed, on request."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web
from blog import Blog
from small_newsroom import FEED, Newsroom, reply, url
from steps import now, set_now

from pipelines.run.backfilling import BackfillChoice, backfill
from pipelines.run.errors import Refused
from pipelines.run.passes import ingest
from transforms.clock import utc_now

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def choice(day: int = 20, **fields: object) -> BackfillChoice:
    return BackfillChoice(feed=FEED, since=date(2026, 11, day), **fields)  # type: ignore[arg-type]


def test_older_items_are_owed_and_written(newsroom: Newsroom) -> None:
    blog = Blog(newsroom)
    blog.ingest(0)
    found = backfill(newsroom.config(), choice(), now)
    assert (found.items, len(found.owing.parked), found.reached, found.is_cut) == (9, 6, False, False)
    assert {entry.came_by for entry in found.owing.parked} == {"backfill"}
    assert ingest(newsroom.config(), clock=now).missing == {}
    assert newsroom.written() == sorted(url(f"/news/{n}") for n in range(-8, 1))
    again = backfill(newsroom.config(), choice(), now)
    assert (len(again.owing.parked), len(again.owing.settled)) == (0, 9)


def test_only_what_was_published_since_is_taken(newsroom: Newsroom) -> None:
    blog = Blog(newsroom, oldest=-40)
    blog.ingest(0)
    found = backfill(newsroom.config(), choice(22), now)
    assert found.reached and found.items == 13  # from midnight to noon, one an hour


def test_requests_are_bounded_and_a_look_changes_nothing(newsroom: Newsroom) -> None:
    blog = Blog(newsroom, oldest=-40)
    blog.ingest(0)
    before = sorted(path for path in newsroom.output.rglob("*") if path.is_file())
    found = backfill(newsroom.config(), choice(requests=3, dry_run=True), now)
    assert (found.asked, found.is_cut, found.items, len(found.owing.parked)) == (3, True, 9, 6)
    assert sorted(path for path in newsroom.output.rglob("*") if path.is_file()) == before
    assert backfill(newsroom.config(), choice(requests=1, dry_run=True), now).asked == 1


def test_what_the_first_poll_left_out_is_brought(newsroom: Newsroom) -> None:
    newsroom.settings["first_poll"] = {"max_entries": 1}
    Blog(newsroom).ingest(0)
    assert len(newsroom.written()) == 1
    assert len(backfill(newsroom.config(), choice(), now).owing.parked) == 8


def test_a_gap_that_was_suspected_is_filled(newsroom: Newsroom) -> None:
    newsroom.settings["poll"] |= {"backfill": {"enabled": False}}
    blog = Blog(newsroom)
    for hour in (0, 2, 12):
        blog.ingest(hour)
    assert sum(day.gaps for day in blog.completeness().days) == 1
    found = backfill(newsroom.config(), choice(22), now)
    assert not found.reached and found.gaps == 0  # it ends at the eighth hour before noon, after midnight
    (gap,) = blog.completeness().gaps
    assert (gap.found, gap.ended) == (7, False)
    blog.oldest = -90
    set_now(NOON + timedelta(hours=12))
    assert backfill(newsroom.config(), choice(22), now).gaps == 1
    (gap,) = blog.completeness().gaps
    assert gap.ended and sum(day.missed for day in blog.completeness().days) == 0


def test_a_site_that_asked_to_wait_is_not_asked(newsroom: Newsroom) -> None:
    """By the clock of the web: a wait that another one could not have asked for is not believed."""
    blog = Blog(newsroom)
    blog.ingest(0)
    newsroom.server.answers["/feed.xml"] = reply(429, headers={"Retry-After": "3600"})
    ingest(newsroom.config(), poll_all=True, clock=utc_now)
    asked = len(newsroom.server.log)
    with pytest.raises(Refused, match=r"^newsbeam backfill: .*asked us to slow down"):
        backfill(newsroom.config(), choice(), utc_now)
    assert len(newsroom.server.log) == asked


REFUSED = {
    "no such feed": (
        {"feed": "http://paper.example/fed.xml"},
        rf"^http://paper\.example/fed\.xml: the configuration has no such feed; did you mean {FEED}\?",
    ),
    "nothing like it": ({"feed": "x"}, "^x: the configuration has no such feed; `newsbeam feeds list` lists the feeds"),
    "a day to come": ({"since": date(2026, 11, 23)}, "^--since 2026-11-23: this day is still to come"),
}


@pytest.mark.parametrize(("fields", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    newsroom: Newsroom, fields: dict[str, object], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        backfill(newsroom.config(), BackfillChoice(**{"feed": FEED, "since": date(2026, 11, 20)} | fields), now)  # type: ignore[arg-type]


def test_a_feed_that_cannot_be_read_is_told(newsroom: Newsroom) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><html>Moved</html>", content_type="text/html")

    newsroom.server.answers["/feed.xml"] = page
    with pytest.raises(Refused, match=r"^newsbeam backfill: http://paper\.example/feed\.xml: expected RSS"):
        backfill(newsroom.config(), choice(), now)
