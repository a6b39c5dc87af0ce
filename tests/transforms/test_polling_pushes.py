"""Feeds whose hub says that they have news: when they are polled for it, and how the next poll is planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hostile_server import reply
from msgspec.structs import replace
from papers import FEED, FEED_ID, HOST, NOON, Paper, rss
from steps import set_now

from transforms.websub.pushes import Live, Pushes, pushes_of

LIVE = Live(NOON + timedelta(days=9), 4.0, 43_200.0)


@pytest.fixture
def pushes(paper: Paper) -> Iterator[Pushes]:
    found = pushes_of(paper.state.root)
    yield found
    found.set_live(FEED_ID, None)
    found.take(0, NOON + timedelta(days=99))


def poll_at(paper: Paper, minutes: float, *links: str) -> int:
    """Take a turn so many minutes after noon, with these links in the feed; the polls so far."""
    set_now(NOON + timedelta(minutes=minutes))
    paper.answers(reply(body=rss(*links), kind="text/xml"))
    paper.poll(deadline=NOON + timedelta(minutes=minutes + 1))
    return paper.server.paths().count("/feed.xml")


def wait_minutes(paper: Paper) -> float:
    health = paper.document().health
    assert health.next_poll_at is not None and health.last_polled_at is not None
    return (health.next_poll_at - health.last_polled_at).total_seconds() / 60


A, B, C = (f"http://{HOST}/{name}" for name in "abc")


def test_a_push_makes_the_feed_due_and_its_polls_are_stretched(paper: Paper, pushes: Pushes) -> None:
    assert poll_at(paper, 0, A) == 1
    assert poll_at(paper, 5, B, A) == 1, "it is not due"
    pushes.set_live(FEED_ID, LIVE)
    pushes.note(0, FEED_ID)
    assert poll_at(paper, 6, B, A) == 2
    assert paper.document().announces
    planned = paper.document().health.interval_seconds
    assert planned is not None and wait_minutes(paper) == pytest.approx(4 * planned / 60)
    assert poll_at(paper, 7, C, B, A) == 2


def test_a_push_right_after_a_poll_waits_half_a_minute(paper: Paper, pushes: Pushes) -> None:
    poll_at(paper, 0, A)
    pushes.note(0, FEED_ID)
    assert poll_at(paper, 0.1, A) == 1
    assert pushes.next_at(0) == (NOON + timedelta(seconds=30)).timestamp()
    assert poll_at(paper, 0.5, A) == 2


def test_a_feed_that_fails_keeps_its_wait(paper: Paper, pushes: Pushes) -> None:
    paper.answers(reply(503))
    paper.poll()
    pushes.note(0, FEED_ID)
    assert poll_at(paper, 5, A) == 1
    assert poll_at(paper, 6, A) == 1, "the push is dropped"


def test_a_gap_is_not_stretched(paper: Paper, pushes: Pushes) -> None:
    poll_at(paper, 0, A)
    pushes.set_live(FEED_ID, LIVE)
    pushes.note(0, FEED_ID)
    poll_at(paper, 5, B, C)
    assert not paper.document().announces


def test_a_fixed_interval_stays(paper: Paper, pushes: Pushes) -> None:
    paper.feeds = (replace(FEED, interval=1800.0),)
    poll_at(paper, 0, A)
    pushes.set_live(FEED_ID, LIVE)
    pushes.note(0, FEED_ID)
    assert poll_at(paper, 5, B, A) == 2
    assert wait_minutes(paper) == 30


def test_a_push_for_a_feed_that_was_removed_is_dropped(paper: Paper, pushes: Pushes) -> None:
    pushes.note(0, "another")
    assert poll_at(paper, 0, A) == 1
    assert poll_at(paper, 1, A) == 1
