"""The history of a feed as lines for people; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipelines.config.config import Config
from pipelines.histories.entry_lines import describe_robots
from pipelines.histories.layout import Section, lay_out
from pipelines.histories.moments import away, moment
from pipelines.histories.plans import explain_validators
from pipelines.histories.records import FeedHistory
from pipelines.wording import plural
from transforms import reasons
from transforms.pure.feeds.completeness import FIGURE_DAYS, sum_up
from transforms.pure.feeds.health import Health
from transforms.state.documents import FeedDocument

_HEALTH = {
    "new": "it was never polled",
    "healthy": "its last poll worked",
    "failing": "its last poll failed; it is polled less often until one works",
    "dead": "it has failed so often in a row that it is polled once a month at most",
    "gone": "the server says for good that it is gone (410); it is polled once a month at most",
}


def describe_feed(history: FeedHistory, config: Config, now: datetime, columns: int) -> str:
    """Give the history in lines of at most so many columns; the feed's address alone is never cut."""
    document = history.document or FeedDocument(url=history.url)
    health = document.health
    sections: list[Section] = [
        ("Status", list(_status(history))),
        ("Feed", list(_identity(history, document))),
        ("Polled", list(_polled(health, now))),
        ("Error", [health.last_error] if health.last_error else []),
        ("Why then", list(history.plan)),
        ("Sent", list(_validators(document, config, now))),
        ("Address", list(_address(history, health))),
        ("Hub", list(_hub(document))),
        ("Items", list(_items(document, now))),
        ("Owed", list(_owed(history))),
        ("Robots", describe_robots(history.robots, history.rest, now)),
        ("Now", list(history.outlook)),
    ]
    return lay_out(history.url, sections, columns)


def _status(history: FeedHistory) -> Iterator[str]:
    listed = "" if history.is_enabled else ", disabled" if history.is_listed else ", not in the configuration any more"
    yield f"{history.health}{listed}: {_HEALTH[history.health]}"


def _identity(history: FeedHistory, document: FeedDocument) -> Iterator[str]:
    titles = [f'"{title}"' for title in dict.fromkeys((history.name, document.title)) if title]
    yield ", ".join([*titles, f"id {history.id}", f"site {history.site}", f"shard {history.shard} of {history.shards}"])


def _polled(health: Health, now: datetime) -> Iterator[str]:
    moments = (
        ("last", health.last_polled_at),
        ("worked last", health.last_success_at),
        ("brought news last", health.last_new_at),
        ("answered 410 first", health.gone_at),
    )
    said = [f"{name} {moment(at)} ({away(at, now)})" for name, at in moments if at is not None]
    if said:
        yield "; ".join(said)


def _validators(document: FeedDocument, config: Config, now: datetime) -> Iterator[str]:
    known = [
        f"{name} {value}"
        for name, value in (("ETag", document.etag), ("Last-Modified", document.last_modified))
        if value
    ]
    if known:
        yield f"{'; '.join(known)}: {explain_validators(document.health, config.poll.schedule, now)}"
    elif document.health.last_success_at is not None:
        yield "its server gives no ETag and no Last-Modified: each poll asks for the whole document"


def _address(history: FeedHistory, health: Health) -> Iterator[str]:
    if health.adopted_url is not None:
        yield f"polled at {health.adopted_url}, to which it has moved for good: set that in the configuration"
    if health.redirect is not None:
        seen = plural(health.redirect.sightings, "time", "times")
        yield f"has redirected for good to {health.redirect.target} since {moment(health.redirect.first_seen_at)}, seen {seen}"


def _hub(document: FeedDocument) -> Iterator[str]:
    if document.hub is not None:
        announces = "it has announced news of late" if document.announces else "it has announced nothing of late"
        yield f"{document.hub.url} for {document.hub.topic}: {announces}"


def _items(document: FeedDocument, now: datetime) -> Iterator[str]:
    window = document.window
    if not window.polled:
        return
    left_out = sum(1 for item in window.seen[: window.standing] if item.parked_on is None)
    out = f", {left_out} of them left out" if left_out else ""
    yield f"{plural(window.standing, 'item stands', 'items stand')} in it{out}; {len(window.seen) - window.standing} have left it"
    figure = sum_up(document.completeness.days, now.date())
    if figure.share is not None:
        yield f"of the items of the last {FIGURE_DAYS} days about {figure.share:.1%} were seen"


def _owed(history: FeedHistory) -> Iterator[str]:
    if not history.owed:
        yield "nothing"
        return
    waits = "".join(f", {n} deferred for {reason}" for reason, n in history.deferred.items())
    since = f", the oldest since {moment(history.oldest_owed_at)}" if history.oldest_owed_at is not None else ""
    yield f"{plural(history.owed, 'entry', 'entries')}{waits}{since}"
    yield from (f"{reason}: {why}" for reason in history.deferred if (why := reasons.explain(reason)))
