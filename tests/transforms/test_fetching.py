"""Pages: what is owed and may be fetched, in which order, hand-overs, and answers that come when nobody waits for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace
from one_shard import entry
from steps import set_now

from transforms.fetching import hand_over, plan_fetches
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry
from transforms.state.log import Deferral
from transforms.state.storage import open_store
from transforms.tries import FetchOptions
from transforms.turns import Dropped, Failed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPTIONS = FetchOptions()
HOST, URL = "paper.example", "http://paper.example/story"


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


ONE_O_CLOCK = later(3600)


def deferral(attempts: int, not_before: datetime = NOON, reason: str = "timeout") -> Deferral:
    return Deferral(attempts=attempts, not_before=not_before, reason=reason)


def refused(reason: str, not_before: datetime, terms: str = "t1") -> Deferral:
    return Deferral(attempts=3, not_before=not_before, reason=reason, refusals=2, terms=(terms,))


FATES = {
    "new": (NOON, None, "now"),
    "deferred until now": (NOON, deferral(1), "now"),
    "deferred until later": (NOON, deferral(1, later(1)), "waits"),
    "thirty days old": (later(-30 * 86_400), None, "now"),
    "older": (later(-30 * 86_400 - 1), None, "expired: owed for more than 30 days; it was never tried"),
    "older, and kept from us": (later(-31 * 86_400), refused("http_403", NOON), "now"),
    "older, kept from us before, and its site is down": (later(-31 * 86_400), refused("site_down", NOON), "now"),
    "older, kept from us, and not yet asked for": (later(-31 * 86_400), refused("http_403", later(1)), "waits"),
    "so old that it may have been forgotten": (
        later(-101 * 86_400),
        refused("http_403", NOON),
        "http_403: owed for more than 30 days; the last try ended as http_403",
    ),
    "kept from us": (NOON, refused("http_403", later(1)), "waits"),
    "kept from us on other terms": (NOON, refused("http_403", later(1), "t0"), "now"),
    "older, and tried": (
        later(-31 * 86_400),
        deferral(3, later(1)),
        "expired: owed for more than 30 days; the last try ended as timeout",
    ),
}


@pytest.mark.parametrize(("parked_at", "deferred", "fate"), FATES.values(), ids=FATES)
def test_owed_entries_are_fetched_wait_or_end(parked_at: datetime, deferred: Deferral | None, fate: str) -> None:
    owed = entry("a", parked_at)
    before = {"a": deferred} if deferred else {}
    plan = plan_fetches([owed], before, lambda feed: False, OPTIONS, NOON, {"http_403": "t1"})
    if fate == "now":
        assert [job.entry for job in plan.due] == [owed] and not plan.ended and not plan.waiting
    elif fate == "waits":
        assert (plan.due, plan.ended, plan.waiting) == ((), (), 1)
    else:
        (failed,) = plan.ended
        assert isinstance(failed, Failed) and (failed.id, failed.failure.stage) == ("a", "expire")
        assert f"{failed.failure.reason}: {failed.failure.message.partition(': ')[2]}" == fate
        assert failed.failure.attempts == (deferred.attempts if deferred else 0)
        assert failed.failure.entry == owed and failed.failure.first_seen_at == parked_at


def test_entries_of_an_unwanted_feed_are_dropped_whatever_else_they_are() -> None:
    owed = [entry("a"), entry("b", later(-90 * 86_400)), replace(entry("c"), feed_url="https://kept.example/feed")]
    plan = plan_fetches(
        owed, {"a": deferral(1, later(9))}, lambda feed: feed != "https://kept.example/feed", OPTIONS, NOON
    )
    assert set(plan.ended) == {Dropped("a", "feed_removed"), Dropped("b", "feed_removed")}
    assert [job.entry.id for job in plan.due] == ["c"]


def test_a_target_in_another_shard_is_parked_there_with_its_history() -> None:
    state = open_store("memory://handover/state")
    owed = replace(entry("a"), came_from=("https://t.example/x",))
    found = hand_over(state, owed, "https://www.new.example/story?utm_source=rss#top", 8, later(5))
    assert found == Dropped("a", "moved", led_to=url_id("https://new.example/story"))
    shard = shard_of("https://www.new.example/story", 8)
    (name,) = state.names(f"inbox/{shard}")
    (moved,) = msgspec.json.decode(state.read(f"inbox/{shard}/{name}") or b"", type=list[Entry])
    assert moved == replace(
        owed,
        id=url_id("https://www.new.example/story"),
        url="https://www.new.example/story",
        came_from=("https://t.example/x", owed.url),
    )


@pytest.mark.parametrize(("hops", "ends"), [(4, False), (5, True), (6, True)])
def test_an_entry_is_handed_over_five_times_at_most(hops: int, ends: bool) -> None:
    state = open_store(f"memory://handovers{hops}/state")
    way = tuple(f"https://t.example/{n}" for n in range(hops))
    found = hand_over(state, replace(entry("a"), came_from=way), "https://new.example/", 8, NOON)
    assert isinstance(found, Failed if ends else Dropped)
    if isinstance(found, Failed):
        assert (found.failure.reason, found.failure.retryable) == ("too_many_handovers", False)
        assert found.failure.message == (
            f"https://new.example/: redirected over {hops + 1} sites, begun at https://t.example/0"
        )
        assert not any(state.names(f"inbox/{shard}") for shard in range(8))
