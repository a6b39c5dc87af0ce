"""What commits said of each id, kept for people who ask after the log has let the commits go.

<state>/past/<level>-<first>-<last>-<unique>.jsonl.gz   what the manifests <first> to <last> covered: a commit a line

A publisher keeps it before the manifest by which commits may be deleted, and puts small files together. Nothing that is written
or settled hangs on it: it may be deleted, and states of earlier versions have none. What it says is true whoever wrote it, so
lines that stand there twice (a publisher died, or was overtaken) do no harm.
"""

from __future__ import annotations

import gzip
import re
import uuid
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct, field

from transforms.reasons import Reason
from transforms.state.changes import Forgotten
from transforms.state.decoding import DAMAGED
from transforms.state.files import Decision
from transforms.state.log import Commit, Deferral
from transforms.state.numbering import padded
from transforms.state.storage import Store, side_by_side

FOLDER = "past"
# So many files of a level are put together into one of the next.
TOGETHER = 64
LEVELS = 2
# Files that are put together are in memory at once: no more of them than this, as they are stored.
MOST_BYTES = 16_000_000
# Ids are as good as random: a higher level takes longer and saves nothing.
_GZIP_LEVEL = 1
_EMPTY = gzip.compress(b"", _GZIP_LEVEL, mtime=0)
_NAME = re.compile(r"(\d)-(\d+)-(\d+)-[0-9a-f]+\.jsonl\.gz")


class PastCommit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a commit of a shard said of ids: `kept` those that it settled with rows, by file; files that are void are left out.

    The other fields are as in `Commit`.
    """

    shard: int
    number: int
    committed_at: datetime
    pass_id: str = ""
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: dict[Reason, list[str]] = field(default_factory=dict)
    deferred: dict[str, Deferral] = field(default_factory=dict)
    aliases: dict[str, str] = field(name="ways", default_factory=dict)
    reopened: dict[str, datetime] = field(default_factory=dict)
    forgotten: list[Forgotten] = field(default_factory=list)


class _Dated(Struct, frozen=True):
    committed_at: datetime


class _Part(Struct, frozen=True):
    """A file of the past by its name: which manifests it is of, and how often it was put together."""

    name: str
    level: int
    first: int
    last: int


def past_of(shard: int, number: int, commit: Commit, decisions: Mapping[str, Decision | None]) -> PastCommit:
    """Give what a commit said of ids, by the decisions on its files."""
    return PastCommit(
        shard=shard,
        number=number,
        committed_at=commit.committed_at,
        pass_id=commit.pass_id,
        kept={path: planned.ids for path, planned in commit.files.items() if decisions.get(path) == "kept"},
        dropped=commit.dropped,
        deferred=commit.deferred,
        aliases=commit.aliases,
        reopened=commit.reopened,
        forgotten=commit.forgotten,
    )


def keep_past(state: Store, sequence: int, commits: Iterable[PastCommit]) -> None:
    """Keep what the commits say that the manifest of this number is about to cover. Raises: StorageError."""
    lines = [msgspec.json.encode(commit) + b"\n" for commit in commits]
    _put(state, 0, sequence, sequence, gzip.compress(b"".join(lines), _GZIP_LEVEL, mtime=0))


def tidy_past(state: Store, sequence: int) -> None:
    """Put files of the past together where many of a level have come together, once in `TOGETHER` manifests.

    Raises: StorageError.
    """
    for level in range(LEVELS):
        if sequence % TOGETHER ** (level + 1):
            return
        parts = _parts(state)
        small = [part for part in parts if part.level == level]
        # A publisher that was killed may have left some behind that are in a larger file already.
        done = [part for part in small if any(_holds(other, part) for other in parts)]
        _put_together(state, level + 1, [part for part in small if part not in done])
        for part in done:
            state.delete(f"{FOLDER}/{part.name}")


def prune_past(state: Store, before: datetime) -> int:
    """Let go of what commits before a moment said, as whole files, and give how many files went. Raises: StorageError.

    An empty file of the highest level takes their place: it says that nothing is lacking there, only forgotten.
    """
    runs: list[list[_Part]] = []
    for part in sorted(_parts(state), key=lambda part: (part.first, part.last)):
        data = state.read(f"{FOLDER}/{part.name}")
        if data is None:
            continue  # Another one is at the same work.
        if any(moment >= before for moment in _moments_in(data)):
            break
        if runs and part.first <= runs[-1][-1].last + 1:
            runs[-1].append(part)
        else:
            runs.append([part])
    for run in runs:
        if len(run) > 1 or run[0].level < LEVELS:
            _replace(state, LEVELS, run, [_EMPTY])
    return sum(len(run) for run in runs if len(run) > 1 or run[0].level < LEVELS)


def _moments_in(data: bytes) -> Iterator[datetime]:
    for line in _unpacked(data).splitlines():
        try:
            yield msgspec.json.decode(line, type=_Dated).committed_at
        except DAMAGED:
            continue


def _holds(part: _Part, other: _Part) -> bool:
    return part.level > other.level and part.first <= other.first and other.last <= part.last


def _put_together(state: Store, level: int, parts: list[_Part]) -> None:
    """Put files together, those between which no manifest is missing, and delete each once another has what is in it."""
    taken: list[_Part] = []
    data: list[bytes] = []
    for part in sorted(parts, key=lambda part: part.first):
        read = state.read(f"{FOLDER}/{part.name}")
        if read is None:
            continue  # Another publisher is at the same work.
        if taken and (part.first > taken[-1].last + 1 or sum(map(len, data)) >= MOST_BYTES):
            _replace(state, level, taken, data)
            taken, data = [], []
        taken.append(part)
        data.append(read)
    if taken:
        _replace(state, level, taken, data)


def _replace(state: Store, level: int, parts: list[_Part], data: list[bytes]) -> None:
    # One gzip stream behind another is a gzip stream.
    _put(state, level, parts[0].first, max(part.last for part in parts), b"".join(data))
    for part in parts:
        state.delete(f"{FOLDER}/{part.name}")


def _put(state: Store, level: int, first: int, last: int, data: bytes) -> None:
    name = f"{level}-{padded(first)}-{padded(last)}-{uuid.uuid4().hex}.jsonl.gz"
    state.put(f"{FOLDER}/{name}", data)


def _parts(state: Store) -> list[_Part]:
    found = ((name, _NAME.fullmatch(name)) for name in state.names(FOLDER))
    return [_Part(name, int(match[1]), int(match[2]), int(match[3])) for name, match in found if match is not None]


class Past:
    """The past of a state, as it was when this was made; `states` are the stores of its divisions, the first one first.

    Files are read once, and held as they are stored. Raises: StorageError.
    """

    def __init__(self, states: Iterable[Store]) -> None:
        self._files: list[bytes] = []
        self._ranges: list[tuple[int, int]] = []
        for state in states:
            self._read(state)

    def _read(self, state: Store) -> None:
        known: dict[str, bytes] = {}
        while True:
            parts = _parts(state)
            names = [part.name for part in parts if part.name not in known]
            read = list(side_by_side(state, lambda name: state.read(f"{FOLDER}/{name}"), names))
            known |= {name: data for name, data in zip(names, read, strict=True) if data is not None}
            if None not in read:  # else it was put together with others meanwhile
                break
        self._files += [known[part.name] for part in parts]
        self._ranges += [(part.first, part.last) for part in parts]

    def covers(self, sequence: int) -> bool:
        """Tell whether it lacks nothing up to the manifest of a number: then an id that it does not know was never settled."""
        reached = 0
        for first, last in sorted(self._ranges):
            if first > reached + 1:
                break
            reached = max(reached, last)
        return reached >= sequence

    @property
    def begins_at(self) -> datetime | None:
        """Give the moment of the first commit that it knows; None where it knows none."""
        for _, data in sorted(zip(self._ranges, self._files, strict=True), key=lambda one: one[0]):
            for line in _lines_with(_unpacked(data), [b"committed_at"]):
                return msgspec.json.decode(line, type=PastCommit).committed_at
        return None

    def find(self, ids: Collection[str]) -> list[PastCommit]:
        """Give the commits that name one of some ids, in the order of their time, each once."""
        found = {
            (commit.committed_at, commit.shard, commit.number): commit
            for data in self._files
            for commit in _commits_in(data, [id_.encode() for id_ in ids])
        }
        return [found[key] for key in sorted(found)]


def _commits_in(data: bytes, needles: Collection[bytes]) -> Iterator[PastCommit]:
    """Give the commits of a file that name something; none of a file that is damaged, since the past is advice."""
    for line in _lines_with(_unpacked(data), needles):
        try:
            yield msgspec.json.decode(line, type=PastCommit)
        except DAMAGED:
            continue


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return b""


def _lines_with(lines: bytes, needles: Collection[bytes]) -> Iterator[bytes]:
    """Give the lines that hold one of some texts, without looking at the others."""
    for needle in needles:
        at = lines.find(needle)
        while at >= 0:
            end = lines.find(b"\n", at)
            end = len(lines) if end < 0 else end
            yield lines[lines.rfind(b"\n", 0, at) + 1 : end]
            at = lines.find(needle, end)
