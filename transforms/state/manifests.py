"""Manifests: which files are kept, each listed exactly once, in an order that a consumer can follow.

<state>/manifests/<sequence>.json                    the chain: made by exclusive create, so it never forks
<output>/runs/date=<day>/<sequence>-<pass>.json      the same, for consumers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct, field

from transforms.pure.feeds.completeness import CompletenessFigure
from transforms.state.changes import Forgotten, Replaced
from transforms.state.decoding import decode
from transforms.state.files import Decision, Planned, inspect_file
from transforms.state.log import Commit, Log, count_outcomes, read_commit
from transforms.state.numbering import number_of, numbered, padded
from transforms.state.storage import Store
from transforms.state.twins import make_twins

_MANIFEST_LOST = "restore it from its copy in the output, below runs/, whose name begins with the same number"

# How the passes of `newsbeam verify --repair` are named: only their manifests list a file again, as it is now.
REPAIR = "repair"

T = TypeVar("T")


class KeptFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file with rows: its path below the output, its size in bytes as stored, and the hash of its bytes.

    `parquet` is the path of the same rows as Parquet; None where there are none.
    """

    path: str
    rows: int
    size: int
    sha256: str
    parquet: str | None = None

    @classmethod
    def of(cls, path: str, planned: Planned) -> KeptFile:
        """Give a file of a commit as it is listed."""
        return cls(path=path, rows=planned.rows, size=planned.size, sha256=planned.sha256, parquet=planned.parquet)


class Manifest(Struct, frozen=True, kw_only=True):
    """What became known since the manifest `follows` (None for the first).

    `files` are newly known as kept, whoever wrote them; `rewritten` are files whose rows stood elsewhere before. `replaced` says
    where the rows of earlier files stand now, and `forgotten` what was taken down. `settled` counts how entries ended meanwhile
    (`written`, `failed/<reason>`, `dropped/<reason>`), `owed` those that had not. `complete_through` is the newest UTC day to
    which no owner can still add a file; None while there is none. `covered` is each shard's newest commit whose files are listed,
    `opened` the UTC day on which its owner opened the shard. `completeness` says how complete the feeds were read in the last
    week; None where nothing is known yet.
    """

    sequence: int
    pass_id: str
    made_at: datetime
    newsbeam_version: str
    follows: str | None = None
    files: tuple[KeptFile, ...] = ()
    rewritten: tuple[KeptFile, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    forgotten: tuple[Forgotten, ...] = ()
    settled: dict[str, int] = field(default_factory=dict)
    owed: int = 0
    parked: int = 0
    complete_through: date | None = None
    covered: dict[str, int] = field(default_factory=dict)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    opened: dict[str, date] = field(default_factory=dict)
    completeness: CompletenessFigure | None = None

    @property
    def path(self) -> str:
        """Give the path below the output at which consumers find it."""
        return f"runs/date={self.made_at:%Y-%m-%d}/{padded(self.sequence)}-{self.pass_id}.json"


class _Covered(Struct, frozen=True):
    """What of a manifest is the owners' business."""

    covered: dict[str, int]


class ShardNews(Struct, kw_only=True):
    """What one shard's log says: the files that are newly kept, and up to which commit nothing is in doubt.

    `rewritten`, `replaced` and `forgotten` are as in `Manifest`.
    `open_day` is the UTC day before which no owner can add a file any more; None before the first commit.
    """

    covered: int
    files: list[KeptFile] = field(default_factory=list)
    rewritten: list[KeptFile] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    forgotten: list[Forgotten] = field(default_factory=list)
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


def current_files(manifests: Iterable[Manifest]) -> dict[str, KeptFile]:
    """Give the files that hold rows after some manifests, which begin with the first: each by its path, as they came."""
    files: dict[str, KeptFile] = {}
    for manifest in manifests:
        files |= {file.path: file for file in (*manifest.files, *manifest.rewritten)}
        for change in manifest.replaced:
            files.pop(change.path, None)
    return files


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
        _list_files(news, commit, decisions)
        news.covered, news.open_day = number, max(opened, news.open_day or opened)
    return news


def _list_files(news: ShardNews, commit: Commit, decisions: Mapping[str, Decision | None]) -> None:
    """List the files of a commit that are kept, by whether their rows are new, and what they replace."""
    takes_over = {change.by for change in commit.replaces}
    for path, planned in commit.files.items():
        if decisions[path] == "kept":
            listed = news.rewritten if path in takes_over else news.files
            listed.append(KeptFile.of(path, planned))
    news.replaced += [change for change in commit.replaces if change.by is None or decisions[change.by] == "kept"]
    news.forgotten += commit.forgotten


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
    found = {path: inspect_file(output, path, planned) for path, planned in commit.files.items()}
    make_twins(output, commit.files, found)  # Those of the commits before were made before their next one.
    return found
