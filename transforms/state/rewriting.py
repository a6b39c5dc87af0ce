"""Put rows that are published into other files: each file is replaced whole or not at all, and by one owner at a time.

The owner of the shard that made a file replaces it, with a commit like any other. Only files that a manifest lists are
replaced, and only where no commit is newer than that manifest: so nobody replaces a file twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct, field

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.reasons import Reason
from transforms.row_files import read_lines
from transforms.state.chain import publish_manifests
from transforms.state.changes import Forgotten, Replaced
from transforms.state.documents import load_advice
from transforms.state.files import CommitFiles, is_same, plan_file
from transforms.state.log import ShardLog
from transforms.state.manifests import (
    RESTORE,
    KeptFile,
    Manifest,
    current_archives,
    current_files,
    list_published,
    read_newest,
    read_published,
)
from transforms.state.owner import Owner, open_shard
from transforms.state.part_names import part_shard
from transforms.state.storage import Store
from transforms.state.twins import twin_path

# A process that is at work at the same shard may come first so often.
TRIES = 10


class NewFile(Struct, frozen=True):
    """The bytes of a file that takes rows over, how many rows they are, and whether it is to have a Parquet twin."""

    data: bytes
    rows: int
    with_parquet: bool


class Draft(Struct, frozen=True, kw_only=True):
    """What a commit is to replace, take down and drop: see `Commit`. `files` are new, by their paths."""

    files: dict[str, NewFile] = field(default_factory=dict)
    replaces: list[Replaced] = field(default_factory=list)
    forgotten: list[Forgotten] = field(default_factory=list)
    dropped: Mapping[Reason, list[str]] = field(default_factory=dict)


class Rewriter:
    """Whoever replaces files of a dataset. `job` begins the ids of its passes."""

    def __init__(self, state: Store, output: Store, shards: int, *, job: str, version: str, clock: Clock) -> None:
        self.state, self.output, self.shards, self.clock = state, output, shards, clock
        self.pass_id = f"{job}-{clock():%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
        self._version, self._published = version, 0
        self._manifests: dict[int, Manifest] = {}

    def publish(self) -> None:
        """Publish a manifest of what is committed and not listed yet; files that it replaces become void."""
        self._published += 1
        pass_id = f"{self.pass_id}.{self._published}"
        publish_manifests(self.state, self.output, self.shards, pass_id, self._version, self.clock())

    def files(self) -> dict[str, KeptFile]:
        """Give the files that hold rows now, by path. Raises: StateError where a manifest is gone or damaged."""
        return current_files(self._all_manifests())

    def archives(self) -> dict[str, KeptFile]:
        """Give the files that hold pages as they came, by path. Raises: as `files`."""
        return current_archives(self._all_manifests())

    def replaced(self) -> list[str]:
        """Give the paths of all files whose rows stand elsewhere or nowhere, as that came. Raises: StateError."""
        return [change.path for manifest in self._all_manifests() for change in manifest.replaced]

    def complete_through(self) -> date | None:
        """Give the newest UTC day to which no owner can still add a file; None while there is none. Raises: StateError."""
        manifests = self._all_manifests()
        return manifests[-1].complete_through if manifests else None

    def read(self, file: KeptFile) -> list[bytes]:
        """Read the rows of a file that a manifest lists. Raises: StateError where it is gone or another one."""
        return read_lines(self.read_bytes(file))

    def read_bytes(self, file: KeptFile) -> bytes:
        """Read a file that a manifest lists. Raises: StateError where it is gone or another one."""
        data = self.output.read(file.path)
        if data is None or not is_same(data, file.sha256):
            problem = "gone" if data is None else "not the one that its manifest lists"
            raise StateError(
                f"{self.output.root}/{file.path}: this file is {problem}; `newsbeam verify` says what mends it"
            )
        return data

    def _all_manifests(self) -> list[Manifest]:
        found = {number: path for number, path in list_published(self.output).items() if number not in self._manifests}
        for number, manifest in zip(found, read_published(self.output, found.values()), strict=True):
            if manifest is not None:
                self._manifests[number] = manifest
        gone = next((number for at, number in enumerate(sorted(self._manifests), 1) if number != at), None)
        if gone is not None:
            raise StateError(
                f"{self.output.root}/runs: a manifest before number {gone} is gone, and with it the list of its files; {RESTORE}"
            )
        return [self._manifests[number] for number in sorted(self._manifests)]

    def commit(self, shard: int, draft: Callable[[Owner, list[KeptFile]], Draft | None]) -> bool:
        """Make a commit to a shard, and publish it; give False where `draft` finds nothing to be done.

        `draft` gets the shard's owner and the files that the shard may replace, and may be asked several times.
        Raises: StateError where another process keeps coming first; nothing is half done then.
        """
        for _ in range(TRIES):
            owner = self.open(shard)
            if not self._lists_all(owner):
                continue  # Somebody else has committed since.
            wanted = draft(owner, [file for file in self.files().values() if self._owns(shard, file.path)])
            if wanted is None:
                return False
            if self._commit(owner, wanted):
                self.publish()
                return True
        raise StateError(
            f"{self.state.root}: another process is at work at shard {shard}, and came first {TRIES} times; run the command"
            " again, or stop that process before"
        )

    def open(self, shard: int) -> Owner:
        """Open a shard, as one more owner of it."""
        return open_shard(
            ShardLog(self.state, shard),
            CommitFiles(self.output),
            pass_id=self.pass_id,
            attempt=uuid.uuid4().hex[:10],
            opened_at=self.clock(),
            clock=self.clock,
            due=load_advice(self.state, shard),
        )

    def _lists_all(self, owner: Owner) -> bool:
        """Publish what the shard's log says, and tell whether manifests list all of it, and nothing newer."""
        self.publish()
        newest = read_newest(self.state)
        return newest is None or newest.covered.get(str(owner.shard), 0) == owner.memory.number

    def _owns(self, shard: int, path: str) -> bool:
        return part_shard(path) % self.shards == shard

    def _commit(self, owner: Owner, draft: Draft) -> bool:
        """Commit a draft; tell whether the commit is made, and all its files are kept."""
        files = {
            path: (plan_file(new.data, (), {}, new.rows, twin_path(path) if new.with_parquet else None), new.data)
            for path, new in draft.files.items()
        }
        done = owner.commit(files, draft.dropped, {}, replaces=draft.replaces, forgotten=draft.forgotten)
        return done and all(owner.memory.decisions[path] == "kept" for path in files)
