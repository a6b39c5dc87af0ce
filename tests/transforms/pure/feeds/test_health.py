"""What is remembered of a feed: as it is stored, and what it says of a moment."""

from datetime import datetime, timedelta

import msgspec
import pytest
from polls import HOUR, SUNDAY, news, poll

from transforms.pure.feeds.health import Health, PollHints, PollOutcome, is_distrusted, is_due


def test_a_health_is_stored_under_the_names_that_states_hold() -> None:
    health = Health(
        failures=0.5, last_polled_at=SUNDAY, adopted_url="https://new.example/feed", hints=PollHints(skip_days=(6,))
    )
    stored = b'{"failures":0.5,"last_polled_at":"2026-11-22T10:00:00Z","hints":{"skip_days":[6]},"url":"https://new.example/feed"}'
    assert msgspec.json.encode(health) == stored
    assert msgspec.json.decode(stored, type=Health) == health


def test_what_is_not_known_takes_no_room() -> None:
    assert msgspec.json.encode(Health()) == b"{}"
    assert msgspec.json.decode(b"{}", type=Health) == Health()


def test_health_survives_json() -> None:
    before = poll(Health(), PollOutcome(kind="unchanged", status=200, redirect_target="https://new.example/feed"))
    health = poll(
        before,
        news(
            2, 20, window_seconds=HOUR, hints=PollHints(skip_hours=(1, 2)), redirect_target="https://new.example/feed"
        ),
    )
    assert health.redirect is not None
    assert msgspec.json.decode(msgspec.json.encode(health), type=Health) == health


@pytest.mark.parametrize(
    ("next_poll_at", "expected"),
    [
        pytest.param(None, True, id="never-polled"),
        pytest.param(SUNDAY - timedelta(seconds=1), True, id="a-second-ago"),
        pytest.param(SUNDAY, True, id="now"),
        pytest.param(SUNDAY + timedelta(seconds=1), False, id="in-a-second"),
    ],
)
def test_is_due(next_poll_at: datetime | None, expected: bool) -> None:
    assert is_due(Health(next_poll_at=next_poll_at), SUNDAY) is expected


@pytest.mark.parametrize(
    ("distrusted_until", "expected"),
    [
        pytest.param(None, False, id="never"),
        pytest.param(SUNDAY + timedelta(seconds=1), True, id="for-a-second-more"),
        pytest.param(SUNDAY, False, id="forgiven-now"),
    ],
)
def test_is_distrusted(distrusted_until: datetime | None, expected: bool) -> None:
    assert is_distrusted(Health(distrusted_until=distrusted_until), SUNDAY) is expected
