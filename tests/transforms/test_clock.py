"""The real clock."""

from datetime import UTC, datetime, timedelta

from transforms.clock import utc_now


def test_it_shows_the_present_moment_in_utc() -> None:
    before = datetime.now(UTC)
    found = utc_now()
    assert before <= found <= datetime.now(UTC)
    assert found.utcoffset() == timedelta(0)
