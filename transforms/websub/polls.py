"""What a hub changes in a feed's document after a poll: who announces its news, and when it is polled next."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from transforms.pure.websub.hubs import Hub
from transforms.state.documents import FeedDocument
from transforms.websub.pushes import FLOOR_SECONDS, Live


def after_poll(
    document: FeedDocument, *, hub: Hub | None, has_news: bool, pushed: bool, live: Live | None, now: datetime
) -> FeedDocument:
    """Give a feed's document after a poll that succeeded. `hub` is the one that it names, None where it names none.

    Polls are stretched only while the hub proves that it announces the news: by a push, until a poll finds some without one.
    """
    announces = live is not None and (pushed or (document.announces and not has_news))
    document = replace(document, hub=hub, announces=announces)
    if live is None or not announces or document.health.next_poll_at is None:
        return document
    health = replace(document.health, next_poll_at=stretched(document.health.next_poll_at, live, now))
    return replace(document, health=health)


def stretched(planned: datetime, live: Live, now: datetime) -> datetime:
    """Give when a feed is polled that its hub would announce: later than planned, but not after the subscription's end."""
    wait = (planned - now).total_seconds()
    longer = now + timedelta(seconds=max(wait, min(wait * live.stretch, live.cap_seconds)))
    return max(planned, min(longer, live.until))


def poll_again_at(document: FeedDocument, now: datetime) -> datetime | None:
    """Give when a feed with a push may be polled; None where it fails, and its wait holds.

    >>> poll_again_at(FeedDocument(url="https://valley.example/rss"), datetime.fromisoformat("2026-11-22T10:00:00Z")).hour
    10
    """
    health = document.health
    if health.failures > 0 and health.next_poll_at is not None and health.next_poll_at > now:
        return None
    if health.last_polled_at is None:
        return now
    return max(now, health.last_polled_at + timedelta(seconds=FLOOR_SECONDS))
