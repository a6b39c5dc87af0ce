"""One subscription from its beginning to its end: when a hub is asked for what, and which of its questions are answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from transforms.moments import Moment
from transforms.pure.websub.hubs import Hub

Action = Literal["subscribe", "renew", "unsubscribe", "forget", "wait"]

DAY: Final = timedelta(days=1)
FIRST_RETRY: Final = timedelta(minutes=10)
# A question of a hub is one that we asked it to put for so long.
PENDING: Final = DAY
LEAST_LEASE, MOST_LEASE = timedelta(minutes=1), timedelta(days=90)
AHEAD: Final = timedelta(hours=1)
MARGIN_SHARE: Final = 0.1
LEAST_MARGIN: Final = timedelta(hours=1)
MAX_CHALLENGE_CHARACTERS: Final = 4096


class Subscription(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of a feed's subscription.

    `token` ends the address that the hub delivers to, `secret` signs what it delivers. `asked_at` is when the hub was asked
    last, `tries` how often since it last did as it was asked. From `verified_at` on it is to deliver, `until` a moment. `wanted`
    is False once it was asked to end that. `denied` is the reason that the hub gave for refusing.
    """

    feed_url: str
    hub: Hub
    token: str
    secret: str
    wanted: bool = True
    asked_at: Moment | None = None
    tries: int = 0
    verified_at: Moment | None = None
    until: Moment | None = None
    denied: str | None = None

    def is_live(self, now: datetime) -> bool:
        """Tell whether the hub is to deliver now; a lease that ends later than any was noted by a clock that was ahead."""
        return self.until is not None and now < self.until <= now + MOST_LEASE + AHEAD


def plan(known: Subscription | None, hub: Hub | None, now: datetime) -> Action:
    """Say what to do about a subscription; `hub` is the one that the feed names now, None where nothing is to be delivered."""
    if known is None:
        return "subscribe" if hub is not None else "wait"
    if hub is None:
        return _plan_end(known, now)
    if known.hub != hub or not known.wanted:
        return "subscribe"
    if known.until is not None and known.is_live(now) and now < known.until - margin_of(known):
        return "wait"
    return "renew" if _may_ask(known, now) else "wait"


def margin_of(known: Subscription) -> timedelta:
    """Give how long before its end a lease is renewed: a tenth of it, an hour at least, and half of a short one."""
    if known.until is None or known.verified_at is None:
        return timedelta(0)
    lease = known.until - known.verified_at
    return min(max(lease * MARGIN_SHARE, LEAST_MARGIN), lease / 2)


def retry_after(tries: int) -> timedelta:
    """Give how long to wait before a hub is asked once more: ten minutes, twice as long each time, a day at most.

    >>> retry_after(1), retry_after(3), retry_after(99)
    (datetime.timedelta(seconds=600), datetime.timedelta(seconds=2400), datetime.timedelta(days=1))
    """
    doublings = min(max(tries, 1) - 1, 10)
    return min(FIRST_RETRY * (1 << doublings), DAY)


def ask(known: Subscription, now: datetime, *, wanted: bool = True) -> Subscription:
    """Note that the hub is asked now: to deliver, or to end that."""
    tries = known.tries + 1 if known.wanted == wanted else 1
    return replace(known, wanted=wanted, asked_at=now, tries=tries, denied=None)


def form_of(known: Subscription, callback: str, lease_seconds: float) -> dict[str, str]:
    """Give what a hub is sent (WebSub, 5.1): the form of a POST."""
    form = {
        "hub.callback": f"{callback.rstrip('/')}/{known.token}",
        "hub.mode": "subscribe" if known.wanted else "unsubscribe",
        "hub.topic": known.hub.topic,
    }
    return form | {"hub.lease_seconds": str(int(lease_seconds)), "hub.secret": known.secret} if known.wanted else form


def answer(
    known: Subscription, query: Mapping[str, str], lease_seconds: float, now: datetime
) -> tuple[Subscription, str] | None:
    """Give the subscription after a hub's question (5.2, 5.3), and the text of the answer; None where we did not ask for that.

    `lease_seconds` is the lease that was asked for, which holds where the hub names none.
    """
    mode, challenge = query.get("hub.mode"), query.get("hub.challenge", "")
    if query.get("hub.topic") != known.hub.topic:
        return None
    if mode == "denied":
        return replace(known, denied=query.get("hub.reason", "")[:200], until=None), ""
    is_asked = known.asked_at is not None and known.tries > 0 and now - known.asked_at <= PENDING
    if not is_asked or not 0 < len(challenge) <= MAX_CHALLENGE_CHARACTERS:
        return None
    if mode == "subscribe" and known.wanted:
        until = now + _lease(query.get("hub.lease_seconds", ""), lease_seconds)
        return replace(known, verified_at=now, until=until, tries=0, denied=None), challenge
    if mode == "unsubscribe" and not known.wanted:
        return replace(known, until=None, tries=0), challenge
    return None


def _plan_end(known: Subscription, now: datetime) -> Action:
    if not known.is_live(now) and (not known.wanted or known.tries == 0):
        return "forget"
    if known.wanted:
        return "unsubscribe"
    return "unsubscribe" if _may_ask(known, now) else "wait"


def _may_ask(known: Subscription, now: datetime) -> bool:
    wait = DAY if known.denied is not None else retry_after(known.tries) if known.tries else timedelta(0)
    return known.asked_at is None or now >= known.asked_at + wait or known.asked_at > now + AHEAD


def _lease(text: str, asked_seconds: float) -> timedelta:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else asked_seconds
    return min(max(timedelta(seconds=seconds), LEAST_LEASE), MOST_LEASE)
