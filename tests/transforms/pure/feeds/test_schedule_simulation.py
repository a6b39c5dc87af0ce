"""Thirty days of polling feeds of several kinds, on a clock that only counts."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bench.herds import World, busiest_over_mean, polls_by_minute
from transforms.pure.feeds.health import Health, PollHints, PollOutcome, is_due
from transforms.pure.feeds.schedule import update_health, wants_unconditional
from transforms.pure.feeds.schedule_options import ScheduleOptions

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 30
HOUR, DAY = 3600.0, 86_400.0


@dataclass
class Newsroom:
    """A feed with what it publishes when (seconds from the start; before it for what already stands)."""

    published: list[float]
    window: int = 20
    is_dated: bool = True
    hints: PollHints = field(default_factory=PollHints)
    lies: bool = False
    fails: Callable[[float, int], PollOutcome | None] = lambda seconds, poll: None

    def document(self, seconds: float) -> range:
        end = bisect_right(self.published, seconds)
        return range(max(0, end - self.window), end)


@dataclass
class Story:
    """What came of it: the polls in seconds from the start, and which items were ever seen."""

    polls: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    health: Health = field(default_factory=Health)

    def polls_a_day(self, first: float = 0, last: float = DAYS) -> float:
        return sum(first * DAY <= seconds < last * DAY for seconds in self.polls) / (last - first)


def steady(gap_seconds: float, rng: random.Random) -> list[float]:
    """Items at even gaps, a fifth more or less, from a hundred gaps before the start."""
    at, times = -100 * gap_seconds, []
    while at < DAYS * DAY:
        times.append(at)
        at += gap_seconds * rng.uniform(0.8, 1.2)
    return times


def by_day(gap_seconds: float, rng: random.Random) -> list[float]:
    """Items from eight to eighteen o'clock."""
    return [at for at in steady(gap_seconds, rng) if 8 * HOUR <= at % DAY < 18 * HOUR]


def answer(room: Newsroom, story: Story, seconds: float, unconditional: bool) -> PollOutcome:
    failure = room.fails(seconds, len(story.polls))
    if failure is not None:
        return failure
    document = room.document(seconds)
    fresh = [n for n in document if n not in story.seen]
    if not unconditional and (room.lies or not fresh):
        return PollOutcome(kind="unchanged", status=304)
    was_polled = bool(story.seen)
    story.seen.update(document)
    span = room.published[document[-1]] - room.published[document[0]] if document and room.is_dated else None
    return PollOutcome(
        kind="new" if fresh else "unchanged",
        status=200,
        new_items=len(fresh),
        window_items=len(document),
        overlap=len(document) - len(fresh),
        window_seconds=span,
        hints=room.hints,
        unconditional=unconditional,
        validators_lied=room.lies and was_polled and bool(fresh),
    )


def live(room: Newsroom, seed: int = 3, options: ScheduleOptions | None = None) -> Story:
    """Polls a newsroom for thirty days, always at the moment planned."""
    options, rng, story, now = options or ScheduleOptions(), random.Random(seed), Story(), START
    while now < START + timedelta(days=DAYS):
        seconds = (now - START).total_seconds()
        assert is_due(story.health, now)
        unconditional = wants_unconditional(story.health, options, now)
        outcome = answer(room, story, seconds, unconditional)
        story.polls.append(seconds)
        if unconditional:
            story.full.append(seconds)
        story.health = update_health(story.health, outcome, options, None, now, rng)
        assert story.health.next_poll_at is not None
        assert story.health.next_poll_at >= now + timedelta(seconds=options.floor_seconds)
        now = story.health.next_poll_at
    return story


def lost(room: Newsroom, story: Story) -> list[int]:
    """The items that stood in the feed after the first poll and before the last, and were never seen."""
    first, last = min(story.seen), bisect_right(room.published, story.polls[-1] - DAY)
    return [n for n in range(first, last) if n not in story.seen]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("kind", "gap_seconds", "window", "is_dated", "hints", "most_polls_a_day"),
    [
        pytest.param(steady, 7 * 60, 20, True, PollHints(), 40, id="busy"),
        pytest.param(steady, 7 * 60, 20, False, PollHints(), 60, id="busy-undated"),
        pytest.param(steady, 90, 20, True, PollHints(), 96, id="at-the-floor"),
        pytest.param(steady, HOUR, 30, True, PollHints(), 14, id="hourly"),
        pytest.param(steady, HOUR, 30, False, PollHints(), 14, id="hourly-undated"),
        pytest.param(by_day, 6 * 60, 20, True, PollHints(), 40, id="silent-at-night"),
        pytest.param(steady, 7 * DAY, 10, True, PollHints(), 7, id="weekly-blog"),
        pytest.param(steady, HOUR, 20, True, PollHints(ttl_seconds=DAY), 4, id="a-ttl-longer-than-the-window"),
        pytest.param(steady, 6 * HOUR, 20, True, PollHints(ttl_seconds=12 * HOUR), 2.2, id="a-ttl-that-fits"),
        pytest.param(
            by_day, HOUR, 20, True, PollHints(skip_hours=(20, 21, 22, 23, 0, 1, 2, 3, 4, 5)), 9, id="skip-hours"
        ),
    ],
)
def test_a_steady_feed_loses_nothing(
    kind: Callable[[float, random.Random], list[float]],
    gap_seconds: float,
    window: int,
    is_dated: bool,
    hints: PollHints,
    most_polls_a_day: float,
    seed: int,
) -> None:
    room = Newsroom(kind(gap_seconds, random.Random(seed)), window, is_dated, hints)
    story = live(room, seed)
    assert lost(room, story) == []
    assert story.polls_a_day(1) <= most_polls_a_day
    assert max(b - a for a, b in zip(story.polls, story.polls[1:], strict=False)) <= DAY


def test_skipped_hours_see_no_poll() -> None:
    room = Newsroom(by_day(HOUR, random.Random(1)), hints=PollHints(skip_hours=(20, 21, 22, 23, 0, 1, 2, 3, 4, 5)))
    hours = {int(seconds % DAY // HOUR) for seconds in live(room).polls[1:]}
    assert hours <= set(range(6, 20))


def test_a_feed_without_news_is_asked_once_a_day_in_the_end() -> None:
    story = live(Newsroom([-n * DAY for n in range(400, 380, -1)]))
    assert story.polls_a_day(0, 1) <= 16
    assert story.polls_a_day(27, 30) <= 4 / 3


def test_news_after_silence_is_found_within_a_day_and_followed() -> None:
    burst = [20 * DAY + 2 * n * HOUR for n in range(100)]
    story = live(Newsroom([-400 * DAY, *burst]))
    assert set(range(1, 101)) <= story.seen
    assert story.polls_a_day(21, 24) >= 10


@pytest.mark.parametrize("severity", ["hard", "soft", "temporary"])
def test_a_flapping_feed_loses_nothing_and_is_not_hammered(severity: str) -> None:
    def fails(seconds: float, poll: int) -> PollOutcome | None:
        return PollOutcome(kind="failed", severity=severity, message="no answer") if poll % 2 else None  # type: ignore[arg-type]

    room = Newsroom(steady(HOUR, random.Random(5)), window=30, fails=fails)
    story = live(room)
    assert lost(room, story) == []
    assert story.polls_a_day() <= 16


def test_an_outage_is_asked_ever_less_and_ends_with_the_first_answer() -> None:
    def fails(seconds: float, poll: int) -> PollOutcome | None:
        return PollOutcome(kind="failed", severity="hard", message="no answer") if 5 <= seconds / DAY < 15 else None

    story = live(Newsroom(steady(HOUR, random.Random(5)), window=30, fails=fails))
    assert 0 < story.polls_a_day(12, 15) <= 4 / 3
    assert story.polls_a_day(17) >= 10
    assert story.health.failures == 0


def test_a_feed_that_is_down_for_good_is_still_asked() -> None:
    def fails(seconds: float, poll: int) -> PollOutcome | None:
        return PollOutcome(kind="failed", severity="hard", message="no answer")

    story = live(Newsroom([], fails=fails))
    assert 25 <= len(story.polls) <= 45
    assert story.polls[-1] > 27 * DAY


def test_a_gone_feed_is_asked_twice_and_then_left_alone() -> None:
    def fails(seconds: float, poll: int) -> PollOutcome | None:
        return PollOutcome(kind="failed", severity="hard", status=410, message="gone")

    story = live(Newsroom([], fails=fails))
    assert story.polls[-1] < 2 * DAY
    assert len(story.polls) <= 8


def test_a_lying_etag_silences_no_feed() -> None:
    room = Newsroom(steady(2.4 * HOUR, random.Random(5)), window=50, lies=True)
    story = live(room)
    assert lost(room, story) == []
    assert story.health.distrusted_until is not None
    # Caught within a day by the daily full poll; from then on each poll is a full one, at most one an hour.
    assert story.full[1] <= 1.2 * DAY
    assert story.polls_a_day(2) <= 24


def test_an_honest_feed_is_asked_for_the_whole_document_once_a_day() -> None:
    story = live(Newsroom(steady(HOUR, random.Random(5)), window=30))
    assert DAYS - 3 <= len(story.full) <= DAYS
    assert all(later - earlier >= DAY for earlier, later in zip(story.full, story.full[1:], strict=False))


def test_feeds_polled_together_drift_apart() -> None:
    room = Newsroom([-n * DAY for n in range(400, 380, -1)])
    ends = {round(live(room, seed).polls[-1] / HOUR) for seed in range(20)}
    assert len(ends) >= 8


@pytest.mark.parametrize("interval_seconds", [HOUR, None], ids=["fixed", "adaptive"])
@pytest.mark.parametrize("down_hours", [None, (3, 15)], ids=["first-start", "downtime"])
def test_feeds_polled_at_once_are_evenly_due_an_hour_later(
    interval_seconds: float | None, down_hours: tuple[int, int] | None
) -> None:
    down = (down_hours[0] * 60, down_hours[1] * 60) if down_hours else None
    begun = down[1] if down else 0
    polls = polls_by_minute(
        World(feeds=2000, interval_seconds=interval_seconds, down_minutes=down), hours=begun // 60 + 7
    )
    assert polls[begun] == 2000
    assert sum(polls[begun + 1 : begun + 15]) == 0  # never sooner than the floor
    for hours in (1, 2, 6):
        hour = polls[begun + hours * 60 : begun + (hours + 1) * 60]
        assert busiest_over_mean(hour) < 1.8
        # An adaptive interval is halved after a downtime in which items came and went unseen.
        assert 1 <= sum(hour) / 2000 <= (1.8 if interval_seconds is None and down else 1.2)


def test_without_jitter_feeds_polled_at_once_stay_together() -> None:
    polls = polls_by_minute(World(feeds=20, interval_seconds=HOUR, options=ScheduleOptions(jitter=0)), hours=5)
    assert [minute for minute, n in enumerate(polls) if n == 20] == [0, 60, 120, 180, 240]
