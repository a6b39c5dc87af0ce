"""How many polls a minute `newsbeam check` expects, and how it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.config.config import Config
from pipelines.show.expected import SAMPLE, ExpectedPolls, describe_expected, expect_polls
from transforms.poll_results import PollOptions
from transforms.pure.feeds.health import Health
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.urls import url_id
from transforms.records import Feed
from transforms.state.documents import FeedDocument, save_feed
from transforms.state.roots import claim

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = 3600.0
STEADY = PollOptions(schedule=ScheduleOptions(jitter=0))


def feeds(count: int, interval: float | None = None, name: str = "paper") -> tuple[Feed, ...]:
    return tuple(Feed(url=f"https://{name}.example/{n}", interval=interval) for n in range(count))


def known(interval_seconds: float, **fields: Any) -> Health:
    return Health(interval_seconds=interval_seconds, last_polled_at=NOON, last_success_at=NOON, **fields)


FAILING = known(HOUR, failures=4.0, next_poll_at=NOON + timedelta(hours=4))
# The feeds, what is remembered of the first of them, the options; then the polls an hour, and how feeds are counted.
RATES = {
    "none": ((), [], STEADY, 0.0, {}),
    "fixed": (feeds(3, 1800.0), [], STEADY, 6.0, {"fixed": 3}),
    "fixed below the floor": (feeds(1, 60.0), [], STEADY, 4.0, {"fixed": 1}),
    "fixed, a little early": (feeds(19, HOUR), [], PollOptions(schedule=ScheduleOptions(jitter=0.1)), 20.0, {"fixed": 19}),
    "never polled": (feeds(2), [], STEADY, 2.0, {"unknown": 2}),
    "adaptive": (feeds(3), [known(7200.0), known(1800.0)], STEADY, 3.5, {"known": 2, "read": 2, "unknown": 1}),
    "failing": (feeds(1), [FAILING], STEADY, 0.25, {"known": 1, "read": 1}),
    "disabled": ((Feed(url="https://off.example/0", enabled=False),), [], STEADY, 0.0, {}),
    "a sample": (feeds(3 * SAMPLE), [known(7200.0)] * 3 * SAMPLE, STEADY, 1.5 * SAMPLE, {"known": 600, "read": SAMPLE}),
    "each tick": (feeds(2), [], PollOptions(schedule=ScheduleOptions(floor_seconds=0)), 120.0, {"unknown": 2}),
}  # fmt: skip


@pytest.mark.parametrize(("active", "healths", "poll", "an_hour", "counted"), RATES.values(), ids=RATES)
def test_polls_are_counted(
    tmp_path: Path,
    active: tuple[Feed, ...],
    healths: list[Health],
    poll: PollOptions,
    an_hour: float,
    counted: dict[str, int],
) -> None:
    config = Config(output=str(tmp_path / "out"), feeds=active, poll=poll)
    if healths:
        claim(config.roots, NOON)
        state, _ = config.roots.open()
        for feed, health in zip(active, healths, strict=False):
            save_feed(state, 0, url_id(feed.url), FeedDocument(url=feed.url, health=health))
    found = expect_polls(config, NOON)
    assert found.a_minute * 60 == pytest.approx(an_hour)
    assert found == ExpectedPolls(a_minute=found.a_minute, **counted)


def test_a_state_that_does_not_fit_is_not_read_and_said(tmp_path: Path) -> None:
    config = Config(output=str(tmp_path / "out"), feeds=feeds(1))
    claim(config.roots, NOON)
    found = expect_polls(Config(output=config.output, feeds=feeds(1), shards=4), NOON)
    assert found.unknown == 1
    assert found.unread is not None and "this state has 1 shards, the configuration says 4" in found.unread


def test_a_store_that_is_no_folder_is_not_asked() -> None:
    found = expect_polls(Config(output="gs://nowhere/news", feeds=feeds(1)), NOON)
    assert found.unread == "`newsbeam check` asks no store, and gs://nowhere/news/_state is in one"


SAID = {
    "all kinds": (
        ExpectedPolls(a_minute=1234.4, fixed=12, known=2900, read=200, unknown=88),
        [
            "Polls to be expected: about 1,234 a minute. Feeds are counted like this: 12 by an interval of their own;"
            " 2900 by what the state knows of 200 among them; 88 as one poll in 60 minutes, as a new feed is planned."
        ],
    ),
    "few": (
        ExpectedPolls(a_minute=2.04, known=3, read=3),
        ["Polls to be expected: about 2.0 a minute. Feeds are counted like this: 3 by what the state knows."],
    ),
    "by the hour": (
        ExpectedPolls(a_minute=0.5, fixed=1),
        ["Polls to be expected: about 30 an hour. Feeds are counted like this: 1 by an interval of its own."],
    ),
    "by the day": (
        ExpectedPolls(a_minute=1 / 1440, fixed=1),
        ["Polls to be expected: about 1.0 a day. Feeds are counted like this: 1 by an interval of its own."],
    ),
    "unread": (
        ExpectedPolls(a_minute=10, fixed=1, unread="it is elsewhere"),
        [
            "Polls to be expected: about 10 a minute. Feeds are counted like this: 1 by an interval of its own.",
            "The state was not read: it is elsewhere",
        ],
    ),
    "nothing": (ExpectedPolls(a_minute=0), []),
}


@pytest.mark.parametrize(("expected", "lines"), SAID.values(), ids=SAID)
def test_how_it_is_said(expected: ExpectedPolls, lines: list[str]) -> None:
    assert describe_expected(expected, Config(output="out")) == lines


def test_a_floor_of_zero_polls_each_tick() -> None:
    config = Config(output="out", poll=PollOptions(schedule=ScheduleOptions(floor_seconds=0)))
    (line,) = describe_expected(ExpectedPolls(a_minute=2, unknown=2), config)
    assert line.endswith("2 as one poll a tick (the floor is 0).")
