"""What a hub changes after a poll, and when a push may be answered with one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from transforms.pure.feeds.health import Health
from transforms.pure.websub.hubs import Hub
from transforms.state.documents import FeedDocument
from transforms.websub.polls import after_poll, poll_again_at, stretched
from transforms.websub.pushes import Live

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HUB = Hub("https://hub.example/", "https://valley.example/rss")
LIVE = Live(NOON + 100 * HOUR, 4.0, 12 * 3600.0)


def document(**changes: Any) -> FeedDocument:
    return replace(FeedDocument(url="https://valley.example/rss", health=Health(next_poll_at=NOON + HOUR)), **changes)


def hours(one: FeedDocument) -> float:
    assert one.health.next_poll_at is not None
    return (one.health.next_poll_at - NOON) / HOUR


# Whether news came with a push before; this poll; whether the hub is believed after it, and the hours to the next poll.
POLLS: dict[str, tuple[bool, dict[str, Any], bool, float]] = {
    "no subscription": (False, {"live": None}, False, 1),
    "it ended": (True, {"live": None}, False, 1),
    "nothing proven yet": (False, {}, False, 1),
    "a push": (False, {"pushed": True, "has_news": True}, True, 4),
    "a push without news": (False, {"pushed": True}, True, 4),
    "nothing new, and proven": (True, {}, True, 4),
    "news without a push": (True, {"has_news": True}, False, 1),
}


@pytest.mark.parametrize(("before", "poll", "after", "wait"), POLLS.values(), ids=POLLS)
def test_polls_are_stretched_while_the_hub_proves_itself(
    before: bool, poll: dict[str, Any], after: bool, wait: float
) -> None:
    given: dict[str, Any] = {"hub": HUB, "has_news": False, "pushed": False, "live": LIVE, "now": NOON} | poll
    found = after_poll(document(announces=before), **given)
    assert (found.announces, hours(found), found.hub) == (after, wait, HUB)


@pytest.mark.parametrize(
    ("planned", "until", "expected"),
    [(1, 100, 4), (2, 100, 8), (5, 100, 12), (12, 100, 12), (20, 100, 20), (2, 5, 5), (2, 1, 2), (0, 100, 0)],
    ids=["four times", "eight", "the cap", "at the cap", "beyond it", "to the end", "after the end", "at every pass"],
)
def test_never_beyond_the_cap_nor_the_subscriptions_end(planned: float, until: float, expected: float) -> None:
    found = stretched(NOON + planned * HOUR, replace(LIVE, until=NOON + until * HOUR), NOON)
    assert (found - NOON) / HOUR == expected


def test_the_document_keeps_its_hub_and_old_ones_have_none() -> None:
    assert document().hub is None and not document().announces


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        (Health(), NOON),
        (Health(last_polled_at=NOON - HOUR), NOON),
        (Health(last_polled_at=NOON - timedelta(seconds=10)), NOON + timedelta(seconds=20)),
        (Health(failures=1.0, next_poll_at=NOON + HOUR), None),
        (Health(failures=1.0, next_poll_at=NOON - HOUR), NOON),
    ],
    ids=["never polled", "an hour ago", "a moment ago", "it fails", "it failed, and is due"],
)
def test_a_push_is_answered_in_good_manners(health: Health, expected: datetime | None) -> None:
    assert poll_again_at(document(health=health), NOON) == expected
