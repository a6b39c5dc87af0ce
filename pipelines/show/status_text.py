"""A status in words, for people, and as JSON, for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pipelines.config.config import Config
from pipelines.follow.keeping import FollowerState
from pipelines.show.completeness import describe_days, describe_gaps
from pipelines.show.status import FeedState, Status
from pipelines.show.waiting import describe_waits
from pipelines.wording import plural
from transforms import reasons
from transforms.pure.feeds.schedule_options import DAY_SECONDS, HOUR_SECONDS, ScheduleOptions
from transforms.pure.shown.url_secrets import hide_secrets
from transforms.state.findings import RESTORE_INBOX

SHOWN = 5


def describe(status: Status, config: Config, now: datetime) -> str:
    """Give the status as text, with the feeds that need attention at the end."""
    health = Counter(feed.health for feed in status.feeds)
    due = sum(1 for feed in status.feeds if feed.next_poll_at is None or feed.next_poll_at <= now)
    words = ", ".join(f"{n} {word}" for word, n in health.most_common()) or "none"
    lines = [
        f"Feeds     {len(status.feeds)}: {words}; {due} due now",
        *(f"{'':10}{line}" for line in explain_health(health, config.poll.schedule)),
        f"Owed      {status.owed}"
        + "".join(f", {n} deferred for {reason}" for reason, n in status.deferred.most_common()),
        f"Written   {status.written_today} today (UTC), {status.written} in all, below {config.output}/articles",
    ]
    if status.oldest_owed is not None:
        oldest = status.oldest_owed
        lines.append(f"Oldest    owed since {oldest.parked_at:%Y-%m-%d %H:%M} UTC: {oldest.url}")
    lines += _describe_rechecks(status)
    lines += _describe_followers(status.followers)
    lines += describe_waits(status.waits, config.fetch.expire_days)
    lines += describe_days((day for feed in status.feeds for day in feed.completeness.days), now)
    lines += describe_gaps({feed.feed.url: feed.completeness.gaps for feed in status.feeds}, now)
    waits_long = {wait.reason for wait in status.waits}
    why_deferred = [
        f"{reason}: {why}"
        for reason, _ in status.deferred.most_common()
        if reason not in waits_long and (why := reasons.explain(reason))
    ]
    lines += [f"{'' if at else 'Reasons':10}{line}" for at, line in enumerate(why_deferred)]
    lines += _describe_troubles(status, config)
    return "\n".join([*lines, *_describe_failing([feed for feed in status.feeds if feed.last_error])])


def _describe_rechecks(status: Status) -> list[str]:
    """Give the line on articles that are asked for again; none where none was or is."""
    if not (status.asked_again or status.revised or status.retracted):
        return []
    at = "" if status.next_recheck is None else f", the next one at {status.next_recheck:%Y-%m-%d %H:%M} UTC"
    waiting = f"{plural(status.asked_again, 'article is', 'articles are')} asked for again{at}"
    versions = plural(status.revised, "later version", "later versions")
    return [f"Again     {waiting}; {versions} and {plural(status.retracted, 'retraction', 'retractions')} so far"]


def _describe_followers(followers: Sequence[FollowerState]) -> list[str]:
    """Give a line a follower whose cursor is in the output: how far it is behind."""
    lines: list[str] = []
    for one in followers:
        behind = f"{plural(one.behind, 'manifest', 'manifests')} behind" if one.behind else "up to date"
        refused = f", {plural(one.refused, 'row', 'rows')} refused" if one.refused else ""
        moved = f"moved {one.moved_at:%Y-%m-%d %H:%M} UTC"
        lines.append(
            f"{'' if lines else 'Followers':10}{one.name} ({hide_secrets(one.target)}): {behind}{refused}, {moved}"
        )
    return lines


def _describe_troubles(status: Status, config: Config) -> list[str]:
    """Give the lines on what is not as it has to be, or may not be; none where all is well."""
    lines: list[str] = []
    if status.in_doubt:
        lines.append("In doubt  files of a commit that is under way or was cut short; the next ingest decides:")
        lines += [f"          {path}" for path in status.in_doubt]
    if status.unparked:
        entries = plural(status.unparked, "entry that failed is", "entries that failed are")
        lines.append(
            f"Retry     was cut short, or is at work: {entries} not owed again yet; run `newsbeam retry` again"
        )
    if status.unlisted:
        lines += _describe_unlisted(status.unlisted, config)
    if status.gone:
        files = plural(len(status.gone), "file that a manifest lists is", "files that manifests list are")
        named = ", ".join(status.gone[:SHOWN])
        lines.append(
            f"Gone      {files} not there ({named}): bring them back from a copy; `newsbeam verify` looks at all files"
        )
    if status.missing:
        entries = plural(len(status.missing), "entry that was owed is", "entries that were owed are")
        lines.append(f"Missing   {entries} gone from the inbox ({', '.join(status.missing[:SHOWN])}): {RESTORE_INBOX}")
    return lines


def explain_health(health: Mapping[str, int], options: ScheduleOptions) -> list[str]:
    """Give a line for each word on the health of feeds that is used and says that something is wrong.

    >>> explain_health({"healthy": 3, "failing": 1}, ScheduleOptions())
    ['failing: the last poll failed; polled again after a growing wait, of 1 day at most']
    """
    meanings = {
        "failing": f"the last poll failed; polled again after a growing wait, of {_span(options.backoff_cap_seconds)} at most",
        "dead": f"so many polls have failed in a row that it is polled every {_span(options.dead_cap_seconds)} at the least",
        "gone": f"the server says for good that it is gone (410); polled every {_span(options.gone_seconds)}",
    }
    return [f"{word}: {meaning}" for word, meaning in meanings.items() if health.get(word)]


def as_json(status: Status, now: datetime) -> str:
    """Give a status as JSON: an object with the names of `Status`, and the moment (`at`); secrets of addresses are hidden."""
    feeds = [
        {
            "url": hide_secrets(feed.feed.url),
            "name": feed.feed.name,
            "health": feed.health,
            "next_poll_at": feed.next_poll_at,
            "last_error": feed.last_error and hide_secrets(feed.last_error),
            "missed": sum(gap.missing for gap in feed.completeness.gaps),
        }
        for feed in status.feeds
    ]
    told: dict[str, Any] = {name: getattr(status, name) for name in Status.__struct_fields__} | {
        "at": now,
        "feeds": feeds,
        "oldest_owed": status.oldest_owed
        and {"url": hide_secrets(status.oldest_owed.url), "parked_at": status.oldest_owed.parked_at},
        "unlisted": {hide_secrets(url): entries for url, entries in status.unlisted.items()},
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()


def _describe_unlisted(unlisted: Counter[str], config: Config) -> list[str]:
    """Say what is owed to feeds that were removed or disabled, and what becomes of it."""
    becomes = (
        "dropped by the next ingest (`drop_owed` is on)"
        if config.drop_owed
        else "fetched all the same (`drop_owed` is off)"
    )
    entries = plural(unlisted.total(), "entry is", "entries are")
    feeds = plural(len(unlisted), "feed that is", "feeds that are")
    lines = [f"Removed   {entries} owed to {feeds} polled no more; they are {becomes}:"]
    lines += [f"{'':10}{n} of {hide_secrets(url)}" for url, n in unlisted.most_common(SHOWN)]
    if len(unlisted) > SHOWN:
        lines.append(f"{'':10}and of {plural(len(unlisted) - SHOWN, 'more feed', 'more feeds')}")
    return lines


def _span(seconds: float) -> str:
    days, hours = seconds / DAY_SECONDS, seconds / HOUR_SECONDS
    if days >= 1:
        return "1 day" if days == 1 else f"{days:g} days"
    return f"{hours:g} h" if hours >= 1 else f"{seconds:g} s"


def _describe_failing(feeds: Sequence[FeedState]) -> list[str]:
    if not feeds:
        return []
    head = f"Failing   {plural(len(feeds), 'feed', 'feeds')}; `newsbeam feeds check` says what mends the list:"
    return [head, *(f"          {feed.health}: {_with_its_feed(feed)}" for feed in feeds)]


def _with_its_feed(state: FeedState) -> str:
    """Give what went wrong last; where it was at an address that the feed led to, behind the feed's own."""
    own, error = hide_secrets(state.feed.url), state.last_error or ""
    return error if error.startswith(f"{own}: ") else f"{own}: led to {error}"
