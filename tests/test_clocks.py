"""One run whose clock is wrong: nothing is silenced, forgotten, given up or written twice by it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from hostile_server import reply
from small_newsroom import Newsroom, story, url

from pipelines.run.passes import ingest
from pipelines.show.status import read_status
from pipelines.show.status_text import describe
from transforms.state.manifests import read_newest

BEGUN = datetime(2026, 11, 1, 9, tzinfo=UTC)


def run(newsroom: Newsroom, day: float, *, poll_all: bool = False) -> int:
    now = BEGUN + timedelta(days=day)
    report = ingest(newsroom.config(memory_mb=0), poll_all=poll_all, clock=lambda: now)
    assert not report.missing
    return report.counts["poll/new"] + report.counts["poll/unchanged"]


@pytest.mark.parametrize("wrong", [400, 12, -2000], ids="{:+} days".format)
def test_a_run_whose_clock_is_wrong_changes_nothing_for_those_after_it(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture, wrong: int
) -> None:
    newsroom.publish("/a", "/b")
    newsroom.server.answers["/waits"] = reply(503)
    for day in range(9):
        if day == 8:
            newsroom.publish("/waits", "/a", "/b")
        run(newsroom, day, poll_all=True)
    run(newsroom, 9 + wrong, poll_all=True)
    newsroom.publish("/c", "/a", "/b", "/waits")
    now = BEGUN + timedelta(days=9.1)
    if wrong > 0:
        assert "; 1 due now" in describe(read_status(newsroom.config(), now), newsroom.config(), now)
    newsroom.server.answers["/waits"] = reply(body=story("waits"))
    with caplog.at_level(logging.WARNING):
        assert run(newsroom, 9.1) >= (wrong > 0), "the feed is due"
    assert "by the clock of this machine" in caplog.text
    for day in range(10, 14):
        run(newsroom, day, poll_all=True)
    assert newsroom.written() == [url("/a"), url("/b"), url("/c"), url("/waits")]
    assert newsroom.failed() == {}
    newest = read_newest(newsroom.config().roots.open()[0])
    assert newest is not None and newest.complete_through == (BEGUN + timedelta(days=12)).date()
