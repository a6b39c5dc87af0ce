"""What the simulation plays: a store that answers badly, the feeds and pages of a small world, and its clock."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import greenlet
from protocol_reopenings import Retries

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.pure.feeds.window import FORGOTTEN_DAYS, SIGHTING_DAYS
from transforms.pure.net import urls
from transforms.records import Entry, Feed
from transforms.state.divisions import in_force
from transforms.state.storage import Store
from transforms.state.warm import WarmShard, WarmShards

EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
FAULT = 0.03
# Of operations that merely end the turn; a turn makes dozens of them.
REFUSAL = 0.001
WINDOW_ITEMS = 6
LONGEST_STAMP = 24
# Other ways to an article appear while its id is surely remembered.
ALIAS_DAYS = 30

# Processes that keep shards' memories; other turns are those of processes that live for one turn.
PROCESSES = 2
MEMORY_MB = 10

# The world asks for the same few URLs again and again.
url_id = cache(urls.url_id)
shard_of = cache(urls.shard_of)


Copied = tuple[dict[str, bytes], dict[str, dict[str, int]]]


def _not_random(name: str) -> str:
    """What a name begins with before it is drawn at random: nothing, where it is a bare uuid."""
    begins = name.split("-")[0]
    return "" if len(begins) > LONGEST_STAMP else begins


class FaultyStore:
    """A store in memory that may lose the answer to a create, let one that timed out land later, or refuse.

    Before each operation it lets the scheduler of the simulation decide who continues.
    """

    at_once = 1

    def __init__(self, world: World, root: str) -> None:
        self.world, self.root = world, root
        self.objects: dict[str, bytes] = {}
        self.folders: dict[str, dict[str, int]] = {}
        self.creates = self.commits = 0
        self.late: list[tuple[str, bytes]] = []

    def read(self, path: str) -> bytes | None:
        self.world.give_way()
        return self.objects.get(path)

    def head(self, path: str, size: int) -> bytes | None:
        data = self.read(path)
        return None if data is None else data[:size]

    def names(self, folder: str) -> list[str]:
        self.world.give_way()
        # Names that begin alike end at random: those are listed as they came, or a seed would not fix a schedule.
        found = self.folders.get(folder, {})
        return sorted(found, key=lambda name: (_not_random(name), found[name]))

    def create(self, path: str, data: bytes) -> None:
        self.world.give_way()
        rng, faulty = self.world.rng, self.world.faulty
        if path in self.objects:
            raise AlreadyExists(path)
        if faulty and rng.random() < FAULT:
            self.world.met["timed out"] += 1
            self.late.append((path, data))
            raise Unclear(path)
        self._keep(path, data)
        if faulty and rng.random() < FAULT:
            self.world.met["answer lost"] += 1
            raise rng.choice((AlreadyExists, Unclear))(path)

    def put(self, path: str, data: bytes) -> None:
        self.world.give_way()
        self._maybe_refuse(path)
        self._keep(path, data)
        self._maybe_refuse(path)

    def delete(self, path: str) -> None:
        self.world.give_way()
        self._maybe_refuse(path)
        self.remove(path)

    def remove(self, path: str) -> None:
        """Remove an object, as somebody would who minds no rules."""
        folder, _, name = path.rpartition("/")
        if self.objects.pop(path, None) is not None:
            del self.folders[folder][name]

    def below(self, folder: str) -> Store:
        return Below(self, folder)

    def land(self) -> None:
        """Let one create that timed out take place now, where nothing stands in its way."""
        if self.late:
            path, data = self.late.pop(self.world.rng.randrange(len(self.late)))
            if path not in self.objects:
                self.world.met["landed late"] += 1
                self._keep(path, data)

    def copy(self) -> Copied:
        """What is in it now, to be brought back later."""
        return dict(self.objects), {folder: dict(names) for folder, names in self.folders.items()}

    def bring_back(self, copied: Copied) -> None:
        """Hold what was there when it was copied, and nothing else; nothing that was asked of it is still under way."""
        objects, folders = copied
        self.objects, self.folders = dict(objects), {folder: dict(names) for folder, names in folders.items()}
        self.late.clear()

    def _keep(self, path: str, data: bytes) -> None:
        self.objects[path] = data
        folder, _, name = path.rpartition("/")
        self.creates += 1
        if folder.split("/")[-2:-1] == ["log"]:
            self.commits += 1
            self.world.retries.note_commit(data)
        # One that takes a number that is free again is no part of the chain.
        is_newest = name > max(self.folders.get(folder, {}), default="")
        if folder.split("/")[-1] == "manifests" and is_newest and self.world.on_manifest is not None:
            self.world.on_manifest(data)
        self.folders.setdefault(folder, {})[name] = self.creates
        while "/" in folder:
            folder, _, name = folder.rpartition("/")
            self.folders.setdefault(folder, {}).setdefault(name, self.creates)

    def _maybe_refuse(self, path: str) -> None:
        if self.world.faulty and self.world.rng.random() < REFUSAL:
            self.world.met["refused"] += 1
            raise StorageError(path)


class Below:
    """What lies in one folder of such a store."""

    at_once = 1

    def __init__(self, store: Store, folder: str) -> None:
        self._store, self._folder, self.root = store, folder, f"{store.root}/{folder}"

    def read(self, path: str) -> bytes | None:
        return self._store.read(f"{self._folder}/{path}")

    def head(self, path: str, size: int) -> bytes | None:
        return self._store.head(f"{self._folder}/{path}", size)

    def names(self, folder: str) -> list[str]:
        return self._store.names(f"{self._folder}/{folder}")

    def create(self, path: str, data: bytes) -> None:
        self._store.create(f"{self._folder}/{path}", data)

    def put(self, path: str, data: bytes) -> None:
        self._store.put(f"{self._folder}/{path}", data)

    def delete(self, path: str) -> None:
        self._store.delete(f"{self._folder}/{path}")

    def below(self, folder: str) -> Store:
        return Below(self, folder)


class Process:
    """What a process that takes turns keeps between them: shards' memories, and requests that were under way at a turn's end.

    `carried` are the entries that were asked for, by the root of their state and their shard.
    """

    def __init__(self, warm: type[WarmShards]) -> None:
        self.warm = warm(MEMORY_MB)
        self.carried: dict[tuple[str, int], list[Entry]] = {}
        # Answers of articles that were asked for again at the end of the last turn.
        self.answered: dict[tuple[str, int], list[Any]] = {}


class _NotAlone(WarmShards):
    """What is taken out of it stays there for others, too."""

    def take(self, root: str, shard: int) -> WarmShard:
        taken = super().take(root, shard)
        self.put_back(root, shard, taken)
        return taken


@dataclass
class World:
    """What is true outside: feeds and their items, where links lead, which pages fail; and the virtual clock.

    `long` worlds last for more than the 120 days that ids are remembered, with an item that stands in its feed throughout.
    """

    rng: random.Random
    first_shards: int
    without: str | None = None
    long: bool = False
    faulty: bool = True
    now: datetime = EPOCH
    feeds: list[Feed] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)  # feeds whose entries are not wanted any more
    items: dict[str, list[str]] = field(default_factory=dict)  # feed URL -> links, newest first
    pinned: dict[str, str] = field(default_factory=dict)  # feed URL -> a link that always stands in it
    leads_to: dict[str, str] = field(default_factory=dict)  # URL -> where it redirects to, or itself
    born: dict[str, datetime] = field(default_factory=dict)  # final URL -> when it was made
    fails: set[str] = field(default_factory=set)  # final URLs that are no articles
    flaky: set[str] = field(default_factory=set)  # final URLs that fail for now, until faults end
    shown: dict[str, datetime] = field(default_factory=dict)  # links that a saved poll saw, and when it last did
    long_unseen: set[str] = field(default_factory=set)  # links that came back when their ids might be forgotten
    let_go: set[str] = field(default_factory=set)  # ids dropped because their feed was removed
    to_go: set[str] = field(default_factory=set)  # final URLs that somebody has begun to take down
    with_parquet: bool = False  # each file is to have a twin (protocol_twins.py)
    with_pages: bool = False  # pages are kept as they came (protocol_pages.py)
    on_manifest: Callable[[bytes], None] | None = None  # what notes each manifest as it is made
    untwinned: int = 0  # files that a manifest listed before their twins were there
    pages: Any = None  # what stands at addresses, where articles are asked for again (protocol_revisions.py)
    reader: Any = None  # who follows the manifests (protocol_keeping.py)
    quiet: bool = False  # one turn comes after another, and none of an earlier one is left
    learned: dict[tuple[str, int], int] = field(default_factory=dict)  # the last turn at a shard, where it ended whole
    processes: list[Process] = field(default_factory=list)
    retries: Retries = field(default_factory=Retries)
    met: Counter[str] = field(default_factory=Counter)  # how often each kind of trouble was met
    made: int = 0

    def __post_init__(self) -> None:
        self.root, self.output = FaultyStore(self, "state"), FaultyStore(self, "output")
        self.processes = [Process(_NotAlone if self.without == "warm_alone" else WarmShards) for _ in range(PROCESSES)]
        self.now += timedelta(seconds=self.rng.randrange(86_400))
        self.hosts = [f"site{n}.example" for n in range(12)]
        for host in self.hosts[: self.rng.randint(1, 4)]:
            feed = Feed(url=f"https://{host}/feed")
            self.feeds.append(feed)
            self.items[feed.url] = []
            if self.long:
                self.pinned[feed.url] = self._make_link(host)

    @property
    def state(self) -> Store:
        """The state's division in force."""
        return in_force(self.root, self.first_shards)[0]

    @property
    def shards(self) -> int:
        """The number of shards of the division in force."""
        return in_force(self.root, self.first_shards)[1]

    @property
    def is_divided(self) -> bool:
        """Whether the state was ever divided again, also by somebody who did not live to say so."""
        return self.state is not self.root

    def make_copy(self) -> Callable[[], None]:
        """Copy state and output as they are now; what is given brings the copy back, and what was shown until then."""
        state, output = self.root.copy(), self.output.copy()
        shown, long_unseen, let_go = dict(self.shown), set(self.long_unseen), set(self.let_go)
        retries = self.retries.copy()
        to_go = set(self.to_go)

        def bring_back() -> None:
            self.root.bring_back(state)
            self.output.bring_back(output)
            self.shown, self.long_unseen, self.let_go = dict(shown), set(long_unseen), set(let_go)
            self.retries = retries.copy()
            self.to_go = set(to_go)
            # Who was beyond the copy reads it anew.
            self.reader = type(self.reader)()

        return bring_back

    def give_way(self) -> None:
        """Let the scheduler choose who continues; nothing happens outside an owner."""
        current = greenlet.getcurrent()
        if current.parent is not None:
            current.parent.switch()

    def clock(self) -> datetime:
        return self.now

    def links(self, feed: Feed) -> list[str]:
        """What stands in a feed now."""
        pinned = self.pinned.get(feed.url)
        return ([pinned] if pinned else []) + self.items[feed.url][:WINDOW_ITEMS]

    def show(self, links: list[str]) -> None:
        """These links stood in a feed whose poll was saved: from now on they may not be lost."""
        unseen = timedelta(days=FORGOTTEN_DAYS - SIGHTING_DAYS - 1)
        self.long_unseen.update(link for link in links if self.now - self.shown.get(link, self.now) > unseen)
        self.shown.update(dict.fromkeys(links, self.now))

    def hops(self, url: str) -> Iterator[str]:
        """Where a URL redirects to, one after another."""
        while self.leads_to[url] != url:
            url = self.leads_to[url]
            yield url

    def final(self, url: str) -> str:
        """The page that a URL ends at."""
        return [url, *self.hops(url)][-1]

    def last_entry(self, link: str) -> str:
        """The URL of the entry under which a link's story ends: its own, or that of its last hand-over."""
        url = link
        for hop in self.hops(link):
            if shard_of(hop, self.shards) != shard_of(url, self.shards):
                url = hop
        return url

    def publish_item(self, feed: Feed | None = None) -> str:
        """A new item in one feed: a page of its own, another way to a known article, or one that moved elsewhere; its link."""
        rng = self.rng
        feed = feed or rng.choice(self.feeds)
        host = feed.url.split("/")[2] if rng.random() < 0.8 else rng.choice(self.hosts)
        link = self._make_link(host)
        self.items[feed.url].insert(0, link)
        if rng.random() < 0.2:
            self.items[rng.choice(self.feeds).url].insert(0, link)
        return link

    def _make_link(self, host: str) -> str:
        rng = self.rng
        self.made += 1
        link = final = f"https://{host}/story-{self.made}"
        known = sorted(url for url, at in self.born.items() if (self.now - at).days < ALIAS_DAYS)
        chance = rng.random()
        if chance < 0.2:
            final = f"https://{rng.choice(self.hosts)}/moved-{self.made}"
        elif chance < 0.4 and known:
            final = rng.choice(known)
        self.leads_to[link] = self.leads_to[final] = final
        if final != link and rng.random() < 0.2:
            by_way_of = f"https://{rng.choice(self.hosts)}/way-{self.made}"
            self.leads_to[link], self.leads_to[by_way_of] = by_way_of, final
        if final not in self.born:
            self.born[final] = self.now
            self.fails.update([final] if rng.random() < 0.1 else [])
            self.flaky.update([final] if rng.random() < 0.1 else [])
        return link


class View:
    """The world as an owner sees it who started under one division of the state: to him that stays in force."""

    def __init__(self, world: World) -> None:
        self._world, self.state, self.shards = world, world.state, world.shards

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    @property
    def is_old(self) -> bool:
        """Whether the state was divided again since."""
        return bool(self.state.root != self._world.state.root)

    def show(self, links: list[str]) -> None:
        """What a poll saw counts only where its document will be read."""
        if not self.is_old:
            self._world.show(links)
