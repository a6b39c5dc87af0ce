"""The ledger: what was parked is settled or owed, counted over ids that are read from the state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from transforms.state.documents import FeedDocument, load_advice, load_feed
from transforms.state.inbox import Inbox, read_inbox
from transforms.state.log import read_newer
from transforms.state.memory import RETRY_DAYS, Memory
from transforms.state.observing import read_memory
from transforms.state.storage import Store, side_by_side
from transforms.state.warm import WarmShard, WarmShards


class ShardLedger(Struct, kw_only=True):
    """What one shard owes and has settled, by id."""

    inbox: frozenset[str]
    memory: Memory

    @property
    def owed(self) -> frozenset[str]:
        """Give the ids that are parked and not settled."""
        return frozenset(id_ for id_ in self.inbox if id_ not in self.memory.settled)

    def reopened(self) -> dict[str, tuple[datetime, bool]]:
        """Give what was reopened and could be retried: the moment of the failure, and whether it is settled or parked since."""
        newest = self.memory.newest
        oldest = None if newest is None else newest.committed_at - timedelta(days=RETRY_DAYS)
        found = {id_: at for id_, at in self.memory.reopened.items() if oldest is None or at >= oldest}
        return {id_: (at, id_ in self.memory.settled or id_ in self.inbox) for id_, at in found.items()}

    def knows(self, id_: str) -> bool:
        """Tell whether an id is settled, owed, or about to be owed again."""
        return id_ in self.memory.settled or id_ in self.inbox or id_ in self.memory.reopened


class Balance(Struct, frozen=True, kw_only=True):
    """The ledger of a pass. `missing` maps a shard to ids that were parked and are now neither settled nor owed.

    `unparked` are those that a retry reopened, and has not parked.
    """

    parked: int
    owed: int
    missing: dict[int, list[str]]
    unparked: frozenset[str] = frozenset()


def inbox_ids(state: Store, shard: int, warm: WarmShards | None = None) -> frozenset[str]:
    """Read all ids that stand in a shard's inbox, settled or not; files that this process remembers are not read again."""
    if warm is None:
        return frozenset(entry.id for entry in read_inbox(state, shard))
    with _lent(warm, state, shard) as kept:
        return Inbox(state, shard, kept.boxes).all_ids()


@contextmanager
def _lent(warm: WarmShards, state: Store, shard: int) -> Iterator[WarmShard]:
    """Take out what this process remembers of a shard, for somebody who changes nothing that an owner relies on."""
    kept = warm.take(state.root, shard)
    try:
        yield kept
    finally:
        kept.put_back(kept)


def read_ledger(state: Store, output: Store, shard: int) -> ShardLedger:
    """Read a shard's ledger as it is now. The inbox is read first: what is settled meanwhile then counts as settled."""
    inbox = inbox_ids(state, shard)
    memory = read_memory(state, output, shard)
    return ShardLedger(inbox=inbox, memory=memory)


def find_unparked(shards: Iterable[Mapping[str, tuple[datetime, bool]]]) -> frozenset[str]:
    """Give the ids that were reopened, and not parked again: `newsbeam retry` is under way, or was cut short.

    `shards` are what the ledgers of all shards say (`ShardLedger.reopened`), which hold one another's ids where the state was
    divided again: of each id, what those say counts that know of its last reopening.
    """
    last: dict[str, tuple[datetime, bool]] = {}
    for found in shards:
        for id_, (at, is_known) in found.items():
            last[id_] = max(last.get(id_, (at, False)), (at, is_known))
    return frozenset(id_ for id_, (_, is_known) in last.items() if not is_known)


@contextmanager
def known_ledger(state: Store, output: Store, shard: int, warm: WarmShards | None) -> Iterator[ShardLedger]:
    """Read a shard's ledger as `read_ledger` does: with what this process remembers, where nobody has committed since."""
    if warm is None:
        yield read_ledger(state, output, shard)
        return
    with _lent(warm, state, shard) as kept:
        inbox = Inbox(state, shard, kept.boxes).all_ids()
        memory = kept.memory
        if memory is None or not _is_newest(state, shard, memory):
            memory = read_memory(state, output, shard)
        yield ShardLedger(inbox=inbox, memory=memory)


def _is_newest(state: Store, shard: int, memory: Memory) -> bool:
    newest = memory.newest
    return newest is not None and read_newer(state, shard, memory.number, newest.attempt) == []


def parked_in(state: Store, shards: int, pass_id: str | None) -> dict[int, set[str]]:
    """Read which ids were parked in a pass, by the shard that owes them, as the feeds' documents say.

    None means each shard's last pass, whichever that was.
    """
    parked: dict[int, set[str]] = {}
    for shard, due in enumerate(side_by_side(state, partial(load_advice, state), range(shards))):
        polled = due.polled if pass_id in (None, due.pass_id) else ()
        for document in side_by_side(state, partial(_document, state, shard), polled):
            for target, ids in document.parked.items() if document.pass_id == due.pass_id else ():
                parked.setdefault(int(target), set()).update(ids)
    return parked


def noted_in(state: Store, shards: int) -> dict[int, set[str]]:
    """Read which ids each shard's last turn left as owed, or as missing."""
    advices = side_by_side(state, partial(load_advice, state), range(shards))
    return {shard: {id_ for ids in advice.boxes.values() for id_ in ids} for shard, advice in enumerate(advices)}


def _document(state: Store, shard: int, feed_id: str) -> FeedDocument:
    return load_feed(state, shard, feed_id, "")


def balance(
    state: Store,
    output: Store,
    shards: int,
    before: dict[int, frozenset[str]],
    pass_id: str | None,
    warm: WarmShards | None = None,
) -> Balance:
    """Compare what was owed before a pass and parked in it with what is settled or owed after it.

    What the shards' last turns left as owed counts, too: what is gone since is missing until it is back, or a repair lets it go.
    Without a pass (None): what each shard's last turn parked, in a job that has no end. `warm` is what this process remembers
    of the shards, if its turns were taken here.
    """
    parked, noted = parked_in(state, shards, pass_id), noted_in(state, shards)

    def compare(shard: int) -> tuple[list[str], int, dict[str, tuple[datetime, bool]]]:
        due = before.get(shard, frozenset()) | parked.get(shard, set()) | noted[shard]
        with known_ledger(state, output, shard, warm) as ledger:
            lost = sorted(id_ for id_ in due if not ledger.knows(id_))
            return lost, len(ledger.owed), ledger.reopened()

    found = dict(enumerate(side_by_side(state, compare, range(shards))))
    return Balance(
        parked=sum(map(len, parked.values())),
        owed=sum(owed for _, owed, _ in found.values()),
        missing={shard: lost for shard, (lost, _, _) in found.items() if lost},
        unparked=find_unparked(reopened for _, _, reopened in found.values()),
    )
