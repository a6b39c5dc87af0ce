"""A subscription's life: what is asked when, and which questions are answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from transforms.pure.websub.hubs import Hub
from transforms.pure.websub.subscriptions import (
    Action,
    Subscription,
    answer,
    ask,
    form_of,
    margin_of,
    plan,
    retry_after,
)

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HUB = Hub("https://hub.example/", "https://valley.example/rss")
OTHER = Hub("https://other.example/", "https://valley.example/rss")
LEASE = 864_000.0
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def known(**changes: Any) -> Subscription:
    return replace(Subscription(feed_url=HUB.topic, hub=HUB, token="t0ken", secret="s3cret"), **changes)


def live(until: timedelta, lease: timedelta = 10 * DAY, **changes: Any) -> Subscription:
    """A subscription that ends after so long."""
    return known(asked_at=NOON - DAY, verified_at=NOON + until - lease, until=NOON + until, **changes)


PLANNED: dict[str, tuple[Subscription | None, Hub | None, Action]] = {
    "no hub": (None, None, "wait"),
    "a hub": (None, HUB, "subscribe"),
    "asked a moment ago": (known(asked_at=NOON, tries=1), HUB, "wait"),
    "asked, and not answered": (known(asked_at=NOON - timedelta(minutes=10), tries=1), HUB, "renew"),
    "asked three times": (known(asked_at=NOON - timedelta(minutes=39), tries=3), HUB, "wait"),
    "live": (live(5 * DAY), HUB, "wait"),
    "a tenth is left": (live(DAY), HUB, "renew"),
    "a tenth and a little": (live(DAY + HOUR), HUB, "wait"),
    "over": (live(-DAY), HUB, "renew"),
    "a short lease at half": (live(timedelta(minutes=15), timedelta(minutes=30)), HUB, "renew"),
    "a short lease before": (live(timedelta(minutes=16), timedelta(minutes=30)), HUB, "wait"),
    "renewal was asked for": (replace(live(HOUR), asked_at=NOON, tries=1), HUB, "wait"),
    "another hub": (live(5 * DAY), OTHER, "subscribe"),
    "denied": (known(asked_at=NOON - HOUR, denied="no"), HUB, "wait"),
    "denied a day ago": (known(asked_at=NOON - DAY, denied="no"), HUB, "renew"),
    "the feed is gone": (live(5 * DAY), None, "unsubscribe"),
    "gone, and asked": (live(5 * DAY, wanted=False, tries=1), None, "unsubscribe"),
    "gone, and asked just now": (replace(live(5 * DAY, wanted=False, tries=1), asked_at=NOON), None, "wait"),
    "gone, and over": (live(-HOUR), None, "forget"),
    "gone, and ended": (known(wanted=False, until=None), None, "forget"),
    "gone while it was asked for": (known(asked_at=NOON, tries=1), None, "unsubscribe"),
    "it is back": (live(5 * DAY, wanted=False, tries=1), HUB, "subscribe"),
}


@pytest.mark.parametrize(("one", "hub", "expected"), PLANNED.values(), ids=PLANNED)
def test_what_is_to_be_done(one: Subscription | None, hub: Hub | None, expected: Action) -> None:
    assert plan(one, hub, NOON) == expected


def test_margins_and_retries() -> None:
    assert margin_of(known()) == timedelta(0)
    assert margin_of(live(DAY)) == DAY
    assert margin_of(live(DAY, 5 * HOUR)) == HOUR
    assert margin_of(live(DAY, HOUR)) == HOUR / 2
    waits = [retry_after(n).total_seconds() / 60 for n in range(10)]
    assert waits == [10, 10, 20, 40, 80, 160, 320, 640, 1280, 1440]


def test_what_a_hub_is_sent() -> None:
    asked = ask(known(), NOON)
    assert form_of(asked, "https://news.example/websub/", LEASE) == {
        "hub.callback": "https://news.example/websub/t0ken",
        "hub.mode": "subscribe",
        "hub.topic": HUB.topic,
        "hub.lease_seconds": "864000",
        "hub.secret": "s3cret",
    }
    ended = form_of(ask(asked, NOON, wanted=False), "https://news.example/websub", LEASE)
    assert ended == {
        "hub.callback": "https://news.example/websub/t0ken",
        "hub.mode": "unsubscribe",
        "hub.topic": HUB.topic,
    }


def question(**changes: str) -> dict[str, str]:
    asked = {"mode": "subscribe", "topic": HUB.topic, "challenge": "abc", "lease_seconds": "3600"} | changes
    return {f"hub.{name}": value for name, value in asked.items()}


ASKED = known(asked_at=NOON, tries=1)
ENDING = known(asked_at=NOON, tries=1, wanted=False, until=NOON + DAY)


def test_the_challenge_is_answered_and_the_lease_kept() -> None:
    found = answer(ASKED, question(), LEASE, NOON + HOUR)
    assert found is not None
    after, text = found
    assert (text, after.verified_at, after.until, after.tries) == ("abc", NOON + HOUR, NOON + 2 * HOUR, 0)
    assert after.is_live(NOON + HOUR) and not after.is_live(NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("lease", "expected"),
    [
        ("3600", HOUR), ("", 10 * DAY), ("soon", 10 * DAY), ("-5", 10 * DAY), ("0", timedelta(minutes=1)),
        ("99999999999", 90 * DAY), ("9" * 5000, 10 * DAY),
    ],
)  # fmt: skip
def test_the_lease_is_the_hubs_within_bounds(lease: str, expected: timedelta) -> None:
    found = answer(ASKED, question(lease_seconds=lease), LEASE, NOON)
    assert found is not None and found[0].until == NOON + expected


def test_the_end_is_confirmed() -> None:
    found = answer(ENDING, question(mode="unsubscribe"), LEASE, NOON)
    assert found is not None
    assert (found[1], found[0].until, plan(found[0], None, NOON)) == ("abc", None, "forget")


def test_a_refusal_is_kept() -> None:
    found = answer(ASKED, question(mode="denied", reason="not today"), LEASE, NOON)
    assert found is not None and (found[0].denied, found[0].until, found[1]) == ("not today", None, "")


UNASKED: dict[str, tuple[Subscription, dict[str, str], datetime]] = {
    "another topic": (ASKED, question(topic="https://evil.example/rss"), NOON),
    "no topic": (ASKED, {"hub.mode": "subscribe", "hub.challenge": "abc"}, NOON),
    "to end what we want": (ASKED, question(mode="unsubscribe"), NOON),
    "to begin what we ended": (ENDING, question(), NOON),
    "never asked": (known(), question(), NOON),
    "answered already": (live(DAY), question(), NOON),
    "asked two days ago": (ASKED, question(), NOON + 2 * DAY),
    "no challenge": (ASKED, question(challenge=""), NOON),
    "a long challenge": (ASKED, question(challenge="x" * 5000), NOON),
    "another mode": (ASKED, question(mode="publish"), NOON),
    "refused for another topic": (ASKED, question(mode="denied", topic="https://evil.example/"), NOON),
}


@pytest.mark.parametrize(("one", "query", "at"), UNASKED.values(), ids=UNASKED)
def test_what_we_did_not_ask_for_has_no_answer(one: Subscription, query: dict[str, str], at: datetime) -> None:
    assert answer(one, query, LEASE, at) is None
