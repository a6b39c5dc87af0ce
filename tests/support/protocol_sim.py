"""The real poll, owner, write and manifest code under crashes, stalls, rival owners and a store that answers badly.

    python tests/support/protocol_sim.py [--schedules N] [--seed S] [--without RULE]

Owners run as greenlets that give way before each operation on the store, so that a seeded scheduler can interleave, stall
or kill them anywhere; passes are retried, also while the first try still runs. Only HTTP and extraction are played
(protocol_world.py, protocol_owners.py). Some schedules last for more days than ids are remembered. A rule named with
--without is left out, to show that it is needed: see RULES in protocol_rules.py.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import greenlet
from protocol_keeping import REWRITERS, Reader, follow, put_together, run_again, take_down
from protocol_outcome import Outcome, all_ledgers, judge
from protocol_owners import divide, publish_manifest, sweep, take_turn
from protocol_pages import has_pages
from protocol_retries import cut_short, retry, retry_again
from protocol_revisions import REVISED_EVERY, REVISION_RULES, Pages, is_to_be_asked
from protocol_rules import RULES
from protocol_twins import has_twins, note_listed
from protocol_world import Process, View, World, shard_of

from transforms.counters import watch
from transforms.errors import StateError, StorageError
from transforms.polling import has_nothing_to_do
from transforms.state.documents import load_due
from transforms.state.manifests import read_newest

# One schedule in so many lasts for more days than ids are remembered.
LONG_EVERY = 31
# Enough for all that were stalled to wake up and end, also where many are.
FINAL_TURNS = 240
FAULTY_TURNS = 9
# An older copy is not brought back: what was seen again since would be forgotten too early.
COPY_LASTS = timedelta(days=10)
# In one schedule of so many the dataset is also kept: articles are taken down, files put together, by chance of their own.
KEPT_EVERY = 4
KEEPING_SHARE = 0.04
# What happens in a schedule that aims at what processes remember: so often it is what it aims at. Left to chance, few meet it.
AIMED_SHARE = 0.025
# No turn takes so many operations on a store, nor a takedown that reads all pages (28,000): whoever does runs in a circle.
MOST_STEPS = 100_000


class Schedule:
    """One seeded schedule of owners over one world."""

    def __init__(self, seed: int, without: str | None = None) -> None:
        self.rng = random.Random(seed)
        self.long = seed % LONG_EVERY == 0
        self.world = World(self.rng, self.rng.randint(1, 3), without, self.long)
        aims = (self._bring_back_between_turns, self._take_turns_at_once, self._retry_among_turns)
        self.aim = self.rng.choice((None, None, *aims))
        is_kept = seed % KEPT_EVERY == KEPT_EVERY - 1 or without in (*REWRITERS, *REVISION_RULES)
        self.keeping = random.Random(seed + 1) if is_kept else None
        self.world.with_parquet = has_twins(seed, without)
        self.world.with_pages = has_pages(seed, without)
        self.world.on_manifest = partial(note_listed, self.world)
        if seed % REVISED_EVERY == REVISED_EVERY - 1 or without in REVISION_RULES:
            self.world.pages = Pages(random.Random(seed + 2))
        self.world.reader = Reader()
        self.live: list[greenlet.greenlet] = []
        self.dead: list[greenlet.greenlet] = []
        self.retrying: list[greenlet.greenlet] = []
        self.copied: tuple[datetime, Callable[[], None]] | None = None
        self.started = 0
        self.stopped = 0
        self.overlooked = 0
        self.alarmed = 0

    def run(self) -> Outcome:
        """Play the schedule to its end, and compare what was written with what is true."""
        unwatch = watch(self._note_count)
        try:
            return self._run()
        finally:
            unwatch()

    def _note_count(self, name: str, n: int) -> None:
        self.alarmed += n if name == "ledger/missing" else 0
        self.world.met["overtaken by a retry"] += n if name == "retry/overtaken" else 0
        self.world.met["asked again, overtaken"] += n if name == "write/rechecked/overtaken" else 0

    def _run(self) -> Outcome:
        for _ in range(self.rng.randint(1200, 1800) if self.long else self.rng.randint(50, 350 if self.aim else 500)):
            self.tick()
        if self.rng.random() < 0.5:
            self.world.met["killed"] += len(self.live)
            self.dead += self.live
            self.live.clear()
        self.finish()
        for owner in (*self.dead, *self.live):
            # A suspended stack is out of the garbage collector's sight: left alone it would keep this world for ever.
            owner.throw()
        try:
            outcome = judge(self.world)
        except StateError:
            outcome = Outcome(stopped=1, met=self.world.met)
        outcome.stopped += self.stopped
        outcome.overlooked += self.overlooked
        outcome.forgotten += self.world.met["sites forgotten"]
        outcome.alarmed += self.alarmed
        return outcome

    def tick(self) -> None:
        """One thing happens: mostly that an owner takes a step."""
        world, rng, chance = self.world, self.rng, self.rng.random()
        self._pass_time()
        if self.keeping is not None and self.keeping.random() < KEEPING_SHARE:
            self._keep_the_dataset(self.keeping)
        if world.pages is not None:
            world.pages.change_some(world)
        if self.aim is not None and rng.random() < AIMED_SHARE:
            self.aim()
        elif chance < 0.04:
            for _ in range(rng.randint(1, 4)):
                world.publish_item()
        elif chance < 0.09 or not self.live:
            self._start_turn()
        elif chance < 0.11:
            world.met["killed"] += 1
            self.dead.append(self.live.pop(rng.randrange(len(self.live))))
        elif chance < 0.13:
            rng.choice((world.root, world.output)).land()
        elif chance < 0.15:
            self.live.append(self.start(publish_manifest, self.started))
        elif chance < 0.155:
            self._start_resharding()
        elif chance < 0.165:
            self._copy_or_bring_back()
        elif chance < 0.166:
            world.removed.add(rng.choice(world.feeds).url)
        elif chance < 0.176:
            self._start_retry()
        else:
            self.step(rng.choice(self.live))

    def _pass_time(self) -> None:
        world, rng = self.world, self.rng
        if self.long and rng.random() < 0.01:
            self._sleep_days()
        elif rng.random() < 0.005:
            world.now += timedelta(hours=rng.randint(1, 12))
        else:
            world.now += timedelta(seconds=rng.choice((0, 1, 5, 60)))

    def _sleep_days(self) -> None:
        """Days pass, after which each shard has its turn. No process and no request outlives many of them."""
        world, rng = self.world, self.rng
        world.now += timedelta(days=rng.uniform(5, 25))
        world.met["days slept"] += 1
        if rng.random() < 0.5:
            self.dead += self.live
            self.live.clear()
        world.root.late.clear()
        world.output.late.clear()
        for process in world.processes:
            process.carried.clear()
            process.answered.clear()
        for feed in world.feeds:
            world.publish_item(feed)
        for shard in range(world.shards):
            self.run_alone(self.start(take_turn, shard, self.started, f"p{self.started}", self._process()))

    def _keep_the_dataset(self, rng: random.Random) -> None:
        """Somebody takes an article down, puts files together once days have passed, or follows the manifests."""
        world = self.world
        finals = sorted(world.born)
        what = rng.choice((take_down, put_together, follow, follow))
        if what is put_together and not self.long and rng.random() < 0.5:
            world.now += timedelta(days=2)
            world.root.late.clear()  # No request outlives days.
            world.output.late.clear()
        if what is take_down:
            keeper = self.start(take_down, rng.choice(finals[-20:])) if finals else self.start(follow)
        else:
            keeper = self.start(what)
        self.live.append(keeper)
        # Some are through quickly, some slowly beside others, and some are killed right after a commit.
        steps, commits = rng.choice(((0, 99), (30, 99), (400, 99), (400, rng.randint(1, 4)))), world.root.commits
        for _ in range(steps[0]):
            if keeper in self.live and world.root.commits < commits + steps[1]:
                self.step(keeper)
        if keeper in self.live and world.root.commits >= commits + steps[1]:
            self.live.remove(keeper)
            self.dead.append(keeper)
            world.met["cut short"] += 1

    def _copy_or_bring_back(self) -> None:
        """Somebody copies state and output, or brings the copy back: no turn is under way then, but processes live on."""
        world = self.world
        if self.copied is None or world.now - self.copied[0] > COPY_LASTS or self.rng.random() < 0.4:
            self.copied = world.now, world.make_copy()
            return
        self._bring_back(self.copied[1])

    def _bring_back(self, copy: Callable[[], None]) -> None:
        self.dead += self.live
        self.live.clear()
        copy()
        self.world.met["copy brought back"] += 1

    def _bring_back_between_turns(self) -> None:
        """A process takes turns, and before the last one a copy is brought back that is older than what it remembers.

        It was made between two turns, or within one, just after a commit. Where the last turn brought no rows (a page failed
        for now, say), numbers alone can tell.
        """
        world, rng, process = self.world, self.rng, self.rng.choice(self.world.processes)
        shard = self._publish_in_a_shard()
        self._take_turn_alone(shard, process)
        copy, commits = world.make_copy(), world.root.commits
        turn = self._later_turn(shard, process)
        if rng.random() < 0.3:
            while not turn.dead and world.root.commits == commits:
                turn.switch()
            copy = world.make_copy()
        self.run_alone(turn)
        self._bring_back(copy)
        if rng.random() < 0.5:
            self._take_turn_alone(shard, None)
        self._take_turn_alone(shard, process)

    def _publish_in_a_shard(self, fails: bool = False) -> int:
        """A new item in one feed, or two of which the pages fail, one of them for now; the shard of that feed."""
        world, feed = self.world, self.rng.choice(self.world.feeds)
        for failing in (world.fails, world.flaky) if fails else (set[str](),):
            final = world.final(world.publish_item(feed))
            if world.born[final] == world.now:
                failing.add(final)
        return shard_of(feed.url, world.shards)

    def _take_turn_alone(self, shard: int, process: Process | None) -> None:
        self.run_alone(self._later_turn(shard, process))

    def _later_turn(self, shard: int, process: Process | None) -> greenlet.greenlet:
        """A turn, some time after what was before it."""
        self.world.now += timedelta(minutes=self.rng.randint(1, 60))
        return self.start(take_turn, shard, self.started, f"p{self.started}", process)

    def _take_turns_at_once(self) -> None:
        """Two turns of one process at a shard, step by step beside one another."""
        rng, process = self.rng, self.rng.choice(self.world.processes)
        shard = self._publish_in_a_shard()
        turns = [self.start(take_turn, shard, self.started, f"p{self.started}", process) for _ in range(2)]
        self.live += turns
        self._step_on(turns, rng.randint(20, 200))

    def _retry_among_turns(self) -> None:
        """Pages of a shard fail, for good or for now, and are retried beside turns that began before or begin meanwhile."""
        rng = self.rng
        shard = self._publish_in_a_shard(fails=True)
        self._take_turn_alone(shard, self._process())
        begun = [self._later_turn(shard, self._process()) for _ in range(rng.randint(1, 2))]
        self.live += begun
        self._step_on(begun, rng.randint(0, 30))
        begun += [self._start_retry() for _ in range(rng.randint(1, 2))]
        self._step_on(begun[-1:], rng.randint(0, 80))
        if rng.random() < 0.5:
            self._take_turn_alone(shard, self._process())
        self._step_on(begun, rng.randint(20, 300))
        if not any(owner in self.live for owner in self.retrying):
            self.run_alone(self.start(retry_again, self.started))
            self.overlooked += sum(map(self._overlooks, range(self.world.shards)))

    def _step_on(self, owners: list[greenlet.greenlet], steps: int) -> None:
        """Some owners take so many steps beside one another."""
        for _ in range(steps):
            owners = [owner for owner in owners if not owner.dead]
            if owners:
                self.step(self.rng.choice(owners))

    def _start_retry(self) -> greenlet.greenlet:
        self.retrying.append(self.start(retry, self.started))
        self.live.append(self.retrying[-1])
        return self.retrying[-1]

    def _kill_retries(self) -> None:
        """No retry wakes up so late that nobody would fetch what it parks."""
        late = [owner for owner in self.retrying if owner in self.live]
        self.live = [owner for owner in self.live if owner not in late]
        self.dead += late

    def _process(self) -> Process | None:
        """The process of a turn: one of those that live on, or one that lives for it alone."""
        return self.rng.choice((*self.world.processes, None))

    def _start_turn(self) -> None:
        world, rng = self.world, self.rng
        shard = rng.randrange(world.shards)
        # A runner may give one bundle to two workers at once, or to a second one after the first has died.
        again = self.started > 0 and rng.random() < 0.2
        world.met["pass again"] += again
        process = self._process()
        for _ in range(1 + (again and rng.random() < 0.5)):
            self.live.append(self.start(take_turn, shard, self.started, self._pass_id(again), process))
        if world.without == "tombstone" and rng.random() < 0.5:
            self.live.append(self.start(sweep))

    def _start_resharding(self) -> None:
        """Somebody divides the state again: as it should be, while nothing else runs, or in the midst of it all."""
        shards = self.world.shards % 4 + self.rng.randint(1, 3)
        divider = self.start(divide, shards)
        if self.rng.random() < 0.5:
            self.live.append(divider)
            return
        stalled, self.live = self.live, []
        self.run_alone(divider)
        self.live = stalled

    def _pass_id(self, again: bool) -> str:
        if self.world.without == "unique":
            return f"p{self.started // 3}"
        return f"p{self.rng.randrange(max(0, self.started - 4), self.started) if again else self.started}"

    def start(self, work: Callable[..., None], *arguments: object) -> greenlet.greenlet:
        self.started += 1
        view = View(self.world)
        return greenlet.greenlet(lambda: self._to_its_end(view, work, *arguments))

    def _to_its_end(self, view: View, work: Callable[..., None], *arguments: object) -> None:
        """An owner whose store or state fails it ends its turn; anything else is a bug and ends the simulation."""
        try:
            work(view, *arguments)
        except StorageError:
            self.world.met["turn ended by the store"] += 1
        except StateError:
            if work is divide:
                self.world.met["not divided"] += 1
            elif view.is_old or work in (take_down, put_together):  # the latter gave up beside a rival
                self.world.met["divided meanwhile"] += 1
            else:
                self.stopped += 1
        else:
            self.world.met[f"{work.__name__} ended"] += 1

    def step(self, owner: greenlet.greenlet) -> None:
        commits = self.world.root.commits
        owner.switch()
        if owner.dead:
            self.live.remove(owner)
        # The worst moment for a copy: what is to come is named, and not there yet.
        if self.world.root.commits > commits and self.rng.random() < 0.2:
            self.copied = self.world.now, self.world.make_copy()

    def finish(self) -> None:
        """Owners one after another until nothing is owed; those that stalled wake up among them."""
        world, quiet = self.world, 0
        for i in range(FINAL_TURNS):
            world.now += timedelta(hours=1)
            world.faulty = i < FAULTY_TURNS
            shard = i % world.shards
            if not self.live and self._overlooks(shard):
                self.overlooked += 1
            world.quiet = not self.live
            self.run_alone(self.start(take_turn, shard, self.started, f"p{self.started}", self._process()))
            if i % 7 == 0:
                self.run_alone(self.start(publish_manifest, self.started))
            if not world.faulty:
                self._kill_retries()
                self.run_alone(self.start(retry_again, self.started))
            quiet = quiet + 1 if not world.faulty and not self.live and not self._is_owed() else 0
            if quiet > world.shards:
                break
        self.run_alone(self.start(publish_manifest, self.started))
        self._believe_the_clock()
        if self.keeping is not None:
            self.run_alone(self.start(run_again))
            self.run_alone(self.start(put_together))
            self.run_alone(self.start(publish_manifest, self.started))
        if world.pages is not None:
            self._ask_a_last_time()
        self.run_alone(self.start(follow))

    def _ask_a_last_time(self) -> None:
        """Some pages change once more, and rest: then all articles are asked for again of which checks are left."""
        world = self.world
        for url in sorted(world.pages.texts):
            if world.pages.rng.random() < 0.5:
                world.pages.revise(url, world.now)
        world.faulty, rests_at = False, world.now
        world.now += timedelta(seconds=2)
        for _ in range(3):
            last = max(filter(None, (is_to_be_asked(ledger, rests_at) for ledger in all_ledgers(world))), default=None)
            world.now = max(world.now, last or world.now) + timedelta(seconds=1)
            self._take_turns()
        # These turns polled, too: what they parked ends like all else.
        for _ in range(FINAL_TURNS):
            if not self._is_owed():
                break
            world.now += timedelta(hours=1)
            self._take_turns()
        self.run_alone(self.start(publish_manifest, self.started))

    def _take_turns(self) -> None:
        for shard in range(self.world.shards):
            self.run_alone(self.start(take_turn, shard, self.started, f"p{self.started}", self._process()))

    def _believe_the_clock(self) -> None:
        """After a pause of more than a month a day is complete once another one has come, and all are after two."""
        world, newest = self.world, read_newest(self.world.state)
        through = None if newest is None else newest.complete_through
        if newest is None or through is None or through >= min(newest.opened.values()) - timedelta(days=1):
            return
        for _ in range(2):
            world.now += timedelta(days=1)
            for shard in range(world.shards):
                self.run_alone(self.start(take_turn, shard, self.started, f"p{self.started}", self._process()))
            self.run_alone(self.start(publish_manifest, self.started))

    def run_alone(self, owner: greenlet.greenlet) -> None:
        world, rng = self.world, self.rng
        for _ in range(MOST_STEPS):
            if owner.dead:
                return
            owner.switch()
            if self.live and rng.random() < 0.3:
                self.step(rng.choice(self.live))
            if rng.random() < 0.02:
                rng.choice((world.root, world.output)).land()
        self.stopped += 1
        self.dead.append(owner)

    def _is_owed(self) -> bool:
        try:
            owed = bool(cut_short(self.world)) or any(ledger.owed for ledger in all_ledgers(self.world))
        except StateError:
            return True
        return owed or bool(self.world.root.late or self.world.output.late)

    def _overlooks(self, shard: int) -> bool:
        """Whether a shard's advice says that there is nothing to do, and what it owes could be fetched."""
        state, now = self.world.state, self.world.now
        if not has_nothing_to_do(load_due(state, shard), None, state.names(f"inbox/{shard}"), now):
            return False
        try:
            ledger = list(all_ledgers(self.world))[shard]
        except StateError:
            return False
        deferred, rechecks = ledger.memory.deferred, ledger.memory.rechecks
        # Whoever committed later was killed before it could say what is due.
        if load_due(state, shard).commit == ledger.memory.number and rechecks.due(now, 1):
            return True
        return any(id_ not in deferred or deferred[id_].not_before <= now for id_ in ledger.owed)


def simulate(schedules: int, seed: int = 0, without: str | None = None) -> Outcome:
    """Run schedules `seed`, `seed + 1`, ... and add up what they came to."""
    total = Outcome()
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
    print(f"{arguments.schedules} schedules from seed {arguments.seed}{left_out}: {total}")
    print("met: " + ", ".join(f"{what} {n}" for what, n in sorted(total.met.items())))
    sys.exit(1 if total.bad else 0)


if __name__ == "__main__":
    main()
