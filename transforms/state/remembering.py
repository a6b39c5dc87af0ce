"""What a process remembers of a shard's log, brought up to the log's end: what still proves right is not read again."""

from __future__ import annotations

from datetime import datetime

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.state.divisions import refuse_closed
from transforms.state.files import CommitFiles
from transforms.state.log import Log, ShardLog, closed_by
from transforms.state.manifests import refuse_shorter
from transforms.state.memory import Memory, add_newer, continues
from transforms.state.twins import make_twins
from transforms.state.warm import WarmShard


def remember(log: ShardLog, files: CommitFiles, warm: WarmShard, clock: Clock, at_least: int) -> datetime:
    """Bring what is remembered of a log up to its end, with what is in doubt decided; give the moment after the reading.

    An earlier turn has seen the commit of the number `at_least`.
    """
    while True:
        known, commits = _read_on(log, files, warm)
        end, covered = commits[-1][0] if commits else 0, 0
        if commits or known.newest is None:
            covered = refuse_shorter(log.state, log.shard, end, at_least)
        read_at = clock()
        division = closed_by(commits) if commits or known.newest is None else known.newest.closes
        if division is not None:
            refuse_closed(log.state, division)
        is_covered = bool(commits) and covered >= end
        try:
            warm.memory = add_newer(known, commits, files.recheck if is_covered else files.decide)
        except StateError:
            # A newer commit may have replaced the file since (`transforms.state.rewriting`).
            warm.memory = None
            if log.newest() == commits[-1][0]:
                raise
            continue
        _make_missing_twins(files, warm.memory, is_known=warm.is_last and not commits)
        return read_at


def _read_on(log: ShardLog, files: CommitFiles, warm: WarmShard) -> tuple[Memory, Log]:
    """Give what is known of a log and the commits above it: nothing and the whole log, unless what is remembered proves right."""
    memory = warm.memory
    if memory is None or memory.newest is None:
        return Memory(), log.read()
    newer = log.read_newer(memory.number, None if warm.is_last else memory.newest.attempt)
    # Where a copy of the state was brought back that was made just then, its newest commit's files may not be there.
    needs_files = not newer and not warm.is_last
    if newer is not None and continues(memory, newer) and (not needs_files or files.still_there(memory.decisions)):
        return memory, newer
    if newer and newer[0][1].snapshot is not None:
        return Memory(), newer
    return Memory(), log.read()


def _make_missing_twins(files: CommitFiles, memory: Memory, is_known: bool) -> None:
    """Make the twins of the newest commit that its owner did not come to; nothing where this process knows that it did."""
    if memory.newest is not None and not is_known:
        make_twins(files.output, memory.newest.files, memory.decisions)
