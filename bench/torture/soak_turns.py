"""Turns as `transforms.harvest` and `transforms.write` make them, on a clock that only counts, with a made-up world's answers.

All that a turn does is real, but for the requests, the parsing of feeds and the reading of pages: a flight whose answers are
there at once takes the place of the one that asks the web, and every page is a short article.
"""

from __future__ import annotations

import queue
import random
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from bench.torture.soak_world import Journal, SoakWorld
from pipelines.config.config import Config
from pipelines.run.passes import Report, is_idle, make_ready, new_id, publish_earlier
from pipelines.version import VERSION
from transforms.archive_jobs import ArchiveJob
from transforms.errors import FetchError
from transforms.feed_reading import FeedReader
from transforms.fetching import Fetching, Owed
from transforms.harvesting import Harvest, Request
from transforms.poll_answers import PollAnswers
from transforms.polling import Polling, look_at
from transforms.pure.net.urls import host_of, site_of
from transforms.rechecking import Again, Rechecking
from transforms.rechecks import NO_REVISIONS
from transforms.records import Article, FeedRef, Fetched, Page, Source
from transforms.state.chain import append_manifest
from transforms.state.documents import load_due
from transforms.state.files import CommitFiles
from transforms.state.ledger import balance, inbox_ids
from transforms.state.log import ShardLog
from transforms.state.owner import open_shard
from transforms.state.warm import shared_warm
from transforms.turns import Element, Ended, Extracted, Pass, Turn
from transforms.web.desk import lay_desk
from transforms.web.flight import Survey
from transforms.web.response import Response
from transforms.web.terms import terms_hash, terms_of
from transforms.write import Writer

TURN = timedelta(minutes=10)
REQUEST = timedelta(milliseconds=20)


class VirtualClock:
    """A clock that only counts."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class VirtualFlight:
    """A flight whose answers are there at once, each a little later than the one before: polls ahead of pages."""

    unread = 0

    def __init__(self, answer: Callable[[Request], Response | FetchError], clock: VirtualClock) -> None:
        self._answer, self._clock = answer, clock
        self._polls, self._pages = deque[Request](), deque[Request]()
        self._open: dict[str, Request] = {}
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, jobs: Iterable[Request]) -> int:
        """Add jobs; give how many are new."""
        new = [job for job in jobs if job.key not in self._open]
        for job in new:
            self._open[job.key] = job
            (self._polls if job.is_poll else self._pages).append(job)
        return len(new)

    def take(self, timeout: float) -> tuple[Request, Response | FetchError] | None:
        """Give the next answer; None where there is none, once somebody wakes us."""
        waiting = self._polls or self._pages
        if waiting:
            job = waiting.popleft()
            del self._open[job.key]
            self._clock.now += REQUEST
            return job, self._answer(job)
        with suppress(queue.Empty):
            self._woken.get(timeout=timeout)
        return None

    def wake(self) -> None:
        """End the wait of `take`."""
        self._woken.put(None)

    def jobs(self) -> list[Request]:
        """List the jobs that wait."""
        return list(self._open.values())

    def survey(self) -> Survey:
        """Nothing stalls."""
        return Survey(bool(self._open), ())

    def resume(self, is_over: Callable[[], bool]) -> None:
        """Nothing is to be resumed."""

    def stop(self) -> None:
        """Leave what has not begun."""
        self._polls.clear()
        self._pages.clear()
        self._open.clear()

    cancel = stop


class Runner:
    """What one process does in a world: passes, as `ingest` makes them. `missing` are entries that a ledger lacks."""

    def __init__(self, config: Config, world: SoakWorld, clock: VirtualClock, journal: Journal) -> None:
        self._config, self._world, self._clock, self._journal = config, world, clock, journal
        self._roots = config.roots
        make_ready(config, self._roots, clock())
        self.state, self.output = self._roots.open()
        self._terms, self._rng = terms_of(config.web), random.Random()
        publish_earlier(self._roots, Report(), clock())

    def make_pass(self) -> None:
        """Make a pass, if anything is due, and publish its manifest. Missing entries stand in the journal."""
        config, shards, now = self._config, self._roots.shards, self._clock()
        if is_idle(config, self._roots, "due", now):
            return
        warm = shared_warm(config.memory_mb)
        before = {shard: inbox_ids(self.state, shard, warm) for shard in range(shards)}
        this_pass = Pass(id=new_id(now), deadline=now + TURN)
        for shard in range(shards):
            self._take_turn(shard, this_pass)
        ledger = balance(self.state, self.output, shards, before, this_pass.id, warm)
        for ids in ledger.missing.values():
            self._journal.note("missing", *ids)
        publish = partial(append_manifest, pass_id=this_pass.id, version=VERSION, now=self._clock())
        publish(self.state, self.output, shards, parked=ledger.parked, owed=ledger.owed)
        self._journal.note("owed", ledger.owed)

    def _take_turn(self, shard: int, this_pass: Pass) -> None:
        config, clock, warm, now = self._config, self._clock, shared_warm(self._config.memory_mb), self._clock()
        look = look_at(
            self.state,
            shard,
            config.roster,
            warm,
            load_due,
            polls="due",
            now=now,
            until=now,
            terms=terms_hash(self._terms),
        )
        if look.rests:
            return
        left = warm.take(self.state.root, shard)
        due = left.resume(self.state, shard, look.read)
        owner = open_shard(
            ShardLog(self.state, shard),
            CommitFiles(self.output),
            pass_id=this_pass.id,
            attempt=f"{self._rng.getrandbits(40):010x}",
            opened_at=now,
            clock=clock,
            warm=left,
            listed=look.inbox,
        )
        turn = Turn(owner, this_pass.id, now + TURN, due, now)
        turn.terms, turn.sites = self._terms, left.load_sites(self.state, shard)
        writer = Writer(turn, config.write, VERSION, clock)
        harvest = self._harvest(turn, this_pass, look.feeds)
        for element in harvest.run(config.fetch.turn_entries, config.fetch.pages_in_memory):
            writer.take(_extracted(element) if isinstance(element, Page) else element)
        writer.take(Ended(turn))

    def _harvest(self, turn: Turn, this_pass: Pass, feeds: object) -> Harvest:
        config, clock = self._config, self._clock
        polling = Polling(
            turn,
            feeds,
            state=self.state,
            options=config.poll,
            clock=clock,
            polls_all=False,
            meanwhile=False,
        )
        reader = FeedReader(self._world.parse, config.poll, 0)
        answers = PollAnswers(turn, state=self.state, shards=self._roots.shards, reader=reader, clock=clock)
        fetching = Fetching(
            turn,
            state=self.state,
            shards=self._roots.shards,
            options=config.fetch,
            unwanted=lambda url: False,
            clock=clock,
        )
        flight = VirtualFlight(self._answer, clock)
        desk = lay_desk(self.state.root, turn.shard, config.warc.kinds)
        return Harvest(
            turn,
            this_pass,
            polling,
            answers,
            fetching,
            self._rechecks(turn, fetching),
            flight,
            lambda jobs: None,
            clock,
            desk,
        )

    def _rechecks(self, turn: Turn, fetching: Fetching) -> Rechecking:
        """Nothing is asked for again."""
        return Rechecking(
            turn,
            shards=self._roots.shards,
            options=NO_REVISIONS,
            tries=self._config.fetch,
            at_once=1,
            unwanted=lambda url: False,
            subscribed=fetching.subscribed,
            rights=fetching.rights_of,
            clock=self._clock,
        )

    def _answer(self, job: Request) -> Response | FetchError:
        now = self._clock()
        if isinstance(job, Owed):
            return self._world.ask_page(job.url, now)
        assert not isinstance(job, ArchiveJob | Again), "nothing is filled or asked for again in this world"
        answer = self._world.ask_feed(job, now)
        body = answer.body.decode() if isinstance(answer, Response) else ""
        self._journal.note("poll", host_of(job.url), now.timestamp(), int(isinstance(answer, FetchError)), body)
        return answer


def _extracted(page: Page) -> Element:
    """Give a short article for a page."""
    article = Article(
        id=page.entry.id,
        url=page.entry.url,
        fetched_url=page.fetched_url,
        source=Source(site=site_of(page.fetched_url)),
        feed=FeedRef(url=page.entry.feed_url, entry_id=page.entry.id, entry_title=page.entry.title),
        fetched=Fetched(fetched_at=page.fetched_at, status=page.status, bytes=page.size),
        text=f"A story, told at {page.entry.url}.",
    )
    return Extracted(page.entry, article)
