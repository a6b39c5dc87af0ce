"""When a feed is polled next, case by case."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.feeds.schedule import (
    Health,
    PollHints,
    PollOutcome,
    ScheduleOptions,
    adopted_url,
    after_poll,
    is_due,
    wants_unconditional,
)

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR, DAY = 3600.0, 86_400.0
STEADY = ScheduleOptions(jitter=0)
NOT_MODIFIED = PollOutcome(kind="unchanged", status=304)


def known_health(**changes: Any) -> Health:
    """A feed polled an hour ago, due now, with an interval of an hour and news at that poll."""
    before = SUNDAY - timedelta(hours=1)
    fields: dict[str, Any] = {
        "next_poll_at": SUNDAY,
        "interval_seconds": HOUR,
        "last_polled_at": before,
        "last_success_at": before,
        "last_new_at": before,
        "last_full_at": before,
    }
    return Health(**fields | changes)


def news(new: int, of: int, **fields: Any) -> PollOutcome:
    return PollOutcome(kind="new", status=200, new_items=new, window_items=of, overlap=of - new, **fields)


def failed(severity: Any = "hard", **fields: Any) -> PollOutcome:
    return PollOutcome(kind="failed", severity=severity, message="the server answered 500", **fields)


def poll(
    health: Health,
    outcome: PollOutcome,
    *,
    options: ScheduleOptions = STEADY,
    interval: float | None = None,
    now: datetime = SUNDAY,
) -> Health:
    return after_poll(health, outcome, options, interval, now, random.Random(7))


def wait(health: Health, now: datetime = SUNDAY) -> float:
    assert health.next_poll_at is not None
    return (health.next_poll_at - now).total_seconds()


@pytest.mark.parametrize(
    ("health", "outcome", "expected_seconds"),
    [
        pytest.param(Health(), news(20, 20), HOUR, id="first-poll-undated"),
        pytest.param(Health(), news(20, 20, window_seconds=1.5 * HOUR), HOUR / 2, id="first-poll-third-of-window"),
        pytest.param(Health(), news(20, 20, window_seconds=600), 900, id="never-below-the-floor"),
        pytest.param(Health(), news(10, 10, window_seconds=70 * DAY), HOUR, id="first-poll-long-window"),
        pytest.param(Health(), PollOutcome(kind="unchanged", status=200, window_items=0), HOUR, id="first-poll-empty"),
        # An hour grows by half; 2.5 minutes of slack (an hour of silence) do not matter.
        pytest.param(known_health(), NOT_MODIFIED, 1.5 * HOUR, id="grows-when-nothing-is-new"),
        pytest.param(known_health(), news(1, 20), 1.15 * HOUR, id="grows-a-little-when-little-is-new"),
        pytest.param(
            known_health(), news(10, 20, window_seconds=9 * HOUR), 2 / 3 * HOUR, id="half-new-is-too-thin-for-a-third"
        ),
        pytest.param(known_health(), news(20, 20), HOUR / 3, id="a-gap-shrinks-at-once"),
        pytest.param(known_health(interval_seconds=900.0), news(20, 20), 900, id="a-gap-at-the-floor"),
        pytest.param(
            known_health(interval_seconds=2 * HOUR),
            NOT_MODIFIED,
            2 * HOUR + 150,
            id="lively-feeds-stay-within-the-latency",
        ),
        pytest.param(
            known_health(interval_seconds=6 * HOUR, last_new_at=SUNDAY - timedelta(days=4)),
            NOT_MODIFIED,
            6 * HOUR,
            id="an-hour-more-for-each-silent-day",
        ),
        pytest.param(
            known_health(interval_seconds=20 * HOUR, last_new_at=SUNDAY - timedelta(days=90)),
            NOT_MODIFIED,
            DAY,
            id="silent-feeds-reach-the-cap",
        ),
        pytest.param(
            known_health(interval_seconds=DAY, last_new_at=SUNDAY - timedelta(days=90)),
            news(1, 10, window_seconds=70 * DAY),
            2 * HOUR,
            id="news-after-silence-brings-it-back",
        ),
        pytest.param(
            known_health(last_success_at=SUNDAY - timedelta(hours=12)),
            news(20, 20),
            HOUR / 2,
            id="a-gap-after-an-outage",
        ),
        pytest.param(
            known_health(last_success_at=SUNDAY - timedelta(hours=12)),
            news(15, 20),
            0.8 * HOUR + 0.2 * 900,
            id="a-thin-overlap-after-an-outage",
        ),
        pytest.param(
            known_health(next_poll_at=SUNDAY + timedelta(minutes=50)),
            NOT_MODIFIED,
            HOUR,
            id="an-early-poll-proves-nothing",
        ),
        pytest.param(known_health(), news(1, 20, window_seconds=0.0), 1.15 * HOUR, id="one-date-for-all-is-no-window"),
        pytest.param(
            known_health(),
            news(15, 20, window_seconds=900 * DAY),
            HOUR * 4 / 9,
            id="an-old-pinned-item-does-not-mislead",
        ),
    ],
)
def test_adapts_to_the_window(health: Health, outcome: PollOutcome, expected_seconds: float) -> None:
    assert wait(poll(health, outcome)) == pytest.approx(expected_seconds, abs=1)


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
        pytest.param(PollHints(ttl_seconds=9 * DAY), 70 * DAY, DAY, id="heard-up-to-the-cap"),
        pytest.param(PollHints(ttl_seconds=DAY), 3 * HOUR, 1.5 * HOUR, id="heard-up-to-half-the-window"),
        pytest.param(PollHints(ttl_seconds=DAY), None, DAY, id="unknown-window"),
        pytest.param(PollHints(skip_hours=(11, 12, 13)), 70 * DAY, 4 * HOUR, id="skip-hours"),
        pytest.param(PollHints(skip_hours=(12, 13)), 70 * DAY, HOUR, id="skip-hours-of-later"),
        pytest.param(PollHints(skip_days=(6,)), 70 * DAY, 14 * HOUR, id="skip-sunday"),
        pytest.param(PollHints(skip_days=(6, 0)), 70 * DAY, DAY, id="skip-days-up-to-the-cap"),
        pytest.param(PollHints(skip_days=(0, 1, 2, 3, 4, 5, 6)), 70 * DAY, HOUR, id="skipping-every-day-is-not-heard"),
        pytest.param(PollHints(skip_hours=tuple(range(24))), 70 * DAY, HOUR, id="skipping-every-hour-is-not-heard"),
    ],
)
def test_hears_wishes_within_bounds(hints: PollHints, window_seconds: float | None, expected_seconds: float) -> None:
    after = poll(Health(), news(20, 20, window_seconds=window_seconds, hints=hints))
    assert wait(after) == pytest.approx(expected_seconds, abs=1)


def test_wishes_are_remembered_over_304() -> None:
    first = poll(Health(), news(10, 10, hints=PollHints(ttl_seconds=6 * HOUR, skip_days=(5,))))
    later = SUNDAY + timedelta(hours=6)
    second = poll(first, NOT_MODIFIED, now=later)
    assert second.hints == PollHints(ttl_seconds=6 * HOUR, skip_days=(5,))
    assert wait(second, later) == 6 * HOUR


def test_a_304_renews_the_cache_hint_alone() -> None:
    before = known_health(hints=PollHints(ttl_seconds=60.0, max_age_seconds=60.0))
    after = poll(before, PollOutcome(kind="unchanged", status=304, hints=PollHints(max_age_seconds=5 * HOUR)))
    assert after.hints == PollHints(ttl_seconds=60.0, max_age_seconds=5 * HOUR)


def test_a_document_replaces_all_wishes() -> None:
    before = known_health(hints=PollHints(ttl_seconds=DAY, max_age_seconds=DAY, skip_hours=(1,)))
    assert poll(before, news(1, 20, hints=PollHints(update_seconds=60.0))).hints == PollHints(update_seconds=60.0)


@pytest.mark.parametrize(
    ("interval", "outcome", "expected_seconds"),
    [
        pytest.param(1800.0, NOT_MODIFIED, 1800, id="replaces-the-adaptive-part"),
        pytest.param(7 * DAY, NOT_MODIFIED, 7 * DAY, id="may-pass-the-cap"),
        pytest.param(60.0, NOT_MODIFIED, 900, id="not-the-floor"),
        pytest.param(
            1800.0, news(1, 9, hints=PollHints(ttl_seconds=DAY, skip_days=(6,))), 1800, id="wishes-are-not-heard"
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
    first = poll(known_health(url="https://new.example/feed"), gone)
    assert first.gone_at == SUNDAY
    assert wait(first) == HOUR
    soon = SUNDAY + timedelta(hours=23)
    assert wait(poll(first, gone, now=soon), soon) == 2 * HOUR
    later = SUNDAY + timedelta(hours=24)
    confirmed = poll(first, gone, now=later)
    assert wait(confirmed, later) == 30 * DAY
    assert adopted_url(confirmed) is None
    back = poll(confirmed, news(3, 20), now=later + timedelta(days=30))
    assert back.gone_at is None


def redirected(times: int, hours: float, target: str = "https://new.example/feed") -> Health:
    health = Health()
    for sighting in range(times):
        at = SUNDAY + timedelta(hours=hours * sighting)
        health = poll(health, PollOutcome(kind="unchanged", status=200, redirect_target=target), now=at)
    return health


@pytest.mark.parametrize(
    ("times", "hours", "expected"),
    [
        pytest.param(10, 7 * 24 / 9, "https://new.example/feed", id="ten-in-seven-days"),
        pytest.param(9, 7 * 24 / 8, None, id="nine-in-seven-days"),
        pytest.param(30, 2, None, id="thirty-in-three-days"),
    ],
)
def test_permanent_redirects_are_adopted_slowly(times: int, hours: float, expected: str | None) -> None:
    assert adopted_url(redirected(times, hours)) == expected


@pytest.mark.parametrize(
    ("outcome", "expected_sightings"),
    [
        pytest.param(PollOutcome(kind="unchanged", redirect_target="https://other.example/"), 1, id="another-target"),
        pytest.param(NOT_MODIFIED, None, id="no-redirect"),
        pytest.param(failed(), 9, id="a-failure-says-nothing"),
    ],
)
def test_what_restarts_the_count(outcome: PollOutcome, expected_sightings: int | None) -> None:
    after = poll(redirected(9, 24), outcome, now=SUNDAY + timedelta(days=9))
    assert adopted_url(after) is None
    assert (after.redirect and after.redirect.sightings) == expected_sightings


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


def test_health_survives_json() -> None:
    health = poll(redirected(3, 24), news(2, 20, window_seconds=HOUR, hints=PollHints(skip_hours=(1, 2))))
    assert msgspec.json.decode(msgspec.json.encode(health), type=Health) == health


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '{"floor_seconds": 600, "cap_seconds": 60}',
            "floor_seconds (600) lies above cap_seconds (60): lower the floor or raise the cap",
            id="floor-above-cap",
        ),
        pytest.param('{"jitter": 2}', "Expected `float` <= 1.0 - at `$.jitter`", id="jitter"),
        pytest.param('{"floor_seconds": -1}', "Expected `float` >= 0.0 - at `$.floor_seconds`", id="negative"),
        pytest.param('{"florr_seconds": 1}', "contains unknown field `florr_seconds`", id="unknown"),
    ],
)
def test_impossible_options_are_refused(text: str, message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(text, type=ScheduleOptions)
    assert message in str(caught.value)


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
        health = after_poll(health, outcome, options, None, now, rng)
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
def test_jitter_only_lengthens_and_stays_in_its_share(jitter: float, seed: int) -> None:
    options = ScheduleOptions(jitter=jitter)
    after = after_poll(known_health(), NOT_MODIFIED, options, None, SUNDAY, random.Random(seed))
    assert 1.5 * HOUR - 1 <= wait(after) <= 1.5 * HOUR * (1 + jitter) + 1
