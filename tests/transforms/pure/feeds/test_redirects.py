"""When a permanent redirect is adopted."""

from datetime import timedelta

import pytest
from polls import NOT_MODIFIED, SUNDAY, failed, poll

from transforms.pure.feeds.health import Health, PollOutcome, Redirect
from transforms.pure.feeds.redirects import note_redirect
from transforms.pure.feeds.schedule_options import ScheduleOptions


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
    assert redirected(times, hours).adopted_url == expected


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
    assert after.adopted_url is None
    assert (after.redirect and after.redirect.sightings) == expected_sightings


def test_an_adopted_redirect_is_counted_no_more() -> None:
    sighted = Redirect(target="https://new.example/feed", first_seen_at=SUNDAY - timedelta(days=7), sightings=9)
    after = note_redirect(Health(redirect=sighted), "https://new.example/feed", ScheduleOptions(), SUNDAY)
    assert after == Health(adopted_url="https://new.example/feed")
