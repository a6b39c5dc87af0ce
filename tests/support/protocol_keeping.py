"""Those who keep the dataset in the simulation: they take articles down, put files together, and follow the manifests."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from protocol_world import World, url_id

from transforms.errors import OutputError, StateError, StorageError
from transforms.state.changes import Forgotten
from transforms.state.compacting import Compaction, compact
from transforms.state.following import Follower
from transforms.state.forgetting import Takedown, Target
from transforms.state.owner import Owner
from transforms.state.rewriting import Draft, Rewriter


class _Unlisted(Rewriter):
    """Does not see to it that manifests list what the log says: whoever publishes next does."""

    def publish(self) -> None:
        """Leave it to others."""

    def _lists_all(self, owner: Owner) -> bool:
        return True


class _NotForEver(Rewriter):
    """Replaces files, and settles nothing for ever."""

    def _commit(self, owner: Owner, draft: Draft) -> bool:
        return super()._commit(owner, msgspec.structs.replace(draft, forgotten=list[Forgotten]()))


REWRITERS = {"listed": _Unlisted, "for_ever": _NotForEver}


def _rewriter(world: World, job: str) -> Rewriter:
    kind = REWRITERS.get(world.without or "", Rewriter)
    return kind(world.state, world.output, world.shards, job=job, version="0", clock=world.clock)


def take_down(world: World, url: str) -> None:
    """Take an article down; from now on it is to go, whoever is killed: somebody runs it again."""
    world.to_go.add(url)
    target = Target(ids=frozenset((url_id(url),)))
    Takedown(_rewriter(world, "forget"), target, url=url).run()
    world.met["taken down"] += 1


def put_together(world: World) -> None:
    """Put the files of days that are over together."""
    done = compact(_rewriter(world, "compact"), Compaction())
    world.met["put together"] += done.before


class Reader:
    """Somebody who follows the manifests, and stores rows and position together, one manifest after another."""

    def __init__(self) -> None:
        self.position = 0
        self.rows: Counter[str] = Counter()
        self.versions: Counter[tuple[str, int]] = Counter()
        self.deleted: set[str] = set()

    def read_on(self, world: World) -> None:
        """Read what is new. Who is killed has stored the manifests that were read whole."""
        follower = Follower(world.output, self.position)
        gone = set(follower.forgotten)
        if world.reader is self:
            self.deleted |= gone
        for number, files in follower.files(""):
            rows, versions = list[str](), list[tuple[str, int]]()
            for file in files:
                found = map(msgspec.json.decode, follower.lines(file))
                kept = [row for row in found if row["id"] not in gone]
                rows += [row["id"] for row in kept if file.path.startswith("articles/")]
                versions += [(row["id"], row["version"]) for row in kept if file.path.startswith("revisions/")]
            if world.reader is not self or self.position >= number:
                return  # A copy was brought back meanwhile, or another process of this reader was faster.
            self.rows.update(rows)
            self.versions.update(versions)
            self.position = number

    def misled_by(self, articles: Counter[str]) -> int:
        """How many articles it was given twice, or missed, or was not told that they went."""
        twice = sum(n - 1 for n in self.rows.values())
        missed = len(articles.keys() - self.rows.keys())
        kept = len(self.rows.keys() - articles.keys() - self.deleted)
        return twice + missed + kept


def follow(world: World) -> None:
    """Somebody's reader reads on."""
    reader: Any = world.reader
    try:
        reader.read_on(world)
    except OutputError as error:
        if world.reader is reader and world.without is None:  # Without a rule, what went wrong is counted at the end.
            raise AssertionError(f"a reader cannot follow: {error}") from error
    world.met["followed"] += 1


def run_again(world: World) -> None:
    """All that was to be taken down is taken down by somebody whom nobody kills."""
    for url in sorted(world.to_go):
        for _ in range(20):
            try:
                Takedown(_rewriter(world, "forget"), Target(ids=frozenset((url_id(url),))), url=url).run()
                break
            except (StorageError, StateError):
                continue
