"""When a feed is polled next, case by case."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polls import DAY, HOUR, NOT_MODIFIED, STEADY, SUNDAY, failed, known_health, news, poll, wait

from transforms.pure.feeds.health import Health, PollHints, PollOutcome, is_due
from transforms.pure.feeds.schedule import update_health, wants_unconditional
from transforms.pure.feeds.schedule_options import ScheduleOptions

DEFAULT = ScheduleOptions()
# A document without items leaves the interval as it is.
CALM = news(0, 0)


@pytest.mark.parametrize(
    ("hints", "window_seconds", "expected_seconds"),
    [
        pytest.param(PollHints(ttl_seconds=6 * HOUR), 70 * DAY, 6 * HOUR, id="ttl"),
        pytest.param(PollHints(update_seconds=6 * HOUR), 70 * DAY, 6 * HOUR, id="sy-update"),
        pytest.param(PollHints(max_age_seconds=6 * HOUR), 70 * DAY, 6 * HOUR, id="cache-control"),
        pytest.param(
            PollHints(ttl_seconds=3 * HOUR, max_age_seconds=5 * HOUR), 70 * DAY, 5 * HOUR, id="the-longest-counts"
        ),
        pytest.param(PollHints(ttl_seconds=60.0), 70 * DAY, HOUR, id="a-short-wish-hurries-nobody"),
        pytest.param(PollHints(ttl_seconds=9 * DAY), 70 * DAY, DAY, id="obeyed-up-to-the-cap"),
        pytest.param(PollHints(ttl_seconds=DAY), 3 * HOUR, 1.5 * HOUR, id="obeyed-up-to-half-the-window"),
        pytest.param(PollHints(ttl_seconds=DAY), None, DAY, id="unknown-window"),
        pytest.param(PollHints(skip_hours=(11, 12, 13)), 70 * DAY, 4 * HOUR, id="skip-hours"),
        pytest.param(PollHints(skip_hours=(12, 13)), 70 * DAY, HOUR, id="skip-hours-of-later"),
        pytest.param(PollHints(skip_days=(6,)), 70 * DAY, 14 * HOUR, id="skip-sunday"),
        pytest.param(PollHints(skip_days=(6, 0)), 70 * DAY, DAY, id="skip-days-up-to-the-cap"),
        pytest.param(PollHints(skip_days=(0, 1, 2, 3, 4, 5, 6)), 70 * DAY, HOUR, id="skipping-every-day-is-not-obeyed"),
        pytest.param(PollHints(skip_hours=tuple(range(24))), 70 * DAY, HOUR, id="skipping-every-hour-is-not-obeyed"),
    ],
)
def test_hints_are_obeyed_within_bounds(
    hints: PollHints, window_seconds: float | None, expected_seconds: float
) -> None:
    after = poll(Health(), news(20, 20, window_seconds=window_seconds, hints=hints))
    assert wait(after) == pytest.approx(expected_seconds, abs=1)


def test_a_wish_that_made_us_miss_items_is_obeyed_less_for_a_week() -> None:
    slow = PollHints(ttl_seconds=12 * HOUR)
    overrun = poll(known_health(interval_seconds=12 * HOUR), news(20, 20, gap=True, hints=slow))
    assert (overrun.overrun_at, overrun.overrun_seconds, wait(overrun)) == (SUNDAY, 12 * HOUR, 6 * HOUR)
    night = SUNDAY + timedelta(hours=6)
    # One new item in six hours: by this night alone, the window spans five days.
    quiet = poll(overrun, news(1, 20, hints=slow), now=night)
    assert wait(quiet, night) <= 6 * HOUR
    later = SUNDAY + timedelta(days=7)
    assert wait(poll(quiet, news(1, 20, hints=slow), now=later), later) == 12 * HOUR


def test_a_gap_after_an_outage_says_nothing_of_the_wish() -> None:
    slow = PollHints(ttl_seconds=8 * HOUR)
    for before, now in ((known_health(), SUNDAY + timedelta(hours=9)), (known_health(failures=1.0), SUNDAY)):
        assert poll(before, news(20, 20, gap=True, hints=slow), now=now).overrun_at is None


def test_hints_are_remembered_over_304() -> None:
    first = poll(Health(), news(10, 10, hints=PollHints(ttl_seconds=6 * HOUR, skip_days=(5,))))
    later = SUNDAY + timedelta(hours=6)
    second = poll(first, NOT_MODIFIED, now=later)
    assert second.hints == PollHints(ttl_seconds=6 * HOUR, skip_days=(5,))
    assert wait(second, later) == 6 * HOUR


def test_a_304_renews_the_cache_hint_alone() -> None:
    before = known_health(hints=PollHints(ttl_seconds=60.0, max_age_seconds=60.0))
    after = poll(before, PollOutcome(kind="unchanged", status=304, hints=PollHints(max_age_seconds=5 * HOUR)))
    assert after.hints == PollHints(ttl_seconds=60.0, max_age_seconds=5 * HOUR)


def test_a_document_replaces_all_hints() -> None:
    before = known_health(hints=PollHints(ttl_seconds=DAY, max_age_seconds=DAY, skip_hours=(1,)))
    assert poll(before, news(1, 20, hints=PollHints(update_seconds=60.0))).hints == PollHints(update_seconds=60.0)


@pytest.mark.parametrize(
    ("interval", "outcome", "expected_seconds"),
    [
        pytest.param(1800.0, NOT_MODIFIED, 1800, id="replaces-the-adaptive-part"),
        pytest.param(7 * DAY, NOT_MODIFIED, 7 * DAY, id="may-pass-the-cap"),
        pytest.param(60.0, NOT_MODIFIED, 900, id="not-the-floor"),
        pytest.param(
            1800.0, news(1, 9, hints=PollHints(ttl_seconds=DAY, skip_days=(6,))), 1800, id="hints-are-not-obeyed"
        ),
        pytest.param(1800.0, failed(wait_seconds=2 * HOUR), 2 * HOUR, id="not-retry-after"),
        pytest.param(7 * DAY, failed(), 7 * DAY, id="failing-makes-nothing-sooner"),
    ],
)
def test_fixed_interval(interval: float, outcome: PollOutcome, expected_seconds: float) -> None:
    assert wait(poll(known_health(), outcome, interval=interval)) == expected_seconds


def test_fixed_interval_still_backs_off() -> None:
    assert wait(poll(known_health(failures=3.0), failed(), interval=1800.0)) == 4 * 1800


def test_floor_zero_polls_at_every_pass_but_backs_off() -> None:
    options = ScheduleOptions(floor_seconds=0)
    calm = poll(
        Health(), news(9, 9, window_seconds=70 * DAY, hints=PollHints(ttl_seconds=DAY, skip_days=(6,))), options=options
    )
    assert is_due(calm, SUNDAY)
    assert is_due(poll(calm, NOT_MODIFIED, options=options), SUNDAY)
    assert wait(poll(calm, failed(), options=options)) >= HOUR


@pytest.mark.parametrize(
    ("severity", "before", "expected_failures", "expected_seconds"),
    [
        pytest.param("hard", 0.0, 1.0, HOUR, id="hard"),
        pytest.param("soft", 0.0, 0.5, HOUR, id="soft"),
        pytest.param("temporary", 0.0, 0.25, HOUR, id="temporary"),
        pytest.param("hard", 4.0, 5.0, 5 * HOUR, id="linear"),
        pytest.param("temporary", 2.0, 2.25, 2.25 * HOUR, id="linear-in-weights"),
        pytest.param("hard", 28.0, 29.0, DAY, id="capped-at-a-day"),
        pytest.param("hard", 29.0, 30.0, 30 * HOUR, id="a-dead-feed-may-wait-longer"),
        pytest.param("hard", 5000.0, 5001.0, 30 * DAY, id="but-never-for-ever"),
    ],
)
def test_backs_off(severity: str, before: float, expected_failures: float, expected_seconds: float) -> None:
    after = poll(known_health(failures=before), failed(severity))
    assert (after.failures, wait(after)) == (expected_failures, expected_seconds)
    assert after.last_error == "the server answered 500"
    assert after.last_success_at == SUNDAY - timedelta(hours=1)


def test_a_failing_feed_is_not_asked_sooner_than_it_wished() -> None:
    assert wait(poll(known_health(hints=PollHints(ttl_seconds=8 * HOUR)), failed("temporary"))) == 8 * HOUR


def test_success_ends_back_off() -> None:
    after = poll(known_health(failures=12.0, last_error="the server answered 500", gone_at=SUNDAY), news(1, 20))
    assert (after.failures, after.last_error, after.gone_at) == (0.0, None, None)
    assert wait(after) == pytest.approx(1.15 * HOUR)


@pytest.mark.parametrize(
    ("outcome", "expected_seconds"),
    [
        pytest.param(failed("temporary", status=429, wait_seconds=5 * HOUR), 5 * HOUR, id="longer-than-back-off"),
        pytest.param(failed("temporary", status=503, wait_seconds=1.0), HOUR, id="shorter-than-back-off"),
        pytest.param(failed("temporary", status=503, wait_seconds=9 * 365 * DAY), DAY, id="nine-years-are-a-day"),
        pytest.param(PollOutcome(kind="unchanged", status=304, wait_seconds=4 * HOUR), 4 * HOUR, id="with-a-success"),
    ],
)
def test_retry_after_is_obeyed(outcome: PollOutcome, expected_seconds: float) -> None:
    assert wait(poll(known_health(), outcome)) == expected_seconds


def test_gone_twice_a_day_apart_is_asked_monthly() -> None:
    gone = failed("hard", status=410)
    first = poll(known_health(adopted_url="https://new.example/feed"), gone)
    assert first.gone_at == SUNDAY
    assert wait(first) == HOUR
    soon = SUNDAY + timedelta(hours=23)
    assert wait(poll(first, gone, now=soon), soon) == 2 * HOUR
    later = SUNDAY + timedelta(hours=24)
    confirmed = poll(first, gone, now=later)
    assert wait(confirmed, later) == 30 * DAY
    assert confirmed.adopted_url is None
    back = poll(confirmed, news(3, 20), now=later + timedelta(days=30))
    assert back.gone_at is None


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        pytest.param(Health(), True, id="never-polled"),
        pytest.param(known_health(), False, id="an-hour-ago"),
        pytest.param(known_health(last_full_at=SUNDAY - timedelta(days=1)), True, id="a-day-ago"),
        pytest.param(known_health(distrusted_until=SUNDAY + timedelta(days=1)), True, id="validators-lied"),
        pytest.param(known_health(distrusted_until=SUNDAY), False, id="forgiven"),
    ],
)
def test_wants_unconditional(health: Health, expected: bool) -> None:
    assert wants_unconditional(health, STEADY, SUNDAY) is expected


def test_lying_validators_are_distrusted_for_a_month_and_cost_an_hour() -> None:
    liar = news(2, 20, window_seconds=HOUR, unconditional=True, validators_lied=True)
    after = poll(known_health(interval_seconds=900.0), liar)
    assert after.distrusted_until == SUNDAY + timedelta(days=30)
    assert wait(after) == HOUR


def test_only_an_unconditional_success_counts_as_full() -> None:
    assert poll(known_health(last_full_at=None), news(2, 20)).last_full_at is None
    assert poll(known_health(last_full_at=None), failed(unconditional=True)).last_full_at is None
    assert poll(known_health(last_full_at=None), news(2, 20, unconditional=True)).last_full_at == SUNDAY


SECONDS = st.floats(0, 400 * DAY)
HINTS = st.builds(
    PollHints,
    ttl_seconds=st.none() | SECONDS,
    update_seconds=st.none() | SECONDS,
    max_age_seconds=st.none() | SECONDS,
    skip_hours=st.lists(st.integers(0, 23), max_size=24).map(tuple),
    skip_days=st.lists(st.integers(0, 6), max_size=7).map(tuple),
)
SUCCESSES = st.builds(
    lambda new, old, window, hints, read: (
        news(new, new + old, window_seconds=window, hints=hints)
        if new and read
        else PollOutcome(kind="unchanged", hints=hints)
    ),
    st.integers(0, 50),
    st.integers(0, 50),
    st.none() | SECONDS,
    HINTS,
    st.booleans(),
)
FAILURES = st.builds(
    failed, st.sampled_from(["hard", "soft", "temporary"]), status=st.sampled_from([None, 404, 410, 429, 500]),
    wait_seconds=st.none() | SECONDS,
)  # fmt: skip


@given(
    st.lists(st.tuples(SUCCESSES | FAILURES, st.floats(0, 3)), min_size=1, max_size=25),
    st.randoms(use_true_random=False),
)
def test_no_history_leaves_the_bounds(history: list[tuple[PollOutcome, float]], rng: random.Random) -> None:
    options, health, now = ScheduleOptions(), Health(), SUNDAY
    for outcome, lateness in history:
        health = update_health(health, outcome, options, None, now, rng)
        seconds = wait(health, now)
        assert seconds >= options.floor_seconds
        if outcome.kind != "failed":
            assert seconds <= DAY
        elif outcome.status == 410 or health.failures >= 30:
            assert seconds <= 30 * DAY
        else:
            assert seconds <= DAY
        assert health.next_poll_at is not None
        now = health.next_poll_at + timedelta(seconds=seconds * lateness)


@given(st.lists(st.sampled_from(["hard", "soft", "temporary"]), min_size=2, max_size=80), SECONDS)
def test_back_off_never_shortens(severities: list[str], window_seconds: float) -> None:
    health = poll(Health(), news(20, 20, window_seconds=window_seconds))
    now, waits = SUNDAY, [0.0]
    for severity in severities:
        assert health.next_poll_at is not None
        now = health.next_poll_at
        health = poll(health, failed(severity), now=now)
        waits.append(wait(health, now))
    assert waits == sorted(waits)


@given(st.floats(0, 1), st.integers(0, 2**32))
def test_jitter_only_shortens_and_stays_in_its_share(jitter: float, seed: int) -> None:
    options = ScheduleOptions(jitter=jitter)
    after = update_health(known_health(), CALM, options, None, SUNDAY, random.Random(seed))
    assert max(HOUR * (1 - jitter), options.floor_seconds) - 1 <= wait(after) <= HOUR + 1


def waits(
    health: Health,
    outcome: PollOutcome,
    interval: float | None = None,
    now: datetime = SUNDAY,
    options: ScheduleOptions = DEFAULT,
) -> tuple[float, float]:
    """The shortest and the longest wait of many tries, in hours to two places."""
    tries = [
        wait(update_health(health, outcome, options, interval, now, random.Random(seed)), now) for seed in range(400)
    ]
    return round(min(tries) / HOUR, 2), round(max(tries) / HOUR, 2)


BROKEN = failed("temporary")
LONG = {"window_seconds": 70 * DAY}
# What is remembered, the outcome, the fixed interval, hours by which the poll is late; then the hours between which waits lie.
SPREADS = {
    "a first poll": (Health(), news(9, 9), None, 0.0, (0.25, 1.15)),
    "a first poll, a fixed interval": (Health(), news(9, 9), HOUR, 0.0, (0.25, 1.17)),
    "a first poll, a short window": (Health(), news(9, 9, window_seconds=2520.0), None, 0.0, (0.25, 0.35)),
    "a first poll, a wish": (Health(), news(9, 9, hints=PollHints(ttl_seconds=2 * HOUR), **LONG), None, 0.0, (2.0, 4.15)),
    "in time": (known_health(), CALM, None, 0.0, (0.85, 1.0)),
    "in time, a fixed interval": (known_health(), NOT_MODIFIED, HOUR, 0.0, (0.85, 1.0)),
    "a minute late": (known_health(), CALM, None, 1 / 60, (0.83, 0.98)),
    "twelve hours late": (known_health(), NOT_MODIFIED, HOUR, 12.0, (0.25, 1.17)),
    "asked for before its time": (known_health(), NOT_MODIFIED, HOUR, -0.5, (0.25, 1.17)),
    "grown by half": (known_health(), NOT_MODIFIED, None, 0.0, (0.25, 1.64)),
    "a failure in time": (known_health(), BROKEN, None, 0.0, (1.0, 1.15)),
    "a first poll that fails": (Health(), BROKEN, None, 0.0, (1.0, 2.0)),
    "a failure after a downtime": (known_health(failures=3.0), BROKEN, HOUR, 12.0, (3.25, 4.25)),
    "a Retry-After": (known_health(), failed("temporary", wait_seconds=5 * HOUR), None, 0.0, (5.0, 5.17)),
    "skipped hours": (known_health(hints=PollHints(skip_hours=(10, 11))), NOT_MODIFIED, HOUR / 2, 0.0, (0.42, 0.5)),
    "a skipped morning": (
        known_health(hints=PollHints(skip_hours=(10, 11, 12))), PollOutcome(kind="unchanged"), None, 0.0, (3.0, 4.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("health", "outcome", "interval", "late", "expected"), SPREADS.values(), ids=SPREADS)
def test_waits_are_spread(
    health: Health, outcome: PollOutcome, interval: float | None, late: float, expected: tuple[float, float]
) -> None:
    assert waits(health, outcome, interval, SUNDAY + timedelta(hours=late)) == pytest.approx(expected, abs=0.011)


def test_polls_at_every_pass_are_not_spread() -> None:
    options = ScheduleOptions(floor_seconds=0)
    wished = news(9, 9, hints=PollHints(ttl_seconds=DAY, skip_days=(6,)), **LONG)
    assert waits(Health(), wished, options=options) == (0.0, 0.0)
    assert waits(known_health(), NOT_MODIFIED, now=SUNDAY + timedelta(hours=9), options=options) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("outcome", "expected_seconds"),
    [
        pytest.param(NOT_MODIFIED, HOUR, id="grows"),
        pytest.param(news(1, 20), HOUR, id="grows-a-little"),
        pytest.param(CALM, HOUR, id="says-nothing"),
        pytest.param(news(20, 20, window_seconds=9 * HOUR), HOUR / 4, id="shrinks"),
    ],
)
def test_a_short_wait_does_not_show_that_the_interval_is_short(outcome: PollOutcome, expected_seconds: float) -> None:
    quarter = SUNDAY - timedelta(minutes=15)
    before = known_health(last_polled_at=quarter, last_success_at=quarter, window_seconds=DAY)
    found = update_health(before, outcome, DEFAULT, None, SUNDAY, random.Random(1)).interval_seconds
    assert found == pytest.approx(expected_seconds, rel=0.01)
