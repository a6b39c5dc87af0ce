"""Make a shard's log again that lacks commits: of the commits that are left, of the manifests, and of the rows of the output.

What a row settles is known from the row. Other ids (of what was dropped, say) are known as far as commits are left: an entry
that is forgotten is fetched once more if its feed brings it again, and ends as a duplicate, since its article is known.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.pure.net.urls import clean, shard_of, url_id
from transforms.records import Failure
from transforms.revision_records import ArticleRevision, Retraction
from transforms.row_files import is_void, read_lines
from transforms.row_kinds import RECORDS, Row
from transforms.state.chain import extend_chain
from transforms.state.days import day_of
from transforms.state.documents import load_advice
from transforms.state.files import CommitFiles, Decision, Planned, glance, plan_file
from transforms.state.findings import NEXT
from transforms.state.inbox import read_box
from transforms.state.log import Commit, Log, ShardLog, read_commit, read_log
from transforms.state.manifest_checks import read_manifests
from transforms.state.manifests import REPAIR, Manifest, read_newest, refuse_shorter
from transforms.state.memory import FOREVER, Memory, add_commit, snapshot_of
from transforms.state.newest_versions import NewestVersions
from transforms.state.news import find_unlisted_gap
from transforms.state.numbering import number_of
from transforms.state.part_names import part_shard
from transforms.state.storage import Store
from transforms.state.twins import twin_path
from transforms.state.verification import count_rows, list_files
from transforms.state.warc_checks import list_warcs
from transforms.warc.reading import count_pages


def restore_logs(state: Store, output: Store, shards: int, version: str, clock: Clock) -> list[str]:
    """Make those logs again that are damaged or lack something; say what was done. Raises: StateError, StorageError."""
    done = []
    for shard in range(shards):
        problem = _what_is_wrong(state, shard)
        if problem is not None:
            number, ids = _Relogging(state, output, shards, shard, version, clock).run()
            done.append(
                f"log/{shard}: made again as commit {number}, with {ids} ids that rows and earlier commits name ({problem})"
            )
    return done


def _what_is_wrong(state: Store, shard: int) -> str | None:
    try:
        log = read_log(state, shard)
        end = log[-1][0] if log else 0
        covered = refuse_shorter(state, shard, end, load_advice(state, shard).commit)
    except StateError as error:
        return str(error).partition(";")[0]
    # A publisher reads what is above the last manifest, below a snapshot, too.
    return find_unlisted_gap(map(number_of, state.names(f"log/{shard}")), covered)


class _Relogging:
    """Makes one shard's log again: a snapshot behind all numbers that were ever in use, and a manifest that reaches up to it."""

    def __init__(self, state: Store, output: Store, shards: int, shard: int, version: str, clock: Clock) -> None:
        self._state, self._output, self._shards, self._shard = state, output, shards, shard
        self._version, self._clock = version, clock
        self._last = read_newest(state)
        self._manifests, wrong = read_manifests(state, output)
        for finding in wrong:
            if finding.cure != NEXT:  # Without all manifests, files would be listed twice.
                raise StateError(
                    f"{state.root}/log/{shard}: it lacks commits, and a manifest is damaged, too ({finding.subject}:"
                    f" {finding.problem}); bring back state and output of one moment from a copy"
                )
        self._replaced = {change.path for manifest in self._manifests for change in manifest.replaced}
        self._listed = {file.path for one in self._manifests for file in (*one.files, *one.archived, *one.rewritten)}

    def run(self) -> tuple[int, int]:
        """Put a new commit at the log's end; give its number, and how many ids it knows. Raises: StateError."""
        left = list(self._commits_left())
        covered = 0 if self._last is None else self._last.covered.get(str(self._shard), 0)
        listed = [number_of(name) for name in self._state.names(f"log/{self._shard}")]
        number = max([0, covered, load_advice(self._state, self._shard).commit, *listed]) + 1
        memory = self._add_up(left)
        files = self._settle_rows(memory)
        totals = {} if self._last is None else self._last.totals.get(str(self._shard), {})
        now = self._clock()
        commit = Commit(
            attempt=uuid.uuid4().hex[:10],
            pass_id=REPAIR,
            opened_at=now,
            committed_at=now,
            files=files,
            totals=dict(totals),
            snapshot=snapshot_of(memory, now),
        )
        # First the manifest: a log that ends below it is told, and made again by whoever runs this once more.
        self._cover(number - 1, totals, now)
        if not ShardLog(self._state, self._shard).append(number, commit):
            raise StateError(
                f"{self._state.root}: another process is at work at shard {self._shard}; stop it, and run the command again"
            )
        ShardLog(self._state, self._shard).compact(number, number - 1)
        return number, len(memory.settled)

    def _commits_left(self) -> Iterator[tuple[int, Commit]]:
        """Give the commits that can be read, in their order; what their files may yet become is decided."""
        files = CommitFiles(self._output)
        for name in self._state.names(f"log/{self._shard}"):
            try:
                commit = read_commit(self._state, self._shard, name)
            except StateError:
                continue
            if commit is None:
                continue
            for path, planned in commit.files.items():
                if path not in self._listed and path not in self._replaced and glance(self._output, path) is None:
                    files.decide(path, planned)
            yield number_of(name), commit

    def _add_up(self, left: Log) -> Memory:
        memory = Memory()
        for number, commit in left:
            decisions: dict[str, Decision] = {
                path: found for path in commit.files if (found := glance(self._output, path)) is not None
            }
            add_commit(memory, number, commit, decisions)
        gone = {one.id for manifest in self._manifests for one in manifest.forgotten}
        memory.forgotten |= gone
        memory.settled.update(dict.fromkeys(gone, FOREVER))
        return memory

    def _settle_rows(self, memory: Memory) -> dict[str, Planned]:
        """Settle what the rows of the output settle; give the files that no manifest lists: the commit names them."""
        today, written, failed = day_of(self._clock()), set[str](), dict[str, datetime]()
        files: dict[str, Planned] = {}
        newest = NewestVersions()
        for path, data in self._files():
            rows = list(_rows(path, data))
            newest.add(path, rows)
            if path not in self._listed and part_shard(path) % self._shards == self._shard:
                ids = dict.fromkeys(id_ for row in rows for id_ in _ids(row))
                files[path] = self._plan(path, data, ids, rows)
            for row in rows:
                if not self._is_own(path, row):
                    continue
                if not isinstance(row, Failure):
                    written.update(_ids(row))
                elif row.id is not None:
                    failed[row.id] = max(row.failed_at, failed.get(row.id, row.failed_at))
        newest.correct(memory.rechecks)
        files |= self._unlisted_warcs()
        retried = self._parked_again(failed)
        ended = (written | failed.keys()) - retried
        memory.settled.update(dict.fromkeys(ended - memory.forgotten, today))
        memory.settled.remove(retried)
        memory.reopened.update({id_: at for id_, at in failed.items() if id_ in written or id_ in retried})
        return files

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Give the files with rows that can be read."""
        for path in list_files(self._output):
            data = None if path in self._replaced else self._output.read(path)
            if data is not None and not is_void(data) and count_rows(path, data) is not None:
                yield path, data

    def _unlisted_warcs(self) -> dict[str, Planned]:
        """Give the files of the shard that hold pages as they came, and that no manifest lists."""
        files: dict[str, Planned] = {}
        for path in list_warcs(self._output, self._manifests):
            is_known = path in self._listed or path in self._replaced
            data = None if is_known or part_shard(path) % self._shards != self._shard else self._output.read(path)
            pages = None if data is None or is_void(data) else count_pages(data)
            if data is not None and pages is not None:
                files[path] = plan_file(data, (), {}, pages)
        return files

    def _plan(self, path: str, data: bytes, ids: Iterable[str], rows: list[Row]) -> Planned:
        counts = Counter(map(_outcome, rows))
        twin = twin_path(path)
        has_twin = self._output.head(twin, 1) is not None
        return plan_file(data, ids, counts, len(rows), twin if has_twin else None)

    def _is_own(self, path: str, row: Row) -> bool:
        """Tell whether the shard may have settled a row, under the present number of shards or an earlier one."""
        if part_shard(path) % self._shards == self._shard:
            return True
        return shard_of(row.subject if isinstance(row, Failure) else row.url, self._shards) == self._shard

    def _parked_again(self, failed: Mapping[str, datetime]) -> set[str]:
        """Give the ids of what failed that was parked again since: a retry has made it owed."""
        boxes = (read_box(self._state, self._shard, name) for name in self._state.names(f"inbox/{self._shard}"))
        return {entry.id for box in boxes for entry in box if entry.id in failed and entry.parked_at > failed[entry.id]}

    def _cover(self, number: int, totals: Mapping[str, int], now: datetime) -> None:
        """Add a manifest that lists nothing, and says that what is up to a commit is listed."""
        pass_id = f"{REPAIR}-log-{now:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
        shard = str(self._shard)

        def make(last: Manifest | None) -> Manifest:
            begun = last or Manifest(sequence=0, pass_id="", made_at=now, newsbeam_version="")
            return replace(
                begun,
                sequence=begun.sequence + 1,
                pass_id=pass_id,
                made_at=now,
                newsbeam_version=self._version,
                follows=None if last is None else last.path,
                files=(),
                archived=(),
                rewritten=(),
                replaced=(),
                forgotten=(),
                settled={},
                parked=0,
                covered=begun.covered | {shard: number},
                totals=begun.totals | {shard: dict(Counter(totals))},
            )

        extend_chain(self._state, self._output, pass_id, make)


def _rows(path: str, data: bytes) -> Iterator[Row]:
    kind = RECORDS[path.partition("/")[0]]
    for line in read_lines(data):
        yield msgspec.json.decode(line, type=kind)


def _outcome(row: Row) -> str:
    """Give what a row counts as in the ledger."""
    if isinstance(row, Failure):
        return f"failed/{row.reason}"
    if isinstance(row, Retraction):
        return "retracted"
    return "revised" if isinstance(row, ArticleRevision) else "written"


def _ids(row: Row) -> Iterator[str]:
    """Give the ids that a row settles: its own, and those of the addresses that led to it."""
    if isinstance(row, Failure):
        if row.id is not None:
            yield row.id
        return
    yield row.id
    for url in (row.url,) if isinstance(row, Retraction) else (row.url, row.fetched_url):
        try:
            yield url_id(clean(url))
        except ValueError:
            continue
