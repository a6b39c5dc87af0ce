"""Manifests: which files are kept, each listed exactly once, in an order that a consumer can follow.

<state>/manifests/<sequence>.json                    the chain: made by exclusive create, so it never forks
<output>/runs/date=<day>/<sequence>-<pass>.json      the same, for consumers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from transforms.errors import AlreadyExists, Unclear
from transforms.state.decoding import decode
from transforms.state.files import Decision, inspect_file
from transforms.state.log import Commit, Log, count_outcomes, read_commit
from transforms.state.numbering import number_of, numbered, padded
from transforms.state.storage import TRIES, Store, side_by_side

_MANIFEST_LOST = "restore it from its copy in the output, below runs/, whose name begins with the same number"

T = TypeVar("T")


class KeptFile(Struct, frozen=True, kw_only=True):
    """A file with rows: its path below the output, its size in bytes as stored, and the hash of its bytes."""

    path: str
    rows: int
    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What became known since the manifest `follows` (None for the first).

    `files` are newly known as kept, whoever wrote them. `settled` counts how entries ended meanwhile (`written`,
    `failed/<reason>`, `dropped/<reason>`), `owed` those that had not. `complete_through` is the newest UTC day to which no
    owner can still add a file; None while there is none. `covered` is each shard's newest commit whose files are listed,
    `opened` the UTC day on which its owner opened the shard.
    """

    sequence: int
    pass_id: str
    made_at: datetime
    newsbeam_version: str
    follows: str | None = None
    files: tuple[KeptFile, ...] = ()
    settled: dict[str, int] = field(default_factory=dict)
    owed: int = 0
    parked: int = 0
    complete_through: date | None = None
    covered: dict[str, int] = field(default_factory=dict)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    opened: dict[str, date] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Give the path below the output at which consumers find it."""
        return f"runs/date={self.made_at:%Y-%m-%d}/{padded(self.sequence)}-{self.pass_id}.json"


class _Covered(Struct, frozen=True):
    """What of a manifest is the owners' business."""

    covered: dict[str, int]


class ShardNews(Struct, kw_only=True):
    """What one shard's log says: the files that are newly kept, and up to which commit nothing is in doubt.

    `open_day` is the UTC day before which no owner can add a file any more; None before the first commit.
    """

    covered: int
    files: list[KeptFile] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    open_day: date | None = None


def read_newest(state: Store) -> Manifest | None:
    """Read the last manifest of the chain; None before the first. Raises: StateError where it is damaged."""
    return _chain_end(state, Manifest)


def list_published(output: Store) -> dict[int, str]:
    """List the manifests that an output has: the path of each by its number, in order. Other files there are not looked at."""
    paths = [f"runs/{day}/{name}" for day in output.names("runs") for name in output.names(f"runs/{day}")]
    numbers = {path: path.rpartition("/")[2].partition("-")[0] for path in paths}
    found = {int(number): path for path, number in numbers.items() if number.isdecimal()}
    return dict(sorted(found.items()))


def read_covered(state: Store, shard: int) -> int:
    """Give the number of a shard's newest commit whose files stand in a manifest; 0 before the first."""
    last = _chain_end(state, _Covered)
    return 0 if last is None else last.covered.get(str(shard), 0)


def _chain_end(state: Store, kind: type[T]) -> T | None:
    while names := state.names("manifests"):
        path = f"manifests/{names[-1]}"
        data = state.read(path)
        # Old numbers are freed, and a stalled publisher may take one that a slow reader is about to read.
        if data is not None and state.names("manifests")[-1:] == names[-1:]:
            return decode(state, path, data, kind, _MANIFEST_LOST)
    return None


def read_news(state: Store, output: Store, shard: int, last: Manifest | None) -> ShardNews:
    """Read what a shard's commits say beyond the last manifest, up to the first whose files are still in doubt."""
    key = str(shard)
    above = last.covered.get(key, 0) if last else 0
    news = ShardNews(covered=above, totals=Counter(last.totals.get(key) if last else None))
    news.open_day = last.opened.get(key) if last else None
    log = _commits_above(state, shard, above)
    for i, (number, commit) in enumerate(log):
        decisions = _decisions(output, commit, log[i + 1][1] if i + 1 < len(log) else None)
        opened = commit.opened_at.date()
        if None in decisions.values():
            news.open_day = news.open_day or opened
            break
        news.totals = Counter(commit.totals)
        news.totals.update(count_outcomes(commit, decisions))
        for path, planned in commit.files.items():
            if decisions[path] == "kept":
                news.files.append(KeptFile(path=path, rows=planned.rows, size=planned.size, sha256=planned.sha256))
        news.covered, news.open_day = number, max(opened, news.open_day or opened)
    return news


def _commits_above(state: Store, shard: int, above: int) -> Log:
    numbers = [number_of(name) for name in state.names(f"log/{shard}")]
    log: Log = []
    for number in sorted(number for number in numbers if number > above):
        commit = read_commit(state, shard, numbered(number))
        if commit is None:
            break  # A compaction after a manifest newer than ours: whoever wrote that one lists the rest.
        log.append((number, commit))
    return log


def _decisions(output: Store, commit: Commit, following: Commit | None) -> dict[str, Decision | None]:
    if following is not None:
        # A decision can only be missing where our view is older than a compaction: then another manifest is newer, too.
        return {path: following.decisions.get(path) for path in commit.files}
    # With rows there, nobody can void the file any more; without it, its owner may yet publish.
    return {path: inspect_file(output, path, planned) for path, planned in commit.files.items()}


def append_manifest(
    state: Store, output: Store, shards: int, *, pass_id: str, version: str, parked: int, owed: int, now: datetime
) -> Manifest | None:
    """Add a manifest of what is new to the chain, and give it; None where nothing is new.

    Two who publish at once take turns: the second lists only what the first did not. Raises: StorageError.
    """
    unclear = 0
    while True:
        last = read_newest(state)
        if last is not None:
            _copy(output, last)
            if last.pass_id == pass_id:
                return last
        manifest = _next_manifest(state, output, shards, last, now)
        if manifest is None:
            return None
        manifest = replace(manifest, pass_id=pass_id, newsbeam_version=version, parked=parked, owed=owed)
        name = numbered(manifest.sequence)
        try:
            state.create(f"manifests/{name}", msgspec.json.encode(manifest))
        except AlreadyExists:
            continue
        except Unclear:
            unclear += 1
            if unclear == TRIES:
                raise
            continue
        if state.names("manifests")[-1] != name:
            continue  # The number was free again: later manifests have come and gone past it.
        _copy(output, manifest)
        _prune(state, manifest.sequence)
        return manifest


def _next_manifest(state: Store, output: Store, shards: int, last: Manifest | None, now: datetime) -> Manifest | None:
    read = side_by_side(state, lambda shard: read_news(state, output, shard, last), range(shards))
    news = {str(shard): found for shard, found in enumerate(read)}
    covered = {shard: found.covered for shard, found in news.items()}
    if covered == {shard: last.covered.get(shard, 0) if last else 0 for shard in news}:
        return None
    settled: Counter[str] = Counter()
    for shard, found in news.items():
        settled.update(found.totals)
        settled.subtract(last.totals.get(shard, {}) if last else {})
    return Manifest(
        sequence=last.sequence + 1 if last else 1,
        pass_id="",
        made_at=now,
        newsbeam_version="",
        follows=last.path if last else None,
        files=tuple(file for found in news.values() for file in found.files),
        settled={outcome: n for outcome, n in sorted(settled.items()) if n},
        complete_through=_complete_through(last, news.values()),
        covered=covered,
        totals={shard: dict(found.totals) for shard, found in news.items()},
        opened={shard: found.open_day for shard, found in news.items() if found.open_day is not None},
    )


def _complete_through(last: Manifest | None, news: Iterable[ShardNews]) -> date | None:
    """Give the day before the earliest on which the owner of a shard's newest commit opened it; None before each has one.

    Whoever read the log before that commit is refused, and whoever reads it later writes rows of no earlier day.
    """
    before = last.complete_through if last else None
    days = [found.open_day for found in news]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return before
    day = min(known) - timedelta(days=1)
    return max(day, before) if before else day


def _copy(output: Store, manifest: Manifest) -> None:
    """Put a manifest where consumers look; a kill between chain and copy is mended by the next publisher."""
    try:
        output.create(manifest.path, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    except AlreadyExists:
        return


def _prune(state: Store, sequence: int) -> None:
    for name in state.names("manifests"):
        if number_of(name) < sequence - 1:
            state.delete(f"manifests/{name}")
