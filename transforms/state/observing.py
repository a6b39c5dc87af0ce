"""What a shard's log says, for somebody who is not its owner, and decides nothing."""

from __future__ import annotations

from functools import partial

from transforms.state.files import inspect_file
from transforms.state.log import read_log
from transforms.state.manifests import refuse_shorter
from transforms.state.memory import Memory, add_up
from transforms.state.numbering import last_of
from transforms.state.storage import Store


def read_memory(state: Store, output: Store, shard: int) -> Memory:
    """Add up a shard's log as it is now; a file of its newest commit that may yet come settles nothing.

    Raises: StateError where the log or such a file is damaged; StorageError.
    """
    while True:
        log = read_log(state, shard)
        refuse_shorter(state, shard, log[-1][0] if log else 0)
        memory = add_up(log, partial(inspect_file, output))
        if all(decision == "kept" for decision in _decisions(memory)):
            return memory
        # A file that is void or gone may have been kept, and replaced since by a newer commit (`transforms.state.rewriting`).
        if last_of(state.names(f"log/{shard}")) == memory.number:
            return memory


def _decisions(memory: Memory) -> list[str | None]:
    files = memory.newest.files if memory.newest is not None else {}
    return [memory.decisions.get(path) for path in files]
