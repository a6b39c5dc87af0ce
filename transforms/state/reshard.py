"""Divide a state into another number of shards, whole or not at all; no ingest should run meanwhile.

The logs of the old division are closed, its documents are copied into a new one, and one exclusive create puts that in
force (`transforms.state.divisions`). Ids alone do not tell their shard, so each new shard remembers those of all old shards that
may have been its own, for as long as ids are remembered: fewest where one number is a multiple of the other.
"""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.pure.net.urls import shard_of
from transforms.rechecks import Recheck
from transforms.records import Entry
from transforms.state.chain import append_manifest
from transforms.state.decoding import encode
from transforms.state.divisions import Division, end_attempt
from transforms.state.documents import SitesDocument, load_advice, load_feed, load_sites, save_sites
from transforms.state.files import CommitFiles
from transforms.state.inbox import park, read_inbox
from transforms.state.log import Commit, Deferral, ShardLog
from transforms.state.manifests import read_newest
from transforms.state.memory import ids_to_renew, merge
from transforms.state.numbering import numbered
from transforms.state.owner import Owner, open_shard
from transforms.state.rests import load_rests, save_rests
from transforms.state.storage import Store
from transforms.web.rests import Rests

ENTRIES_A_BOX = 500

Each = Callable[[Callable[[Any], None], Iterable[Any]], Iterable[None]]


class Resharded(Struct, frozen=True, kw_only=True):
    """What a new division holds."""

    shards: int
    feeds: int
    owed: int
    settled: int


class Resharding:
    """One attempt to divide a state again.

    `shards` are the numbers now and then, `feeds` the configured URLs by the feed's id; `each` applies a function to many
    documents, in threads perhaps, since an object store takes its time with each.
    """

    def __init__(
        self,
        state: Store,
        output: Store,
        shards: tuple[int, int],
        feeds: Mapping[str, str],
        version: str,
        clock: Clock,
        each: Each = map,
    ) -> None:
        """`state` is that of the division in force."""
        self._state, self._output, self._feeds, self._version = state, output, feeds, version
        self._before, self._after = shards
        self._clock, self._each = clock, each
        self._attempt = uuid.uuid4().hex
        self._folder = f"divisions/{self._attempt}"
        self._target = state.below(self._folder)
        self._owners: list[Owner] = []

    def run(self) -> Resharded:
        """Put the new division in force.

        Raises: StateError where another process is at work. The old division stays in force then, and wherever this dies.
        """
        now = self._clock()
        self._close()
        feeds = self._copy_feeds()  # Before the inboxes: entries are parked before their feed's document is saved.
        parked = self._parked()
        self._park(parked.values())
        self._copy_memory(parked, now)
        self._copy_sites()
        self._copy_rests()
        self._copy_chain(now)
        division = Division(folder=self._folder, shards=self._after, made_at=now)
        if end_attempt(self._state, self._attempt, division) != division:
            raise StateError(
                f"{self._state.root}: an ingest ran while the state was divided again, so nothing was changed; stop it, and run"
                " the command again"
            )
        late = self._parked()
        self._park(entry for id_, entry in late.items() if id_ not in parked)
        self._sweep()
        settled = {
            id_ for ids in merge([owner.memory for owner in self._owners], now, late).settled.values() for id_ in ids
        }
        return Resharded(shards=self._after, feeds=feeds, owed=len(late.keys() - settled), settled=len(settled))

    def _close(self) -> None:
        """Close all logs, and publish a manifest of all files: from here on nobody can commit to the old division."""
        for shard in range(self._before):
            owner = open_shard(
                ShardLog(self._state, shard),
                CommitFiles(self._output),
                pass_id="reshard",
                attempt=self._attempt,
                opened_at=self._clock(),
                clock=self._clock,
                due=load_advice(self._state, shard),
            )
            if not owner.close(self._attempt):
                raise self._not_alone()
            self._owners.append(owner)
        name = f"reshard-{self._attempt[:8]}"
        append_manifest(
            self._state,
            self._output,
            self._before,
            pass_id=name,
            version=self._version,
            parked=0,
            owed=0,
            now=self._clock(),
        )
        last = read_newest(self._state)
        covered = {} if last is None else last.covered
        if any(covered.get(str(owner.shard)) != owner.memory.number for owner in self._owners):
            raise self._not_alone()

    def _not_alone(self) -> StateError:
        return StateError(
            f"{self._state.root}: another process is at work on this state, so it was left as it is; stop that process, and"
            " run the command again"
        )

    def _copy_feeds(self) -> int:
        places = [(shard, name) for shard in range(self._before) for name in self._state.names(f"feeds/{shard}")]
        for _ in self._each(self._copy_feed, places):
            continue
        return len(places)

    def _copy_feed(self, place: tuple[int, str]) -> None:
        shard, name = place
        data, feed_id = self._state.read(f"feeds/{shard}/{name}"), name.removesuffix(".json")
        if data is not None:
            url = self._feeds.get(feed_id) or load_feed(self._state, shard, feed_id, "").url
            self._target.put(f"feeds/{shard_of(url, self._after)}/{name}", data)

    def _parked(self) -> dict[str, Entry]:
        """Read what is owed, and what was parked again because it was seen again: left here, it would be forgotten too early."""
        return {
            entry.id: entry
            for owner in self._owners
            for entry in read_inbox(self._state, owner.shard)
            if entry.id not in owner.memory.settled or ids_to_renew(owner.memory, [entry.id], self._clock())
        }

    def _park(self, entries: Iterable[Entry]) -> None:
        by_shard: dict[int, list[Entry]] = {}
        for entry in entries:
            by_shard.setdefault(shard_of(entry.url, self._after), []).append(entry)
        for shard, owed in by_shard.items():
            for start in range(0, len(owed), ENTRIES_A_BOX):
                park(self._target, shard, owed[start : start + ENTRIES_A_BOX])

    def _copy_memory(self, parked: Mapping[str, Entry], now: datetime) -> None:
        """Begin each new log with a snapshot of what the old ones settled and deferred, and are to ask for again."""
        deferred: dict[int, dict[str, Deferral]] = {}
        for owner in self._owners:
            for id_, deferral in owner.memory.deferred.items():
                if id_ in parked:
                    deferred.setdefault(shard_of(parked[id_].url, self._after), {})[id_] = deferral
        rechecks = self._rechecks()
        shared = math.gcd(self._before, self._after)
        for shard in range(self._after):
            before = [owner.memory for owner in self._owners if owner.shard % shared == shard % shared]
            known = merge(before, now, parked)
            commit = Commit(
                attempt=self._attempt,
                pass_id="reshard",
                opened_at=now,
                committed_at=now,
                totals=self._totals(shard),
                snapshot=replace(known, deferred=deferred.get(shard, {}), rechecks=rechecks[shard]),
            )
            self._target.put(f"log/{shard}/{numbered(1)}", encode(commit))

    def _rechecks(self) -> list[dict[str, Recheck]]:
        """Give each article that is to be asked for again to the shard that owns its entry now."""
        found: list[dict[str, Recheck]] = [{} for _ in range(self._after)]
        for owner in self._owners:
            for id_, recheck in owner.memory.rechecks.items():
                found[shard_of(recheck.entry.url, self._after)][id_] = recheck
        return found

    def _totals(self, shard: int) -> dict[str, int]:
        """Count what was settled since the state was made; the first shard continues the count."""
        totals: Counter[str] = Counter()
        for owner in self._owners if shard == 0 else ():
            totals.update(owner.memory.totals)
        return dict(totals)

    def _copy_sites(self) -> None:
        """Give each site's advice to the shard that owns it now."""
        advice = [SitesDocument() for _ in range(self._after)]
        for shard in range(self._before):
            known = load_sites(self._state, shard)
            for new in advice:
                new.version, new.repeats_version = known.version or new.version, known.repeats_version
            for site, remembered in known.sites.items():
                advice[shard_of(site, self._after)].sites[site] = remembered
            for site, repeats in known.repeats.items():
                advice[shard_of(site, self._after)].repeats[site] = repeats
        for shard, sites in enumerate(advice):
            if sites.sites or sites.repeats:
                save_sites(self._target, shard, sites)

    def _copy_rests(self) -> None:
        """Give each host that is left alone to the shard that owns it now."""
        known = Rests(0.0, self._clock)
        for shard in range(self._before):
            known.load(load_rests(self._state, shard))
        for shard in range(self._after):
            own = {site for site in known.sites() if shard_of(site, self._after) == shard}
            if hosts := known.dump(own.__contains__):
                save_rests(self._target, shard, hosts)

    def _copy_chain(self, now: datetime) -> None:
        """Begin the new division's chain of manifests with the end of the old one's."""
        last = read_newest(self._state)
        assert last is not None
        shards = [str(shard) for shard in range(self._after)]
        begun = replace(
            last,
            covered=dict.fromkeys(shards, 1),
            totals={shard: self._totals(int(shard)) for shard in shards},
            opened=dict.fromkeys(shards, now.date()),
        )
        self._target.put(f"manifests/{numbered(begun.sequence)}", encode(begun))

    def _sweep(self) -> None:
        """Delete what nobody reads any more. The ends of logs and chain stay: they refuse a process that stalled."""
        places = [f"{kind}/{shard}" for kind in ("feeds", "inbox") for shard in range(self._before)]
        paths = [f"{place}/{name}" for place in places for name in self._state.names(place)]
        paths += [f"{kind}/{shard}.json" for kind in ("due", "sites", "rests") for shard in range(self._before)]
        for _ in self._each(self._state.delete, paths):
            continue
