"""The answers to the polls of a turn: what each means, and that what is new is parked before it is remembered."""

from __future__ import annotations

import random
from datetime import datetime

from msgspec.structs import replace

from transforms.archive_jobs import ArchiveJob, interpret_archive, make_archive_job
from transforms.bugs import contained
from transforms.clock import Clock
from transforms.errors import FetchError, IngestError
from transforms.feed_items import ParsedFeed
from transforms.feed_reading import FeedReader
from transforms.parking import Parked, park_and_save
from transforms.poll_results import FeedJob, PollResult, interpret_poll, is_unread
from transforms.pool.errors import PoolUnusable
from transforms.pure.shown.url_secrets import secrets_in_headers
from transforms.pure.websub.hubs import find_hub
from transforms.state.days import worked_since
from transforms.state.documents import FeedDocument, load_feed
from transforms.state.storage import Store
from transforms.turns import Turn
from transforms.web.response import Response, evidence_of
from transforms.websub.polls import after_poll
from transforms.websub.pushes import pushes_of


class PollAnswers:
    """What the answers to polls and back-fills of one turn bring; `shards` is the state's number of them."""

    def __init__(self, turn: Turn, *, state: Store, shards: int, reader: FeedReader, clock: Clock) -> None:
        self._turn, self._state, self._shards = turn, state, shards
        self._reader, self._clock, self._rng = reader, clock, random.Random()
        self._pushes = pushes_of(state.root)

    def handle(self, job: FeedJob | ArchiveJob, answer: Response | IngestError) -> tuple[PollResult, Parked] | None:
        """Read an answer, park what is new and save the feed's document. It may run beside others, in a thread.

        None where the reading was given up: the feed is still due then; and where a gap is not remembered any more. A bug of
        ours in reading it is a failed poll: nothing of the answer is remembered, so that it is read again.
        Raises: StorageError.
        """
        job = self._renew(job)
        secrets = secrets_in_headers(job.feed.headers)
        try:
            with contained(job.url, "feed", passing=(PoolUnusable,), evidence=evidence_of(answer), secrets=secrets):
                result = self._interpret(job, answer)
        except IngestError as error:
            result = self._interpret(job, error)
        if result is None:
            return None
        return result, park_and_save(self._state, self._turn.shard, self._shards, job, result)

    def _interpret(self, job: FeedJob | ArchiveJob, answer: Response | IngestError) -> PollResult | None:
        """Say what an answer means; None where `handle` gives None. Raises: IngestError where it cannot be read."""
        now, options, pass_id = self._clock(), self._reader.options, self._turn.pass_id
        if isinstance(job, ArchiveJob):
            found = interpret_archive(job, answer, options, pass_id, now)
            return None if found is None else self._dated(found, now)
        parsed: ParsedFeed | None = None
        if isinstance(answer, Response) and is_unread(job, answer):
            parsed = self._reader.read(answer, now)
            if parsed is None:
                return None
        led_to, now = self._turn.owner.memory.aliases.get, self._clock()
        result = self._dated(interpret_poll(job, answer, parsed, options, pass_id, now, self._rng, led_to), now)
        return self._with_hub(job, answer, parsed, result) if isinstance(answer, Response) else result

    def _dated(self, result: PollResult, now: datetime) -> PollResult:
        """Have new entries count as parked now, whatever a clock says that is behind: else they expire at once."""
        parked_at = worked_since(self._turn.owner.memory.days, now)
        if parked_at == now:
            return result
        return replace(result, entries=tuple(replace(entry, parked_at=parked_at) for entry in result.entries))

    def _with_hub(self, job: FeedJob, answer: Response, parsed: ParsedFeed | None, result: PollResult) -> PollResult:
        hub = job.document.hub
        if parsed is not None:
            hub = find_hub(answer.headers, parsed.hub, parsed.topic, answer.final_url)
        # Where items may have come and gone unseen, polls are to be nearer together, whoever announces what.
        live = None if job.feed.interval is not None or result.gap else self._pushes.live(job.id)
        has_news = result.outcome == "new"
        document = after_poll(
            result.document, hub=hub, has_news=has_news, pushed=job.pushed, live=live, now=self._clock()
        )
        return replace(result, document=document)

    def _renew(self, job: FeedJob | ArchiveJob) -> FeedJob | ArchiveJob:
        """Give a job with the feed's document as it is now: meanwhile a gap may have been filled."""
        if isinstance(job, FeedJob) and not any(gap.missing for gap in job.document.completeness.gaps):
            return job
        return replace(job, document=load_feed(self._state, self._turn.shard, job.id, job.feed.url))

    def archive_of(self, job: FeedJob | ArchiveJob, document: FeedDocument) -> ArchiveJob | None:
        """Give the job that fills a gap of a feed which was polled; None where there is nothing to fill or to ask."""
        if isinstance(job, ArchiveJob) or document.health.failures:
            return None
        try:
            with contained(job.url, "feed"):
                return make_archive_job(job, document, self._reader.options, self._clock())
        except FetchError:
            return None  # The gap stays, and is looked at again after the next poll.
