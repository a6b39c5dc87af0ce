"""What waits long, counted by reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from transforms.state.log import Deferral
from transforms.state.waits import Wait, add_waits, count_waits

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def deferral(reason: str, hours: int, refusals: int) -> Deferral:
    return Deferral(attempts=2, not_before=NOON + timedelta(hours=hours), reason=reason, refusals=refusals)


def wait(reason: str, entries: int, hours: int) -> Wait:
    return Wait(reason=reason, entries=entries, next_try=NOON + timedelta(hours=hours))


def test_long_deferrals_are_counted_by_reason_the_most_frequent_first() -> None:
    found = count_waits(
        [
            deferral("http_403", 24, 2),
            deferral("blocked_address", 13, 1),
            deferral("timeout", 1, 0),
            deferral("blocked_address", 12, 1),
            deferral("http_429", 1, 0),  # It tries again soon, as for a temporary error.
            deferral("timeout", 1, 3),  # It was refused before; what keeps it now is no refusal.
        ]
    )
    assert found == [wait("blocked_address", 2, 12), wait("http_403", 1, 24)]


def test_what_waits_in_several_shards_is_added_up() -> None:
    shards = [[wait("bot_check", 2, 9), wait("http_403", 1, 5)], [], [wait("http_403", 4, 3)]]
    assert add_waits(one for shard in shards for one in shard) == [wait("http_403", 5, 3), wait("bot_check", 2, 9)]
