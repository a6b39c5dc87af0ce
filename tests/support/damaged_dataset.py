"""A dataset in folders, made by the real protocol, to be damaged and repaired."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

from one_shard import NOON, RUN, article, entry, failure

import newsbeam
from transforms.batch import Batch
from transforms.state.chain import publish_manifests
from transforms.state.files import CommitFiles
from transforms.state.inbox import park
from transforms.state.log import ShardLog
from transforms.state.owner import Owner, open_shard
from transforms.state.repair import Repair
from transforms.state.storage import Store, open_store
from transforms.state.twins import twin_path
from transforms.state.verification import Verified, verify
from transforms.turns import Extracted, Failed

SHARDS = 2


class Dataset:
    """Two shards in folders; each `write` is a commit and a manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOON
        self.state, self.output = open_store(str(folder / "state")), open_store(str(folder / "out"))
        self._passes = itertools.count(1)
        # Two files of shard 0, of which the second is its newest commit's, and one of shard 1.
        self.old = self.write(0, "a", "b", "c")
        self.write(1, "x", "no-y")
        self.newest = self.write(0, "d", "e")

    def open(self, shard: int) -> Owner:
        return open_shard(
            ShardLog(self.state, shard),
            CommitFiles(self.output),
            pass_id="p1",
            attempt=f"a{next(self._passes)}",
            opened_at=self.now,
            clock=lambda: self.now,
        )

    def write(self, shard: int, *names: str, publishes: bool = True) -> str:
        """Write articles with these names into one file, and a failure where a name begins with `no`; the file's path."""
        park(self.state, shard, [entry(name, self.now) for name in names])
        owner, number = self.open(shard), next(self._passes)
        owner.take_up(1000)
        batch = Batch(owner.memory.settled, RUN)
        for name in names:
            batch.add(
                Failed(name, failure(name, self.now))
                if name.startswith("no")
                else Extracted(entry(name), article(name, self.now))
            )
        part = f"part-w{number}-{shard:05d}-{owner.attempt}-0000"
        files = batch.files("day", lambda k: f"{part}{k}.jsonl.gz", with_parquet=True)
        assert owner.commit(files, {}, {})
        if publishes:
            publish_manifests(self.state, self.output, SHARDS, f"w{number}", "0", self.now)
        return sorted(files)[0]

    def path(self, name: str) -> Path:
        return self.folder / "out" / name

    def twin(self, path: str) -> Path:
        return self.path(twin_path(path))

    def lose_rows(self, path: str, *numbers: int) -> None:
        lines = gzip.decompress(self.path(path).read_bytes()).splitlines(keepends=True)
        left = b"".join(line for number, line in enumerate(lines) if number not in numbers)
        self.path(path).write_bytes(gzip.compress(left))

    def manifests(self) -> list[Path]:
        return sorted((self.folder / "out").glob("runs/*/*.json"))

    def verify(self) -> Verified:
        return verify(self.state, self.output, SHARDS)

    def wrong(self) -> list[str]:
        return [str(finding) for finding in self.verify().findings]

    def repair(self, state: Store | None = None, output: Store | None = None) -> list[str]:
        repair = Repair(state or self.state, output or self.output, SHARDS, version="0", clock=lambda: self.now)
        found = repair.run()
        assert found == self.verify()
        return repair.done

    def rows(self, since: int = 0) -> list[str]:
        return [str(row.id) for row in newsbeam.read(str(self.folder / "out"), since=since)]

    def goes_on(self, shard: int) -> None:
        """See that the shard opens, that all that it has settled stays so, and that its next rows are published."""
        position = len(self.manifests())
        known = ["a", "b", "c", "d", "e"] if shard == 0 else ["x", "no-y"]
        park(self.state, shard, [entry(name, self.now) for name in known])
        owner = self.open(shard)
        assert owner.take_up(1000) == []
        name = f"new-in-{shard}"
        self.write(shard, name)
        assert self.wrong() == []
        assert self.rows(since=position) == [name]
