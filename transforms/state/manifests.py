"""Manifests: which files are kept, each listed exactly once, in an order that a consumer can follow.

<state>/manifests/<sequence>.json                    the chain: made by exclusive create, so it never forks
<output>/runs/date=<day>/<sequence>-<pass>.json      the same, for consumers
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import TypeVar

from msgspec import Struct, field

from transforms.errors import StateError
from transforms.moments import Moment
from transforms.pure.feeds.completeness import CompletenessFigure
from transforms.state.changes import Forgotten, Replaced
from transforms.state.decoding import decode, read_document
from transforms.state.files import Planned, is_same
from transforms.state.log import log_lost
from transforms.state.numbering import last_of, number_of, padded
from transforms.state.storage import Store, side_by_side

_MANIFEST_LOST = (
    "restore it from its copy in the output, below runs/, whose name begins with the same number, as `newsbeam verify --repair`"
    " does"
)
# What mends one of the output.
RESTORE = "bring it back from a copy, or run `newsbeam verify --repair`"

# How the passes of `newsbeam verify --repair` are named: only their manifests list a file again, as it is now.
REPAIR = "repair"

T = TypeVar("T", "Manifest", "_Covered")


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

    `files` are newly known as kept, whoever wrote them, and so are `archived`, which hold no rows but pages as they came;
    `rewritten` are files whose rows stood elsewhere before. `replaced` says
    where the rows of earlier files stand now, and `forgotten` what was taken down. `settled` counts how entries ended meanwhile
    (`written`, `failed/<reason>`, `dropped/<reason>`), `owed` those that had not. `complete_through` is the newest UTC day to
    which no owner can still add a file; None while there is none. `covered` is each shard's newest commit whose files are listed,
    `opened` the UTC day on which its owner opened the shard. `completeness` says how complete the feeds were read in the last
    week; None where nothing is known yet.
    """

    sequence: int
    pass_id: str
    made_at: Moment
    newsbeam_version: str
    follows: str | None = None
    files: tuple[KeptFile, ...] = ()
    archived: tuple[KeptFile, ...] = ()
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
    sequence: int | None = None


def read_newest(state: Store) -> Manifest | None:
    """Read the last manifest of the chain; None before the first. Raises: StateError where it is damaged."""
    return _chain_end(state, Manifest)


def difference(file: KeptFile, data: bytes | None, verb: str = "lists") -> str | None:
    """Say how a file is not the one that its manifest `lists`; None where it is."""
    if data is None:
        return f"a manifest {verb} this file, and it is gone"
    if not is_same(data, file.sha256):
        return f"this file is not the one that its manifest {verb} ({file.size} bytes, here {len(data)})"
    return None


def list_published(output: Store, since: str = "") -> dict[int, str]:
    """List the manifests that an output has: the path of each by its number, in order. Other files there are not looked at.

    `since` is the folder of a day, such as `date=2026-11-22`: earlier ones are not looked at.
    """
    days = [day for day in output.names("runs") if day >= since]
    return _by_number(path for day in days for path in _paths_of(output, day))


def read_published(output: Store, paths: Iterable[str]) -> Iterator[Manifest | None]:
    """Read manifests of an output by their paths, in order; None in the place of one that is gone.

    Raises: StateError where one is damaged.
    """
    return side_by_side(output, partial(read_document, output, kind=Manifest, cure=RESTORE), paths)


def list_newest(output: Store, most: int) -> dict[int, str]:
    """List the newest manifests that an output has, so many at most: as `list_published`, but no earlier day is looked at."""
    found: dict[int, str] = {}
    for day in reversed(output.names("runs")):
        found |= _by_number(_paths_of(output, day))
        if len(found) >= most:
            break
    return dict(sorted(found.items())[-most:])


def _paths_of(output: Store, day: str) -> list[str]:
    return [f"runs/{day}/{name}" for name in output.names(f"runs/{day}")]


def _by_number(paths: Iterable[str]) -> dict[int, str]:
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


def current_archives(manifests: Iterable[Manifest]) -> dict[str, KeptFile]:
    """Give the files that hold pages as they came after some manifests, which begin with the first: each by its path."""
    manifests = list(manifests)
    gone = {change.path for manifest in manifests for change in manifest.replaced}
    return {file.path: file for manifest in manifests for file in manifest.archived if file.path not in gone}


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
            return _checked(state, path, decode(state, path, data, kind, _MANIFEST_LOST))
    return None


def _checked(state: Store, path: str, manifest: T) -> T:
    """Give a manifest of the chain, which is the one that its name says. Raises: StateError where it is another one."""
    if manifest.sequence not in (None, number_of(path.rpartition("/")[2])):
        raise StateError(
            f"{state.root}/{path}: this is manifest {manifest.sequence}, under the name of another one; {_MANIFEST_LOST}"
        )
    return manifest


def refuse_shorter(state: Store, shard: int, number: int, at_least: int = 0) -> int:
    """See that a log which was read up to this number lacks nothing at its end; give the newest commit that a manifest covers.

    `at_least` is the newest that an earlier turn has seen. Raises: StateError where a later one was there.
    """
    covered = read_covered(state, shard)
    newest = last_of(state.names(f"log/{shard}")) if number < max(covered, at_least) else number
    if newest < covered:
        raise log_lost(
            state, shard, f"it ends with commit {newest}, and a manifest lists the files of commit {covered}"
        )
    if newest < at_least:
        raise log_lost(state, shard, f"it ends with commit {newest}, and an earlier turn has seen commit {at_least}")
    return covered
