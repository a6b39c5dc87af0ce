"""The command `newsbeam backfill`: older items of a feed are owed, as far as its archive or the site's sitemaps have them."""

from __future__ import annotations

import difflib
from contextlib import closing
from datetime import UTC, date, datetime, time

from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.run.errors import Refused
from pipelines.run.owing import Owing, make_owed
from transforms.archive_jobs import run_walk
from transforms.clock import Clock, utc_now
from transforms.errors import FeedError, FetchError
from transforms.pure.feeds.archives import Archived, first_archive, walk_back, want
from transforms.pure.feeds.backfill import fill_gap
from transforms.pure.feeds.entries import classify_archived
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.window import Window
from transforms.pure.net.audiences import Audience
from transforms.pure.net.urls import shard_of, url_id
from transforms.pure.shown.url_secrets import without_secrets
from transforms.records import Feed
from transforms.state.documents import load_feed, load_sites, save_feed
from transforms.state.rests import RestKeeper
from transforms.state.roots import claim
from transforms.state.storage import Store
from transforms.web.client import Web
from transforms.web.response import Response


class BackfillChoice(Struct, frozen=True, kw_only=True):
    """What the command line asks for: a feed by its URL or name, from which UTC day on, with how many requests at most."""

    feed: str
    since: date
    requests: int = 100
    dry_run: bool = False


class Backfilled(Struct, frozen=True, kw_only=True):
    """What was found: `items` of the time, what of them was new and became owed, and what was asked.

    `reached`: the archive goes back so far. `is_cut`: there was more, and no request left. `gaps` are those that were filled.
    """

    feed: Feed
    items: int
    owing: Owing
    asked: int
    reached: bool
    is_cut: bool
    gaps: int = 0


def backfill(config: Config, choice: BackfillChoice, clock: Clock = utc_now) -> Backfilled:
    """Read a feed back to a day, and park what is new. It asks as an ingest does: robots.txt, pace, limits.

    Raises: Refused where there is no such feed, or it cannot be read; StateError, StorageError.
    """
    feed, now = _feed_of(config, choice.feed), clock()
    since = datetime.combine(choice.since, time(), UTC)
    if since > now:
        raise Refused(f"--since {choice.since}: this day is still to come")
    claim(config.roots, now)
    with closing(Web(config.web, clock)) as web:
        archived, title = _read(web, config, feed, since, choice.requests, now)
    # All that was found counts as new here: also what the first poll left out. What is known, the ledger tells.
    entries, _, _ = classify_archived(archived.items, Window(), feed, title, now, config.poll.keep)
    state, output = config.roots.open()
    owing = make_owed(state, output, config.shards, entries, dry_run=choice.dry_run)
    gaps = 0 if choice.dry_run else _mark(state, feed, archived, since, config, now)
    return Backfilled(
        feed=feed,
        items=len(archived.items),
        owing=owing,
        asked=archived.asked,
        reached=archived.reached,
        is_cut=archived.next_url is not None,
        gaps=gaps,
    )


def _feed_of(config: Config, wanted: str) -> Feed:
    found = [feed for feed in config.feeds if wanted in (feed.url, feed.name, without_secrets(feed.url))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"{wanted}: {len(found)} feeds have this name; give the address of one")
    near = difflib.get_close_matches(
        wanted, [name for feed in config.feeds for name in (feed.url, feed.name) if name], 1
    )
    cure = f"did you mean {near[0]}?" if near else "`newsbeam feeds list` lists the feeds"
    raise Refused(f"{wanted}: the configuration has no such feed; {cure}")


def _read(
    web: Web, config: Config, feed: Feed, since: datetime, most: int, now: datetime
) -> tuple[Archived, str | None]:
    """Read the feed as it is now, and back from there. What its site asked of an ingest holds here too."""
    state, shard = config.roots.open()[0], shard_of(feed.url, config.shards)
    document = load_feed(state, shard, url_id(feed.url), feed.url)
    web.remember(load_sites(state, shard).web_memory)
    keeper = RestKeeper(web, state, shard, config.shards)
    keeper.load()
    audience = Audience(feed.url, feed.headers_for)

    async def ask(url: str, is_first: bool = False) -> Response:
        return await keeper.asking(web.get(url, kind="feed", headers=feed.headers, audience=audience))

    url = document.health.adopted_url or feed.url
    try:
        response = web.submit(ask(url)).result()
        content_type = response.headers.get("content-type")
        parsed = parse_feed(response.body, response.final_url, content_type, now, config.poll.max_items)
    except (FetchError, FeedError) as error:
        raise Refused(f"newsbeam backfill: {error}") from error
    sought = replace(want(document.window, since, now, now), known=frozenset())
    standing = tuple(item for item in parsed.items if sought.takes(item))
    if most < 2:
        return Archived(items=standing, next_url=first_archive(response.final_url, parsed), asked=1), parsed.title
    walk = walk_back(first_archive(response.final_url, parsed), sought, parse_feed, most - 1)
    older = web.submit(run_walk(walk, ask)).result()
    items = {item.link: item for item in (*standing, *older.items)}
    return replace(older, items=tuple(items.values()), asked=older.asked + 1), parsed.title


def _mark(state: Store, feed: Feed, archived: Archived, since: datetime, config: Config, now: datetime) -> int:
    """Mark the feed's gaps that were filled. An ingest that polls it in this moment may undo that, and nothing else."""
    shard = shard_of(feed.url, config.shards)
    document = load_feed(state, shard, url_id(feed.url), feed.url)
    known, window, filled = document.completeness, document.window, 0
    for gap in known.gaps:
        if gap.ended or gap.from_at < since or not (archived.reached or archived.items):
            continue
        inside = tuple(
            item
            for item in archived.items
            if (at := item.published_at or item.updated_at) is not None and gap.from_at <= at <= gap.to_at
        )
        part = Archived(items=inside, reached=archived.reached)
        found = fill_gap(
            known,
            window,
            gap,
            part,
            feed=feed,
            title=None,
            keep=config.poll.keep,
            options=config.poll.backfill,
            now=now,
        )
        known, window, filled = found.completeness, found.window, filled + int(archived.reached)
    if known != document.completeness:
        save_feed(state, shard, url_id(feed.url), replace(document, completeness=known, window=window))
    return filled
