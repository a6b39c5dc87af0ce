"""Entries that no poll brought are owed once."""

from __future__ import annotations

from pathlib import Path

from one_shard import Shard, entry

from pipelines.run.owing import make_owed


def test_what_is_owed_or_settled_is_told_and_not_parked_again(tmp_path: Path) -> None:
    shard = Shard(str(tmp_path))
    shard.park("written", "waits")
    shard.settle("written")
    shard.park("waits")
    before = shard.inbox_names()
    entries = [entry(name) for name in ("written", "waits", "new", "new")]
    looked = make_owed(shard.state, shard.output, 1, entries, dry_run=True)
    assert shard.inbox_names() == before
    owing = make_owed(shard.state, shard.output, 1, entries)
    assert owing == looked
    assert [[one.id for one in some] for some in (owing.parked, owing.owed, owing.settled)] == [
        ["new"],
        ["waits"],
        ["written"],
    ]
    assert len(shard.inbox_names()) == len(before) + 1
    again = make_owed(shard.state, shard.output, 1, entries)
    assert [one.id for one in again.owed] == ["waits", "new"] and again.parked == ()
