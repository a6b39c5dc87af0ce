"""What the listener and the polls of one process tell each other."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from transforms.pure.websub.hubs import Hub
from transforms.websub.pushes import Live, Pushes, pushes_of

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_push_waits_in_its_shard_until_its_moment() -> None:
    pushes = Pushes()
    assert (pushes.next_at(0), pushes.take(0, NOON)) == (math.inf, [])
    pushes.note(0, "a")
    pushes.note(1, "b", NOON.timestamp() + 30)
    assert (pushes.next_at(0), pushes.next_at(1), pushes.next_at(2)) == (0.0, NOON.timestamp() + 30, math.inf)
    assert (pushes.take(1, NOON), pushes.take(0, NOON), pushes.take(0, NOON)) == ([], ["a"], [])


def test_of_several_pushes_the_soonest_counts() -> None:
    pushes = Pushes()
    for at in (50.0, 20.0, 90.0):
        pushes.note(0, "a", at)
    assert pushes.next_at(0) == 20.0
    assert pushes.take(0, NOON) == ["a"]
    assert pushes.next_at(0) == math.inf


def test_hubs_are_noted_where_somebody_listens() -> None:
    pushes, hub = Pushes(), Hub("https://hub.example/", "https://valley.example/rss")
    pushes.note_hub("a", hub)
    assert pushes.take_hubs() == {}
    pushes.is_watched = True
    pushes.note_hub("a", hub)
    pushes.note_hub("b", None)
    assert pushes.take_hubs() == {"a": hub, "b": None}
    assert pushes.take_hubs() == {}


def test_what_is_live_is_live_until_it_is_unset() -> None:
    pushes, live = Pushes(), Live(NOON, 4.0, 60.0)
    pushes.set_live("a", live)
    assert (pushes.live("a"), pushes.live("b")) == (live, None)
    pushes.set_live("a", None)
    pushes.set_live("b", None)
    assert pushes.live("a") is None


def test_a_state_has_one() -> None:
    assert pushes_of("memory://x") is pushes_of("memory://x")
    assert pushes_of("memory://x") is not pushes_of("memory://y")
