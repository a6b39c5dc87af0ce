"""The real poll, hold, batch and manifest code under crashes, stalls, rival owners and a store that answers badly.

    python tests/support/protocol_sim.py [--schedules N] [--seed S] [--without RULE]

Owners run as greenlets that give way before each operation on the store, so that a seeded scheduler can interleave, stall
or kill them anywhere. Only HTTP and extraction are played: what stands in a feed, where a link leads, what an article is.
A rule named with --without is left out, to show that it is needed.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import greenlet
import msgspec

from transforms.batch import Batch, Row
from transforms.digest import PollOptions, digest_poll, job_of
from transforms.documents import Due, load_feed
from transforms.errors import AlreadyExists, FetchError, StorageError, Unclear
from transforms.fetch import FetchOptions, hand_over, judge_error, sort_owed
from transforms.hold import Hold
from transforms.ledger import Books, read_books
from transforms.manifest import Manifest, publish
from transforms.poll import park_and_save
from transforms.pure.urls import clean, shard_of, url_id
from transforms.records import Article, Entry, Failure, Feed, FeedItem, FeedRef, Fetched, ParsedFeed, Source
from transforms.state import VOID, Planned, Verdict, look
from transforms.turns import Deferred, Dropped, Ended, Extracted, Failed, Turn
from transforms.web import Response
from transforms.write import WriteOptions, Writer

RULES = ("fence", "look", "newest", "unique", "decide", "verdict", "tombstone", "park_first", "under_file", "covered")
EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
FAULT = 0.03


class FaultyStore:
    """A store in memory that may lose the answer to a create, or let one that timed out land later."""

    def __init__(self, world: World, root: str) -> None:
        self.world, self.root = world, root
        self.objects: dict[str, bytes] = {}
        self.late: list[tuple[str, bytes]] = []

    def read(self, path: str) -> bytes | None:
        self.world.give_way()
        return self.objects.get(path)

    def names(self, folder: str) -> list[str]:
        self.world.give_way()
        start = f"{folder}/"
        return sorted({path[len(start) :].split("/")[0] for path in self.objects if path.startswith(start)})

    def create(self, path: str, data: bytes) -> None:
        self.world.give_way()
        rng, faulty = self.world.rng, self.world.faulty
        if path in self.objects:
            raise AlreadyExists(path)
        if faulty and rng.random() < FAULT:
            self.late.append((path, data))
            raise Unclear(path)
        self.objects[path] = data
        if faulty and rng.random() < FAULT:
            raise rng.choice((AlreadyExists, Unclear))(path)

    def put(self, path: str, data: bytes) -> None:
        self.world.give_way()
        self.objects[path] = data

    def delete(self, path: str) -> None:
        self.world.give_way()
        self.objects.pop(path, None)

    def land(self) -> None:
        if self.late:
            path, data = self.late.pop(self.world.rng.randrange(len(self.late)))
            self.objects.setdefault(path, data)


@dataclass
class World:
    """What is true outside: feeds and their items, where links lead, which fail; and the virtual clock."""

    rng: random.Random
    shards: int
    without: str | None
    faulty: bool = True
    now: datetime = EPOCH
    feeds: list[Feed] = field(default_factory=list)
    items: dict[str, list[str]] = field(default_factory=dict)  # feed URL -> links, newest first
    leads_to: dict[str, str] = field(default_factory=dict)  # link -> final URL
    fails: set[str] = field(default_factory=set)  # final URLs that are no articles
    flaky: set[str] = field(default_factory=set)  # final URLs that fail for now, until faults end
    shown: set[str] = field(default_factory=set)  # links that a poll saw and parked
    made: int = 0

    def __post_init__(self) -> None:
        self.state, self.output = FaultyStore(self, "state"), FaultyStore(self, "output")
        hosts = [f"site{n}.example" for n in range(12)]
        for host in hosts[: self.rng.randint(1, 4)]:
            feed = Feed(url=f"https://{host}/feed")
            self.feeds.append(feed)
            self.items[feed.url] = []
        self.hosts = hosts

    def give_way(self) -> None:
        current = greenlet.getcurrent()
        if current.parent is not None:
            current.parent.switch()

    def clock(self) -> datetime:
        return self.now

    def publish_item(self) -> None:
        """A new item in one feed: a page of its own, another way to a known article, or one that moved to another site."""
        rng, feed = self.rng, self.rng.choice(self.feeds)
        self.made += 1
        host = feed.url.split("/")[2] if rng.random() < 0.8 else rng.choice(self.hosts)
        link = f"https://{host}/story-{self.made}"
        known = sorted(set(self.leads_to.values()))
        roll = rng.random()
        final = link
        if roll < 0.2:
            final = f"https://{rng.choice(self.hosts)}/moved-{self.made}"
        elif roll < 0.4 and known:
            final = rng.choice(known)
        if final not in known:
            self.fails.update([final] if rng.random() < 0.1 else [])
            self.flaky.update([final] if rng.random() < 0.1 else [])
        self.leads_to[link] = self.leads_to[final] = final
        self.items[feed.url].insert(0, link)
        if rng.random() < 0.2:  # the same item in a second feed
            self.items[rng.choice(self.feeds).url].insert(0, link)


class SimHold(Hold):
    """The real hold, with snapshots often enough to be met."""

    snapshot_every = 4


class NoFence(SimHold):
    def decide(self, path: str, planned: Planned) -> Verdict:
        return look(self.output, path, planned) or "void"


class NoLook(SimHold):
    def decide(self, path: str, planned: Planned) -> Verdict:
        try:
            self.output.create(path, VOID)
            return "void"
        except Unclear:
            return self.decide(path, planned)
        except AlreadyExists:
            return "kept"


class NoNewest(SimHold):
    def is_newest(self, name: str) -> bool:
        return True


class NoDecide(SimHold):
    def publish(self, path: str, planned: Planned, data: bytes) -> Verdict:
        try:
            self.output.create(path, data)
            return "kept"
        except (AlreadyExists, Unclear):
            return "void"


class NoVerdict(SimHold):
    def publish(self, path: str, planned: Planned, data: bytes) -> Verdict:
        super().publish(path, planned, data)
        return "kept"


class NoCovered(SimHold):
    def compact(self) -> None:
        for name in self.state.names(f"log/{self.shard}"):
            if int(name.removesuffix(".json")) < self.memory.number:
                self.state.delete(f"log/{self.shard}/{name}")


HOLDS = {
    "fence": NoFence,
    "look": NoLook,
    "newest": NoNewest,
    "decide": NoDecide,
    "verdict": NoVerdict,
    "covered": NoCovered,
}


class AtOnceBatch(Batch):
    def _join(self, row: Row, entry_id: str) -> str:
        return self.drop(entry_id, "duplicate")


class SimWriter(Writer):
    batch_class = Batch


class AtOnceWriter(SimWriter):
    batch_class = AtOnceBatch


def poll(world: World, shard: int, pass_id: str) -> None:
    """Poll the shard's feeds: the real decision and parking, on a document that is played."""
    options = PollOptions()
    for feed in world.feeds:
        if shard_of(feed.url, world.shards) != shard:
            continue
        document = load_feed(world.state, shard, url_id(feed.url), feed.url)
        job = job_of(feed, document, options.schedule, world.now, forced=True)
        assert job is not None
        links = world.items[feed.url][:12]
        items = tuple(FeedItem(link=link, title=link) for link in links)
        body = msgspec.json.encode(links)
        answer = Response(
            url=feed.url,
            final_url=feed.url,
            status=200,
            headers={},
            body=body,
            fetched_at=world.now,
            seconds=0.1,
            wire_bytes=len(body),
        )
        digested = digest_poll(job, answer, ParsedFeed(items=items), options, pass_id, world.now, world.rng)
        park_and_save(world.state, shard, world.shards, job, digested)
        world.shown.update(links)


def turn(world: World, shard: int, me: int) -> None:
    """One owner's turn: poll, open, fetch, write; the real code but for the answers."""
    rng, rule = world.rng, world.without
    pass_id = f"p{me // 3}" if rule == "unique" else f"p{me}"
    if rng.random() < 0.7:
        poll(world, shard, pass_id)
    live = Turn(shard, pass_id, world.now + timedelta(days=1), Due(), world.now)
    attempt = "a" if rule == "unique" else f"a{me}"
    live.hold = HOLDS.get(rule or "", SimHold)(
        world.state, world.output, shard, pass_id=pass_id, attempt=attempt, opened_at=live.began_at, clock=world.clock
    )
    writer = (AtOnceWriter if rule == "under_file" else SimWriter)(live, WriteOptions(), "0", world.clock)
    owed = live.hold.owed(5000)
    options = FetchOptions(attempts=50, backoff_seconds=60, expire_days=90)
    plan = sort_owed(owed, live.hold.memory.deferred, lambda url: False, options, world.now)
    late: list[Callable[[], object]] = []
    for job in plan.now:
        if live.hold.lost:
            return
        if rng.random() < 0.2:
            continue  # not reached before the turn's end
        writer.take(fetch(world, live, job.entry, options, late))
        if rng.random() < 0.15:
            writer.commit()
    writer.take(Ended(live))
    for park_late in late:
        park_late()


def fetch(
    world: World, live: Turn, entry: Entry, options: FetchOptions, late: list[Callable[[], object]]
) -> Extracted | Failed | Dropped | Deferred:
    """The element that fetching and extracting an entry gives."""
    assert live.hold is not None
    final = world.leads_to[entry.url]
    if shard_of(final, world.shards) != live.shard:
        if world.without == "park_first":
            late.append(lambda: hand_over(world.state, entry, final, world.shards, world.now))
            return Dropped(entry.id, "moved")
        return hand_over(world.state, entry, final, world.shards, world.now)
    if final in world.flaky and world.faulty:
        error = FetchError(final, "not now", reason="timeout", retry=True)
        return judge_error(entry, error, live.hold.memory.deferred.get(entry.id), options, world.now, world.rng)
    if final in world.fails:
        failure = Failure(
            stage="extract",
            reason="no_text",
            message=f"{final}: no text",
            retryable=False,
            subject=final,
            failed_at=world.now,
            id=entry.id,
        )
        return Failed(entry.id, failure)
    return Extracted(entry, article_at(final, world.now))


def article_at(url: str, now: datetime) -> Article:
    return Article(
        id=url_id(url),
        url=clean(url),
        fetched_url=url,
        source=Source(site="example"),
        feed=FeedRef(url="https://feed.example/"),
        fetch=Fetched(fetched_at=now, status=200, bytes=1),
        text="text",
    )


def sweep(world: World) -> None:
    """What must never be done: delete void files."""
    for path in list(world.output.objects):
        world.give_way()
        if world.output.objects.get(path) == VOID:
            world.output.objects.pop(path, None)


def tell(world: World, me: int) -> None:
    """Publish a manifest, as the launcher does after a pass."""
    publish(world.state, world.output, world.shards, pass_id=f"m{me}", version="0", parked=0, owed=0, now=world.now)


@dataclass
class Verdicts:
    """What one schedule came to; all but `rows` should be 0."""

    rows: int = 0
    lost: int = 0
    doubled: int = 0
    unbalanced: int = 0
    untold: int = 0

    def add(self, other: Verdicts) -> None:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def bad(self) -> int:
        return self.lost + self.doubled + self.unbalanced + self.untold


class Schedule:
    """One seeded schedule of owners over one world."""

    def __init__(self, seed: int, without: str | None = None) -> None:
        self.rng = random.Random(seed)
        self.world = World(self.rng, self.rng.randint(1, 3), without)
        self.live: list[greenlet.greenlet] = []
        self.started = 0
        self.dead: list[greenlet.greenlet] = []

    def start(self, work: Callable[..., None], *arguments: object) -> greenlet.greenlet:
        self.started += 1
        return greenlet.greenlet(lambda: _ending(work, self.world, *arguments))

    def step(self, owner: greenlet.greenlet) -> None:
        owner.switch()
        if owner.dead:
            self.live.remove(owner)

    def run(self) -> Verdicts:
        """Play the schedule to its end, and compare what was written with what is true."""
        for _ in range(self.rng.randint(50, 600)):
            self.tick()
        if self.rng.random() < 0.5:
            self.dead += self.live
            self.live.clear()
        self.finish()
        return judge(self.world)

    def tick(self) -> None:
        world, rng, roll = self.world, self.rng, self.rng.random()
        world.now += timedelta(seconds=rng.choice((0, 1, 5, 60)))
        if roll < 0.04:
            world.publish_item()
        elif roll < 0.09 or not self.live:
            self.live.append(self.start(turn, rng.randrange(world.shards), self.started))
            if world.without == "tombstone" and rng.random() < 0.2:
                self.live.append(self.start(sweep))
        elif roll < 0.11:
            self.dead.append(self.live.pop(rng.randrange(len(self.live))))
        elif roll < 0.13:
            rng.choice((world.state, world.output)).land()
        elif roll < 0.15:
            self.live.append(self.start(tell, self.started))
        else:
            self.step(rng.choice(self.live))

    def finish(self) -> None:
        """Owners one after another until nothing is owed; those that stalled wake up among them."""
        world, rng = self.world, self.rng
        quiet = 0
        for i in range(200):
            world.now += timedelta(hours=1)
            world.faulty = i < 40
            owner = self.start(turn, i % world.shards, self.started)
            while not owner.dead:
                owner.switch()
                if self.live and rng.random() < 0.3:
                    self.step(rng.choice(self.live))
                if rng.random() < 0.02:
                    rng.choice((world.state, world.output)).land()
            quiet = quiet + 1 if not world.faulty and not self.live and not self.owed() else 0
            if quiet > 2 * world.shards:
                break
        self.run_alone(self.start(tell, self.started))

    def run_alone(self, owner: greenlet.greenlet) -> None:
        while not owner.dead:
            owner.switch()

    def owed(self) -> bool:
        return any(books.owed for books in all_books(self.world)) or bool(
            self.world.state.late or self.world.output.late
        )


def _ending(work: Callable[..., None], world: World, *arguments: object) -> None:
    """An owner whose store fails it ends its turn; anything else is a bug and ends the simulation."""
    try:
        work(world, *arguments)
    except StorageError:
        return


def all_books(world: World) -> Iterator[Books]:
    for shard in range(world.shards):
        yield read_books(world.state, world.output, shard)


def judge(world: World) -> Verdicts:
    """Compare the files that are not void with what the feeds showed."""
    rows: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    kept = set()
    for path, data in world.output.objects.items():
        if path.startswith("runs/") or data == VOID:
            continue
        kept.add(path)
        for line in gzip.decompress(data).splitlines():
            row = msgspec.json.decode(line)
            (rows if path.startswith("articles/") else failures)[row["id"]] += 1
    finals = {link: world.leads_to[link] for link in world.shown}
    wanted = {url_id(final) for final in finals.values() if final not in world.fails}
    # A page that is no article fails each entry that leads to it; one that moved fails under the id it moved to.
    failing = {
        url_id(link if shard_of(link, world.shards) == shard_of(final, world.shards) else final)
        for link, final in finals.items()
        if final in world.fails
    }
    told: Counter[str] = Counter()
    for path, data in world.output.objects.items():
        if path.startswith("runs/"):
            told.update(file.path for file in msgspec.json.decode(data, type=Manifest).files)
    books = list(all_books(world))
    return Verdicts(
        rows=rows.total(),
        lost=len(wanted - set(rows)) + len(failing - set(failures)),
        doubled=rows.total() - len(rows) + failures.total() - len(failures),
        unbalanced=sum(len(book.owed) for book in books),
        untold=len(kept - set(told)) + sum(n - 1 for n in told.values()) + len(set(told) - kept),
    )


def simulate(schedules: int, seed: int = 0, without: str | None = None) -> Verdicts:
    """Run schedules `seed`, `seed + 1`, ... and add up what they came to."""
    total = Verdicts()
    for n in range(seed, seed + schedules):
        total.add(Schedule(n, without).run())
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", choices=RULES)
    arguments = parser.parse_args()
    total = simulate(arguments.schedules, arguments.seed, arguments.without)
    left_out = f" without {arguments.without}" if arguments.without else ""
    print(
        f"{arguments.schedules} schedules from seed {arguments.seed}{left_out}: {total.rows} rows, {total.lost} lost,"
        f" {total.doubled} doubled, {total.unbalanced} unbalanced, {total.untold} files told of never or twice"
    )
    sys.exit(1 if total.bad else 0)


if __name__ == "__main__":
    main()
