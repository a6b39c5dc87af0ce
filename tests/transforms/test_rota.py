"""Who has a turn in this process: one at a time a shard, and one for a burst of late ticks."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from transforms.counters import watch
from transforms.rota import turn_at, turns_under_way

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def root() -> str:
    return f"memory://{uuid.uuid4().hex}"


def has_turn(root: str, tick: datetime | None, now: datetime, key: str = "0") -> bool:
    with turn_at(tick, root, key, now) as granted:
        return granted


@pytest.mark.parametrize(
    ("minutes", "granted"),
    [
        pytest.param([0, 1, 2], [True, True, True], id="on time"),
        pytest.param([-3, -2, -1, 0, 1], [True, False, False, False, True], id="a burst after a downtime"),
        pytest.param([0, 0, 1], [True, False, True], id="a tick that is given again"),
    ],
)
def test_a_tick_has_a_turn_unless_one_has_begun_since(root: str, minutes: list[int], granted: list[bool]) -> None:
    ticks = [NOON + timedelta(minutes=n) for n in minutes]
    assert [has_turn(root, tick, max(tick, NOON)) for tick in ticks] == granted


def test_no_shard_is_passed_over_where_turns_take_longer_than_ticks(root: str) -> None:
    """One worker has four shards, one after another, and each turn takes a minute: so does a tick."""
    now, served = NOON, ""
    for minute in range(12):
        for shard in "0123":
            if has_turn(root, NOON + timedelta(minutes=minute), now, shard):
                served += shard
                now += timedelta(minutes=1)
    assert served == "0123" * 3 + "012"


def test_no_turn_begins_while_another_is_under_way(root: str) -> None:
    seen: list[str] = []
    end = watch(lambda name, n: seen.append(name))
    with turn_at(NOON, root, "0", NOON):
        assert not has_turn(root, NOON + timedelta(minutes=1), NOON + timedelta(minutes=1))
        assert has_turn(root, NOON, NOON, key="1"), "another shard is another turn"
        assert has_turn(root + "/other", NOON, NOON), "another state is another turn"
        assert turns_under_way(root) == 1
    assert turns_under_way(root) == 0
    assert has_turn(root, NOON + timedelta(minutes=2), NOON + timedelta(minutes=2))
    assert not has_turn(root, NOON + timedelta(minutes=2), NOON + timedelta(minutes=3))
    end()
    assert seen == ["tick/busy", "tick/late"]


def test_a_turn_that_fails_is_over(root: str) -> None:
    with pytest.raises(ValueError, match="a step failed"), turn_at(NOON, root, "0", NOON):
        raise ValueError("a step failed")
    assert turns_under_way(root) == 0


def test_a_bounded_job_has_its_turns_whatever_came_before(root: str) -> None:
    with turn_at(NOON, root, "0", NOON):
        assert has_turn(root, None, NOON)
    assert has_turn(root, None, NOON)
