"""What a shard owes and has settled: inbox and log, over stores alone. `transforms.state.owner` commits.

    <state>/inbox/<shard>/<unique>.json   entries parked by one poll; immutable; deleted once all its entries are settled
    <state>/log/<shard>/<number>.json     commit `number`: the verdict on the files of commit number - 1, and what is to come

An entry is owed from the moment that it is parked until a commit settles it. The rules, and why each is needed, stand in
docs/protocol.md; tests/test_protocol.py runs the code under crashes, rivals and stores that answer badly.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct, field

from transforms.errors import AlreadyExists, StateError, Unclear
from transforms.reasons import Reason
from transforms.records import Entry
from transforms.state.decoding import decode, read_document
from transforms.state.storage import Store

# A gzip stream of nothing, frozen byte by byte: every version that ever ran must know a void file when it sees one.
VOID = bytes.fromhex("1f8b08000000000000ff03000000000000000000")

TRIES = 5

_BOX_LOST = (
    "restore it from a copy, or delete it: the entries in it are then lost, but for those that still stand in their feeds after"
    " a month"
)
_LOG_LOST = "restore it from a copy, or delete both state and output to start anew"
_MANIFEST_LOST = "restore it from its copy in the output, below runs/, whose name begins with the same number"

Verdict = Literal["kept", "void"]
T = TypeVar("T")


class Planned(Struct, frozen=True, kw_only=True):
    """A file of a commit: the ids that it settles, what they count as in the ledger, and how to know its bytes."""

    ids: tuple[str, ...]
    counts: dict[str, int]
    rows: int
    size: int
    sha256: str


class Deferral(Struct, frozen=True, kw_only=True):
    """An entry that failed for now: tries so far, and when the next one may be made."""

    attempts: int
    not_before: datetime
    reason: Reason


class Snapshot(Struct, frozen=True, kw_only=True):
    """All that the log below a commit says: ids by the day of their last sighting, what is deferred, and `Commit.ways`."""

    settled: dict[str, list[str]]
    deferred: dict[str, Deferral]
    ways: dict[str, str] = field(default_factory=dict)


class Commit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of a shard's log. `totals` counts all that was settled before it, since the state was made.

    `ways` maps entries to the article that each led to, where that has an id of its own; `renewed` are articles of which a
    way was seen again. `closes` names the new division that this commit makes way for (`transforms.state.divisions`); None for an
    ordinary one.
    """

    attempt: str
    pass_id: str
    opened_at: datetime
    committed_at: datetime
    verdict: dict[str, Verdict] = field(default_factory=dict)
    files: dict[str, Planned] = field(default_factory=dict)
    dropped: dict[Reason, list[str]] = field(default_factory=dict)
    deferred: dict[str, Deferral] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    renewed: list[str] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    closes: str | None = None


class _Covered(Struct, frozen=True):
    """What of a manifest is the owners' business."""

    covered: dict[str, int]


class Memory(Struct, kw_only=True):
    """What a shard's log says, added up. `settled` maps an id to the day (YYYY-MM-DD) of its last sighting."""

    number: int = 0
    newest: Commit | None = None
    verdict: dict[str, Verdict] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    deferred: dict[str, Deferral] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    totals: Counter[str] = field(default_factory=Counter)


def plan(data: bytes, ids: Iterable[str], counts: Mapping[str, int], rows: int) -> Planned:
    """A file's place in a commit, from the bytes that are to be published."""
    return Planned(
        ids=tuple(ids), counts=dict(counts), rows=rows, size=len(data), sha256=hashlib.sha256(data).hexdigest()
    )


def park(state: Store, shard: int, entries: Iterable[Entry]) -> None:
    """Make entries owed by a shard. Raises: StorageError when the store does not take them."""
    parked = list(entries)
    if not parked:
        return
    stamp = max(entry.parked_at for entry in parked).strftime("%Y%m%dT%H%M%S%f")
    data = msgspec.json.encode(parked)
    for attempt in range(TRIES):
        try:
            state.create(f"inbox/{shard}/{stamp}-{uuid.uuid4().hex}.json", data)
            return
        except AlreadyExists:
            return  # The name is ours alone: an answer was lost, and a retry below us found our own file.
        except Unclear:
            if attempt == TRIES - 1:
                raise


def read_box(state: Store, shard: int, name: str) -> tuple[Entry, ...]:
    """The entries of an inbox file; none where it is gone, since then all of them are settled.

    Raises: StateError where it is damaged.
    """
    return read_document(state, f"inbox/{shard}/{name}", tuple[Entry, ...], _BOX_LOST) or ()


def read_log(state: Store, shard: int) -> list[tuple[int, Commit]]:
    """A shard's commits with their numbers, from its newest snapshot on, oldest first; empty before the first."""
    while True:
        names = state.names(f"log/{shard}")
        log = _back_to_snapshot(state, shard, names)
        # A slow reader may have read what a compaction removed meanwhile: only an unmoved end proves a whole reading.
        if log is not None and state.names(f"log/{shard}")[-1:] == names[-1:]:
            return log


def _back_to_snapshot(state: Store, shard: int, names: list[str]) -> list[tuple[int, Commit]] | None:
    log: list[tuple[int, Commit]] = []
    for name in reversed(names):
        commit = read_commit(state, shard, name)
        if commit is None:
            return None
        log.append((int(name.removesuffix(".json")), commit))
        if commit.snapshot is not None:
            break
    return log[::-1]


def read_commit(state: Store, shard: int, name: str) -> Commit | None:
    """An entry of a shard's log; None where it is gone. Raises: StateError where it is damaged."""
    return read_document(state, f"log/{shard}/{name}", Commit, _LOG_LOST)


def add_up(log: list[tuple[int, Commit]], judge: Callable[[str, Planned], Verdict | None]) -> Memory:
    """What a log says. `judge` gives the verdict on each file of the newest commit; None leaves it in doubt.

    Raises: StateError when a commit lacks the verdict on an earlier one's file.
    """
    memory = Memory()
    for i, (number, commit) in enumerate(log):
        following = log[i + 1][1].verdict if i + 1 < len(log) else None
        if commit.snapshot is not None:
            memory.settled = {id_: day for day, ids in commit.snapshot.settled.items() for id_ in ids}
            memory.deferred, memory.ways = dict(commit.snapshot.deferred), dict(commit.snapshot.ways)
        memory.number, memory.newest, memory.verdict = number, commit, {}
        memory.totals = Counter(commit.totals)
        for path, planned in commit.files.items():
            verdict = judge(path, planned) if following is None else following.get(path)
            if verdict is None and following is not None:
                raise StateError(
                    f"log entry {number + 1} says nothing of {path}: the log is damaged, restore it from a copy"
                )
            if verdict is not None:
                memory.verdict[path] = verdict
        add(memory, commit)
    return memory


def add(memory: Memory, commit: Commit) -> None:
    """Add one commit, with the verdict on its files already in place."""
    day = commit.committed_at.strftime("%Y-%m-%d")
    memory.deferred.update(commit.deferred)
    memory.ways.update(commit.ways)
    memory.settled.update(dict.fromkeys(commit.renewed, day))
    for path, planned in commit.files.items():
        if memory.verdict.get(path) == "kept":
            memory.settled.update(dict.fromkeys(planned.ids, day))
            memory.totals.update(planned.counts)
    for reason, ids in commit.dropped.items():
        memory.settled.update(dict.fromkeys(ids, day))
        memory.totals[f"dropped/{reason}"] += len(ids)
    for id_ in [id_ for id_ in memory.deferred if id_ in memory.settled]:
        del memory.deferred[id_]


def look(output: Store, path: str, planned: Planned) -> Verdict | None:
    """The verdict on a file for one who only reads: None while its owner may still publish it.

    Raises: StateError when the file is neither what its commit names nor void.
    """
    data = output.read(path)
    if data is None:
        return None
    if data == VOID:
        return "void"
    if hashlib.sha256(data).hexdigest() == planned.sha256:
        return "kept"
    raise StateError(
        f"{output.root}/{path}: this file is not the one that its commit names ({planned.size} bytes, here {len(data)});"
        " restore it from a copy, or delete both state and output to start anew"
    )


def chain_end(state: Store, kind: type[T]) -> T | None:
    """The newest manifest of the chain, or what `kind` takes of it; None before the first.

    Raises: StateError where it is damaged.
    """
    while names := state.names("manifests"):
        path = f"manifests/{names[-1]}"
        data = state.read(path)
        # Old numbers are freed, and a stalled publisher may take one that a slow reader is about to read.
        if data is not None and state.names("manifests")[-1:] == names[-1:]:
            return decode(state, path, data, kind, _MANIFEST_LOST)
    return None


def covered(state: Store, shard: int) -> int:
    """The number of a shard's newest commit whose files stand in a manifest; 0 before the first."""
    newest = chain_end(state, _Covered)
    return 0 if newest is None else newest.covered.get(str(shard), 0)
