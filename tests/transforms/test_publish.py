"""Manifests of a job without an end: they list what the shards committed, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from one_shard import NOON, Shard
from steps import now, set_now, through

from transforms.publish import PublishManifests
from transforms.state.documents import Due, save_due
from transforms.state.manifests import Manifest, read_newest
from transforms.state.roots import Roots
from transforms.turns import MANIFESTS, Pass


class TwoShards:
    """A state of two shards, with the step that publishes its manifests."""

    def __init__(self, folder: Path) -> None:
        self.roots = Roots(state=str(folder / "state"), output=str(folder / "out"), shards=2)
        self.state, self.output = self.roots.open()
        self.shards = [Shard(str(folder), number) for number in range(2)]
        for shard in self.shards:
            shard.state, shard.output = self.state, self.output
        self.minutes = 0

    def tick(self) -> Manifest | None:
        """The manifests' turn of the next tick; the newest manifest after it."""
        self.minutes += 1
        set_now(NOON + timedelta(minutes=self.minutes))
        this_pass = Pass(id=f"p{self.minutes}", next_tick=now() + timedelta(minutes=1))
        assert through(PublishManifests(self.roots, "1.0", now), (MANIFESTS, [this_pass])) == []
        return read_newest(self.state)


@pytest.fixture
def two(tmp_path: Path) -> TwoShards:
    return TwoShards(tmp_path)


def test_a_manifest_lists_the_files_of_all_shards_and_none_twice(two: TwoShards) -> None:
    files = []
    for shard in two.shards:
        shard.park(f"a{shard.number}", f"b{shard.number}")
        files.append(shard.settle(f"a{shard.number}"))
        save_due(two.state, shard.number, Due(owed=1))
    first = two.tick()
    assert first is not None
    assert [file.path for file in first.files] == files
    assert (first.pass_id, first.settled, first.owed) == ("p1", {"written": 2}, 2)
    assert two.output.names("runs/date=2026-11-22") == ["0000000001-p1.json"]
    later = two.shards[1].settle("b1")
    second = two.tick()
    assert second is not None
    assert ([file.path for file in second.files], second.follows) == ([later], first.path)


def test_with_nothing_new_no_manifest_is_made(two: TwoShards) -> None:
    assert two.tick() is None
    two.shards[0].park("a")
    two.shards[0].settle("a")
    assert two.tick() == two.tick()


def test_the_shards_turns_go_on_unchanged(two: TwoShards) -> None:
    two.shards[0].park("a")
    two.shards[0].settle("a")
    keyed = ("0", [Pass(id="p1", next_tick=NOON)])
    assert through(PublishManifests(two.roots, "1.0", now), keyed) == [keyed]
    assert read_newest(two.state) is None


def test_a_burst_of_ticks_publishes_once(two: TwoShards) -> None:
    two.tick()
    two.shards[0].park("a")
    two.shards[0].settle("a")
    late = Pass(id="late", next_tick=NOON - timedelta(minutes=5))
    assert through(PublishManifests(two.roots, "1.0", now), (MANIFESTS, [late])) == []
    assert read_newest(two.state) is None
    assert two.tick() is not None
