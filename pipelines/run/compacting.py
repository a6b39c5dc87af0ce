"""The command `newsbeam compact`: few large files in place of many small ones, and nothing kept for longer than configured."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from pipelines.config.config import Config
from pipelines.version import VERSION
from pipelines.wording import plural
from transforms.clock import Clock, utc_now
from transforms.pure.net.urls import url_id
from transforms.state.compacting import Compacted, Compaction, compact
from transforms.state.memory import MEMORY_DAYS
from transforms.state.past import prune_past
from transforms.state.retention import RetentionOptions, forget_feeds
from transforms.state.rewriting import Rewriter
from transforms.state.roots import claim, require
from transforms.state.storage import Store
from transforms.state.story_states import STORY_SHARDS, story_stores

NOTHING = "Nothing to put together: the files of days that ended a day ago or earlier are few, and those of later days are left."


def compact_dataset(config: Config, megabytes: float, with_zstd: bool, clock: Clock = utc_now) -> str:
    """Compact a configuration's dataset; give the sentences that say what was done.

    Raises: StateError where there is no state yet, or another process is at work at it.
    """
    require(config.roots)
    now = clock()
    claim(config.roots, now)
    state, output = config.roots.open()
    rewriter = Rewriter(state, output, config.shards, job="compact", version=VERSION, clock=clock)
    options = Compaction(
        file_bytes=int(megabytes * 1_000_000),
        with_zstd=with_zstd,
        with_parquet="parquet" in config.write.formats,
        retention=config.retention,
    )
    done = compact(rewriter, options)
    stories = _compact_stories(config, options, clock)
    feeds, days = 0, config.retention.state_days
    if days is not None:
        known = {url_id(feed.url) for feed in config.feeds}
        feeds = forget_feeds(state, config.shards, known, now - timedelta(days=days + done.days_ahead))
    pasts = _prune_past(state, config.retention, now - timedelta(days=done.days_ahead))
    said = _said(done)
    if stories is not None:
        said += [f"Of the stories {sentence}" for sentence in _said(stories)]
    if done.days_ahead and config.retention != RetentionOptions():
        said.append(
            f"The clock is {plural(done.days_ahead, 'day', 'days')} ahead of the last day of work, so `retention` counts from"
            f" {now.date() - timedelta(days=done.days_ahead)}. If the clock is right, run this again tomorrow."
        )
    if feeds:
        said.append(f"{plural(feeds, 'feed', 'feeds')} forgotten that the configuration does not have any more.")
    if pasts:
        said.append(
            f"{plural(pasts, 'file', 'files')} deleted from state/past/: they name rows older than `retention` keeps."
        )
    return "\n".join(said or [NOTHING])


def _prune_past(state: Store, retention: RetentionOptions, now: datetime) -> int:
    """Let go of the index of what has no row any more and stands in no log; nothing where rows are kept for ever."""
    if retention.articles_days is None or retention.failures_days is None:
        return 0
    return prune_past(state, now - timedelta(days=max(retention.articles_days, retention.failures_days, MEMORY_DAYS)))


def _compact_stories(config: Config, options: Compaction, clock: Clock) -> Compacted | None:
    """Put the files of stories together, too; None where there are none. They have no Parquet."""
    state, output = story_stores(config.roots)
    if not state.names("log"):
        return None
    rewriter = Rewriter(state, output, STORY_SHARDS, job="compact", version=VERSION, clock=clock)
    return compact(rewriter, msgspec.structs.replace(options, with_parquet=False))


def _said(done: Compacted) -> list[str]:
    said = []
    if done.before or done.deleted:
        said.append(
            f"{plural(done.before, 'file', 'files')} put together into {done.after};"
            f" {plural(done.deleted, 'file', 'files')} deleted whose rows stand elsewhere or are gone."
        )
    if done.dropped_files:
        said.append(
            f"{plural(done.dropped_rows, 'row', 'rows')} in {plural(done.dropped_files, 'file', 'files')} dropped, older than"
            " `retention` keeps."
        )
    if done.dropped_archives:
        pages = plural(done.dropped_pages, "page as it came", "pages as they came")
        said.append(
            f"{pages} in {plural(done.dropped_archives, 'file', 'files')} dropped, older than `retention.pages_days` keeps; their"
            " rows still name them."
        )
    return said
