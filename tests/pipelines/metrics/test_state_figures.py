"""The figures that are read from a state, after real ingests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from small_newsroom import Newsroom, reply

from pipelines.metrics.state_figures import StateReader, samples_of
from pipelines.run.passes import ingest

NOTHING = "http://paper.example/nothing.xml"


def test_a_state_is_read_as_its_ledger_stands(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2", "/3", "/4")
    newsroom.server.answers["/2"] = reply(status=404)
    newsroom.server.answers["/3"] = reply(status=503)
    newsroom.server.answers["/4"] = reply(status=403)
    config = newsroom.config(feeds=[*newsroom.settings["feeds"], NOTHING])
    before = datetime.now(UTC)
    ingest(config)
    found = samples_of(StateReader(config).read(datetime.now(UTC)))
    assert found["newsbeam_articles_written_total", ()] == 1
    assert found["newsbeam_entries_failed_total", ("http_404",)] == 1
    assert (found["newsbeam_entries_owed", ()], found["newsbeam_entries_deferred", ("http_503",)]) == (2, 1)
    assert (found["newsbeam_feeds", ("healthy",)], found["newsbeam_feeds", ("failing",)]) == (1, 1)
    oldest = datetime.fromtimestamp(found["newsbeam_owed_oldest_timestamp_seconds", ()], UTC)
    assert before - timedelta(seconds=1) <= oldest <= datetime.now(UTC)


def test_what_waits_long_is_not_the_oldest(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(status=403)
    config = newsroom.config()
    ingest(config)
    figures = StateReader(config).read(datetime.now(UTC))
    assert (figures.owed, figures.oldest_at) == (1, None)


def test_a_feed_that_is_removed_counts_no_more(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config(feeds=[*newsroom.settings["feeds"], NOTHING])
    ingest(config)
    reader = StateReader(config)
    reader.read(datetime.now(UTC))
    reader.follow(newsroom.config())
    assert reader.read(datetime.now(UTC)).feeds == {"healthy": 1}
