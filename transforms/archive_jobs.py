"""Read back a feed's archive to fill a gap: what is asked for, how, and what its answers mean."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import FetchError, IngestError
from transforms.poll_results import FeedJob, PollOptions, PollResult
from transforms.pure.feeds.archives import LATER, Archived, ArchiveDocument, Parse, Sought, Walk, walk_back
from transforms.pure.feeds.backfill import fill_gap, next_gap, want_gap
from transforms.pure.feeds.gaps import Gap
from transforms.pure.net.urls import site_of
from transforms.records import Feed
from transforms.state.documents import FeedDocument
from transforms.web.response import Response

# Gives the answer at an address; it is told whether that is the first one.
Ask = Callable[[str, bool], Awaitable[Response]]


class ArchiveJob(Struct, frozen=True, kw_only=True):
    """A gap of a feed that is to be filled; `url` is where the reading begins. `document` is the feed's."""

    id: str
    feed: Feed
    document: FeedDocument
    gap: Gap
    sought: Sought
    url: str
    most: int

    is_poll = False
    is_recheck = False

    @property
    def key(self) -> str:
        """Give what tells the job from all others: a feed has one at a time."""
        return f"archive {self.id}"

    @property
    def site(self) -> str:
        """Give the feed's site: what answers its polls and back-fills bring is handled one after another."""
        return site_of(self.feed.url)


class ArchiveAnswer(Response, frozen=True, kw_only=True):
    """What the reading of an archive found. Its URL is where it began."""

    archived: Archived


def make_archive_job(job: FeedJob, document: FeedDocument, options: PollOptions, now: datetime) -> ArchiveJob | None:
    """Give the job that fills a gap of a feed, after a poll that left this document; None where there is none to fill."""
    gap = next_gap(document.completeness, options.backfill, now)
    if gap is None or gap.next_url is None:
        return None
    return ArchiveJob(
        id=job.id,
        feed=job.feed,
        document=document,
        gap=gap,
        sought=want_gap(document.completeness, gap, document.window, now),
        url=gap.next_url,
        most=min(options.backfill.requests, options.backfill.gap_requests - gap.asked),
    )


async def ask_archive(job: ArchiveJob, ask: Ask, parse: Parse, clock: Clock) -> ArchiveAnswer:
    """Read back from a job's address, one request after another."""
    began_at = clock()
    archived = await run_walk(walk_back(job.url, job.sought, parse, job.most), ask)
    return ArchiveAnswer(
        url=job.url,
        final_url=job.url,
        status=200,
        headers={},
        body=b"",
        fetched_at=clock(),
        seconds=(clock() - began_at).total_seconds(),
        wire_bytes=0,
        archived=archived,
    )


async def run_walk(walk: Walk, ask: Ask) -> Archived:
    """Run a walk to its end.

    An error that waiting may cure ends the walk, to be continued; any other means that there is no such document.
    """
    document: ArchiveDocument | None = None
    is_first = True
    while not isinstance(found := await asyncio.to_thread(_step, walk, document, is_first), Archived):
        try:
            response = await ask(found, is_first)
            document = ArchiveDocument(response.final_url, response.body, response.headers.get("content-type"))
        except FetchError as error:
            document = LATER if error.retry else None
        is_first = False
    return found


def _step(walk: Walk, document: ArchiveDocument | None, is_first: bool) -> str | Archived:
    # StopIteration cannot be raised out of a thread's future.
    try:
        return next(walk) if is_first else walk.send(document)
    except StopIteration as end:
        archived: Archived = end.value
        return archived


def interpret_archive(
    job: ArchiveJob, answer: Response | IngestError, options: PollOptions, pass_id: str, now: datetime
) -> PollResult | None:
    """Say what the answer to a job means for its feed, whose document is that of the job; None if the gap is forgotten."""
    known = job.document.completeness
    gap = next((one for one in known.gaps if (one.from_at, one.to_at) == (job.gap.from_at, job.gap.to_at)), None)
    if gap is None or gap.ended:
        return None
    archived = answer.archived if isinstance(answer, ArchiveAnswer) else Archived(next_url=job.url, asked=1)
    filled = fill_gap(
        known,
        job.document.window,
        gap,
        archived,
        feed=job.feed,
        title=job.document.title,
        keep=options.keep,
        options=options.backfill,
        now=now,
    )
    return PollResult(
        document=replace(
            job.document, window=filled.window, completeness=filled.completeness, pass_id=pass_id, parked={}
        ),
        entries=filled.entries,
        outcome="backfilled",
    )
