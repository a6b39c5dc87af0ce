"""Decide what the answer to a poll means for its feed; the moment and the random source are passed in."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from transforms.errors import FetchError, IngestError
from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.backfill import BackfillOptions, point_gap
from transforms.pure.feeds.completeness import Completeness, note_document, note_no_change, note_part
from transforms.pure.feeds.entries import ClassifiedItems, classify_items
from transforms.pure.feeds.gaps import Gap
from transforms.pure.feeds.health import PollHints, PollOutcome, is_due
from transforms.pure.feeds.keep_rules import FirstPoll, Keep
from transforms.pure.feeds.schedule import update_health, wants_unconditional
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.feeds.session_links import LedTo
from transforms.pure.net.caching import cache_seconds
from transforms.pure.net.urls import site_of, url_id
from transforms.pure.shown.url_secrets import hide_secrets, hide_values, secrets_in_headers, without_secrets
from transforms.reasons import Reason
from transforms.records import Entry, Failure, Feed
from transforms.state.documents import FeedDocument
from transforms.web.parts import has_unread, remember_parts
from transforms.web.response import Response, body_hash
from transforms.written import hide_in

_log = logging.getLogger(__name__)

READ_AGAIN_DAYS = 20


class PollOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How feeds are polled, and which of their items become entries.

    schedule: when each feed is polled.
    first_poll: what a new feed brings.
    keep: what is kept of what is new; the rest is dropped and counted.
    backfill: what is asked for where items were likely missed.
    max_items: items of a document that are read at most.
    max_sitemaps: sitemaps of an index that are read at most in one poll, the last changed first.
    parse_seconds: how long a large document may take to be read.
    """

    schedule: ScheduleOptions = field(default_factory=ScheduleOptions)
    first_poll: FirstPoll = field(default_factory=FirstPoll)
    keep: Keep = field(default_factory=Keep)
    backfill: BackfillOptions = field(default_factory=BackfillOptions)
    max_items: Annotated[int, Meta(ge=1)] = 2000
    max_sitemaps: Annotated[int, Meta(ge=1)] = 5
    parse_seconds: Annotated[float, Meta(gt=0)] = 30.0


class FeedJob(Struct, frozen=True, kw_only=True):
    """A feed that is to be polled, with what is remembered of it. `pushed`: since its hub says that it has news."""

    id: str
    feed: Feed
    document: FeedDocument
    unconditional: bool
    pushed: bool = False

    is_poll = True
    is_recheck = False

    @property
    def key(self) -> str:
        """Give what tells the feed's request from all others: an entry may have the id of a feed."""
        return f"feed {self.id}"

    @property
    def url(self) -> str:
        """Give the URL to ask: the configured one, or a permanent redirect that was adopted."""
        return self.document.health.adopted_url or self.feed.url

    @property
    def site(self) -> str:
        return site_of(self.url)

    @property
    def known_addresses(self) -> tuple[str, ...]:
        """Give the URLs that the next poll is known to ask: the first one, and the target of its permanent redirect."""
        redirect = self.document.health.redirect
        return (self.url,) if redirect is None else (self.url, redirect.target)


class PollResult(Struct, frozen=True, kw_only=True):
    """What an answer means: the feed's next document, what is to be parked first, and what is counted.

    `gap` is a time before the document in which items may have come and gone unseen; None where none is suspected. `updated`
    are items seen before that say when they were updated, by their entries' ids.
    """

    document: FeedDocument
    entries: tuple[Entry, ...] = ()
    dropped: dict[Reason, int] = field(default_factory=dict)
    failure: Failure | None = None
    gap: Gap | None = None
    updated: tuple[tuple[str, datetime], ...] = ()
    outcome: str = "unchanged"


def make_job(
    feed: Feed, document: FeedDocument, options: ScheduleOptions, now: datetime, forced: bool
) -> FeedJob | None:
    """Give the job of polling a feed; None where it is not due. `forced` polls whatever the schedule says."""
    if not forced and not is_due(document.health, now):
        return None
    # An index without validators still has sitemaps with some, or with dates.
    unconditional = document.etag is None and document.last_modified is None and not document.sitemaps
    return FeedJob(
        id=url_id(feed.url),
        feed=feed,
        document=document,
        unconditional=unconditional or wants_unconditional(document.health, options, now),
    )


def is_unread(job: FeedJob, response: Response) -> bool:
    """Tell whether a response brings a body to be read: another one than last time, or after weeks the same.

    Items count as seen when the feed is read. Of a feed that is not read for months they would be forgotten, and be new again.
    """
    if response.not_modified:
        return False
    if response.parts:  # those of an index are all read once a day, as its other validators are not sent
        return has_unread(response.parts, job.document.sitemaps)
    read_at = job.document.read_at
    if read_at is not None and response.fetched_at - read_at > timedelta(days=READ_AGAIN_DAYS):
        return True
    return body_hash(response.body) != job.document.body_hash


def interpret_poll(
    job: FeedJob,
    answer: Response | IngestError,
    parsed: ParsedFeed | None,
    options: PollOptions,
    pass_id: str,
    now: datetime,
    rng: random.Random,
    led_to: LedTo = lambda _: None,
) -> PollResult:
    """Say what the answer to a poll means. `parsed` is the body, read; None where it is the one that was read before.

    `led_to` gives the id of what an entry led to (see `classify_items`).
    """
    if isinstance(answer, IngestError):
        return _interpret_failure(job, answer, options, pass_id, now, rng)
    document, polled = _with_validators(job.document, answer), _unchanged(job, answer, now)
    document = replace(document, sitemaps=remember_parts(answer.parts, document.sitemaps))
    sorted_out = None
    completeness, gap = note_no_change(document.completeness, now), None
    if parsed is not None:
        sorted_out = _classify(parsed, document, job.feed, options, now, led_to)
        completeness, gap = _note(parsed, document, sorted_out, answer.final_url, options, now)
        polled = replace(_with_window(polled, job, answer, parsed, sorted_out), gap=gap is not None)
        title = parsed.title or document.title
        document = replace(document, window=sorted_out.window, title=title, read_at=now)
        document = replace(document, body_hash=body_hash(answer.body))
    health = update_health(document.health, polled, options.schedule, job.feed.interval, now, rng)
    if health.adopted_url != document.health.adopted_url:
        _tell_address(job, health.adopted_url or job.feed.url)
        document = replace(document, etag=None, last_modified=None)  # They belong to the address before.
    entries, updated = (sorted_out.entries, sorted_out.updated) if sorted_out else ((), ())
    return PollResult(
        document=replace(document, health=health, pass_id=pass_id, parked={}, completeness=completeness),
        entries=entries,
        dropped=sorted_out.dropped if sorted_out else {},
        gap=gap,
        updated=updated,
        outcome="new" if entries else ("not_modified" if answer.not_modified else "unchanged"),
    )


def _tell_address(job: FeedJob, url: str) -> None:
    _log.info("feed %s: asked for at %s from now on", without_secrets(job.feed.url), without_secrets(url))


def _classify(
    parsed: ParsedFeed, document: FeedDocument, feed: Feed, options: PollOptions, now: datetime, led_to: LedTo
) -> ClassifiedItems:
    first, keep = options.first_poll, options.keep
    return classify_items(parsed, document.window, feed, now, first=first, keep=keep, led_to=led_to)


def _note(
    parsed: ParsedFeed, document: FeedDocument, found: ClassifiedItems, url: str, options: PollOptions, now: datetime
) -> tuple[Completeness, Gap | None]:
    if parsed.partial:
        return note_part(document.completeness, found.new, now), None
    known, gap = note_document(document.completeness, found.sighted, document.window.standing, now)
    if gap is None:
        return known, None
    return point_gap(known, gap, url, parsed, found.window, options.backfill, now)


def _unchanged(job: FeedJob, response: Response, now: datetime) -> PollOutcome:
    is_permanent = bool(response.hops) and all(hop.status in (301, 308) for hop in response.hops)
    return PollOutcome(
        kind="unchanged",
        status=response.status,
        hints=PollHints(max_age_seconds=cache_seconds(response.headers, now)),
        unconditional=job.unconditional,
        redirect_target=response.final_url if is_permanent else None,
    )


def _interpret_failure(
    job: FeedJob, error: IngestError, options: PollOptions, pass_id: str, now: datetime, rng: random.Random
) -> PollResult:
    fetch_error = error if isinstance(error, FetchError) else None
    known = secrets_in_headers(job.feed.headers)  # A server may repeat what it was sent.
    polled = PollOutcome(
        kind="failed",
        status=fetch_error.status if fetch_error else None,
        severity=fetch_error.severity if fetch_error else "soft",
        wait_seconds=fetch_error.wait_seconds if fetch_error else None,
        message=hide_values(hide_secrets(str(error)), known),
    )
    health = update_health(job.document.health, polled, options.schedule, job.feed.interval, now, rng)
    failure = Failure(
        stage="poll",
        reason=error.reason,
        message=str(error),
        retryable=True,  # A feed is always polled again.
        subject=job.url,
        failed_at=now,
        feed_url=job.feed.url,
        evidence=error.evidence,
    )
    document = replace(job.document, health=health, pass_id=pass_id, parked={})
    return PollResult(document=document, failure=hide_in(failure, known), outcome="failed")


def _with_validators(document: FeedDocument, response: Response) -> FeedDocument:
    """Give the document the answer's validators: a 200 replaces both, a 304 those that it names (RFC 9110, 15.4.5)."""
    etag, last_modified = response.headers.get("etag"), response.headers.get("last-modified")
    if response.not_modified:
        etag, last_modified = etag or document.etag, last_modified or document.last_modified
    return replace(document, etag=etag, last_modified=last_modified)


def _with_window(
    polled: PollOutcome, job: FeedJob, response: Response, parsed: ParsedFeed, found: ClassifiedItems
) -> PollOutcome:
    etag = job.document.etag
    # Of a document of which a part was read, the rest is known.
    items, known = (
        (found.window.standing, found.window.standing - found.new)
        if parsed.partial
        else (len(parsed.items), found.known)
    )
    return replace(
        polled,
        kind="new" if found.new else "unchanged",
        new_items=found.new,
        window_items=items,
        overlap=known,
        window_seconds=None if parsed.partial else found.span_seconds,
        hints=replace(
            polled.hints,
            ttl_seconds=parsed.ttl_seconds,
            update_seconds=parsed.update_seconds,
            skip_hours=parsed.skip_hours,
            skip_days=parsed.skip_days,
        ),
        # Had we asked with it, the answer might have been 304: what is new would have been hidden.
        # An index keeps its own while its sitemaps change.
        validators_lied=found.new > 0
        and not response.parts
        and etag is not None
        and response.headers.get("etag") == etag,
    )
