"""Mend a dataset as far as that is possible without writing an article again: `newsbeam verify --repair`.

Each step is whole or not at all, and finds for itself what is left to be done: whoever is killed runs it again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.row_files import is_void
from transforms.state.chain import extend_chain, publish_manifests
from transforms.state.changes import Replaced
from transforms.state.documents import load_advice
from transforms.state.files import CommitFiles, Decision, Planned, plan_file
from transforms.state.findings import Mend
from transforms.state.log import ShardLog, read_log
from transforms.state.manifests import REPAIR, KeptFile, Manifest
from transforms.state.owner import open_shard
from transforms.state.part_names import is_warc
from transforms.state.relogging import restore_logs
from transforms.state.remaking import put_back_manifests, restore_chain
from transforms.state.reparking import repark, take_up_anew
from transforms.state.storage import Store
from transforms.state.twins import remake_twin
from transforms.state.verification import Verified, count_rows, read_current, verify


class Repair:
    """One repair of a dataset. `done` are the sentences that say what was done."""

    def __init__(self, state: Store, output: Store, shards: int, *, version: str, clock: Clock) -> None:
        self._state, self._output, self._shards = state, output, shards
        self._version, self._clock = version, clock
        self._pass_id = f"{REPAIR}-{clock():%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
        self._rounds = 0
        self.done: list[str] = []

    def run(self) -> Verified:
        """Mend what can be mended, and give what is found then. Raises: StateError, StorageError.

        All is read again after each round: what lists files first, then the files, then what is made from them.
        """
        self.done += restore_chain(self._state, self._output)
        logs = restore_logs(self._state, self._output, self._shards, self._version, self._clock)
        if logs:
            self.done += logs
            self._publish()
        self.done += take_up_anew(self._state, self._shards)
        verified, before = self._verify(), None
        while (found := _mendable(verified)) and found != before:
            self._mend(found)
            verified, before = self._verify(), found
        return verified

    def _verify(self) -> Verified:
        return verify(self._state, self._output, self._shards)

    def _mend(self, found: Mapping[Mend, list[str]]) -> None:
        """Mend what is found, up to something after which all has to be read again."""
        done = len(self.done)
        if "manifest" in found:
            self.done += put_back_manifests(self._state, self._output, self._version)
        if "file" in found and len(self.done) == done:
            self._pass_over(found["file"])
            self._rounds += 1
            self._publish()
            self._take_as_they_are(found["file"])
        if len(self.done) == done:
            self._remake_twins(found.get("twin", []))
            if "inbox" in found:
                self.done += repark(self._state, self._output, self._shards)
            for path in found.get("advice", ()):
                self._state.delete(path)  # Without it everything may be due.
                self.done.append(f"{path}: taken away; the next turn of its shard makes it again")

    def _publish(self) -> None:
        """Publish what is committed and not listed yet, so that the files that are taken as they are were listed before."""
        pass_id = f"{self._pass_id}.{self._rounds}"
        publish_manifests(self._state, self._output, self._shards, pass_id, self._version, self._clock())

    def _pass_over(self, paths: Iterable[str]) -> None:
        """See that no damaged file is one of its shard's newest commit, which every opener looks at.

        An owner who takes these files as they are makes another commit, which says that they were kept.
        """
        damaged = set(paths)
        for shard in range(self._shards):
            log = read_log(self._state, shard)
            if not log or damaged.isdisjoint(log[-1][1].files):
                continue
            owner = open_shard(
                ShardLog(self._state, shard),
                _AsTheyAre(self._output, damaged),
                pass_id=self._pass_id,
                attempt=uuid.uuid4().hex[:10],
                opened_at=self._clock(),
                clock=self._clock,
                due=load_advice(self._state, shard),
            )
            if not owner.commit({}, {}, {}):
                raise StateError(
                    f"{self._state.root}: another process is at work at shard {shard}; stop it, and run the command again"
                )
            self.done.append(f"shard {shard}: opens again, with a commit behind the damaged one")

    def _take_as_they_are(self, paths: list[str]) -> None:
        """List the files as they are now, or as gone: the ids in them stay settled."""
        known = read_current(self._state, self._output)
        rewritten, archived, replaced = [], [], []
        for path in paths:
            data = self._output.read(path)
            if data is None or is_void(data):
                replaced.append(Replaced(path=path))
                self.done.append(f"{path}: taken for gone")
            elif (rows := count_rows(path, data)) is not None:
                file = KeptFile.of(path, plan_file(data, (), {}, rows))
                if is_warc(path):
                    archived.append(file)
                    self.done.append(f"{path}: taken as it is, with {rows} pages")
                else:
                    rewritten.append(replace(file, parquet=remake_twin(self._output, known[path].parquet, path, data)))
                    self.done.append(f"{path}: taken as it is, with {rows} rows (before: {known[path].rows})")

        def make(last: Manifest | None) -> Manifest | None:
            return None if last is None else self._repairing(last, rewritten, archived, replaced)

        extend_chain(self._state, self._output, self._name_of_taking(), make)

    def _name_of_taking(self) -> str:
        return f"{self._pass_id}.{self._rounds}.files"

    def _remake_twins(self, twins: list[str]) -> None:
        """Make Parquet twins again from their files, and delete those that belong to none."""
        files = {file.parquet: file.path for file in read_current(self._state, self._output).values()} if twins else {}
        for twin in twins:
            data = self._output.read(files[twin]) if twin in files else None
            if data is None or is_void(data):
                self._output.delete(twin)
                self.done.append(f"{twin}: deleted")
            else:
                remake_twin(self._output, twin, files[twin], data)
                self.done.append(f"{twin}: made again from {files[twin]}")

    def _repairing(
        self, last: Manifest, rewritten: list[KeptFile], archived: list[KeptFile], replaced: list[Replaced]
    ) -> Manifest:
        """Give the manifest that lists what was taken as it is; all else is as the last one says."""
        return replace(
            last,
            sequence=last.sequence + 1,
            pass_id=self._name_of_taking(),
            made_at=self._clock(),
            newsbeam_version=self._version,
            follows=last.path,
            files=(),
            archived=tuple(archived),
            rewritten=tuple(rewritten),
            replaced=tuple(replaced),
            forgotten=(),
            settled={},
            parked=0,
        )


def _mendable(verified: Verified) -> dict[Mend, list[str]]:
    """Give what is wrong and can be mended, by how it is mended."""
    found: dict[Mend, list[str]] = {}
    for finding in verified.findings:
        if finding.mend is not None and finding.subject not in found.setdefault(finding.mend, []):
            found[finding.mend].append(finding.subject)
    return found


class _AsTheyAre(CommitFiles):
    """The files of a shard's commits, of which those that are `damaged` count as kept, whatever is there."""

    def __init__(self, output: Store, damaged: set[str]) -> None:
        super().__init__(output)
        self._damaged = damaged

    def decide(self, path: str, planned: Planned) -> Decision:
        return "kept" if path in self._damaged else super().decide(path, planned)

    def recheck(self, path: str, planned: Planned) -> Decision:
        return "kept" if path in self._damaged else super().recheck(path, planned)
