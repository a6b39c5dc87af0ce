"""A state divided again: nothing forgotten, nothing owed lost, the whole or nothing wherever it dies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asked_again import recheck
from msgspec import Raw
from msgspec.structs import replace
from one_shard import NOON, rows
from protocol_world import Below

from transforms.errors import StateError
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry
from transforms.state.chain import append_manifest
from transforms.state.divisions import in_force
from transforms.state.documents import FeedDocument, SitesDocument, load_feed, load_sites, save_feed, save_sites
from transforms.state.files import CommitFiles
from transforms.state.inbox import park
from transforms.state.ledger import read_ledger
from transforms.state.log import Deferral, ShardLog
from transforms.state.manifests import read_newest
from transforms.state.memory import ids_to_renew
from transforms.state.owner import Owner, open_shard
from transforms.state.reshard import Resharded, Resharding
from transforms.state.rests import load_rests, save_rests
from transforms.state.storage import Store, open_store
from transforms.web.rests import HostRest

HOSTS = [f"paper{n}.example" for n in range(8)]
FEEDS = {url_id(f"https://{host}/feed"): f"https://{host}/feed" for host in HOSTS}
LATER = NOON + timedelta(hours=1)


def entry(host: str, name: str) -> Entry:
    url = f"https://{host}/{name}"
    return Entry(id=url_id(url), url=url, link=url, feed_url=f"https://{host}/feed", parked_at=NOON)


def opened(state: Store, output: Store, shard: int, attempt: str, now: datetime = NOON) -> Owner:
    log, files = ShardLog(state, shard), CommitFiles(output)
    return open_shard(log, files, pass_id="p1", attempt=attempt, opened_at=now, clock=lambda: now)


class Divided:
    """A state of two shards in which each site has an article written, one owed, one deferred, a feed and advice."""

    def __init__(self, root: str) -> None:
        self.state, self.output = open_store(f"memory://{root}/state"), open_store(f"memory://{root}/out")
        for shard in range(2):
            self._fill(shard, [host for host in HOSTS if shard_of(host, 2) == shard])

    def _fill(self, shard: int, hosts: list[str]) -> None:
        for host in hosts:
            park(self.state, shard, [entry(host, name) for name in ("written", "owed", "deferred")])
            save_feed(
                self.state,
                shard,
                url_id(f"https://{host}/feed"),
                FeedDocument(url="https://moved.example/feed", etag=host),
            )
        known = {host: Raw(f'{{"articles":[["{host}","","",[]]]}}'.encode()) for host in hosts}
        pacing = {host: {"pace": 2} for host in hosts}
        save_sites(self.state, shard, SitesDocument(version=1, sites=pacing, repeats_version=1, repeats=known))
        owner = opened(self.state, self.output, shard, f"first{shard}")
        owner.take_up(1000)
        waits = {entry(host, "deferred").id: Deferral(attempts=1, not_before=LATER, reason="timeout") for host in hosts}
        written = [entry(host, "written").id for host in hosts]
        assert owner.commit({f"articles/date=2026-11-22/part-{shard}.jsonl.gz": rows(*written)}, {}, waits)

    def divide(self, shards: int, state: Store | None = None) -> Resharded:
        before = in_force(self.state, 2)[1]
        within = in_force(state or self.state, 2)[0]
        return Resharding(within, self.output, (before, shards), FEEDS, "0", lambda: NOON).run()

    def check(self) -> int:
        """See that the division in force knows what was settled, owed and deferred, each at its shard; their number."""
        state, shards = in_force(self.state, 2)
        ledgers = [read_ledger(state, self.output, shard) for shard in range(shards)]
        for host in HOSTS:
            own = ledgers[shard_of(host, shards)]
            assert entry(host, "written").id in own.memory.settled
            assert {entry(host, "owed").id, entry(host, "deferred").id} <= own.owed
            assert own.memory.deferred[entry(host, "deferred").id].not_before == LATER
        assert sum(len(ledger.owed) for ledger in ledgers) == 2 * len(HOSTS)
        assert sum(ledger.memory.totals["written"] for ledger in ledgers) == len(HOSTS)
        return shards


@pytest.fixture
def divided(tmp_path: Path) -> Divided:
    return Divided(str(tmp_path))


@pytest.mark.parametrize("shards", [1, 3, 4, 8])
def test_a_new_division_knows_all_that_the_old_one_knew(divided: Divided, shards: int) -> None:
    done = divided.divide(shards)
    assert done == Resharded(shards=shards, feeds=len(HOSTS), owed=2 * len(HOSTS), settled=len(HOSTS))
    assert divided.check() == shards
    state, _ = in_force(divided.state, 2)
    for id_, url in FEEDS.items():
        shard, host = shard_of(url, shards), url.split("/")[2]
        assert load_feed(state, shard, id_, url).etag == host
        sites = load_sites(state, shard)
        assert sites.web_memory["sites"][host] == {"pace": 2} and sites.version == 1
        assert host.encode() in bytes(sites.repeats[host])


def test_articles_are_asked_for_again_by_the_shard_that_owns_them_now(divided: Divided) -> None:
    known = {}
    for shard in range(2):
        owner = opened(divided.state, divided.output, shard, f"second{shard}")
        hosts = [host for host in HOSTS if shard_of(host, 2) == shard]
        asked = {(one := entry(host, "written")).id: replace(recheck(one.id), entry=one) for host in hosts}
        assert owner.commit({}, {}, {}, rechecked=asked)
        known |= asked
    divided.divide(3)
    state, _ = in_force(divided.state, 2)
    found = [opened(state, divided.output, shard, f"third{shard}").memory.rechecks for shard in range(3)]
    assert {id_: one for rechecks in found for id_, one in rechecks.items()} == known
    assert all(shard_of(one.entry.url, 3) == shard for shard in range(3) for one in found[shard].values())


def test_a_state_can_be_divided_again_and_again(divided: Divided) -> None:
    for shards in (4, 3, 1, 8):
        divided.divide(shards)
        assert divided.check() == shards


def test_what_was_seen_again_and_not_yet_dated_anew_is_brought_over(divided: Divided) -> None:
    host, later = HOSTS[0], NOON + timedelta(days=40)
    sighted = entry(host, "written")
    park(divided.state, shard_of(host, 2), [sighted])
    done = Resharding(divided.state, divided.output, (2, 3), FEEDS, "0", lambda: later).run()
    assert done.owed == 2 * len(HOSTS)
    state, shard = in_force(divided.state, 2)[0], shard_of(host, 3)
    owner = opened(state, divided.output, shard, "b", later)
    owner.take_up(1000)
    assert sighted.id in ids_to_renew(owner.memory, owner.inbox.sighted(), later)
    assert owner.commit({}, {}, {})
    assert owner.memory.settled[sighted.id] == "2027-01-01"


def test_the_aliases_of_articles_are_brought_over(divided: Divided) -> None:
    shard, alias = shard_of(HOSTS[0], 2), entry(HOSTS[0], "alias").id
    owner = opened(divided.state, divided.output, shard, "second")
    assert owner.commit({}, {"duplicate": [alias]}, {}, {alias: entry(HOSTS[0], "written").id})
    divided.divide(3)
    state, _ = in_force(divided.state, 2)
    moved = opened(state, divided.output, shard_of(HOSTS[0], 3), "third")
    assert moved.memory.aliases == {alias: entry(HOSTS[0], "written").id}


def test_hosts_that_are_left_alone_are_brought_over(divided: Divided) -> None:
    rests = {host: HostRest(wait_until=LATER, wait_status=503) for host in HOSTS}
    over = {"over.example": HostRest(wait_until=NOON)}
    for shard in range(2):
        save_rests(divided.state, shard, {host: rests[host] for host in HOSTS if shard_of(host, 2) == shard} | over)
    divided.divide(3)
    state, _ = in_force(divided.state, 2)
    for shard in range(3):
        assert load_rests(state, shard) == {host: rests[host] for host in HOSTS if shard_of(host, 3) == shard}
    assert [load_rests(divided.state, shard) for shard in range(2)] == [{}, {}]


def test_the_chain_of_manifests_goes_on(divided: Divided) -> None:
    divided.divide(3)
    state, _ = in_force(divided.state, 2)
    last = read_newest(state)
    assert last is not None
    assert sorted(file.path for file in last.files) == [f"articles/date=2026-11-22/part-{n}.jsonl.gz" for n in range(2)]
    host = HOSTS[0]
    owner = opened(state, divided.output, shard_of(host, 3), "later")
    owner.take_up(1000)
    assert owner.commit({"articles/date=2026-11-22/part-new.jsonl.gz": rows(entry(host, "owed").id)}, {}, {})
    manifest = append_manifest(state, divided.output, 3, pass_id="p2", version="0", parked=0, owed=0, now=NOON)
    assert manifest is not None
    assert (manifest.sequence, manifest.follows) == (last.sequence + 1, last.path)
    assert [file.path for file in manifest.files] == ["articles/date=2026-11-22/part-new.jsonl.gz"]
    assert manifest.settled == {"written": 1}


def test_an_owner_of_the_old_division_can_neither_commit_nor_open_it(divided: Divided) -> None:
    stale = opened(divided.state, divided.output, 0, "stale")
    stale.take_up(1000)
    divided.divide(4)
    assert not stale.commit({}, {"old": ["x"]}, {})
    with pytest.raises(StateError, match=r"was divided into 4 shards while this ran; set `shards: 4`"):
        opened(divided.state, divided.output, 0, "late")


def test_an_ingest_that_runs_meanwhile_costs_the_reshard_only(divided: Divided) -> None:
    def each(work: Callable[[Any], None], places: Iterable[Any]) -> Iterable[None]:
        owner = opened(divided.state, divided.output, 1, "meanwhile")
        assert owner.commit({}, {"old": ["x"]}, {})
        return map(work, places)

    with pytest.raises(StateError, match="nothing was changed; stop it, and run the command again"):
        Resharding(divided.state, divided.output, (2, 4), FEEDS, "0", lambda: NOON, each).run()
    assert divided.check() == 2
    assert divided.divide(4).shards == 4


class Meddling(Below):
    """A store into which somebody parks an entry just before the new division is put in force."""

    def create(self, path: str, data: bytes) -> None:
        if path.startswith("next/"):
            park(self, shard_of(HOSTS[0], 2), [entry(HOSTS[0], "late")])
        super().create(path, data)


def test_what_a_refused_process_parked_meanwhile_is_brought_over(divided: Divided, tmp_path: Path) -> None:
    meddled = Meddling(open_store(f"memory://{tmp_path}"), "state")
    assert Resharding(meddled, divided.output, (2, 4), FEEDS, "0", lambda: NOON).run().owed == 2 * len(HOSTS) + 1
    state, _ = in_force(divided.state, 2)
    assert entry(HOSTS[0], "late").id in read_ledger(state, divided.output, shard_of(HOSTS[0], 4)).owed


class Died(BaseException):
    """The process is gone."""


class Dying(Below):
    """A store that dies before its n-th operation that changes something."""

    def __init__(self, store: Store, folder: str, left: list[int]) -> None:
        super().__init__(store, folder)
        self._left = left

    def _live(self) -> None:
        self._left[0] -= 1
        if self._left[0] < 0:
            raise Died

    def create(self, path: str, data: bytes) -> None:
        self._live()
        super().create(path, data)

    def put(self, path: str, data: bytes) -> None:
        self._live()
        super().put(path, data)

    def delete(self, path: str) -> None:
        self._live()
        super().delete(path)

    def below(self, folder: str) -> Store:
        return Dying(self._store, f"{self._folder}/{folder}", self._left)


def test_it_is_the_whole_or_nothing_wherever_it_dies(tmp_path: Path) -> None:
    seen = []
    for operations in range(1000):
        divided = Divided(f"{tmp_path}/{operations}")
        whole = open_store(f"memory://{tmp_path}/{operations}")
        try:
            divided.divide(4, Dying(whole, "state", [operations]))
        except Died:
            seen.append(divided.check())
            for shard in range(seen[-1]):  # An owner comes, whatever was left behind.
                opened(in_force(divided.state, 2)[0], divided.output, shard, f"next{operations}")
            assert divided.check() == seen[-1]
            continue
        break
    assert seen == sorted(seen)
    assert set(seen) == {2, 4}
    assert seen.count(2) > 10


def test_an_entry_that_was_reopened_stays_owed_whatever_other_shards_remember_of_it(divided: Divided) -> None:
    host = HOSTS[0]
    divided.divide(4)  # Two of them know of the entry now.
    state, _ = in_force(divided.state, 2)
    failed = entry(host, "written")
    owner = opened(state, divided.output, shard_of(host, 4), "retry")
    assert owner.reopen({failed.id: NOON})
    park(state, owner.shard, [failed], owner.memory.number)
    done = divided.divide(1)
    assert (done.owed, done.settled) == (2 * len(HOSTS) + 1, len(HOSTS) - 1)
    state, _ = in_force(divided.state, 2)
    ledger = read_ledger(state, divided.output, 0)
    assert failed.id in ledger.owed and ledger.memory.reopened == {failed.id: NOON}


def test_what_was_seen_again_after_a_long_rest_is_not_owed_again(divided: Divided) -> None:
    """Nobody has opened the state for longer than ids are remembered, and entries of its inboxes are settled."""
    later = NOON + timedelta(days=200)
    for host in HOSTS:
        park(divided.state, shard_of(host, 2), [replace(entry(host, "written"), parked_at=later)])
    done = Resharding(divided.state, divided.output, (2, 4), FEEDS, "0", lambda: later).run()
    state, shards = in_force(divided.state, 2)
    owed = {id_ for shard in range(shards) for id_ in read_ledger(state, divided.output, shard).owed}
    assert owed == {entry(host, name).id for host in HOSTS for name in ("owed", "deferred")}
    assert done.owed == len(owed)
