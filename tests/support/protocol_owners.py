"""Those who work in the simulation: owners of shards, publishers of manifests; the real code but for HTTP and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from protocol_pages import answer_of, page_at, warc_of
from protocol_retries import DIVIDING
from protocol_revisions import REVISIONS, Answer, ask_again, is_due_now
from protocol_rules import Parked, chain_without, open_without, save_without, writer_without
from protocol_twins import TwinsThere
from protocol_world import Process, World, shard_of, url_id

from transforms.batch import Format, WriteOptions
from transforms.errors import FetchError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.fetch_results import judge_error
from transforms.fetching import hand_over, plan_fetches
from transforms.poll_results import FeedJob, PollOptions, interpret_poll, is_unread, make_job
from transforms.polling import has_nothing_to_do
from transforms.pure.net.urls import clean
from transforms.rechecks import NO_REVISIONS, Recheck
from transforms.records import Article, Entry, Failure, Feed, FeedRef, Fetched, Source
from transforms.row_files import VOID
from transforms.state.chain import append_manifest
from transforms.state.documents import Due, load_due, load_feed
from transforms.state.inbox import Inbox
from transforms.state.memory import still_owed
from transforms.state.reshard import Resharding
from transforms.state.storage import Store
from transforms.state.warm import WarmShards
from transforms.tries import FetchOptions
from transforms.turns import Deferred, Dropped, Ended, Extracted, Failed, Rechecked, Retracted, Revised, Turn
from transforms.web.response import Response
from transforms.write import Writer

FETCH = FetchOptions(attempts=50, backoff_seconds=60)


def take_turn(world: World, shard: int, me: int, pass_id: str, process: Process | None = None) -> None:
    """One owner's turn: open, then poll and fetch, in whatever order, and write.

    The pass may be one that has been at this shard before. Without a process, one that lives for this turn alone takes it.
    """
    rng, rule, began_at = world.rng, world.without, world.now
    process = process or Process(WarmShards)
    root = world.state.root
    advice = process.warm.advice(root, shard)
    due = load_due(world.state, shard) if advice is None else None
    polls = rng.random() < 0.7
    inbox = world.state.names(f"inbox/{shard}")
    if not polls and has_nothing_to_do(advice or due or Due(), None, inbox, world.now):
        world.met["idle"] += 1
        return
    warm = process.warm.take(root, shard)
    known, feeds, sites = warm.memory, warm.feeds, warm.sites
    due = warm.resume(world.state, shard, due)
    if rule == "warm_feeds":
        warm.feeds = feeds
    elif rule == "warm_sites":
        warm.sites = sites
    elif rule == "warm_last":
        warm.is_last = True
    formats: tuple[Format, ...] = ("jsonl", "parquet") if world.with_parquet else ("jsonl",)
    options = WriteOptions(partition=rng.choice(("day", "hour")), formats=formats)
    attempt = "a" if rule == "unique" else f"a{me}"
    owner = open_without(rule, world, shard, pass_id, attempt, began_at, warm, inbox)
    turn = Turn(owner, pass_id, world.now + timedelta(days=1), due, began_at)
    _note_sites(world, turn, me)
    revisions = NO_REVISIONS if world.pages is None else REVISIONS
    writer = writer_without(rule)(turn, options, "0", world.clock, warc_of(world), revisions=revisions)
    world.met["warm, the last"] += warm.is_last
    if known is not None:
        world.met["warm" if turn.owner.memory is known else "not the same log"] += 1
    _Harvest(world, turn, writer, process).run(_due_feeds(world, shard) if polls else [])
    world.met["turn"] += 1
    if world.quiet and not owner.lost:
        world.learned[root, shard] = me


def _note_sites(world: World, turn: Turn, me: int) -> None:
    """Note of a site which turn was the last at it: the one before, where that ended whole and no other was under way."""
    turn.sites = turn.owner.warm.load_sites(world.state, turn.shard)
    before = world.learned.pop((world.state.root, turn.shard), None)
    world.met["sites forgotten"] += before is not None and turn.sites.sites.get(world.hosts[0]) != before
    turn.sites.sites[world.hosts[0]] = me


def _due_feeds(world: World, shard: int) -> list[Feed]:
    return [feed for feed in world.feeds if feed.url not in world.removed and shard_of(feed.url, world.shards) == shard]


class _Harvest:
    """Polls and fetches of one turn, as a flight would bring them: in any order."""

    def __init__(self, world: World, turn: Turn, writer: Writer, process: Process) -> None:
        self.world, self.turn, self.owner, self.writer = world, turn, turn.owner, writer
        self.late: list[Callable[[], object]] = []
        # Requests of this shard's last turn in this process, which are still under way or answered.
        self.carried = process.carried.pop((turn.owner.state.root, turn.shard), [])
        self.flight: list[Entry | Feed | Recheck | Answer] = list(self.carried)
        self.flight += process.answered.pop((turn.owner.state.root, turn.shard), [])
        self.process = process

    def run(self, feeds: list[Feed]) -> None:
        rng = self.world.rng
        self._add(self.owner.take_up(rng.choice((2, 5000))))
        self.world.met["gone since it was listed"] += sum(not ids for ids in self.owner.inbox.taken_up.values())
        self.flight += feeds
        if self.world.pages is not None:
            at_most = self.world.pages.rng.choice((1, 3, 500)) if self.world.faulty else 500
            self.flight += self.owner.take_rechecks(self.world.now, at_most)
        left: list[Entry] = []
        late: list[Answer] = []
        while self.flight:
            if self.owner.lost:
                return
            job = self.flight.pop(rng.randrange(len(self.flight)))
            if isinstance(job, Feed):
                self._poll(job)
            elif isinstance(job, (Rechecked, Revised, Retracted)):
                self.writer.take(job)
            elif isinstance(job, Recheck):
                self._ask_again(job, late)
            elif rng.random() < 0.1:
                left.append(job)  # under way when the turn ends
            elif rng.random() < 0.9:  # The others are not reached before the turn's end.
                self._fetch(job)
            if rng.random() < 0.1:
                self.writer.commit()
        self.writer.take(Ended(self.turn))
        if not self.owner.lost:
            self.process.carried[self.owner.state.root, self.turn.shard] = left
            self.process.answered[self.owner.state.root, self.turn.shard] = late
        for park_late in self.late:
            park_late()

    def _add(self, entries: list[Entry]) -> None:
        world = self.world
        under_way = {job.id for job in (*self.flight, *self.carried) if isinstance(job, Entry)}
        plan = plan_fetches(
            [entry for entry in entries if entry.id not in under_way],
            self.owner.memory.deferred,
            lambda feed_url: feed_url in world.removed,
            FETCH,
            world.now,
        )
        for ended in plan.ended:
            if isinstance(ended, Dropped):
                world.let_go.add(ended.id)
            self.writer.take(ended)
        self.flight += [owed.entry for owed in plan.due]

    def _poll(self, feed: Feed) -> None:
        world, shard = self.world, self.turn.shard
        document = self.owner.warm.feed(url_id(feed.url))
        if document is None:
            document = load_feed(world.state, shard, url_id(feed.url), feed.url)
        else:
            world.met["warm feed"] += 1
        job = make_job(feed, document, PollOptions().schedule, world.now, forced=True)
        assert job is not None
        if world.with_pages:
            self.writer.take(answer_of(feed.url, world.links(feed), world.now))
        failure, parked, stored = _poll_feed(world, shard, self.turn.pass_id, job, world.links(feed))
        self.owner.warm.keep_feed(job.id, stored)
        if failure is not None:
            self.writer.take(Failed(None, failure))
        for name, entries in parked:
            if world.without == "once":
                self.owner.inbox = Inbox(world.state, shard)
            new = self.owner.take_up_parked(name, entries)
            world.met["taken up at once"] += len(new)
            self._add(new)

    def _ask_again(self, recheck: Recheck, late: list[Answer]) -> None:
        is_asked = is_due_now(self.world, recheck)
        if is_asked is False:
            return
        answer = ask_again(self.world, recheck, article_at(self.world, recheck.url))
        if is_asked:
            self.writer.take(answer)
        else:
            late.append(answer)

    def _fetch(self, entry: Entry) -> None:
        if entry in self.carried:
            owed = still_owed(self.owner.memory, entry.id)
            self.world.met["carried, still owed" if owed else "carried, settled by somebody else"] += 1
            if not owed and self.world.without != "carried_owed":
                return
        ended = fetch(self.world, self.turn, entry, self.late)
        if self.world.with_pages and isinstance(ended, Extracted | Failed):
            self.writer.take(page_at(entry, self.world.final(entry.url), self.world.now))
        self.writer.take(ended)


def _poll_feed(
    world: World, shard: int, pass_id: str, job: FeedJob, links: list[str]
) -> tuple[Failure | None, Parked, bytes]:
    """Make the real decision on a document that is played; give the failure, what was parked in the shard, what was saved."""
    options, now = PollOptions(), world.now
    answer: Response | FetchError
    parsed = None
    if world.faulty and world.rng.random() < 0.05:
        answer = FetchError(job.url, "not now", reason="timeout", retry=True)
    else:
        answer = _respond(job.url, msgspec.json.encode(links), now)
        if is_unread(job, answer):
            parsed = ParsedFeed(items=tuple(FeedItem(link=link, title=link) for link in links))
    result = interpret_poll(job, answer, parsed, options, pass_id, now, world.rng)
    save = save_without(world.without)
    parked, stored = save(world, shard, job, result, links if result.failure is None else [])
    return result.failure, parked, stored


def _respond(url: str, body: bytes, now: datetime) -> Response:
    return Response(
        url=url,
        final_url=url,
        status=200,
        headers={},
        body=body,
        fetched_at=now,
        seconds=0.1,
        wire_bytes=len(body),
    )


def fetch(
    world: World, turn: Turn, entry: Entry, late: list[Callable[[], object]]
) -> Extracted | Failed | Dropped | Deferred:
    """The element that fetching and extracting an entry gives; redirects are followed within the shard."""
    final = entry.url
    for final in world.hops(entry.url):
        if shard_of(final, world.shards) != turn.shard:
            return _leave(world, entry, final, late)
    if final in world.flaky and world.faulty:
        world.met["deferred"] += 1
        error = FetchError(final, "not now", reason="timeout", retry=True)
        return judge_error(entry, error, turn.owner.memory.deferred.get(entry.id), FETCH, world.now, world.rng)
    if final in world.fails:
        return Failed(entry.id, _no_text(final, entry, world.now))
    return Extracted(entry, article_at(world, final))


def _leave(world: World, entry: Entry, target: str, late: list[Callable[[], object]]) -> Dropped | Failed:
    world.met["handed over"] += 1
    if world.without == "park_first":
        late.append(lambda: hand_over(world.state, entry, target, world.shards, world.now))
        return Dropped(entry.id, "moved")
    return hand_over(world.state, entry, target, world.shards, world.now)


def _no_text(url: str, entry: Entry, now: datetime) -> Failure:
    return Failure(
        stage="extract",
        reason="no_text",
        message=f"{url}: no text",
        retryable=False,
        subject=url,
        failed_at=now,
        id=entry.id,
        entry=entry,
    )


def article_at(world: World, url: str) -> Article:
    """The article that stands at a URL now."""
    return Article(
        id=url_id(url),
        url=clean(url),
        fetched_url=url,
        source=Source(site="example"),
        feed=FeedRef(url="https://feed.example/"),
        fetched=Fetched(fetched_at=world.now, status=200, bytes=1),
        text="text" if world.pages is None else world.pages.text(url, world.now),
    )


def sweep(world: World) -> None:
    """What must never be done: delete void files."""
    for path in list(world.output.objects):
        world.give_way()
        if world.output.objects.get(path) == VOID:
            world.output.remove(path)


def publish_manifest(world: World, me: int) -> None:
    """Publish a manifest, as the launcher does after a pass."""
    state = chain_without(world.without, world.state)
    output: Store = TwinsThere(world.output) if world.without == "twin_listed" else world.output
    append_manifest(state, output, world.shards, pass_id=f"m{me}", version="0", parked=0, owed=0, now=world.now)


def divide(world: World, shards: int) -> None:
    """Divide the state again, as `newsbeam reshard` does."""
    feeds = {url_id(feed.url): feed.url for feed in world.feeds}
    DIVIDING.get(world.without, Resharding)(
        world.state, world.output, (world.shards, shards), feeds, "0", world.clock
    ).run()
    world.met["divided"] += 1
