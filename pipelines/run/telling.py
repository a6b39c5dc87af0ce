"""Bring the stories up to date: read what was written since the last run, in runs of bounded size, and publish what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field

from pipelines.config.config import Config
from pipelines.run.jobs import new_pipeline, wait_for_end
from pipelines.run.passes import counters_of, new_id
from pipelines.run.runners import bounded_flags
from pipelines.stories import build_stories
from pipelines.version import VERSION
from transforms.clock import Clock, utc_now
from transforms.records import Run
from transforms.state.chain import append_manifest
from transforms.state.following import Follower
from transforms.state.manifests import Manifest
from transforms.state.roots import claim, require
from transforms.state.storage import Store, open_store
from transforms.state.story_states import STORY_SHARDS, read_position, refuse_older_stories, save_position, story_stores
from transforms.stories import StoryFile

# So many articles are read by one job; their profiles are all in memory at its end.
JOB_ROWS = 100_000


class Told(Struct, kw_only=True):
    """What a run did: the counters of its jobs, the manifests of articles that it read, and what it published."""

    counts: Counter[str] = field(default_factory=Counter)
    first: int
    last: int
    manifest: Manifest | None = None
    seconds: float = 0.0

    @property
    def is_lost(self) -> bool:
        """Tell whether another run works on the same stories, so that this one left some to it."""
        return self.counts["stories/lost"] > 0


def tell_stories(
    config: Config, beam_flags: Sequence[str] = (), *, since_days: float | None = None, clock: Clock = utc_now
) -> Told:
    """Add the articles that were published since the last run to the stories.

    The first run, or one with `since_days`, begins with the articles that were fetched in so many days (default: the look-back).
    Raises: StateError, StorageError, OutputError; JobFailed where the job failed on its runner.
    """
    roots, begun = config.roots, clock()
    require(roots)
    claim(roots, begun)
    state, output = story_stores(roots)
    refuse_older_stories(state, output)
    position = read_position(state)
    days = since_days if since_days is not None else config.stories.look_back_days
    since = begun - timedelta(days=days) if position is None or since_days is not None else None
    follower = Follower(open_store(roots.output), position if since is None else since.date())
    run = Run(id=new_id(begun), newsbeam_version=VERSION)
    told = Told(first=follower.position + 1, last=follower.position)
    for last, files in _jobs(follower):
        if files:
            pipeline = new_pipeline(bounded_flags(config, beam_flags))
            build_stories(pipeline, files, roots, config.stories, since=since, run=run, clock=clock)
            result = pipeline.run()
            wait_for_end(result)
            told.counts.update(counters_of(result))
        if told.is_lost:
            break
        told.last = last
        save_position(state, last)
    told.manifest = _publish(state, output, run, clock())
    told.seconds = (clock() - begun).total_seconds()
    return told


def _jobs(follower: Follower) -> Iterator[tuple[int, list[StoryFile]]]:
    """Give the files to read by jobs of bounded size, each with the last manifest that is done after it."""
    files: list[StoryFile] = []
    rows, last = 0, follower.position
    for number, kept in follower.files("articles"):
        for file in kept:
            place = follower.place(file)
            if place is not None:
                files.append(StoryFile(place=place, sha256=follower.kept(place.path).sha256, manifest=number))
                rows += len(place.rows)
        last = number
        if rows >= JOB_ROWS:
            yield last, files
            files, rows = [], 0
    yield last, files


def _publish(state: Store, output: Store, run: Run, now: datetime) -> Manifest | None:
    return append_manifest(
        state,
        output,
        STORY_SHARDS,
        pass_id=run.id,
        version=run.newsbeam_version,
        parked=0,
        owed=0,
        now=now,
        with_past=False,
    )
