"""How long to wait while all goes well, case by case."""

from datetime import timedelta

import pytest
from polls import DAY, HOUR, NOT_MODIFIED, SUNDAY, known_health, news, poll, wait

from transforms.pure.feeds.health import Health, PollHints, PollOutcome
from transforms.pure.feeds.intervals import measure_window, plan_seconds
from transforms.pure.feeds.schedule_options import ScheduleOptions


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
        pytest.param(known_health(), news(19, 20, gap=True), HOUR / 3 * 20 / 19, id="a-gap-beneath-what-is-pinned"),
        pytest.param(
            known_health(window_seconds=DAY),
            news(19, 20, gap=True, window_seconds=DAY),
            HOUR / 3 * 20 / 19,
            id="a-gap-in-spite-of-a-pinned-items-date",
        ),
        pytest.param(
            known_health(next_poll_at=SUNDAY + timedelta(minutes=1)),
            news(20, 20, gap=True),
            HOUR / 3,
            id="a-gap-that-a-poll-for-once-found",
        ),
        pytest.param(
            known_health(),
            news(20, 20, gap=True, hints=PollHints(ttl_seconds=2 * HOUR)),
            HOUR / 2,
            id="a-gap-and-a-ttl-that-may-stretch-to-half-the-window",
        ),
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
    ("health", "outcome", "expected"),
    [
        pytest.param(Health(), news(20, 20, window_seconds=7200.0), 7200.0, id="dates-of-a-first-poll"),
        pytest.param(Health(), news(20, 20), None, id="undated-first-poll"),
        pytest.param(known_health(), news(5, 20, window_seconds=9 * DAY), 4 * HOUR, id="a-quarter-new-in-an-hour"),
        pytest.param(known_health(), news(5, 20, window_seconds=HOUR), HOUR, id="the-shorter-counts"),
        pytest.param(known_health(window_seconds=DAY), NOT_MODIFIED, DAY, id="a-304-leaves-what-is-known"),
        pytest.param(
            known_health(window_seconds=DAY, next_poll_at=SUNDAY + timedelta(hours=1)),
            news(5, 20),
            DAY,
            id="an-early-poll-leaves-what-is-known",
        ),
    ],
)
def test_measure_window(health: Health, outcome: PollOutcome, expected: float | None) -> None:
    assert measure_window(health, outcome, SUNDAY) == expected


@pytest.mark.parametrize(
    ("health", "options", "interval", "expected"),
    [
        pytest.param(Health(), ScheduleOptions(), None, HOUR, id="first"),
        pytest.param(Health(), ScheduleOptions(floor_seconds=0), None, 0.0, id="floor-zero"),
        pytest.param(Health(), ScheduleOptions(floor_seconds=0), 60.0, 60.0, id="fixed"),
        pytest.param(Health(), ScheduleOptions(), 60.0, 900.0, id="fixed-below-the-floor"),
        pytest.param(
            Health(interval_seconds=900.0, distrusted_until=SUNDAY + timedelta(days=1)),
            ScheduleOptions(),
            None,
            HOUR,
            id="each-poll-costs-the-whole-document",
        ),
    ],
)
def test_plan_seconds(health: Health, options: ScheduleOptions, interval: float | None, expected: float) -> None:
    assert plan_seconds(health, options, interval, SUNDAY) == expected
