"""Look up what a shard's log says of a few ids, without holding what it says of all others.

A snapshot names hundreds of thousands of ids: it stays as bytes here, which are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial

import msgspec
from msgspec import Raw, Struct, field

from transforms.rechecks import Recheck
from transforms.state.decoding import decode, decode_part
from transforms.state.files import Decision, Planned, glance, inspect_file
from transforms.state.log import LOG_LOST, Commit, Deferral, Log, Snapshot, read_log
from transforms.state.memory import Memory, add_up
from transforms.state.storage import Store


class ShardView(Struct, kw_only=True):
    """What a shard's log says of some ids, `ids`: those that were asked for, and of the articles that they led to.

    `log` are the commits from the newest snapshot on; of that, they and `memory` hold what it says of these ids alone.
    `doubtful` are files of the newest commit that have these ids, and are not there (yet).
    """

    shard: int
    ids: frozenset[str]
    log: Log
    memory: Memory
    doubtful: tuple[str, ...] = ()


class _Snapshot(Struct, kw_only=True):
    settled: dict[str, Raw]
    deferred: dict[str, Deferral]
    aliases: Raw = field(name="ways", default_factory=Raw)
    reopened: dict[str, datetime] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    rechecks: dict[str, Raw] = field(default_factory=dict)


class _Snapped(Struct):
    snapshot: Raw = field(default_factory=Raw)


def view_shard(state: Store, output: Store, shard: int, ids: Collection[str]) -> ShardView:
    """Read what a shard's log says of some ids as it is now. Raises: StateError where it is damaged; StorageError."""
    view = _View(ids)
    log = read_log(state, shard, view.read)
    wanted = frozenset(view.wanted)
    memory = add_up(log, partial(_decide, output, wanted))
    newest = memory.newest.files if memory.newest is not None else {}
    doubtful = (path for path, planned in newest.items() if path not in memory.decisions and planned.ids)
    return ShardView(
        shard=shard,
        ids=wanted,
        log=log,
        memory=memory,
        doubtful=tuple(path for path in doubtful if not wanted.isdisjoint(newest[path].ids)),
    )


class _View:
    """Reads the commits of a log, the newest first, and of its snapshot what it says of some ids."""

    def __init__(self, ids: Collection[str]) -> None:
        self._asked, self.wanted = tuple(ids), set(ids)

    def read(self, state: Store, shard: int, name: str) -> Commit | None:
        """Read a commit; None where it is gone."""
        path = f"log/{shard}/{name}"
        data = state.read(path)
        if data is None:
            return None
        snapped = bytes(decode(state, path, data, _Snapped, LOG_LOST).snapshot)
        if snapped not in (b"", b"null"):
            snapshot = decode_part(state, path, snapped, _Snapshot, LOG_LOST)
            recheck_of = partial(decode_part, state, path, kind=Recheck, cure=LOG_LOST)
            data = data.replace(snapped, msgspec.json.encode(self._only(snapshot, recheck_of)))
        commit = decode_part(state, path, data, Commit, LOG_LOST)
        self.wanted.update(commit.aliases[id_] for id_ in self._asked if id_ in commit.aliases)
        return commit

    def _only(self, snapshot: _Snapshot, recheck_of: Callable[[bytes], Recheck]) -> Snapshot:
        """Give what a snapshot says of the ids that are wanted, and of the articles that they led to."""
        aliases = dict(pair for id_ in self._asked for pair in _pairs_with(bytes(snapshot.aliases), id_))
        self.wanted.update(aliases[id_] for id_ in self._asked if id_ in aliases)
        settled = {
            day: [id_ for id_ in self.wanted if f'"{id_}"'.encode() in bytes(ids)]
            for day, ids in snapshot.settled.items()
        }
        return Snapshot(
            settled={day: ids for day, ids in settled.items() if ids},
            deferred={id_: snapshot.deferred[id_] for id_ in self.wanted if id_ in snapshot.deferred},
            aliases=aliases,
            reopened={id_: snapshot.reopened[id_] for id_ in self.wanted if id_ in snapshot.reopened},
            days=snapshot.days,
            rechecks={
                id_: recheck_of(bytes(found))
                for id_ in self.wanted
                if (found := snapshot.rechecks.get(id_)) is not None
            },
        )


def _pairs_with(aliases: bytes, id_: str) -> Iterator[tuple[str, str]]:
    """Give the pairs of a JSON object, of strings without escapes, in which an id stands on either side."""
    needle = f'"{id_}"'.encode()
    at = aliases.find(needle)
    while at >= 0:
        end = at + len(needle)
        if aliases[end : end + 1] == b":":
            yield id_, _text(aliases[end + 2 : aliases.index(b'"', end + 2)])
        else:
            begin = aliases.rindex(b'"', 0, at - 2)
            yield _text(aliases[begin + 1 : at - 2]), id_
        at = aliases.find(needle, end)


def _text(data: bytes) -> str:
    return data.decode()


def _decide(output: Store, ids: Collection[str], path: str, planned: Planned) -> Decision | None:
    """Tell what became of a file; one that has none of the ids is not read whole."""
    return glance(output, path) if set(ids).isdisjoint(planned.ids) else inspect_file(output, path, planned)
