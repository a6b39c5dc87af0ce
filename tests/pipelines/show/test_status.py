"""`newsbeam status`: what a state says of its feeds and of what is owed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from one_shard import entry
from small_newsroom import FEED, Newsroom, reply, url
from steps import now, set_now

from pipelines.config.config import Config
from pipelines.run.passes import ingest
from pipelines.show.status import FeedState, Status, health_label, read_feed_states, read_status
from pipelines.show.status_text import describe
from transforms.errors import StateError
from transforms.pure.feeds.health import Health
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.records import Feed
from transforms.state.waits import Wait

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONFIG = Config(output="out/news")

LABELS = {
    "never polled": ("new", Health()),
    "well": ("healthy", Health(last_polled_at=NOON)),
    "one timeout": ("failing", Health(last_polled_at=NOON, failures=0.25)),
    "many failures": ("dead", Health(last_polled_at=NOON, failures=30.0)),
    "410 just now": ("failing", Health(last_polled_at=NOON, failures=1.0, gone_at=NOON)),
    "410 since yesterday": ("gone", Health(last_polled_at=NOON, failures=2.0, gone_at=NOON - timedelta(days=1))),
}


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


@pytest.mark.parametrize(("word", "health"), LABELS.values(), ids=LABELS)
def test_a_feeds_health_is_one_word(word: str, health: Health) -> None:
    assert health_label(health, ScheduleOptions()) == word


def feed_state(health: str, next_poll_at: datetime | None = None, last_error: str | None = None) -> FeedState:
    return FeedState(
        feed=Feed(url="https://paper.example/feed"), health=health, next_poll_at=next_poll_at, last_error=last_error
    )


def said(**fields: Any) -> list[str]:
    return describe(Status(**{"feeds": []} | fields), CONFIG, NOON).splitlines()


def test_feeds_are_told_by_health_and_by_what_is_due() -> None:
    feeds = [
        feed_state("healthy", NOON + timedelta(seconds=1)),
        feed_state("healthy", NOON),
        feed_state("new"),
        feed_state("failing", NOON + timedelta(hours=1), "https://paper.example/feed: the server answered 500"),
    ]
    found = said(feeds=feeds)
    assert found[0] == "Feeds     4: 2 healthy, 1 new, 1 failing; 2 due now"
    assert found[-2:] == [
        "Failing   1 feed; `newsbeam feeds check` says what mends the list:",
        "          failing: https://paper.example/feed: the server answered 500",
    ]


def test_a_feed_that_led_elsewhere_is_named_itself() -> None:
    for target in ("https://elsewhere.example/rss", "https://paper.example/feed/new"):
        feed = feed_state("failing", NOON, f"{target}: the server answered 404")
        assert said(feeds=[feed])[-1] == (
            f"          failing: https://paper.example/feed: led to {target}: the server answered 404"
        )


def test_no_feeds_are_told_as_none() -> None:
    assert said()[0] == "Feeds     0: none; 0 due now"


def test_what_is_owed_is_told_with_the_reasons_to_wait_and_the_oldest() -> None:
    found = said(owed=5, deferred=Counter(http_503=1, timeout=2), oldest_owed=entry("a", NOON))
    assert found[1] == "Owed      5, 2 deferred for timeout, 1 deferred for http_503"
    assert found[3] == "Oldest    owed since 2026-11-22 12:00 UTC: https://site.example/a"


def test_what_waits_is_told_with_what_the_reasons_mean() -> None:
    found = said(owed=5, deferred=Counter(http_503=1, timeout=2, counted_by_an_older_version=1))
    assert found[3].startswith(
        "Reasons   timeout: There was no connection, or no complete answer, in time. Waiting may help."
    )
    assert found[4:] == [
        "          http_503: The server failed or is not available. Waiting may help. Nothing to do: only the site can fix it."
    ]


def test_what_waits_long_is_told_with_what_would_bring_it_instead() -> None:
    wait = Wait(reason="http_403", entries=2, next_try=NOON + timedelta(hours=12))
    found = said(owed=3, deferred=Counter(http_403=2, timeout=1), waits=[wait])
    assert found[1] == "Owed      3, 2 deferred for http_403, 1 deferred for timeout"
    assert found[3] == (
        "Waiting   2 for http_403: asked for again from 2026-11-23 00:00 UTC on, for 30 days in all."
        " Set `web.contact`, and ask the publisher for access."
    )
    assert found[4].startswith("Reasons   timeout: ") and len(found) == 5


def test_what_is_written_is_told_with_its_place() -> None:
    assert said(written=120, written_today=7)[2] == "Written   7 today (UTC), 120 in all, below out/news/articles"


def test_files_in_doubt_are_named() -> None:
    found = said(in_doubt=["articles/date=2026-11-22/part-1.jsonl.gz"])
    assert found[-2:] == [
        "In doubt  files of a commit that is under way or was cut short; the next ingest decides:",
        "          articles/date=2026-11-22/part-1.jsonl.gz",
    ]


def test_a_retry_that_was_cut_short_is_named() -> None:
    assert said(unparked=1)[-1] == (
        "Retry     was cut short, or is at work: 1 entry that failed is not owed again yet; run `newsbeam retry` again"
    )


def test_before_the_first_ingest_every_feed_is_new_and_there_is_no_status(newsroom: Newsroom) -> None:
    config = newsroom.config()
    assert [(feed.feed.url, feed.health) for feed in read_feed_states(config, NOON)] == [(FEED, "new")]
    with pytest.raises(StateError, match=r"no state yet; the first `newsbeam ingest` makes it"):
        read_status(config, NOON)
    assert not newsroom.output.exists()


def test_a_state_is_read_and_not_changed(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/2"] = reply(503)
    newsroom.settings["feeds"] = [FEED, url("/none.xml"), {"url": url("/off.xml"), "enabled": False}]
    config = newsroom.config()
    ingest(config, clock=now)
    before = {path: path.read_bytes() for path in newsroom.output.rglob("*") if path.is_file()}
    status = read_status(config, NOON + timedelta(minutes=1))
    assert {feed.feed.url: feed.health for feed in status.feeds} == {FEED: "healthy", url("/none.xml"): "failing"}
    assert (status.owed, dict(status.deferred), status.written, status.written_today) == (1, {"http_503": 1}, 1, 1)
    assert status.oldest_owed is not None and status.oldest_owed.url == url("/2")
    assert status.in_doubt == []
    assert {path: path.read_bytes() for path in newsroom.output.rglob("*") if path.is_file()} == before


def test_what_waits_long_is_read_and_is_not_the_oldest_that_is_owed(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(403)
    ingest(newsroom.config(), clock=now)
    status = read_status(newsroom.config(), NOON)
    (wait,) = status.waits
    assert (status.owed, wait.reason, wait.entries, status.oldest_owed) == (1, "http_403", 1, None)
    assert NOON + timedelta(hours=12) <= wait.next_try <= NOON + timedelta(hours=13.8)


def test_items_that_came_and_went_unseen_are_told_with_their_times(newsroom: Newsroom) -> None:
    def item(n: int) -> str:
        dated = f"{NOON + timedelta(hours=n):%a, %d %b %Y %H:%M} GMT"
        return f"<item><title>{n}</title><link>{url(f'/{n}')}</link><pubDate>{dated}</pubDate></item>"

    def publish(*numbers: int) -> None:
        items = "".join(map(item, reversed(numbers)))
        document = f"<rss version='2.0'><channel><title>The Paper</title>{items}</channel></rss>"
        newsroom.server.answers["/feed.xml"] = reply(body=document.encode(), kind="text/xml")

    config = newsroom.config()
    for hour, numbers in ((0, (-2, -1, 0)), (2, (0, 1, 2)), (12, (10, 11, 12))):
        publish(*numbers)
        set_now(NOON + timedelta(hours=hour))
        report = ingest(config, poll_all=True, clock=now)
    found = describe(read_status(config, now()), config, now())
    seen, gap = (line for line in found.splitlines() if line.startswith(("Seen", "Gaps")))
    words = re.fullmatch(r"Gaps      2026-11-22 14:00 to 22:00 UTC, about ([0-9]+) items: " + re.escape(FEED), gap)
    assert words is not None and 5 <= int(words[1]) <= 12  # seven in truth, at one an hour
    assert re.match(rf"Seen      [0-9.]+ %, 1 suspected gap, in which about {words[1]} items are missing", seen)
    assert (report.counts["poll/gap"], sum(day.gaps for day in report.days)) == (1, 1)
    assert report.days == read_status(config, now()).feeds[0].completeness.days
    set_now(NOON)


def test_only_what_was_written_today_counts_as_todays(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config()
    ingest(config, clock=now)
    status = read_status(config, NOON + timedelta(days=1))
    assert (status.written, status.written_today) == (1, 0)


def test_a_file_that_its_commit_names_and_nobody_published_is_in_doubt(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config()
    ingest(config, clock=now)
    (file,) = newsroom.output.glob("articles/*/*.gz")
    newsroom.is_damaged = True
    file.unlink()
    assert read_status(config, NOON).in_doubt == [str(file.relative_to(newsroom.output))]


def test_a_state_of_another_number_of_shards_is_refused_with_the_cure(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    ingest(newsroom.config(), clock=now)
    with pytest.raises(StateError, match=r"has 1 shards, the configuration says 4; set `shards: 1`"):
        read_status(newsroom.config(shards=4), NOON)
